"""What an extract's rows may be instead of what they are read as: sentences for the import's own account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from styring_xl.danish import writing
from styring_xl.danish.citizen import has_cpr_form
from styring_xl.imports.extract import Extract
from styring_xl.model.arrays import Integers
from styring_xl.model.kroner import exact_sum
from styring_xl.reading import gross
from styring_xl.reading.interning import holds
from styring_xl.reading.ledger.booking import is_closing_period
from styring_xl.reading.ledger.entries import Entries, EntryKind

_FIRST: Final = 5


def lines(extract: Extract, rows: Integers) -> str:
    """The lines of some rows, the first five of them."""
    return ", ".join(str(line) for line in extract.lines[rows[:_FIRST]].tolist()) + (" …" if len(rows) > _FIRST else "")


def remarks(
    extract: Extract, entries: Entries, citizens: tuple[Integers, Sequence[str]], year: int | None
) -> Iterator[str]:
    """Danish sentences, each on another doubt. ``citizens`` are each row's number (n,) among the names."""
    good = np.flatnonzero(entries.of(EntryKind.POSTING))
    if not len(good):
        if not entries.of(EntryKind.REFUSED).any():
            yield f"Der er ingen posteringer under overskriften i linje {extract.header_line}."
        return
    yield from _gross(extract)
    yield from _malformed(extract, entries, good, citizens)
    period = extract.texts.get("period")
    closing = good[holds(period, good, is_closing_period)] if period is not None else good[:0]
    if len(closing):
        yield (
            f"{worth(entries, closing)} er i periode 13 til 16 eller supplement og er talt i december "
            f"(linje {lines(extract, closing)})."
        )
    if year is not None:
        after = np.flatnonzero(entries.of(EntryKind.POSTING) & (entries.booking.month >= 12 * (year + 1)))
        years = entries.booking.month[after] // 12
        for later in np.unique(years).tolist():
            at = after[years == later]
            yield (
                f"{worth(entries, at)} er af {later}, som er efter regnskabsåret {year}, og tæller ikke med i det "
                f"(linje {lines(extract, at)}). Er årstallet en skrivefejl, så ret det i udtrækket."
            )


def worth(entries: Entries, rows: Integers) -> str:
    """How many rows some are, and their kroner, such as »3 rækker på 12.000,00 kr.«"""
    amount = writing.kroner(exact_sum(entries.amount[rows]))
    return f"{writing.count(len(rows))} {'række' if len(rows) == 1 else 'rækker'} på {amount} kr."


def _gross(extract: Extract) -> Iterator[str]:
    """An amount beside the one that is read, gross where that is net or the other way round."""
    columns, headers = extract.mapping.columns, dict(enumerate(extract.mapping.headers, start=1))
    used = columns.get("amount", columns.get("amount_ore"))
    if used is None:
        return
    other = gross.counterpart(headers, used + 1)
    if other and other - 1 not in columns.values():
        yield f"Beløbet er læst af »{headers[used + 1]}«, og »{headers[other]}« er ikke brugt."


def _malformed(
    extract: Extract, entries: Entries, good: Integers, citizens: tuple[Integers, Sequence[str]]
) -> Iterator[str]:
    """CPR numbers that are none: masked ones, which several citizens share, or those of another system."""
    codes, names = citizens
    wrong = np.fromiter((bool(name) and not has_cpr_form(name) for name in names), bool, len(names))
    if not wrong.any():
        return
    at = good[wrong[codes[good]]]
    if len(at):
        yield (
            f"{worth(entries, at)} har et CPR-nr., der ikke har den rette form (linje {lines(extract, at)}); det er "
            "taget, som det står, og flere borgere kan have det samme."
        )

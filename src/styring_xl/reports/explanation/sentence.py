"""What moved one commitment, in words a council can read: rows by number, never by citizen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.danish import writing
from styring_xl.figures.change import OTHER, Comparison
from styring_xl.model.bridge import Cause, Side
from styring_xl.model.commitments import ONE
from styring_xl.model.kroner import footed

_COUNTED: Final = (
    ("ny", "nye"),
    ("ophørt", "ophørte"),
    ("forkortet", "forkortede"),
    ("forlænget", "forlængede"),
    ("med ny takst eller mængde", "med ny takst eller mængde"),
    ("bogført mod forventet", "bogført mod forventet"),
    ("med ny sandsynlighed", "med ny sandsynlighed"),
    ("udisponeret forbrug", "udisponeret forbrug"),
    ("pulje", "puljer"),
    ("øvrig", "øvrige"),
)
"""One and several lines of each cause, in the order of the amounts."""
_MILLION: Final = 100_000_000
"""Øre; from here the amounts are told in tenths of a million, below in thousands of kroner."""


def in_all(amounts: Sequence[int], counts: Sequence[int]) -> str:
    """*I alt +0,4 mio. kr.: +1,4: 20 nye · −1,6: 10 ophørte · +0,6: 54 med ny takst eller mængde*, the largest first.

    ``amounts`` is each cause's øre (10,), ``counts`` how many lines it moved. The parts are rounded so that they add up
    to the whole; a part of nothing is left out. Empty where nothing has moved.
    """
    large = max(map(abs, (*amounts, sum(amounts))), default=0) >= _MILLION
    step, unit = (_MILLION // 10, "mio. kr.") if large else (100_000, "tusind kr.")
    parts = footed(amounts, step)
    whole = sum(parts)
    told = sorted((at for at, part in enumerate(parts) if part), key=lambda at: -abs(amounts[at]))
    said = [f"{_short(parts[at], large)}: {counts[at]} {_COUNTED[at][counts[at] != 1]}" for at in told]
    return f"I alt {_short(whole, large)} {unit}: {' · '.join(said)}" if said else ""


def _short(part: int, tenths: bool) -> str:
    """A rounded amount with its sign: +1,4 or −250."""
    sign = "−" if part < 0 else "+" if part else ""
    size = abs(part)
    return f"{sign}{writing.count(size // 10)},{size % 10}" if tenths else f"{sign}{writing.count(size)}"


def about(told: Comparison, row: int, sheets: int) -> str:
    """*Cpr-linje 41, Familiepleje: stopdato flyttet fra 30-06 til 31-12: +210.000 kr.*

    ``sheets`` is how many sheets there are rows on; with several the line is told with its sheet.
    """
    change = int(told.causes[row].sum())
    reasons = _reasons(told, row)
    several = len(reasons) > 1
    said = ", ".join(f"{text} ({signed(ore)})" if several else text for text, ore in reasons)
    return f"{line(told, row, sheets)}, {told.measure[row]}: {said}: {signed(change)} kr."


def line(told: Comparison, row: int, sheets: int) -> str:
    """What a row is called: its number on the sheet, else its own Nr., else that it is no longer there."""
    place = told.places[row]
    if place is None:
        return f"Slettet bevilling (Nr. {told.id[row]})" if told.id[row] else "Slettet bevilling"
    return f"Cpr-linje {place.row}" + (f" i {place.sheet}" if sheets > 1 else "")


def signed(ore: int) -> str:
    """Whole kroner with their sign: +210.000."""
    return f"{'−' if ore < 0 else '+'}{writing.whole_kroner(abs(ore))}"


def _reasons(told: Comparison, row: int) -> list[tuple[str, int]]:
    """The causes of a row in words and øre, the largest first."""
    old, new = told.sides
    year = told.after.year
    found: list[tuple[str, int]] = []
    for cause in Cause:
        ore = int(told.causes[row, OTHER if cause == Cause.OTHER else cause])
        if ore:
            found.append((_said(cause, told, row, old, new, year), ore))
    return sorted(found, key=lambda each: -abs(each[1]))


def _said(cause: Cause, told: Comparison, row: int, old: Side, new: Side, year: int) -> str:
    if cause == Cause.NEW:
        return f"ny bevilling {_period(new, row, year)}"
    if cause == Cause.ENDED and not new.present[row]:
        return "bevillingen er slettet"
    if cause in (Cause.ENDED, Cause.SHORTENED, Cause.EXTENDED):
        return ("ophørt: " if cause == Cause.ENDED else "") + _moved(old, new, row, year)
    if cause == Cause.PRICE:
        return _price(told, row, old, new, year)
    if cause == Cause.PROBABILITY:
        return f"sandsynlighed ændret fra {_share(old, row)} til {_share(new, row)}"
    if cause == Cause.REALISED:
        if old.closed == new.closed:
            return "bogført senere eller rettet i lukkede måneder"
        return f"realiseret {'mere' if told.causes[row, cause] > 0 else 'mindre'} end disponeret"
    if not new.computable[row]:
        return "rækken kan ikke beregnes (se Kontrol)"
    return "rækken kan beregnes igen" if not old.computable[row] else "beregnet efter andre regler"


def _day(days: np.ndarray[tuple[int], np.dtype[np.datetime64]], row: int, year: int) -> str:
    day = days[row]
    if np.isnat(day):
        return "åben"
    date = day.astype(object)
    return f"{date:%d-%m}" if date.year == year else writing.day(date)


def _period(side: Side, row: int, year: int) -> str:
    start, stop = _day(side.start, row, year), _day(side.stop, row, year)
    return f"fra {start}" if stop == "åben" else f"fra {start} til {stop}"


def _moved(old: Side, new: Side, row: int, year: int) -> str:
    parts = []
    for name, days in (("startdato", (old.start, new.start)), ("stopdato", (old.stop, new.stop))):
        was, is_ = (_day(each, row, year) for each in days)
        if was != is_:
            parts.append(f"{name} flyttet fra {was} til {is_}")
    return " og ".join(parts) or "perioden er ændret"


def _price(told: Comparison, row: int, old: Side, new: Side, year: int) -> str:
    heir = np.flatnonzero(told.follows == row)
    if not old.present[row]:
        return f"ny takst {_kr(new, row)} fra {_day(new.start, row, year)}"
    if heir.size:
        return f"afløst af ny takst fra {_day(new.start, int(heir[0]), year)}"
    parts = []
    if old.rate[row] != new.rate[row]:
        parts.append(f"takst ændret fra {_kr(old, row)} til {_kr(new, row)}")
    if old.unit[row] != new.unit[row]:
        units = standard.RATE_UNITS
        parts.append(f"takstenhed ændret fra {units[old.unit[row]]} til {units[new.unit[row]]}")
    if old.quantity[row] != new.quantity[row]:
        parts.append(f"mængde ændret fra {_count(old, row)} til {_count(new, row)}")
    if old.rule[row] != new.rule[row]:
        parts.append(f"periodisering ændret til {standard.RULES[new.rule[row]]}")
    if old.vat[row] != new.vat[row]:
        parts.append("momsfaktor ændret")
    return " og ".join(parts) or "takst ændret"


def _kr(side: Side, row: int) -> str:
    text = writing.kroner(int(side.rate[row]))
    return f"{text.removesuffix(',00')} kr."


def _count(side: Side, row: int) -> str:
    return writing.decimals(side.quantity[row] / ONE, 4)


def _share(side: Side, row: int) -> str:
    return writing.decimals(side.probability[row] / 100, 2) + " %"

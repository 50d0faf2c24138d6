"""Postings as arrays, whether they stand in an extract or in the workbook: the same words for the same thing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from styring_xl.cells import column as kinds
from styring_xl.cells.cell import Value
from styring_xl.cells.column import Column
from styring_xl.danish.citizen import citizen, has_cpr_form
from styring_xl.danish.text import Unreadable, clean, is_blank, is_total, label, spelled
from styring_xl.errors import StyringError
from styring_xl.imports.amount import Amounts, decide
from styring_xl.imports.extract import AMOUNT_FIELDS, Extract, Options
from styring_xl.reading.interning import Interned, distinct, each
from styring_xl.reading.ledger.booking import read_bookings

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

TEXTS: Final = ("account", "measure", "cpr", "supplier", "document", "line", "text")
"""The fields that are texts; the other two are when and how much."""
NO_DAY: Final = -(2**31)

# Why a row could not be used; the empty text is a row that can.
REASONS: Final = (
    "",
    "datoen eller perioden kan ikke læses",
    "dato eller periode mangler",
    "beløbet kan ikke læses",
    "beløbet mangler",
    "debet/kredit kan ikke læses",
    "rækken har flere felter end overskriften",
)
_DATE, _NO_DATE, _AMOUNT, _NO_AMOUNT, _SIDE, _RAGGED = range(1, 7)


class Pools:
    """The distinct texts of each field, numbered across all sources; number 0 is the empty text."""

    def __init__(self) -> None:
        self._of = {field: Interned() for field in TEXTS}
        self.names: dict[str, list[str]] = {field: pool.names for field, pool in self._of.items()}

    def add(self, field: str, names: Sequence[str]) -> Ints:
        """The numbers of some texts (n,)."""
        return self._of[field].add(names)


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """n postings. ``month`` counts from year 0 (year × 12 + month − 1), ``day`` days since 1970 or NO_DAY,
    ``amount`` is øre, ``texts`` the numbers of each field's texts in the pools. ``source`` and ``line`` say where each
    comes from: the number of the extract and its line, or the row of the sheet."""

    source: Ints
    line: Ints
    month: Ints
    day: Ints
    amount: Ints
    texts: Mapping[str, Ints]

    def __len__(self) -> int:
        return len(self.amount)

    @property
    def total(self) -> int:
        """Øre in all, exact for any number of postings."""
        return exact_sum(self.amount)

    def take(self, rows: Ints | Marks) -> Postings:
        """Some of them, in the order given."""
        return Postings(
            self.source[rows],
            self.line[rows],
            self.month[rows],
            self.day[rows],
            self.amount[rows],
            {field: codes[rows] for field, codes in self.texts.items()},
        )

    @classmethod
    def joined(cls, parts: Sequence[Postings]) -> Postings:
        """Several in a row."""
        empty = [np.zeros(0, np.int64)]
        return cls(
            np.concatenate([part.source for part in parts] or empty),
            np.concatenate([part.line for part in parts] or empty),
            np.concatenate([part.month for part in parts] or empty),
            np.concatenate([part.day for part in parts] or empty),
            np.concatenate([part.amount for part in parts] or empty),
            {field: np.concatenate([part.texts[field] for part in parts] or empty) for field in TEXTS},
        )


def exact_sum(ore: Ints) -> int:
    """The sum of amounts that may not fit in 64 bits together."""
    high, low = np.divmod(ore, 2**31)
    return int(high.sum()) * 2**31 + int(low.sum())


@dataclass(frozen=True, slots=True, eq=False)
class RefusedRows:
    """Rows of an extract that cannot be used: line, number in REASONS, øre where the amount could be read."""

    line: Ints
    reason: Ints
    amount: Ints
    has_amount: Marks

    def __len__(self) -> int:
        return len(self.line)

    @property
    def total(self) -> int:
        return exact_sum(self.amount)


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What came of an extract."""

    postings: Postings
    refused: RefusedRows
    fields: frozenset[str]
    """The fields the extract says anything about: TEXTS and ``day``."""
    mark: str
    in_ore: bool
    notes: tuple[str, ...]
    """What the user should know about how it was read, Danish sentences."""


def read(extract: Extract, number: int, options: Options, pools: Pools, year: int | None) -> Read:
    """Reads an extract's rows. Raises StyringError when a column can be read in more than one way."""
    n = len(extract)
    notes: list[str] = []
    mark = _mark(extract, options)
    ore, amount_state, in_ore = _amounts(extract, options, mark, notes)
    side_state = np.ones(n, np.int64)
    if "side" in extract.texts and "debit" not in extract.amounts:
        credits, side_state = each(extract.texts["side"], _side)
        # K marks a credit; an amount that carries its sign already keeps it.
        ore = np.where((side_state == 1) & (credits == 1) & (ore > 0), -ore, ore)
    month, day, when_state = when(extract.texts, n, year)
    codes, fields = texts(extract.texts, n, pools, notes)

    filled = (amount_state != 0) | (when_state != 0) | extract.ragged
    totals = _totals(extract, when_state)
    for field in TEXTS:
        filled |= codes[field] > 0
    # An extract often ends with its own sum; without a date it is that and no posting.
    sums = totals & (when_state != 1) & filled
    filled &= ~sums
    reason = np.zeros(n, np.int64)
    for state, number_of in (
        (amount_state == 0, _NO_AMOUNT),
        (amount_state == -1, _AMOUNT),
        (when_state == 0, _NO_DATE),
        (when_state == -1, _DATE),
        (side_state == -1, _SIDE),
        (extract.ragged, _RAGGED),
    ):
        reason[state] = number_of
    good = filled & (reason == 0)
    bad = filled & (reason > 0)
    has_amount = bad & (amount_state == 1) & ~extract.ragged
    refused = RefusedRows(extract.lines[bad], reason[bad], np.where(has_amount, ore, 0)[bad], has_amount[bad])
    postings = Postings(
        np.full(int(good.sum()), number, np.int64),
        extract.lines[good],
        month[good],
        day[good],
        ore[good],
        {field: codes[field][good] for field in TEXTS},
    )
    own = sums & (amount_state == 1)
    if own.any():
        agrees = int(ore[np.flatnonzero(own)[-1]]) == postings.total + refused.total
        notes.append(
            f"Udtrækkets egen sum i linje {int(extract.lines[own][-1])} "
            + ("stemmer med rækkerne." if agrees else "stemmer ikke med rækkerne: se, om udtrækket er helt.")
        )
    if "date" in extract.texts:
        fields |= {"day"}
    return Read(postings, refused, frozenset(fields), mark, in_ore, tuple(notes))


def _totals(extract: Extract, when_state: Ints) -> Marks:
    """Rows that say they are a sum; only such as have no date are looked at."""
    totals = np.zeros(len(extract), bool)
    undated = np.flatnonzero(when_state != 1)
    for column in extract.texts.values() if len(undated) else ():
        numbers, cells = distinct(column)
        codes, at = np.unique(numbers[undated], return_inverse=True)
        totals[undated] |= np.fromiter((is_total(cells[code]) for code in codes.tolist()), bool, len(codes))[at]
    return totals


# Amounts.


def _mark(extract: Extract, options: Options) -> str:
    if extract.sheet is not None and options.decimal is None:
        # A spreadsheet's own numbers need no mark; texts among them are Danish as everywhere in a workbook.
        return ","
    return decide(list(extract.amounts.values()), options.decimal)


def _amounts(extract: Extract, options: Options, mark: str, notes: list[str]) -> tuple[Ints, Ints, bool]:
    columns: Mapping[str, Amounts] = extract.amounts
    single = next((name for name in AMOUNT_FIELDS[:2] if name in columns), None)
    said_ore = single == "amount_ore" or (single is None and "øre" in label(extract.mapping.header("debit")).split())
    in_ore = said_ore if options.ore is None else options.ore
    unit = 1 if in_ore else 100
    if single is not None:
        ore, state = columns[single].ore(mark, unit)
        return ore, state.astype(np.int64), in_ore
    debit, debit_state = columns["debit"].ore(mark, unit)
    credit, credit_state = columns["credit"].ore(mark, unit)
    signed = bool((credit < 0).any()) and not bool((credit > 0).any())
    if signed:
        notes.append("Kredit står med minus i udtrækket, så beløbet er debet plus kredit.")
    ore = debit + credit if signed else debit - credit
    state = np.where((debit_state == -1) | (credit_state == -1), -1, np.maximum(debit_state, credit_state))
    return ore, state.astype(np.int64), in_ore


_CREDIT: Final = frozenset(("k", "kredit", "c", "h", "cr", "kre"))
_DEBIT: Final = frozenset(("d", "debet", "debit", "s", "dr", "deb"))


def _side(value: Value) -> int | None:
    """1 for a credit, 0 for a debit, None for an empty cell. Raises Unreadable for anything else."""
    if is_blank(value):
        return None
    text = label(value)
    if text in _CREDIT:
        return 1
    if text in _DEBIT:
        return 0
    raise Unreadable


# When.


_SLASHED: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})")


def when(columns: Mapping[str, Column], n: int, year: int | None) -> tuple[Ints, Ints, Ints]:
    """Month, day and state (1 read, 0 empty, -1 unreadable) of each row: the stated period, else the date's month."""
    if "date" in columns:
        _refuse_american(columns["date"])
    booking = read_bookings(columns, n, year)
    return booking.month, np.where(booking.day_state == 1, booking.day, NO_DAY), booking.state


def _refuse_american(column: Column) -> None:
    _, cells = distinct(column)
    for value in cells:
        match = _SLASHED.fullmatch(clean(value)[:10]) if isinstance(value, str) else None
        if match and int(match[1]) <= 12 < int(match[2]) <= 31:
            raise StyringError(
                "Datoerne ser ud til at være skrevet med måneden først (måned/dag/år), og så kan 03/04 være to "
                "forskellige dage. Lav udtrækket med danske datoer."
            )


# Texts.


_IN_TEXT: Final = re.compile(r"(?<!\d)(\d{6})[- ]?(\d{4})(?!\d)")


def cpr_in(value: Value) -> str:
    """The one CPR number a text holds, nothing when it holds none or several."""
    found = {a + b for a, b in _IN_TEXT.findall(clean(value)) if has_cpr_form(a + b)}
    return found.pop() if len(found) == 1 else ""


def texts(columns: Mapping[str, Column], n: int, pools: Pools, notes: list[str]) -> tuple[dict[str, Ints], set[str]]:
    """The numbers of each field's texts (n,), and the fields that have a column."""
    codes = {field: np.zeros(n, np.int64) for field in TEXTS}
    fields: set[str] = set()
    for field in TEXTS:
        if field in columns:
            fields.add(field)
            codes[field] = _spelled(columns[field], pools, field)
    if "cpr_text" in columns:
        fields.add("cpr")
        at, cells = distinct(columns["cpr_text"])
        inside = pools.add("cpr", [cpr_in(value) for value in cells])[at]
        codes["cpr"] = np.where(codes["cpr"] > 0, codes["cpr"], inside)
        notes.append(f"CPR-nr. er fundet i teksten i {int((inside > 0).sum())} af {n} rækker.")
    return codes, fields


_ODD_SPACES: Final = (
    "  ",
    "\n ",
    " \n",
    "\t",
    "\r",
    "\x0b",
    "\x0c",
    "\x85",
    "\xa0",
    "\u2007",
    "\u202f",
    "\u200b",
    "\ufeff",
    "\u2028",
)


def _is_tidy(strings: Sequence[str]) -> bool:
    """Whether no text has spaces that would be folded or trimmed."""
    text = "\n".join(strings)
    return not (text.startswith(" ") or text.endswith(" ") or any(each in text for each in _ODD_SPACES))


def _only_texts(column: Column) -> bool:
    """Whether a column holds nothing but texts as they came out of a file, trimmed already."""
    return column.kinds.max(initial=0) <= kinds.TEXT and not np.isin(column.kinds, (kinds.NUMBER, kinds.DATE)).any()


def _spelled(column: Column, pools: Pools, field: str) -> Ints:
    at, cells = distinct(column)
    if field == "cpr":
        names = [citizen(value) for value in cells]
    elif _only_texts(column) and _is_tidy(column.strings):
        names = ["", *column.strings]
    else:
        names = [spelled(value) for value in cells]
    return pools.add(field, names)[at]

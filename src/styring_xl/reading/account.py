"""The account of reading (*Indlæsning*): where every row and every krone of a table went.

A table's rows are each of one kind, and in every column of amounts the kinds sum to all the numbers that stand there.
Those numbers are added up from the cells alone, without a look at the kinds, so that the two can be held together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import Any, Final

import numpy as np
from msgspec import Struct, field

from styring_xl.cells.cell import Value, column_letters
from styring_xl.danish.text import Unreadable, is_blank, read_amount
from styring_xl.danish.writing import count, kroner
from styring_xl.model.arrays import Flags, Integers, States
from styring_xl.model.kroner import from_kroner, total
from styring_xl.reading.column_style import number_reader
from styring_xl.reading.manner import Manner
from styring_xl.reading.role_table import RoleTable

_LARGEST: Final = 10.0**13
"""A number of more kroner than this is no amount, and is not added up."""


_FIGURES: Final = frozenset({int, float, type(None)})
"""The types of cells with a number, and of an empty one."""


class RowFate(StrEnum):
    """What became of a row. The value is its name in JSON."""

    BLANK = "blank"
    HEADER = "header"
    HEADING = "heading"
    NOTE = "note"
    ABOVE = "above"
    """The table's header and what stands above it."""
    ELSEWHERE = "elsewhere"
    """Below the table's end, where another one stands."""
    COMMITMENT = "commitment"
    POOL = "pool"
    LINE = "line"
    POSTING = "posting"
    SUM = "sum"
    CARRY = "carry"
    PART = "part"
    OWN = "own"
    """The user's own figures, which are no kroner of this table: last year's, a difference, a recap."""
    NOT_COMPUTED = "not_computed"
    REFUSED = "refused"
    LEFT_OUT = "left_out"
    """An amount under a name that is neither a citizen's, a pulje's nor a sum's."""
    UNNAMED = "unnamed"
    """An amount in a row without any text."""
    BELOW = "below"
    """Under an Excel table that has not taken the row in."""


_CODES: Final = tuple(RowFate)
_CODE_OF: Final = {kind: code for code, kind in enumerate(_CODES)}
_NAMES: Final[Mapping[RowFate, tuple[str, str]]] = {
    RowFate.BLANK: ("tom", "tomme"),
    RowFate.HEADER: ("gentaget overskrift", "gentagne overskrifter"),
    RowFate.HEADING: ("overskrift", "overskrifter"),
    RowFate.NOTE: ("bemærkning", "bemærkninger"),
    RowFate.ABOVE: ("til og med overskriften", "til og med overskriften"),
    RowFate.ELSEWHERE: ("efter tabellen", "efter tabellen"),
    RowFate.COMMITMENT: ("bevilling", "bevillinger"),
    RowFate.POOL: ("pulje", "puljer"),
    RowFate.LINE: ("budgetlinje", "budgetlinjer"),
    RowFate.POSTING: ("postering", "posteringer"),
    RowFate.SUM: ("sum", "summer"),
    RowFate.CARRY: ("primo, ultimo eller saldo", "primo, ultimo og saldi"),
    RowFate.PART: ("heraf-række", "heraf-rækker"),
    RowFate.OWN: ("egne tal ikke medregnet", "egne tal ikke medregnet"),
    RowFate.NOT_COMPUTED: ("ikke beregnet", "ikke beregnet"),
    RowFate.REFUSED: ("afvist", "afviste"),
    RowFate.LEFT_OUT: ("ikke regnet med", "ikke regnet med"),
    RowFate.UNNAMED: ("uden navn, ikke regnet med", "uden navn, ikke regnet med"),
    RowFate.BELOW: ("under Excel-tabellen, ikke læst", "under Excel-tabellen, ikke læst"),
}
"""What one row of a kind is called on sheets and in messages, and several."""
_WITHOUT_FIGURES: Final = frozenset(
    (RowFate.BLANK, RowFate.HEADER, RowFate.HEADING, RowFate.NOTE, RowFate.ABOVE, RowFate.ELSEWHERE)
)
"""Kinds left out of the sentence for users: words, and what stands above or below the table."""
_IN_KRONER: Final = frozenset(
    (
        RowFate.COMMITMENT, RowFate.POOL, RowFate.LINE, RowFate.POSTING, RowFate.NOT_COMPUTED, RowFate.REFUSED,
        RowFate.LEFT_OUT, RowFate.UNNAMED, RowFate.BELOW,
    )
)  # fmt: skip
"""Kinds told with their kroner; those of sums and own figures would only repeat others."""


class KindAccount(Struct, frozen=True):
    """The rows of one kind and their øre; ``ore`` counts only what could be read."""

    kind: RowFate
    rows: int
    ore: int


class ColumnAccount(Struct, frozen=True):
    """A column of amounts, in øre. ``cells`` is the sum of all its numbers, ``texts`` of the texts that are read as
    numbers, ``unreadable`` how many filled cells are neither; ``kinds`` is what of the two sums stands in rows of each
    kind."""

    column: int
    header: str
    cells: int
    texts: int
    unreadable: int
    kinds: Mapping[RowFate, int]

    @property
    def difference(self) -> int:
        """Øre that stand in the column and in no kind. Anything but 0 means that the reading has lost something."""
        return self.cells + self.texts - sum(self.kinds.values())


class TableAccount(Struct, frozen=True):
    """One table: its rows by kind, in the order of ``RowFate``, and its columns of amounts."""

    role: str
    sheet: str
    kinds: tuple[KindAccount, ...]
    columns: tuple[ColumnAccount, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Rows and øre; no text but the headers."""
        return {
            "role": self.role,
            "sheet": self.sheet,
            "kinds": {each.kind.value: {"rows": each.rows, "amount": each.ore} for each in self.kinds},
            "columns": [
                {
                    "column": column_letters(each.column),
                    "header": each.header,
                    "numbers": each.cells,
                    "texts": each.texts,
                    "unreadable": each.unreadable,
                    "kinds": {kind.value: ore for kind, ore in each.kinds.items()},
                    "difference": each.difference,
                }
                for each in self.columns
            ],
        }


class AmountColumn(Struct, frozen=True, eq=False):
    """A column of amounts: ``ore`` (n,) of each row, 0 where nothing can be read; see ``ColumnAccount``."""

    column: int
    header: str
    ore: Integers
    cells: int
    texts: int
    unreadable: int

    def account(self, codes: States) -> ColumnAccount:
        """The column's account; ``codes`` (n,) are ``coded`` kinds."""
        filled = np.flatnonzero(np.bincount(codes[self.ore != 0])).tolist()
        kinds = {_CODES[code]: total(self.ore[codes == code]) for code in filled}
        return ColumnAccount(self.column, self.header, self.cells, self.texts, self.unreadable, kinds)


def coded(n: int, kind: RowFate) -> States:
    """(n,) rows of one kind, as numbers that ``mark`` changes."""
    return np.full(n, _CODE_OF[kind], np.int8)


def placed(n: int, header_bottom: int, last: int) -> States:
    """(n,) rows of a sheet by their place alone: down to the header, below row ``last``, else blank."""
    codes = coded(n, RowFate.BLANK)
    mark(codes, slice(0, header_bottom), RowFate.ABOVE)
    mark(codes, slice(max(last, header_bottom), None), RowFate.ELSEWHERE)
    return codes


def mark(codes: States, rows: Sequence[int] | Integers | Flags | slice, kind: RowFate) -> None:
    """Says of some rows, by their places from 0, what kind they are of."""
    codes[rows] = _CODE_OF[kind]


def kinds_of(codes: States, ore: Integers) -> tuple[KindAccount, ...]:
    """The kinds that have rows; ``ore`` (n,) is each row's own amount."""
    found = []
    for code, kind in enumerate(_CODES):
        own = codes == code
        if rows := int(np.count_nonzero(own)):
            found.append(KindAccount(kind, rows, total(ore if rows == len(ore) else ore[own])))
    return tuple(found)


def filled(columns: Iterable[AmountColumn], n: int) -> Flags:
    """(n,) the rows with an amount in some column."""
    found = np.zeros(n, bool)
    for each in columns:
        found |= each.ore != 0
    return found


def of_kind(codes: States, kind: RowFate) -> Flags:
    """(n,) the rows of a kind."""
    found: Flags = codes == _CODE_OF[kind]
    return found


def amount_column(values: Sequence[Value], table: RoleTable, column: int) -> AmountColumn:
    """A table's column, of which ``values`` (n,) are the cells of all the sheet's rows."""
    scale = table.scale(column)
    # Most often only the header and what stands above it are no figures; nothing below is looked at cell by cell then.
    top = table.header_bottom if {*map(type, values[table.header_bottom :])} <= _FIGURES else len(values)
    # An empty cell and a text are no number, which is how NumPy has None among floats.
    numbers = [value if type(value) in (int, float) else None for value in values[:top]]
    figures = np.array([*numbers, *values[top:]], np.float64)
    fine = np.abs(figures) * scale < _LARGEST
    ore = np.zeros(len(values), np.int64)
    ore[fine] = from_kroner(figures[fine] * scale)
    cells = total(ore)
    too_large = int((~fine & ~np.isnan(figures)).sum())
    texts, unreadable = _texts(values[:top], ore, scale, table.manner)
    return AmountColumn(column, table.headers.get(column, ""), ore, cells, texts, unreadable + too_large)


def _texts(values: Sequence[Value], ore: Integers, scale: int, manner: Manner) -> tuple[int, int]:
    """Puts what the texts say into ``ore``; their sum, and how many filled cells say nothing."""
    at = [row for row, value in enumerate(values) if isinstance(value, str) and not is_blank(value)]
    if not at:
        return 0, 0
    style = manner.of_numbers({str(values[row]) for row in at}, amounts=scale == 1)
    read = number_reader(style, partial(read_amount, unit=scale))
    known: dict[Value, int | None] = {}
    added = unreadable = 0
    for row in at:
        text = values[row]
        if text not in known:
            try:
                known[text] = read(text)
            except Unreadable:
                known[text] = None
        amount = known[text]
        if amount is None:
            unreadable += 1
        else:
            ore[row] = amount
            added += amount
    return added, unreadable


def merged(accounts: Iterable[TableAccount]) -> dict[str, list[TableAccount]]:
    """The accounts of each role, in the order they come."""
    found: dict[str, list[TableAccount]] = {}
    for each in accounts:
        found.setdefault(each.role, []).append(each)
    return found


def summed(kinds: Iterable[KindAccount]) -> tuple[KindAccount, ...]:
    """The same kinds of several tables as one, in the order of ``RowFate``."""
    rows: dict[RowFate, int] = {}
    ore: dict[RowFate, int] = {}
    for each in kinds:
        rows[each.kind] = rows.get(each.kind, 0) + each.rows
        ore[each.kind] = ore.get(each.kind, 0) + each.ore
    return tuple(KindAccount(kind, rows[kind], ore[kind]) for kind in RowFate if kind in rows)


def shown(kinds: Sequence[KindAccount]) -> str:
    """All kinds as one text: ``1.195 posteringer, 2 summer og 3 tomme``."""
    parts = [f"{count(each.rows)} {name(each)}" for each in kinds]
    return " og ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def sentence(title: str, kinds: Sequence[KindAccount]) -> str:
    """The sentence by which a user checks the reading: ``Disponering: 165 rækker — 161 bevillinger 1.000 kr. · 4 puljer
    50,25 kr.``"""
    told = [each for each in kinds if each.kind not in _WITHOUT_FIGURES]
    rows = sum(each.rows for each in told)
    parts = [
        f"{count(each.rows)} {name(each)}" + (f" {shown_kroner(each.ore)} kr." if each.kind in _IN_KRONER else "")
        for each in told
    ]
    return f"{title}: {count(rows)} {'række' if rows == 1 else 'rækker'} — " + (" · ".join(parts) or "ingen tal")


def shown_kroner(ore: int) -> str:
    """Kroner as short as they are exact: whole where they are."""
    return kroner(ore).removesuffix(",00")


def name(each: KindAccount) -> str:
    """What the rows of a kind are called."""
    return _NAMES[each.kind][each.rows != 1]

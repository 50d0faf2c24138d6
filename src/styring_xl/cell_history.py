"""*Hvem ændrede?*: what stood in a cell of the disposition at each closing and revision, and bringing a value back.

*Historik* keeps what each row was computed with, so the columns that count are known; it does not say who typed them,
but between which two closings they were typed, and who made those.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.book import ReadableBook
from styring_xl.cells.cell import Value, address
from styring_xl.cells.overlay import Overlay
from styring_xl.cells.patch import Block, Patch
from styring_xl.danish import writing
from styring_xl.danish.text import clean, label
from styring_xl.errors import StyringError
from styring_xl.explain import place_of
from styring_xl.model.arrays import Dates
from styring_xl.model.commitments import ONE
from styring_xl.model.kroner import to_kroner
from styring_xl.reading import header
from styring_xl.reading.history.chain import Broken
from styring_xl.reading.history.entry import HistoryEntry
from styring_xl.reading.history.moment import Moment, match
from styring_xl.reading.history.words import who_of
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import material_of
from styring_xl.reports import read

GONE: Final = "rækken var her ikke"
NOT_COMPUTED: Final = "kunne ikke beregnes"
_COMPUTED: Final = "Månederne og Forventet regnskab beregnes og kan ikke hentes tilbage; ret det, de er regnet af."


class PastValue(Struct, frozen=True):
    """What a cell held at one time. ``said`` is empty, or why there is no ``value``.

    ``is_changed`` is True where it held something else at the time before.
    """

    entry: str
    kind: str
    date: str
    who: str
    value: Value
    said: str = ""
    is_changed: bool = False


class CellHistory(Struct, frozen=True):
    """One cell of the disposition: the header over it, what it holds now, and what it held, the oldest first."""

    sheet: str
    row: int
    column: int
    header: str
    now: Value
    values: tuple[PastValue, ...]
    notes: tuple[str, ...] = ()
    is_typed: bool = True
    """False for a month or the result, which are computed."""

    @property
    def cell(self) -> str:
        """Where it stands, as ``Disponering!F12``."""
        return f"{self.sheet}!{address(self.row, self.column)}"

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""

        def plain(value: Value) -> Any:
            return value.isoformat() if isinstance(value, dt.date) else value

        return {
            "cell": self.cell,
            "header": self.header,
            "now": plain(self.now),
            "notes": list(self.notes),
            "values": [
                {
                    "time": each.entry, "kind": each.kind, "date": each.date, "who": each.who,
                    "value": plain(each.value), "said": each.said, "changed": each.is_changed,
                }
                for each in self.values
            ],
        }  # fmt: skip


class BroughtBack(Struct, frozen=True):
    """A value brought back: the cell's history, the value, and the workbook as it reads with it."""

    history: CellHistory
    past: PastValue
    snapshot: Snapshot
    block: Block

    def with_value(self, patch: Patch) -> Patch:
        """What a refresh writes, and the value before it."""
        return replace(patch, blocks=(self.block, *patch.blocks))

    def sentence(self, *, would: bool = False) -> str:
        """What was brought back, or with ``would`` what would be, in Danish."""
        verb = "ville igen være" if would else "er igen"
        return f"{self.history.cell} ({self.history.header}) {verb}, som den var ved {self.past.entry}."


def of(book: ReadableBook, snapshot: Snapshot, cell: str) -> CellHistory:
    """What the cell (``Disponering!F12``) has held. Raises StyringError when it is none of a bevilling, when its column
    is not kept, or when there is nothing in *Historik* yet."""
    sheet, row, column = place_of(cell, book)
    table, index = _commitment(snapshot, sheet, row)
    field, month = _field(table, column)
    entries = snapshot.history.usable(snapshot.year)
    if not entries:
        raise StyringError(
            f"Der er endnu intet i {standard.HISTORY} fra {snapshot.year}. Værdierne gemmes, når en måned lukkes, "
            "eller en revision gemmes."
        )
    try:
        states = snapshot.history.moments(*entries)
    except Broken as error:
        raise StyringError(f"{standard.HISTORY} kan ikke læses; se {standard.FINDINGS}.") from error
    now = material_of(snapshot).now
    assert now is not None
    value_of = _reader(table, column, field, month)
    values = [_value(entry, states[entry.name], at, value_of) for entry, at in _rows(entries, states, now, index)]
    return CellHistory(
        sheet,
        row,
        column,
        clean(table.headers.get(column)) or header.FIELD_NAMES.get(field, ""),
        book.grid(sheet).value(row, column),
        _changes(values),
        (_COMPUTED,) if month or field == "result" else (),
        not month and field != "result",
    )


def bring_back(book: ReadableBook, cell: str, time: str, *, hint: str = "") -> BroughtBack:
    """The workbook with what the cell held at a time of *Historik*. Raises StyringError as ``of``, and when the cell is
    computed, a formula, or held nothing that can be brought back."""
    history = of(book, read(book, hint=hint), cell)
    if not history.is_typed:
        raise StyringError(_COMPUTED)
    if (history.row, history.column) in book.grid(history.sheet).formulas:
        raise StyringError(f"{history.cell} er en formel. Slet den først, hvis den gamle værdi skal stå der.")
    past = next((each for each in history.values if label(each.entry) == label(time)), None)
    if past is None:
        names = ", ".join(each.entry for each in history.values)
        raise StyringError(f"Der er intet tidspunkt, der hedder »{clean(time)[:60]}«. Der er: {names}.")
    if past.said:
        raise StyringError(f"Ved {past.entry} er der ingen værdi at hente: {past.said}.")
    block = Block.of(history.sheet, history.row, history.column, ((past.value,),))
    after = read(Overlay(book, (block,)), hint=hint)
    _same_again(history, past, after)
    return BroughtBack(history, past, after, block)


def _same_again(history: CellHistory, past: PastValue, after: Snapshot) -> None:
    """Raises StyringError when the cell, with the old value in it, would not be read as it was then."""
    table, index = _commitment(after, history.sheet, history.row)
    now = material_of(after).now
    value = None
    if now is not None and now.side.computable[index]:
        value = _reader(table, history.column, *_field(table, history.column))(now, index)
    if value != past.value:
        raise StyringError(
            f"{history.cell} ville ikke blive læst som ved {past.entry}, så intet er ændret. Noget andet på rækken "
            "gælder nu, f.eks. en forventet stopdato: ret det først."
        )


def shown(value: Value) -> str:
    """A cell's value in Danish; an empty one says so."""
    if value is None:
        return "(tom)"
    if isinstance(value, dt.date):
        return writing.day(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return writing.decimals(value, 4)
    return clean(value)


def _commitment(snapshot: Snapshot, sheet: str, row: int) -> tuple[RoleTable, int]:
    """The table a row stands in, and which of the commitments it is."""
    table = next((each for each in snapshot.layout.of(header.DISPOSITION) if each.sheet == sheet), None)
    places = snapshot.disposition.commitments.places
    index = next((at for at, place in enumerate(places) if (place.sheet, place.row) == (sheet, row)), None)
    if table is None or index is None:
        raise StyringError(f"Vælg en celle på en bevilling i {standard.DISPOSITION}; dér er det gemt, hvad der stod.")
    return table, index


_KEPT: Final = (
    "id", "measure", "supplier", "rate", "unit", "quantity", "start", "stop", "rule", "probability", "vat", "result",
)  # fmt: skip


def _field(table: RoleTable, column: int) -> tuple[str, int]:
    """The field of a column, and the month (0 for none). Raises StyringError for one that *Historik* does not keep."""
    month = next((month for month, at in table.months.items() if at == column), 0)
    field = next((name for name, at in table.columns.items() if at == column), "")
    if not month and field not in _KEPT:
        names = ", ".join(header.FIELD_NAMES[name] for name in _KEPT)
        raise StyringError(f"{standard.HISTORY} gemmer ikke den kolonne. Vælg en celle i {names} eller månederne.")
    return field, month


def _rows(
    entries: Sequence[HistoryEntry], states: dict[str, Moment], now: Moment, index: int
) -> list[tuple[HistoryEntry, int]]:
    """The row at each time, -1 where it was not there: followed back from now, from time to time."""
    found: list[tuple[HistoryEntry, int]] = []
    later, at = now, index
    for entry in reversed(entries):
        state = states[entry.name]
        here = int(match(state, later)[at])
        found.append((entry, here))
        if here >= 0:
            later, at = state, here
    return found[::-1]


def _reader(table: RoleTable, column: int, field: str, month: int) -> Callable[[Moment, int], Value]:
    """What the column's cell held, as a user types it."""
    scale = table.scale(column)

    def amount(ore: int) -> Value:
        return _whole(to_kroner(ore, scale))

    def day(days: Dates, at: int) -> Value:
        day: dt.date | None = None if np.isnat(days[at]) else days[at].astype(object)
        return day

    if month:
        return lambda moment, at: amount(int(moment.side.shown[at, month - 1]))
    readers: dict[str, Callable[[Moment, int], Value]] = {
        "id": lambda moment, at: _number_or_text(moment.id[at]),
        "measure": lambda moment, at: moment.measure[at] or None,
        "supplier": lambda moment, at: moment.supplier[at] or None,
        "rate": lambda moment, at: amount(int(moment.side.rate[at])),
        "unit": lambda moment, at: standard.RATE_UNITS[int(moment.side.unit[at])],
        "quantity": lambda moment, at: _whole(int(moment.side.quantity[at]) / ONE),
        "start": lambda moment, at: day(moment.side.start, at),
        "stop": lambda moment, at: day(moment.side.stop, at),
        "rule": lambda moment, at: standard.RULES[int(moment.side.rule[at])],
        "probability": lambda moment, at: int(moment.side.probability[at]) / ONE,
        "vat": lambda moment, at: int(moment.side.vat[at]) / ONE,
        "result": lambda moment, at: amount(int(moment.side.shown[at].sum())),
    }
    return readers[field]


def _number_or_text(text: str) -> Value:
    """A row's own number, as a number where it is one."""
    return int(text) if text.isdecimal() and str(int(text)) == text else text or None


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _value(entry: HistoryEntry, state: Moment, at: int, value_of: Callable[[Moment, int], Value]) -> PastValue:
    past = PastValue(entry.name, entry.kind, entry.date, who_of(entry.cells), None)
    if at < 0:
        return replace(past, said=GONE)
    if not state.side.computable[at]:
        return replace(past, said=NOT_COMPUTED)
    return replace(past, value=value_of(state, at))


def _changes(values: Sequence[PastValue]) -> tuple[PastValue, ...]:
    before = [None, *values[:-1]]
    return tuple(
        replace(each, is_changed=last is not None and (last.value, last.said) != (each.value, each.said))
        for last, each in zip(before, values, strict=True)
    )

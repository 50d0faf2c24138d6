"""A row of *Historik*: a closing or a revision, and the checksum that tells whether somebody has typed over it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.cell import Value
from styring_xl.danish.text import clean, is_blank
from styring_xl.pattern import seldom

WHOLE: Final = "fuld"
"""The first data cell of a row that tells all."""
_SINCE: Final = "siden "
"""The first data cell of any other row begins so and goes on with the checksum of the row it builds on."""
SEAL: Final = seldom(r"[0-9a-f]{16}-[0-9a-f]{16}")
_UNCHECKED: Final = ("cpr ", "leverandører ")
"""Data cells that the checksum of earlier editions left out."""


class HistoryColumn(IntEnum):
    """The columns of *Historik*, from 0; the data go on to the right of the last."""

    NAME = 0
    KIND = 1
    YEAR = 2
    DATE = 3
    CLOSED = 4
    RESULT = 5
    REALISED = 6
    LEDGER = 7
    DIFFERENCE = 8
    BALANCE = 9
    NOTE = 10
    BEFORE = 11
    ROWS = 12
    SETTINGS = 13
    CHECK = 14
    DATA = 15


class HistoryEntry(Struct, frozen=True):
    """A closing or a revision as its row tells it. Amounts in øre; months 0..12.

    ``ledger`` is the total the user entered, None when there was none. ``before`` is the month that was closed before.
    ``cells`` are the data. ``fault`` is the column (from 0) of what cannot be understood, None when all can.
    """

    name: str
    kind: str
    year: int
    date: str
    closed: int
    result: int
    realised: int
    ledger: int | None
    note: str
    before: int
    rows: int
    settings: str
    check: str
    cells: tuple[str, ...]
    row: int = 0
    fault: int | None = None
    raw: tuple[Value, ...] = ()
    """The row as it stands, where it has a fault."""

    @property
    def is_closing(self) -> bool:
        """True for a month's closing, False for a revision of the budget."""
        return self.kind == standard.CLOSING

    @property
    def balance(self) -> str:
        """How the workbook stands to the ledger, in a word."""
        if not self.is_closing:
            return ""
        if self.ledger is None:
            return standard.NOT_BALANCED
        return standard.BALANCED if self.ledger == self.realised else standard.EXPLAINED

    @property
    def base(self) -> str:
        """The checksum of the row its data tell the difference from; empty where they tell it all."""
        return "" if self.cells[0] == WHOLE else self.cells[0].removeprefix(_SINCE)

    def sealed(self, base: str) -> HistoryEntry:
        """The row with its own checksum, as one that tells what differs from the row with the checksum ``base``."""
        made = replace(self, cells=(_SINCE + base if base else WHOLE, *self.cells[1:]))
        return replace(made, check=made.seal(base))

    def seal(self, base: str) -> str:
        """What ``check`` is on a row whose data tell what differs from the row with the checksum ``base``.

        Its first half is of what people read, all but the note, which is theirs to correct; the other of the data.
        """
        return f"{_short(self._read(base))}-{_short(self.cells)}"

    def fault_of(self, base: str, *, sealed: bool) -> int | None:
        """The column of what has been typed over, None when nothing has; ``sealed`` when a row above has a seal.

        Rows of earlier editions have a checksum of 32 bits, which is taken where no row above has a seal.
        """
        if SEAL.fullmatch(self.check):
            read, data = self.seal(base).split("-")
            said_read, said_data = self.check.split("-")
            return HistoryColumn.DATA if data != said_data else HistoryColumn.CHECK if read != said_read else None
        told = (*self._read(base), *(cell for cell in self.cells if not cell.startswith(_UNCHECKED)))
        crc = f"{zlib.crc32('|'.join(map(str, told)).encode()):08X}"
        return HistoryColumn.CHECK if sealed or crc != self.check else None

    def _read(self, base: str) -> tuple[object, ...]:
        ledger = "" if self.ledger is None else self.ledger
        return (
            base, self.name, self.kind, self.year, self.date, self.closed, self.result, self.realised, ledger,
            self.before, self.rows, self.settings,
        )  # fmt: skip


def _short(told: Iterable[object]) -> str:
    """64 bits of a fingerprint, as hexadecimal: too many to be met by chance or by trying figures."""
    return hashlib.sha256("|".join(map(str, told)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def entry_of(values: Sequence[Value], row: int) -> HistoryEntry:
    """What a sheet row's cells, from the first column of *Historik* on, tell; ``fault`` is where they tell nothing."""
    faults: list[int] = []

    def whole(at: int, low: int, high: int) -> int:
        value = values[at]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            faults.append(at)
            return low
        return int(value)

    def ore(at: int) -> int:
        value = values[at]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 10**13:
            faults.append(at)
            return 0
        return round(value * 100)

    values = [*values, *(None,) * (len(HistoryColumn) - len(values))]
    cells = tuple(value for value in values[HistoryColumn.DATA :] if isinstance(value, str) and value)
    if not cells or not all(value is None or isinstance(value, str) for value in values[HistoryColumn.DATA :]):
        faults.append(HistoryColumn.DATA)
    return HistoryEntry(
        name=clean(values[HistoryColumn.NAME]),
        kind=clean(values[HistoryColumn.KIND]),
        year=whole(HistoryColumn.YEAR, 2000, 2100),
        date=clean(values[HistoryColumn.DATE]),
        closed=whole(HistoryColumn.CLOSED, 0, 12),
        result=ore(HistoryColumn.RESULT),
        realised=ore(HistoryColumn.REALISED),
        ledger=None if is_blank(values[HistoryColumn.LEDGER]) else ore(HistoryColumn.LEDGER),
        note=clean(values[HistoryColumn.NOTE]),
        before=whole(HistoryColumn.BEFORE, 0, 12),
        rows=whole(HistoryColumn.ROWS, 0, 1_048_576),
        settings=clean(values[HistoryColumn.SETTINGS]),
        check=clean(values[HistoryColumn.CHECK]),
        cells=cells,
        row=row,
        fault=faults[0] if faults else None,
    )

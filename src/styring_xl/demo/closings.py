"""The year's months closed one by one, each in the workbook as it stood then, so that *Historik* has rows.

What was known then is less than what is known now: some rows came into the sheet later, some stops were not decided,
some rates had not been put right, and the reserves were larger. The ledger ends where the closing was made.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from msgspec.structs import replace

from styring_xl import closing, standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Content as Cell
from styring_xl.figures.compute import compute
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import refresh
from styring_xl.workbook import DataColumns, WorkbookContent, build

_CLOSED_ON: Final = 8
"""The day of the next month on which a month is closed."""
_EXPLAINED: Final = 2
"""The month whose total in the ledger differs, by an amount that the note explains."""
_AMOUNT: Final = 48_250_00
_NOTE: Final = "En omkontering på 48.250 kr. kommer i marts."
_CURRENT, _EXPECTED, _RESERVE = standard.STATUSES
_DECIDED: Final = dt.timedelta(days=60)
"""How long before a stop it is decided, where it was not granted from the beginning."""


def made(content: WorkbookContent) -> WorkbookContent:
    """The content with *Historik* as it is when January to the last closed month have been closed in turn."""
    history: tuple[tuple[Cell, ...], ...] = ()
    for month in range(1, content.settings.closed + 1):
        history = _closed(replace(_then(content, month), history=history), month)
    return replace(content, history=history)


def _closed(content: WorkbookContent, month: int) -> tuple[tuple[Cell, ...], ...]:
    """The rows of *Historik* once the month is closed in a workbook of the content."""
    note = _NOTE if month == _EXPLAINED else ""
    snapshot = closing.close(FileBook.from_bytes(build(content)), month, _day(content, month), note=note)
    if snapshot.record is None or snapshot.record.taken is None:
        raise ValueError("nothing was closed")
    ledger = _realised(snapshot) + (_AMOUNT if note else 0)
    told = replace(snapshot.record, taken=replace(snapshot.record.taken, ledger=ledger))
    done = refresh(replace(snapshot, record=told))
    area = next(area for area in done.patch.areas if area.name == standard.HISTORY_AREA)
    return tuple(area.block.rows()[1:])


def _realised(snapshot: Snapshot) -> int:
    """Øre booked in the closed months, as the closing counts them."""
    found = compute(
        snapshot.disposition, snapshot.ledger, snapshot.budget, year=snapshot.year, closed=snapshot.closed,
        full_year=snapshot.settings.full_year, dimension=snapshot.division,
    )  # fmt: skip
    return found.realised


def _day(content: WorkbookContent, month: int) -> dt.date:
    year = content.settings.year or 1
    return dt.date(year + month // 12, month % 12 + 1, _CLOSED_ON)


def _then(content: WorkbookContent, month: int) -> WorkbookContent:
    """The input as it stood when the month was closed; of the lists nothing is needed."""
    on = _day(content, month)
    return replace(
        content,
        settings=replace(content.settings, closed=month - 1),
        dispositions=_rows(content.dispositions, on, month, content.settings.closed),
        postings=_posted(content.postings, on),
        lists={},
    )


def _posted(postings: DataColumns, on: dt.date) -> DataColumns:
    """What had been booked by the day."""
    days = postings[standard.POSTING_COLUMNS.index("Bogføringsdato")]
    kept = [at for at, day in enumerate(days) if not isinstance(day, dt.date) or day <= on]
    return tuple([column[at] for at in kept] for column in postings)


def _rows(columns: DataColumns, on: dt.date, month: int, closed: int) -> DataColumns:
    """The rows of *Disponering* that stood in the sheet on the day, as they stood."""
    names = ("Nr.", "Startdato", "Stopdato", "Status", "Takst", "Takstenhed", "Forventet regnskab")
    at = {name: standard.DISPOSITION_COLUMNS.index(name) for name in names}
    kept: list[list[Cell]] = []
    for row in map(list, zip(*columns, strict=True)):
        number, start, stop, amount = (row[at[name]] for name in ("Nr.", "Startdato", "Stopdato", "Forventet regnskab"))
        serial = number if isinstance(number, int) else 0
        if row[at["Status"]] == _RESERVE and isinstance(amount, int):
            row[at["Forventet regnskab"]] = _reserve(amount, month, closed)
        if isinstance(start, dt.date):
            if start.year == on.year and start + dt.timedelta(days=_lag(serial)) > on:
                continue
            if row[at["Status"]] in (_CURRENT, _EXPECTED):
                row[at["Status"]] = _EXPECTED if start > on.replace(day=1) else _CURRENT
        if isinstance(stop, dt.date) and serial % 4 == 0 and stop > on + _DECIDED:
            row[at["Stopdato"]] = None
        rate = row[at["Takst"]]
        # Paid at today's rate from New Year on, but put right in the sheet only in March or later.
        wrong = serial % 17 == 5 and month < 3 + serial % 3 and row[at["Takstenhed"]] == standard.RATE_UNITS[0]
        if wrong and isinstance(rate, int) and rate > 1_000:
            row[at["Takst"]] = rate * 96 // 1_000 * 10
        kept.append(row)
    return tuple(map(list, zip(*kept, strict=True)))


def _lag(serial: int) -> int:
    """Days from a row's start until it stood in the sheet: most are granted beforehand, some come late."""
    return serial * 37 % 75 - 45


def _reserve(amount: int, month: int, closed: int) -> int:
    """What a reserve of what is left of the year was after an earlier month."""
    return round(amount * (12 - month) / (12 - closed) / 1_000) * 1_000 if month < closed < 12 else amount

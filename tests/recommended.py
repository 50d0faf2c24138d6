"""A workbook with the sheet *Indstilling*, and what somebody types on it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from styring_xl import workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.patch import Block, Patch
from styring_xl.refresh import refresh
from styring_xl.reports import read

SHEET: Final = "Indstilling"
_LISTED: Final = 15
"""The column of *Opsætning* with the names of the result sheets; the answer stands right of it."""
CITIZEN: Final = (5, 7)
MOVED: Final = (6, 7)
HOME: Final[dict[str, Any]] = {
    "Foranstaltning": "Døgninstitution", "Leverandør": "Fjordhuset", "Takst": "4.000,50", "Takstenhed": "døgn",
    "Startdato": "01-11-2026", "Status": "Forventet",
}  # fmt: skip
CARE: Final[dict[str, Any]] = {
    "Foranstaltning": "Netværkspleje", "Takst": 20_000, "Takstenhed": "md.", "Startdato": dt.date(2026, 11, 1),
    "Stopdato": "oktober 2027",
}  # fmt: skip


def asked(package: bytes, sheet: str = SHEET) -> bytes:
    """The standard workbook refreshed with a result sheet asked for."""
    rows = FileBook.from_bytes(package).grid("Opsætning").rows
    [row] = [at for at, line in enumerate(rows, 1) if len(line) >= _LISTED and line[_LISTED - 1] == sheet]
    return pressed(edited(package, ("Opsætning", row, _LISTED + 1, "ja")))


def pressed(package: bytes) -> bytes:
    """The workbook refreshed."""
    book = FileBook.from_bytes(package, template=workbook.build)
    return book.edit(refresh(read(book)).patch).bytes()


def edited(package: bytes, *cells: tuple[str, int, int, Any]) -> bytes:
    """The workbook with some cells (sheet, row, column, value) as somebody has typed them."""
    blocks = tuple(Block.of(sheet, row, column, ((value,),)) for sheet, row, column, value in cells)
    return FileBook.from_bytes(package).edit(Patch(blocks=blocks)).bytes()


def typed(package: bytes, *options: dict[str, Any], citizen: Any = None) -> bytes:
    """The page with some options, the recommended one first, and whom they are about."""
    rows = list(FileBook.from_bytes(package).grid(SHEET).rows)
    cells = [
        (SHEET, next(at for at, row in enumerate(rows, 1) if row and row[0] == name), 2 + at, value)
        for at, option in enumerate(options)
        for name, value in option.items()
    ]
    return edited(package, *cells, *([(SHEET, *CITIZEN, citizen)] if citizen is not None else []))

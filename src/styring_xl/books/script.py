"""The editor for a user's own script: cells by address in, a workbook with nothing else changed out."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from styring_xl.books.applied import Applied
from styring_xl.books.cell import Content, parse_address
from styring_xl.books.content import normal
from styring_xl.books.file import FileBook
from styring_xl.books.patch import Block, Patch
from styring_xl.errors import StyringError


def edit_cells(
    source: str | Path,
    target: str | Path,
    cells: Mapping[str, Mapping[str, Any]],
    *,
    drop_signature: bool = False,
    backup: bool = True,
) -> Applied:
    """Write cells into a copy of a workbook, or (``target`` the same as ``source``) into the workbook itself.

    ``cells`` is ``{"Ark1": {"B2": 12.5, "B3": "tekst", "B4": None}}``: numbers, text, bool, dates, times, ``None``
    to clear, ``CellError``, and ``Formula(text, value)`` for a formula with the value it has. Text is always text,
    also when it starts with ``=``. The look of a cell is kept; a date in a cell that shows plain numbers gets a date
    format. In place the old file is kept beside the new one unless ``backup`` is False.

    Returns what was changed. Raises StyringError, with nothing written, when a sheet does not exist, an address is
    no cell, a cell is part of something that cannot be changed alone (then its subclass ``Refused``), or the file
    cannot be read or saved.
    """
    book = FileBook.open(source, drop_signature=drop_signature)
    names = {name.lower(): name for name in book.sheet_names}
    blocks: list[Block] = []
    for sheet, wanted in cells.items():
        if sheet.lower() not in names:
            raise StyringError(f"Arket »{sheet}« findes ikke i projektmappen.")
        places: dict[tuple[int, int], Content] = {}
        for text, content in wanted.items():
            try:
                place = parse_address(text)
            except (ValueError, AttributeError):
                raise StyringError(f"»{text}« er ikke en celle på arket »{sheet}«.") from None
            if place in places:
                raise StyringError(f"Cellen {text} på arket »{sheet}« er nævnt to gange.")
            places[place] = normal(content)
        blocks.extend(_runs(names[sheet.lower()], places))
    return book.apply(Patch(blocks=tuple(blocks)), target, backup=backup)


def _runs(sheet: str, places: Mapping[tuple[int, int], Content]) -> list[Block]:
    """Neighbours in a row as one block each, and rows that look alike below each other as one block."""
    runs: list[tuple[int, int, tuple[Content, ...]]] = []
    for _, group in groupby(enumerate(sorted(places)), key=lambda each: (each[1][0], each[1][1] - each[0])):
        cells = [place for _, place in group]
        runs.append((*cells[0], tuple(places[place] for place in cells)))
    blocks: list[Block] = []
    open_: dict[tuple[int, int], tuple[int, list[tuple[Content, ...]]]] = {}
    for row, column, values in runs:
        key = (column, len(values))
        top, rows = open_.get(key, (row, []))
        if top + len(rows) != row:
            blocks.append(Block(sheet, top, column, tuple(rows)))
            top, rows = row, []
        rows.append(values)
        open_[key] = (top, rows)
    blocks.extend(Block(sheet, top, key[0], tuple(rows)) for key, (top, rows) in open_.items())
    return blocks

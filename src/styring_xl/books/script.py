"""The editor for a user's own script: cells by address in, a workbook with nothing else changed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from styring_xl.books.applied import Applied
from styring_xl.books.cell import Content, parse_address
from styring_xl.books.content import normal
from styring_xl.books.file import FileBook
from styring_xl.books.patch import Block, Patch
from styring_xl.collector import held_back
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
    with held_back():
        return _edited(source, target, cells, drop_signature, backup)


def _edited(
    source: str | Path,
    target: str | Path,
    cells: Mapping[str, Mapping[str, Any]],
    drop_signature: bool,
    backup: bool,
) -> Applied:
    book = FileBook.open(source, drop_signature=drop_signature)
    names = {name.lower(): name for name in book.sheet_names}
    blocks: list[Block] = []
    for sheet, wanted in cells.items():
        if sheet.lower() not in names:
            raise StyringError(f"Arket »{sheet}« findes ikke i projektmappen.")
        rows: dict[int, dict[int, Content]] = {}
        for text, content in wanted.items():
            try:
                row, column = parse_address(text)
            except (ValueError, TypeError):
                raise StyringError(f"»{text}« er ikke en celle på arket »{sheet}«.") from None
            columns = rows.setdefault(row, {})
            if column in columns:
                raise StyringError(f"Cellen {text} på arket »{sheet}« er nævnt to gange.")
            columns[column] = normal(content)
        blocks.extend(_blocks(names[sheet.lower()], rows))
    return book.apply(Patch(blocks=tuple(blocks)), target, backup=backup)


def _runs(cells: Mapping[int, Content]) -> Iterator[tuple[int, tuple[Content, ...]]]:
    """The first column and the contents of neighbours in a row."""
    columns = sorted(cells)
    start = 0
    for at, column in enumerate(columns, 1):
        if at == len(columns) or columns[at] != column + 1:
            yield columns[start], tuple([cells[each] for each in columns[start:at]])
            start = at


def _blocks(sheet: str, rows: Mapping[int, Mapping[int, Content]]) -> list[Block]:
    """Neighbours in a row as one block each, and rows that look alike below each other as one block."""
    blocks: list[Block] = []
    open_: dict[tuple[int, int], tuple[int, list[tuple[Content, ...]]]] = {}
    for row in sorted(rows):
        for column, values in _runs(rows[row]):
            key = (column, len(values))
            top, below = open_.get(key, (row, []))
            if top + len(below) != row:
                blocks.append(Block(sheet, top, column, tuple(below)))
                top, below = row, []
            below.append(values)
            open_[key] = (top, below)
    blocks.extend(Block(sheet, top, key[0], tuple(below)) for key, (top, below) in open_.items())
    return blocks

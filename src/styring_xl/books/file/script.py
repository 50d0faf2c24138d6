"""The editor for a user's own script: cells by address in, a workbook with nothing else changed out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from styring_xl.books.edit.applied import Applied
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.ooxml.content import normal
from styring_xl.cells.cell import MAX_COLUMN, MAX_ROW, Content, parse_address
from styring_xl.cells.patch import Block, Patch
from styring_xl.collector import held_back
from styring_xl.errors import StyringError
from styring_xl.model.arrays import Integers


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
    no cell, a cell is part of something that cannot be changed alone (then its subclass ``Obstructed``), or the file
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
        blocks.extend(_blocks(names[sheet.lower()], *_cells(sheet, wanted)))
    return book.apply(Patch(blocks=tuple(blocks)), target, backup=backup)


def _cells(sheet: str, wanted: Mapping[str, Any]) -> tuple[Integers, Integers, list[Content]]:
    """The row, column and content of each cell, sorted by row and column."""
    contents = [*wanted.values()]
    if set(map(type, contents)) != {float} or not math.isfinite(sum(contents)):
        contents = [normal(content) for content in contents]
    rows, columns = _plain_addresses(wanted) or _addresses(sheet, wanted)
    key = rows * (MAX_COLUMN + 1) + columns
    if (key[1:] <= key[:-1]).any():
        order = np.argsort(key, kind="stable")
        twice = np.flatnonzero(key[order[1:]] == key[order[:-1]])
        if len(twice):
            text = [*wanted][int(order[twice[0] + 1])]
            raise StyringError(f"Cellen {text} på arket »{sheet}« er nævnt to gange.")
        rows, columns, contents = rows[order], columns[order], [contents[at] for at in order.tolist()]
    return rows, columns, contents


def _plain_addresses(wanted: Mapping[str, Any]) -> tuple[Integers, Integers] | None:
    """The rows and columns of addresses that are all spelt like ``B7``, None when one is not."""
    texts = [*wanted]
    if not texts or set(map(type, texts)) != {str}:
        return None
    joined = "\n".join(texts) + "\n"
    if not joined.isascii():
        return None
    letters = np.frombuffer(joined.encode(), np.uint8)
    ends = np.flatnonzero(letters == 10)
    if len(ends) != len(texts):
        return None
    starts = np.append(0, ends[:-1] + 1)
    length = ends - starts
    if int(length.min()) < 2 or int(length.max()) > 10:
        return None
    rows, columns = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int64)
    wide = np.zeros(len(texts), np.int64)
    for step in range(int(length.max())):
        inside = step < length
        letter = letters[np.minimum(starts + step, ends)].astype(np.int64)
        is_letter = inside & (letter >= 65) & (letter <= 90) & (wide == step)
        is_digit = inside & (letter >= 48) & (letter <= 57) & (wide > 0) & ((letter > 48) | (step > wide))
        if (inside & ~is_letter & ~is_digit).any():
            return None
        columns = np.where(is_letter, columns * 26 + letter - 64, columns)
        rows = np.where(is_digit, rows * 10 + letter - 48, rows)
        wide += is_letter
    if int(wide.max()) > 3 or int(rows.min()) < 1 or int(rows.max()) > MAX_ROW or int(columns.max()) > MAX_COLUMN:
        return None
    return rows, columns


def _addresses(sheet: str, wanted: Mapping[str, Any]) -> tuple[Integers, Integers]:
    """The same however they are spelt. Raises StyringError for what is no cell."""
    found = []
    for text in wanted:
        try:
            found.append(parse_address(text))
        except (ValueError, TypeError):
            raise StyringError(f"»{text}« er ikke en celle på arket »{sheet}«.") from None
    table = np.array(found, np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _blocks(sheet: str, rows: Integers, columns: Integers, contents: list[Content]) -> list[Block]:
    """Neighbours in a row as one block each, and rows that look alike below each other as one block."""
    blocks: list[Block] = []
    open_: dict[tuple[int, int], tuple[int, list[tuple[Content, ...]]]] = {}
    breaks = np.flatnonzero((rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1] + 1)) + 1
    starts = [0, *breaks.tolist()] if len(rows) else []
    ends = [*starts[1:], len(contents)]
    for row, column, start, end in zip(rows[starts].tolist(), columns[starts].tolist(), starts, ends, strict=False):
        key = (column, end - start)
        top, below = open_.get(key, (row, []))
        if top + len(below) != row:
            blocks.append(Block.of(sheet, top, column, tuple(below)))
            top, below = row, []
        below.append(tuple(contents[start:end]))
        open_[key] = (top, below)
    blocks.extend(Block.of(sheet, top, key[0], tuple(below)) for key, (top, below) in open_.items())
    return blocks

"""A block of a patch against the sheet as it is: which of its cells would change anything."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from styring_xl.books.ooxml.content import normal, same
from styring_xl.books.ooxml.sparse import CellMap
from styring_xl.cells.cell import KEEP, Content, Formula, Value
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import NORMAL, Block

_FLOAT: Final = {float}


def cells_of(block: Block) -> Iterable[tuple[int, int, Content]]:
    """(row, column, content) of a block's cells."""
    for down, values in enumerate(block.values):
        for right, content in enumerate(values):
            yield block.row + down, block.column + right, content


def content_of(grid: Grid, row: int, column: int) -> Value | Formula:
    """What a cell holds: its value, or its formula with the value."""
    value = grid.value(row, column)
    text = grid.formulas.get((row, column)) if grid.formulas else None
    return value if text is None else Formula(text, value)


def style_of(grid: Grid, row: int, column: int) -> str:
    """The named style of a cell."""
    return grid.styles.get((row, column), NORMAL)


def in_row(cells: Mapping[tuple[int, int], str], row: int, first: int, count: int) -> Mapping[int, str]:
    """What so many cells of a row from one column on have, by column."""
    if isinstance(cells, CellMap):
        return cells.in_row(row)
    return {column: cells[row, column] for column in range(first, first + count) if (row, column) in cells}


def plain_name(style: str) -> str:
    """A style's name for comparison: in any case, and the default one under either of its names."""
    lower = style.lower()
    return "normal" if lower == "standard" else lower


def _all_plain(values: Sequence[Content]) -> bool:
    """Whether a row's contents are all finite floats."""
    # An infinity or a NaN among them would be one in their sum.
    return set(map(type, values)) == _FLOAT and math.isfinite(sum(values))  # type: ignore[arg-type]


def _other_figures(old: Sequence[Value], first: int, values: Sequence[Content]) -> dict[int, Value | Formula]:
    """Those of a row's figures, from a column on, that are not there already."""
    here = [*old[first - 1 : first - 1 + len(values)]]
    columns = range(first, first + len(values))
    if here.count(None) == len(here):
        return dict(zip(columns, values, strict=True))  # type: ignore[arg-type]
    here += [None] * (len(values) - len(here))
    return {
        column: content  # type: ignore[misc]
        for column, content, before in zip(columns, values, here, strict=True)
        if content != before or before is True or before is False
    }


def differences(grid: Grid, block: Block) -> Iterator[tuple[int, dict[int, Value | Formula], dict[int, str]]]:
    """For each row of the block with a change: its number, the contents to write by column, and the named styles.

    A cell whose style alone changes is there with the content it has.
    """
    rows, formulas = grid.rows, grid.formulas
    plain = block.styles is None and not formulas and _all_plain([*chain.from_iterable(block.values)])
    for down, values in enumerate(block.values):
        row = block.row + down
        old = rows[row - 1] if row <= len(rows) else ()
        if plain:
            # Figures where no formula stands, as most are: told by the row.
            new = _other_figures(old, block.column, values)
            if new:
                yield row, new, {}
            continue
        width = len(old)
        styles = block.styles[down] if block.styles is not None else None
        texts = in_row(formulas, row, block.column, len(values)) if formulas else {}
        named = in_row(grid.styles, row, block.column, len(values)) if styles is not None else {}
        new = {}
        looks: dict[int, str] = {}
        if styles is None and not texts and _all_plain(values):
            new = _other_figures(old, block.column, values)
            if new:
                yield row, new, looks
            continue
        for right, content in enumerate(values):
            if content is KEEP:
                continue
            column = block.column + right
            before: Value | Formula = old[column - 1] if column <= width else None
            kind = type(content)
            if kind is float:
                if not math.isfinite(content):  # type: ignore[arg-type]
                    content = normal(content)
            elif kind is not str and content is not None:
                content = normal(content)
                kind = type(content)
            if texts and column in texts:
                before = Formula(texts[column], before)  # type: ignore[arg-type]
            style = styles[right] if styles is not None else None
            if style is not None and named.get(column, NORMAL).lower() != plain_name(style):
                looks[column] = style
                new[column] = content
            elif kind is type(before) and kind is not Formula and kind is not dt.datetime:
                if content != before:
                    new[column] = content
            elif not same(before, content):
                new[column] = content
        if new:
            yield row, new, looks

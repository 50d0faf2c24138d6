"""A block of a patch against the sheet as it is: which of its cells would change anything."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

from styring_xl.books.ooxml.content import normal, same
from styring_xl.books.ooxml.sparse import CellMap
from styring_xl.cells.cell import KEEP, Content, Formula, Value
from styring_xl.cells.grid import Grid, RowMap
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
    if isinstance(cells, RowMap):
        return cells.in_row(row)
    return {column: cells[row, column] for column in range(first, first + count) if (row, column) in cells}


def lowest(grid: Grid) -> int:
    """The number of the last row in which anything stands, be it a style."""
    return max(len(grid.rows), _last_row(grid.formulas), _last_row(grid.styles))


def _last_row(cells: Mapping[tuple[int, int], str]) -> int:
    return cells.last_row if isinstance(cells, CellMap) else max((row for row, _ in cells), default=0)


@lru_cache(maxsize=4096)
def plain_name(style: str) -> str:
    """A style's name for comparison: in any case, and the default one under either of its names."""
    lower = style.lower()
    return "normal" if lower == "standard" else lower


def _all_plain(values: Sequence[Content]) -> bool:
    """Whether a row's contents are all finite floats."""
    # With an infinity or a NaN among them the sum is not finite either.
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
        if (content != before and not same(before, content)) or before is True or before is False  # type: ignore[arg-type]
    }


def _other_cells(
    first: int,
    values: Sequence[Content],
    old: Sequence[Value],
    texts: Mapping[int, str],
    styles: Sequence[str | None],
    named: Mapping[int, str],
) -> tuple[dict[int, Value | Formula], dict[int, str]]:
    """Of a row's contents from a column on, and the ``styles`` wanted of them, those that are not there already.

    ``old`` is what stands in the row from its first column, ``texts`` its formulas and ``named`` its styles by column.
    """
    new: dict[int, Value | Formula] = {}
    looks: dict[int, str] = {}
    width = len(old)
    for column, content, style in zip(range(first, first + len(values)), values, styles, strict=True):
        if content is KEEP:
            continue
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
        if style is not None and named.get(column, NORMAL).lower() != plain_name(style):
            looks[column] = style
            new[column] = content
        elif kind is type(before) and kind is not Formula and kind is not dt.datetime:
            if content != before and not same(before, content):
                new[column] = content
        elif not same(before, content):
            new[column] = content
    return new, looks


def _stand(old: Sequence[Value], texts: Mapping[int, str], first: int, values: Sequence[Content]) -> bool:
    """Whether a row surely holds these contents already, from a column on; most of what is made anew does."""
    here: list[Value | Formula] = [*old[first - 1 : first - 1 + len(values)]]
    here += [None] * (len(values) - len(here))
    for column, text in texts.items():
        if 0 <= column - first < len(here):
            here[column - first] = Formula(text, here[column - first])  # type: ignore[arg-type]
    # 1 equals True, but is another content.
    return here == [*values] and bool not in map(type, here) and bool not in map(type, values)


class _Looks:
    """Whether rows look as they are to: there are few kinds of rows, and each is looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[tuple[int, str], ...], Sequence[str | None]], bool] = {}

    def are_there(self, named: Mapping[int, str], styles: Sequence[str | None], first: int) -> bool:
        key = tuple(named.items()), styles
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = all(
                style is None or named.get(column, NORMAL).lower() == plain_name(style)
                for column, style in enumerate(styles, first)
            )
        return found


def differences(grid: Grid, block: Block) -> Iterator[tuple[int, dict[int, Value | Formula], dict[int, str]]]:
    """For each row of the block with a change: its number, the contents to write by column, and the named styles.

    A cell whose style alone changes is there with the content it has.
    """
    rows, formulas, first = grid.rows, grid.formulas, block.column
    plain = block.styles is None and not formulas and _all_plain([*chain.from_iterable(block.values)])
    known = _Looks()
    for down, values in enumerate(block.values):
        row = block.row + down
        old = rows[row - 1] if row <= len(rows) else ()
        texts = in_row(formulas, row, first, len(values)) if formulas else {}
        looks: dict[int, str] = {}
        if plain or (block.styles is None and not texts and _all_plain(values)):
            # Figures where no formula stands, as most are: told by the row.
            new = _other_figures(old, first, values)
        else:
            styles = (None,) * len(values) if block.styles is None else block.styles[down]
            named = {} if block.styles is None else in_row(grid.styles, row, first, len(values))
            if (block.styles is None or known.are_there(named, styles, first)) and _stand(old, texts, first, values):
                continue
            new, looks = _other_cells(first, values, old, texts, styles, named)
        if new:
            yield row, new, looks

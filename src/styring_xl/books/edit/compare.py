"""A block of a patch against the sheet as it is: which of its cells would change anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import ne
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.books.ooxml.content import NEAR, are_formulas, normal, same
from styring_xl.books.ooxml.sparse import CellMap
from styring_xl.cells.cell import KEEP, Formula, Keep, Value
from styring_xl.cells.column_contents import EMPTY, FEW, FIGURE, KEPT, OTHER, TRUTH, WHOLE, ColumnContents
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import NORMAL, Block
from styring_xl.model.arrays import Flags

_NUMBERS: Final = frozenset((int, float))
_FIGURES: Final = frozenset((int, float, type(None)))
_HELD_BY_ARRAYS: Final = np.isin(np.arange(256), (EMPTY, FIGURE, WHOLE, KEPT))
"""By the kind of a cell: those that hold a figure, nothing, or are left."""


def content_of(grid: Grid, row: int, column: int) -> Value | Formula:
    """What a cell holds: its value, or its formula with the value."""
    value = grid.value(row, column)
    text = grid.formulas.get((row, column)) if grid.formulas else None
    return value if text is None else Formula(text, value)


def style_of(grid: Grid, row: int, column: int) -> str:
    """The named style of a cell."""
    return grid.styles.get((row, column), NORMAL)


def lowest(grid: Grid) -> int:
    """The number of the last row in which anything stands, be it a style."""
    return max(len(grid.rows), last_row(grid.formulas), last_row(grid.styles))


def last_row(cells: Mapping[tuple[int, int], str]) -> int:
    """The number of the last row in which a cell has something, 0 where none has."""
    return cells.last_row if isinstance(cells, CellMap) else max((row for row, _ in cells), default=0)


@lru_cache(maxsize=4096)
def plain_name(style: str) -> str:
    """A style's name for comparison: in any case, and the default one under either of its names."""
    lower = style.lower()
    return "normal" if lower == "standard" else lower


def plain_block(block: Block) -> Block:
    """The block with its contents as ``cells.cell`` has them. Raises StyringError for what no cell can hold."""
    columns = tuple(map(_plain, block.columns))
    return block if columns == block.columns else replace(block, columns=columns)


def _plain(column: ColumnContents) -> ColumnContents:
    if (column.others and OTHER in column.kinds) or not are_formulas(column.formulas):
        return ColumnContents.of([content if content is KEEP else normal(content) for content in column.cells()])
    return column


class Differences(Struct, frozen=True, eq=False):
    """What a block would change in a sheet, one array element a cell, rows and columns as in the block.

    A cell that is ``restyled`` is among those ``changed`` though it may hold what it held.
    """

    changed: Flags
    restyled: Flags


def differences(grid: Grid, block: Block) -> Differences:
    """The cells of a block, which is plain, that are not there already."""
    restyled = _restyled(grid, block)
    changed = np.array([*_changed(grid, block)], bool).reshape(len(block.columns), block.height).T
    return Differences(changed | restyled, restyled)


def differs(grid: Grid, block: Block) -> bool:
    """Whether any cell of a block, which is plain, is not there already; none is looked at after the first such."""
    if any(changed.any() for changed in _changed(grid, block)):
        return True
    return bool(_restyled(grid, block).any())


def _there(grid: Grid, block: Block) -> int:
    """How many rows of a block are not below all that stands on the sheet."""
    return min(max(lowest(grid) + 1 - block.row, 0), block.height)


def _changed(grid: Grid, block: Block) -> Iterator[Flags]:
    """Which cells of each column of a block hold something else than they are to."""
    ref, there = block.ref, _there(grid, block)
    ref = Ref(ref.top, ref.left, ref.top + there - 1, ref.right)
    texts = grid.formulas_in(ref) if there else {}
    standing = grid.columns_in(ref) if there else [[]] * len(block.columns)
    for number, (column, values) in enumerate(zip(block.columns, standing, strict=True), block.column):
        if there == block.height:
            yield differing(column, values, texts.get(number, {}))
            continue
        # Below all that stands, every cell that is to hold something is new.
        changed = (column.kinds != EMPTY) & (column.kinds != KEPT) | column.has_formula
        if there:
            changed[:there] = differing(column.take(slice(0, there)), values, texts.get(number, {}))
        yield changed


def _restyled(grid: Grid, block: Block) -> Flags:
    """Which cells of a block, row by row, have another look than they are to; one that is kept has its own."""
    if block.looks is None:
        return np.zeros((block.height, len(block.columns)), bool)
    ref, there = block.ref, _there(grid, block)
    ids: dict[str, int] = {NORMAL.lower(): 0}
    wanted = np.array(
        [
            [-1 if look is None else ids.setdefault(plain_name(look), len(ids)) for look in looks]
            for looks in block.looks.kinds
        ],
        np.int64,
    )[block.looks.kind]
    restyled: Flags = wanted > 0
    if there:
        codes, labels = grid.looks_in(Ref(ref.top, ref.left, ref.top + there - 1, ref.right))
        numbers = np.array([ids.get(label.lower(), -2) if label else 0 for label in labels])
        restyled[:there] = (wanted[:there] >= 0) & (wanted[:there] != numbers[codes])
    for at, column in enumerate(block.columns):
        restyled[column.kinds == KEPT, at] = False
    return restyled


def _differing_figures(column: ColumnContents, old: Sequence[Value]) -> Flags | None:
    """``differing`` for a column that gets figures or nothing; None where something else stood in it."""
    if not _FIGURES.issuperset(map(type, old)):
        return None
    was = np.array(old, np.float64)  # nothing is no number
    nothing = np.isnan(was)
    if nothing.sum() != old.count(None):
        return None
    filled = column.kinds != EMPTY
    changed: Flags = filled == nothing
    with np.errstate(invalid="ignore"):
        # As ``same`` has it.
        apart = np.abs(was - column.numbers) > NEAR * np.maximum(np.abs(was), np.abs(column.numbers))
    changed |= filled & ~nothing & apart
    changed[column.kinds == KEPT] = False
    return changed


def differing(column: ColumnContents, old: Sequence[Value], texts: Mapping[int, str]) -> Flags:
    """Which cells of a column do not hold already what they are to: ``old`` is what they hold, ``texts`` their formulas
    by place from 0."""
    if len(old) <= FEW:
        stands = [Formula(texts[place], value) if place in texts else value for place, value in enumerate(old)]
        pairs = zip(stands, column.cells(), strict=True)
        return np.array([wanted is not KEEP and not same(has, wanted) for has, wanted in pairs], bool)
    if not texts and column.formula is None and _HELD_BY_ARRAYS[column.kinds].all():
        found = _differing_figures(column, old)
        if found is not None:
            return found
    new = column.results()
    changed = np.zeros(len(new), bool)
    if new != old:
        changed[:] = [*map(ne, new, old)]
    if TRUTH in column.kinds or bool in map(type, old):  # 1 equals True, but is another content
        changed |= [(type(one) is bool) is not (type(other) is bool) for one, other in zip(new, old, strict=True)]
    ours = column.texts()
    if ours != texts:
        changed[[place for place in {*ours, *texts} if ours.get(place) != texts.get(place)]] = True
    others = changed & (column.kinds == OTHER)
    others[[*(ours.keys() & texts.keys())]] = True
    figures = changed & ~others & ((column.kinds == FIGURE) | (column.kinds == WHOLE))
    figures[[*(ours.keys() ^ texts.keys())]] = False
    numbers = [place for place in np.flatnonzero(figures).tolist() if type(old[place]) in _NUMBERS]
    if numbers:
        # As ``same`` has it.
        one, other = np.array([old[place] for place in numbers], np.float64), column.numbers[numbers]
        changed[numbers] = np.abs(one - other) > NEAR * np.maximum(np.abs(one), np.abs(other))
    for place in np.flatnonzero(others & changed).tolist():
        content = column.at(place)
        assert not isinstance(content, Keep)
        changed[place] = not same(old[place] if place not in texts else Formula(texts[place], old[place]), content)
    changed[column.kinds == KEPT] = False
    return changed

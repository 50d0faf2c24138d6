"""A sheet read as a grid: plain values, formulas and named styles by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.ooxml.scan.chunk import Cells, FormulaCell
from styring_xl.books.ooxml.scan.decoder import Decoder
from styring_xl.books.ooxml.scan.facts import tail_facts
from styring_xl.books.ooxml.scan.source import Scanned, SheetSource
from styring_xl.books.ooxml.sparse import COLUMNS, CellMap, LabelMap, SparseRow
from styring_xl.cells.cell import Value
from styring_xl.cells.formula import moved
from styring_xl.cells.grid import ExcelTable, Grid
from styring_xl.model.arrays import Integers

_SPARSE = 256
"""A row that reaches so many columns, and eight a cell, further than it has cells is kept as a dict."""


def read_grid(
    source: SheetSource | Scanned,
    sheet: str,
    decoder: Decoder,
    tables: tuple[ExcelTable, ...],
    limit: int | None = None,
) -> Grid:
    """A sheet as a grid; with a limit only its first rows, and then without merged cells and protection."""

    def take(chunks: Iterator[Cells]) -> Grid:
        rows: list[Sequence[Value]] = []
        formulas = _Formulas()
        styles, words, struck = (_Styles(each) for each in (decoder.style_names, decoder.words, decoder.struck))
        hidden: set[int] = set()
        for cells in chunks:
            _put_rows(rows, cells, decoder.values(cells))
            styles.add(cells)
            words.add(cells)
            struck.add(cells)
            formulas.add(cells)
            hidden.update(cells.hidden)
            if limit is not None and len(rows) >= limit:
                break
        if limit is not None:
            del rows[limit:]
        while rows and not rows[-1]:
            rows.pop()
        merged, protected = tail_facts(source.tail) if limit is None else ((), False)
        return Grid(
            sheet=sheet,
            rows=rows,
            formulas=formulas.by_cell(),
            merged=merged,
            tables=tables,
            styles=styles.by_cell(),
            words=words.by_cell(),
            struck=struck.by_cell(),
            protected=protected,
            hidden=frozenset(hidden),
        )

    return source.collect(take)


def _put_rows(rows: list[Sequence[Value]], cells: Cells, values: NDArray[np.object_]) -> None:
    """Place a chunk's values into the rows of the grid."""
    if not len(cells.row):
        return
    filled = cells.kind != 0
    row, column, kept = cells.row[filled], cells.column[filled], values[filled]
    if not len(row):
        return
    if (row[1:] < row[:-1]).any():
        order = np.argsort(row, kind="stable")
        row, column, kept = row[order], column[order], kept[order]
    first = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
    numbers = row[first]
    count = np.diff(np.append(first, len(row)))
    width = np.maximum.reduceat(column, first)
    # A row with few cells far to the right is kept as a dict, or a small file could fill the memory.
    sparse = width > 8 * count + _SPARSE
    width = np.where(sparse, 0, width)
    offset = np.cumsum(width) - width
    flat = np.full(int(width.sum()), None, object)
    dense = ~np.repeat(sparse, count)
    flat[(np.repeat(offset, count) + column - 1)[dense]] = kept[dense]
    plain = flat.tolist()
    last = int(numbers[-1])
    if len(rows) < last:
        rows.extend([()] * (last - len(rows)))
    for number, start, many, a, w, is_sparse in zip(
        numbers.tolist(), first.tolist(), count.tolist(), offset.tolist(), width.tolist(), sparse.tolist(), strict=True
    ):
        new: Sequence[Value]
        if is_sparse:
            at = (column[start : start + many] - 1).tolist()
            new = SparseRow(dict(zip(at, kept[start : start + many].tolist(), strict=True)), max(at) + 1)
        else:
            new = plain[a : a + w]
        old = rows[number - 1]
        if old:  # a row given twice
            both = {at: value for each in (old, new) for at, value in enumerate(each) if value is not None}
            new = SparseRow(both, max(both) + 1)
        rows[number - 1] = new


class _Formulas:
    """The formulas of a sheet, gathered chunk by chunk; a member of a shared one is told by its master."""

    def __init__(self) -> None:
        self._keys: list[int] = []
        self._found: list[FormulaCell | tuple[int, int, str]] = []
        self._masters: dict[str, tuple[int, int, str]] = {}

    def add(self, cells: Cells) -> None:
        if not cells.formulas:
            return
        rows, columns = cells.row.tolist(), cells.column.tolist()
        for at, formula in cells.formulas:
            row, column = rows[at], columns[at]
            self._keys.append(row * COLUMNS + column - 1)
            group = formula.attributes.get("si") if formula.attributes.get("t") == "shared" else None
            if group is not None and formula.text:
                self._masters[group] = (row, column, formula.text)
            if group is None or formula.text:
                self._found.append(formula)
            else:
                self._found.append(self._masters.get(group, (row, column, "")))

    def by_cell(self) -> CellMap[str]:
        """The text of each formula, a shared one's moved to its cell."""
        keys = np.array(self._keys, np.int64)
        order = np.argsort(keys, kind="stable")
        formulas = self._found

        def text(at: int, row: int, column: int) -> str:
            found = formulas[int(order[at])]
            if isinstance(found, FormulaCell):
                return found.text
            top, left, master = found
            return moved(master, row - top, column - left)

        return CellMap(keys[order], text)


class _Styles:
    """What the styles of a sheet's cells say, by style a name or None, gathered chunk by chunk."""

    def __init__(self, names: Sequence[str | None]) -> None:
        self._names = names
        self._named = np.array([*(name is not None for name in names), False], bool)
        self._says = bool(self._named.any())
        self._keys: list[Integers] = []
        self._codes: list[NDArray[np.int32]] = []

    def add(self, cells: Cells) -> None:
        if not self._says:
            return
        code = np.minimum(cells.style, len(self._named) - 1)
        named = self._named[code]
        if named.any():
            self._keys.append(cells.row[named] * COLUMNS + cells.column[named] - 1)
            self._codes.append(code[named].astype(np.int32))

    def by_cell(self) -> LabelMap:
        """The name of each cell's style, where it has one."""
        keys = np.concatenate(self._keys) if self._keys else np.zeros(0, np.int64)
        codes = np.concatenate(self._codes) if self._codes else np.zeros(0, np.int32)
        if len(keys) > 1 and (keys[1:] < keys[:-1]).any():
            sort = np.argsort(keys, kind="stable")
            keys, codes = keys[sort], codes[sort]
        return LabelMap(keys, codes, [name or "" for name in self._names])

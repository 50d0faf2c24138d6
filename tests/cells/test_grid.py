"""A sheet's cells, taken by column."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from styring_xl.books.ooxml.sparse import SparseRow
from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid

ROWS: tuple[Sequence[Value], ...] = ([1, None, "a"], [], [2.5], [None, True], SparseRow({0: "b", 4: 7}, 5))


@pytest.mark.parametrize("columns", [{1}, {1, 2, 3}, {2, 4, 5}, {1, 9}, {3, 5, 400}, set()])
def test_whole_columns_hold_what_the_cells_do(columns: set[int]) -> None:
    grid = Grid("Ark1", ROWS)
    found = grid.whole_columns(columns)
    assert {at: [*cells] for at, cells in found.items()} == {
        at: [grid.value(row, at) for row in range(1, len(ROWS) + 1)] for at in columns
    }

"""Blocks of a patch: their looks told by numbers, and whether any cell of one is not there already."""

from __future__ import annotations

import numpy as np
import pytest

from styring_xl.books.edit.compare import differences, differing, differs
from styring_xl.cells.cell import KEEP, Content, Formula, Value
from styring_xl.cells.column_contents import WHOLE, ColumnContents
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Block, RowLooks


def test_looks_by_number_are_the_looks_one_by_one() -> None:
    styles = (None, "Bogført", "Beregnet")
    codes = np.array([[2, 0, 1], [0, 0, 0], [2, 0, 1], [1, 2, 0], [2, 1, 0]])
    found = RowLooks.of_codes(codes, styles)
    assert found.rows() == tuple(tuple(styles[code] for code in row) for row in codes.tolist())
    assert len(found.kinds) == 4
    assert RowLooks.of_codes(codes[:0], styles).rows() == ()


STANDING: tuple[tuple[Content, ...], ...] = ((1.0, "Hybel"), (None, Formula("A1*2", 2.0)))
LOOKS = (("Bogført", None), (None, "Normal"))


@pytest.mark.parametrize(
    ("rows", "looks", "differ"),
    [
        (STANDING, None, False),
        (STANDING, LOOKS, False),
        (((1.0, "Døgn"), STANDING[1]), None, True),
        ((STANDING[0], (None, Formula("A1*3", 2.0))), None, True),
        ((STANDING[0], (None, 2.0)), None, True),
        ((*STANDING, (None, "nyt")), None, True),
        ((*STANDING, (None, None)), None, False),
        (((KEEP, KEEP), STANDING[1]), (("Beregnet", "Beregnet"), LOOKS[1]), False),
        (STANDING, (("Beregnet", None), LOOKS[1]), True),
        (STANDING, (LOOKS[0], ("Bogført", None)), True),
    ],
)
def test_a_block_differs_where_a_cell_or_a_look_of_it_is_not_there(
    rows: tuple[tuple[Content, ...], ...], looks: tuple[tuple[str | None, ...], ...] | None, differ: bool
) -> None:
    grid = Grid("Ark", ((1.0, "Hybel"), (None, 2.0)), {(2, 2): "A1*2"}, styles={(1, 1): "Bogført"})
    block = Block.of("Ark", 1, 1, rows, looks)
    assert differs(grid, block) is differ
    assert differences(grid, block).changed.any() == differ


@pytest.mark.parametrize("formula", [{}, {0: "A1"}])
def test_a_column_of_figures_is_told_from_what_stands_there_as_one_cell_is(formula: dict[int, str]) -> None:
    """With a formula among them the cells are looked at one by one."""
    new: list[Content] = [Formula("A1", 1.0) if formula else 1.0]
    old: list[Value] = [1]
    for content, standing in (
        (None, None), (None, 5), (5.0, None), (5.0, 5), (5, 5.0), (5.0, 6), (KEEP, 5), (KEEP, None),
        (0.1 + 0.2, 0.3), (0.301, 0.3), (2**60, 2**60), (2**60, 2**61), (0.0, None), (1e300, 1e300),
    ):  # fmt: skip
        new.append(content)
        old.append(standing)
    changed = differing(ColumnContents.of(new), old, formula)
    expected = [False, False, True, True, False, False, True, False, False, False, True, False, True, True, False]
    assert changed.tolist() == expected


def test_whole_numbers_that_no_float_holds_are_kept_as_they_are() -> None:
    cells: list[Content] = [2**53, -(2**53), 2**53 + 1, 7, 10**30]
    column = ColumnContents.of(cells)
    assert column.cells() == cells
    assert (column.kinds == WHOLE).tolist() == [True, True, False, True, False]

"""Blocks of a patch: their looks told by numbers, and whether any cell of one is not there already."""

from __future__ import annotations

import numpy as np
import pytest

from styring_xl.books.edit.compare import differences, differs
from styring_xl.cells.cell import KEEP, Content, Formula
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

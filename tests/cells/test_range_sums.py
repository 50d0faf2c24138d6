"""What a rectangle comes to once something is written in the sheet is what its cells come to one by one."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from styring_xl.cells.cell import KEEP, Content, Formula, Keep, Value
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block
from styring_xl.cells.range_sums import RangeSums

SIDE = 6
kroner = st.integers(-(10**12), 10**12).map(lambda ore: ore / 100)
values: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    kroner,
    st.integers(-(10**6), 10**6),
    st.sampled_from([True, "", "ti", dt.date(2026, 1, 1), 1 / 8]),
)
contents: st.SearchStrategy[Content] = st.one_of(
    st.just(KEEP), values, kroner.map(lambda amount: Formula("1+1", amount))
)
places = st.integers(1, SIDE)


def rectangle(width: int, height: int) -> st.SearchStrategy[list[list[Content]]]:
    return st.lists(st.lists(contents, min_size=width, max_size=width), min_size=height, max_size=height)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Grid, list[Block]]:
    rows = draw(st.lists(st.lists(values, max_size=SIDE), max_size=SIDE))
    formulas = {
        (row, column): "1+1"
        for row, cells in enumerate(rows, 1)
        for column in range(1, len(cells) + 1)
        if draw(st.integers(0, 9)) == 0
    }
    width, height = draw(places), draw(places)
    block = Block.of("Ark1", draw(places), draw(places), draw(rectangle(width, height)))
    return Grid("Ark1", rows, formulas=formulas), [block]


@given(sheets(), places, places, places, places)
def test_a_rectangle_comes_to_what_its_cells_come_to(
    sheet: tuple[Grid, list[Block]], first: int, second: int, left: int, right: int
) -> None:
    grid, blocks = sheet
    ref = Ref(min(first, second), min(left, right), max(first, second) + 3, max(left, right) + 3)
    inside = [(row, column) for row in range(ref.top, ref.bottom + 1) for column in range(ref.left, ref.right + 1)]
    written = {
        (row, column): content
        for block in blocks
        for row, cells in enumerate(block.rows(), block.row)
        for column, content in enumerate(cells, block.column)
        if not isinstance(content, Keep)
    }

    def held(cell: tuple[int, int]) -> Value:
        content = written.get(cell, grid.value(*cell))
        return content.value if isinstance(content, Formula) else content

    numbers = [value for value in map(held, inside) if isinstance(value, (int, float)) and not isinstance(value, bool)]
    others = [value for value in map(held, inside) if isinstance(value, (bool, str, dt.date))]
    sums = RangeSums(grid, blocks)
    total = sums.total(ref)
    if 1 / 8 in numbers:
        assert abs(total - sum(numbers)) < 0.001
    else:
        assert total == sum(round(100 * each) for each in numbers) / 100, "whole øre are added up as such"
    assert sums.has_formula(ref) == any(cell in grid.formulas for cell in inside)
    assert sums.has_written(ref) == any(cell in written for cell in inside)
    assert sums.has_other(ref) == bool(others)


def test_a_number_beyond_what_a_float_holds_exactly_counts_as_the_nearest() -> None:
    sums = RangeSums(Grid("Ark1", [[2**60 + 1], [0.125], [-(2.0**60)], [7]]))
    assert sums.total(Ref(1, 1, 1, 1)) == 2.0**60
    assert sums.total(Ref(4, 1, 4, 1)) == 7
    assert not sums.has_other(Ref(1, 1, 4, 1))

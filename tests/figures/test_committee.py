"""The committee's table: rounded figures that foot in both directions and lie beside the true ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from styring_xl.danish.phrase import AmountScale
from styring_xl.figures.memo.committee import CommitteeLine, table
from tests.examples import examples

ORE = st.integers(-(10**11), 10**11)
ROUND = st.integers(-(10**4), 10**4).map(lambda tenths: tenths * 10_000_000)
"""What people apply for and carry over is a round amount, mostly."""
LINES = st.lists(
    st.builds(
        CommitteeLine, st.sampled_from(["Serviceramme", "Refusionsordning", "Anlæg"]), st.sampled_from("ABCDE"),
        ORE, ORE, ROUND | ORE, ROUND | ORE, ORE,
    ),
    min_size=1,
    max_size=14,
)  # fmt: skip


@settings(max_examples=examples(200), deadline=None)
@given(LINES, st.sampled_from(AmountScale))
def test_it_foots_and_no_figure_is_far_from_the_true_one(lines: list[CommitteeLine], scale: AmountScale) -> None:
    found = table(lines, scale)
    rows = [row for frame in found.frames for row in frame.rows]
    totals = [frame.total for frame in found.frames]
    for columns in (rows, totals):
        assert tuple(map(sum, zip(*(each.figures for each in columns), strict=True))) == found.total.figures
    for frame in found.frames:
        assert tuple(map(sum, zip(*(each.figures for each in frame.rows), strict=True))) == frame.total.figures
    for row in (*rows, *totals, found.total):
        _, revised, applied, budget, expected, result, carried, left = row.figures
        assert (budget, result, left) == (revised + applied, budget - expected, result + carried)
    by_frame = [line for frame in found.frames for line in lines if line.frame == frame.name]
    for line, row in zip(by_frame, rows, strict=True):
        for name in ("original", "revised", "applied", "carried", "result"):
            assert abs(getattr(row, name) * scale.step - getattr(line, name)) < scale.step
        assert abs(row.expected * scale.step - line.expected) < 3 * scale.step
    whole = sum(line.expected for line in lines)
    assert abs(found.total.expected * scale.step - whole) < scale.step
    budget = sum(line.revised + line.applied for line in lines)
    assert abs(found.total.budget * scale.step - budget) * 2 <= scale.step


def test_two_halves_are_not_both_rounded_up() -> None:
    found = table([CommitteeLine("", "A", 0, 1_005_000_000, 5_000_000, 0, 1_010_000_000)], AmountScale.MILLIONS)
    assert found.total.figures == (0, 101, 0, 101, 101, 0, 0, 0)


def test_where_nothing_is_applied_for_every_figure_is_the_nearest_or_its_neighbour() -> None:
    """Three lines of 4,45 with 4,40 expected are 13,4 and 13,2: the tenth that is over goes where it lies nearest."""
    lines = [CommitteeLine("", name, 0, 445_000_000, 0, 0, 440_000_000) for name in "ABC"]
    found = table(lines, AmountScale.MILLIONS)
    assert [row.figures for row in found.frames[0].rows] == [
        (0, 45, 0, 45, 44, 1, 0, 1),
        (0, 45, 0, 45, 44, 1, 0, 1),
        (0, 44, 0, 44, 44, 0, 0, 0),
    ]
    assert found.total.figures == (0, 134, 0, 134, 132, 2, 0, 2)


@pytest.mark.parametrize("scale", AmountScale)
def test_a_table_of_nothing_is_a_total_of_nothing(scale: AmountScale) -> None:
    assert table([], scale).total.figures == (0,) * 8

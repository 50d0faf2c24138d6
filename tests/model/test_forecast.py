"""The year's result by each method, in whole øre."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model.forecast import METHODS, KnownAmounts, Lack, last_twelve, results, twelfths


@pytest.mark.parametrize(
    ("spent", "closed", "year"),
    [(600_00, 6, 1200_00), (100, 7, 171), (-100, 7, -171), (1, 8, 2), (-1, 8, -2), (5, 12, 5), (0, 1, 0)],
)
def test_twelve_twelfths_is_rounded_half_away_from_zero(spent: int, closed: int, year: int) -> None:
    assert twelfths([spent], closed).tolist() == [year]


def test_without_a_closed_month_there_is_no_twelfth() -> None:
    with pytest.raises(ValueError, match="closed months"):
        twelfths([100], 0)


def test_the_last_twelve_months_go_back_into_last_year() -> None:
    last, this = np.array([[1] * 12]), np.array([[10] * 12])
    assert [int(last_twelve(last, this, closed)[0]) for closed in (0, 3, 12)] == [12, 39, 120]


ORE = st.integers(-(10**14), 10**14)
MAYBE = st.none() | ORE


def line(method: str | None, closed: int, **amounts: int | None) -> tuple[int, Lack]:
    """One line's result; amounts that are not named are not known."""
    names = ("spent", "disposed", "outside", "last_twelve", "revised", "estimate")
    known = {name: KnownAmounts.of(amounts.get(name)) for name in names}
    found = results([-1 if method is None else METHODS.index(method)], closed, **known)
    return int(found.ore[0]), Lack(int(found.lack[0]))


@pytest.mark.parametrize(
    ("method", "result", "lack"),
    [
        ("DISP", 750_05, Lack.DISPOSED),
        ("12/12", 171, Lack.NOTHING),
        ("12M", 333, Lack.LAST_TWELVE),
        ("BUDG", 444, Lack.BUDGET),
        ("SKØN", 555, Lack.ESTIMATE),
        ("DCO", 555, Lack.ESTIMATE),
        ("UDGÅET", 100, Lack.NOTHING),
    ],
)
def test_each_method_takes_its_own_figures_and_says_which_is_missing(method: str, result: int, lack: Lack) -> None:
    amounts = {"disposed": 700_05, "outside": 50_00, "last_twelve": 333, "revised": 444, "estimate": 555}
    assert line(method, 7, spent=100, **amounts) == (result, Lack.NOTHING)
    assert line(method, 7, spent=100)[1] is lack


def test_what_is_no_method_of_its_own_has_no_result() -> None:
    assert line("AUTO", 6, spent=1, revised=2) == (0, Lack.METHOD)
    assert line(None, 6, spent=1, revised=2) == (0, Lack.METHOD)
    assert line("12/12", 0, spent=1) == (0, Lack.MONTHS)
    with pytest.raises(ValueError, match="closed month"):
        line("DISP", 13)


@given(st.lists(st.tuples(st.sampled_from(METHODS), ORE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE)), st.integers(0, 12))
def test_lines_together_are_each_line_alone_and_twelve_twelfths_is_exact(lines: list[Any], closed: int) -> None:
    names = ("spent", "disposed", "outside", "last_twelve", "revised", "estimate")
    columns = [[row[at] for row in lines] for at in range(1, 7)]
    known = {name: KnownAmounts.of(*column) for name, column in zip(names, columns, strict=True)}
    found = results(np.array([METHODS.index(row[0]) for row in lines], np.int64), closed, **known)
    alone = [line(row[0], closed, **dict(zip(names, row[1:], strict=True))) for row in lines]
    assert list(zip(found.ore.tolist(), found.lack.tolist(), strict=True)) == alone
    for row, (ore, lack) in zip(lines, alone, strict=True):
        if row[0] == "12/12" and lack is Lack.NOTHING:
            exact = Fraction(row[1] * 12, closed)
            assert abs(ore - exact) <= Fraction(1, 2)
            assert abs(ore) >= abs(exact) or abs(ore - exact) < Fraction(1, 2), "a half goes away from zero"

"""Statsrefusion: the law's limits month by month, siblings, one-offs, and who is a child and who is 67."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model.kroner import round_div
from styring_xl.model.refund import Limits, ages, cases, refund, spread_out

KR = 100
ADULTS_2020 = Limits((1_090_000 * KR, 2_050_000 * KR))
CHILDREN_2020 = Limits((830_000 * KR, 1_630_000 * KR))
ALL_2021 = Limits((850_000 * KR, 1_660_000 * KR, 2_090_000 * KR))
ALL_2022 = Limits((860_000 * KR, 1_680_000 * KR, 2_120_000 * KR))
NOBODY = np.datetime64("NaT", "D")


def year(limits: Limits, *months: int) -> int:
    """The year's refund in øre of whole kroner a month."""
    return int(refund(np.array([months]) * KR, [limits]).sum())


def test_the_golden_case_is_counted_by_the_month() -> None:
    six = (0,) * 6 + (150_000,) * 6
    assert year(ALL_2022, *six) == 132_500 * KR
    assert refund(np.array([six]) * KR, [ALL_2022])[0, 6:].tolist() == [2208333, 2208334, 2208333] * 2
    # The same money evenly through the year passes only the first limit: 25 % of 40.000 kr.
    assert year(ALL_2022, *(75_000,) * 12) == 10_000 * KR


@pytest.mark.parametrize(
    ("limits", "cost", "kroner"),
    [
        (ADULTS_2020, 1_090_000, 0),
        (ADULTS_2020, 1_090_012, 3),
        (ADULTS_2020, 2_050_000, 240_000),
        (ADULTS_2020, 3_050_004, 740_002),
        (CHILDREN_2020, 829_992, 0),
        (CHILDREN_2020, 830_012, 3),
        (CHILDREN_2020, 1_630_000, 200_000),
        (CHILDREN_2020, 1_630_016, 200_008),
        (ALL_2021, 849_996, 0),
        (ALL_2021, 850_000, 0),
        (ALL_2021, 850_004, 1),
        (ALL_2021, 1_659_996, 202_499),
        (ALL_2021, 1_660_000, 202_500),
        (ALL_2021, 1_660_004, 202_502),
        (ALL_2021, 2_089_996, 417_498),
        (ALL_2021, 2_090_000, 417_500),
        (ALL_2021, 2_090_004, 417_503),
        (ALL_2022, 859_996, 0),
        (ALL_2022, 860_000, 0),
        (ALL_2022, 860_004, 1),
        (ALL_2022, 1_679_996, 204_999),
        (ALL_2022, 1_680_000, 205_000),
        (ALL_2022, 1_680_004, 205_002),
        (ALL_2022, 2_119_996, 424_998),
        (ALL_2022, 2_120_000, 425_000),
        (ALL_2022, 2_120_004, 425_003),
    ],
)
def test_at_below_and_above_each_limit(limits: Limits, cost: int, kroner: int) -> None:
    """The yearly cost comes in twelve equal months, to the øre, so the yearly table holds to half an øre a month."""
    months = spread_out(np.array([[cost * KR, *(0,) * 11]]))
    assert abs(int(refund(months, [limits]).sum()) - kroner * KR) <= 9


def test_a_month_of_income_gives_nothing_and_takes_nothing() -> None:
    assert year(ALL_2022, 150_000, -500_000, *(0,) * 10) == year(ALL_2022, 150_000, *(0,) * 11)


@given(
    st.lists(st.integers(-(10**9), 10**11), min_size=12, max_size=12),
    st.sampled_from([ADULTS_2020, CHILDREN_2020, ALL_2021, ALL_2022]),
)
def test_months_sum_to_the_exact_year_rounded_once(months: list[int], limits: Limits) -> None:
    rates = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
    bounds = [Fraction(each, 12) for each in limits.yearly]
    exact = Fraction(0)
    for month in months:
        for at, rate in enumerate(rates[: len(bounds)]):
            upper = bounds[at + 1] if at + 1 < len(bounds) else None
            part = (Fraction(month) if upper is None else min(Fraction(month), upper)) - bounds[at]
            exact += rate * max(part, Fraction(0))
    found = refund(np.array([months]), [limits])
    assert int(found.sum()) == round_div(exact.numerator, exact.denominator)
    assert found.min() >= 0


@given(st.lists(st.integers(-(10**12), 10**12), min_size=12, max_size=12))
def test_spread_one_offs_keep_their_sum_and_differ_by_an_ore(months: list[int]) -> None:
    spread = spread_out(np.array([months]))
    assert int(spread.sum()) == sum(months)
    assert int(spread.max() - spread.min()) <= 1


@pytest.mark.parametrize(
    ("born", "january", "december"), [("2004-06-01", 17, 18), ("2004-06-02", 17, 18), ("2004-01-01", 18, 18)]
)
def test_age_is_that_of_the_first_of_the_month(born: str, january: int, december: int) -> None:
    found = ages([np.datetime64(born)], 2022)[0]
    assert (found[0], found[11]) == (january, december)
    assert (found == 18).sum() == {"2004-06-01": 7, "2004-06-02": 6, "2004-01-01": 12}[born]


def test_a_leap_day_has_its_birthday_on_the_first_of_march() -> None:
    assert ages([np.datetime64("2004-02-29")], 2022)[0].tolist() == [17, 17, *[18] * 10]


def test_a_child_not_yet_born_on_the_first_of_the_month_is_a_child() -> None:
    """Born on 10 June and placed at once, in a measure that is not a children's measure."""
    assert ages(np.array(["2022-06-10", "NaT"], dtype="datetime64[D]"), 2022).tolist() == [[0] * 12, [-1] * 12]
    basis = np.array([[0] * 5 + [150_000 * KR] * 7])
    found = cases(basis, [np.datetime64("2022-06-10")], [False], [-1], 0, 2022, ALL_2022, None)
    assert found.child.all()
    assert found.refund.sum() == year(ALL_2022, *[0] * 5, *[150_000] * 7)


def monthly(kroner: int, people: int = 1) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.full((people, 12), kroner * KR)


def test_siblings_are_one_case_from_2021() -> None:
    born = ["2010-01-01", "2012-01-01", "2000-01-01"]
    childrens = [True, True, False]
    for of, limits, pooled in ((2020, CHILDREN_2020, 0), (2021, ALL_2021, 2)):
        found = cases(monthly(60_000, 3), born, childrens, [0, 0, 0], 1, of, limits, limits)
        assert found.basis[3].sum() == pooled * 720_000 * KR
        assert found.basis.sum() == 3 * 720_000 * KR, "nobody's costs count twice"
        # 1.440.000 kr. together is above the limit, 720.000 kr. alone is not.
        assert found.refund.sum() == (0 if of == 2020 else 147_500 * KR)
        # The third is grown up and no sibling in the sense of the law, unless in efterværn.
        assert not found.child[2].any()
    found = cases(monthly(60_000, 3), born, [True] * 3, [0, 0, 0], 1, 2021, ALL_2021, ALL_2021)
    assert found.basis[3, 0] == 180_000 * KR


def test_four_siblings_before_2021_have_no_refund_that_is_known() -> None:
    born, home = ["2010-01-01"] * 4 + ["1990-01-01", "2010-01-01"], [0] * 5 + [1]
    costs = monthly(100_000, 6)
    for of, known in ((2020, False), (2021, True)):
        found = cases(costs, born, [True] * 6, home, 2, of, ALL_2021, ALL_2021)
        assert found.many.tolist() == [not known, False]
        assert bool(found.refund[:4].sum() + found.refund[6].sum()) == known
        # The grown-up of the household and the child of another are as ever.
        assert found.refund[4].sum() == 87_500 * KR
    found = cases(costs[:3], born[:3], [True] * 3, home[:3], 1, 2020, ALL_2021, ALL_2021)
    assert (found.refund[:3].sum(), found.many.tolist()) == (3 * 87_500 * KR, [False])


def test_efterværn_follows_the_childrens_limits_of_2020() -> None:
    born = ["2001-03-05", "2001-03-05", "1990-01-01", "1997-03-05"]
    found = cases(monthly(80_000, 4), born, [True, False, True, True], [-1] * 4, 0, 2020, CHILDREN_2020, ADULTS_2020)
    # 960.000 kr. is above the children's limit and below the adults'; the last one turns 23 on 5 March.
    assert found.refund.sum(axis=1).tolist() == [32_500 * KR, 0, 0, round_div(32_500 * KR, 4)]
    assert found.child[3].tolist() == [True] * 3 + [False] * 9


def test_a_year_without_limits_gives_no_refund() -> None:
    found = cases(monthly(500_000, 2), [NOBODY] * 2, [True, False], [-1] * 2, 0, 2026, None, None)
    assert found.refund.sum() == 0
    assert found.basis.sum() == 12_000_000 * KR


def test_sixty_seven() -> None:
    """BEK 1485 § 6: who lay above the limit in the month before keeps the refund; who turned 67 earlier is unsure."""
    dear, cheap = [150_000] * 12, [50_000] * 4 + [150_000] * 8
    basis = np.array([dear, cheap, dear, dear, [50_000] * 12, [50_000] + [150_000] * 11]) * KR
    born = ["1955-05-10", "1955-05-10", "1955-01-10", "1950-01-01", "1950-01-01", "1955-02-10"]
    found = cases(basis, born, [False] * 6, [-1] * 6, 0, 2022, ALL_2022, ALL_2022)
    full = [2208333, 2208334, 2208333] * 4
    assert found.refund[0].tolist() == full
    # The month of the birthday begins at 66 and counts; the ones after it do not.
    assert found.refund[1].tolist() == [0, 0, 0, 0, 2208333, *[0] * 7]
    assert found.refund[2].tolist() == [2208333, *[0] * 11]
    assert found.refund[3].sum() == 0
    # January is the month before February, however dear February is.
    assert found.refund[5].tolist() == [0, 2208333, *[0] * 10]
    assert found.unsure.tolist() == [False, False, True, True, False, False]
    before = cases(basis[:1], ["1950-01-01"], [False], [-1], 0, 2020, CHILDREN_2020, ADULTS_2020)
    assert (int(before.refund.sum()), bool(before.unsure.any())) == (0, False)


@pytest.mark.parametrize("yearly", [(), (2, 1), (1, 1), (0, 1), (1, 2, 3, 4)])
def test_limits_that_do_not_rise_are_refused(yearly: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="rising"):
        Limits(yearly)


def test_what_cannot_be_computed_is_refused() -> None:
    with pytest.raises(ValueError, match="twelve"):
        refund(np.zeros((1, 11), np.int64), [ALL_2022])
    with pytest.raises(ValueError, match="unknown limits"):
        refund(np.zeros((1, 12), np.int64), [ALL_2022], 1)
    with pytest.raises(TypeError):
        refund(np.zeros((1, 12)), [ALL_2022])
    with pytest.raises(OverflowError):
        refund(np.full((1, 12), 2**57), [ALL_2022])

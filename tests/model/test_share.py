"""An amount that several have agreed to share."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model.share import of_whole, split

THIRDS = (Fraction(1, 3),) * 3


def test_a_hundred_thousand_kroner_and_an_oere_over_three_foot_to_the_oere() -> None:
    parts = split([100_000_01, -100_000_01, 1, 0], THIRDS)
    assert parts.tolist() == [[3333334, -3333334, 1, 0], [3333334, -3333334, 0, 0], [3333333, -3333333, 0, 0]]


def test_shares_are_typed_in_per_cent_or_as_parts_of_one() -> None:
    wanted = (Fraction(2, 5), Fraction(7, 20), Fraction(1, 4))
    assert of_whole([Fraction(40), Fraction(35), Fraction(25)]) == of_whole(wanted) == wanted
    assert of_whole([Fraction(1)]) == (Fraction(1),)


def test_shares_that_do_not_come_to_a_hundred_are_none() -> None:
    third = Fraction(3333, 100)
    for wrong in ([third] * 3, [Fraction(2, 5), Fraction(60)], [Fraction(-1), Fraction(2)], [], [Fraction(0)]):
        assert of_whole(wrong) is None


@given(
    st.lists(st.integers(0, 1000), min_size=1, max_size=6).filter(any),
    st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=4),
)
def test_every_month_is_split_to_the_oere_and_no_part_is_an_oere_off(weights: list[int], months: list[int]) -> None:
    shares = [Fraction(each, sum(weights)) for each in weights]
    parts = split(months, shares)
    assert parts.sum(axis=0).tolist() == months
    for share, part in zip(shares, parts, strict=True):
        assert all(abs(Fraction(int(ore)) - month * share) < 1 for ore, month in zip(part, months, strict=True))
    assert np.array_equal(split([-each for each in months], shares), -parts)

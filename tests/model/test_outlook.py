"""What later years change: stops by age and rates by index."""

from __future__ import annotations

import numpy as np
import pytest

from styring_xl.model.outlook import raised, stopped_by_age

BORN = "2010-05-20"
OPEN = np.datetime64("NaT", "D")


@pytest.mark.parametrize(
    ("start", "stop", "childrens", "ends"),
    [
        ("2020-01-01", OPEN, True, "2028-05-19"),
        ("2028-05-19", OPEN, True, "2028-05-19"),
        ("2028-05-20", OPEN, True, "2033-05-19"),
        ("2033-05-20", OPEN, True, OPEN),
        ("2020-01-01", "9999-12-31", True, "2028-05-19"),
        ("2020-01-01", "2030-01-01", True, "2030-01-01"),
        ("2020-01-01", OPEN, False, OPEN),
    ],
)
def test_an_open_row_of_a_child_ends_the_day_before_18_or_23(start: str, stop: str, childrens: bool, ends: str) -> None:
    found, ended = stopped_by_age([start], [stop], [BORN], [childrens])
    assert str(found[0]) == str(np.datetime64(ends, "D"))
    assert ended[0] == (str(found[0]) != str(np.datetime64(stop, "D")))


def test_without_a_birthday_nothing_ends() -> None:
    found, ended = stopped_by_age(["2020-01-01"], [OPEN], [OPEN], [True])
    assert np.isnat(found[0])
    assert not ended[0]


def test_a_rate_is_raised_from_its_own_year_and_only_where_both_years_have_an_index() -> None:
    index = {2026: 1_000_000, 2027: 1_030_000, 2028: 1_060_900}
    starts = ["2020-01-01", "2027-01-01", "2028-06-01"]
    rates = [10_005, 10_000, 10_000]
    for year, wanted, lacking in (
        (2026, [10_005, 10_000, 10_000], [False] * 3),
        (2027, [10_305, 10_000, 10_000], [False] * 3),
        (2028, [10_614, 10_300, 10_000], [False] * 3),
        (2029, [10_005, 10_000, 10_000], [True] * 3),
    ):
        found, missing = raised(rates, starts, 2026, year, index)
        assert (found.tolist(), missing.tolist()) == (wanted, lacking)
    assert raised([10_000], ["2020-01-01"], 2026, 2027, {2027: 1_030_000})[1].tolist() == [True]


def test_a_huge_rate_is_raised_exactly() -> None:
    found, _ = raised([2**60], ["2020-01-01"], 2026, 2027, {2026: 1_000_000, 2027: 1_030_000})
    assert int(found[0]) == (2**60 * 103 + 50) // 100

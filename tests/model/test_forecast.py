"""12/12, the last twelve months, and which of them a line's own past speaks for."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model import forecast
from styring_xl.model.forecast import TOO_LITTLE, choose, last_twelve, twelfths

EVEN = [100] * 12
SUMMER = [50] * 5 + [300, 300] + [50] * 5
KNOWN = np.ones((3, 12), bool)


def _benchmark() -> Any:
    path = Path(__file__).parents[2] / "benchmarks" / "forecast.py"
    spec = importlib.util.spec_from_file_location("benchmark_forecast", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


benchmark = _benchmark()


def chosen(*years: list[int], this: list[int], closed: int) -> str:
    """What is chosen for one line; the years the latest first."""
    found = choose(past(*years), np.ones((len(years), 12), bool), np.array([this]), closed)
    return forecast.CANDIDATES[int(found.method[0])]


def past(*years: list[int]) -> np.ndarray:
    """(years, 1, 12), the latest first."""
    return np.array(years, np.int64)[:, None, :]


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


def test_a_season_speaks_for_the_last_twelve_months() -> None:
    found = choose(past(SUMMER, SUMMER, SUMMER), KNOWN, np.array([SUMMER]), 6)
    assert forecast.CANDIDATES[int(found.method[0])] == "12M"
    assert found.error[0] == 0


def test_a_new_level_speaks_for_twelve_twelfths() -> None:
    double = [200] * 12
    found = choose(past(EVEN, EVEN, EVEN), KNOWN, np.array([double]), 6)
    assert forecast.CANDIDATES[int(found.method[0])] == "12/12"


def test_equal_errors_go_to_the_simpler() -> None:
    found = choose(past(EVEN, EVEN, EVEN), KNOWN, np.array([EVEN]), 6)
    assert (forecast.CANDIDATES[int(found.method[0])], found.error[0]) == ("12/12", 0)


def test_two_closed_months_alone_are_not_taken_for_the_year() -> None:
    """Level years with chance in them, in which 12/12 happened to come a little nearer: two months are no ground."""
    last = [100, 100, 110, 110, 100, 90, 100, 100, 90, 90, 100, 90]
    before = [110, 100, 110, 110, 100, 90, 110, 110, 110, 110, 100, 100]
    assert chosen(last, before, this=[100, 100] + [0] * 10, closed=2) == "12M"
    assert chosen(last, before, this=[100] * 10 + [0, 0], closed=10) == "12/12"


def test_closed_months_unlike_last_years_speak_against_the_last_twelve() -> None:
    """Both years have the same swing, so every test is for 12M; but this year has half as much again in every month."""
    year = [100, 104, 108, 104, 100, 96, 92, 96, 100, 104, 96, 100]
    assert chosen(year, year, this=[*year[:4], *[0] * 8], closed=4) == "12M"
    assert chosen(year, year, this=[*(3 * each // 2 for each in year[:4]), *[0] * 8], closed=4) == "12/12"


@pytest.mark.parametrize("world", ["as described", "another world"])
@pytest.mark.parametrize("years", [2, 3, 4])
def test_it_is_on_average_less_than_five_percent_worse_than_the_best_single_method(world: str, years: int) -> None:
    rng = np.random.default_rng(20)
    found = benchmark.judged(benchmark.WORLDS[world], years, 400, rng)
    assert np.mean([benchmark.ratio(mean) for mean in found.values()]) < 1.05
    assert max(benchmark.ratio(mean) for mean in found.values()) < 1.10
    assert benchmark.ratio(np.mean(list(found.values()), axis=0)) < 1


def test_less_than_two_whole_years_is_too_little() -> None:
    gap = KNOWN.copy()
    gap[1, 4] = False
    for known in (gap, KNOWN[:1], np.zeros((0, 12), bool)):
        found = choose(past(EVEN, EVEN, EVEN)[: len(known)], known, np.array([EVEN]), 6)
        assert found.method.tolist() == [TOO_LITTLE]
        assert np.isnan(found.error[0])
        assert found.tests == 0


def test_a_line_without_any_spend_has_no_past() -> None:
    nothing = [0] * 12
    assert choose(past(nothing, nothing), KNOWN[:2], np.array([nothing]), 6).method.tolist() == [TOO_LITTLE]


def test_before_the_first_month_only_the_last_twelve_can_be_had() -> None:
    found = choose(past(EVEN, EVEN), KNOWN[:2], np.array([EVEN]), 0)
    assert forecast.CANDIDATES[int(found.method[0])] == "12M"


@given(
    st.lists(st.lists(st.integers(-(10**9), 10**9), min_size=12, max_size=12), min_size=3, max_size=5),
    st.integers(0, 12),
    st.integers(2, 1000),
)
def test_the_choice_is_of_the_months_that_count_and_of_no_scale(
    years: list[list[int]], closed: int, factor: int
) -> None:
    history, this = past(*years[1:]), np.array([years[0]])
    known = np.ones((len(history), 12), bool)
    found = choose(history, known, this, closed)
    later = this.copy()
    later[:, closed:] = 7
    assert choose(history, known, later, closed).method.tolist() == found.method.tolist()
    scaled = choose(history * factor, known, this * factor, closed)
    assert scaled.error == pytest.approx(found.error, nan_ok=True)


def test_lines_do_not_touch_each_other() -> None:
    rng = np.random.default_rng(4)
    history, this = rng.integers(0, 10**7, (4, 50, 12)), rng.integers(0, 10**7, (50, 12))
    known = np.ones((4, 12), bool)
    together = choose(history, known, this, 5)
    alone = [int(choose(history[:, i : i + 1], known, this[i : i + 1], 5).method[0]) for i in range(50)]
    assert together.method.tolist() == alone
    assert set(alone) == {0, 1}


@pytest.mark.parametrize("closed", [1, 2])
def test_the_first_months_of_a_year_never_speak_for_twelve(closed: int) -> None:
    """A line whose level has doubled since New Year is still not told from one that was paid early."""
    assert chosen(EVEN, EVEN, EVEN, this=[200] * 12, closed=closed) == "12M"


def test_the_errors_of_earlier_years_are_those_of_the_years_before_each() -> None:
    """1.200 a year, then 2.400, then 2.400: the step came unseen, the year after it was known at once."""
    years = past([200] * 12, [200] * 12, EVEN, EVEN)
    found = forecast.past_errors(years, np.ones((4, 12), bool), 1)
    # Of the step's year eleven of the twelve months were said to be last year's.
    assert found.tolist() == [[pytest.approx(0.0)], [pytest.approx(1100 / 1200)]]


def test_lines_of_a_file_are_whole_years_from_april(tmp_path: Path) -> None:
    rows = [f"Pleje;{2020 + (month + 3) // 12}{(month + 3) % 12 + 1:02d};{month}.50;1" for month in range(25)]
    path = tmp_path / "lines.csv"
    path.write_text("line;month;gbp;transactions\nPleje;202003;999;1\n" + "\n".join(rows), encoding="utf-8")
    months = benchmark.read_lines(path)
    assert months.shape == (1, 2, 12)
    assert (months[0, 0, 0], months[0, 1, 11]) == (50, 2350)

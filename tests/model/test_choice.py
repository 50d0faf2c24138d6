"""Which of 12/12 and the last twelve months a line's own past speaks for, and how far either may be off."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model import choice
from styring_xl.model.choice import CANDIDATES, TOO_LITTLE, choose

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
    return CANDIDATES[int(found.method[0])]


def past(*years: list[int]) -> np.ndarray:
    """(years, 1, 12), the latest first."""
    return np.array(years, np.int64)[:, None, :]


def test_a_season_speaks_for_the_last_twelve_months() -> None:
    found = choose(past(SUMMER, SUMMER, SUMMER), KNOWN, np.array([SUMMER]), 6)
    assert CANDIDATES[int(found.method[0])] == "12M"
    assert found.error[0] == 0


def test_a_new_level_speaks_for_twelve_twelfths() -> None:
    double = [200] * 12
    found = choose(past(EVEN, EVEN, EVEN), KNOWN, np.array([double]), 6)
    assert CANDIDATES[int(found.method[0])] == "12/12"


def test_equal_errors_go_to_the_simpler() -> None:
    found = choose(past(EVEN, EVEN, EVEN), KNOWN, np.array([EVEN]), 6)
    assert (CANDIDATES[int(found.method[0])], found.error[0]) == ("12/12", 0)


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
    assert CANDIDATES[int(found.method[0])] == "12M"


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
    found = choice.past(years, np.ones((4, 12), bool), 1)
    # Of the step's year eleven of the twelve months were said to be last year's.
    assert (found.said.tolist(), found.result.tolist()) == ([[2400], [1300]], [[2400], [2400]])
    assert found.errors().tolist() == [[pytest.approx(0.0)], [pytest.approx(1100 / 1200)]]
    assert found.errors(np.array([[2400], [2400]])).tolist() == [[0.0], [0.0]]


def test_without_three_whole_years_no_earlier_year_can_be_tried() -> None:
    for years in (0, 1, 2):
        found = choice.past(np.ones((years, 1, 12), np.int64), np.ones((years, 12), bool), 6)
        assert found.errors().shape == (0, 1)


NONE = np.nan


def test_another_way_is_taken_where_its_earlier_forecasts_were_nearer() -> None:
    """Three lines, two earlier years: the first way was nearer, the second was, and one year the second was silent."""
    first = [[0.1, 0.9, 0.2], [0.1, 0.8, NONE]]
    second = [[0.5, 0.1, NONE], [0.6, -0.1, 0.1]]
    assert choice.nearest(np.array([first, second])).tolist() == [0, 1, 0]


def test_a_way_that_happened_to_be_near_once_is_not_taken_against_all_other_lines() -> None:
    errors = np.full((2, 1, 9), 0.1)
    errors[1] = 0.6
    errors[:, 0, 0] = [0.11, 0.1]
    assert choice.nearest(errors).tolist() == [0] * 9
    assert choice.nearest(np.full((2, 3, 4), NONE)).tolist() == [0] * 4
    assert choice.nearest(np.empty((2, 0, 4))).tolist() == [0] * 4


@pytest.mark.parametrize("seed", range(3))
def test_with_a_third_way_the_choice_misses_by_less_than_any_single_one(seed: int) -> None:
    """A simulation that is good on most lines and blind on some, beside what the lines' own months say."""
    rng = np.random.default_rng(seed)
    months = benchmark.histories("steady", 300, 5, rng, benchmark.WORLDS["another world"])
    history, this, known = np.moveaxis(months[:, -2::-1], 1, 0), months[:, -1], np.ones((5, 12), bool)
    off = np.where(np.arange(300) < 200, 0.03, 0.5)
    tried = choice.past(history, known, 3)
    simulated = np.rint(tried.result * (1 + rng.normal(0, off, tried.result.shape))).astype(np.int64)
    now = np.rint(this.sum(axis=1) * (1 + rng.normal(0, off))).astype(np.int64)
    lines = choice.applied(choose(history, known, this, 3).method, history, this, 3)
    taken = choice.nearest(np.stack([tried.errors(), tried.errors(simulated)]))
    missed = [float(np.abs(said - this.sum(axis=1)).sum()) for said in (np.where(taken == 1, now, lines), lines, now)]
    assert missed[0] < min(missed[1:])


def test_four_of_five_results_lie_between_the_bounds_and_more_years_do_not_break_them() -> None:
    rng = np.random.default_rng(5)
    months = np.concatenate(
        [benchmark.histories(kind, 150, 5, rng, benchmark.WORLDS["another world"]) for kind in benchmark.KINDS]
    )
    history, this = np.moveaxis(months[:, -2::-1], 1, 0), months[:, -1]
    for years in (3, 4, 5):
        for closed in (1, 6, 11):
            found = choice.bounds(history[:years], np.ones((years, 12), bool), this, closed)
            year = this.sum(axis=1)
            assert found.known.all()
            assert ((found.low <= year) & (year <= found.high)).mean() == pytest.approx(0.8, abs=0.06)


@pytest.mark.parametrize("years", [0, 1, 2])
def test_with_too_few_years_there_are_no_bounds(years: int) -> None:
    found = choice.bounds(np.ones((years, 40, 12), np.int64), np.ones((years, 12), bool), np.ones((40, 12), int), 6)
    assert not found.known.any()
    assert not found.low.any()


def test_lines_of_a_file_are_whole_years_from_april(tmp_path: Path) -> None:
    rows = [f"Pleje;{2020 + (month + 3) // 12}{(month + 3) % 12 + 1:02d};{month + 1}.50;1" for month in range(25)]
    path = tmp_path / "lines.csv"
    path.write_text("line;month;gbp;transactions\nPleje;202003;999;1\n" + "\n".join(rows), encoding="utf-8")
    months = benchmark.read_lines(path)
    assert months.shape == (1, 2, 12)
    assert (months[0, 0, 0], months[0, 1, 11]) == (150, 2450)


def test_columns_are_found_by_their_headers_and_a_month_may_be_a_date(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    rows = [f'{year}-{month:02d}-01,"1.000,5","Pleje, døgn"' for year in (2024, 2025) for month in range(1, 13)]
    path.write_text("Måned,Beløb,Linje\n" + "\n".join([*rows, ""]), encoding="cp1252")
    assert benchmark.read_lines(path, first_month=1).tolist() == [[[100050] * 12] * 2]


def test_a_last_year_that_breaks_off_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    rows = [f"{name};{year}{month:02d};5" for name in "ab" for year in (2023, 2024) for month in range(1, 13)]
    rows += [f"a;2025{month:02d};5" for month in range(1, 13)]
    path.write_text("line;month;gbp\n" + "\n".join(rows), encoding="utf-8")
    assert benchmark.read_lines(path, first_month=1).shape == (2, 2, 12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs the columns"),
        ("line;month;gbp\n", "no lines"),
        ("line;month;gbp\nPleje;202013;5\n", "row 2"),
        ("line;month;gbp\nPleje;202011;mange\n", "row 2"),
        ("line;month;gbp\nPleje;202011;NaN\n", "row 2"),
    ],
)
def test_a_file_of_another_form_is_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        benchmark.read_lines(path)


def test_lines_with_gaps_and_refunds_and_lines_that_begin_or_end_are_told_of_without_a_breakdown(
    tmp_path: Path,
) -> None:
    """Twenty lines over eight years: most run on, one begins late, one ends, one nets to nothing, one has gaps."""
    rng = np.random.default_rng(8)
    path = tmp_path / "lines.csv"
    months = rng.gamma(20, 500, (20, 8, 12))
    months[0, :4] = months[1, 5:] = months[2, :, ::2] = 0
    months[3] = 5000 * (-1) ** np.arange(12)
    months[4, :, 3] *= -1
    rows = [
        f"{line};{2016 + year}{month + 1:02d};{months[line, year, month]:.2f}"
        for line, year, month in zip(*np.nonzero(months), strict=True)
    ]
    path.write_text("line;month;gbp\n" + "\n".join(rows), encoding="utf-8")
    told = benchmark.report(benchmark.read_lines(path, first_month=1))
    # Sixteen lines run through all years, five of which can be tried; the one that begins late has one, the one that
    # ends two.
    assert told["line_years"] == 16 * 5 + 1 + 2
    assert set(told["by_closed"]) == set(range(1, 12))
    assert all(0 < told["mae"][name] < 0.5 for name in benchmark.METHODS)
    assert 0.6 < told["coverage"] < 0.95

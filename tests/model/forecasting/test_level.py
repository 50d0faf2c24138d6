"""How many new ones begin in a month: a mean, a trend or a step, as far as the months show one."""

from __future__ import annotations

import numpy as np
import pytest

from styring_xl.model.forecasting.level import level

AHEAD = 6.0
MONTHS = np.arange(48)


def _drawn(rates: np.ndarray, measures: int = 6) -> np.ndarray:
    return np.random.default_rng(4).poisson(np.tile(rates, (measures, 1))).astype(float)


def _rate(counts: np.ndarray) -> float:
    return float(level(counts, np.ones(counts.shape), AHEAD)[0].mean())


def test_steady_inflow_goes_on_as_it_has_been() -> None:
    assert _rate(_drawn(np.full(48, 5.0))) == pytest.approx(5.0, rel=0.06)


@pytest.mark.parametrize("growth", [0.3, -0.3])
def test_inflow_that_grows_or_falls_goes_on_and_is_not_drawn_back_to_its_long_mean(growth: float) -> None:
    rates = 5 * (1 + growth) ** (MONTHS / 12)
    coming, long = 5 * (1 + growth) ** ((48 + AHEAD) / 12), rates.mean()

    assert abs(_rate(_drawn(rates)) - coming) < 0.35 * abs(long - coming)


def test_a_step_a_year_ago_is_the_new_level() -> None:
    found = _rate(_drawn(np.where(MONTHS < 36, 4.0, 8.0)))

    assert found == pytest.approx(8.0, rel=0.2)


def test_a_trend_that_few_cases_show_is_hardly_believed() -> None:
    # One in the first two years and four in the last two: a growth of more than half a year, if it were one.
    counts = np.zeros((1, 48))
    counts[0, [10, 26, 33, 40, 45]] = 1
    [rate], [spread] = level(counts, np.ones((1, 48)), AHEAD)

    assert rate < 2 * 5 / 48
    assert spread > 0.3


def test_a_young_month_counts_as_far_as_it_is_seen() -> None:
    counts, usual = np.full((1, 24), 10.0), np.ones((1, 24))
    counts[0, -2:], usual[0, -2:] = (8.0, 4.0), (0.8, 0.4)

    assert level(counts, usual, AHEAD)[0][0] == pytest.approx(10.0, rel=0.05)


def test_where_nobody_has_come_nobody_is_foreseen() -> None:
    rate, spread = level(np.zeros((2, 30)), np.ones((2, 30)), AHEAD)

    assert (rate == 0).all()
    assert np.isfinite(spread).all()
    assert level(np.zeros((2, 0)), np.zeros((2, 0)), AHEAD)[0].shape == (2,)

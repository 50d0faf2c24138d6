"""Results further from P50: P50 in all stays, and parts, months and measures still sum to the draws."""

from __future__ import annotations

import numpy as np
import pytest

from styring_xl.model.conformal import widening
from styring_xl.model.forecasting.widening import widen, young


def test_the_interval_is_wider_by_the_factor_and_everything_still_adds_up() -> None:
    rng = np.random.default_rng(2)
    parts = (rng.lognormal(0, 1, (3, 800, 4)) * 1e6).astype(np.float32)
    draws = np.rint(parts.sum(axis=0, dtype=np.float64)).astype(np.int64)
    months = np.repeat(draws[:, :, None] / 12, 12, axis=2).astype(np.float32)
    before = np.quantile(draws.sum(axis=1), [0.1, 0.5, 0.9])
    closed_before = months[:, :, :6].copy()

    widen(draws, parts, months, 1.5, 6)

    low, middle, high = np.quantile(draws.sum(axis=1), [0.1, 0.5, 0.9])
    assert middle == pytest.approx(before[1], abs=5)
    assert high - low == pytest.approx(1.5 * (before[2] - before[0]), rel=1e-3)
    np.testing.assert_allclose(parts.sum(axis=0, dtype=np.float64), draws, rtol=1e-4, atol=100)
    np.testing.assert_allclose(months.sum(axis=2, dtype=np.float64), draws, rtol=1e-4, atol=100)
    assert (months[:, :, :6] == closed_before).all()


@pytest.mark.parametrize(("months", "factor"), [(0, 1.0), (2, 1.35), (8, 1.35), (10, 1.175), (12, 1.0), (40, 1.0)])
def test_a_ledger_of_less_than_a_year_is_less_sure(months: int, factor: float) -> None:
    assert young(months) == pytest.approx(factor)


def test_two_years_that_were_off_by_twice_the_reach_double_it_and_one_says_nothing() -> None:
    errors, reach = np.tile(np.linspace(-2.5, 2.5, 41), (2, 1)), np.ones((2, 41))

    assert widening(errors, reach) == pytest.approx(2, abs=0.25)
    assert widening(errors[:1], reach[:1]) == 1
    assert widening(errors / 10, reach) == 1
    assert widening(errors[:, :3], reach[:, :3]) == 1


@pytest.mark.parametrize(("errors", "factor"), [(8, 1.0), (9, 2.0)])
def test_as_few_errors_as_a_band_takes_say_how_far(errors: int, factor: float) -> None:
    off = np.full((3, 3), 2.0)
    off[2, errors - 6 :] = np.nan
    assert widening(off, np.ones((3, 3))) == factor

"""The year's pattern in what is paid: as far as its years agree, and as the months' days say."""

from __future__ import annotations

import numpy as np

from styring_xl.model.forecasting.prices import seasons

CALENDAR = np.arange(36) % 12
NO_DAYS = np.zeros(12)
SUMMER = np.where(np.isin(np.arange(12), (6, 7)), 0.5, -0.1)
LENGTHS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], float)
DAYS = np.log(LENGTHS / LENGTHS.mean())


def test_what_every_year_shows_is_the_season_and_what_years_disagree_on_is_none() -> None:
    same = np.tile(SUMMER, 3)
    against = np.concatenate([SUMMER, -SUMMER, np.zeros(12)])
    agreed, disputed = seasons(np.array([same, against]), CALENDAR, NO_DAYS)
    assert np.allclose(agreed, 1 + SUMMER)
    assert np.allclose(disputed, 1)


def test_a_line_paid_by_the_day_follows_the_months_days() -> None:
    [by_days] = seasons(np.tile(DAYS, 3)[None, :], CALENDAR, DAYS, days_only=True)
    [flat] = seasons(np.zeros((1, 36)), CALENDAR, DAYS, days_only=True)
    assert np.allclose(by_days, 1 + DAYS)
    assert np.allclose(flat, 1)

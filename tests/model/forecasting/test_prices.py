"""The year's pattern in what is paid: as far as its years agree, and as the months' days say."""

from __future__ import annotations

import numpy as np

from styring_xl.model.forecasting.plan import rise_of_rows
from styring_xl.model.forecasting.prices import Prices, next_rise, seasons

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


def test_the_coming_new_years_rise_is_learnt_from_the_new_years_that_have_been_and_are_known() -> None:
    rises, errors = np.zeros(36), np.full(36, np.nan)
    rises[12], errors[12] = 0.03, 0.01
    alone = next_rise(rises, errors, CALENDAR, 24)
    assert next_rise(np.where(np.arange(36) == 12, 0.05, rises), errors, CALENDAR, 24)[0] > alone[0]
    rises[5], errors[5] = 0.5, 0.01  # a rise in June
    rises[24], errors[24] = 0.5, 0.01  # a New Year that has not come
    rises[0] = 0.5  # one that nobody knows the rise of
    assert next_rise(rises, errors, CALENDAR, 24) == alone


def test_that_rows_carry_the_new_prices_already_is_seen_by_those_that_run() -> None:
    """Twelve rows are paid 3 % below what they say, so they are of next year's prices; those that have ended tell
    nothing, nor does one that has never been paid."""

    def rise(ratio: list[float], running: list[bool]) -> tuple[float, float]:
        n, none = len(ratio), np.zeros(0)
        made = Prices(
            season=none, besides=none, level=none, rise=0.03, spread=0.01, month=none, ratio=np.array(ratio),
            months=none, noise=none, between=none, usual_ratio=np.ones(1), entry=none, drift=0.0,
        )  # fmt: skip
        found = rise_of_rows(made, np.ones(n, bool), np.array(running))
        return found[0], found[1]

    of_those = rise([0.97] * 12, [True] * 12)
    assert rise([0.97] * 12 + [1.1] * 20 + [np.nan], [True] * 12 + [False] * 20 + [True]) == of_those
    assert rise([1.1] * 12, [True] * 12) != of_those

"""How late invoices come, told from the closings that *Historik* keeps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from styring_xl import scripting
from styring_xl.figures.uncertainty.arrived import arrived
from styring_xl.model.forecasting.invoices import DEFAULT
from styring_xl.model.forecasting.run import outcome
from styring_xl.model.forecasting.units import LAGS
from styring_xl.reading.history.moment import COME
from tests.worlds.like import like


def history(*closed: int, share: tuple[float, ...]) -> Any:
    """Closings of 2026 in which so much of each month (1.000 when all has come) had come after 0, 1, 2 … months."""
    entries, states = [], {}
    for last in closed:
        name = f"lukning {last}"
        entries.append(SimpleNamespace(name=name, year=2026, closed=last, is_closing=True, fault=None))
        come = {str(month): round(100_000 * share[min(last - month, len(share) - 1)]) for month in range(1, last + 1)}
        states[name] = SimpleNamespace(said={COME: come})
    return SimpleNamespace(entries=entries, moments=lambda *wanted: {each.name: states[each.name] for each in wanted})


def figures(closed: int) -> Any:
    past = SimpleNamespace(booked=np.zeros((5, 1, 12), np.int64), known=np.zeros((5, 12), bool))
    return SimpleNamespace(year=2026, closed=closed, by_measure=np.full((1, 12), 100_000), history=past)


def test_the_share_come_at_each_closing_is_drawn_towards_the_default() -> None:
    found = arrived(history(1, 2, 3, 4, 5, share=(0.6, 0.9, 1.0)), figures(9))
    assert found is not None
    assert found[:2] == pytest.approx([(0.6 * 5 + DEFAULT[0] * 2) / 7, (0.9 * 4 + DEFAULT[1] * 2) / 6])
    assert (np.diff(found) >= 0).all()
    assert found[-1] == 1


def test_too_few_closings_or_months_that_are_young_tell_nothing() -> None:
    assert arrived(history(1, 2, share=(0.6, 1.0)), figures(9)) is None
    assert arrived(history(7, 8, 9, share=(0.6, 1.0)), figures(9)) is None, "nobody saw January when it was closed"
    assert arrived(history(1, 2, 3, share=(0.6, 1.0)), figures(4)) is None


def test_what_the_closings_tell_decides_what_is_still_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    world = like(5)
    postings = world.ledger(6).drop(columns="booked")
    late = []
    for share in (0.7, 1.0):
        shares = np.full(LAGS + 1, share)
        monkeypatch.setattr(scripting, "outcome", lambda asked, of=shares: outcome(replace(asked, arrived=of)))
        made = scripting.forecast(world.rows(6), postings, year=world.year, closed=6, paths=50)
        late.append(made.outcome.late[:, 5].sum())
    assert late[0] > 2 * abs(late[1])

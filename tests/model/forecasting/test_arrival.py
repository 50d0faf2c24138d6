"""The share of invoices that has come, held against chain ladder as another package computes it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from styring_xl.model.forecasting.arrival import backwards


@pytest.mark.slow
def test_the_share_come_is_chain_ladders() -> None:
    import chainladder as cl  # takes seconds, which every other test would wait for

    # Twelve months' invoices by lag; the last months have shown only their first lags.
    rng = np.random.default_rng(5)
    counts = rng.multinomial(200, [0.6, 0.25, 0.1, 0.05], size=12)
    shown = [[lag <= 11 - origin for lag in range(4)] for origin in range(12)]
    late = np.array([sum(counts[o, k] for o in range(12) if shown[o][k]) for k in range(4)], float)
    had = np.array([sum(counts[o, : k + 1].sum() for o in range(12) if shown[o][k]) for k in range(4)], float)

    cells = [(origin, lag) for origin in range(12) for lag in range(4) if shown[origin][lag]]
    begun = [pd.Timestamp(2024, 1 + origin, 1) for origin, _ in cells]
    table = pd.DataFrame(
        {
            "origin": begun,
            "booked": [month + pd.DateOffset(months=lag) for month, (_, lag) in zip(begun, cells, strict=True)],
            "count": [counts[cell] for cell in cells],
        }
    )
    triangle = cl.Triangle(
        table, origin="origin", development="booked", columns="count", cumulative=False, trailing=False
    ).incr_to_cum()
    factors = cl.Development(average="volume").fit(triangle).cdf_.to_frame().to_numpy().ravel()[:3]

    np.testing.assert_allclose(backwards(late, had)[:3], 1 / factors, rtol=1e-9)


def test_a_young_month_does_not_look_complete() -> None:
    # A third comes a month late. The last month has shown its first lag alone, and is left out of the later one.
    late, had = np.array([300.0, 100.0]), np.array([300.0, 300.0])

    assert backwards(late, had)[0] == 1 - 100 / 300

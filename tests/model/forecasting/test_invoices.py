"""The share of invoices that has come, held against chain ladder as another package computes it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from styring_xl.model.forecasting.inputs import CommitmentRows, PostingRows, january
from styring_xl.model.forecasting.invoices import DEFAULT, InvoiceTiming, backwards, invoice_timing
from styring_xl.model.forecasting.spells import spells
from styring_xl.model.forecasting.units import Posted, post, timeline


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


def _invoices(months: int, lag: int) -> PostingRows:
    """Forty citizens, an invoice a month each in 2026's first ``months`` months; every fourth comes ``lag`` later."""
    person, month = (each.ravel() for each in np.meshgrid(np.arange(40), np.arange(months)))
    late = np.where((person + month) % 4 == 0, lag, 0)
    kept = month + late < months
    booked = (january(2026) + month + late).astype("datetime64[M]").astype("datetime64[D]") + 27
    whole = np.full(kept.sum(), 100_00)
    return PostingRows(person[kept], np.zeros(kept.sum(), np.int64), whole, january(2026) + month[kept], booked[kept])


def _posted(postings: PostingRows, closed: int) -> Posted:
    return post(CommitmentRows.none(), postings, timeline(postings, 1, 2026, closed))


def test_a_ledger_younger_than_a_lag_has_the_default_of_it() -> None:
    # After one month nothing has come late yet: that says nothing of what is still to come.
    first = invoice_timing(_posted(_invoices(1, 1), 1)).measure[0]
    np.testing.assert_allclose(first, DEFAULT)

    # After six the ledger shows how much comes a month late, and what comes two months late is almost nothing.
    later = invoice_timing(_posted(_invoices(6, 1), 6)).measure[0]
    assert later[0] == pytest.approx(0.75, abs=0.03)
    assert later[1] > DEFAULT[1]


def test_a_month_that_waits_for_its_invoice_is_no_month_without_cost() -> None:
    # A fifth of the months have no invoice after eight months, all of them since invoices come four months late.
    material = _posted(_invoices(8, 4), 8)
    found = spells(material, invoice_timing(material))

    assert (found.inside & ~found.present).any()
    assert found.zero[0] < 0.02


def test_a_month_is_complete_when_the_measures_together_have_nearly_all() -> None:
    nothing = np.zeros((2, 4))
    slow_and_quick = np.array([[0.5, 0.9, 0.96, 1.0], [0.8, 1.0, 1.0, 1.0]])
    assert InvoiceTiming(nothing, slow_and_quick, nothing, nothing, True).complete() == 2
    assert InvoiceTiming(nothing, slow_and_quick / 2, nothing, nothing, True).complete() == 4
    assert InvoiceTiming(nothing, np.zeros((0, 4)), nothing, nothing, True).complete() == 0

"""The hazards of leaving, held against Kaplan-Meier as another package computes it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from styring_xl.model.forecasting.inputs import CommitmentRows, PostingRows
from styring_xl.model.forecasting.invoices import invoice_timing
from styring_xl.model.forecasting.leaving import bands, leaving
from styring_xl.model.forecasting.spells import spells
from styring_xl.model.forecasting.units import LAGS, post, timeline


@pytest.mark.slow
def test_hazards_give_kaplan_meiers_curve() -> None:
    from lifelines import KaplanMeierFitter  # takes seconds, which every other test would wait for

    # Stays of a geometric length, begun at any time in five years; the ledger ends in the midst of many.
    rng = np.random.default_rng(3)
    begun = rng.integers(2, 50, 3000)
    length = rng.geometric(0.06, 3000)
    person, month = [], []
    for at, (first, stay) in enumerate(zip(begun, length, strict=True)):
        months = np.arange(first, min(first + stay, 60))
        person += [at] * len(months)
        month += list(months)
    first_month = (dt.date(2022, 1, 1).year - 1970) * 12
    postings = PostingRows(
        np.array(person),
        np.zeros(len(person), np.int64),
        np.full(len(person), 100_00),
        np.array(month) + first_month,
        np.full(len(person), np.datetime64("NaT", "D")),
    )
    material = post(CommitmentRows.none(), postings, timeline(postings, 1, 2026, 12))
    far = np.full(len(material.units.person), -10_000)
    found = leaving(material, spells(material, invoice_timing(material, np.ones(LAGS + 1))), far, far)

    age = np.arange(24)
    band = bands(age[None, :], age, far[:1], far[:1])
    curve = np.cumprod(1 - found.hazard(np.zeros(1, np.int64), band)[0])
    seen = np.minimum(begun + length, 59) - begun
    fitted = KaplanMeierFitter().fit(seen, begun + length < 59)
    expected = fitted.survival_function_at_times(age + 1).to_numpy()
    np.testing.assert_allclose(curve, expected, atol=0.03)


def test_few_leavings_are_drawn_to_those_of_all() -> None:
    # Measure 0 has hundreds of months and loses one in ten; measure 1 has three months and lost nobody.
    rows = []
    for person in range(60):
        rows += [(person, 0, month) for month in range(2, 2 + 10)]
    rows += [(99, 1, month) for month in range(57, 60)]
    frame = pd.DataFrame(rows, columns=["person", "measure", "month"])
    postings = PostingRows(
        frame["person"].to_numpy(),
        frame["measure"].to_numpy(),
        np.full(len(frame), 100_00),
        frame["month"].to_numpy() + (2022 - 1970) * 12,
        np.full(len(frame), np.datetime64("NaT", "D")),
    )
    material = post(CommitmentRows.none(), postings, timeline(postings, 2, 2026, 12))
    far = np.full(61, -10_000)
    found = leaving(material, spells(material, invoice_timing(material, np.ones(LAGS + 1))), far, far)

    assert 0 < found.rate[1, 0] < 0.1
    assert found.events[1] == 0

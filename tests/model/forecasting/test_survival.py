"""Who is still here: what rows say, and what the invoices that are there can and cannot tell of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from styring_xl import forecast


def _citizens(stops: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sixty citizens at 10.000 kr. a month since 2023, of whom the first few have these stops; nobody has ever left."""
    people = [f"{61 + at % 28:02d}0180{at:04d}" for at in range(60)]
    rows = pd.DataFrame({"cpr": people, "measure": "Bostøtte", "rate": 1_000_000, "start": pd.Timestamp(2023, 1, 1)})
    rows["stop"] = pd.Series([*map(pd.Timestamp, stops), *[pd.NaT] * (60 - len(stops))])
    months = pd.period_range("2023-01", "2026-04", freq="M")
    ledger = pd.DataFrame({"cpr": np.repeat(people, len(months)), "measure": "Bostøtte", "amount": 1_000_000})
    ledger["month"] = pd.PeriodIndex(np.tile(months.astype(str), 60), freq="M")
    return rows, ledger.assign(booked=ledger["month"].dt.to_timestamp() + pd.Timedelta(days=20))


def _median(tables: tuple[pd.DataFrame, pd.DataFrame]) -> float:
    return float(np.quantile(forecast(*tables, year=2026, closed=4, paths=200).total, 0.5))


def test_rows_that_all_stop_on_one_day_are_taken_for_grants_made_anew() -> None:
    together = _median(_citizens(["2026-06-30"] * 12))
    apart = _median(_citizens([f"2026-{month:02d}-{day}" for month in (6, 7) for day in range(11, 17)]))

    # Believed, the twelve stops would take 72 months (72 million øre) away; most of them are passed.
    whole = 60 * 12_000_000
    assert whole - 28_000_000 < together < whole
    assert apart < together


@pytest.mark.parametrize("closed", [1, 5, 10])
def test_rows_are_believed_of_closed_months_where_no_invoice_can_tell(closed: int) -> None:
    # Twenty begun in the year, twenty long before it, ten of whom stopped in March: all of it has been paid for.
    people = [f"{61 + at % 28:02d}0180{at:04d}" for at in range(40)]
    begun = [pd.Timestamp(2026, 1, 1)] * 20 + [pd.Timestamp(2022, 5, 1)] * 20
    stop = pd.Series([*[pd.NaT] * 30, *[pd.Timestamp(2026, 3, 31)] * 10])
    rows = pd.DataFrame({"cpr": people, "measure": "Bostøtte", "rate": 1_000_000, "start": begun, "stop": stop})
    found = forecast(rows, pd.DataFrame(), year=2026, closed=closed, paths=200)

    said = sum(1_000_000 * (40 if month <= 3 else 30) for month in range(1, closed + 1))
    assert found.outcome.late.sum() == pytest.approx(said, rel=0.06)


def test_a_ledger_younger_than_its_rows_does_not_make_them_gone() -> None:
    # One month of postings, of which a fifth is still to come; all rows began three years before it.
    rows, ledger = _citizens([])
    young = ledger[ledger["month"] == "2026-01"].iloc[:48]
    found = forecast(rows, young, year=2026, closed=1, paths=300)

    assert np.quantile(found.total, 0.5) > 0.8 * 60 * 12_000_000

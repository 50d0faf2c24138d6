"""Who is still here: stops that meet on one day are prolonged, single ones are believed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from styring_xl import forecast


def _citizens(stops: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sixty citizens at 10.000 kr. a month since 2023, of whom the first few have these stops; nobody has ever left."""
    people = [f"{61 + at % 28:02d}0180{at:04d}" for at in range(60)]
    rows = pd.DataFrame({"cpr": people, "measure": "Bostøtte", "rate": 1_000_000, "start": pd.Timestamp(2023, 1, 1)})
    rows["stop"] = [*map(pd.Timestamp, stops), *[pd.NaT] * (60 - len(stops))]
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

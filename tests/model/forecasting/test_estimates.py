"""What is estimated of a few made-up municipalities stays what it was, to the øre.

That the forecast is right, the worlds of ``tests/worlds`` tell; this tells at once that a figure of it has moved. Where
that is meant, and the worlds are no worse for it, ``python -m tests.model.forecasting.test_estimates`` keeps the new.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from styring_xl import scripting
from styring_xl.model.forecasting import simulation
from styring_xl.model.forecasting.inputs import SimulationInput
from styring_xl.model.forecasting.next_year import next_year
from styring_xl.model.forecasting.run import Outcome, outcome
from tests.worlds.like import like
from tests.worlds.municipality import Municipality

KEPT = Path(__file__).parents[2] / "golden" / "forecast.csv"
Line = tuple[str, str, dict[str, int]]


def told() -> Iterator[Line]:
    """Case, line and figures (øre; persons in thousandths) of each kind of ledger and closing there is."""
    one, other = like(1), like(4)
    yield from simulated("juni", one, 6)
    yield from simulated("december", one, 12)
    yield from simulated("intet lukket", other, 0)
    yield from simulated("november uden datoer", other, 11, dated=False)
    yield from simulated("ungt regnskab", other, 3, since=f"{other.year - 1}-07")
    with pytest.MonkeyPatch.context() as patch:
        # As where very many begin each month: they are drawn by the sum of them and not one by one.
        patch.setattr(simulation, "_LARGE", 0)
        yield from simulated("mange nye", other, 6)


def simulated(case: str, world: Municipality, closed: int, *, dated: bool = True, since: str = "") -> Iterator[Line]:
    rows, postings = world.rows(closed), world.ledger(closed)
    # A lump without a citizen, a row for part of the time, and one of earlier days that nobody dates.
    lump = {"cpr": "", "measure": world.measures[0], "rate": 250_000_00, "unit": "år", "quantity": 1.5}
    more = pd.DataFrame([lump | {"start": pd.Timestamp(world.year, 3, 10), "probability": 0.6, "unit": "engang"}, lump])
    more["start"] = more["start"].fillna(pd.Timestamp(world.year - 1, 5, 1))
    rows = pd.concat([rows, more], ignore_index=True).fillna({"probability": 1.0})
    # A row of less than a third of what is paid, one of more than three times that, and a bill before its time.
    rows.loc[[3, 4], "rate"] = (rows.loc[[3, 4], "rate"] * [0.28, 3.4]).round().astype("int64")
    early = postings.iloc[[-1]].assign(amount=123_456_78)
    early["month"] = pd.PeriodIndex([f"{world.year}-{closed or 1:02}"], freq="M") + 1
    postings = pd.concat([postings, early], ignore_index=True)
    if since:
        postings = postings[postings["month"] >= pd.Period(since)]
    if not dated:
        postings = postings.drop(columns="booked")
    asked: list[SimulationInput] = []

    def heard(each: SimulationInput) -> Outcome:
        asked.append(each)
        return outcome(each)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scripting, "outcome", heard)
        made = scripting.forecast(rows, postings, year=world.year, closed=closed, paths=60, seed=7)
    for name, figures in made.table().to_dict("index").items():
        yield case, str(name), {str(column): int(ore) for column, ore in figures.items()}
    late, months = made.outcome.late, made.outcome.months.mean(axis=1, dtype=np.float64)
    yield case, "sent", {f"{month}": round(ore) for month, ore in enumerate(late.sum(axis=0), 1)}
    yield case, "måneder", {f"{month}": round(ore) for month, ore in enumerate(months.sum(axis=0), 1)}
    after = next_year(asked[0])
    for code, measure in enumerate(made.measures):
        yield f"{case}, næste år", str(measure), {
            "left": round(1000 * after.left[code]),
            "came": round(1000 * after.came[code]),
            "stops": round(float(after.stops[:, code].mean(dtype=np.float64))),
            "inflow": round(float(after.inflow[:, code].mean(dtype=np.float64))),
        }  # fmt: skip


def test_the_estimates_are_those_that_are_kept() -> None:
    with KEPT.open(encoding="utf-8", newline="") as file:
        kept = {(case, line, name): int(figure) for case, line, name, figure in csv.reader(file, delimiter=";")}
    now = {(case, line, name): figure for case, line, figures in told() for name, figure in figures.items()}
    assert now.keys() == kept.keys()
    # Single paths are added in another order by another processor.
    moved = {
        key: (kept[key], figure) for key, figure in now.items() if abs(figure - kept[key]) > 1 + 1e-6 * abs(figure)
    }
    assert not moved


if __name__ == "__main__":
    with KEPT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerows(
            (case, line, name, figure) for case, line, figures in told() for name, figure in figures.items()
        )

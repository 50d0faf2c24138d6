"""The forecast through its door for scripts: what it keeps to the øre, what it heeds, and how near it comes."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import styring_xl
from styring_xl import StyringError, forecast
from styring_xl.model.commitments import ONE
from styring_xl.model.forecasting.inputs import (
    CommitmentRows,
    PostingRows,
    SimulationInput,
    january,
    month_number,
)
from styring_xl.model.forecasting.simulation import simulate
from tests.certain import certain, planned
from tests.worlds.like import like
from tests.worlds.municipality import Municipality
from tests.worlds.unlike import unlike

CHILD = "6105100001"


@pytest.fixture(scope="module")
def world() -> Municipality:
    return like(8)


def _row(**said: object) -> pd.DataFrame:
    row = {"cpr": CHILD, "measure": "Aflastning", "rate": 1_000_000, "unit": "måned", "start": pd.Timestamp(2026, 9, 1)}
    return pd.DataFrame([{**row, **said}])


def _postings(months: list[str], amount: int = 1_000_000, cpr: str = CHILD) -> pd.DataFrame:
    return pd.DataFrame(
        {"cpr": cpr, "measure": "Aflastning", "amount": amount, "month": pd.PeriodIndex(months, freq="M")}
    )


def test_measures_add_up_and_the_parts_explain_the_total(world: Municipality) -> None:
    found = forecast(world.rows(6), world.ledger(6), year=world.year, closed=6, paths=300)

    assert found.draws.shape == (300, len(world.measures))
    assert found.draws.dtype == np.int64
    assert (found.draws.sum(axis=1) == found.total).all()
    explained = found.outcome.known + found.outcome.parts.sum(axis=0, dtype=np.float64)
    np.testing.assert_allclose(explained, found.draws, rtol=1e-5)
    np.testing.assert_allclose(found.outcome.months.sum(axis=2, dtype=np.float64), found.draws, rtol=1e-5)


def test_known_is_forventet_regnskab_as_the_world_counts_it(world: Municipality) -> None:
    found = forecast(world.rows(4), world.ledger(4), year=world.year, closed=4, paths=1)

    for measure, known in zip(found.measures, found.outcome.known, strict=True):
        assert known == pytest.approx(world.expected(4)[str(measure)], abs=12 * 500)


def test_where_nothing_is_uncertain_the_year_is_forventet_regnskab_to_the_oere(world: Municipality) -> None:
    table, ledger = world.rows(6), world.ledger(6)
    people = {cpr: at for at, cpr in enumerate(sorted({*table["cpr"], *ledger["cpr"]} - {""}))}
    names = {name: at for at, name in enumerate(sorted(world.measures))}
    whole = np.full(len(table), ONE, dtype=np.int64)
    rows = CommitmentRows(
        table["cpr"].map(people).to_numpy(),
        np.array([names[name] for name in table["measure"]], dtype=np.int64),
        table["rate"].to_numpy(),
        whole,
        np.where(table["unit"] == "døgn", 1, 0),
        table["start"].to_numpy().astype("datetime64[D]"),
        table["stop"].to_numpy().astype("datetime64[D]"),
        whole,
        table["registered"].to_numpy().astype("datetime64[D]"),
    )
    postings = PostingRows(
        ledger["cpr"].map(people).fillna(-1).to_numpy(np.int64),
        np.array([names[name] for name in ledger["measure"]], dtype=np.int64),
        ledger["amount"].to_numpy(),
        month_number(ledger["month"].dt.to_timestamp().to_numpy()),
        ledger["booked"].to_numpy().astype("datetime64[D]"),
    )
    born = np.full(len(people), np.datetime64("NaT", "D"))
    made = planned(SimulationInput(rows, postings, born, len(names), world.year, 6, 20, 1))

    draws = simulate(certain(made), 20, 1).draws

    assert (draws == made.known.sum(axis=1)).all()
    closed = (postings.month >= january(world.year)) & (postings.month < january(world.year) + 6)
    assert made.known[:, :6].sum() == postings.amount[closed].sum()


def test_the_same_seed_gives_the_same_draws_whatever_the_order(world: Municipality) -> None:
    rows, ledger = world.rows(6), world.ledger(6)
    asked = {"year": world.year, "closed": 6, "paths": 50}
    once = forecast(rows, ledger, **asked)
    again = forecast(rows.sample(frac=1, random_state=1), ledger.sample(frac=1, random_state=2), **asked)

    assert (once.draws == again.draws).all()
    assert not (once.draws == forecast(rows, ledger, seed=2, **asked).draws).all()


@pytest.mark.parametrize(("said", "share"), [(0.25, 0.25), ("25 %", 0.25), (75, 0.75), (1, 1.0)])
def test_a_rows_probability_is_heeded(said: object, share: float) -> None:
    # One who may come in September, and a ledger of somebody else who shows that invoices are booked at all.
    others = _postings([f"2026-{month:02d}" for month in range(1, 7)], cpr="6205100002")
    found = forecast(_row(probability=said, quantity=1.0), others, year=2026, closed=6, paths=2000)

    known = others["amount"].sum() + 4_000_000 * share
    assert found.outcome.known[0] == known
    stops = found.outcome.parts[found.outcome.names.index("stops"), :, 0]
    came = stops > -4_000_000 * share + 500_000
    assert np.mean(came) == pytest.approx(share, abs=0.08)


def test_a_year_that_is_closed_and_complete_is_what_is_booked() -> None:
    months = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in range(1, 13)]
    ledger = _postings(months)
    ledger["booked"] = ledger["month"].dt.to_timestamp() + pd.Timedelta(days=20)
    found = forecast(_row(start=pd.Timestamp(2023, 1, 1)), ledger, year=2026, closed=12, paths=50)

    assert found.outcome.known[0] == 12_000_000
    assert np.abs(found.draws - 12_000_000).max() < 100_000


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("unit", "banan", "takstenhed"),
        ("probability", 3, "sandsynlighed"),
        ("start", "i morgen", "dato"),
        ("rate", "mange", "tal"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_without_the_value(column: str, value: object, word: str) -> None:
    with pytest.raises(StyringError, match=word) as told:
        forecast(_row(**{column: value}), _postings(["2026-01"]), year=2026, closed=1, paths=1)

    assert str(value) not in str(told.value).replace("0-100", "")


@pytest.mark.parametrize("missing", ["measure", "rate"])
def test_a_missing_column_is_named(missing: str) -> None:
    with pytest.raises(StyringError, match=f"»{missing}«"):
        forecast(_row().drop(columns=missing), _postings(["2026-01"]), year=2026, closed=1)


@pytest.mark.parametrize("asked", [{"closed": 13}, {"closed": -1}, {"paths": 0}, {"year": 26}])
def test_a_question_that_makes_no_sense_is_refused(asked: dict[str, int]) -> None:
    with pytest.raises(StyringError):
        forecast(_row(), _postings(["2026-01"]), **{"year": 2026, "closed": 1, **asked})


def test_months_and_dates_may_be_written_in_other_ways(world: Municipality) -> None:
    rows, ledger = world.rows(6), world.ledger(6)
    other_rows = rows.assign(start=rows["start"].dt.strftime("%d-%m-%Y"), stop=rows["stop"].dt.date)
    other_ledger = ledger.assign(month=ledger["month"].astype(str), amount=ledger["amount"].astype(float))
    asked = {"year": world.year, "closed": 6, "paths": 20}

    assert (forecast(rows, ledger, **asked).draws == forecast(other_rows, other_ledger, **asked).draws).all()


def test_what_is_missing_is_done_without_and_said(world: Municipality) -> None:
    rows, ledger = world.rows(6), world.ledger(6)
    asked = {"year": world.year, "closed": 6, "paths": 200}
    result = sum(world.truth().values())

    only_postings = forecast(pd.DataFrame(), ledger, **asked)
    assert np.median(only_postings.total) == pytest.approx(result, rel=0.1)
    assert any("ingen rækker" in note for note in only_postings.notes)
    only_rows = forecast(rows, pd.DataFrame(), **asked)
    assert np.median(only_rows.total) == pytest.approx(result, rel=0.4)
    assert any("ingen posteringer" in note for note in only_rows.notes)
    undated = forecast(rows.drop(columns=["registered", "quantity"]), ledger.drop(columns="booked"), **asked)
    assert np.median(undated.total) == pytest.approx(result, rel=0.1)
    assert any("bogføringsdato" in note for note in undated.notes)
    assert forecast(pd.DataFrame(), pd.DataFrame(), **asked).draws.shape == (200, 0)


def test_rows_alone_foresee_inflow_and_own_how_little_they_know(world: Municipality) -> None:
    # What the ledger would have told is not invented: the interval is wider by a fifth at the least.
    rows, ledger = world.rows(2), world.ledger(2)
    asked = {"year": world.year, "closed": 2, "paths": 400}
    low, _, high = np.quantile(forecast(rows, ledger, **asked).total, [0.1, 0.5, 0.9])
    lowest, middle, highest = np.quantile(forecast(rows, pd.DataFrame(), **asked).total, [0.1, 0.5, 0.9])

    assert highest - lowest > 1.2 * (high - low)
    assert middle == pytest.approx(sum(world.truth().values()), rel=0.12)


def test_how_late_invoices_come_is_seen_without_their_dates() -> None:
    # Sixty citizens for two years; of the last closed month half the invoices have not come.
    people = [f"{60 + day + 1:02d}0110{at:04d}" for at in range(4) for day in range(15)]
    months = pd.period_range("2024-01", "2026-06", freq="M")
    ledger = pd.DataFrame(
        [
            {"cpr": cpr, "measure": "Bostøtte", "amount": 1_000_000, "month": month}
            for at, cpr in enumerate(people)
            for month in months
            if month < months[-1] or at % 2
        ]
    )
    late = forecast(pd.DataFrame(), ledger, year=2026, closed=6, paths=200).outcome.late.sum()

    assert late == pytest.approx(30_000_000, rel=0.35)


def test_a_season_that_earlier_years_show_is_in_the_months_to_come() -> None:
    # Forty families cost half as much again in June-August; the rows, one price all year, do not know it.
    rows, booked = [], []
    for at in range(40):
        cpr = f"{61 + at % 30:02d}0110{at:04d}"
        rows.append({"cpr": cpr, "measure": "Aflastning", "rate": 1_000_000, "start": pd.Timestamp(2023, 1, 1)})
        for month in pd.period_range("2024-01", "2026-05", freq="M"):
            amount = 1_500_000 if month.month in (6, 7, 8) else 1_000_000
            booked.append({"cpr": cpr, "measure": "Aflastning", "amount": amount, "month": month})
    ledger = pd.DataFrame(booked).assign(booked=lambda frame: frame["month"].dt.to_timestamp() + pd.Timedelta(days=20))
    months = forecast(pd.DataFrame(rows), ledger, year=2026, closed=5, paths=100).outcome.months.mean(axis=(0, 1))

    assert months[5:8].mean() / months[8:].mean() == pytest.approx(1.5, rel=0.1)


@pytest.mark.parametrize("asked", [{"closed": "6"}, {"closed": 6.5}, {"seed": -1}, {"paths": None}])
def test_a_number_that_is_none_is_one_sentence(asked: dict[str, object]) -> None:
    with pytest.raises(StyringError, match="»"):
        forecast(_row(), _postings(["2026-01"]), **{"year": 2026, "closed": 1, **asked})  # type: ignore[arg-type]


def test_a_row_without_a_start_is_left_out_and_told() -> None:
    found = forecast(_row(start=pd.NaT), _postings(["2026-01"]), year=2026, closed=1, paths=5)

    assert found.outcome.known[0] == 1_000_000
    assert any("startdato" in note for note in found.notes)


def test_importing_the_package_does_not_import_pandas() -> None:
    code = "import sys, styring_xl; assert 'pandas' not in sys.modules; assert styring_xl.forecast; import pandas"
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ)
    assert "forecast" in styring_xl.__all__


_MANY_ROWS = """
import hashlib
import numpy as np
from styring_xl.model.forecasting.inputs import CommitmentRows, PostingRows, SimulationInput
from styring_xl.model.forecasting.run import outcome
n = 4000
at = np.arange(n)
start = np.datetime64("2024-01-01") + at % 700
rows = CommitmentRows(at, at % 2, 30_000_00 + at, np.full(n, 10_000), at % 2, start, start + 300 + at % 900,
                      np.full(n, 10_000), start)
none = at[:0]
postings = PostingRows(none, none, none, none, start[:0])
found = outcome(SimulationInput(rows, postings, start[:0], 2, year=2026, closed=0, paths=200, seed=1))
print(hashlib.sha256(found.draws.tobytes()).hexdigest())
"""


def test_the_draws_are_the_same_however_many_threads_a_computer_has() -> None:
    told = [
        subprocess.run(
            [sys.executable, "-c", _MANY_ROWS],
            check=True, capture_output=True, env={**os.environ, "OPENBLAS_NUM_THREADS": threads},
        ).stdout
        for threads in ("1", "2")
    ]  # fmt: skip

    assert told[0] == told[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "seeds", "share", "covered"),
    [(like, range(200, 208), 0.45, 0.6), (unlike, range(200, 208), 0.5, 0.5)],
    ids=["like", "unlike"],
)
def test_the_year_is_nearer_than_forventet_regnskab_and_the_interval_honest(
    family: object, seeds: range, share: float, covered: float
) -> None:
    from scoringrules import crps_ensemble  # takes seconds, which every other test would wait for

    ours, theirs, hits, crps, single, postings = [], [], [], [], [], []
    widths: dict[int, list[float]] = {2: [], 6: [], 10: []}
    for seed in seeds:
        world = family(seed)  # type: ignore[operator]
        result = sum(world.truth().values())
        for closed in (2, 6, 10):
            total = forecast(world.rows(closed), world.ledger(closed), year=world.year, closed=closed, paths=300).total
            low, middle, high = np.quantile(total, [0.1, 0.5, 0.9])
            ours.append(abs(middle / result - 1))
            theirs.append(abs(sum(world.expected(closed).values()) / result - 1))
            hits.append(low <= result <= high)
            crps.append(float(crps_ensemble(float(result), total.astype(np.float64))) / result)
            single.append(abs(sum(world.last_twelve(closed).values()) / result - 1))
            widths[closed].append((high - low) / result)
        ledger = world.ledger(6)
        alone = forecast(pd.DataFrame(), ledger, year=world.year, closed=6, paths=100).total
        postings.append(abs(float(np.quantile(alone, 0.5)) / result - 1))

    assert np.mean(ours) < share * np.mean(theirs)
    assert covered <= np.mean(hits) <= 0.97
    assert np.mean(crps) < 0.5 * min(np.mean(theirs), np.mean(single))
    # What more closed months tell makes nobody less sure, and without the rows the ledger still tells most of it.
    assert np.mean(widths[2]) > np.mean(widths[6]) > np.mean(widths[10])
    assert np.mean(postings) < 1.3 * np.mean(ours)

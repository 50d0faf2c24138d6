"""What the years of a workbook are simulated from: made once, and no larger than what it is made of."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from typing import Any

import numpy as np
import pytest
from msgspec import Struct
from msgspec.structs import fields, replace

from styring_xl import workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.figures.uncertainty import next_year
from styring_xl.figures.uncertainty import workbook as of_workbook
from styring_xl.figures.uncertainty.columns import ForecastColumns, columns
from styring_xl.figures.uncertainty.untold import with_measures
from styring_xl.reading.ledger.rows import Ledger
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import refresh
from styring_xl.reports import read
from tests.refreshed import Told
from tests.reports.test_budget_proposal import ledger, package
from tests.reports.test_uncertainty import small

LEDGER_ARRAYS = ("sheet", "row", "year", "month", "booked", "amount", "cpr", "measure", "supplier")


@pytest.fixture(scope="module")
def told() -> Told:
    return small(citizens=16)


@pytest.fixture
def snapshot(told: Told) -> Snapshot:
    return read(told.book, year=2026, closed=6)


def room(told: Told, snapshot: Snapshot, postings: int) -> int:
    """Bytes at most taken to make the columns of so many postings, each of a measure and a citizen of its own."""
    own = np.arange(postings, dtype=np.int32)
    names = tuple(f"Indsats {at}" for at in range(postings))
    taken: dict[str, Any] = {
        name: np.resize(getattr(snapshot.ledger, name), postings)
        for name in ("sheet", "row", "year", "month", "booked", "amount", "supplier")
    }
    citizens = tuple(f"61{at:08d}" for at in range(postings))
    own_each = replace(snapshot.ledger, **taken, cpr=own, citizens=citizens, measure=own, measures=names)
    figures = replace(told.refreshed.figures, measures=(*told.refreshed.figures.measures, *names))
    tracemalloc.start()
    made = columns(snapshot.disposition.commitments, own_each, figures)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert made.cases[-postings:].tolist() == [1] * postings
    return most


def test_a_measure_of_free_text_takes_no_flag_for_each_citizen(told: Told, snapshot: Snapshot) -> None:
    """Four times as many postings take four times the room, and not sixteen times."""
    assert room(told, snapshot, 16_000) < 6 * room(told, snapshot, 4_000)


def test_citizens_of_rows_and_postings_are_counted_once_in_each_measure(told: Told, snapshot: Snapshot) -> None:
    rows, booked, figures = snapshot.disposition.commitments, snapshot.ledger, told.refreshed.figures
    met: dict[str, set[str]] = {name: set() for name in figures.measures}
    for cpr, code in zip(rows.cpr, figures.measure, strict=True):
        met[figures.measures[code]].add(cpr)
    for who, what in zip(booked.cpr, booked.measure, strict=True):
        met[booked.measures[what]].add(booked.citizens[who])
    counts = columns(rows, booked, figures).cases
    assert counts.tolist() == [len(each - {""}) for each in met.values()]


def test_other_stops_make_the_same_columns_as_rows_that_have_them(told: Told, snapshot: Snapshot) -> None:
    rows, booked, figures = snapshot.disposition.commitments, snapshot.ledger, told.refreshed.figures
    # Some end before they begin, and by whole months an end decides what a month costs.
    rule = np.where(np.arange(len(rows)) % 2 == 0, rows.rule, 1 - rows.rule)
    rows = replace(rows, rule=rule)
    stop = rows.start + np.arange(len(rows)) * 40 - 40
    made, right = (
        columns(rows, booked, figures).stopping(rows, stop),
        columns(replace(rows, stop=stop), booked, figures),
    )
    assert same(made, right)
    assert not same(made.rows, columns(rows, booked, figures).rows)


def of_accounts(told: Told, snapshot: Snapshot) -> Ledger:
    """The postings of citizens with commitments, as a ledger has them that says no measure and whose accounts no table
    maps."""
    booked = snapshot.ledger
    known = set(snapshot.disposition.commitments.cpr)
    mine = np.flatnonzero([booked.citizens[code] in known for code in booked.cpr])
    arrays = {name: getattr(booked, name)[mine] for name in LEDGER_ARRAYS}
    return replace(booked, **arrays, labels={})


def test_a_ledger_without_measures_is_simulated_as_one_that_says_its_commitments_measures(
    told: Told, snapshot: Snapshot
) -> None:
    """Else each case would be simulated twice: as its commitment and as a citizen in a measure nobody named."""
    rows, figures = snapshot.disposition.commitments, told.refreshed.figures
    says = of_accounts(told, snapshot)
    silent = replace(says, measure=np.zeros_like(says.measure), has_measure=False)
    assert len(says.amount) > 100
    assert same(columns(rows, silent, figures), columns(rows, says, figures))


def test_a_posting_that_two_measures_share_is_one_of_each_and_sums_to_itself(told: Told, snapshot: Snapshot) -> None:
    rows = snapshot.disposition.commitments
    says = of_accounts(told, snapshot)
    silent = replace(says, measure=np.zeros_like(says.measure), has_measure=False)
    who = silent.citizens[silent.cpr[0]]
    at = rows.cpr.index(who)
    other = "Aftale" if rows.measure[at] != "Aftale" else "Aflastning"
    doubled: dict[str, Any] = {}
    for each in fields(rows):
        had = getattr(rows, each.name)
        doubled[each.name] = (*had, had[at]) if isinstance(had, tuple) else np.append(had, had[at])
    doubled["measure"] = (*rows.measure, other)
    two = replace(rows, **doubled)
    parted = with_measures(two, silent)
    mine = np.array([parted.citizens[code] == who for code in parted.cpr])
    shares = {name: int(parted.amount[mine & (parted.measure == code)].sum())
              for code, name in enumerate(parted.measures)}  # fmt: skip
    whole = int(silent.amount[[silent.citizens[code] == who for code in silent.cpr]].sum())
    assert shares[other] == shares[rows.measure[at]] == whole // 2
    assert int(parted.amount.sum()) == int(silent.amount.sum())


def same(one: Any, other: Any) -> bool:
    if isinstance(one, Struct):
        return all(same(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    return bool(np.array_equal(one, other, equal_nan=isinstance(one, np.ndarray) and one.dtype.kind in "fM"))


def test_this_year_and_next_are_simulated_from_the_same_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"61{who + 1:02d}26-0001", "Støtte", 1_000, "måned", dt.date(2026, 1 + who, 1), None, None]
            for who in range(6)]  # fmt: skip
    book = FileBook.from_bytes(package(rows, Posteringer=ledger((2023, 2024, 2025, 2026))), template=workbook.build)
    asked = read(book, year=2026, closed=6)
    met: list[str] = []

    def counted(*of: Any) -> ForecastColumns:
        met.append("kolonner")
        return columns(*of)

    def asked_for(*_: int) -> int:
        met.append("næste år")
        return 50

    monkeypatch.setattr(of_workbook, "columns", counted)
    monkeypatch.setattr(next_year, "paths_for", asked_for)
    refresh(asked)
    assert met == ["kolonner", "næste år"]

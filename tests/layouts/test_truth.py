"""The truth that the layouts are held against, and the generator's own promises."""

from __future__ import annotations

import csv
import datetime as dt
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from . import municipality
from .features import REGISTRY
from .layout import KINDS, Layout, draw, render, save
from .municipality import Commitment, Municipality, Posting
from .outcome import RIGHT, compare_kept, read
from .survey import one_outcome

GOLDEN = Path(__file__).parents[1] / "golden" / "vive_2017.csv"


def _row(
    rate: int, unit: str, start: dt.date, stop: dt.date | None = None, quantity: Fraction = Fraction(1)
) -> Commitment:
    return Commitment("610180-0001", "Ada", "Familiepleje", "", "", rate, unit, quantity, start, stop, "Aktuel")


def test_the_months_of_a_published_table() -> None:
    """VIVE's printed rows: the plain loop gives each printed month and result."""
    with GOLDEN.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["Startdato"]]
    assert len(rows) == 6
    for row in rows:
        start, stop = (dt.datetime.strptime(row[name], "%d.%m.%Y").date() for name in ("Startdato", "Stopdato"))
        one = _row(100 * int(row["Takst (mdl.)"]), "måned", start, None if stop.year == 9999 else stop)
        town = Municipality(2017, 0, (one,), (), ())
        printed = [100 * int(row[name] or 0) for name in list(row)[5:17]]
        assert list(town.months(one)) == printed
        assert sum(town.months(one)) == 100 * int(row["Forventet regnskab"])


@pytest.mark.parametrize(
    ("row", "month", "ore"),
    [
        (_row(3_100_000, "måned", dt.date(2026, 1, 22)), 1, 1_000_000),  # 10 of 31 days
        (_row(245_000, "døgn", dt.date(2026, 2, 10), dt.date(2026, 8, 31)), 2, 19 * 245_000),
        (_row(40_000, "time", dt.date(2025, 1, 1), None, Fraction(10)), 2, 4 * 400_000),  # four weeks
        (_row(3_100_000, "måned", dt.date(2025, 1, 1), None, Fraction(3, 4)), 5, 2_325_000),
        (_row(100, "døgn", dt.date(2026, 3, 1), dt.date(2026, 3, 1)), 3, 100),  # both ends count
        (_row(100, "døgn", dt.date(2026, 3, 1), dt.date(2026, 3, 1)), 4, 0),
    ],
)
def test_a_month_by_hand(row: Commitment, month: int, ore: int) -> None:
    assert Municipality(2026, 0, (row,), (), ()).expected(row, month) == ore


def test_booked_months_take_the_place_of_expected_ones() -> None:
    row = _row(1_000_000, "måned", dt.date(2025, 1, 1))
    booked = [Posting(dt.date(2026, m, 15), row.cpr, row.measure, "", 900_000 + m, "1", 1, "") for m in (1, 3)]
    town = Municipality(2026, 2, (row,), tuple(booked), ())
    assert town.months(row) == (900_001, 0, *[1_000_000] * 10)
    assert town.totals() == {"realised": 900_001, "expected": 10_000_000, "result": 10_900_001, "budget": 0}


@pytest.mark.parametrize("seed", range(40))
def test_every_posting_belongs_to_one_row(seed: int) -> None:
    """Were two rows active in its month, how a posting is divided between them would be a choice and no truth."""
    town = municipality.book(municipality.build(Random(seed)), Random(seed))
    for posting in town.postings:
        month = (posting.date.year, posting.date.month)
        active = [
            row
            for row in town.commitments
            if (row.cpr, row.measure) == (posting.cpr, posting.measure)
            and (row.start.year, row.start.month) <= month
            and (row.stop is None or month <= (row.stop.year, row.stop.month))
        ]
        assert len(active) == 1
    assert sum(sum(town.months(row)) for row in town.commitments) == town.totals()["result"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_gives_the_same_sheets_every_time(kind: str) -> None:
    first, second = (render(draw(kind, 11)) for _ in range(2))
    assert [(sheet.name, sheet.cells.keys()) for sheet in first.sheets] == [
        (sheet.name, sheet.cells.keys()) for sheet in second.sheets
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", REGISTRY)
def test_every_feature_can_be_laid_over_a_plain_workbook(name: str, tmp_path: Path) -> None:
    """A layout that crashes while it is made would tell nothing of the product."""
    one = REGISTRY[name]
    for kind in sorted(one.kinds):
        rendered = render(Layout(kind, 2, (name,)))
        assert save(rendered, tmp_path).stat().st_size > 0


def test_a_changed_cell_of_the_users_is_seen(tmp_path: Path) -> None:
    """The comparison itself: a cell typed over is harm, the months that are to be written are none."""
    rendered = render(Layout("workbook", 2, ("sum af alt under",)))
    sheet = rendered.sheets[0]
    cells = read(save(rendered, tmp_path), [sheet.name])[sheet.name]
    assert compare_kept(sheet, cells, set()) == []
    supplier, january = (2, sheet.columns["supplier"]), (2, sheet.columns["m1"])
    cells |= {supplier: "En anden", january: 1}
    assert [text.split(" ")[0] for text in compare_kept(sheet, cells, {january})] == ["Disponering!D2"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_layout_is_read_right_without_a_finding(kind: str) -> None:
    """What every layout starts from: without a feature nothing is wrong, so what goes wrong is a feature's. A false
    alarm is a fault too: people who meet one look away from the next."""
    outcomes = [one_outcome(Layout(kind, seed, ())) for seed in range(3)]
    assert [(one.verdict, one.noise) for one in outcomes] == [(RIGHT, [])] * 3

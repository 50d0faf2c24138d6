"""*Til- og afgang*: movements, durations, prices, known stops and transitions worked out by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from styring_xl.model.flow import edge_prices, flow
from styring_xl.model.headcount import spells
from styring_xl.reports.flow import lists, movements
from tests.workbooks import cell, findings, refreshed, rows_of, standard_book, type_in, values

# 0001 gets a new price and stops in August; 0002 moves from Pleje to Hybel; 0003 is a guest in May; 0004 is a one-off;
# 750908 turns 18 in September with a successor; 890204 (29 February) turns 23 with an open end.
ROWS = """
CPR-nr.     | Foranstaltning | Rådgiver | Takst | Takstenhed | Startdato  | Stopdato
610180-0001 | Pleje          | Ane      | 10000 | måned      | 01-01-2025 | 31-03-2026
610180-0001 | Pleje          | Ane      | 12000 | måned      | 01-04-2026 | 31-08-2026
620180-0002 | Pleje          | Bo       | 5000  | måned      | 01-01-2025 | 28-02-2026
620180-0002 | Hybel          | Bo       | 20000 | måned      | 01-03-2026 | 31-12-2030
630180-0003 | Hybel          | Bo       | 30000 | måned      | 10-05-2026 | 20-05-2026
640180-0004 | Hybel          | Bo       | 99000 | engang     | 01-02-2026 |
750908-4001 | Pleje          | Ane      | 40000 | måned      | 01-01-2020 | 30-09-2026
750908-4001 | Efterværn      | Ane      | 10000 | måned      | 01-10-2026 | 31-12-2030
890204-4002 | Pleje          | Bo       | 1000  | måned      | 01-01-2020 |
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return refreshed(standard_book(tmp_path_factory.mktemp("flow") / "ark.xlsx", ROWS, closed=6))


def block(path: Path, title: str, width: int = 15) -> dict[str, list[Any]]:
    """The lines under a heading of the sheet, by their first cell, without the header row."""
    rows = values(path, "Til- og afgang")
    first = next(at for at, row in enumerate(rows) if row[0] == title) + 2
    last = next((at for at in range(first, len(rows)) if rows[at][0] is None), len(rows))
    return {str(row[0]): row[1:width] for row in rows[first:last]}


def months(**named: int) -> list[Any]:
    """Twelve months, blank where nothing happens, and their sum."""
    names = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
    return [*(named.get(name) for name in names), sum(named.values())]


def zeros(**named: int) -> list[Any]:
    return [each or 0 for each in months(**named)]


def test_who_comes_of_age_has_the_sheets_own_name_of_the_measure(tmp_path: Path) -> None:
    rows = ROWS.replace("890204-4002 | Pleje ", "890204-4002 | PLEJE.")
    path = refreshed(standard_book(tmp_path / "ark.xlsx", rows, closed=6))
    assert set(block(path, lists.TRANSITION_SECTION)) == {"Pleje", movements.ALL}


def test_a_new_price_is_no_new_citizen_and_a_move_is_only_one_between_measures(book: Path) -> None:
    into, out = block(book, movements.INFLOW), block(book, movements.OUTFLOW)
    assert into["Pleje"][1:] == months()
    assert into["Hybel"][1:] == months(mar=1, maj=1)
    assert into["Efterværn"][1:] == months(okt=1)
    assert into["I alt"][1:] == zeros(mar=1, maj=1, okt=1)
    assert into["Skift mellem foranstaltninger"][1:] == zeros(mar=1, okt=1)
    assert into["Borgere"][1:] == zeros(maj=1)
    assert out["Pleje"][1:] == months(feb=1, aug=1, sep=1)
    assert out["Borgere"][1:] == zeros(maj=1, aug=1)


def test_primo_and_the_net_movements_give_the_number_at_each_months_end(book: Path) -> None:
    stock = block(book, movements.STOCK)
    assert stock["Pleje"][:13] == [4, 4, 3, 3, 3, 3, 3, 3, 2, 1, 1, 1, 1]
    assert stock["Hybel"][:13] == [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    assert stock["I alt"][:13] == [4, 4, 3, 4, 4, 4, 4, 4, 3, 2, 3, 3, 3]
    assert stock["Borgere"][:13] == [4] * 8 + [3] * 5
    net = block(book, movements.NET)
    assert net["Borgere"][1:] == zeros(aug=-1)


def test_what_the_new_cost_is_set_against_those_who_stop(book: Path) -> None:
    shown = block(book, lists.PRICE_SECTION, 7)
    # Pleje: 608, 424 and 2.465 days; 144.000, 60.000 and 480.000 kr. a year.
    assert shown["Pleje"] == [3, 38.3, 0, None, 228_000, None]
    assert shown["Hybel"] == [1, 0.4, 2, 300_000, 360_000, -60_000]
    assert shown["I alt"] == [4, 28.8, 3, 240_000, 261_000, -21_000]


def test_known_stops_stand_by_month_and_one_by_one_with_a_way_to_the_row(book: Path) -> None:
    by_month = block(book, lists.STOP_SECTION, 3)
    assert next(iter(by_month)) == "juli 2026"
    assert (by_month["august 2026"], by_month["september 2026"]) == ([1, 144_000], [1, 480_000])
    assert by_month["I alt"] == [2, 624_000]
    sheet = openpyxl.load_workbook(book)["Til- og afgang"]
    links = {c.value: c.hyperlink.location for row in sheet.iter_rows() for c in row if c.hyperlink}
    assert links["610180-0001"] == "'Disponering'!B7"
    assert {"750908-4001", "890204-4002"} < links.keys()


def test_who_comes_of_age_costs_what_today_and_what_after(book: Path) -> None:
    shown = {row[1]: [row[0], *row[2:8]] for row in rows_of(book, "Til- og afgang", 8) if row[2] in (18, 23)}
    assert {cpr: [str(line[2])[:10], *line[3:]] for cpr, line in shown.items()} == {
        "750908-4001": ["2026-09-15", 480_000, 120_000, -360_000, "ændret"],
        "890204-4002": ["2027-03-01", 12_000, 12_000, 0, "uden stopdato"],
    }


@pytest.mark.slow
def test_the_horizon_is_typed_and_kept(tmp_path: Path) -> None:
    path = refreshed(standard_book(tmp_path / "ark.xlsx", ROWS, closed=6))
    for typed, ages in ((3, [18]), ("3", [18]), (9, [18, 23]), (None, [18, 23])):
        type_in(path, "Til- og afgang", "B5", typed)
        refreshed(path)
        assert cell(path, "Til- og afgang", "B5") == typed
        assert [row[2] for row in rows_of(path, "Til- og afgang", 8) if row[2] in (18, 23)] == ages
    for wrong in ("snart", 0, 2.5):
        type_in(path, "Til- og afgang", "B5", wrong)
        refreshed(path)
        assert cell(path, "Til- og afgang", "B5") == wrong
        assert ("indtastet", "Til- og afgang", "B5") in findings(path)
        before = path.read_bytes()
        assert refreshed(path).read_bytes() == before


def test_the_chart_shows_the_tables_own_figures(book: Path) -> None:
    drawn = [row[25:29] for row in values(book, "Til- og afgang")[5:17]]
    assert drawn[7] == ["Aug.", 0, 1, 3]
    formulas = openpyxl.load_workbook(book)["Til- og afgang"]
    assert str(formulas["AA13"].value).startswith("=J"), "August of the line of citizens"


def test_an_empty_workbook_has_an_empty_sheet(tmp_path: Path) -> None:
    rows = "CPR-nr. | Foranstaltning | Takst | Startdato\n610180-0001 | Pleje | | 01-01-2026"
    path = refreshed(standard_book(tmp_path / "ark.xlsx", rows))
    assert block(path, movements.INFLOW)["I alt"][-1] == 0
    assert block(path, lists.STOP_SECTION, 3)["I alt"] == [0, 0]


days = st.integers(-800, 800)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), days, st.integers(0, 500), st.integers(0, 99)), max_size=8)
)
def test_what_flows_in_stays_or_flows_out(rows: list[tuple[int, int, int, int, int]]) -> None:
    group, person, start, length, price = ([row[at] for row in rows] for at in range(5))
    begins: list[Any] = [_day(n) for n in start]
    ends: list[Any] = [_day(n + more) for n, more in zip(start, length, strict=True)]
    found = spells(group, person, begins, ends)
    year = flow(found, *edge_prices(found, begins, ends, price), 2026)
    alive = {
        (g, p, last)
        for g, p, first, stop in zip(group, person, start, length, strict=True)
        for last in (-1, *MONTH_ENDS)
        if first <= last < first + stop
    }
    # A spell of several rows runs past the month's end also when the next row begins the day after.
    alive |= {
        (g, p, last)
        for last in (-1, *MONTH_ENDS)
        for g, p, first, stop in zip(group, person, start, length, strict=True)
        if first + stop == last and any(r[:2] == (g, p) and r[2] == last + 1 for r in rows)
    }
    for at, last in enumerate(MONTH_ENDS):
        expected = [sum(each[0] == g and each[2] == last for each in alive) for g in year.groups.tolist()]
        assert year.stock()[:, at].tolist() == expected


MONTH_ENDS = (30, 58, 89, 119, 150, 180, 211, 242, 272, 303, 333, 364)


def _day(number: int) -> dt.date:
    return dt.date(2026, 1, 1) + dt.timedelta(number)

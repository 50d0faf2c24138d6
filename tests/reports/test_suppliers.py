"""*Leverandører*: prices worked out by hand, and contracts held against the rows."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from styring_xl import standard
from styring_xl.cli import app
from styring_xl.figures.contracts import same
from tests.command_line import CliRunner
from tests.examples import examples
from tests.refreshed import Told, refreshed
from tests.workbooks import day, save, standard_package

# Nord has two of three in care; the third is with Syd at half the price, and Ask is paid once.
ROWS = """
CPR-nr.     | Foranstaltning | Leverandør | Takst  | Takstenhed | Startdato  | Stopdato   | Forventet regnskab
610180-0001 | Pleje          | Nord       | 40000  | måned      | 01-01-2026 |            |
620180-0002 | Pleje          | nord       | 20000  | måned      | 01-01-2026 | 30-06-2026 |
630180-0003 | Pleje          | Syd        | 15000  | måned      | 01-01-2026 |            |
640180-0004 | Udredning      | Ask        | 9000   | engang     | 01-03-2026 |            |
650180-0005 | Pleje          |            | 10000  | måned      | 01-01-2026 |            |
            | Pulje til nye  |            |        |            |            |            | 50000
"""
POSTINGS = """
Bogføringsdato | Foranstaltning | CPR-nr.     | Leverandør | Beløb
15-01-2025     | Pleje          | 610180-0001 | Nord       | 30000
15-02-2025     | Pleje          | 610180-0001 | Nord       | 33000
15-01-2026     | Hybel          | 660180-0006 | Vest       | 500
"""
NORTH = ("Nord", "Pleje", 39000, "måned", day("01-01-2026"), None, None)


def book(*contracts: tuple[Any, ...], rows: str = ROWS, closed: int = 1) -> Told:
    parameters = {standard.INDEX_TABLE: ((2025, 100, None), (2026, 103, None))}
    package = standard_package(rows, POSTINGS, closed=closed, parameters=parameters, lists={"tblKontrakter": contracts})
    return refreshed(package)


def lines(told: Told, after: str = "") -> dict[str, list[Any]]:
    """The rows of the sheet by their first cell, of the table under the heading ``after``."""
    rows = told.values("Leverandører")[4:]
    first = next((at for at, row in enumerate(rows) if row[0] == after), 0)
    found: dict[str, list[Any]] = {}
    for row in rows[first + 1 :]:
        if row[0] is None:
            break
        found[str(row[0])] = row[1:]
    return found


def test_a_price_is_held_against_the_measure_s_last_year_s_and_the_index() -> None:
    shown = lines(book(NORTH))
    # January is booked as nothing on any of the rows of Pleje: they cost what is left of the year.
    assert shown["Pleje"][:3] == [
        4,
        pytest.approx(181 / 365 + 3, abs=1e-4),
        11 * 40_000 + 5 * 20_000 + 11 * 15_000 + 11 * 10_000,
    ]
    north = shown["Nord"]
    assert north[:3] == [2, pytest.approx(1 + 181 / 365, abs=1e-4), 540_000]
    assert north[4:6] == [round(540_000 / 1.4959), round(815_000 / 3.4959)]
    assert north[6] == pytest.approx(north[4] / north[5] - 1)
    assert north[7] == 63_000 * 6, "two months with an invoice are a sixth of a full-year person"
    assert north[8] == pytest.approx(north[4] / 378_000 - 1)
    assert north[9] == pytest.approx(north[4] / 378_000 / 1.03 - 1)
    assert north[10] == 1, "one of them stops in June"
    assert shown["Ask"][4:6] == [None, None], "what is paid once has no price of a year"
    assert shown["Uden leverandør"][2] == 110_000
    assert shown["Udisponeret forbrug"][2] == 500
    assert shown["Pulje"][2] == 50_000


def test_the_dearest_prices_stand_with_what_they_cost_more() -> None:
    shown = lines(book(NORTH), "De ti dyreste priser over foranstaltningens")
    assert list(shown) == ["Leverandør og foranstaltning", "Nord: Pleje", "Merpris i alt"]
    price, average = round(540_000 / 1.4959), round(815_000 / 3.4959)
    assert shown["Nord: Pleje"][2] == pytest.approx(1.4959 * (price - average), abs=0.5) == shown["Merpris i alt"][2]


CODES = ("takst-over-kontrakt", "uden-for-kontrakt", "døgn-og-måned")


def test_a_measure_whose_price_is_nothing_on_average_has_no_dearest() -> None:
    rows = """
    CPR-nr.     | Foranstaltning | Leverandør | Takst | Takstenhed | Startdato
    610180-0001 | Pleje          | Nord       | 1000  | måned      | 01-01-2026
    620180-0002 | Pleje          | Syd        | -1000 | måned      | 01-01-2026
    """
    shown = [row[0] for row in book(NORTH, rows=rows, closed=0).values("Leverandører")]
    assert "Nord" in shown
    assert not any(str(name).startswith("Merpris") for name in shown)


def told(found: Told) -> list[tuple[str, str]]:
    return [(code, cell) for code, _, cell in found.findings if code in CODES]


def row(rate: float, unit: str, start: str = "01-01-2026", stop: str = "") -> str:
    heads = "CPR-nr. | Foranstaltning | Leverandør | Takst | Takstenhed | Startdato | Stopdato"
    return f"{heads}\n610180-0001 | Pleje | Nord | {rate} | {unit} | {start} | {stop}\n"


@pytest.mark.parametrize(
    ("rows", "contract", "codes"),
    [
        (row(39_000, "måned"), NORTH, []),
        (row(39_001, "måned"), NORTH, ["takst-over-kontrakt"]),
        # A day at 1.282 is 39.000 by 365/12 and less by 30,5.
        (row(1_282.19, "døgn"), NORTH, []),
        (row(1_283, "døgn"), NORTH, ["takst-over-kontrakt"]),
        (row(5_000, "uge"), NORTH, []),
        (row(39_000, "måned", "01-12-2025"), NORTH, []),
        (row(39_000, "måned"), ("NORD", None, 39_000, None, day("01-02-2026"), None, None), ["uden-for-kontrakt"]),
        (row(50_000, "måned"), ("Nord", "Hybel", 39_000, "måned", None, None, None), []),
        (row(50_000, "måned"), ("Syd", "Pleje", 39_000, "måned", None, None, None), []),
        (row(50_000, "måned", "01-01-2025", "31-12-2025"), NORTH, []),
        # A price for nobody knows what is held against no rate, and that is told at its cell.
        (row(50_000, "måned"), ("Nord", "Pleje", 1_300, None, None, None, None), []),
    ],
)  # fmt: skip
def test_a_row_is_held_against_the_contracts_of_its_supplier(
    rows: str, contract: tuple[Any, ...], codes: list[str]
) -> None:
    assert [code for code, _ in told(book(contract, rows=rows))] == codes


def test_a_contract_without_a_unit_is_told() -> None:
    found = book(("Nord", "Pleje", 1_300, None, None, None, None), rows=row(50_000, "måned"))
    assert [(code, sheet) for code, sheet, _ in found.findings if code == "liste"] == [("liste", "Aftaler")]


def test_two_contracts_after_each_other_cover_a_year_and_the_dearer_price_may_be_paid() -> None:
    first = ("Nord", "Pleje", 38_000, "måned", None, day("30-06-2026"), None)
    then = ("Nord", "Pleje", 39_000, "måned", day("01-07-2026"), None, None)
    assert told(book(first, then, rows=row(39_000, "måned"))) == []
    gap = ("Nord", "Pleje", 39_000, "måned", day("02-07-2026"), None, None)
    assert told(book(first, gap, rows=row(39_000, "måned"))) == [("uden-for-kontrakt", "K6")]


@pytest.mark.parametrize(
    ("month", "day_price", "agree"),
    [
        (60_833.33, 2_000, True),
        (61_000, 2_000, True),
        (60_833, 2_000, True),
        (60_000, 2_000, False),
        (62_000, 2_000, False),
    ],
)
def test_a_month_and_a_day_agree_by_each_factor_that_providers_use(month: float, day_price: float, agree: bool) -> None:
    assert same(round(month * 100), round(day_price * 100)) == agree
    pair = [("Nord", "Pleje", price, unit, None, None, None) for price, unit in ((month, "måned"), (day_price, "døgn"))]
    assert [code for code, _ in told(book(*pair, rows=row(1, "måned")))] == ([] if agree else ["døgn-og-måned"])


RATES = st.integers(0, 3_000_000).map(lambda ore: ore / 100)


@settings(max_examples=examples(12), deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.sampled_from(("Nord", "Syd", "")), RATES, st.integers(1, 12)),
        min_size=1,
        max_size=6,
    )
)
def test_the_total_is_the_one_of_afvigelse(rows: list[tuple[str, str, float, int]]) -> None:
    text = "CPR-nr. | Foranstaltning | Leverandør | Takst | Startdato\n" + "\n".join(
        f"6{at + 1}0180-000{at} | {measure} | {supplier} | {rate} | {dt.date(2026, month, 1):%d-%m-%Y}"
        for at, (measure, supplier, rate, month) in enumerate(rows)
    )
    found = book(NORTH, rows=text)
    expected = next(row[4] for row in found.values("Afvigelse") if row[0] == "I alt")
    shown = lines(found)
    assert shown["I alt"][2] == pytest.approx(expected, abs=0.001)
    groups = {measure for measure, *_ in rows} | {"Ikke fordelt på leverandører"}
    assert sum(shown[name][2] for name in groups) == pytest.approx(expected, abs=0.001)


def test_check_says_what_table_of_the_user_s_is_read_as_the_contracts(tmp_path: Path) -> None:
    path = save(
        tmp_path / "ark.xlsx",
        Disponering=[
            ["CPR-nr.", "Foranstaltning", "Takst", "Startdato"],
            ["610180-0001", "Pleje", 1, day("01-01-2026")],
        ],
        **{"Prisaftaler 2026": [["Tilbud", "Pris", "Enhed"], ["Nord", 1300, "døgn"]]},
    )
    layout = json.loads(CliRunner().invoke(app, ["check", str(path), "--layout", "--json"]).stdout)
    (listed,) = [each for each in layout["files"][0]["layout"] if each["role"] == "liste, Kontrakter"]
    assert (listed["sheet"], listed["header_row"], listed["rows"]) == ("Prisaftaler 2026", 1, {"rækker": 1})
    assert [(each["field"], each["header"]) for each in listed["columns"]] == [
        ("Leverandør", "Tilbud"), ("Takst", "Pris"), ("Takstenhed", "Enhed"),
    ]  # fmt: skip


def test_a_price_below_nothing_is_held_against_rates_that_are_none_or_paid_back() -> None:
    rows = """
CPR-nr.     | Foranstaltning | Leverandør | Takst | Takstenhed | Startdato  | Stopdato
610180-0001 | Pleje          | Nord       | 0     | måned      | 01-01-2026 |
620180-0002 | Pleje          | Nord       | -50   | måned      | 01-01-2026 |
630180-0003 | Pleje          | Nord       | 100   | måned      | 01-01-2026 |
"""
    told = book(("Nord", "Pleje", -100, "måned", day("01-01-2026"), None, None), rows=rows)
    over = [each.ore for each in told.refreshed.findings if each.code == "takst-over-kontrakt"]
    assert over == [None, None, 240_000], "twelve months of 100 kr., and what is not paid back"

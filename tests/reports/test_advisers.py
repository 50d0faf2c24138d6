"""*Rådgivere*: small tables worked out by hand, and totals that are *Afvigelse*'s."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from styring_xl import standard
from styring_xl.cli import app
from styring_xl.model.caseload import caseload
from styring_xl.model.headcount import FullYear
from styring_xl.reports import advisers
from tests.command_line import CliRunner
from tests.workbooks import charts, findings, refreshed, rows_of, save, standard_book, values

# Ane has one citizen with two measures; Bo and Ane share citizen 0002; Cai is in no team; 0004 has no adviser.
ROWS = """
CPR-nr.     | Foranstaltning | Rådgiver | Takst  | Startdato  | Stopdato   | Sandsynlighed | Forventet regnskab
610180-0001 | Pleje          | Ane      | 100000 | 01-01-2026 |            |               |
610180-0001 | Aflastning     | ane      | 10000  | 01-07-2026 |            |               |
620180-0002 | Pleje          | Bo       | 50000  | 01-01-2026 | 31-12-2026 |               |
620180-0002 | Aflastning     | Ane      | 1000   | 01-01-2026 | 31-01-2026 |               |
630180-0003 | Pleje          | Cai      | 40000  | 01-07-2026 |            | 0.5           |
640180-0004 | Pleje          |          | 2000   | 01-01-2025 | 31-12-2025 |               |
            | Pulje til nye  |          |        |            |            |               | 700000
"""
POSTINGS = """
Bogføringsdato | Foranstaltning | CPR-nr.     | Beløb
15-01-2026     | Pleje          | 610180-0001 | 90000
20-01-2026     | Pleje          | 640180-0004 | 3000
20-01-2026     | Hybel          | 650180-0005 | 1234.56
20-01-2026     | Pleje          |             | 500
"""
TEAMS = {standard.TEAMS_TABLE: (("ANE", "Syd"), ("Bo", "Ål"))}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = standard_book(tmp_path_factory.mktemp("advisers") / "ark.xlsx", ROWS, POSTINGS, closed=1, parameters=TEAMS)
    return refreshed(path)


def lines(path: Path) -> dict[str, list[Any]]:
    return {str(row[0]): row[1:] for row in rows_of(path, "Rådgivere", 9)}


def test_each_adviser_has_his_citizens_days_and_kroner(book: Path) -> None:
    shown = lines(book)
    whole = 1_190_000 + 60_000 + 550_000 + 0 + 120_000 + 3_000 + 1_234.56 + 500 + 700_000
    # January of Pleje 0001 is the booked 90.000; that of 0002 and of his Aflastning is booked as nothing.
    assert shown["Ane"][:5] == [2, 2, 3, 1.1, 1_250_000]
    assert shown["Ane"][6:] == [1_136_364, 1_250_000]
    assert shown["Bo"][:5] == [1, 1, 1, 1.0, 550_000]
    assert shown["Cai"] == [1, 0, 1, 0.3, 120_000, pytest.approx(120_000 / whole), 400_000, 120_000]
    assert shown["Uden rådgiver"][:5] == [0, 0, 0, 0, 3_000], "booked after the stop: kroner but no days"
    assert shown["Udisponeret forbrug"][4] == 1_234.56
    assert shown["Ikke personhenførbart"][4] == 500
    assert shown["Pulje"][4] == 700_000
    assert shown["I alt"][:5] == [3, 2, 5, 2.3, pytest.approx(whole)]


def test_teams_come_in_danish_order_and_count_a_shared_citizen_once(book: Path) -> None:
    names = [name for name in lines(book) if name in ("Syd", "Ål", "Uden team", "Ikke fordelt på rådgivere", "I alt")]
    assert names == ["Syd", "Ål", "Uden team", "Ikke fordelt på rådgivere", "I alt"]
    assert [row[0] for row in rows_of(book, "Rådgivere", 9)][5:9] == ["Uden team", "Cai", "Uden rådgiver", names[3]]
    assert lines(book)["Uden team"][:5] == [1, 0, 1, 0.3, 123_000]


def test_the_total_is_the_one_of_afvigelse(book: Path) -> None:
    expected = next(row[4] for row in values(book, "Afvigelse") if row[0] == "I alt")
    assert lines(book)["I alt"][4] == pytest.approx(expected, abs=0.001)


def test_nobody_is_named(book: Path) -> None:
    sheet = openpyxl.load_workbook(book, data_only=True)["Rådgivere"]
    everything = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    assert "Ane" in everything
    assert not re.search(r"6\d0180", everything)


def test_the_chart_follows_the_advisers(book: Path) -> None:
    file = openpyxl.load_workbook(book)
    assert file.defined_names[advisers.CHART.name].attr_text == "'Rådgivere'!$Z$6:$AA$9"
    [chart] = charts(file, "Rådgivere")
    assert chart.series[0].val.numRef.f == "'Rådgivere'!$AA$6:$AA$9"
    weights = [row[25:27] for row in values(book, "Rådgivere")[5:9]]
    assert weights == [["Ane", 1_250_000], ["Bo", 550_000], ["Cai", 120_000], ["Uden rådgiver", 3_000]]


def test_a_second_refresh_changes_nothing(book: Path) -> None:
    before = book.read_bytes()
    refreshed(book)
    assert book.read_bytes() == before


def test_a_team_column_goes_before_the_table_and_an_adviser_twice_in_it_is_a_finding(tmp_path: Path) -> None:
    head = ["CPR-nr.", "Foranstaltning", "Rådgiver", "Team", "Takst", "Startdato"]
    sager = [
        head,
        ["610180-0001", "Pleje", "Ane", "Nord", 100, "01-01-2026"],
        ["620180-0002", "Pleje", "Ane", None, 100, "01-01-2026"],
    ]
    path = save(tmp_path / "Sager 2026.xlsx", Sager=sager)
    assert CliRunner().invoke(app, ["adopt", str(path)]).exit_code == 0
    refreshed(path)
    assert [row[:2] for row in rows_of(path, "Rådgivere", 2)[1:5]] == [
        ["Nord", 1],
        ["Ane", 1],
        ["Uden team", 1],
        ["Ane", 1],
    ]
    twice = {standard.TEAMS_TABLE: (("Ane", "Syd"), ("Bo", "Nord"), ("ane", "Nord"))}
    path = refreshed(standard_book(tmp_path / "ark.xlsx", ROWS, closed=0, parameters=twice))
    assert ("parameter", "Parametre") in [found[:2] for found in findings(path)]
    assert "Syd" in lines(path)


def test_a_workbook_without_advisers_gets_no_such_sheet(tmp_path: Path) -> None:
    head = ["CPR-nr.", "Foranstaltning", "Takst", "Startdato"]
    path = save(tmp_path / "Sager 2026.xlsx", Sager=[head, ["610180-0001", "Pleje", 100, "01-01-2026"]])
    assert CliRunner().invoke(app, ["adopt", str(path)]).exit_code == 0
    assert "Rådgivere" not in openpyxl.load_workbook(path).sheetnames


def test_many_advisers_are_drawn_as_the_heaviest_and_the_rest(tmp_path: Path) -> None:
    head = "CPR-nr. | Foranstaltning | Rådgiver | Takst | Startdato\n"
    body = "\n".join(f"6{n % 10}0180-00{n:02d} | Pleje | Nr {n:02d} | {1000 + n} | 01-01-2026" for n in range(30))
    path = refreshed(standard_book(tmp_path / "ark.xlsx", head + body))
    drawn = [row[25:27] for row in values(path, "Rådgivere")[5:40] if len(row) > 26 and row[25]]
    assert len(drawn) == 25
    assert drawn[0] == ["Nr 29", 1029 * 12]
    assert drawn[-1] == ["Øvrige rådgivere", sum(1000 + n for n in range(6)) * 12]
    assert sum(amount for _, amount in drawn) == lines(path)["I alt"][4]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.integers(0, 3), st.integers(-500, 500), st.integers(0, 400), st.integers(-5, 300)
        ),
        max_size=8,
    )
)
def test_a_caseload_holds_every_ore_and_every_citizen_once(rows: list[tuple[int, int, int, int, int]]) -> None:
    new_year = 20_454  # 2026-01-01
    group, person, amount, start, length = (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 5
    starts = [new_year - 100 + n for n in start]
    stops = [first + days for first, days in zip(starts, length, strict=True)]
    found = caseload(
        group, person, np.array(starts, "datetime64[D]"), np.array(stops, "datetime64[D]"), 10_000, amount,
        year=2026, month=3, rule=FullYear.DAYS,
    )  # fmt: skip
    inside = [
        (g, p)
        for g, p, first, last in zip(group, person, starts, stops, strict=True)
        if first <= last and last >= new_year and first < new_year + 365
    ]
    codes = sorted(set(group))
    assert found.amount.sum() == sum(amount)
    assert found.rows.tolist() == [sum(g == code for g, _ in inside) for code in codes]
    assert found.citizens.tolist() == [len({p for g, p in inside if g == code}) for code in codes]
    per_citizen: dict[tuple[int, int], int] = {}
    for g, p, money in zip(group, person, amount, strict=True):
        per_citizen[g, p] = per_citizen.get((g, p), 0) + money
    assert found.largest.tolist() == [max(v for (g, _), v in per_citizen.items() if g == code) for code in codes]

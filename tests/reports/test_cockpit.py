"""*Cockpit*: kroner, number and price over the years, and nothing that nobody stated."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from styring_xl.cli import app
from styring_xl.sheets import standard
from workbooks import BUDGET, HEADER, LEDGER, cell, save, values

EARLIER = (
    ("År", "Foranstaltning", "Regnskab", "Helårspersoner"),
    (2023, "Familiepleje", 8_000, 1),
    (2024, "Familiepleje", 20_000, 2.5),
    (2025, "Familiepleje", 99_999, 2),
    (2024, "Nedlagt tilbud", 500, None),
)


def workbook(path: Path, months: int = 12, earlier: tuple[tuple[Any, ...], ...] = EARLIER) -> Path:
    """Familiepleje at 1.000 a month for one citizen, Advokat with 10 a month booked; 2025 whole or in part."""
    cases = [["610180-0001", "Familiepleje", 1000, "måned", 1, dt.date(2026, 1, 1), None, None]]
    ledger: list[list[Any]] = [[dt.date(2026, 1, 5), None, "Advokat", 10, 1]]
    for month in range(1, months + 1):
        day = dt.date(2025, month, 5)
        ledger += [[day, None, "Advokat", 10, month], [day, "610180-0001", "Familiepleje", 900, month]]
    budget = [["Familiepleje", 11_000, 0, 1, 11_000], ["Advokat", 300, 50, None, None]]
    save(path, Disponering=[HEADER, *cases], Realiseret=[LEDGER, *ledger], Budget=[BUDGET, *budget])
    if earlier:
        book = openpyxl.load_workbook(path)
        sheet = book.create_sheet("Parametre")
        for row in earlier:
            sheet.append(row)
        sheet.add_table(openpyxl.worksheet.table.Table(displayName="tblTidligereÅr", ref=f"A1:D{len(earlier)}"))
        book.save(path)
    done = CliRunner().invoke(app, ["refresh", str(path), "--year", "2026", "--closed-month", "1"])
    assert done.exit_code in (0, 1), done.output
    return path


def blocks(path: Path) -> dict[str, dict[str, list[Any]]]:
    """Block title -> row name -> 2021..2025, expected, change, percent, index."""
    found: dict[str, dict[str, list[Any]]] = {}
    for row in values(path, "Cockpit")[4:]:
        if row[1] == "2021":
            block = found.setdefault(row[0], {})
        elif row[0] == "Hvor tallene er fra":
            break
        elif row[0]:
            block[row[0]] = list(row[1:10])
    return found


def test_kroner_from_the_postings_of_whole_years_and_else_as_stated(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    kroner = blocks(path)[standard.COCKPIT_RESULT]
    # Booked 0 in January, expected 11 months.
    assert kroner["Familiepleje"] == [
        None,
        None,
        8_000,
        20_000,
        10_800,
        11_000,
        200,
        pytest.approx(200 / 10_800),
        137.5,
    ]
    assert kroner["Advokat"][:7] == [None, None, None, None, 120, 10, -110]
    assert kroner["Nedlagt tilbud"][:7] == [None, None, None, 500, None, None, None]
    assert kroner["I alt"][:7] == [None, None, 8_000, 20_500, 10_920, 11_010, 90]
    total = next(row for row in values(path, "Afvigelse") if row[0] == "I alt")
    assert kroner["I alt"][5] == total[4]


def test_persons_are_stated_or_unknown_and_never_made_up(tmp_path: Path) -> None:
    found = blocks(workbook(tmp_path / "a.xlsx"))
    persons, prices = found[standard.COCKPIT_PERSONS], found[standard.COCKPIT_PRICE]
    assert persons["Familiepleje"] == [None, None, 1, 2.5, 2, 1, -1, -0.5, 100]
    assert "Advokat" not in persons
    assert persons["I alt"][:6] == [None, None, 1, 2.5, 2, 1]
    assert prices["Familiepleje"][:7] == [None, None, 8_000, 8_000, 5_400, 11_000, 5_600]
    assert prices["I alt"][:6] == [None, None, 8_000, 8_000, 5_400, 11_000]


def test_part_of_a_year_is_no_result(tmp_path: Path) -> None:
    kroner = blocks(workbook(tmp_path / "a.xlsx", months=11))[standard.COCKPIT_RESULT]
    assert kroner["Familiepleje"][4] == 99_999
    assert kroner["Advokat"][4] is None


def test_the_charts_follow_the_known_years(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    names = openpyxl.load_workbook(path).defined_names
    assert [names[name].attr_text for name, _ in standard.COCKPIT_CHARTS] == [
        "'Cockpit'!$Z$6:$AA$9", "'Cockpit'!$AC$6:$AD$9", "'Cockpit'!$AF$6:$AG$9",
    ]  # fmt: skip
    assert [cell(path, "Cockpit", at) for at in ("Z6", "AA6", "Z9", "AA9")] == [
        "2023", 8_000, "2026 forventet", 11_010,
    ]  # fmt: skip


def test_a_second_refresh_changes_nothing_and_no_past_is_no_cockpit(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    before = path.read_bytes()
    CliRunner().invoke(app, ["refresh", str(path), "--year", "2026", "--closed-month", "1"])
    assert path.read_bytes() == before
    bare = workbook(tmp_path / "b.xlsx", months=3, earlier=())
    assert "Cockpit" not in openpyxl.load_workbook(bare).sheetnames

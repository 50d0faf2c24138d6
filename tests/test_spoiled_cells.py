"""Whatever a cell holds, its row gets a finding at that cell, and every other row is computed all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from styring_xl.cli import app
from tests.command_line import CliRunner
from tests.refreshed import Told, refreshed
from tests.workbooks import HEADER, LEDGER, day, findings, save, saved, values
from tests.workbooks import refreshed as on_file

CPR, MEASURE, RATE, UNIT, QUANTITY, START, STOP, CHANCE = range(8)
COLUMNS = "ABCDEFGH"


def good(cpr: str = "610180-0001") -> list[Any]:
    return [cpr, "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), day("31-12-2026"), None]


def spoiled(column: int, value: Any) -> list[Any]:
    row = good("620180-0002")
    row[column] = value
    return row


# What stands in the cell, the finding's code, whether the row is computed all the same.
KINDS: list[tuple[str, int, Any, str, float | None]] = [
    ("31 February", START, "31-02-2026", "dato", None),
    ("American date", START, "12/31/2026", "dato", None),
    ("a word for a date", START, "efter aftale", "dato", None),
    ("an error for a date", START, "#VALUE!", "dato", None),
    ("a fraction for a date", START, 0.5, "dato", None),
    ("TRUE for a date", STOP, True, "dato", None),
    ("a month without its year", STOP, "juni", "dato", None),
    ("a year far away", STOP, "31-12-3026", "dato", None),
    ("no start", START, None, "mangler", None),
    ("a blank of spaces for start", START, " \u00a0 ", "mangler", None),
    ("stop before start", STOP, day("31-12-2025"), "stop-før-start", None),
    ("no rate", RATE, None, "mangler", None),
    ("English number", RATE, "1,234.56", "beløb", None),
    ("English decimals", RATE, "12.5", "beløb", None),
    ("thousand or fraction", RATE, "1,234", "beløb", None),
    ("a word for a rate", RATE, "se bilag", "beløb", None),
    ("#N/A for a rate", RATE, "#N/A", "beløb", None),
    ("TRUE for a rate", RATE, True, "beløb", None),
    ("a date for a rate", RATE, day("01-01-2026"), "beløb", None),
    ("a rate beyond all money", RATE, 1e18, "beløb", None),
    ("negative rate", RATE, -10_000, "negativ-takst", -120_000),
    ("rate nought", RATE, 0, "negativ-takst", 0),
    ("unknown unit", UNIT, "halvår", "ukendt-enhed", None),
    ("no unit", UNIT, None, "mangler-enhed", 120_000),
    ("a word for a quantity", QUANTITY, "to", "beløb", None),
    ("quantity nought", QUANTITY, 0, "negativ-takst", 0),
    ("more than certain", CHANCE, 150, "andel", None),
    ("less than impossible", CHANCE, -0.2, "andel", None),
    ("a word for a chance", CHANCE, "måske", "andel", None),
    ("no measure", MEASURE, None, "mangler-foranstaltning", 120_000),
    ("an error for a measure", MEASURE, "#REF!", "fejlværdi", 120_000),
    ("a measure without budget", MEASURE, "Familieplje", "ukendt-foranstaltning", 120_000),
    ("CPR too short", CPR, "6201-0002", "cpr", 120_000),
    ("CPR with month 13", CPR, "621380-0002", "cpr", 120_000),
    ("a name for a CPR", CPR, "Cpr. 2", "cpr", 120_000),
]

# What looks odd and is understood: no finding, the row computed.
UNDERSTOOD: list[tuple[str, int, Any, float]] = [
    ("date as Danish text", START, "01.02.2026", 110_000),
    ("date as ISO text", START, "2026-02-01", 110_000),
    ("date in words", START, "1. februar 2026", 110_000),
    ("date as a serial number", START, 46054, 110_000),
    ("date with time and NBSP", STOP, "\u00a030-06-2026 00:00 ", 60_000),
    ("open end 9999", STOP, "31-12-9999", 120_000),
    ("open end 01.01.9999", STOP, "01.01.9999", 120_000),
    ("open end blank", STOP, None, 120_000),
    ("amount as Danish text", RATE, "12.500,00", 150_000),
    ("amount with kr. and NBSP", RATE, "kr.\u00a012\u00a0500", 150_000),
    ("amount with ,-", RATE, "12.500,-", 150_000),
    ("CPR as a float without its zero", CPR, 6_201_800_002.0, 120_000),
    ("CPR without dash", CPR, "6201800002", 120_000),
    ("unit in other words", UNIT, "Pr. md.", 120_000),
    ("a rate per quarter", UNIT, "Kr. pr. kvartal", 40_000),
    ("chance in per cent", CHANCE, "50 %", 60_000),
]


def told(row: list[Any]) -> Told:
    """A refresh of the row among two that are right."""
    return refreshed(
        saved(
            Disponering=[HEADER, good(), row, good("630180-0003")],
            Realiseret=[LEDGER],
            Budget=[["Foranstaltning", "Oprindeligt budget"], ["Familiepleje", 360_000]],
        )
    )


def results(told: Told) -> list[Any]:
    return [row[20] for row in told.values("Disponering")[1:4]]


@pytest.mark.parametrize(("column", "value", "code", "result"), [k[1:] for k in KINDS], ids=[k[0] for k in KINDS])
def test_a_spoiled_cell_gets_its_finding_and_the_rest_computes(
    column: int, value: Any, code: str, result: float | None
) -> None:
    found = told(spoiled(column, value))
    assert (code, "Disponering", f"{COLUMNS[column]}3") in found.findings
    assert results(found) == [120_000, result, 120_000]
    assert found.refreshed.has_errors == (result is None)
    assert found.refreshed.not_computed == (1 if result is None else 0)
    assert found.refreshed.figures.result == (240_000 + (result or 0)) * 100


@pytest.mark.parametrize(("column", "value", "result"), [k[1:] for k in UNDERSTOOD], ids=[k[0] for k in UNDERSTOOD])
def test_an_odd_cell_with_one_meaning_is_read_without_a_finding(column: int, value: Any, result: float) -> None:
    found = told(spoiled(column, value))
    assert found.findings == []
    assert results(found) == [120_000, result, 120_000]
    assert found.refreshed.not_computed == 0


@pytest.mark.parametrize(("row", "code"), [(spoiled(RATE, None), 1), (spoiled(RATE, -10_000), 0)], ids=["no", "odd"])
def test_the_command_ends_with_one_where_a_row_is_not_computed(tmp_path: Path, row: list[Any], code: int) -> None:
    path = save(tmp_path / "ark.xlsx", Disponering=[HEADER, good(), row, good("630180-0003")])
    result = CliRunner().invoke(app, ["refresh", str(path), "--json", "--closed-month", "0"])
    [report] = json.loads(result.stdout)["files"]
    assert result.exit_code == code
    assert report["rows"] == {"read": 3, "computed": 3 - code, "not_computed": code, "not_computed_amount": 0}
    assert report["totals"]["result"] == (240_000 if code else 120_000) * 100


def test_text_in_a_month_is_left_and_the_amount_still_counts() -> None:
    found = told([*good("620180-0002"), "afventer", None])
    assert found.values("Disponering")[2][8:10] == ["afventer", 10_000]
    assert results(found)[1] == 120_000
    assert found.findings == [("tekst-i-måned", "Disponering", "I3")]


def test_a_formula_is_left_and_compared(tmp_path: Path) -> None:
    cases = [HEADER, good(), good("620180-0002") + [None] * 12 + ["=SUM(I3:S3)"]]
    path = on_file(save(tmp_path / "ark.xlsx", Disponering=cases), closed=0)
    assert openpyxl.load_workbook(path)["Disponering"]["U3"].value == "=SUM(I3:S3)"
    assert findings(path) == [("formel", "Disponering", "U3")], "December is not in the user's own sum"

    assert told(good("620180-0002") + [None] * 12 + ["=SUM(I3:T3)"]).findings == []


def test_the_same_row_again_is_computed_and_named() -> None:
    found = told(good())
    assert found.findings == [("overlap", "Disponering", "F3")]
    assert results(found) == [120_000] * 3


def test_blank_rows_headings_and_a_repeated_header_are_no_citizens() -> None:
    rows = [["Disponering 2026"], [], HEADER, ["Aktuelle"], good(), [], HEADER, good("630180-0003")]
    found = refreshed(saved(Disponering=rows)).refreshed
    assert (found.rows, found.not_computed, found.not_computed_ore) == (2, 0, 0)


def test_two_columns_with_one_header_read_the_first() -> None:
    header = [*HEADER, "Takst"]
    found = refreshed(saved(Disponering=[header, [*good(), *[None] * 13, 99]]), closed=0)
    assert results(found)[0] == 120_000
    assert found.findings == [("dobbelt-overskrift", "Disponering", "V1")]


def test_a_second_disposition_is_named_and_not_added() -> None:
    found = refreshed(saved(Disponering=[HEADER, good()], Kopi=[HEADER, good()]), closed=0)
    assert found.refreshed.has_errors, "what is not read may be missing from the total"
    assert found.refreshed.figures.result == 120_000_00
    assert [f[:2] for f in found.findings] == [("flere-ark", "Kopi")]


def test_merged_headers_are_read_as_one(tmp_path: Path) -> None:
    path = tmp_path / "ark.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sager 2026"
    sheet.append(["Borger", None, "Periode", None, "Takst (mdl.)", *MONTHS_OF_2026])
    sheet.append(["CPR", "Foranstaltning", "Start", "Stop"])
    sheet.append(["610180-0001", "Familiepleje", day("01-01-2026"), day("31-03-2026"), 10_000])
    for ref in ("A1:B1", "C1:D1", "E1:E2"):
        sheet.merge_cells(ref)
    book.save(path)
    on_file(path)
    assert values(path, "Sager 2026")[2][5:9] == [10_000, 10_000, 10_000, None]


MONTHS_OF_2026 = [f"{month:02d}-2026" for month in range(1, 13)]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 not a zip", b"\xd0\xcf\x11\xe0" + b"\0" * 600], ids=["empty", "cut", "old"]
)
def test_what_is_no_workbook_is_refused_and_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ark.xlsx"
    path.write_bytes(content)
    result = CliRunner().invoke(app, ["refresh", str(path)])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert path.read_bytes() == content


def test_a_workbook_without_a_disposition_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = save(tmp_path / "ark.xlsx", Noter=[["Husk mødet"]])
    before = path.read_bytes()
    result = CliRunner().invoke(app, ["refresh", str(path)])
    assert result.exit_code == 2
    assert "Startdato og Takst" in result.stderr
    assert "»Noter«" in result.stderr
    assert path.read_bytes() == before

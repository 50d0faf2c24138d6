"""A row under an Excel table that the table was never drawn down over is not read, and that is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from styring_xl import standard
from styring_xl.cells.cell import column_letters
from tests.workbooks import BUDGET, cell, findings, refreshed, save, standard_book, type_in, values

HEAD = ("CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato")
ROW = ("610180-0001", "Pleje", 100, "måned", "01-01-2026")


def workbook(path: Path, under_cases: tuple[tuple[Any, ...], ...], under_budget: tuple[tuple[Any, ...], ...]) -> Path:
    """A disposition and a budget in an Excel table each, of one row, and what stands under them."""
    save(path, Sager=[HEAD, ROW, *under_cases], Budget=[BUDGET, ["Pleje", 1000, 0, 1, 1000], *under_budget])
    book = openpyxl.load_workbook(path)
    for sheet, ref in (("Sager", "A1:E2"), ("Budget", "A1:E2")):
        book[sheet].add_table(Table(displayName=f"t{sheet}", ref=ref))
    book.save(path)
    return path


@pytest.mark.parametrize("gap", [0, 6])
def test_a_case_or_a_budget_line_under_its_table_is_told(tmp_path: Path, gap: int) -> None:
    case = ("620180-0002", "Pleje", "2.000,00", "måned", "01-02-2026")
    line = ("Aflastning", "5.000,00", None, None, None)
    path = refreshed(workbook(tmp_path / "ark.xlsx", ((),) * gap + (case,), ((),) * gap + (line,)), year=2026)
    told = {each for each in findings(path) if each[0] == "ikke-med"}
    assert told == {("ikke-med", "Sager", f"E{3 + gap}"), ("ikke-med", "Budget", f"A{3 + gap}")}


def test_a_pulje_under_the_disposition_is_told_and_a_sum_of_puljer_is_not(tmp_path: Path) -> None:
    rows = """
CPR-nr.     | Foranstaltning  | Status | Takst | Takstenhed | Startdato  | Forventet regnskab
610180-0001 | Pleje           | Aktuel | 100   | måned      | 01-01-2026 |
"""
    path = standard_book(tmp_path / "ark.xlsx", rows)
    sheet, table = standard.DISPOSITION, standard.DISPOSITION_TABLE
    book = openpyxl.load_workbook(path)
    shown = book[sheet]
    at = {cell.value: number for number, cell in enumerate(shown[5], 1)}
    bottom = int(shown.tables[table].ref.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    shown.cell(bottom + 2, at["Foranstaltning"]).value = "Puljer i alt"
    shown.cell(bottom + 2, at["Forventet regnskab"]).value = -67_000
    shown.cell(bottom + 4, at["Status"]).value = "Pulje"
    shown.cell(bottom + 4, at["Foranstaltning"]).value = "Statsrefusion"
    shown.cell(bottom + 4, at["Forventet regnskab"]).value = -67_000
    book.save(path)
    refreshed(path)
    assert [each for each in findings(path) if each[0] == "ikke-med"] == [
        ("ikke-med", sheet, f"{column_letters(at['Status'])}{bottom + 4}")
    ]


def test_one_finding_says_how_many_rows_stand_under_a_table(tmp_path: Path) -> None:
    """Three cases with a note among them, and two lines of the budget."""
    cases = tuple((f"62018{n}-0002", "Pleje", 2000, "måned", "01-02-2026") for n in range(3))
    lines = (("Aflastning", 5000, None, None, None), ("Hybel", 6000, None, None, None))
    path = workbook(tmp_path / "ark.xlsx", (*cases[:2], ("Husk",), cases[2]), lines)
    told = [row[4:8] for row in values(refreshed(path, year=2026), "Kontrol") if row[2] == "ikke-med" and row[5]]
    assert {(sheet, place, text.split(",")[0]) for sheet, place, _, text in told} == {
        ("Sager", "E3", "3 rækker"),
        ("Budget", "A3", "2 rækker"),
    }


def test_sums_and_notes_under_a_table_are_no_rows_of_it(tmp_path: Path) -> None:
    sums = ((), (None, "I alt", 100, None, None), ("Husk: takst pr. måned",))
    total = (("I alt", 1000, 0, 1, 1000), ("Godkendt af byrådet",))
    path = refreshed(workbook(tmp_path / "ark.xlsx", sums, total), year=2026)
    assert not [each for each in findings(path) if each[0] == "ikke-med"]


def test_a_step_typed_under_the_table_of_steps_is_told(tmp_path: Path) -> None:
    rows = "CPR-nr. | Foranstaltning | Takst | Takstenhed | Startdato\n610180-0001 | Pleje | 100 | måned | 01-01-2026"
    path = standard_book(tmp_path / "ark.xlsx", rows, parameters={standard.STEPS_TABLE: (("Pleje", 4, None),)})
    ref = openpyxl.load_workbook(path)["Parametre"].tables[standard.STEPS_TABLE].ref
    left, bottom = ref[0], int(ref.split(":")[1][1:]) + 1
    type_in(path, "Parametre", f"{left}{bottom}", "Aflastning")
    type_in(path, "Parametre", f"{chr(ord(left) + 1)}{bottom}", 2)
    refreshed(path)
    assert ("ikke-med", "Parametre", f"{left}{bottom}") in findings(path)
    type_in(path, "Parametre", f"{left}{bottom + 1}", "Hybel")
    type_in(path, "Parametre", f"{chr(ord(left) + 1)}{bottom + 1}", 3)
    told = [row[7] for row in values(refreshed(path), "Kontrol") if row[2] == "ikke-med"]
    assert [text.split(",")[0] for text in told] == ["2 rækker"]
    assert cell(path, "Parametre", f"{left}{bottom}") == "Aflastning"

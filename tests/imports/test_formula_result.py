"""A formula that is filled down beside new rows has its result, or it is said that it has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Formula
from styring_xl.cells.patch import Block, Patch
from styring_xl.imports import job
from styring_xl.imports.account import ImportAccount
from tests.workbooks import day, saved

HEAD = ["Dato", "Konto", "CPR-nr.", "Beløb", "Foranstaltning", "Periode"]
CASES = [
    ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato"],
    ["610180-0001", "Pleje", 1000, "måned", day("01-01-2026")],
]
STANDING = [("05-01-2026", "528201", "Pleje", 1), ("05-02-2026", "528202", "Aflastning", 2)]


def workbook(tmp_path: Path, measure: str = "VLOOKUP(B{row},Kontoplan!$A$1:$B$9,2,FALSE)") -> Path:
    """A ledger whose measures and periods are formulas with their results."""
    rows: list[list[Any]] = [[day(date), account, "610180-0001", 1000] for date, account, _, _ in STANDING]
    book = FileBook.from_bytes(saved(Disponering=CASES, Posteringer=[HEAD, *rows]))
    cells = [
        (Formula(measure.format(row=at, above=at - 1), name), Formula(f"MONTH(A{at})", month))
        for at, (_, _, name, month) in enumerate(STANDING, 2)
    ]
    path = tmp_path / "ark.xlsx"
    path.write_bytes(book.edit(Patch(blocks=(Block.of("Posteringer", 2, 5, tuple(cells)),))).bytes())
    return path


def brought(tmp_path: Path, into: Path, *lines: str) -> ImportAccount:
    path = tmp_path / "april.csv"
    path.write_text("\n".join(["Dato;Konto;CPR-nr.;Beløb", *lines]) + "\n", encoding="utf-8")
    return job.import_postings([path], into).account


def last_row(path: Path) -> list[Any]:
    return [cell.value for cell in [*openpyxl.load_workbook(path, data_only=True)["Posteringer"].rows][-1]]


def test_a_measure_looked_up_by_its_account_and_the_month_of_a_date_are_known(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    account = brought(tmp_path, path, "05-04-2026;528202;610180-0001;1.100,00")
    assert last_row(path)[4:] == ["Aflastning", 4]
    assert account.without_result == ()


@pytest.mark.parametrize(
    ("measure", "number"),
    [
        ("VLOOKUP(B{row},Kontoplan!$A$1:$B$9,2,FALSE)", "528299"),
        ("IF(B{row}=B{above},E{above},D{row})", "528201"),
        ('IF(A{row}>TODAY(),"",B{row})', "528201"),
        ("OFFSET(B{row},-1,0)", "528201"),
    ],
    ids=["an account that is new", "another row", "the day it is", "another row, worked out"],
)
def test_a_result_nobody_can_know_is_said(measure: str, number: str, tmp_path: Path) -> None:
    path = workbook(tmp_path, measure)
    account = brought(tmp_path, path, f"05-04-2026;{number};610180-0001;1.100,00")
    assert last_row(path)[4] is None
    assert account.without_result == (("Foranstaltning", 1),)

"""A case system's extract beside the user's own disposition: nothing changes without a ja, and then only that."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from styring_xl import job as refreshing
from styring_xl.books.file.undo import undo
from styring_xl.cells.cell import Formula
from styring_xl.cli import app
from styring_xl.errors import StyringError
from styring_xl.imports import cases, job
from styring_xl.workbook import WorkbookContent, build
from tests.command_line import CliRunner
from tests.workbooks import type_in, values

HEAD = "Sagsnr.;CPR;Ydelse;Leverandør;Pris;Enhed;Fra;Til\n"
SAME = "77;610101-9876;Familiepleje;Fam. Hansen;10.000,00;måned;01-01-2026;\n"
MOVED = "78;620202-4321;Døgninstitution;Skoven;2.500,00;døgn;01-02-2026;30-06-2026\n"
NEW = "79;630303-1111;Aflastning;Engen;4.000,50;måned;15-03-2026;31-12-2026\n"


def workbook(folder: Path) -> Path:
    path = folder / "Styring.xlsx"
    rows = [
        (1, "610101-9876", "Familiepleje", "Fam. Hansen", "Bo", "Aktuel", 10_000, "måned", None, dt.date(2026, 1, 1)),
        (2, "620202-4321", "Døgninstitution", "Skoven", "Bo", "Aktuel", 2_400, "døgn", None, dt.date(2026, 2, 1)),
    ]
    wide = [[*row, *([None] * 18)] for row in rows]
    path.write_bytes(build(WorkbookContent(dispositions=tuple(map(list, zip(*wide, strict=True))))))
    return path


def csv(folder: Path, *lines: str) -> Path:
    path = folder / "sager.csv"
    path.write_text(HEAD + "".join(lines), encoding="cp1252")
    return path


def answer(path: Path, *answers: str | None) -> None:
    for row, text in enumerate(answers, start=6):
        type_in(path, cases.SHEET, f"A{row}", text)


def preview(path: Path) -> list[tuple[Any, ...]]:
    return [tuple(row[:9]) for row in values(path, cases.SHEET)[5:] if any(row)]


def disposition(path: Path) -> list[list[Any]]:
    return [row for row in values(path, "Disponering")[5:] if any(row)]


def test_differences_wait_for_a_yes_and_only_that_is_written(tmp_path: Path) -> None:
    into = workbook(tmp_path)
    before = disposition(into)
    extract = csv(tmp_path, SAME, MOVED, NEW)
    account, _, _ = job.import_cases(extract, into)
    assert disposition(into) == before
    assert preview(into) == [
        (None, "ændret", 7, "620202-4321", "Døgninstitution", "01-02-2026", "Takst", "2.400,00", "2.500,00"),
        (None, "ændret", 7, "620202-4321", "Døgninstitution", "01-02-2026", "Stopdato", "(åben)", "30-06-2026"),
        (None, "ny", None, "630303-1111", "Aflastning", "15-03-2026", None, None,
         "4.000,50 kr. pr. måned til 31-12-2026 Engen"),
    ]  # fmt: skip
    assert (len(account.waiting), len(account.applied)) == (3, 0)
    answer(into, "nej", "ja", "ja")
    account, _, _ = job.import_cases(extract, into)
    rows = disposition(into)
    assert (rows[1][6], rows[1][10].date()) == (2_400, dt.date(2026, 6, 30))
    assert rows[2][1:10] == [
        "630303-1111", "Aflastning", "Engen", None, None, 4000.5, "måned", None, dt.datetime(2026, 3, 15),
    ]  # fmt: skip
    assert [line[:2] for line in preview(into)] == [("nej", "ændret")]
    said = " ".join(cases.lines(job.import_cases(extract, into)[0]))
    assert "Afslået med et nej: 0 nye bevillinger, 1 ændret felt" in said
    assert "Venter" not in said
    book = openpyxl.load_workbook(into)["Disponering"]
    assert book.tables["tblDisponering"].ref.endswith("8")
    assert [book.cell(8, at).style for at in range(1, 15)] == [book.cell(7, at).style for at in range(1, 15)]
    assert not job.import_cases(extract, into)[2]
    assert undo(into).path == into.resolve()


def test_what_the_user_changed_since_is_asked_about_again(tmp_path: Path) -> None:
    into = workbook(tmp_path)
    extract = csv(tmp_path, MOVED)
    job.import_cases(extract, into)
    answer(into, "ja", None)
    type_in(into, "Disponering", "G7", 2_450)
    account, _, _ = job.import_cases(extract, into)
    assert not account.applied
    assert disposition(into)[1][6] == 2_450
    assert preview(into)[0][7:] == ("2.450,00", "2.500,00")


def test_a_formula_of_the_user_stays(tmp_path: Path) -> None:
    into = workbook(tmp_path)
    extract = csv(tmp_path, MOVED)
    type_in(into, "Disponering", "G7", Formula("2000+400", 2_400))
    job.import_cases(extract, into)
    answer(into, "ja", "nej")
    account, _, _ = job.import_cases(extract, into)
    assert account.locked == ("Disponering!G7",)
    assert openpyxl.load_workbook(into)["Disponering"]["G7"].value == "=2000+400"


def test_unusable_rows_are_listed_and_apply_needs_a_yes(tmp_path: Path) -> None:
    into = workbook(tmp_path)
    bad = "80;630303-1111;Aflastning;;4.000,00;måned;31-02-2026;\n81;;Aflastning;;1,50;måned;01-02-2026;\n"
    extract = csv(tmp_path, NEW, NEW, bad)
    account, _, _ = job.import_cases(extract, into, dry_run=True)
    assert account.refused == (
        (3, "samme borger, foranstaltning og startdato står to gange"),
        (4, "startdato kan ikke læses"),
        (5, "CPR-nr. mangler"),
    )
    with pytest.raises(StyringError, match="Ingen ændringer er godkendt"):
        job.import_cases(extract, into, only=True)
    shown = CliRunner().invoke(app, ["import-cases", str(extract), "--into", str(into)])
    assert shown.exit_code == 1
    assert "630303" not in shown.output
    answer(into, "ja")
    assert CliRunner().invoke(app, ["import-cases", str(extract), "--into", str(into), "--apply"]).exit_code == 1
    assert len(disposition(into)) == 3
    assert not refreshing.run(into, year=2026, closed=0).refreshed.has_errors

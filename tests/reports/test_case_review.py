"""*Sagsgennemgang*: one adviser's rows, dearest first, with what has moved since the last revision."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from styring_xl import case_reviews, office
from styring_xl.cells.cell import column_letters
from styring_xl.cli import app
from tests import libreoffice
from tests.command_line import CliRunner
from tests.workbooks import refreshed, rows_of, standard_book, type_in, values

ROWS = """
CPR-nr.     | Foranstaltning | Leverandør | Rådgiver | Takst | Startdato  | Stopdato
610180-0001 | Støtte         | Ask        | Ane      | 1000  | 01-01-2026 | 30-09-2026
620708-4002 | Pleje          | Eg         | ane      | 20000 | 01-01-2026 |
630180-0003 | Pleje          | Eg         | Bo       | 90000 | 01-01-2026 |
"""


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code in (0, 1), result.output
    return result.output


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = standard_book(tmp_path / "ark.xlsx", ROWS)
    listed = values(path, "Opsætning")
    row, column = next(
        (r, c) for r, line in enumerate(listed, 1) for c, at in enumerate(line, 1) if at == "Sagsgennemgang"
    )
    type_in(path, "Opsætning", f"{column_letters(column + 1)}{row}", "ja")
    return refreshed(path)


def test_the_rows_of_the_adviser_in_the_yellow_cell_stand_with_what_has_moved_and_what_is_to_come(book: Path) -> None:
    run("snapshot", str(book), "--label", "Revision 1")
    type_in(book, "Sagsgennemgang", "B5", "ANE")
    type_in(book, "Disponering", "G6", 2000)
    shown = rows_of(refreshed(book), "Sagsgennemgang", 10)
    assert shown[0][:2] == ["Rådgiver", "ANE"]
    assert shown[1][6] == "Ændring siden Revision 1 2026"
    assert [row[:3] + row[5:9] for row in shown[2:5]] == [
        ["Disponering!7", "Pleje", "Eg", 240_000, 0, None, "18 år 02-07-2026"],
        ["Disponering!6", "Støtte", "Ask", 18_000, 9_000, "takst eller mængde", "stop 30-09-2026"],
        ["I alt", None, None, 258_000, 9_000, None, None],
    ]
    assert "610180" not in str(shown), "no citizen is named"


def test_without_a_name_the_dearest_adviser_is_shown_and_the_cell_stays_empty(book: Path) -> None:
    shown = rows_of(book, "Sagsgennemgang", 10)
    assert shown[0][:3] == ["Rådgiver", None, "Vist er Bo, hvis sager koster mest."]
    assert shown[2][5] == 1_080_000
    type_in(book, "Sagsgennemgang", "B5", "Ib")
    told = rows_of(refreshed(book), "Sagsgennemgang", 3)[0]
    assert told == ["Rådgiver", "Ib", "Ingen række i Disponering har den rådgiver. Vist er Bo, hvis sager koster mest."]


@pytest.mark.slow
def test_every_adviser_gets_a_workbook_where_there_is_no_office_program(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find", lambda: None)
    before = book.read_bytes()
    assert "2 projektmapper" in run("case-review", str(book), "--all", "-o", str(tmp_path / "sager"))
    made = sorted((tmp_path / "sager").iterdir())
    assert [path.name for path in made] == ["Sagsgennemgang Ane.xlsx", "Sagsgennemgang Bo.xlsx"]
    assert [row[0] for row in rows_of(made[0], "Sagsgennemgang", 6)][2:4] == ["Disponering!7", "Disponering!6"]
    assert openpyxl.load_workbook(made[0]).sheetnames == ["Sagsgennemgang"]
    assert book.read_bytes() == before
    again = CliRunner().invoke(app, ["case-review", str(book), "--all", "-o", str(tmp_path / "sager")])
    assert again.exit_code == 2, "what is there is not overwritten"
    assert "findes allerede" in again.output


@pytest.mark.parametrize("arguments", [[], ["--all", "--adviser", "Ane"], ["--adviser", "Ib"]])
def test_who_is_meant_has_to_be_said(book: Path, tmp_path: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["case-review", str(book), "-o", str(tmp_path / "sager"), *arguments])
    assert result.exit_code == 2
    assert "610180" not in result.output


@pytest.mark.office
def test_a_pdf_is_made_and_nothing_is_left_beside_it(book: Path, tmp_path: Path) -> None:
    libreoffice.required()
    assert "1 PDF" in run("case-review", str(book), "--adviser", "bo", "-o", str(tmp_path / "sager"))
    (made,) = (tmp_path / "sager").iterdir()
    assert made.name == "Sagsgennemgang Bo.pdf"
    assert made.read_bytes().startswith(b"%PDF")


def test_files_are_called_by_the_adviser_and_numbered_where_two_are_alike() -> None:
    assert case_reviews._stems(["Bo Holm", "Bo", "bo.", "?"]) == [
        "Sagsgennemgang Bo Holm", "Sagsgennemgang Bo", "Sagsgennemgang bo 2", "Sagsgennemgang rådgiver",
    ]  # fmt: skip

"""The report of a run, and the files that are passed over because of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from styring_xl.cli import app
from tests import workbooks
from tests.command_line import CliRunner
from tests.runs.departments import folder_of


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*map(str, arguments)])
    return done.exit_code, done.output


def report(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def test_a_file_is_passed_over_until_its_content_is_another(tmp_path: Path) -> None:
    file, told = folder_of(1, tmp_path)[0], tmp_path / "rapport.json"
    arguments = ("refresh", tmp_path, "--report", told, "--since", told)
    first, _ = run(*arguments)
    os.utime(file, (1, 1))  # another time is no other content
    second, said = run(*arguments)
    assert f"{file}: uændret siden sidst, sprunget over" in said
    assert (second, report(told)["counts"]["unchanged"]) == (first, 1)
    assert report(told)["files"][0]["totals"]["result"] > 0
    stamp = file.stat()
    workbooks.type_in(file, "Disponering", "C2", 1)
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # and the same time no same content
    assert "sprunget over" not in run(*arguments)[1]


def test_a_file_is_done_again_with_other_options_and_where_it_was_not_done(tmp_path: Path) -> None:
    file, told = folder_of(1, tmp_path)[0], tmp_path / "rapport.json"
    run("refresh", file, "--report", told)
    assert "sprunget over" not in run("refresh", file, "--closed-month", "3", "--since", told)[1]
    broken = folder_of(1, tmp_path / "halv", broken_each=1)[0]
    for _ in range(2):
        code, said = run("refresh", broken, "--report", told, "--since", told)
        assert (code, "beskadiget" in said) == (2, True)


def test_nothing_is_written_over_that_is_no_report(tmp_path: Path) -> None:
    file, other = folder_of(2, tmp_path)
    before = other.read_bytes()
    stories: tuple[tuple[list[str | Path], str], ...] = (
        (["--report", other], "ikke en rapport fra en kørsel, så den bliver ikke overskrevet"),
        (["--report", tmp_path / "rapport.txt"], "skal hedde noget på .json eller .xlsx"),
        (["--since", other], "er ikke en rapport fra en tidligere kørsel"),
    )
    for places, why in stories:
        code, said = run("refresh", file, *places)
        assert (code, why in said) == (2, True), said
    assert other.read_bytes() == before
    assert not list(tmp_path.glob("*.kopi*"))


@pytest.mark.usefixtures("one_process")
def test_the_workbook_tells_of_each_file_and_its_sums_are_the_files(tmp_path: Path) -> None:
    files = folder_of(3, tmp_path, broken_each=3)
    sheet, told = tmp_path / "ny" / "Kørsel.xlsx", tmp_path / "ny" / "rapport.json"
    for _ in range(2):  # its own report is written over
        code, _ = run("check", *files, "--workers", "1", "--report", sheet, "--report", told)
    assert code == 2
    run("refresh", *files, "--workers", "1", "--report", sheet, "--report", told)
    rows = [row[:15] for row in openpyxl.load_workbook(sheet)["Kørsel"].iter_rows(min_row=6, values_only=True)]
    entries = report(told)["files"]
    assert [row[0] for row in rows] == [*map(str, files), "I alt"]
    assert rows[2][1] == "Ikke gennemført"
    assert "beskadiget" in str(rows[2][14])
    result = [entry["totals"]["result"] for entry in entries if "totals" in entry]
    assert [row[5] for row in rows[:2]] == [ore / 100 for ore in result]
    assert rows[3][5] == "=SUM(F6:F8)"
    assert workbooks.cell(sheet, "Kørsel", "F9") == sum(result) / 100


def test_the_report_holds_no_cells_contents(tmp_path: Path) -> None:
    file, told = folder_of(1, tmp_path)[0], tmp_path / "rapport.json"
    run("refresh", file, "--dry-run", "--report", told, "--report", tmp_path / "Kørsel.xlsx")
    assert "changes" not in report(told)["files"][0]
    assert "05-4000" not in told.read_text("utf-8")

"""Microsoft's Open XML SDK has nothing against the workbooks that the commands write."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from styring_xl.cli import app
from tests import validator
from tests.command_line import CliRunner
from tests.gathered import Gathering, distinct, edited_from, faults, main

ROOT = Path(__file__).parents[2]


def tabled(rate: int) -> bytes:
    """A workbook with a table."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Disponering").add_table("A1:B2", {"data": [["Aflastning", rate]]})
    return out.getvalue()


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook with other bytes in its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
    return out.getvalue()


def spoilt(data: bytes) -> bytes:
    """A workbook with an element in its tables that Excel would take out again."""
    return replaced(data, b"<tableColumns ", b"<tableRows/><tableColumns ")


def test_of_each_kind_of_workbook_one_is_judged_for_what_it_had_not_before(tmp_path: Path) -> None:
    validator.required()
    assert main(tmp_path) == 2
    gathering, sound = Gathering(tmp_path), tabled(1_200)
    gathering.take(sound, None)
    gathering.take(tabled(1_300), sound)
    [kept] = distinct(tmp_path)
    assert faults(kept) == []
    gathering.take(spoilt(sound), sound)
    [bad] = {*distinct(tmp_path)} - {kept}
    told = faults(bad)
    assert {each.split(": ")[1] for each in told} == {*validator.EDITIONS}
    assert all("tableRows" in each for each in told)
    edited_from(bad).write_bytes(spoilt(sound))
    assert faults(bad) == []
    # The judge gives up on this one before it comes to the table.
    edited_from(bad).write_bytes(replaced(spoilt(sound), b" Id=", b" Ix="))
    assert faults(bad) == []


@pytest.mark.slow
def test_a_year_of_commands_writes_what_excel_opens(tmp_path: Path) -> None:
    validator.required()
    book, earlier = tmp_path / "Styringsark.xlsm", tmp_path / "Fra 0.2.xlsm"
    shutil.copy(ROOT / "xl" / book.name, book)
    shutil.copy(ROOT / "tests" / "upgrade" / "shipped" / "0.2.xlsm", earlier)
    assert validator.complaints(book) == []
    for made, command in (
        (book, ["refresh", str(book)]),
        (book, ["close", str(book), "--month", "7", "--note", "Resten i august"]),
        (earlier, ["upgrade", str(earlier)]),
        (tmp_path / "2027.xlsm", ["new-year", str(book), "-o", str(tmp_path / "2027.xlsm")]),
        (tmp_path / "Samlet.xlsx", ["overview", str(book), str(earlier), "-o", str(tmp_path / "Samlet.xlsx")]),
    ):
        done = CliRunner().invoke(app, command)
        assert done.exit_code in (0, 1), done.output
        assert made.exists(), done.output
        assert validator.complaints(made) == [], command

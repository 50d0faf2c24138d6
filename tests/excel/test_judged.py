"""Microsoft's Open XML SDK has nothing against the workbooks that the commands write."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from styring_xl.cli import app
from tests import validator
from tests.command_line import CliRunner

ROOT = Path(__file__).parents[2]


def test_the_judge_tells_what_excel_would_repair(tmp_path: Path) -> None:
    validator.required()
    spoilt = tmp_path / "ark.xlsm"
    with zipfile.ZipFile(ROOT / "xl" / "Styringsark.xlsm") as old, zipfile.ZipFile(spoilt, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<tableColumns ", b"<tableRows/><tableColumns "))
    assert {each.partition(":")[0] for each in validator.complaints(spoilt)} == {*validator.EDITIONS}


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

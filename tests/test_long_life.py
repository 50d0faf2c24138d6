"""A short life of a municipality; ``python -m tests.long_life`` lives the long one."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from styring_xl import demo
from styring_xl.books.file.filebook import FileBook
from styring_xl.cli import app
from tests.command_line import CliRunner
from tests.libreoffice import convert
from tests.long_life import live, said
from tests.long_use import WorkbookShape


@pytest.mark.slow
def test_no_oere_is_lost_and_no_file_grows_from_year_to_year(tmp_path: Path) -> None:
    told = live(tmp_path, years=2, presses=2, citizens=8, months=3)
    assert (told.closings, told.presses, told.checked) == (6, 12, 18)
    first, second = told.sizes
    for each in ("texts", "styles", "names"):
        # Other citizens and another year take some letters more or less.
        assert abs(second[each] - first[each]) <= first[each] // 50, each


@pytest.mark.slow
@pytest.mark.office
def test_libreoffice_computes_the_same_of_the_last_workbook(tmp_path: Path) -> None:
    told = live(tmp_path, years=1, presses=1, citizens=8, months=2)
    assert said(convert(told.last, "xlsx", tmp_path / "office")) == said(told.last)


@pytest.mark.slow
@pytest.mark.office
def test_a_workbook_that_libreoffice_saved_between_is_up_to_date_and_does_not_grow(tmp_path: Path) -> None:
    path = tmp_path / "Styringsark.xlsm"
    path.write_bytes(demo.workbook(macro_enabled=True, postings=400))

    def told(command: str) -> str:
        return CliRunner().invoke(app, [command, str(path)]).output

    told("refresh")
    shapes = []
    for _ in range(3):
        saved = convert(path, "xlsm:Calc MS Excel 2007 VBA XML", tmp_path / "office").read_bytes()
        path.write_bytes(saved)
        assert "Ingen celler ændret" in told("refresh")
        assert path.read_bytes() == saved
        shapes.append(replace(WorkbookShape.of(path), bytes=len(saved) // 1000))
    assert shapes[2] == shapes[1]
    assert "ikke rørt" not in told("undo")
    assert FileBook.open(path).grid("Afvigelse").value(6, 1) is None

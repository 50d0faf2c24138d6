"""Ten extracts of the same postings, each read in full or refused for a reason, and then the same on the sheet."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from styring_xl.books.file.filebook import FileBook
from styring_xl.imports import job
from styring_xl.imports.control import Tally
from tests import workbooks
from tests.imports.extracts import SHAPES, keys, lines, standing, written

FOUND = lines(60)


def new(folder: Path, name: str = "Styring.xlsx") -> Path:
    path = folder / name
    path.write_bytes(workbooks.new())
    return path


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_postings(shape: str, tmp_path: Path) -> None:
    path, given = written(tmp_path, shape, FOUND)
    into = new(tmp_path)
    done = job.import_postings([path], into, given=given)
    assert standing(FileBook.open(into)) == keys(FOUND)
    control = done.account.control
    assert control.came_in == control.placed == Tally(len(FOUND), sum(each.ore for each in FOUND))
    assert not done.account.refused
    again = job.import_postings([path], into)
    assert not again.saved
    assert again.account.control.known == control.came_in


@pytest.mark.slow
def test_all_ten_one_after_the_other_are_the_postings_once(tmp_path: Path) -> None:
    into = new(tmp_path)
    for shape in SHAPES:
        path, given = written(tmp_path, shape, FOUND)
        control = job.import_postings([path], into, given=given).account.control
        assert control.difference == Tally()
    assert standing(FileBook.open(into)) == keys(FOUND)


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    path, _ = written(tmp_path, "plain", FOUND)
    into = new(tmp_path)
    job.import_postings([path], into)
    sheet = openpyxl.load_workbook(into)["Realiseret"]
    cells = [sheet.cell(row, 8) for row in range(6, 66)]
    assert [cell.value for cell in cells] == [each.text for each in FOUND]
    assert {cell.data_type for cell in cells} == {"s"}

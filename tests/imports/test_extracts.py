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


@pytest.mark.parametrize("place", [0, 3])
def test_a_total_called_one_in_a_column_that_is_not_read_is_a_sum(place: int, tmp_path: Path) -> None:
    """»I alt« stands first in its row, in whatever column that is; it holds what all postings come to, and no day."""
    path = tmp_path / "opus.csv"
    total = ["", "", "", "", "", "3.000,00"]
    total[place] = "I alt"
    rows = (
        "Artskonto;PSP-element;Bogføringsdato;Profitcenter;Tekst;Beløb", "4522;528201001;05-01-2026;7;Januar;1.000,00",
        "4522;528201001;05-02-2026;7;Februar;2.000,00", ";".join(total),
    )  # fmt: skip
    path.write_text("\n".join(rows), "utf-8")
    done = job.import_postings([path], new(tmp_path))
    assert done.account.control.came_in == done.account.control.placed == Tally(2, 3_000_00)
    notes = " ".join(note for file in done.account.files for note in file.notes)
    assert "1 række er en sum og ikke en postering, så den er ikke med (linje 4)." in notes
    assert "Udtrækkets egen sum i linje 4 stemmer med rækkerne." in notes


def test_an_amount_without_a_day_that_is_no_sum_of_the_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "opus.csv"
    rows = (
        "Artskonto;PSP-element;Bogføringsdato;Beløb", "4522;528201001;05-01-2026;1.000,00",
        "4522;528201001;05-02-2026;2.000,00", "I alt;;;3.000,01",
    )  # fmt: skip
    path.write_text("\n".join(rows), "utf-8")
    control = job.import_postings([path], new(tmp_path)).account.control
    assert (control.placed, control.refused) == (Tally(2, 3_000_00), Tally(1, 3_000_01))

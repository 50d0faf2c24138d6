"""The files that buttons make beside the workbook, by the mouse in a real LibreOffice: memo, overview, next year."""

from __future__ import annotations

from pathlib import Path

import xlwings

from styring_xl import standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.reports import read
from tests.calc.office import Office
from tests.calc.test_engine import content


def test_the_memo_the_overview_and_next_years_workbook_come_beside_the_open_one(
    office: Office, opened: str, book: xlwings.Book, tmp_path: Path
) -> None:
    path = tmp_path / "Styringsark.xlsm"
    before, there = path.read_bytes(), content(book)
    office.click_button(opened, standard.HISTORY, "Næste års ark")
    office.answer("Hvor mange procent skal taksterne stige", "2,9")
    assert office.message(picture="calc-naeste-aar").startswith(f"Næste års ark ligger i mappen {tmp_path}.")
    made = read(FileBook.open(tmp_path / "Styringsark 2027.xlsm"))
    assert (made.year, len(made.ledger.amount)) == (2027, 0)

    # The list has every workbook of the folder, and the new one is of another year.
    said = office.press(opened, standard.DEPARTMENTS, "Samlet overblik", picture="calc-overblik")
    assert said.startswith("»Samlet overblik.xlsx« er lavet i mappen")
    assert "1 afdeling, regnskabsår 2027" in said
    overview = FileBook.open(tmp_path / "Samlet overblik.xlsx").grid("Samlet overblik")
    assert "Styringsark 2027" in [row[0] for row in overview.rows if row]

    office.click_button(opened, standard.MEMO, "Skriv notat")
    office.answer("Skal notatet gemmes som Word eller som PDF", "PDF")
    assert "er gemt som »Notat Styringsark 2026-" in office.message(picture="calc-notat")
    printed = next(tmp_path.glob("Notat Styringsark 2026-*.pdf")).read_bytes()
    assert printed.startswith(b"%PDF")

    assert content(book) == there
    assert path.read_bytes() == before

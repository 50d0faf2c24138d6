"""The button *Hent posteringer* over an engine in memory: the same cells as the command line, said in one message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from styring_xl import buttons
from styring_xl.imports import job
from tests import workbooks
from tests.excel.engine import Book, open_book
from tests.imports.extracts import lines, written

pytestmark = [
    pytest.mark.filterwarnings("ignore:Print area cannot be set"),
    pytest.mark.usefixtures("own_memory"),
]
FOUND = lines(40)


def ledger(book: Book) -> dict[tuple[int, int], Any]:
    data = next(each for each in book.data if each.name == "Realiseret")
    return {at: value for at, value in data.cells.items() if at[0] > 5 and value is not None}


def press(book: Book, *files: Path) -> str:
    book.chosen = [str(each) for each in files]
    buttons.press("import_postings")
    return str(book.app.alerts[-1])


def test_the_button_and_the_command_write_the_same_cells(tmp_path: Path) -> None:
    package = workbooks.new()
    _, book = open_book(package)
    extract, _ = written(tmp_path, "plain", FOUND)
    text = press(book, extract)
    assert text.startswith("40 posteringer på")
    assert "Difference: 0,00 kr." in text
    into = tmp_path / "Styring.xlsx"
    into.write_bytes(package)
    job.import_postings([extract], into)
    sheet = openpyxl.load_workbook(into)["Realiseret"]
    cells = {(c.row, c.column): c.value for row in sheet.iter_rows(min_row=6) for c in row if c.value is not None}
    assert ledger(book) == cells
    data = next(each for each in book.data if each.name == "Realiseret")
    assert data.tables == [("tblRealiseret", (5, 1, 45, 10))]
    assert {data.styles[row, 6] for row in range(6, 46)} == {sheet["F6"].style}


def test_pressing_again_writes_nothing_and_undo_takes_it_back(tmp_path: Path) -> None:
    _, book = open_book(workbooks.new())
    extract, _ = written(tmp_path, "plain", FOUND)
    press(book, extract)
    calls = len(book.log.calls)
    assert press(book, extract).startswith("Intet nyt er hentet.")
    assert "write" not in book.log.calls[calls:]
    buttons.press("undo")
    assert not ledger(book)
    assert press(book, extract).startswith("40 posteringer på")


def test_nothing_chosen_and_unreadable_extracts_are_one_sentence(tmp_path: Path) -> None:
    _, book = open_book(workbooks.new())
    assert "styring-xl import" in press(book)
    odd = tmp_path / "odd.csv"
    odd.write_text("Dato;Konto;Beløb\n05-03-2026;1;1.234\n", encoding="utf-8")
    assert "decimaltegn kan ikke afgøres" in press(book, odd)
    assert not ledger(book)


def test_a_death_on_the_way_leaves_the_sheet_as_it_was(tmp_path: Path) -> None:
    extract, _ = written(tmp_path, "plain", FOUND)
    package = workbooks.new()
    _, probe = open_book(package)
    press(probe, extract)
    for at in range(1, len(probe.log.calls) + 1):
        _, book = open_book(package)
        book.log.fail_at = at
        book.chosen = [str(extract)]
        try:
            buttons.press("import_postings")
        except Exception:
            continue
        if "posteringer på" not in book.app.alerts[-1].partition("\n")[0]:
            assert not ledger(book), at

"""A button and the command line choose the same sheet and leave the same cells alone."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from styring_xl import buttons, job
from tests.excel.engine import Book, open_book
from tests.workbooks import BUDGET, HEADER, LEDGER, day

pytestmark = pytest.mark.usefixtures("own_memory")
ROW = ("610101-1234", "Aflastning", 10_000, "måned", 1, day("01-01-2026"), None, 1)
JANUARY = len(ROW) + 1


def sheets(**dispositions: str) -> Workbook:
    """A workbook of a ledger, a budget and dispositions, each in the state that is given for it."""
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for name, state in dispositions.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append(HEADER)
        sheet.append(ROW)
    book.create_sheet("Posteringer").append(LEDGER)
    book["Posteringer"].append((day("15-01-2026"), "610101-1234", "Aflastning", 10_000, "B1"))
    book.create_sheet("Budget").append(BUDGET)
    book["Budget"].append(("Aflastning", 120_000, 0, 1, 120_000))
    return book


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def pressed(data: bytes, helps: bool) -> Book:
    _, book = open_book(data, helps=helps)
    buttons.press("update_forecast")
    return book


def refreshed(data: bytes, tmp_path: Path) -> Workbook:
    path = tmp_path / "Styring.xlsx"
    path.write_bytes(data)
    job.run(path)
    return openpyxl.load_workbook(path, data_only=True)


HELPS = pytest.mark.parametrize("helps", [True, False], ids=["own macros run", "no macros run"])


@HELPS
@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_passed_over_for_one_the_user_sees(tmp_path: Path, helps: bool, state: str) -> None:
    data = saved(sheets(Disponering=state, Udgifter="visible"))
    live = {sheet.name: sheet for sheet in pressed(data, helps).data}
    filed = refreshed(data, tmp_path)
    assert (live["Disponering"].cells.get((2, JANUARY + 1)), live["Udgifter"].cells[2, JANUARY + 1]) == (None, 10_000)
    assert [filed[name].cell(2, JANUARY + 1).value for name in ("Disponering", "Udgifter")] == [None, 10_000]


def test_whether_a_sheet_is_hidden_is_asked_only_where_sheets_compete() -> None:
    one, two = (pressed(saved(sheets(**dict.fromkeys(names, "visible"))), True) for names in (["A"], ["A", "B"]))
    assert (one.log.count("get flag"), two.log.count("get flag")) == (0, 2)


@HELPS
def test_months_hidden_in_merged_cells_are_left_alone_and_told_of(tmp_path: Path, helps: bool) -> None:
    """Two rows are merged across February to April, one near the top of the sheet and one far down."""
    book = sheets(Disponering="visible")
    sheet = book["Disponering"]
    for _ in range(80):
        sheet.append(ROW)
    for row in (5, 75):
        sheet.merge_cells(start_row=row, end_row=row, start_column=JANUARY + 1, end_column=JANUARY + 3)
    data = saved(book)
    live = {sheet.name: sheet for sheet in pressed(data, helps).data}
    filed = refreshed(data, tmp_path)
    for row in (5, 75):
        months = [live["Disponering"].cells.get((row, JANUARY + month)) for month in range(1, 5)]
        assert months == [10_000, None, None, 10_000]
        assert [filed["Disponering"].cell(row, JANUARY + month).value for month in range(1, 5)] == months
    found = live["Kontrol"]
    told = [[found.cells.get((row, column)) for column in range(1, 7)] for row in range(11, 300)]
    assert sum(row[2] == "tekst-i-måned" and row[5] is not None for row in told) == 4
    filed_rows = [[cell.value for cell in row] for row in filed["Kontrol"].iter_rows(11, 299, 1, 6)]
    # A kind's kroner are a formula, which nobody works out here.
    assert [line[:3] + line[4:] for line in told] == [line[:3] + line[4:] for line in filed_rows]

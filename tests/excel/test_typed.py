"""What is typed on a result sheet in an open workbook is kept by the button, and used as in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from styring_xl import demo, job, standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.reports.forecast.columns import columns as forecast_columns
from styring_xl.reports.sheet import Heading
from styring_xl.standard.column import headers
from tests import typed_sheets
from tests.excel.engine import open_book
from tests.excel.test_buttons import close, press


@pytest.mark.slow
def test_a_comment_is_kept_by_the_press_that_closes_a_month_and_comes_back_with_undo() -> None:
    _, book = open_book(demo.workbook(12, closed_month=6))
    press(book, "update_forecast")
    sheet = next(d for d in book.data if d.name == standard.VARIANCE)
    sheet.cells[7, 13] = "=to nye sager"
    press(book, "update_forecast")
    assert sheet.cells[7, 13] == "=to nye sager"
    assert (7, 13) not in sheet.formulas
    close(book, "7", note="prøve")
    assert (sheet.cells.get((7, 13)), sheet.cells[7, 14].partition(" ")[0]) == (None, "juni")
    assert sheet.cells[7, 14].endswith(": =to nye sager")
    press(book, "undo")
    assert (sheet.cells[7, 13], sheet.cells.get((7, 14))) == ("=to nye sager", None)


def test_a_press_keeps_what_was_typed_and_uses_it() -> None:
    _, book = open_book(demo.workbook(40))
    press(book, "update_forecast")
    sheet = next(d for d in book.data if d.name == standard.FORECAST)
    columns = headers(forecast_columns(Heading(2026)))
    at = {name: column for column, name in enumerate(columns, 1)}
    sheet.cells[8, at["Metode"]] = "skøn"
    sheet.cells[8, at["Skøn / DCO"]] = 4711.0
    sheet.cells[8, at["Kommentar"]] = "efter møde"
    press(book, "update_forecast")
    typed = [sheet.cells[8, at[name]] for name in ("Metode", "Skøn / DCO", "Kommentar")]
    assert typed == ["SKØN", 4711.0, "efter møde"]
    press(book, "undo")
    assert sheet.cells[8, at["Metode"]] == "skøn"


@pytest.mark.slow
def test_what_is_typed_on_a_proposal_and_a_scenario_gives_the_cells_of_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "fil.xlsx"
    path.write_bytes(typed_sheets.typed())
    _, book = open_book(typed_sheets.typed())
    assert "Prognosen er opdateret" in press(book, "update_forecast")
    job.run(path)
    filed = FileBook.open(path)
    reasons, followed = typed_sheets.told(filed)
    assert (reasons, followed) == (["To pladser, og en aftale"], f"Kom det som planlagt? {typed_sheets.SCENARIO}")
    for name in typed_sheets.SHEETS:
        data, grid = next(each for each in book.data if each.name == name), filed.grid(name)
        cells = {(row, at): each for row, line in enumerate(grid.rows, 1) for at, each in enumerate(line, 1) if each}
        typed = {at: each for at, each in cells.items() if at not in grid.formulas}
        assert {at: (data.cells.get(at), each) for at, each in typed.items() if data.cells.get(at) != each} == {}
        assert {at: data.formulas.get(at) for at in grid.formulas} == grid.formulas
    assert str(press(book, "update_forecast")).startswith("Alt er opdateret i forvejen")

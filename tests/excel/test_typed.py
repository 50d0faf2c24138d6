"""What is typed on *Prognose* in an open workbook is kept by the button."""

from __future__ import annotations

from styring_xl import demo, standard
from styring_xl.reports.forecast.columns import columns as forecast_columns
from styring_xl.reports.sheet import Heading
from styring_xl.standard.column import headers
from tests.excel.engine import open_book
from tests.excel.test_buttons import close, press


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

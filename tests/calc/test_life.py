"""A month in the life of a user who has a keyboard, a mouse and Calc: nothing typed is lost at any step."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import xlwings

from styring_xl import standard
from styring_xl.calc.engine import caller, connect
from tests.calc.office import Office
from tests.calc.test_clicks import UNDO, UPDATE, differences
from tests.calc.test_engine import Cells, content

NEW = """
900128-4012 | Familiepleje  | Plejefamilie 7     | Rikke Dalsø | Aktuel    | 1000  | døgn  |   | 1-12-2026  |
900128-4012 | Aflastning    | Aflastningshjemmet | Rikke Dalsø | Forventet | 6200  | måned |   | 15-12-2026 | 31-12-2026
650605-9013 | Ungevejledere | Fjordby Familiehus | Ole Klintø  | Aktuel    | 350,5 | time  | 2 | 1-12-2026  | 31-1-2027
"""
DECEMBER = [31_000.0, 3_400.0, 3_104.43]
"""31 days; 17 of the month's 31 days; two hours a week, 31 days."""
INPUTS = (standard.SETUP, standard.DISPOSITION, standard.POSTINGS, standard.BUDGET, standard.PARAMETERS)
TYPED = "BCDEFGHIJK"


def given(book: xlwings.Book) -> Cells:
    """What only users type: all of the input sheets but the months and the expected result."""
    return {
        (sheet, at): held
        for (sheet, at), held in content(book, *INPUTS).items()
        if sheet in INPUTS and (sheet != standard.DISPOSITION or at.rstrip("0123456789") in "ABCDEFGHIJKLMN")
    }


def shown(cells: Cells) -> Cells:
    """The same cells without their formulas, which an .ods spells in its own way."""
    return {at: held[1] if isinstance(held, tuple) else held for at, held in cells.items()}


def read(text: str) -> Any:
    """What a cell holds after a text was typed into it."""
    if re.fullmatch(r"\d+-\d+-\d{4}", text):
        day, month, year = map(int, text.split("-"))
        return dt.datetime(year, month, day)
    return float(text.replace(",", ".")) if re.fullmatch(r"[\d,]+", text) else text


def finding(book: xlwings.Book, code: str) -> tuple[str, str, str]:
    """The first finding of a code: the cell of *Kontrol* that links to it, and the sheet and cell it leads to."""
    for at, row in enumerate(book.sheets[standard.FINDINGS].used_range.value, 1):
        if code in row:
            sheet, cell = row[row.index(code) + 2 :][:2]
            if not cell:  # the line of a kind with several
                continue
            return f"{chr(ord('A') + row.index(cell))}{at}", sheet, cell
    raise AssertionError(code)


def test_a_month_in_the_life(office: Office, opened: str, book: xlwings.Book, tmp_path: Path) -> None:
    held = given(book)
    disposition = book.sheets[standard.DISPOSITION]
    first = disposition.tables[standard.DISPOSITION_TABLE].range.last_cell.row + 1

    def nothing_is_lost() -> None:
        assert differences(given(book), held) == {}

    def correct(cell: str, text: str) -> None:
        office.type(text)
        office.keys("Return")
        held[standard.DISPOSITION, cell] = read(text)
        nothing_is_lost()

    # Three new bevillinger, straight under the others.
    office.front()
    for row, line in enumerate(NEW.strip().splitlines(), first):
        office.go(opened, standard.DISPOSITION, f"B{row}")
        for column, text in zip(TYPED, map(str.strip, line.split("|")), strict=True):
            office.type(text)
            office.keys("Tab")
            if text:
                held[standard.DISPOSITION, f"{column}{row}"] = read(text)
    nothing_is_lost()

    # A placement that ends with September.
    office.go(opened, standard.DISPOSITION, "K6")
    correct("K6", "30-9-2026")

    assert "Prognosen er opdateret" in office.press(opened, standard.START, UPDATE)
    nothing_is_lost()
    assert disposition.range((first, 26), (first + 2, 26)).value == DECEMBER
    assert disposition.range("W6:Z6").value == [1497.5 * 30, None, None, None]

    # The first mistake is one click away in Kontrol; the click leads to the cell, which is corrected there.
    link, sheet, cell = finding(book, "dato")
    office.click(*office.user("place", opened, standard.FINDINGS, link), key="ctrl")
    office.until(lambda: office.at(opened, sheet, cell), f"{link} does not lead to {cell}")
    office.picture("calc-link")
    uncorrected = content(book)
    correct(cell, "28-2-2026")
    assert "Prognosen er opdateret" in office.press(opened, standard.START, UPDATE)
    nothing_is_lost()
    assert (sheet, cell) != finding(book, "stop-før-start")[1:]
    rows = book.sheets[standard.FINDINGS].used_range.value
    assert not any(cell in row and "dato" in row for row in rows)
    corrected = content(book)

    # What the press did is taken back, what was typed since stays.
    assert "er fortrudt" in office.press(opened, standard.START, UNDO)
    nothing_is_lost()
    assert differences(content(book), {**uncorrected, (sheet, cell): held[sheet, cell]}) == {}
    assert "Prognosen er opdateret" in office.press(opened, standard.START, UPDATE)
    assert differences(content(book), corrected) == {}

    # Saved as Calc's own kind of file, and opened again.
    office.front()
    office.keys("ctrl+s")
    office.message("Ja")
    saved = tmp_path / "Styringsark.ods"
    office.until(lambda: str(office.user("address", opened)).endswith(saved.name), "no copy was saved")
    office.close(opened)
    again = office.user("open", str(saved))
    reopened = caller(connect(office.channel), again)
    assert differences(shown(given(reopened)), shown(held)) == {}
    assert "Alt er opdateret i forvejen" in office.press(again, standard.START, UPDATE)
    assert differences(shown(given(reopened)), shown(held)) == {}
    # What was pressed in it under its old name is taken back under the new one.
    assert "er fortrudt" in office.press(again, standard.START, UNDO)
    assert differences(shown(given(reopened)), shown(held)) == {}
    office.close(again)

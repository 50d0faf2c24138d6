"""Vis grundlag and Tilbage in the workbook that is open: what they show, where they lead, and what a press costs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from styring_xl import buttons, standard, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.live import link_target
from styring_xl.cells.cell import Formula, parse_address
from styring_xl.reports import read
from styring_xl.standard import style
from tests.excel.engine import Book, open_book
from tests.test_explain import SHARED
from tests.workbooks import standard_package

pytestmark = pytest.mark.usefixtures("own_memory")


@pytest.fixture(scope="module")
def package() -> bytes:
    return standard_package(*SHARED, closed=1)


@pytest.fixture
def book(package: bytes) -> Book:
    _, found = open_book(package)
    buttons.press("update_forecast")
    found.app.alerts.clear()
    return found


def choose(book: Book, sheet: str, address: str | None) -> None:
    book.active = next(at for at, data in enumerate(book.data) if data.name == sheet)
    book.selected = address


def shown(book: Book) -> list[list[Any]]:
    """The rows of *Grundlag*; a link as what it shows."""
    data = next(data for data in book.data if data.name == "Grundlag")

    def cell(at: tuple[int, int]) -> Any:
        link = link_target(Formula(data.formulas[at], None)) if at in data.formulas else None
        return data.cells.get(at) if link is None else link[1]

    rows = [[cell((row, column)) for column in range(1, 7)] for row in range(1, data.extent()[0] + 1)]
    return [row for row in rows if any(each is not None for each in row)]


def items(book: Book) -> list[tuple[Any, ...]]:
    """Kind, sheet, cell and amount of the list."""
    rows = shown(book)
    head = next(at for at, row in enumerate(rows) if row[0] == "Art")
    return [(row[0], row[1], row[2], row[4]) for row in rows[head + 1 :] if row[0] != "I alt"]


def row_of(book: Book, kind: str) -> str:
    """The cell of the first item of a kind on the sheet."""
    data = next(data for data in book.data if data.name == "Grundlag")
    return f"A{min(row for (row, column), value in data.cells.items() if column == 1 and value == kind)}"


def test_a_figure_is_followed_to_its_postings_and_back(book: Book) -> None:
    choose(book, "Afvigelse", "E7")
    buttons.press("show_trace")
    assert book.data[book.active].name == "Grundlag"
    assert shown(book)[1][:2] == ["Vej", "Afvigelse!E7"]
    assert shown(book)[2][4] == 42_950
    assert [(kind, amount) for kind, _, _, amount in items(book)] == [
        ("Bevilling", 6050),
        ("Bevilling", 36_200),
        ("Postering", 700),
    ]

    choose(book, "Grundlag", row_of(book, "Bevilling"))
    buttons.press("show_trace")
    assert [row[3] for row in items(book)] == [1050, *[1000] * 5]
    choose(book, "Grundlag", row_of(book, "Celle"))
    buttons.press("show_trace")
    assert shown(book)[1][:4] == ["Vej", "Afvigelse!E7", "Disponering!AA6", "Disponering!O6"]
    assert items(book)[0] == ("Postering", "Realiseret", "F6", 4200)
    assert shown(book)[-1 - len(items(book))][3:] == ["15-01-2026", 4200, "Familiepleje"]

    buttons.press("trace_back")
    assert shown(book)[1][:4] == ["Vej", "Afvigelse!E7", "Disponering!AA6", None]
    choose(book, "Realiseret", "F6")
    buttons.press("trace_back")
    assert book.data[book.active].name == "Grundlag"
    buttons.press("trace_back")
    assert shown(book)[1][:3] == ["Vej", "Afvigelse!E7", None]
    buttons.press("trace_back")
    assert (book.data[book.active].name, book.selected) == ("Afvigelse", "E7:E7")
    assert book.app.alerts == []


def test_nothing_but_its_own_sheet_is_written(book: Book) -> None:
    before = {data.name: (dict(data.cells), dict(data.formulas), dict(data.styles)) for data in book.data}
    choose(book, "Månedsforbrug", "D6")
    buttons.press("show_trace")
    after = {data.name: (dict(data.cells), dict(data.formulas), dict(data.styles)) for data in book.data}
    assert after.pop("Grundlag")
    assert after == before
    buttons.press("update_forecast")
    assert book.app.alerts[-1].startswith("Alt er opdateret i forvejen")


def test_a_step_further_down_reads_nothing_of_the_workbook_but_the_sheet_itself(book: Book) -> None:
    choose(book, "Afvigelse", "E7")
    begin = len(book.log.calls)
    buttons.press("show_trace")
    first = len(book.log.calls) - begin
    choose(book, "Grundlag", row_of(book, "Bevilling"))
    begin = len(book.log.calls)
    buttons.press("show_trace")
    step = book.log.calls[begin:]
    assert step.count("read") <= 2
    assert len(step) < 40 < first < 200


def test_a_change_is_seen_by_the_next_figure_that_is_asked_for(book: Book) -> None:
    choose(book, "Månedsforbrug", "D6")
    buttons.press("show_trace")
    ledger = next(data for data in book.data if data.name == "Realiseret")
    ledger.cells[parse_address("F6")] = 5200.0
    choose(book, "Månedsforbrug", "D6")
    buttons.press("show_trace")
    assert items(book)[0] == ("Postering", "Realiseret", "F6", 5200)
    assert any("ikke opdateret" in str(row[0]) for row in shown(book))


def test_a_users_own_sheet_of_the_name_stays(package: bytes) -> None:
    _, book = open_book(package)
    next(data for data in book.data if data.name == "Kontrol").name = "Grundlag"
    before = dict(next(data for data in book.data if data.name == "Grundlag").cells)
    choose(book, "Disponering", "E6")
    buttons.press("show_trace")
    assert book.data[book.active].name == "Grundlag (2)"
    assert dict(next(data for data in book.data if data.name == "Grundlag").cells) == before


def test_what_is_no_cell_and_no_item_is_a_sentence(book: Book) -> None:
    choose(book, "Afvigelse", None)
    buttons.press("show_trace")
    buttons.press("trace_back")
    choose(book, "Månedsforbrug", "D6")
    buttons.press("show_trace")
    choose(book, "Grundlag", "A1")
    buttons.press("show_trace")
    assert book.app.alerts == [
        "Vælg én celle med et tal, og tryk Vis grundlag igen.",
        "Der er ikke vist noget grundlag at gå tilbage fra.",
        "Vælg en række på listen for at gå et trin længere ned.",
    ]


def test_a_double_click_edits_what_is_typed_as_it_always_did() -> None:
    """What the macro asks before it takes a double click for *Vis grundlag*, held against what the workbook has."""
    folder = Path(__file__).parents[2] / "macros"
    macro = (folder / "StyringHjaelp.bas").read_text(encoding="utf-8")
    length, yellow = re.findall(r'Left\(celle\.Style\.Name, (\d+)\) = "([^"]+)" Then Exit Function', macro)[0]
    assert all(name[: int(length)] == yellow for name in style.TYPED)
    assert not any(name.startswith(yellow) for name in style.ALL if name not in style.TYPED)
    # Only inside what a refresh writes, which is on no sheet that users fill in.
    (prefix,) = re.findall(r'Left\(navn\.Name, 8\) = "([^"]+)"', macro)
    areas = read(FileBook.from_bytes(workbook.build()), year=2026).areas
    assert all(name.startswith(prefix) for name in areas)
    typed = {standard.DISPOSITION, standard.POSTINGS, standard.BUDGET, standard.PARAMETERS, standard.SETUP}
    assert typed.isdisjoint(sheet for sheet, _ in areas.values())
    # Else the click is Excel's own: nothing but a figure that is followed cancels it.
    event = (folder / "ThisWorkbook.cls").read_text(encoding="utf-8")
    assert re.search(r"If Not KanFoelges\(Sh, Target\) Then Exit Sub\s+Cancel = True", event)

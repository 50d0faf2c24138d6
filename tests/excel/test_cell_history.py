"""*Hvem ændrede?*: what a cell of Disponering held at each closing and revision, and bringing a value back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from styring_xl import StyringError, buttons, cell_history, closing, standard, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cell_history import GONE, CellHistory
from styring_xl.cells.cell import parse_address
from styring_xl.cells.patch import Block, Patch
from styring_xl.cli import app
from styring_xl.fit import fit
from styring_xl.reports import read
from tests.command_line import CliRunner
from tests.excel.engine import Book, open_book
from tests.workbooks import standard_package

D = standard.DISPOSITION
AT = {name: at for at, name in enumerate(standard.DISPOSITION_COLUMNS, 1)}
ROWS = """Nr. | CPR-nr. | Foranstaltning | Leverandør | Takst | Takstenhed | Startdato | Stopdato
1 | 610180-0001 | Familiepleje | Hus | 10000 | måned | 01-01-2026 |
2 | 620280-0002 | Aflastning | Hus | 2000 | måned | 01-01-2026 | 31-12-2026"""


def put(data: bytes, row: int, **cells: Any) -> bytes:
    """The workbook with cells of a row of Disponering typed over."""
    blocks = tuple(Block.of(D, row, AT[name], ((value,),)) for name, value in cells.items())
    return FileBook.from_bytes(data).edit(Patch(blocks=blocks)).bytes()


def close(data: bytes, month: int, who: str) -> bytes:
    book = FileBook.from_bytes(data, template=workbook.build)
    snapshot = closing.close(book, month, dt.date(2026, month + 1, 8), note="prøve", who=who)
    return book.edit(fit(book, snapshot).plan).bytes()


@pytest.fixture(scope="module")
def package() -> bytes:
    """January and February closed; the rate raised between them, and after them raised again and moved a row down."""
    data = close(standard_package(ROWS), 1, "lone")
    data = close(put(data, 6, Takst=11_000.5, Stopdato=dt.date(2026, 6, 30)), 2, "per")
    rows = [row[:14] for row in FileBook.from_bytes(data).grid(D).rows[5:7]]
    rows = [[*row, *[None] * (14 - len(row))] for row in rows]
    moved = Patch(blocks=(Block.of(D, 6, 1, (tuple(rows[1]), tuple(rows[0]))),))
    data = FileBook.from_bytes(data).edit(moved).bytes()
    return put(data, 7, Takst=12_000)


def history(data: bytes, cell: str) -> CellHistory:
    book = FileBook.from_bytes(data)
    return cell_history.of(book, read(book), cell)


def said(found: CellHistory) -> list[tuple[Any, ...]]:
    return [(each.entry, each.who, each.value, each.said, each.is_changed) for each in found.values]


def test_a_cell_tells_what_it_held_at_each_closing_wherever_its_row_stands_now(package: bytes) -> None:
    found = history(package, f"{D}!G7")
    assert (found.header, found.now) == ("Takst", 12_000)
    assert said(found) == [
        ("Januar 2026", "lone", 10_000, "", False),
        ("Februar 2026", "per", 11_000.5, "", True),
    ]
    assert said(history(package, f"{D}!K7")) == [
        ("Januar 2026", "lone", None, "", False),
        ("Februar 2026", "per", dt.date(2026, 6, 30), "", True),
    ]
    assert [each.value for each in history(package, f"{D}!G6").values] == [2_000, 2_000]
    assert not history(package, f"{D}!O7").is_typed


def test_a_row_that_was_not_there_says_so(package: bytes) -> None:
    row = dict.fromkeys(AT)
    new = {"Nr.": 3, "CPR-nr.": "630380-0003", "Foranstaltning": "Aflastning", "Takst": 5, "Takstenhed": "måned"}
    data = standard_package(f"{ROWS}\n3 | 630380-0003 | Aflastning | Hus | | | |")
    del row
    data = close(put(data, 8, **dict.fromkeys(new), Leverandør=None), 1, "lone")
    data = put(data, 8, **new, Startdato=dt.date(2026, 2, 1))
    assert said(history(data, f"{D}!G8")) == [("Januar 2026", "lone", None, GONE, False)]


def test_a_value_is_brought_back_and_the_year_computed_with_it(package: bytes, tmp_path: Path) -> None:
    path = tmp_path / "Ark.xlsx"
    path.write_bytes(package)
    told = CliRunner().invoke(app, ["history", str(path), f"{D}!G7", "--json"])
    assert [each["value"] for each in json.loads(told.output)["files"][0]["values"]] == [10_000, 11_000.5]
    before = path.read_bytes()
    would = CliRunner().invoke(app, ["history", str(path), f"{D}!G7", "--restore", "Februar 2026", "--dry-run"])
    assert "ville igen være, som den var ved Februar 2026" in would.output
    assert path.read_bytes() == before
    done = CliRunner().invoke(app, ["history", str(path), f"{D}!G7", "--restore", "februar 2026"])
    assert done.exit_code in (0, 1), done.output
    grid = FileBook.open(path).grid(D)
    assert grid.value(7, AT["Takst"]) == 11_000.5
    # From March on, to the stop in June.
    assert grid.value(7, AT["Forventet regnskab"]) == 4 * 11_000.5


def test_what_cannot_be_told_or_brought_back_is_a_sentence(package: bytes) -> None:
    def refused(cell: str, time: str = "") -> str:
        book = FileBook.from_bytes(package)
        with pytest.raises(StyringError) as error:
            cell_history.bring_back(book, cell, time) if time else cell_history.of(book, read(book), cell)
        return str(error.value)

    assert "gemmer ikke den kolonne" in refused(f"{D}!E7")
    assert "Vælg en celle på en bevilling" in refused(f"{D}!G20")
    assert "beregnes" in refused(f"{D}!O7", "Januar 2026")
    assert "Der er: Januar 2026, Februar 2026" in refused(f"{D}!G7", "Maj 2026")
    fresh = FileBook.from_bytes(standard_package(ROWS))
    with pytest.raises(StyringError, match="endnu intet i Historik"):
        cell_history.of(fresh, read(fresh), f"{D}!G6")


def choose(book: Book, sheet: str, address: str) -> None:
    book.active = next(at for at, data in enumerate(book.data) if data.name == sheet)
    book.selected = address


@pytest.mark.usefixtures("own_memory")
def test_the_buttons_show_it_on_a_sheet_of_its_own_and_bring_a_row_of_it_back(package: bytes) -> None:
    _, book = open_book(package)
    cells = next(data for data in book.data if data.name == D).cells
    choose(book, D, "G7")
    buttons.press("show_history")
    assert book.app.alerts == []
    sheet = next(data for data in book.data if data.name == "Hvem ændrede")
    assert book.data[book.active] is sheet
    lines = [row for row in range(1, sheet.extent()[0] + 1) if str(sheet.cells.get((row, 3), "")).startswith("08-")]
    assert [[sheet.cells.get((row, at)) for at in (1, 4, 5, 6)] for row in lines] == [
        ["Januar 2026", "lone", "10000", None],
        ["Februar 2026", "per", "11000,5", "ja"],
    ]
    choose(book, "Hvem ændrede", f"A{lines[0]}")
    buttons.press("restore_value")
    assert "Disponering!G7 (Takst) er igen, som den var ved Januar 2026." in str(book.app.alerts[-1])
    assert cells[parse_address("G7")] == 10_000
    buttons.press("undo")
    assert cells[parse_address("G7")] == 12_000
    choose(book, D, "G7")
    buttons.press("restore_value")
    assert "vælg så en række på listen" in str(book.app.alerts[-1])

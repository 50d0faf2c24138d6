"""The live code over a real spreadsheet program: the buttons in Calc, and what the engine promises xlwings."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

from styring_xl import buttons, demo, job, standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.buttons import undo
from styring_xl.calc.engine import App, caller, connect
from styring_xl.calc.program.channel import Failed
from styring_xl.cells.cell import address
from styring_xl.reports import SHEETS, variance
from tests import typed_sheets
from tests.calc.office import Office
from tests.recommended import CARE, HOME, asked, typed

SHIPPED = Path(__file__).parents[2] / "xl" / "Styringsark.xlsm"
Cells = dict[tuple[str, str], Any]
ONE_CELL = re.compile(r"(\$[A-Z]+\$\d+):\1$")
"""A range of one cell at the end of a text."""
Opened = Callable[[Path], xlwings.Book]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """What a press tells the user, instead of a window that somebody must close."""
    texts: list[str] = []

    def alert(self: App, prompt: str, *more: Any) -> str:
        texts.append(prompt)
        return "ok"

    monkeypatch.setattr(App, "alert", alert)
    monkeypatch.setattr(undo, "folder", lambda: tmp_path / "fortryd")
    active = xlwings.engines.active
    yield texts
    if hasattr(xlwings.Book, "_mock_caller"):
        del xlwings.Book._mock_caller
    xlwings.engines.active = active


@pytest.fixture
def opened(office: Office, said: list[str]) -> Iterator[Opened]:
    app = connect(office.channel)
    documents: list[str] = []

    def open_(path: Path) -> xlwings.Book:
        documents.append(office.open(path))
        return caller(app, documents[-1])

    yield open_
    for document in documents:
        if document in office.channel.call("desk.documents"):
            office.close(document)


@pytest.fixture
def empty(office: Office, said: list[str]) -> Iterator[xlwings.Book]:
    app = connect(office.channel)
    document = str(office.channel.call("desk.new"))
    yield caller(app, document)
    office.close(document)


def content(book: xlwings.Book, *sheets: str) -> Cells:
    """Every cell that holds something: its formula or value, a link as what it shows, and its style; and the names.

    With ``sheets`` of these alone.
    """
    cells: Cells = {}
    for sheet in [book.sheets[name] for name in sheets] or book.sheets:
        whole = sheet.used_range
        values = whole.options(ndim=2, err_to_str=True).value
        for row, (line, texts) in enumerate(zip(values, whole.formula, strict=True), 1):
            for column, (value, text) in enumerate(zip(line, texts, strict=True), 1):
                is_formula = isinstance(text, str) and text.startswith("=")
                if value is None and not is_formula:
                    continue
                # A file keeps the exact result of a formula, a program the one its own floats give.
                value = round(value, 6) if isinstance(value, float) else value
                held: Any = (text, value) if is_formula else value
                if is_formula and text.startswith("=HYPERLINK("):
                    held = text.removesuffix('")').rpartition('","')[2] if text.endswith('")') else value
                cells[sheet.name, address(row, column)] = held
        found = sheet.impl.call("styles", [(sheet.name, whole.address.replace("$", ""))])
        for _, first, last, column, style in found:
            for row in range(first, last + 1):
                if style != "Normal":
                    cells["style of " + sheet.name, address(row, column)] = style
    # Of a range of one cell LibreOffice 25.2 leaves the cell when it saves as .xlsx.
    cells |= {("name", name.name): ONE_CELL.sub(r"\1", name.refers_to or "") for name in book.names}
    return cells


def links(live: xlwings.Book) -> Cells:
    """Where the texts lead that a press has made links of: they are formulas.

    Numbers that lead somewhere are left out: of a file's LibreOffice follows them and does not tell where to.
    """
    found: Cells = {}
    for sheet in live.sheets:
        for row, column, block in sheet.impl.call("formulas", sheet.name, sheet.used_range.impl.rect):
            for down, texts in enumerate(block):
                for across, text in enumerate(texts):
                    if text.startswith('=HYPERLINK("') and text.endswith('")'):
                        target = text.removeprefix('=HYPERLINK("').partition('","')[0]
                        found[sheet.name, address(row + down, column + across)] = target
    return found


def filed_links(book: xlwings.Book, places: Iterable[tuple[str, str]]) -> Cells:
    """Where cells of a file lead; LibreOffice spells its links its own way."""
    return {(sheet, at): book.sheets[sheet].range(at).hyperlink.replace("'.", "'!") for sheet, at in places}


def press(said: list[str], command: str) -> str:
    buttons.press(command)
    return said[-1]


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped workbook after ``styring-xl refresh``."""
    path = tmp_path_factory.mktemp("file") / "fil.xlsm"
    shutil.copy(SHIPPED, path)
    job.run(path)
    return path


@pytest.mark.parametrize("at_once", [True, False], ids=["facts in one call", "fact by fact"])
def test_a_press_in_calc_gives_the_cells_of_the_command_line(
    opened: Opened, said: list[str], tmp_path: Path, refreshed: Path, at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not at_once:
        monkeypatch.setattr(App, "run", lambda *given: None)
    reference = opened(refreshed)
    filed = content(reference)
    path = tmp_path / "tryk.xlsm"
    shutil.copy(SHIPPED, path)
    book = opened(path)
    before = content(book)
    assert press(said, "update_forecast").startswith("Prognosen er opdateret: ")
    live = content(book)
    assert len(live) > 10_000
    assert {
        at: (live.get(at), filed.get(at)) for at in live.keys() | filed.keys() if live.get(at) != filed.get(at)
    } == {}
    leads = links(book)
    assert len(leads) > 40
    assert filed_links(reference, leads) == leads
    assert press(said, "update_forecast").startswith("Alt er opdateret i forvejen")
    assert "er fortrudt" in press(said, "undo")
    assert content(book) == before


def test_a_recommendation_moved_in_calc_is_the_row_of_the_command_line_and_is_taken_back(
    opened: Opened, said: list[str], tmp_path: Path
) -> None:
    path, filed = tmp_path / "tryk.xlsx", tmp_path / "fil.xlsx"
    path.write_bytes(typed(asked(demo.workbook(20, closed_month=6, macro_enabled=False)), HOME, CARE))
    shutil.copy(path, filed)
    sheets = standard.DISPOSITION, standard.RECOMMENDATION
    job.move_recommendation(filed, "Alternativ 1")
    reference = content(opened(filed), *sheets)
    book = opened(path)
    before = content(book, *sheets)
    buttons.press("move_recommendation", "", "Alternativ 1".encode("utf-16-be").hex())
    assert said[-1].startswith("Alternativ 1 står nu i Disponering, række")
    live = content(book, *sheets)
    assert {at: (live.get(at), reference.get(at)) for at in live | reference if live.get(at) != reference.get(at)} == {}
    assert "er fortrudt" in press(said, "undo")
    back = content(book, *sheets)
    # The row that stood there keeps its looks, as where a user empties it.
    told = {at for at in back | before if back.get(at) != before.get(at) and not at[0].startswith("style of ")}
    assert told == set()


def test_what_is_typed_on_a_proposal_and_a_scenario_gives_in_calc_the_cells_of_the_command_line(
    opened: Opened, said: list[str], tmp_path: Path
) -> None:
    path, filed = tmp_path / "tryk.xlsx", tmp_path / "fil.xlsx"
    path.write_bytes(typed_sheets.typed())
    shutil.copy(path, filed)
    job.run(filed)
    reference = content(opened(filed), *typed_sheets.SHEETS)
    assert typed_sheets.told(FileBook.open(filed))[1] == f"Kom det som planlagt? {typed_sheets.SCENARIO}"
    book = opened(path)
    assert press(said, "update_forecast").startswith("Prognosen er opdateret")
    live = content(book, *typed_sheets.SHEETS)
    assert {at: (live.get(at), reference.get(at)) for at in live | reference if live.get(at) != reference.get(at)} == {}


def test_the_chart_follows_its_figures_and_keeps_its_looks(opened: Opened, said: list[str], tmp_path: Path) -> None:
    path = tmp_path / "diagram.xlsm"
    shutil.copy(SHIPPED, path)
    book = opened(path)
    press(said, "update_forecast")
    bottom = str(book.names[variance.CHART.name].refers_to).rpartition("$")[2]
    assert int(bottom) > 10
    sheet = book.sheets[standard.VARIANCE]
    assert variance.CHART.name in [chart.name for chart in sheet.charts]
    drawn = sheet.impl.call("chart_rows", sheet.name, [c.name for c in sheet.charts].index(variance.CHART.name))
    assert len(drawn) == 3
    assert all(text.endswith(f"${bottom}") for text in drawn)


def test_every_chart_of_a_workbook_kept_as_ods_follows_its_figures(
    office: Office, opened: Opened, said: list[str], tmp_path: Path
) -> None:
    """Before the first press each is drawn over one row, and an .ods names a single cell by one corner."""
    path = tmp_path / "diagram.ods"
    office.user("copy", opened(SHIPPED).impl.document, str(path))
    book = opened(path)
    assert press(said, "update_forecast").startswith("Prognosen er opdateret")
    drawn = {
        chart.name: sheet.impl.call("chart_rows", sheet.name, number)
        for sheet in book.sheets
        for number, chart in enumerate(sheet.charts)
    }
    bottoms = {name: str(book.names[name].refers_to).rpartition("$")[2] for name in drawn}
    shown = [sheet for sheet in SHEETS if sheet.name in {each.name for each in book.sheets}]
    assert len(drawn) == sum(len(sheet.charts) for sheet in shown)
    assert sum(bottom != "6" for bottom in bottoms.values()) >= len(drawn) - 2
    grown = {name: rows for name, rows in drawn.items() if bottoms[name] != "6"}
    assert {
        name: rows for name, rows in grown.items() if {row.rpartition("$")[2] for row in rows} != {bottoms[name]}
    } == {}


def test_a_workbook_nobody_laid_out_gets_the_cells_of_the_command_line_and_their_looks(
    opened: Opened, said: list[str], tmp_path: Path
) -> None:
    path, filed = tmp_path / "borgere.xlsx", tmp_path / "fil.xlsx"
    plain = openpyxl.Workbook()
    sheet = plain.worksheets[0]
    sheet.append(["CPR-nr.", "Foranstaltning", "Takst", "Enhed", "Startdato", "Slutdato", *standard.MONTH_NAMES])
    sheet.append(["900128-4012", "Familiepleje", 1000, "døgn", dt.datetime(2026, 1, 1)])
    plain.save(path)
    shutil.copy(path, filed)
    job.run(filed)
    reference = opened(filed)
    wanted, looks = content(reference), {at: look(reference, *at) for at in LOOKED_AT}
    book = opened(path)
    assert press(said, "update_forecast").startswith("Prognosen er opdateret: ")
    # The command line gives a new sheet its title too.
    assert {at: (held, wanted.get(at)) for at, held in content(book).items() if held != wanted.get(at)} == {}
    assert book.sheets[0].range("G2:H2").value == [31_000.0, 28_000.0]
    assert {at: look(book, *at) for at in LOOKED_AT} == looks
    assert press(said, "update_forecast").startswith("Alt er opdateret i forvejen")


LOOKED_AT = [(standard.VARIANCE, "A5"), (standard.VARIANCE, "B6"), (standard.FINDINGS, "A5"), (standard.SPEND, "E6")]


def look(book: xlwings.Book, sheet: str, cell: str) -> tuple[str | None, str | None]:
    found = book.sheets[sheet].range(cell)
    return found.number_format, found.api.Style


COMMENTED = {
    standard.DISPOSITION: ("G6", "O6", "W6", "W7", "AB9"),
    standard.VARIANCE: ("A3", "A8", "B8", "L8", "A20"),
    standard.FINDINGS: ("A6", "D6", "B8", "A13", "B13", "C13", "D13", "E13", "F13", "G13", "H13", "E14"),
}
"""Cells with texts, numbers, formulas and links, and some that are empty before the press."""


def test_comments_stay_and_their_cells_are_written_like_the_others(
    office: Office, opened: Opened, said: list[str], tmp_path: Path, refreshed: Path
) -> None:
    filed = content(opened(refreshed))
    path = tmp_path / "bemærkninger.xlsm"
    shutil.copy(SHIPPED, path)
    book = opened(path)
    document = book.impl.document
    for sheet, cells in COMMENTED.items():
        office.user("comment", document, sheet, cells)
    before = content(book)
    made = office.user("comments", document)
    assert len(made) >= sum(map(len, COMMENTED.values()))
    assert press(said, "update_forecast").startswith("Prognosen er opdateret: ")
    assert content(book) == filed
    assert office.user("comments", document) == made
    assert "er fortrudt" in press(said, "undo")
    assert content(book) == before
    assert office.user("comments", document) == made


MOMENT = dt.datetime(2026, 3, 1, 14, 30)
VALUES = [
    ("a number", 1.5, 1.5, 1.5),
    ("a whole number", 7, 7.0, 7.0),
    ("nothing", None, None, None),
    ("a text", "æøå", "æøå", "æøå"),
    ("digits as text", "'0101", "0101", "0101"),
    ("a formula as text", "'=1+1", "=1+1", "=1+1"),
    ("a date as text", "'1-2-2026", "1-2-2026", "1-2-2026"),
    ("a date", dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 1), None),
    ("a moment", MOMENT, MOMENT, None),
    ("a truth", True, True, None),
    ("a formula", "=SUM(1,2)*2", 6.0, "=SUM(1,2)*2"),
    ("a formula with a date", "=DATE(2026,2,1)", dt.datetime(2026, 2, 1), "=DATE(2026,2,1)"),
    ("rows and columns in braces", '=SUM({1,2;3,4})&"a;b,c"', "10a;b,c", '=SUM({1,2;3,4})&"a;b,c"'),
    ("another sheet", "='Mit ark'!$B$2+1", 1.0, "='Mit ark'!$B$2+1"),
    ("no division", "=1/0", "#DIV/0!", "=1/0"),
    ("no value", "#N/A", "#N/A", "=#N/A"),
    ("no name", "=FINDESIKKE(1)", "#NAME?", None),
]


def test_values_come_back_as_they_were_written(empty: xlwings.Book) -> None:
    empty.sheets.add("Mit ark", after=empty.sheets[0])
    sheet = empty.sheets[0]
    height = len(VALUES)
    sheet.range((1, 1), (height, 1)).value = [[written] for _, written, _, _ in VALUES]
    read = sheet.range((1, 1), (height, 1)).options(ndim=1, err_to_str=True).value
    formulas = [row[0] for row in sheet.range((1, 1), (height, 1)).formula]
    for (name, _, value, formula), found, text in zip(VALUES, read, formulas, strict=True):
        assert found == value, name
        assert type(found) is type(value), name
        assert formula is None or text == formula, name
    assert [c.value for c in sheet.range("A15:A16")] == [None, None]


def test_blocks_may_be_large_and_cells_few(empty: xlwings.Book) -> None:
    sheet = empty.sheets[0]
    rows = [[float(row * 7 + column) if column % 2 else f"r{row}" for column in range(6)] for row in range(2_000)]
    sheet.range("B2").value = rows
    assert sheet.range("B2").expand().options(ndim=2).value == rows
    assert sheet.range("B2").expand().address == "$B$2:$G$2001"
    assert (sheet.used_range.last_cell.row, sheet.used_range.last_cell.column) == (2_001, 7)
    assert sheet.range("B2").end("down").row == 2_001
    assert sheet.range("E7").current_region.address == "$B$2:$G$2001"
    sheet.range("C3:D4").clear_contents()
    assert sheet.range("B3:E3").value == ["r1", None, None, 10.0]
    assert sheet.range("A1").value is None
    assert sheet.range((2, 2)).value == "r0"


def test_sheets_names_looks_and_merged_cells(empty: xlwings.Book) -> None:
    first = empty.sheets[0]
    made = empty.sheets.add("Ny", after=first)
    assert [sheet.name for sheet in empty.sheets] == [first.name, "Ny"]
    assert empty.sheets.active.name == "Ny"
    empty.names.add("Mit_navn", "='Ny'!$A$1:$B$2")
    assert empty.names["mit_NAVN"].refers_to_range.address == "$A$1:$B$2"
    assert "Mit_navn" in empty.names
    empty.names["Mit_navn"].refers_to = "='Ny'!$A$1:$B$3"
    assert made.range("Mit_navn").shape == (3, 2)
    named = made.range("A1:B3").name
    assert named is not None
    assert named.name == "Mit_navn"
    made.range("A1,C1:C2").api.Style = "Heading 1"
    assert made.range("A1,C2").api.Style == "Heading 1"
    assert made.range("A1:C1").api.Style is None
    assert made.range("D9").api.Style == "Normal"
    with pytest.raises(Failed, match="NoSuchStyle"):
        made.range("A1").api.Style = "Findes ikke"
    made.range("B4:C5").merge()
    assert made.range("A1:D9").merge_cells is None
    assert made.range("C5").merge_area.address == "$B$4:$C$5"
    assert made.range("A1:D3").merge_cells is False
    made.range("A9").number_format = "0.00%"
    assert made.range("A9").number_format == "0.00%"
    made.range("A7").add_hyperlink("#Ny.A1", "op")
    assert (made.range("A7").hyperlink, made.range("A7").value) == ("#Ny.A1", "op")
    made.delete()
    assert [sheet.name for sheet in empty.sheets] == [first.name]


def test_the_program_stands_still_while_it_is_written_in_and_moves_again(empty: xlwings.Book) -> None:
    app = empty.app
    document = empty.impl.document
    with buttons.quiet(app) as progress:
        progress("skriver")
        assert app.status_bar == "Styring-XL: skriver …"
        assert app.calculation == "manual"
        empty.sheets[0].range("A1").value = [[2.0], ["=A1*2"]]
        assert app.impl.channel.call("doc.is_still", document)
    settings: tuple[Any, ...] = (app.calculation, app.screen_updating, app.status_bar)
    assert settings == ("automatic", True, False)
    assert not app.impl.channel.call("doc.is_still", document)
    assert empty.sheets[0].range("A2").value == 4.0
    empty.sheets[0].range("A1").value = 5.0
    assert empty.sheets[0].range("A2").value == 10.0


@pytest.mark.parametrize(("call", "word"), [("protect", "beskyttet"), ("filter", "filtreret")])
def test_a_sheet_that_must_not_be_written_stops_the_press(
    office: Office, opened: Opened, said: list[str], tmp_path: Path, call: str, word: str
) -> None:
    path = tmp_path / "lukket.xlsm"
    shutil.copy(SHIPPED, path)
    book = opened(path)
    before = content(book)
    office.user(call, book.impl.document, standard.DISPOSITION)
    message = press(said, "update_forecast")
    assert word in message
    assert standard.DISPOSITION in message
    assert content(book) == before


def test_a_document_closed_midway_is_told_of_and_the_rest_lives(
    office: Office, opened: Opened, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "midt.xlsm"
    shutil.copy(SHIPPED, path)
    book = opened(path)
    reads = iter(range(1000))
    call = office.channel.call

    def closing(name: str, *given: Any) -> Any:
        if name == "doc.write" and next(reads) == 2:
            call("doc.close", book.impl.document)
        return call(name, *given)

    monkeypatch.setattr(office.channel, "call", closing)
    told = "Projektmappen blev lukket, mens Styring-XL arbejdede i den. Åbn den, og prøv igen."
    assert press(said, "update_forecast") == told
    assert book.impl.document not in call("desk.documents")
    assert path.read_bytes() == SHIPPED.read_bytes()


UNDER = [
    ("a row", ["", "Familiepleje", 5.0], "$A$5:$K$36"),
    ("a note", ["Husk børneydelsen", "", ""], "$A$5:$K$35"),
    ("a sum", ["I alt", "", "=SUM(C6:C35)"], "$A$5:$K$35"),
    ("a row after a blank one", None, "$A$5:$K$35"),
]


@pytest.mark.parametrize(("typed", "whole"), [each[1:] for each in UNDER], ids=[each[0] for each in UNDER])
def test_only_a_row_straight_under_a_table_becomes_part_of_it(
    opened: Opened, tmp_path: Path, typed: list[Any] | None, whole: str
) -> None:
    path = tmp_path / "under.xlsm"
    shutil.copy(SHIPPED, path)
    sheet = opened(path).sheets[standard.BUDGET]
    assert sheet.tables[standard.BUDGET_TABLE].range.address == "$A$5:$K$35"
    last = sheet.range("A35:C35").value
    if typed is None:
        sheet.range("A37").value = [last]
    else:
        sheet.range("A36").value = [typed]
    sheet.impl.call("grow_tables")
    assert sheet.tables[standard.BUDGET_TABLE].range.address == whole
    assert sheet.range("C36").api.Style == (sheet.range("C35").api.Style if whole.endswith("36") else "Normal")


@pytest.mark.parametrize("suffix", [".xlsm", ".ods"])
def test_a_new_row_of_the_budget_can_be_chosen_in_the_disposition(
    office: Office, opened: Opened, tmp_path: Path, suffix: str
) -> None:
    """What can be chosen are the cells of a name; an .ods does not know it as a column of the table."""
    path = tmp_path / f"budget{suffix}"
    shutil.copy(SHIPPED, tmp_path / "budget.xlsm")
    if suffix == ".ods":
        office.user("copy", opened(tmp_path / "budget.xlsm").impl.document, str(path))
    book = opened(path)
    book.names.add("Min_del", "=Budget!$B$6:$B$34")
    sheet = book.sheets[standard.BUDGET]
    sheet.range("A36").value = ["Anbringelser", "En ny foranstaltning", 5.0]
    sheet.impl.call("grow_tables")
    start = book.sheets[standard.START]
    start.range("H1").value = "=ROWS(Foranstaltninger)"
    assert start.range("H1").value == 31
    assert book.names["Min_del"].refers_to == "=Budget!$B$6:$B$34"


def test_a_note_at_the_bottom_of_a_sheet_is_not_waited_for(office: Office, opened: Opened, tmp_path: Path) -> None:
    """A million empty rows lie between; what looks through them for new rows must not hold them all."""
    path = tmp_path / "bund.xlsm"
    shutil.copy(SHIPPED, path)
    sheet = opened(path).sheets[standard.BUDGET]
    sheet.range("A1048576").value = "Husk børneydelsen"
    sheet.range("A36").value = ["", "Familiepleje", 5.0]
    (helper,) = office.helpers()
    before = peak(helper)
    sheet.impl.call("grow_tables")
    assert sheet.tables[standard.BUDGET_TABLE].range.address == "$A$5:$K$36"
    assert peak(helper) - before < 50


def peak(process: int) -> float:
    """The most megabytes a process has held."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024

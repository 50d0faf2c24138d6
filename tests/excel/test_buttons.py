"""The buttons through xlwings' real API, over an engine in memory that notes every call."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings
from openpyxl.utils.cell import coordinate_to_tuple

import styring_xl
from styring_xl import buttons, demo, job, standard, workbook
from styring_xl.books.live import link_target
from styring_xl.books.live.sparklines import follow_sparklines
from styring_xl.buttons import stop, undo
from styring_xl.cells.cell import CellError, Formula
from styring_xl.cells.grid import Ref
from styring_xl.cells.patch import Patch
from styring_xl.reports import findings
from styring_xl.reports.findings import HEADER_ROW
from styring_xl.reports.variance import CHART
from styring_xl.setup.guide import open_page
from tests.excel import engine
from tests.excel.engine import Book, SheetData, open_again, open_book
from tests.excel.sparklines import Located, RefusedCall, Small, SparklineGroups, bounds_of
from tests.recommended import CARE, HOME, asked, typed
from tests.workbooks import municipality

pytestmark = [
    pytest.mark.filterwarnings("ignore:Print area cannot be set"),
    pytest.mark.usefixtures("own_memory"),
]
MONTHS = range(15, 27)


@pytest.fixture(scope="module")
def package() -> bytes:
    return municipality(20, macro_enabled=True)


@pytest.fixture(scope="module")
def updated(package: bytes, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The workbook after its first press, to be opened again by the stories that begin there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(undo, "folder", lambda: tmp_path_factory.mktemp("fortryd"))
        _, book = open_book(package)
        press(book, "update_forecast")
    return book


def state(book: Book) -> Any:
    return [(d.name, dict(d.cells), dict(d.formulas), dict(d.styles)) for d in book.data], dict(book.named)


def contents(book: Book) -> Any:
    """Cells that hold something, with styles of the result sheets; an emptied cell is as good as none."""
    return {
        d.name: (
            {cell: value for cell, value in d.cells.items() if value is not None},
            d.formulas,
            {cell: style for cell, style in d.styles.items() if style != "Normal"},
        )
        for d in book.data
    }, book.named


def press(book: Book, command: str) -> str:
    buttons.press(command)
    return str(book.app.alerts[-1])


IDS = ["own macros run", "no macros run"]
HELPS = pytest.mark.parametrize("helps", [True, pytest.param(False, marks=pytest.mark.slow)], ids=IDS)


@HELPS
def test_a_press_and_the_command_line_give_the_same_cells(tmp_path: Path, helps: bool) -> None:
    package = demo.workbook(cases=20, closed_month=6)
    _, book = open_book(package, helps=helps)
    press(book, "update_forecast")
    file = tmp_path / "book.xlsm"
    file.write_bytes(package)
    job.run(file)
    written = openpyxl.load_workbook(file)
    compared = 0
    for data in book.data:
        sheet = written[data.name]
        cells: dict[tuple[int, int], Any] = {}
        styles: dict[tuple[int, int], str] = {}
        for row in sheet.iter_rows():
            for cell in row:
                at = (cell.row or 0, cell.column or 0)
                if cell.value is not None:
                    value: Any = cell.value
                    cells[at] = value[1:] if cell.data_type == "f" else value
                if cell.style != "Normal":
                    styles[at] = cell.style
        live = {at: value for at, value in data.cells.items() if value is not None and at not in data.formulas}
        for at, text in data.formulas.items():
            link = link_target(Formula(text, None))
            live[at] = text if link is None else link[1]
            if link is not None:
                assert getattr(sheet.cell(*at).hyperlink, "location", None) == link[0].removeprefix("#")
        assert live.keys() == cells.keys()
        for at, value in live.items():
            other = cells[at]
            same = abs(value - other) < 1e-9 if isinstance(value, float) else value == other
            assert same, (data.name, at)
        assert {at: style for at, style in data.styles.items() if style != "Normal"} == styles, data.name
        compared += len(live)
    assert compared > 3000
    assert {name: f"={d.attr_text}" for name, d in written.defined_names.items()} == book.named


@HELPS
def test_the_second_press_writes_nothing(updated: Book, helps: bool) -> None:
    book = open_again(updated, helps=helps)
    before, calls = state(book), len(book.log.calls)
    assert press(book, "update_forecast").startswith("Alt er opdateret i forvejen")
    assert state(book) == before
    assert not {"write", "set style", "set name", "clear", "chart"} & set(book.log.calls[calls:])


@pytest.mark.parametrize(("cases", "postings"), [(20, None), pytest.param(1_000, 6_000, marks=pytest.mark.slow)])
def test_a_press_is_a_few_calls_a_sheet_however_many_rows(cases: int, postings: int | None) -> None:
    _, book = open_book(demo.workbook(cases=cases, postings=postings))
    # A sheet has its cells, its names and its charts to write at first; the second press only reads.
    for most in (7 * len(book.data), 5 * len(book.data)):
        before = len(book.log.calls)
        press(book, "update_forecast")
        made = book.log.calls[before:]
        assert len(made) <= most, made
        assert not {"get style", "set style"} & set(made)
    # What names there are and are not, one call has told.
    assert not {"has name", "get name"} & set(made)
    assert book.app.alerts[-1].startswith("Alt er opdateret i forvejen")


@pytest.mark.slow
def test_without_macros_that_run_the_calls_are_still_blocks() -> None:
    few, many = (open_book(demo.workbook(cases=n, postings=n * 4), helps=False)[1] for n in (40, 400))
    for book in (few, many):
        # The shown book of the last opened is the caller; each is pressed as its own.
        xlwings.Book(impl=book).set_mock_caller()
        press(book, "update_forecast")
    for book in (few, many):
        assert book.log.count("read", "write", "read formulas") < 4 * len(book.data)
        assert len(book.log.calls) < 40 * len(book.data)
    assert many.log.count("read", "write") <= few.log.count("read", "write") + 6


@pytest.mark.slow
@pytest.mark.parametrize("name", ["HjaelpOverblik", "HjaelpStile", "HjaelpUdseende"])
@pytest.mark.parametrize("way", ["raises", "answers nothing", "does half"])
def test_a_macro_that_fails_costs_calls_and_no_cells(
    package: bytes, monkeypatch: pytest.MonkeyPatch, name: str, way: str
) -> None:
    _, right = open_book(package)
    press(right, "update_forecast")
    _, book = open_book(package)
    whole = getattr(engine.Helping, name)

    def failing(self: Any, *given: Any) -> Any:
        if way == "raises" or (way == "does half" and name != "HjaelpUdseende"):
            raise OSError("Run-time error '1004'")
        if way == "does half":
            whole(self, given[0][:3])
            return "1"
        return None

    monkeypatch.setattr(engine.Helping, name, failing)
    press(book, "update_forecast")
    assert contents(book) == contents(right)


def test_the_chart_follows_its_figures(updated: Book) -> None:
    book = open_again(updated)
    name = book.named[CHART.name]
    bottom = int(name.rpartition("$")[2])
    variance = next(d for d in book.data if d.name == standard.VARIANCE)
    cells = (standard.HEADER_ROW, CHART.column, bottom, CHART.column + 2)
    assert variance.charts == {CHART.name: cells}


def test_preview_lists_the_changes_on_its_own_sheet_and_touches_nothing_else(package: bytes) -> None:
    _, book = open_book(package)
    before = state(book)[0]
    message = press(book, "preview")
    sheet = book.data[-1]
    assert sheet.name == "Vis ændringer"
    assert state(book)[0][:-1] == before
    listed = {(sheet.cells[row, 1], sheet.cells[row, 2]): sheet.cells[row, 4] for row in range(4, 400)}
    assert "celler" in message
    press(book, "update_forecast")
    for (name, cell), after in list(listed.items())[:300]:
        data = next(d for d in book.data if d.name == name)
        row, column = coordinate_to_tuple(cell)
        if (row, column) not in data.formulas:
            assert data.cells.get((row, column)) == after
    assert press(book, "preview").startswith("Alt er opdateret")


def test_the_preview_never_takes_a_sheet_of_the_users(package: bytes) -> None:
    _, book = open_book(package)
    shown, before = xlwings.Book(impl=book), len(book.data)
    shown.sheets.add("Vis ændringer", after=shown.sheets[len(shown.sheets) - 1]).range("A1").value = "mit eget"
    press(book, "preview")
    assert [d.name for d in book.data[-2:]] == ["Vis ændringer", "Vis ændringer (2)"]
    assert book.data[-2].cells[1, 1] == "mit eget"
    press(book, "preview")
    assert len(book.data) == before + 2


@HELPS
def test_a_look_the_user_changed_in_our_cells_comes_back_and_elsewhere_stays(updated: Book, helps: bool) -> None:
    book = open_again(updated, helps=helps)
    variance = next(d for d in book.data if d.name == standard.VARIANCE)
    wanted = dict(variance.styles)
    variance.styles[7, 3] = "Min egen"
    variance.styles[3, 9] = "Min egen"
    press(book, "update_forecast")
    assert variance.styles == wanted | {(3, 9): "Min egen"}


@HELPS
def test_undo_takes_back_a_press_but_not_what_was_typed_since(package: bytes, helps: bool) -> None:
    _, book = open_book(package, helps=helps)
    before = contents(book)
    press(book, "update_forecast")
    assert contents(book) != before
    press(book, "undo")
    assert contents(book) == before
    assert press(book, "undo").startswith("Der er ikke noget at fortryde")

    press(book, "update_forecast")
    rows = next(d for d in book.data if d.name == standard.DISPOSITION)
    cell = next(at for at, value in rows.cells.items() if at[1] in MONTHS and at[0] >= 6 and isinstance(value, float))
    rows.cells[cell] = 42.5
    assert "1 celle, du har ændret siden" in press(book, "undo")
    assert rows.cells[cell] == 42.5


@HELPS
def test_a_finding_is_accepted_with_a_note_and_undone_with_it(updated: Book, helps: bool) -> None:
    book = open_again(updated, helps=helps)
    sheet = next(d for d in book.data if d.name == standard.FINDINGS)
    note = len(findings.COLUMNS) - 1
    row = next(r for r in range(HEADER_ROW + 1, 99) if sheet.cells.get((r, 6)))
    code, mark = sheet.cells[row, 3], sheet.cells[row, note + 1]
    sheet.cells[row, note] = "Set og godkendt"
    before = contents(book)
    press(book, "update_forecast")
    at = next(r for (r, c), value in sheet.cells.items() if c == note and value == "Set og godkendt")
    section = next(r for (r, c), value in sheet.cells.items() if value == standard.ACCEPTED_SECTION)
    assert at > section > row
    assert (sheet.cells[at, 3], sheet.cells[at, note + 1]) == (code, mark)
    assert press(book, "update_forecast").startswith("Alt er opdateret i forvejen")
    press(book, "undo")
    assert contents(book) == before


def test_checking_writes_findings_alone(package: bytes) -> None:
    _, book = open_book(package)
    before = state(book)[0]
    assert "fejl og" in press(book, "check_data")
    after = state(book)[0]
    assert [new[0] for old, new in zip(before, after, strict=True) if old != new] == [standard.FINDINGS]


@pytest.mark.parametrize(("flag", "word"), [("protected", "beskyttet"), ("filtered", "filtreret")])
def test_a_sheet_that_cannot_be_written_stops_the_press_before_it_writes(package: bytes, flag: str, word: str) -> None:
    _, book = open_book(package)
    setattr(next(d for d in book.data if d.name == standard.SPEND), flag, True)
    before = state(book)
    message = press(book, "update_forecast")
    assert word in message
    assert standard.SPEND in message
    assert state(book) == before


def test_a_cell_in_the_way_is_kept_and_told_of(package: bytes) -> None:
    _, book = open_book(package)
    spend = next(d for d in book.data if d.name == standard.SPEND)
    spend.cells[12, 3] = "min note"
    assert "C12" in press(book, "update_forecast")
    assert spend.cells[12, 3] == "min note"
    assert not any(at[0] > 6 and at != (12, 3) for at, value in spend.cells.items() if value is not None)
    variance = next(d for d in book.data if d.name == standard.VARIANCE)
    assert any(at[0] > 6 and value is not None for at, value in variance.cells.items())


def test_text_stays_text(package: bytes) -> None:
    _, book = open_book(package)
    rows = next(d for d in book.data if d.name == standard.DISPOSITION)
    # Every measure a result sheet repeats: a formula, a date and a number to a program that reads them as typed.
    for row, text in zip(range(10, 13), ("=1+1", "1-2-2026", "1e5"), strict=True):
        rows.cells[row, 3] = text
        rows.cells[row, 10] = dt.datetime(2026, 1, 1)
        rows.cells.pop((row, 11), None)
    press(book, "update_forecast")
    spend = next(d for d in book.data if d.name == standard.SPEND)
    shown = {value for at, value in spend.cells.items() if at[1] == 2}
    assert {"=1+1", "1-2-2026", "1e5"} <= shown
    assert not any("became" in str(value) for d in book.data for value in d.cells.values())


@pytest.mark.parametrize("before", ["beregner", "skriver", ""])
def test_esc_stops_a_press_and_leaves_the_workbook_as_it_was(before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, book = open_book(demo.workbook(cases=12, closed_month=6))
    clean = contents(book)
    told: list[str] = []
    heard = stop.check

    def check(window: int | None) -> None:
        # The first two are before anything is written, the last one when most of it is.
        told.append("")
        asked = len(told) == {"beregner": 1, "skriver": 2, "": 9}[before]
        monkeypatch.setattr(stop, "is_asked", lambda window: asked)
        heard(window)

    monkeypatch.setattr(stop, "check", check)
    assert press(book, "update_forecast") == stop.STOPPED
    assert contents(book) == clean
    assert book.app.state["status_bar"] is False
    monkeypatch.setattr(stop, "check", heard)
    monkeypatch.setattr(stop, "is_asked", lambda window: False)
    assert press(book, "update_forecast").startswith("Prognosen er opdateret")


@pytest.mark.slow
@HELPS
def test_wherever_the_program_dies_the_settings_and_the_cells_are_as_before(helps: bool) -> None:
    package = demo.workbook(cases=12, closed_month=6)
    _, book = open_book(package, helps=helps)
    clean = state(book)
    press(book, "update_forecast")
    calls = book.log.calls
    numbers: dict[str, list[int]] = {}
    for number, name in enumerate(calls, 1):
        numbers.setdefault(name, []).append(number)
    some = {number for each in numbers.values() for number in (each[0], each[-1])}
    settings = {"status_bar": False, "screen_updating": True, "enable_events": True, "calculation": "automatic"}
    told = 0
    # Of every kind of call the first and the last, and the last calls of all, when the most is written.
    for number in sorted({*some, *range(len(calls) - 12, len(calls) + 1)}):
        _, book = open_book(package, helps=helps)
        book.log.fail_at = number
        message = press(book, "update_forecast")
        assert {**settings, **book.app.state} == settings, number
        assert "610101" not in message
        assert "567" not in message
        if message.startswith("Der skete en fejl"):
            told += 1
            assert "Died i styring_xl." in message
            assert contents(book) == ({n: (c, f, s) for n, c, f, s in clean[0]}, clean[1]), number
    assert told > 20


def test_a_workbook_of_another_edition_is_refused_in_a_sentence(package: bytes) -> None:
    _, book = open_book(package)
    before = state(book)
    buttons.press("update_forecast", "99.0.0/" + xlwings.__version__)
    assert book.app.alerts[-1].startswith("Python-pakken og projektmappen passer ikke sammen: ")
    # One of an earlier edition gets a copy in this one, and this one has no folder to put it in.
    for built_for in ("0.0.9/" + xlwings.__version__, styring_xl.__version__ + "/0.30.1"):
        buttons.press("update_forecast", built_for)
        assert book.app.alerts[-1].startswith("Projektmappen er bygget til Styring-XL ")
        assert "Gem først arket" in book.app.alerts[-1]
        assert "styring-xl upgrade" in book.app.alerts[-1]
    assert state(book) == before
    buttons.press("about", f"{styring_xl.__version__}/{xlwings.__version__}")
    assert styring_xl.__version__ in book.app.alerts[-1]


def test_help_opens_the_guide_of_an_offline_folder_and_says_where_it_lies(
    package: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, book = open_book(package)
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    assert "mappen docs" in press(book, "about")
    page = tmp_path / "vejledning" / "index.html"
    page.parent.mkdir()
    page.touch()
    monkeypatch.setattr("styring_xl.setup.guide.open_page", lambda shown: shown == page)
    assert f"åbnet i browseren: {page}" in press(book, "about")
    monkeypatch.setattr("styring_xl.setup.guide.open_page", lambda shown: False)
    assert f"Vejledningen: {page}" in press(book, "about")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have their own program for pages")
def test_the_guide_is_opened_by_the_program_for_pages_where_there_is_a_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, asked = tmp_path / "Åse Ærø" / "index.html", tmp_path / "spurgt"
    program = tmp_path / "xdg-open"
    program.write_text(f'#!/bin/sh\necho "$1" > "{asked}"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not open_page(page)
    monkeypatch.setenv("DISPLAY", ":0")
    assert open_page(page)
    end = time.monotonic() + 20
    while not (asked.exists() and asked.read_text("utf-8")) and time.monotonic() < end:
        time.sleep(0.02)
    assert asked.read_text("utf-8") == f"{page}\n"
    monkeypatch.setenv("PATH", str(tmp_path / "tom"))
    assert not open_page(page)


def test_a_workbook_without_a_disposition_is_told_what_was_looked_for() -> None:
    _, book = open_book(workbook.build())
    for data in book.data:
        data.cells.clear()
        data.tables.clear()
    assert press(book, "update_forecast").startswith("Der blev ikke fundet en disponering")


def test_an_unsaved_book_and_one_on_the_web_have_their_own_undo(package: bytes) -> None:
    names = ("Mappe1", "https://kommune.sharepoint.com/sites/okonomi/Styringsark.xlsm")
    books = [open_book(package, name)[1] for name in names]
    for book in books:
        xlwings.Book(impl=book).set_mock_caller()
        press(book, "update_forecast")
    first = contents(books[0])
    press(books[1], "undo")
    assert press(books[1], "undo").startswith("Der er ikke noget at fortryde")
    assert contents(books[0]) == first
    xlwings.Book(impl=books[0]).set_mock_caller()
    # Saved under a name it is still the same, and so is what can be taken back in it.
    undo.also_known_by(names[0], "/hjem/Ark.ods")
    books[0].folder, books[0]._name = "/hjem", "Ark.ods"
    assert "fortrudt" in press(books[0], "undo")


def test_error_values_and_odd_sheets_do_no_harm(package: bytes) -> None:
    _, book = open_book(package)
    rows = next(d for d in book.data if d.name == standard.DISPOSITION)
    rows.cells[7, 7] = "#N/A"
    assert "fejl og" in press(book, "update_forecast")
    from styring_xl.books.live import read_cell

    assert read_cell("#N/A") == CellError("#N/A")


def test_the_memory_is_for_the_user_alone_and_does_not_last(package: bytes, tmp_path: Path) -> None:
    import os
    import time

    _, book = open_book(package)
    press(book, "update_forecast")
    (file,) = undo.folder().iterdir()
    assert file.stat().st_mode & 0o077 == 0
    old = time.time() - (undo.KEPT_DAYS + 1) * 86_400
    os.utime(file, (old, old))
    undo.keep("another", undo.Pressed("x", undo.from_json({"areas": [], "blocks": [], "names": []}), Patch()))
    assert not file.exists()


def hexed(text: str) -> str:
    """A text as the macro passes it on."""
    return text.encode("utf-16-be").hex().upper()


def close(book: Book, month: str, total: str = "ikke afstemt", note: str = "ingen") -> str:
    buttons.press("close_month", "", *map(hexed, (month, total, note)))
    return str(book.app.alerts[-1])


@pytest.mark.slow
def test_the_button_closes_a_month_as_the_command_line_does(package: bytes, updated: Book, tmp_path: Path) -> None:
    from styring_xl import closing
    from styring_xl.books.file.log import user_name

    book = open_again(updated)
    before = contents(book)
    assert "skriv hvorfor i en note" in close(book, "7")
    assert contents(book) == before
    message = close(book, "7", note="Regningerne kommer i august")
    assert message.startswith("OBS: Juli har ")
    assert "\n\nJuli 2026 er lukket, ikke afstemt med økonomisystemet. " in message
    assert ". Forklaring viser, hvad der har flyttet forventet regnskab.\n\n" in message
    file = tmp_path / "book.xlsm"
    file.write_bytes(package)
    note = "Regningerne kommer i august"
    job.record(
        file, lambda opened: closing.close(opened, 7, dt.date.today(), note=note, who=user_name()), "måned lukket"
    )
    written = openpyxl.load_workbook(file)
    for name in (standard.HISTORY, standard.EXPLANATION, standard.SETUP):
        data = next(each for each in book.data if each.name == name)
        cells = {(c.row, c.column): c.value for row in written[name].iter_rows() for c in row if c.value is not None}
        for at, value in data.cells.items():
            if at not in data.formulas and value is not None:
                assert cells[at] == (pytest.approx(value) if isinstance(value, float) else value), (name, at)
        assert {at for at, value in data.cells.items() if value is not None} | data.formulas.keys() == cells.keys()
    assert "er allerede lukket" in close(book, "7")
    press(book, "undo")
    assert contents(book)[0][standard.HISTORY] == before[0][standard.HISTORY]
    assert contents(book)[0][standard.SETUP] == before[0][standard.SETUP]
    # Closed once more and opened by a button, which is taken back; a revision is a row of its own.
    close(book, "7", note=note)
    closed = contents(book)
    buttons.press("reopen_month", "", hexed("6"))
    assert "er ikke lukket i Historik, så intet er ændret" in str(book.app.alerts[-1])
    assert contents(book) == closed
    buttons.press("reopen_month", "", hexed("7"))
    assert str(book.app.alerts[-1]).startswith("Juli 2026 er åbnet igen, ")
    assert contents(book)[0][standard.SETUP] == before[0][standard.SETUP]
    press(book, "undo")
    assert contents(book)[0][standard.HISTORY] == closed[0][standard.HISTORY]
    buttons.press("keep_revision", "", hexed("BO1"), hexed("ingen"))
    assert str(book.app.alerts[-1]).startswith("Revisionen er gemt i Historik. ")
    assert "BO1 2026" in str(contents(book)[0][standard.HISTORY])


@pytest.mark.slow
def test_the_button_accepts_a_pulje_as_the_command_line_does_and_takes_it_back(
    package: bytes, updated: Book, tmp_path: Path
) -> None:
    book = open_again(updated)
    before = contents(book)
    disposition = next(each for each in book.data if each.name == standard.DISPOSITION)
    tables = [*disposition.tables]
    buttons.press("accept_reserve", "", hexed("alle"))
    assert "puljer på i alt" in str(book.app.alerts[-1])
    assert disposition.tables != tables
    file = tmp_path / "book.xlsm"
    file.write_bytes(package)
    job.accept_reserves(file)
    written = openpyxl.load_workbook(file)
    for name in (standard.DISPOSITION, standard.UNCERTAINTY):
        data = next(each for each in book.data if each.name == name)
        cells = {(c.row, c.column): c.value for row in written[name].iter_rows() for c in row if c.value is not None}
        live = {at: value for at, value in data.cells.items() if value is not None and at not in data.formulas}
        assert live.keys() | data.formulas.keys() == cells.keys()
        for at, value in live.items():
            assert cells[at] == (pytest.approx(value) if isinstance(value, float) else value), (name, at)
    after = contents(book)
    buttons.press("accept_reserve", "", hexed("alle"))
    assert "ingen pulje at acceptere" in str(book.app.alerts[-1])
    assert contents(book) == after
    press(book, "undo")
    assert contents(book)[0][standard.UNCERTAINTY] == before[0][standard.UNCERTAINTY]
    assert contents(book)[0][standard.DISPOSITION][0] == before[0][standard.DISPOSITION][0]
    # The table is as long as it was, too; where something has been typed in a row it got, it keeps that one.
    assert disposition.tables == tables
    buttons.press("accept_reserve", "", hexed("alle"))
    grown = [*disposition.tables]
    bottom = next(bounds[2] for name, bounds in grown if name == standard.DISPOSITION_TABLE)
    disposition.cells[bottom, 20] = "Husk"
    press(book, "undo")
    assert disposition.tables == grown


def day_of(value: Any) -> Any:
    """A day without the time that some program writes with it."""
    return value.date() if isinstance(value, dt.datetime) else value


@pytest.mark.slow
def test_the_button_moves_a_recommendation_as_the_command_line_does_and_takes_it_back(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsm"
    file.write_bytes(typed(asked(demo.workbook(20, closed_month=6)), HOME, CARE, citizen="610110-1234"))
    _, book = open_book(file.read_bytes())
    before = contents(book)
    buttons.press("move_recommendation", "", hexed("Alternativ 1"))
    assert "Alternativ 1 står nu i Disponering, række" in str(book.app.alerts[-1])
    job.move_recommendation(file, "Alternativ 1")
    written = openpyxl.load_workbook(file)
    for name in (standard.DISPOSITION, standard.RECOMMENDATION):
        data = next(each for each in book.data if each.name == name)
        cells = {
            (c.row, c.column): day_of(c.value) for row in written[name].iter_rows() for c in row if c.value is not None
        }
        live = {at: day_of(each) for at, each in data.cells.items() if each is not None and at not in data.formulas}
        assert live.keys() | data.formulas.keys() == cells.keys()
        for at, value in live.items():
            assert cells[at] == (pytest.approx(value) if isinstance(value, float) else value), (name, at)
    after = contents(book)
    buttons.press("move_recommendation", "", hexed("Indstilling"))
    assert "Indstillingen er flyttet" in str(book.app.alerts[-1])
    assert contents(book) == after
    press(book, "undo")
    assert contents(book)[0][standard.DISPOSITION][0] == before[0][standard.DISPOSITION][0]
    assert contents(book)[0][standard.RECOMMENDATION] == before[0][standard.RECOMMENDATION]


def test_the_button_refuses_in_a_sentence_and_writes_nothing(updated: Book) -> None:
    book = open_again(updated)
    before = state(book)
    assert "et tal fra 1 til 12" in close(book, "snart")
    assert "så den næste er juli" in close(book, "9")
    assert "er ikke et beløb" in close(book, "7", "12.5")
    assert "skriv hvorfor i en note" in close(book, "7", "1,00")
    assert "kan ikke lukkes" in close(book, "Marts", "1", "');import os;os.abort()#")
    assert state(book) == before
    said = close(book, "juli", "1,00", "Løn »mangler« '\"\\")
    assert said.partition("\n\n")[2].startswith("Juli 2026 er lukket, afstemt")
    history = next(each for each in book.data if each.name == standard.HISTORY)
    assert "Løn »mangler« '\"\\" in history.cells.values()


COCKPIT = "Cockpit"


def small(book: Book) -> list[Small]:
    return next(each for each in book.data if each.name == COCKPIT).small


def columns_of(book: Book, sheet: str) -> Small:
    """The group that is drawn from the area's own rows."""
    name = book.named["Styring_Minidiagrammer"].removeprefix("=").replace("$", "")
    (found,) = (each for each in small(book) if each.source.replace("'", "") == name.replace("'", ""))
    assert sheet in name
    return found


def test_in_excel_the_small_columns_follow_their_rows_and_come_back_by_undo(updated: Book) -> None:
    """Forty measures of two earlier years are added, as a user would type them, and taken out again."""
    book = open_again(updated)
    cockpit = next(each for each in book.data if each.name == COCKPIT)
    others = [Small((1, 20, 3, 20), "'Budget'!AI6:AO8"), Small((6, 20, 8, 20), f"{COCKPIT}!B6:G8")]
    cockpit.small += others
    first = columns_of(book, COCKPIT)
    parameters = next(each for each in book.data if each.name == standard.PARAMETERS)
    at, (name, bounds) = next(
        (at, table) for at, table in enumerate(parameters.tables) if table[0] == standard.EARLIER_TABLE
    )
    top, left, bottom, right = bounds
    heads = [parameters.cells[top, column] for column in range(left, right + 1)]
    typed_rows = 80
    for nth in range(typed_rows):
        for head, value in {
            "År": 2023.0 + nth % 2,
            "Foranstaltning": f"Tilbud {nth // 2}",
            "Regnskab": 5e5,
            "Helårspersoner": 1.0,
        }.items():
            parameters.cells[bottom + 1 + nth, left + heads.index(head)] = value
    parameters.tables[at] = (name, (top, left, bottom + typed_rows, right))
    press(book, "update_forecast")
    grown = columns_of(book, COCKPIT)
    assert grown.place[2] - grown.place[0] > first.place[2] - first.place[0] + typed_rows
    assert grown.place == (*first.place[:2], grown.place[2], first.place[3])
    drawn = {row for row, column in cockpit.formulas if column == bounds_of(grown.source)[3] - 2}
    assert drawn <= set(range(grown.place[0], grown.place[2] + 1))
    assert len(drawn) > typed_rows
    assert [each for each in small(book) if each != grown] == others
    press(book, "undo")
    assert columns_of(book, COCKPIT) == first
    assert [each for each in small(book) if each != first] == others


@pytest.mark.parametrize("source", ["AI6:AO40", f"{COCKPIT}!AI6:AO40", "'cockpit'!$AI$6:$AO$40"])
def test_in_excel_small_columns_follow_however_many_they_are(source: str) -> None:
    """LibreOffice has written 30 rows meanwhile, and left the group as it was; Excel may leave the sheet's name out."""
    book = Book(engine.App(engine.Log()), "ark.xlsx")
    mine, another = Small((6, 12, 40, 12), source), Small((6, 13, 40, 13), "Andet!AI6:AO40")
    book.data = [SheetData(COCKPIT, small=[mine, another])]
    sheet = xlwings.Sheet(impl=engine.Sheet(book, book.data[0]))
    for rows in (30, 35, 7, 1, 60):
        follow_sparklines(sheet, Ref(6, 35, 35, 41), Ref(6, 35, 5 + rows, 41))
        found, left = book.data[0].small
        assert (found.place, bounds_of(found.source)) == ((6, 12, 5 + rows, 12), (6, 35, 5 + rows, 41))
        assert left == another


def test_a_group_is_moved_whole_as_excel_refuses_half_of_it() -> None:
    held: list[Small] = []
    made = SparklineGroups(held, (6, 12, 8, 12), lambda name: None).Add(2, "Ark!AI6:AO8")
    refusals: list[Callable[[], None]] = [
        lambda: made.ModifySourceData("Ark!AI6:AO9"),
        lambda: made.ModifyLocation(Located((6, 12, 9, 12))),
        lambda: made.Modify(Located((6, 12, 8, 13)), "Ark!AI6:AO8"),
    ]
    for refused in refusals:
        with pytest.raises(RefusedCall):
            refused()
    assert held == [Small((6, 12, 8, 12), "Ark!AI6:AO8")]
    made.ModifyLocation(Located((16, 12, 18, 12)))
    assert held == [Small((16, 12, 18, 12), "Ark!AI6:AO8")]


def test_the_first_press_in_a_workbook_explains_itself_once() -> None:
    _, book = open_book(demo.workbook(cases=20, closed_month=6))
    assert "arkets første kontrol" in press(book, "check_data")
    first = press(book, "update_forecast")
    told = first[first.index("Det var arkets første opdatering") :]
    assert told.count(". ") + told.endswith(".") == 3, "three sentences"
    rows = next(d for d in book.data if d.name == standard.DISPOSITION)
    at = next(cell for cell, value in rows.cells.items() if cell[1] == 7 and isinstance(value, float))
    rows.cells[at] += 100
    again = press(book, "update_forecast")
    assert again.startswith("Prognosen er opdateret")
    assert "arkets første" not in again
    assert "arkets første" not in press(book, "check_data")

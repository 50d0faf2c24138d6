"""A person at the screen: real clicks and keys on the real workbook in a real LibreOffice, from macro to cells."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings

from styring_xl import demo, job
from styring_xl.calc.engine import caller, connect
from styring_xl.calc.workbook import for_calc
from styring_xl.sheets import standard
from tests.calc.office import CELLS, Office
from tests.calc.test_engine import content, filed_links, links

UPDATE, PREVIEW, CHECK, UNDO = "Opdater prognose", "Vis ændringer", "Kontrollér data", "Fortryd"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "Styringsark.xlsm"
    path.write_bytes(for_calc(demo.workbook(macro_enabled=True)))
    return path


@pytest.fixture
def opened(office: Office, workbook: Path, tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "Styringsark.xlsm"
    shutil.copy(workbook, path)
    document = office.user("open", str(path))
    yield document
    if document in office.channel.call("desk.documents"):
        office.close(document)


@pytest.fixture
def book(office: Office, opened: str) -> Iterator[xlwings.Book]:
    """The document as the engine sees it, to look at."""
    active = xlwings.engines.active
    yield caller(connect(office.channel), opened)
    del xlwings.Book._mock_caller
    xlwings.engines.active = active


def differences(one: dict[Any, Any], other: dict[Any, Any]) -> dict[Any, Any]:
    return {at: (one.get(at), other.get(at)) for at in one.keys() | other.keys() if one.get(at) != other.get(at)}


def test_clicks_on_the_buttons_do_what_the_command_line_does(
    office: Office, opened: str, book: xlwings.Book, workbook: Path, tmp_path: Path
) -> None:
    before = content(book)
    office.picture("calc-foer")
    assert "De står i arket »Vis ændringer«" in office.press(opened, standard.START, PREVIEW)
    assert [sheet.name for sheet in book.sheets][-1] == "Vis ændringer"
    assert differences({at: held for at, held in content(book).items() if "Vis ændringer" not in at[0]}, before) == {}
    book.sheets["Vis ændringer"].delete()

    assert "Prognosen er opdateret: " in office.press(opened, standard.START, UPDATE, picture="calc-opdater")
    after = content(book)
    refreshed = tmp_path / "fil.xlsm"
    shutil.copy(workbook, refreshed)
    job.run(refreshed)
    document = office.open(refreshed)
    reference = caller(connect(office.channel), document)
    filed, leads = content(reference), links(book)
    assert filed_links(reference, leads) == leads
    office.close(document)
    assert len(after) > 10_000
    assert differences(after, filed) == {}

    assert "Alt er opdateret i forvejen" in office.press(opened, standard.VARIANCE, UPDATE)
    office.picture("calc-afvigelse")
    assert "fejl og" in office.press(opened, standard.FINDINGS, CHECK)
    office.picture("calc-kontrol")
    assert differences(content(book), after) == {}
    assert "er fortrudt" in office.press(opened, standard.START, UNDO)
    assert differences(content(book), before) == {}


def tool(office: Office, document: str, title: str) -> None:
    """Click a choice of the toolbar, which is those of the menu."""
    office.click(*CELLS)
    office.click(*office.user("tools", document)[title])


def test_the_toolbar_works_on_the_document_in_front(office: Office, opened: str) -> None:
    tool(office, opened, "Om/Hjælp")
    assert "Opdater prognose beregner" in office.message()
    tool(office, opened, CHECK)
    assert "fejl og" in office.message()


def test_a_press_while_a_cell_is_edited_keeps_what_was_typed(office: Office, opened: str, book: xlwings.Book) -> None:
    office.click(*CELLS)
    before = office.user("where", opened)
    office.type("skrevet")
    office.click(*office.user("tools", opened)[CHECK])
    assert "fejl og" in office.message()
    # The cell is still being edited; what stands in it is taken as always.
    office.keys("Return")
    office.until(lambda: office.user("value", opened, standard.START, before.rpartition(".")[2]) == "skrevet", "lost")
    sheet, _, cell = before.rpartition(".")
    assert book.sheets[sheet.strip("$'")].range(cell).value == "skrevet"


def test_a_press_beside_another_waits_its_turn(office: Office, opened: str) -> None:
    """The message of the first press is open, so it is not over."""
    tool(office, opened, "Om/Hjælp")
    found = office.until(lambda: office.user("dialog"), "no message came")
    office.click(*office.user("tools", opened)[UPDATE])
    assert office.user("dialog") == found
    assert "Opdater prognose beregner" in office.message()
    assert office.user("dialog") is None


def test_a_foreign_document_is_told_what_was_looked_for(office: Office) -> None:
    document = str(office.channel.call("desk.new"))
    tool(office, document, UPDATE)
    assert "Der blev ikke fundet en disponering" in office.message()
    office.close(document)


def test_a_python_that_stops_midway_leaves_the_document_usable(office: Office, opened: str, book: xlwings.Book) -> None:
    office.user("run", opened, "run:import os")
    for process in office.processes():
        if b"calc.worker\0buttons" in Path(f"/proc/{process}/cmdline").read_bytes():
            os.kill(process, signal.SIGKILL)
    assert "fejl og" in office.press(opened, standard.FINDINGS, CHECK)
    assert (book.app.calculation, book.app.status_bar) == ("automatic", False)


def test_saving_the_excel_file_is_warned_about(office: Office, opened: str, tmp_path: Path) -> None:
    path = tmp_path / "Styringsark.xlsm"
    before = path.read_bytes()
    office.click(*CELLS)
    office.type("nyt")
    office.keys("Return")
    office.keys("ctrl+s")
    assert "Excel-projektmappe med makroer" in office.message("Annuller", picture="calc-gem")
    assert path.read_bytes() == before
    office.click(*CELLS)
    office.keys("ctrl+s")
    office.message("Ja")
    office.until(lambda: (tmp_path / "Styringsark.ods").exists(), "no copy was saved")
    assert path.read_bytes() == before
    assert str(office.user("address", opened)).endswith("Styringsark.ods")

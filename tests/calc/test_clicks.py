"""A person at the screen: real clicks and keys on the real workbook in a real LibreOffice, from macro to cells."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlwings

from styring_xl import job, standard
from styring_xl.calc.engine import caller, connect
from styring_xl.reports import cockpit
from tests.calc.office import CANCEL, Office, required, seen
from tests.calc.test_engine import content, filed_links, links
from tests.imports.extracts import lines, written

UPDATE, PREVIEW, CHECK, UNDO = "Opdater prognose", "Vis ændringer", "Kontrollér data", "Fortryd"


def sparklines(path: Path) -> list[tuple[str, str]]:
    """(source, place) of every sparkline of the workbook."""
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
    return [pair for part in parts for pair in re.findall(r"<xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", part)]


def differences(one: dict[Any, Any], other: dict[Any, Any]) -> dict[Any, Any]:
    return {at: (one.get(at), other.get(at)) for at in one.keys() | other.keys() if one.get(at) != other.get(at)}


@pytest.mark.newer
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

    # A press that needs fewer rows than the workbook came with leaves its sparklines; each is drawn from its own row.
    office.user("copy", opened, str(tmp_path / "kopi.xlsx"))
    drawn = [each for each in sparklines(tmp_path / "kopi.xlsx") if "Cockpit" in each[0]]
    assert len(drawn) == cockpit.SPARKS.height
    assert all(re.fullmatch(rf"'?Cockpit'?!AI{place[1:]}:AO{place[1:]}", source) for source, place in drawn)
    assert {place[0] for _, place in drawn} == {"L"}

    assert "Alt er opdateret i forvejen" in office.press(opened, standard.VARIANCE, UPDATE)
    office.picture("calc-afvigelse")
    assert "fejl og" in office.press(opened, standard.FINDINGS, CHECK)
    office.picture("calc-kontrol")
    assert differences(content(book), after) == {}
    assert "er fortrudt" in office.press(opened, standard.START, UNDO)
    assert differences(content(book), before) == {}


def tool(office: Office, document: str, title: str) -> None:
    """Click a choice of the toolbar."""
    office.front()
    office.click(*office.user("tools", document)[title])


def test_the_toolbar_works_on_the_document_in_front(office: Office, opened: str) -> None:
    tool(office, opened, "Om/Hjælp")
    assert "Opdater prognose beregner" in office.message()
    tool(office, opened, CHECK)
    assert "fejl og" in office.message()


def test_a_press_while_a_cell_is_edited_keeps_what_was_typed(office: Office, opened: str, book: xlwings.Book) -> None:
    office.front()
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
    found = office.dialog(lambda found: "OK" in found[1], "no message came")
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
    office.user("run", opened, "run:import styring_xl")
    for process in office.processes():
        if b"calc.worker\0buttons" in Path(f"/proc/{process}/cmdline").read_bytes():
            os.kill(process, signal.SIGKILL)
    assert "fejl og" in office.press(opened, standard.FINDINGS, CHECK)
    assert (book.app.calculation, book.app.status_bar) == ("automatic", False)


def test_saving_the_excel_file_is_warned_about(office: Office, opened: str, tmp_path: Path) -> None:
    path = tmp_path / "Styringsark.xlsm"
    before = path.read_bytes()
    office.front()
    office.type("nyt")
    office.keys("Return")
    office.keys("ctrl+s")
    assert "Excel-projektmappe med makroer" in office.message(*CANCEL, picture="calc-gem")
    assert path.read_bytes() == before
    office.front()
    office.keys("ctrl+s")
    office.message("Ja")
    office.until(lambda: (tmp_path / "Styringsark.ods").exists(), "no copy was saved")
    assert path.read_bytes() == before
    assert str(office.user("address", opened)).endswith("Styringsark.ods")


@pytest.mark.newer
def test_the_menu_does_what_the_button_does(office: Office, opened: str, book: xlwings.Book) -> None:
    office.front()
    office.click(*office.user("menu", opened)["Styring"])
    office.until(lambda: office.user("menu", opened)[UPDATE][1] > 0, "the menu does not open")
    office.picture("calc-menu")
    office.click(*office.user("menu", opened)[UPDATE])
    assert "Prognosen er opdateret: " in office.message()
    assert "Alt er opdateret i forvejen" in office.press(opened, standard.START, UPDATE)


def test_a_press_in_the_print_preview_works_as_in_the_sheets(office: Office, opened: str, book: xlwings.Book) -> None:
    office.front()
    office.keys("ctrl+shift+o")
    office.until(lambda: office.user("previewing", opened), "the print preview does not open")
    tool(office, opened, PREVIEW)
    assert "De står i arket »Vis ændringer«" in office.message()
    tool(office, opened, UPDATE)
    assert "Prognosen er opdateret: " in office.message()
    office.front()
    office.keys("ctrl+shift+o")
    office.until(lambda: not office.user("previewing", opened), "the print preview stays")
    assert "Alt er opdateret i forvejen" in office.press(opened, standard.START, UPDATE)
    assert book.sheets["Vis ændringer"].range("A3:B3").value == ["Ark", "Celle"]


def test_what_was_just_typed_on_another_sheet_counts(office: Office, opened: str, book: xlwings.Book) -> None:
    """Calc computes cells nobody looks at later, and the rate of this row is such a cell when the button is pressed."""
    book.sheets[standard.DISPOSITION].range("G6").value = "=Start!E30*2"
    office.front()
    for rate in ("750", "800"):
        office.go(opened, standard.START, "E30")
        office.type(rate)
        office.keys("Return")
        assert "Prognosen er opdateret" in office.press(opened, standard.START, UPDATE)
        assert book.sheets[standard.DISPOSITION].range("W6").value == 30 * 2 * float(rate)


@pytest.mark.newer
def test_undo_in_calc_never_takes_back_half_a_press(office: Office, opened: str, book: xlwings.Book) -> None:
    # Right of the list of sheets, which a press writes anew.
    office.go(opened, standard.START, "E22")
    before = office.user("where", opened).rpartition(".")[2]
    office.type("skrevet")
    office.keys("Return")
    assert "Prognosen er opdateret" in office.press(opened, standard.START, UPDATE)
    after = content(book)
    office.front()
    office.keys("ctrl+z", "ctrl+z")
    assert differences(content(book), after) == {}
    # A press that changes nothing leaves what was typed to be taken back as always.
    office.go(opened, standard.START, "E22")
    office.type("fortrudt")
    office.keys("Return")
    assert "Opdater prognose beregner" in office.press(opened, standard.START, "Om/Hjælp")
    office.front()
    office.keys("ctrl+z")
    office.until(lambda: office.user("value", opened, standard.START, before) == "skrevet", "what was typed stays")


@pytest.mark.newer
def test_a_month_is_brought_in_and_closed_with_the_mouse(
    office: Office, opened: str, book: xlwings.Book, workbook: Path, tmp_path: Path
) -> None:
    extract, _ = written(tmp_path, "plain", lines(40))
    filed = tmp_path / "fil.xlsm"
    shutil.copy(workbook, filed)
    closing = ["close", filed, "--month", "7", "--note", "Resten i august"]
    accepting = ["accept-reserves", filed]
    for command in (["import", extract, "--into", filed], closing, accepting):
        subprocess.run(
            [sys.executable, "-m", "styring_xl.cli", *map(str, command)], stdout=subprocess.DEVNULL, check=False
        )
    office.click_button(opened, standard.START, "Hent posteringer")
    office.choose(extract)
    assert office.message().startswith("40 posteringer på")
    office.click_button(opened, standard.START, "Luk måned")
    office.answer("Hvilken måned skal lukkes", "7")
    office.answer("Økonomisystemets total", "ikke afstemt")
    office.answer("Note", "Resten i august")
    said = office.message()
    assert said.startswith("OBS: Juli har ")
    assert "Juli 2026 er lukket, ikke afstemt med økonomisystemet." in said
    office.picture("calc-lukket")
    office.click_button(opened, standard.UNCERTAINTY, "Accepter pulje")
    office.answer("Hvilken foranstaltnings foreslåede pulje", "alle")
    assert "står nu i Disponering." in office.message()
    office.picture("calc-pulje")
    live = content(book)
    document = office.open(filed)
    assert differences(live, content(caller(connect(office.channel), document))) == {}
    office.close(document)


@pytest.mark.newer
def test_closing_with_a_save_as_ods_closes_and_leaves_the_excel_file(
    office: Office, opened: str, tmp_path: Path
) -> None:
    path = tmp_path / "Styringsark.xlsm"
    before = path.read_bytes()
    office.front()
    office.type("nyt")
    office.keys("Return", "ctrl+w")
    assert "Gem ændringer" in office.message("Gem")
    assert "gem i stedet som »Styringsark.ods«" in office.message("Ja")
    office.until(lambda: opened not in office.channel.call("desk.documents"), "the document stays open")
    assert path.read_bytes() == before
    assert (tmp_path / "Styringsark.ods").exists()


@pytest.mark.office
@pytest.mark.slow
def test_leaving_libreoffice_with_a_save_as_ods_leaves_it_at_once(
    workbook: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    required()
    office = Office(tmp_path_factory.mktemp("left"))
    try:
        path = office.folder / "Styringsark.xlsm"
        shutil.copy(workbook, path)
        document = office.user("open", str(path))
        office.front()
        at = office.user("where", document).rpartition(".")[2]
        office.type("nyt")
        office.keys("Return", "ctrl+q")
        assert "Gem ændringer" in office.message(*CANCEL)
        time.sleep(0.5)
        assert office.user("dialog") is None
        assert office.user("value", document, standard.START, at) == "nyt"
        office.front()
        office.keys("ctrl+q")
        assert "Gem ændringer" in office.message("Gem")
        assert "gem i stedet som »Styringsark.ods«" in office.message("Ja")
        office.until(lambda: office.process.poll() is not None, "LibreOffice stays open", 20)
        assert office.process.returncode == 0
        assert path.read_bytes() == workbook.read_bytes()
        assert path.with_suffix(".ods").exists()
    finally:
        office.stop()


def test_a_month_is_closed_and_opened_again_where_macros_are_switched_off(
    office: Office, workbook: Path, tmp_path: Path
) -> None:
    path = tmp_path / "uden makroer.xlsm"
    shutil.copy(workbook, path)
    document = office.open(path)

    def choose(entry: str) -> None:
        office.front()
        office.click(*office.user("menu", document)["Styring"])
        office.until(lambda: office.user("menu", document).get(entry, (0, 0))[1] > 0, f"no {entry} in the menu")
        office.click(*office.user("menu", document)[entry])

    choose("Luk måned")
    office.fill("Hvilken måned skal lukkes", "7", "ikke afstemt", "Resten i august", picture="calc-spoerg")
    assert "Juli 2026 er lukket, ikke afstemt med økonomisystemet." in office.message()
    choose("Genåbn måned")
    office.fill("Hvilken måned skal åbnes igen", "7")
    assert "Juli 2026 er åbnet igen" in office.message()
    choose("Gem revision")
    office.fill("Hvad hedder budgetrevisionen", "BO1", "ingen")
    assert office.message().startswith("Revisionen er gemt i Historik.")
    with seen(office, document) as book:
        held = book.sheets[standard.HISTORY].used_range.value
    assert any("BO1 2026" in row for row in held)
    choose("Luk måned")
    office.dialog(lambda found: len(found[2]) == 3, "nobody asks")
    office.keys("Escape")
    office.until(lambda: office.user("dialog") is None, "the dialog stays")
    office.close(document)


def test_closing_with_a_save_keeps_the_excel_file_beside_it(office: Office, opened: str, tmp_path: Path) -> None:
    path, kept = tmp_path / "Styringsark.xlsm", tmp_path / "Styringsark.før-LibreOffice.xlsm"
    before = path.read_bytes()
    office.front()
    at = office.user("where", opened).rpartition(".")[2]
    office.type("nyt")
    office.keys("Return")

    def close(*answers: str) -> str:
        office.front()
        office.keys("ctrl+w")
        assert "Gem ændringer" in office.message("Gem")
        return office.message(*answers)

    close(*CANCEL)
    time.sleep(0.5)
    assert office.user("value", opened, standard.START, at) == "nyt"
    assert path.read_bytes() == before
    assert f"beholdes som »{kept.name}«" in close("Nej")
    office.message("Brug Excel 2007–365 (makro aktiveret)-format")
    office.until(lambda: path.read_bytes() != before, "the document was not saved")
    office.until(lambda: opened not in office.channel.call("desk.documents"), "the document stays open")
    assert kept.read_bytes() == before
    # What LibreOffice has written itself is not kept again, and what was kept is never written over.
    saved = path.read_bytes()
    again = office.user("open", str(path))
    office.front()
    office.type("igen")
    office.keys("Return")
    office.keys("ctrl+s")
    assert "der beholdes ingen kopi" in office.message("Nej")
    office.message("Brug Excel 2007–365 (makro aktiveret)-format")
    office.until(lambda: path.read_bytes() != saved, "the document was not saved")
    assert sorted(each.name for each in tmp_path.glob("*.xlsm")) == sorted([kept.name, path.name])
    assert kept.read_bytes() == before
    office.close(again)

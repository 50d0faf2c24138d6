"""A press that takes long shows what it does, and is stopped with the workbook untouched."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import xlwings

from styring_xl import standard
from tests.calc.office import CELLS, Office
from tests.calc.test_clicks import UPDATE, tool

SLOW = """run:import styring_xl.fit as work, time
from styring_xl.books.live import LiveBook
computed, written = work.fit, LiveBook.apply
work.fit = lambda *given: (time.sleep({computing}), computed(*given))[1]
LiveBook.apply = lambda *given: (time.sleep({writing}), written(*given))[1]
"""
"""From now on every press takes so many seconds more, until its Python is ended."""
QUICK = """run:import styring_xl.buttons as b, time, xlwings
with b.quiet(xlwings.Book.caller().app):
    time.sleep(0.5)
"""
FOREVER = 600
STOP = "Stop"
HEIGHTS = re.compile(rb'<style:style style:name="ro\d+".*?</style:style>| table:style-name="ro\d+"')
"""The heights of rows in an .ods: a row that is given looks, and these back, Calc fits anew."""
TABLES = re.compile(rb"<table:database-range [^>]*?(?:/>|>.*?</table:database-range>)")
"""Its tables, which come in another order when one of them has been changed."""


def shown(office: Office, doing: str) -> Any:
    """The dialog of a press that is at work."""

    def there() -> Any:
        found = office.user("dialog")
        return found if found and STOP in found[1] and any(doing in text for text in found[0]) else None

    office.until(there, f"no dialog says {doing}")
    # Its text goes on, so it never comes to rest as other dialogs do.
    time.sleep(0.5)
    return office.user("dialog")


def whole(office: Office, document: str, folder: Path) -> Any:
    """All that a document holds, with its looks, and what can be undone in it.

    LibreOffice writes ten times slower into a document of which it has saved an .ods, so nothing is pressed in it then.
    """
    path = folder / "kopi.ods"
    office.user("copy", document, str(path))
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name) for name in ("content.xml", "styles.xml")]
    return parts, office.user("undoable", document), office.user("where", document)


def taken_apart(content: bytes) -> tuple[bytes, list[bytes]]:
    """What an .ods holds but for the heights of its rows, and its tables."""
    return TABLES.sub(b"", HEIGHTS.sub(b"", content)), sorted(TABLES.findall(content))


def python(office: Office) -> int:
    """The process in which presses are worked at."""
    command = b"calc.worker\0buttons"
    return next(each for each in office.processes() if command in Path(f"/proc/{each}/cmdline").read_bytes())


def test_a_press_that_is_stopped_takes_back_the_rows_it_has_taken_into_a_table(
    office: Office, opened: str, book: xlwings.Book, tmp_path: Path
) -> None:
    disposition = book.sheets[standard.DISPOSITION]
    below = disposition.tables[standard.DISPOSITION_TABLE].range.last_cell.row + 1
    office.user("run", opened, SLOW.format(computing=FOREVER, writing=0))
    for cell, text in ((f"B{below}", "900128-4012"), (f"C{below}", "Familiepleje"), (f"G{below}", "1000")):
        office.go(opened, standard.DISPOSITION, cell)
        office.type(text)
        office.keys("Return")
    office.front()
    before = whole(office, opened, tmp_path)
    assert len(before[1][0]) == 3

    office.click(*office.user("tools", opened)[UPDATE])
    found = shown(office, "beregner")
    office.picture("calc-stop")
    # What somebody goes on typing reaches no cell, and stops nothing either.
    office.click(*CELLS)
    office.type("7 8")
    office.keys("Return", "space")
    assert STOP in office.user("dialog")[1]
    office.click(*found[1][STOP])
    assert office.message().startswith("Stoppet. Arket er, som det var før trykket")
    after = whole(office, opened, tmp_path)
    cells, tables = zip(*(taken_apart(each[0][0]) for each in (before, after)), strict=True)
    assert cells[0] == cells[1]
    assert tables[0] == tables[1]
    assert len(tables[0]) > 10
    assert (after[0][1:], after[1:]) == (before[0][1:], before[1:])
    assert disposition.tables[standard.DISPOSITION_TABLE].range.last_cell.row == below - 1


def test_esc_leaves_every_cell_look_and_undo_as_before(office: Office, opened: str, tmp_path: Path) -> None:
    office.user("run", opened, SLOW.format(computing=FOREVER, writing=0))
    office.go(opened, standard.DISPOSITION, "G6")
    office.type("1000")
    office.keys("Return")
    office.front()
    before = whole(office, opened, tmp_path)
    tool(office, opened, UPDATE)
    shown(office, "beregner")
    office.keys("Escape")
    assert office.message().startswith("Stoppet.")
    assert whole(office, opened, tmp_path) == before


def test_a_press_that_writes_is_done_to_its_end(office: Office, opened: str, book: xlwings.Book) -> None:
    office.user("run", opened, SLOW.format(computing=FOREVER, writing=0))
    book.sheets[standard.DISPOSITION].range("G6").value = 1000
    tool(office, opened, UPDATE)
    shown(office, "beregner")
    office.keys("Escape")
    assert office.message().startswith("Stoppet.")
    office.user("run", opened, SLOW.format(computing=1.5, writing=4))
    office.click_button(opened, standard.START, UPDATE)
    shown(office, "beregner")
    time.sleep(1.5)
    office.picture("calc-stop-skriver")
    office.keys("Escape")
    assert office.message().startswith("Prognosen er opdateret")
    assert book.sheets[standard.DISPOSITION].range("W6").value == 30_000
    os.kill(python(office), signal.SIGKILL)


def test_a_press_with_its_dialog_open_keeps_the_office_and_outlives_its_python(
    office: Office, opened: str, book: xlwings.Book
) -> None:
    office.user("run", opened, SLOW.format(computing=FOREVER, writing=0))
    office.click_button(opened, standard.START, UPDATE)
    shown(office, "beregner")
    office.keys("ctrl+q")
    office.channel.call("desk.end")
    assert STOP in office.user("dialog")[1]
    os.kill(python(office), signal.SIGKILL)
    assert office.message().startswith("Python-delen af Styring-XL stoppede undervejs.")
    assert (book.app.calculation, book.app.status_bar) == ("automatic", False)
    assert "Prognosen er opdateret" in office.press(opened, standard.START, UPDATE)


def test_a_quick_press_shows_no_dialog(office: Office, opened: str) -> None:
    office.user("run", opened, "run:import styring_xl.buttons, xlwings")
    press = threading.Thread(target=office.user, args=("run", opened, QUICK))
    press.start()
    command = ["xdotool", "search", "--onlyvisible", "--name", "^Styring-XL$"]
    looks = 0
    while press.is_alive():
        looks += 1
        assert subprocess.run(command, env=office.environment, capture_output=True, check=False).stdout == b""
    assert looks > 3

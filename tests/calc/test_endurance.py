"""What a long day does to the office: forty presses leave neither memory nor handles behind."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import xlwings

from styring_xl import standard
from tests.calc.office import Office
from tests.calc.test_clicks import UPDATE

PRESSES, WARM = 40, 15
PRESS = (
    "run:import styring_xl.calc.engine as e, styring_xl.buttons as b; shown = e.App.alert; "
    "e.App.alert = lambda *given: 'ok'; b.press('update_forecast'); e.App.alert = shown"
)
"""A press whose message nobody has to close."""
OFFICE, PYTHON = 1.0, 0.2
"""Megabytes a press may cost in a workbook of 32 sheets. LibreOffice 7.4 loses 64 bytes whenever Python looks up
a name in an object."""
FEW = 8
"""A program's memory goes two megabytes up and down from press to press, and a system in want of room takes twenty of
them for a moment, so the middle of so many presses counts."""


def megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def handles(process: int) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def running(office: Office, words: bytes) -> int:
    """The process of the office whose command line holds some words."""
    found = [each for each in office.processes() if words in Path(f"/proc/{each}/cmdline").read_bytes()]
    return found[0]


def test_forty_presses_leave_nothing_behind(office: Office, opened: str, book: xlwings.Book) -> None:
    rate = book.sheets[standard.DISPOSITION].range("G6")
    held: dict[int, list[float]] = {}
    before: dict[int, int] = {}
    for number in range(PRESSES):
        rate.value = 1000 + number
        office.user("run", opened, PRESS)
        # Every press has written.
        assert book.sheets[standard.DISPOSITION].range("W6").value == 30 * (1000 + number)
        if number == WARM:
            programs = (running(office, b"soffice.bin"), running(office, b"calc.worker\0buttons"))
            before = {each: handles(each) for each in programs}
            held = {each: [] for each in programs}
        for program, memory in held.items():
            memory.append(megabytes(program))
    for (program, memory), most in zip(held.items(), (OFFICE, PYTHON), strict=True):
        assert (median(memory[-FEW:]) - median(memory[:FEW])) / (len(memory) - FEW) < most
        assert handles(program) <= before[program] + 2
    # And a click still works as on the first day.
    assert "Alt er opdateret i forvejen" in office.press(opened, standard.START, UPDATE)

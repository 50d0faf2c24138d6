"""When Python looks for garbage, and when it does not."""

from __future__ import annotations

import gc
import subprocess
import sys

from styring_xl.books.file.filebook import FileBook
from styring_xl.collector import held_back
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reports import read
from tests.workbooks import saved


def test_a_command_ends_without_looking_through_all_it_has_loaded() -> None:
    # What is registered first is done last: by then the command line has set everything aside.
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import atexit, gc, sys\n"
            "atexit.register(lambda: print(gc.get_freeze_count() > 0, len(gc.get_objects()) < 100))\n"
            "from styring_xl.cli import main\n"
            "sys.argv = ['styring-xl', '--version']\n"
            "main()",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.splitlines()[-1] == "True True"


def test_work_is_done_without_the_collector_and_leaves_it_as_it_was() -> None:
    was_on = gc.isenabled()
    try:
        gc.enable()
        with held_back():
            assert not gc.isenabled()
        assert gc.isenabled()
        gc.disable()
        with held_back():
            pass
        assert not gc.isenabled()
    finally:
        (gc.enable if was_on else gc.disable)()


def test_a_cell_that_cannot_be_read_keeps_nothing_of_what_was_read_with_it() -> None:
    head = ("CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato", "Forventet regnskab")
    row = ("610180-0001", "Familiepleje", "efter aftale", "måned", "31-02-2026", "snart", None)
    book = FileBook.from_bytes(saved(Disponering=[head, row]))
    gc.collect()
    with held_back():
        assert read(book, year=2026, closed=0).disposition.problems
        assert not [each for each in gc.get_objects() if isinstance(each, Frame)]

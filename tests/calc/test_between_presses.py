"""What a user does to the workbook in Calc between two presses, and what Calc's function wizard tells the user.

Rows inserted, dragged down, cut and pasted, sorted, hidden and filtered, and taken back by Calc's own *Fortryd*: the
press that follows gives the cells that the file door gives for the same workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings

import styring_udf
from styring_udf.function import FUNCTIONS
from styring_xl import demo, job, standard
from styring_xl.calc.build import in_wizard
from styring_xl.calc.engine import caller, connect
from styring_xl.calc.workbook import for_calc
from tests.calc.office import Office, seen
from tests.calc.test_clicks import UPDATE, differences, tool
from tests.calc.test_engine import Cells, content

TABLE = standard.DISPOSITION
SHEETS = (TABLE, standard.POSTINGS, standard.VARIANCE, standard.SPEND, standard.FINDINGS)
TYPED = "A6:N40"
BY_RATE = {
    "ByRows": True, "HasHeader": False, "CaseSensitive": False, "NaturalSort": False, "IncludeAttribs": True,
    "UserDefIndex": 0, "Col1": 7, "Ascending1": False,
}  # fmt: skip
"""What the dialog of *Sortér* asks: the rows by column G, the highest first."""


class Desk:
    """The workbook in front of a user, up to date."""

    def __init__(self, office: Office, folder: Path, document: str, book: xlwings.Book) -> None:
        self._office, self._copy, self._document, self._book = office, folder / "kopi.xlsx", document, book
        self.disposition = book.sheets[TABLE]

    def menu(self, command: str, cells: str, **answers: Any) -> None:
        """Select cells of the disposition, and choose a command of Calc's own."""
        self._office.user("select", self._document, TABLE, cells)
        self._office.user("dispatch", self._document, command, answers)

    def undo(self) -> None:
        """Calc's own *Fortryd*."""
        self._office.user("dispatch", self._document, "Undo", {})

    def drag(self, cells: str) -> None:
        self._office.user("drag", self._document, TABLE, cells)

    def filter(self, sheet: str) -> None:
        """Let a sheet show the rows of one measure alone."""
        self._office.user("filter", self._document, sheet)

    def typed(self) -> list[list[Any]]:
        """The rows of the disposition as far as users type them, from row 6 on."""
        rows: list[list[Any]] = self.disposition.range(TYPED).value
        return rows

    def press(self) -> str:
        tool(self._office, self._document, UPDATE)
        return self._office.message()

    def shown(self) -> Cells:
        return content(self._book, *SHEETS)

    def by_file(self) -> Cells:
        """What the command line makes of a copy of the workbook as it is now."""
        self._office.user("copy", self._document, str(self._copy))
        job.run(self._copy)
        other = self._office.open(self._copy)
        found = content(caller(connect(self._office.channel), other), *SHEETS)
        self._office.close(other)
        return found


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "Styringsark.xlsm"
    path.write_bytes(for_calc(demo.workbook(20, closed_month=6)))
    job.run(path)
    document = office.user("open", str(path))
    with seen(office, document) as book:
        yield Desk(office, tmp_path, document, book)
    office.close(document)


def test_rows_inserted_and_dragged_down_count_as_typed_and_are_taken_back(desk: Desk) -> None:
    before = desk.typed()
    desk.menu("InsertRowsBefore", "10:10")
    desk.menu("InsertRowsBefore", "6:6")
    desk.menu("InsertRowsBefore", "4:4")
    desk.disposition.range("B7:D7").value = ["900128-4012", "Familiepleje", "Plejefamilie 7"]
    desk.disposition.range("G7:H7").value = [1000, "døgn"]
    desk.disposition.range("J7").value = before[2][9]
    desk.drag("G8:G13")
    desk.menu("FillDown", "J8:J10")
    rows = desk.typed()
    assert [row[6] for row in rows[2:8]] == [before[0][6] + number for number in range(6)]
    assert rows[3][9] == rows[4][9] == before[0][9] != before[1][9]

    wanted = desk.by_file()
    assert desk.press().startswith("Prognosen er opdateret")
    assert differences(desk.shown(), wanted) == {}
    assert desk.typed() == rows
    assert desk.disposition.range("U7:W7").value == [31_000.0, 31_000.0, 30_000.0]

    # What Calc remembers of the time before the press would mix old cells into the new ones: it is gone.
    desk.undo()
    assert differences(desk.shown(), wanted) == {}
    desk.menu("DeleteRows", "8:9")
    desk.menu("Cut", "B10:K10")
    desk.menu("Paste", "B40:B40")
    for _ in range(3):
        desk.undo()
    assert desk.press().startswith("Alt er opdateret i forvejen")
    assert differences(desk.shown(), wanted) == {}


def test_rows_moved_sorted_and_hidden_are_all_read(desk: Desk) -> None:
    def filled() -> list[list[Any]]:
        return sorted((row for row in desk.typed() if any(row)), key=str)

    before = filled()
    desk.menu("InsertRowsBefore", "20:20")
    desk.menu("Cut", "8:8")
    desk.menu("Paste", "20:20")
    desk.menu("DataSort", "A6:AE26", **BY_RATE)
    rates = [row[6] for row in desk.typed() if row[6] is not None]
    assert rates == sorted(rates, reverse=True) != [row[6] for row in before if row[6] is not None]
    desk.disposition.range("G6").value = 40_000
    desk.menu("HideRow", "7:9")
    desk.filter(standard.POSTINGS)

    wanted, rows = desk.by_file(), desk.typed()
    assert desk.press().startswith("Prognosen er opdateret")
    assert differences(desk.shown(), wanted) == {}
    assert desk.typed() == rows
    after = filled()
    dearest = next(row for row in before if row[6] == rates[0])
    assert [row for row in after if row not in before] == [[*dearest[:6], 40_000.0, *dearest[7:]]]
    assert [row for row in before if row not in after] == [dearest]

    # A filter on a sheet that must be written stops the press, and nothing is touched.
    desk.menu("DataSort", "A6:AE26", **{**BY_RATE, "Col1": 3})
    desk.disposition.range("Q6:R6").value = [1, 2]
    desk.filter(TABLE)
    left = desk.shown()
    assert "er filtreret" in desk.press()
    assert differences(desk.shown(), left) == {}
    desk.menu("DataFilterRemoveFilter", "A6:A6")
    assert desk.press().startswith("Prognosen er opdateret")
    assert filled() == after


def test_the_function_wizard_says_of_each_function_what_the_reference_says(office: Office) -> None:
    found = office.user("wizard", "STYRING_")
    assert found.keys() == set(styring_udf.__all__)
    for name, (description, arguments) in found.items():
        function = FUNCTIONS[name]
        assert description == function.description
        assert [tuple(each) for each in arguments] == [in_wizard(*each) for each in function.arguments], name
    shown = dict(found["STYRING_FORVENTET"][1])
    assert shown["takst"] == "Skal angives. Takst i kroner pr. enhed."
    assert shown["maengde"].endswith("Udelades den, bruges 1.")
    assert shown["[regel]"].startswith("Periodisering: ")

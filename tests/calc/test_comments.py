"""Comments and the history of a cell in a real LibreOffice: a workbook of an earlier edition, through a closing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings

from styring_xl import demo, job, standard
from styring_xl.books.file.log import user_name
from styring_xl.calc.workbook import for_calc
from styring_xl.cells.cell import column_letters
from tests import earlier_edition
from tests.calc.office import Office, seen

UPDATE = "Opdater prognose"


@pytest.fixture
def opened(office: Office, tmp_path: Path) -> Iterator[str]:
    """Three months closed, no comment columns on *Afvigelse* and the chart in their place."""
    path = tmp_path / "Styringsark.xlsm"
    path.write_bytes(demo.workbook(20, closed_month=3, closings=True))
    job.run(path)
    path.write_bytes(for_calc(earlier_edition.of(path.read_bytes())))
    document = office.user("open", str(path))
    yield document
    office.close(document)


@pytest.fixture
def book(office: Office, opened: str) -> Iterator[xlwings.Book]:
    with seen(office, opened) as found:
        yield found


def columns(book: xlwings.Book) -> list[Any]:
    return list(book.sheets[standard.VARIANCE]["A5:P5"].value)


def choose(office: Office, document: str, entry: str) -> None:
    """Click an entry of the menu; the selected cell stays as it is."""
    office.click(*office.user("menu", document)["Styring"])
    office.until(lambda: office.user("menu", document)[entry][1] > 0, "the menu does not open")
    office.click(*office.user("menu", document)[entry])


def test_words_and_values_of_an_earlier_editions_workbook_live_through_a_closing(
    office: Office, opened: str, book: xlwings.Book
) -> None:
    sheet = book.sheets[standard.VARIANCE]
    assert "Kommentar" not in columns(book)
    assert "Prognosen er opdateret" in office.press(opened, standard.START, UPDATE)
    assert columns(book)[12:14] == ["Kommentar", "Sidste kommentar"]
    assert (sheet["M1"].column_width or 0) > 40
    chart = next(each for each in sheet.charts if each.name == "Styring_Diagram")
    assert abs(chart.left - sheet["P1"].left) < 1
    printed = str(sheet.page_setup.print_area)
    assert printed.startswith("A1:L")
    assert ",P1:Y" in printed

    words = "To nye sager; en er på vej"
    office.go(opened, standard.VARIANCE, "M7")
    office.type(words)
    office.keys("Return")
    forecast = book.sheets[standard.FORECAST]
    headers = forecast["A5:AE5"].value
    said, last = (f"{column_letters(headers.index(name) + 1)}7" for name in ("Kommentar", "Sidste kommentar"))
    office.go(opened, standard.FORECAST, said)
    office.type("prisen er usikker")
    office.keys("Return")
    line, amount = sheet["A7"].value, book.sheets[standard.DISPOSITION]["G6"].value
    office.press(opened, standard.START, UPDATE)
    assert (sheet["M7"].value, forecast[said].value) == (words, "prisen er usikker")
    office.picture("calc-kommentar")

    office.go(opened, standard.DISPOSITION, "G6")
    office.type("12345")
    office.keys("Return")
    office.click_button(opened, standard.START, "Luk måned")
    office.answer("Hvilken måned skal lukkes", "4")
    office.answer("Økonomisystemets total", "ikke afstemt")
    office.answer("Note", "prøve")
    assert "April 2026 er lukket" in office.message()
    assert (sheet["A7"].value, sheet["M7"].value) == (line, None)
    assert sheet["N7"].value == f"marts ({user_name()}): {words}"
    assert (forecast[said].value, forecast[last].value) == (None, f"marts ({user_name()}): prisen er usikker")
    office.user("place", opened, standard.VARIANCE, "M7")
    office.picture("calc-sidste-kommentar")

    office.go(opened, standard.DISPOSITION, "G6")
    choose(office, opened, "Hvem ændrede?")
    office.until(lambda: "Hvem ændrede" in [each.name for each in book.sheets], "Hvem ændrede does not come")
    told = book.sheets["Hvem ændrede"]

    def shown() -> list[Any]:
        return [row[0] for row in told["A1:A30"].options(ndim=2).value]

    # The sheet is there before its cells are written.
    office.until(lambda: "April 2026" in shown(), "April is not told of")
    times = shown()
    office.picture("calc-hvem-aendrede")
    values = {time: told[f"E{at}"].value for at, time in enumerate(times, 1) if time in ("Marts 2026", "April 2026")}
    assert values["April 2026"] in (12345, "12345")
    assert float(str(values["Marts 2026"]).replace(",", ".")) == amount
    office.go(opened, "Hvem ændrede", f"A{times.index('Marts 2026') + 1}")
    choose(office, opened, "Hent værdi tilbage")
    assert "er igen, som den var ved Marts 2026" in office.message(picture="calc-hent-vaerdi")
    assert book.sheets[standard.DISPOSITION]["G6"].value == amount
    assert "er fortrudt" in office.press(opened, standard.START, "Fortryd")
    assert book.sheets[standard.DISPOSITION]["G6"].value == 12345

"""Vis grundlag by the mouse in a real LibreOffice: from a figure to its postings, and back."""

from __future__ import annotations

import xlwings

from styring_xl import standard
from tests.calc.office import Office

SHOW, BACK = "Vis grundlag", "Tilbage"


def way(book: xlwings.Book) -> list[str]:
    """The cells one has come by, as *Grundlag* shows them."""
    if "Grundlag" not in [sheet.name for sheet in book.sheets]:
        return []
    cells = book.sheets["Grundlag"]["B2:F2"].value
    return [each for each in cells if each]


def test_a_figure_is_followed_down_and_back_with_the_mouse(office: Office, opened: str, book: xlwings.Book) -> None:
    assert "Prognosen er opdateret: " in office.press(opened, standard.START, "Opdater prognose")
    office.go(opened, standard.VARIANCE, "E7")
    figure = book.sheets[standard.VARIANCE]["E7"].value
    office.click(*office.user("buttons", opened, standard.VARIANCE)[SHOW])
    office.until(lambda: way(book) == ["Afvigelse!E7"], "Grundlag does not come")
    grundlag = book.sheets["Grundlag"]
    assert grundlag["E3"].value == figure
    office.picture("calc-grundlag")
    column = [row[0] for row in grundlag["A1:A400"].options(ndim=2).value]
    total = column.index("I alt") + 1
    assert abs(grundlag[f"E{total}"].value - figure) < 0.005

    office.go(opened, "Grundlag", f"A{column.index('Bevilling') + 1}")
    office.click(*office.user("menu", opened)["Styring"])
    office.until(lambda: office.user("menu", opened)[SHOW][1] > 0, "the menu does not open")
    office.click(*office.user("menu", opened)[SHOW])
    office.until(lambda: len(way(book)) == 2, "no step further down")
    assert way(book)[1].startswith("Disponering!")

    for steps in (1, 0):
        office.front()
        office.click(*office.user("menu", opened)["Styring"])
        office.until(lambda: office.user("menu", opened)["Tilbage fra Grundlag"][1] > 0, "the menu does not open")
        office.click(*office.user("menu", opened)["Tilbage fra Grundlag"])
        if steps:
            office.until(lambda: len(way(book)) == 1, "no step back")
    office.until(lambda: office.at(opened, standard.VARIANCE, "E7"), "not back at the figure")

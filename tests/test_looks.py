"""How a cell looks may say what its value does not: a number format in another unit, a row that is struck through."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.refreshed import Told, refreshed
from tests.workbooks import HEADER, day, saved

ROW = ["610180-0001", "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None, None]
SHEETS: dict[str, Sequence[Any]] = {
    "Disponering": [HEADER, ROW, ["620180-0002", *ROW[1:]]],
    "Budget": [["Foranstaltning", "Budget"], ["Familiepleje", 300_000], ["Aflastning", 200_000]],
}


def looking(formats: dict[str, str], struck: Sequence[str] = (), *, header: str = "Takst") -> Told:
    """The workbook with the number formats and the struck cells, by »Ark!A1«."""
    heads = [header if name == "Takst" else name for name in HEADER]
    package = saved(Disponering=[heads, *SHEETS["Disponering"][1:]], Budget=SHEETS["Budget"])
    book = openpyxl.load_workbook(io.BytesIO(package))
    for place, code in formats.items():
        sheet, cell = place.split("!")
        book[sheet][cell].number_format = code
    for place in struck:
        sheet, cell = place.split("!")
        book[sheet][cell].font = Font(strike=True)
    out = io.BytesIO()
    book.save(out)
    return refreshed(out.getvalue(), year=2026, closed=0)


def found(result: Told, code: str) -> list[str]:
    return [f"{sheet}!{cell}" for each, sheet, cell in result.findings if each == code]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('#,##0 "t.kr."', True),
        ('#,##0, "t.kr."', False),
        ("#,##0,", False),
        ('0 "kr./døgn"', True),
        ('0 "kr./md."', False),
        ("[$€-2] #,##0.00", True),
        ('#,##0.00 "kr."', False),
        (";;;", True),
        ('0 "pr. plads"', False),
    ],
)
def test_a_format_that_shows_a_rate_as_something_else_is_told(code: str, said: bool) -> None:
    result = looking({"Disponering!C3": code})
    assert found(result, "talformat") == ["Disponering!C3"] * said
    assert result.refreshed.figures.result == 240_000_00


def test_several_rows_of_one_format_are_told_once_and_their_header_settles_it() -> None:
    formats = {"Disponering!C2": '0 "t.kr."', "Disponering!C3": '0 "t.kr."'}
    [finding] = [each for each in looking(formats).refreshed.findings if each.code == "talformat"]
    assert (finding.cell, finding.rows, finding.ore) == ("C2", 2, 240_000_00)
    assert found(looking(formats, header="Takst (1.000 kr.)"), "talformat") == []


def test_a_budget_that_shows_millions_is_told() -> None:
    formats = {"Budget!B2": '0.0 "mio. kr."', "Budget!B3": '#,##0 "kr."'}
    assert found(looking(formats), "talformat") == ["Budget!B2"]


def test_what_is_struck_through_is_told_though_it_counts() -> None:
    row = [f"Disponering!{letter}3" for letter in "ABCDEF"]
    result = looking({}, [*row, "Budget!B3"])
    assert (found(result, "status"), result.refreshed.figures.result) == (["Budget!B3", "Disponering!C3"], 240_000_00)
    assert found(looking({}, ["Disponering!A1", "Disponering!G3"]), "status") == []

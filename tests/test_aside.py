"""A row that a nej, a cross, a remark, a heading or a year beside it sets aside is told, not quietly counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.refreshed import Told, refreshed
from tests.workbooks import HEADER, day, saved

ROW = ["610180-0001", "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None, None]
OTHER = ["620180-0002", *ROW[1:]]
STOPPED = [*ROW[:6], day("31-03-2026"), None]


def told(**sheets: Sequence[Any]) -> Told:
    return refreshed(saved(**sheets), year=2026, closed=0)


def found(result: Told) -> list[str]:
    return [f"{sheet}!{cell}" for code, sheet, cell in result.findings if code == "status"]


@pytest.mark.parametrize(
    ("head", "said", "other"),
    [
        ("Aktiv", "nej", "ja"),
        ("Er aktiv", False, True),
        ("Medtages", 0, 1),
        ("Tæller med i prognosen", "N", "J"),
        ("Udgået", "x", None),
        ("Skal slettes", "Ja", "Nej"),
        ("Annulleret", day("01-02-2026"), None),
        ("År", 2025, 2026),
        ("Regnskabsår", "2027", "2026"),
        ("Bemærkning", "UDGÅET", "Forlænges nok"),
        ("Kommentar", "Sagen er annulleret.", "Annulleret møde 3/2"),
        ("Bemærkning", "skal ikke tælle med", "Tæller med fra marts"),
        ("Kategori", "Slettede", "Aktuelle"),
    ],
)
def test_a_cell_that_sets_its_row_aside_is_told_at_the_row(head: str, said: object, other: object) -> None:
    result = told(Disponering=[[*HEADER[:8], head], [*ROW, said], [*OTHER, other]])
    assert (found(result), result.refreshed.figures.result) == (["Disponering!I2"], 240_000_00)


@pytest.mark.parametrize(
    ("head", "value"),
    [
        ("Aktiv", None),
        ("Med", "Mor og far"),
        ("Udgået", "nej"),
        ("År", 7),
        ("Bemærkning", "Ophørte i skole, bor hjemme"),
        ("Bemærkning", "Udgået takst; ny aftale fra 1/2"),
        ("Navn", "Ada Ophørsen"),
        ("Status", "Aktuel"),
    ],
)
def test_other_words_set_nothing_aside(head: str, value: object) -> None:
    assert found(told(Disponering=[[*HEADER[:8], head], [*ROW, value], OTHER])) == []


@pytest.mark.parametrize(
    ("head", "word"),
    [
        ("Status", "Ophørt"),
        ("Status", "Afsluttet 1. marts"),
        ("Bemærkning", "Ophørt pr. 31/3-26"),
        ("Bemærkning", "fraflyttet marts"),
        ("Lukket", "x"),
    ],
)
def test_a_case_that_is_over_and_has_no_stop_is_told(head: str, word: str) -> None:
    heads = [*HEADER[:8], head]
    assert found(told(Disponering=[heads, [*ROW, word], [*OTHER, None]])) == ["Disponering!I2"]
    assert found(told(Disponering=[heads, [*STOPPED, word], [*OTHER, None]])) == []


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Slettede sager", ["Disponering!A3"]),
        ("Afslag", ["Disponering!A3"]),
        ("Ophørte i 2025", ["Disponering!A3"]),
        ("Forventede", []),
        ("Eksempler på god praksis", ["Disponering!A3"]),
    ],
)
def test_a_heading_that_sets_its_rows_aside_is_told_once(heading: str, cells: list[str]) -> None:
    result = told(Disponering=[HEADER, ROW, [heading], OTHER, OTHER])
    assert found(result) == [cell.replace("A3", "A4") for cell in cells]


def test_a_heading_speaks_down_to_the_next_heading_or_sum() -> None:
    total = ["I alt slettede", *[None] * 19, 120_000]
    result = told(Disponering=[HEADER, ["Slettede"], [*ROW, *[10_000] * 12, 120_000], total, OTHER])
    [finding] = [each for each in result.refreshed.findings if each.code == "status"]
    assert (finding.cell, finding.rows, finding.ore) == ("A3", 1, 120_000_00)


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ([*OTHER[:1], "Indtægt fra Horsens", *OTHER[2:]], ["Disponering!B3"]),
        ([*OTHER[:1], "Statsrefusion", -5_000, *OTHER[3:]], []),
        ([*OTHER[:1], "Refusionsanbringelse", *OTHER[2:]], []),
        ([*OTHER, "I"], ["Disponering!I3"]),
        ([*OTHER, "Indtægt"], ["Disponering!I3"]),
        ([*OTHER, "U"], []),
    ],
)
def test_an_income_without_its_minus_is_told(row: list[Any], cells: list[str]) -> None:
    assert found(told(Disponering=[[*HEADER[:8], "U/I"], [*ROW, "U"], row])) == cells


@pytest.mark.parametrize("other", ["E", "II", None, "Intern"])
def test_a_lone_letter_is_an_income_only_beside_its_other_side(other: str | None) -> None:
    """It may be »intern« of two, or a group by its number."""
    assert found(told(Disponering=[[*HEADER[:8], "Type"], [*ROW, "I"], [*OTHER, other]])) == []


def test_an_income_under_a_heading_is_told_where_it_has_no_minus() -> None:
    minus = [*OTHER[:2], -5_000, *OTHER[3:]]
    assert found(told(Disponering=[HEADER, ROW, ["Mellemkommunale indtægter"], OTHER])) == ["Disponering!A4"]
    assert found(told(Disponering=[HEADER, ROW, ["Mellemkommunale indtægter"], minus])) == []


@pytest.mark.parametrize(
    ("heads", "rows", "cells"),
    [
        (["År", "Foranstaltning", "Budget"], [[2025, 400_000], [2026, 500_000]], ["Budget!A2"]),
        (["Type", "Foranstaltning", "Beløb"], [["Budget", 500_000], ["Forbrug", 1]], ["Budget!A3"]),
        (["Version", "Foranstaltning", "Budget"], [["Opr.", 400_000], ["Korr.", 500_000]], ["Budget!A2"]),
        (["Version", "Foranstaltning", "Budget"], [["Opr.", 400_000], ["Tillæg", 100_000]], []),
        (["U/I", "Foranstaltning", "Budget"], [["U", 500_000], ["I", 50_000]], ["Budget!A3"]),
        (["U/I", "Foranstaltning", "Budget"], [["U", 500_000], ["I", -50_000]], []),
    ],
)
def test_a_row_of_the_budget_that_says_it_is_something_else_is_told(
    heads: list[str], rows: list[list[Any]], cells: list[str]
) -> None:
    budget = [heads, *([first, "Familiepleje", amount] for first, amount in rows)]
    assert found(told(Disponering=[HEADER, ROW], Budget=budget)) == cells


def test_a_second_budget_under_a_heading_of_another_year_is_told() -> None:
    head = ["Foranstaltning", "Budget"]
    lines = [head, ["Familiepleje", 500_000], [], ["Budget 2025"], head, ["Familiepleje", 400_000]]
    assert found(told(Disponering=[HEADER, ROW], Budget=lines)) == ["Budget!A6"]

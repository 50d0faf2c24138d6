"""Which columns of a header are this year's months: by their words, by the heading over their block, or by none."""

from __future__ import annotations

from typing import Any

import pytest

from styring_xl.cells.grid import Grid, Ref
from styring_xl.reading import header
from styring_xl.reading.header_row import candidate
from styring_xl.reading.layout import Layout, recognise
from styring_xl.reading.role_table import RoleTable

PEOPLE = ("CPR", "Takst", "Startdato")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Maj", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dec")
SECOND = {month: 16 + month for month in range(1, 13)}
"""The months of the second of two blocks of thirteen columns after the people's three."""


class OneSheet:
    """A book with one sheet, as far as the layout asks."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.sheet_names = (grid.sheet,)

    def head(self, name: str, rows: int = 0) -> Grid:
        return self.grid

    def is_hidden(self, name: str) -> bool:
        return False


def found(*rows: tuple[Any, ...], merged: tuple[Ref, ...] = ()) -> RoleTable:
    layout: Layout = recognise(OneSheet(Grid("Disponering", [*rows], merged=merged)), year=2026)
    (table,) = layout.of(header.DISPOSITION)
    return table


@pytest.mark.parametrize("merged", [True, False], ids=["merged", "in the first column"])
@pytest.mark.parametrize(
    ("first", "second"),
    [(2025, 2026), ("Regnskab 2025", "Forventet 2026"), ("Sidste år", "I år"), ("Budget", "Disponeret")],
)
def test_of_two_blocks_of_months_the_heading_says_which_is_this_years(first: Any, second: Any, merged: bool) -> None:
    areas = (Ref(1, 4, 1, 16), Ref(1, 17, 1, 29)) if merged else ()
    table = found(
        (None,) * 3 + (first, *(None,) * 12, second),
        (*PEOPLE, *MONTHS, "I alt", *MONTHS, "I alt"),
        ("610180-0001", 10_000, "01-01-2026"),
        merged=areas,
    )
    assert (table.months, table.columns["result"], table.duplicates) == (SECOND, 29, ())


def test_two_blocks_that_nothing_tells_apart_are_left_alone_and_told() -> None:
    table = found((*PEOPLE, *MONTHS, "I alt", *MONTHS, "I alt"), ("610180-0001", 10_000, "01-01-2026"))
    assert (table.months, "result" in table.columns) == ({}, False)
    assert [(double.field, double.column) for double in table.duplicates] == [("result", 29), ("month", 17)]


@pytest.mark.parametrize(
    "heads",
    [
        [f"{month} (realiseret)" for month in MONTHS[:3]] + [f"{month} (forventet)" for month in MONTHS[3:]],
        [f"{month} R" for month in MONTHS[:5]] + [f"{month} F" for month in MONTHS[5:]],
        [f"{number:02}" for number in range(1, 13)],
        [f"2026M{number:02}" for number in range(1, 13)],
    ],
    ids=["in brackets", "letters", "numbers as text", "statistics"],
)
def test_a_year_of_months_under_other_names(heads: list[str]) -> None:
    table = found((*PEOPLE, *heads), ("610180-0001", 10_000, "01-01-2026"))
    assert table.months == {month: 3 + month for month in range(1, 13)}


def test_booked_and_budgeted_in_pairs_are_no_months_of_what_is_expected() -> None:
    pairs = [f"{month} {kind}" for month in MONTHS for kind in ("Realiseret", "Budget")]
    table = candidate(header.DISPOSITION, Grid("Ark", [(*PEOPLE, *pairs)]), 1, 1, 2026)
    assert table is not None
    assert table.months == {}


@pytest.mark.parametrize(("unit", "factor"), [("t.kr.", 1_000), ("kr.", 1)])
def test_a_row_of_units_under_the_header_is_a_part_of_it(unit: str, factor: int) -> None:
    table = found((*PEOPLE, *MONTHS), (None, unit, None, *[unit] * 12), ("610180-0001", 10, "01-01-2026"))
    assert (table.first_row, table.scale(table.columns["rate"]), table.scale(table.months[1])) == (3, factor, factor)


def test_a_unit_in_the_header_over_the_names_speaks_for_the_table() -> None:
    table = candidate(header.BUDGET, Grid("Ark", [("Foranstaltning, 1.000 kr.", "Budget"), ("Aflastning", 7)]), 1, 1)
    assert table is not None
    assert table.scale(2) == 1_000


def test_a_budget_in_ore_is_no_budget_in_kroner() -> None:
    assert (
        candidate(header.BUDGET, Grid("Ark", [("Foranstaltning", "Budget (øre)"), ("Aflastning", 700)]), 1, 1) is None
    )

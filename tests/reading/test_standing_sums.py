"""What the user's own sums come to, whatever result a program has left in them."""

from __future__ import annotations

import pytest

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.reading.disposition import standing_sums
from styring_xl.reading.disposition.standing_sums import StandingSums

STANDS = 1.0
"""The result that is kept of every formula here."""


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("SUM(A2:C2)", 60),
        ("A2+B2-C2", 0),
        ("SUM(A1:A2)", 17),
        ("D2+C2", 90),
        ("SUM(A2:B2)*2", STANDS),
        ("SUM(Ark2!A2:B2)", STANDS),
        ("A2+E2", STANDS),
        ("F2+A2", STANDS + 10),
    ],
)
def test_a_plain_sum_of_numbers_is_worked_out_and_all_else_stands(formula: str, value: float) -> None:
    """D2 is a sum of its row itself, E2 a text, F2 a formula of another kind."""
    rows: list[list[Value]] = [[7, 8, 9], [10, 20, 30, STANDS, "ti", STANDS, STANDS]]
    grid = Grid("Ark1", rows, formulas={(2, 4): "SUM(A2:C2)", (2, 6): "MAX(A2:C2)", (2, 7): formula})
    assert StandingSums(grid).value(2, 7) == value


def test_sums_so_far_in_every_row_are_known_from_one_reading_of_the_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_sums, "_FEW", 2)
    monkeypatch.setattr(standing_sums, "_MOST_READ", 10)
    formulas = {(row, 2): f"SUM(A$1:A{row})-A$1" for row in range(1, 8)}
    numbers = StandingSums(Grid("Ark1", [[5, STANDS]] * 7, formulas=formulas))
    assert [numbers.value(row, 2) for row in range(1, 8)] == [0, 5, 10, 15, 20, 25, 30]
    with_text = StandingSums(Grid("Ark1", [[5, STANDS]] * 6 + [["ti", STANDS]], formulas=formulas))
    assert [with_text.value(row, 2) for row in range(5, 8)] == [20, 25, STANDS]


def test_sums_of_all_formulas_above_are_not_added_up_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_sums, "_FEW", 0)
    monkeypatch.setattr(standing_sums, "_MOST_READ", 12)
    sheet = {(row, 1): "5+0" for row in range(1, 7)} | {(row, 2): f"SUM(A$1:A{row})" for row in range(1, 7)}
    sums = StandingSums(Grid("Ark1", [[5, STANDS]] * 6, formulas=sheet))
    assert [sums.value(row, 2) for row in range(1, 7)] == [5, 10, 15, 20, STANDS, STANDS]


def test_sums_of_each_other_come_to_an_end() -> None:
    grid = Grid("Ark1", [[STANDS, STANDS]], formulas={(1, 1): "B1", (1, 2): "A1"})
    assert StandingSums(grid).value(1, 1) == STANDS

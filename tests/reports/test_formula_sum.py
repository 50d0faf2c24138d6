"""What a result of the user's own will show once the months beside it are written, where that can be told."""

from __future__ import annotations

import pytest

from styring_xl.cells.cell import KEEP, Value
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Block
from styring_xl.cells.range_sums import RangeSums
from styring_xl.reports.formula_sum import Unknown, evaluate

STANDS = 1.0
"""The result that is kept of the formula."""


def result(formula: str) -> Value:
    """Of a formula in E3, where B and C are written in rows 2 and 3."""
    rows: list[list[Value]] = [
        ["Navn", "Jan.", "Feb.", "Beløb"],
        ["Anna", 1, 2, 500.25],
        ["Bo", 4, 5, "ti", STANDS, STANDS],
    ]
    grid = Grid("Ark1", rows, formulas={(3, 5): formula, (3, 6): "B3+C3"})
    after = RangeSums(grid, [Block.of("Ark1", 2, 2, [[10.5, KEEP], [20, 30.1]])])
    return evaluate(grid, 3, 5, after, {"Jan.": 2, "Feb.": 3, "Beløb": 4})


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("SUM(B3:C3)", 50.1),
        ("SUM(C3:B3)", 50.1),
        ("SUM(B$2:B3)+C2", 32.5),
        ("SUBTOTAL(9,B2:C3)-100", -37.4),
        ("SUM(t[@[Jan.]:[Feb.]];D2)", 550.35),
        ("SUM(B3:D3)", 50.1),
        ("IF(D2>500,D2,0)", STANDS),
        ("SUM(D2:D3)", STANDS),
    ],
)
def test_sums_of_what_is_written_are_told_and_what_depends_on_none_of_it_stands(formula: str, value: float) -> None:
    assert result(formula) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    "formula", ["B3*2", "SUM(B3:F3)", "SUM(B:B)", "SUM(3:3)", "SUM($B:$C)", "IF(A3>0,B3,C3)", "SUM(Ark2!B3)", "t[Jan.]"]
)
def test_what_only_a_program_can_tell_is_unknown(formula: str) -> None:
    with pytest.raises(Unknown):
        result(formula)

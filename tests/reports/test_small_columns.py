"""The small columns beside a table: parts of the row's largest number, on an axis that ends above it."""

from __future__ import annotations

import re

import pytest

from styring_xl import workbook
from styring_xl.books.ooxml.move.sparklines import with_axis
from styring_xl.cells.cell import Formula
from styring_xl.cells.grid import Ref
from styring_xl.reports.beside import Sparklines
from styring_xl.reports.rows import Rows
from tests.books.packages import parts_of

SMALL = Sparklines("Styring_Prove", "Udvikling", 26, 4, at=12)


@pytest.mark.parametrize(
    ("numbers", "parts"),
    [
        ([50.0, 100.0, 25.0], [0.5, 1, 0.25]),
        ([-50.0, -200.0, 100.0], [-0.25, -1, 0.5]),
        ([None, 0.0, 4.0], [None, 0, 1]),
        ([0.0, None, 0.0], [0, None, 0]),
    ],
)
def test_the_largest_of_a_row_is_one_however_large_it_is(
    numbers: list[float | None], parts: list[float | None]
) -> None:
    rows = Rows("Ark", 6, 26, 4)
    SMALL.add(rows, list(zip(("B6", "C6", "D6"), numbers, strict=True)), "B6:D6")
    assert rows.values == [
        (0, *(
            None if part is None else Formula(f"IF(N({cell})=0,0,{cell}/MAX(B6:D6,-MIN(B6:D6)))", part)
            for cell, part in zip(("B6", "C6", "D6"), parts, strict=True)
        ))
    ]  # fmt: skip
    assert max(abs(part) for part in parts if part is not None) < SMALL.MOST


def test_one_number_is_no_development() -> None:
    rows = Rows("Ark", 6, 26, 4)
    SMALL.add(rows, [("B6", None), ("C6", 7.0), ("D6", None)], "B6:D6")
    assert rows.values == [(None,) * 4]


def test_every_group_of_a_new_workbook_ends_above_its_tallest_column() -> None:
    parts = parts_of(workbook.build())
    groups = [tag for data in parts.values() for tag in re.findall(rb"<x14:sparklineGroup\s[^>]*>", data)]
    assert len(groups) == 2
    assert all(b'manualMax="1.25"' in tag and b'maxAxisType="custom"' in tag for tag in groups)


def group(attributes: str, source: str) -> str:
    return (
        f"<x14:sparklineGroup{attributes}><x14:colorSeries/><x14:sparklines><x14:sparkline><xm:f>{source}</xm:f>"
        "<xm:sqref>L6</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
    )


def test_an_axis_that_somebody_has_set_stays() -> None:
    ours, theirs = "'Ark'!Z6:AC6", "'Ark'!B6:C6"
    chosen = group(' maxAxisType="group"', ours) + group(' type="column" manualMax="2" maxAxisType="custom"', ours)
    others = chosen + group("", theirs)
    before = group(' type="column"', ours) + others
    after = group(' type="column" manualMax="1.25" maxAxisType="custom"', ours) + others
    assert with_axis(before.encode(), "ark", Ref(6, 26, 40, 29), 1.25) == after.encode()

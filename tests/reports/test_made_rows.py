"""What the figures of rows are made of: told of single rows, and of many lines by one that knows each."""

from __future__ import annotations

import pytest

from styring_xl.figures.trace.item import MadeOf
from styring_xl.reports.rows import Made, MadeRow, MadeRows

COLUMNS = {"navn": 0, "beløb": 1}


def named(asked: list[tuple[int, str]], place: int) -> Made:
    def made(column: str) -> MadeOf | None:
        asked.append((place, column))
        return None

    return made


def test_lines_are_told_of_by_their_place_when_somebody_asks_and_rows_by_themselves() -> None:
    asked: list[tuple[int, str]] = []
    rows, below = MadeRows(), MadeRows()
    rows[6] = MadeRow(COLUMNS, named(asked, -1))
    rows.add(range(7, 10), COLUMNS, lambda at: named(asked, at))
    below.add(range(20, 21), {"beløb": 2}, lambda at: named(asked, 100 + at))
    rows.update(below)
    assert (sorted(rows), len(rows)) == ([6, 7, 8, 9, 20], 5)
    assert 10 not in rows
    assert not asked, "nobody has asked yet"
    for row, column in ((6, 0), (9, 1), (20, 2), (7, 5)):
        rows[row].at(column)
    assert asked == [(-1, "navn"), (2, "beløb"), (100, "beløb")]
    with pytest.raises(KeyError):
        rows[10]
    rows.clear()
    assert not rows

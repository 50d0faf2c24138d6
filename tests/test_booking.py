"""When a posting counts, and texts numbered as they come."""

from __future__ import annotations

import numpy as np
import pytest

from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.column import CellColumn
from styring_xl.reading.interning import Interned
from styring_xl.reading.ledger.booking import read_bookings
from tests.books.packages import simple

MARCH_2026 = 2026 * 12 + 2


def column(value: object) -> CellColumn:
    kind = ' t="str"' if isinstance(value, str) else ""
    cell = f'<c r="A1"{kind}><v>{value}</v></c>' if value is not None else ""
    rows = f'<sheetData><row r="1">{cell}<c r="B1"><v>1</v></c></row></sheetData>'
    return FileBook.from_bytes(simple(rows)).columns("Ark1", 1, [1, 2])[1]


@pytest.mark.parametrize(
    ("date", "period", "stated", "year", "expected"),
    [
        ("15-03-2026", None, None, 2025, (MARCH_2026, 1)),
        ("15-04-2026", "202603", None, None, (MARCH_2026, 1)),
        ("15-04-2026", "3", None, 2025, (MARCH_2026, 1)),
        ("15-04-2025", "3", 2026, 2024, (MARCH_2026, 1)),
        ("15-04-2025", "3", 2026.5, 2026, (MARCH_2026, 1)),
        (None, "3", None, 2026, (MARCH_2026, 1)),
        (None, "Marts", None, None, (None, -1)),
        (None, "vrøvl", None, 2026, (None, -1)),
        ("15-03-2026", "vrøvl", None, 2026, (MARCH_2026, 1)),
        ("vrøvl", None, None, 2026, (None, -1)),
        ("vrøvl", "202603", None, 2026, (MARCH_2026, 1)),
        (None, None, None, 2026, (None, 0)),
    ],
)
def test_a_posting_counts_in_the_period_stated_and_else_in_its_dates_month(
    date: str | None,
    period: str | None,
    stated: float | None,
    year: int | None,
    expected: tuple[int | None, int],
) -> None:
    given = {"date": column(date), "period": column(period)}
    if stated is not None:
        given["year"] = column(stated)
    found = read_bookings(given, 1, year)
    assert found.state.tolist() == [expected[1]]
    if expected[0] is not None:
        assert found.month.tolist() == [expected[0]]


def test_one_odd_period_among_others_is_not_counted_by_its_date() -> None:
    def cells(*values: object) -> CellColumn:
        rows = "".join(
            f'<row r="{at}"><c r="A{at}" t="str"><v>{value}</v></c><c r="B{at}"><v>1</v></c></row>'
            for at, value in enumerate(values, 1)
        )
        return FileBook.from_bytes(simple(f"<sheetData>{rows}</sheetData>")).columns("Ark1", 1, [1, 2])[1]

    dates = cells("15-04-2026", "15-04-2026", "15-04-2026")
    found = read_bookings({"date": dates, "period": cells("202603", "202603", "1. kvt. 2026")}, 3, 2026)
    assert found.state.tolist() == [1, 1, -1]
    found = read_bookings({"date": dates, "period": cells("A", "B", "202603")}, 3, 2026)
    assert found.state.tolist() == [1, 1, 1], "such a column holds something else"


def test_without_columns_nothing_is_known() -> None:
    found = read_bookings({}, 3, 2026)
    assert found.state.tolist() == found.day_state.tolist() == [0, 0, 0]


def test_texts_are_numbered_as_they_first_appear() -> None:
    pool = Interned()
    assert pool.add(["b", "", "a", "b"]).tolist() == [1, 0, 2, 1]
    assert pool.add(["a", "c"]).tolist() == [2, 3]
    assert pool.add([]).dtype == np.int64
    assert pool.names == ["", "b", "a", "c"]

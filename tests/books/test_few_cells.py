"""A short column is compared and told cell by cell, a long one as arrays: both must say the same."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from styring_xl.books.edit.compare import differing
from styring_xl.cells.cell import KEEP, CellError, Content, Formula, Keep, Value
from styring_xl.cells.column_contents import FEW, ColumnContents

VALUES = st.sampled_from(
    (
        None, "", "a", "b", 0, 1, 1.0, 0.1, 0.1 + 1e-15, 0.1 + 1e-6, -1.21, True, False, 10**15, 1e300,
        dt.date(2026, 1, 31), dt.datetime(2026, 1, 31, 12), dt.datetime(2026, 1, 31, 12, 0, 0, 400), CellError("#N/A"),
    )
)  # fmt: skip
TEXTS = st.sampled_from(("A1", "SUM(A1:A2)", "'Ark1'!A1", "Ark1!A1"))
CONTENTS = st.one_of(VALUES, st.just(KEEP), st.builds(Formula, TEXTS, VALUES))
STANDING = st.one_of(VALUES, st.builds(Formula, TEXTS, VALUES))
ROWS = st.lists(st.tuples(CONTENTS, STANDING), min_size=1, max_size=FEW)


def column(cells: list[Content]) -> tuple[ColumnContents, list[Value], dict[int, str]]:
    """The cells to write; of cells that stand there, what they hold and their formulas."""
    texts = {place: cell.text for place, cell in enumerate(cells) if isinstance(cell, Formula)}
    held = [cell.value if isinstance(cell, Formula) else cell for cell in cells]
    return ColumnContents.of(cells), [each for each in held if not isinstance(each, Keep)], texts


@given(ROWS)
def test_a_short_column_differs_from_the_sheet_where_a_long_one_does(rows: list[tuple[Content, Value]]) -> None:
    times = FEW // len(rows) + 1
    short, long = ([*each] for each in (zip(*rows, strict=True), zip(*(rows * times), strict=True)))
    answers = []
    for new, standing in (short, long):
        _, old, texts = column([*standing])
        answers.append(differing(column([*new])[0], old, texts).tolist())
    assert answers[1] == answers[0] * times


@given(ROWS)
def test_a_short_column_holds_what_a_long_one_does(rows: list[tuple[Content, Value]]) -> None:
    cells = [content for content, _ in rows]
    times = FEW // len(cells) + 1
    short, long = column(cells)[0], column(cells * times)[0]
    assert [(type(cell), cell) for cell in long.cells()] == [(type(cell), cell) for cell in short.cells()] * times
    assert [*map(repr, long.results())] == [*map(repr, short.results())] * times
    assert [short.at(place) for place in range(len(cells))] == cells
    assert short.texts() == {place: text for place, text in long.texts().items() if place < len(cells)}

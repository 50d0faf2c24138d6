"""Four times the rows are four times the work: no part of a refresh looks through all rows for each of them.

Steps are counted instead of timed, so that a busy machine moves nothing: the lines run in each function of ours.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

import styring_xl
from styring_xl import workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.fit import fit
from styring_xl.reports import read
from tests.workbooks import BUDGET, HEADER, day, saved

OURS = str(Path(styring_xl.__file__).parent)
SMALL = 40
MOST = 6.0
"""Four times the rows may take so many times the steps of a function."""
FEW = 4_000
"""Steps that are too few to judge by."""

Rows = list[Sequence[Any]]


@contextmanager
def counting(steps: Counter[CodeType]) -> Iterator[None]:
    """Counts the lines run in each function of ours while it lasts."""
    known: dict[CodeType, bool] = {}

    def called(frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        code = frame.f_code
        if code not in known:
            known[code] = code.co_filename.startswith(OURS)
        return line if known[code] else None

    def line(frame: FrameType, event: str, _: object) -> Callable[..., Any]:
        steps[frame.f_code] += event == "line"
        return line

    before = sys.gettrace()
    sys.settrace(called)
    try:
        yield
    finally:
        sys.settrace(before)


def refreshed(data: bytes) -> bytes:
    """The workbook after a refresh."""
    book = FileBook.from_bytes(data, template=workbook.build)
    return book.edit(fit(book, read(book, year=2026, closed=6)).plan).bytes()


def commitment(at: int, measure: str) -> list[Any]:
    """A row of the disposition, with what its months come to standing there."""
    cpr = f"{61 + at % 28:02}{1 + at % 12:02}{50 + at % 40}-{1000 + at}"
    return [cpr, measure, 10_000 + at, "kr. pr. måned", 1, day("01-01-2025"), None, 1, *[10_000 + at] * 12, None]


def own_measures(many: int) -> dict[str, Rows]:
    """Every row of another measure, each with a line of the budget."""
    rows = [commitment(at, f"Ydelse {at}") for at in range(many)]
    return {"Disponering": [HEADER, *rows], "Budget": [BUDGET, *([row[1], 120_000] for row in rows)]}


def sums_of_their_own(many: int) -> dict[str, Rows]:
    """A typed sum below each third row, of those three, of a measure, of a heading's rows, or empty."""
    rows: Rows = []
    for at in range(0, many, 3):
        three = [commitment(at + each, f"Ydelse {(at + each) % 7}") for each in range(3)]
        words = (f"I alt sted {at}", "I alt", f"I alt ydelse {at % 7}", f"I alt Hus{at}", "Sum hus og have")[at % 5]
        month = sum(row[8] for row in three)
        figures = [month] * 12 if at % 2 else [None] * 12
        rows += [[None, f"Hus{at}"], *three, [None, words, *[None] * 6, *figures, None]]
    return {"Disponering": [HEADER, *rows], "Budget": [BUDGET, *([f"Ydelse {at}", 120_000] for at in range(7))]}


def budget_of_accounts(many: int) -> dict[str, Rows]:
    """A budget by account, none of which is a measure in use, with a typed sum below each fourth; half of them fit."""
    accounts: Rows = []
    for at in range(many):
        amount = 1_000 * (at * at % 9_973) + at
        accounts.append([f"Konto {at}", amount, None, 1, amount])
        if at % 4 == 3:
            accounts.append([f"I alt {at // 4}", sum(row[1] for row in accounts[-4:]) + 500_000 * (at % 8 == 7)])
    rows = [commitment(at, f"Ydelse {at}") for at in range(many)]
    return {"Disponering": [HEADER, *rows], "Budget": [BUDGET, *accounts]}


def measures_by_headings(many: int) -> dict[str, Rows]:
    """A measure written once, over its rows, each of whose cells in the column of measures is empty."""
    rows = [[*row[:1], None, *row[2:]] for row in (commitment(at, "") for at in range(many))]
    half = many // 2
    return {
        "Disponering": [HEADER, [None, "Ydelse 1"], *rows[:half], [None, "Ydelse 2"], *rows[half:]],
        "Budget": [BUDGET, ["Ydelse 1", 120_000], ["Ydelse 2", 120_000]],
    }


@pytest.mark.slow
@pytest.mark.parametrize("town", [own_measures, sums_of_their_own, budget_of_accounts, measures_by_headings])
def test_no_function_takes_more_than_its_share_of_four_times_the_rows(town: Callable[[int], dict[str, Rows]]) -> None:
    few, many = (saved(**town(size)) for size in (SMALL, 4 * SMALL))
    refreshed(few)
    of_few: Counter[CodeType] = Counter()
    of_many: Counter[CodeType] = Counter()
    with counting(of_few):
        refreshed(few)
    with counting(of_many):
        refreshed(many)
    grown = {
        f"{Path(code.co_filename).relative_to(OURS)}:{code.co_firstlineno}": (of_few[code], steps)
        for code, steps in of_many.items()
        if steps > FEW and steps > MOST * of_few[code]
    }
    assert grown == {}

"""A workbook in which somebody has typed on *Budgetforslag*, asked *Scenarier* for another one and added its tiltag."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, Final

from styring_xl import demo
from styring_xl.books.file.filebook import FileBook
from tests.recommended import edited, pressed

SHEETS: Final = ("Budgetforslag", "Scenarier")
SCENARIO: Final = "Prøve"
_LIST: Final = "Mål og planer"


@cache
def typed() -> bytes:
    """Refreshed, and then typed in."""
    package = pressed(demo.workbook(20, closed_month=6, macro_enabled=False))
    book = FileBook.from_bytes(package)
    proposal, lists = book.grid(SHEETS[0]).rows, book.grid(_LIST).rows
    row = next(at for at, cells in enumerate(proposal, 1) if len(cells) > 1 and cells[1] == "Familiepleje")
    at = {name: column for column, name in enumerate(proposal[4], 1)}
    own = {"Rettelse (kr.)": -50_000, "Rettelse (antal)": 1, "Begrundelse": "To pladser, og en aftale"}
    first = next(column for column, name in enumerate(lists[4]) if name == "Scenarie")
    below = next(number for number, cells in enumerate([*lists[5:], []], 6) if len(cells) <= first or not cells[first])
    names = lists[4][first : first + 13]
    tiltag: dict[Any, Any] = {
        "Scenarie": SCENARIO,
        "Tiltag": "En færre",
        "Foranstaltning, gruppe eller trin": "Familiepleje",
        "Ændring i antal": -1,
        "Fra": dt.date(2026, 9, 1),
    }
    return edited(
        package,
        *((SHEETS[0], row, at[name], value) for name, value in own.items()),
        *((_LIST, below, first + 1 + off, tiltag[name]) for off, name in enumerate(names) if name in tiltag),
        (SHEETS[1], 5, 2, SCENARIO),
    )


def told(book: FileBook) -> tuple[Any, Any]:
    """What the sheets say that was typed: the reason on the line, and the heading of the scenario's follow-up."""
    reasons = [cell for cells in book.grid(SHEETS[0]).rows for cell in cells if cell == "To pladser, og en aftale"]
    names = [str(cells[0]) for cells in book.grid(SHEETS[1]).rows if cells]
    return reasons, next((name for name in names if name.startswith("Kom det som planlagt?")), None)

"""Cells and sheets of the workbook that is open: the selected cell, where a link leads, a name for a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from styring_xl.errors import StyringError

if TYPE_CHECKING:
    from styring_xl.books.live import LiveBook
    from styring_xl.cells.grid import Grid


def target_of(grid: Grid, row: int, column: int) -> str | None:
    """The cell that a link of a sheet leads to, as ``Til- og afgang!E12``; None where there is no link."""
    from styring_xl.books.live import link_target
    from styring_xl.cells.cell import Formula, address
    from styring_xl.cells.formula import parse_range

    link = link_target(Formula(grid.formulas.get((row, column), ""), None))
    found = None if link is None else parse_range(link[0].removeprefix("#"))
    if found is None or found[0] is None:
        return None
    return f"{found[0]}!{address(found[1].top, found[1].left)}"


def free_name(live: LiveBook, name: str) -> str:
    """A name for a sheet of ours: a user's own sheet of that name stays."""
    taken = {each.casefold() for each in live.sheet_names}
    names = (name, *(f"{name} ({number})" for number in range(2, 100)))
    return next(each for each in names if each.casefold() not in taken)


def selected(book: Any, otherwise: str) -> tuple[str, int, int]:
    """Sheet, row and column of the selected cell. Raises StyringError with ``otherwise`` when there is none."""
    try:
        found = book.selection
        place = None if found is None else (found.sheet.name, found.row, found.column)
    except Exception as error:
        # A chart or a button is selected, which has no cells.
        raise StyringError(otherwise) from error
    if place is None:
        raise StyringError(otherwise)
    return str(place[0]), int(place[1]), int(place[2])

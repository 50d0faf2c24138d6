"""*Hvem ændrede?* and *Hent værdi tilbage*: the sheet *Hvem ændrede* over the workbook that is open."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from styring_xl.buttons.place import free_name, selected, target_of
from styring_xl.errors import StyringError

if TYPE_CHECKING:
    from styring_xl.books.live import LiveBook
    from styring_xl.cell_history import BroughtBack

CHOOSE: Final = "Vælg én celle på en bevilling i Disponering, og tryk Hvem ændrede? igen."
NO_ROW: Final = "Tryk først Hvem ændrede? på en celle i Disponering, og vælg så en række på listen."


def show(book: Any, hint: str) -> None:
    """Show what the selected cell of the disposition has held on a sheet of its own, and go there.

    Raises StyringError when no such cell is selected.
    """
    from styring_xl import cell_history as past
    from styring_xl.books.live import LiveBook
    from styring_xl.cells.cell import address, quote_sheet
    from styring_xl.cells.patch import NewSheet, Patch
    from styring_xl.reports import cell_history as sheet_of
    from styring_xl.reports import read

    live = LiveBook(book)
    sheet, row, column = selected(book, CHOOSE)
    target = f"{quote_sheet(sheet)}!{address(row, column)}"
    found = past.of(live, read(live, hint=hint), target)
    there = live.resolve(sheet_of.AREA)
    name = there[0] if there is not None and there[0] in live.sheet_names else free_name(live, sheet_of.NAME)
    is_new = name not in live.sheet_names
    lines = [
        (each.entry, each.kind, each.date, each.who, each.said or past.shown(each.value), "ja" * each.is_changed)
        for each in found.values
    ]
    area = sheet_of.draw(found.cell, target, found.header, past.shown(found.now), lines, found.notes, name)
    plan = live.plan(Patch((NewSheet(name, sheet_of.NAME),) if is_new else (), (area,)), reversible=False)
    if plan.obstacles:
        raise StyringError(plan.obstacles[0].text)
    live.apply(plan)
    shown = book.sheets[name]
    if is_new:
        for at, each in enumerate(sheet_of.COLUMNS, 1):
            # A program that cannot be asked for it keeps its own width.
            with contextlib.suppress(NotImplementedError, AttributeError):
                shown.range((1, at)).column_width = each.width
    shown.activate()


def brought_back(book: Any, live: LiveBook, hint: str) -> BroughtBack:
    """What the selected row of the sheet brings back. Raises StyringError when none is selected."""
    from styring_xl import cell_history as past
    from styring_xl.danish.text import clean
    from styring_xl.reports import cell_history as sheet_of

    sheet, row, _ = selected(book, NO_ROW)
    place = live.resolve(sheet_of.AREA)
    if place is None or place[0] != sheet or not place[1].top <= row <= place[1].bottom:
        raise StyringError(NO_ROW)
    grid = live.grid(sheet)
    cell = target_of(grid, sheet_of.CELL_ROW, 2)
    time = clean(grid.value(row, 1))
    # Only the lines of the list have a date.
    if cell is None or not time or row <= sheet_of.CELL_ROW or not clean(grid.value(row, 3)).startswith(_DIGITS):
        raise StyringError(NO_ROW)
    return past.bring_back(live, cell, time, hint=hint)


_DIGITS: Final = tuple("0123456789")

"""*Vis grundlag* and *Tilbage*: the sheet *Grundlag* over the workbook that is open."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from styring_xl.buttons.place import free_name, selected, target_of
from styring_xl.errors import StyringError

if TYPE_CHECKING:
    from styring_xl.books.live import LiveBook
    from styring_xl.explain import Explanations

CHOOSE: Final = "Vælg én celle med et tal, og tryk Vis grundlag igen."
NO_ITEM: Final = "Vælg en række på listen for at gå et trin længere ned."
NOTHING_BACK: Final = "Der er ikke vist noget grundlag at gå tilbage fra."


class _Asked(Struct):
    """The workbook a user is following figures in, as it was when the first was asked for: further steps need not read
    and compute it again."""

    book: str
    explanations: Explanations


_ASKED: list[_Asked] = []


def forget() -> None:
    """The workbook has changed: what was computed of it is not to be used again."""
    _ASKED.clear()


def deeper(book: Any, identity: str, hint: str) -> None:
    """Show what the selected figure is made of. On *Grundlag* itself the selected row's cell is followed further down.

    Raises StyringError when no single cell is selected.
    """
    from styring_xl.books.live import LiveBook
    from styring_xl.reports import trace

    live = LiveBook(book)
    sheet, row, column = selected(book, CHOOSE)
    place = live.resolve(trace.AREA)
    if place is not None and place[0] == sheet:
        item = target_of(live.grid(sheet), row, 1 + trace.CELL) if row > trace.WAY_ROW else None
        if item is None:
            raise StyringError(NO_ITEM)
        _show(book, live, identity, hint, [*_way(live), item])
        return
    from styring_xl.cells.cell import address

    forget()
    _show(book, live, identity, hint, [f"{sheet}!{address(row, column)}"])


def back(book: Any, identity: str, hint: str) -> None:
    """From a row to *Grundlag*, from there a step up, and from the first step to the figure it all began with.

    Raises StyringError when nothing has been shown.
    """
    from styring_xl.books.live import LiveBook
    from styring_xl.explain import place_of
    from styring_xl.reports import trace

    live = LiveBook(book)
    place = live.resolve(trace.AREA)
    if place is None or place[0] not in live.sheet_names:
        raise StyringError(NOTHING_BACK)
    if _active(book) != place[0]:
        book.sheets[place[0]].activate()
        return
    way = _way(live)
    if len(way) > 1:
        _show(book, live, identity, hint, way[:-1])
        return
    if not way:
        raise StyringError(NOTHING_BACK)
    sheet, row, column = place_of(way[0], live)
    book.sheets[sheet].activate()
    book.sheets[sheet].range((row, column)).select()


def _show(book: Any, live: LiveBook, identity: str, hint: str, way: list[str]) -> None:
    """Write *Grundlag* for the last cell of the way and go there. Nothing else is written."""
    from styring_xl.cells.patch import NewSheet, Patch
    from styring_xl.explain import place_of
    from styring_xl.reports import trace

    place = place_of(way[-1], live)
    found = _explanations(live, identity, hint, place[0]).of(*place)
    there = live.resolve(trace.AREA)
    name = there[0] if there is not None and there[0] in live.sheet_names else free_name(live, trace.NAME)
    is_new = name not in live.sheet_names
    area = trace.draw(found, way, name)
    plan = live.plan(Patch((NewSheet(name, trace.NAME),) if is_new else (), (area,)), reversible=False)
    if plan.obstacles:
        raise StyringError(plan.obstacles[0].text)
    live.apply(plan)
    sheet = book.sheets[name]
    if is_new:
        for at, column in enumerate(trace.columns(found.unit), 1):
            # A program that cannot be asked for it keeps its own width.
            with contextlib.suppress(NotImplementedError, AttributeError):
                sheet.range((1, at)).column_width = column.width
    sheet.activate()


def _explanations(live: LiveBook, identity: str, hint: str, sheet: str) -> Explanations:
    """What is known of the workbook: as it was when the first figure was asked for, or read now."""
    from styring_xl.explain import explanations
    from styring_xl.reports import read

    if not _ASKED or _ASKED[0].book != identity:
        forget()
        _ASKED.append(_Asked(identity, explanations(live, read(live, hint=hint), [sheet])))
    return _ASKED[0].explanations


def _way(live: LiveBook) -> list[str]:
    """The cells one has come by, as *Grundlag* has them."""
    from styring_xl.reports import trace

    place = live.resolve(trace.AREA)
    if place is None:
        return []
    grid = live.grid(place[0])
    steps = (target_of(grid, trace.WAY_ROW, column) for column in range(2, trace.WIDTH + 1))
    return [each for each in steps if each is not None]


def _active(book: Any) -> str:
    return str(book.sheets.active.name)

"""Sparklines that are drawn row by row from a rectangle, in an open workbook: one for each row it has got."""

from __future__ import annotations

from typing import Any

from styring_xl.books.live import native
from styring_xl.cells.cell import quote_sheet
from styring_xl.cells.formula import parse_range, range_address
from styring_xl.cells.grid import Ref


def follow_sparklines(sheet: Any, old: Ref, new: Ref) -> None:
    """Sparklines that begin in the first row of a rectangle and are drawn row by row from its whole width get one for
    each of its new rows; every other group is left as it is. ``sheet`` is xlwings'.

    They need not be as many as the old rows were: a program that cannot move them may have been here in between.
    LibreOffice, which cannot tell of groups, fills the new rows; one too many is drawn from nothing. In Excel for Mac
    no call can do it: there a row that is new has none until a file is updated.
    """
    groups = native.sparkline_groups(sheet)
    if groups is None:
        if new.bottom > old.bottom:
            native.fill_sparklines(sheet, (new.top, new.left, new.bottom, new.right), old.bottom)
        return
    for number in range(1, groups.Count + 1):
        group = groups.Item(number)
        source, place = parse_range(group.SourceData), parse_range(group.Location.Address)
        if source is None or place is None or (source[0] or sheet.name).casefold() != sheet.name.casefold():
            continue
        drawn, at = source[1], place[1]
        row_by_row = (drawn.top, drawn.bottom) == (at.top, at.bottom) and at.left == at.right
        if not row_by_row or (drawn.top, drawn.left, drawn.right) != (old.top, old.left, old.right) or drawn == new:
            continue
        location = range_address(Ref(new.top, at.left, new.bottom, at.left))
        # Both at once: Excel refuses a location of other rows than the source has.
        group.Modify(sheet.api.Range(location), f"{quote_sheet(sheet.name)}!{range_address(new)}")

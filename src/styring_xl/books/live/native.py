"""What xlwings has no word for: asked of the native object behind a workbook, sheet or range.

Excel for Windows has its COM model's names, and LibreOffice's objects of ours bear those of them that they can answer.
Excel for Mac has AppleScript's names and gives an answer only when it is asked to. What a program has no word for at
all is None, and the caller does without.
"""

from __future__ import annotations

import sys
from typing import Any, Final

ON_A_MAC: Final = sys.platform == "darwin"
TELLS_STYLES: Final = not ON_A_MAC
"""AppleScript has no sure way to a named style."""


def identity(book: Any) -> str:
    """What tells a workbook from others: its path or web address, the name alone before it is saved."""
    native = book.api
    try:
        full = native.full_name.get() if ON_A_MAC else native.FullName
    except AttributeError:
        full = None
    return str(full or book.name)


def is_saved(book: Any) -> bool:
    """Whether the file of the workbook holds all that stands in it, as the program says; LibreOffice always says so."""
    native = book.api
    return bool(native.saved.get() if ON_A_MAC else native.Saved)


def is_protected(sheet: Any) -> bool:
    """Whether the sheet is protected."""
    native = sheet.api
    return bool(native.protect_contents.get() if ON_A_MAC else native.ProtectContents)


def is_filtered(sheet: Any) -> bool:
    """Whether a filter hides rows of the sheet."""
    native = sheet.api
    return bool(native.filter_mode.get() if ON_A_MAC else native.FilterMode)


def has_no_formula(cells: Any) -> bool:
    """True where it is certain that no cell of the range has one."""
    try:
        return cells.api.HasFormula is False
    except AttributeError:
        return False


def formulas_of(cells: Any) -> Any:
    """The formulas of a range's cells, each with its equals sign; what stands in the others is nothing to go by."""
    return cells.formula if ON_A_MAC else cells.api.Formula


def style_of(cells: Any) -> str | None:
    """The named style that all the cells have, None when they have not all the same."""
    style = cells.api.Style
    # Excel's is an object with a name.
    return None if style is None else style if isinstance(style, str) else str(style.Name)


def sparkline_groups(sheet: Any) -> Any:
    """The sheet's groups of sparklines, None where the program cannot tell of them."""
    if ON_A_MAC:
        return None
    try:
        return sheet.api.Cells.SparklineGroups
    except AttributeError:
        return None


def fill_sparklines(sheet: Any, rect: tuple[int, int, int, int], last: int) -> None:
    """Gives the rows of a rectangle (top, left, bottom, right) after ``last`` the sparklines that its rows have, where
    the program fills them down: LibreOffice."""
    if ON_A_MAC:
        return
    try:
        fill = sheet.api.FillSparklines
    except AttributeError:
        return
    fill(rect, last)


def delete_links(cells: Any) -> None:
    """Takes the links of the cells away. Excel takes the look of a cell away with its link."""
    try:
        links = cells.api.Hyperlinks
    except AttributeError:
        return
    if links is not None and links.Count:
        links.Delete()

"""Which cells of the copy a reference of the original leads to: sheets, tables and named lists by their new names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.cells.cell import quote_sheet
from styring_xl.cells.formula import parse_range

_COLUMN: Final = re.compile(r"([^\W\d][\w.]*)\[([^\[\]'#@]+)\]")
_LINES: Final = re.compile(r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?[1-9]\d{0,6}:\$?[1-9]\d{0,6}")
"""Whole columns or whole rows."""
_NAME: Final = re.compile(r"(?:\[0\]!|'(?:[^']|'')+'!|[^'!\s,;()\[\]]+!)?([^\W\d][\w.]*)")
_BETWEEN: Final = re.compile(r",(?=(?:[^']*'[^']*')*[^']*$)")
"""A comma outside the quotes of a sheet's name."""
_QUOTED: Final = re.compile(r'"([^"]*)"')


def place(text: str, sheets: Mapping[str, str], on: str | None = None) -> str | None:
    """A rectangle of cells as the copy calls it; None where it is something else or its sheet is not in the copy.

    ``sheets`` are the old names of the kept sheets and their new ones, ``on`` the sheet a reference without one is of.
    """
    text = text.removeprefix("=").strip()
    head, bang, rest = text.rpartition("!")
    if parse_range(rest) is None and not _LINES.fullmatch(rest):
        return None
    if not bang:
        return None if on is None else text
    sheet = head[1:-1].replace("''", "'") if head.startswith("'") and head.endswith("'") else head
    new = next((each for old, each in sheets.items() if old.casefold() == sheet.casefold()), None)
    return None if new is None else f"{quote_sheet(new)}!{rest}"


def cells(text: str, sheets: Mapping[str, str], names: Mapping[str, str]) -> str | None:
    """What a chart is drawn from, as the copy calls it: a rectangle or several, or the one a name stands for.

    ``names`` are the workbook's own, in lower case, and what they stand for. None where a part of it is not there.
    """
    inner = text.strip()
    if inner.startswith("(") and inner.endswith(")"):
        places = [place(each, sheets) for each in _BETWEEN.split(inner[1:-1])]
        return None if None in places else f"({','.join(each for each in places if each is not None)})"
    named = _NAME.fullmatch(inner)
    if named is not None and (stands_for := names.get(named[1].lower())) is not None:
        return place(stands_for, sheets)
    return place(inner, sheets)


def shown(text: str, book: Workbook) -> str | None:
    """What the one cell of a reference holds, as a text; None where it is not one cell with something in it."""
    found = parse_range(text)
    if found is None or found[0] is None or (found[1].top, found[1].left) != (found[1].bottom, found[1].right):
        return None
    value = book.head(found[0], found[1].top).value(found[1].top, found[1].left)
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, str) else str(value) if type(value) is int else None


def column(text: str, tables: Mapping[str, Collection[str]]) -> str | None:
    """``tblBudget[Foranstaltning]``, where the copy has that table and that column of it; else None."""
    found = _COLUMN.fullmatch(text.removeprefix("="))
    if found is None or found[2] not in tables.get(found[1], ()):
        return None
    return text.removeprefix("=")


def words(text: str) -> list[str] | None:
    """The words of a list that is typed into its rule, ``"Ja,Nej"``; None for another source."""
    found = _QUOTED.fullmatch(text)
    return None if found is None else [word.strip() for word in found[1].split(",")]

"""Which cells of the copy a reference of the original leads to: sheets, tables and named lists by their new names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from styring_xl.cells.cell import quote_sheet
from styring_xl.cells.formula import parse_range

_COLUMN: Final = re.compile(r"([^\W\d][\w.]*)\[([^\[\]'#@]+)\]")
_QUOTED: Final = re.compile(r'"([^"]*)"')


def place(text: str, sheets: Mapping[str, str], on: str | None = None) -> str | None:
    """A rectangle of cells as the copy calls it; None where it is something else or its sheet is not in the copy.

    ``sheets`` are the old names of the kept sheets and their new ones, ``on`` the sheet a reference without one is of.
    """
    text = text.removeprefix("=").strip()
    found = parse_range(text)
    if found is None:
        return None
    if found[0] is None:
        return None if on is None else text
    new = next((each for old, each in sheets.items() if old.casefold() == found[0].casefold()), None)
    return None if new is None else f"{quote_sheet(new)}!{text.rpartition('!')[2]}"


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

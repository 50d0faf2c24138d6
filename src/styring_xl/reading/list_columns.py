"""Which column of a user's table is which of a list's, and whether the table is that list at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from styring_xl.cells.cell import Value
from styring_xl.danish.text import label
from styring_xl.pattern import seldom
from styring_xl.standard.listing import ListField, ListTable

_YEAR: Final = seldom(r"(?:(.*) )?((?:19|20)\d\d)(?: (.*))?")


class ListColumns(Struct, frozen=True):
    """The columns of a list by the names of its fields, the first of two alike; and those that stand side by side.

    ``beside`` has the columns of a value that the user has laid out with one column a year (»2024«, »Status 2025«,
    »Børn 2025«): column -> what its header says by the names of the list's fields.
    """

    found: Mapping[str, int]
    beside: Mapping[int, Mapping[str, int | str]] = field(default_factory=dict)

    def says(self, listing: ListTable, *texts: str) -> bool:
        """Whether a sheet, a table or a title is called what the list is about, and the table has more of it than a
        name.

        A sheet »Foranstaltninger« with a column of measures alone may be about anything.
        """
        if len(self.found) + len(self.beside) < min(2, len(listing.fields)):
            return False
        words = [f" {label(word)} " for word in (listing.title, *listing.also)]
        return any(word in f" {label(text)} " for text in texts for word in words)

    def tells(self, listing: ListTable) -> bool:
        """Whether the columns alone tell that the table is the list; years side by side may be of anything."""
        return bool(listing.telling) and all(name in self.found for name in listing.telling)


def headers(cells: Mapping[int, Value]) -> dict[int, str]:
    """Column -> label of the cells that may be headers: texts, and years as numbers."""
    return {
        column: label(value)
        for column, value in cells.items()
        if isinstance(value, str) or (isinstance(value, int) and 1900 <= value < 2100 and not isinstance(value, bool))
    }


def match(listing: ListTable, texts: Mapping[int, str]) -> ListColumns | None:
    """The columns of a list among headers (column -> label); None where one it needs is missing."""
    found: dict[str, int] = {}
    taken: set[int] = set()
    for exact in (True, False):
        for each in listing.fields:
            if each.name in found:
                continue
            wanted = {label(each.header)} if exact else {label(text) for text in each.also}
            column = next((at for at, text in texts.items() if text in wanted and at not in taken), None)
            if column is not None:
                found[each.name] = column
                taken.add(column)
    missing = {each.name for each in listing.fields if each.needed and each.name not in found}
    if not missing:
        return ListColumns(found)
    if listing.across not in missing:
        return None
    beside = {at: said for at, text in texts.items() if at not in taken and (said := _said(listing, text)) is not None}
    if not beside or any(missing - {listing.across} - said.keys() for said in beside.values()):
        return None
    return ListColumns(found, beside)


def _said(listing: ListTable, header: str) -> dict[str, int | str] | None:
    """What the header of a value's column says beside its year; None when it is none, or says something else too."""
    parts = _YEAR.fullmatch(header)
    if parts is None:
        return None
    said: dict[str, int | str] = {"year": int(parts[2])}
    rest = " ".join(part for part in (parts[1], parts[3]) if part)
    if not rest or rest in _names(listing.field(listing.across)):
        return said
    for each in listing.fields:
        word = next((word for word in each.words if label(word) == rest), None)
        if word is not None and each.name != listing.across:
            return {**said, each.name: word}
    return None


def _names(column: ListField) -> set[str]:
    return {label(text) for text in (column.header, *column.also)}

"""The lists people choose from, in a copy: the standard workbook's names, and what a cell's rule lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from msgspec import Struct

from styring_xl import standard
from styring_xl.anonymise import references
from styring_xl.anonymise.columns import Masked
from styring_xl.books.ooxml.workbook import Workbook

_NAMES: Final = (
    standard.NAME_MEASURES, standard.NAME_RATE_UNITS, standard.NAME_RULES, standard.NAME_STATUSES, standard.NAME_LIMITS,
)  # fmt: skip
_LONGEST_LIST: Final = 255
"""Characters of a list that is typed into its rule."""


class Choices(Struct, frozen=True, eq=False):
    """``names`` are the standard workbook's lists and where they stand in the copy."""

    names: Mapping[str, str]
    columns: Masked

    def listed(self, sheet: str, source: str) -> str | None:
        """What a list of a sheet's is chosen from in the copy: a named list, cells, or words; None for all else."""
        if source in self.names:
            return source
        listed = references.words(source)
        if listed is None:
            return references.place(source, self.columns.texts.sheets, on=sheet)
        masked = ",".join(self.columns.typed(word).replace(",", "") for word in listed)
        return f'"{masked}"' if len(masked) <= _LONGEST_LIST and '"' not in masked else None


def choices(book: Workbook, tables: Mapping[str, Collection[str]], columns: Masked) -> Choices:
    """The lists of a copy; ``tables`` are its own, and the headers of each."""
    found = {
        name: references.place(text, columns.texts.sheets) or references.column(text, tables)
        for name, text in book.names.items()
        if name in _NAMES
    }
    return Choices({name: where for name, where in found.items() if where is not None}, columns)

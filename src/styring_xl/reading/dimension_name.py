"""Which dimension the user asks for, and which column of an input sheet holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct, field

from styring_xl.danish.text import label
from styring_xl.reading.role_table import RoleTable

_ALIKE: Final = (
    ("afdeling", "afd", "afdelingsnavn"),
    ("sektor", "sektornavn"),
    ("team", "rådgiverteam", "rådgivers team", "myndighedsteam"),
    ("distrikt", "distriktsnavn"),
    ("center", "centernavn"),
)
"""Headers that mean the same, as labels."""


class DimensionName(Struct, frozen=True):
    """A dimension's name as a header has it, and the cell of *Opsætning* that asks for it (row and column from 1)."""

    name: str
    sheet: str = ""
    row: int = 0
    at: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    """Role -> the header its column has there, where *Opsætning* says that it is another than the name."""

    @property
    def without(self) -> str:
        """What the segment is called that holds what nobody has labelled: »Uden afdeling«."""
        first, rest = self.name[:1], self.name[1:]
        return f"Uden {first + rest if rest[:1].isupper() else first.lower() + rest}"

    def header(self, texts: Iterable[str], role: str = "") -> str | None:
        """The text among some headers that means the dimension: the very name before one that means the same."""
        named = label(self.headers.get(role, self.name))
        by_label = {label(text): text for text in reversed([*texts])}
        alike = next((each for each in _ALIKE if named in each), ())
        return next((by_label[each] for each in (named, *alike) if each in by_label), None)

    def column(self, table: RoleTable) -> int | None:
        """The column of a recognised table, None when it has none."""
        found = self.header(table.headers.values(), table.role)
        return next((column for column, text in table.headers.items() if text == found), None) if found else None

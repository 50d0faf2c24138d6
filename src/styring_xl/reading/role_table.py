"""A recognised table: its sheet, its header and the column of each field."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from styring_xl.danish.text import label
from styring_xl.reading import header
from styring_xl.reading.manner import UNSTATED, Manner


class Twin(StrEnum):
    """Why a column may be what another is: its header, a table of its own beside, or that it fills the other's gaps;
    that it is gross where the used one is net; or, of twelve months in words nobody knows, the first."""

    HEADER = "header"
    TABLE = "table"
    GAPS = "gaps"
    GROSS = "gross"
    MONTHS = "months"


class Duplicate(Struct, frozen=True):
    """A second column that may be a field already found; it is not used."""

    field: str
    column: int
    used: int
    why: Twin = Twin.HEADER


class RoleTable(Struct, frozen=True):
    """A recognised table: the sheet, its header row(s) and the column of each field and month (1..12)."""

    role: str
    sheet: str
    header_bottom: int
    columns: Mapping[str, int]
    months: Mapping[int, int]
    headers: Mapping[int, str]
    """Column -> the header's text as it stands."""
    last_row: int | None
    """The last row of an Excel table's data, None for a plain range."""
    year: int | None
    duplicates: tuple[Duplicate, ...] = ()
    score: int = 0
    end: int | None = None
    """The last row before another table of the same sheet begins, None when none does."""
    titled: int = 1
    """Kroner to one of the sheet's figures as a text above the header says: 1.000 for 1.000 kr., else 1."""
    other_years: Mapping[int, int] = field(default_factory=dict)
    """Column -> year of columns that would be months or results, were they not of another year than the wanted."""

    manner: Manner = UNSTATED
    """How the sheet writes its figures, as far as *Opsætning* says it."""

    rate_unit: int | None = None
    """Kroner to one figure of the rate, where the figures say it; see ``rate_scale``."""

    alone: bool = False
    """Whether 1.000 kr. in a disposition's header is said of that column alone, as the figures say; see
    ``rate_scale``."""

    doubtful_side: int = 0
    """A ledger's column that may be the sign of the amounts or not, 0 where there is none."""

    titled_ore: bool = False
    """Whether a text above the header says that the figures are øre."""

    stated: frozenset[str] = frozenset()
    """The fields whose columns *Opsætning* states."""

    @property
    def bare_count(self) -> int:
        """The column of a bare »Antal« where no column says the rates' unit, else 0: it may count anything (children,
        days, visits), and nothing is multiplied with it before *Opsætning* says that it is the quantity."""
        column = self.columns.get("quantity", 0)
        bare = label(self.headers.get(column, "")) == "antal" and "unit" not in self.columns
        return column if bare and "quantity" not in self.stated else 0

    def in_ore(self, column: int) -> bool:
        """Whether the column's figures are øre, as its header says, or a title where nothing else is said."""
        if header.in_ore(self.headers.get(column, "")):
            return True
        return self.titled_ore and self.manner.unit is None and self.scale(column) == 1

    def ore_each(self, column: int) -> int:
        """Øre to one of the column's figures."""
        return 1 if self.in_ore(column) else 100 * self.scale(column)

    def scale(self, column: int) -> int:
        """What a figure of the column is multiplied with to be kroner: 1.000 or a million where its header says so.

        A title above the header speaks for all columns, and one header of a disposition for its other amounts: rates
        in 1.000 kr. beside months in kroner would seldom be one sheet; where the figures say that they are, they are.
        """
        if self.manner.unit is not None:
            return self.manner.unit
        if self.rate_unit is not None and column == self.columns.get("rate"):
            return self.rate_unit
        own = header.unit_factor(self.headers.get(column, ""))
        if own != 1 or self.titled != 1:
            return own if own != 1 else self.titled
        if self.role == header.DISPOSITION and not self.alone:
            amounts = [self.columns[name] for name in ("rate", "result") if name in self.columns]
            return max((header.unit_factor(self.headers.get(at, "")) for at in amounts), default=1)
        return 1

    @property
    def first_row(self) -> int:
        """The first row under the header."""
        return self.header_bottom + 1

    def header_of(self, name: str) -> str:
        """The header's text of a field's column, or the field's own name when it has no column."""
        column = self.columns.get(name)
        return header.FIELD_NAMES[name] if column is None else self.headers[column]

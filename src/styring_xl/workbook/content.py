"""What a new workbook is filled with: settings and the rows of the three input sheets, ready to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from styring_xl import standard
from styring_xl.cells.cell import Content as Cell
from styring_xl.cells.cell import Value

DataColumns = tuple[Sequence[Cell], ...]
"""A table's data column by column, all of one length. Kroner are int or float, shares 0..1, dates ``datetime.date``."""


class Given(Struct, frozen=True):
    """The settings of *Opsætning*; a workbook without a year asks for one."""

    year: int | None = None
    closed: int = 0
    rule: str = standard.RULES[0]
    sign: str = standard.SIGNS[0]
    full_year: str = standard.FULL_YEAR_RULES[0]
    refund: str = standard.NO
    division: str | None = None
    late: str = standard.NO
    movement: str = standard.NO
    copies: int | None = standard.COPIES
    """None for all of them."""
    copy_months: int | None = None


class Limit(Struct, frozen=True):
    """One row of the limits the checks use; without a measure it holds for all."""

    check: str
    value: float
    measure: str | None = None

    @property
    def unit(self) -> str:
        """What the limit is counted in."""
        return standard.LIMIT_UNITS[self.check]


DEFAULT_LIMITS = tuple(Limit(check, value) for check, value in standard.DEFAULT_LIMITS.items())


class WorkbookContent(Struct, frozen=True):
    """All a workbook holds that a person would have typed or loaded."""

    settings: Given = field(default_factory=Given)
    owner: str = ""
    """The municipality, shown on *Start*."""
    dispositions: DataColumns = ((),) * len(standard.DISPOSITION_COLUMNS)
    postings: DataColumns = ((),) * len(standard.POSTING_COLUMNS)
    budget: DataColumns = ((),) * len(standard.BUDGET_COLUMNS)
    limits: tuple[Limit, ...] = DEFAULT_LIMITS
    parameters: Mapping[str, tuple[tuple[Value, ...], ...]] = field(default_factory=dict)
    """Rows of the tables of *Parametre* by table name."""
    lists: Mapping[str, tuple[tuple[Value, ...], ...]] = field(default_factory=dict)
    """Rows of the lists by table name."""
    asked: tuple[str, ...] = ()
    """The result sheets that come only when *Opsætning* asks for them, and that it asks for."""
    history: tuple[tuple[Cell, ...], ...] = ()
    """Rows of *Historik*, as a closing has written them."""

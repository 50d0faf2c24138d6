"""A finding: what is wrong in which cell and what to do about it; and what a rule gets to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Final, Protocol

import numpy as np
from msgspec import Struct, field

from styring_xl.cells.cell import Value, address
from styring_xl.cells.grid import Grid
from styring_xl.danish import writing
from styring_xl.danish.text import clean
from styring_xl.figures.compute import Figures
from styring_xl.reading.budget import Budget
from styring_xl.reading.disposition.disposition import Disposition
from styring_xl.reading.layout import Layout
from styring_xl.reading.ledger.rows import Ledger
from styring_xl.reading.lists import NO_LISTS, Lists
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.settings import Settings
from styring_xl.reading.user_tables import OwnTable

ERROR: Final = "fejl"
"""The row cannot be computed; it is shown and left out of every sum."""
WARNING: Final = "advarsel"
"""The row is computed, but somebody should look."""

FIRST_THESE: Final = "Ret de viste først, og opdater igen."
"""The remedy of the finding that counts the rest of its rule's."""


class Finding(Struct, frozen=True):
    """One line of *Kontrol*. ``what`` and ``remedy`` hold no CPR number, no name, and no amount of one citizen.

    ``value`` is the cell's content.

    ``row`` and ``column`` are 0 when the finding is about a whole sheet.
    """

    code: str
    severity: str
    sheet: str
    row: int
    column: int
    value: str
    what: str
    remedy: str
    ore: int | None = None
    """What is at stake in øre, never negative; None where nobody can tell, or the kind is about no kroner."""
    rows: int = 1
    """How many rows it is about, this one the first of them."""

    @property
    def is_rest(self) -> bool:
        """True for the one that counts those of its rule which are not listed."""
        return self.remedy == FIRST_THESE

    @property
    def cell(self) -> str:
        """The cell's address, empty when the finding is about a whole sheet."""
        return address(self.row, self.column) if self.row and self.column else ""


class WithOwnTables(Protocol):
    """What the rules about the user's own tables look at: no disposition is needed for them."""

    @property
    def own(self) -> tuple[OwnTable, ...]:
        """The tables."""


class OwnTables(Struct, frozen=True):
    """The tables of a workbook that has no disposition."""

    own: tuple[OwnTable, ...]


class Evidence(Struct, frozen=True):
    """Everything a rule may look at."""

    settings: Settings
    layout: Layout
    disposition: Disposition
    ledger: Ledger
    budget: Budget
    figures: Figures
    problems: tuple[Problem, ...]
    """What the readers could not take, all roles together."""
    grids: Mapping[str, Grid] = field(default_factory=dict)
    assumed: Mapping[str, int] = field(default_factory=dict)
    """Settings nobody stated and what was taken instead: ``year``, ``closed``."""
    blocked: tuple[tuple[str, int, int], ...] = ()
    """Result sheets that were not written, and the user's first cell in the way."""
    lists: Lists = NO_LISTS
    """The lists beside the disposition."""
    own: tuple[OwnTable, ...] = ()
    """The tables of all sheets that are neither commitments, postings, settings nor results."""
    lost: Mapping[int, int] = field(default_factory=dict)
    """Øre of each commitment that could not be computed, by its place among them, where anything tells."""

    def told(self, kinds: Sequence[Kind]) -> Iterator[Problem]:
        """The readers' problems of these kinds, in the order they were met."""
        return (problem for problem in self.problems if problem.kind in kinds)

    def table(self, sheet: str) -> RoleTable:
        """The disposition table of a sheet."""
        return next(table for table in self.layout.of("disponering") if table.sheet == sheet)

    def column(self, sheet: str, *fields: str) -> int:
        """The column of the first of the fields that the sheet's disposition table has."""
        columns = self.table(sheet).columns
        return next((columns[name] for name in fields if name in columns), 1)


class About(Struct, frozen=True):
    """What the list of checks says of a rule, in Danish: why it exists, what to do, an example, and the limits it
    uses."""

    why: str
    remedy: str
    example: str
    limits: tuple[str, ...] = ()
    """Labels of the rows of *Grænser for kontrol* that it uses."""


class Stake(Enum):
    """What the kroner of a rule's findings are, as the list of checks says it."""

    ROW = (
        "det, rækken kommer til at koste i året; kan den ikke beregnes, det beløb, den viser, ellers taksten for et "
        "helt år. En budgetlinje har sit korrigerede budget, en postering sit beløb"
    )
    BOOKED = "det, der er bogført"
    MISSING = "det, der mangler at blive bogført"
    APART = "forskellen mellem de to beløb i hele den tid, fundet handler om"
    YEAR = "taksten for et helt år"
    SHOWN = "det beløb, der står i cellen"
    NONE = "ingen; fundet er ikke et bestemt beløb"


class Check(Protocol):
    """One check: a module with these names."""

    CODE: str
    SEVERITY: str
    STAKE: Stake
    TITLE: str
    ABOUT: About
    KINDS: tuple[Kind, ...]
    """The kinds of problems that it tells; none for a rule that looks at the figures itself."""

    def check(self, case: Evidence) -> Iterator[Finding]:
        """What the rule finds in a workbook."""
        ...


def shown(value: Value | np.datetime64) -> str:
    """A cell's content as a Danish reader writes it."""
    if isinstance(value, np.datetime64):
        return writing.day(value.astype("datetime64[D]").astype(dt.date))
    if isinstance(value, dt.date):
        return writing.day(value)
    if isinstance(value, bool):
        return "SAND" if value else "FALSK"
    text = clean(value)
    return text.replace(".", ",") if isinstance(value, float) else text


def at_problem(problem: Problem, code: str, severity: str, what: str, remedy: str) -> Finding:
    """The finding about a cell a reader had a problem with."""
    ore = None if problem.ore is None else abs(problem.ore)
    value = shown(problem.value)
    return Finding(
        code, severity, problem.sheet, problem.row, problem.column, value, what, remedy, ore, max(problem.rows, 1)
    )


def at_row(
    case: Evidence,
    index: int,
    fields: tuple[str, ...],
    code: str,
    severity: str,
    value: str,
    what: str,
    remedy: str,
    ore: int | None = None,
) -> Finding:
    """The finding about a commitment, at the first of the fields its sheet has."""
    place = case.disposition.commitments.places[index]
    return Finding(code, severity, place.sheet, place.row, case.column(place.sheet, *fields), value, what, remedy, ore)

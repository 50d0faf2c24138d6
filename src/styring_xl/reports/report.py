"""What a result sheet is: a sheet of its own, a rectangle regenerated as a whole, and what may be drawn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import Struct, field

from styring_xl.cells.patch import Area
from styring_xl.checks import Verdict
from styring_xl.figures import sectors
from styring_xl.figures.compute import Figures
from styring_xl.figures.sectors import Sectors
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.figures.uncertainty.columns import ForecastColumns
from styring_xl.figures.uncertainty.compute import Uncertainty
from styring_xl.figures.uncertainty.movement import ExpectedMovement, movement
from styring_xl.reading.history.history import NO_HISTORY, History
from styring_xl.reading.history.moment import Moment
from styring_xl.reading.problem import Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.rows import MadeRow, MadeRows

T = TypeVar("T")


class Corner(Struct, frozen=True):
    """The top left cell of a rectangle, row and column from 1."""

    top: int
    left: int


class Site(Struct, frozen=True):
    """Where a result stands in this workbook: its sheet, its rectangle, and what stands beside it by defined name."""

    sheet: str
    corner: Corner
    beside: Mapping[str, Corner]


class Told(Struct, frozen=True):
    """What the checks found, and what could not be computed: rows, and øre of rows and postings."""

    verdict: Verdict
    rows: int
    ore: int
    lost: Mapping[int, int] = field(default_factory=dict)
    """Øre of each row that could not be computed, by its place in the disposition; the rest is postings'."""


class Material(Struct, frozen=True):
    """What a report is drawn from: the workbook as read, what was computed, and every result sheet's place.

    ``sites`` maps the name of a result's rectangle to its place, so that one sheet may refer to another.
    """

    snapshot: Snapshot
    figures: Figures
    sites: Mapping[str, Site]
    history: History = NO_HISTORY
    """*Historik* as it shall be when this is written."""
    now: Moment | None = None
    """The workbook as it has been computed; None where there is nothing in *Historik* to compare it with."""
    told: Told | None = None
    """What the checks found; None for the sheets that are drawn before them."""
    uncertainty: Uncertainty | None = None
    """The year as simulated; None where no sheet of the workbook shows it."""
    columns: ForecastColumns | None = None
    """What the year was simulated from; None where it was not, or where other figures have come of it."""
    is_written: bool = True
    """Whether somebody will see the sheets. Where the findings alone are asked for, no sheet simulates for itself: it
    has the same rows all the same."""
    is_explained: bool = False
    """Whether somebody may ask what the figures are made of."""
    known: dict[Callable[[Material], Any], Any] = field(default_factory=dict)
    """What has been found ``once``, by what finds it."""

    def once(self, find: Callable[[Material], T]) -> T:
        """What several sheets are drawn from, found for the first of them: by the workbook and its figures alone, for
        the findings come later."""
        if find not in self.known:
            self.known[find] = find(self)
        found: T = self.known[find]
        return found

    @property
    def sectors(self) -> Sectors:
        """Which sector pays for each commitment and each citizen."""
        return self.once(_sectors)

    @property
    def tracer(self) -> Tracer:
        """Finds what a figure is made of."""
        return Tracer(self.snapshot, self.figures)

    @property
    def movement(self) -> ExpectedMovement | None:
        """The stops and the inflow that are expected, where the user wants them shown and they can be simulated."""
        found = self.uncertainty
        if found is None or not found.is_known or not self.snapshot.settings.shows_movement:
            return None
        return movement(found, self.figures.measures)


def _sectors(material: Material) -> Sectors:
    return sectors.of(material.snapshot)


class Drawn(Struct, frozen=True):
    """A report's rectangles (its own and its charts' data), and what in its input could not be understood."""

    areas: tuple[Area, ...]
    problems: tuple[Problem, ...] = ()
    made: Mapping[str, MadeRows | dict[int, MadeRow]] = field(default_factory=dict)
    """A rectangle's name -> sheet row -> what the figures that stand there are made of."""

    def forget_made(self) -> None:
        """Let go of what tells what figures are made of, and so of all that was looked up for it.

        A row that tells it holds the rows it stands among, and these hold it. Only a search for garbage would find
        that nobody wants them, and none is made while a workbook is worked on.
        """
        for rows in self.made.values():
            rows.clear()

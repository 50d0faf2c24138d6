"""A result sheet as it declares itself: what it is called and how it is read, its columns, what users type, its print.

The template is built from it, a refresh draws by it, *Opsætning* and the documentation list it. To add a sheet is to
write a module with such a value and to name it in ``styring_xl.reports``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.beside import Beside, Chart
from styring_xl.reports.comments import Commented
from styring_xl.reports.report import Corner, Drawn, Material, Site
from styring_xl.standard import style
from styring_xl.standard.column import Columns
from styring_xl.standard.listing import ListTable
from styring_xl.standard.place import AREA_ROW, HEADER_ROW
from styring_xl.standard.question import Question
from styring_xl.standard.rule import InputRule
from styring_xl.standard.sign import Sign

NOT_REFRESHED: Final = "Ikke beregnet endnu. Tallene kommer, når arket opdateres."


class Heading(Struct, frozen=True):
    """What headers depend on; without a year they number the years instead."""

    year: int | None = None
    sign: Sign = Sign.BUDGET_MINUS


class Labelled(Struct, frozen=True):
    """A cell beside a label, above the table: one that users fill in, or a figure of the whole sheet."""

    label: str
    style: str
    column: int = 2
    rule: InputRule | None = None

    @property
    def is_typed(self) -> bool:
        """True where a user fills the cell in."""
        return self.style in style.TYPED


class Text(Struct, frozen=True):
    """A text that stands on the sheet and is never regenerated."""

    row: int
    column: int
    text: str
    style: str = style.TITLE


class Page(Struct, frozen=True):
    """How the sheet is printed and what stays in view.

    ``spans`` are the columns to print (first, last), each on pages of its own; none means everything. ``frozen`` is how
    many rows and columns stay in view. ``repeats`` prints the header row on every page, which only a sheet of one table
    wants.
    """

    spans: tuple[tuple[int, int], ...] = ()
    frozen: tuple[int, int] = (HEADER_ROW, 1)
    repeats: bool = False
    wide: int = 1
    """So many pages hold the columns; with more than one the first column stands on each."""
    is_upright: bool = False
    """True for a sheet that is read like a letter."""
    is_single: bool = False
    """True for a sheet that is one page, whatever is on it."""


class SheetDesign(Struct, frozen=True, eq=False, kw_only=True):
    """A sheet with a regenerated rectangle, as the template builds it. ``area`` is the defined name of the rectangle,
    which begins in ``AREA_ROW``.

    ``columns`` are those of its first table, whose header stands in ``header_row`` before anything is written; where
    there are none, there is no header.
    """

    name: str
    area: str
    code_name: str = ""
    """What macros call it; empty for a sheet that comes later than they, which Excel then names itself."""
    title: str
    question: Question
    """What it answers: *Start* lists it there, and its tab has the colour."""
    note: str
    """How the sheet is read, in the line under its title."""
    columns: Columns | Callable[[Heading], Columns]
    status: str = NOT_REFRESHED
    header_row: int = HEADER_ROW
    header_height: int = 28
    """In pixels; 40 has room for two lines, 54 for three."""
    row_height: int = 0
    """In points, of every row from the header on; 0 is the program's own."""
    width: int = 0
    """Columns of the rectangle, where other tables are wider than the first."""
    widths: tuple[float, ...] = ()
    """In characters from column A on, where the columns of the first table do not say."""
    margin: tuple[float, ...] = ()
    """The widths of the columns right of the tables."""
    above: tuple[Labelled, ...] = ()
    texts: tuple[Text, ...] = ()
    beside: tuple[Beside, ...] = ()
    page: Page = Page()

    def head(self, heading: Heading) -> Columns:
        """The columns of the first table."""
        return self.columns(heading) if callable(self.columns) else self.columns

    def span(self, heading: Heading) -> int:
        """Columns of the rectangle."""
        return self.width or len(self.head(heading))

    def characters(self, heading: Heading) -> tuple[float, ...]:
        """The widths of its columns and of those right of them, in characters; 0 is the program's own."""
        return self.widths or (*(column.width for column in self.head(heading)), *self.margin)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Those of what stands beside it that are charts."""
        return tuple(each for each in self.beside if isinstance(each, Chart))

    @property
    def names(self) -> tuple[str, ...]:
        """Every defined name of the sheet: the rectangle's and those beside it."""
        return (self.area, *(each.name for each in self.beside))

    def site(self, sheet: str) -> Site:
        """Where it stands on a sheet that is as the template has it."""
        return Site(sheet, Corner(AREA_ROW, 1), {each.name: each.corner for each in self.beside})


class ResultSheet(SheetDesign, frozen=True, eq=False, kw_only=True):
    """One result sheet of a workbook.

    ``applies`` says whether the workbook holds what the sheet is about, so that it is added where it is missing.
    ``draw`` gives its contents from ``AREA_ROW`` down.
    """

    applies: Callable[[Snapshot], bool]
    draw: Callable[[Material, Site], Drawn]
    former_notes: tuple[str, ...] = ()
    """What the note has said in earlier versions and is no longer true; a refresh writes the note over them."""
    is_divided: bool = False
    """True when the sheet has a part for each segment where the user divides the workbook by a column."""
    is_typed: bool = False
    """True when users fill cells inside the rectangle, so that it is read before it is regenerated."""
    commented: Commented | None = None
    """Where its lines have the controller's comments, which *Historik* keeps."""
    is_common: bool = True
    """False for a sheet that a workbook gets when its list has a row, or when *Opsætning* asks for it by a *ja*."""
    lists: tuple[ListTable, ...] = ()
    """The lists a sheet that is not common is about; a row in one of them is enough."""
    tells: bool = False
    """True when the sheet tells what the checks found, so that it is drawn after them."""
    simulates: bool = False
    """True when it simulates for itself, which takes more room than all sheets do: it is drawn before there are any."""
    counts: bool = False
    """True when its figures are days, scores and measurements, and no kroner."""
    undivided: str = ""
    """What its figures are, in a sentence, where they cannot be divided into items; empty for the general sentence."""

"""A sheet of an overview as it declares itself: its design, what is typed on it, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from styring_xl.cells.cell import quote_sheet
from styring_xl.cells.patch import Area
from styring_xl.departments.comments import Comments
from styring_xl.departments.overview import JointOverview
from styring_xl.reports.report import Site
from styring_xl.reports.sheet import SheetDesign


class SheetCase(Struct, frozen=True):
    """What a sheet is drawn from: the overview, where every sheet stands, and what is typed on this one."""

    overview: JointOverview
    sites: Mapping[str, Site]
    comments: Comments


class OverviewSheet(Struct, frozen=True):
    """One sheet. ``draw`` gives its rectangles; ``keys`` are the columns that name a line a user may comment on, none
    where nothing is typed."""

    design: SheetDesign
    draw: Callable[[SheetCase, Site], tuple[Area, ...]]
    keys: tuple[str, ...] = ()


def on(site: Site, cell: str) -> str:
    """A cell of a sheet as a formula on another sheet spells it."""
    return f"{quote_sheet(site.sheet)}!{cell}"

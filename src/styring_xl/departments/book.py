"""The overview as a workbook: made new, or regenerated in place with the users' own sheets and comments kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from styring_xl import workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.patch import Area, Block, NewSheet, Patch
from styring_xl.departments import comments
from styring_xl.departments.overview import JointOverview, until
from styring_xl.departments.place import AREAS
from styring_xl.departments.sheets import SHEETS
from styring_xl.departments.sheets.sheet import SheetCase
from styring_xl.errors import StyringError
from styring_xl.reports.report import Corner, Site
from styring_xl.standard import style
from styring_xl.standard.place import AREA_ROW, STATUS_ROW

if TYPE_CHECKING:
    from styring_xl.books.edit.applied import Applied

ENDINGS: Final = (".xlsx",)


class WrittenOverview(Struct, frozen=True):
    """What became of the overview's workbook; ``applied`` is None where it is new."""

    path: Path
    applied: Applied | None


def write(overview: JointOverview, path: Path) -> WrittenOverview:
    """Writes the overview: a new workbook, or over the one that is there, with a copy beside it and undo.

    Raises StyringError, with nothing written, when the file is no overview, is open, or has the users' own cells where
    the sheets need room.
    """
    if path.suffix.lower() not in ENDINGS:
        raise StyringError("Overblikket skrives som en .xlsx-fil: giv det et navn, der ender på .xlsx.")
    if not path.exists():
        from styring_xl.books.file.creation import create

        book = FileBook.from_bytes(_template(), path.name)
        create(path, book.edit(patch_for(overview, book)).pieces)
        return WrittenOverview(path, None)
    book = FileBook.open(path, template=_template)
    if not any(book.resolve(name) for name in AREAS):
        raise StyringError(
            f"{path.name} findes og er ikke et samlet overblik, så intet er skrevet. Vælg et andet navn."
        )
    plan = book.plan(patch_for(overview, book))
    if plan.obstacles:
        raise StyringError(f"{plan.obstacles[0].text} Intet er skrevet; flyt det, og prøv igen.")
    totals = {"forventet_regnskab_øre": overview.expected, "korrigeret_budget_øre": overview.budget}
    return WrittenOverview(path, book.apply(plan, action="overblik opdateret", totals=totals))


@cache
def _template() -> bytes:
    """The overview before anything is written in it."""
    return workbook.of([sheet.design for sheet in SHEETS], "Samlet overblik")


def patch_for(overview: JointOverview, book: FileBook) -> Patch:
    """What an overview's workbook is to hold. Raises StyringError where its comments cannot be found."""
    added, sites = _sites(book)
    areas: list[Area] = []
    for sheet in SHEETS:
        place = book.resolve(sheet.design.area)
        grid, ref = (None, None) if place is None or not sheet.keys else (book.grid(place[0]), place[1])
        columns = sheet.design.head
        typed = comments.read(grid, ref, sheet.keys, columns) if sheet.keys else comments.Comments()
        areas += sheet.draw(SheetCase(overview, sites, typed), sites[sheet.design.area])
    return Patch(sheets=tuple(added), areas=tuple(areas), blocks=tuple(_status(overview, [*sites.values()])))


def _sites(book: FileBook) -> tuple[list[NewSheet], dict[str, Site]]:
    """Where each sheet stands: where its names say, else on a sheet to be added."""
    taken = {name.casefold() for name in book.sheet_names}
    added: list[NewSheet] = []
    sites: dict[str, Site] = {}
    for sheet in SHEETS:
        design = sheet.design
        place = book.resolve(design.area)
        if place is not None:
            beside = dict(design.site(place[0]).beside)
            for name in beside:
                if (found := book.resolve(name)) is not None:
                    beside[name] = Corner(found[1].top, found[1].left)
            sites[design.area] = Site(place[0], Corner(place[1].top, place[1].left), beside)
            continue
        names = (design.name, *(f"{design.name} ({number})" for number in range(2, 100)))
        name = next(each for each in names if each.casefold() not in taken)
        taken.add(name.casefold())
        added.append(NewSheet(name, design.name))
        sites[design.area] = design.site(name)
    return added, sites


def _status(overview: JointOverview, sites: Sequence[Site]) -> list[Block]:
    """The line above each table that says what its figures stand for."""
    added, out = len(overview.departments), len(overview.left_out)
    files = "1 fil er ikke med" if out == 1 else f"{out} filer er ikke med"
    rest = f" {files}, se Grundlag." if out else ""
    text = (
        f"Regnskabsår {overview.year}, {until(overview.closed)}. "
        f"{added} {'afdeling' if added == 1 else 'afdelinger'} lagt sammen.{rest}"
    )
    rows = ((site, site.corner.top - (AREA_ROW - STATUS_ROW)) for site in sites)
    return [
        Block.of(site.sheet, row, site.corner.left, ((text,),), ((style.STATUS,),)) for site, row in rows if row >= 1
    ]

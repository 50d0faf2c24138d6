"""A workbook of an earlier edition brought to this one: macros, pages, tables, styles and sheets.

What a user has typed is kept, and a workbook that is of this edition already is not changed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from styring_xl import retention, standard, workbook
from styring_xl.books.edit.edit import Edit, Template
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.ooxml.move.sparklines import with_axis
from styring_xl.books.ooxml.move.transplant import add_sheets
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.styles import Styles
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.cells.patch import NewSheet
from styring_xl.danish.phrase import listed
from styring_xl.danish.text import label
from styring_xl.errors import StyringError
from styring_xl.fit import fit
from styring_xl.outcome import FileReport
from styring_xl.reading import settings
from styring_xl.refresh import result_sheets
from styring_xl.reports import SHEETS, read
from styring_xl.reports.beside import Sparklines
from styring_xl.standard import lists, style
from styring_xl.upgrade import buttons, columns, formulas, macros, pages

_OURS: Final = "styring_"
"""What the defined names of our result areas begin with, in lower case."""


class Upgraded(Struct, frozen=True):
    """What came of an upgrade: the report of the refresh that ends it, and a Danish sentence for each thing that was
    done, or left as it was and why."""

    report: FileReport
    told: tuple[str, ...]


def upgrade(file: Path, target: Path | None = None, *, dry_run: bool = False, drop_signature: bool = False) -> Upgraded:
    """Bring a workbook to this edition and refresh it: in place, with a copy of the old one beside it, or into
    ``target``, which has the same ending. ``dry_run`` writes nothing; ``drop_signature`` allows a signed workbook.

    Raises StyringError with the file untouched, also when it is no workbook of ours.
    """
    if target is not None and target.suffix.lower() != file.suffix.lower():
        raise StyringError(f"Resultatet skal have samme filtype som projektmappen ({file.suffix}).")
    told: list[str] = []

    def prepare(book: Workbook) -> Package:
        if not any(name.lower().startswith(_OURS) for name in book.names):
            raise StyringError(
                f"{file.name} har ingen af Styring-XL's ark, så der er intet at opgradere; brug styring-xl adopt."
            )
        package, said = as_now(book)
        told.extend(said)
        return package

    book = FileBook.open(file, drop_signature=drop_signature, template=_making(file), prepare=prepare)
    snapshot = read(book, hint=file.stem)
    fitted = fit(book, snapshot)
    if dry_run:
        return Upgraded(FileReport(file, file, fitted.refreshed, book.edit(fitted.plan).applied, False), tuple(told))
    applied = book.apply(fitted.plan, target, action="opgraderet")
    if target is None:
        applied = retention.kept(file, applied, snapshot.settings)
    saved = target is not None or book.is_prepared or not applied.is_empty
    return Upgraded(FileReport(file, target or file, fitted.refreshed, applied, saved), tuple(told))


def as_now(book: Workbook) -> tuple[Package, list[str]]:
    """The package of a workbook of an earlier edition as this edition makes it, before its figures are computed, and
    what to tell. A workbook that is so already keeps its package."""
    before, told = book.package, []

    def make() -> bytes:
        return workbook.build(macro_enabled=book.related("vbaProject") is not None)

    source = Template(make)
    template = source.book
    assert template is not None
    for name in (standard.START, standard.SETUP):
        package, patch, said = pages.exchange(book, template, name)
        if not patch.is_empty:
            package = Edit(Workbook(package), patch, source).run().package
        book = Workbook(package)
        told.append(said)
    widened = columns.widen(book, template, source)
    book = Workbook(widened.package)
    told += widened.told
    package, said_of_formulas = formulas.plain(book, source)
    book = Workbook(package)
    told += said_of_formulas
    book, added = _with_sheets(book, template)
    if added:
        told.append(f"Nye ark: {listed(added)}.")
    parts, said = macros.exchanged(book)
    told.append(said)
    if macros.are_ours(book):
        package, left = buttons.renew(book, template)
        told += left
        book = Workbook(package.changed_by(parts))
        book = Workbook(macros.with_code_names(book, macros.code_names(template)))
    package = _with_styles(Workbook(_with_air(book)), template)
    is_same = all(
        name in before and content is not None and before.read(name) == package.read(name)
        for name, content in package.changed.items()
        if name not in before.changed
    )
    return before if is_same else package, [each for each in told if each]


def _making(file: Path) -> Callable[[], bytes]:
    def make() -> bytes:
        return workbook.build(macro_enabled=file.suffix.lower() == ".xlsm")

    return make


def _with_sheets(book: Workbook, template: Workbook) -> tuple[Workbook, list[str]]:
    """The workbook with the sheets that every new one has and this one lacks, save those that *Opsætning* declines."""
    names = [sheet.name for sheet in book.sheets]
    there = {label(name) for name in names}
    sheets = [
        NewSheet(name, name)
        for name in (standard.PARAMETERS, *(each.name for each in lists.SHEETS))
        if label(name) not in there
    ]
    setup = settings.sheet_of([sheet.name for sheet in book.sheets if sheet.kind == "worksheet"])
    declined = settings.read(book.grid(setup)).declined if setup else frozenset()
    common = {sheet.area for sheet in SHEETS if sheet.is_common and label(sheet.name) not in declined}
    areas = {name for name in book.names if book.resolve(name) is not None}
    taken = [*names, *(each.name for each in sheets)]
    sheets += [NewSheet(name, sheet.name) for name, sheet in result_sheets(taken, areas, common).values()]
    if not sheets:
        return book, []
    return Workbook(add_sheets(book, template, sheets)), [each.name for each in sheets]


def _with_air(book: Workbook) -> Package:
    """The package whose small columns leave air below the row above, as they do from this edition on."""
    parts = {}
    for each in (each for sheet in SHEETS for each in sheet.beside if isinstance(each, Sparklines)):
        place = book.resolve(each.name)
        if place is not None:
            part = book.sheet(place[0]).part
            old = book.package.read(part)
            new = with_axis(old, *place, each.MOST)
            if new != old:
                parts[part] = new
    return book.package.changed_by(parts) if parts else book.package


def _with_styles(book: Workbook, template: Workbook) -> Package:
    """The package with the named styles it lacks. One that is there is the user's to edit, and stays as it is."""
    part = book.related("styles")
    if part is None:
        return book.package
    styles = Styles(book.styles.data)
    known = {name.lower() for name in styles.style_names.values()}
    for name in style.ALL:
        if name.lower() not in known:
            styles.named(name, template.styles)
    data = styles.render()
    return book.package if data is None else book.package.changed_by({part: data})

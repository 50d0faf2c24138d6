"""The workbook that a copy is made of, as it is read: its package, its cells, and what was recognised in it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.anonymise.columns import FIGURES
from styring_xl.anonymise.numbers import may_hold
from styring_xl.anonymise.originals import Originals, originals
from styring_xl.anonymise.setup import set_up_columns
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.workbook import Workbook, WorkbookSheet
from styring_xl.cells.cell import MAX_COLUMN, MAX_ROW
from styring_xl.cells.grid import Grid, Ref
from styring_xl.danish.citizen import has_cpr_form
from styring_xl.danish.text import clean
from styring_xl.errors import StyringError
from styring_xl.reading import parameters, settings
from styring_xl.reading.history.history import NO_HISTORY, History
from styring_xl.reading.list_spot import ListSpot
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import read
from styring_xl.standard import inputs
from styring_xl.standard.mask import Mask

_RECKONED: Final = (Mask.MONEY, Mask.FIGURE)


class GivenWorkbook(Struct, frozen=True, eq=False):
    """A workbook of somebody's. ``snapshot`` is None where it cannot be read as one of the field's.

    ``sheets`` are those that are written anew, ``ours`` the names of the result sheets, which are made of the copy's
    own figures; ``heads`` the first rows of each sheet and ``tables`` what was recognised, by the sheet's name.
    """

    package: Package
    book: Workbook
    file: FileBook
    snapshot: Snapshot | None
    sheets: Sequence[WorkbookSheet]
    ours: frozenset[str]
    heads: Mapping[str, Grid]
    tables: Mapping[str, RoleTable]

    @property
    def history(self) -> History:
        """*Historik*, empty where there is none."""
        return NO_HISTORY if self.snapshot is None else self.snapshot.history

    def measures(self) -> tuple[str, ...]:
        """The measures and groups of the budget, but for those with somebody's number in them."""
        lines = self.snapshot.budget.lines if self.snapshot is not None else ()
        named = dict.fromkeys(text for line in lines for text in (line.group, line.measure) if clean(text))
        return tuple(text for text in named if not may_hold(text))

    def lists(self, sheet: str) -> list[ListSpot]:
        """The lists of contracts, goals and the like that stand on a sheet."""
        return [] if self.snapshot is None else [each for each in self.snapshot.lists.spots if each.sheet == sheet]

    def is_set_up(self, sheet: str) -> bool:
        """Whether a sheet is *Opsætning* or *Parametre*."""
        names = [each.name for each in self.book.sheets]
        return sheet in (settings.sheet_of(names), parameters.sheet_of(names))

    def amounts(self, sheet: str, masks: Container[Mask] = FIGURES) -> list[Ref]:
        """The cells of a sheet whose figures are what their header says, whatever their form."""
        if sheet in self.ours:
            return [Ref(1, 1, MAX_ROW, MAX_COLUMN)]
        columns: list[tuple[int, int]] = []
        if (table := self.tables.get(sheet)) is not None:
            named = [at for name, at in table.columns.items() if inputs.FIELDS[name].mask in masks]
            columns += [(table.first_row, at) for at in (*named, *table.months.values())]
        for spot in self.lists(sheet):
            fields = [(at, name) for name, at in spot.columns.items()]
            fields += [(at, spot.listing.across) for at in spot.beside]
            columns += [(spot.header + 1, at) for at, name in fields if spot.listing.field(name).mask in masks]
        found = [Ref(first, at, MAX_ROW, at) for first, at in columns]
        if self.is_set_up(sheet):
            set_up = set_up_columns(self.file.grid(sheet))
            found += [each.cells for each in set_up if each.field is not None and each.field.mask in masks]
        return found

    def originals(self) -> Originals:
        """The CPR numbers that stand anywhere in it, and the amounts that look like one."""
        data_cells = {cell for entry in self.history.entries for cell in entry.cells}
        written = {sheet.name for sheet in self.sheets}
        found = originals(
            self.book,
            self.amounts,
            lambda sheet: self.amounts(sheet, _RECKONED) if sheet in written else (),
            data_cells,
        )
        return replace(found, citizens=found.citizens.union(filter(has_cpr_form, self._read_as())))

    def _read_as(self) -> Iterator[str]:
        """Whom rows are read to be about: a number may stand as what no search takes for one, as a decimal figure."""
        if self.snapshot is not None:
            yield from self.snapshot.disposition.commitments.cpr
            yield from self.snapshot.ledger.citizens


def given(data: bytes, name: str) -> GivenWorkbook:
    """A workbook's bytes as they are read; ``name`` is its file's, which may tell the year."""
    package = Package.parse(data)
    book = Workbook(package)
    file = FileBook(Path("Projektmappe.xlsx"), data, None, drop_signature=True)
    try:
        snapshot: Snapshot | None = read(file, hint=name)
    except StyringError:
        snapshot = None
    # The result sheets: they are made anew from the copy's own figures.
    found = {file.resolve(each) for each in file.names if each.casefold().startswith("styring_")}
    ours = frozenset(place[0] for place in found if place is not None)
    sheets = [each for each in book.sheets if each.kind == "worksheet" and each.name not in ours]
    heads = {each.name: file.head(each.name) for each in sheets}
    tables = {each.sheet: each for each in snapshot.layout.tables} if snapshot is not None else {}
    return GivenWorkbook(package, book, file, snapshot, sheets, ours, heads, tables)

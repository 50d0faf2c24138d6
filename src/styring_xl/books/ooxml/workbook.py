"""A workbook's parts and how they hang together: which part is which sheet, and what they share."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from msgspec import Struct

from styring_xl.books.ooxml.markup import MAIN, check, children, root
from styring_xl.books.ooxml.package import Package, damaged
from styring_xl.books.ooxml.relations import TYPES, Relation, content_type, parse_relations, relations_part
from styring_xl.books.ooxml.scan.columns import read_columns
from styring_xl.books.ooxml.scan.decoder import Decoder
from styring_xl.books.ooxml.scan.facts import parse_table
from styring_xl.books.ooxml.scan.grid import read_grid
from styring_xl.books.ooxml.scan.source import SheetSource
from styring_xl.books.ooxml.strings import parse_strings
from styring_xl.books.ooxml.styles import EMPTY_STYLES, Styles
from styring_xl.books.ooxml.workbookxml import SheetEntry, is_date1904, parse_names, parse_sheets
from styring_xl.cells.column import CellColumns
from styring_xl.cells.formula import parse_range
from styring_xl.cells.grid import ExcelTable, Grid, Ref
from styring_xl.errors import StyringError

_NOT_OURS: Final = {
    "binary": "Filen er en binær projektmappe (.xlsb); gem den som .xlsx eller .xlsm og prøv igen.",
    "ods": "Filen er et OpenDocument-regneark (.ods); gem den som .xlsx eller .xlsm og prøv igen.",
    "other": "Filen er ikke en Excel-projektmappe (.xlsx eller .xlsm).",
}


HEAD_BYTES: Final = 1 << 17
"""The first rows of a sheet are read from so many bytes at a time."""
MAX_SHEETS: Final = 2_000
"""A file with more sheets was not made by people; it is refused, as reading it could take any time."""


class WorkbookSheet(Struct, frozen=True):
    """A sheet: its place in the tab order (chart sheets counted), its part, and what kind of sheet it is."""

    index: int
    entry: SheetEntry
    part: str
    kind: str

    @property
    def name(self) -> str:
        return self.entry.name


class Workbook:
    """The parts of one workbook, read when asked for."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part_names = {name.lower(): name for name in package.names}
        self.main = self._main_part()
        self.workbook = check(package.read(self.main))
        if root(self.workbook).local != "workbook":
            raise StyringError(_NOT_OURS["other"])
        self.main_relations = self.relations(self.main)
        self.sheets = self._sheets()
        self._tails: dict[str, tuple[bytes, bytes]] = {}
        """By part, the start tag around the rows of a sheet that has been read whole, and what follows them."""
        self._naming: dict[str, bool] = {}
        """By part, whether it names what ``names_formula_areas`` looks for."""

    def _main_part(self) -> str:
        names = self.part_names
        if "mimetype" in names and b"opendocument" in self.package.read(names["mimetype"]):
            raise StyringError(_NOT_OURS["ods"])
        if TYPES.lower() not in names or "_rels/.rels" not in names:
            raise StyringError(_NOT_OURS["other"])
        self.types = check(self.package.read(TYPES))
        self.root_relations = parse_relations("", self.package.read("_rels/.rels"), names)
        main = next((each.part for each in self.root_relations if each.kind == "officeDocument"), None)
        if main is None or main.lower() not in names:
            raise StyringError(_NOT_OURS["other"])
        declared = content_type(self.types, main)
        if "sheet.binary" in declared or main.lower().endswith(".bin"):
            raise StyringError(_NOT_OURS["binary"])
        if "spreadsheetml" not in declared and "ms-excel" not in declared and declared not in ("application/xml", ""):
            raise StyringError(_NOT_OURS["other"])
        return names[main.lower()]

    @property
    def is_signed(self) -> bool:
        """True when the package carries a digital signature, which any change would break."""
        return any("digital-signature" in each.type for each in self.root_relations) or any(
            name.startswith("_xmlsignatures/") for name in self.part_names
        )

    def relations(self, part: str) -> tuple[Relation, ...]:
        """The relationships of a part."""
        name = self.package.find(relations_part(part))
        return parse_relations(part, None if name is None else self.package.read(name), self.part_names)

    def related(self, kind: str) -> str | None:
        """The workbook's part of one kind (``sharedStrings``, ``styles``...), None when it has none."""
        for each in self.main_relations:
            if each.kind == kind and each.part is not None and each.part.lower() in self.part_names:
                return each.part
        return None

    def _sheets(self) -> tuple[WorkbookSheet, ...]:
        by_id = {each.id: each for each in self.main_relations}
        sheets = []
        entries = parse_sheets(self.workbook)
        if len(entries) > MAX_SHEETS:
            raise StyringError(
                f"Projektmappen har {len(entries)} ark, og flere end {MAX_SHEETS} bliver ikke læst. Flyt "
                "nogle af dem til en anden projektmappe, og prøv igen."
            )
        for index, entry in enumerate(entries):
            relation = by_id.get(entry.relation)
            if relation is None or relation.part is None or relation.part.lower() not in self.part_names:
                # Excel opens such a workbook too; the sheet is simply one nobody can read.
                sheets.append(WorkbookSheet(index, entry, "", "missing"))
            else:
                sheets.append(WorkbookSheet(index, entry, relation.part, relation.kind))
        if not sheets:
            raise damaged()
        return tuple(sheets)

    def names_formula_areas(self, sheet: WorkbookSheet) -> bool:
        """Whether the part of a sheet may have array formulas or data tables: it names one, or spells a letter by its
        number. Most do not, and need not be scanned for them."""
        if sheet.part not in self._naming:
            data = self.package.read(sheet.part)
            # A single character is found many times faster than two.
            spelt = b"&" in data and b"#" in data and b"&#" in data
            self._naming[sheet.part] = spelt or any(word in data for word in (b"array", b"dataTable"))
        return self._naming[sheet.part]

    def sheet(self, name: str) -> WorkbookSheet:
        """A worksheet by name (any case, as in Excel). Raises StyringError when there is none."""
        sheet = self._by_name.get(name.lower())
        if sheet is None:
            raise StyringError(f"Arket »{name}« findes ikke i projektmappen.")
        if sheet.kind != "worksheet":
            raise StyringError(f"Arket »{name}« er ikke et regneark med celler.")
        return sheet

    @cached_property
    def _by_name(self) -> dict[str, WorkbookSheet]:
        """The sheets by name in lower case; the first where two bear the same."""
        return {sheet.name.lower(): sheet for sheet in reversed(self.sheets)}

    @cached_property
    def is_strict(self) -> bool:
        """True when the workbook is written in the strict variant of the format."""
        return MAIN[1].encode() in self.workbook[:4000]

    @cached_property
    def date1904(self) -> bool:
        return is_date1904(self.workbook)

    @cached_property
    def strings(self) -> list[str]:
        part = self.related("sharedStrings")
        return [] if part is None else parse_strings(self.package.read(part))

    @cached_property
    def styles(self) -> Styles:
        part = self.related("styles")
        if part is None:
            return Styles(EMPTY_STYLES % MAIN[self.is_strict].encode())
        return Styles(self.package.read(part))

    @cached_property
    def decoder(self) -> Decoder:
        return Decoder(self.strings, self.styles, self.date1904)

    @cached_property
    def names(self) -> dict[str, str]:
        """Workbook-level defined names and what they refer to."""
        return {each.name: each.text for each in parse_names(self.workbook) if each.local is None}

    def resolve(self, name: str) -> tuple[str, Ref] | None:
        """The sheet and rectangle a workbook-level name (any case) refers to, None when it is not just that."""
        text = self._folded_names.get(name.lower())
        found = None if text is None else parse_range(text)
        if found is None or found[0] is None:
            return None
        sheet = self._by_name.get(found[0].lower())
        return None if sheet is None else (sheet.name, found[1])

    @cached_property
    def _folded_names(self) -> dict[str, str]:
        return {name.lower(): text for name, text in reversed(self.names.items())}

    def tables(self, sheet: WorkbookSheet) -> tuple[ExcelTable, ...]:
        """The tables of a sheet."""
        found = []
        for relation in self.relations(sheet.part):
            if relation.kind == "table" and relation.part is not None and relation.part.lower() in self.part_names:
                table = parse_table(check(self.package.read(relation.part)))
                if table is not None:
                    found.append(table)
        return tuple(found)

    def grid(self, name: str) -> Grid:
        sheet = self.sheet(name)
        source = SheetSource(self.package, sheet.part)
        grid = read_grid(source, sheet.name, self.decoder, self.tables(sheet))
        if source.outer:
            self._tails[sheet.part] = source.outer, source.tail
        return grid

    def size(self, name: str) -> int:
        """Bytes of the sheet's XML."""
        return self.package.size(self.sheet(name).part)

    def head(self, name: str, rows: int) -> Grid:
        sheet = self.sheet(name)
        source = SheetSource(self.package, sheet.part, chunk=HEAD_BYTES)
        return read_grid(source, sheet.name, self.decoder, self.tables(sheet), rows)

    def columns(self, name: str, first_row: int, columns: list[int]) -> CellColumns:
        sheet = self.sheet(name)
        source = SheetSource(self.package, sheet.part, structure=False)
        return read_columns(source, self.decoder, first_row, columns)

    def tail(self, name: str) -> bytes:
        """What follows the rows in a sheet's XML."""
        if (known := self._tails.get(self.sheet(name).part)) is not None:
            # The reader has accounted for every tag of the rows.
            before, tail = known
            check(before + tail)
            return tail
        data = check(self.package.read(self.sheet(name).part))
        outer = root(data)
        skip = outer.prefix + b"sheetData" if b"<!" not in data else b""
        for node in children(data, outer.inside, outer.close, skip):
            if node.local == "sheetData":
                return data[node.end :]
        return b""

"""A copy of a workbook that is safe to send: no CPR number, name or free text of the original is in it.

The copy is written from nothing: only what is known to be harmless is taken over, and what is not understood is left
out and named. Before anything is saved every part of it is searched for the original's CPR numbers.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Final

import numpy as np

from styring_xl import workbook
from styring_xl.anonymise import texts as kinds
from styring_xl.anonymise.formulas import may_stay
from styring_xl.anonymise.looks import MAIN, clean_styles
from styring_xl.anonymise.numbers import Replacements, in_markup, in_number, in_text
from styring_xl.anonymise.proof import leaks
from styring_xl.anonymise.sheet import Column, Plan, cells_of, write
from styring_xl.anonymise.texts import Texts
from styring_xl.books.book import Book, Sheet
from styring_xl.books.file import FileBook
from styring_xl.books.formula import format_range, parse_range
from styring_xl.books.grid import Grid
from styring_xl.books.lock import check_not_open, check_writable
from styring_xl.books.markup import escape
from styring_xl.books.package import MAX_FILE, Package
from styring_xl.books.save import read_whole, write_whole
from styring_xl.books.scan import NUMBER
from styring_xl.errors import StyringError
from styring_xl.sheets import header, own, parameters, settings, standard
from styring_xl.sheets.identity import looks_like_cpr
from styring_xl.sheets.text import Unreadable, clean, is_blank, label, read_number
from styring_xl.snapshot import Snapshot, read

_REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_REL: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_PLAIN_TABLE: Final = (
    '<tableStyleInfo showFirstColumn="0" showLastColumn="0" showRowStripes="1" showColumnStripes="0"/>'
)

_MONEY: Final = frozenset(("rate", "result", "full", "amount", "original", "changes", "revised", "price"))
_FIGURES: Final = _MONEY | {"quantity", "count", "last_year", "probability", "vat"}
_EXEMPT: Final = _FIGURES | {"account", "date", "period", "start", "stop", "year"}
"""Fields whose numbers are what their header says, whatever their form."""
_KIND: Final = {
    "supplier": kinds.SUPPLIER,
    "adviser": kinds.ADVISER,
    "id": kinds.CASE,
    "document": kinds.DOCUMENT,
    "account": kinds.ACCOUNT,
    "measure": kinds.MEASURE,
    "note": kinds.BLANK,
    "text": kinds.BLANK,
}
_BORN: Final = re.compile(r"\bfød(?:t|sel|selsdag|selsdato)\b", re.IGNORECASE)
_REMARKS: Final = re.compile(r"bemærk|kommentar|\bnote|beskriv|\btekst|årsag|begrund|aftale|opfølg", re.IGNORECASE)
_PARTS: Final = (
    ("vbaProject", "makroer"),
    ("/charts/", "diagrammer"),
    ("/media/", "billeder"),
    ("omments", "kommentarer"),
    ("/persons/", "kommentarernes forfattere"),
    ("/drawings/", "tegninger og tekstbokse"),
    ("/pivot", "pivottabeller og deres data"),
    ("/externalLinks/", "data fra andre projektmapper"),
    ("/queryTables/", "forespørgsler"),
    ("connections", "dataforbindelser"),
    ("customXml/", "tilpasset XML"),
    ("docProps/", "dokumentegenskaber"),
    ("printerSettings", "printerindstillinger"),
    ("/embeddings/", "indlejrede filer"),
    ("/activeX/", "kontrolelementer"),
    ("/ctrlProps/", "kontrolelementer"),
    ("/slicer", "udsnit"),
    ("/timeline", "tidslinjer"),
    ("/chartsheets/", "diagramark"),
    ("/dialogsheets/", "dialogark"),
    ("customUI", "bånd"),
    ("userCustomization", "bånd"),
    ("xl/model", "datamodel"),
    ("_xmlsignatures", "digital signatur"),
)
_REPLACED: Final = (
    "/worksheets/",
    "xl/styles",
    "xl/theme",
    "xl/workbook",
    "_rels",
    "[Content",
    "sharedStrings",
    "calcChain",
)


@dataclass(frozen=True, slots=True)
class Anonymised:
    """What came of it. ``kept`` are the measures and groups that stand as they were: the reader should look at them."""

    target: Path
    citizens: int
    texts: int
    kept: tuple[str, ...]
    dropped: dict[str, int]
    sheets: tuple[str, ...]
    emptied_formulas: int
    before: dict[str, int]
    after: dict[str, int]
    """Totals in øre before and after, empty when the workbook has no disposition."""


def anonymise(
    source: Path,
    target: Path,
    *,
    scale: Decimal = Decimal(1),
    keep_measures: bool = True,
) -> Anonymised:
    """Writes the copy. Raises StyringError with nothing written, also when the proof finds a CPR number in it."""
    if target.suffix.lower() != ".xlsx":
        raise StyringError("Den anonymiserede projektmappe er uden makroer; dens navn skal ende på .xlsx.")
    if target.exists():
        raise StyringError("Filen findes allerede og er ikke overskrevet.")
    if not target.resolve().parent.is_dir():
        raise StyringError(f"Mappen, {target.name} skal gemmes i, findes ikke.")
    data, _ = read_whole(source, MAX_FILE)
    made, told = copy_of(data, source.stem, scale=scale, keep_measures=keep_measures)
    check_not_open(target)
    check_writable(target)
    write_whole(target.resolve(), [made])
    return replace(told, target=target)


def copy_of(
    data: bytes, name: str = "", *, scale: Decimal = Decimal(1), keep_measures: bool = True
) -> tuple[bytes, Anonymised]:
    """The copy's bytes and what came of it; see ``anonymise``."""
    if not Decimal("0.01") <= scale <= 100:
        raise StyringError("Beløbene kan ganges med mellem 0,01 og 100.")
    work = _Work(data, name, scale, keep_measures)
    made = work.run()
    found = leaks(made, work.replacements.originals)
    if found:
        raise StyringError(
            f"Kopien er ikke gemt: et CPR-nummer fra projektmappen stod stadig i {len(found)} af dens dele."
        )
    return made, work.told()


class _Work:
    """One workbook on its way to a copy."""

    def __init__(self, data: bytes, name: str, scale: Decimal, keep_measures: bool) -> None:
        self.data = data
        self.scale = scale
        self.package = Package.parse(data)
        self.book = Book(self.package)
        self.file = FileBook(Path("Projektmappe.xlsx"), data, None, drop_signature=True)
        try:
            self.snapshot: Snapshot | None = read(self.file, hint=name)
        except StyringError:
            self.snapshot = None
        lines = self.snapshot.budget.lines if self.snapshot is not None else ()
        self.kept = tuple(dict.fromkeys(t for line in lines for t in (line.group, line.measure) if clean(t)))
        self.kept = tuple(t for t in self.kept if keep_measures and not any(in_text(t)))
        ours = self._our_sheets()
        self.sheets = [s for s in self.book.sheets if s.kind == "worksheet" and s.name not in ours]
        self.left_out = [s.name for s in self.book.sheets if s not in self.sheets]
        self.grids = {sheet.name: self.file.head(sheet.name) for sheet in self.sheets}
        self.tables = {t.sheet: t for t in self.snapshot.layout.tables} if self.snapshot is not None else {}
        self.replacements = Replacements(self._originals())
        self.texts = Texts(self.kept, self.replacements)
        self.emptied = 0
        self.before: dict[str, int] = {}
        self.after: dict[str, int] = {}

    def _our_sheets(self) -> set[str]:
        """The result sheets: they are made anew from the copy's own figures."""
        found = {self.file.resolve(name) for name in self.file.names if name.casefold().startswith("styring_")}
        return {place[0] for place in found if place is not None}

    # What must be gone.

    def _originals(self) -> set[str]:
        """Every CPR number of the original: in cells, and in the text of every other part."""
        found: set[str] = set()
        for text in self.book.strings:
            found.update(in_text(text))
        for sheet in self.book.sheets:
            if sheet.kind == "worksheet":
                self._collect(sheet, found)
        for name in self.package.names:
            if not name.endswith("/") and "/worksheets/sheet" not in name and not name.endswith("calcChain.xml"):
                found.update(in_text(name))
                found.update(_in_part(self.package.read(name)))
        found.update(in_text(" ".join(sheet.name for sheet in self.book.sheets)))
        return found

    def _collect(self, sheet: Sheet, found: set[str]) -> None:
        table = self.tables.get(sheet.name)
        exempt = np.zeros(16_386, bool)
        if table is not None:
            exempt[[at for name, at in table.columns.items() if name in _EXEMPT]] = True
            exempt[list(table.months.values())] = True
        for cells in cells_of(self.book, sheet):
            for text in cells.texts:
                found.update(in_text(text))
            for _, formula in cells.formulas:
                found.update(in_text(formula.text))
            first = 0 if table is None else table.first_row
            asked = (cells.kind == NUMBER) & (cells.number >= 10**8) & (cells.number < 10**10)
            asked &= ~(exempt[cells.column] & (cells.row >= first))
            with_formula = np.zeros(len(cells.row), bool)
            with_formula[[at for at, _ in cells.formulas]] = True
            # The result of a formula is a number or comes from a cell that is met itself.
            for number in set(cells.number[asked & ~with_formula].tolist()):
                cpr = in_number(number)
                if cpr is not None:
                    found.add(cpr)
        tail = self.package.read(sheet.part) if len(self.package.read(sheet.part)) < 1 << 22 else b""
        outside = re.sub(rb"<(?:\w+:)?sheetData.*</(?:\w+:)?sheetData>", b"", tail, flags=re.DOTALL)
        found.update(_in_part(outside))

    # How each cell is written.

    def run(self) -> bytes:
        self._reserve()
        self._rename()
        clean_copy = self._package()
        self.before = _totals(self.snapshot)
        return self._refreshed(clean_copy)

    def _reserve(self) -> None:
        """Suppliers and advisers keep one stand-in, wherever their names stand."""
        for sheet, table in self.tables.items():
            wanted = {n: at for n, at in table.columns.items() if n in ("supplier", "adviser")}
            if wanted:
                columns = self.file.columns(sheet, table.first_row, list(wanted.values()))
                for name, at in wanted.items():
                    for text in columns[at].strings:
                        if not any(in_text(text)):
                            self.texts.reserve(text, _KIND[name])

    def _rename(self) -> None:
        taken: set[str] = {label(name) for name in self.left_out}
        for number, sheet in enumerate(self.book.sheets, start=1):
            if sheet not in self.sheets:
                continue
            name = sheet.name
            if any(in_text(name)) or not self.texts.is_known(name):
                table = self.tables.get(name)
                stem = f"Ark {number}" if table is None else {
                    header.DISPOSITION: standard.DISPOSITION, header.POSTINGS: standard.POSTINGS,
                    header.BUDGET: standard.BUDGET,
                }[table.role]  # fmt: skip
                names = (stem, *(f"{stem} {n}" for n in range(2, 10_000)))
                others = {label(s.name) for s in self.book.sheets}
                name = next(n for n in names if label(n) not in taken and label(n) not in others)
            taken.add(label(name))
            self.texts.sheets[sheet.name] = name

    def _text(self, kind: str = kinds.TEXT) -> Callable[[str], str]:
        texts = self.texts
        return lambda text: texts.of(text, kind)

    def _citizen(self, text: str) -> str:
        return self.texts.of(text, "Cpr." if looks_like_cpr(text) else kinds.CITIZEN)

    def _number(self, number: float) -> float | None:
        """A number cell outside the columns of figures: a CPR number gets its stand-in, all others stay."""
        cpr = in_number(number)
        return None if cpr is None else float(self.replacements.of(cpr))

    def _figure(self, number: float) -> float | None:
        """A figure: only what is known to be a CPR number from elsewhere is replaced."""
        cpr = in_number(number)
        return float(self.replacements.of(cpr)) if cpr in self.replacements.originals and cpr else None

    def _scaled(self, number: float) -> float | None:
        if self.scale == 1:
            return self._figure(number)
        return float((Decimal(repr(number)) * self.scale).quantize(Decimal("0.01"), ROUND_HALF_UP))

    def _scaled_text(self, text: str) -> str:
        if self.scale != 1:
            try:
                number = read_number(text)
            except Unreadable:
                number = None
            if number is not None:
                scaled = (number * self.scale).quantize(Decimal("0.01"), ROUND_HALF_UP)
                return f"{scaled:f}".replace(".", ",")
        return self.texts.of(text)

    def _plan(self, sheet: Sheet) -> Plan:
        plain = Column(self._text(), self._number)
        table = self.tables.get(sheet.name)
        names = self.book.sheets
        setup = settings.sheet_of([s.name for s in names]), parameters.sheet_of([s.name for s in names])
        if table is None:
            first_row, heads = _heads(self.grids[sheet.name])
            columns = {at: self._by_head(head) for at, head in heads.items()}
            if sheet.name in setup:
                first_row, columns = self._accounts(sheet)
            elif self.scale != 1:
                plain = Column(self._text(), self._maybe_scaled)
            return Plan(plain, columns, first_row)
        by_column = {at: name for name, at in table.columns.items()}
        columns = {at: self._by_head(head) for at, head in table.headers.items()}
        for at, name in by_column.items():
            columns[at] = self._by_field(name)
        for at in table.months.values():
            columns[at] = Column(self._scaled_text, self._scaled)
        return Plan(plain, columns, table.first_row)

    def _accounts(self, sheet: Sheet) -> tuple[int, dict[int, Column]]:
        """The column of account numbers among the parameters; they and their patterns stay."""
        for table in self.book.tables(sheet):
            if table.name.casefold() == standard.ACCOUNTS_TABLE.casefold():
                return table.ref.top + 1, {table.ref.left: Column(self._text(kinds.ACCOUNT), self._figure)}
        return 1, {}

    def _by_field(self, name: str) -> Column:
        if name == "cpr":
            return Column(self._citizen, self._number)
        if name in _MONEY:
            return Column(self._scaled_text, self._scaled)
        if name in _KIND:
            number = self._figure if name == "account" else self._number
            return Column(self._text(_KIND[name]), number, counted=name == "document")
        return Column(self._text(), self._figure if name in _EXEMPT else self._number)

    def _by_head(self, head: str) -> Column:
        """What a header nobody knows says about its column."""
        if _BORN.search(head):
            return Column(self._text(kinds.BLANK), lambda number: 0.0)
        if _REMARKS.search(head):
            return Column(self._text(kinds.BLANK), self._number)
        for role in header.ROLES:
            found = header.match_field(role, head)
            if found is not None and found[0] in ("supplier", "adviser", "note", "text"):
                return Column(self._text(_KIND[found[0]]), self._number)
        if self.scale != 1 and not own.is_money(head):
            return Column(self._text(), self._number)
        return Column(self._text(), self._number if self.scale == 1 else self._maybe_scaled)

    def _maybe_scaled(self, number: float) -> float | None:
        """A figure of a table nobody recognised: years and shares are not amounts."""
        cpr = self._number(number)
        if cpr is not None:
            return cpr
        if abs(number) <= 2 or (number == int(number) and 1900 <= number <= 2100):
            return None
        return self._scaled(number)

    def _keeps(self, text: str) -> bool:
        same = {old for old, new in self.texts.sheets.items() if old == new}
        stays = may_stay(text, same, linear=self.scale != 1)
        self.emptied += not stays
        return stays

    # The package.

    def _package(self) -> bytes:
        parts: dict[str, bytes] = {}
        overrides = {"/xl/workbook.xml": f"{_SHEET_TYPE}.sheet.main+xml", "/xl/styles.xml": f"{_SHEET_TYPE}.styles+xml"}
        overrides["/xl/theme/theme1.xml"] = "application/vnd.openxmlformats-officedocument.theme+xml"
        relations = [("styles", "styles.xml"), ("theme", "theme/theme1.xml")]
        sheets = []
        table_number = 0
        table_names: set[str] = set()
        for number, sheet in enumerate(self.sheets, start=1):
            tables = self._tables(sheet, table_number, table_names)
            body = write(self.book, sheet, self._plan(sheet), self._keeps, len(tables), drop_values=False)
            parts[f"xl/worksheets/sheet{number}.xml"] = body
            overrides[f"/xl/worksheets/sheet{number}.xml"] = f"{_SHEET_TYPE}.worksheet+xml"
            if tables:
                links = [("table", f"../tables/table{table_number + n}.xml") for n in range(1, len(tables) + 1)]
                parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relations(links)
            for each in tables:
                table_number += 1
                parts[f"xl/tables/table{table_number}.xml"] = each
                overrides[f"/xl/tables/table{table_number}.xml"] = f"{_SHEET_TYPE}.table+xml"
            relations.insert(number - 1, ("worksheet", f"worksheets/sheet{number}.xml"))
            state = sheet.entry.state if sheet.entry.state in ("hidden", "veryHidden") else ""
            name = _attribute(self.texts.sheets[sheet.name])
            sheets.append(
                f'<sheet name="{name}" sheetId="{number}"'
                + (f' state="{state}"' if state else "")
                + f' r:id="rId{number}"/>'
            )
        if not any("state=" not in each for each in sheets):
            raise StyringError("Projektmappen har ingen synlige ark med celler at lave en kopi af.")
        parts["xl/workbook.xml"] = self._workbook(sheets)
        parts["xl/_rels/workbook.xml.rels"] = _relations(relations)
        styles = self.book.related("styles")
        empty = workbook.build()
        with zipfile.ZipFile(io.BytesIO(empty)) as template:
            parts["xl/theme/theme1.xml"] = template.read("xl/theme/theme1.xml")
            parts["xl/styles.xml"] = clean_styles(
                template.read("xl/styles.xml") if styles is None else self.book.styles.data
            )
        parts["_rels/.rels"] = _relations([("officeDocument", "xl/workbook.xml")])
        types = "".join(f'<Override PartName="{n}" ContentType="{t}"/>' for n, t in overrides.items())
        parts["[Content_Types].xml"] = (
            f'{_XML}<Types xmlns="{_TYPES}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
        ).encode()
        return _zip(parts)

    def _workbook(self, sheets: list[str]) -> bytes:
        names = []
        for name, text in self.book.names.items():
            found = parse_range(text)
            ours = name in (
                standard.NAME_MEASURES, standard.NAME_RATE_UNITS, standard.NAME_RULES, standard.NAME_STATUSES,
                standard.NAME_LIMITS,
            )  # fmt: skip
            if ours and found is not None and found[0] in self.texts.sheets:
                where = format_range(self.texts.sheets[found[0]], found[1])
                names.append(f'<definedName name="{_attribute(name)}">{escape(where)}</definedName>')
        listed = f"<definedNames>{''.join(names)}</definedNames>" if names else ""
        date1904 = ' date1904="1"' if self.book.date1904 else ""
        return (
            f'{_XML}<workbook xmlns="{MAIN}" xmlns:r="{_REL}"><workbookPr{date1904}/>'
            f"<bookViews><workbookView/></bookViews>"
            f'<sheets>{"".join(sheets)}</sheets>{listed}<calcPr fullCalcOnLoad="1"/></workbook>'
        ).encode()

    def _tables(self, sheet: Sheet, before: int, taken: set[str]) -> list[bytes]:
        """The Excel tables of a sheet: their place and their headers' texts, as the cells have them."""
        made: list[bytes] = []
        for table in self.book.tables(sheet):
            ref = table.ref
            if table.header_rows != 1 or ref.bottom <= ref.top or ref.right - ref.left > 2000:
                continue
            number = before + len(made) + 1
            name = table.name if _ours(table.name) and table.name.casefold() not in taken else f"Tabel{number}"
            taken.add(name.casefold())
            where = format_range(None, ref, absolute=False)
            grid = self.grids[sheet.name] if ref.top <= len(self.grids[sheet.name].rows) else self.file.grid(sheet.name)
            heads: Counter[str] = Counter()
            columns = []
            plan = self._plan(sheet)
            for n, at in enumerate(range(ref.left, ref.right + 1), start=1):
                value = grid.value(ref.top, at)
                text = plan.of(ref.top, at).text(clean(value)) if isinstance(value, str) else ""
                if not text or heads[text.casefold()]:
                    break
                heads[text.casefold()] += 1
                columns.append(f'<tableColumn id="{n}" name="{_attribute(text)}"/>')
            if len(columns) != ref.right - ref.left + 1:
                # Headers that are empty or alike make no table; the cells stand as a plain range.
                continue
            totals = f' totalsRowCount="{table.totals_rows}"' if table.totals_rows else ' totalsRowShown="0"'
            named = f'id="{number}" name="{_attribute(name)}" displayName="{_attribute(name)}"'
            made.append(
                f'{_XML}<table xmlns="{MAIN}" {named} ref="{where}"{totals}>'
                f'<tableColumns count="{len(columns)}">{"".join(columns)}</tableColumns>{_PLAIN_TABLE}</table>'.encode()
            )
        return made

    # The result sheets, made anew.

    def _refreshed(self, data: bytes) -> bytes:
        if self.snapshot is None:
            return data
        from styring_xl.job import fit

        book = FileBook.from_bytes(data, "Anonymiseret.xlsx")
        snapshot = read(book, year=self.snapshot.year, closed=self.snapshot.closed)
        _, patch = fit(book, snapshot)
        self.after = _totals(snapshot)
        if self.scale == 1 and self.after != self.before:
            raise StyringError("Kopien er ikke gemt: dens summer er ikke de samme som projektmappens.")
        return book.edit(patch, template=workbook.build).bytes()

    def told(self) -> Anonymised:
        dropped: Counter[str] = Counter()
        for name in self.package.names:
            if name.endswith((".rels", "/")):
                continue
            kind = next((text for mark, text in _PARTS if mark.casefold() in name.casefold()), None)
            if kind is not None:
                dropped[kind] += 1
            elif not any(mark in name for mark in _REPLACED) and "/tables/" not in name:
                dropped[f"delen {name if not any(in_text(name)) else ''}".strip()] += 1
        return Anonymised(
            Path(), len(self.replacements), self.texts.replaced, self.kept, dict(dropped),
            tuple(self.texts.sheets[s.name] for s in self.sheets), self.emptied, self.before,
            self.after,
        )  # fmt: skip


def _totals(snapshot: Snapshot | None) -> dict[str, int]:
    if snapshot is None:
        return {}
    from styring_xl.refresh import refresh

    result = refresh(snapshot)
    figures = result.figures
    return {
        "realised": figures.realised,
        "expected": figures.expected_rest + figures.pool,
        "result": figures.result,
        "budget": result.budget,
    }


def _heads(grid: Grid) -> tuple[int, dict[int, str]]:
    """The first row under the first row of headers (two texts or more), and the headers."""
    for number, cells in enumerate(grid.rows, start=1):
        texts = {at: clean(v) for at, v in enumerate(cells, start=1) if isinstance(v, str) and not is_blank(v)}
        if len(texts) >= 2:
            return number + 1, texts
    return 1, {}


def _ours(name: str) -> bool:
    return any(name == value for key, value in vars(standard).items() if key.endswith("_TABLE"))


def _in_part(data: bytes) -> Iterable[str]:
    """The CPR numbers in any part's text, as UTF-8 and as the UTF-16 that macros and embedded files use."""
    for text in (html.unescape(data.decode("utf-8", "replace")), data.decode("utf-16-le", "ignore")):
        yield from in_markup(text)


def _attribute(text: str) -> str:
    return escape(text).replace('"', "&quot;")


def _relations(links: Iterable[tuple[str, str]]) -> bytes:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(links, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE_REL}">{each}</Relationships>'.encode()


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    order = ["[Content_Types].xml", *(name for name in parts if name != "[Content_Types].xml")]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in order:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts[name], zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()

"""A copy of a workbook that is safe to send: no CPR number, name or free text of the original is in it.

The copy is built anew: only what is known to be harmless is taken over; all else is left out and listed. Before
anything is saved every part of it is searched for the original's CPR numbers.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Collection, Container, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl import standard, workbook
from styring_xl.anonymise import references
from styring_xl.anonymise.coarse import DateMoves
from styring_xl.anonymise.columns import KIND, Masked
from styring_xl.anonymise.drawings import only_charts
from styring_xl.anonymise.dropped import CHART_SHEETS, CHARTS, SERIES, UNREAD, dropped
from styring_xl.anonymise.formulas import may_stay
from styring_xl.anonymise.gallery import Gallery, gallery
from styring_xl.anonymise.history import Today, masked
from styring_xl.anonymise.looks import clean_styles
from styring_xl.anonymise.numbers import Replacements, in_number, in_text
from styring_xl.anonymise.originals import originals
from styring_xl.anonymise.package import SheetPart, TablePart, packed, table_part
from styring_xl.anonymise.proof import leaks
from styring_xl.anonymise.rarity import Rarity, rarity
from styring_xl.anonymise.sheet import Masking, SheetMasking, cells_of, write
from styring_xl.anonymise.texts import Texts
from styring_xl.books.file.creation import create
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.save import read_whole
from styring_xl.books.ooxml.package import MAX_FILE, Package
from styring_xl.books.ooxml.scan.chunk import NUMBER, SHARED, TEXT
from styring_xl.books.ooxml.workbook import Workbook, WorkbookSheet
from styring_xl.cells.formula import format_range
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.errors import StyringError, already_there, no_folder
from styring_xl.figures import moment
from styring_xl.figures.compute import Figures
from styring_xl.reading import header, parameters, settings
from styring_xl.reading.history.history import NO_HISTORY
from styring_xl.reading.list_spot import ListSpot
from styring_xl.reading.snapshot import HistoryChange, Snapshot
from styring_xl.reports import read

_LONGEST_LIST: Final = 255
"""Characters of a list that is typed into its rule."""


class Anonymised(Struct, frozen=True):
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
    rarity: Rarity
    """How alone the citizens of the disposition are with what stood of them: measure, rate, quantity and dates."""
    closings: int = 0
    """How many closings and revisions of *Historik* are in it."""
    charts: int = 0
    """How many charts of the user's own are in it."""
    coarse: Rarity | None = None
    """The same in a coarse copy, with days between dates in place of the dates; None for one that is not."""


def anonymise(
    source: Path,
    target: Path,
    *,
    scale: Decimal = Decimal(1),
    keep_measures: bool = True,
    coarse: bool = False,
) -> Anonymised:
    """Writes the copy. Raises StyringError with nothing written, also when the proof finds a CPR number in it."""
    if target.suffix.lower() != ".xlsx":
        raise StyringError("Den anonymiserede projektmappe er uden makroer; dens navn skal ende på .xlsx.")
    if target.exists():
        raise already_there(target.name)
    if not target.resolve().parent.is_dir():
        raise no_folder(target.name)
    data, _ = read_whole(source, MAX_FILE)
    made, told = copy_of(
        data, source.stem, scale=scale, keep_measures=keep_measures, moves=DateMoves() if coarse else None
    )
    create(target, [made], source)
    return replace(told, target=target)


def copy_of(
    data: bytes,
    name: str = "",
    *,
    scale: Decimal = Decimal(1),
    keep_measures: bool = True,
    moves: DateMoves | None = None,
) -> tuple[bytes, Anonymised]:
    """The copy's bytes and what came of it; see ``anonymise``. With ``moves`` it is coarse."""
    if not (scale.is_finite() and Decimal("0.01") <= scale <= 100):
        raise StyringError("Beløbene kan ganges med et tal mellem 0,01 og 100, f.eks. 1.07.")
    work = _Work(data, name, scale, keep_measures, moves)
    made = work.run()
    found = leaks(made, work.replacements.originals)
    if found:
        raise StyringError(
            f"Kopien er ikke gemt: et CPR-nummer fra projektmappen stod stadig i {len(found)} af dens dele. "
            "Giv besked til den, der vedligeholder Styring-XL."
        )
    return made, work.told()


class _Work:
    """One workbook on its way to a copy."""

    def __init__(self, data: bytes, name: str, scale: Decimal, keep_measures: bool, moves: DateMoves | None) -> None:
        self.data = data
        self.moves = moves
        self.scale = scale
        self.package = Package.parse(data)
        self.book = Workbook(self.package)
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
        self.history = NO_HISTORY if self.snapshot is None else self.snapshot.history
        data_cells = {cell for entry in self.history.entries for cell in entry.cells}
        self.replacements = Replacements(originals(self.book, self.tables, ours, data_cells))
        self.texts = Texts(self.kept, self.replacements)
        self.columns = Masked(self.texts, self.replacements, scale, moves is not None)
        self.emptied = 0
        self._people: dict[str, dict[int, int]] = {}
        self.coarse_rarity: Rarity | None = None
        self.figures: Figures | None = None
        self.before: dict[str, int] = {}
        self.closings = 0
        self.gallery = Gallery(b"")
        self.after: dict[str, int] = {}

    def _our_sheets(self) -> set[str]:
        """The result sheets: they are made anew from the copy's own figures."""
        found = {self.file.resolve(name) for name in self.file.names if name.casefold().startswith("styring_")}
        return {place[0] for place in found if place is not None}

    # How each cell is written.

    def run(self) -> bytes:
        self._reserve()
        self._rename()
        clean_copy = self._package()
        self.figures = None if self.snapshot is None else _figures_of(self.snapshot)
        self.before = _totals(self.snapshot, self.figures)
        return self._with_charts(self._refreshed(clean_copy))

    def _reserve(self) -> None:
        """Suppliers and advisers keep one stand-in, wherever their names stand."""
        for sheet, table in self.tables.items():
            wanted = {n: at for n, at in table.columns.items() if n in ("supplier", "adviser")}
            if wanted:
                columns = self.file.columns(sheet, table.first_row, list(wanted.values()))
                for name, at in wanted.items():
                    for text in columns[at].strings:
                        if not any(in_text(text)):
                            self.texts.reserve(text, KIND[name])

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

    def _plan(self, sheet: WorkbookSheet) -> SheetMasking:
        plain = self.columns.plain()
        table = self.tables.get(sheet.name)
        names = self.book.sheets
        setup = settings.sheet_of([s.name for s in names]), parameters.sheet_of([s.name for s in names])
        if table is None:
            first_row, heads = _heads(self.grids[sheet.name])
            columns = {at: self.columns.by_head(head) for at, head in heads.items()}
            if sheet.name in setup:
                first_row, columns = self._accounts(sheet)
            else:
                plain = self.columns.unknown()
            for spot in self._lists(sheet.name):
                first_row = spot.header + 1
                columns |= {at: self.columns.by_mask(spot.listing.field(n).mask) for n, at in spot.columns.items()}
                columns |= {
                    at: self.columns.by_mask(spot.listing.field(spot.listing.across).mask) for at in spot.beside
                }
            if self.moves is None or sheet.name in setup:
                return SheetMasking(plain, columns, first_row)
            return SheetMasking(plain, columns, first_row, self._moved(sheet), by_month=True)
        by_column = {at: name for name, at in table.columns.items()}
        columns = {at: self.columns.by_head(head) for at, head in table.headers.items()}
        for at, name in by_column.items():
            columns[at] = self.columns.by_field(name)
        for at in table.months.values():
            columns[at] = self.columns.months()
        return SheetMasking(plain, columns, table.first_row, {} if self.moves is None else self._moved(sheet))

    def _moved(self, sheet: WorkbookSheet) -> dict[int, int]:
        """The rows of a sheet that are about a citizen, and the days their dates are moved."""
        assert self.moves is not None
        if sheet.name not in self._people:
            found: dict[int, str] = {}
            for cells in cells_of(self.book, sheet):
                for row, kind, number, code in zip(
                    cells.row.tolist(), cells.kind.tolist(), cells.number.tolist(), cells.code.tolist(), strict=True
                ):
                    if kind in (SHARED, TEXT):
                        text = self.book.strings[code] if kind == SHARED else cells.texts[code]
                        known = next(in_text(text), None)
                    else:
                        known = in_number(number) if kind == NUMBER else None
                    if known is not None:
                        found.setdefault(row, known)
            snapshot = self.snapshot
            if snapshot is not None:
                rows, ledger = snapshot.disposition.commitments, snapshot.ledger
                people = zip(rows.places, rows.cpr, strict=True)
                found |= {place.row: who for place, who in people if place.sheet == sheet.name and who}
                if sheet.name in ledger.sheets:
                    mine = ledger.sheet == ledger.sheets.index(sheet.name)
                    paid = zip(ledger.row[mine].tolist(), ledger.cpr[mine].tolist(), strict=True)
                    found |= {row: ledger.citizens[who] for row, who in paid if who}
            self._people[sheet.name] = self.moves.rows(found)
        return self._people[sheet.name]

    def _lists(self, sheet: str) -> list[ListSpot]:
        """The lists of contracts, goals and the like that stand on a sheet."""
        return [] if self.snapshot is None else [each for each in self.snapshot.lists.spots if each.sheet == sheet]

    def _accounts(self, sheet: WorkbookSheet) -> tuple[int, dict[int, Masking]]:
        """The column of account numbers among the parameters; they and their patterns stay."""
        for table in self.book.tables(sheet):
            if table.name.casefold() == standard.ACCOUNTS_TABLE.casefold():
                return table.ref.top + 1, {table.ref.left: self.columns.accounts()}
        return 1, {}

    def _keeps(self, text: str) -> bool:
        same = {old for old, new in self.texts.sheets.items() if old == new}
        # In a coarse copy amounts are rounded, so a formula's stored sum would no longer be that of its cells.
        stays = self.moves is None and may_stay(text, same, linear=self.scale != 1)
        self.emptied += not stays
        return stays

    # The package.

    def _package(self) -> bytes:
        sheets: list[SheetPart] = []
        tables: dict[str, list[TablePart]] = {}
        taken: set[str] = set()
        for sheet in self.sheets:
            tables[sheet.name] = self._tables(sheet, sum(map(len, tables.values())), taken)
        names = self._names({each.name: each.heads for some in tables.values() for each in some})
        for sheet in self.sheets:
            own = tables[sheet.name]
            body = write(self.book, sheet, self._plan(sheet), self._keeps, len(own), partial(self._list, sheet, names))
            state = sheet.entry.state if sheet.entry.state in ("hidden", "veryHidden") else ""
            sheets.append(SheetPart(self.texts.sheets[sheet.name], state, body, [each.data for each in own]))
        if all(each.state for each in sheets):
            raise StyringError(
                "Projektmappen har ingen synlige ark med celler at lave en kopi af. Vis mindst ét, og prøv igen."
            )
        with zipfile.ZipFile(io.BytesIO(workbook.build())) as template:
            theme = template.read("xl/theme/theme1.xml")
            plain = template.read("xl/styles.xml")
        styles = clean_styles(plain if self.book.related("styles") is None else self.book.styles.data)
        return packed(sheets, names, styles, theme, self.book.date1904)

    def _names(self, tables: Mapping[str, Collection[str]]) -> dict[str, str]:
        """The standard workbook's names for the lists people choose from, and where they stand in the copy.

        ``tables`` are the copy's, and the headers of each.
        """
        ours = (
            standard.NAME_MEASURES, standard.NAME_RATE_UNITS, standard.NAME_RULES, standard.NAME_STATUSES,
            standard.NAME_LIMITS,
        )  # fmt: skip
        found = {
            name: references.place(text, self.texts.sheets) or references.column(text, tables)
            for name, text in self.book.names.items()
            if name in ours
        }
        return {name: where for name, where in found.items() if where is not None}

    def _list(self, sheet: WorkbookSheet, names: Container[str], source: str) -> str | None:
        """What a list of a sheet's is chosen from in the copy: a named list, cells, or words; None for all else."""
        if source in names:
            return source
        listed = references.words(source)
        if listed is None:
            return references.place(source, self.texts.sheets, on=sheet.name)
        masked = ",".join(self.columns.typed(word).replace(",", "") for word in listed)
        return f'"{masked}"' if len(masked) <= _LONGEST_LIST and '"' not in masked else None

    def _tables(self, sheet: WorkbookSheet, before: int, taken: set[str]) -> list[TablePart]:
        """The Excel tables of a sheet: their place and their headers' texts, as the cells have them."""
        made: list[TablePart] = []
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
            columns: list[str] = []
            plan = self._plan(sheet)
            for at in range(ref.left, ref.right + 1):
                value = grid.value(ref.top, at)
                text = plan.of(ref.top, at).text(clean(value)) if isinstance(value, str) else ""
                if not text or heads[text.casefold()]:
                    break
                heads[text.casefold()] += 1
                columns.append(text)
            if len(columns) != ref.right - ref.left + 1:
                # Headers that are empty or alike make no table; the cells stand as a plain range.
                continue
            made.append(TablePart(name, columns, table_part(number, name, where, columns, table.totals_rows)))
        return made

    # The result sheets, made anew.

    def _refreshed(self, data: bytes) -> bytes:
        if self.snapshot is None:
            return data
        from styring_xl.fit import fit
        from styring_xl.outcome import totals

        book = FileBook.from_bytes(data, "Anonymiseret.xlsx", template=workbook.build)
        snapshot = self._told(read(book, year=self.snapshot.year, closed=self.snapshot.closed))
        fitted = fit(book, snapshot)
        self.after = totals(fitted.refreshed)
        self.coarse_rarity = _rarity(snapshot, moved=True) if self.moves is not None else None
        if self.columns.keeps_amounts and self.after != self.before:
            raise StyringError(
                "Kopien er ikke gemt: dens summer er ikke de samme som projektmappens. Opdater projektmappen, og prøv "
                "igen."
            )
        return book.edit(fitted.plan).bytes()

    def _told(self, snapshot: Snapshot) -> Snapshot:
        """The copy with the closings and revisions of the original in *Historik*, where they can be read."""
        if self.snapshot is None or self.figures is None or not self.history.entries:
            return snapshot
        was = moment.now(self.snapshot.disposition, self.figures)
        now = moment.now(snapshot.disposition, _figures_of(snapshot))
        kept = masked(self.history, Today(was, now), self.columns, self.moves)
        self.closings = len(kept.entries)
        if not kept.entries:
            return snapshot
        return replace(snapshot, history=kept, record=HistoryChange())

    def _with_charts(self, data: bytes) -> bytes:
        """The copy with the charts that a user has put on its sheets, kept or made anew."""
        self.gallery = gallery(self.book, data, self.texts, self.columns)
        return self.gallery.data

    def _left_out(self) -> dict[str, int]:
        """What is not taken along, by what it is called, with how many there were."""
        more = {
            UNREAD: len(self.history.entries) - self.closings,
            CHARTS: self.gallery.left,
            SERIES: self.gallery.series_left,
            CHART_SHEETS: self.gallery.sheets_left,
        }
        return dropped(self.package, only_charts(self.book)) | {kind: n for kind, n in more.items() if n}

    def told(self) -> Anonymised:
        return Anonymised(
            Path(), len(self.replacements), self.texts.replaced, self.kept, self._left_out(),
            tuple(self.texts.sheets[s.name] for s in self.sheets), self.emptied, self.before,
            self.after, _rarity(self.snapshot), self.closings, self.gallery.kept, self.coarse_rarity,
        )  # fmt: skip


def _rarity(snapshot: Snapshot | None, *, moved: bool = False) -> Rarity:
    """``moved`` when a citizen's dates are all moved alike: what is left of them is the days between them."""
    if snapshot is None:
        return Rarity(0, 0, 0)
    rows = snapshot.disposition.commitments
    start, stop = (days.astype("datetime64[D]").astype(np.int64) for days in (rows.start, rows.stop))
    open_end = np.isnat(rows.stop) | (stop >= np.datetime64("9999-01-01").astype(np.int64))
    if moved:
        _, who = np.unique(np.array(rows.cpr, object).astype(str), return_inverse=True)
        first = np.full(who.max(initial=-1) + 1, np.iinfo(np.int64).max)
        np.minimum.at(first, who, start)
        start, stop = start - first[who], stop - first[who]
    stop = np.where(open_end, -1, stop)
    numbers = (each.tolist() for each in (rows.rate, rows.quantity, start, stop))
    return rarity(rows.cpr, list(zip(rows.measure, *numbers, strict=True)))


def _figures_of(snapshot: Snapshot) -> Figures:
    from styring_xl.refresh import figures_of

    return figures_of(snapshot)


def _totals(snapshot: Snapshot | None, figures: Figures | None) -> dict[str, int]:
    if snapshot is None or figures is None:
        return {}
    from styring_xl.outcome import sums

    return sums(figures, sum(line.revised for line in snapshot.budget.lines))


def _heads(grid: Grid) -> tuple[int, dict[int, str]]:
    """The first row under the first row of headers (two texts or more), and the headers."""
    for number, cells in enumerate(grid.rows, start=1):
        texts = {at: clean(v) for at, v in enumerate(cells, start=1) if isinstance(v, str) and not is_blank(v)}
        if len(texts) >= 2:
            return number + 1, texts
    return 1, {}


def _ours(name: str) -> bool:
    return name in standard.TABLES

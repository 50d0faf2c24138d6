"""An .ods in a file, changed through a LibreOffice of our own and saved all or nothing."""

from __future__ import annotations

import contextlib
import secrets
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

import xlwings
from msgspec.structs import replace

from styring_xl.books.edit.applied import Applied, Changes, Named, Obstructed, SheetChanges
from styring_xl.books.file.alone import alone_with
from styring_xl.books.file.ending import ODS, XLSX
from styring_xl.books.file.filebook import FilePlan
from styring_xl.books.file.lock import check_not_open, check_writable
from styring_xl.books.file.log import UNDONE
from styring_xl.books.file.preview import current_preview
from styring_xl.books.file.record import UndoRecord
from styring_xl.books.file.replacement import Edition, Replacement
from styring_xl.books.file.save import Stamp, StandingFile, read_whole
from styring_xl.books.file.undo import Undone, taking_back
from styring_xl.books.fingerprint import Fingerprint
from styring_xl.books.live import LiveBook, LivePlan
from styring_xl.books.ooxml.package import MAX_ENTRIES, MAX_FILE, MAX_TOTAL
from styring_xl.books.ooxml.write.plan import SheetPlan
from styring_xl.calc.book import CalcBook
from styring_xl.calc.program.channel import Failed
from styring_xl.calc.session import Session, session
from styring_xl.calc.sparklines import followed
from styring_xl.cells.book import HEAD_ROWS, Obstacle
from styring_xl.cells.cell import Content
from styring_xl.cells.column import CellColumns
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block, Patch
from styring_xl.errors import StyringError, no_folder, too_large

_KIND: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_SIGNED: Final = ("META-INF/documentsignatures.xml", "META-INF/macrosignatures.xml")
_MANIFEST: Final = "META-INF/manifest.xml"
_BROKEN: Final = (
    zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, RuntimeError, zlib.error,
)  # fmt: skip
"""What reading a zip file raises when it is broken, encrypted or packed in a way that is not known."""
MakeTemplate = Callable[[], bytes]
"""The bytes of the workbook (.xlsx) that new sheets are taken from."""


class OdsPlan(FilePlan, frozen=True):
    """What is left of a patch, and how the open workbook is changed by it."""

    live: LivePlan


class OdsBook:
    """A workbook of LibreOffice's own kind, as it was when it was opened.

    The file itself is only read. What is opened is a copy in a private folder, and the copy's bytes take the file's
    place when all has gone well. ``template`` gives the bytes of the workbook that new sheets are taken from.
    """

    def __init__(self, path: Path, data: bytes, stamp: Stamp | None, template: MakeTemplate | None) -> None:
        self.path = path
        self.stamp = stamp
        self._data = data
        self._template = template
        self._session = session()
        self._copy = self._session.folder / f"{secrets.token_hex(8)}{ODS}"
        self._copy.write_bytes(data)
        with self._session.watched():
            try:
                self._document = str(self._session.app.channel.call("desk.open", str(self._copy), True))
            except Failed as error:
                # The copy holds all that the workbook does, and nobody else would remove it before the process ends.
                with contextlib.suppress(OSError):
                    self._copy.unlink()
                raise StyringError(
                    f"LibreOffice kan ikke åbne {path.name}: filen er beskadiget eller låst. Luk den i andre "
                    "programmer, eller tag en kopi fra før, og prøv igen."
                ) from error
        weakref.finalize(self, _close, self._session, self._document, self._copy)
        with self._at_work():
            # What is typed straight under a table of ours belongs to it, as where a button is pressed.
            self._call("doc.grow_tables")
            # Until it is saved nothing is computed that nobody reads.
            self._automatic = bool(self._call("doc.is_automatic"))
            self._call("doc.set_automatic", False)
            self._call("doc.set_still", True)
            self._live = self._opened()

    @classmethod
    def open(cls, path: str | Path, *, drop_signature: bool = False, template: MakeTemplate | None = None) -> OdsBook:
        """Read a workbook. Raises StyringError, one clear sentence, for what is no sound .ods, and where LibreOffice
        is missing."""
        where = Path(path)
        preview = current_preview()
        if preview is not None and (would_be := preview.held.get(where.resolve())) is not None:
            return cls(where, would_be, None, template)
        data, stamp = read_whole(where, MAX_FILE)
        _check(data, drop_signature=drop_signature)
        return cls(where, data, stamp, template)

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> OdsBook:
        """A workbook that is in no file."""
        _check(data, drop_signature=True)
        return cls(Path(name), data, None, None)

    def _call(self, name: str, *arguments: object) -> object:
        return self._session.app.channel.call(name, self._document, *arguments)

    def _opened(self) -> LiveBook:
        return LiveBook(xlwings.Book(impl=CalcBook(self._session.app, self._document)))

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[None]:
        """What is asked of LibreOffice inside is about this workbook. Raises StyringError for what it cannot do."""
        self._session.app.serve(self._document)
        with self._session.watched():
            try:
                yield
            except Failed as error:
                raise StyringError(
                    f"LibreOffice kunne ikke arbejde i {self.path.name} ({error.kind}), så intet er skrevet. Prøv "
                    "igen; sker det igen, så gem projektmappen som .xlsx, og brug den."
                ) from error

    @property
    def fingerprint(self) -> Fingerprint | None:
        """As that of ``FileBook``."""
        return None if self.stamp is None else Fingerprint.of(self._data)

    @property
    def sheet_names(self) -> Sequence[str]:
        """The names of the sheets, in tab order."""
        return self._live.sheet_names

    def is_hidden(self, sheet: str) -> bool:
        """Whether a user does not see the sheet."""
        with self._at_work():
            return self._live.is_hidden(sheet)

    def head(self, sheet: str, rows: int = HEAD_ROWS) -> Grid:
        """The first rows of a sheet."""
        with self._at_work():
            return self._live.head(sheet, rows)

    def grid(self, sheet: str) -> Grid:
        """All of a sheet."""
        with self._at_work():
            return self._live.grid(sheet)

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> CellColumns:
        """Some columns of a sheet, of however many rows, as arrays."""
        with self._at_work():
            return self._live.columns(sheet, first_row, columns)

    def resolve(self, name: str) -> tuple[str, Ref] | None:
        """The sheet and rectangle a defined name refers to, None when there is none or it is something else."""
        with self._at_work():
            return self._live.resolve(name)

    def contents(self, block: Block) -> Mapping[tuple[int, int], Content]:
        """What stands where a block would be written; empty cells are left out."""
        with self._at_work():
            return self._live.contents(block)

    def plan(self, patch: Patch) -> OdsPlan:
        """What the patch would change in the file, and what stands in its way. Writes nothing."""
        with self._at_work():
            plan = self._live.plan(patch)
        names = tuple(each for each in plan.patch.names if self.resolve(each.name) != (each.sheet, each.ref))
        plan = replace(plan, patch=replace(plan.patch, names=names))
        return OdsPlan(plan.patch, plan.obstacles, plan)

    def preview(self, plan: FilePlan | Patch) -> Applied:
        """What a plan, or a patch as it is, would change. Writes nothing.

        Raises Obstructed when a cell cannot be written without harm.
        """
        return self._applied(self._planned(plan))

    def apply(
        self,
        plan: FilePlan | Patch,
        target: str | Path | None = None,
        *,
        record: bool = True,
        action: str = "opdateret",
        totals: Mapping[str, int | float] | None = None,
    ) -> Applied:
        """Apply a plan, or a patch as it is, and save: over the file itself, or to ``target``.

        An empty outcome writes nothing in place, and within a preview nothing is written at all. The save is all or
        nothing, and keeps what ``FileBook.apply`` keeps. Raises StyringError with the file untouched.
        """
        where = (Path(target) if target is not None else self.path).resolve()
        if not where.parent.is_dir():
            raise no_folder(where.name)
        preview = current_preview()
        in_place = self.path.exists() and where == self.path.resolve()
        check_not_open(where)
        check_writable(where)
        if preview is not None:
            wanted = self._planned(plan)
            would_be = self._applied(wanted)
            if not (in_place and would_be.is_empty):
                preview.held[where] = self._changed(wanted)
            return would_be
        read = in_place and self.stamp is not None

        def standing() -> StandingFile:
            return StandingFile(where, self.stamp, self._data) if read else StandingFile.of(where)

        with alone_with(where, standing, in_place=in_place) as check:
            ready = self._planned(plan)
            applied = self._applied(ready)
            if in_place and applied.is_empty:
                return replace(applied, path=where)
            data = self._changed(ready)
            check()
            change = Replacement(
                where,
                self.path,
                self._data,
                copied=where.exists(),
                recorded=record and in_place,
                logged=(action, totals or {}) if in_place else None,
            )
            return change.save(Edition([data], applied), check)

    def _planned(self, plan: FilePlan | Patch) -> OdsPlan:
        ready = plan if isinstance(plan, OdsPlan) else self.plan(plan.patch if isinstance(plan, FilePlan) else plan)
        if not isinstance(plan, FilePlan):
            hard = [each for each in ready.obstacles if not each.area]
            if hard:
                raise Obstructed(hard)
        return ready

    def _applied(self, plan: OdsPlan) -> Applied:
        """What the plan changes, with what stands there now."""
        new = {sheet.name for sheet in plan.patch.sheets}
        by_sheet: dict[str, SheetPlan] = {}
        for change in plan.live.changes:
            cells = by_sheet.setdefault(change.sheet, SheetPlan()).contents.setdefault(change.row, {})
            cells[change.column] = change.after
        sheets = []
        for name, planned in by_sheet.items():
            # Styles are asked for when they are looked at, and by then the workbook may be another.
            grid = Grid(name, []) if name in new else replace(self.grid(name), styles={})
            sheets.append(SheetChanges(grid, planned, sum(map(len, planned.contents.values()))))
        left: tuple[Obstacle, ...] = tuple(each for each in plan.obstacles if each.area)
        return Applied(Changes(sheets), tuple(each.name for each in plan.patch.sheets), self._named(plan.patch), left)

    def _named(self, patch: Patch) -> Named:
        wanted = [(area.name, (area.block.sheet, area.ref)) for area in patch.areas]
        wanted += [(name.name, (name.sheet, name.ref)) for name in patch.names]
        placed = ((name, self.resolve(name), where) for name, where in wanted)
        return tuple(each for each in placed if each[1] != each[2])

    def _changed(self, plan: OdsPlan) -> bytes:
        """The workbook with the plan applied, as LibreOffice saves it."""
        live = plan.live
        if live.patch.sheets:
            self._add_sheets(live.patch)
            live = self.plan(replace(live.patch, sheets=())).live
        with self._at_work():
            self._live.apply(live)
            self._call("doc.set_still", False)
            self._call("doc.set_automatic", True)
            self._call("doc.calculate")
            self._call("doc.set_automatic", self._automatic)
            self._call("doc.save")
        data = followed(self._copy.read_bytes())
        _check(data, drop_signature=True)
        return data

    def _add_sheets(self, patch: Patch) -> None:
        """Take the sheets to be added out of the template, with all that stands on them."""
        if self._template is None:
            raise StyringError("Der mangler en skabelon at hente de nye ark fra.")
        place = self._copy.with_suffix(XLSX)
        place.write_bytes(self._template())
        with self._at_work():
            try:
                source = str(self._session.app.channel.call("desk.open", str(place), True))
                try:
                    for sheet in patch.sheets:
                        self._call("doc.import_sheet", source, sheet.template, sheet.name)
                finally:
                    self._session.app.channel.call("doc.close", source)
            finally:
                place.unlink()
            self._live = self._opened()


def cell_by_cell(where: Path, old: bytes, record: UndoRecord) -> Undone:
    """Take a change back in a workbook that has been worked on since; the looks of its cells stay."""
    book, before = OdsBook.open(where), OdsBook.from_bytes(old, where.name)
    back = taking_back(book, before, record)
    # There is no named style for looks as they were before.
    blocks = tuple(replace(block, looks=None) for block in back.patch.blocks)
    patch = replace(back.patch, blocks=blocks)
    if patch.is_empty:
        return Undone(where, False, 0, back.obstacles, record.added)
    applied = book.apply(patch, record=False, action=UNDONE)
    return Undone(where, False, len(applied.changes), back.obstacles, record.added)


def _not_whole() -> StyringError:
    return StyringError("Filen er ikke et helt OpenDocument-regneark (.ods). Hent den igen, eller tag en kopi fra før.")


def _check(data: bytes, *, drop_signature: bool) -> None:
    """Raise StyringError for what is no whole, open and reasonable workbook of this kind."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            infos = parts.infolist()
            if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_TOTAL:
                raise too_large()
            names = {info.filename for info in infos}
            kind = parts.read("mimetype").strip() if "mimetype" in names else b""
            manifest = parts.read(_MANIFEST) if _MANIFEST in names else b""
            broken = parts.testzip()
    except _BROKEN as error:
        raise _not_whole() from error
    if kind != _KIND or broken is not None:
        raise _not_whole()
    if b"encryption-data" in manifest or "encrypted-package" in names:
        raise StyringError("Filen er beskyttet med adgangskode; fjern adgangskoden i LibreOffice, og prøv igen.")
    if not drop_signature and names.intersection(_SIGNED):
        raise StyringError(
            "Projektmappen er digitalt signeret, og en ændring ville bryde signaturen; "
            "brug --drop-signature for at fjerne den."
        )


def _close(where: Session, document: str, copy: Path) -> None:
    """Close a workbook that nobody needs any more; LibreOffice itself may be gone."""
    if where.is_alive:
        with contextlib.suppress(Exception), where.watched():
            where.app.channel.call("doc.close", document)
    copy.unlink(missing_ok=True)


def converted(workbook: bytes, ending: str) -> bytes:
    """A workbook of Excel's (``ending`` .xlsx or .xlsm) as an .ods. Raises StyringError as ``OdsBook.open``."""
    office = session()
    source = office.folder / f"{secrets.token_hex(8)}{ending}"
    made = source.with_suffix(ODS)
    try:
        source.write_bytes(workbook)
        with office.watched():
            try:
                document = office.app.channel.call("desk.open", str(source), True)
                office.app.channel.call("desk.save_as_ods", document, str(made))
                office.app.channel.call("doc.close", document)
            except Failed as error:
                raise StyringError(
                    f"LibreOffice kunne ikke lave projektmappen ({error.kind}). Prøv igen, eller lav en .xlsx."
                ) from error
        return made.read_bytes()
    finally:
        source.unlink(missing_ok=True)
        made.unlink(missing_ok=True)

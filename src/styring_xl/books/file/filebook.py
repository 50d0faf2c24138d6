"""A workbook as a file: read whole, changed by patches, saved all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.books.edit.compare import content_of, differs, plain_block
from styring_xl.books.edit.obstacle import Obstacles
from styring_xl.books.edit.original import Original
from styring_xl.books.file.preview import current_preview
from styring_xl.books.file.save import Stamp, StandingFile, read_whole
from styring_xl.books.file.sent import sent_as
from styring_xl.books.file.signature import without_signature
from styring_xl.books.fingerprint import Fingerprint
from styring_xl.books.ooxml.links import read_links
from styring_xl.books.ooxml.package import MAX_FILE, Package
from styring_xl.books.ooxml.styles import Styles
from styring_xl.books.ooxml.workbook import HEAD_BYTES, Workbook
from styring_xl.cells.book import HEAD_ROWS, Book, Obstacle
from styring_xl.cells.cell import Content
from styring_xl.cells.column import CellColumns
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Area, Block, Name, Patch
from styring_xl.errors import StyringError, no_folder
from styring_xl.heap import keep_freed

if TYPE_CHECKING:
    from styring_xl.books.edit.applied import Applied
    from styring_xl.books.edit.edit import Edit, Edited, OldLooks
    from styring_xl.books.file.replacement import Edition

MakeTemplate = Callable[[], bytes]

_LONG: Final = 1 << 20
"""So many packed bytes that nobody has read are unpacked beside the work; to start a thread takes longer than fewer."""
_SHORT: Final = HEAD_BYTES
"""A sheet of no more bytes is read once, whole, though only its head is asked for: most are asked for again."""
Prepare = Callable[[Workbook], Package]


class FilePlan(Struct, frozen=True):
    """What is left of a patch when all that stands in the file already is taken out.

    Areas among the ``obstacles`` are left out when the plan is applied; a cell of a plain block stops it.
    """

    patch: Patch
    obstacles: tuple[Obstacle, ...]

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to write."""
        return self.patch.is_empty


class FileBook:
    """A workbook in a file, as it was when it was opened.

    ``template`` gives the bytes of the workbook that new sheets and unknown named styles are taken from.
    """

    def __init__(
        self,
        path: Path,
        data: bytes,
        stamp: Stamp | None,
        drop_signature: bool = False,
        template: MakeTemplate | None = None,
        prepare: Prepare | None = None,
    ) -> None:
        keep_freed()
        self.path = path
        self.stamp = stamp
        self._data = data
        self._template = template
        book = Workbook(Package.parse(data))
        if book.is_signed:
            if not drop_signature:
                raise StyringError(
                    "Projektmappen er digitalt signeret, og en ændring ville bryde signaturen; "
                    "brug --drop-signature for at fjerne den."
                )
            book = Workbook(without_signature(book))
        self.is_prepared = False
        """Whether parts of the file are to be others than they are, so that it is saved though no cell changes."""
        if prepare is not None and (package := prepare(book)) is not book.package:
            book = Workbook(package)
            self.is_prepared = True
        self._book = book
        self._grids: dict[str, Grid] = {}
        self._short: dict[str, Grid] = {}
        """Sheets read whole for their head, until somebody asks for the whole."""
        self._heads: dict[tuple[str, int], Grid] = {}
        """The heads of longer sheets by how many rows were asked for, which several ask for in turn."""

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        drop_signature: bool = False,
        template: MakeTemplate | None = None,
        prepare: Prepare | None = None,
    ) -> FileBook:
        """Read a workbook. Raises StyringError, one clear sentence, for what is no sound .xlsx or .xlsm.

        ``prepare`` gives the package to work on in place of the file's own, or that very one; what it changes is saved
        with the first patch, in the same step.
        """
        where = Path(path)
        preview = current_preview()
        if preview is not None and (would_be := preview.held.get(where.resolve())) is not None:
            return cls(where, would_be, None, drop_signature, template)
        if (sent := sent_as(where)) is not None:
            sent.check()
            return cls(where, sent.data, None, drop_signature, template, prepare)
        data, stamp = read_whole(where, MAX_FILE)
        return cls(where, data, stamp, drop_signature, template, prepare)

    @classmethod
    def from_bytes(
        cls, data: bytes, name: str = "Projektmappe.xlsx", *, template: MakeTemplate | None = None
    ) -> FileBook:
        """A workbook that is in no file."""
        return cls(Path(name), data, None, template=template)

    @cached_property
    def fingerprint(self) -> Fingerprint | None:
        """Of the file as it was when it was opened; None for a workbook that no file holds as it is."""
        return None if self.stamp is None else Fingerprint.of(self._data)

    @property
    def sheet_names(self) -> list[str]:
        """The names of the sheets with cells, in tab order."""
        return [sheet.name for sheet in self._book.sheets if sheet.kind == "worksheet"]

    def is_hidden(self, sheet: str) -> bool:
        """Whether a user does not see the sheet."""
        return self._book.sheet(sheet).entry.state in ("hidden", "veryHidden")

    @property
    def names(self) -> dict[str, str]:
        """The workbook's defined names and the text of what they refer to."""
        return dict(self._book.names)

    @property
    def date1904(self) -> bool:
        """True when the workbook counts days from 1904."""
        return self._book.date1904

    @property
    def styles(self) -> Styles:
        """How its cells look."""
        return self._book.styles

    def sheet_part(self, sheet: str) -> bytes:
        """A sheet's XML."""
        return self._book.package.read(self._book.sheet(sheet).part)

    @property
    def style_names(self) -> tuple[str, ...]:
        """The named cell styles, Normal left out."""
        return tuple(self._book.styles.style_names.values())

    def resolve(self, name: str) -> tuple[str, Ref] | None:
        """The sheet and rectangle a defined name refers to, None when there is none or it is something else."""
        return self._book.resolve(name)

    def grid(self, sheet: str) -> Grid:
        """All of a sheet; kept, so asking again costs nothing. Raises StyringError when it does not exist."""
        key = sheet.lower()
        if key not in self._grids:
            self._grids[key] = self._short.pop(key) if key in self._short else self._book.grid(sheet)
        return self._grids[key]

    def head(self, sheet: str, rows: int = HEAD_ROWS) -> Grid:
        """The first rows of a sheet (no merged cells, no protection), without reading the rest of a long one."""
        known = self._grids.get(sheet.lower())
        if known is not None:
            return known
        if self._book.size(sheet) > _SHORT:
            key = sheet.lower(), rows
            if key not in self._heads:
                self._heads[key] = self._book.head(sheet, rows)
            return self._heads[key]
        short = self._short.get(sheet.lower())
        if short is None:
            short = self._short[sheet.lower()] = self._book.grid(sheet)
        return replace(short, rows=short.rows[:rows], merged=(), protected=False)

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> CellColumns:
        """Some columns of a sheet, of however many rows, as arrays; see ``CellColumns``."""
        return self._book.columns(sheet, first_row, list(columns))

    def contents(self, block: Block) -> dict[tuple[int, int], Content]:
        """What stands where a block would be written; empty cells are left out."""
        grid = self.grid(block.sheet)
        ref = block.ref
        places = ((row, column) for row in range(ref.top, ref.bottom + 1) for column in range(ref.left, ref.right + 1))
        found = ((place, content_of(grid, *place)) for place in places)
        return {place: content for place, content in found if content is not None}

    def plan(self, patch: Patch) -> FilePlan:
        """What the patch would change in the file, and what stands in its way. Writes nothing.

        A sheet that is to be added holds nothing of the user's, so it is not made to see that nothing is in the way.
        """
        left = self._minimal(patch)
        new = {sheet.name.lower() for sheet in left.sheets}
        finder = Obstacles(Original(self._book, left, self._grids_for(left)))
        areas = finder.of_areas(area for area in left.areas if area.block.sheet.lower() not in new)
        cells = finder.of_blocks(block for block in left.blocks if block.sheet.lower() not in new)
        return FilePlan(left, (*areas.values(), *cells))

    def _minimal(self, patch: Patch) -> Patch:
        """The patch without what would change nothing: equal values, formulas with results, named styles, links.

        An area that does not change beside one that moves is left as a name, which tells that it stays.
        """
        have = {name.lower() for name in (sheet.name for sheet in self._book.sheets)}
        new = {sheet.name.lower() for sheet in patch.sheets} - have
        areas = tuple(area for area in patch.areas if area.block.sheet.lower() in new or self._area_differs(area))
        moving = {area.block.sheet.lower() for area in areas if self._place(area.name) != area.ref}
        changed = {area.name for area in areas}
        still = (area for area in patch.areas if area.name not in changed and area.block.sheet.lower() in moving)
        return Patch(
            sheets=tuple(sheet for sheet in patch.sheets if sheet.name.lower() not in have),
            areas=areas,
            blocks=tuple(block for block in patch.blocks if block.sheet.lower() in new or self._differs(block)),
            names=(
                *(name for name in patch.names if self.resolve(name.name) != (name.sheet, name.ref)),
                *(Name(area.name, area.block.sheet, area.ref) for area in still),
            ),
            growths=patch.growths,
        )

    def _place(self, name: str) -> Ref | None:
        found = self.resolve(name)
        return None if found is None else found[1]

    def _differs(self, block: Block) -> bool:
        return differs(self.grid(block.sheet), plain_block(block))

    def _area_differs(self, area: Area) -> bool:
        sheet = self._book.sheet(area.block.sheet).name
        if self.resolve(area.name) != (sheet, area.ref) or self._differs(area.block):
            return True
        links = {cell: link for cell, link in read_links(self._book.tail(sheet)).items() if cell in area.ref}
        return links != {(link.row, link.column): (link.target, link.tip) for link in area.links}

    def _grids_for(self, patch: Patch) -> dict[str, Grid]:
        if not (patch.areas or patch.names or patch.growths or patch.sheets):
            return self._grids  # what else is needed is read with what will be written
        # A sheet that is added first has another grid than the one of the same name may have had.
        new = {sheet.name.lower() for sheet in patch.sheets}
        wanted = {each.sheet for each in (*patch.blocks, *(area.block for area in patch.areas))}
        have = set(map(str.lower, self.sheet_names))
        return {name: self.grid(name) for name in wanted if name.lower() not in new and name.lower() in have}

    def edit(self, plan: FilePlan | Patch, *, looks: OldLooks | None = None) -> Edition:
        """The workbook with a plan applied, or a patch as it is, without touching the disk.

        Raises Obstructed when a cell cannot be written without harm, StyringError when the patch does not fit.
        """
        # Who only reads a file, or plans, needs nothing of what writes one.
        from styring_xl.books.edit.applied import Applied
        from styring_xl.books.edit.edit import Edit, Template
        from styring_xl.books.file.replacement import Edition

        patch = plan.patch if isinstance(plan, FilePlan) else plan
        done = self._done(Edit(self._book, patch, Template(self._template), self._grids_for(patch), looks))
        applied = Applied(done.changes, done.sheets, done.names, done.obstacles)
        return Edition(done.package.pieces(), applied)

    def _done(self, edit: Edit) -> Edited:
        """An edit carried out. A damaged part is never copied into a new file, so all parts are unpacked."""
        package = self._book.package
        if package.unproven < _LONG:
            done = edit.run()
            package.verify()
            return done
        # Loaded where it is worth it: unpacking leaves the interpreter free, so it costs no time.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as other:
            verified = other.submit(package.verify)
            done = edit.run()
            verified.result()
        return done

    def preview(self, plan: FilePlan | Patch) -> Applied:
        """What a plan, or a patch as it is, would change. Writes nothing. Raises as ``edit``."""
        return self.edit(plan).applied

    def apply(
        self,
        plan: FilePlan | Patch,
        target: str | Path | None = None,
        *,
        backup: bool = True,
        looks: OldLooks | None = None,
        record: bool = True,
        action: str = "opdateret",
        totals: Mapping[str, int | float] | None = None,
    ) -> Applied:
        """Apply a plan, or a patch as it is, and save: over the file itself, or to ``target``.

        An empty outcome writes nothing in place. Within a preview nothing is written at all: the outcome has no path,
        and whoever opens the file next within it gets the workbook as it would be.

        The save is all or nothing. A numbered copy of a file that is replaced is kept beside it; in place with the
        record that ``undo`` needs, and a line in the log (``action``, and ``totals`` of the whole workbook). Raises
        StyringError, with the file untouched, when it is open elsewhere, has changed since it was opened, is
        read-only, or cannot be saved. A workbook that was sent here is saved by whoever sent it, and all that is said
        of its file is said there.
        """
        from styring_xl.books.file.alone import alone_with
        from styring_xl.books.file.lock import check_not_open, check_writable
        from styring_xl.books.file.replacement import Replacement

        preview = current_preview()
        if target is None and (sent := sent_as(self.path)) is not None:
            outcome = self.edit(plan, looks=looks)
            is_new = self.is_prepared or not outcome.applied.is_empty
            if preview is None:
                return sent.save(outcome, (action, totals or {}), is_new=is_new)
            sent.tried()
            if is_new:
                preview.held[self.path.resolve()] = outcome.bytes()
            return outcome.applied
        where = (Path(target) if target is not None else self.path).resolve()
        if not where.parent.is_dir():
            raise no_folder(where.name)
        in_place = self.path.exists() and where == self.path.resolve()
        check_not_open(where)
        check_writable(where)
        if preview is not None:
            would_be = self.edit(plan, looks=looks)
            if not (in_place and would_be.applied.is_empty):
                preview.held[where] = would_be.bytes()
            return would_be.applied
        read = in_place and self.stamp is not None

        def standing() -> StandingFile:
            return StandingFile(where, self.stamp, self._book.package.data) if read else StandingFile.of(where)

        with alone_with(where, standing, in_place=in_place) as check:
            outcome = self.edit(plan, looks=looks)
            if in_place and outcome.applied.is_empty and not self.is_prepared:
                return replace(outcome.applied, path=where)
            check()
            change = Replacement(
                where,
                self.path,
                self._book.package.data,
                copied=backup and where.exists(),
                recorded=record and in_place,
                logged=(action, totals or {}) if in_place else None,
            )
            return change.save(outcome, check)


if TYPE_CHECKING:

    def _is_a_book(book: FileBook) -> Book[FilePlan]:
        return book

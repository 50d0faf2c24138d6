"""Taking a change back: exactly, as long as nobody has touched the workbook since, else cell by cell."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from styring_xl.books.edit.applied import Applied, Changes
from styring_xl.books.edit.compare import content_of
from styring_xl.books.edit.edit import AS_BEFORE, OldLooks
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.lock import check_not_open, check_writable, only_one
from styring_xl.books.file.log import UNDONE, end_open_line, log_entry, logged
from styring_xl.books.file.record import SheetRecord, UndoRecord, fingerprint, undoable
from styring_xl.books.file.save import StandingFile, read_whole, refusal, write_whole
from styring_xl.books.ooxml.content import same
from styring_xl.books.ooxml.package import MAX_FILE
from styring_xl.books.ooxml.sheetxml import SheetXml
from styring_xl.books.ooxml.write.writer import styles_at
from styring_xl.cells.book import Obstacle, ReadableBook
from styring_xl.cells.cell import Content, address
from styring_xl.cells.patch import Block, Name, Patch
from styring_xl.errors import StyringError


class Undone(Struct, frozen=True):
    """What came of taking the last change back."""

    path: Path
    exact: bool
    """True when the file has the very bytes of before."""
    cells: int
    """Cells taken back one by one, when it has not."""
    obstacles: tuple[Obstacle, ...]
    """Cells that hold something else by now, and were left alone."""
    sheets_left: tuple[str, ...]
    """Sheets the change added and that stay."""


CellByCell = Callable[[Path, bytes, UndoRecord], Undone]
"""How a change is taken back in a workbook that has been worked on since: its path, the bytes of before, the record."""


def undo(path: str | Path, cell_by_cell: CellByCell | None = None) -> Undone:
    """Take the last change of a workbook back.

    A file nobody has touched since gets exactly its previous bytes. In one the user has worked on since, the cells
    that still hold what was written get back what they held; the others are left and listed. Raises StyringError,
    with nothing written, when there is nothing to take back, or the workbook is open or cannot be written.
    """
    where = Path(path).resolve()
    data, stamp = read_whole(where, MAX_FILE)
    check_not_open(where)
    check_writable(where)
    now = hashlib.sha256(data).hexdigest()
    found = undoable(where, now)
    if found is None:
        raise StyringError(
            f"Der er ingen ændring af {where.name} at fortryde: det kan fortrydes, en kommando har gemt, så længe "
            "kopien fra før ligger ved siden af."
        )
    place, record = found
    copy = where.with_name(record.backup)
    try:
        old = copy.read_bytes()
    except FileNotFoundError as error:
        raise StyringError(
            f"Kopien {copy.name} findes ikke længere, så ændringen kan ikke fortrydes. Er den flyttet, så læg den "
            "tilbage ved siden af projektmappen, og prøv igen."
        ) from error
    except OSError as error:
        raise StyringError(
            f"Kopien {copy.name} kan ikke læses: adgang nægtet, eller den er i brug. Intet er fortrudt. Luk den i "
            "andre programmer, og prøv igen."
        ) from error
    if hashlib.sha256(old).hexdigest() != record.before:
        raise StyringError(
            f"Kopien {copy.name} er ændret siden, så ændringen kan ikke fortrydes, og intet er ændret. Ret cellerne i "
            "projektmappen, og opdater den."
        )
    if now == record.after:
        standing = StandingFile(where, stamp, data)

        def check() -> None:
            """Nobody has opened or saved it meanwhile."""
            check_not_open(where)
            standing.check()

        with only_one(where):
            check()
            end_open_line(where)
            try:
                with logged(where, log_entry(Applied(Changes(()), path=where), UNDONE, {}, (now, record.before))):
                    write_whole(where, [old], check=check)
            except OSError as error:
                raise refusal(where, error) from error
        done = Undone(where, True, 0, (), ())
    else:
        done = (cell_by_cell or _cell_by_cell)(where, old, record)
    with contextlib.suppress(OSError):
        place.unlink()
    return done


def _cell_by_cell(where: Path, old: bytes, record: UndoRecord) -> Undone:
    before, book = FileBook.from_bytes(old, where.name), FileBook.open(where)
    back = taking_back(book, before, record)
    if back.patch.is_empty:
        return Undone(where, False, 0, back.obstacles, record.added)
    there = {name.lower() for name in book.sheet_names}
    looks = {
        sheet.sheet.lower(): _looks(before, sheet)
        for sheet in record.sheets
        if sheet.sheet.lower() in there and sheet.sheet not in record.added
    }
    applied = book.apply(back.patch, looks=OldLooks(before.styles, looks), record=False, action=UNDONE)
    return Undone(where, False, len(applied.changes), back.obstacles, record.added)


class TakingBack(Struct, frozen=True):
    """What takes a change back cell by cell, and the cells that hold something else by now."""

    patch: Patch
    obstacles: tuple[Obstacle, ...]


def taking_back(book: ReadableBook, before: ReadableBook, record: UndoRecord) -> TakingBack:
    """What takes a change back in a workbook as it is now; ``before`` is the workbook as it was."""
    have = {name.lower() for name in book.sheet_names}
    blocks: list[Block] = []
    obstacles: list[Obstacle] = []
    for sheet in record.sheets:
        if sheet.sheet.lower() not in have:
            text = f"Arket »{sheet.sheet}« findes ikke længere."
            obstacles.append(Obstacle(sheet.sheet, "", (), text))
        elif sheet.sheet not in record.added:
            some, others = _sheet(book, before, sheet)
            blocks += some
            obstacles += others
    names = tuple(Name(name, *old) for name, old, new in record.names if old is not None and book.resolve(name) == new)
    return TakingBack(Patch(blocks=tuple(blocks), names=names), tuple(obstacles))


def _sheet(book: ReadableBook, before: ReadableBook, record: SheetRecord) -> tuple[list[Block], list[Obstacle]]:
    """The cells of a sheet to give back what they held, and those that hold something of the user's by now."""
    new, old = book.grid(record.sheet), before.grid(record.sheet)
    blocks: list[Block] = []
    obstacles: list[Obstacle] = []
    run: list[Content] = []
    looks: list[str | None] = []
    at = (0, 0)
    cells = sorted(
        zip(record.rows.tolist(), record.columns.tolist(), record.after.tolist(), record.restyled.tolist(), strict=True)
    )
    for row, column, after, restyled in [*cells, (0, 0, 0, False)]:
        is_ours = row and fingerprint(content_of(new, row, column)) == after
        if run and (not is_ours or at != (row, column)):
            styles = (tuple(looks),) if any(looks) else None
            blocks.append(Block.of(new.sheet, at[0], at[1] - len(run), (tuple(run),), styles))
            run, looks = [], []
        if is_ours:
            run.append(content_of(old, row, column))
            looks.append(AS_BEFORE if restyled else None)
            at = (row, column + 1)
        elif row and not same(content_of(new, row, column), content_of(old, row, column)):
            text = f"Cellen {address(row, column)} på arket »{new.sheet}« er ændret siden og er ikke rørt."
            obstacles.append(Obstacle(new.sheet, "", ((row, column),), text))
    return blocks, obstacles


def _looks(before: FileBook, record: SheetRecord) -> dict[tuple[int, int], int]:
    """The style indices the restyled cells of a sheet had."""
    wanted: dict[int, set[int]] = {}
    for row, column, restyled in zip(
        record.rows.tolist(), record.columns.tolist(), record.restyled.tolist(), strict=True
    ):
        if restyled:
            wanted.setdefault(row, set()).add(column)
    return styles_at(SheetXml(before.sheet_part(record.sheet)), wanted) if wanted else {}

"""What is needed to take a change back, kept beside the workbook: fingerprints of cells, never what is in them."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.books.edit.applied import Applied, SheetChanges
from styring_xl.books.file.figure_print import Prints, figure_prints, figure_text
from styring_xl.books.file.save import RECORD_NAME
from styring_xl.cells.cell import MAX_COLUMN, MAX_ROW, Content, Formula, Keep, Value
from styring_xl.cells.column_contents import EMPTY, FIGURE, KEPT, WHOLE, ColumnContents
from styring_xl.cells.formula import without_needless_quotes
from styring_xl.cells.grid import Ref
from styring_xl.model.arrays import Flags
from styring_xl.pattern import seldom

NamePlace = tuple[str, Ref]
_COPY: Final = seldom(r"[^/\\\0]+\.kopi\d+(\.[^./\\\0]*)?")
_MOST_BYTES: Final = 1 << 30


def fingerprint(content: Value | Formula) -> int:
    """A number that tells one content from another. A formula's is of its text: its value is recalculated.

    A figure's is of fourteen digits and a formula's has no needless quotes, as an office program saves them its own way
    (see ``content.same``).
    """
    if content is None:
        return 0
    if type(content) is float:  # as most are
        text = figure_text(content)
    elif isinstance(content, Formula):
        text = "=" + without_needless_quotes("".join(content.text.split()))
    elif isinstance(content, str):
        text = "s" + content.replace("\r\n", "\n")
    elif isinstance(content, bool):
        text = f"b{content}"
    elif isinstance(content, (int, float)):
        text = figure_text(content)
    elif isinstance(content, dt.datetime):
        text = f"d{(content + dt.timedelta(microseconds=500)).isoformat(timespec='milliseconds')}"
    else:
        text = repr(content)
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) or 1


class SheetRecord(Struct, frozen=True, eq=False):
    """The cells of one sheet that were changed, one array element a cell."""

    sheet: str
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    after: NDArray[np.uint32]
    """The fingerprint of what was written."""
    restyled: Flags

    @property
    def is_sound(self) -> bool:
        """Whether the arrays belong together and name cells of a sheet."""
        arrays = self.rows, self.columns, self.after, self.restyled
        types = [np.dtype(kind) for kind in (np.int32, np.int32, np.uint32, bool)]
        return (
            [array.dtype for array in arrays] == types
            and {array.shape for array in arrays} == {(self.rows.size,)}
            and bool(((self.rows >= 1) & (self.rows <= MAX_ROW)).all())
            and bool(((self.columns >= 1) & (self.columns <= MAX_COLUMN)).all())
        )


class UndoRecord(Struct, frozen=True, eq=False):
    """One change of a workbook; ``before`` and ``after`` are fingerprints of the whole file."""

    backup: str
    """The file name of the copy of the workbook from before."""
    before: str
    after: str
    names: tuple[tuple[str, NamePlace | None, NamePlace], ...]
    added: tuple[str, ...]
    sheets: tuple[SheetRecord, ...]

    def to_bytes(self) -> bytes:
        """The record as a file."""
        meta = {
            "backup": self.backup,
            "before": self.before,
            "after": self.after,
            "names": [[name, _place(old), _place(new)] for name, old, new in self.names],
            "added": self.added,
            "sheets": [sheet.sheet for sheet in self.sheets],
        }
        arrays: dict[str, NDArray[Any]] = {"meta": np.frombuffer(json.dumps(meta).encode(), np.uint8)}
        for at, sheet in enumerate(self.sheets):
            arrays[f"rows{at}"], arrays[f"columns{at}"] = sheet.rows, sheet.columns
            arrays[f"after{at}"], arrays[f"restyled{at}"] = sheet.after, sheet.restyled
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)  # type: ignore[arg-type]
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> UndoRecord | None:
        """The reverse; None for what is no whole record, or unpacks to more than a workbook's cells."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                if sum(part.file_size for part in parts.infolist()) > _MOST_BYTES:
                    return None
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                meta = json.loads(arrays["meta"].tobytes())
                sheets = tuple(
                    SheetRecord(
                        name, arrays[f"rows{at}"], arrays[f"columns{at}"], arrays[f"after{at}"], arrays[f"restyled{at}"]
                    )
                    for at, name in enumerate(meta["sheets"])
                )
            names = tuple((name, _unplace(old), _unplace(new)) for name, old, new in meta["names"])
            known = tuple((name, old, new) for name, old, new in names if new is not None)
            states = str(meta["before"]), str(meta["after"])
            record = cls(str(meta["backup"]), *states, known, tuple(map(str, meta["added"])), sheets)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError, RuntimeError, AttributeError):
            return None
        return record if record.is_sound else None

    @property
    def is_sound(self) -> bool:
        """Whether the copy is a file beside the workbook, and the cells are such as a sheet has."""
        return _COPY.fullmatch(self.backup) is not None and all(sheet.is_sound for sheet in self.sheets)


def _place(place: NamePlace | None) -> list[Any] | None:
    return None if place is None else [place[0], place[1].top, place[1].left, place[1].bottom, place[1].right]


def _unplace(place: list[Any] | None) -> NamePlace | None:
    return None if place is None else (str(place[0]), Ref(*map(int, place[1:])))


def record_of(applied: Applied, backup: Path, before: str, after: str) -> UndoRecord:
    """The record of a change about to be saved."""
    sheets = tuple(_sheet(each) for each in applied.changes.sheets if each.count)
    return UndoRecord(backup.name, before, after, applied.names, applied.sheets, sheets)


def _sheet(changes: SheetChanges) -> SheetRecord:
    rows: list[int] = []
    columns: list[int] = []
    after: list[int] = []
    restyled: list[bool] = []
    for row, cells, styles in changes.plan.single_cells():
        rows += [row] * len(cells)
        columns += cells
        after += map(fingerprint, cells.values())
        restyled += [column in styles for column in cells]
    found = [
        (np.array(rows, np.int32), np.array(columns, np.int32), np.array(after, np.uint32), np.array(restyled, bool))
    ]
    for band in changes.plan.bands:
        number = np.arange(band.top, band.bottom + 1, dtype=np.int32)
        for column, contents, written, styled in band.by_column():
            here = number[written]
            found.append(
                (here, np.full(len(here), column, np.int32), _fingerprints(contents)[written], styled[written])
            )
    for each in changes.plan.figures:
        nothing = np.isnan(each.values)
        prints = np.where(nothing, np.uint32(0), figure_prints(np.where(nothing, 0.0, each.values)))
        found.append((each.rows.astype(np.int32), each.columns.astype(np.int32), prints, each.styles >= 0))
    return SheetRecord(changes.grid.sheet, *map(np.concatenate, zip(*found, strict=True)))


def _fingerprints(contents: ColumnContents) -> Prints:
    """Of a column; 0 for a cell that is emptied or left as it is."""
    kinds, formed = contents.kinds, contents.has_formula
    figures = ((kinds == FIGURE) | (kinds == WHOLE)) & ~formed
    found = np.zeros(len(contents), np.uint32)
    found[figures] = figure_prints(contents.numbers[figures])
    others = np.flatnonzero(((kinds != EMPTY) & (kinds != KEPT) | formed) & ~figures)
    cells = contents.take(others).cells()
    # Texts and days recur.
    known: dict[Content, int] = {each: fingerprint(each) for each in set(cells) if not isinstance(each, Keep)}
    found[others] = [known[cell] for cell in cells]
    return found


def record_path(path: Path, number: int) -> Path:
    """Where the record of a workbook's change is kept; the number is that of the copy from before."""
    return path.with_name(f".{path.name}.fortryd{number}")


def record_files(path: Path) -> list[Path]:
    """The records beside a workbook, sound or not."""
    names = ((each, RECORD_NAME.fullmatch(each.name)) for each in path.parent.iterdir())
    return [each for each, name in names if name is not None and name["workbook"] == path.name]


def copy_of(place: Path) -> str | None:
    """The file name of the copy that a record speaks of, without reading its cells; None for what is no record."""
    try:
        with np.load(place, allow_pickle=False) as arrays:
            name = str(json.loads(arrays["meta"].tobytes())["backup"])
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError, RuntimeError):
        return None
    return name if _COPY.fullmatch(name) else None


def undoable(path: Path, now: str) -> tuple[Path, UndoRecord] | None:
    """The record of the change that an undo takes back, and where it is; None where there is none. ``now`` is the
    sha256 of the workbook as it is, in hexadecimal."""
    # Where a record's "before" is the file as it is now, its change was never saved or has been taken back already.
    return next(((place, each) for place, each in records(path) if each.before != now), None)


def read_record(place: Path) -> UndoRecord | None:
    """The record in a file; None for what is no whole record, or cannot be read."""
    try:
        return UndoRecord.from_bytes(place.read_bytes())
    except OSError:
        return None


def newest_first(path: Path) -> list[Path]:
    """The records beside a workbook, sound or not, the newest first."""
    return sorted(record_files(path), key=lambda each: int(each.name.rpartition("fortryd")[2]), reverse=True)


def records(path: Path) -> Iterator[tuple[Path, UndoRecord]]:
    """The records of a workbook, the newest first."""
    for place in newest_first(path):
        record = read_record(place)
        if record is not None:
            yield place, record

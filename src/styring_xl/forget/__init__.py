"""One citizen taken out of a workbook and of all that lies beside it: its copies, its records, its detail files.

The workbook itself is saved last. Whatever stops the work on its way, each file is the old one or the new one, whole,
and what the citizen is called still stands in the workbook: the same command again does the rest.
"""

from __future__ import annotations

import contextlib
import json
import os
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from msgspec import Struct

from styring_xl import known, standard, workbook
from styring_xl.books.edit.applied import Applied, Changes
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.lock import check_not_open, check_writable, only_one
from styring_xl.books.file.log import end_open_line
from styring_xl.books.file.record import record_files
from styring_xl.books.file.replacement import Edition, Replacement
from styring_xl.books.file.save import StandingFile, clear_leftovers, read_whole, refusal, write_whole
from styring_xl.books.file.tidy import copies_made
from styring_xl.books.ooxml.package import MAX_FILE, Package
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.cells.patch import Patch
from styring_xl.errors import StyringError
from styring_xl.fit import fit
from styring_xl.forget import details
from styring_xl.forget.parts import Swap, standing, swept, traces
from styring_xl.forget.person import Person, person
from styring_xl.forget.rows import Removal, removal
from styring_xl.outcome import totals
from styring_xl.reading.history import history
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import Refreshed, refresh
from styring_xl.reports import read
from styring_xl.state import folder

_MOST_SEARCHED: Final = 1 << 28
"""Bytes; a larger file beside the workbook is none of a colleague's notes."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A workbook without the citizen: cells by sheet in which the one stood, rows emptied, postings without a name."""

    data: bytes = field(repr=False)
    cells: Mapping[str, int]
    emptied: Mapping[str, int]
    nameless: Mapping[str, int]
    comments: int
    before: Mapping[str, int]
    after: Mapping[str, int]
    """Totals in øre; empty for a workbook without a disposition."""


class Receipt(Struct, frozen=True):
    """What was removed, or would be, from what. It says nothing of the citizen."""

    book: Cleaned | None
    """None when the citizen is not in the workbook."""
    copies: tuple[tuple[str, Cleaned], ...]
    removed: tuple[str, ...]
    """Copies that could not be cleaned, and are gone."""
    records: int
    details: tuple[tuple[str, int], ...]
    """Detail files by the names they had, and how many of their postings lost their citizen."""
    presses: int
    """Presses of buttons on this computer that held the citizen and can no longer be taken back."""
    left: tuple[str, ...]
    """Files in the folder that tell of the citizen and are none of ours."""

    @property
    def is_empty(self) -> bool:
        """Whether the citizen was nowhere in what is ours."""
        return self.book is None and not (self.copies or self.removed or self.details or self.presses)


def forget(
    path: str | Path, cpr: str, names: Iterable[str] = (), *, dry_run: bool = False, drop_signature: bool = False
) -> Receipt:
    """Take a citizen out; ``names`` are what the one is called beside what the workbook's own rows tell.

    Raises StyringError, with the workbook as it was, when it cannot be done wholly.
    """
    where = Path(path).resolve()
    data, stamp = read_whole(where, MAX_FILE)
    check_not_open(where)
    check_writable(where)
    with only_one(where):
        standing_file = StandingFile(where, stamp, data)
        work = _planned(where, data, person(cpr, names), drop_signature)
        if not (dry_run or work.receipt.is_empty):
            try:
                _carry_out(work, where, data, standing_file)
            except OSError as error:
                raise refusal(where, error) from error
        return work.receipt


class _Clearing(Struct, frozen=True):
    """What is to be written and removed. ``details`` are detail files, each with its new name, content and count."""

    receipt: Receipt
    copies: Mapping[Path, Cleaned]
    details: Mapping[Path, tuple[str, bytes, int]]
    removed: tuple[Path, ...]
    """Copies that can't be cleaned, undo records, and what buttons remember."""


def _planned(where: Path, data: bytes, who: Person, drop_signature: bool) -> _Clearing:
    """What has to be done so that nothing of ours holds the citizen. Raises StyringError when it cannot be done."""
    ours, foreign = copies_made(where)
    held = {copy: read_whole(copy, MAX_FILE)[0] for copy in ours}
    main = _Book(where.stem, data, drop_signature)
    copies = {copy: _or_none(where.stem, each) for copy, each in held.items()}
    who = _called(who, [main, *(each for each in copies.values() if each is not None)])
    found = {each: found_in for each in details.files(where) if (found_in := details.without(where, each, who))}
    swap = {old.name: made[0] for old, made in found.items()}
    cleaned = main.without(who, swap)
    clean: dict[Path, Cleaned] = {}
    hopeless: list[Path] = []
    for copy, book in copies.items():
        try:
            made_copy = None if book is None else book.without(who, swap)
        except StyringError:
            hopeless.append(copy)
            continue
        if book is None and any(True for _ in _raw(held[copy], who)):
            hopeless.append(copy)
        elif made_copy is not None:
            clean[copy] = made_copy
    records = record_files(where) if cleaned or clean or hopeless else []
    presses = _presses(who)
    receipt = Receipt(
        cleaned,
        tuple((copy.name, each) for copy, each in clean.items()),
        tuple(copy.name for copy in hopeless),
        len(records),
        tuple((old.name, made[2]) for old, made in found.items()),
        len(presses),
        tuple(sorted(each.name for each in _left(where, who, {where, *ours, *found}) | _in(foreign, who))),
    )
    return _Clearing(receipt, clean, found, (*records, *hopeless, *presses))


def _called(who: Person, books: Iterable[_Book]) -> Person:
    """The citizen with the names of the rows that are the one's own, where nobody else is called so."""
    books = list(books)
    others = set().union(*(each.others(who) for each in books))
    told = {name for each in books for name in each.names(who) if name.casefold() not in others}
    return Person(who.cpr, who.names | told)


def _carry_out(work: _Clearing, where: Path, data: bytes, standing_file: StandingFile) -> None:
    """Writes and removes what has to be; the workbook last. Raises OSError and StyringError."""

    def check() -> None:
        """Nobody has opened or saved it meanwhile."""
        check_not_open(where)
        standing_file.check()

    check()
    clear_leftovers(where)
    end_open_line(where)
    for name, content, _ in work.details.values():
        if not (where.parent / name).exists():
            write_whole(where.parent / name, [content], where)
    for each in work.removed:
        each.unlink(missing_ok=True)
    # They say nothing of a citizen, but are of a workbook that had one.
    known.clear()
    for copy, cleaned in work.copies.items():
        saved = copy.stat()
        write_whole(copy, [cleaned.data])
        # How long a copy is kept goes by the day it was made.
        os.utime(copy, ns=(saved.st_atime_ns, saved.st_mtime_ns))
    counts = {
        "kopier": len(work.copies) + len(work.receipt.removed),
        "fortrydelser": work.receipt.records,
        "detailfiler": len(work.details),
    }
    final = data if work.receipt.book is None else work.receipt.book.data
    change = Replacement(where, where, data, copied=False, recorded=False, logged=("borger fjernet", counts))
    change.save(Edition([final], Applied(Changes(()), path=where)), check)
    for old in work.details:
        old.unlink(missing_ok=True)


class _Book:
    """One workbook, the file itself or a copy of it, on its way to one without the citizen."""

    def __init__(self, hint: str, data: bytes, drop_signature: bool) -> None:
        self.hint = hint
        self.data = data
        self.file = FileBook(Path("Projektmappe.xlsx"), data, None, drop_signature, workbook.build)
        self.snapshot: Snapshot | None
        try:
            self.snapshot = read(self.file, hint=hint)
        except StyringError:
            self.snapshot = None

    def _removal(self, who: Person) -> Removal:
        return Removal() if self.snapshot is None else removal(self.file, self.snapshot, who.cpr)

    def names(self, who: Person) -> set[str]:
        """What the citizen is called in its rows."""
        return self._removal(who).telling

    def others(self, who: Person) -> set[str]:
        """What others are called, as it is compared."""
        return {name.casefold() for name in self._removal(who).others}

    def without(self, who: Person, swap: Swap) -> Cleaned | None:
        """The workbook without the citizen, or None when it is unknown there. Raises StyringError."""
        out = self._removal(who)
        where = standing(Workbook(Package.parse(self.data)), who).cells
        named = any(old.encode() in piece for piece in _raw_parts(self.data) for old in swap)
        if not (out.rows or where or named or any(traces(self.data, who))):
            return None
        data = self.file.edit(out.patch).bytes()
        data, comments = swept(data, who, out.rows, swap)
        before: Mapping[str, int] = {}
        after: Mapping[str, int] = {}
        if self.snapshot is not None:
            told = refresh(self.snapshot, is_written=False)
            data, again = self._refreshed(data, told)
            before, after = totals(told), totals(again)
            # What the refresh has written over is still among the texts.
            data, _ = swept(data, who, {}, {})
        left = len(list(traces(data, who)))
        if left:
            raise StyringError(
                f"Borgeren står stadig i {left} af projektmappens dele, som ikke kan rettes (makroer, billeder eller "
                "filer i filen). Fjern dem i Excel, og prøv igen. Intet er skrevet."
            )
        return Cleaned(data, where, out.emptied, out.nameless, comments, before, after)

    def _refreshed(self, data: bytes, told: Refreshed) -> tuple[bytes, Refreshed]:
        """The result sheets made anew of what is left; what is booked is the same to the øre."""
        assert self.snapshot is not None
        book = FileBook.from_bytes(data, "Projektmappe.xlsx", template=workbook.build)
        place = book.resolve(standard.HISTORY_AREA)
        if place is not None and place == self.file.resolve(standard.HISTORY_AREA):
            seals = history.sealed_again(self.file.grid(place[0]), book.grid(place[0]), place[1])
            data = book.edit(Patch(blocks=seals)).bytes() if seals else data
            book = FileBook.from_bytes(data, "Projektmappe.xlsx", template=workbook.build)
        snapshot = read(book, year=self.snapshot.year, closed=self.snapshot.closed)
        fitted = fit(book, snapshot)
        again = fitted.refreshed
        if _booked(again) != _booked(told) or again.budget != told.budget:
            raise StyringError(
                "Det bogførte på en foranstaltning eller budgettet er ikke det samme uden borgeren, så intet er "
                "skrevet. Se efter, om posteringerne har foranstaltning og dato i egne kolonner."
            )
        return book.edit(fitted.plan).bytes(), again


def _booked(refreshed: Refreshed) -> list[int]:
    """Øre that are booked in the closed months on each measure, whatever the measures are called."""
    figures = refreshed.figures
    return sorted(filter(None, figures.by_measure[:, : figures.closed].sum(axis=1).tolist()))


def _or_none(hint: str, data: bytes) -> _Book | None:
    try:
        return _Book(hint, data, True)
    except StyringError:
        return None


def _raw_parts(data: bytes) -> Iterable[bytes]:
    package = Package.parse(data)
    return (package.read(name) for name in package.names if name.endswith(".xml"))


def _raw(data: bytes, who: Person) -> Iterable[str]:
    """Where the citizen stands in a file that need not be a workbook."""
    with contextlib.suppress(zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        yield from traces(data, who)
        return
    for text in (data.decode("utf-8", "replace"), data.decode("cp1252", "replace"), data.decode("utf-16-le", "ignore")):
        if who.stands_in(text):
            yield ""


def _in(files: Iterable[Path], who: Person) -> set[Path]:
    found = set()
    for each in files:
        with contextlib.suppress(OSError):
            if each.stat().st_size <= _MOST_SEARCHED and any(True for _ in _raw(each.read_bytes(), who)):
                found.add(each)
    return found


def _presses(who: Person) -> list[Path]:
    """What buttons on this computer remember, of any workbook, that holds the citizen."""
    found = []
    for each in folder().glob("*.json"):
        with contextlib.suppress(OSError, ValueError):
            text = json.dumps(json.loads(each.read_text("utf-8")), ensure_ascii=False)
            if who.stands_in(text):
                found.append(each)
    return found


def _left(where: Path, who: Person, known: set[Path]) -> set[Path]:
    """The other files of the folder that tell of the citizen."""
    own = (f".{where.name}.", where.name + ".log")
    files = [each for each in where.parent.iterdir() if each.is_file() and each not in known]
    return _in([each for each in files if not each.name.startswith(own)], who)


__all__ = ["Cleaned", "Receipt", "forget"]

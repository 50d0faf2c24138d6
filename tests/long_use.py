"""Hundreds of commands on one workbook, one kind after the other: what of it and of the files beside it grows.

``python -m tests.long_use [COMMANDS [CITIZENS]]`` gives them and prints a table; 200 commands on a demonstration of 150
rows are the usual ones. Every second import and every second revision stays, so that the postings and *Historik* are
to grow; nothing else is.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from lxml import etree
from msgspec import Struct
from msgspec.structs import fields

from styring_xl import closing, demo, job, standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.script import edit_cells
from styring_xl.books.file.undo import undo
from styring_xl.cells.cell import address
from styring_xl.imports.job import import_postings

CLOSED: Final = 4
"""Months that are closed at the beginning."""
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TARGET: Final = re.compile(rb'Target="([^"]+)"[^>]*?(TargetMode="External")?[^>]*?>')


class WorkbookShape(Struct, frozen=True):
    """What a workbook consists of, counted."""

    bytes: int
    parts: int
    orphans: int
    """Parts that no other part refers to."""
    styles: int
    """Cell formats, fonts, fills, borders, number formats, named styles and the formats of conditions."""
    names: int
    texts: int
    """Shared strings."""
    unused: int
    """Of those, the ones that no cell holds."""
    rules: int
    """Validations and conditional formats, each range of them."""
    hidden: int
    """Sheets, rows and columns that a user does not see."""
    drawn: int
    """Anchors of drawings, comments and controls."""

    @classmethod
    def of(cls, path: Path) -> WorkbookShape:
        """The workbook in a file."""
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        sheets = {name: etree.fromstring(data) for name, data in parts.items() if name.startswith("xl/worksheets/s")}
        styles = etree.fromstring(parts["xl/styles.xml"])
        book = etree.fromstring(parts["xl/workbook.xml"])
        strings = etree.fromstring(parts["xl/sharedStrings.xml"]) if "xl/sharedStrings.xml" in parts else ()
        used = {
            cell.findtext(f"{_MAIN}v")
            for sheet in sheets.values()
            for cell in sheet.iter(f"{_MAIN}c")
            if cell.get("t") == "s"
        }
        drawings = b"".join(data for name, data in parts.items() if "drawing" in name.lower() or "comment" in name)
        return cls(
            bytes=path.stat().st_size,
            parts=len(parts),
            orphans=len(parts) - len(_reached(parts)) - 1,
            styles=sum(len(each) for each in styles),
            names=len(book.findall(f"{_MAIN}definedNames/{_MAIN}definedName")),
            texts=len(strings),
            unused=len(strings) - len(used),
            rules=sum(
                len((each.get("sqref") or "").split())
                for sheet in sheets.values()
                for tag in ("dataValidation", "conditionalFormatting")
                for each in sheet.iter(f"{_MAIN}{tag}")
            ),
            hidden=sum(
                each.get("hidden") in ("1", "true")
                for sheet in sheets.values()
                for tag in ("row", "col")
                for each in sheet.iter(f"{_MAIN}{tag}")
            )
            + sum(each.get("state") is not None for each in book.iter(f"{_MAIN}sheet")),
            drawn=len(re.findall(rb"<(?:xdr:twoCellAnchor|xdr:oneCellAnchor|comment|v:shape)\b", drawings)),
        )


def _reached(parts: dict[str, bytes]) -> set[str]:
    """The parts that are reached from the package's own relations."""
    found = {"_rels/.rels"}
    left = ["_rels/.rels"]
    while left:
        rels = left.pop()
        home = Path(rels).parent.parent
        for target, external in _TARGET.findall(parts[rels]):
            if external:
                continue
            text = target.decode()
            part = text.lstrip("/") if text.startswith("/") else _plain(home / text)
            there = Path(part)
            below = str(there.parent / "_rels" / f"{there.name}.rels")
            for each in (part, below):
                if each in parts and each not in found:
                    found.add(each)
                    if each == below:
                        left.append(each)
    return found


def _plain(path: Path) -> str:
    """A path without the steps up in it."""
    kept: list[str] = []
    for step in path.parts:
        if step == "..":
            kept.pop()
        else:
            kept.append(step)
    return "/".join(kept)


class Milestone(Struct, frozen=True):
    """How it is after so many commands."""

    commands: int
    shape: WorkbookShape
    postings: int
    entries: int
    """Rows of *Historik*."""
    copies: int
    folder: int
    """Bytes of all that lies beside the workbook, without the log."""
    log: int
    """Bytes of the log."""
    seconds: float
    """The processor's, of the commands since the last time."""


class LongUse:
    """A workbook, and what is done to it."""

    def __init__(self, folder: Path, citizens: int) -> None:
        self.folder = folder
        self.path = folder / "Styring.xlsm"
        self.path.write_bytes(demo.workbook(cases=citizens, closed_month=CLOSED, seed=3))
        self.serial = 0
        self.done = 0
        job.run(self.path)

    def live(self, commands: int, every: int) -> Iterator[Milestone]:
        """Give so many commands, and tell how it is after each ``every`` of them, and at the beginning."""
        yield self.milestone(0.0)
        cycle = self.cycle()
        spent = 0.0
        while self.done < commands:
            command = next(cycle)
            began = time.process_time()
            command()
            spent += time.process_time() - began
            self.done += 1
            if self.done % every == 0:
                yield self.milestone(spent)
                spent = 0.0

    def cycle(self) -> Iterator[Callable[[], object]]:
        """The commands, one after the other without an end."""
        while True:
            for keeps in (True, False):
                yield self.fetch
                if not keeps:
                    yield self.undo_later
                yield self.press
                yield self.close
                yield self.undo
                yield self.close
                yield self.undo_later
                yield self.close
                yield self.reopen
                yield self.revise
                if not keeps:
                    yield self.undo_later

    def fetch(self) -> None:
        """Five postings that nobody has seen, of a closed month."""
        place = self.folder / "udtræk.csv"
        with place.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, delimiter=";")
            out.writerow(("Bogføringsdato", "CPR-nr.", "Foranstaltning", "Beløb", "Bilagsnr.", "Tekst"))
            for _ in range(5):
                self.serial += 1
                day = dt.date(demo.YEAR, 1 + self.serial % CLOSED, 1 + self.serial % 28)
                out.writerow((f"{day:%d-%m-%Y}", "", "Familiepleje", f"{self.serial},50", f"N{self.serial}", ""))
        assert import_postings([place], self.path).saved

    def press(self) -> None:
        """A rate is corrected and the workbook refreshed."""
        self.correct()
        assert job.run(self.path).saved

    def correct(self) -> None:
        """The user types, and saves: no command of ours."""
        names = standard.DISPOSITION_COLUMNS
        cell = address(standard.FIRST_ROW, names.index("Takst") + 1)
        self.serial += 1
        edit_cells(self.path, self.path, {"Disponering": {cell: 10_000 + self.serial}}, backup=False)

    def close(self) -> None:
        """The next month."""
        day = dt.date(demo.YEAR, CLOSED + 2, 3)
        job.record(self.path, lambda book: closing.close(book, CLOSED + 1, day, note="som i en prøve"), "måned lukket")

    def reopen(self) -> None:
        """The same month."""
        job.record(self.path, lambda book: closing.reopen(book, CLOSED + 1), "måned åbnet")

    def revise(self) -> None:
        """A revision that has no name yet."""
        self.serial += 1
        name, day = f"BO {self.serial}", dt.date(demo.YEAR, CLOSED + 2, 4)
        job.record(self.path, lambda book: closing.revise(book, name, day), "revision gemt")

    def undo(self) -> None:
        """The last command, to the byte."""
        assert undo(self.path).exact

    def undo_later(self) -> None:
        """The last command, cell by cell, as somebody has worked in the file since."""
        self.correct()
        assert not undo(self.path).exact

    def milestone(self, seconds: float) -> Milestone:
        """How it is now."""
        book = FileBook.open(self.path)
        ledger = next(table for table in book.grid(standard.POSTINGS).tables)
        entries = book.resolve(standard.HISTORY_AREA)
        beside = [each for each in self.folder.iterdir() if each.suffix not in (".log", ".csv") and each != self.path]
        return Milestone(
            self.done,
            WorkbookShape.of(self.path),
            ledger.ref.bottom - ledger.ref.top,
            0 if entries is None else entries[1].bottom - entries[1].top,
            sum(".kopi" in each.name for each in beside),
            sum(each.stat().st_size for each in beside),
            self.path.with_name(f"{self.path.name}.log").stat().st_size,
            seconds,
        )


def rows(milestones: list[Milestone]) -> Iterator[str]:
    """The table as text."""
    heads = [each.name for each in fields(WorkbookShape)]
    yield " ".join(f"{head:>8}" for head in ("commands", "postings", "entries", *heads, "copies", "folder", "log", "s"))
    for each in milestones:
        shape = [getattr(each.shape, head) for head in heads]
        cells = (each.commands, each.postings, each.entries, *shape, each.copies, each.folder, each.log)
        yield " ".join(f"{cell:>8}" for cell in cells) + f" {each.seconds:8.1f}"


if __name__ == "__main__":
    asked = [int(text) for text in sys.argv[1:]]
    commands_, citizens_ = (*asked, *(200, 150)[len(asked) :])
    with tempfile.TemporaryDirectory() as place_:
        found_: list[Milestone] = []
        for milestone in LongUse(Path(place_), citizens_).live(commands_, max(commands_ // 10, 1)):
            found_.append(milestone)
            print([*rows([milestone])][1], flush=True)
        print(*rows(found_), sep="\n")

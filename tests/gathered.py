"""Every workbook that the tests write, gathered for Microsoft's judge (``tests/validator.py``).

Where the environment names a folder in ``STYRING_XL_GATHERED``, as CI does, each edit of a workbook and each workbook
that is saved is looked at in passing. The judge takes a second or two for a whole workbook, and there are thousands: of
each is kept what neither the one it was edited from nor any other had the like of: a tag with attributes that none had,
or two tags beside each other that none had so, whatever their figures, texts and names. A sheet with nothing new is
kept as an empty one, and rows with nothing new are left out.

``python -m tests.gathered FOLDER`` judges what is there. It ends with 1 when something is wrong that was not so in the
workbook before it was edited, and with 2 when nothing was gathered.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import posixpath
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

import pytest

from styring_xl.books.file import save
from styring_xl.books.file.filebook import FileBook
from tests import validator

FOLDER: Final = "STYRING_XL_GATHERED"
_WORKBOOKS: Final = (".xlsx", ".xlsm")
_TYPES: Final = "[Content_Types].xml"
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROW: Final = re.compile(rb"<row\b[^>]*?(?:/>|>.*?</row>)", re.DOTALL)
_TARGET: Final = re.compile(rb'Target="([^"]+)"')
_TEXT: Final = re.compile(rb">[^<]+<")
_CALLED: Final = re.compile(
    rb"\b((?:name|displayName|location|display|tooltip|uniqueName|codeName|title|prompt|promptTitle|error|errorTitle|descr|"
    rb'macro|ref|r|sqref|spans|Target|Id|id|uid|textlink|alt)=")[^"]+"'
)
_FREE: Final = re.compile(rb'="[^"]*[^"\w.:-][^"]*"')
_ATTRIBUTES: Final = re.compile(rb"(?<=[\w>]) [^<>]*?(?=/?>)")
_DIGITS: Final = re.compile(rb"[0-9]+")
_MOST: Final = 1 << 16
_EMPTY: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)


def without_most_rows(part: bytes) -> bytes:
    """A sheet with its first rows and its last: those between are like them. Any other part as it is."""
    if len(part) <= _MOST or b"</row>" not in part[:_MOST]:
        return part
    return part[: part.rindex(b"</row>", 0, _MOST)] + part[part.rindex(b"</row>") :]


def traits(part: bytes) -> set[bytes]:
    """What a schema may have something against: each tag with its attributes, without figures, texts and names, and
    each two tags beside each other without attributes. Elements that follow in a wrong order are two such somewhere."""
    bare = _DIGITS.sub(b"0", _FREE.sub(b'="x"', _CALLED.sub(rb'\1x"', _TEXT.sub(b"><", part))))
    names = _ATTRIBUTES.sub(b"", bare).split(b"<")
    return {*bare.split(b"<"), *map(b"<".join, pairwise(names))}


def packed(data: bytes) -> zipfile.ZipFile | None:
    """A workbook's parts; None of what is no workbook."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        return None
    return parts if _TYPES in parts.namelist() else None


class Traits:
    """The traits that the parts of workbooks have been given, by their folders."""

    def __init__(self) -> None:
        self._had: dict[str, set[bytes]] = {}
        self._parts: set[tuple[str, int, int]] = set()
        """Parts that have been looked at: their folder, checksum and size."""

    def new(self, made: zipfile.ZipFile, before: zipfile.ZipFile | None) -> dict[str, set[bytes]]:
        """What parts have that neither the workbook they were edited from had nor any one that was looked at."""
        theirs = {_key(info) for info in before.infolist()} if before is not None else set()
        found: dict[str, set[bytes]] = {}
        for info in made.infolist():
            key = _key(info)
            if key not in self._parts and key not in theirs and info.filename.endswith((".xml", ".rels", ".vml")):
                self._parts.add(key)
                had = self._had.setdefault(key[0], set())
                fresh = traits(without_most_rows(made.read(info))) - had
                if fresh and before is not None:
                    fresh -= _of_folder(before, key[0])
                if fresh:
                    had |= fresh
                    found[info.filename] = fresh
        return found


def _key(info: zipfile.ZipInfo) -> tuple[str, int, int]:
    return posixpath.dirname(info.filename), info.CRC, info.file_size


def _of_folder(parts: zipfile.ZipFile, folder: str) -> set[bytes]:
    names = (each for each in parts.namelist() if posixpath.dirname(each) == folder)
    found: set[bytes] = set()
    for name in names:
        # Some tests edit what is no sound zip.
        with contextlib.suppress(zipfile.BadZipFile, zlib.error, NotImplementedError):
            found |= traits(without_most_rows(parts.read(name)))
    return found


class Gathering:
    """The folder that the tests of one process put workbooks into, and what they have put there."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._traits = folder, Traits()
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, made: bytes, before: bytes | None) -> None:
        """Keep what is new in a workbook; ``before`` is what it was edited from."""
        parts = packed(made)
        if parts is not None and (new := self._traits.new(parts, None if before is None else packed(before))):
            self._keep(reduced(parts, new), before)

    def _keep(self, made: Mapping[str, bytes], before: bytes | None) -> None:
        ending = _WORKBOOKS[b"macroEnabled" in made[_TYPES]]
        name = hashlib.sha256(b"\0".join(made.values())).hexdigest()[:24]
        with zipfile.ZipFile(self._folder / f"{name}{ending}", "w", zipfile.ZIP_DEFLATED) as parts:
            for part, data in made.items():
                parts.writestr(part, data)
        if before is not None:
            (self._folder / f"{name}.before{ending}").write_bytes(before)


def reduced(parts: zipfile.ZipFile, new: Mapping[str, set[bytes]]) -> dict[str, bytes]:
    """A workbook's parts with little but what is new in it; ``new`` is that of each part that has any."""
    held = {info.filename: parts.read(info) for info in parts.infolist()}
    for name in [*filter(_SHEET.fullmatch, held)]:
        if new.keys().isdisjoint(_led_to(held, name)):
            held[name] = _EMPTY
            held.pop(_relations(name), None)
        else:
            held[name] = _rows(without_most_rows(held[name]), new.get(name, set()))
    return held


def _rows(sheet: bytes, new: set[bytes]) -> bytes:
    """A sheet without the rows that have none of its new traits."""

    def kept(row: re.Match[bytes]) -> bytes:
        return b"" if new.isdisjoint(traits(row[0])) else row[0]

    return _ROW.sub(kept, sheet)


def _led_to(held: Mapping[str, bytes], name: str) -> set[str]:
    """A part, its relations, and the parts they lead to."""
    found, left = set[str](), [name]
    while left:
        part = left.pop()
        if part in held and part not in found:
            found |= {part, _relations(part)}
            targets = _TARGET.findall(held.get(_relations(part), b""))
            left += (posixpath.normpath(posixpath.join(posixpath.dirname(part), each.decode())) for each in targets)
    return found


def _relations(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def watch(patch: pytest.MonkeyPatch, gathering: Gathering) -> None:
    """Look at every edit of a workbook and every workbook that is saved, for as long as the patch holds."""
    opened: WeakKeyDictionary[FileBook, bytes] = WeakKeyDictionary()
    known: set[bytes] = set()
    """What was opened, such as the file that an undo brings back, and what an edit made: it is not judged as new."""
    begin, edit, beside = FileBook.__init__, FileBook.edit, save._written_beside

    def begun(book: FileBook, path: Path, data: bytes, *given: Any, **named: Any) -> None:
        begin(book, path, data, *given, **named)
        opened[book] = data
        known.add(hashlib.sha256(data).digest())

    def edited(book: FileBook, *given: Any, **named: Any) -> Any:
        edition = edit(book, *given, **named)
        made = edition.bytes()
        known.add(hashlib.sha256(made).digest())
        gathering.take(made, opened[book])
        return edition

    @contextlib.contextmanager
    def written(path: Path, pieces: Sequence[bytes | memoryview], model: Path | None) -> Iterator[str]:
        made = b"".join(pieces)
        if path.suffix in _WORKBOOKS and hashlib.sha256(made).digest() not in known:
            gathering.take(made, None)
        with beside(path, pieces, model) as name:
            yield name

    patch.setattr(FileBook, "__init__", begun)
    patch.setattr(FileBook, "edit", edited)
    patch.setattr(save, "_written_beside", written)


def edited_from(path: Path) -> Path:
    """Where the workbook is kept that one was edited from."""
    return path.with_name(f"{path.stem}.before{path.suffix}")


def faults(path: Path, complaints: Callable[[Path], list[str]] = validator.complaints) -> list[str]:
    """What the judge has against a workbook, but for the parts it had something against in the one it was edited from.

    Of an element it tells the first child that is wrong: where that row is left out here, it tells of the next. Of one
    that it could not open at all, it has said nothing of any part.
    """
    found = complaints(path)
    if found and edited_from(path).exists():
        known = {_part_of(each) for each in complaints(edited_from(path))}
        if any(each.endswith(validator.UNOPENED) for each in known):
            return []
        found = [each for each in found if _part_of(each) not in known]
    return [f"{path.name}: {each}" for each in found]


def _part_of(complaint: str) -> str:
    """The edition and the part that a complaint begins with."""
    return " ".join(complaint.split(" ", 2)[:2])


def distinct(folder: Path) -> list[Path]:
    """The workbooks of a folder, without those whose like another process of the run has kept too."""
    had, found = Traits(), []
    for path in sorted(folder.glob("*.xls?")):
        before = edited_from(path)
        parts = None if path.stem.endswith(".before") else packed(path.read_bytes())
        if parts is not None and had.new(parts, packed(before.read_bytes()) if before.exists() else None):
            found.append(path)
    return found


def main(folder: Path) -> int:
    """Judges a folder, prints what is wrong, and gives the exit code."""
    books = distinct(folder)
    if not books:
        print(f"{folder}: no workbook was gathered", file=sys.stderr)
        return 2
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [each for said in pool.map(faults, books) for each in said]
    print("\n".join([*found, f"{len(books)} kinds of workbooks judged, {len(found)} faults"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

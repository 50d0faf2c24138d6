"""The parts of a workbook without the citizen: every text, formula and stored result, and the texts no cell uses."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.scan.chunk import NUMBER, SHARED
from styring_xl.books.ooxml.scan.source import SheetSource
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.errors import StyringError
from styring_xl.forget.person import GONE, Person

Swap = Mapping[str, str]
"""Names of detail files and what they are called now."""
_XML: Final = (".xml", ".rels", ".vml")
_VALUE: Final = re.compile(r"<((?:\w+:)?)v>([^<]*)</\1v>")
_FORMULA: Final = re.compile(r"(<(?:\w+:)?f\b[^>]*>)([^<]+)(</(?:\w+:)?f>)")
_RUNS: Final = re.compile(r"<((?:\w+:)?(?:si|is|text|p))(?:\s[^>]*)?(?<!/)>.*?</\1>", re.DOTALL)
_TEXT: Final = re.compile(r"(<(?:\w+:)?t(?:\s[^>]*)?(?<!/)>)([^<]*)(</(?:\w+:)?t>)")
_STRING: Final = re.compile(rb"<((?:\w+:)?si)(?:\s[^>]*)?(?:/>|(?<!/)>.*?</\1>)", re.DOTALL)
_CACHED: Final = re.compile(r'(<(?:\w+:)?)n( [^>]*?)?v="([^"]*)"([^>]*?)/>')
_LETTER: Final = re.compile(r"&#([xX][0-9A-Fa-f]{1,6}|\d{1,7});")
_BARE: Final = re.compile(r'="(\d{9,10})"')
_COMMENT: Final = re.compile(
    r'<((?:\w+:)?(?:comment|threadedComment))\s[^>]*?\bref="([A-Z]+)(\d+)"[^>]*>.*?</\1>', re.DOTALL
)
_WORDS: Final = re.compile(r"(<(?:\w+:)?(?:t|text)(?:\s[^>]*)?(?<!/)>)([^<]+)(?=</)")


class Mentions(Struct, frozen=True):
    """In how many cells of each sheet the citizen stands, and which shared strings any cell uses."""

    cells: Mapping[str, int]
    used: frozenset[int]


def standing(book: Workbook, person: Person) -> Mentions:
    """Looks through the cells of every sheet."""
    telling = np.array([person.stands_in(text) for text in book.strings] or [False], bool)
    found: dict[str, int] = {}
    used: set[int] = set()
    for sheet in book.sheets:
        if sheet.kind != "worksheet":
            continue
        count = 0
        for cells in SheetSource(book.package, sheet.part).collect(lambda chunks: list(chunks)):
            codes = cells.code[cells.kind == SHARED]
            codes = codes[(codes >= 0) & (codes < len(telling))]
            used.update(np.unique(codes).tolist())
            count += int(telling[codes].sum()) + sum(map(person.stands_in, cells.texts))
            count += int(((cells.kind == NUMBER) & (cells.number == int(person.cpr))).sum())
        if count:
            found[sheet.name] = count
    return Mentions(found, frozenset(used))


def swept(data: bytes, person: Person, rows: Mapping[str, set[int]], swap: Swap) -> tuple[bytes, int]:
    """The workbook without the citizen in any part, and how many comments went with the rows of ``rows`` (by sheet).

    Raises StyringError when a sheet is called by the citizen: its name is in formulas everywhere.
    """
    book = Workbook(Package.parse(data))
    for sheet in book.sheets:
        if person.stands_in(sheet.name):
            raise StyringError(f"Ark nr. {sheet.index + 1} er opkaldt efter borgeren. Omdøb det, og prøv igen.")
    changed: dict[str, bytes | None] = {}
    comments = _comments(book, rows)
    used = standing(book, person).used
    strings = book.related("sharedStrings")
    for name in book.package.names:
        if not name.lower().endswith(_XML):
            continue
        content = old = book.package.read(name)
        removed = comments.get(name)
        if removed:
            content = _COMMENT.sub(_emptied(removed), content.decode("utf-8", "replace")).encode()
        if name == strings:
            content = _unused(content, used, len(book.strings))
        content = _without(content, person, swap)
        if content != old:
            changed[name] = content
    if not changed:
        return data, 0
    gone = sum(
        (int(row) in rows_of)
        for name, rows_of in comments.items()
        for _, _, row in _COMMENT.findall(book.package.read(name).decode("utf-8", "replace"))
    )
    return b"".join(book.package.changed_by(changed).pieces()), gone


def _comments(book: Workbook, rows: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """The parts with the comments of some sheets -> the rows whose comments go."""
    return {
        relation.part: rows[sheet.name]
        for sheet in book.sheets
        if sheet.name in rows
        for relation in book.relations(sheet.part)
        if relation.part is not None and relation.kind in ("comments", "threadedComment")
    }


def _emptied(rows: set[int]) -> Callable[[re.Match[str]], str]:
    def one(match: re.Match[str]) -> str:
        return _WORDS.sub(rf"\1{GONE}", match[0]) if int(match[3]) in rows else match[0]

    return one


def _unused(content: bytes, used: frozenset[int], count: int) -> bytes:
    """The shared strings with those that no cell uses emptied, as they may hold what was removed from cells."""
    found = list(_STRING.finditer(content))
    if len(found) != count:
        raise StyringError("Projektmappens tekster kan ikke gennemgås. Gem den i Excel, og prøv igen.")
    pieces, at = [], 0
    for number, match in enumerate(found):
        if number not in used:
            name = match[1]
            pieces += [content[at : match.start()], b"<%b><%b/></%b>" % (name, name[:-2] + b"t", name)]
            at = match.end()
    return b"".join((*pieces, content[at:]))


def _without(content: bytes, person: Person, swap: Swap) -> bytes:
    text = content.decode("utf-8", "surrogateescape")
    new = text
    for old_name, new_name in swap.items():
        new = new.replace(html.escape(old_name, quote=False), html.escape(new_name, quote=False))
    if "&#" in new:
        # Another program may spell letters by their numbers.
        new = _LETTER.sub(lambda match: html.unescape(match[0]) if _is_letter(match[1]) else match[0], new)
    if ":r>" in new or "<r>" in new or "<r " in new:
        new = _RUNS.sub(lambda match: _joined(match[0], person), new)
    if person.stands_in(new):
        new = _FORMULA.sub(lambda match: match[1] + _in_formula(match[2], person) + match[3], new)
        new = _CACHED.sub(lambda match: f"{match[1]}m/>" if _is(match[3], person) else match[0], new)
        new = _BARE.sub(lambda match: '="0"' if _is(match[1], person) else match[0], new)
        pieces, at = [], 0
        for match in _VALUE.finditer(new):
            pieces += [person.out_of(new[at : match.start()]), _value(match, person)]
            at = match.end()
        new = "".join((*pieces, person.out_of(new[at:])))
    return content if new == text else new.encode("utf-8", "surrogateescape")


def _is_letter(number: str) -> bool:
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return 0xA0 <= code < 0xD800


def _is(text: str, person: Person) -> bool:
    try:
        return person.is_number(float(text))
    except ValueError:
        return False


def _value(match: re.Match[str], person: Person) -> str:
    """A stored result: a number that is the citizen's goes, any other number stays whatever its digits."""
    prefix, text = match[1], match[2]
    try:
        number = float(text)
    except ValueError:
        return f"<{prefix}v>{person.out_of(text)}</{prefix}v>"
    if not person.is_number(number):
        return match[0]
    return f"<{prefix}v>0</{prefix}v>" if prefix == "c:" else ""


def _in_formula(text: str, person: Person) -> str:
    """A formula in which the number is 0 and a text in quotes says that it is gone."""

    def one(match: re.Match[str]) -> str:
        before = html.unescape(text[: match.start()])
        return GONE if before.count('"') % 2 else "0"

    return person.pattern.sub(one, text)


def _joined(block: str, person: Person) -> str:
    """A text of several runs: where the citizen stands across them, all of it goes in the first."""
    pieces = _TEXT.findall(block)
    whole = html.unescape("".join(text for _, text, _ in pieces))
    if len(pieces) < 2 or not person.stands_in(whole) or any(person.stands_in(text) for _, text, _ in pieces):
        return block
    first = iter((html.escape(person.out_of(whole), quote=False),))
    return _TEXT.sub(lambda match: match[1] + next(first, "") + match[3], block)


def traces(data: bytes, person: Person) -> Iterator[str]:
    """The names of a workbook's parts in which the citizen stands, in whatever way; those of files in it too."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            is_file = content[:2] == b"PK" and zipfile.is_zipfile(io.BytesIO(content))
            if person.stands_in(name) or _tells(content, person) or (is_file and any(traces(content, person))):
                yield name


def _tells(content: bytes, person: Person) -> bool:
    text = content.decode("utf-8", "replace")
    bare = html.unescape(_VALUE.sub(lambda match: "" if _is_figure(match[2]) else match[0], text))
    wide = content.decode("utf-16-le", "ignore") if b"\0" in content else ""
    figures = (match[2] for match in _VALUE.finditer(text)) if person.cpr.lstrip("0") in text else ()
    return person.stands_in(bare) or person.stands_in(wide) or any(_is(each, person) for each in figures)


def _is_figure(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

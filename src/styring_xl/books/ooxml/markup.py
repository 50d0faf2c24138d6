"""XML as bytes with positions: found by one tokenizer, changed by splicing, so untouched bytes stay untouched.

The tokenizer is exact for well-formed XML without a document type: it knows quotes, comments, CDATA and processing
instructions, and assumes nothing about prefixes, attribute order or self-closing forms.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Final
from xml.parsers import expat

from msgspec import Struct

from styring_xl.books.ooxml.package import damaged
from styring_xl.errors import StyringError, unsound
from styring_xl.pattern import seldom

MAIN: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
RELATIONS: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)

IN_TAG: Final = rb"""[^>"'<]*+(?:(?:"[^"<]*+"|'[^'<]*+')[^>"'<]*+)*+"""
TOKEN: Final = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?P<close>/?)(?P<tag>[^\s/>!?\"'=<]+)(?P<rest>" + IN_TAG + rb")>",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(rb"""([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ENTITY: Final = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|[A-Za-z]+);")
_UNQUOTED: Final = re.compile('[&<>"\n\r\t]')
_LONGEST_REFERENCE: Final = 7
"""Digits; the last character of all is 1114111, and 10FFFF."""
_NO_CHARACTER: Final = seldom("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML has no way to say."""
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ENCODING: Final = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']""")
_ASIDE: Final = seldom(rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ENDS_NAME: Final = frozenset((b">", b" ", b"\t", b"\r", b"\n"))
"""What may follow the name in an end tag."""
PIECE: Final = 1 << 20
"""Bytes of a large part that are put together at a time."""
_BOM: Final = b"\xef\xbb\xbf"


def irregular() -> StyringError:
    """A part is not the XML it ought to be."""
    return unsound("Filens indre opbygning er ikke gyldig")


def entity() -> StyringError:
    """A part declares a document type: entities are the door to attacks."""
    return unsound("Filen har en dokumenttype (DOCTYPE), som Excel aldrig skriver")


def check_prolog(data: bytes) -> None:
    """Refuse what is not UTF-8 and what declares a document type (entities are the door to attacks)."""
    start = data[3:] if data.startswith(_BOM) else data
    declared = _ENCODING.match(start[:400])
    if (
        data[:2] in (b"\xff\xfe", b"\xfe\xff")
        or b"\0" in data[:8]
        or (declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"))
    ):
        raise unsound("Filen bruger et andet tegnsæt end UTF-8")
    for token in TOKEN.finditer(data):
        if token["tag"] is not None:
            between = data[: token.start()]
            break
    else:
        between = data
    if b"<!DOCTYPE" in between or b"<!ENTITY" in between:
        raise entity()


def check(data: bytes) -> bytes:
    """Return the part unchanged when it is well-formed UTF-8 XML without a document type, else raise StyringError.

    A prefix nobody has declared is as bad as a missing tag: no spreadsheet program opens the part.
    """
    check_prolog(data)
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise entity()

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise irregular() from error
    return data


def is_content(chunk: bytes, opening: bytes, closing: bytes) -> bool:
    """Whether a stretch of XML without document type or instructions is well-formed as the content of an element,
    whose start tag, and those around it, and end tags are given."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(opening, False)
        parser.Parse(chunk, False)
        parser.Parse(closing, True)
    except expat.ExpatError:
        return False
    return True


def unescape(text: str) -> str:
    """Resolve the five named and the numeric character references."""
    if "&" not in text:
        return text

    def resolve(match: re.Match[str]) -> str:
        body = match[1]
        if body[0] != "#":
            if body not in _NAMED:
                raise irregular()
            return _NAMED[body]
        digits = body[2:] if body[1] in "xX" else body[1:]
        digits = digits.lstrip("0")
        number = int(digits or "0", 16 if body[1] in "xX" else 10) if len(digits) <= _LONGEST_REFERENCE else -1
        if not 0 <= number <= 0x10FFFF or _NO_CHARACTER.match(chr(number)):
            raise irregular()
        return chr(number)

    return _ENTITY.sub(resolve, text)


def escape(text: str) -> str:
    """Text as element content."""
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def escaped(text: str) -> bytes:
    """The same as bytes."""
    return escape(text).encode()


def quote(text: str) -> bytes:
    """Text as an attribute value, quotes included."""
    if _UNQUOTED.search(text) is None:
        return b'"' + text.encode() + b'"'
    spaced = escaped(text).replace(b'"', b"&quot;").replace(b"\n", b"&#10;").replace(b"\r", b"&#13;")
    return b'"' + spaced.replace(b"\t", b"&#9;") + b'"'


def text_of(raw: bytes) -> str:
    """Element content or attribute value as text."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise irregular() from error
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unescape(text)


def plain_text(raw: bytes) -> str:
    """Element content that may hold comments and CDATA, as text."""
    if b"<" not in raw:
        return text_of(raw)
    pieces = []
    at = 0
    for match in _ASIDE.finditer(raw):
        pieces.append(text_of(raw[at : match.start()]))
        pieces.append((match[1] or b"").decode("utf-8"))
        at = match.end()
    return "".join((*pieces, text_of(raw[at:])))


def attributes(rest: bytes) -> dict[str, str]:
    """The attributes of a tag, by name as written (with prefix)."""
    return {
        match[1].decode("utf-8", "replace"): text_of(match[2] if match[2] is not None else match[3])
        for match in _ATTRIBUTE.finditer(rest)
    }


def set_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """The start tag (``<`` to ``>``) with one attribute changed, added last, or (None) removed."""
    wanted = name.encode()
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == wanted:
            if value is None:
                start = match.start()
                while tag[start - 1 : start].isspace():
                    start -= 1
                return tag[:start] + tag[match.end() :]
            at = match.start(2) if match[2] is not None else match.start(3)
            return tag[: at - 1] + quote(value) + tag[match.end() :]
    if value is None:
        return tag
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    while tag[end - 1 : end].isspace():
        end -= 1
    return tag[:end] + b" " + wanted + b"=" + quote(value) + tag[end:]


class Node(Struct, frozen=True):
    """An element by its positions: ``start``..``inside`` is the start tag, ``inside``..``close`` the content."""

    tag: bytes
    start: int
    inside: int
    close: int
    end: int
    rest: bytes

    @property
    def local(self) -> str:
        """The name without prefix."""
        return self.tag.rpartition(b":")[2].decode("utf-8", "replace")

    @property
    def prefix(self) -> bytes:
        """The prefix with its colon, empty when there is none."""
        head, colon, _ = self.tag.rpartition(b":")
        return head + colon

    @property
    def attributes(self) -> dict[str, str]:
        """The tag's attributes, by name as written (with prefix)."""
        return attributes(self.rest)

    @property
    def is_empty(self) -> bool:
        """True when it is written ``<name/>``."""
        return self.close == self.end


def children(data: bytes, start: int = 0, end: int | None = None, skip: bytes = b"") -> Iterator[Node]:
    """The elements directly within a stretch of well-formed XML.

    ``skip`` names (with prefix) one huge element without comments or CDATA that is not looked into.
    """
    stop = len(data) if end is None else end
    depth = 0
    first: re.Match[bytes] | None = None
    at = start
    while match := TOKEN.search(data, at, stop):
        at = match.end()
        if match["tag"] is None:
            continue
        if match["close"]:
            depth -= 1
            if depth < 0:
                raise irregular()
            if depth == 0:
                assert first is not None
                yield Node(first["tag"], first.start(), first.end(), match.start(), match.end(), first["rest"])
        elif match["rest"].endswith(b"/"):
            if depth == 0:
                yield Node(match["tag"], match.start(), match.end(), match.end(), match.end(), match["rest"][:-1])
        else:
            if depth == 0:
                first = match
                if match["tag"] == skip:
                    at = _last_end(data, skip, at, stop)
            depth += 1
    if depth:
        raise irregular()


def _last_end(data: bytes, tag: bytes, start: int, end: int) -> int:
    """Where the last end tag of a name begins; those of names that only begin so are others'."""
    at = end
    while (at := data.rfind(b"</" + tag, start, at)) >= 0:
        after = at + 2 + len(tag)
        if data[after : after + 1] in _ENDS_NAME:
            return at
    raise irregular()


def root(data: bytes, skip: bytes = b"") -> Node:
    """The one outermost element of a well-formed part, found from its two ends."""
    first = next((token for token in TOKEN.finditer(data) if token["tag"]), None)
    if first is None or first["close"]:
        raise damaged()
    if first["rest"].endswith(b"/"):
        return Node(first["tag"], first.start(), first.end(), first.end(), first.end(), first["rest"][:-1])
    close = data.rfind(b"</" + first["tag"])
    end = data.find(b">", close) + 1
    if close < 0 or not end or b"<" in data[end:]:
        # A comment after the root may hold anything, even what looks like its end.
        return next(children(data, skip=skip))
    return Node(first["tag"], first.start(), first.end(), close, end, first["rest"])


def child(data: bytes, parent: Node, *path: str) -> Node | None:
    """The first element down a path of local names."""
    node: Node | None = parent
    for name in path:
        assert node is not None
        node = next((each for each in children(data, node.inside, node.close) if each.local == name), None)
        if node is None:
            return None
    return node


def within(data: bytes, parent: Node | None, name: str | None = None) -> Iterator[Node]:
    """The children of an element, all or those of one local name; nothing of nothing."""
    if parent is not None:
        for node in children(data, parent.inside, parent.close):
            if name is None or node.local == name:
                yield node


class Splice(Struct, frozen=True):
    """Replace the bytes from start to end."""

    start: int
    end: int
    content: bytes


class Spliced(Struct, frozen=True):
    """A part and the changes to it, which do not overlap and are in the order of the part; two insertions at one place
    keep theirs."""

    data: bytes
    changes: Sequence[Splice]

    @staticmethod
    def of(data: bytes, changes: Iterable[Splice]) -> Spliced:
        """Of changes in any order. Raises ValueError where they overlap."""
        found = sorted(changes, key=attrgetter("start", "end"))
        at = 0
        for change in found:
            if change.start < at:
                raise ValueError("overlapping changes")
            at = change.end
        return Spliced(data, found)

    def comes_to(self, data: bytes) -> bool:
        """Whether the part is to be just these bytes."""
        if self.data is data:
            return all(data[change.start : change.end] == change.content for change in self.changes)
        return self.whole() == data

    def pieces(self, size: int = PIECE) -> Iterator[bytes]:
        """The part as it is to be, at least ``size`` bytes at a time but for the last: a large part need not be there
        twice."""
        # What stays is looked at where it stands, and copied once.
        view = memoryview(self.data)
        parts: list[bytes | memoryview] = []
        at = filled = 0
        for change in self.changes:
            parts += (view[at : change.start], change.content)
            filled += change.start - at + len(change.content)
            at = change.end
            if filled >= size:
                yield b"".join(parts)
                parts.clear()
                filled = 0
        # What follows the last change may be most of the part.
        for start in range(at, len(view), size):
            parts.append(view[start : start + size])
            yield b"".join(parts)
            parts.clear()
        if parts:
            yield b"".join(parts)

    def whole(self) -> bytes:
        """The part as it is to be."""
        return b"".join(self.pieces(sys.maxsize))


def splice(data: bytes, changes: Iterable[Splice]) -> bytes:
    """Apply changes that do not overlap, in any order; two insertions at one place keep their order."""
    return Spliced.of(data, changes).whole()


def insert_child(data: bytes, parent: Node, at: int, content: bytes) -> Splice:
    """Put content among a parent's children at a position; opens the parent when it is written ``<name/>``."""
    if not parent.is_empty:
        return Splice(at, at, content)
    opened = data[parent.start : parent.end - 2].rstrip() + b">" + content + b"</" + parent.tag + b">"
    return Splice(parent.start, parent.end, opened)

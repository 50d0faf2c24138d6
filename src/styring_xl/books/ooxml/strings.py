"""Text in the file format: the shared strings, and the escapes cell text goes through."""

from __future__ import annotations

import re
from typing import Final

from styring_xl.books.ooxml.markup import check, check_prolog, child, children, irregular, plain_text, root, text_of
from styring_xl.errors import StyringError
from styring_xl.pattern import seldom

MAX_TEXT: Final = 32_767
_ESCAPED: Final = seldom(r"_x([0-9A-Fa-f]{4})_")
_MUST_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def unescape_text(text: str) -> str:
    """Resolve ``_xHHHH_``, the way the format spells characters XML cannot hold."""
    if "_x" not in text:
        return text
    resolved = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    # Two escapes may spell one character beyond the basic plane.
    return resolved.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def escape_text(text: str) -> str:
    """The reverse. Raises StyringError for text no cell can hold."""
    if len(text) > MAX_TEXT:
        raise StyringError(
            f"En tekst er længere end de {MAX_TEXT} tegn, en celle i Excel kan rumme. Forkort den, og prøv igen."
        )
    return _MUST_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def parse_strings(data: bytes) -> list[str]:
    """The shared strings in order, rich text as plain text, phonetic readings left out."""
    check_prolog(data)
    outer = root(data)
    prefix = outer.prefix
    simple = re.compile(
        rb"<" + prefix + rb"si>\s*<" + prefix + rb"""t(?:\s+xml:space\s*=\s*["']preserve["'])?\s*>([^<]*)</"""
        rb"" + prefix + rb"t>\s*</" + prefix + rb"si>"
    )
    found = simple.findall(data, outer.inside, outer.close)
    total = sum(data.count(b"<" + prefix + b"si" + end) for end in (b">", b"/", b" ", b"\n", b"\r", b"\t"))
    if len(found) == total and b"<!" not in data and b"<?" not in data[outer.inside :]:
        joined = text_of(b"\0".join(found))
        texts = joined.split("\0") if found else []
        if len(texts) != len(found):
            raise irregular()
        if "_x" in joined:
            texts = [unescape_text(text) for text in texts]
        return texts
    check(data)
    return [
        unescape_text(_plain(data, node.inside, node.close))
        for node in children(data, outer.inside, outer.close)
        if node.local == "si"
    ]


def _plain(data: bytes, start: int, end: int) -> str:
    pieces = []
    for node in children(data, start, end):
        if node.local == "t":
            pieces.append(plain_text(data[node.inside : node.close]))
        elif node.local == "r":
            text = child(data, node, "t")
            if text is not None:
                pieces.append(plain_text(data[text.inside : text.close]))
    return "".join(pieces)

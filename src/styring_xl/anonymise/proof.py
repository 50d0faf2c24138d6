"""The proof: every part of the finished file is searched, and no CPR number of the original is in it."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Set
from typing import Final

import numpy as np

from styring_xl.anonymise.figures import without_figures
from styring_xl.anonymise.numbers import in_bodies, in_long, in_markup, in_number, in_split

_SHORTEST: Final = 9
"""A number of fewer characters has fewer digits than a CPR number, unless it is written with an exponent."""
_ENTITIES: Final = (b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;")
"""None of them is a digit, or what stands between a CPR number's."""
_WIDEST: Final = 3
"""So many bytes take the signs that may stand in a CPR number."""
_SLICE: Final = 1 << 20
_AROUND: Final = 64
_EDGE: Final = _AROUND // 2
_VALUE: Final = re.compile(rb"<(?:\w+:)?v>([^<]*)</(?:\w+:)?v>")


def leaks(data: bytes, originals: Set[str]) -> list[str]:
    """The names of the parts of a workbook in which one of the ten-digit numbers stands, in any spelling."""
    found = []
    are_ascii = all(map(str.isascii, originals))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        outside = f"{archive.comment.decode('latin-1')} {' '.join(archive.namelist())}"
        if _holds(outside, originals):
            found.append("filens indholdsfortegnelse")
        for name in archive.namelist():
            content = without_figures(archive.read(name))
            plain = _VALUE.sub(b" ", content)
            texts = []
            # Digits of two bytes have a nought between them.
            if b"\0" in content or not are_ascii:
                texts.append(_wide(content))
            if are_ascii and content.count(b"&") == sum(map(content.count, _ENTITIES)):
                plain = _suspects(plain)
            texts.append(html.unescape(plain.decode("utf-8", "replace")))
            values = {value for value in _VALUE.findall(content) if len(value) >= _SHORTEST or b"e" in value.lower()}
            lines = in_bodies(content.decode("utf-8", "replace")) if b"rich>" in content else set()
            stands = not originals.isdisjoint(lines) or any(_is(value, originals) for value in values)
            if stands or any(_holds(text, originals) for text in texts):
                found.append(name)
    return found


def _suspects(content: bytes) -> bytes:
    """The places of a part that the search is for, one a line: nine digits, or five and four with a sign between them.

    What stands about a place is taken along as far as it says that the figure is a decimal one. Most digits of a part
    are those of addresses and styles, and the search takes as long for each of them as for a CPR number.
    """
    found: list[bytes] = []
    for at in range(0, len(content), _SLICE):
        piece = content[max(at - _AROUND, 0) : at + _SLICE + _AROUND]
        bytes_of = np.frombuffer(piece, np.uint8)
        is_digit = bytes_of - np.uint8(48) <= 9
        edges = np.flatnonzero(np.diff(np.concatenate(([False], is_digit, [False]))))
        starts, ends = edges[::2], edges[1::2]
        length = ends - starts
        followed = np.append((starts[1:] - ends[:-1] <= _WIDEST) & (length[1:] >= 4), False)
        # Near an edge a figure may be cut; the piece beside this one has it whole, unless it is a very long one.
        whole = (starts >= _EDGE if at else starts >= 0) | (length > _EDGE)
        if at + _SLICE + _AROUND < len(content):
            whole &= (ends <= len(piece) - _EDGE) | (length > _EDGE)
        hit = np.flatnonzero(whole & ((length >= _SHORTEST) | (length >= 5) & followed))
        # The digits after a point are those of the figure before it.
        follows = np.append(False, (starts[1:] - ends[:-1] == 1) & (bytes_of[ends[:-1]] == ord(".")))
        begin = starts[hit - follows[hit]]
        before = np.maximum(begin - 3, 0)
        begin = np.where(is_digit[before] | is_digit[np.maximum(begin - 2, 0)], begin, before)
        last = np.where(followed[hit], np.minimum(hit + 1, len(ends) - 1), hit)
        found += [piece[a:b] for a, b in zip(begin.tolist(), (ends[last] + 6).tolist(), strict=True)]
    return b"\n".join(found)


def _wide(content: bytes) -> str:
    """The content as text of two bytes a character, as other programs' parts may be."""
    return content.decode("utf-16-le", "ignore")


def _is(value: bytes, originals: Set[str]) -> bool:
    text = html.unescape(value.decode("utf-8", "replace"))
    try:
        number = float(text)
    except ValueError:
        return _holds(text, originals)
    return not originals.isdisjoint((in_number(number) or "", in_split(number) or "", *in_long(number)))


def _holds(text: str, originals: Set[str]) -> bool:
    return not originals.isdisjoint(in_markup(text))

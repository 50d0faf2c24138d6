"""The proof: every part of the finished file is searched, and no CPR number of the original is in it."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Set
from typing import Final

from styring_xl.anonymise.numbers import in_markup, in_number

_SHORTEST: Final = 9
"""A number of fewer characters has fewer digits than a CPR number, unless it is written with an exponent."""
_VALUE: Final = re.compile(rb"<(?:\w+:)?v>([^<]*)</(?:\w+:)?v>")


def leaks(data: bytes, originals: Set[str]) -> list[str]:
    """The names of the parts of a workbook in which one of the ten-digit numbers stands, in any spelling."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        outside = f"{archive.comment.decode('latin-1')} {' '.join(archive.namelist())}"
        if _holds(outside, originals):
            found.append("filens indholdsfortegnelse")
        for name in archive.namelist():
            content = archive.read(name)
            texts = [html.unescape(_VALUE.sub(b" ", content).decode("utf-8", "replace"))]
            # Digits of two bytes have a nought between them.
            if b"\0" in content or not all(map(str.isascii, originals)):
                texts.append(_wide(content))
            values = {value for value in _VALUE.findall(content) if len(value) >= _SHORTEST or b"e" in value.lower()}
            if any(_is(value, originals) for value in values) or any(_holds(text, originals) for text in texts):
                found.append(name)
    return found


def _wide(content: bytes) -> str:
    """The content as text of two bytes a character, as other programs' parts may be."""
    return content.decode("utf-16-le", "ignore")


def _is(value: bytes, originals: Set[str]) -> bool:
    text = html.unescape(value.decode("utf-8", "replace"))
    try:
        number = float(text)
    except ValueError:
        return _holds(text, originals)
    return in_number(number) in originals


def _holds(text: str, originals: Set[str]) -> bool:
    return not originals.isdisjoint(in_markup(text))

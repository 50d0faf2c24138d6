"""How cells look, taken over without anything a person wrote: number formats, fonts, fills, borders, style names."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from itertools import count
from typing import Final

from msgspec import Struct, field

from styring_xl.anonymise.terms import BUILT_IN, LOOK_ATTRIBUTES, LOOK_VALUES, LOOKS
from styring_xl.books.ooxml.content import number_text
from styring_xl.standard import style

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SECTIONS: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles")
_FIGURE: Final = re.compile(r"-?\d{1,8}(?:\.\d{1,20})?(?:[eE]-?\d{1,3})?|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}")
FONTS: Final = frozenset(
    (
        "Aptos", "Aptos Display", "Aptos Narrow", "Arial", "Arial Narrow", "Calibri", "Calibri Light", "Cambria",
        "Carlito", "Century Gothic", "Consolas", "Courier New", "DejaVu Sans", "Georgia", "Helvetica",
        "Liberation Sans", "MS Sans Serif", "Segoe UI", "Tahoma", "Times New Roman", "Trebuchet MS", "Verdana",
    )
)  # fmt: skip
_UNITS: Final = frozenset(
    ("", "kr", "kr.", "mio", "mio.", "t", "t.", "tkr", "tkr.", "%", "dkk", "€", "$", "£", "stk", "stk.")
)
_QUOTED: Final = re.compile(r'"([^"]*)"')
_CURRENCY: Final = re.compile(r"\[\$([^\]-]*)(-[0-9A-Fa-f]+)?\]")
_ESCAPED: Final = re.compile(r"(?:[\\_*].)+")
_CONDITION: Final = re.compile(r"\[([<>=]{1,2})(-?\d{1,15}(?:\.\d{1,15})?)\]")
_WHOLE_PARTS: Final = re.compile(r"/\d{1,3}(?!\d)|b[12](?!\d)", re.IGNORECASE)
"""The parts a fraction is counted in, and what asks for another calendar: the figures a format has of its own."""
_TYPED: Final = re.compile(r"[1-9]")
_IN_BRACKETS: Final = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d{1,2}|h+|m+|s+|[<>=]{1,2}-?\d{1,15}(?:\.\d{1,15})?"
    r"|(?:dbnum|natnum)\d{1,2}|\$[^\]-]*(?:-(?:[0-9a-f]{1,8}|x-sys(?:date|time)|[a-z]{2,3}(?:-[a-z]{2,4})?)(?:,\d{1,3})?)?)",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(r"(?:general|am/pm|a/p|aaaa?|[ymdhsegb]+)", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\[([^\]]*)\]")
_RUN: Final = re.compile(r"am/pm|a/p|[^\W\d_]+", re.IGNORECASE)


def clean_styles(data: bytes, bound: Callable[[float], float]) -> bytes:
    """A checked styles part with only what shows: own style names and the words in number formats are gone.

    ``bound`` says what stands for a figure that a number format holds a cell against. Every list keeps its length and
    order, so that the cells' indexes hold.
    """
    work = _Looks(bound)
    found = {_local(each.tag): each for each in ET.fromstring(data)}
    parts = [b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="%s">' % MAIN.encode()]
    parts += [work.copy(found[name]).encode() for name in _SECTIONS if name in found]
    parts.append(b"</styleSheet>")
    return b"".join(parts)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


class _Looks(Struct):
    bound: Callable[[float], float]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    taken: set[str] = field(default_factory=set)

    def copy(self, element: ET.Element) -> str:
        """An element written of what the format itself calls things."""
        name = _local(element.tag)
        values = {key: value for key, value in element.attrib.items() if key in LOOK_ATTRIBUTES}
        if name == "numFmt":
            code = number_format(values.get("formatCode", ""), self.bound)
            kept = {"numFmtId": _figure(values.get("numFmtId", "")) or "164", "formatCode": code}
        elif name == "cellStyle":
            plain = {key: value for key, value in values.items() if key != "name"}
            kept = {key: value for key, value in plain.items() if _figure(value) or value in LOOK_VALUES}
            kept["name"] = self._named(values.get("name", ""), kept)
        elif name == "name":
            kept = {"val": values.get("val", "") if values.get("val") in FONTS else "Calibri"}
        else:
            kept = {key: value for key, value in values.items() if _figure(value) or value in LOOK_VALUES}
        inner = "".join(self.copy(each) for each in element if _local(each.tag) in LOOKS)
        shown = "".join(f" {key}={_quoted(value)}" for key, value in kept.items())
        return f"<{name}{shown}>{inner}</{name}>" if inner else f"<{name}{shown}/>"

    def _named(self, name: str, kept: dict[str, str]) -> str:
        """What a style is called: ours and the programs' own keep their names, all others are numbered."""
        name = "Normal" if kept.get("builtinId") == "0" else name
        own = name in style.ALL or ("builtinId" in kept and name in BUILT_IN)
        known = name if own and name not in self.taken else f"Typografi {next(self.numbers)}"
        self.taken.add(known)
        return known


def _figure(text: str) -> str:
    """A number or a colour as it is; nothing of anything else."""
    return text if _FIGURE.fullmatch(text) else ""


def _quoted(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return f'"{escaped}"'


def number_format(code: str, bound: Callable[[float], float]) -> str:
    """A number format without the words written into it; units of money stay.

    ``bound`` says what stands for a figure that a cell is held against, as in ``[>987654]``.
    """

    def quoted(match: re.Match[str]) -> str:
        text = match[1]
        wordless = not any(c.isalnum() for c in text)
        return match[0] if wordless or text.strip().casefold() in _UNITS else ""

    def currency(match: re.Match[str]) -> str:
        return match[0] if match[1].strip().casefold() in _UNITS else f"[${match[2] or ''}]" if match[2] else ""

    def escaped(match: re.Match[str]) -> str:
        word = match[0][1::2]
        letters = "".join(c for c in word if c.isalnum())
        return match[0] if letters.casefold() in ("", "k", "kr", "t", "mio") else ""

    def held(match: re.Match[str]) -> str:
        number = bound(float(match[2]))
        return match[0] if number == float(match[2]) else f"[{match[1]}{number_text(number)}]"

    clean = _ESCAPED.sub(escaped, _CURRENCY.sub(currency, _QUOTED.sub(quoted, code)))
    return _CONDITION.sub(held, clean) if clean and _is_code(clean) else "General"


def _is_code(code: str) -> bool:
    """Whether a number format has none but its own letters outside quotes, and none but its own words in brackets."""
    bare = _ESCAPED.sub(" ", _QUOTED.sub(" ", code))
    outside = _WHOLE_PARTS.sub(" ", _BRACKETS.sub(" ", bare))
    return (
        _TYPED.search(outside) is None
        and not any(sign in outside for sign in '"[]')
        and all(map(_IN_BRACKETS.fullmatch, _BRACKETS.findall(bare)))
        and all(_LETTERS.fullmatch(run) or run.casefold() in _UNITS for run in _RUN.findall(outside))
    )

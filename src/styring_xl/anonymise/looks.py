"""How cells look, taken over without anything a person wrote: number formats, fonts, fills, borders, style names."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import count
from typing import Final

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SECTIONS: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles")
_PLAIN: Final = re.compile(r"[A-Za-z0-9.\-]{0,24}")
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
_IN_BRACKETS: Final = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d{1,2}|h+|m+|s+|[<>=]{1,2}-?[\d.]+"
    r"|(?:dbnum|natnum)\d{1,2}|\$[^\]-]*(?:-(?:[0-9a-f]+|x-sys(?:date|time)|[a-z]{2,3}(?:-[a-z]{2,4})?)(?:,\w{1,3})?)?)",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(r"(?:general|am/pm|a/p|aaaa?|[ymdhsegb]+)", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\[([^\]]*)\]")
_RUN: Final = re.compile(r"am/pm|a/p|[^\W\d_]+", re.IGNORECASE)


def clean_styles(data: bytes) -> bytes:
    """A checked styles part with only what shows: own style names and the words in number formats are gone.

    Every list keeps its length and order, so that the cells' indexes hold.
    """
    found = {_local(each.tag): each for each in ET.fromstring(data)}
    parts = [b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="%s">' % MAIN.encode()]
    for name in _SECTIONS:
        if name in found:
            parts.append(_copy(found[name], count(1)).encode())
    parts.append(b"</styleSheet>")
    return b"".join(parts)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _copy(element: ET.Element, numbers: Iterator[int]) -> str:
    name = _local(element.tag)
    values = dict(element.attrib)
    if name == "numFmt":
        kept = {"numFmtId": values.get("numFmtId", "164"), "formatCode": number_format(values.get("formatCode", ""))}
    elif name == "cellStyle":
        own = values.get("name", "").startswith("Styring ") or values.get("builtinId", "").isdigit()
        kept = {k: v for k, v in values.items() if k in ("xfId", "builtinId", "iLevel", "hidden", "customBuiltin")}
        kept["name"] = values["name"] if own and "name" in values else f"Typografi {next(numbers)}"
    elif name in ("name", "rFont"):
        kept = {"val": values.get("val", "") if values.get("val") in FONTS else "Calibri"}
    else:
        kept = {k: v for k, v in values.items() if "}" not in k and _PLAIN.fullmatch(v)}
    inner = "".join(_copy(each, numbers) for each in element if _local(each.tag) not in ("extLst", "AlternateContent"))
    shown = "".join(f" {k}={_quoted(v)}" for k, v in kept.items())
    return f"<{name}{shown}>{inner}</{name}>" if inner else f"<{name}{shown}/>"


def _quoted(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return f'"{escaped}"'


def number_format(code: str) -> str:
    """A number format without the words written into it; units of money stay."""

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

    clean = _ESCAPED.sub(escaped, _CURRENCY.sub(currency, _QUOTED.sub(quoted, code)))
    return clean if clean and _is_code(clean) else "General"


def _is_code(code: str) -> bool:
    """Whether a number format has none but its own letters outside quotes, and none but its own words in brackets."""
    bare = _ESCAPED.sub(" ", _QUOTED.sub(" ", code))
    outside = _BRACKETS.sub(" ", bare)
    return (
        not any(sign in outside for sign in '"[]')
        and all(map(_IN_BRACKETS.fullmatch, _BRACKETS.findall(bare)))
        and all(_LETTERS.fullmatch(run) or run.casefold() in _UNITS for run in _RUN.findall(outside))
    )

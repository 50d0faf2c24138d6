"""Formulas between Excel's way of writing and the one LibreOffice uses towards programs; both English."""

from __future__ import annotations

import re

_STRING = r'"(?:[^"]|"")*"|#(?:REF!|DIV/0!|VALUE!|NUM!|NULL!)'
_BRACKETS = r"|(?P<brackets>\[(?:[^\[\]]|\[[^\[\]]*\])*\])"
_REFERENCE = r"(?=\$?[A-Za-z]{1,3}(?:\$?\d|:\$?[A-Za-z])|\$?\d+:\$?\d|#REF!)"
_CALC = re.compile(
    _STRING + _BRACKETS + r"|(?P<braces>\{[^{}]*\})"
    r"|\$?'(?P<quoted>(?:[^']|'')*)'\."
    r"|(?<![\w.$'])\$?(?P<sheet>[^\W\d]\w*)\."
    + _REFERENCE
    + r"|(?P<addin>COM\.SUN\.STAR\.SHEET\.ADDIN\.\w+\.GET)(?=\w)"
    r"|(?P<mark>[;~!])"
)
_EXCEL = re.compile(
    _STRING + _BRACKETS + r"|(?P<braces>\{[^{}]*\})"
    r"|'(?P<quoted>(?:[^']|'')*)'!"
    r"|(?<![\w.$'])(?P<sheet>[^\W\d][\w.]*)!"
    r"|(?P<prefix>_xlfn\.(?:_xlws\.)?)"
    r"|(?P<mark>,)"
)
_IN_BRACES_CALC = re.compile(_STRING + r"|(?P<mark>[;|])")
_IN_BRACES_EXCEL = re.compile(_STRING + r"|(?P<mark>[,;])")
_PLAIN_SHEET = re.compile(r"[^\W\d]\w*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[Rr]|[Cc]")


def to_excel(text: str) -> str:
    """A formula of LibreOffice's without its ``=``, as Excel writes it."""

    def replaced(match: "re.Match[str]") -> str:
        if match["braces"]:
            return _IN_BRACES_CALC.sub(lambda m: {";": ",", "|": ";"}[m["mark"]] if m["mark"] else m[0], match[0])
        if match["brackets"]:
            return match[0].replace("];[", "],[")
        if match["quoted"] is not None:
            return _excel_sheet(match["quoted"].replace("''", "'")) + "!"
        if match["sheet"] is not None:
            return _excel_sheet(match["sheet"]) + "!"
        if match["addin"]:
            return ""
        if match["mark"]:
            return " " if match["mark"] == "!" else ","
        return match[0]

    return _CALC.sub(replaced, text)


def to_calc(text: str) -> str:
    """A formula as Excel writes it, without its ``=``, as LibreOffice reads it from a program."""

    def replaced(match: "re.Match[str]") -> str:
        if match["braces"]:
            return _IN_BRACES_EXCEL.sub(lambda m: {",": ";", ";": "|"}[m["mark"]] if m["mark"] else m[0], match[0])
        if match["brackets"]:
            return match[0].replace("],[", "];[")
        if match["quoted"] is not None:
            return "$'" + match["quoted"] + "'."
        if match["sheet"] is not None:
            return "$'" + match["sheet"] + "'."
        if match["prefix"]:
            return ""
        return ";" if match["mark"] else match[0]

    return _EXCEL.sub(replaced, text)


def _excel_sheet(name: str) -> str:
    if _PLAIN_SHEET.fullmatch(name) and not _LOOKS_LIKE_CELL.fullmatch(name):
        return name
    return "'" + name.replace("'", "''") + "'"

"""References inside formula text: found without being fooled by texts, names or structured references, and moved."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import MAX_COLUMN, MAX_ROW, column_letters, column_number, quote_sheet
from styring_xl.cells.grid import Ref
from styring_xl.pattern import seldom

_CELL: Final = r"(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})"
# A name may hold any letter beyond ASCII. Said as "not ASCII", since re takes 5 ms to compile each set of them.
_BEFORE: Final = r"(?<![A-Za-z0-9_.\\$])(?<![^\x00-\x7f])"
_AFTER: Final = r"(?![A-Za-z0-9_(\[!\\]|[^\x00-\x7f]|\.[A-Za-z0-9_])"
_PIECE: Final = seldom(
    r'"(?:[^"]|"")*"|'  # text
    r"'(?:[^']|'')*'!?|"  # quoted sheet
    r"(?P<bracket>\[)|"
    # Sheets from one to another, as Ark1:Ark3!A1: their names are no cells, whatever they look like.
    r"(?<![!\w.$\\])[^\W\d][\w.]*:[\w.]+!|"
    rf"{_BEFORE}(?P<columns>(\$?)([A-Za-z]{{1,3}}):(\$?)([A-Za-z]{{1,3}})){_AFTER}|"
    rf"{_BEFORE}(?P<rows>(\$?)([1-9][0-9]{{0,6}}):(\$?)([1-9][0-9]{{0,6}})){_AFTER}|"
    rf"{_BEFORE}(?P<cell>{_CELL}){_AFTER}"
)
_RANGE: Final = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^'!\s,;()*+/&=<>\"]+)!)?"
    r"\$?(?P<left>[A-Za-z]{1,3})\$?(?P<top>[1-9][0-9]{0,6})(?::\$?(?P<right>[A-Za-z]{1,3})\$?(?P<bottom>[1-9][0-9]{0,6}))?"
)
_NEEDLESS: Final = seldom(r"""("(?:[^"]|"")*")|'([^\W\d]\w*)'!""")


class _Column(Struct, frozen=True):
    number: int
    absolute: bool


class _Row(Struct, frozen=True):
    number: int
    absolute: bool


_Part = str | _Column | _Row


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    at = kept = 0
    while match := _PIECE.search(text, at):
        at = match.end()
        if match["bracket"]:
            depth = 1
            while at < len(text) and depth:
                # An apostrophe escapes the next character inside a structured reference.
                if text[at] == "'":
                    at += 1
                elif text[at] == "[":
                    depth += 1
                elif text[at] == "]":
                    depth -= 1
                at += 1
            continue
        if match["cell"]:
            found = re.fullmatch(_CELL, match["cell"])
            assert found is not None
            column, row = column_number(found[2]), int(found[4])
            if column > MAX_COLUMN or row > MAX_ROW:
                continue
            parts += [text[kept : match.start()], _Column(column, bool(found[1])), _Row(row, bool(found[3]))]
        elif match["columns"]:
            first, last = match["columns"].split(":")
            ends = [_Column(column_number(end.lstrip("$")), end.startswith("$")) for end in (first, last)]
            if max(ends[0].number, ends[1].number) > MAX_COLUMN:
                continue
            parts += [text[kept : match.start()], ends[0], ":", ends[1]]
        elif match["rows"]:
            first, last = match["rows"].split(":")
            rows = [_Row(int(end.lstrip("$")), end.startswith("$")) for end in (first, last)]
            if max(rows[0].number, rows[1].number) > MAX_ROW:
                continue
            parts += [text[kept : match.start()], rows[0], ":", rows[1]]
        else:
            continue
        kept = match.end()
    parts.append(text[kept:])
    return tuple(parts)


def moved(text: str, rows: int, columns: int) -> str:
    """The formula as it reads when copied so many rows down and columns right: relative references follow."""
    if not rows and not columns:
        return text
    result = []
    for part in _parts(text):
        if isinstance(part, str):
            result.append(part)
        elif isinstance(part, _Column):
            number = part.number if part.absolute else (part.number + columns - 1) % MAX_COLUMN + 1
            result.append(("$" if part.absolute else "") + column_letters(number))
        else:
            number = part.number if part.absolute else (part.number + rows - 1) % MAX_ROW + 1
            result.append(("$" if part.absolute else "") + str(number))
    return "".join(result)


@lru_cache(maxsize=4096)
def parse_range(text: str) -> tuple[str | None, Ref] | None:
    """``'Ark 1'!$A$1:$B$7`` -> (sheet or None, rectangle); None when it is not one rectangle of cells."""
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        return None
    sheet = match["sheet"]
    if sheet is not None and sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    top, left = int(match["top"]), column_number(match["left"])
    bottom = int(match["bottom"]) if match["bottom"] else top
    right = column_number(match["right"]) if match["right"] else left
    ref = Ref(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
    if ref.bottom > MAX_ROW or ref.right > MAX_COLUMN:
        return None
    return sheet, ref


def format_range(sheet: str | None, ref: Ref, absolute: bool = True) -> str:
    """The reverse of ``parse_range``; one cell is written as one cell."""
    mark = "$" if absolute else ""
    text = f"{mark}{column_letters(ref.left)}{mark}{ref.top}"
    if (ref.top, ref.left) != (ref.bottom, ref.right):
        text += f":{mark}{column_letters(ref.right)}{mark}{ref.bottom}"
    return text if sheet is None else f"{quote_sheet(sheet)}!{text}"


def range_address(ref: Ref) -> str:
    """A rectangle as programs write it: A1 or A1:B2."""
    return format_range(None, ref, absolute=False)


_MOVABLE: Final = re.compile(
    r'"(?:[^"]|"")*"|'
    r"(?P<sheet>'(?:[^']|'')+'|[^'!\s,;()*+/&=<>\":]+)!"
    r"(?P<first>\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6})(?P<second>:\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6})?(?![A-Za-z0-9_(!])"
)


def map_ranges(text: str, change: Callable[[str, Ref], Ref | None]) -> str:
    """The formula with every reference that names its sheet given to ``change`` and rewritten when it answers.

    Only the rows and columns are rewritten; the sheet's spelling and the ``$`` signs stay.
    """

    def rewrite(match: re.Match[str]) -> str:
        if match["sheet"] is None:
            return match[0]
        found = parse_range(match[0])
        if found is None or found[0] is None:
            return match[0]
        new = change(found[0], found[1])
        if new is None:
            return match[0]
        ends = [_spelled(match["first"], new.top, new.left)]
        if match["second"]:
            ends.append(_spelled(match["second"][1:], new.bottom, new.right))
        elif (new.top, new.left) != (new.bottom, new.right):
            ends.append(_spelled(match["first"], new.bottom, new.right))
        return f"{match['sheet']}!" + ":".join(ends)

    return _MOVABLE.sub(rewrite, text)


def _spelled(like: str, row: int, column: int) -> str:
    found = re.fullmatch(_CELL, like)
    assert found is not None
    return f"{found[1]}{column_letters(column)}{found[3]}{row}"


def rename_sheets(text: str, names: dict[str, str]) -> str:
    """The formula with sheets called something else."""
    if not names:
        return text
    folded = {old.lower(): new for old, new in names.items()}

    def rewrite(match: re.Match[str]) -> str:
        if match["sheet"] is None:
            return match[0]
        sheet = match["sheet"]
        bare = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        new = folded.get(bare.lower())
        return match[0] if new is None else quote_sheet(new) + "!"

    return _SHEET.sub(rewrite, text)


_SHEET: Final = seldom(r'"(?:[^"]|"")*"|(?P<sheet>\'(?:[^\']|\'\')+\'|[^\'!\s,;()*+/&=<>":{}^%-]+)!')


def without_needless_quotes(text: str) -> str:
    """A formula without the quotes around sheets whose names are one word: ``'Afvigelse'!B7`` is ``Afvigelse!B7``.

    Programs spell it as they like, so this is for telling formulas apart, and texts within one are left alone.
    """
    return _NEEDLESS.sub(lambda match: match[1] or f"{match[2]}!", text) if "'" in text else text

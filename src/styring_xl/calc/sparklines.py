"""The sparklines of an .ods that LibreOffice has saved: one for each row of the rectangle they are drawn from.

LibreOffice lets no program ask for a sparkline, and keeps which sheet it is drawn from as a number: a sheet that is put
in before it, or taken from another workbook, leaves it drawn from whichever sheet has that number, or from nothing.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Final, NamedTuple

from styring_xl.books.ooxml.markup import attributes, quote
from styring_xl.cells.cell import column_letters, column_number
from styring_xl.reports import SHEETS
from styring_xl.reports.beside import Sparklines

_CONTENT: Final = "content.xml"
_NAMED: Final = re.compile(rb"<table:named-range(?P<rest>\s[^>]*)>")
_GROUP: Final = re.compile(rb"<calcext:sparklines>(?P<body>.*?)</calcext:sparklines>", re.DOTALL)
_EACH: Final = re.compile(rb"<calcext:sparkline(?P<rest>\s[^>]*)/>")
_PLACE: Final = re.compile(
    r"\$?(?P<sheet>'(?:[^']|'')*'|[^']*?)\.\$?(?P<left>[A-Z]{1,3})\$?(?P<top>\d+)"
    r"(?::.*\.\$?(?P<right>[A-Z]{1,3})\$?(?P<bottom>\d+))?"
)


class _Place(NamedTuple):
    """A rectangle as an .ods writes it; the sheet with its quotes, where it has any."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


def followed(data: bytes) -> bytes:
    """An .ods in which each group of sparklines that begins in the first row of a rectangle of ours for them, and is
    drawn row by row from its columns or from nothing, has one for each of its rows, drawn from its own sheet.

    Every other group stays as it is.
    """
    with zipfile.ZipFile(BytesIO(data)) as old:
        content = old.read(_CONTENT)
        new = _in_content(content)
        if new == content:
            return data
        made = BytesIO()
        with zipfile.ZipFile(made, "w") as package:
            for part in old.infolist():
                package.writestr(part, new if part.filename == _CONTENT else old.read(part))
    return made.getvalue()


def _in_content(content: bytes) -> bytes:
    ours = {each.name for sheet in SHEETS for each in sheet.beside if isinstance(each, Sparklines)}
    names = [attributes(each["rest"]) for each in _NAMED.finditer(content)]
    ranges = [each.get("table:cell-range-address", "") for each in names if each.get("table:name") in ours]
    named = [place for place in map(_place, ranges) if place is not None]

    def whole(group: re.Match[bytes]) -> bytes:
        found = [attributes(each["rest"]) for each in _EACH.finditer(group["body"])]
        cells = [_place(each.get("calcext:cell-address", "")) for each in found]
        drawn = [each.get("calcext:data-range", "") for each in found]
        over = next((each for each in named if _is_over(each, cells, drawn)), None)
        if over is None or cells[0] is None:
            return group[0]
        sheet, column = quote(over.sheet).decode()[1:-1], column_letters(cells[0].left)
        left, right = column_letters(over.left), column_letters(over.right)
        body = "".join(
            f'<calcext:sparkline calcext:cell-address="{sheet}.{column}{row}" '
            f'calcext:data-range="{sheet}.{left}{row}:{sheet}.{right}{row}"/>'
            for row in range(over.top, over.bottom + 1)
        )
        return b"<calcext:sparklines>" + body.encode() + b"</calcext:sparklines>"

    return _GROUP.sub(whole, content)


def _is_over(named: _Place, cells: list[_Place | None], drawn: list[str]) -> bool:
    """Whether the sparklines in ``cells``, each ``drawn`` from a range that may be gone, are those of a rectangle."""
    columns = set()
    rows = []
    for cell, text in zip(cells, drawn, strict=True):
        if cell is None or cell.sheet != named.sheet:
            return False
        source = _place(text)
        own = None if source is None else (source.top, source.left, source.bottom, source.right)
        if own not in (None, (cell.top, named.left, cell.top, named.right)):
            return False
        columns.add(cell.left)
        rows.append(cell.top)
    return len(columns) == 1 and min(rows) == named.top


def _place(text: str) -> _Place | None:
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    top, left = int(found["top"]), column_number(found["left"])
    bottom, right = int(found["bottom"] or top), column_number(found["right"]) if found["right"] else left
    return _Place(found["sheet"], top, left, bottom, right)

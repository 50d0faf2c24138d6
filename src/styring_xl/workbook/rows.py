"""The rows of the input tables as sheet XML, written directly: half a million postings take seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from msgspec import Struct, field

from styring_xl.cells.cell import Content, Formula, column_letters
from styring_xl.workbook.content import DataColumns

_CHUNK = 8192
_EPOCH = dt.date(1899, 12, 30)


class Body(Struct, frozen=True):
    """A table's data rows: ``columns`` of n cells, a style for each column, other styles for single cells.

    ``looks`` has keys (row from 0 within the body, column from 0). A body without rows is written as one empty row,
    because a table needs one.
    """

    columns: DataColumns
    styles: tuple[str, ...]
    looks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    calculated: Mapping[int, str] = field(default_factory=dict)
    """Column from 0 -> the formula of the first row, which a program that adds a row moves down to it."""

    @property
    def rows(self) -> int:
        """How many rows are written, at least one."""
        return max(1, len(self.columns[0]))


class Strings:
    """The workbook's shared strings, beginning with those already there."""

    def __init__(self, escaped: Sequence[str] = (), uses: int = 0) -> None:
        self._index = {text: at for at, text in enumerate(escaped)}
        self._known: dict[str, int] = {}
        self.uses = uses

    def index(self, text: str) -> int:
        """The number of a string, a new one when it is not there yet."""
        self.uses += 1
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._index.setdefault(escape(text), len(self._index))
        return found

    def xml(self) -> bytes:
        """The part ``xl/sharedStrings.xml``."""
        items = "".join(
            f'<si><t xml:space="preserve">{text}</t></si>' if text != text.strip() else f"<si><t>{text}</t></si>"
            for text in self._index
        )
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'count="{self.uses}" uniqueCount="{len(self._index)}">{items}</sst>'
        ).encode()


def xml(body: Body, first_row: int, style_ids: Mapping[str, int], strings: Strings) -> Iterator[bytes]:
    """The ``<row>`` elements of a body whose first row is ``first_row``, some thousand rows at a time."""
    columns = body.columns
    if not len(columns[0]):
        formulas = {column: Formula(text, 0) for column, text in body.calculated.items()}
        columns = tuple((formulas.get(at),) for at in range(len(columns)))
    by_column: dict[int, dict[int, int]] = {}
    for (row, column), look in body.looks.items():
        by_column.setdefault(column, {})[row] = style_ids[look]
    for start in range(0, body.rows, _CHUNK):
        stop = min(start + _CHUNK, body.rows)
        written = [
            _cells(
                column_letters(at + 1),
                style_ids[body.styles[at]],
                by_column.get(at, {}),
                column[start:stop],
                start,
                first_row,
                strings,
            )
            for at, column in enumerate(columns)
        ]
        yield "".join(
            f'<row r="{number}">{"".join(cells)}</row>'
            for number, cells in enumerate(zip(*written, strict=True), first_row + start)
        ).encode()


def _cells(
    letters: str,
    style_id: int,
    looks: Mapping[int, int],
    values: Sequence[Content],
    start: int,
    first_row: int,
    strings: Strings,
) -> list[str]:
    cells: list[str] = []
    serials: dict[dt.date, int] = {}
    for at, value in enumerate(values, start):
        shown = looks.get(at, style_id) if looks else style_id
        head = f'<c r="{letters}{at + first_row}" s="{shown}"'
        if value is None:
            cells.append(f"{head}/>")
        elif isinstance(value, str):
            cells.append(f'{head} t="s"><v>{strings.index(value)}</v></c>')
        elif isinstance(value, (int, float)):
            cells.append(f"{head}><v>{number(value)}</v></c>")
        elif isinstance(value, Formula):
            if not isinstance(value.value, (int, float)):
                raise TypeError("a formula of a table column has a number as its result")
            cells.append(f"{head}><f>{escape(value.text)}</f><v>{number(value.value)}</v></c>")
        elif isinstance(value, dt.date):
            serial = serials.get(value)
            if serial is None:
                serial = serials[value] = (value - _EPOCH).days
            cells.append(f"{head}><v>{serial}</v></c>")
        else:
            raise TypeError(f"no cell of a new workbook holds {type(value).__name__}")
    return cells


def number(value: float) -> str:
    """A number as a sheet stores it: the shortest text that reads back the same, whole numbers without ``.0``."""
    return str(int(value)) if value == int(value) else repr(value)

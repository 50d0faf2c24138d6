"""One column of a table, in one place: its header, how its cells look, what may be typed in it, what adds it up.

The template, the drawing, the readers and the anonymiser take what they need of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from styring_xl.standard.look import TEXT, Look
from styring_xl.standard.mask import Mask
from styring_xl.standard.rule import InputRule

_REFERENCE: Final = re.compile(r"\{([\w.]+)\}")


class Column(Struct, frozen=True):
    """A column: its ``name`` in the code, its ``header`` on the sheet, how its cells look.

    ``width`` is in characters; 0 where another table of the sheet decides. ``formula`` makes the cells of the column
    formulas: ``{other}`` in it is the cell of column ``other`` on the same row, ``{total.other}`` the one on the row of
    the total. ``summed`` makes the rows of groups and of the total sums of the rows they stand for.
    """

    name: str
    header: str = ""
    look: Look = TEXT
    width: float = 0
    formula: str = ""
    summed: bool = False
    rule: InputRule | None = None
    mask: Mask = Mask.TEXT


Columns = tuple[Column, ...]


def headers(columns: Sequence[Column]) -> tuple[str, ...]:
    """What stands in the header row."""
    return tuple(column.header for column in columns)


def styles(columns: Sequence[Column]) -> tuple[str, ...]:
    """The cell style of each column on a line."""
    return tuple(column.look.line for column in columns)


def expand(formula: str, cell: Callable[[str], str]) -> str:
    """The formula with each ``{name}`` replaced by what ``cell`` makes of the name."""
    return _REFERENCE.sub(lambda match: cell(match[1]), formula)

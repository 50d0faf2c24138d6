"""What was written about the lines of the result sheets, as *Historik* keeps it with each closing and revision.

A cell of the data begins with ``ord`` and the month that was the last closed one when the words were written: ``ord03``
holds what was said of January to March. ``hvem`` is who made the closing. Each part is a line and its words; the signs
that stand between parts are written otherwise inside them, so that no letter is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.pattern import seldom

_WORDS: Final = seldom(r"ord(\d\d) ")
_WHO: Final = "hvem "
_CELL: Final = 7_500
"""Characters after which the next part gets a cell of its own; programs take no longer texts in a block of cells."""
LONGEST: Final = 7_000
"""Characters of a line's words that are kept; longer ones stay in their yellow cell."""
_ESCAPES: Final = {"\\": "\\\\", "|": "\\;", "=": "\\:", "›": "\\,"}
"""No letter stands for a sign: a name after one must still begin a word to whoever looks for it."""
_PLAIN: Final = {written: sign for sign, written in _ESCAPES.items()}
_ESCAPED: Final = re.compile(r"\\[\\;:,]")


class LineKey(NamedTuple):
    """What tells a line of a result sheet from the others. A row of sums has the group's name and none of its own."""

    segment: str
    group: str
    name: str

    @property
    def labels(self) -> LineKey:
        """The same as it is compared."""
        return LineKey(*map(label, self))


SheetWords = Mapping[str, Mapping[LineKey, str]]
"""The name of a sheet's rectangle -> line -> words."""


class KeptWords(Struct, frozen=True):
    """What was said of a line when ``month`` (0..12) of ``year`` was the last closed one.

    ``date`` is the day of the closing that kept it, ``who`` made that closing, and ``entry`` is its name.
    """

    words: str
    year: int
    month: int
    date: str
    who: str
    entry: str


def as_cells(said: SheetWords, month: int, who: str) -> tuple[str, ...]:
    """The data cells that keep the words and who makes the closing."""
    parts = [
        f"{'›'.join(map(_written, (sheet, *key)))}={_written(words)}"
        for sheet, lines in said.items()
        for key, words in lines.items()
    ]
    cells: list[str] = []
    for part in parts:
        if cells and len(cells[-1]) + len(part) < _CELL:
            cells[-1] += f"|{part}"
        else:
            cells.append(f"ord{month:02d} {part}")
    return (*([_WHO + who] if who else []), *cells)


def kept_cells(cells: Iterable[str]) -> tuple[str, ...]:
    """Those of an entry's data cells that hold words or who made it."""
    return tuple(cell for cell in cells if is_words(cell))


def is_words(cell: str) -> bool:
    """Whether a data cell holds words or who made the closing, and nothing that is computed from."""
    return cell.startswith(_WHO) or _WORDS.match(cell) is not None


def said_in(cells: Sequence[str], sheet: str) -> Iterator[tuple[LineKey, str, int]]:
    """The lines of a sheet with their words and the month they are of. A part that says nothing is passed over."""
    for cell in cells:
        found = _WORDS.match(cell)
        for part in cell[found.end() :].split("|") if found else ():
            key, _, words = part.partition("=")
            where, *names = map(_read, key.split("›"))
            if where == sheet and len(names) == len(LineKey._fields):
                yield LineKey(*names), _read(words), int(found[1]) if found else 0


def who_of(cells: Iterable[str]) -> str:
    """Who made the closing, empty where nobody is told."""
    return next((cell.removeprefix(_WHO) for cell in cells if cell.startswith(_WHO)), "")


def _written(text: str) -> str:
    return "".join(_ESCAPES.get(sign, sign) for sign in text)


def _read(text: str) -> str:
    return _ESCAPED.sub(lambda match: _PLAIN[match[0]], text)

"""Measures of an import that are spelled almost as one the workbook has: they would be lines of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.cells.book import ReadableBook
from styring_xl.danish.text import is_total, label
from styring_xl.imports.control import Tally
from styring_xl.imports.posting import Pools, Postings
from styring_xl.reading import header
from styring_xl.reading.layout import Layout
from styring_xl.reading.ledger.rows import measure_of

_SHORTEST: Final = 6
"""So many letters have to be the same before one more or less is a slip of the pen."""
_MOST: Final = 2_000
"""An import with more measures than this has names of something else in the column."""


class Spelling(Struct, frozen=True):
    """A measure as the import spells it, the one it resembles, and the postings that are of it."""

    text: str
    like: str
    part: Tally


def measures_of(book: ReadableBook, layout: Layout) -> dict[str, str]:
    """Label -> name of the measures in the workbook's disposition and budget."""
    found: dict[str, str] = {}
    for table in (*layout.of(header.DISPOSITION), *layout.of(header.BUDGET)):
        at = table.columns.get("measure")
        if at is not None:
            column = book.columns(table.sheet, table.first_row, [at])[at]
            texts = (column.strings[code] for code in np.unique(column.codes).tolist() if code >= 0)
            found.update({label(text): text for text in texts if label(text) and not is_total(text)})
    return found


def misspelled(fresh: Postings, pools: Pools, known: Mapping[str, str]) -> tuple[Spelling, ...]:
    """The new postings' measures that no row of the workbook has and that resemble one that some row has, or another of
    the ledger's own; ``known`` as ``measures_of`` gives them."""
    names = pools.names["measure"]
    codes, at, rows = np.unique(fresh.texts["measure"], return_inverse=True, return_counts=True)
    if len(codes) > _MOST or len(known) > _MOST:
        return ()
    number = dict(zip(codes.tolist(), rows.tolist(), strict=True))
    found = []
    for place, code in enumerate(codes.tolist()):
        name = names[code]
        if not name or label(measure_of(name, known)) in known:
            continue
        like = next((other for other in known.values() if resembles(name, other)), None)
        if like is None:
            # Of two spellings that the workbook has neither of, the rarer one is told.
            others = (each for each in number if (number[each], -each) > (number[code], -code))
            like = next((names[each] for each in others if resembles(name, names[each])), None)
        if like is not None:
            some = fresh.take(at == place)
            found.append(Spelling(name, like, Tally(len(some), some.total)))
    return tuple(found)


def resembles(one: str, other: str) -> bool:
    """Whether two names are the same but for spaces, marks, or one letter more or less: »Familie-pleje«, »Familieplej«.

    Names with a letter or a number of their own (»Afdeling A«) are told apart by it.
    """
    words = [label(text).split() for text in (one, other)]
    if any(len(word) == 1 or word.isdigit() for each in words for word in each) or words[0] == words[1]:
        return False
    short, long = sorted((re.sub(r"[\W\d_]+", "", "".join(each)) for each in words), key=len)
    if short == long:
        return bool(short)
    if len(short) < _SHORTEST or len(long) != len(short) + 1:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))

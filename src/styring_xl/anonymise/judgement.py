"""Which figures of a user's own columns are amounts: by their header, and where it does not say it by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.anonymise.nature import Nature, named, said, shown_as
from styring_xl.anonymise.outline import SheetColumn, SheetOutline
from styring_xl.anonymise.towns import is_town
from styring_xl.books.ooxml.markup import attributes
from styring_xl.books.ooxml.styles import Styles
from styring_xl.books.ooxml.whole import whole_or
from styring_xl.cells.grid import Ref
from styring_xl.model.arrays import Floats, Integers

_LONGEST_LABEL: Final = 4
"""Words of what stands to the left of a cell and says what the cell is."""
_LARGE: Final = (10**12, 10**15)
"""No amount has so many kroner; a GLN number has."""
_REGISTER: Final = (2, 7, 6, 5, 4, 3, 2, 1)
"""What the digits of a CVR number are weighed by; the sum is a multiple of 11."""
_FEWEST: Final = 3
"""So many figures in a row that rise by one are the numbers of rows."""
_WRITTEN: Final = re.compile(r"[.,]|kr|dkk|^\s*[-(]|[-)]\s*$", re.IGNORECASE)
"""The signs of an amount that is written as a text."""


class Judgement(Struct, frozen=True):
    """The cells of a column, or some of them, and what their figures are."""

    cells: Ref
    nature: Nature


def style_natures(styles: Styles) -> list[Nature]:
    """What each of a workbook's cell formats says of the figures it shows."""
    numbers = (whole_or(attributes(item[: item.index(b">")]).get("numFmtId"), 0) for item in styles.items("cellXfs"))
    return [shown_as(number, styles.formats.get(number)) for number in numbers]


def judged(sheet: SheetOutline, column: SheetColumn, looks: Sequence[Nature]) -> Iterator[Judgement]:
    """What the figures of a column are; ``looks`` are the natures of the workbook's cell formats."""
    by_head = said(column.head) if column.head else Nature.UNTOLD
    if by_head is not Nature.UNTOLD:
        yield Judgement(column.cells, by_head)
        return
    natures = np.full(len(column.at), None, object)
    labels = [] if column.head else sheet.beside(column.at, -1)
    for i, text in enumerate(labels):
        is_label = len(text.split()) <= _LONGEST_LABEL and not any(map(str.isdigit, text))
        if is_label and (nature := named(text)) is not Nature.UNTOLD:
            natures[i] = nature
    numbers = sheet.cells.number[column.at]
    for i, text in enumerate(sheet.beside(column.at, 1)):
        if natures[i] is None and is_town(text) and _is_postcode(sheet.texts[column.at[i]] or numbers[i]):
            natures[i] = Nature.CODE
    left = column.at[np.array([each is None for each in natures], bool)]
    rest = _contents(sheet, left, looks)
    together = zip(
        sheet.cells.row[column.at].tolist(), (rest if each is None else each for each in natures), strict=True
    )
    for nature, rows in groupby(together, key=lambda each: each[1]):
        places = [row for row, _ in rows]
        yield Judgement(Ref(places[0], column.cells.left, places[-1], column.cells.left), nature)


def _contents(sheet: SheetOutline, at: Integers, looks: Sequence[Nature]) -> Nature:
    """What some figures of a column are by themselves."""
    texts = [text for text in sheet.texts[at].tolist() if text]
    numeric = at[sheet.texts[at] == ""]
    values = sheet.cells.number[numeric]
    shown = [looks[style] if style < len(looks) else Nature.UNTOLD for style in sheet.cells.style[numeric].tolist()]
    if any(text.startswith("0") and text.isdecimal() and len(text) > 1 for text in texts):
        return Nature.CODE
    if len(values) and all(nature is Nature.CODE for nature in shown):
        return Nature.CODE
    if Nature.AMOUNT in shown or any(map(_WRITTEN.search, texts)) or (values < 0).any() or (values % 1 != 0).any():
        return Nature.AMOUNT
    if not len(values):
        return Nature.CODE
    return Nature.CODE if not texts and _are_codes(values) else Nature.UNTOLD


def _are_codes(values: Floats) -> bool:
    """Whether whole figures are by their form the numbers of something."""
    different = np.unique(values)
    if ((values >= _LARGE[0]) & (values < _LARGE[1])).all():
        return True
    if len(values) >= _FEWEST and (np.diff(values) == 1).all():
        return True
    return len(different) > 1 and all(map(_is_register, different.tolist()))


def _is_register(value: float) -> bool:
    """Whether a figure is a CVR number."""
    if not 10**7 <= value < 10**8:
        return False
    return sum(int(digit) * weight for digit, weight in zip(str(int(value)), _REGISTER, strict=True)) % 11 == 0


def _is_postcode(value: str | float) -> bool:
    if isinstance(value, str):
        return len(value) == 4 and value.isdecimal()
    return 500 <= value < 10**4 and value == int(value)

"""The cells of a chunk of a sheet as arrays, and what kinds of cells there are."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.books.ooxml.markup import irregular
from styring_xl.books.ooxml.scan.digits import number_or_text
from styring_xl.books.ooxml.whole import needed
from styring_xl.model.arrays import Floats, Integers

EMPTY: Final = 0
NUMBER: Final = 1
SHARED: Final = 2
"""Text by its index among the shared strings."""
TEXT: Final = 3
BOOL: Final = 4
ERROR: Final = 5
ISO: Final = 6
"""A date written as text."""
TOO_MANY: Final = 2.0**53
"""No shared text has so large an index: it is told as -1, which is not in the table either."""

_TYPES: Final = {"n": NUMBER, "s": SHARED, "str": TEXT, "inlineStr": TEXT, "b": BOOL, "e": ERROR, "d": ISO}


class FormulaCell(Struct, frozen=True):
    """A formula as it stands: its text and the attributes of its element (shared group, array reference)."""

    text: str
    attributes: dict[str, str]


class Cells(Struct, frozen=True):
    """The cells of one chunk, one array element a cell, in the order of the file.

    ``number`` holds numbers and bools; ``code`` the shared string's index for SHARED, the index in ``texts`` for
    TEXT, ERROR and ISO, else -1.
    """

    row: Integers
    column: Integers
    style: Integers
    kind: NDArray[np.uint8]
    number: Floats
    code: Integers
    texts: list[str]
    formulas: list[tuple[int, FormulaCell]]
    """(index of the cell, formula)"""
    rows: Integers
    """The numbers of all rows of the chunk, those without cells too."""
    hidden: list[int]


def empty_cells() -> Cells:
    """No cells at all."""
    none = np.zeros(0, np.int64)
    return Cells(none, none, none, np.zeros(0, np.uint8), np.zeros(0), none, [], [], none, [])


def merge(batches: list[Cells]) -> Cells:
    """Several chunks as one."""
    if len(batches) == 1:
        return batches[0]
    texts: list[str] = []
    formulas: list[tuple[int, FormulaCell]] = []
    codes = []
    count = 0
    for each in batches:
        shift = np.isin(each.kind, (TEXT, ERROR, ISO))
        codes.append(np.where(shift, each.code + len(texts), each.code))
        texts += each.texts
        formulas += [(at + count, formula) for at, formula in each.formulas]
        count += len(each.row)
    return Cells(
        np.concatenate([each.row for each in batches]),
        np.concatenate([each.column for each in batches]),
        np.concatenate([each.style for each in batches]),
        np.concatenate([each.kind for each in batches]),
        np.concatenate([each.number for each in batches]),
        np.concatenate(codes),
        texts,
        formulas,
        np.concatenate([each.rows for each in batches]),
        [number for each in batches for number in each.hidden],
    )


def style_and_kind(values: dict[str, str]) -> tuple[int, int]:
    """The style index and the kind of value a cell's attributes announce."""
    kind = _TYPES.get(values.get("t", "n"))
    if kind is None:
        raise irregular()
    return needed(values.get("s", "0")), kind


def typed(value: str | None, kind: int) -> float | str | None:
    """The content of a cell by its kind; the index for a shared string."""
    if value is None:
        return None
    if kind in (TEXT, ERROR, ISO):
        return value if value or kind == TEXT else None
    if not value.strip():
        return None
    if kind == BOOL and value.strip() in ("true", "false"):
        return float(value.strip() == "true")
    result = number_or_text(value)
    if isinstance(result, str) and kind != NUMBER:
        raise irregular()
    if kind == SHARED and not abs(float(result)) < TOO_MANY:
        return -1.0
    return result

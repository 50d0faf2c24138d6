"""Which rows of a budget are parts or sums of the lines above them: by their words and by figures that fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from styring_xl.reading.sum_label import read_label

_ROUNDING: Final = 50
"""Published tables print whole kroner: half a krone in øre that each line may miss by."""
_WHOLE = re.compile(r"^samle(?:t|de)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figures:
    """A row's label and its figures: amounts in øre, ``count`` in ten-thousandths of a full-year person or None."""

    label: str
    original: int
    changes: int
    count: int | None


def repeated(rows: Sequence[Figures]) -> frozenset[int]:
    """The indices of rows whose kroner other rows above them already hold.

    A row called »heraf …« is one when it and its like are no more than the line they stand under. A row with a sum's
    words is one when it equals the lines right above it, any number of them, in original budget, changes and count.
    The words alone, or the figures alone, are not enough.
    """
    out: set[int] = set()
    lines: list[Figures] = []
    left = 0
    for index, row in enumerate(rows):
        said = read_label(row.label)
        if said.part and lines and _within(row.original, left):
            left -= row.original
            out.add(index)
        elif (said.is_sum or _WHOLE.match(said.text)) and _is_sum(row, lines):
            out.add(index)
        else:
            lines.append(row)
            left = row.original
    return frozenset(out)


def _within(part: int, whole: int) -> bool:
    return 0 <= part <= whole or whole <= part <= 0


def _is_sum(row: Figures, lines: Sequence[Figures]) -> bool:
    original = changes = count = 0
    for length, line in enumerate(reversed(lines), start=1):
        original += line.original
        changes += line.changes
        count += line.count or 0
        slack = _ROUNDING * length
        if (
            abs(original - row.original) <= slack
            and abs(changes - row.changes) <= slack
            and (row.count is None or abs(count - row.count) <= 500 * length)
        ):
            return True
    return False

"""The figures that stand in a disposition table's months and result today, in øre; a plain sum is worked out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from styring_xl.cells.cell import Value
from styring_xl.danish.text import Unreadable, read_amount
from styring_xl.model.arrays import Flags, Integers
from styring_xl.reading.disposition.frame import Frame


def old_figures(frame: Frame, rows: Sequence[int]) -> tuple[Integers, Flags]:
    """Øre (n, m) of some rows (n,) in ``frame.amounts`` (m,), and where a readable number stands; elsewhere 0."""
    ore = np.zeros((len(rows), len(frame.amounts)), np.int64)
    known = np.zeros(ore.shape, bool)
    for j, column in enumerate(frame.amounts):
        scale = 100 * frame.table.scale(column)
        value = frame.sums.value if column in frame.formula_columns else frame.grid.value
        values = [value(row, column) for row in rows]
        kinds = [type(value) for value in values]
        plain = np.array([kind is int or kind is float for kind in kinds], bool)
        numbers = np.array([value if ok else 0 for value, ok in zip(values, plain, strict=True)], np.float64)
        sound = plain & np.isfinite(numbers) & (np.abs(numbers) < 1e11)
        ore[sound, j] = np.rint(numbers[sound] * scale).astype(np.int64)
        known[:, j] = sound
        for i in [i for i, kind in enumerate(kinds) if kind is str]:
            amount = _amount(values[i], scale)
            if amount is not None:
                ore[i, j], known[i, j] = amount, True
    return ore, known


def _amount(value: Value, scale: int) -> int | None:
    try:
        amount = read_amount(value)
    except Unreadable:
        return None
    return None if amount is None else amount * scale // 100

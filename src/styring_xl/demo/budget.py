"""A budget that the commitments come somewhere near: number times price, with a rest, per measure."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl.cells.cell import Content, Formula
from styring_xl.demo.cases import UNSET, DemoCases
from styring_xl.demo.measures import MEASURES
from styring_xl.demo.postings import lump
from styring_xl.model.commitments import ONE
from styring_xl.model.periods import active_days, days_in_year
from styring_xl.standard.inputs import BUDGET
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.words import REFUND_FRAME, SERVICE_FRAME
from styring_xl.workbook import DataColumns

REFUND: Final = "Statsrefusion dyre enkeltsager"
_GROWN: Final = "Døgninstitution"
_LEFT_OVER: Final = "Øvrige rammebelagte områder"


def columns(rng: np.random.Generator, cases: DemoCases, year: int, closed: int) -> DataColumns:
    """The table's columns in the order of BUDGET_COLUMNS."""
    sure = np.where(cases.probability == UNSET, ONE, cases.probability) / ONE
    amounts = cases.amounts(year).sum(axis=1) * sure / 100
    total = int(cases.amounts(year).sum())
    persons = active_days(cases.start, cases.stop, year).sum(axis=1) * sure / days_in_year(year)
    month = max(closed, 1) - 1
    last_year = active_days(cases.start, cases.stop, year - 1)[:, month] > 0

    rows: list[tuple[Content, ...]] = []
    for at, measure in enumerate(MEASURES):
        of = cases.measure == at
        kroner, count = float(amounts[of].sum()), float(persons[of].sum())
        number: float | None = None
        price: int | None = None
        before: int | None = None
        if not measure.weight:
            original = _thousands(lump(at, total) / 100 * rng.uniform(0.92, 1.08))
        elif not measure.counted:
            original = _thousands(max(kroner, 0.4 * measure.price) * rng.uniform(0.85, 1.2))
        else:
            number = round(max(count, 0.2) * float(np.clip(rng.normal(1.0, 0.09), 0.8, 1.2)), 1)
            average = kroner / count if count > 0.2 else measure.price
            price = _thousands(average * float(np.clip(rng.normal(0.99, 0.05), 0.85, 1.1)))
            original = _thousands(number * price) + _thousands(rng.choice([0, 0, 25_000, 60_000]))
            before = len(np.unique(cases.citizen[of & last_year])) + int(rng.integers(0, 3))
        # A few lines were changed since the budget was passed.
        change = int(rng.choice([0, 0, 0, 0, 1, -1])) * int(round(abs(original) * 0.04, -4))
        [sum_of_both] = BUDGET.table.formulas(FIRST_ROW + len(rows)).values()
        revised = Formula(sum_of_both, original + change)
        frame = REFUND_FRAME if measure.name == REFUND else SERVICE_FRAME
        # Asked of the council for what has grown, and left over from last year where nobody is counted.
        applied = int(round(total * 0.00008, -5)) or None if measure.name == _GROWN else None
        carried = _thousands(original * 0.03) if measure.name == _LEFT_OVER else None
        rows.append(
            (measure.group, measure.name, original, change, revised, number, price, before, frame, applied, carried)
        )
    return tuple(zip(*rows, strict=True))


def _thousands(kroner: float) -> int:
    return int(round(kroner, -3))

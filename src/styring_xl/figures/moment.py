"""The workbook as it has just been computed, in the form that *Historik* keeps and *Forklaring* compares."""

from __future__ import annotations

import numpy as np

from styring_xl import standard
from styring_xl.figures.compute import Figures
from styring_xl.figures.spend_lines import NO_PERSON, UNPLACED
from styring_xl.figures.uncertainty.compute import Uncertainty
from styring_xl.figures.uncertainty.lines import CHANCES, fan
from styring_xl.figures.uncertainty.movement import movement
from styring_xl.model.arrays import Integers
from styring_xl.model.bridge import Side
from styring_xl.model.commitments import weighted
from styring_xl.model.quantile import quantiles
from styring_xl.reading.disposition.disposition import Disposition
from styring_xl.reading.history.moment import (
    AWAITED,
    COME,
    INFLOW,
    P10,
    P50,
    P90,
    REVISED,
    STOPS,
    THROUGH_P10,
    THROUGH_P50,
    THROUGH_P90,
    Moment,
    plain,
)


def now(disposition: Disposition, figures: Figures, simulated: Uncertainty | None = None) -> Moment:
    """The workbook as it has just been computed, with what is said of the year where it has been simulated."""
    rows = disposition.commitments
    sound = rows.computable
    planned = np.where(sound[:, None], weighted(figures.full, rows.probability), 0)
    sums: dict[str, dict[str, int]] = {UNPLACED: {}, NO_PERSON: {}}
    for line in figures.lines.of(*sums):
        measure = plain(line.measure)
        sums[line.kind][measure] = sums[line.kind].get(measure, 0) + line.amount
    pools: dict[str, int] = {}
    for pool in disposition.pools:
        name = plain(pool.measure or pool.label)
        pools[name] = pools.get(name, 0) + (pool.amount or 0)

    def kept(values: Integers) -> Integers:
        return np.where(sound, values, 0)

    side = Side(
        present=np.ones(len(rows), bool),
        computable=sound,
        rate=kept(rows.rate),
        quantity=kept(rows.quantity),
        unit=kept(rows.unit),
        start=rows.start,
        stop=rows.stop,
        rule=kept(rows.rule),
        vat=kept(rows.vat),
        probability=kept(rows.probability),
        planned=planned,
        booked=np.where(np.arange(12) < figures.closed, figures.months, 0),
        closed=figures.closed,
    )
    columns = (rows.id, rows.cpr, rows.measure, rows.supplier)
    numbers, people, measures, suppliers = (tuple(map(plain, column)) for column in columns)
    return Moment(
        standard.NOW, figures.year, numbers, people, measures, suppliers, side, sums[UNPLACED], sums[NO_PERSON], pools,
        rows.places, {**({} if simulated is None else _said(simulated, figures)), **_budgeted(figures)},
    )  # fmt: skip


def _budgeted(figures: Figures) -> dict[str, dict[str, int]]:
    """The revised budget by measure."""
    budget: dict[str, int] = {}
    for line in figures.whole.lines:
        if line.revised:
            budget[plain(line.measure)] = budget.get(plain(line.measure), 0) + line.revised
    return {REVISED: budget} if budget else {}


def _said(found: Uncertainty, figures: Figures) -> dict[str, dict[str, int]]:
    """P10, P50 and P90 by measure and, under the empty text, in all; and how complete each closed month is."""
    if not found.is_known:
        return {}
    said: dict[str, dict[str, int]] = {}
    each = quantiles(found.draws, CHANCES)
    whole = quantiles(found.draws.sum(axis=1), CHANCES)
    for name, amounts, total in zip((P10, P50, P90), np.rint(each).astype(np.int64).tolist(), whole, strict=True):
        said[name] = {plain(key): ore for key, ore in zip(figures.measures, amounts, strict=True) if ore}
        said[name][""] = round(total)
    for name, months in ((COME, figures.by_measure.sum(axis=0)), (AWAITED, found.late.sum(axis=0))):
        said[name] = {str(at): ore for at, ore in enumerate(months[: found.closed].tolist(), 1)}
    for name, through in zip((THROUGH_P10, THROUGH_P50, THROUGH_P90), fan(found).tolist(), strict=True):
        said[name] = {str(at): ore for at, ore in enumerate(through, 1)}
    moved = movement(found, figures.measures)
    for name, each_ore in ((STOPS, moved.stops), (INFLOW, moved.inflow)):
        said[name] = {plain(key): ore for key, ore in zip(figures.measures, each_ore.tolist(), strict=True) if ore}
    return said

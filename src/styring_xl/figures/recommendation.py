"""What a recommended measure costs: this year, a whole year, the four after, its refund, and what its line has left."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.danish.text import label
from styring_xl.figures import age, authority, refund
from styring_xl.figures.compute import Figures
from styring_xl.figures.outlook import YEARS
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model import outlook as ahead
from styring_xl.model.arrays import Integers
from styring_xl.model.periods import NO_DAY
from styring_xl.model.rate_unit import RateUnit
from styring_xl.model.refund import spread_out
from styring_xl.reading.disposition.disposition import Commitments, Place
from styring_xl.reading.snapshot import Snapshot


class RecommendedCost(Struct, frozen=True, eq=False):
    """What one commitment adds; amounts in øre, minus a saving.

    ``years`` (5,): of this year what is expected after the closed months, which is what the whole result rises by once
    it is a row of the disposition; then the four next years in their prices. ``refund`` and ``refund_whole`` are what
    the State pays of this year, and of a whole one, None where the limits are missing. ``line`` is the line of
    *Afvigelse* it comes on, None where there is none yet; ``step`` and ``role`` are empty where nobody has said.
    ``standing`` is the row of the disposition that is the same already, and ``counted`` what is expected of it after
    the closed months.
    """

    years: Integers
    whole_year: int
    refund: int | None
    refund_whole: int | None
    line: VarianceLine | None
    step: str
    role: str
    standing: Place | None
    counted: int

    @property
    def expected(self) -> int:
        """What the line is expected to cost without it, øre."""
        return (self.line.expected if self.line is not None else 0) - self.counted

    @property
    def left(self) -> int:
        """What the line's revised budget has left without it, øre."""
        return (self.line.revised if self.line is not None else 0) - self.expected


def cost(row: Commitments, snapshot: Snapshot, figures: Figures, found: refund.Refund) -> RecommendedCost:
    """What a commitment, the only one of ``row``, adds to the workbook; ``found`` is the workbook's refund."""
    year, parameters = figures.year, snapshot.parameters
    measure = label(row.measure[0])
    terms = row.terms
    months = terms.months(year)
    months[:, : figures.closed] = 0
    childrens = _is_childrens(measure, snapshot, figures)
    ends, _ = ahead.stopped_by_age(terms.start, row.active_stop, age.born(row.cpr), np.array([childrens]))
    later = replace(terms, stop=ends)
    index = dict(parameters.index)
    years = [int(months.sum())]
    years += [int(ahead.later_months(later, year, year + at, index)[0].sum()) for at in range(1, YEARS)]
    start = np.array([f"{year}-01-01"], dtype="datetime64[D]")
    whole = replace(terms, start=start, stop=np.array([NO_DAY])).months(year)
    is_refunded = dict(parameters.targets).get(measure) is None or dict(parameters.targets)[measure].refunded
    once = bool(terms.unit[0] == RateUnit.ONCE)
    same = standing(row, snapshot.disposition.commitments)
    there = None if same is None else figures.months[[same]]

    def spread(of: Integers) -> Integers:
        found: Integers = (spread_out(of) if once else of)[0]
        return found

    def refunded(of: Integers) -> int | None:
        if not is_refunded:
            return 0
        less = None if there is None else spread(there)
        return refund.added(found, row.cpr[0], spread(of), young=childrens, year=year, less=less)

    steps = {label(each.measure): f"{each.number} {each.name}".strip() for each in parameters.steps}
    return RecommendedCost(
        years=np.array(years, dtype=np.int64),
        whole_year=int(whole.sum()),
        refund=refunded(months),
        refund_whole=refunded(whole),
        line=next((line for line in figures.whole.lines if label(line.measure) == measure), None),
        step=steps.get(measure, ""),
        role=_role(row, snapshot, year),
        standing=None if same is None else snapshot.disposition.commitments.places[same],
        counted=0 if there is None else int(there[0, figures.closed :].sum()),
    )


def _is_childrens(measure: str, snapshot: Snapshot, figures: Figures) -> bool:
    """Whether the measure is for children and young in efterværn, as *Flerårsoverblik* has it."""
    rows = snapshot.disposition.commitments
    flags = age.childrens_measures(figures.measure, figures.measures, rows, snapshot.parameters)
    by_name: Mapping[str, bool] = dict(zip(map(label, figures.measures), flags.tolist(), strict=True))
    return by_name.get(measure, False)


def _role(row: Commitments, snapshot: Snapshot, year: int) -> str:
    """The lowest role that may grant it, empty where the workbook does not say who may grant what."""
    rules = authority.of(snapshot.lists)
    if rules is None:
        return ""
    # In whatever year it begins, its price and its length are what decides.
    begins = max(year, int(str(row.start[0])[:4]))
    granted = authority.granted(rules, row, begins)
    return authority.names(rules, [each.needed for each in granted.each()])[0] if granted else ""


def standing(row: Commitments, rows: Commitments) -> int | None:
    """The first row of the disposition with the same citizen, measure, supplier and terms."""
    ends = rows.stop == row.stop[0]
    same = (
        rows.computable
        & (rows.rate == row.rate[0])
        & (rows.quantity == row.quantity[0])
        & (rows.unit == row.unit[0])
        & (rows.rule == row.rule[0])
        & (rows.vat == row.vat[0])
        & (rows.start == row.start[0])
        & (np.isnat(rows.stop) if np.isnat(row.stop[0]) else ends)
    )
    mine = row.cpr[0], label(row.measure[0]), label(row.supplier[0])
    for at in np.flatnonzero(same).tolist():
        if (rows.cpr[at], label(rows.measure[at]), label(rows.supplier[at])) == mine:
            return at
    return None

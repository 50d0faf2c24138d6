"""What the figures of *Notat* are made of: the committee's table, rounded so that it foots, and the charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from styring_xl.danish.phrase import AmountScale
from styring_xl.figures.memo.committee import CommitteeLine, CommitteeRow
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model.kroner import round_div
from styring_xl.reports import simulated
from styring_xl.reports.made import beside_table
from styring_xl.reports.memo.gather import OffLine
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Made, MadeRow
from styring_xl.standard.sign import Sign

ROUNDED: Final = "Afrunding, så tabellen stemmer på langs og på tværs"
NEAREST: Final = "Afrunding"
_FIELDS: Final = {
    "original": ("original", "revised"),
    "revised": ("revised", "original"),
    "applied": ("applied",),
    "carried": ("carried",),
}
_YEAR: Final = ("name", "low", "band", "booked", "expected", "budget")


class MemoTrace:
    """The figures of one drawing of the sheet, in the unit of its table."""

    def __init__(self, material: Material, scale: AmountScale) -> None:
        self.material = material
        self.tracer = material.tracer
        self.scale = scale
        self.each = scale.step * (10 if scale is AmountScale.MILLIONS else 1)
        """Øre of one in a cell."""

    def row(self, line: CommitteeLine, row: CommitteeRow, column: str) -> MadeOf | None:
        """A cell of the committee's table; what is no formula is rounded."""
        if column in _FIELDS:
            items = list(self._budgeted(line.lines, column))
        elif column == "expected":
            items = [item for each in line.lines for item in self._expected(each)]
        else:
            return None
        return self._rounded(items, getattr(row, column) * self.scale.step, ROUNDED)

    def off(self, found: OffLine, sign: Sign, column: str) -> MadeOf | None:
        """A column of the chart of the lines that are off the most."""
        if column != "variance":
            return None
        items = list(self._budgeted(found.lines, "revised"))
        items += (item.negated() for each in (*found.lines, *found.pools) for item in self._expected(each))
        shown = round_div(found.left, self.scale.step) * self.scale.step
        return self._rounded(items, shown, NEAREST).times(sign.factor)

    def year(self, top: int) -> dict[int, MadeRow]:
        """The chart of the year's months, from the sheet row ``top`` down."""
        return beside_table(top, _YEAR, [self._month(month) for month in range(1, 13)])

    def _month(self, month: int) -> Made:
        return partial(self._through, month)

    def _through(self, month: int, column: str) -> MadeOf | None:
        """From January through a month 1..12."""
        figures = self.material.figures
        found = self.material.uncertainty
        is_simulated = found is not None and found.is_known and month > figures.closed
        if column == "budget":
            lines = self.material.snapshot.budget.lines
            items = [self.tracer.budget(line, line.revised, "revised", "original") for line in lines]
            items += (self.tracer.budget(line, line.applied, "applied") for line in lines)
            return self._nearest(items)
        if column in ("low", "band") and month > figures.closed:
            return MadeOf.worked_out((), simulated.QUANTILE)
        if column == "expected" and is_simulated:
            return MadeOf.worked_out((), simulated.QUANTILE)
        if column == "band":
            return MadeOf(())
        if column not in ("low", "booked", "expected"):
            return None
        months = range(1, month + 1)
        codes = range(len(figures.measures))
        return self._nearest([item for code in codes for item in self.tracer.measure(code, months)])

    def _budgeted(self, lines: Iterable[VarianceLine], column: str) -> Iterator[TraceItem]:
        for line in lines:
            if line.budget is not None:
                yield self.tracer.budget(line.budget, getattr(line, column), *_FIELDS[column])

    def _expected(self, line: VarianceLine) -> Sequence[TraceItem]:
        return self.tracer.expected(line, self.material.figures.whole).items

    def _nearest(self, items: Sequence[TraceItem]) -> MadeOf:
        """Items and what they are rounded by in a chart, which has three decimals."""
        whole = sum(int(item.amount) for item in items)
        return self._rounded(items, round(round(whole / self.each, 3) * self.each), NEAREST)

    def _rounded(self, items: Sequence[TraceItem], shown: int, why: str) -> MadeOf:
        """Items that come to ``shown`` øre with what they are rounded by."""
        rest = shown - sum(int(item.amount) for item in items)
        return MadeOf.sum([*items, TraceItem(ItemKind.COMPUTED, rest, text=why)], each=self.each)

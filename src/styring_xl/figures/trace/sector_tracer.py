"""What citizens and whole sectors have spent, and are expected to, as commitments, postings and puljer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from styring_xl.danish.text import label
from styring_xl.figures.sectors import Sectors
from styring_xl.figures.spend_lines import NO_PERSON, UNPLACED, SpendLine
from styring_xl.figures.trace.item import MadeOf, TraceItem
from styring_xl.figures.trace.tracer import Tracer


class SectorTracer:
    """Finds the items by who pays; ``months`` are 1..12 of the year, ``stretch`` counts months as year · 12 + month
    from 0."""

    def __init__(self, tracer: Tracer, sectors: Sectors) -> None:
        self.tracer = tracer
        self.sectors = sectors
        self.closed = range(1, tracer.figures.closed + 1)
        self.rest = range(tracer.figures.closed + 1, 13)

    def spent(self, cpr: str, sector: str, months: Sequence[int]) -> Iterator[TraceItem]:
        """What a citizen has in a sector in some months: commitments, and postings that met none."""
        yield from self.tracer.commitments([row for row in self._rows(cpr) if self.sectors.rows[row] == sector], months)
        mine = [line for line in self._loose(cpr) if self.sectors.of_citizen(cpr, line.measure) == sector]
        yield from self.tracer.loose(mine, months)

    def last_year(self, cpr: str, sector: str) -> MadeOf:
        """What a citizen had in a sector the year before."""
        ledger = self.tracer.ledger
        at = self._postings(cpr) & (ledger.year == self.tracer.figures.year - 1)
        mine = [
            place
            for place in np.flatnonzero(at).tolist()
            if self.sectors.of_citizen(cpr, ledger.measures[ledger.measure[place]]) == sector
        ]
        return MadeOf.sum(self.tracer.postings(mine))

    def over(self, cpr: str, stretch: range) -> MadeOf:
        """What a citizen has had in all sectors in a stretch of months, of which this year's are closed."""
        figures, ledger = self.tracer.figures, self.tracer.ledger
        january = figures.year * 12
        mine = self._postings(cpr) & (ledger.year < figures.year)
        mine &= np.isin(ledger.year * 12 + ledger.month - 1, list(stretch))
        items = list(self.tracer.postings(np.flatnonzero(mine).tolist()))
        months = [at - january + 1 for at in stretch if january <= at < january + figures.closed]
        items += self.tracer.commitments(self._rows(cpr), months)
        items += self.tracer.loose(self._loose(cpr), months)
        return MadeOf.sum(items)

    def sector(self, name: str, months: Sequence[int], *, pools: bool) -> MadeOf:
        """All that a sector has in some months, and the puljer that are kept for it."""
        tracer = self.tracer
        rows = np.flatnonzero(tracer.rows.computable).tolist()
        items = list(tracer.commitments([row for row in rows if self.sectors.rows[row] == name], months))
        lines = tracer.figures.lines.of(UNPLACED, NO_PERSON)
        items += tracer.loose((line for line in lines if self._of_line(line) == name), months)
        if pools:
            kept = tracer.snapshot.disposition.pools
            items += tracer.pools(pool for pool in kept if self.sectors.of_measure(pool.measure) == name)
        return MadeOf.sum(items)

    def line_of(self, cpr: str, measure: str) -> SpendLine | None:
        """The line of what met no commitment of a citizen and a measure, None without any."""
        return next((line for line in self._loose(cpr) if label(line.measure) == label(measure)), None)

    def _of_line(self, line: SpendLine) -> str:
        if line.cpr:
            return self.sectors.of_citizen(line.cpr, line.measure)
        return self.sectors.of_measure(line.measure)

    def _rows(self, cpr: str) -> list[int]:
        rows = self.tracer.rows
        return [at for at, own in enumerate(rows.cpr) if own == cpr and rows.computable[at]]

    def _loose(self, cpr: str) -> list[SpendLine]:
        return [line for line in self.tracer.figures.lines.of(UNPLACED) if line.cpr == cpr]

    def _postings(self, cpr: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        ledger = self.tracer.ledger
        codes = [code for code, known in enumerate(ledger.citizens) if known == cpr]
        return np.isin(ledger.cpr, codes)

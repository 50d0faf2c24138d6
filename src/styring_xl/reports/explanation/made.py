"""What the figures of *Forklaring* are made of: what there is now, less what *Historik* has kept from before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import numpy as np

from styring_xl.danish.text import label
from styring_xl.figures.change import COLUMNS, OTHER, Comparison, Lump, MeasureLine
from styring_xl.figures.spend_lines import NO_PERSON, UNPLACED
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.reading.history.moment import Moment, plain
from styring_xl.reports import simulated
from styring_xl.reports.explanation.columns import CAUSE_NAMES, CAUSES
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Made
from styring_xl.standard.history import COLUMNS as HISTORY_COLUMNS
from styring_xl.standard.place import HISTORY_AREA

_RESULT: Final = next(at for at, column in enumerate(HISTORY_COLUMNS) if column.name == "result")


class ExplanationTrace:
    """The figures of one drawing of the sheet. The lines by measure and the counts lead to the lines by commitment, so
    it is told where these stand while they are written."""

    def __init__(self, material: Material, told: Comparison, sheet: str) -> None:
        self.tracer = material.tracer
        self.told = told
        self.now = material.now
        self.sheet = sheet
        history = material.history
        area = material.snapshot.areas.get(HISTORY_AREA)
        self._history = (history.sheet, 1 if area is None else area[1].left + _RESULT)
        self._row_of = {entry.name: entry.row for entry in history.usable(material.figures.year)}
        self._at: dict[int, tuple[int, str]] = {}
        self._lump_at: dict[int, tuple[int, str]] = {}
        self._left = 1

    def stands(self, left: int, row: int, name: str, *, commitment: int = -1, lump: int = -1) -> None:
        """Remembers the line of a commitment, or of a lump, by its place in the comparison; ``left`` is the column of
        the first cause."""
        self._left = left
        if commitment >= 0:
            self._at[commitment] = (row, name)
        else:
            self._lump_at[lump] = (row, name)

    # A row each.

    def measure(self, line: MeasureLine) -> Made:
        """A line by measure."""
        return partial(self._of_measure, line)

    def commitment(self, row: int) -> Made:
        """A line by commitment."""
        return partial(self._of_commitment, row)

    def lump(self, at: int) -> Made:
        """A line that is no commitment, by its place among the lumps."""
        return partial(self._of_lump, self.told.lumps[at])

    def unchanged(self, amount: int) -> Made:
        """The line of all that has not moved."""
        return partial(self._before_alone, amount, "Uændrede")

    def counts(self, causes: Sequence[int]) -> Made:
        """How many lines some causes have moved."""
        return partial(self._counted, causes)

    @staticmethod
    def movement(column: str) -> MadeOf | None:
        """What was expected of stops and inflow."""
        return MadeOf.worked_out((), simulated.MEAN) if column in ("before", "after") else None

    # What they are made of.

    def _before_alone(self, amount: int, text: str, column: str) -> MadeOf | None:
        return MadeOf.sum([self._kept(self.told.before, amount, text)]) if column == "before" else None

    def _of_measure(self, line: MeasureLine, column: str) -> MadeOf | None:
        if column not in CAUSE_NAMES:
            return self._before_alone(line.before, line.measure, column)
        cause, mine, told = CAUSE_NAMES.index(column), label(line.measure), self.told
        items: list[TraceItem] = []
        for row in np.flatnonzero(told.causes[:, cause]).tolist():
            if label(told.measure[row]) == mine:
                items.append(self._cell(self._at[row], cause, int(told.causes[row, cause])))
        for at, lump in enumerate(told.lumps):
            if lump.column == cause and lump.before != lump.after and label(lump.measure) == mine:
                items.append(self._cell(self._lump_at[at], cause, lump.after - lump.before))
        if cause == OTHER:
            items += self._changed_measure(mine)
        return MadeOf.sum(items)

    def _changed_measure(self, mine: str) -> Iterator[TraceItem]:
        """What commitments cost before that have come to a measure from another, and gone from it to another."""
        for row, was in self.told.moved_from.items():
            item = self._side(self.told.before, row)
            if label(self.told.measure[row]) == mine:
                yield item
            if label(was) == mine:
                yield item.negated()

    def _of_commitment(self, row: int, column: str) -> MadeOf | None:
        before = self._side(self.told.before, row)
        if column not in CAUSE_NAMES:
            return MadeOf.sum([before]) if column == "before" else None
        cause = CAUSE_NAMES.index(column)
        causes = self.told.causes[row].tolist()
        if not causes[cause]:
            return MadeOf.sum([])
        others = [self._cell(self._at[row], at, causes[at]).negated() for at in range(COLUMNS) if at != cause]
        return MadeOf.sum([self._side(self.told.after, row), before.negated(), *others])

    def _of_lump(self, lump: Lump, column: str) -> MadeOf | None:
        if column not in CAUSE_NAMES:
            return self._before_alone(lump.before, lump.measure, column)
        if CAUSE_NAMES.index(column) != lump.column:
            return MadeOf.sum([])
        before = self._kept(self.told.before, lump.before, f"{lump.text}, {lump.measure}")
        return MadeOf.sum([*self._lump_after(lump), before.negated()])

    def _lump_after(self, lump: Lump) -> Iterator[TraceItem]:
        """What the line has at the later time: postings and puljer, where that is now."""
        kind = {"unplaced": UNPLACED, "nobody": NO_PERSON}.get(lump.kept)
        tracer = self.tracer
        if self.told.after is not self.now:
            yield self._kept(self.told.after, lump.after, f"{lump.text}, {lump.measure}")
        elif kind is None:
            pools = tracer.snapshot.disposition.pools
            yield from tracer.pools(pool for pool in pools if plain(pool.measure or pool.label) == lump.measure)
        else:
            for line in tracer.figures.lines.of(kind):
                if plain(line.measure) == lump.measure:
                    for month in range(1, 13):
                        yield from tracer.spend(line, month).items

    def _counted(self, causes: Sequence[int], column: str) -> MadeOf | None:
        if column != "lines":
            return None
        told = self.told
        moved = np.flatnonzero((told.causes[:, list(causes)] != 0).any(axis=1)).tolist()
        places = [self._at[row] for row in moved]
        places += [
            self._lump_at[at]
            for at, lump in enumerate(told.lumps)
            if lump.column in causes and lump.before != lump.after
        ]
        return MadeOf.sum(
            TraceItem(ItemKind.CELL, 1, self.sheet, row, 1, text=name, unit=TraceUnit.NUMBER) for row, name in places
        )

    # An item each.

    def _cell(self, place: tuple[int, str], cause: int, amount: int) -> TraceItem:
        row, name = place
        return TraceItem(ItemKind.CELL, amount, self.sheet, row, self._left + cause, text=f"{name}: {CAUSES[cause]}")

    def _side(self, moment: Moment, row: int) -> TraceItem:
        """A commitment at one of the two times: in the disposition, or as *Historik* has kept it."""
        told = self.told
        amount = int((told.old if moment is told.before else told.new)[row])
        place = told.places[row]
        if moment is not self.now or place is None:
            return self._kept(moment, amount, told.measure[row])
        index = self.tracer.rows.places.index(place)
        sheet, at, column = self.tracer.where(index)
        return TraceItem(ItemKind.COMMITMENT, amount, sheet, at, column, text=self.tracer.text(index))

    def _kept(self, moment: Moment, amount: int, text: str) -> TraceItem:
        """An amount as it was at a time that *Historik* has kept."""
        said = f"{moment.name}: {text}"
        if moment is self.now:
            return TraceItem(ItemKind.COMPUTED, amount, text=said)
        sheet, column = self._history
        return TraceItem(ItemKind.HISTORY, amount, sheet, self._row_of.get(moment.name, 0), column, text=said)

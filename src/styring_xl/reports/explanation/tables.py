"""The tables of *Forklaring*: in all with the waterfall's figures, in words, by measure and by commitment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from styring_xl.cells.cell import Content, Formula, quote_sheet
from styring_xl.cells.column_contents import ColumnContents
from styring_xl.cells.patch import Link
from styring_xl.figures.change import COLUMNS, OTHER, Comparison, MeasureLine
from styring_xl.model.arrays import Integers
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.history.moment import INFLOW, STOPS
from styring_xl.reading.history.words import LineKey
from styring_xl.reports.comment_rows import COLUMNS as COMMENTS
from styring_xl.reports.comments import Commentary
from styring_xl.reports.explanation import sentence
from styring_xl.reports.explanation.columns import (
    AMOUNTS,
    BY_COMMITMENT,
    BY_MEASURE,
    CAUSE_NAMES,
    CAUSES,
    CAUSES_SHORT,
    IN_ALL,
    IN_WORDS,
    WIDTH,
    columns,
    movement_columns,
)
from styring_xl.reports.explanation.commented import cause_key, measure_key
from styring_xl.reports.explanation.made import ExplanationTrace
from styring_xl.reports.rows import Rows
from styring_xl.reports.table import RowKind, Table, Values
from styring_xl.standard import style
from styring_xl.standard.place import UNCERTAINTY

TOLD: Final = 10
"""So many commitments are told of in words."""
_ALL: Final = "I alt"
_MOVEMENT_ROWS: Final = 7
"""Of what is expected of stops and inflow: a title, a header, two lines, their sum, a note and air."""


class ExplanationTables:
    """Writes the sheet from the table in all downwards; ``charted`` is what the waterfall is drawn from."""

    def __init__(
        self,
        rows: Rows,
        told: Comparison,
        commentary: Commentary | None,
        trace: ExplanationTrace,
        *,
        movement: bool = False,
    ) -> None:
        self.rows, self.told, self.trace = rows, told, trace
        self.commentary = commentary
        self.shows_movement = movement
        self.names = (told.before.name, told.after.name)
        self.sheets = len({place.sheet for place in told.places if place is not None})
        self.totals = told.totals
        self.charted: list[list[Content]] = []

    def write(self, lines: Sequence[MeasureLine]) -> None:
        """All of it; ``lines`` are the measures."""
        rows = self.rows
        top = rows.next_row
        # In all: a header, where from, ten causes, their sum, where to, a note, a sentence, air; then a title, ten
        # sentences and air.
        summed = top + 1 + 1 + COLUMNS + 1 + 1 + 1 + 1 + 1 + 1 + TOLD + 1 + 2 + len(lines)
        summed += _MOVEMENT_ROWS if self.shows_movement else 0
        below = Table(rows, columns("Foranstaltning", *self.names))
        self._in_all(below, summed, summed - len(lines) - 1)
        self._in_words()
        if self.shows_movement:
            self._movement()
        self._measures(below, lines)
        assert rows.next_row - 1 == summed
        self._commitments()

    def _in_all(self, below: Table, summed: int, header: int) -> None:
        """The figures are the sums by measure, in the row ``summed`` of the table below; ``header`` is its header."""
        rows, told = self.rows, self.told
        table = Table(rows, IN_ALL)
        self._said(table.header(), None)
        before = told.before.result
        start = table.add(
            RowKind.GROUP,
            {
                "cause": f"Forventet regnskab, {self.names[0]}",
                "amount": Formula(below.ref("before", summed), to_kroner(before)),
                "running": 0.0,
            },
        )
        running = 0
        counts = told.counts
        for at, name in enumerate(CAUSES):
            row, ore = table.next_row, int(self.totals[at])
            was, running = running, running + ore
            table.line(
                {
                    "cause": name,
                    "amount": Formula(below.ref(CAUSE_NAMES[at], summed), to_kroner(ore)),
                    "running": Formula(
                        f"{table.ref('running', row - 1)}+{table.ref('amount', row)}", to_kroner(running)
                    ),
                    "lines": float(counts[at]) or None,
                },
                made=self.trace.counts([at]),
            )
            self._said(row, cause_key(name))
            short = Formula(below.ref(CAUSE_NAMES[at], header), CAUSES_SHORT[at])
            self.charted.append(_bar(short, table.ref("running", row - 1), table.ref("running", row), was, running))
        moved = int((told.causes != 0).any(axis=1).sum()) + sum(lump.before != lump.after for lump in told.lumps)
        row = table.next_row
        change = table.sum("amount", range(start + 1, row), to_kroner(running))
        values: Values = {"cause": "Ændring i alt", "amount": change, "lines": float(moved) or None}
        table.add(RowKind.GROUP, values, made=self.trace.counts(range(COLUMNS)))
        whole = Formula(table.ref("amount", row), to_kroner(running))
        self.charted.append([Formula(table.ref("cause", row), "Ændring i alt"), *[0.0] * 5, whole])
        end = Formula(f"{table.ref('amount', start)}+{table.ref('amount', row)}", to_kroner(before + running))
        table.add(RowKind.TOTAL, {"cause": f"Forventet regnskab, {self.names[1]}", "amount": end})
        rows.add((self._remark(),), (style.NOTE,))
        rows.add((sentence.in_all(self.totals.tolist(), counts.tolist()) or None,), (style.STATUS,))
        rows.blank()

    def _remark(self) -> str | None:
        """What *øvrigt* is, when it is anything."""
        old, new = self.told.sides
        there = self.told.causes[:, OTHER] != 0
        lost, found = int((there & ~new.computable).sum()), int((there & new.computable & ~old.computable).sum())
        other = int(there.sum()) - lost - found
        moved = len(self.told.moved_from)
        parts = [
            (lost, "rækker kan ikke beregnes mere (se Kontrol)"),
            (found, "rækker kan beregnes igen"),
            (other, "rækker er beregnet efter andre regler"),
            (moved, "rækker har skiftet foranstaltning (0 kr. i alt)"),
        ]
        said = [f"{count} {text}" for count, text in parts if count]
        return f"Øvrigt: {', '.join(said)}." if said else None

    def _in_words(self) -> None:
        rows, told = self.rows, self.told
        weight = np.abs(told.causes.sum(axis=1))
        most = np.lexsort((np.arange(len(weight)), -weight))[:TOLD].tolist()
        rows.section(IN_WORDS, WIDTH)
        for row in (*most, *(None,) * (TOLD - len(most))):
            if row is None or not weight[row]:
                rows.blank()
                continue
            said = sentence.about(told, row, self.sheets)
            place = told.places[row]
            name = sentence.line(told, row, self.sheets)
            at = rows.add((name, said), (style.COMPUTED_TEXT if place is None else style.LINK, style.STATUS))
            if place is not None:
                target = f"{quote_sheet(place.sheet)}!A{place.row}"
                rows.links.append(Link(at, rows.left, target, "Gå til rækken"))
        rows.blank()

    def _movement(self) -> None:
        """What was expected of stops and inflow at the two times, which is no part of forventet regnskab."""
        rows, sides = self.rows, (self.told.before, self.told.after)
        rows.section("Ventet til- og afgang", WIDTH)
        table = Table(rows, movement_columns(*self.names))
        table.header()
        first = table.next_row
        kept = all(INFLOW in side.said for side in sides)
        sums = {of: [sum(side.said.get(of, {}).values()) for side in sides] for of in (STOPS, INFLOW)}
        for name, of in (("Ventede stop", STOPS), ("Ventet tilgang", INFLOW)):
            table.line(_moved(name, sums[of]) if kept else {"name": name}, made=self.trace.movement)
        whole = [sum(each) for each in zip(*sums.values(), strict=True)]
        table.total(_moved(_ALL, whole) if kept else {"name": _ALL}, range(first, table.next_row))
        missing = [name for name, side in zip(self.names, sides, strict=True) if INFLOW not in side.said]
        rows.note(
            f"Fra {UNCERTAINTY}; ikke med i forventet regnskab."
            if kept
            else f"Ved {' og '.join(missing)} blev det ikke gemt, hvad der ventedes."
        )
        rows.blank()

    def _measures(self, table: Table, lines: Sequence[MeasureLine]) -> None:
        self.rows.section(BY_MEASURE, WIDTH)
        self._said(table.header(), None)
        first = table.next_row
        for line in lines:
            row = table.line(
                _amounts(line.measure, line.before, line.causes, line.after), made=self.trace.measure(line)
            )
            self._said(row, measure_key(line.measure))
        self._total(table, first)

    def _said(self, row: int, key: LineKey | None) -> None:
        """What the controller says of a line, or without a key the headers over it."""
        if self.commentary is None:
            return
        cells = None if key is None else self.commentary.cells(key, row)
        for at, column in enumerate(COMMENTS, WIDTH):
            if cells is None:
                self.rows.put(row, at, column.header, column.look.header)
            else:
                self.rows.put(row, at, cells[column.name], column.look.line)

    def _commitments(self) -> None:
        rows, told = self.rows, self.told
        rows.blank()
        rows.section(BY_COMMITMENT, WIDTH)
        table = Table(rows, columns("Linje, foranstaltning", *self.names))
        table.header()
        first = table.next_row
        left = table.column(CAUSE_NAMES[0])
        moved = np.flatnonzero((told.causes != 0).any(axis=1))
        names = [f"{sentence.line(told, row, self.sheets)}, {told.measure[row]}" for row in moved.tolist()]
        for at, (row, name) in enumerate(zip(moved.tolist(), names, strict=True), first):
            self.trace.stands(left, at, name, commitment=row)
        before, after = told.old[moved], told.new[moved]
        kroner = {"before": before, "change": after - before, "after": after}
        by_cause = zip(CAUSE_NAMES, told.causes[moved].T, strict=True)
        table.lines(
            {"name": ColumnContents.of(names)}
            | {name: ColumnContents.of_numbers(to_kroner(ore)) for name, ore in kroner.items()}
            | {name: ColumnContents.of_numbers(to_kroner(ore), ore == 0) for name, ore in by_cause},
            lambda at: self.trace.commitment(int(moved[at])),
        )
        seen = sum(told.old[moved].tolist())
        count = len(told.causes) - len(moved)
        for at, lump in enumerate(told.lumps):
            if lump.before != lump.after:
                causes = np.zeros(COLUMNS, np.int64)
                causes[lump.column] = lump.after - lump.before
                name = f"{lump.text}, {lump.measure}"
                self.trace.stands(left, table.next_row, name, lump=at)
                table.line(_amounts(name, lump.before, causes, lump.after), made=self.trace.lump(at))
                seen += lump.before
        rest = told.before.result - seen
        if rest or count:
            values = _amounts(f"Uændrede ({count} bevillinger)", rest, np.zeros(COLUMNS, np.int64), rest)
            table.line(values, made=self.trace.unchanged(rest))
        self._total(table, first)

    def _total(self, table: Table, first: int) -> None:
        before, after = self.told.before.result, self.told.after.result
        amounts = (before, *self.totals.tolist(), after - before, after)
        lines = range(first, table.next_row)
        shown = {name: to_kroner(ore) if lines else 0.0 for name, ore in zip(AMOUNTS, amounts, strict=True)}
        table.total({"name": _ALL, **shown}, lines)


def _moved(name: str, ore: Sequence[int]) -> Values:
    """A line with what was expected before and after."""
    before, after = ore
    return {"name": name, "before": to_kroner(before), "after": to_kroner(after), "change": to_kroner(after - before)}


def _amounts(name: str, before: int, causes: Integers, after: int) -> Values:
    """A line from one time to the other; causes that moved nothing are empty."""
    moved = {column: to_kroner(ore) if ore else None for column, ore in zip(CAUSE_NAMES, causes.tolist(), strict=True)}
    return {
        "name": name,
        "before": to_kroner(before),
        **moved,
        "change": to_kroner(after - before),
        "after": to_kroner(after),
    }


def _bar(name: Formula, old: str, new: str, was: int, then: int) -> list[Content]:
    """The column between two heights: an unseen part that lifts it, and what is seen over and under zero."""
    base = max(min(was, then), 0) + min(max(was, then), 0)
    over, under = max(was, then, 0) - max(min(was, then), 0), min(was, then, 0) - min(max(was, then), 0)
    up = then > was
    texts = (
        f"MAX(MIN({old},{new}),0)+MIN(MAX({old},{new}),0)",
        f"IF({new}>{old},MAX({new},0)-MAX({old},0),0)",
        f"IF({new}>{old},MIN({old},0)-MIN({new},0),0)",
        f"IF({new}<{old},MAX({old},0)-MAX({new},0),0)",
        f"IF({new}<{old},MIN({new},0)-MIN({old},0),0)",
    )
    amounts = (base, over if up else 0, under if up else 0, 0 if up else over, 0 if up else under)
    cells = [Formula(text, to_kroner(ore)) for text, ore in zip(texts, amounts, strict=True)]
    return [name, *cells, 0.0]

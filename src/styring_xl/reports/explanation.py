"""*Forklaring*: why forventet regnskab has moved between two times, in all, in words, by measure and by commitment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula, Value, column_letters, quote_sheet
from styring_xl.cells.patch import Area, Link
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.figures.change import COLUMNS, OTHER, Comparison, MeasureLine, compare
from styring_xl.model.arrays import Integers
from styring_xl.reading.history.history import Broken, HistoryEntry
from styring_xl.reading.history.moment import Moment
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import sentence
from styring_xl.reports.report import Corner, Drawn, Material, Site
from styring_xl.reports.rows import Rows, kroner
from styring_xl.standard import style

AREA: Final = standard.EXPLANATION_AREA
ROLE: Final = "forklaring"
TOLD: Final = 10
"""So many commitments are told of in words."""
_WIDTH: Final = standard.EXPLANATION_WIDTH
_BEFORE, _CAUSES, _CHANGE, _AFTER = 1, 2, _WIDTH - 2, _WIDTH - 1
"""Columns, from 0, of the tables by measure and by commitment."""
_AMOUNT, _RUNNING, _COUNT = 1, 2, 3
"""Columns of the table in all."""
_EMPTY: Final = (
    "Der er endnu ingen lukning i Historik at sammenligne med.",
    "Luk en måned, eller gem en revision (styring-xl snapshot),",
    "så forklarer arket, hvad der siden flytter forventet regnskab.",
)


def applies(snapshot: Snapshot) -> bool:
    """When there is a time to compare with."""
    return bool(snapshot.history.entries) or snapshot.record is not None


def draw(material: Material, site: Site) -> Drawn:
    """The two times, the bridge between them, its chart's figures, and the list of times to choose from."""
    typed, places = _typed(material.snapshot)
    choice = _choose(material, typed, places)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
    for name, text in zip((standard.EXPLANATION_FROM, standard.EXPLANATION_TO), choice.shown, strict=True):
        rows.add((name, typed[name], text), (style.LABEL, style.INPUT_TEXT, style.NOTE))
    rows.add((), ())
    chart = Rows(site.sheet, site.charts[standard.WATERFALL_NAME].top, site.charts[standard.WATERFALL_NAME].left, 7)
    if choice.told is None:
        for text in _EMPTY:
            rows.add((text,), (style.STATUS,))
        chart.add((), _CHART_LOOKS)
    else:
        _ExplanationSheet(
            rows, chart, choice.told, [line.measure for group in material.figures.groups for line in group.lines]
        )
    times = _times(material, site.sheet, site.charts[standard.TIMES_NAME])
    return Drawn((rows.area(AREA), chart.area(standard.WATERFALL_NAME), times), tuple(choice.problems))


# Which times.


@dataclass(frozen=True, slots=True)
class _Choice:
    shown: tuple[str, str]
    """What stands beside the yellow cells."""
    told: Comparison | None
    problems: list[Problem]


def _typed(snapshot: Snapshot) -> tuple[dict[str, Value], dict[str, tuple[int, int]]]:
    """What the user has chosen, and in which cells."""
    typed: dict[str, Value] = {standard.EXPLANATION_FROM: None, standard.EXPLANATION_TO: None}
    places: dict[str, tuple[int, int]] = {}
    grid = snapshot.typed.get(AREA)
    if grid is not None:
        ref = snapshot.areas[AREA][1]
        for row in range(ref.top, ref.top + 2):
            name = clean(grid.value(row, ref.left))
            if name in typed and name not in places:
                value = grid.value(row, ref.left + 1)
                typed[name], places[name] = None if is_blank(value) else value, (row, ref.left + 1)
    return typed, places


def _choose(material: Material, typed: dict[str, Value], places: dict[str, tuple[int, int]]) -> _Choice:
    usable = material.history.usable(material.snapshot.year)
    problems: list[Problem] = []
    chosen: dict[str, HistoryEntry | None] = {}
    for name, value in typed.items():
        if value is None or label(value) == label(standard.NOW):
            continue
        found = next((entry for entry in usable if label(entry.name) == label(value)), None)
        if found is None:
            row, column = places[name]
            sheet = material.snapshot.areas[AREA][0]
            problems.append(Problem(Kind.EXPLANATION_TIME, name, ROLE, sheet, row, column, value))
        else:
            chosen[name] = found
    if label(typed[standard.EXPLANATION_FROM]) == label(standard.NOW):
        chosen[standard.EXPLANATION_FROM] = None
    if material.now is None or not usable:
        return _Choice(("(ingen lukning endnu)", "Nu"), None, problems)
    wanted = chosen.get(standard.EXPLANATION_TO)
    default = standard.EXPLANATION_FROM not in chosen
    first = _latest(usable, wanted) if default else chosen[standard.EXPLANATION_FROM]
    note = "(seneste lukning)" if default else ""
    told = _compare(material, first, wanted)
    earlier = usable[: usable.index(first)] if first is not None else ()
    if told is not None and default and told.is_still and earlier:
        # Just closed: what is asked for then is what the closing brought.
        first, note = _latest(earlier, None), f"(intet er flyttet siden {first.name if first is not None else ''})"
        told = _compare(material, first, wanted)
    if told is None:
        for entry in usable:
            if entry in (first, wanted):
                column = len(standard.HISTORY_COLUMNS)
                sheet, ref = material.snapshot.areas.get(standard.HISTORY_AREA, (material.history.sheet, None))
                left = ref.left if ref is not None else 1
                problems.append(
                    Problem(Kind.HISTORY, entry.name, ROLE, sheet, max(entry.row, 1), left + column - 1, entry.name)
                )
    names = [each.name if each is not None else standard.NOW for each in (first, wanted)]
    return _Choice((f"Fra {names[0]} {note}".strip(), f"til {names[1]}"), told, problems)


def _latest(usable: Sequence[HistoryEntry], wanted: HistoryEntry | None) -> HistoryEntry | None:
    """The last closing before the wanted time, else the last entry before it; none when there is nothing before."""
    before = usable if wanted is None else usable[: list(usable).index(wanted)]
    closings = [entry for entry in before if entry.is_closing]
    return closings[-1] if closings else before[-1] if before else wanted


def _compare(material: Material, first: HistoryEntry | None, last: HistoryEntry | None) -> Comparison | None:
    """None when an entry's data do not add up to what its row says."""
    now = material.now
    assert now is not None
    try:
        states = material.history.states(*(entry for entry in (first, last) if entry is not None))
    except Broken:
        return None

    def of(entry: HistoryEntry | None) -> Moment:
        return now if entry is None else states[entry.name]

    return compare(of(first), of(last), now)


def _times(material: Material, sheet: str, corner: Corner) -> Area:
    rows = Rows(sheet, corner.top, corner.left, 1)
    for entry in material.history.usable(material.snapshot.year):
        rows.add((entry.name,), (style.CHART_TEXT,))
    rows.add((standard.NOW,), (style.CHART_TEXT,))
    return rows.area(standard.TIMES_NAME)


# What is written.

_CHART_LOOKS: Final = (style.CHART_TEXT, *(style.CHART,) * 6)
_LINE: Final = (style.COMPUTED_TEXT, *(style.COMPUTED,) * (_WIDTH - 1))
_TOTAL: Final = (style.TOTAL_TEXT, *(style.TOTAL,) * (_WIDTH - 1))
_HEADER: Final = (style.HEADER, *(style.HEADER_NUMBER,) * (_WIDTH - 1))


class _ExplanationSheet:
    """Writes the sheet from the table in all downwards."""

    def __init__(self, rows: Rows, chart: Rows, told: Comparison, order: list[str]) -> None:
        self.rows, self.chart, self.told = rows, chart, told
        self.letters = [column_letters(rows.left + column) for column in range(_WIDTH)]
        self.sheets = len({place.sheet for place in told.places if place is not None})
        self.names = (told.before.name, told.after.name)
        self.totals = told.totals
        lines = told.by_measure(order)
        top = rows.next_row
        # In all: a header, where from, ten causes, their sum, where to, a note; then a title, ten sentences and air.
        summed = top + 1 + 1 + COLUMNS + 1 + 1 + 1 + 1 + 1 + TOLD + 1 + 2 + len(lines)
        self._in_all(summed, summed - len(lines) - 1)
        self._in_words()
        self._measures(lines)
        assert rows.next_row - 1 == summed
        self._commitments()

    def _at(self, row: int, column: int) -> str:
        return f"{self.letters[column]}{row}"

    def _in_all(self, summed: int, header: int) -> None:
        """``summed`` is the row of the sums by measure, which these figures are, ``header`` that of their names."""
        rows, told = self.rows, self.told
        table = (style.HEADER, *(style.HEADER_NUMBER,) * 3)
        rows.add(("Hvad flyttede forventet regnskab", "Kroner", "Løbende", "Linjer"), table)
        looks = (style.COMPUTED_TEXT, style.COMPUTED, style.COMPUTED, style.COMPUTED_WHOLE)
        group = (style.GROUP_TEXT, style.GROUP, style.GROUP, style.GROUP_WHOLE)
        start = rows.next_row
        before = told.before.result
        rows.add(
            (f"Forventet regnskab, {self.names[0]}", Formula(self._at(summed, _BEFORE), kroner(before)), 0.0, None),
            group,
        )
        running = 0
        counts = (told.causes != 0).sum(axis=0)
        for lump in told.lumps:
            counts[lump.column] += lump.before != lump.after
        for column, name in enumerate(standard.CAUSES):
            row, ore = rows.next_row, int(self.totals[column])
            was, running = running, running + ore
            rows.add(
                (
                    name,
                    Formula(self._at(summed, _CAUSES + column), kroner(ore)),
                    Formula(f"{self._at(row - 1, _RUNNING)}+{self._at(row, _AMOUNT)}", kroner(running)),
                    float(counts[column]) or None,
                ),
                looks,
            )
            self._bar(column, row, was, running, header)
        row = rows.next_row
        down = f"SUM({self._at(start + 1, _AMOUNT)}:{self._at(row - 1, _AMOUNT)})"
        moved = int((told.causes != 0).any(axis=1).sum()) + sum(lump.before != lump.after for lump in told.lumps)
        rows.add(("Ændring i alt", Formula(down, kroner(running)), None, float(moved) or None), group)
        self._whole(row, running)
        end = Formula(f"{self._at(start, _AMOUNT)}+{self._at(row, _AMOUNT)}", kroner(before + running))
        total = (style.TOTAL_TEXT, style.TOTAL, style.TOTAL, style.TOTAL_WHOLE)
        rows.add((f"Forventet regnskab, {self.names[1]}", end, None, None), total)
        rows.add((self._remark(),), (style.NOTE,))
        rows.add((), ())

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

    def _bar(self, column: int, row: int, was: int, then: int, header: int) -> None:
        """The column between two heights: an unseen part that lifts it, and what is seen over and under zero."""
        old, new = self._at(row - 1, _RUNNING), self._at(row, _RUNNING)
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
        cells = [Formula(text, kroner(ore)) for text, ore in zip(texts, amounts, strict=True)]
        name = Formula(self._at(header, _CAUSES + column), standard.CAUSES_SHORT[column])
        self.chart.add((name, *cells, 0.0), _CHART_LOOKS)

    def _whole(self, row: int, ore: int) -> None:
        cells = (0.0,) * 5
        name, amount = Formula(self._at(row, 0), "Ændring i alt"), Formula(self._at(row, _AMOUNT), kroner(ore))
        self.chart.add((name, *cells, amount), _CHART_LOOKS)

    def _in_words(self) -> None:
        rows, told = self.rows, self.told
        changes = told.causes.sum(axis=1)
        weight = np.abs(changes)
        most = np.lexsort((np.arange(len(weight)), -weight))[:TOLD].tolist()
        rows.add(("De ti bevillinger, der flyttede mest",), (style.SECTION,) * _WIDTH)
        for row in (*most, *(None,) * (TOLD - len(most))):
            if row is None or not weight[row]:
                rows.add((), ())
                continue
            said = sentence.about(told, row, self.sheets)
            place = told.places[row]
            name = sentence.line(told, row, self.sheets)
            at = rows.add((name, said), (style.COMPUTED_TEXT if place is None else style.LINK, style.STATUS))
            self._link(at, row)
        rows.add((), ())

    def _link(self, at: int, row: int) -> None:
        place = self.told.places[row]
        if place is not None:
            target = f"{quote_sheet(place.sheet)}!A{place.row}"
            self.rows.links.append(Link(at, self.rows.left, target, "Gå til rækken"))

    def _header(self, title: str, first: str) -> int:
        self.rows.add((title,), (style.SECTION,) * _WIDTH)
        return self.rows.add((first, self.names[0], *standard.CAUSES_SHORT, "Ændring", self.names[1]), _HEADER)

    def _amounts(self, name: str, looks: Sequence[str], before: int, causes: Integers, after: int) -> int:
        row = self.rows.next_row
        change = f"SUM({self._at(row, _CAUSES)}:{self._at(row, _CHANGE - 1)})"
        end = f"{self._at(row, _BEFORE)}+{self._at(row, _CHANGE)}"
        cells: list[Content] = [name, kroner(before), *[kroner(ore) if ore else None for ore in causes.tolist()]]
        return self.rows.add(
            [*cells, Formula(change, kroner(after - before)), Formula(end, kroner(after))],
            looks,
        )

    def _sum(self, name: str, first: int, before: int, causes: Integers, after: int) -> None:
        last = self.rows.next_row - 1
        amounts = (before, *causes.tolist(), after - before, after)
        cells = [
            Formula(f"SUM({self._at(first, column)}:{self._at(last, column)})", kroner(ore)) if last >= first else 0.0
            for column, ore in enumerate(amounts, 1)
        ]
        self.rows.add((name, *cells), _TOTAL)

    def _measures(self, lines: list[MeasureLine]) -> None:
        self._header("Pr. foranstaltning", "Foranstaltning")
        first = self.rows.next_row
        for line in lines:
            self._amounts(line.measure, _LINE, line.before, line.causes, line.after)
        self._sum("I alt", first, self.told.before.result, self.totals, self.told.after.result)

    def _commitments(self) -> None:
        rows, told = self.rows, self.told
        rows.add((), ())
        self._header("Pr. bevilling", "Linje, foranstaltning")
        first = rows.next_row
        moved = np.flatnonzero((told.causes != 0).any(axis=1))
        for row, before, after in zip(moved.tolist(), told.old[moved].tolist(), told.new[moved].tolist(), strict=True):
            name = f"{sentence.line(told, row, self.sheets)}, {told.measure[row]}"
            self._amounts(name, _LINE, before, told.causes[row], after)
        seen = sum(told.old[moved].tolist())
        count = len(told.causes) - len(moved)
        for lump in told.lumps:
            if lump.before != lump.after:
                causes = np.zeros(COLUMNS, np.int64)
                causes[lump.column] = lump.after - lump.before
                self._amounts(f"{lump.text}, {lump.measure}", _LINE, lump.before, causes, lump.after)
                seen += lump.before
        rest = told.before.result - seen
        nothing = np.zeros(COLUMNS, np.int64)
        if rest or count:
            self._amounts(f"Uændrede ({count} bevillinger)", _LINE, rest, nothing, rest)
        self._sum("I alt", first, told.before.result, self.totals, told.after.result)

"""Key figures per inhabitant of an age group, beside those of other municipalities."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.danish.text import in_order, label
from styring_xl.figures import age, placements
from styring_xl.figures.compute import Figures
from styring_xl.model import headcount
from styring_xl.model.arrays import Flags
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.standard.lists.benchmark import BENCHMARK, FOSTER_SHARE, POPULATION
from styring_xl.standard.words import YES

YOUNG: Final = 24
"""An age group that ends here or earlier is that of children's measures (efterværn goes on until 23)."""
GROWN: Final = 18
_AGES: Final = re.compile(r"(\d{1,3})\s*(?:-|–|til)\s*(\d{1,3})|(\d{1,3})\s*\+")
_FOSTER: Final = re.compile(r"familiepleje|plejefamilie|netværkspleje|slægtspleje")
_NO_AGES: Final = "Aldersgruppen er ikke to aldre som 0-17 eller 67+, så rækken er ikke brugt."
_NO_COUNT: Final = "Folketallet er ikke over 0, så rækken er ikke brugt."
_TWICE: Final = "Tallet for kommunen, aldersgruppen og året står også længere oppe, så rækken er ikke brugt."
_SHARE: Final = "En andel er højst 100 %; skriv den som f.eks. 62 %. Rækken er ikke brugt."


class Ages(Struct, frozen=True):
    """An age group, both ages in it; ``last`` is None for one without an end."""

    first: int
    last: int | None

    @property
    def name(self) -> str:
        """As the sheet shows it."""
        return f"{self.first}+ år" if self.last is None else f"{self.first}-{self.last} år"


class AgeGroup(Struct, frozen=True, eq=False):
    """What the key figures of an age group are made of.

    ``population`` is that of ``year`` by ``source``. Persons are tenths of full-year persons, as Afvigelse prints
    them; ``cost`` and ``placed_cost`` are øre of the year's expected result. ``others`` maps a key figure to its value
    in each comparison municipality: persons and kroner as numbers, a share as a part of 1.
    """

    ages: Ages
    population: int
    year: int
    source: str
    persons: int
    placed: int
    foster: int
    cost: int
    placed_cost: int
    others: Mapping[str, Mapping[str, float]]
    population_row: ListRow
    compared_rows: Mapping[str, Mapping[str, ListRow]]
    """The rows of the list that ``others`` stand in."""
    measures: Flags
    placements: Flags
    fostered: Flags
    """Which of the figures' measures (m,) the group has, which of them are placements, and which foster care."""


class KeyFigures(Struct, frozen=True):
    """The age groups by age; the comparison municipalities in Danish order and the year of their figures, 0 without."""

    groups: tuple[AgeGroup, ...]
    places: tuple[str, ...]
    compared: int
    problems: tuple[Problem, ...] = ()


def of(snapshot: Snapshot, figures: Figures) -> KeyFigures:
    """The key figures of each age group in the list of populations.

    The figures of a group that ends at 24 or earlier are those of children's measures, of one that begins at 18 or
    later those of the others, and of any other group all measures'.
    """
    problems: list[Problem] = []
    population = _population(snapshot, figures.year, problems)
    compared, values, rows_of = _compared(snapshot, figures.year, problems)
    places = sorted({place for place, _, _ in values}, key=in_order)
    young = age.childrens_measures(
        figures.measure, figures.measures, snapshot.disposition.commitments, snapshot.parameters
    )
    groups = []
    for ages, row in sorted(population.items(), key=lambda item: (item[0].first, item[0].last or 999)):
        mine = _measures(ages, young)
        others: dict[str, dict[str, float]] = {}
        rows: dict[str, dict[str, ListRow]] = {}
        for (place, figure, of_ages), value in values.items():
            if of_ages in (ages, None):
                others.setdefault(figure, {})[place] = value
                rows.setdefault(figure, {})[place] = rows_of[place, figure, of_ages]
        groups.append(_group(snapshot, figures, ages, row, mine, others, rows))
    return KeyFigures(tuple(groups), tuple(places), compared, tuple(problems))


def _group(
    snapshot: Snapshot,
    figures: Figures,
    ages: Ages,
    row: ListRow,
    mine: Flags,
    others: Mapping[str, Mapping[str, float]],
    rows: Mapping[str, Mapping[str, ListRow]],
) -> AgeGroup:
    said = placements.facts(snapshot.lists)
    placed = np.array([_says(said.get(label(name)), "placement", "institution") for name in figures.measures], bool)
    foster = np.array([_is_foster(said.get(label(name)), name) for name in figures.measures], bool)
    cost = figures.by_measure.sum(axis=1)
    pools = {label(name): 0 for name in figures.measures}
    for pool in snapshot.disposition.pools:
        if pool.measure and label(pool.measure) in pools:
            pools[label(pool.measure)] += pool.amount or 0
    cost = cost + np.array([pools[label(name)] for name in figures.measures], np.int64)
    return AgeGroup(
        ages,
        row.whole("count") or 0,
        row.whole("year") or 0,
        row.text("source"),
        _persons(snapshot, figures, mine),
        _persons(snapshot, figures, mine & placed),
        _persons(snapshot, figures, mine & placed & foster),
        int(cost[mine].sum()),
        int(cost[mine & placed].sum()),
        others,
        row,
        rows,
        mine,
        mine & placed,
        mine & placed & foster,
    )


def _persons(snapshot: Snapshot, figures: Figures, measures: Flags) -> int:
    """Tenths of full-year persons in some measures (m,), a citizen in several of them at once counted once."""
    rows = snapshot.disposition.commitments
    at = np.flatnonzero(rows.computable & measures[figures.measure]) if len(rows) else np.zeros(0, np.int64)
    if not len(at):
        return 0
    _, count = headcount.full_year_persons(
        np.zeros(len(at), np.int64), figures.person[at], rows.start[at], rows.active_stop[at], figures.year,
        rows.probability[at], snapshot.settings.full_year,
    )  # fmt: skip
    return int(count.tenths().sum())


def _says(row: ListRow | None, *names: str) -> bool:
    return row is not None and any(row.text(name) == YES for name in names)


def _is_foster(row: ListRow | None, measure: str) -> bool:
    """What the list says; where it says nothing, the measure's name."""
    if row is not None and row.text("foster"):
        return row.text("foster") == YES
    return _FOSTER.search(label(measure)) is not None


def _measures(ages: Ages, young: Flags) -> Flags:
    if ages.last is not None and ages.last <= YOUNG:
        return young
    return ~young if ages.first >= GROWN else np.ones(len(young), bool)


def read_ages(text: str) -> Ages | None:
    """An age group such as ``0-17``, ``18 til 66 år`` or ``67+``; None for anything else."""
    found = _AGES.search(text)
    if found is None:
        return None
    if found[3] is not None:
        return Ages(int(found[3]), None)
    first, last = int(found[1]), int(found[2])
    return Ages(first, last) if first <= last else None


def _population(snapshot: Snapshot, year: int, problems: list[Problem]) -> dict[Ages, ListRow]:
    """The row of each age group: the year's own, else the latest before it."""
    found: dict[Ages, ListRow] = {}
    seen: set[tuple[Ages, int]] = set()
    for row in snapshot.lists.of(POPULATION):
        ages, of_year = read_ages(row.text("ages")), row.whole("year") or 0
        if ages is None:
            problems.append(row.problem(Kind.LIST_UNKNOWN, POPULATION, "ages", detail=_NO_AGES))
        elif (row.whole("count") or 0) <= 0:
            problems.append(row.problem(Kind.LIST_UNKNOWN, POPULATION, "count", detail=_NO_COUNT))
        elif (ages, of_year) in seen:
            problems.append(row.problem(Kind.LIST_TWICE, POPULATION, "ages", detail=_TWICE))
        else:
            seen.add((ages, of_year))
            known = found.get(ages)
            if of_year <= year and (known is None or of_year > (known.whole("year") or 0)):
                found[ages] = row
    return found


def _compared(
    snapshot: Snapshot, year: int, problems: list[Problem]
) -> tuple[int, dict[tuple[str, str, Ages | None], float], dict[tuple[str, str, Ages | None], ListRow]]:
    """The latest year of the comparison that is not after ``year``, and its values and their rows by place, key figure
    and ages."""
    values: dict[tuple[str, str, Ages | None, int], float] = {}
    rows: dict[tuple[str, str, Ages | None, int], ListRow] = {}
    spelled: dict[str, str] = {}
    for row in snapshot.lists.of(BENCHMARK):
        figure, of_year, number = row.text("figure"), row.whole("year") or 0, row.number("value")
        ages = read_ages(row.text("ages"))
        place = spelled.setdefault(label(row.text("place")), row.text("place"))
        key = (place, figure, ages, of_year)
        if ages is None and row.text("ages"):
            problems.append(row.problem(Kind.LIST_UNKNOWN, BENCHMARK, "ages", detail=_NO_AGES))
        elif key in values:
            problems.append(row.problem(Kind.LIST_TWICE, BENCHMARK, "figure", detail=_TWICE))
        elif number is not None and figure == FOSTER_SHARE and number > 1:
            problems.append(row.problem(Kind.LIST_UNKNOWN, BENCHMARK, "value", float(number), _SHARE))
        elif number is not None:
            values[key], rows[key] = float(number), row
    compared = max((key[3] for key in values if key[3] <= year), default=0)
    latest = {key[:3]: value for key, value in values.items() if key[3] == compared}
    return compared, latest, {key[:3]: row for key, row in rows.items() if key[3] == compared}

"""How right each closing was: what was said of the year then, beside what the year came to or is expected to now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Final

from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.figures import earlier_years
from styring_xl.figures.compute import Figures
from styring_xl.figures.uncertainty import lines as simulated_year
from styring_xl.figures.uncertainty.compute import Uncertainty
from styring_xl.model.kroner import total
from styring_xl.reading.disposition.disposition import Pool
from styring_xl.reading.history.chain import Broken
from styring_xl.reading.history.entry import HistoryEntry
from styring_xl.reading.history.history import History
from styring_xl.reading.history.moment import (
    P10,
    P50,
    P90,
    THROUGH_P10,
    THROUGH_P50,
    THROUGH_P90,
    TYPED,
    Moment,
)


class Against(Enum):
    """What a year's closings are held against."""

    POSTINGS = "postings"
    """The year is over and its result is in the ledger."""
    DECEMBER = "december"
    """The year is over; its result is what was booked when December was closed."""
    STATED = "stated"
    """The year is over; *Parametre* says its result."""
    SIMULATED = "simulated"
    """The year is not over: what it is expected to cost now, the mean of the simulated years."""
    EXPECTED = "expected"
    """The year is not over and nothing is simulated: forventet regnskab as it is now."""


OVER: Final = frozenset((Against.POSTINGS, Against.DECEMBER, Against.STATED))


class SaidAmounts(Struct, frozen=True):
    """What a closing said, øre: forventet regnskab, *Prognose*, and P10, P50 and P90. None where it did not say."""

    expected: int | None = None
    typed: int | None = None
    low: int | None = None
    middle: int | None = None
    high: int | None = None

    @property
    def amounts(self) -> dict[str, int | None]:
        """Each by its name, which its column on *Træfsikkerhed* has too."""
        return {
            "expected": self.expected,
            "typed": self.typed,
            "low": self.low,
            "middle": self.middle,
            "high": self.high,
        }


class ClosingSaid(Struct, frozen=True):
    """A closing of a month (1..12): what it said of the whole year, by the label of each line and together.

    ``through`` is what it said of January through the month that is closed now, puljer apart.
    """

    name: str
    closed: int
    whole: SaidAmounts
    lines: Mapping[str, SaidAmounts]
    through: SaidAmounts


class YearAccuracy(Struct, frozen=True):
    """A year's closings in the order of their months, and the result they are held against.

    ``results`` is øre by the label of each line, ``result`` all of them together. ``names`` are the lines' names by
    their labels, in the order of the sheet.
    """

    year: int
    against: Against
    result: int
    results: Mapping[str, int]
    closings: tuple[ClosingSaid, ...]
    names: Mapping[str, str]

    @property
    def is_over(self) -> bool:
        """Whether the result is one, and no expectation."""
        return self.against in OVER


def years(
    history: History, figures: Figures, pools: Sequence[Pool], line_of: Mapping[str, str], found: Uncertainty | None
) -> tuple[YearAccuracy, ...]:
    """Last year and this one, as far as they have closings that can be trusted and there is something to hold against.

    ``line_of`` maps the labels of measures to the names of their lines on *Prognose*, where they are called otherwise.
    """
    made = (
        _last_year(history, figures, line_of),
        _this_year(history, figures, pools, line_of, found),
    )
    return tuple(each for each in made if each is not None)


def _last_year(history: History, figures: Figures, line_of: Mapping[str, str]) -> YearAccuracy | None:
    states = _states(history, figures.year - 1)
    if not states:
        return None
    past = earlier_years.years(figures, figures.whole)[0]
    december = next((state for entry, state in states if entry.closed == 12), None)
    spelled = {label(name): name for name in (*figures.measures, *past.names)}
    if past.source == earlier_years.POSTINGS:
        against, results = Against.POSTINGS, past.results
    elif december is not None:
        against, results = Against.DECEMBER, _booked(december)
    elif past.source == earlier_years.STATED:
        against, results = Against.STATED, past.results
    else:
        return None
    return _year(figures.year - 1, 12, against, results, states, line_of, spelled)


def _this_year(
    history: History, figures: Figures, pools: Sequence[Pool], line_of: Mapping[str, str], found: Uncertainty | None
) -> YearAccuracy | None:
    states = [each for each in _states(history, figures.year) if each[0].closed <= figures.closed]
    if not states:
        return None
    results: dict[str, int] = {}
    spelled = {label(name): name for name in figures.measures}
    if figures.closed == 12:
        against = Against.POSTINGS
        booked = figures.by_measure.sum(axis=1).tolist()
        results = dict(zip(spelled, booked, strict=True))
    elif found is not None and found.is_known:
        against = Against.SIMULATED
        groups, _ = simulated_year.groups(found, figures, ())
        for group in groups:
            for line in group.lines:
                results[label(line.name)] = line.result.mean or 0
    else:
        against = Against.EXPECTED
        known = figures.by_measure.sum(axis=1).tolist()
        results = dict(zip(spelled, known, strict=True))
        for pool in pools:
            name = pool.measure or pool.label
            spelled.setdefault(label(name), name)
            results[label(name)] = results.get(label(name), 0) + (pool.amount or 0)
    return _year(figures.year, figures.closed, against, results, states, line_of, spelled)


def _states(history: History, year: int) -> list[tuple[HistoryEntry, Moment]]:
    """The closings of a year by their months, with what the workbook said; none where the data say nothing."""
    entries = sorted((each for each in history.usable(year) if each.is_closing), key=lambda each: each.closed)
    try:
        states = history.moments(*entries)
    except Broken:
        return []
    return [(entry, states[entry.name]) for entry in entries]


def _year(
    year: int,
    through: int,
    against: Against,
    results: Mapping[str, int],
    states: Sequence[tuple[HistoryEntry, Moment]],
    line_of: Mapping[str, str],
    spelled: Mapping[str, str],
) -> YearAccuracy:
    names: dict[str, str] = {}

    def line(measure: str) -> str:
        name = line_of.get(label(measure), spelled.get(label(measure), measure))
        names.setdefault(label(name), name)
        return label(name)

    by_line: dict[str, int] = {}
    for measure, ore in results.items():
        if ore:
            _add(by_line, line(measure), ore)
    closings = tuple(_closing(entry, state, through, line) for entry, state in states)
    for closing in closings:
        for name in closing.lines:
            names.setdefault(name, name)
    order = dict(sorted(names.items(), key=lambda each: each[0]))
    return YearAccuracy(year, against, sum(by_line.values()), by_line, closings, order)


def _closing(entry: HistoryEntry, state: Moment, through: int, line: Callable[[str], str]) -> ClosingSaid:
    shown = state.side.shown
    expected: dict[str, int] = {}
    for measure, ore in zip(state.measure, shown.sum(axis=1).tolist(), strict=True):
        if ore:
            _add(expected, line(measure), ore)
    for sums in (state.unplaced, state.nobody, state.pools):
        for measure, ore in sums.items():
            if ore:
                _add(expected, line(measure), ore)
    said = state.said
    bands: dict[str, list[str]] = {}
    for measure in dict.fromkeys(name for part in (P10, P50, P90) for name in said.get(part, {}) if name):
        bands.setdefault(line(measure), []).append(measure)
    typed: dict[str, int] = {}
    for name, ore in said.get(TYPED, {}).items():
        if name:
            _add(typed, line(name), ore)
    lines = {}
    for name in dict.fromkeys((*expected, *typed, *bands)):
        # P10 of two measures together is not the sum of their P10, so a line of several measures has none.
        measures = bands.get(name, [])
        alone = measures[0] if len(measures) == 1 else None
        band = [None if alone is None else said.get(part, {}).get(alone, 0) for part in (P10, P50, P90)]
        lines[name] = SaidAmounts(expected.get(name, 0), typed.get(name), *band)
    whole = SaidAmounts(
        state.result, said.get(TYPED, {}).get(""), *(said.get(part, {}).get("") for part in (P10, P50, P90))
    )
    lumps = sum(state.unplaced.values()) + sum(state.nobody.values())
    months = (said.get(part, {}).get(str(through)) for part in (THROUGH_P10, THROUGH_P50, THROUGH_P90))
    then = SaidAmounts(total(shown[:, :through]) + lumps, None, *months)
    return ClosingSaid(entry.name, entry.closed, whole, lines, then)


def _booked(state: Moment) -> dict[str, int]:
    """What was booked through the closing, øre by the label of each measure."""
    found: dict[str, int] = {}
    rows: Iterable[tuple[str, int]] = zip(state.measure, state.side.booked.sum(axis=1).tolist(), strict=True)
    for measure, ore in (*rows, *state.unplaced.items(), *state.nobody.items()):
        if ore:
            _add(found, label(measure), ore)
    return found


def _add(found: dict[str, int], name: str, ore: int) -> None:
    found[name] = found.get(name, 0) + ore

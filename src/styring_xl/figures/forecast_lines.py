"""The lines of *Prognose*: what is booked, budgeted and disponeret on each, and what its own past says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
from msgspec import Struct, field

from styring_xl.danish.text import label
from styring_xl.figures.auto import auto
from styring_xl.figures.compute import Figures
from styring_xl.figures.earlier_years import EarlierYear
from styring_xl.figures.kept_forecasts import KeptForecast
from styring_xl.figures.segment import Segment
from styring_xl.figures.simulated_lines import lines_before, simulated_lines, undivided
from styring_xl.figures.uncertainty.compute import Uncertainty
from styring_xl.figures.uncertainty.lines import YearResult
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model import choice, forecast
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.conformal import Bounds
from styring_xl.model.numbering import distinct
from styring_xl.reading.disposition.disposition import Disposition
from styring_xl.reading.parameters import AccountRule, Parameters

ONLY_BOOKED: Final = "Kun i regnskabet"
"""The group of measures with spend this year or before, and neither budget nor disponering."""


YEARS: Final = 3
"""So many earlier years stand on Prognose."""


class ForecastLine(Struct, frozen=True):
    """A line; amounts in øre, ``earlier`` the oldest year first with None where nobody knows.

    ``sources`` are the lines of *Afvigelse* it sums. ``twelfths`` and ``last_twelve`` are None where they cannot be
    told. ``late`` is what is still expected of its closed months, None where nobody knows. ``simulated`` is what the
    year comes to with P10, P50 and P90; P10 and P90 alone where only its own past tells them. ``auto`` and
    ``error`` are those of ``AutoLine``. ``standard`` is the method where nobody chose one.
    """

    name: str
    group: str
    sources: tuple[VarianceLine, ...]
    earlier: tuple[int | None, ...]
    spent: int
    twelfths: int | None
    last_twelve: int | None
    late: int | None
    simulated: YearResult
    auto: str
    error: float | None
    standard: str
    labels: tuple[str, ...] = ()
    """The measures, by their labels, whose spend stands on it."""

    @property
    def original(self) -> int:
        """Oprindeligt budget."""
        return sum(line.original for line in self.sources)

    @property
    def kept_for(self) -> str:
        """The measure that all of the line is puljer for; empty for any other line."""
        measures = {line.kept_for for line in self.sources}
        return (measures.pop() or "") if len(measures) == 1 else ""

    @property
    def revised(self) -> int:
        """Korrigeret budget."""
        return sum(line.revised for line in self.sources)

    @property
    def disposed(self) -> int:
        """Prognose fra disponering: *Afvigelse*'s forventet regnskab of the line's measures."""
        return sum(line.expected for line in self.sources)


class _LinePart(Struct):
    """A line while its measures are being gathered."""

    name: str
    group: str
    sources: list[VarianceLine] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def named_lines(parameters: Parameters) -> tuple[dict[str, str], tuple[AccountRule, ...]]:
    """Measure label -> the prognoselinje *Parametre* gives it, and the rows that give it another one afterwards."""
    found: dict[str, str] = {}
    against = []
    for account in parameters.accounts:
        if account.measure and account.line:
            first = found.setdefault(label(account.measure), account.line)
            if label(first) != label(account.line):
                against.append(account)
    return found, tuple(against)


def lines(
    figures: Figures,
    segment: Segment,
    disposition: Disposition,
    parameters: Parameters,
    years: Sequence[EarlierYear],
    simulated: Uncertainty | None = None,
    kept: Mapping[int, KeptForecast] = MappingProxyType({}),
) -> tuple[ForecastLine, ...]:
    """The segment's lines in the order of *Afvigelse*, then measures that are only booked; ``years`` the latest first.

    Measures with the same prognoselinje are one line, in the group of the first of them. Every line of *Afvigelse* and
    every øre booked this year is on exactly one line. A line's standard method is that of its measure in the whole
    workbook, so that what one segment is disponeret to and another has the budget of is one measure's forecast.
    """
    parts = _parts(figures, segment, parameters, years[:YEARS])
    owner, closed = _owner(figures, parts), figures.closed
    months, history, known = _booked(segment, owner, len(parts), closed)
    spent = months.sum(axis=1)
    twelfths = forecast.twelfths(spent, closed).tolist() if closed else [None] * len(parts)
    last: Sequence[int | None] = [None] * len(parts)
    if known[0, closed:].all():
        last = forecast.last_twelve(history[0], months, closed).tolist()
    drawn = simulated_lines(figures, segment, owner, len(parts), simulated)
    within = choice.bounds(history, known, months, closed)
    alone = undivided(figures, segment)
    whole = np.array([bool(alone[owner == at].all()) for at in range(len(parts))], bool)
    autos = auto(
        history,
        known,
        months,
        closed,
        lines_before(owner, history, simulated, whole),
        kept,
        [part.labels for part in parts],
        whole,
        np.array([each.is_known for each in drawn], bool),
    )
    disposed = _disposed(figures, disposition)
    return tuple(
        ForecastLine(
            name=part.name,
            group=part.group,
            sources=tuple(part.sources),
            earlier=tuple(each.result(part.labels) for each in years[YEARS - 1 :: -1]),
            spent=int(spent[at]),
            twelfths=twelfths[at],
            last_twelve=last[at],
            late=drawn[at].late,
            simulated=drawn[at].result if drawn[at].is_known else _between(within, at),
            auto=autos[at].method,
            error=autos[at].error,
            standard=_standard(part, disposed, closed),
            labels=tuple(part.labels),
        )
        for at, part in enumerate(parts)
    )


def _owner(figures: Figures, parts: Sequence[_LinePart]) -> Integers:
    """The line that each measure of the workbook is on, -1 for none, int64 (m,)."""
    code = {label(name): at for at, name in enumerate(figures.measures)}
    owner = np.full(len(figures.measures), -1)
    for at, part in enumerate(parts):
        for name in part.labels:
            if name in code:
                owner[code[name]] = at
    return owner


def _booked(segment: Segment, owner: Integers, lines: int, closed: int) -> tuple[Integers, Integers, Flags]:
    """Booked øre of each line: this year's closed months (k, 12), the earlier years' (y, k, 12), and which of their
    months are known, bool (y, 12)."""
    mine = np.flatnonzero(owner >= 0)
    months = np.zeros((lines, 12), np.int64)
    np.add.at(months, owner[mine], segment.by_measure[mine])
    months[:, closed:] = 0
    past = segment.history
    history = np.zeros((len(past.booked), lines, 12), np.int64)
    for year, booked in zip(history, past.booked, strict=True):
        np.add.at(year, owner[mine], booked[mine])
    return months, history, past.known & past.told[:, None]


def _between(within: Bounds, at: int) -> YearResult:
    """P10 and P90 of a line as far off as it and the others have been in earlier years."""
    return YearResult(low=int(within.low[at]), high=int(within.high[at])) if within.known[at] else YearResult()


def _parts(figures: Figures, segment: Segment, parameters: Parameters, years: Sequence[EarlierYear]) -> list[_LinePart]:
    mapped, _ = named_lines(parameters)
    parts: dict[tuple[str, str], _LinePart] = {}
    merged = {label(name) for name in mapped.values()}
    seen: set[str] = set()

    def part_of(measure: str, group: str) -> _LinePart:
        name = mapped.get(label(measure), measure)
        # A line of several measures may gather from several groups; any other stays in its own.
        key = ("" if label(name) in merged else label(group), label(name))
        return parts.setdefault(key, _LinePart(name, group))

    for group in segment.groups:
        for line in group.lines:
            part = part_of(line.measure, group.name)
            part.sources.append(line)
            if label(line.measure) not in seen:
                # The measure's spend stands on its first budget line.
                seen.add(label(line.measure))
                part.labels.append(label(line.measure))
    spent = np.flatnonzero(segment.by_measure[:, : figures.closed].any(axis=1)).tolist()
    names = {label(figures.measures[at]): figures.measures[at] for at in spent}
    spelled = {label(name): name for name in (*figures.measures, *(row.measure for row in segment.stated))}
    for year in years:
        names.update({name: spelled[name] for name, result in year.results.items() if result and name not in names})
    for name, shown in names.items():
        if name not in seen:
            part_of(shown, ONLY_BOOKED).labels.append(name)
    return list(parts.values())


def _disposed(figures: Figures, disposition: Disposition) -> Mapping[str, bool]:
    """Labels of measures and puljer that something of this year is disponeret on."""
    active = distinct(figures.measure[figures.full.any(axis=1)]).tolist()
    names = {label(figures.measures[at]): True for at in active}
    for pool in disposition.pools:
        names[label(pool.measure or pool.label)] = True
        names[label(pool.label)] = True
    return names


def _standard(part: _LinePart, disposed: Mapping[str, bool], closed: int) -> str:
    if any(label(line.measure) in disposed for line in part.sources):
        return forecast.DISP
    if not part.sources:
        return forecast.CLOSED
    return forecast.TWELFTHS if closed else forecast.BUDGET

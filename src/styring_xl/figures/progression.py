"""How citizens' scores have changed from the first to the latest date, form by form and rater by rater."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Final

from msgspec import Struct, field

from styring_xl.danish.text import label
from styring_xl.figures.compute import Figures
from styring_xl.model.periods import closed_stop
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.lists import Lists
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard.lists.progression import HIGH, PROGRESSION

NO_MEASURE: Final = "Uden foranstaltning"
_TOTAL: Final = ("", "samlet", "i alt", "total")
"""What the parameter of a form's whole score may be called."""


class CourseChange(StrEnum):
    """What a change is."""

    IMPROVED = "forbedret"
    UNCHANGED = "uændret"
    WORSE = "forværret"


class ScoreSeries(Struct, frozen=True):
    """One citizen's scores by one form and rater. ``place`` is the list's row in which the citizen stands first.

    ``first_score`` and ``latest_score`` are the form's whole score on the first and the latest date, or the mean of
    the parameters that both have; None where there is but one date or nothing to compare.
    """

    place: ListRow
    form: str
    rater: str
    measure: str
    high_is_best: bool | None
    first: dt.date
    latest: dt.date
    first_score: Fraction | None
    latest_score: Fraction | None
    first_rows: tuple[ListRow, ...] = ()
    latest_rows: tuple[ListRow, ...] = ()
    """The rows of the list that the two scores are the means of."""

    @property
    def outcome(self) -> CourseChange | None:
        """Improved, unchanged or worse; None where nobody can tell."""
        if self.first_score is None or self.latest_score is None or self.high_is_best is None:
            return None
        if self.first == self.latest:
            return None
        change = (self.latest_score - self.first_score) * (1 if self.high_is_best else -1)
        return CourseChange.IMPROVED if change > 0 else CourseChange.WORSE if change < 0 else CourseChange.UNCHANGED


class CitizenParameters(Struct, frozen=True):
    """One citizen's parameters: the name of each -> its score by date. ``place`` is the citizen's row in the list."""

    place: ListRow
    scores: Mapping[str, Mapping[dt.date, Fraction]]
    rows: Mapping[str, Mapping[dt.date, ListRow]]
    """The rows of the list that the scores stand in."""

    @property
    def dates(self) -> list[dt.date]:
        """The dates with a parameter, in order."""
        return sorted({date for each in self.scores.values() for date in each})


class Progression(Struct, frozen=True):
    """All series in the order the citizens stand in the list, and the parameters of those who have any."""

    series: tuple[ScoreSeries, ...]
    citizens: tuple[CitizenParameters, ...]
    problems: tuple[Problem, ...] = ()


_Scores = dict[dt.date, dict[str, Fraction]]


class _ReadScores(Struct):
    """One citizen's scores by one form and rater while the list is read: date -> parameter -> score."""

    place: ListRow
    form: str
    rater: str
    scores: _Scores = field(default_factory=dict)
    rows: dict[dt.date, dict[str, ListRow]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    measure: str = ""


def of(lists: Lists, rows: Commitments, figures: Figures) -> Progression:
    """The scores of the list. A score twice and a form nobody has said the best of are problems."""
    problems: list[Problem] = []
    found = _read(lists.of(PROGRESSION), problems)
    best = _best(lists.of(PROGRESSION), problems)
    running = _measures(rows, figures)
    series = tuple(_series(cpr, each, best.get(label(each.form)), running) for (cpr, _, _), each in found.items())
    citizens: dict[str, list[_ReadScores]] = {}
    for (cpr, _, _), each in found.items():
        citizens.setdefault(cpr, []).append(each)
    parameters = tuple(each for each in map(_parameters, citizens.values()) if each.scores)
    order = sorted(series, key=lambda each: (each.place.sheet, each.place.row))
    return Progression(tuple(order), parameters, tuple(problems))


def _read(rows: Sequence[ListRow], problems: list[Problem]) -> dict[tuple[str, str, str], _ReadScores]:
    found: dict[tuple[str, str, str], _ReadScores] = {}
    places: dict[str, ListRow] = {}
    for row in rows:
        date, score = row.date("date"), row.number("score")
        if date is None or score is None:
            continue
        cpr = row.text("cpr")
        place = places.setdefault(cpr, row)
        key = (cpr, label(row.text("form")), label(row.text("rater")))
        each = found.setdefault(key, _ReadScores(place, row.text("form"), row.text("rater")))
        name = "" if label(row.text("parameter")) in _TOTAL else label(row.text("parameter"))
        of_date = each.scores.setdefault(date, {})
        if name in of_date:
            detail = "Borgeren har en score for skemaet, parameteren og datoen længere oppe, så denne er ikke brugt."
            problems.append(row.problem(Kind.LIST_TWICE, PROGRESSION, "score", float(score), detail))
            continue
        of_date[name] = score
        each.rows.setdefault(date, {})[name] = row
        each.names.setdefault(name, row.text("parameter"))
        each.measure = row.text("measure") or each.measure
    return found


def _best(rows: Sequence[ListRow], problems: list[Problem]) -> dict[str, bool]:
    """Whether a high score is best, by the form's label: what its first row with an answer says."""
    found: dict[str, bool] = {}
    first: dict[str, ListRow] = {}
    for row in rows:
        form, said = label(row.text("form")), row.text("best")
        first.setdefault(form, row)
        if said and found.setdefault(form, said == HIGH) != (said == HIGH):
            detail = "Skemaet siger det modsatte længere oppe, og det gælder."
            problems.append(row.problem(Kind.LIST_UNKNOWN, PROGRESSION, "best", detail=detail))
    for form, row in first.items():
        if form not in found:
            detail = (
                "Ingen række siger, om et højt eller et lavt tal er bedst i skemaet, så ændringen er ikke vurderet."
            )
            problems.append(row.problem(Kind.LIST_UNKNOWN, PROGRESSION, "form", detail=detail))
    return found


def _series(
    cpr: str, read: _ReadScores, high: bool | None, running: Mapping[str, Sequence[tuple[dt.date, dt.date, int, str]]]
) -> ScoreSeries:
    first, latest = min(read.scores), max(read.scores)
    before, after = read.scores[first], read.scores[latest]
    same = ("",) if "" in before and "" in after else tuple(sorted((before.keys() & after.keys()) - {""}))
    measure = read.measure or _running(running.get(cpr, ()), latest)
    return ScoreSeries(
        read.place, read.form, read.rater, measure, high, first, latest, _mean(before, same), _mean(after, same),
        tuple(read.rows[first][name] for name in same), tuple(read.rows[latest][name] for name in same),
    )  # fmt: skip


def _mean(scores: Mapping[str, Fraction], names: Sequence[str]) -> Fraction | None:
    return sum((scores[name] for name in names), Fraction(0)) / len(names) if names else None


def _measures(rows: Commitments, figures: Figures) -> dict[str, list[tuple[dt.date, dt.date, int, str]]]:
    """The commitments of each citizen: first and last day, øre of the year, measure."""
    found: dict[str, list[tuple[dt.date, dt.date, int, str]]] = {}
    stops = closed_stop(rows.active_stop).astype(object).tolist()
    starts = rows.start.astype(object).tolist()
    amounts = figures.months.sum(axis=1).tolist()
    for at, (cpr, measure) in enumerate(zip(rows.cpr, rows.measure, strict=True)):
        if cpr and measure and rows.computable[at] and starts[at] is not None:
            found.setdefault(cpr, []).append((starts[at], stops[at], amounts[at], measure))
    return found


def _running(mine: Sequence[tuple[dt.date, dt.date, int, str]], day: dt.date) -> str:
    """The dearest measure a citizen has on a day."""
    there = [(amount, measure) for start, stop, amount, measure in mine if start <= day <= stop]
    return max(there)[1] if there else NO_MEASURE


def _parameters(series: Sequence[_ReadScores]) -> CitizenParameters:
    """A citizen's parameters, named by form and rater too where there are several."""
    asked = [each for each in series if any(name for of_date in each.scores.values() for name in of_date)]
    forms = len({label(each.form) for each in asked}) > 1
    raters = len({label(each.rater) for each in asked}) > 1
    scores: dict[str, dict[dt.date, Fraction]] = {}
    rows: dict[str, dict[dt.date, ListRow]] = {}
    for each in asked:
        beside = [text for said, text in ((forms, each.form), (raters, each.rater)) if said and text]
        for date, of_date in each.scores.items():
            for name, score in of_date.items():
                if name:
                    shown = " · ".join([each.names[name], *beside])
                    scores.setdefault(shown, {})[date] = score
                    rows.setdefault(shown, {})[date] = each.rows[date][name]
    return CitizenParameters(series[0].place, scores, rows)

"""The municipality's scores of its steering: KLK's 18 indicators in three centres, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct, field

from styring_xl.danish.text import label
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.lists import Lists
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard.lists.scores import INDICATORS, SCORES, WORDS

_LEAST, _MOST = 1, 5
_OF_LABEL: Final = {label(name): name for names in INDICATORS.values() for name in names}


class Scores(Struct, frozen=True):
    """``by_indicator`` maps an indicator's name to its scores (1 to 5 in halves) by year; ``years`` is ascending."""

    years: tuple[int, ...]
    by_indicator: Mapping[str, Mapping[int, Fraction]]
    problems: tuple[Problem, ...] = ()
    rows: Mapping[str, Mapping[int, ListRow]] = field(default_factory=dict)
    """The list's rows that the scores stand in, by the same names and years."""

    def average(self, names: tuple[str, ...], year: int) -> Fraction | None:
        """The mean of the scores that some indicators have in a year, None where none has one."""
        given = [self.by_indicator[name][year] for name in names if year in self.by_indicator.get(name, {})]
        return sum(given, Fraction(0)) / len(given) if given else None


def word(score: Fraction) -> str:
    """What a score says; a half stands between two words."""
    low = int(score)
    return WORDS[low] if score == low else f"{WORDS[low]} til {WORDS[low + 1]}"


def of(lists: Lists) -> Scores:
    """The scores of the list. An unknown indicator, a score outside 1..5 in halves and a repeated one are problems."""
    found: dict[str, dict[int, Fraction]] = {}
    rows: dict[str, dict[int, ListRow]] = {}
    problems: list[Problem] = []
    for row in lists.of(SCORES):
        name, year, score = _OF_LABEL.get(label(row.text("indicator"))), row.whole("year"), row.number("score")
        if name is None:
            problems.append(_unknown(row))
        elif year is None or not 2000 <= year <= 2100:
            problems.append(row.problem(Kind.LIST_VALUE, SCORES, "year", detail="whole"))
        elif score is None or not _LEAST <= score <= _MOST or (2 * score).denominator != 1:
            shown = None if score is None else float(score)
            detail = "Scoren er ikke 1 til 5 i halve, så den er ikke brugt."
            problems.append(row.problem(Kind.LIST_UNKNOWN, SCORES, "score", shown, detail))
        elif year in found.setdefault(name, {}):
            detail = "Indikatoren har en score for året længere oppe, så denne er ikke brugt."
            problems.append(row.problem(Kind.LIST_TWICE, SCORES, "indicator", detail=detail))
        else:
            found[name][year] = score
            rows.setdefault(name, {})[year] = row
    years = sorted({year for scores in found.values() for year in scores})
    return Scores(tuple(years), found, tuple(problems), rows)


def _unknown(row: ListRow) -> Problem:
    detail = "Indikatoren er ikke en af KLK's 18, så rækken er ikke brugt."
    return row.problem(Kind.LIST_UNKNOWN, SCORES, "indicator", detail=detail)

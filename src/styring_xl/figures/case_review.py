"""One adviser's commitments before a revision of the budget: what they cost, what has moved, what is to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.danish.text import in_order, label
from styring_xl.danish.writing import day
from styring_xl.figures.age import born
from styring_xl.figures.change import Comparison
from styring_xl.figures.compute import Figures
from styring_xl.model.bridge import CAUSES, Cause
from styring_xl.model.periods import day_of_age
from styring_xl.reading.disposition.disposition import Commitments, Place

_AGES: Final = (18, 23)
"""The birthdays after which a measure often ends or changes."""
_WORDS: Final = {
    Cause.NEW: "ny",
    Cause.ENDED: "ophørt",
    Cause.SHORTENED: "forkortet",
    Cause.EXTENDED: "forlænget",
    Cause.PRICE: "takst eller mængde",
    Cause.REALISED: "bogført mod forventet",
    Cause.PROBABILITY: "sandsynlighed",
    Cause.OTHER: "øvrigt",
}


class ReviewedCase(Struct, frozen=True):
    """A commitment: ``index`` is its place among the rows, ``amount`` forventet regnskab in øre.

    ``moved`` is the change in øre since the time it is compared with, None where there is none; ``causes`` says what
    moved it, ``coming`` which stop and birthdays lie ahead.
    """

    index: int
    place: Place
    amount: int
    moved: int | None
    causes: str
    coming: str


def advisers(rows: Commitments) -> list[str]:
    """The advisers with a commitment, in Danish order, each spelled as where it stands first."""
    known: dict[str, str] = {}
    for name in rows.adviser:
        if name:
            known.setdefault(label(name), name)
    return sorted(known.values(), key=in_order)


def largest(rows: Commitments, figures: Figures) -> str:
    """The adviser whose commitments cost the most, empty where none has a name."""
    sums: dict[str, int] = {}
    for name, amount in zip(rows.adviser, figures.months.sum(axis=1).tolist(), strict=True):
        if name:
            sums[label(name)] = sums.get(label(name), 0) + amount
    names = {label(name): name for name in reversed(advisers(rows))}
    return max(names.values(), key=lambda name: sums[label(name)], default="")


def cases(adviser: str, rows: Commitments, figures: Figures, since: Comparison | None) -> list[ReviewedCase]:
    """The adviser's commitments, the dearest first, without those that cost nothing in the year and have not moved."""
    wanted = label(adviser)
    mine = [at for at, name in enumerate(rows.adviser) if name and label(name) == wanted]
    places = {} if since is None else {place: at for at, place in enumerate(since.places) if place is not None}
    amounts = figures.months.sum(axis=1)
    coming = _coming(rows, mine, figures)
    found = []
    for index, ahead in zip(mine, coming, strict=True):
        at = places.get(rows.places[index])
        moved = None
        causes = ""
        if since is not None and at is not None:
            moved = int(since.new[at] - since.old[at])
            causes = _causes(since.causes[at].tolist())
        if amounts[index] or moved:
            found.append(ReviewedCase(index, rows.places[index], int(amounts[index]), moved, causes, ahead))
    return sorted(found, key=lambda case: -case.amount)


def _causes(amounts: Sequence[int]) -> str:
    """What moved a row, the largest first; less than a krone is nothing."""
    parts = [(abs(amount), _WORDS[Cause(at)]) for at, amount in enumerate(amounts[:CAUSES]) if abs(amount) >= 100]
    return ", ".join(word for _, word in sorted(parts, key=lambda part: -part[0]))


def _coming(rows: Commitments, mine: Sequence[int], figures: Figures) -> list[str]:
    """The stop and the 18th and 23rd birthdays in the twelve months after the closed ones."""
    first = dt.date(figures.year + figures.closed // 12, figures.closed % 12 + 1, 1)
    start = np.datetime64(first, "D")
    end = np.datetime64(first.replace(year=first.year + 1), "D")
    days = born([rows.cpr[at] for at in mine])
    told: list[list[str]] = [[] for _ in mine]
    for at, index in enumerate(mine):
        stop = rows.stop[index]
        if not np.isnat(stop) and start <= stop < end:
            told[at].append(f"stop {day(stop.astype(object))}")
    for age in _AGES:
        for at, date in enumerate(day_of_age(days, age)):
            if not np.isnat(date) and start <= date < end:
                told[at].append(f"{age} år {day(date.astype(object))}")
    return [", ".join(texts) for texts in told]

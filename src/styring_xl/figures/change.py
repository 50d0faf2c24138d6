"""Two times of a workbook beside each other: each row's change and its causes, by row, by measure and in all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.model.arrays import Integers
from styring_xl.model.bridge import CAUSES, Cause, Side, bridge, successors
from styring_xl.reading.disposition.disposition import Place
from styring_xl.reading.history.moment import Moment, alike, match

UNPLACED: Final = 7
POOL: Final = 8
OTHER: Final = 9
COLUMNS: Final = 10
"""Columns of the amounts: the causes of a row in their order, then what is no row, then *øvrigt*."""


class Lump(Struct, frozen=True):
    """A line that is no commitment: ``column`` is UNPLACED or POOL; ``before`` and ``after`` øre; ``kept`` is the field
    of a moment that has it."""

    text: str
    measure: str
    column: int
    before: int
    after: int
    kept: str


class MeasureLine(Struct, frozen=True):
    """A measure's expected result before and after, øre, and what moved it, øre (10,)."""

    measure: str
    before: int
    causes: Integers
    after: int


class Comparison(Struct, frozen=True):
    """The rows of both times, those of ``after`` first in its order, then those that are gone.

    ``causes`` is øre (n, 10); it sums to ``new`` − ``old`` in each row, where these are øre (n,). ``places`` tells
    where a row stands in the workbook now, None when it does not. ``follows`` is the row one takes over from, -1 none.
    """

    before: Moment
    after: Moment
    sides: tuple[Side, Side]
    causes: Integers
    old: Integers
    new: Integers
    id: tuple[str, ...]
    measure: tuple[str, ...]
    moved_from: Mapping[int, str]
    """Row -> the measure it was under before, for rows that have changed it."""
    places: tuple[Place | None, ...]
    follows: Integers
    lumps: tuple[Lump, ...]

    @property
    def totals(self) -> Integers:
        """Each cause's sum, øre (10,)."""
        sums: Integers = self.causes.sum(axis=0)
        for lump in self.lumps:
            sums[lump.column] += lump.after - lump.before
        return sums

    @property
    def counts(self) -> Integers:
        """How many lines each cause has moved, (10,)."""
        counts: Integers = (self.causes != 0).sum(axis=0)
        for lump in self.lumps:
            counts[lump.column] += lump.before != lump.after
        return counts

    @property
    def is_still(self) -> bool:
        """True when nothing at all has moved."""
        return not self.causes.any() and all(lump.before == lump.after for lump in self.lumps)

    def by_measure(self, order: Iterable[str]) -> list[MeasureLine]:
        """A line for each measure, those of ``order`` first. What a row brings to another measure is *øvrigt*."""
        names: dict[str, str] = {}
        for name in (*order, *self.measure, *self.moved_from.values(), *(lump.measure for lump in self.lumps)):
            names.setdefault(label(name), name)
        at = {key: index for index, key in enumerate(names)}
        code_of = {name: at[label(name)] for name in {*self.measure, *self.moved_from.values()}}
        codes = np.fromiter((code_of[name] for name in self.measure), np.int64, len(self.measure))
        was = codes.copy()
        for row, name in self.moved_from.items():
            was[row] = code_of[name]
        before, after = np.zeros(len(names), np.int64), np.zeros(len(names), np.int64)
        causes = np.zeros((len(names), COLUMNS), np.int64)
        np.add.at(before, was, self.old)
        np.add.at(after, codes, self.new)
        np.add.at(causes, codes, self.causes)
        np.add.at(causes[:, OTHER], codes, self.old)
        np.subtract.at(causes[:, OTHER], was, self.old)
        for lump in self.lumps:
            index = at[label(lump.measure)]
            before[index] += lump.before
            after[index] += lump.after
            causes[index, lump.column] += lump.after - lump.before
        return [
            MeasureLine(name, int(before[index]), causes[index], int(after[index]))
            for index, name in enumerate(names.values())
            if before[index] or after[index] or causes[index].any()
        ]


def compare(before: Moment, after: Moment, now: Moment) -> Comparison:
    """What moved between two times of one year; ``now`` tells where the rows stand today."""
    found = match(before, after)
    gone = np.setdiff1d(np.arange(len(before)), found[found >= 0])
    old_rows = np.concatenate([found, gone])
    new_rows = np.concatenate([np.arange(len(after)), np.full(len(gone), -1)])
    sides = before.side.take(old_rows), after.side.take(new_rows)

    def texts(there: tuple[str, ...], past: tuple[str, ...]) -> tuple[str, ...]:
        return (*there, *(past[row] for row in gone.tolist()))

    measure = texts(after.measure, before.measure)
    cpr, supplier = texts(after.cpr, before.cpr), texts(after.supplier, before.supplier)

    def same(rows: Integers) -> Integers:
        return _codes(*([each[row] for row in rows.tolist()] for each in (cpr, measure, supplier)))

    follows = successors(*sides, same)
    causes = np.zeros((len(old_rows), COLUMNS), np.int64)
    of_rows = bridge(*sides, after.year, follows)
    causes[:, : CAUSES - 1], causes[:, OTHER] = of_rows[:, : Cause.OTHER], of_rows[:, Cause.OTHER]
    return Comparison(
        before=before,
        after=after,
        sides=sides,
        causes=causes,
        old=sides[0].costs,
        new=sides[1].costs,
        id=texts(after.id, before.id),
        measure=measure,
        moved_from=_moved(before, after, found),
        places=_places(before, after, now, gone),
        follows=follows,
        lumps=tuple(_lumps(before, after)),
    )


def _codes(cpr: Sequence[str], measure: Sequence[str], supplier: Sequence[str]) -> Integers:
    folded = {text: label(text) for text in {*measure, *supplier}}
    known: dict[tuple[str, str, str], int] = {}
    keys = ((c, folded[m], folded[s]) for c, m, s in zip(cpr, measure, supplier, strict=True))
    return np.fromiter((known.setdefault(key, len(known)) if key[0] else -1 for key in keys), np.int64, len(cpr))


def _moved(before: Moment, after: Moment, found: Integers) -> dict[int, str]:
    rows = np.flatnonzero(found >= 0)
    was = [before.measure[row] for row in found[rows].tolist()]
    now = [after.measure[row] for row in rows.tolist()]
    moved = np.flatnonzero(~alike(was, now))
    return {row: was[at] for row, at in zip(rows[moved].tolist(), moved.tolist(), strict=True)}


def _places(before: Moment, after: Moment, now: Moment, gone: Integers) -> tuple[Place | None, ...]:
    if after is now:
        return (*now.places, *(None for _ in gone))
    there: list[Place | None] = []
    for state, rows in ((after, range(len(after))), (before, gone.tolist())):
        place_of = {row: now.places[at] for at, row in enumerate(match(state, now).tolist()) if row >= 0}
        there += [place_of.get(row) for row in rows]
    return tuple(there)


def _lumps(before: Moment, after: Moment) -> Iterable[Lump]:
    for text, name, column, old, new in (
        ("Udisponeret forbrug", "unplaced", UNPLACED, before.unplaced, after.unplaced),
        ("Ikke personhenførbart", "nobody", UNPLACED, before.nobody, after.nobody),
        ("Pulje", "pools", POOL, before.pools, after.pools),
    ):
        for measure in dict.fromkeys((*new, *old)):
            yield Lump(text, measure, column, old.get(measure, 0), new.get(measure, 0), name)

"""What a workbook said at one time: its rows with their terms and months, and which row at one time is which later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import eq
from typing import Final

import numpy as np
from msgspec import Struct, field

from styring_xl.danish.text import label
from styring_xl.model.arrays import Dates, Flags, Integers
from styring_xl.model.bridge import Side
from styring_xl.model.kroner import total
from styring_xl.reading.disposition.disposition import Place

P10: Final = "p10"
P50: Final = "p50"
P90: Final = "p90"
COME: Final = "kommet"
AWAITED: Final = "ventet"
REVISED: Final = "budget"
THROUGH_P10: Final = "tilog10"
THROUGH_P50: Final = "tilog50"
THROUGH_P90: Final = "tilog90"
TYPED: Final = "prognose"
STOPS: Final = "ventetstop"
INFLOW: Final = "ventettilgang"
SAID: Final = (
    P10, P50, P90, COME, AWAITED, REVISED, THROUGH_P10, THROUGH_P50, THROUGH_P90, TYPED, STOPS, INFLOW
)  # fmt: skip


class Moment(Struct, frozen=True):
    """All rows of a disposition and what they were expected to cost; the texts and ``side`` have one entry a row.

    ``unplaced``, ``nobody`` and ``pools`` are øre by measure: booked without a commitment, booked without a citizen,
    and puljer (those for all measures by their own label). ``places`` is empty but for the workbook as it is now.
    """

    name: str
    year: int
    id: tuple[str, ...]
    cpr: tuple[str, ...]
    measure: tuple[str, ...]
    supplier: tuple[str, ...]
    side: Side
    unplaced: Mapping[str, int]
    nobody: Mapping[str, int]
    pools: Mapping[str, int]
    places: tuple[Place, ...] = ()
    said: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """What was said of the year, øre; the keys are those of ``SAID``.

    P10, P50 and P90 by measure, all together under the empty text; by the number of each closed month what had come of
    it and what was still expected; the revised budget by measure; by the number of each month P10, P50 and P90 from
    January through it; and what the lines of *Prognose* came to, by name and together, where no line was without a
    forecast."""

    def __len__(self) -> int:
        return len(self.id)

    @property
    def realised(self) -> int:
        """Booked in closed months, with and without a commitment, øre."""
        return total(self.side.booked) + sum(self.unplaced.values()) + sum(self.nobody.values())

    @property
    def result(self) -> int:
        """Forventet regnskab of the whole workbook, øre."""
        return (
            sum(map(total, self.side.months))
            + sum(self.unplaced.values())
            + sum(self.nobody.values())
            + sum(self.pools.values())
        )


def plain(text: str) -> str:
    """A text without the sign that stands between texts in *Historik*."""
    return text.replace("|", "¦")


def match(old: Moment, new: Moment) -> Integers:
    """For each row of ``new`` the row of ``old`` it is, -1 for none; int64 (n,). A row is matched once at most.

    A row is known by its Nr. when no other row of the sheet has it, together with its citizen, so that rows numbered
    anew are not taken for each other; else by citizen, measure, supplier and start, then by their order by start.
    """
    return _Match(old, new).found


_Pair = tuple[Sequence[str], Sequence[str]]
"""A field's texts at both times; (old, new)."""
_Rows = tuple[Integers, Integers]
"""Some rows of both times; (old, new)."""


class _Codes(Struct, frozen=True):
    """What rows have at both times as numbers, 0 for an empty text; (old, new). Equal numbers are equal texts."""

    old: Integers
    new: Integers
    size: int

    @staticmethod
    def of(old: Sequence[str], new: Sequence[str]) -> _Codes:
        numbers: defaultdict[str, int] = defaultdict()
        # The next number is how many there are.
        numbers.default_factory = numbers.__len__
        numbers[""]
        pair = [np.fromiter(map(numbers.__getitem__, texts), np.int64, len(texts)) for texts in (old, new)]
        return _Codes(pair[0], pair[1], len(numbers))

    @staticmethod
    def folded(old: Sequence[str], new: Sequence[str]) -> _Codes:
        """The same of texts as they are compared."""
        labels = {text: label(text) for text in {*old, *new}}
        return _Codes.of([*map(labels.__getitem__, old)], [*map(labels.__getitem__, new)])

    @staticmethod
    def of_days(old: Dates, new: Dates) -> _Codes:
        """The same of days; a missing one is a day as any other."""
        days = np.concatenate([each.astype("datetime64[D]").astype(np.int64) for each in (old, new)])
        distinct, at = np.unique(days, return_inverse=True)
        return _Codes(at[: len(old)].astype(np.int64), at[len(old) :].astype(np.int64), len(distinct))


def _alone(codes: Integers) -> Flags:
    """Rows whose code is not empty and no other row's."""
    single: Flags = (codes != 0) & (np.bincount(codes, minlength=1)[codes] == 1) if len(codes) else codes != 0
    return single


def _equal(one: Iterable[str], other: Iterable[str]) -> Flags:
    """Which texts are the same as those beside them."""
    return np.fromiter(map(eq, one, other), bool)


def alike(one: Sequence[str], other: Sequence[str]) -> Flags:
    """Which texts are, as labels are compared, the same as those beside them."""
    found = _equal(one, other)
    for at in np.flatnonzero(~found).tolist():
        found[at] = label(one[at]) == label(other[at])
    return found


def _taken(texts: _Pair, rows: _Rows) -> tuple[list[str], list[str]]:
    """Those of some rows of each time."""
    old, new = ([*map(each.__getitem__, some.tolist())] for each, some in zip(texts, rows, strict=True))
    return old, new


class _Match:
    def __init__(self, old: Moment, new: Moment) -> None:
        self.old, self.new = old, new
        self.found = np.full(len(new), -1, np.int64)
        self.free = np.ones(len(old), bool)
        self.ids = _Codes.of(old.id, new.id)
        own = (_alone(self.ids.old), _alone(self.ids.new))
        people, measures, suppliers = (old.cpr, new.cpr), (old.measure, new.measure), (old.supplier, new.supplier)
        self._by_number(own, (people, _equal), (measures, alike))
        # Most often few are left, and only these are looked at more closely.
        rows = np.flatnonzero(self.free), np.flatnonzero(self.found < 0)
        if not (len(rows[0]) and len(rows[1])):
            return
        who = self._in_rows(rows, _Codes.of(*_taken(people, rows)))
        what = self._in_rows(rows, _Codes.folded(*_taken(measures, rows)))
        whose = self._in_rows(rows, _Codes.folded(*_taken(suppliers, rows)))
        starts = self._in_rows(rows, _Codes.of_days(old.side.start[rows[0]], new.side.start[rows[1]]))
        anybody = (np.ones(len(old), bool), np.ones(len(new), bool))
        # A number of its own tells a row from every other, but only where the other time has numbers too.
        nameless = (
            ~own[0] if own[1].any() else anybody[0],
            ~own[1] if own[0].any() else anybody[1],
        )
        self._pair(anybody, who, what, whose, starts)
        self._by_number(own, (people, _equal))
        self._pair(nameless, who, what, whose)
        self._pair((nameless[0] & (who.old > 0), nameless[1] & (who.new > 0)), who, what)
        # A placement nobody had a name for yet has got its citizen.
        self._by_number((own[0] & (who.old == 0), own[1]), (measures, alike))

    def _in_rows(self, rows: _Rows, codes: _Codes) -> _Codes:
        """The codes of these rows among all, 0 for the others."""
        whole = np.zeros(len(self.old), np.int64), np.zeros(len(self.new), np.int64)
        whole[0][rows[0]], whole[1][rows[1]] = codes.old, codes.new
        return _Codes(*whole, codes.size)

    def _by_number(
        self, among: tuple[Flags, Flags], *fields: tuple[_Pair, Callable[[Sequence[str], Sequence[str]], Flags]]
    ) -> None:
        """Match the rows among these that are left and have the same number, which no other row of its time has, where
        their texts in each field are the same too, as the field is compared."""
        old, new = np.flatnonzero(among[0] & self.free), np.flatnonzero(among[1] & (self.found < 0))
        row_of = np.full(self.ids.size, -1, np.int64)
        row_of[self.ids.old[old]] = old
        rows = row_of[self.ids.new[new]]
        old, new = rows[rows >= 0], new[rows >= 0]
        for texts, same in fields:
            kept = same(*_taken(texts, (old, new)))
            old, new = old[kept], new[kept]
        self.found[new] = old
        self.free[old] = False

    def _pair(self, among: tuple[Flags, Flags], *keys: _Codes) -> None:
        """Match the rows among these that are left and have the same keys, in the order they start."""
        rows = np.flatnonzero(among[0] & self.free), np.flatnonzero(among[1] & (self.found < 0))
        if not (len(rows[0]) and len(rows[1])):
            return
        codes = [np.zeros(len(each), np.int64) for each in rows]
        for key in keys:
            for side, of in enumerate((key.old, key.new)):
                codes[side] = codes[side] * key.size + of[rows[side]]
            # Small numbers again, so that the next key fits in as well.
            _, at = np.unique(np.concatenate(codes), return_inverse=True)
            codes = [at[: len(rows[0])].astype(np.int64), at[len(rows[0]) :].astype(np.int64)]
        for side, state in enumerate((self.old.side, self.new.side)):
            terms = [each[rows[side]].astype(np.int64) for each in (state.rate, state.stop, state.start)]
            order = np.lexsort((*terms, codes[side]))
            codes[side], rows_there = codes[side][order], rows[side][order]
            rows = (rows_there, rows[1]) if side == 0 else (rows[0], rows_there)
            first = np.flatnonzero(np.append(True, codes[side][1:] != codes[side][:-1]))
            rank = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
            codes[side] = codes[side] * (max(len(rows[0]), len(rows[1])) + 1) + rank
        _, one, other = np.intersect1d(codes[0], codes[1], assume_unique=True, return_indices=True)
        self.found[rows[1][other]] = rows[0][one]
        self.free[rows[0][one]] = False

"""What a workbook said at one time: its rows with their terms and months, and which row at one time is which later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct, field

from styring_xl.danish.text import label
from styring_xl.model.arrays import Flags, Integers
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
            total(self.side.shown) + sum(self.unplaced.values()) + sum(self.nobody.values()) + sum(self.pools.values())
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


class _Codes(Struct, frozen=True):
    """The texts of both times as numbers, 0 for an empty one; (old, new)."""

    old: Integers
    new: Integers
    size: int


def _codes(old: Sequence[str], new: Sequence[str], *, fold: bool = False) -> _Codes:
    distinct = dict.fromkeys(("", *old, *new))
    if fold:
        labels = [*map(label, distinct)]
        order = {text: at for at, text in enumerate(dict.fromkeys(("", *labels)))}
        numbers = {text: order[of] for text, of in zip(distinct, labels, strict=True)}
        size = len(order)
    else:
        numbers = {text: at for at, text in enumerate(distinct)}
        size = len(numbers)
    pair = [np.fromiter(map(numbers.__getitem__, texts), np.int64, len(texts)) for texts in (old, new)]
    return _Codes(pair[0], pair[1], size)


def _alone(codes: Integers) -> Flags:
    """Rows whose code is not empty and no other row's."""
    single: Flags = (codes != 0) & (np.bincount(codes, minlength=1)[codes] == 1) if len(codes) else codes != 0
    return single


class _Match:
    def __init__(self, old: Moment, new: Moment) -> None:
        self.old, self.new = old, new
        self.found = np.full(len(new), -1, np.int64)
        self.free = np.ones(len(old), bool)
        ids, people = _codes(old.id, new.id), _codes(old.cpr, new.cpr)
        measures = _codes(old.measure, new.measure, fold=True)
        suppliers = _codes(old.supplier, new.supplier, fold=True)
        days = [side.start.astype("datetime64[D]").astype(np.int64) for side in (old.side, new.side)]
        distinct, at = np.unique(np.concatenate(days), return_inverse=True)
        starts = _Codes(at[: len(old)].astype(np.int64), at[len(old) :].astype(np.int64), len(distinct))
        own = (_alone(ids.old), _alone(ids.new))
        anybody = (np.ones(len(old), bool), np.ones(len(new), bool))
        # A number of its own tells a row from every other, but only where the other time has numbers too.
        nameless = (
            ~own[0] if own[1].any() else anybody[0],
            ~own[1] if own[0].any() else anybody[1],
        )
        self._pair(own, ids, people, measures)
        self._pair(anybody, people, measures, suppliers, starts)
        self._pair(own, ids, people)
        self._pair(nameless, people, measures, suppliers)
        self._pair((nameless[0] & (people.old > 0), nameless[1] & (people.new > 0)), people, measures)
        # A placement nobody had a name for yet has got its citizen.
        self._pair((own[0] & (people.old == 0), own[1]), ids, measures)

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

"""Why the expected result moved between two points in time, row by row, summing to the øre (*Forklaring*, DOMAIN § 9).

A month of a row shows what is booked when it is closed and what is planned when it is open. With the months that are
open at one of the two times at least, and those that are closed at both, the change is taken apart in this order:

1. A row there was not before is *ny* by its planned open months; one that is no longer there is *ophørt* by them.
2. The period. What the old period has beyond the new is *forkortet* (*ophørt* when the new stop lies in a month closed
   by then), what the new has beyond the old is *forlænget*; at the old rate and probability.
3. Rate, unit, quantity, rule and VAT factor at the new period and the old probability: *takst-/mængdeændring*. A row
   that takes over where another stops, at the same citizen, measure and supplier, is the same commitment at a new rate.
4. The new probability.
5. *Realiseret mod disponeret*: in open months the booked amounts less the planned ones; in months closed at both times
   what was booked later or corrected.
6. *Øvrigt*: rows that can be computed at one time only, and planned amounts that today's rules would not give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import fields, replace

from styring_xl.model.arrays import Dates, Flags, Integers
from styring_xl.model.commitments import expected, weighted
from styring_xl.model.periods import DAY, closed_stop, month_starts
from styring_xl.model.rate_unit import RateUnit


class Cause(IntEnum):
    """What moved a row; the column of the amounts."""

    NEW = 0
    ENDED = 1
    SHORTENED = 2
    EXTENDED = 3
    PRICE = 4
    REALISED = 5
    PROBABILITY = 6
    OTHER = 7


CAUSES: Final = len(Cause)


class Side(Struct, frozen=True):
    """n rows at one time. Rates in øre; quantity, vat and probability in ten-thousandths; months 1..``closed`` closed.

    ``planned`` is øre (n, 12), the expected months as they count in the forecast; ``booked`` øre (n, 12), zero after
    ``closed``. Rows that are not ``present``, or not ``computable``, have zeros.
    """

    present: Flags
    computable: Flags
    rate: Integers
    quantity: Integers
    unit: Integers
    start: Dates
    stop: Dates
    rule: Integers
    vat: Integers
    probability: Integers
    planned: Integers
    booked: Integers
    closed: int

    def __len__(self) -> int:
        return len(self.rate)

    @property
    def shown(self) -> Integers:
        """What the months show: booked where closed, else planned; øre (n, 12)."""
        return np.where(np.arange(12) < self.closed, self.booked, self.planned)

    @property
    def months(self) -> tuple[Integers, Integers]:
        """The closed months' booked and the open months' planned amounts, øre (n, closed) and (n, 12 - closed): what
        ``shown`` puts beside each other."""
        return self.booked[:, : self.closed], self.planned[:, self.closed :]

    @property
    def costs(self) -> Integers:
        """What the months show together, øre (n,)."""
        booked, planned = self.months
        sums: Integers = booked.sum(axis=1) + planned.sum(axis=1)
        return sums

    @property
    def inputs(self) -> tuple[Integers, ...]:
        """What the months are computed from, each (n,), days as numbers, so that two missing ones are the same."""
        days = self.start.astype(np.int64), self.stop.astype(np.int64)
        return self.rate, self.quantity, self.unit, self.rule, self.vat, self.probability, *days

    def take(self, rows: Integers) -> Side:
        """Some of the rows; -1 gives a row that is not there."""
        if np.array_equal(rows, np.arange(len(self))):
            return self
        absent = np.flatnonzero(rows < 0)
        index = np.maximum(rows, 0)
        made: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, np.ndarray):
                empty = np.zeros((1, *value.shape[1:]), value.dtype)
                taken = (value if len(value) else empty)[index]
                taken[absent] = empty[0]
                made[each.name] = taken
        return replace(self, **made)


def bridge(before: Side, after: Side, year: int, follows: Integers | None = None) -> Integers:
    """The causes of each row's change, øre int64 (n, 8) by ``Cause``; a row's causes sum to its change exactly.

    before, after: the same n rows at two times of one year, in the same order. follows: for a row that takes over from
    another the index of that one, else -1, (n,); see ``successors``.
    """
    causes = np.zeros((len(before), CAUSES), np.int64)
    open_ = slice(min(before.closed, after.closed), 12)
    sound = before.computable & after.computable
    plan_moved = after.planned[:, open_].sum(axis=1) - before.planned[:, open_].sum(axis=1)
    change = after.costs - before.costs

    appeared = after.computable & ~before.present
    gone = before.computable & ~after.present
    told = sound | appeared | gone
    causes[:, Cause.REALISED] = np.where(told, change - plan_moved, 0)
    causes[:, Cause.OTHER] = np.where(told, 0, change)
    causes[appeared, Cause.NEW] = plan_moved[appeared]
    causes[gone, Cause.ENDED] = plan_moved[gone]

    at = np.flatnonzero(sound & (_inputs_differ(before, after) | (plan_moved != 0)))
    if at.size:
        causes[at] += _inputs(before.take(at), after.take(at), year, open_, plan_moved[at])
    if follows is not None:
        _hand_over(causes, follows)
    return causes


def _inputs_differ(before: Side, after: Side) -> Flags:
    differ: Flags = np.zeros(len(before), bool)
    for old, new in zip(before.inputs, after.inputs, strict=True):
        differ |= old != new
    return differ


def _inputs(before: Side, after: Side, year: int, open_: slice, moved: Integers) -> Integers:
    def cost(terms: Side, start: Dates, stop: Dates, probability: Integers) -> Integers:
        full = expected(terms.rate, terms.quantity, terms.unit, start, stop, year, terms.rule, terms.vat)
        total: Integers = weighted(full, probability)[:, open_].sum(axis=1)
        return total

    causes = np.zeros((len(before), CAUSES), np.int64)
    old_stop, new_stop = closed_stop(before.stop), closed_stop(after.stop)
    last = np.minimum(old_stop, new_stop)
    was = cost(before, before.start, before.stop, before.probability)
    both = cost(before, np.maximum(before.start, after.start), last, before.probability)
    moved_period = cost(before, after.start, after.stop, before.probability)
    # A one-off has a day and no period: it is moved into the months that count or out of them.
    once = before.unit == RateUnit.ONCE
    both = np.where(once, np.where(np.abs(moved_period) < np.abs(was), moved_period, was), both)
    shortened = both - was
    # What has stopped by the last closed month is over; what will stop sooner than planned is shorter.
    over = (new_stop < old_stop) & (new_stop < month_starts(year)[after.closed])
    causes[:, Cause.ENDED] = np.where(over, shortened, 0)
    causes[:, Cause.SHORTENED] = np.where(over, 0, shortened)
    causes[:, Cause.EXTENDED] = moved_period - both
    priced = cost(after, after.start, after.stop, before.probability)
    causes[:, Cause.PRICE] = priced - moved_period
    certain = cost(after, after.start, after.stop, after.probability)
    causes[:, Cause.PROBABILITY] = certain - priced
    causes[:, Cause.OTHER] = moved - causes.sum(axis=1)
    return causes


def _hand_over(causes: Integers, follows: Integers) -> None:
    heirs = np.flatnonzero(follows >= 0)
    left = follows[heirs]
    causes[heirs, Cause.PRICE] += causes[heirs, Cause.NEW]
    causes[heirs, Cause.NEW] = 0
    for cause in (Cause.ENDED, Cause.SHORTENED):
        causes[left, Cause.PRICE] += causes[left, cause]
        causes[left, cause] = 0


def successors(before: Side, after: Side, same: Callable[[Integers], Integers]) -> Integers:
    """For each row that is new the index of the row it takes over from, else -1; int64 (n,).

    same: of some rows (m,) the codes (m,) of citizen, measure and supplier together, -1 where nobody can tell. A new
    row takes over when it starts the day after a row of the same code stops, that row's stop was later before, and it
    stops when that row then would have stopped. Each row hands over to one.
    """
    follows = np.full(len(before), -1, np.int64)
    old_stop, new_stop = closed_stop(before.stop), closed_stop(after.stop)
    cut = np.flatnonzero(before.computable & after.computable & (new_stop < old_stop))
    fresh = np.flatnonzero(after.computable & ~before.present)
    if not (len(cut) and len(fresh)):
        return follows
    codes = same(np.concatenate([cut, fresh]))

    def keys(rows: Integers, codes: Integers, starts: Dates, stops: Dates) -> Iterator[tuple[int, tuple[int, ...]]]:
        days = (each.astype("datetime64[D]").astype(np.int64)[codes >= 0].tolist() for each in (starts, stops))
        return zip(rows[codes >= 0].tolist(), zip(codes[codes >= 0].tolist(), *days, strict=True), strict=True)

    left = keys(cut[::-1], codes[: len(cut)][::-1], (new_stop[cut] + DAY)[::-1], old_stop[cut][::-1])
    waiting = {key: row for row, key in left}
    for row, key in keys(fresh, codes[len(cut) :], after.start[fresh], new_stop[fresh]):
        follows[row] = waiting.pop(key, -1)
    return follows

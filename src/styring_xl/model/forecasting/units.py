"""Units (one citizen in one measure) by month: what was paid, what the rows say, and when invoices came."""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from styring_xl.model.arrays import Dates, Flags, Floats, Integers, Narrow, States
from styring_xl.model.commitments import ONE, active_stop, expected, weighted
from styring_xl.model.forecasting.inputs import NOBODY, CommitmentRows, PostingRows, january, month_number
from styring_xl.model.numbering import numbered
from styring_xl.model.periods import is_open
from styring_xl.model.rate_unit import RateUnit

AnyT = TypeVar("AnyT", np.float64, np.bool_)
LONGEST: Final = 60
"""Months of the ledger that are read, counted back from the year's end: what is older says little of today."""
LAGS: Final = 12
"""The longest lag. What is booked later counts as if it had come after so many months."""
NEVER: Final = 10_000
"""A month index past every calendar: an open end, or what has not happened."""


class Units(Struct, frozen=True):
    """u units, sorted by measure and person, by the W months of which something is known.

    A row with a probability below 100 % that has had no invoice is a unit of its own, after the citizen's others.

    ``person``, ``measure`` (u,): codes. ``paid`` øre (u, W): postings by the month the cost belongs to. ``first_lag``
    (u, W): months until the first posting of that month was booked, -1 where there is none or no date. ``chance`` (u,):
    the probability the rows state, 0..1. ``begins`` (u,): the index of the month of the rows' first start, NEVER
    without a row. ``seen`` (u,): the month in which one of its rows was first in the sheet, NEVER where not known.
    ``once`` (u,): all its rows are one-offs. ``has_row`` (u,).
    """

    person: Integers
    measure: Integers
    paid: Floats
    first_lag: States
    chance: Floats
    begins: Integers
    seen: Integers
    once: Flags
    has_row: Flags


class Timeline(Struct, frozen=True):
    """So many ``months``, the first ``closed`` of which are closed; ``first`` is the month number of index 0.

    ``measures`` is m. ``lags_known``: some posting has a booking date. ``today``: how many days after the end of the
    last closed month the latest posting was booked, 0..92.
    """

    measures: int
    first: int
    months: int
    closed: int
    today: int
    lags_known: bool

    def calendar(self) -> Integers:
        """The calendar month 0..11 of each month, (months,)."""
        return (self.first + np.arange(self.months)) % 12

    def age(self) -> Integers:
        """Months each month has been closed: 0 for the last closed one, negative for open ones, (months,)."""
        return self.closed - 1 - np.arange(self.months)

    def whole(self, values: NDArray[AnyT]) -> NDArray[AnyT]:
        """Values of its first months (n, W) with 0 in the others, (n, months)."""
        more = self.months - values.shape[1]
        return np.concatenate([values, np.zeros((len(values), more), values.dtype)], axis=1) if more else values


class Posted(Struct, frozen=True):
    """What the ledger tells, and who has rows: the same whichever year is asked about.

    ``frame``: the W months from the first on that are closed or have a posting, a year at least. ``loose`` øre (m, W)
    and ``loose_lag`` øre (m, W, K): postings without a citizen, in all and by lag. ``later`` (m, K, 2): of citizens'
    months that have a posting already, the øre that came k months after, and the øre that had come before. ``booked``
    int64 øre (m, W): all postings. ``of_row``: the unit of each row that has a citizen, in the rows' order.
    """

    frame: Timeline
    units: Units
    loose: Floats
    loose_lag: Floats
    later: Floats
    booked: Integers
    of_row: Integers

    @property
    def watched(self) -> int:
        """How many closed months the ledger covers, from the first with a citizen's posting on."""
        paid = (self.units.paid[:, : self.frame.closed] != 0).any(axis=0)
        return self.frame.closed - int(np.argmax(paid)) if paid.any() else 0


class Observed(Struct, frozen=True):
    """All that a year is estimated from: what is posted, and what the rows say of the T months until its end.

    ``due`` øre (u, T): what the rows say at full probability; ``base`` int64 øre (u, 12): what they say of the year as
    *Forventet regnskab* counts it. ``ends`` (u,): the index of the month of the rows' last stop, -NEVER without a row,
    an open end NEVER. ``together`` (u,): how many units' last rows stop on the same day, 0 where open. ``reserves``
    int64 øre (m, 12): rows without a citizen, by their probability. ``booked`` int64 øre (m, 12): all postings of the
    year's closed months.
    """

    frame: Timeline
    posted: Posted
    due: Floats
    base: Integers
    ends: Integers
    together: Integers
    reserves: Integers
    booked: Integers

    @property
    def units(self) -> Units:
        """The units of what is posted."""
        return self.posted.units

    @property
    def january(self) -> int:
        """Index of the year's January."""
        return self.frame.months - 12

    def of_year(self, values: NDArray[AnyT]) -> NDArray[AnyT]:
        """The year's months of values of the months that are posted (n, W), 0 in those after them, (n, 12)."""
        known = values[:, self.january :]
        more = np.zeros((len(values), 12 - known.shape[1]), values.dtype)
        return np.concatenate([known, more], axis=1)


def timeline(postings: PostingRows, measures: int, year: int, closed: int) -> Timeline:
    """The months until the end of ``year``, with nothing known of the postings' dates.

    closed: how many months of the year are closed, 0..12; −k when k months of the year before are still open, as they
    are where next year is asked about. Raises ValueError when it is not -12..12.
    """
    if not -12 <= closed <= 12:
        raise ValueError("the closed month must be -12..12")
    end = january(year) + 12
    earliest = int(postings.month.min()) if len(postings.month) else january(year)
    first = max(min(earliest, january(year)), end - LONGEST)
    return Timeline(measures, first, end - first, end - first - 12 + closed, 0, False)


def post(rows: CommitmentRows, postings: PostingRows, whole: Timeline) -> Posted:
    """Sum the postings by unit and month."""
    first, measures = whole.first, whole.measures
    kept = (postings.month >= first) & (postings.month < first + whole.months)
    made = postings if kept.all() else postings.take(kept)
    when = made.month - first
    today, lag = _lags(made, when, first + whole.closed)
    months = max(whole.closed, int(when.max()) + 1 if len(when) else 0, 12)
    frame = Timeline(measures, first, months, whole.closed, today, bool((lag >= 0).any()))
    units, later, of_row = _units(rows.take(rows.person != NOBODY), made, when, lag, frame)

    loose = np.zeros((measures, months))
    loose_lag = np.zeros((measures, months, LAGS + 1))
    nobody = made.person == NOBODY
    np.add.at(loose, (made.measure[nobody], when[nobody]), made.amount[nobody])
    known = nobody & (lag >= 0)
    np.add.at(loose_lag, (made.measure[known], when[known], lag[known]), made.amount[known])
    booked = np.zeros(measures * months, np.int64)
    np.add.at(booked, made.measure.astype(np.int64) * months + when, made.amount)
    return Posted(frame, units, loose, loose_lag, later, booked.reshape(measures, months), of_row)


def gather(posted: Posted, rows: CommitmentRows, whole: Timeline) -> Observed:
    """Sum by unit and month what the rows say of the months until the year's end. ``posted`` is of the same rows, or of
    rows that differ in nothing but what they cost and when they stop."""
    frame = replace(posted.frame, months=whole.months)
    year = (frame.first + frame.months) // 12 - 1 + 1970
    own = rows.person != NOBODY
    mine, of_row, count = rows.take(own), posted.of_row, len(posted.units.person)
    due, base = _due(mine, of_row, count, frame.months, year)
    ends_at = active_stop(mine.start, mine.stop, mine.unit)
    stops = np.where(is_open(ends_at), NEVER, month_number(ends_at) - frame.first)
    ends = np.full(count, -NEVER)
    np.maximum.at(ends, of_row, np.where(is_open(ends_at) | (ends_at >= mine.start), stops, -NEVER))
    booked = np.zeros((frame.measures, 12), np.int64)
    closed = posted.booked[:, frame.months - 12 : frame.closed]
    booked[:, : closed.shape[1]] = closed
    return Observed(
        frame, posted, due, base, ends, _together(ends_at, of_row, ends),
        _reserves(rows, ~own, frame.measures, year), booked,
    )  # fmt: skip


def _lags(post: PostingRows, when: Integers | Narrow, now: int) -> tuple[int, States]:
    """``Timeline.today``, and the months (p,) from each cost to its booking, -1 where the date is not known.

    A ledger whose latest booking is of the tenth counts months from the tenth to the tenth, so that what has come of
    the last closed month until now has lag 0.
    """
    known = ~np.isnat(post.booked)
    lag = np.full(len(when), -1, np.int8)
    if not known.any():
        return 0, lag
    month_end = (np.datetime64(0, "M") + np.timedelta64(now, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    today = int(np.clip((post.booked[known].max() - month_end).astype(np.int64), 0, 92))
    shifted = month_number(post.booked[known] - np.timedelta64(today, "D"))
    lag[known] = np.clip(shifted - post.month[known], 0, LAGS)
    return today, lag


def _reserves(rows: CommitmentRows, which: Flags, measures: int, year: int) -> Integers:
    """What the marked rows come to in the year's months, by their probability, øre (m, 12)."""
    out = np.zeros((measures, 12), np.int64)
    if which.any():
        amounts = expected(
            rows.rate[which], rows.quantity[which], rows.unit[which], rows.start[which], rows.stop[which], year
        )
        np.add.at(out, rows.measure[which], weighted(amounts, rows.probability[which]))
    return out


def _units(
    rows: CommitmentRows, post: PostingRows, when: Integers | Narrow, lag: States, frame: Timeline
) -> tuple[Units, Floats, Integers]:
    """The units, and ``later`` and ``of_row`` of ``Posted``."""
    months = frame.months
    named = np.flatnonzero(post.person != NOBODY)
    people = 1 + max(int(each.max()) if len(each) else 0 for each in (rows.person, post.person))
    post_key = (post.measure[named].astype(np.int64) * people + post.person[named]) * 2
    starts = month_number(rows.start) - frame.first
    row_key, maybe = _keys_of_rows(rows, starts, people, post_key, when[named])
    keys, (of_row, of_post) = numbered(row_key, post_key)
    count = len(keys)
    del post_key
    amount, lag, when = post.amount[named], lag[named], when[named]
    cell = of_post * months + when
    del of_post
    paid, first_lag = _paid(amount, cell, lag, count * months)
    later = _later(amount, post.measure[named], lag - first_lag[cell], lag, when, frame)
    del named, cell, amount, lag, when

    chance = np.ones(count)
    np.minimum.at(chance, of_row[maybe], rows.probability[maybe] / ONE)
    begins = np.full(count, NEVER)
    np.minimum.at(begins, of_row, starts)
    seen = np.full(count, NEVER)
    registered = month_number(rows.registered - np.timedelta64(frame.today, "D")) - frame.first
    np.minimum.at(seen, of_row, np.where(np.isnat(rows.registered), NEVER, registered))
    lasting = np.zeros(count, bool)
    lasting[of_row[rows.unit != RateUnit.ONCE]] = True
    has_row = np.zeros(count, bool)
    has_row[of_row] = True
    units = Units(
        keys // 2 % people,
        keys // 2 // people,
        paid.reshape(count, months),
        first_lag.reshape(count, months),
        chance,
        begins,
        seen,
        has_row & ~lasting,
        has_row,
    )
    return units, later, of_row


def _keys_of_rows(
    rows: CommitmentRows, starts: Integers, people: int, post_key: Integers, when: Integers | Narrow
) -> tuple[Integers, Flags]:
    """The unit of each row (n,) as a number, and whether the row is uncertain (n,).

    A row is uncertain when its probability is below 100 % and no posting of its citizen and measure has come since it
    began; it is then a unit of its own. ``post_key`` and ``when`` are the units and months of the postings with a
    citizen, ``starts`` (n,) the months the rows begin in; persons are numbered below ``people``.
    """
    row_key = (rows.measure * people + rows.person) * 2
    maybe = rows.probability < ONE
    if not maybe.any():
        return row_key, maybe
    asked, place = np.unique(row_key[maybe], return_inverse=True)
    met = np.flatnonzero(np.isin(post_key, asked))
    last = np.full(len(asked), -NEVER)
    np.maximum.at(last, np.searchsorted(asked, post_key[met]), when[met])
    maybe[maybe] = last[place] < starts[maybe]
    return row_key + maybe, maybe


def _paid(amount: Integers, cell: Integers, lag: States, cells: int) -> tuple[Floats, States]:
    """``paid`` and ``first_lag`` of ``Units``, flat (cells,). ``cell`` (p,) is the place of each posting in them."""
    # Whole øre, so the sums are exact in whatever order they are added up.
    paid = np.bincount(cell, amount, cells)
    first_lag = np.full(cells, -1, np.int8)
    dated = np.flatnonzero(lag >= 0)
    # The least lag of each is written last.
    falling = dated[np.argsort(-lag[dated], kind="stable")]
    first_lag[cell[falling]] = lag[falling]
    return paid.astype(np.float64, copy=False), first_lag


def _due(rows: CommitmentRows, of_row: Integers, count: int, months: int, year: int) -> tuple[Floats, Integers]:
    """``due`` and ``base`` of ``Observed``; ``of_row`` (n,) is the unit of each row."""
    due = np.zeros((count, months))
    base = np.zeros((count, 12), np.int64)
    # In the units' order, so that the rows of each stand together.
    order = np.argsort(of_row, kind="stable")
    for back in range((months + 11) // 12):
        ours = order[rows.start[order] < np.datetime64(f"{year - back + 1:04d}-01-01")]
        if not len(ours):
            continue
        some = rows.take(ours)
        amounts = expected(some.rate, some.quantity, some.unit, some.start, some.stop, year - back)
        begin = months - 12 * (back + 1)
        use = amounts[:, max(-begin, 0) :]
        unit = of_row[ours]
        opens = np.flatnonzero(np.append(True, unit[1:] != unit[:-1]))
        due[unit[opens], max(begin, 0) : begin + 12] = np.add.reduceat(use, opens, axis=0)
        if back == 0:
            base[unit[opens]] = np.add.reduceat(weighted(amounts, some.probability), opens, axis=0)
    return due, base


def _together(ends_at: Dates, of_row: Integers, ends: Integers) -> Integers:
    """``together`` of ``Observed``; ``ends_at`` (n,) is the last day of each row, ``of_row`` (n,) its unit."""
    closes = ~is_open(ends_at)
    days = np.full(len(ends), -NEVER)
    np.maximum.at(days, of_row[closes], ends_at[closes].astype(np.int64))
    _, which, number = np.unique(days, return_inverse=True, return_counts=True)
    return np.where((ends < NEVER) & (ends > -NEVER), number[which], 0)


def _later(
    amount: Integers, measure: Integers | Narrow, after: States, lag: States, when: Integers | Narrow, frame: Timeline
) -> Floats:
    """``later`` of ``Posted``, from the postings (p,) with a citizen; ``after`` is how many months after the first
    posting of the same citizen, measure and month each came."""
    out = np.zeros((frame.measures, LAGS + 1, 2))
    use = (lag >= 0) & (when < frame.closed)
    if not use.any():
        return out
    # Whole øre, so sums are the same in any order.
    again = np.flatnonzero(use & (after > 0) & (frame.closed - 1 - when >= lag))
    size = frame.measures * (LAGS + 1)
    out[..., 0] = np.bincount(measure[again] * (LAGS + 1) + lag[again], amount[again], size).reshape(-1, LAGS + 1)
    shape = (frame.measures, LAGS + 1, frame.closed)
    at = np.flatnonzero(use)
    came = np.bincount(
        (measure[at] * (LAGS + 1) + lag[at]) * frame.closed + when[at], amount[at], size * frame.closed
    ).reshape(shape)
    age = frame.closed - 1 - np.arange(frame.closed)
    for step in range(1, LAGS + 1):
        out[:, step, 1] = came[:, :step, age >= step].sum(axis=(1, 2))
    return out

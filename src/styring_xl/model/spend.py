"""Booked amounts placed on commitments: the months that are closed (*månedsforbrug*, DOMAIN § 4)."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from styring_xl.model.arrays import Dates, Integers, dates, integers
from styring_xl.model.kroner import SAFE_PRODUCT, apportion_groups, total
from styring_xl.model.numbering import distinct
from styring_xl.model.periods import DAY, closed_stop, month_starts


class Allocation(Struct, frozen=True):
    """Where the postings of months 1..R went; ``booked`` and ``unplaced_amounts`` together sum to them exactly.

    booked: øre (n, 12), zero after R. unplaced_*: one entry per (key, month) that met no commitment, sorted by key
    and month, (u,) each; a negative key is the caller's code for postings without a person.
    """

    booked: Integers
    unplaced_keys: Integers
    unplaced_months: Integers
    unplaced_amounts: Integers

    @property
    def total(self) -> int:
        """All that was booked in months 1..R, øre."""
        return total(self.booked) + total(self.unplaced_amounts)


class Share(Struct, frozen=True):
    """A part of a posting, and the commitment it paid for: arrays (s,), the parts of one posting beside each other.

    ``posting`` and ``row`` are places among the postings and the commitments asked about, ``amount`` is øre. The parts
    of a posting sum to it exactly.
    """

    posting: Integers
    row: Integers
    amount: Integers


class _SortedRows(Struct, frozen=True):
    """The commitments in the order in which ties are settled: key, supplier, start, stop, larger expected year.

    ``order`` (n,) are the rows' indices in that order; the others are sorted by it.
    """

    order: Integers
    keys: Integers
    suppliers: Integers
    start: Dates
    stop: Dates


def allocate(
    keys: ArrayLike,
    suppliers: ArrayLike,
    start: ArrayLike,
    stop: ArrayLike,
    expected: Integers,
    posting_keys: ArrayLike,
    posting_suppliers: ArrayLike,
    posting_months: ArrayLike,
    posting_amounts: ArrayLike,
    closed_month: int,
    year: int,
) -> Allocation:
    """Place each posting on the commitments it paid for (DOMAIN § 4).

    keys, suppliers: int64 codes (n,) of (citizen, measure) and of supplier, -1 = not stated; start, stop:
    datetime64[D] (n,); expected: øre (n, 12) of ``year``. posting_*: (p,) codes of the same coding, months 1..12,
    amounts in øre. A posting with a negative key has no person and is never matched; each negative key is reported by
    itself, so the caller may let it tell the measure. Postings of a month outside 1..``closed_month`` do not count.

    The rows of the posting's key take part; if the posting states a supplier that some of them have, only those. One
    row takes all. Of several, those active in the month share in proportion to their expected amounts of that month
    (largest remainder; amounts of zero or less weigh nothing, and all equally when none weighs). When none is active
    the one that ended last before the month takes all, else the next to start. Where that leaves two rows (or two equal
    remainders) the larger expected amount of the month comes first when sharing, then the lower supplier code, earlier
    start, earlier stop, larger expected year and lower position.

    Raises ValueError when lengths do not fit or ``closed_month`` is not 0..12, TypeError for anything but whole
    numbers, OverflowError when the amounts cannot be summed in 64 bits.
    """
    row_keys = integers(keys)
    count = len(row_keys)
    row_suppliers = integers(suppliers, count)
    begins, ends = dates(start, count), closed_stop(dates(stop, count))
    if expected.shape != (count, 12):
        raise ValueError("expected amounts must have twelve months for every row")
    if not 0 <= closed_month <= 12:
        raise ValueError("the closed month must be 0..12")
    post_keys = integers(posting_keys)
    others = (integers(each, len(post_keys)) for each in (posting_suppliers, posting_months, posting_amounts))
    post_keys, post_suppliers, post_months, post_amounts = _of_closed(closed_month, post_keys, *others)

    rows = _sorted(row_keys, row_suppliers, begins, ends, expected)
    order = rows.order
    low, high = _candidates(rows, post_keys, post_suppliers)
    found = high > low

    booked = np.zeros((count, 12), dtype=np.int64)
    # Postings that meet the same rows in the same month are one amount: it is shared out once.
    span, amounts = _sums((low[found] * (count + 1) + high[found]) * 12 + post_months[found] - 1, post_amounts[found])
    span, month = np.divmod(span, 12)
    low, high = np.divmod(span, count + 1)
    single = high - low == 1
    booked[order[low[single]], month[single]] = amounts[single]
    # A row can take a posting alone by its supplier and share another of the same month, hence add and not set.
    several = ~single
    if several.any():
        month = month[several]
        position, group, shares = _shared(rows, expected, low[several], high[several], month, amounts[several], year)
        np.add.at(booked, (order[position], month[group]), shares)

    lost_keys, code = np.unique(post_keys[~found], return_inverse=True)
    cell, lost = _sums(code.astype(np.int64) * 12 + post_months[~found] - 1, post_amounts[~found])
    return Allocation(booked, lost_keys[cell // 12], cell % 12 + 1, lost)


def split(
    keys: Integers,
    suppliers: Integers,
    start: Dates,
    stop: Dates,
    expected: Integers,
    posting_keys: Integers,
    posting_suppliers: Integers,
    posting_months: Integers,
    posting_amounts: Integers,
    year: int,
) -> Share:
    """As ``allocate``, each posting by itself and of all twelve months; postings that meet no commitment have no part.

    Shared one by one the øre of a remainder may lie otherwise than when a month's postings are shared as one amount.
    """
    rows = _sorted(keys, suppliers, start, closed_stop(stop), expected)
    low, high = _candidates(rows, posting_keys, posting_suppliers)
    single, several = np.flatnonzero(high - low == 1), np.flatnonzero(high - low > 1)
    position = group = amounts = np.zeros(0, np.int64)
    if several.size:
        position, group, amounts = _shared(
            rows, expected, low[several], high[several], posting_months[several] - 1, posting_amounts[several], year
        )
    posting = np.concatenate([single, several[group]])
    row = rows.order[np.concatenate([low[single], position])]
    in_order = np.argsort(posting, kind="stable")
    return Share(posting[in_order], row[in_order], np.concatenate([posting_amounts[single], amounts])[in_order])


def _sorted(keys: Integers, suppliers: Integers, start: Dates, stop: Dates, expected: Integers) -> _SortedRows:
    order = np.lexsort((-expected.sum(axis=1), stop, start, suppliers, keys))
    return _SortedRows(order, keys[order], suppliers[order], start[order], stop[order])


def _of_closed(
    closed_month: int, keys: Integers, suppliers: Integers, months: Integers, amounts: Integers
) -> tuple[Integers, Integers, Integers, Integers]:
    """The postings (p,) of the closed months alone."""
    counts = (months >= 1) & (months <= closed_month)
    if not counts.all():
        keys, suppliers, months, amounts = keys[counts], suppliers[counts], months[counts], amounts[counts]
    if np.abs(amounts.astype(np.float64)).sum() >= SAFE_PRODUCT:
        raise OverflowError("the postings cannot be summed in 64 bits of øre")
    return keys, suppliers, months, amounts


def _candidates(rows: _SortedRows, keys: Integers, suppliers: Integers) -> tuple[Integers, Integers]:
    """For each posting the range of sorted rows that may take it; empty when there is none."""
    size = len(rows.keys)
    known, first = np.unique(rows.keys, return_index=True)
    after = np.append(first[1:], size)
    key_at = _lookup(known, keys)
    met = (key_at >= 0) & (keys >= 0)
    low = np.where(met, np.append(first, 0)[key_at], 0)
    high = np.where(met, np.append(after, 0)[key_at], 0)

    stated = np.flatnonzero(met & (suppliers >= 0) & (high - low > 1))
    if stated.size:
        names = distinct(rows.suppliers)
        pairs = np.searchsorted(known, rows.keys) * len(names) + np.searchsorted(names, rows.suppliers)
        known_pairs, first = np.unique(pairs, return_index=True)
        after = np.append(first[1:], size)
        name_at = _lookup(names, suppliers[stated])
        pair_at = _lookup(known_pairs, np.where(name_at >= 0, key_at[stated] * len(names) + name_at, -1))
        hit = pair_at >= 0
        low[stated[hit]] = first[pair_at[hit]]
        high[stated[hit]] = after[pair_at[hit]]
    return low, high


def _lookup(known: Integers, wanted: Integers) -> Integers:
    """The index of each wanted code among the sorted known ones, -1 where it is not."""
    if known.size == 0:
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(known, wanted), known.size - 1)
    return np.where(known[at] == wanted, at, -1)


def _sums(cells: Integers, amounts: Integers) -> tuple[Integers, Integers]:
    """The distinct cells, sorted, and the sum of the amounts in each."""
    if cells.size == 0:
        return cells, amounts
    order = np.argsort(cells, kind="stable")
    in_order = cells[order]
    first = np.flatnonzero(np.append(True, in_order[1:] != in_order[:-1]))
    return in_order[first], np.add.reduceat(amounts[order], first)


def _shared(
    rows: _SortedRows, expected: Integers, low: Integers, high: Integers, month: Integers, amounts: Integers, year: int
) -> tuple[Integers, Integers, Integers]:
    """Amounts that several rows could take, shared out: of every share the sorted row, which amount it is of, and øre.

    Those of one amount stand together, in the order of the amounts; ``month`` are indices 0..11 of the amounts' months.
    """
    sizes = high - low
    group = np.repeat(np.arange(len(sizes)), sizes)
    offset = np.cumsum(sizes) - sizes
    row = np.arange(len(group)) - offset[group] + low[group]
    starts = month_starts(year)
    month_first, month_last = starts[month][group], starts[month + 1][group] - DAY

    begin, end = rows.start[row], rows.stop[row]
    active = (begin <= month_last) & (end >= month_first) & (begin <= end)
    alone = ~np.logical_or.reduceat(active, offset)
    if alone.any():
        # One scale for "ended last, else next to start": every row that has ended outranks every one that has not.
        ended = end < month_first
        late = np.where(np.isnat(begin), np.iinfo(np.int32).max, begin.astype(np.int64))
        rank = np.where(ended, end.astype(np.int64) + 2**40, -late)
        best = np.maximum.reduceat(rank, offset)
        hits = np.flatnonzero(alone[group] & (rank == best[group]))
        _, first = np.unique(group[hits], return_index=True)
        active[hits[first]] = True

    row, group = row[active], group[active]
    weight = np.maximum(expected[rows.order[row], month[group]], 0)
    by_weight = np.lexsort((-weight, group))
    row, weight = row[by_weight], weight[by_weight]
    first = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    return row, group, apportion_groups(amounts, weight, first)

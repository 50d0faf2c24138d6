"""The workbook's figures parted into segments by a dimension: every øre and every line is in exactly one of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.figures import key, variance_lines
from styring_xl.figures.booked import Booked
from styring_xl.figures.key import NOBODY
from styring_xl.figures.past import Past
from styring_xl.figures.segment import Segment
from styring_xl.figures.variance_lines import Counts
from styring_xl.model.arrays import Flags, Integers, Narrow
from styring_xl.model.kroner import apportion
from styring_xl.model.numbering import distinct
from styring_xl.reading.budget import Budget
from styring_xl.reading.dimension import NOBODYS, Dimension
from styring_xl.reading.disposition.disposition import Pool
from styring_xl.reading.interning import Codes
from styring_xl.reading.ledger.rows import Ledger
from styring_xl.reading.parameters import Earlier


class DividedRows(Struct, frozen=True):
    """The computable commitments, (n,) each: segment, citizen and measure by number, and øre (n, 12) of ``months``.

    ``placed`` is the part of the closed months that postings paid with a told measure, ``untold`` with none, øre
    (n, 12).
    """

    segment: Integers
    person: Integers
    measure: Integers
    months: Integers
    placed: Integers
    untold: Integers


class DividedPostings(Struct, frozen=True):
    """The postings, (p,) each. ``own`` is the segment that a posting's own row says, ``segment`` the one it has by all
    the evidence: its own, else the one of all commitments of its citizen and measure, else its measure's."""

    own: Integers
    segment: Integers
    payer: Integers
    kind: Integers
    year: Narrow
    month: Narrow
    amount: Integers
    told: Flags
    placed: Flags
    """Whether there is a commitment that can take it."""


def rows_of(
    dimension: Dimension, at: Integers, person: Integers, measure: Integers, months: Integers, paid: Booked
) -> DividedRows:
    """The commitments ``at`` of a workbook's (n,)."""
    return DividedRows(
        dimension.rows[at], person[at], measure[at], months[at], (paid.rows - paid.untold)[at], paid.untold[at]
    )


def postings_of(
    dimension: Dimension, ledger: Ledger, rows: DividedRows, payer: Integers, kind: Integers, names: Sequence[str]
) -> DividedPostings:
    """The postings with their segments. ``payer`` and ``kind`` (p,) number citizens and measures (``names``)."""
    by_measure = np.array([dimension.measures.get(label(name), NOBODYS) for name in names], np.int64)
    told = ledger.told
    segment, placed = _of_commitments(rows, np.where(told, key.pack(payer, kind), payer), told, payer)
    segment = np.where(segment == NOBODYS, by_measure[kind], segment)
    segment = np.where(dimension.postings == NOBODYS, segment, dimension.postings)
    return DividedPostings(
        dimension.postings, segment, payer, kind, ledger.year, ledger.month, ledger.amount, told, placed
    )


def _of_commitments(rows: DividedRows, wanted: Integers, told: Flags, payer: Integers) -> tuple[Integers, Flags]:
    """For each posting the segment that all commitments of its key have, ``NOBODYS`` where they differ; and whether
    there are any. The key is citizen and measure, and the citizen alone where the measure is not told."""
    segment, placed = np.full(len(wanted), NOBODYS), np.zeros(len(wanted), bool)
    mine = rows.person != NOBODY
    for some, keys in ((told, key.pack(rows.person, rows.measure)), (~told, rows.person)):
        some = some & (payer != NOBODY)
        if not some.any() or not mine.any():
            continue
        known, index = np.unique(keys[mine], return_inverse=True)
        low, high = np.full(len(known), np.iinfo(np.int64).max), np.zeros(len(known), np.int64)
        np.minimum.at(low, index, rows.segment[mine])
        np.maximum.at(high, index, rows.segment[mine])
        at = np.minimum(np.searchsorted(known, wanted[some]), len(known) - 1)
        hit = known[at] == wanted[some]
        placed[some] = hit
        segment[some] = np.where(hit & (low[at] == high[at]), low[at], NOBODYS)
    return segment, placed


def by_segment(
    rows: DividedRows, postings: DividedPostings, shape: tuple[int, int], year: int, closed: int
) -> Integers:
    """Øre (s, m, 12) of a year whose months 1..``closed`` are booked; ``shape`` is (s, m).

    What is booked stands where the posting's own row says. A posting that says nothing stands with the commitment it
    was placed on; where others of its citizen, measure and month do say something, and where there is no commitment, by
    the evidence.
    """
    out = np.zeros((*shape, 12), np.int64)
    np.add.at(out, (rows.segment, rows.measure), rows.months)
    counted = (postings.year == year) & (postings.month <= closed)
    for some, keys, row_keys, booked in (
        (postings.told, key.pack(postings.payer, postings.kind), key.pack(rows.person, rows.measure), rows.placed),
        (~postings.told, postings.payer, rows.person, rows.untold),
    ):
        mine = counted & some
        loose = mine & ~postings.placed
        at = (postings.segment[loose], postings.kind[loose], postings.month[loose] - 1)
        np.add.at(out, at, postings.amount[loose])
        held = np.flatnonzero(mine & postings.placed)
        if not (postings.own[held] != NOBODYS).any():
            continue
        # What one citizen's postings of a month say decides for that month, whichever commitment took them.
        known = distinct(keys[held])
        cell = np.searchsorted(known, keys[held]) * 12 + postings.month[held] - 1
        says = np.zeros(len(known) * 12, bool)
        says[cell[postings.own[held] != NOBODYS]] = True
        row_at = np.minimum(np.searchsorted(known, row_keys), len(known) - 1)
        moved = (known[row_at] == row_keys)[:, None] & says.reshape(-1, 12)[row_at]
        row, month = np.nonzero(moved)
        np.subtract.at(out, (rows.segment[row], rows.measure[row], month), booked[row, month])
        held = held[says[cell]]
        if some is postings.told:
            at = (postings.segment[held], postings.kind[held], postings.month[held] - 1)
            np.add.at(out, at, postings.amount[held])
        else:
            _spread(out, postings, held, keys[held], rows, row, month, row_keys)
    return out


def _spread(
    out: Integers,
    postings: DividedPostings,
    held: Integers,
    keys: Integers,
    rows: DividedRows,
    row: Integers,
    month: Integers,
    row_keys: Integers,
) -> None:
    """Adds postings without a measure: the segments they say, and the measures of the commitments that took them.

    Each citizen's month keeps both sums to the øre. Where it has several of both, each segment's kroner are shared out
    over the measures in proportion.
    """
    measures: dict[tuple[int, int], dict[int, int]] = {}
    for at, when in zip(row.tolist(), month.tolist(), strict=True):
        cell = measures.setdefault((int(row_keys[at]), when), {})
        code = int(rows.measure[at])
        cell[code] = cell.get(code, 0) + int(rows.untold[at, when])
    segments: dict[tuple[int, int], dict[int, int]] = {}
    for at, who in zip(held.tolist(), keys.tolist(), strict=True):
        cell = segments.setdefault((who, int(postings.month[at]) - 1), {})
        segment = int(postings.segment[at])
        cell[segment] = cell.get(segment, 0) + int(postings.amount[at])
    for (who, when), parts in segments.items():
        left = measures[who, when]
        codes = list(left)
        rest = np.array([left[code] for code in codes], np.int64)
        *others, last = parts.items()
        for segment, amount in others:
            share = apportion(amount, np.abs(rest)) if rest.any() else np.append(amount, rest[1:] * 0)
            out[segment, codes, when] += share
            rest = rest - share
        out[last[0], codes, when] += rest


def past_of(postings: DividedPostings, whole: Past, segments: int, year: int) -> list[Past]:
    """What the ledger holds of earlier years of each segment. A year in which no posting has a segment is known of
    ``NOBODYS`` alone: what the other segments cost in it is not known, which is not the same as 0."""
    years, measures, _ = whole.booked.shape
    booked = np.zeros((segments, years, measures, 12), np.int64)
    back = year - 1 - postings.year
    mine = np.flatnonzero((back >= 0) & (back < years))
    at = (postings.segment[mine], back[mine], postings.kind[mine], postings.month[mine] - 1)
    np.add.at(booked, at, postings.amount[mine])
    labelled = np.zeros(years, bool)
    labelled[back[mine[postings.segment[mine] != NOBODYS]]] = True
    return [
        Past(each, whole.known, whole.told if segment == NOBODYS else whole.told & labelled)
        for segment, each in enumerate(booked)
    ]


def segments(
    dimension: Dimension,
    budget: Budget,
    pools: Sequence[Pool],
    measures: Codes,
    amounts: Integers,
    counted: Counts,
    history: Sequence[Past],
    stated: Sequence[Earlier],
) -> tuple[Segment, ...]:
    """The segments that have anything, the one of what nobody has labelled last.

    ``amounts`` is øre (s, m, 12), ``counted`` of the (s·m,) pairs of segment and measure, ``history`` of each segment.
    """
    found = []
    several, size, _ = amounts.shape
    for code in (*range(1, several), NOBODYS):
        mine = slice(code * size, (code + 1) * size)
        groups = variance_lines.groups(
            budget,
            [pool for pool in pools if dimension.at(pool.place) == code],
            measures.names,
            measures.of,
            amounts[code].sum(axis=1),
            counted.part(mine),
            [line for line in budget.lines if dimension.at(line.place) == code],
        )
        earlier = tuple(each for each in stated if dimension.earlier.get(each.row, NOBODYS) == code)
        if groups or earlier or amounts[code].any() or history[code].booked.any():
            found.append(Segment(dimension.segments[code], groups, amounts[code], history[code], earlier))
    return tuple(found)

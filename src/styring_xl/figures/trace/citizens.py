"""Which commitments a number of citizens is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from styring_xl.figures.trace.item import TraceItem
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.model import headcount
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.periods import DAY, MONTH, closed_stop, span


def full_years(tracer: Tracer, rows: Iterable[int]) -> Iterator[TraceItem]:
    """Some commitments, each with the part of the year it is active, weighted with its probability."""
    at = np.array(list(rows), np.int64)
    own = np.arange(len(at))
    all_rows = tracer.rows
    _, parts = headcount.full_year_persons(
        own, own, all_rows.start[at], all_rows.active_stop[at], tracer.figures.year, all_rows.probability[at],
        tracer.snapshot.settings.full_year,
    )  # fmt: skip
    for row, share in zip(at.tolist(), parts.to_float().tolist(), strict=True):
        if share:
            yield tracer.counted(row, share)


def active(tracer: Tracer, rows: Iterable[int], back: int = 0) -> Iterator[TraceItem]:
    """The citizens among some commitments who are active in the month that the sheets count, so many years back."""
    year, month = tracer.figures.year - back, max(tracer.figures.closed, 1)
    begin = np.datetime64(f"{year:04d}-{month:02d}", "M")
    first, last = begin.astype("datetime64[D]"), (begin + MONTH).astype("datetime64[D]") - DAY
    start, stop = tracer.rows.start, closed_stop(tracer.rows.active_stop)
    yield from once_each(tracer, rows, (start <= last) & (stop >= first) & (start <= stop))


def in_year(tracer: Tracer, rows: Iterable[int]) -> Iterator[TraceItem]:
    """The citizens among some commitments who are active on any day of the year."""
    first, end = span(tracer.rows.start, tracer.rows.active_stop, tracer.figures.year)
    yield from once_each(tracer, rows, end > first)


def rows_in_year(tracer: Tracer, rows: Iterable[int]) -> Iterator[TraceItem]:
    """The commitments among some that are active on any day of the year."""
    first, end = span(tracer.rows.start, tracer.rows.active_stop, tracer.figures.year)
    yield from (tracer.counted(row, 1) for row in rows if end[row] > first[row])


def days(tracer: Tracer, rows: Iterable[int]) -> dict[int, Integers]:
    """The days (12,) of each month, in ten-thousandths, that each of some commitments adds to those before it: a day
    counts once for a citizen, by the highest probability. Together they are the citizens' days."""
    at = np.array(list(rows), np.int64)
    person = tracer.figures.person[at]
    rank = np.zeros(len(at), np.int64)
    seen: dict[int, int] = {}
    for place, who in enumerate(person.tolist()):
        rank[place] = seen.get(who, 0)
        seen[who] = int(rank[place]) + 1
    all_rows, found = tracer.rows, np.zeros((len(at), 12), np.int64)
    before = np.zeros((len(at), 12), np.int64)
    for each in range(int(rank.max()) + 1 if len(at) else 0):
        some = np.flatnonzero(rank <= each)
        known = headcount.active_persons(
            person[some], person[some], all_rows.start[at[some]], all_rows.active_stop[at[some]], tracer.figures.year,
            all_rows.probability[at[some]],
        )  # fmt: skip
        now, mine = known.of(person), rank == each
        found[mine] = now[mine] - before[mine]
        before = now
    return dict(zip(at.tolist(), found, strict=True))


def once_each(tracer: Tracer, rows: Iterable[int], counts: Flags) -> Iterator[TraceItem]:
    """The first of each citizen's commitments that ``counts`` (n,), each as one citizen."""
    seen: set[int] = set()
    person: Integers = tracer.figures.person
    for row in rows:
        if counts[row] and int(person[row]) not in seen:
            seen.add(int(person[row]))
            yield tracer.counted(row, 1)

"""Citizens coming and going: spells counted by month, how long they lasted, what they cost, and when known ones end."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from styring_xl.model.arrays import Dates, Integers, dates, integers
from styring_xl.model.headcount import Spells
from styring_xl.model.periods import DAY, OPEN_END, closed_stop, day_of_age, month_in_year, month_starts


class Flow(Struct, frozen=True):
    """Movements of one year per group: groups (g,) sorted; ``inflow`` and ``outflow`` int64 (g, 12).

    ``opening`` are the spells that run into the year; ``days`` the days that those ending in the year lasted.
    ``price_in`` and ``price_out`` are øre a year, summed over the spells that begin and end in the year. All (g,).
    """

    groups: Integers
    opening: Integers
    inflow: Integers
    outflow: Integers
    days: Integers
    price_in: Integers
    price_out: Integers

    def stock(self) -> Integers:
        """Spells running past the end of each month, int64 (g, 12): the opening + inflow − outflow so far."""
        running: Integers = self.opening[:, None] + np.cumsum(self.inflow - self.outflow, axis=1)
        return running


def flow(spells: Spells, price_in: ArrayLike, price_out: ArrayLike, year: int) -> Flow:
    """The movements of a year; prices (s,) øre a year as ``edge_prices`` gives them."""
    groups, codes = np.unique(spells.group, return_inverse=True)
    size = len(groups)
    january = month_starts(year)[0]

    def summed(where: Integers, amounts: Integers) -> Integers:
        sums = np.zeros(size, dtype=np.int64)
        np.add.at(sums, codes[where], amounts[where])
        return sums

    def tally(months: Integers) -> Integers:
        counts = np.zeros((size, 12), dtype=np.int64)
        inside = np.flatnonzero(months)
        np.add.at(counts, (codes[inside], months[inside] - 1), 1)
        return counts

    begun, ended = month_in_year(spells.first, year), month_in_year(spells.last, year)
    at_begin, at_end = np.flatnonzero(begun), np.flatnonzero(ended)
    lasted = (spells.last - spells.first).astype(np.int64) + 1
    before = np.flatnonzero((spells.first < january) & (spells.last >= january))
    return Flow(
        groups,
        summed(before, np.ones(len(codes), dtype=np.int64)),
        tally(begun),
        tally(ended),
        summed(at_end, lasted),
        summed(at_begin, integers(price_in)),
        summed(at_end, integers(price_out)),
    )


def edge_prices(spells: Spells, start: ArrayLike, stop: ArrayLike, price: ArrayLike) -> tuple[Integers, Integers]:
    """What a spell costs on its first and on its last day: the prices (n,) of its rows active that day, int64 (s,)."""
    used = np.flatnonzero(spells.of_row >= 0)
    spell = spells.of_row[used]
    prices = integers(price)[used]
    edges = []
    for days, edge in ((dates(start), spells.first), (closed_stop(dates(stop)), spells.last)):
        sums = np.zeros(len(spells.group), dtype=np.int64)
        there = days[used] == edge[spell]
        np.add.at(sums, spell[there], prices[there])
        edges.append(sums)
    return edges[0], edges[1]


def last_rows(spells: Spells, stop: ArrayLike) -> Integers:
    """For each spell the first of its rows that lasts to the spell's last day, as an index of the rows (s,)."""
    used = np.flatnonzero(spells.of_row >= 0)
    spell = spells.of_row[used]
    there = closed_stop(dates(stop))[used] == spells.last[spell]
    rows = np.zeros(len(spells.group), dtype=np.int64)
    # Written from the last row to the first, so that the first of several stays.
    rows[spell[there][::-1]] = used[there][::-1]
    return rows


class Transitions(Struct, frozen=True):
    """Citizens who reach an age, (t,) each, in order of day and citizen.

    ``day`` is the birthday; ``before`` what the citizen costs on the status day and ``after`` ``AFTER_DAYS`` past the
    birthday, øre a year. ``row`` is the index of the dearest of the citizen's rows. ``open`` is True when a row that
    began before the birthday runs past it without an end.
    """

    person: Integers
    age: Integers
    day: Dates
    before: Integers
    after: Integers
    row: Integers
    open: np.ndarray[tuple[int], np.dtype[np.bool_]]


AFTER_DAYS = 31
"""How many days past the birthday ``after`` is looked up: a new row often begins with the next month."""


def transitions(
    person: ArrayLike,
    born: ArrayLike,
    start: ArrayLike,
    stop: ArrayLike,
    price: ArrayLike,
    *,
    today: np.datetime64,
    until: np.datetime64,
    ages: tuple[int, ...] = (18, 23),
) -> Transitions:
    """Who reaches one of the ages on a day in (today, until] with a row active between today and that day.

    person, price (øre a year): int64 (n,); born, start, stop: datetime64[D] (n,), a missing birthday never comes.
    """
    people, prices = integers(person), integers(price)
    births, begins, ends = dates(born), dates(start), closed_stop(dates(stop))
    now = (begins <= today) & (ends >= today)
    found = []
    for age in ages:
        day = day_of_age(births, age)
        rows = np.flatnonzero((day > today) & (day <= until) & (begins <= day) & (ends >= today))
        if not len(rows):
            continue
        # The dearest row of those running today goes first among a citizen's own.
        rows = rows[np.lexsort((rows, -prices[rows], ~now[rows], people[rows]))]
        who, first = np.unique(people[rows], return_index=True)
        at = np.searchsorted(who, people)
        at = np.where(at < len(who), at, 0)
        known = who[at] == people
        then = day[rows][first][at] + AFTER_DAYS * DAY
        later = known & (begins <= then) & (ends >= then)
        sums = {}
        for name, mask in (("before", known & now), ("after", later)):
            sums[name] = np.zeros(len(who), dtype=np.int64)
            np.add.at(sums[name], at[mask], prices[mask])
        endless = np.zeros(len(who), dtype=bool)
        endless[at[later & (ends == OPEN_END) & (begins < day)]] = True
        found.append(
            (who, np.full(len(who), age), day[rows][first], sums["before"], sums["after"], rows[first], endless)
        )
    if not found:
        nobody, never = np.zeros(0, dtype=np.int64), np.zeros(0, dtype="datetime64[D]")
        return Transitions(nobody, nobody, never, nobody, nobody, nobody, np.zeros(0, dtype=bool))
    columns = [np.concatenate(column) for column in zip(*found, strict=True)]
    order = np.lexsort((columns[0], columns[2]))
    return Transitions(*(column[order] for column in columns))

"""Citizens and the days they are active: a citizen counts once however many rows he has (DOMAIN § 5)."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from styring_xl.model.arrays import Dates, Flags, Integers, dates, integers
from styring_xl.model.commitments import ONE
from styring_xl.model.count import Count
from styring_xl.model.numbering import distinct, numbered
from styring_xl.model.periods import closed_stop, days_in_months, days_in_year, elapsed, month_in_year, span

_CLOSE: Final = 4
"""Days of groups to every piece that are counted off; where there are more, the pieces are added up."""
_DAYS: Final = 512
"""More than a year has days."""
_MOST_KEYS: Final = (1 << 62) // _DAYS
"""So many keys leave room in 64 bits for the day."""


class FullYear(IntEnum):
    """What a full-year person (*helårsperson*) is counted in: days of the year, or months begun."""

    DAYS = 0
    MONTHS = 1


class ByGroup(Struct, frozen=True):
    """One whole number a month for each group: groups (g,) sorted and distinct, months int64 (g, 12)."""

    groups: Integers
    months: Integers

    def year(self) -> Integers:
        """The sum of the twelve months, int64 (g,)."""
        sums: Integers = self.months.sum(axis=1)
        return sums

    def of(self, codes: ArrayLike) -> Integers:
        """The months of the groups asked for, int64 (k, 12); zeros for a group that is not here."""
        wanted = integers(codes)
        if self.groups.size == 0:
            return np.zeros((len(wanted), 12), dtype=np.int64)
        at = np.minimum(np.searchsorted(self.groups, wanted), self.groups.size - 1)
        return np.where((self.groups[at] == wanted)[:, None], self.months[at], 0)


def active_persons(
    group: ArrayLike,
    person: ArrayLike,
    start: ArrayLike,
    stop: ArrayLike,
    year: int,
    probability: ArrayLike | None = None,
    rule: FullYear = FullYear.DAYS,
) -> ByGroup:
    """Days on which, or months in which, distinct citizens are active, per group and month, in ten-thousandths (int64).

    group, person: int64 codes (n,), a negative person being no citizen and not counted; start, stop: datetime64[D]
    (n,), both ends counting, missing or year 9999 = open end; probability: int64 ten-thousandths (n,), default
    10_000. By ``DAYS`` a day counts once for a citizen in a group, by the highest probability among his rows active
    that day; by ``MONTHS`` a month does, by the highest among his rows active on any day of it.
    Every group given is in the answer. Raises ValueError when lengths do not fit or a probability is outside
    0..10_000, TypeError for anything but whole numbers.
    """
    return _active(_in_year(group, person, start, stop, year), year, probability, rule)


class _YearRows(Struct, frozen=True, eq=False):
    """The rows of citizens that are active in a year, by group, citizen and first day: ``at`` are their places among
    the rows given, of which there are ``count``. ``code`` is a row's place among ``groups``, ``first`` and ``end`` its
    first day in the year and the one after its last, from 0."""

    groups: Integers
    count: int
    at: Integers
    code: Integers
    person: Integers
    first: Integers
    end: Integers


def _in_year(group: ArrayLike, person: ArrayLike, start: ArrayLike, stop: ArrayLike, year: int) -> _YearRows:
    groups, people, codes = _coded(group, person)
    first, end = span(dates(start, len(codes)), dates(stop, len(codes)), year)
    used = np.flatnonzero((people >= 0) & (end > first))
    used = used[_in_order(codes[used], people[used], first[used])]
    return _YearRows(groups, len(codes), used, codes[used], people[used], first[used], end[used])


def _active(rows: _YearRows, year: int, probability: ArrayLike | None, rule: FullYear) -> ByGroup:
    """``active_persons`` of rows that are in order."""
    chances = np.full(rows.count, ONE, dtype=np.int64) if probability is None else integers(probability, rows.count)
    if rows.count and not (chances.min() >= 0 and chances.max() <= ONE):
        raise ValueError("a probability lies outside 0..10_000")
    groups, codes, people, first, end = rows.groups, rows.code, rows.person, rows.first, rows.end
    chances = chances[rows.at]
    counts = np.zeros((len(groups), 12), dtype=np.int64)
    # The highest probability of a day is a stack of layers: for each probability in use, the days covered by rows at
    # least that probable count by what the layer adds. Each layer is then a plain union of days.
    below = 0
    for level in np.flatnonzero(np.bincount(chances[chances > 0])).tolist():
        keep = chances >= level
        owner = _owner(codes[keep], people[keep])
        previous = _latest_end_before(owner, end[keep])
        fresh = np.maximum(first[keep], previous)
        new = end[keep] > fresh
        code, begin, finish = codes[keep][new], fresh[new], end[keep][new]
        if rule == FullYear.MONTHS:
            covered = _months_touched(code, owner[new], begin, finish, year, len(groups))
        else:
            covered = _days_of_months(code, begin, finish, year, len(groups))
        counts += covered * (level - below)
        below = level
    return ByGroup(groups, counts)


def active_in_months(group: ArrayLike, person: ArrayLike, start: ArrayLike, stop: ArrayLike, year: int) -> ByGroup:
    """*Antal (cpr.)*: distinct citizens active on any day of each month, per group; see ``active_persons``."""
    months = active_persons(group, person, start, stop, year, rule=FullYear.MONTHS)
    return ByGroup(months.groups, months.months // ONE)


def active_in_month(
    group: ArrayLike, person: ArrayLike, start: ArrayLike, stop: ArrayLike, year: int, month: int
) -> tuple[Integers, Integers]:
    """Groups (g,) and their distinct citizens active on any day of one month 1..12, int64 (g,).

    Raises ValueError when the month is not 1..12.
    """
    if not 1 <= month <= 12:
        raise ValueError("the month must be 1..12")
    months = active_in_months(group, person, start, stop, year)
    return months.groups, months.months[:, month - 1]


def full_year_persons(
    group: ArrayLike,
    person: ArrayLike,
    start: ArrayLike,
    stop: ArrayLike,
    year: int,
    probability: ArrayLike | None = None,
    rule: FullYear = FullYear.DAYS,
) -> tuple[Integers, Count]:
    """*Helårspersoner* per group: groups (g,) and the exact counts, active days / days in the year or months / 12."""
    active = active_persons(group, person, start, stop, year, probability, rule)
    return active.groups, _full_year(active, year, rule)


def full_year_and_month(
    group: ArrayLike,
    person: ArrayLike,
    start: ArrayLike,
    stop: ArrayLike,
    year: int,
    month: int,
    probability: ArrayLike | None = None,
    rule: FullYear = FullYear.DAYS,
) -> tuple[Integers, Count, Integers]:
    """``full_year_persons`` and ``active_in_month`` of the same rows: groups (g,), and what each comes to of them."""
    if not 1 <= month <= 12:
        raise ValueError("the month must be 1..12")
    rows = _in_year(group, person, start, stop, year)
    months = _active(rows, year, None, FullYear.MONTHS).months[:, month - 1] // ONE
    return rows.groups, _full_year(_active(rows, year, probability, rule), year, rule), months


def _full_year(active: ByGroup, year: int, rule: FullYear) -> Count:
    return Count(active.year(), (days_in_year(year) if rule == FullYear.DAYS else 12) * ONE)


class Spells(Struct, frozen=True):
    """Unbroken periods of one citizen in one group: (s,) each, in order of group, citizen and first day.

    group, person: int64 codes as given; first, last: datetime64[D], both days count, an open end is 31-12-9999.
    ``of_row`` (n,) is the spell each row given belongs to, -1 for a row without a person or active days.
    """

    group: Integers
    person: Integers
    first: Dates
    last: Dates
    of_row: Integers


def spells(group: ArrayLike, person: ArrayLike, start: ArrayLike, stop: ArrayLike) -> Spells:
    """The spells of rows (n,), arguments as ``active_persons``.

    Rows of one citizen in one group that overlap or follow each other day by day are one spell (a new price is no new
    citizen).
    """
    everybody = integers(person)
    people, codes = everybody, integers(group, len(everybody))
    begins = dates(start, len(codes))
    ends = closed_stop(dates(stop, len(codes)))
    used = np.flatnonzero((people >= 0) & ~np.isnat(begins) & (begins <= ends))
    used = used[np.lexsort((begins[used], people[used], codes[used]))]
    codes, people, begins, ends = codes[used], people[used], begins[used], ends[used]
    previous = _latest_end_before(_owner(codes, people), ends.astype(np.int64))
    opens = begins.astype(np.int64) > previous + 1
    # A spell's last day is the latest stop seen when the next spell opens.
    closes = np.append(opens[1:], True)[: len(opens)]
    last = np.maximum(previous, ends.astype(np.int64))[closes].astype("datetime64[D]")
    of_row = np.full(len(everybody), -1, dtype=np.int64)
    of_row[used] = np.cumsum(opens) - 1
    return Spells(codes[opens], people[opens], begins[opens], last, of_row)


def movements(
    group: ArrayLike, person: ArrayLike, start: ArrayLike, stop: ArrayLike, year: int
) -> tuple[ByGroup, ByGroup]:
    """*Tilgang* and *afgang*: how often citizens start and stop in each month of the year, per group.

    Arguments as ``active_persons``, spells as ``spells``. A spell starts in the month of its first day and stops in the
    month of its last, so: spells running past a month's end = those past the previous one + tilgang − afgang.
    """
    found = spells(group, person, start, stop)
    groups = distinct(integers(group, len(found.of_row)))
    codes = np.searchsorted(groups, found.group)

    def tally(days: Dates) -> ByGroup:
        counts = np.zeros((len(groups), 12), dtype=np.int64)
        months = month_in_year(days, year)
        inside = months > 0
        np.add.at(counts, (codes[inside], months[inside] - 1), 1)
        return ByGroup(groups, counts)

    return tally(found.first), tally(found.last)


def _coded(group: ArrayLike, person: ArrayLike) -> tuple[Integers, Integers, Integers]:
    """The distinct groups, each row's person, and each row's place among the groups."""
    people = integers(person)
    groups, (codes,) = numbered(integers(group, len(people)))
    return groups, people, codes


def _in_order(codes: Integers, people: Integers, first: Integers) -> Integers:
    """The places of some rows by group, person and first day of the year; none of them is negative."""
    wide = int(people.max(initial=0)) + 1
    if (int(codes.max(initial=0)) + 1) * wide > _MOST_KEYS:
        return np.lexsort((first, people, codes))
    # One number a row is sorted in a third of the time of three.
    return np.argsort((codes * wide + people) * _DAYS + first)


def _owner(codes: Integers, people: Integers) -> Integers:
    """A running number for each (group, person) in rows that are sorted by them."""
    changes: Flags = np.append(False, (codes[1:] != codes[:-1]) | (people[1:] != people[:-1]))[: len(codes)]
    return np.cumsum(changes)


def _latest_end_before(owner: Integers, end: Integers) -> Integers:
    """For each row the largest ``end`` among the owner's earlier rows; far below any date for the first of them.

    Owners rise, so lifting each owner's values above all of the previous owner's turns one running maximum over the
    whole array into a running maximum per owner.
    """
    if end.size == 0:
        return end
    lift = int(end.max()) - int(end.min()) + 1
    running = np.maximum.accumulate(end + owner * lift) - owner * lift
    first = np.append(True, owner[1:] != owner[:-1])
    return np.where(first, -(2**40), np.append(0, running[:-1]))


def _days_of_months(code: Integers, begin: Integers, finish: Integers, year: int, groups: int) -> Integers:
    """How many days of each month the pieces from day ``begin`` up to ``finish`` (k,) of each group cover, (groups,
    12); ``code`` (k,), rising, is the group of each."""
    table = elapsed(year)
    width = len(table)
    if groups * width <= _CLOSE * len(code):
        # The days of months are counted for the days on which pieces begin and end, which are few, and not for each.
        size = groups * width
        ends = np.bincount(code * width + finish, minlength=size) - np.bincount(code * width + begin, minlength=size)
        found: Integers = ends.reshape(groups, width) @ table.astype(np.int64)
        return found
    counts = np.zeros((groups, 12), np.int64)
    opens = np.flatnonzero(np.append(True, code[1:] != code[:-1]))[: len(code)]
    counts[code[opens]] = np.add.reduceat(table[finish] - table[begin], opens, axis=0, dtype=np.int64)
    return counts


def _months_touched(
    code: Integers, owner: Integers, begin: Integers, finish: Integers, year: int, groups: int
) -> Integers:
    """In how many months of each kind a group's owners have a piece, (groups, 12): a month that several pieces of one
    owner touch counts once. Arguments as ``_days_of_months``; the pieces are in order of owner and day."""
    month = np.repeat(np.arange(12), days_in_months(year))
    last = month[finish - 1]
    # Pieces follow each other in time, so a month is new unless an earlier piece of the owner has touched it or a
    # later one.
    first = np.maximum(month[begin], _latest_end_before(owner, last) + 1)
    fresh = first <= last
    cell = code[fresh] * 13
    changes = np.bincount(cell + first[fresh], minlength=groups * 13)
    changes -= np.bincount(cell + last[fresh] + 1, minlength=groups * 13)
    counts: Integers = np.cumsum(changes.reshape(groups, 13), axis=1)[:, :12]
    return counts

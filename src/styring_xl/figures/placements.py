"""Days in placement and citizens in early measures per quarter, by what the list of measures says of each."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.figures.compute import Figures
from styring_xl.model.arrays import Dates, Flags, Integers
from styring_xl.model.commitments import ONE
from styring_xl.model.headcount import active_persons
from styring_xl.model.numbering import distinct
from styring_xl.model.periods import closed_stop, month_starts
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.lists import Lists
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard.lists.measures import MEASURES
from styring_xl.standard.words import YES

EARLY_LAW: Final = 11
LATER_LAW: Final = 52
"""The sections of serviceloven that early and later measures are granted by (Syddjurs)."""
_SUCCESSORS: Final = {30: EARLY_LAW, 32: LATER_LAW, 46: LATER_LAW}
"""The sections of barnets lov that took over from them on 1 January 2024 (§§ 30, 32 and 46 of act 721 of 13 June 2023):
early help, support, and placement with consent."""
_SECTION: Final = re.compile(r"(?:§\s*|^)(\d+)")
_CHILDRENS_ACT: Final = re.compile(r"\bbarnets\s+lov\b|\bba?l\b", re.IGNORECASE)


class PlacementDays(Struct, frozen=True):
    """Days in placement per quarter in ten-thousandths of a day, int64.

    ``measures`` are the placements with a day in the year and ``days`` theirs (m, 4); ``whole`` and ``institution``
    (4,) count a day once for a citizen whatever the number of placements that day.
    """

    measures: tuple[str, ...]
    is_institution: tuple[bool, ...]
    days: Integers
    whole: Integers
    institution: Integers
    codes: tuple[int, ...]
    """The places of ``measures`` in ``Figures.measures``."""
    homes: Flags
    placements: Flags
    """Which of the figures' measures are institutions, and which placements (m,)."""
    has_institution: bool
    """True when a measure is said to be an institution, with or without a day there."""


class EarlyCounts(Struct, frozen=True):
    """Distinct citizens per quarter, int64 (4,): with an early measure, and with a later one; both may be the same."""

    early: Integers
    later: Integers
    of_row: Integers
    """The section of each commitment's measure, 0 where nobody has said it (n,)."""


def facts(lists: Lists) -> Mapping[str, ListRow]:
    """What the list says of each measure, by the measure's label; the first row of a measure counts."""
    found: dict[str, ListRow] = {}
    for row in lists.of(MEASURES):
        found.setdefault(label(row.text("measure")), row)
    return found


def repeated(lists: Lists) -> Iterator[Problem]:
    """The rows of the list whose measure an earlier row has said something of, which are not used."""
    used = {id(row) for row in facts(lists).values()}
    for row in lists.of(MEASURES):
        if id(row) not in used:
            detail = "Foranstaltningen står også længere oppe, så denne række er ikke brugt til målene."
            yield row.problem(Kind.LIST_TWICE, MEASURES, "measure", detail=detail)


def days(rows: Commitments, figures: Figures, lists: Lists) -> PlacementDays | None:
    """Days in placement in the figures' year; None where no measure is said to be one.

    An expected commitment counts by its probability, as full-year persons do.
    """
    said = facts(lists)
    institution = np.array([_is(said, name, "institution") for name in figures.measures], bool)
    # An institution is a placement, whether or not its row says so too.
    placement = institution | np.array([_is(said, name, "placement") for name in figures.measures], bool)
    if not placement.any():
        return None
    at = np.flatnonzero(rows.computable & placement[figures.measure])
    kinds = figures.measure[at]

    def quarters(group: Integers, mine: Integers) -> tuple[Integers, Integers]:
        found = active_persons(
            group, figures.person[mine], rows.start[mine], rows.active_stop[mine], figures.year, rows.probability[mine]
        )
        return found.groups, found.months.reshape(-1, 4, 3).sum(axis=2)

    def once(mine: Integers) -> Integers:
        sums: Integers = quarters(np.zeros(len(mine), np.int64), mine)[1].sum(axis=0)
        return sums

    groups, found = quarters(kinds, at)
    there = found.any(axis=1)
    names = [(figures.measures[code], bool(institution[code])) for code in groups[there].tolist()]
    return PlacementDays(
        tuple(name for name, _ in names),
        tuple(home for _, home in names),
        found[there],
        once(at),
        once(at[institution[kinds]]),
        tuple(groups[there].tolist()),
        institution,
        placement,
        bool(institution.any()),
    )


def early(rows: Commitments, figures: Figures, lists: Lists) -> EarlyCounts | None:
    """Citizens with a measure by § 11 and by § 52, or what took over from them, in each quarter.

    None where no measure has such a section.
    """
    said = facts(lists)
    sections = np.array([section(said, name) for name in figures.measures], np.int64)
    if not np.isin(sections, (EARLY_LAW, LATER_LAW)).any():
        return None
    first = month_starts(figures.year)[::3]
    of_row = sections[figures.measure]
    return EarlyCounts(
        _citizens(rows, figures.person, rows.computable & (of_row == EARLY_LAW), first),
        _citizens(rows, figures.person, rows.computable & (of_row == LATER_LAW), first),
        of_row,
    )


def section(said: Mapping[str, ListRow], measure: str) -> int:
    """The section of serviceloven a measure is granted by, or had been; 0 where the list does not say.

    A number means serviceloven, whose § 30 and § 32 are something else, unless barnets lov is named.
    """
    row = said.get(label(measure))
    text = row.text("law") if row is not None else ""
    found = _SECTION.search(text)
    if found is None:
        return 0
    number = int(found[1])
    return _SUCCESSORS.get(number, 0) if _CHILDRENS_ACT.search(text) else number


def to_days(ten_thousandths: int) -> float:
    """Days as a cell shows them."""
    return ten_thousandths / ONE


def _citizens(rows: Commitments, person: Integers, mine: Flags, first: Dates) -> Integers:
    """Distinct citizens with a row that is active on some day from each first day to the next, (4,)."""
    stop = closed_stop(rows.active_stop)
    started = ~np.isnat(rows.start)
    return np.array(
        [
            len(distinct(person[mine & started & (rows.start < end) & (stop >= begin)]))
            for begin, end in itertools.pairwise(first)
        ],
        np.int64,
    )


def _is(said: Mapping[str, ListRow], measure: str, name: str) -> bool:
    row = said.get(label(measure))
    return row is not None and row.text(name) == YES

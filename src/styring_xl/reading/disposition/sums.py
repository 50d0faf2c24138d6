"""What each sum of a disposition sheet is of: its old figures' evidence, what words and place leave, a decision.

A sum is only written when it is proven what it sums. Its old figures prove it when they are a candidate's old sums;
else its words and its place do when they leave one candidate. Where two are left, both are kept, and whether they
differ in kroner is seen when the new figures are known.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.model.arrays import Flags, Integers
from styring_xl.pattern import seldom
from styring_xl.reading.disposition.candidates import ALL, Candidate, Case, by_place, by_words, ranges
from styring_xl.reading.disposition.disposition import Covered, Place, Total
from styring_xl.reading.disposition.old_figures import old_figures
from styring_xl.reading.disposition.parts import SumRow
from styring_xl.reading.disposition.row_kind import Line, LineKind
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.sum_label import read_label

Counted = TypeVar("Counted", int, Integers)

_FEWEST_FIGURES: Final = 2
"""A row whose words don't say that it is a sum is one when this many figures other than 0 fit; a single may by
chance."""
_OF_ANOTHER_KIND: Final = seldom(r"budget|ramme|\b20\d\d|'\d\d|\bår", re.IGNORECASE)
_SUMMING: Final = seldom(r"\b(?:SUM|SUBTOTAL|AGGREGATE|SUMIFS?)\(", re.IGNORECASE)


class Decided(Struct, frozen=True):
    """The sums that may be written and the problems of those that may not.

    ``proven`` are sheet rows without a sum's words that are sums all the same; ``zeros`` such rows of zeros alone.
    """

    totals: tuple[Total, ...] = ()
    problems: tuple[Problem, ...] = ()
    proven: frozenset[int] = frozenset()
    zeros: frozenset[int] = frozenset()


def decide(case: Case) -> Decided:
    """Looks at each sum of a table, from top to bottom."""
    rows = case.parts.sums
    if not rows:
        return Decided()
    stands, known = old_figures(case.frame, [each.line.number for each in rows])
    totals: list[Total] = []
    problems: list[Problem] = []
    proven: set[int] = set()
    zeros: set[int] = set()
    taken: set[bytes] = set()
    for at, row in enumerate(rows):
        figures, has = stands[at], known[at]
        number = row.line.number
        if row.label is None:
            if _sums_by_formula(case, number):
                proven.add(number)
                continue
            fitting = _fitting(case, row, figures, has)
            if fitting:
                proven.add(number)
                totals.append(_total(case, row, fitting, fresh=False))
            elif has.any() and not figures.any():
                zeros.add(number)
            continue
        if _only_formulas(case, number):
            continue
        found, by_figures = _read(case, row, figures, has, taken)
        if found:
            totals.append(_total(case, row, found, fresh=not has.any()))
            if by_figures and len(found) == 1:
                taken.add(found[0].key)
        else:
            problems.append(_unclear(case, row, figures, has))
    return Decided(tuple(totals), tuple(problems), frozenset(proven), frozenset(zeros))


def left_standing(case: Case, lines: Sequence[Line]) -> list[Problem]:
    """The user's own rows that are called sums and show all rows' figures: when those change, they do not.

    »I alt pr. 1. marts« and »Netto i alt« may be meant to stand; a budget or a year is never this year's sum.
    """
    rows = [
        SumRow(line, case.parts.size, 0, read_label(line.text), False)
        for line in lines
        if line.kind == LineKind.OWN and read_label(line.text).is_sum and not _OF_ANOTHER_KIND.search(line.text)
    ]
    if not rows or not case.parts.size:
        return []
    stands, known = old_figures(case.frame, [row.line.number for row in rows])
    everything = Candidate(np.arange(case.parts.size, dtype=np.int64), (), ALL)
    sums = case.old_sums(everything)
    return [
        replace(_unclear(case, row, stands[at], has), detail="alle rækker eller et tal, der skal blive stående")
        for at, row in enumerate(rows)
        if _shows_most(stands[at], sums, has := known[at] & ~case.unknown, everything.size)
        and not any((row.line.number, column) in case.frame.grid.formulas for column in case.frame.amounts)
    ]


def _shows_most(stands: Integers, sums: Integers, has: Flags, count: int) -> bool:
    """Whether most of a row's figures are the sums: the others are those of months that have changed since."""
    told = has & (stands != 0)
    if told.sum() < _FEWEST_FIGURES:
        return False
    same = _alike(stands, sums, has, count)
    return bool(same[has].all()) or int(same[told].sum()) >= max(_FEWEST_FIGURES, int(told.sum()) // 2 + 1)


def _read(case: Case, row: SumRow, figures: Integers, has: Flags, taken: set[bytes]) -> tuple[list[Candidate], bool]:
    """What a sum may be of, and whether its figures said so."""
    filled = bool((figures[has] != 0).any())
    said = by_words(case, row)
    if filled:
        fitting = _fitting(case, row, figures, has, said.found)
        if fitting:
            keys = {each.key for each in said.found}
            agreed = [each for each in fitting if each.key in keys]
            return _distinct(agreed or fitting), True
    if said.found:
        return _distinct(said.found), False
    if not said.explained:
        # The words name nothing in the table: they are taken for a name of the rows since the sum before.
        blocks = [] if filled else by_place(case, row, named=True)
        return _distinct(blocks), False
    placed = by_place(case, row, named=False, surely=filled)
    if filled and any(each.key in taken for each in placed):
        return [], False
    return _distinct(placed), False


def _fitting(case: Case, row: SumRow, figures: Integers, has: Flags, more: Sequence[Candidate] = ()) -> list[Candidate]:
    """The candidates whose old sums are the figures that stand in the row; those with the firmest bounds only."""
    has = has & ~case.unknown
    least = 1 if row.label is not None else _FEWEST_FIGURES
    if (figures[has] != 0).sum() < least:
        return []
    column = int(np.argmax(np.where(has, np.abs(figures), -1)))
    unit = _unit(figures[has])

    def may_be(sums: Integers, counts: Integers) -> Flags:
        near: Flags = np.abs(figures[column] - sums) <= _room(unit, counts)
        return near

    fitting = [
        each
        for each in (*more, *ranges(case, row, column, may_be))
        if each.size + len(each.pools) and _same(figures, case.old_sums(each), has, each.size + len(each.pools))
    ]
    if row.label is None:
        fitting = [each for each in fitting if each.firm and each.size]
    firm = [each for each in fitting if each.firm]
    return _distinct(firm or fitting)


def _same(stands: Integers, sums: Integers, has: Flags, count: int) -> bool:
    """Whether figures are sums of ``count`` figures, each of which may have been rounded to the unit they show."""
    return bool(_alike(stands, sums, has, count)[has].all())


def _alike(stands: Integers, sums: Integers, has: Flags, count: int) -> Flags:
    """``_same`` of each figure (m,); what it says of those that ``has`` not is without meaning."""
    figures = stands[has]
    unit = _unit(figures)
    room = _room(unit, count)
    largest = int(np.abs(figures).max(initial=0))
    if room * 20 > largest:
        room = min(room, 100 * (count + 1) // 2)
    if not (sums[has] % unit).any():
        # Nothing had to be rounded.
        room = 1
    alike: Flags = np.abs(stands - sums) <= room
    return alike


def _unit(figures: Integers) -> int:
    """The unit in øre that figures are whole numbers of."""
    unit = next((unit for unit in (100_000_00, 100_000, 10_000, 1_000, 100, 10) if not (figures % unit).any()), 1)
    return min(unit, 100_000)


def _room(unit: int, counts: Counted) -> Counted:
    """How much a sum of so many figures may be off in øre, when each of them is rounded to a unit."""
    return unit * (counts + 1) // 2 + 1


def _distinct(found: Sequence[Candidate]) -> list[Candidate]:
    return list({each.key: each for each in reversed(found)}.values())[::-1]


def _total(case: Case, row: SumRow, found: Sequence[Candidate], *, fresh: bool) -> Total:
    readings = tuple(
        Covered(
            each.members + case.base if case.base else each.members,
            tuple(case.pool_base + index for index in each.pools),
            each.name,
        )
        for each in found
    )
    one = len(found) == 1 and _one_part(case, found[0])
    named = row.label is not None and bool(row.label.words)
    return Total(
        Place(case.frame.grid.sheet, row.line.number),
        readings,
        average=one,
        fresh=one and fresh and named and "unit" not in case.frame.table.columns,
    )


def _one_part(case: Case, each: Candidate) -> bool:
    """Whether a candidate is one part of the sheet: no heading stands between its rows."""
    if not each.block or not each.size:
        return False
    first, last = int(each.members[0]), int(each.members[-1])
    heads = case.parts.heads
    return bisect_right(heads, first) == bisect_right(heads, last)


def _unclear(case: Case, row: SumRow, figures: Integers, has: Flags) -> Problem:
    column = _first_amount(case, figures, has)
    frame = case.frame
    value = frame.grid.value(row.line.number, column)
    return Problem(Kind.SUM_UNCLEAR, "result", frame.table.role, frame.grid.sheet, row.line.number, column, value)


def _first_amount(case: Case, figures: Integers, has: Flags) -> int:
    spots = np.flatnonzero(has & (figures != 0))
    amounts = case.frame.amounts
    return amounts[int(spots[0])] if len(spots) else case.frame.at["result"] or (amounts[0] if amounts else 1)


def _only_formulas(case: Case, number: int) -> bool:
    """Whether no cell of the row's amounts is ours to write."""
    formulas = case.frame.grid.formulas
    return bool(formulas) and all((number, column) in formulas for column in case.frame.amounts)


def _sums_by_formula(case: Case, number: int) -> bool:
    formulas = case.frame.grid.formulas
    texts = [formulas[number, column] for column in case.frame.amounts if formulas and (number, column) in formulas]
    return bool(texts) and all(_SUMMING.search(text) for text in texts)

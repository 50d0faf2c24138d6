"""What a sum of a disposition sheet may be of: parts, measures, all rows so far; by words, place or old figures."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from msgspec import Struct, field

from styring_xl.danish.text import label
from styring_xl.model.arrays import Flags, Integers
from styring_xl.pattern import seldom
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reading.disposition.old_figures import old_figures
from styring_xl.reading.disposition.part_names import PartNames
from styring_xl.reading.disposition.parts import Parts, SumRow
from styring_xl.reading.sum_label import is_generic, stem, stems

ALL_SO_FAR: Final = "alle rækker indtil nu"
ALL: Final = "alle rækker"
SECTION: Final = "afsnit"
RUNNING: Final = "løbende"
_JOINED: Final = seldom(r"\b(?:og|samt)\b|[+&]")
"""Words between two names."""
_PAST_ALL: Final = 1 << 40
_MOST_WORDS: Final = 8
"""So many words of a sum have no more than 256 parts, which are looked up one by one."""

MayBe = Callable[[Integers, Integers], Flags]
"""Whether sums (k,) in øre of so many figures each (k,) may be the figure that stands in a sum's row."""


class Candidate(Struct, frozen=True, eq=False):
    """Citizens ``members`` (counted within the table) and puljer (likewise) that a sum may be of.

    ``firm`` bounds are headings, sums and the table's ends; ``block`` is True when the members stand together.
    """

    members: Integers
    pools: tuple[int, ...]
    name: str
    firm: bool = True
    block: bool = True

    @property
    def size(self) -> int:
        """How many commitments it sums."""
        return len(self.members)

    @property
    def key(self) -> bytes:
        """A key that is equal for candidates of the same rows."""
        together = self.block and self.size > 0
        rows = b"%d:%d" % (self.members[0], self.members[-1]) if together else self.members.tobytes()
        return rows + b"|" + repr(self.pools).encode()


class Case(Struct, frozen=True, eq=False, dict=True):
    """One table with what its sums are judged by.

    ``measures`` and ``statuses`` are the citizens' (n,), ``rows`` their sheet rows. ``groups`` is measure label -> the
    budget's group. ``pool_rows`` are the puljer's sheet rows. ``base`` and ``pool_base`` count what stands in tables
    read before. ``bare`` says what a sum without a name is of where *Opsætning* says so: SECTION, RUNNING or nothing.
    """

    frame: Frame
    parts: Parts
    rows: Sequence[int]
    measures: Sequence[str]
    statuses: Sequence[str]
    pool_rows: Sequence[int]
    groups: Mapping[str, str] = field(default_factory=dict)
    base: int = 0
    pool_base: int = 0
    bare: str = ""

    @cached_property
    def numbers(self) -> Integers:
        """The citizens' numbers within the table (n,): those of rows that stand together are a view of it."""
        return np.arange(self.parts.size, dtype=np.int64)

    @cached_property
    def _figures(self) -> Integers:
        return old_figures(self.frame, self.rows)[0]

    @cached_property
    def prefix(self) -> Integers:
        """Øre (n + 1, m): what the rows above each place hold together today."""
        return _summed(self._figures)

    @cached_property
    def pool_prefix(self) -> Integers:
        """Øre (p + 1, m): what the puljer above each place among the puljer hold together today."""
        return _summed(self._pools)

    @cached_property
    def unknown(self) -> Flags:
        """(m,) columns in which some citizen's figure is a formula of which it is not known what it gives, so no sum of
        them is known."""
        frame = self.frame
        return np.array(
            [
                column in frame.formula_columns
                and any(frame.has_no_result(row, column) and frame.sums.value(row, column) is None for row in self.rows)
                for column in frame.amounts
            ],
            bool,
        )

    @cached_property
    def _pools(self) -> Integers:
        return old_figures(self.frame, self.pool_rows)[0]

    def old_sums(self, each: Candidate) -> Integers:
        """Øre (m,) that a candidate's rows hold together today."""
        sums: Integers
        if each.block and each.size:
            sums = self.prefix[int(each.members[-1]) + 1] - self.prefix[int(each.members[0])]
        else:
            sums = self._figures[each.members].sum(axis=0)
        if each.pools:
            # Puljer that stand between two places.
            sums = sums + self.pool_prefix[each.pools[-1] + 1] - self.pool_prefix[each.pools[0]]
        return sums

    def pools_between(self, low: int, high: int) -> tuple[int, ...]:
        """The puljer that stand between two places among the lines."""
        pools = self.parts.pools
        return tuple(range(bisect_right(pools, low), bisect_left(pools, high)))

    @cached_property
    def weak(self) -> list[int]:
        """Counts of citizens above where a measure or a status changes or a row is left empty."""
        changes = {
            i
            for texts in (self.measures, self.statuses)
            for i in range(1, len(texts))
            if texts[i] != texts[i - 1]
        }  # fmt: skip
        return sorted((changes | self.parts.gaps) - {*self.parts.bounds})

    @cached_property
    def ends(self) -> tuple[tuple[bool, Ends], ...]:
        """Where a run of rows may end, with whether it is firm there."""
        return (True, Ends(self, self.parts.bounds)), (False, Ends(self, self.weak))

    @cached_property
    def rows_of_measure(self) -> dict[str, Integers]:
        """The label of a measure -> the citizens with it."""
        return _by_label(self.measures)

    @cached_property
    def rows_of_group(self) -> dict[str, Integers]:
        """The label of a group of the budget -> the citizens whose measure is in it."""
        return _by_label([self.groups.get(label(measure), "") for measure in self.measures])

    @cached_property
    def part_names(self) -> PartNames:
        """The words of the parts' headings."""
        return PartNames([part.name for part in self.parts.parts])

    @cached_property
    def statuses_of_stem(self) -> dict[str, list[str]]:
        """The stem of a word -> the statuses with such a word."""
        found: dict[str, list[str]] = {}
        for text in dict.fromkeys(self.statuses):
            for each in stems(text) if text else ():
                found.setdefault(each, []).append(text)
        return found

    @cached_property
    def rows_of_status(self) -> dict[str, list[int]]:
        """A status -> the citizens with it."""
        found: dict[str, list[int]] = {}
        for i, text in enumerate(self.statuses):
            found.setdefault(text, []).append(i)
        return found

    @cached_property
    def sum_places(self) -> SumPlaces:
        """Where the sums stand and what they say."""
        return SumPlaces.of(self.parts)


def _summed(figures: Integers) -> Integers:
    return np.vstack([np.zeros((1, figures.shape[1]), np.int64), np.cumsum(figures, axis=0, dtype=np.int64)])


def _by_label(texts: Sequence[str]) -> dict[str, Integers]:
    found: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        if text:
            found.setdefault(label(text), []).append(i)
    return {name: np.array(rows, np.int64) for name, rows in found.items()}


class Ends:
    """The places ``bounds``, counts of citizens above, where a run of rows right above or below a sum may end."""

    def __init__(self, case: Case, bounds: Sequence[int]) -> None:
        self.bounds = bounds
        self._case, parts = case, case.parts
        self._places = np.array(bounds, np.int64)
        starts = parts.starts
        over = [starts.get(bound, -1) if bound else -1 for bound in bounds]
        under = [starts.get(bound, _PAST_ALL) if bound < parts.size else _PAST_ALL for bound in bounds]
        pools = np.array(parts.pools, np.int64)
        self._pools_over = np.searchsorted(pools, np.array(over, np.int64), side="right")
        self._pools_under = np.searchsorted(pools, np.array(under, np.int64), side="left")

    def above(self, row: SumRow, column: int, may_be: MayBe) -> Sequence[int]:
        """The bounds above a sum, nearest first, from which the rows may come to its figure in a column of amounts."""
        number = bisect_left(self.bounds, row.above)
        sums = self._case.prefix[row.above, column] - self._case.prefix[self._places[:number], column]
        last = bisect_left(self._case.parts.pools, row.order)
        fits = self._fits(
            sums, row.above - self._places[:number], np.minimum(self._pools_over[:number], last), last, column, may_be
        )
        return [self.bounds[at] for at in fits[::-1].tolist()]

    def below(self, row: SumRow, column: int, may_be: MayBe) -> Sequence[int]:
        """The bounds below a sum, nearest first, up to which the rows may come to its figure in a column of amounts."""
        number = bisect_right(self.bounds, row.above)
        sums = self._case.prefix[self._places[number:], column] - self._case.prefix[row.above, column]
        first = bisect_right(self._case.parts.pools, row.order)
        fits = self._fits(
            sums,
            self._places[number:] - row.above,
            first,
            np.maximum(self._pools_under[number:], first),
            column,
            may_be,
        )
        return [self.bounds[number + at] for at in fits.tolist()]

    def _fits(
        self,
        sums: Integers,
        counts: Integers,
        first: Integers | int,
        last: Integers | int,
        column: int,
        may_be: MayBe,
    ) -> Integers:
        """Which sums (k,) of so many rows may be the figure, with or without the puljer from ``first`` to ``last``."""
        fits = may_be(sums, counts)
        if self._case.parts.pools:
            of_pools = self._case.pool_prefix[:, column]
            fits = fits | may_be(sums + of_pools[last] - of_pools[first], counts + last - first)
        return np.flatnonzero(fits)


class SumPlaces(Struct, frozen=True):
    """The sums of a table by where they stand: counts of citizens above, which do not fall from one to the next.

    ``orders`` and ``aboves`` are each sum's place among the lines and the citizens above it. Of the bounds between
    rows, ``lone`` is the first at which no sum stands, ``first`` and ``worded`` are the first at which a sum and one
    with words of its own stands, and ``head`` is the first that is a heading; past the table where there is none.
    ``joined`` is the order of the last sum that names several things, ``by_words`` the first sum with such words.
    """

    orders: list[int]
    aboves: list[int]
    lone: int
    first: int
    worded: int
    head: int
    joined: int
    by_words: dict[frozenset[str], int]

    @classmethod
    def of(cls, parts: Parts) -> SumPlaces:
        """Those of a table's parts."""
        sums = parts.sums
        standing = {each.above for each in sums}
        by_words: dict[frozenset[str], int] = {}
        for at, each in enumerate(sums):
            by_words.setdefault(frozenset(stem(word) for word in _words(each)), at)
        joined = [each.order for each in sums if each.label is not None and _JOINED.search(each.label.text)]
        return cls(
            [each.order for each in sums],
            [each.above for each in sums],
            next((bound for bound in parts.bounds if bound > 0 and bound not in standing), _PAST_ALL),
            next((each.above for each in sums if each.above > 0), _PAST_ALL),
            next((each.above for each in sums if each.above > 0 and _words(each)), _PAST_ALL),
            next((bound for bound in parts.heads if bound > 0), _PAST_ALL),
            max(joined, default=-1),
            by_words,
        )

    def holding(self, mine: set[str], before: int) -> int | None:
        """The first sum, of order less than ``before``, whose words are some of ``mine`` but not all of them."""
        if len(mine) > _MOST_WORDS:
            found = [at for words, at in self.by_words.items() if words and words < mine]
        else:
            words = sorted(mine)
            some = (
                frozenset(word for at, word in enumerate(words) if chosen >> at & 1)
                for chosen in range(1, (1 << len(words)) - 1)
            )
            found = [self.by_words[each] for each in some if each in self.by_words]
        found = [at for at in found if self.orders[at] < before]
        return min(found, default=None)


def block(case: Case, row: SumRow, first: int, end: int, name: str, firm: bool = True) -> list[Candidate]:
    """The citizens from ``first`` to ``end``, with and without the puljer among them as the sum's words allow."""
    parts = case.parts
    if end <= row.above:
        low = parts.starts.get(first, -1)
        pools = case.pools_between(low if first else -1, row.order)
    else:
        pools = case.pools_between(row.order, parts.starts.get(end, 1 << 40) if end < parts.size else 1 << 40)
        if first < row.above:
            pools = case.pools_between(-1, 1 << 40)
    members = case.numbers[first:end]
    said = row.label.pools if row.label is not None else None
    found = [Candidate(members, pools, name, firm)] if said is not False else []
    if pools and said is None:
        found.append(Candidate(members, (), f"{name} uden puljer", firm))
    return found or [Candidate(members, (), name, firm)]


def ranges(case: Case, row: SumRow, column: int, may_be: MayBe) -> list[Candidate]:
    """The runs of rows right above or right below a sum that end at a bound, where they may come to its figure in a
    column of amounts, and all rows."""
    above = row.above
    found: list[Candidate] = []
    for firm, ends in case.ends:
        for bound in ends.above(row, column, may_be):
            found += block(case, row, bound, above, _name_above(case, bound, above), firm)
        for bound in ends.below(row, column, may_be):
            found += block(case, row, above, bound, _name_below(case, above, bound), firm)
    found += block(case, row, 0, case.parts.size, ALL)
    return found


def _name_above(case: Case, first: int, end: int) -> str:
    if first == 0:
        return ALL_SO_FAR if end < case.parts.size else ALL
    name = case.parts.names[first]
    return f"afsnittet »{name}«" if name else "rækkerne siden forrige sum eller overskrift"


def _name_below(case: Case, first: int, end: int) -> str:
    return ALL if first == 0 and end == case.parts.size else "rækkerne lige under"


class Words(Struct, frozen=True):
    """What a sum's words leave: candidates, and whether every word is explained."""

    found: list[Candidate]
    explained: bool


def by_words(case: Case, row: SumRow) -> Words:
    """The candidates a sum names: all rows, a measure, a group, a status, or parts by their headings."""
    said = row.label
    if said is None:
        return Words([], True)
    parts = case.parts
    words = [word for word in said.words if len(word) > 1]
    if said.only_pools and (pools := case.pools_between(-1, row.order)):
        return Words([Candidate(np.zeros(0, np.int64), pools, "puljerne")], True)
    if said.everything and all(is_generic(word) for word in words):
        if row.above in (0, parts.size):
            return Words(block(case, row, 0, parts.size, ALL)[:1], True)
        return Words(block(case, row, 0, row.above, ALL_SO_FAR)[:1], True)
    name = " ".join(words)
    measured = case.rows_of_measure.get(label(name)) if name else None
    if measured is None and name:
        measured = case.rows_of_group.get(label(name))
    if measured is not None:
        return Words(_scoped(case, row, measured, said.text), True)
    meaning = {stem(word) for word in words if len(word) > 3 and not (is_generic(word) and word != "forventet")}
    found, explained = _parts_named(case, row, meaning)
    if found:
        return Words(found, True)
    if not meaning:
        meaning = {stem(word) for word in words if not is_generic(word)}
    status, told = _status_named(case, meaning)
    if status:
        return Words(status, True)
    left = meaning - explained - told - {stem(word) for word in words if is_generic(word)}
    return Words([], not left)


def _scoped(case: Case, row: SumRow, members: Integers, name: str) -> list[Candidate]:
    """Rows that are named: those of the part above or below the sum where it has some, and all of them."""
    number = int(np.searchsorted(members, row.above))
    above, below = members[:number], members[number:]
    side = above if len(above) else below
    heads = case.parts.heads
    known = bisect_right(heads, max(row.above - 1, 0))
    start = heads[known - 1] if known else 0
    near = side[int(np.searchsorted(side, start)) :] if len(above) else side
    found = [near, side] if len(near) else [side]
    return [Candidate(each, (), f"»{name}«", True, _together(each)) for each in found if len(each)]


def _together(members: Integers) -> bool:
    return len(members) > 0 and int(members[-1]) - int(members[0]) + 1 == len(members)


def _parts_named(case: Case, row: SumRow, meaning: set[str]) -> tuple[list[Candidate], set[str]]:
    """The parts whose headings a sum's words name, and those of its words that headings explain.

    A word that several parts share (»anbringelser«) tells none of them apart. A sum over its rows names those below.
    """
    parts, names = case.parts.parts, case.part_names
    here = bisect_left(parts, row.above, key=lambda part: part.first)
    near = here if row.above else len(parts)
    said = row.label.words if row.label is not None else ()
    whole = names.whole_words(said, near)
    meaning = {each for each in meaning if not names.is_alike(each, near)} | whole
    told = {each: names.told_by(each, near) for each in meaning}
    used = {each for each, (count, _) in told.items() if count}
    used |= {each for each in map(stem, said) if _is_shared(names, each, near)}
    chosen = [parts[at] for at in sorted({first for count, first in told.values() if count == 1})]
    if (row.above == 0 or not chosen) and here < len(parts) and parts[here].first == row.above:
        below = names.telling(here, near)
        if below & meaning:
            chosen = chosen or [parts[here]]
            used |= below
    left = meaning - used
    if not chosen or any(not is_generic(word) for word in left if len(word) > 3):
        return [], _both(used)
    members = np.concatenate([case.numbers[part.first : part.end] for part in chosen])
    pools: tuple[int, ...] = ()
    if row.label is not None and row.label.pools:
        pools = case.pools_between(-1, row.order)
    named = " og ".join(f"»{part.name}«" for part in chosen)
    return [Candidate(members, pools, f"afsnittet {named}", True, _together(members))], _both(used)


def _is_shared(names: PartNames, beginning: str, near: int) -> bool:
    """Whether what a stem stands for is in the names of several near parts."""
    if names.is_alike(beginning, near):
        return names.is_shared(beginning, near)
    return names.told_by(beginning, near)[0] > 1


def _both(words: set[str]) -> set[str]:
    """Words and their stems."""
    return words | {stem(word) for word in words}


def _status_named(case: Case, meaning: set[str]) -> tuple[list[Candidate], set[str]]:
    chosen = {text for word in meaning for text in case.statuses_of_stem.get(word, ())}
    used = {each for text in chosen for each in stems(text)}
    if not chosen or meaning - used:
        return [], used
    order = [text for text in case.rows_of_status if text in chosen]
    members = np.array(sorted(i for text in order for i in case.rows_of_status[text]), np.int64)
    return [Candidate(members, (), " og ".join(f"»{text}«" for text in order), True, _together(members))], used


def by_place(case: Case, row: SumRow, *, named: bool, surely: bool = False) -> list[Candidate]:
    """What a sum's place leaves: the rows since the sum or heading before it, or all so far; else those below it.

    ``named`` sums have a name nobody else has, so they are of the nearest rows only. ``surely`` leaves out what the
    pattern of the other sums says.
    """
    parts, above = case.parts, row.above
    over = above == 0 or (parts.sums[0].above == 0 and parts.sums[-1].above < parts.size)
    if over:
        return _below(case, row, surely=surely)
    everything = block(case, row, 0, above, ALL_SO_FAR if above < parts.size else ALL)[:1]
    if row.next_to_sum:
        return [] if named else everything
    if not named and _after_pools(case, row):
        return everything
    nearest = _nearest(parts, above)
    own = block(case, row, nearest, above, _name_above(case, nearest, above))[:1]
    if nearest == 0 or named:
        if nearest and named and _may_run_on(case, row):
            return [*own, *everything]
        return _with_earlier(case, row, own) if named else own
    if case.bare:
        return own if case.bare == SECTION else everything
    if surely:
        return [*own, *everything]
    sums = case.sum_places
    if sums.lone >= above and sums.worded >= above and sums.head < above:
        # A sum without words at each bound between the rows above, of which some are headings.
        return own
    if sums.first >= above == parts.size and sums.aboves[0] == sums.aboves[-1] == above:
        return everything
    return [*own, *everything]


def _nearest(parts: Parts, above: int) -> int:
    """The last bound with fewer citizens above, 0 where there is none."""
    number = bisect_left(parts.bounds, above)
    return parts.bounds[number - 1] if number else 0


def _after_pools(case: Case, row: SumRow) -> bool:
    """Whether nothing but puljer stands between a sum and the one before it, and its words do not say it is theirs."""
    before = bisect_left(case.sum_places.orders, row.order)
    return (
        before > 0
        and case.sum_places.aboves[before - 1] == row.above
        and row.label is not None
        and row.label.pools is None
    )


def _words(row: SumRow) -> list[str]:
    return [word for word in row.label.words if not is_generic(word)] if row.label is not None else []


def _may_run_on(case: Case, row: SumRow) -> bool:
    """Whether a later sum names several things, so that one whose name nobody knows may be a sum of all so far, too."""
    return case.sum_places.joined > row.order


def _with_earlier(case: Case, row: SumRow, own: list[Candidate]) -> list[Candidate]:
    """A sum whose words hold those of a sum before it (»I alt aktuelle og forventede«) is of that one's rows too.

    Where no sum before it has such words, a name that joins two things may still be of all rows.
    """
    # »Sum hus 2« has the words of »Sum hus 1« and no more, so it is no sum of both.
    first = case.sum_places.holding({stem(word) for word in _words(row)}, row.order)
    start = None if first is None else _nearest(case.parts, case.sum_places.aboves[first])
    if start is None and row.label is not None and _JOINED.search(row.label.text):
        return [*own, *block(case, row, 0, row.above, ALL_SO_FAR)[:1]]
    return own if start is None else block(case, row, start, row.above, ALL_SO_FAR)[:1]


def _below(case: Case, row: SumRow, *, surely: bool) -> list[Candidate]:
    parts, above = case.parts, row.above
    sums = case.sum_places
    later = bisect_right(sums.orders, row.order)
    is_last = later == len(sums.orders) or sums.aboves[later] == parts.size
    everything = block(case, row, 0, parts.size, ALL)[:1] if above == 0 else []
    further = bisect_right(sums.aboves, above, later)
    end = sums.aboves[further] if further < len(sums.aboves) else parts.size
    own = block(case, row, above, end, _name_below(case, above, end))[:1] if end > above else []
    if above == 0 and (is_last or sums.aboves[later] == 0):
        # The only sum over the rows, or one with another right below it.
        return everything
    if surely and everything and own and everything[0].key != own[0].key:
        return [*own, *everything]
    return own or everything

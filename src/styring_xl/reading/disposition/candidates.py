"""What a sum of a disposition sheet may be of: parts, measures, all rows so far; by words, place or old figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from msgspec import Struct, field

from styring_xl.danish.text import label
from styring_xl.model.arrays import Flags, Integers
from styring_xl.pattern import seldom
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reading.disposition.old_figures import old_figures
from styring_xl.reading.disposition.parts import Parts, SumRow
from styring_xl.reading.sum_label import is_generic, long_words, stem, stems

ALL_SO_FAR: Final = "alle rækker indtil nu"
ALL: Final = "alle rækker"
SECTION: Final = "afsnit"
RUNNING: Final = "løbende"
_JOINED: Final = seldom(r"\b(?:og|samt)\b|[+&]")
"""Words between two names."""


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
        return self.members.tobytes() + b"|" + repr(self.pools).encode()


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
    def _prefix(self) -> Integers:
        figures, _ = old_figures(self.frame, self.rows)
        return np.vstack([np.zeros((1, figures.shape[1]), np.int64), np.cumsum(figures, axis=0, dtype=np.int64)])

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
            sums = self._prefix[int(each.members[-1]) + 1] - self._prefix[int(each.members[0])]
        else:
            sums = np.diff(self._prefix, axis=0)[each.members].sum(axis=0)
        if each.pools:
            sums = sums + self._pools[list(each.pools)].sum(axis=0)
        return sums

    def pools_between(self, low: int, high: int) -> tuple[int, ...]:
        """The puljer that stand between two places among the lines."""
        return tuple(i for i, order in enumerate(self.parts.pools) if low < order < high)

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
    members = np.arange(first, end, dtype=np.int64)
    said = row.label.pools if row.label is not None else None
    found = [Candidate(members, pools, name, firm)] if said is not False else []
    if pools and said is None:
        found.append(Candidate(members, (), f"{name} uden puljer", firm))
    return found or [Candidate(members, (), name, firm)]


def ranges(case: Case, row: SumRow) -> list[Candidate]:
    """Every run of rows right above or right below a sum that ends at a bound, and all rows."""
    parts, above = case.parts, row.above
    found: list[Candidate] = []
    for firm, bounds in ((True, parts.bounds), (False, case.weak)):
        found += [
            each
            for bound in reversed(bounds)
            if bound < above
            for each in block(case, row, bound, above, _name_above(case, bound, above), firm)
        ]
        found += [
            each
            for bound in bounds
            if bound > above
            for each in block(case, row, above, bound, _name_below(case, above, bound), firm)
        ]
    found += block(case, row, 0, parts.size, ALL)
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
    measured = _matching(case.measures, name)
    if not len(measured):
        grouped = [case.groups.get(label(measure), "") for measure in case.measures]
        measured = _matching(grouped, name)
    if len(measured):
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


def _matching(texts: Sequence[str], name: str) -> Integers:
    if not name:
        return np.zeros(0, np.int64)
    wanted = label(name)
    return np.array([i for i, text in enumerate(texts) if text and label(text) == wanted], np.int64)


def _scoped(case: Case, row: SumRow, members: Integers, name: str) -> list[Candidate]:
    """Rows that are named: those of the part above or below the sum where it has some, and all of them."""
    above, below = members[members < row.above], members[members >= row.above]
    side = above if len(above) else below
    bounds = [bound for bound in case.parts.heads if bound <= max(row.above - 1, 0)]
    start = max(bounds, default=0)
    near = side[side >= start] if len(above) else side
    found = [near, side] if len(near) else [side]
    return [Candidate(each, (), f"»{name}«", True, _together(each)) for each in found if len(each)]


def _together(members: Integers) -> bool:
    return len(members) > 0 and int(members[-1]) - int(members[0]) + 1 == len(members)


def _parts_named(case: Case, row: SumRow, meaning: set[str]) -> tuple[list[Candidate], set[str]]:
    """The parts whose headings a sum's words name, and the words that headings explain.

    A word that several parts share (»anbringelser«) tells none of them apart. A sum over its rows names those below.
    """
    parts = case.parts
    near = [part for part in parts.parts if part.first < row.above or row.above == 0]
    alike = _alike(part.name for part in near)
    meaning = (meaning - alike.keys()) | _whole_words(row, alike)
    named = [(part, {*_telling(part.name, alike)}) for part in near if part.name]
    shared = Counter(each for _, own in named for each in own)
    distinct = [(part, {each for each in own if shared[each] == 1}) for part, own in named]
    chosen = [part for part, own in distinct if own & meaning]
    used = {each for _, own in distinct for each in own & meaning} | {e for e, n in shared.items() if n > 1}
    if row.above == 0 or not chosen:
        below = [part for part in parts.parts if part.first == row.above and {*_telling(part.name, alike)} & meaning]
        chosen = chosen or below
        used |= {each for part in below for each in _telling(part.name, alike)}
    left = meaning - used
    if not chosen or any(not is_generic(word) for word in left if len(word) > 3):
        return [], _both(used)
    members = np.concatenate([np.arange(part.first, part.end, dtype=np.int64) for part in chosen])
    pools: tuple[int, ...] = ()
    if row.label is not None and row.label.pools:
        pools = case.pools_between(-1, row.order)
    names = " og ".join(f"»{part.name}«" for part in chosen)
    return [Candidate(members, pools, f"afsnittet {names}", True, _together(members))], _both(used)


def _alike(names: Iterable[str]) -> dict[str, set[str]]:
    """Stem -> the words of the parts' names that begin so, where they are not one word: Familiepleje and
    Familiebehandling."""
    found: dict[str, set[str]] = {}
    for name in names:
        for word in long_words(name):
            found.setdefault(stem(word), set()).add(word)
    return {key: words for key, words in found.items() if len(words) > 1}


def _telling(name: str, alike: Mapping[str, set[str]]) -> Iterator[str]:
    """What tells a part's name from others: the stems of its words, and all of a word that another begins like."""
    return (word if stem(word) in alike else stem(word) for word in long_words(name))


def _both(words: set[str]) -> set[str]:
    """Words and their stems."""
    return words | {stem(word) for word in words}


def _whole_words(row: SumRow, alike: Mapping[str, set[str]]) -> set[str]:
    """The parts' words that a sum's words with such a stem stand for, or those words themselves where none fits."""
    found: set[str] = set()
    for word in row.label.words if row.label is not None else ():
        if stem(word) in alike:
            found |= {each for each in alike[stem(word)] if each.startswith(word) or word.startswith(each)} or {word}
    return found


def _status_named(case: Case, meaning: set[str]) -> tuple[list[Candidate], set[str]]:
    values = {text: stems(text) for text in dict.fromkeys(case.statuses) if text}
    chosen = [text for text, own in values.items() if own & meaning]
    used = {each for text in chosen for each in values[text]}
    if not chosen or meaning - used:
        return [], used
    members = np.array([i for i, text in enumerate(case.statuses) if text in chosen], np.int64)
    return [Candidate(members, (), " og ".join(f"»{text}«" for text in chosen), True, _together(members))], used


def by_place(case: Case, row: SumRow, *, named: bool, surely: bool = False) -> list[Candidate]:
    """What a sum's place leaves: the rows since the sum or heading before it, or all so far; else those below it.

    ``named`` sums have a name nobody else has, so they are of the nearest rows only. ``surely`` leaves out what the
    pattern of the other sums says.
    """
    parts, above = case.parts, row.above
    bounds = [bound for bound in parts.bounds if bound < above]
    over = above == 0 or (parts.sums[0].above == 0 and parts.sums[-1].above < parts.size)
    if over:
        return _below(case, row, surely=surely)
    everything = block(case, row, 0, above, ALL_SO_FAR if above < parts.size else ALL)[:1]
    if row.next_to_sum:
        return [] if named else everything
    if not named and _after_pools(case, row):
        return everything
    nearest = max(bounds, default=0)
    own = block(case, row, nearest, above, _name_above(case, nearest, above))[:1]
    if nearest == 0 or named:
        if nearest and named and _may_run_on(case, row):
            return [*own, *everything]
        return _with_earlier(case, row, own) if named else own
    if case.bare:
        return own if case.bare == SECTION else everything
    if surely:
        return [*own, *everything]
    others = {each.above for each in parts.sums if each.order != row.order}
    inner = {bound for bound in bounds if bound > 0}
    bare = all(not _words(each) for each in parts.sums if each.above in inner)
    if inner <= others and bare and inner & {*parts.heads}:
        return own
    if not inner & others and above == parts.size and len({each.above for each in parts.sums} - {above}) == 0:
        return everything
    return [*own, *everything]


def _after_pools(case: Case, row: SumRow) -> bool:
    """Whether nothing but puljer stands between a sum and the one before it, and its words do not say it is theirs."""
    before = [each for each in case.parts.sums if each.order < row.order]
    return bool(before) and before[-1].above == row.above and row.label is not None and row.label.pools is None


def _words(row: SumRow) -> list[str]:
    return [word for word in row.label.words if not is_generic(word)] if row.label is not None else []


def _may_run_on(case: Case, row: SumRow) -> bool:
    """Whether a later sum names several things, so that one whose name nobody knows may be a sum of all so far, too."""
    joined = (each for each in case.parts.sums if each.order > row.order and each.label is not None)
    return any(_JOINED.search(each.label.text) for each in joined if each.label is not None)


def _with_earlier(case: Case, row: SumRow, own: list[Candidate]) -> list[Candidate]:
    """A sum whose words hold those of a sum before it (»I alt aktuelle og forventede«) is of that one's rows too.

    Where no sum before it has such words, a name that joins two things may still be of all rows.
    """
    mine = {stem(word) for word in _words(row)}
    start = None
    for each in case.parts.sums:
        if each.order >= row.order:
            break
        theirs = {stem(word) for word in _words(each)}
        # »Sum hus 2« has the words of »Sum hus 1« and no more, so it is no sum of both.
        if theirs and theirs < mine:
            before = [bound for bound in case.parts.bounds if bound < each.above]
            begin = max(before, default=0)
            start = begin if start is None else min(start, begin)
    if start is None and row.label is not None and _JOINED.search(row.label.text):
        return [*own, *block(case, row, 0, row.above, ALL_SO_FAR)[:1]]
    return own if start is None else block(case, row, start, row.above, ALL_SO_FAR)[:1]


def _below(case: Case, row: SumRow, *, surely: bool) -> list[Candidate]:
    parts, above = case.parts, row.above
    following = [each for each in parts.sums if each.order > row.order and each.above < parts.size]
    everything = block(case, row, 0, parts.size, ALL)[:1] if above == 0 else []
    end = next((each.above for each in following if each.above > above), parts.size)
    own = block(case, row, above, end, _name_below(case, above, end))[:1] if end > above else []
    if above == 0 and (not following or following[0].above == 0):
        # The only sum over the rows, or one with another right below it.
        return everything
    if surely and everything and own and everything[0].key != own[0].key:
        return [*own, *everything]
    return own or everything

"""Which postings of an extract stand in the ledger already: once a posting, always one posting.

A posting is known by bilag and line number where both sides have them, else by its content. Contents that occur
several times count: the ledger gets as many as the extract with most of them has. A column that has one and the same
number on all lines of a bilag is no line number, whatever its header says.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.imports.bill import Bills, bills_of
from styring_xl.imports.posting import NO_DAY, TEXTS, Pools, Postings
from styring_xl.model.arrays import Flags, Integers
from styring_xl.reading.interning import together

_NUMBERED: Final = ("document", "line", "account")
_WHOLE: Final = 10
"""Where so many different postings stand twice each, the extract holds everything twice."""
CONTENT: Final = ("account", "cpr", "document", "text")
"""The texts that tell one posting from another; measure and supplier only where there is nothing better."""


class Merged(Struct, frozen=True, eq=False):
    """What came of one extract, as its row numbers: those ``new``, those ``known`` because they stand already, those
    ``changed``, with the key of a standing one (``changed_from``, its row there) but other content; and ``alike``, of
    the new, those that differ from a standing one in text or citizen only.

    ``own_row`` says of the changed whether the standing one is theirs alone, so that it can be put right; a bill that
    was for other months has none. ``repeated`` are rows of the extract that stand in it before, with the same bilag and
    line; ``unnumbered`` those whose bilag and line stand there several times and are no key, for nothing shows that the
    lines are numbered."""

    new: Integers
    known: Integers
    changed: Integers
    changed_from: Integers
    own_row: Flags
    alike: Integers
    repeated: Integers
    unnumbered: Integers


def merge(
    there: Postings, extract: Postings, fields: Collection[str], there_fields: Collection[str], pools: Pools
) -> Merged:
    """Compares an extract with what stands already, a bill of several months as one.

    ``fields`` and ``there_fields`` say which of TEXTS and ``day`` either knows anything about.
    """
    common = set(fields) & set(there_fields)
    size = len(there)
    both = _without_zeros(Postings.joined((there, extract)), size, pools)
    content = _content(both, common)
    bills = bills_of(both, size, content, common)
    found = _merge(both, bills, content, common)

    def postings(of_extract: Integers) -> Integers:
        return bills.postings(of_extract + bills.standing) - size

    changed, changed_from, own_row = _pairs(both, bills, size, found.changed, found.changed_from)
    return Merged(
        postings(found.new),
        postings(found.known),
        changed,
        changed_from,
        own_row,
        postings(found.alike),
        postings(found.repeated),
        postings(found.unnumbered),
    )


def _pairs(
    both: Postings, bills: Bills, size: int, changed: Integers, changed_from: Integers
) -> tuple[Integers, Integers, Flags]:
    """The postings of changed bills, of each the standing one of its month, and whether both bills have the same
    months."""
    several = np.isin(np.arange(len(bills.first)), bills.several)
    plain = ~(several[changed + bills.standing] | several[changed_from])
    rows = [bills.first[changed[plain] + bills.standing] - size]
    there, own = [bills.first[changed_from[plain]]], [np.ones(int(plain.sum()), bool)]
    for bill, standing in zip(changed[~plain].tolist(), changed_from[~plain].tolist(), strict=True):
        mine, its = (bills.postings(np.array([each])) for each in (bill + bills.standing, standing))
        same = len(mine) == len(its) and bool((np.sort(both.month[mine]) == np.sort(both.month[its])).all())
        of_month = dict(zip(both.month[its].tolist(), its.tolist(), strict=True))
        rows.append(mine - size)
        there.append(np.array([of_month.get(month, int(its[0])) for month in both.month[mine].tolist()], np.int64))
        own.append(np.full(len(mine), same))
    return np.concatenate(rows), np.concatenate(there), np.concatenate(own)


class _MergedBills(Struct, frozen=True, eq=False):
    """As ``Merged``, of bills."""

    new: Integers
    known: Integers
    changed: Integers
    changed_from: Integers
    alike: Integers
    repeated: Integers
    unnumbered: Integers


def _merge(all_postings: Postings, bills: Bills, content_of_all: Integers, common: Collection[str]) -> _MergedBills:
    size = bills.standing
    both = all_postings if len(bills.first) == len(all_postings) else all_postings.take(bills.first)
    content = bills.whole(content_of_all)
    found = _Pairing(size, len(both) - size)
    if {"document", "line"} <= set(common):
        found.by_key(both, content)
    known, changed, free, repeated = found.known, found.changed, found.free, found.repeated
    keyed = found.keyed
    # A posting with a line number is never one with another number, but may be one that stands there without any.
    unkeyed = ~keyed[:size]
    for from_extract, in_there in ((keyed[size:], unkeyed & free), (~keyed[size:], free)):
        rows = np.flatnonzero(from_extract & (known < 0) & (changed < 0))
        rows = np.setdiff1d(rows, repeated, assume_unique=True)
        places = np.flatnonzero(in_there & free)
        a, b = pair(content[size + rows], content[places])
        known[rows[a]] = places[b]
        free[places[b]] = False
    # A posting without a citizen in the extract may have been given one by hand in the sheet.
    if "cpr" in common:
        rows = np.flatnonzero((known < 0) & (changed < 0) & (both.texts["cpr"][size:] == 0))
        rows = np.setdiff1d(rows, repeated, assume_unique=True)
        if len(rows) and free.any():
            bare = bills.whole(_content(all_postings, set(common) - {"cpr"}))
            places = np.flatnonzero(free & unkeyed)
            a, b = pair(bare[size + rows], bare[places])
            known[rows[a]] = places[b]
            free[places[b]] = False
    known[repeated] = np.where(known[repeated] < 0, size, known[repeated])
    new = np.flatnonzero((known < 0) & (changed < 0))
    alike = np.zeros(0, np.int64)
    if len(new) and free.any() and {"document", "account"} & set(common):
        left = both.take(np.concatenate((size + new, np.flatnonzero(free))))
        loose = _content(left, set(common) & {"document", "account", "day"})
        a, _ = pair(loose[: len(new)], loose[len(new) :])
        alike = new[a]
    at_changed = np.flatnonzero(changed >= 0)
    return _MergedBills(
        new, np.flatnonzero(known >= 0), at_changed, changed[at_changed], alike, found.again, found.unnumbered
    )


class _Pairing:
    """Which standing bill each bill of the extract is: ``known`` (n,) its place where they are alike, ``changed`` (n,)
    where only the key is; -1 for none. ``free`` (size,) are the standing ones that no bill has met, ``keyed``
    (size + n,) those of either side with a key. Of the extract's, ``again`` have the key of one before them, and
    ``repeated`` are those of them that met no standing one; ``unnumbered`` have no key though they have a line."""

    def __init__(self, size: int, n: int) -> None:
        self.size = size
        self.known = np.full(n, -1, np.int64)
        self.changed = np.full(n, -1, np.int64)
        self.free = np.ones(size, bool)
        self.keyed = np.zeros(size + n, bool)
        self.again = self.repeated = self.unnumbered = np.zeros(0, np.int64)

    def by_key(self, both: Postings, content: Integers) -> None:
        """Pairs the bills that have the same bilag and line."""
        size = self.size
        key, self.keyed, same_line = _keys(both, content, size)
        self.unnumbered = np.flatnonzero(same_line[size:])
        at_there, at_extract = np.flatnonzero(self.keyed[:size]), np.flatnonzero(self.keyed[size:])
        position = np.full(int(key.max(initial=0)) + 1, -1, np.int64)
        position[key[at_there]] = at_there
        found = position[key[size + at_extract]]
        # The same line twice in one extract is the same posting; only the first is looked at as changed.
        met = found >= 0
        same = np.zeros(len(found), bool)
        same[met] = content[found[met]] == content[size + at_extract[met]]
        self.known[at_extract[met & same]] = found[met & same]
        self.changed[at_extract[met & ~same]] = found[met & ~same]
        self.free[found[met]] = False
        later = _first(key[size + at_extract]) != np.arange(len(at_extract))
        self.again = at_extract[later]
        self.repeated = at_extract[later & ~met]


def _without_zeros(both: Postings, size: int, pools: Pools) -> Postings:
    """The same postings with vouchers, lines and accounts that differ in zeros before them as one.

    Where the extract itself tells such texts apart, its zeros mean something and stay.
    """
    texts = dict(both.texts)
    for field in _NUMBERED:
        bare = pools.without_zeros(field)
        if (bare == np.arange(len(bare))).all():
            continue
        own = np.unique(texts[field][size:])
        if len(np.unique(bare[own])) == len(own):
            texts[field] = bare[texts[field]]
    return replace(both, texts=texts)


def _content(both: Postings, common: Collection[str]) -> Integers:
    """Codes (n,) of equal contents: month, amount, the day where both know it, and the texts both have."""
    chosen = [field for field in CONTENT if field in common]
    if not {"document", "text", "account"} & set(chosen):
        chosen += [field for field in ("measure", "supplier") if field in common]
    day = [both.day] if "day" in common else []
    return together(both.month, *day, both.amount, *(both.texts[field] for field in chosen))


def _first(codes: Integers) -> Integers:
    """Of each code (n,) the place of the first that is equal to it."""
    place = np.zeros(int(codes.max(initial=0)) + 1, np.int64)
    place[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return place[codes]


def _keys(both: Postings, content: Integers, size: int) -> tuple[Integers, Flags, Flags]:
    """Codes (n,) of year, bilag and line; the rows that have such a key and no other row of their side denies it; and
    those that have none because lines of one bilag are not numbered on their side.

    A ledger that numbers lines otherwise repeats a key with another content; then the number is no key.
    """
    document, line = both.texts["document"], both.texts["line"]
    key = together(both.month // 12, document, line)
    keyed = (document > 0) & (line > 0)
    same_line = np.zeros(len(both), bool)
    for side in (slice(0, size), slice(size, None)):
        keys, contents = key[side], content[side]
        rows = np.flatnonzero(keyed[side])
        if not len(rows):
            continue
        # A key with two different contents on one side is not used for either.
        doubtful = np.unique(keys[rows][_several(keys[rows], contents[rows])])
        if not _numbered(document[side][rows], line[side][rows], contents[rows]):
            met, counts = np.unique(keys[rows], return_counts=True)
            several = np.isin(keys, met[counts > 1]) & keyed[side]
            same_line[side] = several
            doubtful = np.union1d(doubtful, met[counts > 1])
        if len(doubtful):
            keyed &= ~np.isin(key, doubtful)
    return key, keyed, same_line


def _numbered(document: Integers, line: Integers, content: Integers) -> bool:
    """Whether some bilag shows that its lines are numbered: two rows of it have different ones.

    Where every bilag has one line number, rows that are equal in all else are as many postings, unless each row of the
    extract stands there twice or more: then it is the extract that holds everything twice.
    """
    if _several(document, line).any():
        return True
    _, copies = np.unique(content, return_counts=True)
    return bool(len(copies) >= _WHOLE and (copies > 1).all())


def _several(codes: Integers, others: Integers) -> Flags:
    """Rows (n,) whose other code is not that of the first row with the same code: such codes have several others."""
    differs: Flags = others != others[_first(codes)]
    return differs


def pair(one: Integers, other: Integers) -> tuple[Integers, Integers]:
    """Rows of either side with equal codes, each used once: the first with the first, the second with the second."""
    if not len(one) or not len(other):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    codes = together(np.concatenate((one, other)), np.concatenate((_rank(one), _rank(other))))
    place = np.full(int(codes.max()) + 1, -1, np.int64)
    place[codes[len(one) :]] = np.arange(len(other))
    found = place[codes[: len(one)]]
    rows = np.flatnonzero(found >= 0)
    return rows, found[rows]


def _rank(codes: Integers) -> Integers:
    """How many equal codes stand before each."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    counts = np.diff(np.append(starts, len(ordered)))
    rank = np.empty(len(codes), np.int64)
    rank[order] = np.arange(len(codes)) - np.repeat(starts, counts)
    return rank


def differing(before: Postings, after: Postings, fields: Sequence[str], pools: Pools) -> list[tuple[str, ...]]:
    """For pairs of postings (n each), the fields in which they differ."""
    found: list[list[str]] = [[] for _ in range(len(before))]
    for name, one, other in (
        ("amount", before.amount, after.amount),
        ("date", before.month, after.month),
        ("date", np.where(after.day == NO_DAY, after.day, before.day), after.day),
        *((field, *_plain(field, before, after, pools)) for field in TEXTS if field in fields),
    ):
        for row in np.flatnonzero(one != other).tolist():
            if name not in found[row]:
                found[row].append(name)
    return [tuple(each) for each in found]


def _plain(field: str, before: Postings, after: Postings, pools: Pools) -> tuple[Integers, Integers]:
    """A field's texts of both, those that differ in zeros before them as one."""
    if field not in _NUMBERED:
        return before.texts[field], after.texts[field]
    bare = pools.without_zeros(field)
    return bare[before.texts[field]], bare[after.texts[field]]

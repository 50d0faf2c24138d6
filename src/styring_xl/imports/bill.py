"""Bills: the postings of several months that one row of an extract became, held against a ledger as one.

A bill for three months stands in a ledger as three rows with its voucher and line. Only the extract knows that they are
one; compared row by row, a bill whose amount or days have changed would come in a second time.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from msgspec import Struct

from styring_xl.imports.posting import Postings
from styring_xl.model.arrays import Flags, Integers
from styring_xl.reading.interning import factorize, together


class Bills(Struct, frozen=True, eq=False):
    """m bills of n postings, those of the ledger first. ``of`` (n,) is the bill of each posting, ``first`` (m,) the
    first posting of each, ``standing`` how many bills are the ledger's."""

    of: Integers
    first: Integers
    standing: int

    @property
    def several(self) -> Integers:
        """The bills of more than one posting."""
        return np.flatnonzero(np.bincount(self.of, minlength=len(self.first)) > 1)

    def whole(self, codes: Integers) -> Integers:
        """Codes (m,) that are equal where all postings of two bills have equal codes (n,)."""
        found = codes[self.first]
        several = self.several
        if not len(several):
            return found
        rows = np.flatnonzero(np.isin(self.of, several))
        members: dict[int, list[int]] = {}
        for bill, code in zip(self.of[rows].tolist(), codes[rows].tolist(), strict=True):
            members.setdefault(bill, []).append(code)
        numbers: dict[tuple[int, ...], int] = {}
        next_code = int(codes.max(initial=-1)) + 1
        for bill, parts in members.items():
            found[bill] = next_code + numbers.setdefault(tuple(sorted(parts)), len(numbers))
        return found

    def postings(self, bills: Integers) -> Integers:
        """The postings of some bills, in their order."""
        return np.flatnonzero(np.isin(self.of, bills))


def bills_of(both: Postings, size: int, content: Integers, fields: Collection[str]) -> Bills:
    """The bills of a ledger's postings (the first ``size``) and an extract's.

    The rows of an extract are its bills. Rows of the ledger are one bill where they are a bill of the extract part by
    part, where they follow each other month by month under its voucher and line, or where they sum to its amount.
    """
    n = len(both)
    of = np.arange(n)
    line, source = both.line[size:], both.source[size:]
    if n > size:
        again = np.append(False, (line[1:] == line[:-1]) & (source[1:] == source[:-1]))
        of[size:] = size + np.arange(n - size)[~again][np.cumsum(~again) - 1]
    if size and n > size:
        _gather(of, both, size, content, fields)
    is_one = np.zeros(n, bool)
    is_one[of] = True
    first = np.flatnonzero(is_one)
    number = of if len(first) == n else (np.cumsum(is_one) - 1)[of]
    return Bills(number, first, int(np.searchsorted(first, size)))


def _gather(of: Integers, both: Postings, size: int, content: Integers, fields: Collection[str]) -> None:
    """Gives the ledger's rows that are one bill of the extract the number of their first row."""
    split = np.append(np.diff(of[size:]) == 0, False) | np.append(False, np.diff(of[size:]) == 0)
    numbered = {"document", "line"} <= set(fields)
    if not split.any() and not numbered:
        return
    key = together(both.texts["document"], both.texts["line"]) if numbered else content
    free = np.ones(size, bool)
    if split.any():
        _gather_equal(of, size, together(content, key), np.flatnonzero(split) + size, free)
    if not numbered:
        return
    named = (both.texts["document"] > 0) & (both.texts["line"] > 0)
    _gather_spread(of, both, key, named[:size] & free & np.isin(key[:size], key[size:][split & named[size:]]))
    _gather_sum(of, both, size, key, named, free)


def _gather_equal(of: Integers, size: int, codes: Integers, rows: Integers, free: Flags) -> None:
    """Bills of which every part stands there."""
    places: dict[int, list[int]] = {}
    wanted = np.isin(codes[:size], codes[rows])
    for place in np.flatnonzero(wanted)[::-1].tolist():
        places.setdefault(int(codes[place]), []).append(place)
    parts: dict[int, list[int]] = {}
    for row in rows.tolist():
        parts.setdefault(int(of[row]), []).append(row)
    for members in parts.values():
        taken: list[int] = []
        for row in members:
            there = places.get(int(codes[row]))
            if not there:
                break
            taken.append(there.pop())
        if len(taken) == len(members):
            of[taken], free[taken] = min(taken), False
        else:
            for place in reversed(taken):
                places[int(codes[place])].append(place)


def _gather_spread(of: Integers, both: Postings, key: Integers, among: Flags) -> None:
    """Rows with the voucher and line of a bill of several months, each a month after the one before."""
    last: dict[int, tuple[int, int]] = {}
    for place in np.flatnonzero(among).tolist():
        code, month = int(key[place]), int(both.month[place])
        before = last.get(code)
        if before is not None and month == before[0] + 1:
            of[place] = of[before[1]]
        last[code] = (month, place)


def _gather_sum(of: Integers, both: Postings, size: int, key: Integers, named: Flags, free: Flags) -> None:
    """Rows of several months that sum to the one row with their voucher and line in the extract."""
    codes_there, codes_here = key[:size], key[size:][named[size:]]
    is_single = np.bincount(codes_here, minlength=int(key.max()) + 1) == 1
    rows = np.flatnonzero(named[:size] & free & is_single[codes_there])
    rows = rows[np.bincount(codes_there[rows], minlength=1)[codes_there[rows]] > 1]
    if not len(rows):
        return
    codes = factorize(key[rows])
    size_of = np.bincount(codes)
    months = np.bincount(codes[np.unique(together(codes, both.month[rows]), return_index=True)[1]])
    there = np.zeros(len(size_of), np.int64)
    np.add.at(there, codes, both.amount[rows])
    wanted = np.zeros(int(key.max()) + 1, np.int64)
    wanted[key[size:]] = both.amount[size:]
    is_one = (size_of > 1) & (months == size_of)
    hit = is_one[codes] & (there[codes] == wanted[key[rows]])
    leader = np.full(len(size_of), size, np.int64)
    np.minimum.at(leader, codes, rows)
    of[rows[hit]] = leader[codes[hit]]

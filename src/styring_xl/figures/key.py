"""A citizen and a measure packed in one number, by which rows and postings are grouped without comparing texts."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl.model.arrays import Integers

_SPAN: Final = 1 << 31
"""More measures than any workbook has."""
NOBODY: Final = 0
"""The number of the empty text among citizens: a row or posting that names none."""


def pack(person: Integers, measure: Integers) -> Integers:
    """Keys of (person, measure), both numbered from 0; int64 (n,)."""
    return person * _SPAN + measure


def unpack(key: Integers) -> tuple[Integers, Integers]:
    """The person and the measure of each key, int64 (n,) each."""
    person, measure = np.divmod(key, _SPAN)
    return person, measure


def pack_one(person: int, measure: int) -> int:
    """One key."""
    return person * _SPAN + measure


def unpack_one(key: int) -> tuple[int, int]:
    """The person and the measure of one key."""
    return divmod(key, _SPAN)


def own(length: int) -> Integers:
    """Keys for n rows of nobody that no posting and no other row shares, int64 (n,)."""
    return _SPAN * _SPAN + np.arange(length)


def apart(person: Integers) -> Integers:
    """Each row without a citizen as a person of its own: an expected placement, not the same unknown one twice."""
    return np.where(person == NOBODY, person.max(initial=NOBODY) + 1 + np.arange(len(person)), person)

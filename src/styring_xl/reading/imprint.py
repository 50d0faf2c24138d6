"""What tells whether two workbooks say the same, however they are filled in: a fingerprint of what was read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct, msgpack
from msgspec.structs import replace

from styring_xl.reading.snapshot import Snapshot

if TYPE_CHECKING:
    from hashlib import _Hash


def imprint(snapshot: Snapshot) -> str:
    """A sha256 in hexadecimal of what a workbook says, but for what a refresh writes in it: the months and results of
    its rows, its result sheets, and what these are counted as in the account of reading.

    Empty where it holds something that cannot be told so.
    """
    told = (
        snapshot.year,
        snapshot.closed,
        snapshot.assumed,
        snapshot.settings,
        snapshot.parameters,
        snapshot.layout,
        replace(snapshot.disposition, accounts=()),
        snapshot.ledger,
        snapshot.budget,
        snapshot.own,
        snapshot.lists,
        snapshot.history,
        snapshot.division,
        snapshot.record,
    )
    found = hashlib.sha256()
    try:
        _put(told, found)
    except (TypeError, ValueError, OverflowError):
        # Such as half a letter, or a number that no program writes.
        return ""
    return found.hexdigest()


def _put(value: object, into: _Hash) -> None:
    """A value with all that is in it, in an order that is always the same."""
    try:
        into.update(_ENCODER.encode(value))
    except TypeError:
        # Something in it has no order of its own, most often what is known by numbers.
        parts = [*_parts(value)]
        into.update(f"{type(value).__name__} {len(parts)} ".encode())
        for each in parts:
            _put(each, into)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, Struct):
        return (getattr(value, name) for name in value.__struct_fields__)
    if isinstance(value, Mapping):
        return sorted(value.items(), key=repr)
    if isinstance(value, AbstractSet):
        return sorted(value, key=repr)
    if isinstance(value, (tuple, list)):
        return value
    raise TypeError(type(value).__name__)


def _plain(value: object) -> Any:
    """What the encoder does not know by itself."""
    if isinstance(value, np.ndarray):
        if value.dtype == object:
            return value.tolist()
        return value.dtype.str, value.shape, hashlib.sha256(value.tobytes()).digest()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Fraction):
        return value.as_integer_ratio()
    raise TypeError(type(value).__name__)


_ENCODER = msgpack.Encoder(enc_hook=_plain, order="deterministic")

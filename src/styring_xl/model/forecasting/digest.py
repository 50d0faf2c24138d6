"""A few bytes that tell an input of the simulation from any other."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from msgspec import Struct

from styring_xl.model.forecasting.inputs import PostingRows, SimulationInput

_POSTINGS: Final[WeakKeyDictionary[PostingRows, bytes]] = WeakKeyDictionary()
"""The digests of postings that are still in use: there are many of them, and they are asked about more than once."""


def digest(asked: SimulationInput) -> bytes:
    """16 bytes that tell an input from any other: of every field it has and the records in it have."""
    return _of(asked)


def _of(value: Struct) -> bytes:
    made = blake2b(digest_size=16)
    for name in value.__struct_fields__:
        _add(made, getattr(value, name))
    return made.digest()


def _add(made: blake2b, value: object) -> None:
    if isinstance(value, np.ndarray):
        made.update(f"{value.dtype}{value.shape}".encode())
        made.update(np.ascontiguousarray(value).reshape(-1).view(np.uint8).data)
    elif isinstance(value, PostingRows):
        if value not in _POSTINGS:
            _POSTINGS[value] = _of(value)
        made.update(_POSTINGS[value])
    elif isinstance(value, Struct):
        made.update(_of(value))
    else:
        made.update(f"{value!r};".encode())

"""The attempt at a workbook that is made here on behalf of another machine, where a cluster does the work.

A cluster does the work of a lost machine again. What tells the second attempt from another run is the name they share:
it stands in the lock while the workbook is saved, and in the workbook's log.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar, Token

from msgspec import Struct


class Attempt(Struct, frozen=True):
    """``name`` is that of the work on one workbook in one run, however often it is begun; ``user`` has asked for it."""

    name: str = ""
    user: str = ""


_NONE = Attempt()
_CURRENT: ContextVar[Attempt] = ContextVar("attempt", default=_NONE)


def current() -> Attempt:
    """The attempt that is made; one without a name where the work is done by whoever asked for it."""
    return _CURRENT.get()


@contextlib.contextmanager
def on_behalf(attempt: Attempt) -> Iterator[None]:
    """What is done inside is this attempt."""
    before: Token[Attempt] = _CURRENT.set(attempt)
    try:
        yield
    finally:
        _CURRENT.reset(before)

"""Python's garbage collector kept from looking where there is nothing to find."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_back() -> Iterator[None]:
    """No collection while the work lasts: plain values hold no reference cycles, and looking for them takes a third of
    the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def none_at_exit() -> None:
    """No collection when the program ends: all it holds goes with the process, and to look through it for cycles first
    takes a twelfth of a small refresh."""
    atexit.unregister(gc.freeze)  # asked for twice, it is done once
    atexit.register(gc.freeze)

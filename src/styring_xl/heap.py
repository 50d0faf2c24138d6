"""The memory that a process has let go of: kept for its next need, or given back."""

from __future__ import annotations

import sys
from typing import Final

_KEPT: Final = 4 << 20
_MANY: Final = 30_000
"""With fewer pages there is little to give back, and to ask for them again takes a hundredth of a small refresh."""


def keep_freed() -> None:
    """Has memory that is let go of be used again, in pieces of up to 4 MB.

    C's library on Linux gives a large piece back to the system at once, and takes a new one for the next, which the
    system fills with zeros page by page: a tenth of a large refresh. From the first piece of a size that is let go of
    it keeps those up to that size. Here it is one that nobody has written in, so it costs nothing. Larger ones are
    better given back: kept, they would lie unused beside each other.
    """
    bytes(_KEPT)


def give_back() -> None:
    """Gives the system the pages that lie unused between what is held, where there may be many of them.

    Of two works that each need much for a while, the holes that the first leaves are of little use to the second, and
    count in the peak. Only C's library on Linux can be asked to.
    """
    if sys.platform == "linux" and _pages() > _MANY:
        import ctypes

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def _pages() -> int:
    """How many pages of 4 kB the process holds; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as told:
            return int(told.read().split()[1])
    except (OSError, IndexError, ValueError):
        return 0

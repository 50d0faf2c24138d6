"""This program as it runs here: what a figure may follow beside the workbook and what was asked for.

A file of ours is told from what it was by size and time, as Python itself tells whether a module is as it was compiled.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from styring_xl import __version__

_PACKAGE: Final = Path(__file__).parent
_FOLLOWED: Final = ("PYTHON", "NPY_", "OMP_", "OPENBLAS_", "MKL_")
"""What the names of settings begin with that Python and NumPy follow."""


@cache
def stamp() -> str:
    """What tells this program from any other, sha256: its edition and files, the packages and the Python it runs on,
    and the machine. Empty where its files cannot be seen.

    It is the program of when it was first asked for. What is imported later may be newer: see ``is_as_it_was``.
    """
    return _stamp()


def is_as_it_was() -> bool:
    """Whether no file of the program has been changed since its stamp was taken."""
    return stamp() != "" and _stamp() == stamp()


def _stamp() -> str:
    try:
        files = sorted(_files(str(_PACKAGE)))
        packages = sorted(_packages())
    except OSError:
        return ""
    if not any(name.endswith(".py") for name, _, _ in files):
        return ""
    settings = sorted(each for each in os.environ.items() if each[0].upper().startswith(_FOLLOWED))
    told = (__version__, files, packages, sys.version, sys.platform, sys.flags, _machine(), settings)
    return hashlib.sha256(repr(told).encode("utf-8", "surrogateescape")).hexdigest()


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    """Each file of the package with its size and the time of its last change, but for what Python has compiled."""
    with os.scandir(folder) as found:
        for each in found:
            if each.is_dir():
                if each.name != "__pycache__":
                    yield from _files(each.path)
            else:
                state = each.stat()
                yield each.path, state.st_size, state.st_mtime_ns


def _packages() -> Iterator[str]:
    """The packages that are installed, with their editions, as the folders that tell of them are called."""
    for folder in sys.path:
        if os.path.isdir(folder):
            yield from (name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))


def _machine() -> tuple[str, ...]:
    """The last digit of a function may be another on another processor."""
    if hasattr(os, "uname"):
        return tuple(os.uname())
    return tuple(os.environ.get(name, "") for name in ("COMPUTERNAME", "PROCESSOR_IDENTIFIER"))

"""What the stories let processes do; in a module of its own, which a new process loads at once."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from msgspec import Struct

from styring_xl.cli.refresh import Refreshing


def doubled(number: int) -> int:
    return 2 * number


def first_waits_for_last(marker: Path) -> int:
    """The process that did it; the item called 0 is not done before the one called 5 is."""
    if marker.name == "0":
        while not marker.with_name("5").exists():
            time.sleep(0.01)
    marker.touch()
    return os.getpid()


def killed_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


class KilledAt(Struct, frozen=True, dict=True):
    """A refresh whose process is killed when it comes to one file."""

    name: str

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        if file.name == self.name:
            os.kill(os.getpid(), signal.SIGKILL)
        return Refreshing(as_json=True)(file)


class MistakenAt(Struct, frozen=True, dict=True):
    """A refresh with a mistake of ours at one file, whose text holds what must not be told."""

    name: str

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        if file.name == self.name:
            raise KeyError("610105-4567")
        return Refreshing(as_json=True)(file)


class HungryAt(Struct, frozen=True, dict=True):
    """A refresh that asks for all memory there is when it comes to one file."""

    name: str

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        taken = []
        while file.name == self.name:
            taken.append(b"\1" * 20_000_000)
            time.sleep(0.01)
        return Refreshing(as_json=True)(file)

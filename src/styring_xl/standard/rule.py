"""What a program lets a user type in a cell: drop-down lists and limits, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DropDown:
    """A drop-down list. ``source`` is a defined name over its words, or the words themselves.

    ``strict`` False lets another word be typed after a warning.
    """

    source: str | tuple[str, ...]
    message: str = ""
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Between:
    """A number or a date from ``low`` to ``high``, both allowed. ``kind`` is decimal, integer or date."""

    kind: str
    low: object
    high: object
    message: str


@dataclass(frozen=True, slots=True)
class Length:
    """A text of ``low`` to ``high`` characters; another may be typed after a warning."""

    low: int
    high: int
    message: str


InputRule = DropDown | Between | Length

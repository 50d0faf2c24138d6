"""What a program lets a user type in a cell: drop-down lists and limits, as data."""

from __future__ import annotations

from msgspec import Struct


class DropDown(Struct, frozen=True):
    """A drop-down list. ``source`` is a defined name over its words, or the words themselves.

    ``strict`` False lets another word be typed after a warning.
    """

    source: str | tuple[str, ...]
    message: str = ""
    strict: bool = True


class Between(Struct, frozen=True):
    """A number or a date from ``low`` to ``high``, both allowed. ``kind`` is decimal, integer or date."""

    kind: str
    low: object
    high: object
    message: str


class Length(Struct, frozen=True):
    """A text of ``low`` to ``high`` characters; another may be typed after a warning."""

    low: int
    high: int
    message: str


InputRule = DropDown | Between | Length

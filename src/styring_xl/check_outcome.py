"""What a check came to, as plain data that can be told again."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class CheckOutcome(Struct, frozen=True):
    """``entry`` is what a report says of the file beside its name, without the contents of cells, and ``has_errors``
    that a finding is a fejl."""

    entry: dict[str, Any]
    has_errors: bool

"""Regular expressions that most runs never use, compiled by the first that does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, AnyStr, Final, cast

_METHODS: Final = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")


def seldom(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As ``re.compile``, when it is first used: that takes a tenth of a millisecond, which every start would pay.

    The functions of ``re`` take none of these in place of a text.
    """
    return cast("re.Pattern[AnyStr]", SeldomPattern(text, flags))


class SeldomPattern:
    """What ``seldom`` gives, which the type checker knows as ``re.Pattern``.

    Once compiled it has that one's methods as its own, so that they are found as fast.
    """

    def __init__(self, text: str | bytes, flags: int) -> None:
        self.pattern = text
        self.flags = flags

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name not in _METHODS:
                raise AttributeError(name)
            compiled = re.compile(self.pattern, self.flags)
            for each in _METHODS:
                setattr(self, each, getattr(compiled, each))
            return getattr(self, name)

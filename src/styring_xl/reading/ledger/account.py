"""Account numbers placed on measures by the workbook's own table (*Parametre*, tblKonto): the narrowest row wins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.reading.parameters import AccountRule


def digits(account: str) -> str:
    """An account number without the points, hyphens and spaces people set between its parts."""
    return re.sub(r"[ .\-/]", "", account)


class Contradiction(Struct, frozen=True):
    """Rows of the table that place one account on different measures and claim equally much."""

    account: str
    rows: tuple[int, ...]
    measures: tuple[str, ...]


class Accounts:
    """The table, asked for one account at a time."""

    def __init__(self, entries: Sequence[AccountRule]) -> None:
        self.entries = tuple(each for each in entries if each.first and each.measure)
        self._known: dict[str, str] = {}
        self.contradictions: dict[str, Contradiction] = {}

    def __bool__(self) -> bool:
        return bool(self.entries)

    def measure(self, account: str) -> str:
        """The measure of an account by the narrowest row that covers it; nothing when none does, or two disagree."""
        if account not in self._known:
            self._known[account] = self._look_up(account)
        return self._known[account]

    def _look_up(self, account: str) -> str:
        bare = digits(account)
        if not bare.isdigit():
            return ""
        covering = [each for each in self.entries if each.matches(bare)]
        if not covering:
            return ""
        narrowest = min(each.breadth for each in covering)
        best = [each for each in covering if each.breadth == narrowest]
        if len({label(each.measure) for each in best}) > 1:
            measures = tuple(dict.fromkeys(each.measure for each in best))
            self.contradictions[account] = Contradiction(account, tuple(each.row for each in best), measures)
            return ""
        return best[0].measure

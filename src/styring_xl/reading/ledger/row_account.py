"""Where a ledger's rows and kroner went: each row is of one kind, and the kinds sum to all that was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from styring_xl.danish import writing
from styring_xl.reading.ledger.entries import Entries, EntryKind

KIND_NAMES: Final[dict[EntryKind, str]] = {
    EntryKind.POSTING: "posteringer",
    EntryKind.REFUSED: "afviste",
    EntryKind.SUM: "summer",
    EntryKind.CARRY: "primo, ultimo og saldi",
    EntryKind.HEADING: "gentagne overskrifter",
    EntryKind.NOTE: "bemærkninger",
    EntryKind.BLANK: "tomme",
}
"""What rows of a kind are called on sheets and in messages."""


@dataclass(frozen=True, slots=True)
class KindAccount:
    """The rows of one kind and the øre of those whose amount could be read."""

    kind: EntryKind
    rows: int
    ore: int


def account_of(entries: Entries) -> tuple[KindAccount, ...]:
    """The kinds a ledger has rows of. Their rows sum to all rows, their øre to all amounts that could be read."""
    read = np.where(entries.amount_state == 1, entries.amount, 0)
    found = []
    for kind in KIND_NAMES:
        rows = entries.of(kind)
        if rows.any():
            found.append(KindAccount(kind, int(rows.sum()), int(read[rows].sum(dtype=object))))
    return tuple(found)


def shown(accounts: Sequence[KindAccount]) -> str:
    """The kinds as one text: ``1.195 posteringer, 2 summer og 3 tomme``."""
    parts = [f"{writing.count(each.rows)} {KIND_NAMES[each.kind]}" for each in accounts]
    return " og ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)

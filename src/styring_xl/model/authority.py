"""Who may grant a commitment: the lowest role whose limits hold its cost a year, its length and its supplier."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Grant(Struct, frozen=True):
    """What a role may grant: at most ``amount`` øre a year and ``months`` months, None for no limit.

    ``rank`` is the role's place in the list, 0 the lowest; ``measure`` and ``kind`` (of supplier) are empty for all.
    """

    rank: int
    measure: str
    amount: int | None
    months: int | None
    kind: str

    def covers(self, amount: int, months: float | None, kind: str) -> bool:
        """Whether it holds a commitment of so many øre a year and months (None: without an end)."""
        return (
            self.kind in ("", kind)
            and (self.amount is None or amount <= self.amount)
            and (self.months is None or (months is not None and months <= self.months))
        )


def lowest(grants: Sequence[Grant], measure: str, amount: int, months: float | None, kind: str) -> int | None:
    """The rank of the lowest role that may grant it, None when no role may.

    A measure that the list names is granted by the rows that name it alone.
    """
    return first_covering(of_measure(grants, measure), amount, months, kind)


def of_measure(grants: Sequence[Grant], measure: str) -> list[Grant]:
    """What is granted of a measure, from the lowest role: by the rows that name it, else by those of all measures."""
    named = [each for each in grants if each.measure and each.measure == measure]
    return sorted(named or [each for each in grants if not each.measure], key=lambda each: each.rank)


def first_covering(grants: Sequence[Grant], amount: int, months: float | None, kind: str) -> int | None:
    """The rank of the first that holds a commitment, None when none does."""
    for each in grants:
        if each.covers(amount, months, kind):
            return each.rank
    return None

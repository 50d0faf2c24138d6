"""The citizens whose year costs the most, each with the lines of *Månedsforbrug* that are theirs."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from styring_xl.figures.spend_lines import SpendLine


class DearCase(Struct, frozen=True):
    """A citizen's year: ``lines`` are the places of the citizen's lines in *Månedsforbrug*, from 0; øre."""

    lines: tuple[int, ...]
    measures: tuple[str, ...]
    amount: int
    last_year: int


def of(lines: Sequence[SpendLine], most: int) -> tuple[DearCase, ...]:
    """At most ``most`` citizens, dearest first, those that cost nothing left out; of two with the same cost the first
    in the list."""
    mine: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        if line.cpr:
            mine.setdefault(line.cpr, []).append(at)
    cases = [
        DearCase(
            tuple(places),
            tuple(dict.fromkeys(lines[at].measure for at in places if lines[at].amount)),
            sum(lines[at].amount for at in places),
            sum(lines[at].last_year for at in places),
        )
        for places in mine.values()
    ]
    return tuple(sorted((each for each in cases if each.amount > 0), key=lambda each: -each.amount)[:most])

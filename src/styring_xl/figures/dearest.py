"""The citizens whose year costs the most, each with the lines of *Månedsforbrug* that are theirs."""

from __future__ import annotations

from heapq import nsmallest

from msgspec import Struct

from styring_xl.figures.spend_lines import SpendLines


class DearCase(Struct, frozen=True):
    """A citizen's year: ``lines`` are the places of the citizen's lines in *Månedsforbrug*, from 0; øre."""

    lines: tuple[int, ...]
    measures: tuple[str, ...]
    amount: int
    last_year: int


def of(lines: SpendLines, most: int) -> tuple[DearCase, ...]:
    """At most ``most`` citizens, dearest first, those that cost nothing left out; of two with the same cost the first
    in the list."""
    amounts: dict[str, int] = {}
    for cpr, amount in zip(lines.cpr, lines.amount, strict=True):
        amounts[cpr] = amounts.get(cpr, 0) + amount
    amounts.pop("", None)
    dear = nsmallest(most, ((cpr, ore) for cpr, ore in amounts.items() if ore > 0), key=lambda each: -each[1])
    places: dict[str, list[int]] = {cpr: [] for cpr, _ in dear}
    for at, cpr in enumerate(lines.cpr):
        if cpr in places:
            places[cpr].append(at)
    return tuple(
        DearCase(
            tuple(places[cpr]),
            tuple(dict.fromkeys(lines.measure[at] for at in places[cpr] if lines.amount[at])),
            amount,
            sum(lines.last_year[at] for at in places[cpr]),
        )
        for cpr, amount in dear
    )

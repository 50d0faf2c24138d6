"""The control total: every krone that came in is somewhere, and the sum says where."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Tally(Struct, frozen=True):
    """Some postings: how many, and their sum in øre."""

    rows: int = 0
    ore: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.rows + other.rows, self.ore + other.ore)


class Control(Struct, frozen=True):
    """What came in = placed + there already + changed (put right or not) + refused.

    ``refused`` counts all rows that cannot be used; ``unreadable`` those of them whose amount nobody can read, which
    are in no sum.
    """

    came_in: Tally = Tally()
    placed: Tally = Tally()
    known: Tally = Tally()
    changed: Tally = Tally()
    updated: Tally = Tally()
    replaced: Tally = Tally()
    refused: Tally = Tally()
    unreadable: int = 0

    @property
    def difference(self) -> Tally:
        """What the sum lacks; nothing, or the import is refused."""
        parts = (self.placed, self.known, self.changed, self.updated, self.replaced, self.refused)
        accounted = sum(parts, Tally())
        return Tally(self.came_in.rows - accounted.rows, self.came_in.ore - accounted.ore)

    def lines(self) -> list[tuple[str, Tally]]:
        """The sum as it is shown; parts without rows are left out, but never the first, the placed and the refused."""
        always = [("Kommet ind", self.came_in), ("Placeret", self.placed)]
        some = [
            ("Stod der allerede", self.known),
            ("Ændret, rettet i arket", self.updated),
            ("Ændret, ikke rettet", self.changed),
            ("Erstattet af nyere udtræk", self.replaced),
        ]
        return [*always, *((name, part) for name, part in some if part.rows), ("Afvist", self.refused)]

    def to_json(self) -> dict[str, Any]:
        """Rows and øre of each part."""
        parts = {
            "came_in": self.came_in,
            "placed": self.placed,
            "known": self.known,
            "changed": self.changed,
            "updated": self.updated,
            "replaced": self.replaced,
            "refused": self.refused,
            "difference": self.difference,
        }
        told: dict[str, Any] = {name: {"rows": part.rows, "amount": part.ore} for name, part in parts.items()}
        return told | {"unreadable_amounts": self.unreadable}

"""The lines of *Cockpit*: each measure's kroner and full-year persons in earlier years and this one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.figures.compute import Figures
from styring_xl.figures.earlier_years import EarlierYear
from styring_xl.figures.segment import Segment
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model.kroner import round_div

ONLY_EARLIER: Final = "Kun i tidligere år"


class CockpitLine(Struct, frozen=True, eq=False):
    """A line; ``results`` (øre) and ``persons`` (ten-thousandths) run from the oldest year to this one.

    ``source`` is its line of *Afvigelse*, None for a measure of earlier years alone. Unknown is None. ``has_past`` is
    False for a line that never has a past of its own: a pulje, and a measure's second line of budget. Two lines are
    two, even with the same figures.
    """

    name: str
    group: str
    source: VarianceLine | None
    results: tuple[int | None, ...]
    persons: tuple[int | None, ...]
    has_past: bool

    @property
    def is_counted(self) -> bool:
        """True when any year has a number."""
        return any(number is not None for number in self.persons)

    def is_told(self, at: int, *, persons: bool) -> bool:
        """Whether a year has what this one has of the line, so that sums of the two hold the same.

        A measure that is known to have cost nothing counts as having had no citizens.
        """
        mine = self.persons if persons else self.results
        return not self.has_past or mine[-1] is None or mine[at] is not None or self.results[at] == 0

    def price(self, at: int) -> int | None:
        """Gennemsnitsudgift of a year by its place, øre of whole kroner; None without result or persons."""
        result, persons = self.results[at], self.persons[at]
        if result is None or not persons or persons < 0:
            return None
        return round_div(result * 100, persons) * 100


def lines(figures: Figures, segment: Segment, years: Sequence[EarlierYear]) -> tuple[CockpitLine, ...]:
    """The segment's lines of *Afvigelse* in its order, then those of earlier years alone; ``years`` the oldest first.

    The kroner of every earlier year and of this one are on exactly one line each.
    """
    found: list[CockpitLine] = []
    seen: set[str] = set()
    for group in segment.groups:
        for line in group.lines:
            name = label(line.measure)
            # A measure on two budget lines has its past on the first of them.
            past = [] if name in seen else [name]
            seen.add(name)
            found.append(
                CockpitLine(
                    line.measure,
                    group.name,
                    line,
                    (*(year.result(past) for year in years), line.expected),
                    (
                        *(year.number(past) for year in years),
                        None if line.expected_count is None else line.expected_count * 1000,
                    ),
                    bool(past) and line.kept_for is None,
                )
            )
    spelled = {label(name): name for year in years for name in year.names} | {
        label(name): name for name in figures.measures
    }
    others = {name for year in years for known in (year.results, year.persons) for name in known if known[name]} - seen
    for name in sorted(others, key=lambda each: spelled[each]):
        results = (*(year.result([name]) for year in years), None)
        persons = (*(year.number([name]) for year in years), None)
        found.append(CockpitLine(spelled[name], ONLY_EARLIER, None, results, persons, True))
    return tuple(found)

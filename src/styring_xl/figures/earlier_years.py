"""Results of earlier years per measure: the postings of years the ledger holds whole, else what *Parametre* states."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.figures.compute import Figures
from styring_xl.figures.past import HISTORY
from styring_xl.figures.segment import Segment

POSTINGS: Final = "postings"
STATED: Final = "stated"
NOWHERE: Final = "nowhere"


class EarlierYear(Struct, frozen=True):
    """One year: where its kroner are from, and by measure label øre and full-year persons in ten-thousandths.

    Measures without an entry in ``results`` have no result that anyone knows; with ``source`` POSTINGS every measure
    the ledger has ever had is there. ``persons`` holds what *Parametre* states and nothing else: postings tell kroner.
    ``months`` is how many of the year's months the ledger holds, ``told`` whether any of its postings says a measure,
    and ``names`` the measures as *Parametre* spells them.
    """

    year: int
    source: str
    results: dict[str, int]
    persons: dict[str, int]
    months: int
    told: bool
    names: tuple[str, ...]

    def result(self, labels: Iterable[str]) -> int | None:
        """Øre of some measures together, None when nothing is known of any of them."""
        known = [self.results[each] for each in labels if each in self.results]
        return sum(known) if known else None

    def number(self, labels: Iterable[str]) -> int | None:
        """Full-year persons of some measures together in ten-thousandths, None when none are stated."""
        known = [self.persons[each] for each in labels if each in self.persons]
        return sum(known) if known else None


def years(figures: Figures, segment: Segment) -> tuple[EarlierYear, ...]:
    """The ``HISTORY`` years before the workbook's own as a segment knows them, the latest first.

    A year is taken from the postings when each of its months has some and they say their measures: part of a year is no
    result, and what nobody has placed is no measure's. A measure without any posting in it is as *Parametre* states,
    else 0. Rows of *Parametre* for the same year and measure add up.
    """
    found = []
    for back in range(HISTORY):
        year = figures.year - 1 - back
        months = int(segment.history.known[back].sum())
        stated: dict[str, int] = {}
        persons: dict[str, int] = {}
        spelled = tuple(row.measure for row in segment.stated if row.year == year)
        for row in segment.stated:
            if row.year == year:
                name = label(row.measure)
                stated[name] = stated.get(name, 0) + row.result
                if row.persons is not None:
                    persons[name] = persons.get(name, 0) + row.persons
        told = bool(segment.history.told[back])
        if months == 12 and told:
            booked = segment.history.booked[back]
            names = [label(name) for name in figures.measures]
            # A measure without postings in the year is as *Parametre* states.
            whole = zip(names, booked.sum(axis=1).tolist(), booked.any(axis=1).tolist(), strict=True)
            results = stated | {name: amount for name, amount, any_ in whole if any_ or name not in stated}
            found.append(EarlierYear(year, POSTINGS, results, persons, months, told, spelled))
        else:
            found.append(EarlierYear(year, STATED if stated else NOWHERE, stated, persons, months, told, spelled))
    return tuple(found)

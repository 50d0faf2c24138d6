"""Old solutions against new ones: what each sector's budget is moved by, and the programme's own the other way."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.figures import programme
from styring_xl.figures.compute import Figures
from styring_xl.figures.programme import SectorSpend
from styring_xl.figures.sectors import Sectors
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.standard.lists.solutions import SOLUTIONS

_NO_AMOUNT = "Beløbet mangler, og rækken har intet CPR-nr. at regne det af, så rækken er ikke brugt."
_STRANGER = "Borgeren har hverken en bevilling eller en postering, så rækken er ikke brugt."
_TWICE = "Borgerens beløb i sektoren er regnet med i en række længere oppe, så denne er ikke brugt."


class SolutionLine(Struct, frozen=True):
    """What one sector pays, øre. ``old_typed`` and ``new_typed`` are False for a citizen's part of *Månedsforbrug*."""

    sector: str
    cpr: str
    old: int
    new: int
    old_typed: bool
    new_typed: bool
    row: ListRow

    @property
    def move(self) -> int:
        """What the sector's budget is moved by."""
        return self.new - self.old


class Solutions(Struct, frozen=True):
    """The lines of each solution in the order of the list, and the rows that cannot be used."""

    by_name: Mapping[str, tuple[SolutionLine, ...]]
    problems: tuple[Problem, ...] = ()

    @property
    def lines(self) -> tuple[SolutionLine, ...]:
        """All lines."""
        return tuple(line for lines in self.by_name.values() for line in lines)


def of(snapshot: Snapshot, figures: Figures, sectors: Sectors) -> Solutions:
    """The solutions of the list. An amount that is not typed is the citizen's: last year's spend in the sector for the
    old solution, forventet regnskab for the new one. Without a citizen it is a problem."""
    listed = snapshot.lists.of(SOLUTIONS)
    costs = programme.spend_of([row.text("cpr") for row in listed if row.text("cpr")], snapshot, figures, sectors)
    names: dict[str, str] = {}
    found: dict[str, list[SolutionLine]] = {}
    problems: list[Problem] = []
    taken: set[tuple[str, str, str]] = set()
    for row in listed:
        cpr, sector = row.text("cpr"), sectors.spelled(row.text("sector"))
        lacking = [name for name in ("old", "new") if row.whole(name) is None]
        keys = {(cpr, label(sector), name) for name in lacking}
        if lacking and not cpr:
            problems.append(row.problem(Kind.LIST_UNKNOWN, SOLUTIONS, lacking[0], detail=_NO_AMOUNT))
        elif cpr and not costs[cpr].known:
            problems.append(row.problem(Kind.LIST_UNKNOWN, SOLUTIONS, "cpr", detail=_STRANGER))
        elif keys & taken:
            problems.append(row.problem(Kind.LIST_TWICE, SOLUTIONS, "cpr", detail=_TWICE))
        else:
            taken |= keys
            spent = costs[cpr].sectors if cpr else {}
            name = names.setdefault(label(row.text("solution")), row.text("solution"))
            found.setdefault(name, []).append(_line(row, sector, spent.get(sector, SectorSpend(sector))))
    return Solutions({name: tuple(lines) for name, lines in found.items()}, tuple(problems))


def _line(row: ListRow, sector: str, spent: SectorSpend) -> SolutionLine:
    old, new = row.whole("old"), row.whole("new")
    return SolutionLine(
        sector,
        row.text("cpr"),
        spent.last_year if old is None else old,
        spent.result if new is None else new,
        old is not None,
        new is not None,
        row,
    )

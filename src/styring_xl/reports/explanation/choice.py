"""Which two times *Forklaring* compares: those in the yellow cells, else since the latest closing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Value
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.figures.change import Comparison, compare
from styring_xl.reading.history.chain import Broken
from styring_xl.reading.history.entry import HistoryEntry
from styring_xl.reading.history.moment import Moment
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.explanation.columns import AREA, FROM, TO
from styring_xl.reports.report import Material
from styring_xl.standard.history import COLUMNS, NOW
from styring_xl.standard.place import HISTORY_AREA

ROLE: Final = "forklaring"


class ChosenTimes(Struct, frozen=True):
    """The two times that *Forklaring* compares; ``told`` is None where there are not two to compare."""

    shown: tuple[str, str]
    """What stands beside the yellow cells."""
    told: Comparison | None
    problems: list[Problem]


def typed_times(snapshot: Snapshot) -> tuple[dict[str, Value], dict[str, tuple[int, int]]]:
    """What the user has chosen, and in which cells."""
    typed: dict[str, Value] = {FROM: None, TO: None}
    places: dict[str, tuple[int, int]] = {}
    grid = snapshot.typed.get(AREA)
    if grid is not None:
        ref = snapshot.areas[AREA][1]
        for row in range(ref.top, ref.top + 2):
            name = clean(grid.value(row, ref.left))
            if name in typed and name not in places:
                value = grid.value(row, ref.left + 1)
                typed[name], places[name] = None if is_blank(value) else value, (row, ref.left + 1)
    return typed, places


def choose(material: Material, typed: dict[str, Value], places: dict[str, tuple[int, int]]) -> ChosenTimes:
    """The times that the user has typed, else the last closing and now.

    A typed name that no row of *Historik* has is a problem at its cell in ``places``.
    """
    usable = material.history.usable(material.snapshot.year)
    problems: list[Problem] = []
    chosen: dict[str, HistoryEntry | None] = {}
    for name, value in typed.items():
        if value is None or label(value) == label(NOW):
            continue
        found = next((entry for entry in usable if label(entry.name) == label(value)), None)
        if found is None:
            row, column = places[name]
            sheet = material.snapshot.areas[AREA][0]
            problems.append(Problem(Kind.EXPLANATION_TIME, name, ROLE, sheet, row, column, value))
        else:
            chosen[name] = found
    if label(typed[FROM]) == label(NOW):
        chosen[FROM] = None
    if material.now is None or not usable:
        return ChosenTimes(("(ingen lukning endnu)", "Nu"), None, problems)
    wanted = chosen.get(TO)
    default = FROM not in chosen
    first = _latest(usable, wanted) if default else chosen[FROM]
    note = "(seneste lukning)" if default else ""
    told = _compare(material, first, wanted)
    earlier = usable[: usable.index(first)] if first is not None else ()
    if told is not None and default and told.is_still and earlier:
        # Just closed: what is asked for then is what the closing brought.
        first, note = _latest(earlier, None), f"(intet er flyttet siden {first.name if first is not None else ''})"
        told = _compare(material, first, wanted)
    if told is None:
        for entry in usable:
            if entry in (first, wanted):
                column = len(COLUMNS)
                sheet, ref = material.snapshot.areas.get(HISTORY_AREA, (material.history.sheet, None))
                left = ref.left if ref is not None else 1
                problems.append(
                    Problem(Kind.HISTORY, entry.name, ROLE, sheet, max(entry.row, 1), left + column - 1, entry.name)
                )
    names = [each.name if each is not None else NOW for each in (first, wanted)]
    return ChosenTimes((f"Fra {names[0]} {note}".strip(), f"til {names[1]}"), told, problems)


def _latest(usable: Sequence[HistoryEntry], wanted: HistoryEntry | None) -> HistoryEntry | None:
    """The last closing before the wanted time, else the last entry before it; none when there is nothing before."""
    before = usable if wanted is None else usable[: list(usable).index(wanted)]
    closings = [entry for entry in before if entry.is_closing]
    return closings[-1] if closings else before[-1] if before else wanted


def _compare(material: Material, first: HistoryEntry | None, last: HistoryEntry | None) -> Comparison | None:
    """None when an entry's data do not add up to what its row says."""
    now = material.now
    assert now is not None
    try:
        states = material.history.moments(*(entry for entry in (first, last) if entry is not None))
    except Broken:
        return None

    def of(entry: HistoryEntry | None) -> Moment:
        return now if entry is None else states[entry.name]

    return compare(of(first), of(last), now)

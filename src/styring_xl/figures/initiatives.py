"""The plan of initiatives: how far each has come, by fokuspunkt, area and year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from styring_xl.danish.text import in_order, label
from styring_xl.reading.lists import Lists
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard.lists.initiatives import ADULTS, BOTH, CHILDREN, INITIATIVES, Progress

AREAS: Final = (CHILDREN, ADULTS)


class Initiative(Struct, frozen=True):
    """An initiative: its status by (area, year), and what was last remarked."""

    name: str
    theme: str
    statuses: Mapping[tuple[str, int], Progress]
    remark: str


class InitiativePlan(Struct, frozen=True):
    """The initiatives by fokuspunkt, numbers first; ``years`` ascending, ``areas`` those the list speaks of."""

    by_focus: Mapping[str, tuple[Initiative, ...]]
    areas: tuple[str, ...]
    years: tuple[int, ...]
    problems: tuple[Problem, ...] = ()


class _ReadInitiative(Struct):
    name: str
    theme: str = ""
    statuses: dict[tuple[str, int], Progress] = field(default_factory=dict)
    remark: str = ""
    remarked: int = 0


def of(lists: Lists) -> InitiativePlan:
    """The plan as the list has it. A status twice and a year that is none are problems."""
    found: dict[str, dict[str, _ReadInitiative]] = {}
    names: dict[str, str] = {}
    problems: list[Problem] = []
    for row in lists.of(INITIATIVES):
        year = row.whole("year")
        if year is None or not 2000 <= year <= 2100:
            problems.append(row.problem(Kind.LIST_VALUE, INITIATIVES, "year", detail="whole"))
            continue
        focus = label(row.text("focus"))
        names.setdefault(focus, row.text("focus"))
        each = found.setdefault(focus, {}).setdefault(
            label(row.text("initiative")), _ReadInitiative(row.text("initiative"))
        )
        areas = AREAS if row.text("area") == BOTH else (row.text("area"),)
        if any((area, year) in each.statuses for area in areas):
            detail = "Initiativet har en status for området og året længere oppe, så denne er ikke brugt."
            problems.append(row.problem(Kind.LIST_TWICE, INITIATIVES, "initiative", detail=detail))
            continue
        each.statuses |= dict.fromkeys([(area, year) for area in areas], Progress(row.text("status")))
        each.theme = each.theme or row.text("theme")
        if row.text("remark") and year >= each.remarked:
            each.remark, each.remarked = row.text("remark"), year
    order = sorted(
        found, key=lambda focus: (not focus.isdigit(), int(focus) if focus.isdigit() else 0, in_order(focus))
    )
    cells = {cell for of_focus in found.values() for each in of_focus.values() for cell in each.statuses}
    return InitiativePlan(
        {names[focus]: tuple(map(_initiative, found[focus].values())) for focus in order},
        tuple(area for area in AREAS if any(area == each for each, _ in cells)),
        tuple(sorted({year for _, year in cells})),
        tuple(problems),
    )


def _initiative(read: _ReadInitiative) -> Initiative:
    return Initiative(read.name, read.theme, read.statuses, read.remark)

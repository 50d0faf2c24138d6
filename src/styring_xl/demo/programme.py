"""The fictive municipality's programme across sectors: families who have several measures at once, and who pays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np

from styring_xl.cells.cell import Value
from styring_xl.demo.cases import UNSET, DemoCases
from styring_xl.demo.measures import MEASURES
from styring_xl.demo.properties import FAMILIES, HEALTH, SCHOOL, WORK
from styring_xl.model.arrays import Integers

_MEMBERS: Final = 6


def members(cases: DemoCases, year: int) -> list[int]:
    """The programme's citizens by number: those with the most measures this year, with their siblings."""
    runs = np.isnat(cases.stop) | (cases.stop >= np.datetime64(f"{year}-01-01"))
    pairs = np.unique(np.stack([cases.citizen, cases.measure], axis=1)[runs], axis=0)
    who, several = np.unique(pairs[:, 0], return_counts=True)
    found: list[int] = []
    for citizen in who[np.lexsort((who, -several))].tolist():
        found += [each for each in (citizen, *_siblings(cases, citizen)) if each not in found]
        if len(found) >= _MEMBERS:
            break
    return found


def rows(cases: DemoCases, cprs: Sequence[str], year: int) -> tuple[tuple[Value, ...], ...]:
    """CPR number, family, from, to, a typed baseline of one of them, and a remark.

    The last is a citizen whom nobody has committed anything to, although he stands in the ledger.
    """
    found: list[tuple[Value, ...]] = []
    family = 0
    listed = members(cases, year)
    for at, citizen in enumerate(listed):
        if not at or citizen not in _siblings(cases, listed[at - 1]):
            family += 1
        came = dt.date(year, 1 + family % 4, 1)
        typed = 185_000 if at == 2 else None
        remark = "Baseline fra visitationen" if typed else None
        found.append((cprs[citizen], f"Familie {family}", came, None, typed, remark))
    return (*found, (cprs[-1], f"Familie {family + 1}", dt.date(year, 2, 1), None, None, "Endnu ikke bevilget"))


def keys(cases: DemoCases, cprs: Sequence[str], year: int) -> tuple[tuple[Value, ...], ...]:
    """Who shares what the programme's dearest citizens cost: number, CPR number, measure, sector, account, share,
    approved by, date, remark."""
    yearly = cases.amounts(year).sum(axis=1)
    mine = np.flatnonzero(np.isin(cases.citizen, members(cases, year)))
    first, second = mine[np.argsort(-yearly[mine], kind="stable")][:2].tolist()
    day = dt.date(year, 1, 20)
    rows: list[tuple[Value, ...]] = [
        (None, cprs[cases.citizen[first]], MEASURES[cases.measure[first]].name, sector, None, "1/3", who, day, None)
        for sector, who in ((FAMILIES, "Børnechefen"), (SCHOOL, "Skolechefen"), (HEALTH, "Sundhedschefen"))
    ]
    rows += [
        (None, cprs[cases.citizen[second]], MEASURES[cases.measure[second]].name, sector, None, share, who, day, None)
        for sector, share, who in ((FAMILIES, 0.6, "Børnechefen"), (WORK, 0.4, None))
    ]
    return tuple(rows)


def solutions(cases: DemoCases, cprs: Sequence[str], year: int) -> tuple[tuple[Value, ...], ...]:
    """What the programme replaces: name, sector, CPR number, old and new solution in kroner, remark."""
    name = "Familieprogrammet"
    citizen = members(cases, year)[0]
    return (
        (name, FAMILIES, cprs[citizen], None, None, "Borgerens egne beløb"),
        (name, FAMILIES, None, 640_000, 410_000, "Tre andre familier"),
        (name, SCHOOL, None, 150_000, 185_000, "Mellemform i stedet for specialtilbud"),
        (name, HEALTH, None, 35_000, 92_500, None),
        ("Ungeindsatsen", WORK, None, 60_000, 118_000, None),
        ("Ungeindsatsen", FAMILIES, None, 310_000, 204_000, "Kontaktperson erstatter døgntilbud"),
    )


def _siblings(cases: DemoCases, citizen: int) -> list[int]:
    mine: Integers = cases.sibling[cases.citizen == citizen]
    of_me = cases.citizen[cases.sibling == citizen]
    return sorted({*mine[mine != UNSET].tolist(), *of_me.tolist()})

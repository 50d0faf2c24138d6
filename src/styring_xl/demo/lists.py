"""The lists of the fictive municipality: contracts, goals and scores that agree with its citizens and suppliers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np

from styring_xl.cells.cell import Value
from styring_xl.danish.units import RATE_UNITS
from styring_xl.demo import benchmark, goals, programme, properties, scenarios
from styring_xl.demo.cases import DemoCases
from styring_xl.demo.measures import MEASURES, OWN, SHOPS
from styring_xl.model.rate_unit import RateUnit
from styring_xl.standard.lists.authority import APPROVERS, AUTHORITY, OWN_SUPPLIERS
from styring_xl.standard.lists.benchmark import BENCHMARK, POPULATION
from styring_xl.standard.lists.contracts import CONTRACTS
from styring_xl.standard.lists.departments import DEPARTMENTS
from styring_xl.standard.lists.measures import MEASURES as MEASURE_LIST
from styring_xl.standard.lists.programme import PROGRAMME
from styring_xl.standard.lists.scenarios import SCENARIOS
from styring_xl.standard.lists.shares import SHARES
from styring_xl.standard.lists.solutions import SOLUTIONS

ListRows = tuple[tuple[Value, ...], ...]
_AUTHORITY: Final = (
    ("Rådgiver", None, 60_000, 12, None),
    ("Teamleder", None, 250_000, 24, None),
    ("Teamleder", None, 400_000, 24, "egen"),
    ("Afdelingsleder", None, 600_000, None, None),
    ("Visitationsudvalg", None, None, None, None),
    ("Visitationsudvalg", "Sikrede døgninstitutioner", None, None, None),
)
_SHOWN: Final = 12
"""Contracts with the suppliers that are used the most."""


def rows(cases: DemoCases, cprs: Sequence[str], year: int, closed: int) -> dict[str, ListRows]:
    """The rows of each list by the name of its table, for a workbook of ``year`` that is closed to a month (0..12);
    ``cprs`` are the citizens'."""
    return {
        MEASURE_LIST.name: properties.rows(),
        CONTRACTS.name: _contracts(cases, year),
        PROGRAMME.name: programme.rows(cases, cprs, year),
        SHARES.name: programme.keys(cases, cprs, year),
        SOLUTIONS.name: programme.solutions(cases, cprs, year),
        POPULATION.name: benchmark.population(cases, year),
        BENCHMARK.name: benchmark.others(year),
        **goals.rows(cases, cprs, year, closed),
        SCENARIOS.name: scenarios.rows(year, closed),
        AUTHORITY.name: _AUTHORITY,
        APPROVERS.name: (("Mette Holm", "Afdelingsleder"), ("Visitationsudvalget", "Visitationsudvalg")),
        DEPARTMENTS.name: (("*.xls*", "Alle projektmapper i samme mappe"),),
        OWN_SUPPLIERS.name: tuple((name,) for name in (*OWN, *SHOPS)),
    }


def _contracts(cases: DemoCases, year: int) -> ListRows:
    """A contract with each supplier that is used the most, at the highest price its rows have.

    One price has been raised since it was agreed, and one contract has run out, so that the checks have something to
    tell.
    """
    priced = np.flatnonzero((cases.unit == RateUnit.DAY) | (cases.unit == RateUnit.MONTH))
    kinds, index, counts = np.unique(
        np.stack([cases.measure, cases.supplier, cases.unit], axis=1)[priced],
        axis=0,
        return_inverse=True,
        return_counts=True,
    )
    index = index.reshape(-1)
    found: list[tuple[Value, ...]] = []
    for kind in np.argsort(-counts, kind="stable")[:_SHOWN].tolist():
        measure, supplier, unit = kinds[kind].tolist()
        highest = int(cases.rate[priced][index == kind].max())
        agreed = highest * 97 // 100 if len(found) == 1 else highest
        stop = dt.date(year, 6, 30) if len(found) == 2 else dt.date(year + len(found) % 2, 12, 31)
        found.append(
            (
                MEASURES[measure].suppliers[supplier],
                MEASURES[measure].name,
                agreed / 100,
                RATE_UNITS[unit],
                dt.date(year - 1, 1, 1),
                stop,
                "Genforhandles" if len(found) == 2 else None,
            )
        )
    return tuple(found)

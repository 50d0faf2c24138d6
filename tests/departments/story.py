"""A small municipality: departments that write their figures differently, for the stories about several workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from styring_xl.departments import department
from styring_xl.departments.department import Department
from tests.refreshed import refreshed
from tests.workbooks import saved

ROWS = ("CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato")
BUDGET = ("Foranstaltning", "Korrigeret budget", "Budgetteret antal")
ANNA, BO, CLARA = "610180-0001", "620180-0002", "630180-0003"


def setup(year: int = 2026, closed: int = 0, **stated: str) -> list[Sequence[Any]]:
    """The sheet *Opsætning*; ``stated`` by label with _ for a space."""
    own = [(name.replace("_", " "), value) for name, value in stated.items()]
    return [("Regnskabsår", year), ("Realiseret til og med", closed), *own]


def children() -> bytes:
    """Kroner, budget − forventet. Anna's foster care is 120.000 kr. of 100.000 budgeted."""
    return saved(
        Opsætning=setup(Afdelingens_navn="Børn og unge"),
        Disponering=[
            ROWS,
            (ANNA, "Familiepleje", 10_000, "måned", "01-01-2026", None),
            (BO, "Aflastning", 1_000, "måned", "01-01-2026", None),
        ],
        Budget=[BUDGET, ("Familiepleje", 100_000, 1), ("Aflastning", 20_000, 2), ("Advokat", 5_000, None)],
    )


def adults() -> bytes:
    """1.000 kr., prognose − budget. Anna is here too, and Clara for half the year."""
    return saved(
        Opsætning=setup(Fortegn_for_afvigelse="prognose − budget"),
        Disponering=[
            (*ROWS[:2], "Takst (1.000 kr.)", *ROWS[3:]),
            (ANNA, "aflastning", 2.5, "måned", "01-01-2026", None),
            (CLARA, "Botilbud", 40, "måned", "01-07-2026", "31-12-2026"),
        ],
        Budget=[(BUDGET[0], "Korrigeret budget (1.000 kr.)", BUDGET[2]), ("Aflastning", 40, 1), ("Botilbud", 300, 1)],
    )


def other_year() -> bytes:
    """A workbook of the year before."""
    return saved(
        Opsætning=setup(2025),
        Disponering=[ROWS, (CLARA, "Botilbud", 9_000, "måned", "01-01-2025", None)],
        Budget=[BUDGET, ("Botilbud", 100_000, 1)],
    )


def of(package: bytes, name: str) -> Department:
    """A workbook's bytes as the department of a file of that name."""
    return department.of(refreshed(package).refreshed, Path(f"{name}.xlsx"))

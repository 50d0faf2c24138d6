"""The scenarios of the fictive municipality: a plan that has begun, and one that goes further."""

from __future__ import annotations

import datetime as dt
from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.standard.lists.scenarios import EVERY, FOLLOWED, SCENARIOS

_FURTHER: Final = "Flere hjem"
_BEGUN: Final = 3
"""Months before the last closed one that the plan began."""


def rows(year: int, closed: int) -> tuple[tuple[Value, ...], ...]:
    """A row for each *tiltag*, for a workbook of ``year`` closed to a month (0..12)."""
    began = dt.date(year, max(closed - _BEGUN, 1), 1)
    soon, later = dt.date(year, min(closed + 2, 12), 1), dt.date(year + 1, 1, 1)
    return (
        _row(
            FOLLOWED, "Færre nye på døgninstitution", "Døgninstitution", began, count=-1, unit_price=1_250_000, ramp=3,
            remark="Visitationsudvalget ser hver ny sag",
        ),
        _row(FOLLOWED, "Netværkspleje i stedet", "Netværkspleje", began, count=1, unit_price=220_000, ramp=3),
        _row(
            FOLLOWED, "Genforhandling af takster", "Socialpædagogisk opholdssted", soon, price=-0.02,
            remark="Seks af ti aftaler er klar",
        ),
        _row(
            _FURTHER, "Hjemgivelser med støtte", "Døgninstitution special", soon, count=-2, unit_price=1_450_000, ramp=6
        ),
        _row(
            _FURTHER, "Familiebehandling efter hjemgivelse", "Familiebehandling internt", soon, count=4,
            unit_price=60_000, ramp=6,
        ),
        _row(
            _FURTHER, "Flere plejefamilier", "Anbringelser", later, amount=-150_000, ramp=12, growth=0.03,
            remark="Deles på linjerne i gruppen",
        ),
        _row(
            EVERY, "Projektleder", "Øvrige rammebelagte områder", soon, amount=45_000, stop=dt.date(year + 1, 12, 31)
        ),
    )  # fmt: skip


def _row(scenario: str, name: str, target: str, start: dt.date, **others: Value) -> tuple[Value, ...]:
    told: dict[str, Value] = {"scenario": scenario, "name": name, "target": target, "start": start, **others}
    return tuple(told.get(each.name) for each in SCENARIOS.fields)

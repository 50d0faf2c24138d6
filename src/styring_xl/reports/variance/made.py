"""What the figures of *Afvigelse* are made of, where no formula says it."""

from __future__ import annotations

from typing import Final

from styring_xl.danish.writing import kroner
from styring_xl.figures.segment import Segment
from styring_xl.figures.trace import citizens
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.figures.variance_lines import VarianceGroup, VarianceLine
from styring_xl.model.commitments import ONE
from styring_xl.model.kroner import round_div
from styring_xl.standard.sign import Sign

PERSONS: Final = (
    "Helårspersoner: hver bevillings aktive dage i året delt med årets dage. Overlapper en borgers bevillinger, tæller "
    "dagene én gang, og tallet vises med én decimal."
)


def line(tracer: Tracer, each: VarianceLine, segment: Segment, column: str) -> MadeOf | None:
    """A cell of the table of amounts."""
    if column == "expected":
        return tracer.expected(each, segment)
    if column == "forecast" and each.expected_count is not None:
        return MadeOf.worked_out(citizens.full_years(tracer, tracer.rows_in(each.code, segment)), PERSONS)
    if column == "active":
        return MadeOf.sum(citizens.active(tracer, tracer.rows_in(each.code, segment)))
    if column == "last_year" and each.active_last_year is not None and not _is_stated(each):
        return MadeOf.sum(citizens.active(tracer, tracer.rows_in(each.code, segment), back=1))
    if each.budget is None:
        return None
    found = {
        "original": (each.original, ("original", "revised")),
        "changes": (each.changes, ("changes", "revised")),
        "budgeted": ((each.budget_count or 0) / ONE, ("count",)),
        "last_year": (float(each.active_last_year or 0), ("last_year",)),
    }
    if column not in found:
        return None
    amount, fields = found[column]
    return MadeOf.sum([tracer.budget(each.budget, amount, *fields)])


def _is_stated(each: VarianceLine) -> bool:
    """Whether the budget itself says how many citizens the line had last year."""
    return each.budget is not None and each.budget.last_year is not None


def price(tracer: Tracer, each: VarianceLine, column: str) -> MadeOf | None:
    """A price that the budget states; the others are formulas."""
    if column == "budgeted" and each.budget_price and each.budget is not None:
        return MadeOf.sum([tracer.budget(each.budget, each.budget_price, "price")])
    return None


def split(each: VarianceLine, sign: Sign, column: str) -> MadeOf | None:
    """A part of a line's variance; each is the difference of two products, told with the same rounding."""
    at_budget = each.revised - each.rest
    at_expected = at_budget - each.quantity
    parts = {
        "quantity": ((at_budget, _AT_BUDGET), (-at_expected, _AT_EXPECTED)),
        "price": ((at_expected, _AT_EXPECTED), (-each.expected, _EXPECTED)),
        "rest": ((each.revised, _REVISED), (-at_budget, _AT_BUDGET)),
        "undivided": ((each.revised, _REVISED), (-each.expected, _EXPECTED)),
    }
    if column not in parts:
        return None
    has_number = not each.undivided and (each.budget_count is not None or each.expected_count is not None)
    if (column == "undivided") == has_number or not getattr(each, column):
        return MadeOf.sum([])
    return _computed(parts[column]).times(sign.factor)


def group(each: VarianceGroup, sign: Sign, column: str) -> MadeOf | None:
    """The pure mængdeeffekt of a group, at its average budget price."""
    if column != "quantity":
        return None
    at_budget = sum(line.revised - line.rest for line in each.lines if not line.undivided)
    planned = sum(line.budget_count or 0 for line in each.lines)
    average = f" ({kroner(round_div(at_budget * ONE, planned))} kr.)" if planned > 0 else ""
    return _computed(
        (
            (at_budget, f"{_AT_BUDGET}, alle linjer i gruppen"),
            (each.quantity - at_budget, f"Forventet antal × gruppens gennemsnitlige budgetpris{average}, trukket fra"),
        )
    ).times(sign.factor)


_AT_BUDGET: Final = "Budgetteret antal × budgetteret pris"
_AT_EXPECTED: Final = "Forventet antal × budgetteret pris"
_REVISED: Final = "Korrigeret budget"
_EXPECTED: Final = "Forventet regnskab"


def _computed(parts: tuple[tuple[int, str], ...]) -> MadeOf:
    return MadeOf.sum(TraceItem(ItemKind.COMPUTED, amount, text=text) for amount, text in parts)

"""*Prognose*: the year's result per line by a method of the user's choice, with risk and unknown inflow on top.

What users type (method, estimate, spend outside the disponering, risk, unknown inflow, remark) is read from the sheet
before it is regenerated, and follows its line. A line that has no forecast shows why and is left out of the totals.
"""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.figures import earlier_years, forecast_lines
from styring_xl.model import forecast
from styring_xl.reading import parameters
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.forecast import typed
from styring_xl.reports.forecast.columns import AREA, METHOD, columns
from styring_xl.reports.forecast.commented import COMMENTED, divided
from styring_xl.reports.forecast.lines import ROLE, ForecastTable
from styring_xl.reports.forecast.typed import Strange, TypedRow
from styring_xl.reports.forecast.words import explain
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.standard.question import Question

__all__ = ["AREA", "COMMENTED", "SHEET", "applies", "draw", "needs_simulation", "said"]


def applies(snapshot: Snapshot) -> bool:
    """Where there is a budget to hold the forecast against."""
    return bool(snapshot.budget.lines)


def draw(material: Material, site: Site) -> Drawn:
    """The whole sheet from its header row down; nothing when it has a column of the user's, which would be lost."""
    snapshot, figures = material.snapshot, material.figures
    table, strange = _table(material, site)
    if strange is not None:
        at = (strange.row, strange.column, strange.value)
        return Drawn((), (Problem(Kind.FORECAST_COLUMN, "", ROLE, site.sheet, *at),))
    explain(table.rows, earlier_years.years(figures, figures.whole), snapshot.settings.sign)
    _, against = forecast_lines.named_lines(snapshot.parameters)
    stated = [
        Problem(Kind.FORECAST_LINE, "", parameters.ROLE, snapshot.parameters.sheet, account.row, 1, account.line)
        for account in against
    ]
    return Drawn((table.rows.area(AREA),), (*stated, *table.problems), {AREA: table.rows.made})


def needs_simulation(snapshot: Snapshot) -> bool:
    """Whether a line's method is one whose forecast, or the choice of it, takes the year as simulated."""
    return any(
        typed.method(row.cells.get(METHOD)) in (forecast.SIMULATED, forecast.AUTO) for row in _typed(snapshot)[0]
    )


def said(material: Material, site: Site) -> dict[str, int]:
    """What the lines come to with risk and unknown inflow, øre by name, all together under the empty text.

    A line without a forecast is not there, and then neither are all together; nothing is where the sheet has a column
    of the user's.
    """
    table, strange = _table(material, site)
    if strange is not None:
        return {}
    whole = {} if table.out else {"": sum(table.said.values())}
    return table.said | whole


def _table(material: Material, site: Site) -> tuple[ForecastTable, Strange | None]:
    """The sheet's table; or an empty one, and the column of the user's that would be lost."""
    table = ForecastTable(material, site, divided(material))
    found, strange = _typed(material.snapshot)
    if strange is not None:
        return table, strange
    table.write(found)
    return table, None


def _typed(snapshot: Snapshot) -> tuple[list[TypedRow], Strange | None]:
    """The rows in which something is typed; or none, and the column of the user's that would be lost."""
    if AREA not in snapshot.typed or AREA not in snapshot.areas:
        return [], None
    return typed.read(snapshot.typed[AREA], snapshot.areas[AREA][1], snapshot.year)


SHEET: Final = ResultSheet(
    name=standard.FORECAST,
    area=AREA,
    code_name="wsPrognose",
    title="Prognose pr. linje",
    question=Question.COST,
    note="Udfyld kun de gule felter: metoden vælges på listen, og prognosen følger straks med. Overskriften siger, "
    "hvilken vej resultatet regnes. Forklaringer står under tabellen.",
    former_notes=(
        "Udfyld kun de gule felter: metoden vælges på listen, og prognosen følger straks med. Plus i resultatet er "
        "merforbrug, minus er mindreforbrug. Forklaringer står under tabellen.",
    ),
    columns=columns,
    applies=applies,
    draw=draw,
    header_height=54,
    # Half of the columns on each page, the lines' names on both.
    page=Page(repeats=True, wide=2),
    is_divided=True,
    is_typed=True,
    commented=COMMENTED,
)

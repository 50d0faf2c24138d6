"""*Prognose*: the year's result per line by a method of the user's choice, with risk and unknown inflow on top.

What users type (method, estimate, spend outside the disponering, risk, unknown inflow, remark) is read from the sheet
before it is regenerated, and follows its line. A line that has no forecast shows why and is left out of the totals.
"""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.figures import earlier_years, forecast_lines
from styring_xl.figures.kept_forecasts import kept_forecasts
from styring_xl.figures.past import HISTORY
from styring_xl.reading import parameters
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.forecast import typed
from styring_xl.reports.forecast.columns import columns
from styring_xl.reports.forecast.lines import ROLE, ForecastTable
from styring_xl.reports.forecast.typed import TypedRow
from styring_xl.reports.forecast.words import explain
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.sheet import Page, ResultSheet

AREA: Final = "Styring_Prognose"


def applies(snapshot: Snapshot) -> bool:
    """Where there is a budget to hold the forecast against."""
    return bool(snapshot.budget.lines)


def draw(material: Material, site: Site) -> Drawn:
    """The whole sheet from its header row down; nothing when it has a column of the user's, which would be lost."""
    snapshot, figures = material.snapshot, material.figures
    found: list[TypedRow] = []
    if AREA in snapshot.typed and AREA in snapshot.areas:
        ref = snapshot.areas[AREA][1]
        found, strange = typed.read(snapshot.typed[AREA], ref, figures.year)
        if strange is not None:
            at = (strange.row, strange.column, strange.value)
            return Drawn((), (Problem(Kind.FORECAST_COLUMN, "", ROLE, site.sheet, *at),))
    kept = kept_forecasts(material.history, figures.year, figures.closed, HISTORY)
    segments = [
        (
            each.name,
            forecast_lines.lines(
                figures,
                each,
                snapshot.disposition,
                snapshot.parameters,
                earlier_years.years(figures, each),
                material.uncertainty,
                kept,
            ),
        )
        for each in figures.segments
    ]
    table = ForecastTable(material, site)
    table.write(segments, found)
    explain(table.rows, earlier_years.years(figures, figures.whole), snapshot.settings.sign)
    _, against = forecast_lines.named_lines(snapshot.parameters)
    stated = [
        Problem(Kind.FORECAST_LINE, "", parameters.ROLE, snapshot.parameters.sheet, account.row, 1, account.line)
        for account in against
    ]
    return Drawn((table.rows.area(AREA),), (*stated, *table.problems))


SHEET: Final = ResultSheet(
    name=standard.FORECAST,
    area=AREA,
    code_name="wsPrognose",
    title="Prognose pr. linje",
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
)

"""*Flerårsoverblik*: the budget year and the four after it, against the budgets users type for them."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.figures import outlook
from styring_xl.figures.outlook import Outlook
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.beside import Chart, Picture
from styring_xl.reports.outlook import typed
from styring_xl.reports.outlook.columns import AREA, WIDTH, columns
from styring_xl.reports.outlook.lines import OutlookTable
from styring_xl.reports.outlook.typed import TypedOutlook
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.standard.question import Question

_CHART_LEFT: Final = WIDTH + 2
"""The chart stands right of the table, a narrow column between them."""
_FIGURES: Final = 36
"""The chart's figures; the chart itself stands over the columns before them."""
CHART: Final = Chart(
    "Styring_FleraarDiagram",
    ("År", "Forventet regnskab", "Budget"),
    Picture(
        "Forventet regnskab og budget pr. år, mio. kr.",
        "Søjlediagram: forventet regnskab og budget i regnskabsåret og de fire næste år",
    ),
    at=(standard.FIRST_ROW, _CHART_LEFT),
    column=_FIGURES,
)


def applies(snapshot: Snapshot) -> bool:
    """True when a commitment runs beyond the year."""
    rows = snapshot.disposition.commitments
    after = np.datetime64(f"{snapshot.year}-12-31")
    return bool((rows.computable & (np.isnat(rows.active_stop) | (rows.active_stop > after))).any())


def typed_of(snapshot: Snapshot) -> TypedOutlook:
    """What stands in the yellow cells of the sheet."""
    if AREA not in snapshot.typed or AREA not in snapshot.areas:
        return TypedOutlook()
    return typed.read(snapshot.typed[AREA], snapshot.areas[AREA][1])


def ahead(material: Material) -> Outlook:
    """The years with the rule for stops by age that is chosen on the sheet."""
    snapshot = material.snapshot
    by_age = typed_of(snapshot).ends_by_age
    return outlook.compute(snapshot.disposition.commitments, snapshot.parameters, material.figures, by_age=by_age)


def draw(material: Material, site: Site) -> Drawn:
    """The table with its yellow cells as they were typed, what decides it, and the chart's figures."""
    table = OutlookTable(material, site, typed_of(material.snapshot), material.once(ahead))
    chart = CHART.area(site, table.write())
    return Drawn((table.rows.area(AREA), chart), tuple(table.problems), made={AREA: table.rows.made})


SHEET: Final = ResultSheet(
    name=standard.OUTLOOK,
    area=AREA,
    code_name="wsFleraar",
    title="Flerårsoverblik",
    question=Question.COST,
    note="Regnskabsåret og de fire næste år, som bevillingerne ser ud i dag. Skriv de senere års budget i de gule "
    "felter; forudsætningerne står under tabellen.",
    columns=columns,
    applies=applies,
    draw=draw,
    header_height=54,
    # Room for what is expected of stops and inflow, which is shown where the user wants it.
    margin=(13, 3),
    beside=(CHART,),
    page=Page(spans=((1, WIDTH), (_CHART_LEFT, _FIGURES - 1)), frozen=(standard.HEADER_ROW, 2)),
    is_typed=True,
)

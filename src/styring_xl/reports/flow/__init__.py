"""*Til- og afgang*: who comes and goes by month and measure, at what price, and who is known to stop or come of age."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.danish.text import Unreadable, is_blank, read_number
from styring_xl.model.flow import AFTER_DAYS
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import typed
from styring_xl.reports.beside import FIGURES_COLUMN, WHOLE, Chart, Picture
from styring_xl.reports.flow import lists, movements
from styring_xl.reports.flow.case import FlowCase, citizens
from styring_xl.reports.flow.columns import WIDTH, columns
from styring_xl.reports.month_columns import MONTH_NAMES
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Labelled, Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.standard import style
from styring_xl.standard.question import Question

AREA: Final = "Styring_Til_og_afgang"
HORIZON: Final = "Se så mange måneder frem (tom = 24)"
"""The label beside the cell where users type how far ahead the list of transitions looks."""
_HORIZON: Final = 24
_MOST_MONTHS: Final = 120
_CHART_LEFT: Final = WIDTH + 2
"""The chart stands right of the tables, a narrow column between them."""
CHART: Final = Chart(
    "Styring_Diagram_Til_og_afgang",
    ("Måned", "Tilgang", "Afgang", "Borgere ved månedens udgang"),
    Picture(
        "Borgere: tilgang, afgang og antal ved månedens udgang",
        "Søjler: tilgang og afgang pr. måned; kurve: antal borgere ved månedens udgang",
        number=WHOLE,
        lines=(2,),
        left="Tilgang og afgang",
        right="Borgere ved månedens udgang",
    ),
    at=(standard.FIRST_ROW, _CHART_LEFT),
)


def applies(snapshot: Snapshot) -> bool:
    """When a row says whom it is for and when it begins."""
    rows = snapshot.disposition.commitments
    return any(rows.cpr) and bool((~np.isnat(rows.start)).any())


def draw(material: Material, site: Site) -> Drawn:
    """The horizon users type, the movements of the year by month, prices, known stops and transitions; and the chart.

    One-offs are left out: they neither begin nor end. Counts take no account of sandsynlighed.
    """
    months, cell, problems = _horizon(material, site)
    case = FlowCase.of(material)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH)
    rows.add(
        [HORIZON, cell.content, None, f"Der er set {months} måneder frem fra {_spelled(case.today)}."],
        [style.LABEL, style.INPUT_WHOLE, None, style.NOTE],
    )
    rows.blank()
    places = movements.write(rows, case)
    lists.expected(rows, case)
    lists.prices(rows, case)
    lists.stops(rows, case)
    lists.transitions(rows, case, months)
    _explain(rows)
    areas = (rows.area(AREA), CHART.area(site, _charted(case, places, Table(rows, columns()))))
    return Drawn(areas, problems, {AREA: rows.made})


def _horizon(material: Material, site: Site) -> tuple[int, typed.TypedCell, tuple[Problem, ...]]:
    cell = typed.beside(material, site, AREA, HORIZON)
    if is_blank(cell.value):
        return _HORIZON, cell, ()
    try:
        number = read_number(cell.value)
    except Unreadable:
        number = None
    if number is None or number != int(number) or not 1 <= number <= _MOST_MONTHS:
        return _HORIZON, cell, (cell.refused(Kind.TYPED_MONTHS, HORIZON),)
    return int(number), cell, ()


def _spelled(day: np.datetime64) -> str:
    year, month, date = str(day).split("-")
    return f"{date}-{month}-{year}"


def _explain(rows: Rows) -> None:
    rows.blank()
    for text in (
        "En borger begynder, når han ikke havde foranstaltningen dagen før, og stopper, når han ikke har den dagen "
        "efter; en ny takst er ingen ny borger. Primo + tilgang − afgang = borgere ved månedens udgang.",
        "Forventede bevillinger tæller som én hele borger uanset sandsynlighed. Engangsydelser er ikke med: de hverken "
        "begynder eller slutter.",
        "Årspris er takst × mængde for et helt år med momsfaktor: for nye den første dag, for ophørte den sidste. "
        "Varighed er fra første til sidste dag i disponeringen.",
        f"Årspris nu er af de bevillinger, der løber den sidste lukkede dag; årspris efter er af dem, der løber "
        f"{AFTER_DAYS} dage efter fødselsdagen. Klik på et CPR-nr. for at komme til bevillingen.",
    ):
        rows.note(text)


def _charted(case: FlowCase, places: movements.MovementRows, table: Table) -> list[list[Content]]:
    """The year's citizens by month; the figures are the table's own."""
    months = [
        (places.inflow, citizens(case.whole, "inflow").tolist()),
        (places.outflow, citizens(case.whole, "outflow").tolist()),
        (places.stock, citizens(case.whole, "stock").tolist()),
    ]
    return [
        [name, *(Formula(table.ref(column, row), float(values[at])) for row, values in months)]
        for at, (name, column) in enumerate(zip(standard.MONTHS, MONTH_NAMES, strict=True))
    ]


SHEET: Final = ResultSheet(
    name=standard.FLOW,
    area=AREA,
    code_name="wsTilOgAfgang",
    title="Til- og afgang",
    question=Question.REASON,
    note="Hvem begynder og stopper måned for måned, hvor længe de har været her, hvad de nye koster mod de ophørte, og "
    "hvem der står til at stoppe eller fylde 18 og 23 år.",
    columns=columns(),
    applies=applies,
    draw=draw,
    # Below the horizon, an empty row and the title of the first table.
    header_row=standard.AREA_ROW + 3,
    margin=(3, *(12,) * 9),
    above=(Labelled(HORIZON, style.INPUT_WHOLE),),
    beside=(CHART,),
    page=Page(spans=((1, WIDTH), (_CHART_LEFT, FIGURES_COLUMN - 1)), frozen=(standard.AREA_ROW, 1)),
    is_typed=True,
)

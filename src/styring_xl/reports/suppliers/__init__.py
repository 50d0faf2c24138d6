"""*Leverandører*: what each supplier delivers and at what price, beside the measure's and last year's."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.figures import contracts, suppliers
from styring_xl.reading.problem import Kind
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.beside import FIGURES_COLUMN, Chart, Picture
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.reports.suppliers.columns import SUPPLIERS, WIDTH
from styring_xl.reports.suppliers.tables import SupplierTables
from styring_xl.standard.lists.contracts import CONTRACTS
from styring_xl.standard.question import Question

AREA: Final = "Styring_Leverandoerer"
_CHART_LEFT: Final = WIDTH + 2
CHART: Final = Chart(
    "Styring_Diagram_Leverandoerer",
    ("Leverandør", "Forventet regnskab"),
    Picture(
        "De største leverandører, forventet regnskab i mio. kr.",
        "Liggende søjler: forventet regnskab hos de største leverandører, den største øverst",
        kind="bar",
        height=560,
        legend=False,
    ),
    at=(standard.FIRST_ROW, _CHART_LEFT),
)


def applies(snapshot: Snapshot) -> bool:
    """When a contract stands in the list."""
    return bool(snapshot.lists.of(CONTRACTS))


def draw(material: Material, site: Site) -> Drawn:
    """The measures with their suppliers, the largest suppliers, the dearest prices, and the contracts.

    The total is *Afvigelse*'s forventet regnskab to the øre.
    """
    snapshot, figures = material.snapshot, material.figures
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH)
    tables = SupplierTables(rows, material, suppliers.of(snapshot, figures))
    tables.suppliers()
    tables.largest()
    tables.dearest()
    agreed = contracts.of(snapshot.lists)
    if agreed:
        tables.contracts(agreed, contracts.held(agreed, snapshot.disposition.commitments, figures.year))
    tables.explain()
    unclear = "Takstenheden mangler, så taksten holdes ikke mod bevillingernes."
    problems = [
        each.row.problem(Kind.LIST_UNKNOWN, CONTRACTS, "unit", detail=unclear) for each in agreed if each.unit is None
    ]
    return Drawn((rows.area(AREA), CHART.area(site, tables.charted)), tuple(problems), {AREA: rows.made})


SHEET: Final = ResultSheet(
    name="Leverandører",
    area=AREA,
    code_name="",
    title="Leverandører: hvad køber vi, og til hvilken pris?",
    question=Question.SUPPLIERS,
    note="Prisen pr. helårsperson hos hver leverandør mod foranstaltningens gennemsnit, sidste år og pris- og "
    "lønindekset.",
    columns=SUPPLIERS,
    applies=applies,
    draw=draw,
    is_common=False,
    lists=(CONTRACTS,),
    header_height=40,
    margin=(3,),
    beside=(CHART,),
    page=Page(spans=((1, WIDTH), (_CHART_LEFT, FIGURES_COLUMN - 1))),
)

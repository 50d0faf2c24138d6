"""*Usikkerhed*: what the year will cost with P10, P50 and P90, and the chance that the budget holds."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.figures.uncertainty import lines
from styring_xl.figures.uncertainty.compute import Uncertainty
from styring_xl.model.kroner import to_kroner
from styring_xl.model.numbering import distinct
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import simulated
from styring_xl.reports.beside import Chart, Picture
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.reports.uncertainty import tables, words
from styring_xl.reports.uncertainty.columns import FIRST_PAGE, WIDTH, columns
from styring_xl.standard import style
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.question import Question

AREA: Final = "Styring_Usikkerhed"
_CHART_LEFT: Final = WIDTH + 2
_FIGURES: Final = WIDTH + 20
"""Where the figures of the charts stand, right of the charts."""

FAN: Final = Chart(
    "Styring_Diagram_Vifte",
    ("Måned", "P10", "Mellem P10 og P90", "Bogført", "P50", "Korrigeret budget"),
    Picture(
        "Fra januar til og med hver måned, mio. kr.",
        "Viftediagram: bogført til og med den lukkede måned, derefter P10, P50 og P90, og det korrigerede budget",
        subtype="stacked",
        hidden=(0,),
        fills=(0, 1),
        lines=(2, 3, 4),
        level=True,
        height=360,
    ),
    at=(FIRST_ROW, _CHART_LEFT),
    column=_FIGURES,
)
MADE_OF: Final = Chart(
    "Styring_Diagram_Usikkerhed",
    ("Hvad usikkerheden består af", "Andel"),
    Picture(
        "Hvad usikkerheden består af",
        "Søjlediagram: hvor stor en del af usikkerheden hver slags står for",
        kind="bar",
        number="0%",
        height=210,
        legend=False,
    ),
    at=(FIRST_ROW + 19, _CHART_LEFT),
    column=_FIGURES + 7,
)


def applies(snapshot: Snapshot) -> bool:
    """Where the ledger holds some months and says whose its postings are."""
    ledger = snapshot.ledger
    months = distinct(ledger.year * 12 + ledger.month)
    return len(months) >= 6 and bool((ledger.cpr != 0).any())


def draw(material: Material, site: Site) -> Drawn:
    """The year by measure, what its uncertainty is made of, the closed months, and how it is all computed."""
    snapshot, figures, found = material.snapshot, material.figures, material.uncertainty
    assert found is not None
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH)
    groups, whole = lines.groups(found, figures, snapshot.disposition.pools)
    table, total = tables.by_measure(rows, material, groups, whole)
    if not found.is_known:
        rows.note(words.cannot(found), style.WARNING)
    rows.blank()
    made_of: list[list[Content]] = []
    if found.is_known:
        made_of = tables.sources(rows, found)
        rows.blank()
        tables.closed_months(rows, found, material)
        rows.blank()
    words.explain(rows, found)
    fan = _fan(found, material, table.ref("budget", total)) if found.is_known else []
    areas = (rows.area(AREA), FAN.area(site, fan), MADE_OF.area(site, made_of))
    return Drawn(areas, made={AREA: rows.made})


def _fan(found: Uncertainty, material: Material, budget: str) -> list[list[Content]]:
    """January through each month: what is booked of the closed ones, then P10, P50 and P90; and the year's budget."""
    booked = np.cumsum(material.figures.by_measure.sum(axis=0)).tolist()
    low, middle, high = lines.fan(found).tolist()
    revised = sum(line.revised for line in material.snapshot.budget.lines)
    rows: list[list[Content]] = []
    for at, name in enumerate(standard.MONTHS):
        closed = at < found.closed
        rows.append(
            [
                name,
                to_kroner(booked[at] if closed else low[at]),
                0.0 if closed else to_kroner(high[at] - low[at]),
                to_kroner(booked[at]) if closed else None,
                None if at < found.closed - 1 else to_kroner(booked[at] if closed else middle[at]),
                Formula(budget, to_kroner(revised)) if material.snapshot.budget.lines else None,
            ]
        )
    return rows


SHEET: Final = ResultSheet(
    name=standard.UNCERTAINTY,
    area=AREA,
    code_name="wsUsikkerhed",
    title="Usikkerhed: hvad koster året, og hvor sikkert er det?",
    question=Question.COST,
    note="Kendt er bogført og disponeret; resten ventes. I 8 af 10 forløb ender året mellem P10 og P90. Sådan er der "
    "regnet: nederst.",
    columns=columns,
    applies=applies,
    draw=draw,
    header_height=54,
    margin=(3,),
    beside=(FAN, MADE_OF),
    page=Page(spans=((1, FIRST_PAGE), (FIRST_PAGE + 1, WIDTH), (_CHART_LEFT, _FIGURES - 1))),
    undivided=simulated.YEARS,
)

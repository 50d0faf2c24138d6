"""*Træfsikkerhed*: what each closing said of the year, and how right it was."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.figures import accuracy, forecast_lines
from styring_xl.figures.accuracy import ClosingSaid, YearAccuracy
from styring_xl.figures.compute import Figures
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.accuracy import tables
from styring_xl.reports.accuracy.columns import WIDTH, columns
from styring_xl.reports.accuracy.words import HELD_AGAINST, NOTHING, explain
from styring_xl.reports.beside import Chart, Picture
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.standard import style
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.question import Question

AREA: Final = "Styring_Traefsikkerhed"
_CHART_LEFT: Final = WIDTH + 2
_FIGURES: Final = WIDTH + 16
"""Where the figures of the chart stand, right of it."""
CURVE: Final = Chart(
    "Styring_Diagram_Traefsikkerhed",
    ("Måned", "Sidste år", "Sidste års resultat", "I år"),
    Picture(
        "Hvad året ventedes at koste, da hver måned blev lukket, mio. kr.",
        "Kurver: P50 ved hver lukning, sidste år og i år, og sidste års resultat som en vandret linje",
        kind="line",
        level=True,
    ),
    at=(FIRST_ROW, _CHART_LEFT),
    column=_FIGURES,
)


def applies(snapshot: Snapshot) -> bool:
    """When a month has been closed, or is about to be."""
    return snapshot.record is not None or any(entry.is_closing for entry in snapshot.history.entries)


def draw(material: Material, site: Site) -> Drawn:
    """The closings of last year and this one in all, the months closed since, and the lines."""
    snapshot, figures, found = material.snapshot, material.figures, material.uncertainty
    line_of, _ = forecast_lines.named_lines(snapshot.parameters)
    years = accuracy.years(material.history, figures, snapshot.disposition.pools, line_of, found)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH)
    curves = []
    for year in years:
        this = year.year == figures.year
        curves.append((this, tables.by_closing(rows, year)))
        if this and not year.is_over:
            awaited = int(found.late.sum()) if found is not None and found.is_known else None
            come = int(figures.by_measure[:, : figures.closed].sum())
            tables.months_since(rows, year, figures.closed, come, awaited)
    if years:
        year, closing = _chosen(years, figures)
        tables.by_line(rows, year, closing)
        tables.bias(rows, year)
    else:
        rows.note(NOTHING, style.STATUS)
        rows.blank()
    explain(rows)
    return Drawn((rows.area(AREA), CURVE.area(site, tables.charted(curves))), made={AREA: rows.made})


def _chosen(years: tuple[YearAccuracy, ...], figures: Figures) -> tuple[YearAccuracy, ClosingSaid]:
    """The latest year that is over, else this one. Of last year the closing made when as many months were closed as
    are now; otherwise the year's first, as the last closing comes too late to forecast anything."""
    year = next((each for each in reversed(years) if each.is_over), years[-1])
    same = (each for each in year.closings if each.closed == figures.closed and year.year != figures.year)
    return year, next(same, year.closings[0])


SHEET: Final = ResultSheet(
    name="Træfsikkerhed",
    area=AREA,
    code_name="wsTraefsikkerhed",
    title="Træfsikkerhed: hvor rigtigt blev der sagt?",
    question=Question.TRUST,
    note="Hver lukning i Historik holdt mod det, året blev til, som overskriften siger. Fejl er resultatet minus det, "
    "der blev sagt: plus er dyrere end sagt.",
    columns=columns,
    applies=applies,
    draw=draw,
    undivided=HELD_AGAINST,
    # Below the title of the first table.
    header_row=standard.AREA_ROW + 1,
    header_height=40,
    margin=(3,),
    beside=(CURVE,),
    page=Page(spans=((1, WIDTH), (_CHART_LEFT, _FIGURES - 1)), frozen=(standard.AREA_ROW - 1, 1)),
)

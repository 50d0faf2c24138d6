"""*Bevægelser*: the measures whose expected result has moved the most since last, in any department."""

from __future__ import annotations

from typing import Final

from styring_xl.cells.cell import Formula
from styring_xl.cells.patch import Area
from styring_xl.danish.text import label
from styring_xl.departments.place import LINES_AREA, MOVEMENTS, MOVEMENTS_AREA
from styring_xl.departments.sheets.lines import LinePlaces
from styring_xl.departments.sheets.sheet import OverviewSheet, SheetCase
from styring_xl.model.kroner import to_kroner
from styring_xl.reports.report import Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, SheetDesign
from styring_xl.reports.table import Table
from styring_xl.standard import look
from styring_xl.standard.column import Column
from styring_xl.standard.question import Question

MOST: Final = 25
"""So many are shown."""
COLUMNS: Final = (
    Column("department", "Afdeling", look.TEXT, 26),
    Column("measure", "Foranstaltning", look.TEXT, 38),
    Column("since", "Siden", look.TEXT, 20),
    Column("before", "Forventet da", look.KRONER, 15),
    Column("now", "Forventet nu", look.KRONER, 15),
    Column("change", "Ændring", look.KRONER, 15, "{now}-{before}"),
    Column("cause", "Mest på grund af", look.TEXT, 40),
    Column("by_cause", "Heraf, kroner", look.KRONER, 15),
)


def draw(case: SheetCase, site: Site) -> tuple[Area, ...]:
    """The largest movements, and a line that says what they are not."""
    overview = case.overview
    places = LinePlaces.of(overview, case.sites[LINES_AREA])
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS))
    table = Table(rows, COLUMNS)
    table.header()
    found = overview.movements
    for department, movement in found[:MOST]:
        line = next(each for each in department.lines if label(each.measure) == label(movement.measure))
        row = places.lines[line]
        table.line(
            {
                "department": department.name,
                "measure": line.measure,
                "since": department.since,
                "before": Formula(places.ref("before", row), to_kroner(movement.before)),
                "now": Formula(places.ref("expected", row), to_kroner(movement.now)),
                "change": to_kroner(movement.now - movement.before),
                "cause": movement.cause,
                "by_cause": to_kroner(movement.by_cause),
            }
        )
    if not found:
        rows.note("Intet er flyttet, eller ingen afdeling har en lukning i Historik at sammenligne med.")
    elif len(found) > MOST:
        rows.note(f"{len(found) - MOST} mindre bevægelser er ikke vist; alle står på arket Afdelinger.")
    return (rows.area(MOVEMENTS_AREA),)


SHEET: Final = OverviewSheet(
    SheetDesign(
        name=MOVEMENTS,
        area=MOVEMENTS_AREA,
        title="Hvad har flyttet sig mest",
        question=Question.REASON,
        note="Forventet regnskab nu mod den seneste lukning i afdelingens Historik. Hver afdelings Forklaring har alle "
        "årsagerne.",
        columns=COLUMNS,
        page=Page(repeats=True),
    ),
    draw,
)

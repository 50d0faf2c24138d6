"""*Indsatstrappe*: citizens, full-year persons and kroner per step, and who has moved between the steps in a period."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content
from styring_xl.danish.text import label
from styring_xl.reading.parameters import ROLE
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.beside import FIGURES_COLUMN, MILLIONS, WHOLE, Chart, Picture, SideList
from styring_xl.reports.ladder.columns import AREA, FROM, MOVES, STEPS, TO, WIDTH
from styring_xl.reports.ladder.period import LadderPeriod
from styring_xl.reports.ladder.steps import LadderTables
from styring_xl.reports.ladder.words import say_empty
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Labelled, Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.standard import parameters as standard_parameters
from styring_xl.standard import style
from styring_xl.standard.question import Question

CHART: Final = Chart(
    "Styring_Diagram_Indsatstrappe",
    ("Trin", "Første dag", "Sidste dag", "Forventet regnskab"),
    Picture(
        "Borgere og forventet regnskab pr. trin",
        "Søjler: borgere pr. trin den første og den sidste dag; kurve: forventet regnskab pr. trin i mio. kr.",
        number=WHOLE,
        width=610,
        height=400,
        lines=(2,),
        left="Borgere",
        right="Mio. kr.",
        right_number=MILLIONS,
        level=True,
    ),
    # Right of the table of steps, which leaves it the rows down to the matrix.
    at=(standard.AREA_ROW + 3, len(STEPS) + 2),
)
LIST: Final = SideList("Styring_Indsatstrappe_Skift", MOVES, FIGURES_COLUMN + 5, named_header=True)


def applies(snapshot: Snapshot) -> bool:
    """When a measure stands on a step."""
    return bool(snapshot.parameters.steps)


def draw(material: Material, site: Site) -> Drawn:
    """The period users type, the steps with their measures, the matrix of movements and what it comes to; the chart's
    figures, and the list of those who have moved."""
    period = LadderPeriod.of(material, site)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH)
    period.write(rows)
    moves = LIST.rows(site)
    Table(moves, MOVES).header()
    charted: list[list[Content]] = []
    if material.snapshot.parameters.steps:
        tables = LadderTables(material, period, rows, moves)
        tables.write()
        charted = tables.charted
    else:
        say_empty(rows, material)
    areas = (rows.area(AREA), CHART.area(site, charted), moves.area(LIST.name))
    return Drawn(areas, (*period.problems, *_unknown(material)), {AREA: rows.made})


def _unknown(material: Material) -> list[Problem]:
    """Measures on a step that nothing else in the workbook is called."""
    parameters = material.snapshot.parameters
    known = {label(name) for name in material.figures.measures}
    name = standard_parameters.STEPS.headers[0]
    return [
        Problem(Kind.STEP_UNKNOWN, name, ROLE, parameters.sheet, step.row, step.column, step.measure)
        for step in parameters.steps
        if label(step.measure) not in known
    ]


SHEET: Final = ResultSheet(
    name=standard.LADDER,
    area=AREA,
    code_name="wsIndsatstrappe",
    title="Indsatstrappe",
    question=Question.CITIZENS,
    note="Borgere og kroner pr. trin, og hvem der er flyttet. En borgers trin en dag er det højeste, mest indgribende, "
    "blandt de foranstaltninger, der løber den dag.",
    columns=STEPS,
    applies=applies,
    draw=draw,
    # Below the period, an empty row and the title of the first table.
    header_row=standard.AREA_ROW + 4,
    header_height=40,
    width=WIDTH,
    # A measure's name may have more than 50 letters.
    widths=(56, *(14,) * (WIDTH - 1), 3),
    above=(Labelled(FROM, style.INPUT_DATE), Labelled(TO, style.INPUT_DATE)),
    beside=(LIST, CHART),
    page=Page(spans=((1, WIDTH),), frozen=(standard.STATUS_ROW, 1)),
    is_typed=True,
)

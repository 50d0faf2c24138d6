"""*Forklaring*: why forventet regnskab has moved between two times, in all, in words, by measure and by commitment."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content
from styring_xl.cells.patch import Area
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import comment_rows
from styring_xl.reports.beside import FIGURES_COLUMN, THOUSANDS, Chart, Picture, SideList
from styring_xl.reports.comments import Commentary
from styring_xl.reports.explanation.choice import choose, typed_times
from styring_xl.reports.explanation.columns import AREA, FROM, TO, WHOLE, WIDTH
from styring_xl.reports.explanation.commented import COMMENTED, lines_of, order
from styring_xl.reports.explanation.made import ExplanationTrace
from styring_xl.reports.explanation.tables import ExplanationTables
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Labelled, Page, ResultSheet
from styring_xl.standard import look, style
from styring_xl.standard.column import Column
from styring_xl.standard.question import Question
from styring_xl.standard.rule import DropDown

__all__ = ["AREA", "COMMENTED", "SHEET", "TIMES", "WATERFALL", "applies", "draw"]

WATERFALL: Final = Chart(
    "Styring_Forklaring_Diagram",
    ("Årsag", "Bund", "Stigning", "Stigning under nul", "Fald", "Fald under nul", "I alt"),
    Picture(
        "Hvad flyttede forventet regnskab, 1.000 kr.",
        "Vandfald: hver årsags bidrag til ændringen i forventet regnskab, og ændringen i alt",
        subtype="stacked",
        number=THOUSANDS,
        width=880,
        height=330,
        hidden=(0,),
        fills=(5, 0, 0, 1, 1, 2),
    ),
    # Beside the table in all, whose height never changes.
    at=(standard.AREA_ROW + 2, 6),
)
TIMES: Final = SideList(
    "Styring_Tidspunkter", (Column("time", "Tidspunkter", look.CHART_TEXT),), FIGURES_COLUMN + 8, first=(standard.NOW,)
)
"""The times to choose from."""
_TIME: Final = DropDown(TIMES.name, "Vælg et tidspunkt på listen, eller lad feltet være tomt.")

_EMPTY: Final = (
    "Der er endnu ingen lukning i Historik at sammenligne med.",
    "Luk en måned, eller tryk Gem revision;",
    "så forklarer arket, hvad der siden flytter forventet regnskab.",
)


def applies(snapshot: Snapshot) -> bool:
    """When there is a time to compare with."""
    return bool(snapshot.history.entries) or snapshot.record is not None


def draw(material: Material, site: Site) -> Drawn:
    """The two times, the bridge between them, its chart's figures, and the list of times to choose from."""
    typed, places = typed_times(material.snapshot)
    choice = choose(material, typed, places)
    taken = comment_rows.in_the_way(material.snapshot, AREA, WHOLE)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH if taken else WHOLE)
    for name, text in zip((FROM, TO), choice.shown, strict=True):
        rows.add((name, typed[name], text), (style.LABEL, style.INPUT_TEXT, style.NOTE))
    rows.blank()
    charted: list[list[Content]] = []
    measures = [] if choice.told is None else choice.told.by_measure(order(material))
    lines = [] if choice.told is None else lines_of(line.measure for line in measures)
    commentary = None if taken else Commentary(material, COMMENTED, lines)
    if choice.told is None:
        for text in _EMPTY:
            rows.note(text, style.STATUS)
    else:
        trace = ExplanationTrace(material, choice.told, site.sheet)
        tables = ExplanationTables(rows, choice.told, commentary, trace, movement=material.movement is not None)
        tables.write(measures)
        charted = tables.charted
    if commentary is None:
        comment_rows.told(rows, taken)
    else:
        commentary.foot(rows, WIDTH)
    areas = (rows.area(AREA), WATERFALL.area(site, charted), _times(material, site))
    return Drawn(areas, tuple(choice.problems), made={AREA: rows.made})


def _times(material: Material, site: Site) -> Area:
    rows = TIMES.rows(site)
    for name in (*(entry.name for entry in material.history.usable(material.snapshot.year)), standard.NOW):
        rows.note(name, style.CHART_TEXT)
    return rows.area(TIMES.name)


SHEET: Final = ResultSheet(
    name=standard.EXPLANATION,
    area=AREA,
    code_name="wsForklaring",
    title="Forklaring: hvad har flyttet forventet regnskab",
    question=Question.REASON,
    note="Vælg to tidspunkter i de gule felter; er de tomme, forklares det, der er sket siden den seneste lukning. "
    "Plus er dyrere, minus er billigere.",
    columns=(),
    applies=applies,
    draw=draw,
    width=WHOLE,
    widths=(44, 19, *(14,) * (WIDTH - 2), *(column.width for column in comment_rows.COLUMNS)),
    above=(Labelled(FROM, style.INPUT_TEXT, rule=_TIME), Labelled(TO, style.INPUT_TEXT, rule=_TIME)),
    beside=(TIMES, WATERFALL),
    page=Page(spans=((1, WIDTH),), frozen=(standard.AREA_ROW + 1, 1)),
    is_typed=True,
    commented=COMMENTED,
)

"""*Indstilling*: one proposed measure beside up to two alternatives, on a page for those who grant it."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.recommendation import typed
from styring_xl.reports.recommendation.columns import AREA, CASE, COLUMNS, PRINTED
from styring_xl.reports.recommendation.page import RecommendationPage
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Labelled, Page, ResultSheet
from styring_xl.standard import style
from styring_xl.standard.question import Question


def applies(snapshot: Snapshot) -> bool:
    """Only where somebody asks for it: it is for one case at a time."""
    return False


def draw(material: Material, site: Site) -> Drawn:
    """The page with its yellow cells as they were typed, and what is wrong with them."""
    page = typed.of(material.snapshot)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS))
    RecommendationPage(material, rows, page).write()
    problems = [problem for option in page.options if not option.is_empty for problem in option.placed()]
    return Drawn((rows.area(AREA),), tuple(dict.fromkeys(problems)), {AREA: rows.made})


SHEET: Final = ResultSheet(
    name=standard.RECOMMENDATION,
    area=AREA,
    code_name="",
    title="Indstilling til visitationsudvalget",
    question=Question.CITIZENS,
    note="Skriv indstillingen og op til to alternativer i de gule felter, og opdater. Intet er med i forventet "
    "regnskab, før det flyttes til Disponering.",
    columns=COLUMNS[:PRINTED],
    applies=applies,
    draw=draw,
    is_common=False,
    is_typed=True,
    header_row=standard.AREA_ROW + 2,
    width=len(COLUMNS),
    widths=tuple(column.width for column in COLUMNS),
    above=(Labelled(CASE, style.INPUT_TEXT),),
    page=Page(spans=((1, PRINTED),), frozen=(standard.AREA_ROW + 2, 1), is_upright=True, is_single=True),
)

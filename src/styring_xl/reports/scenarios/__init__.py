"""*Scenarier*: what is expected with and without some *tiltag*, this year and the four after, and whether they came."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content
from styring_xl.danish.text import clean, label
from styring_xl.figures import scenarios
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import sources, typed
from styring_xl.reports.beside import Chart, Picture
from styring_xl.reports.outlook import ahead
from styring_xl.reports.outlook.columns import AREA as OUTLOOK
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.scenarios.columns import AREA, FOLLOWED, WIDTH, WIDTHS, columns
from styring_xl.reports.scenarios.tables import ScenarioTables
from styring_xl.reports.sheet import Labelled, Page, ResultSheet
from styring_xl.reports.variance.cells import AREA as VARIANCE
from styring_xl.standard import style
from styring_xl.standard.lists.scenarios import SCENARIOS
from styring_xl.standard.question import Question

_CHART_LEFT: Final = WIDTH + 2
_FIGURES: Final = 36
CHART: Final = Chart(
    "Styring_Diagram_Scenarier",
    ("Scenarie", "Regnskabsåret", "1 år efter", "2 år efter", "3 år efter", "4 år efter"),
    Picture(
        "Effekt af hvert scenarie pr. år, mio. kr. (minus er mindre udgift)",
        "Søjlediagram: hvad hvert scenarie lægger til eller trækker fra forventet regnskab i hvert af de fem år",
        level=True,
    ),
    at=(standard.FIRST_ROW, _CHART_LEFT),
    column=_FIGURES,
)
_NOTES: Final = (
    "Uden tiltag er forventet regnskab som i Afvigelse og Flerårsoverblik. Effekten tæller fra den første måned, der "
    "ikke er lukket: hvad der er sket før, står i det bogførte. Derfor er med − uden = summen af effekterne.",
    "Antal koster linjens gennemsnitspris (forventet ÷ helårspersoner) eller den pris, der står i listen; senere år "
    "hæves den med PL-indekset. Pris er en del af, hvad linjens bevillinger ventes at koste den måned.",
    "Indfasning over 3 måneder: en tredjedel, to tredjedele, det hele. Vækst lægges til efter hver tolv måneder. En "
    "gruppe eller et trin deles på sine linjer efter forventet regnskab.",
    "De senere år rummer kun kendte bevillinger, så en ændring i antal kan være større end det, linjen har tilbage.",
    "Opfølgning: bogført i de lukkede måneder, siden tiltaget begyndte, mod det, linjens bevillinger ventedes at "
    "koste, da Historik sidst blev skrevet før begyndelsen, plus effekten (den besluttede, når den står i listen).",
    "Planen holder, når det bogførte ikke er dyrere; delvist er højst halvdelen af effekten dyrere. Andet kan også "
    "have flyttet linjen: Forklaring viser det.",
)


def applies(snapshot: Snapshot) -> bool:
    """When there is a *tiltag*."""
    return bool(snapshot.lists.of(SCENARIOS))


def draw(material: Material, site: Site) -> Drawn:
    """The scenarios side by side and line by line, their *tiltag*, whether what has begun came, and the chart."""
    plan = planned(material)
    cell = typed.beside(material, site, AREA, FOLLOWED)
    asked = clean(cell.value)
    followed = plan.followed(asked)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH)
    said = f"Vist er {followed.name}." if followed is not None and label(followed.name) != label(asked) else None
    if asked and said:
        said = f"Der er ikke noget scenarie med det navn. {said}"
    rows.add((FOLLOWED, cell.content, said), (style.LABEL, style.INPUT_TEXT, style.NOTE))
    rows.blank()
    tables = ScenarioTables(material, rows, plan)
    charted: list[list[Content]] = tables.side_by_side()
    if plan.scenarios:
        rows.blank()
        tables.by_line()
        rows.blank()
        tables.by_year()
        rows.blank()
        tables.by_month()
    rows.blank()
    tables.follow_up(followed)
    rows.blank()
    for text in _NOTES:
        rows.note(text)
    sources.lead(
        rows,
        material,
        {VARIANCE: "Linjerne i år på {}", OUTLOOK: "De fire næste år uden tiltag på {}"},
    )
    return Drawn((rows.area(AREA), CHART.area(site, charted)), plan.problems, made={AREA: rows.made})


def planned(material: Material) -> scenarios.ScenarioPlan:
    """The scenarios on the base of *Flerårsoverblik*, with the rule for stops by age that is chosen there."""
    snapshot = material.snapshot
    rows, years = snapshot.disposition.commitments, material.once(ahead)
    return scenarios.of(snapshot.lists, rows, snapshot.parameters, material.figures, years)


SHEET: Final = ResultSheet(
    name="Scenarier",
    area=AREA,
    code_name="",
    title="Scenarier og handleplan: hvad bliver året, hvis vi gør noget?",
    question=Question.COST,
    note="Tiltagene skrives i listen Scenarier på Mål og planer. De ændrer intet i Disponering, Budget eller de andre "
    "ark; hvad de er værd, ses kun her.",
    columns=columns,
    applies=applies,
    draw=draw,
    is_common=False,
    is_typed=True,
    lists=(SCENARIOS,),
    header_row=standard.AREA_ROW + 2,
    header_height=54,
    width=WIDTH,
    widths=WIDTHS,
    margin=(3,),
    above=(Labelled(FOLLOWED, style.INPUT_TEXT),),
    beside=(CHART,),
    page=Page(spans=((1, WIDTH), (_CHART_LEFT, _FIGURES - 1)), frozen=(standard.AREA_ROW + 2, 1)),
)

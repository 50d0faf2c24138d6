"""*Mål*: goals that are no kroner, what is to be expected of each, and the figures behind."""

from __future__ import annotations

from functools import partial
from typing import Final

from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.patch import Area
from styring_xl.danish.text import is_blank, label
from styring_xl.figures import goals
from styring_xl.figures.goals import Goal, Goals
from styring_xl.model.goal import Prospect
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import spend, typed
from styring_xl.reports.beside import FIGURES_COLUMN, Chart, Picture, SideList, Sparklines
from styring_xl.reports.goals import made
from styring_xl.reports.goals.columns import AREA, CHOICE, GOALS, WIDTH
from styring_xl.reports.goals.details import Details, looks
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Labelled, Page, ResultSheet
from styring_xl.reports.sources import lead
from styring_xl.reports.table import Table
from styring_xl.standard import look, style
from styring_xl.standard.column import Column
from styring_xl.standard.lists import goals as kinds
from styring_xl.standard.lists.goals import AT_LEAST, AT_MOST
from styring_xl.standard.place import AREA_ROW
from styring_xl.standard.question import Question
from styring_xl.standard.rule import DropDown

_HEADER: Final = AREA_ROW + 2
_SPARK_COLUMN: Final = WIDTH + 1
_CHART_LEFT: Final = _SPARK_COLUMN + 2
_CHARTED: Final = 24
"""So many points have room in the chart."""
CHART: Final = Chart(
    "Styring_Diagram_Maal",
    ("Periode", "Målt", "Forventet", "Målværdi", "11 måneders snit"),
    Picture(
        "Det valgte mål",
        "Søjler: det valgte måls målinger og de kommende kvartaler; linjer: målværdien og snittet af 11 måneder",
        subtype="stacked",
        number="[<10]0.00;#,##0",
        lines=(2, 3),
        from_zero=True,
    ),
    at=(_HEADER, _CHART_LEFT),
    column=FIGURES_COLUMN + 2,
)
SPARKS: Final = Sparklines(
    "Styring_Maal_Mini", "Udvikling", CHART.column + 6, 13, at=_SPARK_COLUMN, height=60, top=_HEADER + 1
)
NAMES: Final = SideList("Styring_Maal_Liste", (Column("goal", "Mål", look.CHART_TEXT),), SPARKS.column + 14)
"""The goals to choose from."""
_SIGNALS: Final = {
    Prospect.EXPECTED: style.SIGNAL_GREEN,
    Prospect.UNSURE: style.SIGNAL_YELLOW,
    Prospect.NOT_EXPECTED: style.SIGNAL_RED,
}


def applies(snapshot: Snapshot) -> bool:
    """When there is a goal."""
    return bool(snapshot.lists.of(kinds.GOALS))


def draw(material: Material, site: Site) -> Drawn:
    """The goals with their status, the figures behind them, and what the chart of the chosen goal is drawn from."""
    snapshot = material.snapshot
    found = goals.of(snapshot.lists, snapshot.disposition.commitments, material.figures)
    cell = typed.beside(material, site, AREA, CHOICE)
    names = [label(goal.name) for goal in found.goals]
    chosen = names.index(label(cell.value)) if label(cell.value) in names else 0
    problems: tuple[Problem, ...] = found.problems
    if not is_blank(cell.value) and label(cell.value) not in names:
        problems = (*problems, cell.refused(Kind.TYPED_CHOICE, CHOICE))
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH)
    rows.add((CHOICE, cell.content), (style.LABEL, style.INPUT_TEXT))
    rows.blank()
    below = Rows(site.sheet, rows.next_row + len(found.goals) + 2, site.corner.left, WIDTH)
    details = Details(below, material.tracer)
    details.write(found)
    table = Table(rows, GOALS)
    table.header()
    for at, goal in enumerate(found.goals):
        _goal(table, goal, at, details)
    rows.blank()
    rows.values += below.values
    rows.styles += below.styles
    rows.made.update(below.made)
    _explain(rows, material)
    charted = _charted(found, chosen, details)
    return Drawn(
        (rows.area(AREA), CHART.area(site, charted), _sparks(site, found, details), _names(site, found)),
        problems,
        {AREA: rows.made},
    )


def _goal(table: Table, goal: Goal, at: int, details: Details) -> None:
    """One goal's line: its values by reference to its points, and its status by the rule or as typed."""
    latest, before = goal.judged(goal.latest), goal.judged(goal.before)
    column = "rolled" if goal.rolls else "value"
    cells: dict[str, Content] = {
        "goal": goal.name,
        "kind": goal.kind,
        "direction": AT_LEAST if goal.at_least else AT_MOST,
        "target": float(goal.target),
        "stop": goal.stop,
        "remark": goal.remark or None,
    }
    if latest is not None and goal.latest is not None:
        cells["latest"] = Formula(details.value(at, goal.latest, column), float(latest))
        cells["period"] = goal.points[goal.latest].name
        cells["gap"] = float(latest - goal.target)
    if latest is not None and before is not None and goal.before is not None:
        cells["before"] = Formula(details.value(at, goal.before, column), float(before))
        cells["change"] = float(latest - before)
    expected = goal.prospect
    said: Content = "ingen måling" if expected is None else str(expected)
    if goal.typed is None and expected is not None:
        said = Formula(_rule(table, table.next_row), str(expected))
    cells["status"] = said
    signal = style.SIGNAL_GREY if expected is None else _SIGNALS[expected]
    shown = looks(goal, "target", "latest", "before", "change", "gap") | {"status": signal}
    table.line(cells, shown, made=partial(made.goal, goal))


def _rule(table: Table, row: int) -> str:
    """The status by the last value and the change, as a person would check it."""
    gap, change, direction = (table.ref(name, row) for name in ("gap", "change", "direction"))
    sign = f'IF({direction}="{AT_LEAST}",1,-1)'
    return (
        f'IF(ROUND({gap}*{sign},9)>=0,IF(ROUND(SUM({change})*{sign},9)<0,"{Prospect.UNSURE}","{Prospect.EXPECTED}"),'
        f'IF(ROUND(SUM({change})*{sign},9)>0,"{Prospect.UNSURE}","{Prospect.NOT_EXPECTED}"))'
    )


def _explain(rows: Rows, material: Material) -> None:
    for text in (
        "Status: er målet nået, og bevæger det sig ikke væk fra målet, forventes målopfyldelse. Er det nået, men "
        "bevæger sig væk, eller er det ikke nået, men bevæger sig derhen, er den usikker. Ellers forventes den ikke.",
        "Status følger den seneste afsluttede periode inden fristen og ændringen fra den før. En status, der står i "
        "listen over mål, går forud for den beregnede.",
        "Dage i anbringelse er borgeres dage i bevillinger på foranstaltninger med ja i Anbringelse eller Institution "
        "(listen Foranstaltningers egenskaber). En dag tæller én gang pr. borger, en forventet bevilling med sin "
        "sandsynlighed.",
        "Andel tidlige indsatser er borgere med en foranstaltning efter § 11 af borgere efter § 11 og § 52; barnets "
        "lovs § 30 tæller som § 11, dens §§ 32 og 46 som § 52. En borger med begge tæller på begge.",
        "11 mdr. er gennemsnittet af de 11 målte måneder inden for 12: en måned uden måling, f.eks. juli, tæller ikke. "
        "Et mål med et snit bedømmes på det.",
    ):
        rows.notes(text, 150)
    lead(rows, material, {spend.AREA: "Borgerne på {}"})


def _charted(found: Goals, chosen: int, details: Details) -> list[list[Content]]:
    """The chosen goal's last points; what is to come has columns of its own."""
    if not found.goals:
        return []
    goal = found.goals[chosen]
    charted: list[list[Content]] = []
    for at in range(max(len(goal.points) - _CHARTED, 0), len(goal.points)):
        point = goal.points[at]
        value = None if point.value is None else Formula(details.value(chosen, at), float(point.value))
        rolled = None if point.rolled is None else Formula(details.value(chosen, at, "rolled"), float(point.rolled))
        target = Formula(details.value(chosen, at, "target"), float(goal.target))
        measured, expected = (None, value) if point.is_expected else (value, None)
        charted.append([point.name, measured, expected, target, rolled])
    return charted


def _sparks(site: Site, found: Goals, details: Details) -> Area:
    """Each goal's last values, on its own row."""
    corner = site.beside[SPARKS.name]
    rows = Rows(site.sheet, corner.top, corner.left, SPARKS.width)
    for number, goal in enumerate(found.goals):
        known = [at for at, point in enumerate(goal.points) if point.value is not None][1 - SPARKS.width :]
        points = [(details.value(number, at), float(goal.points[at].value or 0)) for at in known]
        SPARKS.add(rows, points, f"{points[0][0]}:{points[-1][0]}" if points else "")
    if not found.goals:
        rows.blank()
    return rows.area(SPARKS.name)


def _names(site: Site, found: Goals) -> Area:
    rows = NAMES.rows(site)
    for goal in found.goals:
        rows.note(goal.name, style.CHART_TEXT)
    if not found.goals:
        rows.blank()
    return rows.area(NAMES.name)


SHEET: Final = ResultSheet(
    name="Mål",
    area=AREA,
    code_name="",
    title="Mål: når vi det, vi har sat os for?",
    question=Question.GOALS,
    note="Mål, der ikke er kroner, med seneste værdi og status. Diagrammet viser det mål, der er valgt i det gule felt "
    "(tomt: det første).",
    columns=GOALS,
    applies=applies,
    draw=draw,
    header_row=_HEADER,
    margin=(16, 3),
    above=(Labelled(CHOICE, style.INPUT_TEXT, rule=DropDown(NAMES.name, "Vælg et mål på listen.")),),
    beside=(CHART, SPARKS, NAMES),
    page=Page(spans=((1, _SPARK_COLUMN), (_CHART_LEFT, CHART.column - 1)), frozen=(_HEADER, 1)),
    is_common=False,
    lists=(kinds.GOALS,),
    is_typed=True,
    counts=True,
)

"""*Budgetforslag*: next year's budget from the bottom, beside this year's, with the changes users type line by line."""

from __future__ import annotations

from typing import Final

from styring_xl.cells.cell import Content, Formula
from styring_xl.danish import writing
from styring_xl.danish.text import label
from styring_xl.figures.budget_proposal import proposal
from styring_xl.figures.budget_proposal.proposal import BudgetProposal, ProposedGroup
from styring_xl.figures.compute import Figures
from styring_xl.figures.uncertainty.columns import ForecastColumns
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import outlook, sources
from styring_xl.reports.beside import Chart, Picture
from styring_xl.reports.budget_proposal.columns import AREA, MOVES, NOTES, PAGES, WIDTH, columns
from styring_xl.reports.budget_proposal.lines import ROLE, ProposalTable, keys, parts
from styring_xl.reports.budget_proposal.made import ProposalTrace
from styring_xl.reports.budget_proposal.typed import TypedProposal, read
from styring_xl.reports.outlook.columns import AREA as OUTLOOK_AREA
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Heading, Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.reports.variance.cells import AREA as VARIANCE_AREA
from styring_xl.reports.variance.cells import VarianceCells
from styring_xl.standard import style
from styring_xl.standard.place import FIRST_ROW, HEADER_ROW, OUTLOOK
from styring_xl.standard.question import Question
from styring_xl.standard.words import NO, YES

_CHART_LEFT: Final = WIDTH + 2
_FIGURES: Final = _CHART_LEFT + 14
"""The chart's figures; the chart itself stands over the columns before them."""
CHART: Final = Chart(
    "Styring_Diagram_Budgetforslag",
    ("Gruppe", "Korrigeret budget", "Forventet regnskab", "Budgetforslag"),
    Picture(
        "Budget og forventet regnskab i år, forslag til næste år, mio. kr.",
        "Søjlediagram: korrigeret budget og forventet regnskab i år og budgetforslag for næste år i hver gruppe",
        level=True,
    ),
    at=(FIRST_ROW, _CHART_LEFT),
    column=_FIGURES,
)


def applies(snapshot: Snapshot) -> bool:
    """Only where somebody asks for it: a budget is made once a year."""
    return False


def typed_of(snapshot: Snapshot) -> TypedProposal:
    """What stands in the yellow cells of the sheet."""
    if AREA not in snapshot.typed or AREA not in snapshot.areas:
        return TypedProposal()
    return read(snapshot.typed[AREA], snapshot.areas[AREA][1])


def proposed(
    snapshot: Snapshot,
    figures: Figures,
    typed: TypedProposal,
    *,
    rise: int | None = None,
    simulates: bool = True,
    made: ForecastColumns | None = None,
) -> BudgetProposal:
    """The proposal of a workbook with what is typed on the sheet; ``rise`` (ten-thousandths) is that of the rates of
    lines where nothing is typed, instead of the PL index. ``simulates`` and ``made`` as in ``proposal.compute``."""
    by_age = outlook.typed_of(snapshot).ends_by_age
    return proposal.compute(
        snapshot,
        figures,
        lambda group, at: parts(typed.lines.get(keys(group)[at])),
        by_age=by_age,
        moves=typed.moves,
        rise=rise,
        simulates=simulates,
        made=made,
    )


def draw(material: Material, site: Site) -> Drawn:
    """The lines, what decides them, and the chart's figures."""
    snapshot = material.snapshot
    typed = typed_of(snapshot)
    found = proposed(snapshot, material.figures, typed, simulates=material.is_written, made=material.columns)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH)
    table = Table(rows, columns(Heading(material.figures.year)))
    trace = ProposalTrace(material.tracer, found, table)
    written = ProposalTable(rows, table, typed.lines, VarianceCells.of(material), trace)
    heads = written.write(found)
    problems = written.problems
    rows.blank()
    answer = YES if typed.answer is None else typed.answer.content
    row = rows.add([MOVES, None, answer], [style.LABEL, style.LABEL, style.INPUT_TEXT])
    if typed.answer is not None and label(typed.answer.value) not in (YES, NO):
        at = table.column("budget_persons")
        problems.append(Problem(Kind.PROPOSAL_SWITCH, "", ROLE, site.sheet, row, at, typed.answer.value))
    for text, look in _decides(found, material.figures):
        rows.note(text, look)
    for text in NOTES:
        rows.note(text)
    sources.lead(
        rows, material, {VARIANCE_AREA: "Årets budget og forventede regnskab: {}", OUTLOOK_AREA: "De fire år efter: {}"}
    )
    written.left()
    return Drawn((rows.area(AREA), CHART.area(site, _charted(table, heads))), tuple(problems), {AREA: rows.made})


def _decides(found: BudgetProposal, figures: Figures) -> list[tuple[str, str]]:
    """What the proposal hangs on, in sentences that say so."""
    later = figures.year + 1
    said = []
    if found.rise is None or found.unraised:
        said.append(
            (f"PL-indeks mangler for {figures.year} eller {later} i Parametre: taksterne er ikke hævet.", style.WARNING)
        )
    else:
        said.append((f"PL fra {figures.year} til {later}: {writing.decimals(found.rise / 100, 2)} %.", style.NOTE))
    if found.movement.why:
        said.append((f"Ventet til- og afgang er ikke med: {found.movement.why}.", style.NOTE))
    elif found.band is not None:
        low, high = (writing.count(round(ore / 100)) for ore in found.band)
        said.append(
            (f"Ventet til- og afgang ligger i 8 af 10 simulerede år mellem {low} og {high} kr. i alt.", style.NOTE)
        )
    if found.without_row:
        said.append(
            (
                f"Forbrug uden bevilling i {figures.year} ({writing.kroner(found.without_row)} kr.) er ikke med i "
                "Løber videre på linjer med bevillinger.",
                style.NOTE,
            )
        )
    return said


def _charted(table: Table, heads: dict[str, tuple[int, ProposedGroup]]) -> list[list[Content]]:
    return [
        [
            name,
            Formula(table.ref("budget", row), to_kroner(sum(line.line.revised for line in group.lines))),
            Formula(table.ref("expected", row), to_kroner(sum(line.line.expected for line in group.lines))),
            Formula(table.ref("proposed", row), to_kroner(sum(line.amount for line in group.lines))),
        ]
        for name, (row, group) in heads.items()
    ]


SHEET: Final = ResultSheet(
    name="Budgetforslag",
    area=AREA,
    code_name="",
    title="Budgetforslag: hvad skal næste år koste?",
    question=Question.COST,
    note="Næste års budget nedefra: bevillinger, der løber videre, PL, stop, ventet til- og afgang og egne rettelser i "
    f"de gule felter. Skriv på linjen; det bliver stående. {OUTLOOK} viser årene efter.",
    columns=columns,
    applies=applies,
    draw=draw,
    is_common=False,
    simulates=True,
    header_height=54,
    margin=(3,),
    beside=(CHART,),
    page=Page(spans=(*PAGES, (_CHART_LEFT, _FIGURES - 1)), frozen=(HEADER_ROW, 2)),
    is_typed=True,
)

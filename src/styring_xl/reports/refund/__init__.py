"""*Statsrefusion*: the year's refund per law, its limits, its line in the budget, and every case near the limits."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.figures import refund
from styring_xl.figures.refund import Refund
from styring_xl.model.commitments import expected
from styring_xl.model.kroner import to_kroner
from styring_xl.model.rate_unit import RateUnit
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.refund import overview
from styring_xl.reports.refund.cases import CaseList
from styring_xl.reports.refund.columns import AGAIN, LAWS, WIDTH, cases
from styring_xl.reports.refund.links import budget_column
from styring_xl.reports.refund.made import RefundTrace
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet, Text
from styring_xl.standard.question import Question

AREA: Final = "Styring_Statsrefusion"
NOTES: Final = (
    "Refusionen opgøres pr. måned mod 1/12 af årets grænser, på nettoudgiften til alle foranstaltninger efter alle "
    "indtægter; bogført i lukkede måneder, derefter forventet med sandsynlighed.",
    "Årets refusion er den nøjagtige sum afrundet én gang til hele øre; månederne summer til den.",
    "En regning, der er bogført i en anden måned end den, den vedrører, flytter refusionen; ompostér den i så fald.",
    "Engangsudgifter er fordelt ligeligt på årets 12 måneder. Objektivt finansierede foranstaltninger (Parametre, "
    "tblMålgruppe: nej) er ikke med.",
    "Alderen er den, borgeren har den 1. i måneden. 18-22-årige i en børneforanstaltning regnes som børn (efterværn).",
    "Søskende under 18 år eller i efterværn med samme husstand i Disponering er én sag, fra 2021. Før 2021 er fire "
    "eller flere børn med udgifter i samme husstand uden refusion her og nævnes i Kontrol.",
    "Fra 67 år er der kun refusion, når måneden før den 67-års fødselsdag lå over 1/12 af første grænse.",
    "Vist er sager, der i mindst én måned når 80 % af 1/12 af første grænse; de øvrige står samlet.",
)


def applies(snapshot: Snapshot) -> bool:
    """True when the budget has a line for the refund, or a citizen's row alone passes a twelfth of the lowest limit."""
    if refund.refund_lines(snapshot.budget.lines, snapshot.parameters):
        return True
    rows = snapshot.disposition.commitments
    at = np.flatnonzero(rows.computable & np.array([bool(cpr) for cpr in rows.cpr], dtype=bool))
    months = expected(
        rows.rate[at], rows.quantity[at], rows.unit[at], rows.start[at], rows.stop[at], snapshot.year, rows.rule[at]
    )
    limit = refund.watched(refund.rates(snapshot.parameters, snapshot.year))
    return bool((12 * months[rows.unit[at] != RateUnit.ONCE] > limit).any())


def draw(material: Material, site: Site) -> Drawn:
    """Four blocks and how it is computed. Without limits the basis is shown and the refund's cells are empty."""
    snapshot, year = material.snapshot, material.figures.year
    found = refund.compute(snapshot.disposition, snapshot.budget.lines, snapshot.parameters, material.figures)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH)
    trace = RefundTrace(material.tracer, found)
    refunded = overview.by_law(rows, found, trace, year)
    limits, places = overview.limits(rows, found, year)
    overview.line(rows, material, found, refunded)
    basis = CaseList(rows, material, found, trace, limits, places).write()
    overview.reconciled(rows, material, found, trace, basis)
    rows.section("Sådan er der regnet (SEL § 176, barnets lov § 198, BEK 1485 af 6/12 2023)")
    for text in NOTES:
        rows.note(text)
    return Drawn((rows.area(AREA),), (*found.problems, *_problems(material, site, found)), {AREA: rows.made})


def _problems(material: Material, site: Site, found: Refund) -> list[Problem]:
    """What the user should know: no limits, a right that cannot be seen, and a line far from the computed refund."""
    problems = []
    sheet = material.snapshot.parameters.sheet or site.sheet
    year = material.figures.year
    for group, amount in found.refunded.items():
        if amount is None:
            problems.append(Problem(Kind.REFUND_NO_LIMITS, group, refund.ROLE, sheet, 0, 0, year))
    unsure = int(found.cases.unsure.sum())
    if unsure:
        problems.append(Problem(Kind.REFUND_SENIOR, "", refund.ROLE, site.sheet, 0, 0, unsure))
    if found.total is not None and not material.snapshot.settings.refund_in_result:
        lines = refund.line_totals(found, material.figures)
        held = sum(line.expected for line in lines)
        first = found.lines[0].place if found.lines else None
        problems.append(
            Problem(
                Kind.REFUND_LINE if found.lines or lines else Kind.REFUND_NO_LINE,
                "",
                refund.ROLE,
                site.sheet if first is None else first.sheet,
                0 if first is None else first.row,
                0 if first is None else budget_column(material.snapshot, first.sheet),
                to_kroner(-found.total - held),
                ore=-found.total - held,
            )
        )
    return problems


SHEET: Final = ResultSheet(
    name=standard.REFUND,
    area=AREA,
    code_name="wsStatsrefusion",
    title="Statsrefusion i særligt dyre enkeltsager",
    question=Question.CITIZENS,
    note="Øverst årets refusion pr. lov, grænserne og refusionslinjen i budgettet; derunder hver sag nær grænserne, "
    "måned for måned. Klik på CPR-nr. for at komme til bevillingen.",
    columns=LAWS,
    applies=applies,
    draw=draw,
    width=WIDTH,
    widths=tuple(column.width for column in cases()),
    # The months of the refund are printed on pages of their own, beside names of their own.
    texts=(Text(standard.TITLE_ROW, AGAIN, "Statsrefusion pr. måned"),),
    page=Page(spans=((1, AGAIN - 1), (AGAIN, WIDTH)), frozen=(0, 1)),
)

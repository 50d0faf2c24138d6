"""*Bevillingskompetence*: what each role may grant of the year's commitments, and which lack a name."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from styring_xl.cells.cell import Content
from styring_xl.figures import authority
from styring_xl.figures.authority import Authority, Granted, GrantedRows
from styring_xl.figures.trace.item import MadeOf
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.model.authority import NO_ROLE
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import sources
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.standard import look
from styring_xl.standard.column import Column
from styring_xl.standard.lists.authority import APPROVERS, AUTHORITY, OWN_SUPPLIERS
from styring_xl.standard.question import Question

AREA: Final = "Styring_Kompetence"
NO_ROLE_MAY: Final = "Ingen rolle må"

RATE: Final = "Taksten på et helt år, med mængde og moms."
LASTS: Final = "Fra bevillingens startdato til og med stopdatoen, i måneder; det, der betales én gang, er én måned."

COLUMNS: Final = (
    Column("role", "Rolle, der mindst skal godkende", look.TEXT, 36),
    Column("rows", "Bevillinger i året", look.WHOLE, 13, summed=True),
    Column("amount", "Beløb på et helt år", look.KRONER, 16, summed=True),
    Column("granted", "Godkendt på rette niveau", look.WHOLE, 14, summed=True),
    Column("lacking", "Mangler godkendelse", look.WHOLE, 14, "{rows}-{granted}", summed=True),
    Column("lacking_amount", "Beløb, der mangler", look.KRONER, 16, summed=True),
)
LACKING: Final = (
    Column("measure", "Foranstaltning", look.TEXT),
    Column("row", "Række", look.LINK),
    Column("amount", "Beløb på et helt år", look.KRONER),
    Column("months", "Måneder", look.COUNT),
    Column("given", "Godkendt af", look.TEXT),
    Column("needed", "Skal være", look.TEXT),
)


def applies(snapshot: Snapshot) -> bool:
    """When the list of roles has a row."""
    return bool(snapshot.lists.of(AUTHORITY))


def draw(material: Material, site: Site) -> Drawn:
    """A line for each role with what it must grant, and the commitments that lack it, the dearest first."""
    snapshot = material.snapshot
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS))
    roles = authority.of(snapshot.lists)
    found = GrantedRows.none()
    if roles is not None:
        found = authority.granted(roles, snapshot.disposition.commitments, material.figures.year)
    table = Table(rows, COLUMNS)
    table.header()
    first = table.next_row
    ranks = [] if roles is None else [*range(len(roles.roles))]
    if (found.needed == NO_ROLE).any():
        ranks.append(NO_ROLE)
    for rank in ranks:
        mine = found.take(found.needed == rank)
        name = NO_ROLE_MAY if rank == NO_ROLE or roles is None else roles.roles[rank]
        table.line({"role": name, **_counted(mine)}, made=partial(_made, material.tracer, mine))
    table.total({"role": "I alt", **_counted(found)}, range(first, table.next_row))
    if roles is not None:
        _lacking(rows, material, roles, found.take(~found.is_granted))
    rows.blank()
    for text in (
        "Den laveste rolle, hvis grænser for beløb, varighed og leverandørtype holder bevillingen, skal mindst "
        "godkende den. Beløbet er taksten på et helt år.",
        "Det, den laveste rolle må bevilge, behøver intet navn. Rollerne står i listen Bevillingskompetence, navnene i "
        "Godkendere.",
    ):
        rows.notes(text, 120)
    return Drawn((rows.area(AREA),), () if roles is None else roles.problems, {AREA: rows.made})


def _counted(found: GrantedRows) -> dict[str, Content]:
    lacking = found.take(~found.is_granted)
    return {
        "rows": float(len(found)),
        "amount": to_kroner(sum(found.amount.tolist())),
        "granted": float(len(found) - len(lacking)),
        "lacking": float(len(lacking)),
        "lacking_amount": to_kroner(sum(lacking.amount.tolist())),
    }


def _made(tracer: Tracer, found: GrantedRows, column: str) -> MadeOf | None:
    """The commitments of a role; what is lacking is a formula."""
    if column in ("rows", "granted"):
        some = found if column == "rows" else found.take(found.is_granted)
        return MadeOf.sum(tracer.counted(index, 1) for index in some.index.tolist())
    if column in ("amount", "lacking_amount"):
        some = found if column == "amount" else found.take(~found.is_granted)
        return MadeOf.sum(tracer.one(each.index, each.amount) for each in some.each())
    return None


def _lacking_made(tracer: Tracer, each: Granted, column: str) -> MadeOf | None:
    """One commitment that lacks a name: its rate for a year, and how long it lasts."""
    if column == "amount":
        return MadeOf.sum([tracer.one(each.index, each.amount)], RATE)
    if column == "months":
        return MadeOf.worked_out([tracer.counted(each.index, each.months or 0.0)], LASTS)
    return None


def _lacking(rows: Rows, material: Material, roles: Authority, lacking: GrantedRows) -> None:
    """The commitments nobody who may has granted, each a link to its row."""
    if not len(lacking):
        return
    commitments = material.snapshot.disposition.commitments
    rows.blank()
    rows.section("Mangler godkendelse, dyreste først", len(COLUMNS))
    table = Table(rows, LACKING)
    table.header()
    for each in lacking.take(np.argsort(-lacking.amount, kind="stable")).each():
        place = commitments.places[each.index]
        needed, given = authority.names(roles, (each.needed, each.given))
        row = table.line(
            {
                "measure": commitments.measure[each.index],
                "row": f"{place.sheet}!{place.row}",
                "amount": to_kroner(each.amount),
                "months": each.months,
                "given": given if each.given is not None else "ukendt" if each.stated else None,
                "needed": needed,
            },
            made=partial(_lacking_made, material.tracer, each),
        )
        sources.to_row(rows, row, table.column("row"), place)


SHEET: Final = ResultSheet(
    name="Bevillingskompetence",
    area=AREA,
    code_name="",
    title="Bevillingskompetence: hvem skal godkende, og er det gjort?",
    question=Question.SUPPLIERS,
    note="Hver bevilling i året hører til den laveste rolle, der må bevilge den. Under tabellen står dem, der mangler.",
    columns=COLUMNS,
    applies=applies,
    draw=draw,
    is_common=False,
    lists=(AUTHORITY, APPROVERS, OWN_SUPPLIERS),
    header_height=40,
    page=Page(spans=((1, len(COLUMNS)),)),
)

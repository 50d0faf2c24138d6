"""*Sagsgennemgang*: one adviser's commitments on a page to print before a revision of the budget, without citizens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content
from styring_xl.danish.text import label
from styring_xl.figures import case_review
from styring_xl.figures.case_review import ReviewedCase
from styring_xl.figures.change import Comparison, compare
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.disposition.disposition import Place
from styring_xl.reading.history.chain import Broken
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import advisers, sources, typed
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Labelled, Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.standard import look, style
from styring_xl.standard.column import Column
from styring_xl.standard.question import Question

AREA: Final = "Styring_Sagsgennemgang"
ADVISER: Final = "Rådgiver"
COLUMNS: Final = (
    Column("row", "Række", look.LINK, 17),
    Column("measure", "Foranstaltning", look.WRAPPED, 25),
    Column("supplier", "Leverandør", look.WRAPPED, 22),
    Column("start", "Startdato", look.DATE, 12),
    Column("stop", "Stopdato", look.DATE, 12),
    Column("amount", "Forventet regnskab", look.KRONER, 13, summed=True),
    Column("moved", "Ændring siden sidst", look.KRONER, 13, summed=True),
    Column("causes", "Hvad er sket", look.WRAPPED, 22),
    Column("coming", "Kommer", look.WRAPPED, 19),
    Column("findings", "Kontrol siger", look.WRAPPED, 46),
)
_NO_ADVISER: Final = "Ingen række i Disponering har en rådgiver."


def applies(snapshot: Snapshot) -> bool:
    """Only where somebody asks for it: it is for one adviser at a time."""
    return False


def draw(material: Material, site: Site) -> Drawn:
    """The adviser of the yellow cell, or the one with the dearest commitments, and the commitments."""
    cell = typed.beside(material, site, AREA, ADVISER)
    rows = material.snapshot.disposition.commitments
    chosen = next((name for name in case_review.advisers(rows) if label(name) == label(cell.value)), "")
    if chosen:
        return review(material, site, chosen, cell.content)
    dearest = case_review.largest(rows, material.figures)
    said = f"Vist er {dearest}, hvis sager koster mest." if dearest else ""
    if cell.value is not None:
        said = f"Ingen række i Disponering har den rådgiver. {said}"
    return review(material, site, dearest, cell.content, said)


def review(material: Material, site: Site, adviser: str, content: Content, said: str = "") -> Drawn:
    """The sheet of one adviser. ``content`` is what stands in the yellow cell, ``said`` what is said of it."""
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS))
    rows.add((ADVISER, content, said or None), (style.LABEL, style.INPUT_TEXT, style.NOTE))
    rows.blank()
    table = Table(rows, COLUMNS)
    since, time = _since(material)
    _head(table, time)
    commitments, figures = material.snapshot.disposition.commitments, material.figures
    found = case_review.cases(adviser, commitments, figures, since)
    findings = _findings(material)
    first = table.next_row
    for case in found:
        stop = commitments.stop[case.index]
        row = table.line(
            {
                "row": f"{case.place.sheet}!{case.place.row}",
                "measure": commitments.measure[case.index],
                "supplier": commitments.supplier[case.index] or None,
                "start": _day(commitments.start[case.index]),
                "stop": _day(stop),
                "amount": to_kroner(case.amount),
                "moved": None if case.moved is None else to_kroner(case.moved),
                "causes": case.causes or None,
                "coming": case.coming or None,
                "findings": findings.get(case.place),
            },
            made=partial(_made, material, case, time),
        )
        sources.to_row(rows, row, table.column("row"), case.place)
    moved = sum(case.moved or 0 for case in found)
    whole: dict[str, Content] = {"row": "I alt", "amount": to_kroner(sum(case.amount for case in found))}
    if since is not None:
        whole["moved"] = to_kroner(moved)
    table.total(whole, range(first, table.next_row))
    rows.blank()
    if not adviser:
        rows.note(_NO_ADVISER, style.STATUS)
    rows.note(
        "Kommer er stop og 18- og 23-års fødselsdage i de næste tolv måneder. Beløbene er årets forventede regnskab."
    )
    sources.lead(rows, material, {advisers.AREA: "Alle på {}"})
    return Drawn((rows.area(AREA),), made={AREA: rows.made})


def _made(material: Material, case: ReviewedCase, time: str, column: str) -> MadeOf | None:
    """A commitment's year, and what it was at the time it is compared with."""
    now = list(material.tracer.commitments([case.index]))
    if column == "amount":
        return MadeOf.sum(now)
    if column == "moved" and case.moved is not None:
        before = TraceItem(ItemKind.HISTORY, case.moved - case.amount, text=f"Det, der stod ved {time}, trukket fra")
        return MadeOf.sum([*now, before])
    return None


def _head(table: Table, time: str) -> None:
    """The header, which says since when the rows have moved."""
    texts = [f"Ændring siden {time}" if each.name == "moved" and time else each.header for each in table.columns]
    table.rows.add(texts, [column.look.header for column in table.columns])


def _since(material: Material) -> tuple[Comparison | None, str]:
    """The workbook now beside the last revision, else the last closing, and what that time is called."""
    usable = material.history.usable(material.snapshot.year)
    if material.now is None or not usable:
        return None, ""
    revisions = [entry for entry in usable if not entry.is_closing]
    entry = revisions[-1] if revisions else usable[-1]
    try:
        before = material.history.moments(entry)[entry.name]
    except Broken:
        return None, ""
    return compare(before, material.now, material.now), entry.name


def _findings(material: Material) -> Mapping[Place, str]:
    """What *Kontrol* says of each row: the first sentence, and how many more."""
    said: dict[Place, list[str]] = {}
    for finding in material.told.verdict.open if material.told is not None else ():
        said.setdefault(Place(finding.sheet, finding.row), []).append(finding.what)
    return {place: texts[0] + (f" (+{len(texts) - 1})" if texts[1:] else "") for place, texts in said.items()}


def _day(day: np.datetime64) -> dt.date | None:
    found = None if np.isnat(day) else day.astype("datetime64[D]").astype(object)
    return found if isinstance(found, dt.date) else None


SHEET: Final = ResultSheet(
    name="Sagsgennemgang",
    area=AREA,
    code_name="",
    title="Sagsgennemgang før budgetrevision",
    question=Question.CITIZENS,
    note="Vælg en rådgiver i den gule celle, og opdater. Dyreste sag først; borgerne er ikke nævnt.",
    columns=COLUMNS,
    applies=applies,
    draw=draw,
    is_common=False,
    is_typed=True,
    tells=True,
    header_row=standard.AREA_ROW + 2,
    header_height=40,
    row_height=27,
    above=(Labelled(ADVISER, style.INPUT_TEXT),),
    page=Page(spans=((1, len(COLUMNS)),), frozen=(standard.AREA_ROW + 2, 1)),
)

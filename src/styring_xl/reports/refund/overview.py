"""The upper tables of *Statsrefusion*: the year's refund per law, the limits, and the refund's line in the budget."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

from styring_xl.cells.cell import Content, Formula
from styring_xl.figures import refund
from styring_xl.figures.refund import Refund
from styring_xl.figures.trace.item import MadeOf
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model import refund as model
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.budget import BudgetLine
from styring_xl.reading.parameters import RefundLimit
from styring_xl.reports.refund.columns import LAWS, LIMITS, LINE, RECONCILED, STEPS
from styring_xl.reports.refund.links import budget_column, lead
from styring_xl.reports.refund.made import RefundTrace
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Rows
from styring_xl.reports.table import Table
from styring_xl.standard import style
from styring_xl.standard.setup import SETTING_REFUND
from styring_xl.standard.words import REFUND_POOL, TARGETS

_CHILDREN, _ADULTS = TARGETS
_ALL: Final = "I alt"


def by_law(rows: Rows, found: Refund, trace: RefundTrace, year: int) -> str:
    """Refund and basis of children and of adults, under the law of the year; returns the cell of the refund in all."""
    cases = found.cases
    table = Table(rows, LAWS)
    table.header()
    first = table.next_row
    counts = 0
    for group in TARGETS:
        mask = cases.child == (group == _CHILDREN)
        amount = found.refunded[group]
        count = int(((cases.refund > 0) & mask).any(axis=1).sum())
        counts += count
        table.line(
            {
                "law": _law(group, year),
                "cases": None if amount is None else float(count),
                "refund": None if amount is None else to_kroner(amount),
                "basis": to_kroner(int(cases.basis[mask].sum())),
            },
            made=partial(trace.law, mask),
        )
    whole: dict[str, Content] = {"law": _ALL, "basis": to_kroner(int(cases.basis.sum()))}
    if found.total is not None:
        whole |= {"cases": float(counts), "refund": to_kroner(found.total)}
    everything = np.ones(cases.basis.shape, bool)
    total = table.total(whole, range(first, table.next_row), made=partial(trace.law, everything))
    if found.total is None:
        text = f"Ingen beløbsgrænser for {year} i Parametre: refusionen er ikke beregnet, kun grundlaget."
        rows.note(text, style.WARNING)
    rows.blank()
    return table.ref("refund", total)


def _law(group: str, year: int) -> str:
    if group == _ADULTS:
        return "Voksne (serviceloven § 176)"
    if year >= model.CHILDRENS_ACT:
        return "Børn og unge til 23 år (barnets lov § 198)"
    return f"Børn og efterværn (serviceloven § {'176' if year >= model.POOLED_FROM else '176 a'})"


def limits(rows: Rows, found: Refund, year: int) -> tuple[Table, dict[str, int]]:
    """The limits used, by the year and by the month. Returns the row of each group's yearly limits."""
    table = Table(rows, LIMITS)
    table.header()
    places: dict[str, int] = {}
    shown: dict[RefundLimit, int] = {}
    for group, limit in ((_CHILDREN, found.rates.children), (_ADULTS, found.rates.adults)):
        if limit is None:
            continue
        if limit not in shown:
            steps = dict(zip(STEPS, (limit.above_25, limit.above_50, limit.above_75), strict=True))
            yearly = {name: None if each is None else to_kroner(each) for name, each in steps.items()}
            row = shown[limit] = table.line(
                {"period": f"Hele året {limit.year}", "group": limit.group, **yearly, "source": limit.source or None}
            )
            monthly = {
                name: None if each is None else Formula(f"{table.ref(name, row)}/12", each / 1200)
                for name, each in steps.items()
            }
            table.line({"period": "Pr. måned (1/12)", "group": limit.group, **monthly})
        places[group] = shown[limit]
    if not shown:
        table.line({"period": f"Ingen grænser for {year}"})
    elif found.rates.shipped:
        rows.note("Arket har ingen Parametre: grænserne er de kontrollerede, som Styring-XL leveres med.")
    rows.blank()
    return table, places


def line(rows: Rows, material: Material, found: Refund, refunded: str) -> None:
    """The refund's line in budget and forventet regnskab beside the computed refund, which stands in ``refunded``."""
    table = Table(rows, LINE)
    table.header()
    expected_of = refund.line_totals(found, material.figures)
    tracer = material.tracer
    for each in found.lines:
        row = table.line(
            {"name": f"Korrigeret budget: {each.measure}", "amount": to_kroner(each.revised)},
            made=partial(_revised, tracer, each),
        )
        column = budget_column(material.snapshot, each.place.sheet)
        lead(rows, row, each.place.sheet, each.place.row, column)
    first = table.next_row
    for shown in expected_of:
        table.line(
            {"name": f"Forventet regnskab: {shown.measure}", "amount": to_kroner(shown.expected)},
            made=partial(_expected, tracer, shown),
        )
    if not found.lines:
        table.line({"name": "Budgettet har ingen linje for statsrefusion (funktion 5.22.07)", "amount": 0.0})
    held = sum(each.expected for each in expected_of)
    if found.total is not None:
        computed = table.line(
            {
                "name": "Beregnet statsrefusion (indtægt, derfor minus)",
                "amount": Formula(f"-{refunded}", to_kroner(-found.total)),
            }
        )
        cells = [table.ref("amount", row) for row in (computed, *range(first, first + len(expected_of)))]
        difference = -found.total - held
        word = "mere indtægt" if difference < 0 else "mindre indtægt" if difference > 0 else "ens"
        amount = Formula("-".join(cells), to_kroner(difference))
        table.total({"name": f"Beregnet − forventet regnskab: {word}", "amount": amount}, ())
    asked = material.snapshot.settings.refund_in_result
    state = (
        "ja: linjen i Afvigelse er reguleret til den beregnede refusion."
        if asked and found.total is not None
        else "ja, men uden grænser er intet ændret."
        if asked
        else "nej: forskellen er kun vist, og forventet regnskab er ikke ændret."
    )
    rows.note(f"Opsætning, »{SETTING_REFUND}«: {state}")
    rows.blank()


def reconciled(rows: Rows, material: Material, found: Refund, trace: RefundTrace, basis: str) -> None:
    """From the basis (in the cell ``basis``) to forventet regnskab: what is no part of the basis, and why."""
    table = Table(rows, RECONCILED)
    table.header()
    computed = sum(pool.amount or 0 for pool in material.snapshot.disposition.pools if pool.label == REFUND_POOL)
    first = table.next_row
    total = int(found.cases.basis.sum())
    table.line({"name": "Grundlag i alt", "amount": Formula(basis, to_kroner(total))})
    parts = (
        ("Objektivt finansieret eller uden for loven (Parametre)", found.excluded, partial(trace.beside, "excluded")),
        ("Bogført på borgere på linjen for statsrefusion", found.own_lines, partial(trace.beside, "own_lines")),
        ("Bevillinger uden CPR-nr.", found.nobody, partial(trace.beside, "nobody")),
        ("Posteringer uden CPR-nr.", found.no_person, partial(trace.beside, "no_person")),
        ("Puljer", found.pool - computed, partial(trace.pools, computed=False)),
        ("Regulering til beregnet statsrefusion", computed, partial(trace.pools, computed=True)),
    )
    for text, amount, told in parts:
        table.line({"name": text, "amount": to_kroner(amount)}, made=partial(_if_amount, told))
    table.total(
        {
            "name": "Forventet regnskab i alt (som i Afvigelse)",
            "amount": to_kroner(total + sum(amount for _, amount, _ in parts)),
        },
        range(first, table.next_row),
    )
    rows.blank()


def _revised(tracer: Tracer, line: BudgetLine, column: str) -> MadeOf | None:
    return MadeOf.sum([tracer.budget(line, line.revised, "revised", "original")]) if column == "amount" else None


def _expected(tracer: Tracer, line: VarianceLine, column: str) -> MadeOf | None:
    return tracer.expected(line, tracer.figures.whole) if column == "amount" else None


def _if_amount(told: Callable[[], MadeOf], column: str) -> MadeOf | None:
    return told() if column == "amount" else None

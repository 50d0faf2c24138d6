"""A commitment that says no measure: it is computed, but no budget line can have it; and postings that say none."""

from collections.abc import Iterator

import numpy as np

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.danish import writing
from styring_xl.danish.phrase import counted
from styring_xl.reading.disposition.disposition import NO_MEASURE
from styring_xl.reading.header import DISPOSITION, POSTINGS
from styring_xl.reading.problem import Kind

CODE = "mangler-foranstaltning"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Rækken mangler foranstaltning"
ABOUT = About(
    why="Uden foranstaltning kan rækken ikke komme på en budgetlinje, og afvigelsen på linjen er forkert.",
    remedy="Vælg rækkens foranstaltning.",
    example="Cellen Foranstaltning er tom.",
)
KINDS: tuple[Kind, ...] = (Kind.MISSING_MEASURE,)


def check(case: Evidence) -> Iterator[Finding]:
    """Empty cells in the disposition's column of measures; once, that no row has one though the postings do; and once,
    that no posting has one, where what a citizen's measures cost is then shared by what was expected.
    """
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Foranstaltning mangler; rækken er regnet med under »Uden foranstaltning«.",
            "Vælg rækkens foranstaltning, så den kommer på sin budgetlinje.",
        )
    rows = case.disposition.commitments
    tables = case.layout.of(DISPOSITION)
    nobody = len(rows) > 0 and all(measure == NO_MEASURE for measure in rows.measure)
    if nobody and case.ledger.measure.any() and not any("measure" in table.columns for table in tables):
        table = tables[0]
        yield Finding(
            CODE,
            SEVERITY,
            table.sheet,
            table.header_bottom,
            min(table.columns.values()),
            "",
            "Ingen række siger sin foranstaltning, men posteringerne gør; så intet bogført er sat på rækkerne.",
            "Tilføj en kolonne med overskriften Foranstaltning, eller skriv i Opsætning, hvilken kolonne det er.",
        )
    yield from _shared(case)


def _shared(case: Evidence) -> Iterator[Finding]:
    """The citizens with several measures, when no posting of the closed months says which of them it pays for."""
    ledger, rows, figures = case.ledger, case.disposition.commitments, case.figures
    closed = (ledger.year == figures.year) & (ledger.month <= figures.closed)
    if not closed.any() or ledger.told[closed].any():
        return
    paid = np.flatnonzero(figures.booked.any(axis=1)).tolist()
    measures: dict[str, set[str]] = {}
    for i in paid:
        measures.setdefault(rows.cpr[i], set()).add(rows.measure[i])
    several = [i for i in paid if rows.cpr[i] and len(measures[rows.cpr[i]]) > 1]
    if not several:
        return
    people = len({rows.cpr[i] for i in several})
    ore = int(figures.booked[several].sum())
    yield Finding(
        CODE,
        SEVERITY,
        case.layout.of(POSTINGS)[0].sheet,
        0,
        0,
        "",
        f"Posteringerne siger ingen foranstaltning; {counted(people, 'borger', 'borgere')} med flere har fået det "
        f"bogførte ({writing.kroner(ore)} kr.) fordelt efter det forventede.",
        "Udfyld posteringernes foranstaltning eller konto, hvis hver bevilling skal have sine egne regninger.",
        abs(ore),
    )

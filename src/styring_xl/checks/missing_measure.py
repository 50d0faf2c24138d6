"""A commitment that says no measure: it is computed, but no budget line can have it."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, at_problem
from styring_xl.reading.disposition.disposition import NO_MEASURE
from styring_xl.reading.header import DISPOSITION
from styring_xl.reading.problem import Kind

CODE = "mangler-foranstaltning"
SEVERITY = WARNING
TITLE = "Rækken mangler foranstaltning"
ABOUT = About(
    why="Uden foranstaltning kan rækken ikke komme på en budgetlinje, og afvigelsen på linjen er forkert.",
    remedy="Vælg rækkens foranstaltning.",
    example="Cellen Foranstaltning er tom.",
)
KINDS: tuple[Kind, ...] = (Kind.MISSING_MEASURE,)


def check(case: Evidence) -> Iterator[Finding]:
    """Empty cells in the disposition's column of measures; and once, that no row has one though the postings do."""
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

"""A commitment that says no measure: it is computed, but no budget line can have it."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, at_problem
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
    """Empty cells in the disposition's column of measures."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Foranstaltning mangler; rækken er regnet med under »Uden foranstaltning«.",
            "Vælg rækkens foranstaltning, så den kommer på sin budgetlinje.",
        )

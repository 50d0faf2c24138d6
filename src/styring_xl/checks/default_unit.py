"""A row without a takstenhed in a table that has the column."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading import header
from styring_xl.reading.problem import Kind

CODE = "mangler-enhed"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Rækken mangler takstenhed"
ABOUT = About(
    why="En takst pr. måned, der er ment pr. døgn, er 30 gange for lav.",
    remedy="Vælg takstenheden på rækken.",
    example="Kolonnen Takstenhed findes, men er tom på rækken.",
)
KINDS: tuple[Kind, ...] = (Kind.NO_UNIT, Kind.DEFAULT_UNIT)


def check(case: Evidence) -> Iterator[Finding]:
    """Empty cells in the column takstenhed; the row counts with the unit the rate's header names, else per måned."""
    for problem in case.told(KINDS):
        if problem.kind == Kind.NO_UNIT:
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                "Takstenheden er ikke angivet; taksterne er regnet pr. måned.",
                "Skriv enheden i overskriften, f.eks. »Takst pr. døgn«, eller tilføj kolonnen Takstenhed.",
            )
        elif problem.kind == Kind.DEFAULT_UNIT:
            table = case.table(problem.sheet)
            unit = header.unit_hint(table.header_of("rate")) or "måned"
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                f"Takstenhed mangler; taksten er regnet pr. {unit}.",
                "Vælg rækkens takstenhed.",
            )

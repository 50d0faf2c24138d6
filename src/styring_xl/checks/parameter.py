"""A row of *Parametre* that cannot be used."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "parameter"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "En række i Parametre kan ikke bruges"
ABOUT = About(
    why="En parameter, der ikke kan læses, er ikke brugt.",
    remedy="Skriv den som i forklaringen over tabellen.",
    example="»ca. 860.000« som grænse for statsrefusion.",
)
KINDS: tuple[Kind, ...] = (Kind.PARAMETER, Kind.PARAMETER_MISSING, Kind.PARAMETER_TWICE)


def check(case: Evidence) -> Iterator[Finding]:
    """Rows with a cell that is empty, repeated or cannot be understood; the row counts as not there."""
    for problem in case.told(KINDS):
        if problem.kind == Kind.PARAMETER:
            what = f"»{problem.field}« kan ikke læses, så rækken er ikke brugt."
            yield at_problem(problem, CODE, SEVERITY, what, "Ret cellen; se forklaringen over tabellen.")
        elif problem.kind == Kind.PARAMETER_MISSING:
            what = f"»{problem.field}« mangler, så rækken er ikke brugt."
            yield at_problem(problem, CODE, SEVERITY, what, "Udfyld cellen, eller ryd rækken.")
        elif problem.kind == Kind.PARAMETER_TWICE:
            what = f"»{problem.field}« står også i en række længere oppe, så denne række er ikke brugt."
            yield at_problem(problem, CODE, SEVERITY, what, "Behold den ene række, og slet den anden.")

"""A korrigeret budget that is not oprindeligt budget + budgetændringer."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "korrigeret-budget"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Korrigeret budget stemmer ikke"
ABOUT = About(
    why="Stemmer de tre budgettal ikke, er et af dem forkert, og afvigelsen med.",
    remedy="Ret det tal, der er forkert.",
    example="Oprindeligt 100, ændringer 10, korrigeret 120.",
)
KINDS: tuple[Kind, ...] = (Kind.REVISED,)


def check(case: Evidence) -> Iterator[Finding]:
    """Budget lines that state all three figures; the sum of the two is used."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Korrigeret budget er ikke oprindeligt budget plus budgetændringer; summen af de to er brugt.",
            "Ret det af de tre beløb, der er forkert.",
        )

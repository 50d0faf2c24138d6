"""A setting in *Opsætning* that cannot be read."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "opsætning"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "En indstilling kan ikke læses"
ABOUT = About(
    why="En indstilling, der ikke kan læses, er ikke brugt, så arket regner anderledes, end der står.",
    remedy="Vælg en af de værdier, forklaringen nævner.",
    example="»ugentlig« i Periodisering.",
)
KINDS: tuple[Kind, ...] = (Kind.SETTING,)


def check(case: Evidence) -> Iterator[Finding]:
    """The settings; one that cannot be read counts as not stated."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            f"»{problem.field}« kan ikke læses og er ikke brugt.",
            "Vælg en af de værdier, forklaringen nævner.",
        )

"""A stop that is expected and does not fit with what is granted."""

from collections.abc import Iterator
from typing import Final

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "forventet-stop"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Den forventede stopdato passer ikke med bevillingen"
ABOUT = About(
    why="Prognosen regner med den forventede stopdato, hvor der står en; en, der er forkert, flytter årets resultat.",
    remedy="Ret den forventede stopdato, eller forlæng bevillingen.",
    example="Bevilget til 30-06, og forventet stop 31-12.",
)
KINDS: tuple[Kind, ...] = (Kind.EXPECTED_DATE, Kind.EXPECTED_ORDER, Kind.EXPECTED_LATE)

_TEXTS: Final = {
    Kind.EXPECTED_DATE: (
        "Den forventede stopdato kan ikke læses, så der er regnet med den bevilgede.",
        "Skriv datoen som dag-måned-år, f.eks. 31-12-2026, eller ryd cellen.",
    ),
    Kind.EXPECTED_ORDER: (
        "Den forventede stopdato ligger før startdatoen, så der er regnet med den bevilgede.",
        "Ret den af de to datoer, der er forkert.",
    ),
    Kind.EXPECTED_LATE: (
        "Den forventede stopdato ligger efter den bevilgede, så der er regnet med en forlængelse, ingen har bevilget.",
        "Forlæng bevillingen, når den er bevilget, eller ret den forventede stopdato.",
    ),
}


def check(case: Evidence) -> Iterator[Finding]:
    """Rows whose expected stop is not used, or goes beyond what is granted."""
    for problem in case.told(KINDS):
        yield at_problem(problem, CODE, SEVERITY, *_TEXTS[problem.kind])

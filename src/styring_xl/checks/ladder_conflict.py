"""A measure of the indsatstrappe with two steps, or a step with two names."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "trappe-to-trin"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "En foranstaltning i indsatstrappen har to trin, eller et trin har to navne"
ABOUT = About(
    why="En foranstaltning kan kun stå på ét trin, og et trin kun hedde ét; den øverste række er brugt.",
    remedy="Behold den rigtige række, og slet eller ret den anden.",
    example="Aflastning står både på trin 2 og trin 3.",
)
KINDS: tuple[Kind, ...] = (Kind.STEP_TWICE, Kind.STEP_NAME)

_TEXTS = {
    Kind.STEP_TWICE: (
        "Foranstaltningen står på et andet trin i en række længere oppe, som er den, der er brugt.",
        "Behold den rigtige række, og slet den anden.",
    ),
    Kind.STEP_NAME: (
        "Trinnet har et andet navn i en række længere oppe, som er det, der er brugt.",
        "Skriv det samme navn, eller ryd cellen.",
    ),
}


def check(case: Evidence) -> Iterator[Finding]:
    """Rows of the table in *Parametre* that contradict one above."""
    for problem in case.told(KINDS):
        yield at_problem(problem, CODE, SEVERITY, *_TEXTS[problem.kind])

"""An error value (#VÆRDI!, #REFERENCE! …) where a citizen, a measure or a name should stand."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.header import FIELD_NAMES
from styring_xl.reading.problem import Kind

CODE = "fejlværdi"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Cellen viser en fejlværdi"
ABOUT = About(
    why="En formel, der fejler, skjuler borger, foranstaltning eller navn.",
    remedy="Ret formlen, eller skriv værdien.",
    example="#REFERENCE! i Leverandør.",
)
KINDS: tuple[Kind, ...] = (Kind.ERROR,)


def check(case: Evidence) -> Iterator[Finding]:
    """Error values in text columns of the disposition; in dates and amounts they are findings of those."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            f"{FIELD_NAMES[problem.field]} er en fejlværdi og er læst som tom.",
            "Ret formlen i cellen, eller skriv værdien.",
        )

"""A time on *Forklaring* that is not in *Historik*."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "ukendt-tidspunkt"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Et tidspunkt på Forklaring findes ikke i Historik"
ABOUT = About(
    why="Et ukendt tidspunkt kan ikke sammenlignes; arket viser så noget andet, end der er bedt om.",
    remedy="Vælg tidspunktet på listen i cellen.",
    example="»Lukning maj« er valgt, men maj er ikke lukket.",
)
KINDS: tuple[Kind, ...] = (Kind.EXPLANATION_TIME,)


def check(case: Evidence) -> Iterator[Finding]:
    """The sheet then shows what it shows when the cell is empty."""
    for problem in case.told(KINDS):
        what = f"»{problem.field}« er ikke et tidspunkt, der kan bruges; arket viser, som var cellen tom."
        yield at_problem(problem, CODE, SEVERITY, what, "Vælg på listen i cellen, eller ryd den.")

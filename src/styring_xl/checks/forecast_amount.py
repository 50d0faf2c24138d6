"""A figure typed on *Prognose* that cannot be read as one."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "prognosetal"
SEVERITY = ERROR
STAKE = Stake.NONE
TITLE = "Et tal i Prognose kan ikke læses"
ABOUT = About(
    why="Et tal, der ikke kan læses, mangler i prognosen.",
    remedy="Skriv tallet i kroner.",
    example="»ca. 1 mio.« i kolonnen Skøn / DCO.",
)
KINDS: tuple[Kind, ...] = (Kind.FORECAST_AMOUNT,)


def check(case: Evidence) -> Iterator[Finding]:
    """Estimates, spend outside the disponering, risk and unknown inflow; the cell is left as it is and counts as 0."""
    for problem in case.told(KINDS):
        what = f"»{problem.field}« kan ikke læses som et tal og er ikke regnet med."
        yield at_problem(problem, CODE, SEVERITY, what, "Skriv tallet i kroner, f.eks. 1.234,56.")

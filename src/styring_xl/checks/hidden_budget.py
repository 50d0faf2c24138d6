"""A hidden line of the budget that is counted."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "skjult-budgetlinje"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "En skjult række i budgettet er regnet med"
ABOUT = About(
    why="Rækker, der er skjult i stedet for slettet, lægges stadig til budgettet, og ingen ser det.",
    remedy="Slet rækken, eller vis den, hvis den gælder.",
    example="»Familiepleje gl.« med sidste års budget i en skjult række.",
)
KINDS: tuple[Kind, ...] = (Kind.BUDGET_HIDDEN,)


def check(case: Evidence) -> Iterator[Finding]:
    """Hidden lines of a measure that no bevilling or posting has, or that another line of the budget is of."""
    for problem in case.told(KINDS):
        what = "Rækken er skjult, men dens budget er regnet med."
        yield at_problem(problem, CODE, SEVERITY, what, "Slet rækken, hvis den ikke gælder; vis den ellers.")

"""A row without the cells its amount is computed from."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.header import FIELD_NAMES
from styring_xl.reading.problem import Kind

CODE = "mangler"
SEVERITY = ERROR
STAKE = Stake.ROW
TITLE = "Rækken mangler takst, startdato, beløb eller dato"
ABOUT = About(
    why="Uden takst, startdato, beløb eller dato kan rækken ikke beregnes, og dens kroner mangler i summerne.",
    remedy="Udfyld cellen.",
    example="En bevilling uden takst.",
)
KINDS: tuple[Kind, ...] = (Kind.MISSING,)


def check(case: Evidence) -> Iterator[Finding]:
    """Takst and startdato of the disposition, beløb and date of the ledger."""
    for problem in case.told(KINDS):
        name = FIELD_NAMES[problem.field]
        yield at_problem(problem, CODE, SEVERITY, f"{name} mangler.", f"Udfyld {name.lower()} på rækken.")

"""A budget in which every line is below 0."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "budget-fortegn"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Alle budgettets linjer er negative"
ABOUT = About(
    why="Skriver budgettet udgifter med minus, bliver afvigelsen de to lagt sammen i stedet for trukket fra.",
    remedy="Skriv udgifter uden minus og indtægter med.",
    example="»Familiepleje −700.000« og »Aflastning −200.000«.",
)
KINDS: tuple[Kind, ...] = (Kind.BUDGET_SIGN,)


def check(case: Evidence) -> Iterator[Finding]:
    """The first line of such a budget; its figures count as income, as they stand."""
    for problem in case.told(KINDS):
        what = f"Alle {problem.rows} linjer i budgettet er under nul og tæller som indtægter."
        yield at_problem(problem, CODE, SEVERITY, what, "Er de udgifter, så skriv dem uden minus.")

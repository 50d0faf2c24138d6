"""A row of the budget of which it is not proven whether it is a line or the sum of others."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "budget-linje-eller-sum"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "En budgetrække kan være en linje eller en sum"
ABOUT = About(
    why=(
        "Tæller en sum med som en linje, er budgettet for stort; bliver en linje taget for en sum, er det for lille. "
        "En række er en sum, når dens navn eller formel siger det, eller når tallene passer i hele tabellen."
    ),
    remedy="Kald rækken »… i alt«, hvis den er en sum, og brug ellers foranstaltningens navn fra disponeringen.",
    example="»Advokatbistand 700.000« over to linjer på 500.000 og 200.000.",
)
KINDS: tuple[Kind, ...] = (Kind.BUDGET_SUM,)


def check(case: Evidence) -> Iterator[Finding]:
    """Rows that stay lines though they may be the sum of those beside them, or the total leaves them out; and sums that
    fit no lines."""
    for problem in case.told(KINDS):
        if problem.detail == "below":
            what = "Rækken står under budgettets sum og er regnet med som en linje, men den er ikke med i summen."
        elif problem.detail:
            what = "Rækken kalder sig en sum, men dens tal er ikke linjernes lagt sammen; den er ikke regnet med."
        else:
            what = "Rækken er regnet som en linje, men dens tal er også linjerne ved siden af lagt sammen."
        yield at_problem(
            problem, CODE, SEVERITY, what, "Kald rækken »… i alt«, hvis den er en sum; ellers ret navn eller tal."
        )

"""A row that is counted though its status says that it does not hold."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "status"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Status siger, at rækken ikke gælder"
ABOUT = About(
    why=(
        "En bevilling, der er annulleret, koster ingenting, og et budget er ikke bogført. Rækken er regnet med, for "
        "kun du ved, om dens status eller dens beløb gælder."
    ),
    remedy="Slet rækken, eller ret dens status.",
    example="»Afslag« i Status på en bevilling med takst og startdato.",
)
KINDS: tuple[Kind, ...] = (Kind.VOID,)


def check(case: Evidence) -> Iterator[Finding]:
    """Each such bevilling, and of a ledger the first posting with how many there are."""
    for problem in case.told(KINDS):
        if problem.rows > 1:
            what = f"{problem.rows} posteringers status siger, at de ikke gælder; de er regnet med."
        else:
            what = "Rækkens status siger, at den ikke gælder; den er regnet med."
        yield at_problem(problem, CODE, SEVERITY, what, "Slet rækken, hvis den ikke gælder, eller ret dens status.")

"""A row among the postings that is called a sum and does not sum them."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "sum-i-bogføring"
SEVERITY = ERROR
STAKE = Stake.ROW
TITLE = "En række blandt posteringerne hedder en sum, men er det ikke"
ABOUT = About(
    why="En sum blandt posteringerne må ikke tælles med, og en postering må ikke falde ud, fordi den hedder en sum.",
    remedy="Slet summen, eller giv posteringen sit bilagsnummer.",
    example="»I alt april« på 58.000 kr. under posteringer for 57.000 kr.",
)
KINDS: tuple[Kind, ...] = (Kind.LEDGER_SUM,)


def check(case: Evidence) -> Iterator[Finding]:
    """Each such row, at the cell in question; it is in no sum."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Rækken hedder en sum, men beløbet er ikke summen af rækkerne; den er ikke regnet med.",
            "Er det en sum, så ret eller slet den; er det en postering, så skriv dens bilagsnummer eller CPR-nr.",
        )

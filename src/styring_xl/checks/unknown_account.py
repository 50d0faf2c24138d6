"""An account of the ledger that no row of *Parametre* maps to a measure."""

from collections.abc import Iterator

from styring_xl import standard
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "ukendt-konto"
SEVERITY = WARNING
STAKE = Stake.BOOKED
TITLE = "Kontoen står ikke i Parametre"
ABOUT = About(
    why="En konto uden foranstaltning lander ikke på nogen budgetlinje.",
    remedy="Tilføj kontoen i Parametre.",
    example="Konto 528201003 står ikke i tabellen Konti.",
)
KINDS: tuple[Kind, ...] = (Kind.ACCOUNT,)


def check(case: Evidence) -> Iterator[Finding]:
    """Each such account once, at its first posting; its postings are placed by citizen alone."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Kontoen kendes ikke; dens posteringer går til borgerens bevillinger, resten til »Uden foranstaltning«.",
            f"Tilføj kontoen med foranstaltning i {standard.ACCOUNTS_TABLE} i arket {standard.PARAMETERS}.",
        )

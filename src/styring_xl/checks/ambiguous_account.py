"""An account of the ledger that rows of *Parametre* map to different measures."""

from collections.abc import Iterator

from styring_xl import standard
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "tvetydig-konto"
SEVERITY = WARNING
STAKE = Stake.BOOKED
TITLE = "Kontoen har flere foranstaltninger i Parametre"
ABOUT = About(
    why="To lige snævre rækker siger hver sit, og programmet vælger ikke for dig.",
    remedy="Lad kontoen stå med én foranstaltning i Parametre.",
    example="528201003 står både ved Familiepleje og ved Aflastning.",
)
KINDS: tuple[Kind, ...] = (Kind.ACCOUNT_TWICE,)


def check(case: Evidence) -> Iterator[Finding]:
    """Each such account once, at its first posting; its postings are placed by citizen alone."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Kontoen har flere foranstaltninger; dens posteringer går til borgerens bevillinger, resten til "
            "»Uden foranstaltning«.",
            f"Lad kontoen stå ved én foranstaltning i {standard.ACCOUNTS_TABLE} i arket {standard.PARAMETERS}.",
        )

"""A sandsynlighed or momsfaktor that is no share between 0 and 100 %."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.header import FIELD_NAMES
from styring_xl.reading.problem import Kind

CODE = "andel"
SEVERITY = ERROR
STAKE = Stake.ROW
TITLE = "Andelen er ikke mellem 0 og 100 %"
ABOUT = About(
    why="En andel uden for 0-100 % ville give et beløb, ingen har bevilget.",
    remedy="Skriv en andel mellem 0 og 100 %.",
    example="140 % i Sandsynlighed, 25 % i Momsfaktor.",
)
KINDS: tuple[Kind, ...] = (Kind.SHARE,)


def check(case: Evidence) -> Iterator[Finding]:
    """Sandsynlighed and momsfaktor of the disposition."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            f"{FIELD_NAMES[problem.field]} kan ikke læses som en andel.",
            "Skriv den del af prisen, kommunen selv betaler, f.eks. 95,4 %; tom er 100 %."
            if problem.field == "vat"
            else "Skriv en andel mellem 0 og 100 %, f.eks. 80 %, eller lad cellen være tom.",
        )

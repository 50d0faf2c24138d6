"""A sandsynlighed or momsfaktor that is no share between 0 and 100 %."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, Case, Finding, at_problem
from styring_xl.sheets.header import FIELD_NAMES

CODE = "andel"
SEVERITY = ERROR
TITLE = "Andelen er ikke mellem 0 og 100 %"


def check(case: Case) -> Iterator[Finding]:
    """Sandsynlighed and momsfaktor of the disposition."""
    for problem in case.problems:
        if problem.kind == "share":
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                f"{FIELD_NAMES[problem.field]} er ikke en andel mellem 0 og 100 %.",
                "Skriv en andel mellem 0 og 100 %, f.eks. 80 %, eller lad cellen være tom.",
            )

"""A pulje without an amount."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, Case, Finding, at_problem

CODE = "tom-pulje"
SEVERITY = WARNING
TITLE = "Puljen har intet beløb"


def check(case: Case) -> Iterator[Finding]:
    """Rows called pulje or skøn whose result cell is empty."""
    for problem in case.problems:
        if problem.kind == "pool":
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                "Puljen har intet beløb.",
                "Skriv puljens beløb i Forventet regnskab, eller slet rækken.",
            )

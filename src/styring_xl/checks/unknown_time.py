"""A time on *Forklaring* that is not in *Historik*."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, Case, Finding, at_problem

CODE = "ukendt-tidspunkt"
SEVERITY = WARNING
TITLE = "Et tidspunkt på Forklaring findes ikke i Historik"


def check(case: Case) -> Iterator[Finding]:
    """The sheet then shows what it shows when the cell is empty."""
    for problem in case.problems:
        if problem.kind == "explanation_time":
            what = f"»{problem.field}« er ikke et tidspunkt, der kan bruges; arket viser, som var cellen tom."
            yield at_problem(problem, CODE, SEVERITY, what, "Vælg på listen i cellen, eller ryd den.")

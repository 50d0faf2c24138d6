"""A commitment that stops before it starts."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, at_problem

CODE = "stop-før-start"
SEVERITY = ERROR
TITLE = "Stopdatoen ligger før startdatoen"
ABOUT = About(
    why="Perioden har ingen dage, så rækken kan ikke beregnes.",
    remedy="Ret den af datoerne, der er forkert.",
    example="Start 01-06-2026 og stop 31-05-2026.",
)


def check(case: Evidence) -> Iterator[Finding]:
    """Rows whose two dates can be read but not be meant."""
    for problem in case.problems:
        if problem.kind == "order":
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                "Stopdatoen ligger før startdatoen.",
                "Ret den af de to datoer, der er forkert.",
            )

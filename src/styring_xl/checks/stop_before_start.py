"""A commitment that stops before it starts."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "stop-før-start"
SEVERITY = ERROR
STAKE = Stake.ROW
TITLE = "Stopdatoen ligger før startdatoen"
ABOUT = About(
    why="Perioden har ingen dage, så rækken kan ikke beregnes.",
    remedy="Ret den af datoerne, der er forkert.",
    example="Start 01-06-2026 og stop 31-05-2026.",
)
KINDS: tuple[Kind, ...] = (Kind.ORDER,)


def check(case: Evidence) -> Iterator[Finding]:
    """Rows whose two dates can be read, but whose stop lies before their start."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Stopdatoen ligger før startdatoen.",
            "Ret den af de to datoer, der er forkert.",
        )

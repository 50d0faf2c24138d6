"""Text in a cell where an amount would have been written: it is left as it stands."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "tekst-i-måned"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Der står tekst, hvor beløbet skulle stå"
ABOUT = About(
    why=(
        "Tekst, der står, hvor et beløb skulle stå, bliver aldrig overskrevet; måneden ser tom ud, men er regnet med."
    ),
    remedy="Flyt teksten til Bemærkning.",
    example="»orlov« i Jul.",
)
KINDS: tuple[Kind, ...] = (Kind.LOCKED, Kind.TYPED)


def check(case: Evidence) -> Iterator[Finding]:
    """Month and result cells of computed rows that hold text."""
    for problem in case.told(KINDS):
        if problem.kind == Kind.LOCKED:
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                "Cellen hører til en matrixformel eller flettede celler og er ikke ændret; beløbet er regnet med.",
                "Opløs matrixformlen eller fletningen, hvis beløbet skal stå her.",
            )
        elif problem.kind == Kind.TYPED:
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                "Cellen holder tekst og er ikke overskrevet; beløbet er regnet med i summerne.",
                "Flyt teksten til Bemærkning, hvis beløbet skal stå her.",
            )

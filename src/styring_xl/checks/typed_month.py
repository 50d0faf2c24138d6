"""Text in a cell where an amount would have been written: it is left as it stands."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, at_problem

CODE = "tekst-i-måned"
SEVERITY = WARNING
TITLE = "Der står tekst, hvor beløbet skulle stå"
ABOUT = About(
    why=(
        "Tekst, der står, hvor et beløb skulle stå, bliver aldrig overskrevet; måneden ser tom ud, men er regnet med."
    ),
    remedy="Flyt teksten til Bemærkning.",
    example="»orlov« i Jul.",
)


def check(case: Evidence) -> Iterator[Finding]:
    """Month and result cells of computed rows that hold text."""
    for problem in case.problems:
        if problem.kind == "locked":
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                "Cellen hører til en matrixformel eller flettede celler og er ikke ændret; beløbet er regnet med.",
                "Opløs matrixformlen eller fletningen, hvis beløbet skal stå her.",
            )
        elif problem.kind == "typed":
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                "Cellen holder tekst og er ikke overskrevet; beløbet er regnet med i summerne.",
                "Flyt teksten til Bemærkning, hvis beløbet skal stå her.",
            )

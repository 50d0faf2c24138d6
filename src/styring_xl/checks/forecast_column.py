"""A column of the user's inside the table of *Prognose*, which would be lost if the sheet was regenerated."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "prognose-kolonne"
SEVERITY = ERROR
STAKE = Stake.NONE
TITLE = "Prognose har en kolonne, der ikke er arkets egen"
ABOUT = About(
    why="En kolonne inde i tabellen ville blive overskrevet, når arket regnes forfra.",
    remedy="Flyt kolonnen til højre for tabellen.",
    example="En kolonne »Min note« mellem Metode og Skøn / DCO.",
)
KINDS: tuple[Kind, ...] = (Kind.FORECAST_COLUMN,)


def check(case: Evidence) -> Iterator[Finding]:
    """The first such column; the sheet is left exactly as it was."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Arket er ikke opdateret: her er en kolonne eller overskrift, arket ikke kender, midt i tabellen.",
            "Flyt kolonnen til højre for tabellen, eller skriv den oprindelige overskrift igen, og opdater.",
        )

"""A posting whose amount is in another currency than kroner."""

from collections.abc import Iterator

from msgspec.structs import replace

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "fremmed-valuta"
SEVERITY = ERROR
STAKE = Stake.NONE
TITLE = "Beløbet er i en anden valuta end kroner"
ABOUT = About(
    why="1.000 euro er ikke 1.000 kroner, og kursen kender kun økonomisystemet.",
    remedy="Hent udtrækket med beløbet i kroner, eller omregn beløbet.",
    example="»EUR« i kolonnen Valuta.",
)
KINDS: tuple[Kind, ...] = (Kind.CURRENCY,)


def check(case: Evidence) -> Iterator[Finding]:
    """Each such row, at its currency; it is in no sum. Where the amount's header says kroner there is none."""
    for problem in case.told(KINDS):
        what = "Beløbet er i en anden valuta end kroner; posteringen er ikke regnet med."
        # The amount is in no kroner, so it is not told as such.
        problem = replace(problem, ore=None)
        yield at_problem(problem, CODE, SEVERITY, what, "Skriv beløbet i kroner, og skriv kr. i dets overskrift.")

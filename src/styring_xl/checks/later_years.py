"""What *Flerårsoverblik* lacks: an index for a year, or a typed cell that is no number."""

from collections.abc import Iterator

from styring_xl import standard
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "flerårsoverblik"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Flerårsoverblikket mangler et indeks, eller et gult felt kan ikke læses"
ABOUT = About(
    why="Uden PL-indeks står de senere år i dagens priser, og et budget, der ikke er et tal, tæller ikke.",
    remedy="Skriv indekset i Parametre, eller ret det gule felt til et tal (ja eller nej i aldersfeltet).",
    example="Parametre har indeks til og med 2028, og overblikket går til 2030.",
)
KINDS: tuple[Kind, ...] = (Kind.OUTLOOK_INDEX, Kind.OUTLOOK_NUMBER, Kind.OUTLOOK_SWITCH)


def check(case: Evidence) -> Iterator[Finding]:
    """Problems of the outlook; what was typed stays as it is and counts nothing."""
    for problem in case.told(KINDS):
        if problem.kind == Kind.OUTLOOK_INDEX:
            what = f"PL-indekset for {problem.value} eller for bevillingernes eget år mangler: taksterne er ikke hævet."
            remedy = f"Skriv indekset med kilde i Parametre, {standard.INDEX_TABLE}."
            yield at_problem(problem, CODE, SEVERITY, what, remedy)
        elif problem.kind == Kind.OUTLOOK_NUMBER:
            what = "Budgettet i det gule felt er ikke et tal, så det tæller ikke."
            yield at_problem(problem, CODE, SEVERITY, what, "Skriv beløbet i kroner som et tal.")
        elif problem.kind == Kind.OUTLOOK_SWITCH:
            what = "Svaret er hverken ja eller nej; der er regnet med ja."
            yield at_problem(problem, CODE, SEVERITY, what, "Skriv ja eller nej.")

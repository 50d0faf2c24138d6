"""A closing in *Historik* that somebody has typed over, and what can no longer be read because of it."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.history.history import DATA
from styring_xl.reading.problem import Kind

CODE = "historik"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "En lukning i Historik er ændret"
ABOUT = About(
    why="En lukning, der er ændret bagefter, kan ikke sammenlignes med noget; Forklaring ville forklare forkert.",
    remedy="Hent arket fra en sikkerhedskopi, eller åbn og luk måneden igen.",
    example="Et tal i lukningen af marts er rettet med håndkraft i juni.",
)
KINDS: tuple[Kind, ...] = (Kind.HISTORY, Kind.HISTORY_BASE)


def check(case: Evidence) -> Iterator[Finding]:
    """The row stays as it is and is compared with nothing."""
    remedy = "Hent arket fra en sikkerhedskopi, eller tag Genåbn måned, og luk den på ny."
    for problem in case.told(KINDS):
        if problem.kind == Kind.HISTORY:
            part = "Rækkens data er ændret" if problem.detail == DATA else "Rækken er ændret et andet sted end i Note"
            what = f"{part}, siden den blev skrevet, så Forklaring kan ikke regne på den."
            yield at_problem(problem, CODE, SEVERITY, what, remedy)
        elif problem.kind == Kind.HISTORY_BASE:
            what = (
                "Rækken bygger på en tidligere, som er ændret, flyttet eller væk, så Forklaring kan ikke regne på den."
            )
            yield at_problem(problem, CODE, SEVERITY, what, remedy)

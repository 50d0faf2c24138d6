"""A line of *Prognose* where AUTO has too little of a past to choose by."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "prognose-auto"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "AUTO har for lidt historik"
ABOUT = About(
    why="AUTO vælger den metode, der ramte linjens egen fortid bedst, og kan ikke vælge uden en fortid.",
    remedy="Tilføj tidligere års posteringer, eller vælg en anden metode.",
    example="Linjen har kun posteringer fra i år.",
)
KINDS: tuple[Kind, ...] = (Kind.FORECAST_AUTO,)


def check(case: Evidence) -> Iterator[Finding]:
    """Lines whose method is AUTO and whose forecast is the budget."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Der er ikke to hele tidligere år med posteringer på linjen, så AUTO bruger det korrigerede budget.",
            "Tilføj tidligere års posteringer, eller vælg en anden metode.",
        )

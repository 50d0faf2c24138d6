"""Input on *Prognose* whose line is no longer there."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "prognose-linje-væk"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Indtastninger på en linje, der ikke findes mere"
ABOUT = About(
    why="Det, du har skrevet, må ikke forsvinde, fordi linjen gør.",
    remedy="Flyt tallene til den rigtige linje, eller ryd rækken.",
    example="Foranstaltningen har fået en anden prognoselinje i Parametre.",
)
KINDS: tuple[Kind, ...] = (Kind.FORECAST_GONE,)


def check(case: Evidence) -> Iterator[Finding]:
    """Each row of input below the table; it is kept there and counts in nothing."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Linjen findes ikke mere. Det, der var skrevet på den, står under tabellen og er ikke regnet med.",
            "Flyt tallene til den linje, de hører til, eller ryd rækken.",
        )

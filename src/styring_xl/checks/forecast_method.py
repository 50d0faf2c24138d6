"""A line of *Prognose* whose method gives no figure: unknown, without closed months, or without its typed figure."""

from collections.abc import Iterator
from typing import Final

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "prognosemetode"
SEVERITY = ERROR
STAKE = Stake.NONE
TITLE = "Linjen har ingen prognose"
ABOUT = About(
    why="En linje uden tal må ikke ligne en linje på nul kroner.",
    remedy="Vælg en metode på listen, eller skriv det tal, metoden bruger.",
    example="Metoden er SKØN, men Skøn / DCO er tom.",
)
KINDS: tuple[Kind, ...] = (
    Kind.FORECAST_METHOD,
    Kind.FORECAST_CLOSED,
    Kind.FORECAST_MONTHS,
    Kind.FORECAST_ESTIMATE,
    Kind.FORECAST_SIMULATED,
)

_WHY: Final = {
    Kind.FORECAST_METHOD: ("Metoden findes ikke.", "Vælg en metode på listen."),
    Kind.FORECAST_CLOSED: (
        "12/12 kan ikke bruges, før en måned er lukket.",
        "Vælg BUDG eller DISP, til en måned er lukket.",
    ),
    Kind.FORECAST_MONTHS: (
        "Gældende 12 mdr. kan ikke beregnes: posteringerne dækker ikke de seneste tolv lukkede måneder.",
        "Tilføj sidste års posteringer, eller vælg en anden metode.",
    ),
    Kind.FORECAST_ESTIMATE: ("Metoden bruger et tal, der ikke er skrevet.", "Skriv tallet i »Skøn / DCO« på linjen."),
    Kind.FORECAST_SIMULATED: (
        "SIM kan ikke bruges: linjens år er ikke simuleret, eller foranstaltningen er delt mellem flere afsnit.",
        "Vælg en anden metode. Arket Usikkerhed siger, hvad simuleringen mangler.",
    ),
}


def check(case: Evidence) -> Iterator[Finding]:
    """The lines left out of the sheet's totals, each with what its method lacks."""
    for problem in case.told(KINDS):
        what, remedy = _WHY[problem.kind]
        yield at_problem(problem, CODE, SEVERITY, f"{what} Linjen er ikke regnet med i resultatet.", remedy)

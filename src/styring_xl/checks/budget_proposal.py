"""What users have typed on *Budgetforslag* that cannot be used."""

from collections.abc import Iterator
from typing import Final

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "budgetforslag"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Et gult felt i Budgetforslag kan ikke bruges"
ABOUT = About(
    why="En rettelse, der ikke kan læses, er ikke med i forslaget, og et antal uden pris giver ingen kroner.",
    remedy="Skriv et tal, skriv kroner i stedet for antal, eller flyt det til den rigtige linje.",
    example="»cirka 2« som rettelse i antal.",
)
KINDS: tuple[Kind, ...] = (
    Kind.PROPOSAL_NUMBER, Kind.PROPOSAL_PRICE, Kind.PROPOSAL_SWITCH, Kind.PROPOSAL_GONE,
)  # fmt: skip
_TEXTS: Final = {
    Kind.PROPOSAL_NUMBER: (
        "Det gule felt er ikke et tal, der kan bruges, så det tæller ikke.",
        "Skriv et antal, kroner eller en procent som 2,9 %.",
    ),
    Kind.PROPOSAL_PRICE: (
        "Linjen har ingen pris at gange antallet med, så rettelsen giver ingen kroner.",
        "Skriv rettelsen i kroner, eller skriv antal og pris i budgettet.",
    ),
    Kind.PROPOSAL_SWITCH: ("Svaret er hverken ja eller nej; der er regnet med ja.", "Skriv ja eller nej."),
    Kind.PROPOSAL_GONE: (
        "Linjen findes ikke mere. Det, der var skrevet på den, står under tabellen og er ikke regnet med.",
        "Flyt det til den linje, det hører til, eller ryd rækken.",
    ),
}


def check(case: Evidence) -> Iterator[Finding]:
    """Yellow cells; what was typed stands as it was typed."""
    for problem in case.told(KINDS):
        what, remedy = _TEXTS[problem.kind]
        yield at_problem(problem, CODE, SEVERITY, what, remedy)

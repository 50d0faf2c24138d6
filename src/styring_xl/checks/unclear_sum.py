"""A sum in the disposition of which it is not proven what it sums: it is left as it is."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.danish.phrase import counted
from styring_xl.reading.problem import Kind
from styring_xl.standard import SETUP

CODE = "uklar-sum"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Det er ikke klart, hvad summen lægger sammen"
ABOUT = About(
    why=(
        "En sum skrives kun, når rækkens formel, dens gamle tal eller dens navn og plads viser, hvad den er af. "
        "Kan den læses på to måder, der giver forskellige kroner, står den, som den står."
    ),
    remedy=(
        "Skriv afsnittets navn efter »I alt«, brug en SUM-formel, eller skriv »Summer uden navn« i Opsætning med "
        "»afsnit« eller »løbende«."
    ),
    example="»I alt« under det sidste af to afsnit, hvor kun det ene har en sum: afsnittets eller begges?",
)
KINDS: tuple[Kind, ...] = (Kind.SUM_UNCLEAR, Kind.SUM_LACKS)


def check(case: Evidence) -> Iterator[Finding]:
    """Each such row, at its first amount; both readings are named where there are two."""
    for problem in case.told(KINDS):
        if problem.kind == Kind.SUM_LACKS:
            many = counted(problem.rows, "række", "rækker")
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                f"Summen bygger på {many}, der ikke er beregnet, eller hvis borger ikke er sikker.",
                "Ret rækkerne (de har hver sit fund), og opdater igen.",
            )
            continue
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            f"Summen kan være af {problem.detail}; det er ikke det samme, så den er ikke skrevet."
            if problem.detail
            else "Hverken rækkens tal eller dens navn viser, hvad den lægger sammen; rækken er ikke skrevet.",
            "Skriv afsnittets navn i rækken, brug en SUM-formel, eller skriv »Summer uden navn« "
            f"i {SETUP} med »afsnit« eller »løbende«.",
        )

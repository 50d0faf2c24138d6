"""A year or closed month nobody stated."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.reading.problem import Kind
from styring_xl.standard import SETUP

CODE = "antaget"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Regnskabsår eller lukket måned er ikke angivet"
ABOUT = About(
    why="Regnskabsår og lukket måned afgør alle tal; er de ikke sagt, er de gættet.",
    remedy="Angiv dem i Opsætning.",
    example="Regnskabsår er tomt, og 2026 er brugt, fordi posteringerne er fra 2026.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """What was taken instead, and where to state it."""
    sheet = case.layout.of("disponering")[0].sheet
    for name, taken in case.assumed.items():
        what = (
            f"Regnskabsår er ikke angivet; {taken} er brugt."
            if name == "year"
            else f"Realiseret til og med er ikke angivet; måned {taken} er den sidste med posteringer og er brugt."
            if taken
            else "Realiseret til og med er ikke angivet, og der er ingen posteringer; alle måneder er beregnet."
        )
        yield Finding(CODE, SEVERITY, sheet, 0, 0, str(taken), what, f"Angiv det i arket {SETUP}.")

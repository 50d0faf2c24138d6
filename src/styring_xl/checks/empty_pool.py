"""A pulje without an amount."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "tom-pulje"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Puljen har intet beløb"
ABOUT = About(
    why="En pulje uden beløb tæller nul, selv om der er afsat penge.",
    remedy="Skriv beløbet, eller slet rækken.",
    example="»Pulje nye sager« uden tal i Forventet regnskab.",
)
KINDS: tuple[Kind, ...] = (Kind.POOL,)


def check(case: Evidence) -> Iterator[Finding]:
    """Rows called pulje or skøn whose result cell is empty."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Puljen har intet beløb.",
            "Skriv puljens beløb i Forventet regnskab, eller slet rækken.",
        )

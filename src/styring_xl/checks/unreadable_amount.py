"""An amount or a number that cannot be read in one way only: 1,234.56, a word, an error value."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.header import FIELD_NAMES
from styring_xl.reading.problem import Kind

CODE = "beløb"
SEVERITY = ERROR
STAKE = Stake.ROW
TITLE = "Beløbet eller tallet kan ikke læses"
ABOUT = About(
    why="1.234 og 1,234 kan betyde tusind gange forskel. Et beløb, der ikke kan læses på én måde, regnes ikke med.",
    remedy="Skriv tallet med komma før decimalerne.",
    example="1,234.56 eller »se bilag« i Takst.",
)
KINDS: tuple[Kind, ...] = (Kind.AMOUNT, Kind.QUANTITY)


def check(case: Evidence) -> Iterator[Finding]:
    """Rates, quantities, puljer, budget figures and booked amounts."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            f"{FIELD_NAMES[problem.field]} kan ikke læses som et tal.",
            "Skriv tallet med komma før decimalerne og eventuelt punktum mellem tusinder, f.eks. 1.234,56.",
        )

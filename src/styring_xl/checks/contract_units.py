"""A contract whose price a day and price a month are not one price."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.danish.writing import kroner
from styring_xl.figures import contracts
from styring_xl.reading.problem import Kind

CODE = "døgn-og-måned"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Kontraktens døgn- og månedspris passer ikke sammen"
ABOUT = About(
    why="To priser for det samme giver strid om regningen. 365/12, 366/12 og 30,5 døgn pr. måned er hver rigtige.",
    remedy="Spørg leverandøren, hvilken pris der gælder.",
    example="2.000 kr. pr. døgn og 65.000 kr. pr. måned.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Pairs of contracts of one supplier, measure and time, one a month and one a day, that no such factor joins."""
    for month, day in contracts.at_odds(contracts.of(case.lists)):
        row = month.row
        yield Finding(
            CODE, SEVERITY, row.sheet, row.row, row.columns["rate"], kroner(month.rate),
            f"Månedsprisen svarer ikke til døgnprisen i række {day.row.row} med 365/12, 366/12 eller 30,5 døgn.",
            "Ret den af de to priser, der er forkert.",
        )  # fmt: skip

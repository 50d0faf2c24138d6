"""A commitment dearer than its supplier has agreed to."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row
from styring_xl.danish.writing import kroner
from styring_xl.figures import contracts
from styring_xl.model.kroner import round_div
from styring_xl.reading.problem import Kind

CODE = "takst-over-kontrakt"
SEVERITY = WARNING
STAKE = Stake.APART
TITLE = "Taksten er over kontraktens"
ABOUT = About(
    why="Betales der mere end aftalt, kan pengene kræves tilbage, og prognosen er for høj.",
    remedy="Ret taksten, eller indgå en ny aftale.",
    example="Takst 3.200 pr. døgn, kontrakt 3.125 pr. døgn.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Rows whose rate is above the highest agreed price of the contracts in force while they run."""
    rows = case.disposition.commitments
    for held in contracts.held(contracts.of(case.lists), rows, case.figures.year):
        rate = int(rows.rate[held.index])
        if held.agreed is not None and rate > held.agreed:
            over = abs(int(case.figures.full[held.index].sum())) * (rate - held.agreed)
            yield at_row(
                case, held.index, ("rate",), CODE, SEVERITY, kroner(rate),
                "Taksten er over den, kontrakten med leverandøren siger.",
                "Ret taksten, eller før den nye aftale i listen Kontrakter.",
                # A rate of nothing, or one that is paid back, tells no part of the row that is too much.
                round_div(over, rate) if rate > 0 else None,
            )  # fmt: skip

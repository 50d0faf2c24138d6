"""A commitment that runs on days without a contract."""

from collections.abc import Iterator

import numpy as np

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row, shown
from styring_xl.figures import contracts
from styring_xl.reading.problem import Kind

CODE = "uden-for-kontrakt"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Bevillingen løber uden for kontraktens periode"
ABOUT = About(
    why="Uden for kontraktens periode er prisen ikke aftalt, så resten af året kan blive dyrere.",
    remedy="Forlæng aftalen, eller ret bevillingens datoer.",
    example="Kontrakten udløber 30-06, og bevillingen løber året ud.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Rows active in the year on days that none of the contracts with their supplier about their measure holds."""
    rows = case.disposition.commitments
    for held in contracts.held(contracts.of(case.lists), rows, case.figures.year):
        if not held.covered:
            stop = rows.stop[held.index]
            yield at_row(
                case, held.index, ("stop", "start"), CODE, SEVERITY, "" if np.isnat(stop) else shown(stop),
                "Bevillingen løber i året på dage, som ingen kontrakt med leverandøren dækker.",
                "Forlæng kontrakten i listen Kontrakter, eller ret bevillingens datoer.",
            )  # fmt: skip

"""A rate or quantity below zero: an income, or a slip."""

from collections.abc import Iterator

import numpy as np

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row
from styring_xl.reading.problem import Kind

CODE = "negativ-takst"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Takst eller mængde er negativ eller nul"
ABOUT = About(
    why="En negativ takst trækker fra i summerne; en takst på nul skjuler en udgift.",
    remedy="Ret fortegnet eller tallet, hvis det ikke er meningen.",
    example="Takst -10.000.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Computed rows whose rate or quantity is negative or nothing."""
    rows = case.disposition.commitments
    for name, amounts, word in (("rate", rows.rate, "Taksten"), ("quantity", rows.quantity, "Mængden")):
        for i in np.flatnonzero(rows.computable & (amounts <= 0)):
            what = f"{word} er negativ; rækken trækker fra i summerne." if amounts[i] < 0 else f"{word} er nul."
            yield at_row(
                case,
                int(i),
                (name, "rate"),
                CODE,
                SEVERITY,
                "",
                what,
                "Ret fortegnet eller tallet, hvis det ikke er meningen.",
            )

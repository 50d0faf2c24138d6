"""A booked month far from what the rate gives."""

from collections.abc import Iterator

import numpy as np

from styring_xl import standard
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row
from styring_xl.danish.writing import kroner as kroner_text
from styring_xl.danish.writing import number
from styring_xl.model.commitments import billed_months
from styring_xl.reading.problem import Kind

CODE = "langt-fra-takst"
SEVERITY = WARNING
STAKE = Stake.APART
TITLE = "Bogført beløb ligger langt fra taksten"
ABOUT = About(
    why=(
        "Ligger det bogførte langt fra taksten, er taksten ændret, eller der er bogført forkert; resten af "
        "året er så også forkert."
    ),
    remedy="Ret taksten, eller få posteringen omposteret.",
    example="Takst 50.000 pr. måned, bogført 65.000 pr. måned.",
    limits=("Væsentlighed, procent", "Væsentlighed, kroner"),
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Rows whose booked closed months together miss the expected by more than both limits (default 10 % and 5.000 kr.).

    The months are taken together, so that an invoice booked a month late is no finding. Where one bill is for a
    quarter, the quarters that are closed count.
    """
    closed = case.figures.closed
    rows = case.disposition.commitments
    if not closed or not len(rows):
        return
    of_months = billed_months(rows.unit)
    due = np.arange(12) < (closed // of_months * of_months)[:, None]
    booked = (case.figures.booked * due).sum(axis=1)
    expected = (case.figures.full * due).sum(axis=1)
    apart = np.abs(booked - expected)
    limits = {
        measure: tuple(
            case.settings.limit(name, measure) or 0 for name in (standard.LIMIT_PERCENT, standard.LIMIT_KRONER)
        )
        for measure in set(rows.measure)
    }
    for i in np.flatnonzero((booked != 0) & (expected != 0) & rows.computable & (rows.probability == 10_000)):
        percent, kroner = limits[rows.measure[i]]
        if apart[i] > kroner * 100 and apart[i] * 100 > percent * abs(expected[i]):
            share, amount = number(percent), kroner_text(round(kroner * 100))
            yield at_row(
                case, int(i), ("rate",), CODE, SEVERITY, kroner_text(int(booked[i])),
                f"Det bogførte i lukkede måneder er over {share} % og {amount} kr. fra det, taksten giver.",
                "Undersøg, om taksten er ændret, eller om der er bogført forkert.",
                int(apart[i]),
            )  # fmt: skip

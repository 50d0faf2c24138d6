"""A commitment above the amount or duration that needs a manager's approval."""

from collections.abc import Iterator

import numpy as np

from styring_xl import standard
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, at_row, shown
from styring_xl.danish.text import label
from styring_xl.danish.writing import kroner
from styring_xl.reading.problem import Kind

CODE = "bevillingskompetence"
SEVERITY = WARNING
TITLE = "Bevillingen er over grænsen for bevillingskompetence"
ABOUT = About(
    why="Bevillinger over grænsen skal være godkendt på et højere niveau, før pengene bruges.",
    remedy="Kontrollér godkendelsen.",
    example="Et helt år koster 1,6 mio. kr., og grænsen er 1,5 mio. kr.",
    limits=("Bevillingsgrænse, beløb", "Bevillingsgrænse, varighed"),
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Rows whose full year at today's rate, or whose months from start to stop, exceed the limit of their measure.

    Limits stand in *Opsætning*; where none is stated nothing is checked.
    """
    rows = case.disposition.commitments
    names = {name for name, _ in case.settings.limits}
    if not names & {label(standard.LIMIT_AMOUNT), label(standard.LIMIT_DURATION)} or not len(rows):
        return
    at = np.flatnonzero(rows.computable)
    full = rows.terms.take(at).year_price(case.figures.year)
    limits = {
        measure: tuple(case.settings.limit(name, measure) for name in (standard.LIMIT_AMOUNT, standard.LIMIT_DURATION))
        for measure in set(rows.measure)
    }
    for position, i in enumerate(at.tolist()):
        amount, months = limits[rows.measure[i]]
        if amount is not None and full[position] > amount * 100:
            yield at_row(
                case, i, ("rate",), CODE, SEVERITY, kroner(int(full[position])),
                "Bevillingens beløb på et helt år er over grænsen for bevillingskompetence.",
                "Kontrollér, at bevillingen er godkendt på rette niveau.",
            )  # fmt: skip
        if months is not None and not np.isnat(rows.stop[i]):
            days = int((rows.stop[i] - rows.start[i]).astype(int)) + 1
            if days > months * 365.25 / 12:
                yield at_row(
                    case, i, ("stop", "start"), CODE, SEVERITY, shown(rows.stop[i]),
                    "Bevillingens varighed er over grænsen for bevillingskompetence.",
                    "Kontrollér, at bevillingen er godkendt på rette niveau.",
                )  # fmt: skip

"""A commitment that holds the postings of another row, because that row could not be computed."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row
from styring_xl.reading.problem import Kind

CODE = "andres-posteringer"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Rækken har også en ikke beregnet rækkes posteringer"
ABOUT = About(
    why=(
        "Har en borger to rækker med samme foranstaltning, og kan den ene ikke beregnes, ligger begges bogførte beløb "
        "i den anden. Summen er rigtig, men rækkens lukkede måneder er for store."
    ),
    remedy="Ret den række, der ikke er beregnet.",
    example="Familiepleje med takst »se aftale« og en ny række fra 1. juli.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Computed rows whose citizen has another row of the same measure that is not."""
    rows = case.disposition.commitments
    if not case.figures.closed or rows.computable.all():
        return
    out = {
        (rows.cpr[i], rows.measure[i]) for i in range(len(rows)) if not rows.computable[i] and rows.cpr[i]
    }  # fmt: skip
    for i in range(len(rows)):
        if rows.computable[i] and (rows.cpr[i], rows.measure[i]) in out:
            yield at_row(
                case,
                i,
                ("measure", "cpr"),
                CODE,
                SEVERITY,
                rows.measure[i],
                "Borgerens anden række med samme foranstaltning er ikke beregnet; dens bogførte beløb ligger på denne.",
                "Ret den række, der ikke er beregnet, og opdater igen.",
            )

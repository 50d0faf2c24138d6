"""A measure the budget does not know."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row
from styring_xl.danish.text import label
from styring_xl.reading.disposition.disposition import NO_MEASURE
from styring_xl.reading.problem import Kind

CODE = "ukendt-foranstaltning"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Foranstaltningen står ikke i budgettet"
ABOUT = About(
    why="En stavefejl flytter rækken væk fra sin budgetlinje.",
    remedy="Ret stavemåden, eller tilføj budgetlinjen.",
    example="»Famileplejje« i disponeringen.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Each row with such a measure; it is computed and shown under »Uden budget«."""
    known = case.budget.measures()
    if not known:
        return
    for index, measure in enumerate(case.disposition.commitments.measure):
        if measure != NO_MEASURE and label(measure) not in known:
            yield at_row(
                case, index, ("measure", "cpr"), CODE, SEVERITY, measure,
                "Foranstaltningen står ikke i budgettet; rækken er regnet med under »Uden budget«.",
                "Ret stavemåden, eller tilføj foranstaltningen i budgettet.",
            )  # fmt: skip

"""A measure of the indsatstrappe that nothing in the workbook is called."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "trappe-foranstaltning"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "En foranstaltning i indsatstrappen findes ikke"
ABOUT = About(
    why="En stavefejl i tabellen lader den rigtige foranstaltning stå under »Uden trin« på Indsatstrappe.",
    remedy="Ret stavemåden, eller slet rækken.",
    example="»Famileplejje« i tabellen Indsatstrappe; disponeringen siger »Familiepleje«.",
)
KINDS: tuple[Kind, ...] = (Kind.STEP_UNKNOWN,)


def check(case: Evidence) -> Iterator[Finding]:
    """Rows of the table in *Parametre* whose measure stands neither in the budget, a commitment nor a posting."""
    for problem in case.told(KINDS):
        what = "Foranstaltningen findes hverken i budgettet, disponeringen eller posteringerne."
        yield at_problem(problem, CODE, SEVERITY, what, "Ret stavemåden, eller slet rækken.")

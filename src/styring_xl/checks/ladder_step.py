"""A step of the indsatstrappe that is no step."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "trappe-trin"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Et trin i indsatstrappen kan ikke læses"
ABOUT = About(
    why="Foranstaltningen står under »Uden trin« på Indsatstrappe, til trinnet kan læses.",
    remedy="Skriv et helt tal fra 0 til 9, f.eks. 4 eller Trin 4.",
    example="»højt« som trin for Døgninstitution.",
)
KINDS: tuple[Kind, ...] = (Kind.STEP,)


def check(case: Evidence) -> Iterator[Finding]:
    """Rows of the table in *Parametre* whose step is not 0..9; the row counts as not there."""
    for problem in case.told(KINDS):
        what = "Trinnet er ikke et helt tal fra 0 til 9, så rækken er ikke brugt."
        yield at_problem(problem, CODE, SEVERITY, what, "Skriv trinnets tal, f.eks. 4.")

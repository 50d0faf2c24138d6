"""A date that is no date: 31-02-2026, 12/31/2026, a word."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.header import FIELD_NAMES
from styring_xl.reading.problem import Kind

CODE = "dato"
SEVERITY = ERROR
STAKE = Stake.ROW
TITLE = "Datoen kan ikke læses"
ABOUT = About(
    why=(
        "En dato, der kan læses på to måder, flytter en hel bevilling. Rækken er derfor ikke regnet med, før "
        "datoen er sikker."
    ),
    remedy="Skriv datoen som dag-måned-år.",
    example="31-02-2026, 12/31/2026 eller »efter aftale« i Startdato.",
)
KINDS: tuple[Kind, ...] = (Kind.DATE,)


def check(case: Evidence) -> Iterator[Finding]:
    """Start and stop dates of the disposition, dates and periods of the ledger."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            f"{FIELD_NAMES[problem.field]} kan ikke læses som en dato.",
            "Skriv datoen som dag-måned-år, f.eks. 31-12-2026. Lad stopdatoen være tom, hvis den er åben.",
        )

"""A measure that *Parametre* puts on two lines of *Prognose*."""

from collections.abc import Iterator

from styring_xl import standard
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "prognoselinje"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "En foranstaltning har to prognoselinjer"
ABOUT = About(
    why="En foranstaltning på to linjer ville tælle to gange.",
    remedy="Skriv samme prognoselinje i alle foranstaltningens rækker.",
    example="Familiepleje står ved både Anbringelser og Pleje.",
)
KINDS: tuple[Kind, ...] = (Kind.FORECAST_LINE,)


def check(case: Evidence) -> Iterator[Finding]:
    """The later rows; the first one counts."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Foranstaltningen har en anden prognoselinje i en tidligere række; den første er brugt.",
            f"Skriv samme prognoselinje i alle foranstaltningens rækker i {standard.ACCOUNTS_TABLE}.",
        )

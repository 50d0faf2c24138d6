"""Closed months without a ledger: what stands in them counts as booked."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.reading.problem import Kind

CODE = "ingen-bogføring"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Der er lukkede måneder, men ingen posteringer at læse"
ABOUT = About(
    why=(
        "Uden posteringer kan lukkede måneder ikke afstemmes med økonomisystemet; det, der er tastet i "
        "månederne, gælder som bogført."
    ),
    remedy="Indsæt posteringerne, eller sæt Realiseret til og med til 0.",
    example="Realiseret til og med er 3, men projektmappen har intet ark med posteringer.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """The amounts typed in the closed months are then the booked ones; they are not written."""
    if case.settings.closed and not case.layout.of("posteringer"):
        sheet = case.layout.of("disponering")[0].sheet
        yield Finding(
            CODE, SEVERITY, sheet, 0, 0, str(case.settings.closed),
            "Måneder er lukket, men intet ark har posteringer; det, der står i månederne, er regnet som bogført.",
            "Tilføj posteringer (dato, beløb, CPR-nr., foranstaltning), hvis bogføringen skal hentes derfra.",
        )  # fmt: skip

"""Closed months without a ledger to take the booked amounts from."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, Case, Finding

CODE = "ingen-bogføring"
SEVERITY = ERROR
TITLE = "Der er lukkede måneder, men ingen posteringer at læse"


def check(case: Case) -> Iterator[Finding]:
    """The whole year is then computed as expected."""
    if case.settings.closed and not case.layout.of("posteringer"):
        sheet = case.layout.of("disponering")[0].sheet
        yield Finding(
            CODE, SEVERITY, sheet, 0, 0, str(case.settings.closed),
            "Måneder er angivet som realiseret, men intet ark har posteringer; hele året er regnet som forventet.",
            "Tilføj posteringer (dato, beløb, CPR-nr., foranstaltning), eller sæt realiseret til og med til 0.",
        )  # fmt: skip

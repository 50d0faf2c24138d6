"""Spend on a citizen and measure that nobody has committed."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, Case, Finding
from styring_xl.sheets.identity import spelled
from styring_xl.sheets.text import label

CODE = "udisponeret"
SEVERITY = WARNING
TITLE = "Der er bogført forbrug uden bevilling"


def check(case: Case) -> Iterator[Finding]:
    """Each citizen and measure once, at its first posting; the spend stands under »Udisponeret forbrug«."""
    if not case.figures.unplaced:
        return
    ledger = case.ledger
    wanted = {(cpr, label(measure)): measure for cpr, measure in case.figures.unplaced}
    first: dict[tuple[str, str], int] = {}
    labels = [label(measure) for measure in ledger.measures]
    codes = {i for i, cpr in enumerate(ledger.citizens) if any(cpr == known for known, _ in wanted)}
    for i in range(len(ledger)):
        if (
            int(ledger.cpr[i]) not in codes
            or ledger.year[i] != case.figures.year
            or ledger.month[i] > case.figures.closed
        ):
            continue
        key = (ledger.citizens[ledger.cpr[i]], labels[ledger.measure[i]])
        if key in wanted:
            first.setdefault(key, i)
    for (cpr, _), i in first.items():
        sheet = ledger.sheets[ledger.sheet[i]]
        table = next(table for table in case.layout.of("posteringer") if table.sheet == sheet)
        yield Finding(
            CODE, SEVERITY, sheet, int(ledger.row[i]), table.columns.get("cpr", table.columns["amount"]), spelled(cpr),
            "Borgeren har bogført forbrug på en foranstaltning uden bevilling; det står under »Udisponeret forbrug«.",
            "Tilføj bevillingen i disponeringen, eller ret posteringens CPR-nummer eller foranstaltning.",
        )  # fmt: skip

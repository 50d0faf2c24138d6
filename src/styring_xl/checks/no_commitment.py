"""Spend on a citizen and measure that nobody has committed."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.danish.citizen import spelled
from styring_xl.danish.text import label
from styring_xl.reading.ledger.entries import AMOUNT_FIELDS
from styring_xl.reading.problem import Kind
from styring_xl.reading.role_table import RoleTable

CODE = "udisponeret"
SEVERITY = WARNING
STAKE = Stake.BOOKED
TITLE = "Der er bogført forbrug uden bevilling"
ABOUT = About(
    why="Forbrug, ingen har disponeret, bliver ved, uden at prognosen ved det.",
    remedy="Tilføj bevillingen, eller ret posteringen.",
    example="Der er betalt for Aflastning til en borger, der kun har Familiepleje.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Each citizen and measure once, at its first posting; the spend stands under »Udisponeret forbrug«."""
    if not case.figures.unplaced:
        return
    ledger = case.ledger
    wanted = {(cpr, label(measure)): measure for cpr, measure in case.figures.unplaced}
    first: dict[tuple[str, str], int] = {}
    labels = [label(measure) for measure in ledger.measures]
    people = {cpr for cpr, _ in wanted}
    asked = np.fromiter((cpr in people for cpr in ledger.citizens), bool, len(ledger.citizens))
    counted = (ledger.year == case.figures.year) & (ledger.month <= case.figures.closed)
    for i in np.flatnonzero(asked[ledger.cpr] & counted).tolist():
        key = (ledger.citizens[ledger.cpr[i]], labels[ledger.measure[i]])
        if key in wanted:
            first.setdefault(key, i)
    spent: dict[tuple[str, str], int] = defaultdict(int)
    for (cpr, measure), ore in case.figures.unplaced.items():
        spent[cpr, label(measure)] += int(ore.sum())
    for (cpr, measure), i in first.items():
        sheet = ledger.sheets[ledger.sheet[i]]
        table = next(table for table in case.layout.of("posteringer") if table.sheet == sheet)
        yield Finding(
            CODE, SEVERITY, sheet, int(ledger.row[i]), _at(table), spelled(cpr),
            "Borgeren har bogført forbrug på en foranstaltning uden bevilling; det står under »Udisponeret forbrug«.",
            "Tilføj bevillingen i disponeringen, eller ret posteringens CPR-nummer eller foranstaltning.",
            abs(spent[cpr, measure]),
        )  # fmt: skip


def _at(table: RoleTable) -> int:
    """The column of a posting's citizen, or of its amount where the citizen stands in a text."""
    return next(table.columns[name] for name in ("cpr", *AMOUNT_FIELDS) if name in table.columns)

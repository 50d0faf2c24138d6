"""The same postings in the same order in two places of the ledger, as when two extracts overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.danish.phrase import counted
from styring_xl.model.arrays import Integers, Narrow
from styring_xl.model.repeats import repeated_runs
from styring_xl.reading.header import POSTINGS
from styring_xl.reading.ledger.rows import Ledger
from styring_xl.reading.problem import Kind

CODE = "posteringer-to-gange"
SEVERITY = WARNING
STAKE = Stake.BOOKED
TITLE = "De samme posteringer står to gange"
ABOUT = About(
    why=(
        "Sættes et udtræk ind under et andet, og har begge den samme måned, er månedens posteringer regnet med to "
        "gange, og forventet regnskab er for højt."
    ),
    remedy="Slet rækkerne det ene sted. Er der virkelig bogført to gange, så skriv en note ud for fundet.",
    example="Række 120-180 har samme dage, borgere, foranstaltninger og beløb som række 40-100, i samme orden.",
)
KINDS: tuple[Kind, ...] = ()

_FEWEST: Final = 10
"""Different postings in a row. Fewer may be two bills that look alike, paid on one day."""


def check(case: Evidence) -> Iterator[Finding]:
    """One finding for each stretch, at its first row. Postings without a day are not looked at: those of a month are
    often alike."""
    ledger = case.ledger
    is_dated = ~np.isnat(ledger.booked)
    if int(is_dated.sum()) < 2 * _FEWEST:
        return
    days = ledger.booked.view(np.int64)
    fields: Sequence[Integers | Narrow] = (days, ledger.amount, ledger.cpr, ledger.measure, ledger.supplier)
    if not is_dated.all():
        fields = [each[is_dated] for each in fields]
    for run in repeated_runs(fields, _FEWEST):
        dated = np.flatnonzero(is_dated)
        again, before = (dated[at : at + run.length] for at in (run.start, run.earlier))
        sheet = ledger.sheets[ledger.sheet[again[0]]]
        what = (
            f"{counted(run.length, 'postering', 'posteringer')} i {_rows(ledger, again, sheet)} er de samme som i "
            f"{_rows(ledger, before, sheet)}: dag, borger, foranstaltning og beløb, i samme orden. Begge er regnet med."
        )
        column = next(table.columns["amount"] for table in case.layout.of(POSTINGS) if table.sheet == sheet)
        yield Finding(
            CODE, SEVERITY, sheet, int(ledger.row[again[0]]), column, "", what,
            "Slet dem det ene sted. Er der virkelig bogført to gange, så skriv en note her.",
            abs(int(ledger.amount[again].sum())), run.length,
        )  # fmt: skip


def _rows(ledger: Ledger, at: Integers, here: str) -> str:
    """The rows of some postings, and their sheet where it is another than the finding's."""
    first, last = int(ledger.row[at[0]]), int(ledger.row[at[-1]])
    sheets = [ledger.sheets[ledger.sheet[each]] for each in (at[0], at[-1])]
    there = "" if {*sheets} == {here} else f" på »{sheets[0]}«"
    return f"række {first}-{last}{there}" if sheets[0] == sheets[1] else f"række {first} og frem{there}"

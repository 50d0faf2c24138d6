"""The account of reading in a line for each kind of table, as *Kontrol* and the command line say it."""

from __future__ import annotations

from msgspec.structs import replace

from styring_xl import standard
from styring_xl.figures.compute import Figures
from styring_xl.reading import account, header
from styring_xl.reading.account import RowFate
from styring_xl.reading.snapshot import Snapshot


def lines(snapshot: Snapshot, figures: Figures, at_stake: int) -> tuple[str, ...]:
    """``Disponering: 165 rækker — 161 bevillinger 1.000 kr. · …``, then posteringer and budget where they are read.

    A bevilling counts what its row comes to when it is written, not what stood there before, so that the line says the
    same at every refresh. ``at_stake`` is the øre of rows and postings that are not counted.
    """
    found = []
    for role, tables in account.merged(snapshot.accounts).items():
        kinds = account.summed(each for table in tables for each in table.kinds)
        title = role.capitalize() + (f" ({len(tables)} ark)" if len(tables) > 1 else "")
        if role == header.DISPOSITION:
            rest = at_stake - abs(snapshot.ledger.refused_amount)
            known = {RowFate.COMMITMENT: int(figures.months.sum()), RowFate.NOT_COMPUTED: rest}
            kinds = tuple(replace(each, ore=known.get(each.kind, each.ore)) for each in kinds)
        line = account.sentence(title, kinds)
        if role == header.POSTINGS and figures.closed:
            month = standard.MONTH_NAMES[figures.closed - 1]
            realised = account.shown_kroner(figures.realised)
            line += f", heraf realiseret i {figures.year} til og med {month} {realised} kr."
        found.append(line)
    return tuple(found)

"""The kroner that a finding about one row is about: what the row comes to in the workbook."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from msgspec.structs import replace

from styring_xl.checks.finding import Check, Evidence, Finding, Stake


class RowKroner:
    """What the rows of one workbook come to, by sheet and row; looked up when a finding asks."""

    def __init__(self, case: Evidence) -> None:
        self._case = case

    def priced(self, rule: Check, finding: Finding) -> Finding:
        """The finding with its kroner, where its rule says they are those of its row and it is about one row alone."""
        if rule.STAKE != Stake.ROW or finding.ore is not None or finding.rows != 1 or not finding.row:
            return finding
        return replace(finding, ore=self._of(finding.sheet, finding.row))

    def _of(self, sheet: str, row: int) -> int | None:
        found = self._rows.get((sheet, row))
        if found is None and sheet in self._case.ledger.sheets:
            ledger = self._case.ledger
            at = np.flatnonzero((ledger.row == row) & (ledger.sheet == ledger.sheets.index(sheet)))
            found = int(ledger.amount[at].sum()) if len(at) else None
        return None if found is None else abs(found)

    @cached_property
    def _rows(self) -> dict[tuple[str, int], int]:
        """Øre of commitments, puljer and budget lines; a row that nothing tells the amount of is not there."""
        case = self._case
        rows = case.disposition.commitments
        sums = case.figures.months.sum(axis=1).tolist()
        found = {(each.place.sheet, each.place.row): each.revised for each in case.budget.lines}
        found |= {
            (each.place.sheet, each.place.row): each.amount
            for each in case.disposition.pools
            if each.amount is not None
        }
        for at, (place, ore) in enumerate(zip(rows.places, sums, strict=True)):
            if rows.computable[at]:
                found[place.sheet, place.row] = ore
            elif case.lost.get(at):
                found[place.sheet, place.row] = case.lost[at]
        return found

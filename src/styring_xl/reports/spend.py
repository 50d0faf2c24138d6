"""*Månedsforbrug*: a row per citizen and measure, twelve months, and totals that foot."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.patch import Area
from styring_xl.danish.citizen import spelled
from styring_xl.figures.compute import Figures
from styring_xl.figures.spend_lines import CITIZEN, EARLIER, NO_PERSON, POOL, UNPLACED
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows, kroner
from styring_xl.standard import style

AREA: Final = standard.SPEND_AREA
LABELS: Final = {
    UNPLACED: "Udisponeret forbrug",
    NO_PERSON: "Ikke personhenførbart",
    POOL: "Pulje",
    EARLIER: "Kun sidste år",
}
_MONTH: Final = 3
_TOTAL: Final = 15


def applies(snapshot: Snapshot) -> bool:
    """Always."""
    return True


def draw(material: Material, site: Site) -> Drawn:
    """The whole sheet from its header row down. Amounts are kroner of whole øre."""
    return Drawn((_area(material.figures, site.sheet, site.corner.top, site.corner.left),))


def _area(figures: Figures, sheet: str, top: int, left: int) -> Area:
    closed = figures.closed
    rows = Rows(sheet, top, left, len(standard.SPEND_COLUMNS))
    header = [style.HEADER] * 3 + [style.HEADER_BOOKED] * closed + [style.HEADER_NUMBER] * (14 - closed)
    rows.add(standard.SPEND_COLUMNS, header)
    months = [style.BOOKED] * closed + [style.COMPUTED] * (12 - closed)
    looks = [style.COMPUTED_TEXT] * 3 + months + [style.COMPUTED] * 2
    bottom: list[int] = [0] * 14
    first = rows.next_row
    start, end = rows.cell(first, _MONTH), rows.cell(first, _TOTAL - 1)
    first_letters, last_letters = start.rstrip("0123456789"), end.rstrip("0123456789")
    for line in figures.lines:
        text = line.supplier if line.kind == CITIZEN else LABELS[line.kind]
        row = rows.next_row
        amounts = line.months.tolist()
        whole = kroner(line.amount)
        total: Content = whole
        if line.kind not in (POOL, EARLIER):
            total = Formula(f"SUM({first_letters}{row}:{last_letters}{row})", whole)
        shown: list[Content] = [kroner(a) if a else None for a in amounts]
        rows.add(
            [spelled(line.cpr) or None, line.measure or None, text or None, *shown, total, kroner(line.last_year)],
            looks,
        )
        bottom[:12] = np.add(bottom[:12], amounts).tolist()
        bottom[12] += line.amount
        bottom[13] += line.last_year
    last = rows.next_row - 1
    sums: list[Content] = []
    for index, amount in enumerate(bottom, start=_MONTH):
        if last < first:
            sums.append(0.0)
        else:
            sums.append(Formula(f"SUM({rows.cell(first, index)}:{rows.cell(last, index)})", kroner(amount)))
    rows.add(["I alt", None, None, *sums], [style.TOTAL_TEXT] * 3 + [style.TOTAL] * 14)
    return rows.area(AREA)

"""Links from a result sheet to the sheets its figures come from."""

from __future__ import annotations

from collections.abc import Mapping

from styring_xl.cells.cell import address, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.reading.disposition.disposition import Place
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Rows
from styring_xl.standard import style


def lead(rows: Rows, material: Material, texts: Mapping[str, str]) -> None:
    """A row for each result the workbook has: its rectangle's name -> the text, with ``{}`` for its sheet's name."""
    for area, text in texts.items():
        if area in material.sites:
            other = material.sites[area]
            row = rows.add([text.format(other.sheet)], [style.LINK])
            target = f"{quote_sheet(other.sheet)}!{address(other.corner.top, other.corner.left)}"
            rows.links.append(Link(row, rows.left, target, f"Gå til {other.sheet}"))


def to_row(rows: Rows, row: int, column: int, place: Place) -> None:
    """Makes the cell a link to a row of another sheet."""
    target = f"{quote_sheet(place.sheet)}!{address(place.row, 1)}"
    rows.links.append(Link(row, column, target, f"Gå til række {place.row}"))

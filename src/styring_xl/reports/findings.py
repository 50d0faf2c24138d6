"""*Kontrol*: the findings, each one click from its cell, under a summary of what could not be computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl.books.cell import Content, quote_sheet
from styring_xl.books.patch import Area, Link
from styring_xl.checks.finding import ERROR, WARNING, Finding
from styring_xl.reports.report import Site
from styring_xl.sheets import standard, style
from styring_xl.sheets.area import Rows, kroner

_CELL: Final = 4
_AT_STAKE: Final = (
    "Det beløb, rækkerne viser; ellers taksten for et helt år. Posteringer: det beløb, der ikke er regnet med."
)


def area(findings: Sequence[Finding], rows_not_computed: int, ore_not_computed: int, site: Site) -> Area:
    """The summary, the header and a row per finding, as one regenerated area."""
    left = site.corner.left
    rows = Rows(site.sheet, site.corner.top, left, len(standard.FINDINGS_COLUMNS))
    figures = (
        float(sum(f.severity == ERROR for f in findings)),
        float(sum(f.severity == WARNING for f in findings)),
        float(rows_not_computed),
        kroner(ore_not_computed),
    )
    for text, figure in zip(standard.FINDINGS_SUMMARY, figures, strict=True):
        cells: list[Content] = [None] * standard.FINDINGS_SUMMARY_COLUMN
        looks: list[str | None] = [None] * standard.FINDINGS_SUMMARY_COLUMN
        cells[0], looks[0] = text, style.LABEL
        cells[-1], looks[-1] = figure, style.COMPUTED
        if text == standard.FINDINGS_SUMMARY[-1]:
            cells.append(_AT_STAKE)
            looks.append(style.NOTE)
        rows.add(cells, looks)
    rows.add([], [])
    rows.add(standard.FINDINGS_COLUMNS, [style.HEADER] * len(standard.FINDINGS_COLUMNS))
    for number, finding in enumerate(findings, start=1):
        target = finding.cell or finding.sheet
        row = rows.add(
            [
                float(number),
                finding.severity,
                finding.code,
                finding.sheet,
                target,
                finding.value or None,
                finding.what,
                finding.remedy,
            ],
            [
                style.COMPUTED_WHOLE,
                style.ERROR if finding.severity == ERROR else style.WARNING,
                *[style.COMPUTED_TEXT] * 2,
                style.LINK,
                *[style.COMPUTED_WRAPPED] * 3,
            ],
        )
        rows.links.append(
            Link(row, left + _CELL, f"{quote_sheet(finding.sheet)}!{finding.cell or 'A1'}", "Gå til cellen")
        )
    if not findings:
        rows.add([None, None, None, None, None, None, "Der er ingen fund."], [style.COMPUTED_WRAPPED] * 8)
    return rows.area(standard.FINDINGS_AREA)

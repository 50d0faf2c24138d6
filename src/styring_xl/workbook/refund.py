"""*Statsrefusion* before its first refresh."""

from __future__ import annotations

from styring_xl.sheets import standard
from styring_xl.workbook import result
from styring_xl.workbook.canvas import Canvas


def add(canvas: Canvas) -> None:
    """Add the sheet. The months of the refund are printed on pages of their own, beside the names."""
    width = len(standard.REFUND_CASES)
    sheet = result.add_sheet(
        canvas,
        standard.REFUND,
        "wsStatsrefusion",
        "Statsrefusion i særligt dyre enkeltsager",
        "Øverst årets refusion pr. lov, grænserne og refusionslinjen i budgettet; derunder hver sag nær grænserne, "
        "måned for måned. Klik på CPR-nr. for at komme til bevillingen.",
    )
    result.widths(sheet, (50, 21, 16, 16, *(11,) * (width - 4)))
    result.header(canvas, sheet, standard.HEADER_ROW, standard.REFUND_SECTION, text_columns=1)
    sheet.freeze_panes(0, 1)
    canvas.page(sheet)
    sheet.repeat_columns(0, 0)
    months = width - 24
    canvas.print_columns(sheet, standard.REFUND, (1, months + 12), (months + 13, width))
    result.mark(canvas, standard.REFUND_AREA, standard.REFUND, standard.HEADER_ROW, width)

"""*Statsrefusion* before its first refresh."""

from __future__ import annotations

from styring_xl import standard
from styring_xl.standard import style
from styring_xl.workbook import result
from styring_xl.workbook.canvas import Canvas


def add(canvas: Canvas) -> None:
    """Add the sheet. The months of the refund are printed on pages of their own, beside names of their own."""
    width = len(standard.REFUND_CASES)
    sheet = result.add_sheet(
        canvas,
        standard.REFUND,
        "wsStatsrefusion",
        "Statsrefusion i særligt dyre enkeltsager",
        "Øverst årets refusion pr. lov, grænserne og refusionslinjen i budgettet; derunder hver sag nær grænserne, "
        "måned for måned. Klik på CPR-nr. for at komme til bevillingen.",
    )
    result.widths(sheet, (50, 21, 16, 16, *(11,) * 12, 32, *(13,) * 12))
    result.header(canvas, sheet, standard.HEADER_ROW, standard.REFUND_SECTION, text_columns=1)
    canvas.write(sheet, standard.TITLE_ROW, width - 12, "Statsrefusion pr. måned", style.TITLE)
    sheet.freeze_panes(0, 1)
    canvas.page(sheet)
    canvas.print_columns(sheet, standard.REFUND, (1, width - 13), (width - 12, width))
    result.mark(canvas, standard.REFUND_AREA, standard.REFUND, standard.HEADER_ROW, width)

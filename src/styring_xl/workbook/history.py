"""*Historik* before the first closing."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.standard import style
from styring_xl.workbook import result
from styring_xl.workbook.canvas import Canvas

_READABLE: Final = len(standard.HISTORY_COLUMNS) - 1


def add(canvas: Canvas) -> None:
    """Add the sheet; what Forklaring computes from stands right of what is printed."""
    sheet = result.add_sheet(
        canvas,
        standard.HISTORY,
        "wsHistorik",
        "Historik: lukkede måneder og budgetrevisioner",
        "En række pr. lukning. Skriv kun i Note: en række, der er rettet i, kan ikke forklares mere. "
        "styring-xl reopen åbner en måned igen.",
        # A refresh writes nothing here, so it must not be waited for.
        "Intet er lukket endnu. Rækkerne kommer, når en måned lukkes, eller en revision gemmes.",
    )
    result.widths(sheet, (24, 11, 12, 13, 13, 17, 17, 17, 15, 13, 50, 13, 10, 38, 13, 18))
    texts = (0, 1, 3, 9, 10, 13, 14, 15)
    looks = tuple(style.HEADER if at in texts else style.HEADER_NUMBER for at in range(_READABLE + 1))
    sheet.set_row_pixels(standard.HEADER_ROW - 1, 54)
    canvas.row(sheet, standard.HEADER_ROW, standard.HISTORY_COLUMNS, looks)
    sheet.freeze_panes(standard.HEADER_ROW, 1)
    canvas.page(sheet, standard.HEADER_ROW)
    canvas.print_columns(sheet, standard.HISTORY, (1, _READABLE))
    result.mark(canvas, standard.HISTORY_AREA, standard.HISTORY, standard.HEADER_ROW, _READABLE + 1)

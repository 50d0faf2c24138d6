"""The buttons on the sheets of the standard workbook."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.standard import style
from styring_xl.standard.commands import BUTTONS, CHECK, HISTORY, IMPORT, UPDATE
from styring_xl.workbook import start
from styring_xl.workbook.canvas import Canvas

_WIDTH: Final = 128
_WIDE: Final = 152
"""For the longest words, in any font; on *Start* all have it, so that they stand in columns."""
_WIDTHS: Final = {UPDATE: 142, IMPORT: 142, CHECK: 120, HISTORY: 134}
"""What the words take in a wide font; on *Disponering* they end with their column."""
_HEIGHT: Final = 28
_GAP: Final = 8
_STEP: Final = f"Tryk på {UPDATE.label} (uden knapper: styring-xl refresh på den lukkede fil)."
_FETCH: Final = f"Tryk på {IMPORT.label}, eller indsæt årets posteringer under dem, der står der i forvejen."


def add(canvas: Canvas) -> None:
    """Put the buttons on the finished sheets, and let the routine on *Start* name the button it means."""
    for name, rows in BUTTONS.items():
        sheet = canvas.book.get_worksheet_by_name(name)
        for place, buttons in rows:
            left = place.x
            for command in buttons:
                width = _WIDE if name == standard.START else _WIDTHS.get(command, _WIDTH)
                sheet.insert_button(
                    place.row - 1,
                    place.column - 1,
                    {
                        "macro": command.macro,
                        "caption": command.label,
                        "description": command.help,
                        "width": width,
                        "height": _HEIGHT,
                        "x_offset": left,
                        "y_offset": place.y,
                    },
                )
                left += width + _GAP
    hint = canvas.book.get_worksheet_by_name(standard.START)
    row = next(at for at, (_, target) in enumerate(start.STEPS, start.FIRST_STEP_ROW) if target == standard.POSTINGS)
    canvas.write(hint, row, 2, _FETCH, style.COMPUTED_TEXT)
    row = next(at for at, (_, target) in enumerate(start.STEPS, start.FIRST_STEP_ROW) if target is None)
    canvas.write(hint, row, 2, _STEP, style.COMPUTED_TEXT)

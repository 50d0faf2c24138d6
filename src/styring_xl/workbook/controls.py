"""The buttons on the sheets of the standard workbook: which macro, where, and what they say."""

from __future__ import annotations

from typing import Final, NamedTuple

from styring_xl import standard
from styring_xl.standard import style
from styring_xl.workbook import start
from styring_xl.workbook.canvas import Canvas

UPDATE: Final = ("OpdaterPrognose", "Opdater prognose", "Beregner måneder, forbrug, afvigelse og kontrol på ny")
PREVIEW: Final = ("VisAendringer", "Vis ændringer", "Viser, hvilke celler en opdatering vil ændre")
CHECK: Final = ("KontrollerData", "Kontrollér data", "Finder fejl og mangler og skriver dem i Kontrol")
IMPORT: Final = ("HentPosteringer", "Hent posteringer", "Henter udtræk fra økonomisystemet, hver postering én gang")
UNDO: Final = ("Fortryd", "Fortryd", "Fører den seneste opdatering tilbage")
CLOSE: Final = ("LukMaaned", "Luk måned", "Lukker måneden, afstemmer og gemmer den i Historik")
ABOUT: Final = ("OmStyring", "Om/Hjælp", "Versioner og vejledning")

_WIDTH: Final = 128
_HEIGHT: Final = 28
_GAP: Final = 8
_STEP: Final = "Tryk på Opdater prognose (uden knapper: styring-xl refresh på den lukkede fil)."
_FETCH: Final = "Tryk på Hent posteringer, eller indsæt årets posteringer under dem, der står der i forvejen."


class Anchor(NamedTuple):
    """Where a sheet's row of buttons begins: row and column from 1, and pixels into that cell."""

    row: int
    column: int
    x: int
    y: int


# A button inside one column keeps its size where another font makes the columns wider.
BUTTONS: Final = {
    standard.START: (
        (Anchor(4, 2, 0, 4), (IMPORT, UPDATE, CHECK, CLOSE)),
        (Anchor(5, 2, 0, 2), (PREVIEW, UNDO, ABOUT)),
    ),
    standard.DISPOSITION: ((Anchor(1, 3, 2, 2), (UPDATE, CHECK)),),
    standard.POSTINGS: ((Anchor(1, 3, 10, 2), (IMPORT,)),),
    standard.SPEND: ((Anchor(1, 3, 10, 2), (UPDATE,)),),
    standard.VARIANCE: ((Anchor(1, 3, 60, 2), (UPDATE, PREVIEW)),),
    standard.EXPLANATION: ((Anchor(1, 5, 10, 2), (UPDATE, CLOSE)),),
    standard.HISTORY: ((Anchor(1, 7, 10, 2), (CLOSE,)),),
    standard.FINDINGS: ((Anchor(1, 4, 10, 2), (UPDATE, CHECK)),),
}
"""The rows of buttons of each sheet."""


def add(canvas: Canvas) -> None:
    """Put the buttons on the finished sheets, and let the routine on *Start* name the button it means."""
    for name, rows in BUTTONS.items():
        sheet = canvas.book.get_worksheet_by_name(name)
        for place, buttons in rows:
            for number, (macro, caption, description) in enumerate(buttons):
                sheet.insert_button(
                    place.row - 1,
                    place.column - 1,
                    {
                        "macro": macro,
                        "caption": caption,
                        "description": description,
                        "width": _WIDTH,
                        "height": _HEIGHT,
                        "x_offset": place.x + number * (_WIDTH + _GAP),
                        "y_offset": place.y,
                    },
                )
    hint = canvas.book.get_worksheet_by_name(standard.START)
    row = next(at for at, (_, target) in enumerate(start.STEPS, start.FIRST_STEP_ROW) if target == standard.POSTINGS)
    canvas.write(hint, row, 2, _FETCH, style.COMPUTED_TEXT)
    row = next(at for at, (_, target) in enumerate(start.STEPS, start.FIRST_STEP_ROW) if target is None)
    canvas.write(hint, row, 2, _STEP, style.COMPUTED_TEXT)

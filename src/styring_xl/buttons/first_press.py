"""The first press in a workbook explains itself. The workbook itself says whether it is: its sheets still say that
nothing is computed, which the press writes over, so nobody is told twice."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.books.live import LiveBook
from styring_xl.reports.sheet import NOT_REFRESHED
from styring_xl.standard.commands import CHECK, UNDO, UPDATE

UPDATED: Final = (
    f"\n\nDet var arkets første opdatering: måneder og forventet regnskab er regnet ud af dine egne rækker, og "
    f"resultatarkene er fyldt. Begynd på {standard.FINDINGS}, hvor det dyreste står øverst, og se så "
    f"{standard.VARIANCE}; {standard.START} viser vejen til resten. Intet, du har skrevet, er ændret, og {UNDO.label} "
    f"fører det hele tilbage."
)
CHECKED: Final = (
    f"\n\nDet var arkets første kontrol: kun {standard.FINDINGS} er skrevet, og ingen tal er rørt. Hver slags fund er "
    f"én linje med sine kroner, og et klik på cellen fører dig derhen. Ret i grundlaget, tryk {CHECK.label} igen, og "
    f"tryk så {UPDATE.label}."
)


def is_first(live: LiveBook, area: str) -> bool:
    """Whether the sheet of a result still says that it has not been computed."""
    place = live.resolve(area)
    if place is None:
        return False
    sheet, ref = place
    row = ref.top - (standard.AREA_ROW - standard.STATUS_ROW)
    return row >= 1 and live.head(sheet).value(row, ref.left) == NOT_REFRESHED

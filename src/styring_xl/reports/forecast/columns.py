"""The columns of *Prognose*."""

from __future__ import annotations

from typing import Final

from styring_xl.figures.forecast_lines import YEARS
from styring_xl.model import forecast
from styring_xl.reports import comment_rows
from styring_xl.reports.sheet import Heading
from styring_xl.standard import look, style
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.look import Look
from styring_xl.standard.rule import DropDown

AREA: Final = "Styring_Prognose"
METHOD: Final = "Metode"
ESTIMATE: Final = "Skøn / DCO"
OUTSIDE: Final = "Udgifter uden for disponering"
RISK: Final = "RISIKO [R]"
UNKNOWN: Final = "UKENDT TILGANG [T]"

EARLIER: Final = tuple(f"earlier{back}" for back in range(YEARS, 0, -1))
"""The names of the columns of earlier years, the oldest first."""
_ERROR: Final = Look(style.COMPUTED_PERCENT, style.GROUP_TEXT, style.TOTAL_TEXT)


def columns(heading: Heading) -> Columns:
    """The columns in a regnskabsår; without one the earlier years have no number yet.

    The headers say which way a result is counted.
    """
    year, sign = heading.year, heading.sign
    result = sign.difference("budget", "prognose", " − ")
    all_result = sign.difference("budget", "forbrug", " − ")
    return (
        Column("name", "Prognoselinje", look.TEXT, 44),
        *(
            Column(name, f"Regnskab {year - back}" if year else f"Regnskab {back} år før", look.KRONER, 13, summed=True)
            for name, back in zip(EARLIER, range(YEARS, 0, -1), strict=True)
        ),
        Column("original", "Oprindeligt budget", look.KRONER, 13, summed=True),
        Column("revised", "Korrigeret budget", look.KRONER, 13, summed=True),
        Column("spent", "Forbrug år til dato", look.KRONER, 13, summed=True),
        Column("twelfths", "12/12", look.KRONER, 13, summed=True),
        Column("last_twelve", "Gældende 12 mdr.", look.KRONER, 13, summed=True),
        Column("difference", "DIFF (12 mdr. − 12/12)", look.KRONER, 13, "{last_twelve}-{twelfths}", summed=True),
        Column("method", METHOD, look.TYPED_CHOICE, 10, rule=DropDown(forecast.METHODS, "Vælg en metode på listen.")),
        Column("estimate", ESTIMATE, look.TYPED_KRONER, 13),
        Column("disposed", "Prognose fra disponering", look.KRONER, 14, summed=True),
        Column("outside", OUTSIDE, look.TYPED_KRONER, 15, summed=True),
        Column("auto", "AUTO vælger", look.TEXT, 9),
        Column("error", "AUTO's fejl", _ERROR, 8),
        Column("used", "Anvendt metode", look.TEXT, 10),
        Column("forecast", "Forbrugsprognose", look.KRONER, 17, summed=True),
        Column("result", f"Resultatprognose ({result})", look.KRONER, 17, summed=True),
        Column("risk", RISK, look.TYPED_KRONER, 13, summed=True),
        Column("unknown", UNKNOWN, look.TYPED_KRONER, 14, summed=True),
        Column("all", "Forbrug i alt", look.KRONER, 14, summed=True),
        Column(
            "all_result",
            f"Resultat i alt ({all_result})",
            look.KRONER,
            16,
            summed=True,
        ),
        Column("word", "Mindre-/merforbrug", look.TEXT, 15),
        Column("late", "Forventede efterposteringer", look.KRONER, 16, summed=True),
        Column("low", "P10", look.KRONER, 13),
        Column("simulated", "P50 (SIM)", look.KRONER, 13),
        Column("high", "P90", look.KRONER, 13),
        *comment_rows.COLUMNS,
        Column("source", "Kilde", look.TEXT, 13),
    )


WIDTH: Final = len(columns(Heading()))
TYPED: Final = {
    column.header: column.name
    for column in columns(Heading())
    if column.look.typed and column not in comment_rows.COLUMNS
}
"""What a user fills in beside words, by its header; the other columns are regenerated."""

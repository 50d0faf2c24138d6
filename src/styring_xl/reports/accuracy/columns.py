"""The columns of *Træfsikkerhed*'s tables."""

from __future__ import annotations

from typing import Final

from styring_xl.reports.sheet import Heading
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns

INSIDE: Final = "I P10-P90"
_SAID: Final = (("expected", "Forventet"), ("typed", "Prognose"))
_BAND: Final = (("low", "P10"), ("middle", "P50"), ("high", "P90"))


def columns(heading: Heading) -> Columns:
    """What a closing said of the year, the result, and how far off it was; a closing on each line."""
    del heading
    return _columns("Sagt ved lukningen", "Resultat")


def lines(closing: str) -> Columns:
    """The same of one closing, a line of *Prognose* on each."""
    return _columns(closing, "Resultat")


def _columns(first: str, result: str) -> Columns:
    return (
        Column("name", first, look.TEXT, 36),
        *(Column(name, text, look.KRONER, 13, summed=True) for name, text in _SAID),
        *(Column(name, text, look.KRONER, 13) for name, text in _BAND),
        Column("result", result, look.KRONER, 13, summed=True),
        *(
            Column(f"off_{name}", f"Fejl, {text.lower()}", look.KRONER, 15, f"{{result}}-{{{name}}}", summed=True)
            for name, text in _SAID
        ),
        Column("off_middle", "Fejl, P50", look.KRONER, 13, "{result}-{middle}"),
        Column("inside", INSIDE, look.TEXT, 11),
    )


WIDTH: Final = len(columns(Heading()))

MONTHS_SINCE: Final = (
    Column("name", "Januar til og med nu"),
    Column("expected", "Forventet", look.KRONER),
    *(Column(name, text, look.KRONER) for name, text in _BAND),
    Column("come", "Bogført", look.KRONER),
    Column("awaited", "Ventes endnu", look.KRONER),
    Column("result", "I alt", look.KRONER, 0, "{come}+{awaited}"),
    Column("off_expected", "Fejl, forventet", look.KRONER, 0, "{result}-{expected}"),
    Column("off_middle", "Fejl, P50", look.KRONER, 0, "{result}-{middle}"),
    Column("inside", INSIDE),
)

BIAS: Final = (
    Column("name", "Gennemsnit af lukningerne"),
    Column("closings", "Lukninger", look.WHOLE),
    Column("expected", "Forventet", look.KRONER, summed=True),
    Column("typed", "Prognose", look.KRONER, summed=True),
    Column("middle", "P50", look.KRONER),
    Column("result", "Resultat", look.KRONER, summed=True),
    Column("off_expected", "Skævhed, forv.", look.KRONER, 0, "{result}-{expected}", summed=True),
    Column("off_typed", "Skævhed, prog.", look.KRONER, 0, "{result}-{typed}", summed=True),
    Column("off_middle", "Skævhed, P50", look.KRONER, 0, "{result}-{middle}"),
    Column("banded", "Med P10-P90", look.WHOLE),
    Column("inside", "Ramt", look.PERCENT),
)

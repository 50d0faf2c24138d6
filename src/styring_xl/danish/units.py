"""The words for a rate's unit and for the rule of periodisering; the first word of each unit is the sheet's own."""

from __future__ import annotations

from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.danish.text import Unreadable, is_blank, label
from styring_xl.model.rate_unit import RateUnit, Rule

_WORDS: Final[dict[RateUnit, str]] = {
    RateUnit.MONTH: "måned|måneder|md|mdr|mdl|mnd|månedlig|månedligt|pr måned|pr md|pr mdr|kr md|kr pr md|kr pr måned"
    "|månedstakst",
    RateUnit.DAY: "døgn|dag|dage|daglig|dagligt|pr døgn|pr dag|kr døgn|kr pr døgn|kr pr dag|døgntakst|dagtakst",
    RateUnit.WEEK: "uge|uger|ugentlig|ugentligt|pr uge|kr uge|kr pr uge|ugetakst",
    RateUnit.YEAR: "år|årlig|årligt|helår|pr år|kr år|kr pr år|årstakst",
    RateUnit.HOUR: "time|timer|pr time|kr time|kr pr time|timetakst|timer pr uge|timer om ugen",
    RateUnit.ONCE: "engang|éngang|en gang|engangs|engangsbeløb|engangsudgift|engangsydelse|engangsbevilling"
    "|éngangsbeløb",
    RateUnit.QUARTER: "kvartal|kvartaler|kvartalsvis|kvartalsvist|kvt|pr kvartal|pr kvt|kr kvartal|kr pr kvartal"
    "|kvartalstakst",
}
RATE_UNITS: Final = tuple(_WORDS[unit].partition("|")[0] for unit in RateUnit)
"""What the sheets call each unit, by its code."""
UNITS: Final = {name: unit for unit, names in _WORDS.items() for name in names.split("|")}
_RULES: Final = {
    "dage": Rule.DAYS,
    "dag": Rule.DAYS,
    "faktiske dage": Rule.DAYS,
    "hele": Rule.WHOLE,
    "hele måneder": Rule.WHOLE,
    "hel måned": Rule.WHOLE,
    "påbegyndt måned": Rule.WHOLE,
    "påbegyndte måneder": Rule.WHOLE,
}


def read_unit(value: Value) -> RateUnit | None:
    """The rate unit a cell names, None when empty. Raises Unreadable for a word that is no unit."""
    if is_blank(value):
        return None
    found = UNITS.get(label(value))
    if found is None:
        raise Unreadable
    return found


def read_rule(value: Value) -> Rule | None:
    """The periodisering a cell names, None when empty. Raises Unreadable for a word that is no rule."""
    if is_blank(value):
        return None
    found = _RULES.get(label(value))
    if found is None:
        raise Unreadable
    return found

"""Words and shares where a disposition's cells could hold a date or a number."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from msgspec.structs import replace

from ..features import Draft, feature, of_both
from ..municipality import Municipality
from ..page import Column
from .columns import WORKBOOK


@feature(WORKBOOK, "openwords", "åben slutdato med ord", stage=36)
def open_words(made: Draft, rng: Random) -> None:
    words = rng.choice((("løbende",), ("-",), ("åben",), ("indtil videre",), ("Løbende", "-", None)))
    for line in made.disposition.rows():
        if made.town.commitments[line.index].stop is None:
            line.cells["stop"] = rng.choice(words)


def _halves(town: Municipality, rng: Random) -> Municipality:
    rows = [
        replace(row, quantity=Fraction(rng.choice((1, 1, 2)), 2)) if row.unit != "time" else row
        for row in town.commitments
    ]
    return replace(town, commitments=tuple(rows))


def _in_percent(made: Draft, rng: Random) -> None:
    text = rng.choice(("{} %", "{}%"))
    for line in made.disposition.rows():
        row = made.town.commitments[line.index]
        if row.unit != "time" and line.cells.get("quantity") is not None:
            line.cells["quantity"] = text.format(int(100 * row.quantity))


of_both(WORKBOOK, "percent", "mængde i procent som tekst", _halves, _in_percent, stage=9, weight=1)


def _three_decimals(made: Draft, rng: Random) -> None:
    for line in made.disposition.rows():
        row = made.town.commitments[line.index]
        if line.cells.get("quantity") is not None:
            line.cells["quantity"] = f"{float(row.quantity):.3f}".replace(".", ",")


of_both(WORKBOOK, "percent", "mængde med tre decimaler som tekst", _halves, _three_decimals, stage=9, weight=1)


def _unsure(town: Municipality, rng: Random) -> Municipality:
    """What is expected may not come; what is there already does."""
    rows = [
        replace(row, probability=Fraction(rng.choice((25, 50, 80)), 100)) if row.status == "Forventet" else row
        for row in town.commitments
    ]
    return replace(town, commitments=tuple(rows))


def _with_probability(made: Draft, rng: Random) -> None:
    made.disposition.insert_after("stop", Column("probability", rng.choice(("Sandsynlighed", "Sandsynlighed %"))))
    form = rng.choice(("number", "{} %", "{}%", "whole"))
    for line in made.disposition.rows():
        share = made.town.commitments[line.index].probability
        percent = int(100 * share)
        line.cells["probability"] = {"number": float(share), "whole": percent}.get(form, form.format(percent))


of_both(WORKBOOK, "probability", "sandsynlighed", _unsure, _with_probability, stage=14)

"""An amount that several have agreed to share."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from styring_udf.arguments import Refused, amounts, cell, grid
from styring_udf.function import Answer, styring
from styring_xl.cells.cell import CellError
from styring_xl.danish.part import read_part
from styring_xl.danish.text import Unreadable
from styring_xl.model.kroner import to_kroner
from styring_xl.model.share import of_whole, split


@styring
def STYRING_FORDEL(beloeb: Any, andele: Any) -> Answer:
    r"""Beløb fordelt efter aftalte andele, så delene er beløbet til øren.

    Hvert beløb giver en række med en kolonne for hver andel; et enkelt beløb følger andelene ned, når de står i en
    kolonne. Andelene skal give præcis 100 % tilsammen. De øre, der er tilovers, går til de største rester.

    Eksempel:
    =STYRING_FORDEL(100000,01;{40\35\25})
    giver 40000,01 35000 25000
    """
    read = amounts(beloeb, "beløb")
    given = grid(andele)
    parts = of_whole([_part(raw) for raw in given.ravel().tolist()])
    if parts is None:
        raise Refused("Fejl: andelene giver ikke 100 %")
    errors = read.errors.ravel().tolist()
    shared = to_kroner(split(read.values.ravel(), parts)).T.tolist()
    rows = [[error] * len(parts) if error else row for error, row in zip(errors, shared, strict=True)]
    if len(rows) == 1 and given.shape[1] == 1:
        return [[each] for each in rows[0]]
    return rows


def _part(raw: Any) -> Fraction:
    value = cell(raw)
    if isinstance(value, CellError):
        raise Refused(f"Fejl: andele er {value.code}")
    try:
        return read_part(value) or Fraction(0)
    except Unreadable:
        raise Refused("Fejl: andele kan ikke læses") from None

"""What the figures of *Leverandører* are made of: the commitments with the supplier and the measure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np

from styring_xl.danish.text import label
from styring_xl.figures.suppliers import Bought
from styring_xl.figures.trace.item import MadeOf
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.reports import made

_PRICE: Final = "Forventet regnskab ÷ helårspersoner; bevillingerne står nedenfor med det forventede regnskab."


def bought(tracer: Tracer, each: Bought, column: str) -> MadeOf | None:
    """A row about all that is bought of a measure, or of a supplier; the kroner are its formula's to tell."""
    if column == "price" and each.price is not None:
        return MadeOf.worked_out(tracer.commitments(_members(tracer, each)), _PRICE)
    return None if column == "amount" else made.load(tracer, partial(_members, tracer, each), column)


def part(tracer: Tracer, each: Bought, column: str) -> MadeOf | None:
    """A row about one supplier, or none, of a measure."""
    members = partial(_members, tracer, each, any_supplier=False)
    if column == "price" and each.price is not None:
        return MadeOf.worked_out(tracer.commitments(members()), _PRICE)
    return made.load(tracer, members, column)


def _members(tracer: Tracer, each: Bought, *, any_supplier: bool = True) -> Sequence[int]:
    """The commitments, by their places in the disposition; no measure is any."""
    mine = tracer.rows.computable
    if each.measure:
        mine = mine & (tracer.figures.measure == tracer.measure_code(each.measure))
    found: list[int] = np.flatnonzero(mine).tolist()
    if each.supplier or not any_supplier:
        wanted = label(each.supplier)
        found = [row for row in found if label(tracer.rows.supplier[row]) == wanted]
    return found

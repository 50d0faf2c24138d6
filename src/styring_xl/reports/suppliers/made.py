"""What the figures of *Leverandører* are made of: the commitments with the supplier and the measure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np

from styring_xl.danish.text import label
from styring_xl.figures.contracts import Contract, Held
from styring_xl.figures.suppliers import Bought, stops_to_come
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reports import made

_LAST: Final = (
    "Bogført hos leverandøren sidste år ÷ helårspersoner, hvor en borgers måned med en regning tæller en tolvtedel."
)
_INDEX: Final = "Årets pris- og lønindeks ÷ sidste års, begge fra Parametre, minus 1."
AGREED: Final = "Aftalt takst i listen Kontrakter"
_PRICE: Final = "Forventet regnskab ÷ helårspersoner; bevillingerne står nedenfor med det forventede regnskab."


def bought(tracer: Tracer, each: Bought, column: str) -> MadeOf | None:
    """A row about all that is bought of a measure, or of a supplier; the kroner are its formula's to tell."""
    if column == "price" and each.price is not None:
        return MadeOf.worked_out(tracer.commitments(_members(tracer, each)), _PRICE)
    if column == "stops":
        return _stops(tracer, _members(tracer, each))
    return None if column == "amount" else made.load(tracer, partial(_members, tracer, each), column)


def part(tracer: Tracer, each: Bought, column: str) -> MadeOf | None:
    """A row about one supplier, or none, of a measure."""
    members = partial(_members, tracer, each, any_supplier=False)
    if column == "price" and each.price is not None:
        return MadeOf.worked_out(tracer.commitments(members()), _PRICE)
    if column == "last" and each.last_price is not None:
        return MadeOf.worked_out((), _LAST)
    return _stops(tracer, members()) if column == "stops" else made.load(tracer, members, column)


def dearest(tracer: Tracer, each: Bought, column: str) -> MadeOf | None:
    """A row about one of the dearest prices, whose other figures are formulas."""
    return part(tracer, each, column) if column == "citizens" else None


def contract(tracer: Tracer, each: Contract, held: Sequence[Held], column: str) -> MadeOf | None:
    """A row about a contract and the commitments ``held`` against it."""
    if column == "rate":
        row = each.row
        return MadeOf.sum([TraceItem(ItemKind.TYPED, each.rate, row.sheet, row.row, row.columns["rate"], text=AGREED)])
    counted = {"rows": held, "over": [one for one in held if dearer(tracer.rows, one)],
               "outside": [one for one in held if not one.covered]}  # fmt: skip
    return MadeOf.sum(tracer.counted(one.index, 1) for one in counted[column]) if column in counted else None


def dearer(rows: Commitments, held: Held) -> bool:
    """Whether a commitment costs more than its contract allows."""
    return held.agreed is not None and int(rows.rate[held.index]) > held.agreed


def index(column: str) -> MadeOf | None:
    """How much prices and wages have risen."""
    return MadeOf.worked_out((), _INDEX) if column == "real" else None


def _stops(tracer: Tracer, members: Sequence[int]) -> MadeOf:
    stops = stops_to_come(tracer.snapshot, tracer.figures)
    return MadeOf.sum(tracer.counted(row, 1) for row in members if stops[row])


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

"""Who may grant a commitment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from styring_udf.arguments import (
    Refused,
    amounts,
    asked,
    cell,
    grid,
    labels,
    needed,
    numbers,
    shaped,
    spread,
    words,
)
from styring_udf.function import Answer, styring
from styring_xl.cells.cell import Value
from styring_xl.danish.text import Unreadable, clean, is_blank, label, read_amount, read_number
from styring_xl.model.authority import NO_ROLE, Grant, lowest
from styring_xl.standard.lists.authority import EXTERNAL, OWN

_NOBODY: Final = "ingen rolle"
_COLUMNS: Final = 5


@styring
def STYRING_KOMPETENCE(
    beloeb: Any, varighed: Any, kompetence: Any, paa_foranstaltning: Any = None, leverandoertype: Any = None
) -> Answer:
    r"""Den laveste rolle, der må bevilge en indsats, efter listen Bevillingskompetence.

    Beløbet er bevillingens pris for et helt år. Rollen er den laveste, hvis grænser rummer både beløb og varighed og
    gælder leverandørtypen. En foranstaltning, som listen nævner for sig, bevilges kun efter de rækker, der nævner den.
    Må ingen rolle bevilge den, er svaret ingen rolle.

    Eksempel:
    =STYRING_KOMPETENCE(180000;18;{"Rådgiver"\""\60000\12\"";"Teamleder"\""\250000\24\"";"Leder"\""\""\""\""})
    giver Teamleder
    """
    roles, grants = _grants(kompetence)
    measures = labels(paa_foranstaltning)
    shape, values, _, errors = spread(
        needed(amounts(beloeb, "beløb"), "beløb"),
        length := numbers(varighed, "varighed"),
        asked(np.arange(len(measures)), grid(paa_foranstaltning).shape),
        words(leverandoertype, "leverandørtype", (EXTERNAL, OWN)),
    )
    endless = np.broadcast_to(length.blank, shape).ravel()
    ore, millionths, of, own = values
    months, kind = np.where(endless, np.inf, millionths / 1_000_000), np.where(own != 0, OWN, EXTERNAL)
    ranks = lowest(grants, measures, of, ore, months, kind).tolist()
    answer = [_NOBODY if rank == NO_ROLE else roles[rank] for rank in ranks]
    return shaped(np.array(answer, dtype=object), errors, shape)


def _grants(argument: Any) -> tuple[list[str], list[Grant]]:
    """The roles from the lowest, and what each may grant. Raises Refused with the first thing that cannot be read."""
    table = grid(argument)
    if table.shape[1] != _COLUMNS:
        raise Refused("Fejl: kompetence skal have fem kolonner")
    roles: dict[str, str] = {}
    grants = []
    for row in table.tolist():
        role, measure, amount, months, kind = map(cell, row)
        if is_blank(role):
            continue
        roles.setdefault(label(role), clean(role))
        limits = _limit(amount, read_amount), _limit(months, read_number)
        if label(kind) not in ("", OWN, EXTERNAL):
            raise Refused("Fejl: kompetence kan ikke læses")
        grants.append(Grant(list(roles).index(label(role)), label(measure), *limits, label(kind)))
    return list(roles.values()), grants


def _limit(value: Value, read: Callable[[Value], Any]) -> int | None:
    try:
        number = read(value)
    except Unreadable:
        raise Refused("Fejl: kompetence kan ikke læses") from None
    return None if number is None else int(number)

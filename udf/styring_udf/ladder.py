"""The indsatstrappe: the step a citizen stands on at a date."""

from __future__ import annotations

from typing import Any

import numpy as np

from styring_udf.arguments import (
    asked,
    citizens,
    codes,
    days,
    flat,
    grid,
    needed,
    shaped,
    spread,
    start_days,
    steps,
    stop_days,
    units_of,
)
from styring_udf.function import Answer, styring
from styring_xl.model.ladder import NOWHERE, highest
from styring_xl.model.rate_unit import RateUnit

_WITHOUT = "uden trin"


@styring
def STYRING_TRIN(
    cpr: Any, dato: Any, cpr_liste: Any, trin_liste: Any, startdato: Any, stopdato: Any, enhed: Any = None
) -> Answer:
    """Borgerens trin i indsatstrappen på en dag: det højeste blandt de foranstaltninger, der løber den dag.

    Et område af CPR-numre giver en række for hver, en række med to datoer en kolonne for hver, så de to kolonner viser
    hvem der er flyttet. En borger uden nogen foranstaltning den dag giver en tom celle, og en borger, hvis
    foranstaltninger ingen trin har, giver teksten uden trin. Listens kolonner skal have lige mange celler. Med
    takstenhed tælles engangsydelser ikke, som i bevægelserne på Indsatstrappe.

    Eksempel:
    =STYRING_TRIN("610105-4567";"30-06-2026";{"610105-4567";"6101054567"};{2;4};{"01-01-2025";"01-03-2026"};{"";""})
    giver 4
    """
    who, owners = citizens(cpr), citizens(cpr_liste)
    size = len(owners)
    wanted, owner = codes(who, owners)
    # Counted from 1, so that what has no step is lowest of all.
    step = flat(steps(trin_liste), size, "trin") + 1
    starts = flat(start_days(startdato), size, "startdato").view("datetime64[D]")
    stops = flat(stop_days(stopdato), size, "stopdato").view("datetime64[D]")
    when = needed(days(dato, "dato"), "dato")
    owner = np.where(units_of(enhed, size) == RateUnit.ONCE, -1, owner)
    shape, (person, day), _, errors = spread(asked(wanted, grid(cpr).shape), when)
    people = int(max(owner.max(initial=-1), wanted.max(initial=-1))) + 1
    answer = np.full(len(day), "", dtype=object)
    for each in np.unique(day).tolist():
        top = highest(owner, step, starts, stops, np.datetime64(each, "D"), people)
        here = (day == each) & (person >= 0)
        answer[here] = [_shown(found) for found in top[person[here]].tolist()]
    return shaped(answer, errors, shape)


def _shown(step: int) -> Any:
    return "" if step == NOWHERE else _WITHOUT if step == 0 else float(step - 1)

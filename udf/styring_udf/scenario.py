"""What a change that comes in over some months is worth in each month of a year."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any, Final

import numpy as np

from styring_udf.arguments import (
    NO_DATE,
    Refused,
    amounts,
    changes,
    column,
    needed,
    ramps,
    spread,
    start_days,
    stop_days,
)
from styring_udf.arguments import year as year_of
from styring_udf.function import Answer, styring
from styring_xl.model.kroner import to_kroner
from styring_xl.model.scenario import Course, effects, months_from_zero

_WHOLE: Final = 10**12


@styring
def STYRING_SCENARIE(
    pr_maaned: Any, fra: Any, aar: Any, indfasning: Any = None, til: Any = None, vaekst: Any = None
) -> Answer:
    """Et tiltags effekt i hver af årets tolv måneder, som på arket Scenarier.

    Hvert tiltag giver en række med tolv måneder. Effekten kommer ind med lige store dele over indfasningens måneder,
    gælder til og med slutmåneden og vokser efter hver tolv måneder. Minus er en besparelse.

    Eksempel:
    =STYRING_SCENARIE(-30000;"01-10-2026";2026;3)
    giver 0 0 0 0 0 0 0 0 0 -10000 -20000 -30000
    """
    year = year_of(aar)
    shape, values, _, errors = spread(
        *(
            column(each)
            for each in (
                needed(amounts(pr_maaned, "beløb"), "beløb"),
                needed(start_days(fra), "startdato"),
                ramps(indfasning),
                stop_days(til),
                changes(vaekst, "vækst"),
            )
        )
    )
    if shape[1] != 1:
        raise Refused("Fejl: områderne har ikke samme størrelse")
    answer: Answer = []
    for amount, start, ramp, stop, growth, error in zip(*(each.tolist() for each in values), errors, strict=True):
        if error:
            answer.append([error] * 12)
            continue
        if start == NO_DATE:
            answer.append(["Fejl: startdato kan ikke læses"] * 12)
            continue
        last = None if stop == NO_DATE else _month(stop)
        course = Course(_month(start), last, ramp, Fraction(growth, _WHOLE))
        answer.append(to_kroner(effects([[Fraction(amount)] * 12], course, year)[0]).tolist())
    return answer


def _month(day: int) -> int:
    date = np.datetime64(day, "D").astype(dt.date)
    return months_from_zero(date.year, date.month)

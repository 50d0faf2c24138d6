"""The two forecasts that need no disposition: 12/12 and the last twelve closed months."""

from __future__ import annotations

from typing import Any

import numpy as np

from styring_udf.arguments import Refused, amounts, flat, one_whole, shaped, spread
from styring_udf.function import Answer, styring
from styring_xl.model.kroner import round_div, to_kroner


@styring
def STYRING_12_12(aar_til_dato: Any, lukket_maaned: Any) -> Answer:
    """Prognose efter 12/12: forbrug år til dato × 12 / antal lukkede måneder, i kroner.

    Tomme celler er 0. Er ingen måneder lukket, er der ingen prognose, og cellen siger det.

    Eksempel:
    =STYRING_12_12(3000000;6)
    giver 6000000
    """
    closed = one_whole(lukket_maaned, "lukket måned", 0, 12)
    if closed == 0:
        raise Refused("Fejl: ingen måneder er lukket")
    shape, (spent,), _, errors = spread(amounts(aar_til_dato, "år til dato"))
    return shaped(to_kroner(round_div(spent * 12, closed)), errors, shape)


@styring
def STYRING_12M(sidste_aars_maaneder: Any, aarets_maaneder: Any, lukket_maaned: Any) -> Answer:
    r"""Gældende 12 måneder: summen af de seneste tolv lukkede måneder, i kroner.

    Sidste års måneder efter den lukkede måned lægges til årets måneder til og med den. Begge områder har tolv celler;
    tomme celler er 0.

    Eksempel:
    =STYRING_12M({1\1\1\1\1\1\1\1\1\1\1\1};{2\2\2\2\2\2\2\2\2\2\2\2};3)
    giver 15
    """
    closed = one_whole(lukket_maaned, "lukket måned", 0, 12)
    last = flat(amounts(sidste_aars_maaneder, "sidste års måneder"), 12, "sidste års måneder")
    this = flat(amounts(aarets_maaneder, "årets måneder"), 12, "årets måneder")
    return [[to_kroner(int(np.where(np.arange(1, 13) <= closed, this, last).sum()))]]

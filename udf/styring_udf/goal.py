"""Goals that are no kroner: what is to be expected of one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from styring_udf.arguments import directions, needed, numbers, overlay, shaped, spread
from styring_udf.function import Answer, styring
from styring_xl.model.goal import prospect


@styring
def STYRING_MAAL(maaling: Any, maalvaerdi: Any, retning: Any, maaling_foer: Any = None) -> Answer:
    """Status for et mål: målopfyldelse forventes, er usikker eller forventes ikke, efter reglen på arket Mål.

    Er målet nået, og bevæger målingen sig ikke væk fra det, forventes målopfyldelse. Er det nået, men bevæger sig væk,
    eller er det ikke nået, men på vej, er den usikker. Ellers forventes den ikke. Uden en måling er cellen tom.

    Eksempel:
    =STYRING_MAAL(3552;3560;"højst";3240)
    giver målopfyldelse er usikker
    """
    latest, before = numbers(maaling, "måling"), numbers(maaling_foer, "målingen før")
    target = needed(numbers(maalvaerdi, "målværdi"), "målværdi")
    shape, values, _, errors = spread(latest, target, directions(retning), before)
    size = overlay(shape, latest.blank.shape, before.blank.shape)
    unmeasured, alone = (np.broadcast_to(each.blank, size).ravel().tolist() for each in (latest, before))
    answer = [
        ""
        if empty
        else str(prospect(Fraction(measured), None if first else Fraction(then), Fraction(goal), at_least=up > 0))
        for measured, goal, up, then, empty, first in zip(
            *(each.tolist() for each in values), unmeasured, alone, strict=True
        )
    ]
    return shaped(np.array(answer, dtype=object), errors, shape)

"""The State's refund of one case, by the year's limits or by limits given."""

from __future__ import annotations

from typing import Any

import numpy as np

from styring_udf.arguments import Refused, amounts, given, labels, shaped, year
from styring_udf.function import Answer, styring
from styring_xl import satser
from styring_xl.model.kroner import to_kroner
from styring_xl.model.refund import Limits, refund

_GROUPS = ("alle", "børn", "voksne")


@styring
def STYRING_STATSREFUSION(maaneder: Any, aar: Any, maalgruppe: Any = None, graenser: Any = None) -> Answer:
    r"""Statsrefusion i en særligt dyr enkeltsag for et år, i kroner: 25, 50 og 75 % over årets grænser.

    Månederne er sagens nettoudgift januar til december efter alle indtægter, søskende lagt sammen og engangsudgifter
    fordelt på 12. Hver måned regnes mod 1/12 af grænserne, og årets sum afrundes til hele øre. Områder med flere rækker
    giver et resultat for hver række. Styring-XL kender kun grænser med en kontrolleret kilde (2020-2022); for andre år
    angives de.

    Eksempel:
    =STYRING_STATSREFUSION({0\0\0\0\0\0\150000\150000\150000\150000\150000\150000};2022)
    giver 132500
    """
    read = amounts(maaneder, "måneder")
    rows = read.values.reshape(1, 12) if read.values.shape == (12, 1) else read.values
    if rows.shape[1] != 12:
        raise Refused("Fejl: måneder skal være 12 celler")
    errors = read.errors.reshape(rows.shape)
    first = [next((str(text) for text in row if text), "") for row in errors.tolist()]
    limits = _limits(year(aar), maalgruppe, graenser)
    answers = to_kroner(refund(rows, [limits]).sum(axis=1))
    return shaped(answers, np.array(first, dtype=object), (len(rows), 1))


def _limits(of: int, target: Any, stated: Any) -> Limits:
    groups = labels(target)
    group = groups[0] or _GROUPS[0]
    if len(groups) != 1 or group not in _GROUPS:
        raise Refused("Fejl: målgruppe skal være alle, børn eller voksne")
    if given(stated):
        read = amounts(stated, "grænser")
        wrong = read.errors[read.errors != ""]
        if wrong.size:
            raise Refused(str(wrong[0]))
        try:
            return Limits(tuple(int(each) for each in read.values[~read.blank]))
        except ValueError as error:
            raise Refused("Fejl: grænser skal være 2 eller 3 stigende beløb") from error
    known = [each for each in satser.REFUND_RATES if each.year == of]
    found = next((each for name in (group, _GROUPS[0]) for each in known if each.group == name), None)
    if found is None:
        if known:
            raise Refused(f"Fejl: angiv målgruppe for {of}: børn eller voksne")
        raise Refused(f"Fejl: ingen kontrollerede grænser for {of}; angiv dem")
    steps = (found.above_25, found.above_50, found.above_75)
    return Limits(tuple(each * 100 for each in steps if each is not None))

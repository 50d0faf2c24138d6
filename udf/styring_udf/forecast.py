"""Forecasts of the year's result: 12/12, the last twelve closed months, and any method by its name."""

from __future__ import annotations

from typing import Any

import numpy as np

from styring_udf.arguments import Argument, Refused, amounts, cell, flat, given, grid, one_whole, shaped, spread
from styring_udf.function import Answer, styring
from styring_xl.danish.method import read_method
from styring_xl.model import forecast
from styring_xl.model.kroner import to_kroner


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
    return shaped(to_kroner(forecast.twelfths(spent, closed)), errors, shape)


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
    return [[to_kroner(int(forecast.last_twelve(last[None], this[None], closed)[0]))]]


@styring
def STYRING_PROGNOSE(
    metode: Any,
    aar_til_dato: Any,
    lukket_maaned: Any,
    disponeret: Any = None,
    gaeldende_12_mdr: Any = None,
    korrigeret_budget: Any = None,
    skoen: Any = None,
    uden_for_disponering: Any = None,
) -> Answer:
    """Forbrugsprognosen efter en metode: DISP, 12/12, 12M, BUDG, SKØN, DCO eller UDGÅET, i kroner.

    Regner som arket Prognose: DISP er disponeret + udgifter uden for disponering, 12/12 er år til dato × 12 / lukkede
    måneder, 12M, BUDG og SKØN/DCO er tallet i hvert sit argument, og UDGÅET er år til dato. Mangler metodens tal, siger
    cellen det. AUTO kræver linjens tidligere måneder og findes kun i arket Prognose.

    Eksempel:
    =STYRING_PROGNOSE("12/12";3000000;6)
    giver 6000000
    """
    closed = one_whole(lukket_maaned, "lukket måned", 0, 12)
    words = grid(metode)
    codes, wrong = np.zeros(words.shape, np.int64), np.full(words.shape, "", dtype=object)
    for at, raw in np.ndenumerate(words):
        chosen = read_method(cell(raw))
        codes[at] = forecast.METHODS.index(chosen) if chosen else 0
        if not chosen:
            wrong[at] = "Fejl: metode mangler" if chosen == "" else "Fejl: metoden findes ikke"
        elif chosen == forecast.AUTO:
            wrong[at] = "Fejl: AUTO findes kun i arket Prognose"
    chosen_code = Argument(codes, np.zeros(words.shape, bool), wrong)
    figures = (
        amounts(aar_til_dato, "år til dato"),
        amounts(disponeret, "disponeret"),
        amounts(gaeldende_12_mdr, "gældende 12 mdr."),
        amounts(korrigeret_budget, "korrigeret budget"),
        amounts(skoen, "skøn"),
        amounts(uden_for_disponering, "uden for disponering"),
    )
    shape, (code, spent, disposed, last, budget, estimate, outside), _, errors = spread(chosen_code, *figures)
    lacking = {
        forecast.DISP: (disponeret, "disponeret"),
        forecast.LAST_TWELVE: (gaeldende_12_mdr, "gældende 12 mdr."),
        forecast.BUDGET: (korrigeret_budget, "korrigeret budget"),
        forecast.ESTIMATE: (skoen, "skøn"),
        forecast.UNIT: (skoen, "skøn"),
    }
    for name, (argument, what) in lacking.items():
        if not given(argument):
            errors = np.where((errors == "") & (code == forecast.METHODS.index(name)), f"Fejl: {what} mangler", errors)
    if closed == 0:
        none = code == forecast.METHODS.index(forecast.TWELFTHS)
        errors = np.where((errors == "") & none, "Fejl: ingen måneder er lukket", errors)
    by_code = (
        disposed + outside,
        forecast.twelfths(spent, closed) if closed else np.zeros_like(spent),
        last,
        budget,
        estimate,
        estimate,
        spent,
        np.zeros_like(spent),
    )
    return shaped(to_kroner(np.choose(code, by_code)), errors, shape)

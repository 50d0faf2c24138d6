"""Forecasts of the year's result: 12/12, the last twelve closed months, and any method by its name."""

from __future__ import annotations

from typing import Any

import numpy as np

from styring_udf.arguments import Objects, Refused, amounts, cell, flat, given, grid, one_whole, overlay, shaped, spread
from styring_udf.function import Answer, styring
from styring_xl.danish.method import read_method
from styring_xl.model import forecast
from styring_xl.model.arrays import Integers
from styring_xl.model.forecast import Lack
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
    cellen det; en tom celle mangler i gældende 12 mdr. og skøn og er ellers 0. AUTO og SIM kræver linjens egne
    posteringer og findes kun i arket Prognose.

    Eksempel:
    =STYRING_PROGNOSE("12/12";3000000;6)
    giver 6000000
    """
    closed = one_whole(lukket_maaned, "lukket måned", 0, 12)
    codes, wrong = _methods(metode)
    figures = {
        "spent": (aar_til_dato, "år til dato"),
        "disposed": (disponeret, "disponeret"),
        "outside": (uden_for_disponering, "uden for disponering"),
        "last_twelve": (gaeldende_12_mdr, "gældende 12 mdr."),
        "revised": (korrigeret_budget, "korrigeret budget"),
        "estimate": (skoen, "skøn"),
    }
    read = {name: amounts(argument, what) for name, (argument, what) in figures.items()}
    shape = overlay(codes.shape, *(each.values.shape for each in read.values()))

    def laid(values: Any) -> Any:
        return np.broadcast_to(values, shape).ravel()

    # An empty cell is 0 where something is booked or disponeret; an estimate or a year of months that is not there is
    # missing.
    known = {name: np.full(shape, given(figures[name][0])).ravel() for name in read}
    known |= {name: ~laid(read[name].blank) for name in ("last_twelve", "estimate")}
    code, errors = laid(codes), laid(wrong)
    found = forecast.results(
        code, closed, **{name: forecast.KnownAmounts(laid(each.values), known[name]) for name, each in read.items()}
    )
    for name, each in read.items():
        # A figure that cannot be read is an error only where the method takes it.
        taken = np.isin(code, [forecast.METHODS.index(of) for of in forecast.TAKES[name]])
        errors = np.where((errors == "") & taken, laid(each.errors), errors)
    missing = {
        Lack.MONTHS: "Fejl: ingen måneder er lukket",
        Lack.DISPOSED: f"Fejl: {figures['disposed'][1]} mangler",
        Lack.LAST_TWELVE: f"Fejl: {figures['last_twelve'][1]} mangler",
        Lack.BUDGET: f"Fejl: {figures['revised'][1]} mangler",
        Lack.ESTIMATE: f"Fejl: {figures['estimate'][1]} mangler",
    }
    for lack, text in missing.items():
        errors = np.where((errors == "") & (found.lack == lack), text, errors)
    return shaped(to_kroner(found.ore), errors, shape)


def _methods(metode: Any) -> tuple[Integers, Objects]:
    """The place of each cell's method in ``METHODS``, −1 with a text where it has none of its own."""
    words = grid(metode)
    codes, wrong = np.full(words.shape, -1, np.int64), np.full(words.shape, "", dtype=object)
    for at, raw in np.ndenumerate(words):
        chosen = read_method(cell(raw))
        if not chosen:
            wrong[at] = "Fejl: metode mangler" if chosen == "" else "Fejl: metoden findes ikke"
        elif chosen in (forecast.AUTO, forecast.SIMULATED):
            wrong[at] = f"Fejl: {chosen} findes kun i arket Prognose"
        else:
            codes[at] = forecast.METHODS.index(chosen)
    return codes, wrong

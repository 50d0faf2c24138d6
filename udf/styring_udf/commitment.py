"""What a commitment costs: one month, twelve months, a year."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from styring_udf.arguments import (
    NO_DATE,
    Argument,
    alone,
    amounts,
    months,
    needed,
    no_share_of_hours,
    quantities,
    rules,
    shaped,
    spread,
    start_days,
    stop_days,
    units,
    vat_factors,
    year,
)
from styring_udf.function import Answer, styring
from styring_xl.model.commitments import ONE, expected, expected_of_one
from styring_xl.model.kroner import to_kroner


def _read(
    takst: Any, maengde: Any, enhed: Any, startdato: Any, stopdato: Any, regel: Any, moms: Any
) -> tuple[Argument, ...]:
    rate, begin, unit = amounts(takst, "takst"), start_days(startdato), units(enhed)
    return (
        needed(rate, "takst", unless=begin),
        no_share_of_hours(quantities(maengde, "mængde", ONE), maengde, unit),
        unit,
        needed(begin, "startdato", unless=rate),
        stop_days(stopdato),
        rules(regel),
        vat_factors(moms, ONE),
    )


_LARGE: Final = 2**59
"""Øre; twelve months below it sum to what 64 bits hold."""
_BEFORE_ITS_START: Final = "Fejl: stopdato før startdato"


def _year(values: list[Any], errors: Any, aar: int) -> tuple[Any, Any]:
    """The months of many rows, øre (n, 12), and their errors (n,)."""
    rate, quantity, unit, start, stop, rule, vat = values
    begin, end = start.view("datetime64[D]"), stop.view("datetime64[D]")
    wrong = (errors == "") & ~np.isnat(end) & (end < begin)
    if wrong.any():
        errors = np.where(wrong, _BEFORE_ITS_START, errors)
    return expected(rate, quantity, unit, begin, end, aar, rule, vat), errors


def _year_of_one(values: list[int], error: str, aar: int) -> tuple[list[int], str]:
    """The same of a row alone, which thousands of cells ask for: its months (12) and its error or an empty text."""
    rate, quantity, unit, start, stop, rule, vat = values
    months = expected_of_one(rate, quantity, unit, start, stop, aar, rule, vat)
    return months, error or (_BEFORE_ITS_START if NO_DATE < stop < start else "")


def _sum(ore: list[int]) -> int:
    """The year of twelve months. Raises OverflowError when it does not fit in 64 bits, as a month that does not."""
    whole = sum(ore)
    if abs(whole) >= 2**63:
        raise OverflowError("a year does not fit in 64 bits of øre")
    return whole


def _kroner(ore: int) -> float:
    """One amount as ``to_kroner`` gives it among others, to the last bit of amounts beyond 2**53 too."""
    return float(ore) / 100


@styring
def STYRING_FORVENTET(
    takst: Any,
    maengde: Any,
    enhed: Any,
    startdato: Any,
    stopdato: Any,
    aar: Any,
    maaned: Any,
    regel: Any = None,
    moms: Any = None,
) -> Answer:
    """Forventet udgift til en bevilling i én måned, i kroner.

    Beløbet følger arkets regler: takst gange mængde efter takstenhed, dage i måneden og periodisering, afrundet til
    hele øre. Områder giver et resultat for hver række; en række med måneder 1-12 giver en kolonne for hver måned.
    En tom række giver 0.

    Eksempel:
    =STYRING_FORVENTET(10000;1;"måned";"15-01-2026";"";2026;1)
    giver 5483,87
    """
    read = (*_read(takst, maengde, enhed, startdato, stopdato, regel, moms), months(maaned))
    if (cells := alone(read)) is not None:
        (*terms, at), error = cells
        ore, error = _year_of_one(terms, error, year(aar))
        return [[error or _kroner(ore[at - 1])]]
    shape, (*values, month), _, errors = spread(*read)
    amount, errors = _year(values, errors, year(aar))
    return shaped(to_kroner(amount[np.arange(len(month)), month - 1]), errors, shape)


@styring
def STYRING_FORVENTEDE(
    takst: Any, maengde: Any, enhed: Any, startdato: Any, stopdato: Any, aar: Any, regel: Any = None, moms: Any = None
) -> Answer:
    """Forventet udgift til en bevilling i årets tolv måneder, i kroner: en række på tolv celler.

    Områder på én kolonne giver tolv kolonner for hver række. En tom række giver nuller; kan rækken ikke beregnes, står
    årsagen i dens første celle, og resten er tom.

    Eksempel:
    =STYRING_FORVENTEDE(1000;1;"uge";"01-03-2026";"14-03-2026";2026)
    giver 0 0 2000 0 0 0 0 0 0 0 0 0
    """
    read = _read(takst, maengde, enhed, startdato, stopdato, regel, moms)
    if (one := alone(read)) is not None:
        ore, error = _year_of_one(*one, year(aar))
        return [[error, *[""] * 11] if error else [*map(_kroner, ore)]]
    _, values, _, errors = spread(*read)
    amount, errors = _year(values, errors, year(aar))
    cells = to_kroner(amount).astype(object)
    wrong = errors != ""
    cells[wrong] = ""
    cells[wrong, 0] = errors[wrong]
    rows: Answer = cells.tolist()
    return rows


@styring
def STYRING_REGNSKAB(
    takst: Any, maengde: Any, enhed: Any, startdato: Any, stopdato: Any, aar: Any, regel: Any = None, moms: Any = None
) -> Answer:
    """Forventet regnskab for en bevilling i året, i kroner: summen af de tolv måneder.

    Hver måned er afrundet til hele øre, så årets beløb altid er summen af månederne. Områder giver et resultat for
    hver række. En tom række giver 0.

    Eksempel:
    =STYRING_REGNSKAB(1850;1;"døgn";"01-10-2026";"31-12-9999";2026)
    giver 170200
    """
    read = _read(takst, maengde, enhed, startdato, stopdato, regel, moms)
    if (one := alone(read)) is not None:
        ore, error = _year_of_one(*one, year(aar))
        return [[error or _kroner(_sum(ore))]]
    shape, values, _, errors = spread(*read)
    amount, errors = _year(values, errors, year(aar))
    large = len(amount) > 0 and max(-int(amount.min()), int(amount.max())) > _LARGE
    sums = np.array([*map(_sum, amount.tolist())]) if large else amount.sum(axis=1)
    return shaped(to_kroner(sums), errors, shape)

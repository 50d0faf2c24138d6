"""What a commitment costs: one month, twelve months, a year."""

from __future__ import annotations

from typing import Any

import numpy as np

from styring_udf.arguments import (
    Argument,
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
from styring_xl.model.commitments import ONE, expected
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


def _year(values: list[Any], errors: Any, aar: int) -> tuple[Any, Any]:
    rate, quantity, unit, start, stop, rule, vat = values
    begin, end = start.view("datetime64[D]"), stop.view("datetime64[D]")
    wrong = (errors == "") & ~np.isnat(end) & (end < begin)
    if wrong.any():
        errors = np.where(wrong, "Fejl: stopdato før startdato", errors)
    return expected(rate, quantity, unit, begin, end, aar, rule, vat), errors


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
    _, values, _, errors = spread(*_read(takst, maengde, enhed, startdato, stopdato, regel, moms))
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
    shape, values, _, errors = spread(*_read(takst, maengde, enhed, startdato, stopdato, regel, moms))
    amount, errors = _year(values, errors, year(aar))
    return shaped(to_kroner(amount.sum(axis=1)), errors, shape)

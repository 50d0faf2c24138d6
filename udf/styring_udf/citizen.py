"""Citizens: what was spent on them, how many they are, how old, and whether a CPR number has the right form."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from styring_udf.arguments import (
    Refused,
    amounts,
    asked,
    citizens,
    codes,
    column,
    days,
    flat,
    full_year_rule,
    given,
    grid,
    labels,
    months,
    needed,
    overlay,
    plain,
    shaped,
    spread,
    start_days,
    stop_days,
    texts,
    units_of,
    year,
)
from styring_udf.function import Answer, styring
from styring_xl.model import cpr as model
from styring_xl.model.commitments import active_stop
from styring_xl.model.headcount import FullYear, active_in_months, full_year_persons, movements
from styring_xl.model.kroner import to_kroner
from styring_xl.model.periods import month_in_year
from styring_xl.model.rate_unit import RateUnit


@styring
def STYRING_MAANEDSFORBRUG(
    cpr: Any,
    aar: Any,
    maaned: Any,
    post_cpr: Any,
    post_dato: Any,
    post_beloeb: Any,
    foranstaltning: Any = None,
    post_foranstaltning: Any = None,
) -> Answer:
    """Bogført forbrug på en borger i en måned, i kroner: summen af posteringerne.

    Posteringernes kolonner skal have lige mange celler; tomme rækker tæller ikke. Et område af CPR-numre giver en
    række for hver, en række med måneder 1-12 en kolonne for hver. Med foranstaltning og posteringernes foranstaltning
    tælles kun den. En borger uden posteringer giver 0, et tomt CPR-nr. en tom celle. Kan en postering ikke læses,
    vises årsagen i stedet for et forkert tal.

    Eksempel:
    =STYRING_MAANEDSFORBRUG("610105-4567";2026;3;{"610105-4567";"6101054567"};{"02-03-2026";"31-03-2026"};{1200;-200})
    giver 1000
    """
    who, owners = citizens(cpr), citizens(post_cpr)
    when, money = column(days(post_dato, "posteringsdato")), column(amounts(post_beloeb, "beløb"))
    if not len(owners) == len(when.values) == len(money.values):
        raise Refused("Fejl: posteringernes kolonner har ikke lige mange celler")
    used = ~(when.blank & money.blank).ravel()
    date = flat(needed(when, "posteringsdato", unless=money), len(owners), "posteringsdato")
    amount = flat(money, len(owners), "beløb")
    wanted, owner = codes(who, owners)
    in_month = month_in_year(date.view("datetime64[D]"), year(aar))
    used &= (in_month > 0) & (owner >= 0)
    if given(foranstaltning):
        kinds = labels(post_foranstaltning)
        if len(kinds) != len(owners):
            raise Refused("Fejl: posteringernes foranstaltning mangler")
        used &= np.array(kinds) == labels(foranstaltning)[0]
    month = months(maaned)
    sums = np.zeros((len({*who, *owners}) + 1, 13), dtype=np.int64)
    np.add.at(sums, (owner[used], in_month[used]), amount[used])
    shape, (row, at), _, errors = spread(asked(wanted, grid(cpr).shape), month)
    # The last row of sums is nobody's: no posting is added to it.
    answer = to_kroner(sums[row, at]).astype(object)
    answer[row < 0] = ""
    return shaped(answer, errors, shape)


def _periods(startdato: Any, stopdato: Any, cpr_liste: Any, enhed: Any) -> tuple[Any, Any, Any, Any, Any]:
    begin = start_days(startdato)
    size = begin.values.size
    starts = flat(begin, size, "startdato").view("datetime64[D]")
    stops = flat(stop_days(stopdato), size, "stopdato").view("datetime64[D]")
    if np.any(~np.isnat(starts) & ~np.isnat(stops) & (stops < starts)):
        raise Refused("Fejl: stopdato før startdato")
    unit = units_of(enhed, size)
    if not given(cpr_liste):
        return np.zeros(size, np.int64), np.arange(size), starts, stops, unit
    names = citizens(cpr_liste)
    if len(names) != size:
        raise Refused("Fejl: CPR-nr. har et andet antal celler end resten")
    return np.zeros(size, np.int64), codes(names)[0], starts, stops, unit


def _active(startdato: Any, stopdato: Any, cpr_liste: Any, enhed: Any) -> tuple[Any, Any, Any, Any]:
    group, person, starts, stops, unit = _periods(startdato, stopdato, cpr_liste, enhed)
    return group, person, starts, active_stop(starts, stops, unit)


@styring
def STYRING_HELAAR(
    startdato: Any, stopdato: Any, aar: Any, cpr_liste: Any = None, helaarsregel: Any = None, enhed: Any = None
) -> Answer:
    """Antal helårspersoner i året: aktive dage divideret med dage i året.

    Med CPR-nr. tælles en borgers dage én gang, også når perioderne overlapper; rækker uden CPR-nr. tælles da ikke.
    Rækker uden startdato tælles ikke. Med reglen måneder er det påbegyndte måneder divideret med 12. Med takstenhed
    tælles en engangsydelse uden stopdato kun til udgangen af sin startmåned.

    Eksempel:
    =STYRING_HELAAR({"01-01-2026";"01-07-2026"};{"";"31-12-2026"};2026)
    giver 1,504109589041096
    """
    group, person, starts, stops = _active(startdato, stopdato, cpr_liste, enhed)
    rule = FullYear(full_year_rule(helaarsregel))
    _, count = full_year_persons(group, person, starts, stops, year(aar), rule=rule)
    return [[float(count.to_float().sum())]]


@styring
def STYRING_ANTAL(
    startdato: Any, stopdato: Any, aar: Any, maaned: Any, cpr_liste: Any = None, enhed: Any = None
) -> Answer:
    """Antal borgere, der er aktive mindst én dag i måneden.

    Med CPR-nr. tælles en borger én gang; rækker uden CPR-nr. tælles da ikke. Rækker uden startdato tælles ikke. En
    række med måneder 1-12 giver et antal for hver. Med takstenhed tælles en engangsydelse uden stopdato kun i sin
    startmåned.

    Eksempel:
    =STYRING_ANTAL({"01-01-2026";"01-07-2026"};{"";""};2026;6)
    giver 1
    """
    month = months(maaned)
    counts = active_in_months(*_active(startdato, stopdato, cpr_liste, enhed), year(aar)).months.sum(axis=0)
    shape, (at,), _, errors = spread(month)
    return shaped(counts[at - 1].astype(float), errors, shape)


def _moved(startdato: Any, stopdato: Any, aar: Any, maaned: Any, cpr_liste: Any, enhed: Any, way: int) -> Answer:
    month = months(maaned)
    *rows, unit = _periods(startdato, stopdato, cpr_liste, enhed)
    stays = unit != RateUnit.ONCE
    group, person, starts, stops = (each[stays] for each in rows)
    counts = movements(group, person, starts, stops, year(aar))[way].months.sum(axis=0)
    shape, (at,), _, errors = spread(month)
    return shaped(counts[at - 1].astype(float), errors, shape)


@styring
def STYRING_TILGANG(
    startdato: Any, stopdato: Any, aar: Any, maaned: Any, cpr_liste: Any = None, enhed: Any = None
) -> Answer:
    """Antal borgere, der begynder i måneden.

    Med CPR-nr. er en borgers rækker, der overlapper eller følger lige efter hinanden, ét forløb: en ny takst er ingen
    ny borger. Rækker uden CPR-nr. tælles da ikke. En række med måneder 1-12 giver et antal for hver. Med takstenhed
    tælles engangsydelser ikke.

    Eksempel:
    =STYRING_TILGANG({"01-01-2026";"01-04-2026"};{"31-03-2026";""};2026;1;{"610105-4567";"610105-4567"})
    giver 1
    """
    return _moved(startdato, stopdato, aar, maaned, cpr_liste, enhed, 0)


@styring
def STYRING_AFGANG(
    startdato: Any, stopdato: Any, aar: Any, maaned: Any, cpr_liste: Any = None, enhed: Any = None
) -> Answer:
    """Antal borgere, der stopper i måneden: forløbets sidste dag ligger i den.

    Med CPR-nr. er en borgers rækker, der overlapper eller følger lige efter hinanden, ét forløb. Rækker uden CPR-nr.
    tælles da ikke. En række med måneder 1-12 giver et antal for hver. Med takstenhed
    tælles engangsydelser ikke.

    Eksempel:
    =STYRING_AFGANG({"01-01-2026";"01-07-2026"};{"";"31-12-2026"};2026;12)
    giver 1
    """
    return _moved(startdato, stopdato, aar, maaned, cpr_liste, enhed, 1)


def _age(digits: str, day: Any) -> Any:
    if not digits:
        return ""
    born = model.birthday(digits) if len(digits) == 10 and digits.isascii() and digits.isdigit() else None
    if born is None:
        return "Fejl: CPR-nr. har ikke en gyldig form"
    on = dt.date.fromordinal(int(day) + dt.date(1970, 1, 1).toordinal())
    return float(model.age_at(born, on)) if on >= born else "Fejl: datoen er før fødslen"


@styring
def STYRING_ALDER(cpr: Any, dato: Any) -> Answer:
    """Alder i hele år på en dato, ud fra CPR-nummeret.

    Virker også for erstatnings-CPR-numre (dag + 60). Et tomt CPR-nr. giver en tom celle. Områder giver et resultat for
    hver række.

    Eksempel:
    =STYRING_ALDER("610105-4567";"31-12-2025")
    giver 20
    """
    people, shape = citizens(cpr), grid(cpr).shape
    day = needed(days(dato, "dato"), "dato")
    both = overlay(shape, day.values.shape)
    who = np.broadcast_to(np.array(people, dtype=object).reshape(shape), both).ravel()
    when, errors = (np.broadcast_to(each, both).ravel() for each in (day.values, day.errors))
    open_end = when == np.iinfo(np.int64).min
    errors = np.where(open_end & (errors == ""), "Fejl: dato kan ikke læses", errors)
    ages = [error or _age(one, on) for one, on, error in zip(who, when, errors, strict=True)]
    return plain(ages, both)


@styring
def STYRING_CPROK(cpr: Any) -> Answer:
    """SAND, når CPR-nummeret har ti cifre og en dato, der findes, ellers FALSK.

    Modulus 11 kontrolleres ikke, for numre tildelt siden 1. oktober 2007 behøver ikke opfylde den. Bindestreg og et
    tabt foranstillet nul godtages, og det samme gør erstatnings-CPR-numre (dag + 60). En tom celle giver en tom celle.

    Eksempel:
    =STYRING_CPROK("610105-4567")
    giver SAND
    """
    shape = grid(cpr).shape
    answers = [_has_form(one, text) for one, text in zip(citizens(cpr), texts(cpr), strict=True)]
    return plain(answers, shape)


def _has_form(digits: str, text: str) -> Any:
    if not text:
        return ""
    right = len(digits) == 10 and digits.isascii() and digits.isdigit()
    return right and model.birthday(digits) is not None

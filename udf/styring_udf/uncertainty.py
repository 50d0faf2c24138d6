"""How sure the year is: P10, P50 and P90, and the chance that a budget holds, as the sheet *Usikkerhed* has them."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Any, Final

import numpy as np

from styring_udf.arguments import (
    Argument,
    Ints,
    Refused,
    amounts,
    citizens,
    column,
    days,
    flat,
    given,
    grid,
    labels,
    needed,
    no_share_of_hours,
    one_whole,
    quantities,
    rules,
    shares,
    start_days,
    stop_days,
    texts,
    units,
    vat_factors,
    year,
)
from styring_udf.function import Answer, styring
from styring_xl.danish.text import label
from styring_xl.figures.compute import compute as figures_of
from styring_xl.figures.uncertainty.compute import Uncertainty, compute
from styring_xl.figures.uncertainty.lines import CHANCES
from styring_xl.model.commitments import ONE
from styring_xl.model.kroner import to_kroner
from styring_xl.model.quantile import quantiles
from styring_xl.reading.budget import Budget
from styring_xl.reading.disposition.disposition import NO_MEASURE, Commitments, Disposition, Place
from styring_xl.reading.interning import Interned
from styring_xl.reading.ledger.rows import Ledger

_KEPT: Final = 4
_FOUND: Final[OrderedDict[bytes, tuple[Uncertainty, tuple[str, ...]]]] = OrderedDict()
"""The last years simulated, by what they were simulated from: a sheet asks for one of them in many cells."""


@styring
def STYRING_INTERVAL(
    aar: Any,
    lukket_maaned: Any,
    post_cpr: Any,
    post_foranstaltning: Any,
    post_beloeb: Any,
    post_dato: Any,
    for_foranstaltning: Any = None,
    disp_cpr: Any = None,
    disp_foranstaltning: Any = None,
    takst: Any = None,
    maengde: Any = None,
    enhed: Any = None,
    startdato: Any = None,
    stopdato: Any = None,
    sandsynlighed: Any = None,
    regel: Any = None,
    moms: Any = None,
    post_ydelse: Any = None,
) -> Answer:
    """Årets resultat som interval: P10, P50 og P90 i kroner, i tre celler ved siden af hinanden.

    Regner som arket Usikkerhed, med det samme starttal: simulerer året ud fra posteringerne og disponeringens rækker.
    Med foranstaltninger giver den en række for hver; ellers året i alt. Posteringernes kolonner skal have lige mange
    celler, og rækkernes ligeså; tomme rækker tæller ikke. Er der for lidt at lære af, siger cellen hvad. Statsrefusion
    og puljer er ikke med. I et helt ark tager den et par sekunder: brug den i en eller få celler, f.eks.
    =STYRING_INTERVAL(2026;6;Realiseret!D6:D900;Realiseret!C6:C900;Realiseret!F6:F900;Realiseret!A6:A900).

    Eksempel:
    =STYRING_INTERVAL(2026;3;"610105-4567";"Aflastning";1200;"05-03-2026")
    giver Fejl: året kan ikke simuleres: posteringerne siger ikke, hvilke borgere de er for, og der er ikke tre hele
    tidligere år
    """
    found, names = _simulated(
        aar, lukket_maaned, (post_cpr, post_foranstaltning, post_beloeb, post_dato, post_ydelse),
        (disp_cpr, disp_foranstaltning, takst, maengde, enhed, startdato, stopdato, sandsynlighed, regel, moms),
    )  # fmt: skip
    rows: Answer = []
    for draws in _asked(found, names, for_foranstaltning):
        if isinstance(draws, str):
            rows.append([draws, "", ""])
        else:
            rows.append([to_kroner(round(each)) for each in quantiles(draws, CHANCES)])
    return rows


@styring
def STYRING_SANDSYNLIGHED(
    korrigeret_budget: Any,
    aar: Any,
    lukket_maaned: Any,
    post_cpr: Any,
    post_foranstaltning: Any,
    post_beloeb: Any,
    post_dato: Any,
    for_foranstaltning: Any = None,
    disp_cpr: Any = None,
    disp_foranstaltning: Any = None,
    takst: Any = None,
    maengde: Any = None,
    enhed: Any = None,
    startdato: Any = None,
    stopdato: Any = None,
    sandsynlighed: Any = None,
    regel: Any = None,
    moms: Any = None,
    post_ydelse: Any = None,
) -> Answer:
    """Chancen for, at et budget holder: andelen af de simulerede år, hvis resultat er på eller under det (0-1).

    Regner som arket Usikkerhed, med det samme starttal, ud fra posteringerne og disponeringens rækker; se
    STYRING_INTERVAL. Med foranstaltninger skal der være et budget for hver, og der kommer en række for hver; ellers er
    det året i alt.

    Eksempel:
    =STYRING_SANDSYNLIGHED(99000000;2026;6;{"6101800001";"6201800002";"6301800003";"6401800004";"6501800005";"6601800006";
    "6701800007";"6801800008";"6901800009";"7001800010"};"Aflastning";{1000;1000;1000;1000;1000;1000;1000;1000;1000;1000};
    {"05-01-2026";"05-02-2026";"05-03-2026";"05-04-2026";"05-05-2026";"05-06-2026";"05-06-2026";"05-06-2026";"05-06-2026";
    "05-06-2026"})
    giver 1
    """
    found, names = _simulated(
        aar, lukket_maaned, (post_cpr, post_foranstaltning, post_beloeb, post_dato, post_ydelse),
        (disp_cpr, disp_foranstaltning, takst, maengde, enhed, startdato, stopdato, sandsynlighed, regel, moms),
    )  # fmt: skip
    asked = _asked(found, names, for_foranstaltning)
    budgets = amounts(korrigeret_budget, "korrigeret budget")
    limits = flat(needed(budgets, "korrigeret budget"), len(asked), "korrigeret budget")
    return [
        [draws if isinstance(draws, str) else float((draws <= limit).mean())]
        for draws, limit in zip(asked, limits.tolist(), strict=True)
    ]


def _asked(found: Uncertainty, names: tuple[str, ...], measures: Any) -> list[Ints | str]:
    """The draws (paths,) of each measure asked for, a text where it is not there; of the whole year without any."""
    if not given(measures):
        return [found.draws.sum(axis=1)]
    at = {label(name): code for code, name in enumerate(names)}
    return [
        found.draws[:, at[each]] if each in at else "" if not each else "Fejl: foranstaltningen findes ikke"
        for each in labels(measures)
    ]


def _simulated(
    aar: Any, lukket_maaned: Any, postings: tuple[Any, ...], rows: tuple[Any, ...]
) -> tuple[Uncertainty, tuple[str, ...]]:
    """The year as simulated and the names of its measures; the one kept where nothing has changed since."""
    the_year, closed = year(aar), one_whole(lukket_maaned, "lukket måned", 0, 12)
    ledger, commitments = _ledger(*postings), _commitments(*rows)
    key = _fingerprint(the_year, closed, ledger, commitments)
    if key not in _FOUND:
        figures = figures_of(
            Disposition(commitments, (), (), (), ()), ledger, Budget((), ()), year=the_year, closed=closed
        )
        _FOUND[key] = (compute(commitments, ledger, figures), tuple(figures.measures))
        while len(_FOUND) > _KEPT:
            _FOUND.popitem(last=False)
    found, names = _FOUND[key]
    if not found.is_known:
        raise Refused(f"Fejl: året kan ikke simuleres: {found.why}")
    return found, names


def _fingerprint(year_: int, closed: int, ledger: Ledger, rows: Commitments) -> bytes:
    told = hashlib.blake2b(f"{year_} {closed}".encode())
    for part in (ledger, rows):
        for name in part.__struct_fields__:
            value = getattr(part, name)
            told.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    return told.digest()


def _column(argument: Any, size: int) -> list[list[Any]]:
    """An argument as one cell a row: one cell holds for all of ``size`` rows, and one left out is empty."""
    cells = grid(argument).reshape(-1, 1).tolist()
    return cells * size if len(cells) == 1 else cells


def _sized(read: list[str], size: int, what: str) -> list[str]:
    if len(read) != size:
        raise Refused(f"Fejl: {what} har et andet antal celler end resten")
    return read


def _ledger(cpr: Any, measure: Any, amount: Any, booked: Any, service: Any) -> Ledger:
    """The postings; the month of one is that of its service, where that is given, else of its booking."""
    money, day = column(amounts(amount, "beløb")), column(days(booked, "posteringsdato"))
    size = money.values.size
    if day.values.size != size:
        raise Refused("Fejl: posteringernes dato har et andet antal celler end beløbene")
    used = ~(money.blank & day.blank).ravel()
    when = flat(needed(day, "posteringsdato", unless=money), size, "posteringsdato").view("datetime64[D]")[used]
    amount_ = flat(needed(money, "beløb", unless=day), size, "beløb")[used]
    of = flat(days(_column(service, size), "ydelse"), size, "ydelse").view("datetime64[D]")[used]
    months = np.where(np.isnat(of), when, of).astype("datetime64[M]").astype(np.int64)
    people, kinds = Interned(), Interned()
    person = people.add(_sized(citizens(_column(cpr, size)), size, "posteringernes CPR-nr."))[used]
    kind = kinds.add(_sized(texts(_column(measure, size)), size, "posteringernes foranstaltning"))[used]
    count = int(used.sum())
    nothing = np.zeros(count, np.int32)
    return Ledger(
        sheet=nothing,
        row=np.arange(count, dtype=np.int32),
        year=(months // 12 + 1970).astype(np.int32),
        month=(months % 12 + 1).astype(np.int32),
        booked=when,
        amount=amount_,
        cpr=person.astype(np.int32),
        measure=kind.astype(np.int32),
        supplier=nothing,
        sheets=("",),
        citizens=tuple(people.names),
        measures=(NO_MEASURE, *kinds.names[1:]),
        suppliers=("",),
        has_measure=True,
        refused=0,
        refused_amount=0,
        problems=(),
    )


def _commitments(
    cpr: Any,
    measure: Any,
    takst: Any,
    maengde: Any,
    enhed: Any,
    startdato: Any,
    stopdato: Any,
    sandsynlighed: Any,
    regel: Any,
    moms: Any,
) -> Commitments:
    """The disposition's rows; none where no rate is given."""
    rates, begin = column(amounts(takst, "takst")), column(start_days(startdato))
    size = rates.values.size
    if begin.values.size != size:
        raise Refused("Fejl: startdato har et andet antal celler end takst")
    used = ~(rates.blank & begin.blank).ravel()

    def each(argument: Any) -> list[list[Any]]:
        return _column(argument, size)

    def numbers(read: Argument, what: str) -> Ints:
        return flat(read, size, what)[used]

    unit = units(each(enhed))
    quantity = no_share_of_hours(quantities(each(maengde), "mængde", ONE), each(maengde), unit)
    start = numbers(needed(begin, "startdato", unless=rates), "startdato").view("datetime64[D]")
    stop = numbers(stop_days(each(stopdato)), "stopdato").view("datetime64[D]")
    if np.any(stop < start):
        raise Refused("Fejl: stopdato før startdato")
    people = _sized(citizens(each(cpr)), size, "disponeringens CPR-nr.")
    kinds = _sized(texts(each(measure)), size, "disponeringens foranstaltning")
    at = np.flatnonzero(used).tolist()
    empty = ("",) * len(at)
    return Commitments(
        places=tuple(Place("", row) for row in at),
        cpr=tuple(people[row] for row in at),
        measure=tuple(kinds[row] or NO_MEASURE for row in at),
        supplier=empty,
        adviser=empty,
        id=empty,
        household=empty,
        team=empty,
        approver=empty,
        rate=numbers(needed(rates, "takst", unless=begin), "takst"),
        quantity=numbers(quantity, "mængde"),
        unit=numbers(unit, "takstenhed"),
        start=start,
        stop=stop,
        granted_stop=stop,
        expects=np.zeros(len(at), np.int64),
        rule=numbers(rules(each(regel)), "periodisering"),
        probability=numbers(shares(each(sandsynlighed), "sandsynlighed", ONE), "sandsynlighed"),
        vat=numbers(vat_factors(each(moms), ONE), "momsfaktor"),
        computable=np.ones(len(at), bool),
    )

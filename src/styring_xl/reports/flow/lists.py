"""What stands below the movements on *Til- og afgang*: prices, known stops, and who comes of age."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from styring_xl.cells.cell import Content
from styring_xl.cells.column_contents import ColumnContents
from styring_xl.danish.citizen import spelled
from styring_xl.model.arrays import Integers
from styring_xl.model.flow import last_rows
from styring_xl.model.kroner import round_div, to_kroner
from styring_xl.model.periods import DAY, MONTH
from styring_xl.reports import commitment_links
from styring_xl.reports.flow import made
from styring_xl.reports.flow.case import FlowCase
from styring_xl.reports.flow.columns import EXPECTED, PRICES, STOP_MONTHS, STOPS, TRANSITIONS
from styring_xl.reports.flow.made import FlowTrace
from styring_xl.reports.flow.movements import ALL
from styring_xl.reports.rows import Rows
from styring_xl.reports.table import Table
from styring_xl.standard import style
from styring_xl.standard.place import UNCERTAINTY
from styring_xl.standard.words import MONTH_NAMES

PRICE_SECTION: Final = "Varighed og årspris: årets nye og ophørte"
EXPECTED_SECTION: Final = "Ventet resten af året ud over det kendte, kr."
STOP_SECTION: Final = "Kendte stop de næste 12 måneder"
TRANSITION_SECTION: Final = "Borgere, der fylder 18 eller 23 år"
_THEN: Final = ("uden stopdato", "ophører", "uændret", "ændret")
"""What is disponeret after the birthday."""
_AHEAD: Final = 12
_TENTHS_A_YEAR: Final = 120
"""Tenths of months in a year, which is counted as 365 days."""


def prices(rows: Rows, case: FlowCase) -> None:
    """How long those lasted who stopped, and the yearly price of the new against theirs."""
    rows.section(PRICE_SECTION)
    table = Table(rows, PRICES)
    table.header()
    flows, tracer = case.by_measure, case.material.tracer
    stopped, new = flows.outflow.sum(axis=1), flows.inflow.sum(axis=1)
    figures = np.column_stack((stopped, flows.days, new, flows.price_in, flows.price_out))
    first = table.next_row
    for name, line in zip(case.lines, figures, strict=True):
        if line[0] or line[2]:
            table.line(_price(name, line), made=FlowTrace(tracer, case, name).price)
    everybody = FlowTrace(tracer, case, None, apart=True).price
    table.total(_price(ALL, figures.sum(axis=0)), range(first, table.next_row), made=everybody)
    rows.blank()


def expected(rows: Rows, case: FlowCase) -> None:
    """What the simulation expects of stops and inflow beside the known ones, where the user wants it shown."""
    found = case.material.movement
    if found is None:
        return
    rows.section(EXPECTED_SECTION)
    table = Table(rows, EXPECTED)
    table.header()
    first = table.next_row
    for at in found.moving.tolist():
        values = _expected(found.measures[at], int(found.stops[at]), int(found.inflow[at]))
        table.line(values, made=made.expected)
    table.total(_expected(ALL, int(found.stops.sum()), int(found.inflow.sum())), range(first, table.next_row))
    rows.note(
        f"Fra {UNCERTAINTY}: gennemsnittet af de simulerede forløb. Stop, ingen har bevilget endnu (bevilgede, der "
        "forlænges, trukket fra), og sager, ingen har mødt endnu. Beløbene er ikke med i forventet regnskab."
    )
    rows.blank()


def _expected(name: str, stops: int, inflow: int) -> dict[str, Content]:
    return {"name": name, "stops": to_kroner(stops), "inflow": to_kroner(inflow), "net": to_kroner(stops + inflow)}


def _price(name: str, figures: Integers) -> dict[str, Content]:
    """``figures`` are the stopped and their days, the new, and the yearly prices (øre) of the new and the stopped."""
    stopped, days, new, price_in, price_out = figures.tolist()
    # Whole kroner, so that the difference is the one that is seen.
    mine = float(round_div(price_in, new * 100)) if new else None
    theirs = float(round_div(price_out, stopped * 100)) if stopped else None
    return {
        "name": name,
        "stopped": float(stopped),
        "lasted": round_div(days * _TENTHS_A_YEAR, stopped * 365) / 10 if stopped else None,
        "new": float(new),
        "mine": mine,
        "theirs": theirs,
        "difference": None if mine is None or theirs is None else mine - theirs,
    }


def stops(rows: Rows, case: FlowCase) -> None:
    """The twelve months after the closed one: how many stop, at what yearly price, and which they are."""
    rows.section(STOP_SECTION)
    table = Table(rows, STOP_MONTHS)
    table.header()
    begin = (case.today + DAY).astype("datetime64[M]")
    month = (case.spells.last.astype("datetime64[M]") - begin).astype(np.int64)
    inside = np.flatnonzero((month >= 0) & (month < _AHEAD))
    counts, amounts = np.zeros(_AHEAD, np.int64), np.zeros(_AHEAD, np.int64)
    np.add.at(counts, month[inside], 1)
    np.add.at(amounts, month[inside], case.price_out[inside])
    first, trace = table.next_row, FlowTrace(case.material.tracer, case, None)
    for at in range(_AHEAD):
        number = int((begin + at * MONTH).astype(np.int64))
        name = f"{MONTH_NAMES[number % 12]} {1970 + number // 12}"
        table.line(
            {"month": name, "stops": float(counts[at]), "price": to_kroner(int(amounts[at]))},
            made=partial(trace.known_stops, begin + at * MONTH),
        )
    whole: dict[str, Content] = {"month": ALL, "stops": float(counts.sum()), "price": to_kroner(int(amounts.sum()))}
    table.total(whole, range(first, table.next_row))
    rows.blank()
    if len(inside):
        _each_stop(rows, case, inside)


def _each_stop(rows: Rows, case: FlowCase, inside: Integers) -> None:
    table = Table(rows, STOPS)
    # The adviser's name has two columns.
    rows.add([column.header for column in STOPS], [*(c.look.header for c in STOPS), STOPS[-1].look.header])
    found = last_rows(case.spells, case.stop)
    order = inside[np.lexsort((found[inside], case.spells.last[inside]))]
    source, price = case.index[found[order]].tolist(), case.price_out[order]
    snapshot, tracer = case.material.snapshot, case.material.tracer
    rows.links += commitment_links.down(snapshot, source, (table.next_row, table.column("cpr")))
    table.lines(
        {
            "name": ColumnContents.of_codes(case.spells.group[order], case.material.figures.measures),
            "cpr": ColumnContents.of_texts([spelled(case.rows.cpr[at]) for at in source]),
            "stop": ColumnContents.of_days(case.spells.last[order]),
            "price": ColumnContents.of_numbers(to_kroner(price)),
            "adviser": ColumnContents.of_texts([case.rows.adviser[at] for at in source]),
        },
        lambda at: partial(made.one_price, tracer, source[at], int(price[at])),
    )
    rows.blank()


def transitions(rows: Rows, case: FlowCase, months: int) -> None:
    """Who turns 18 or 23 within the horizon, what they cost on the status day and what is disponeret after."""
    found = case.coming(months)
    snapshot, figures, tracer = case.material.snapshot, case.material.figures, case.material.tracer
    source = case.index[found.row]
    citizens, days, people = source.tolist(), found.day.astype(object).tolist(), found.row.tolist()
    rows.section(TRANSITION_SECTION)
    table = Table(rows, TRANSITIONS)
    table.header()
    first = table.next_row
    rows.links += commitment_links.down(snapshot, citizens, (first, table.column("cpr")))
    word = np.select([found.open, found.after == 0, found.after == found.before], [0, 1, 2], 3)
    table.lines(
        {
            "name": ColumnContents.of_codes(figures.measure[source], figures.measures),
            "cpr": ColumnContents.of_texts([spelled(case.rows.cpr[at]) for at in citizens]),
            "age": ColumnContents.of_numbers(found.age.astype(np.float64)),
            "day": ColumnContents.of_days(found.day),
            "before": ColumnContents.of_numbers(to_kroner(found.before)),
            "after": ColumnContents.of_numbers(to_kroner(found.after)),
            "difference": ColumnContents.of_numbers(to_kroner(found.after - found.before)),
            "then": ColumnContents.of_codes(word, _THEN),
        },
        lambda at: partial(made.age, tracer, case, people[at], days[at]),
    )
    before, after = int(found.before.sum()), int(found.after.sum())
    whole: dict[str, Content] = {
        "name": ALL,
        "before": to_kroner(before),
        "after": to_kroner(after),
        "difference": to_kroner(after - before),
    }
    table.total(whole, range(first, table.next_row), {"age": style.TOTAL_TEXT})

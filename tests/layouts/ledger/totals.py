"""Rows of a ledger that are no postings."""

from __future__ import annotations

import calendar
import datetime as dt
from random import Random

from ..base import LONG_MONTHS, kroner
from ..features import Draft, feature
from ..page import Line
from .columns import LEDGER, page, posting


def _money(made: Draft, line: Line, ore: int) -> None:
    """An amount of a total, in the column where the postings' amounts stand."""
    line.cells["debit" if page(made).has("debit") else "amount"] = kroner(ore)
    if page(made).has("sign"):
        line.cells["sign"] = next(each.cells["sign"] for each in page(made).rows())


def _text_key(made: Draft, rng: Random) -> str:
    keys = [key for key in ("text", "supplier", "voucher", "measure") if page(made).has(key)]
    return keys[0] if rng.random() < 0.6 else rng.choice(keys)


def _total(made: Draft, label: str, key: str, ore: int, day: dt.date | None) -> Line:
    line = Line("own", {key: label}, trouble=True)
    _money(made, line, ore)
    if day is not None and page(made).has("date"):
        column = page(made).rows()[0].cells.get("date")
        if isinstance(column, dt.date):
            line.cells["date"] = day
    return line


@feature(LEDGER, "totals", "total nederst", stage=22, weight=3)
def total_last(made: Draft, rng: Random) -> None:
    of = page(made)
    dated = rng.random() < 0.5
    total = sum(each.amount for each in made.town.postings)
    day = max(each.date for each in made.town.postings)
    label = rng.choice(("I alt", "Total", "Sum", "I alt for perioden", "Samlet", "Hovedtotal"))
    of.lines.append(_total(made, label, _text_key(made, rng), total, day if dated else None))


@feature(LEDGER, "totals", "total for hver måned", stage=22, weight=2)
def total_each_month(made: Draft, rng: Random) -> None:
    of = page(made)
    dated = rng.random() < 0.5
    key = _text_key(made, rng)
    text = rng.choice(("I alt {}", "Sum {}", "{} i alt", "Total {}"))
    for month in sorted({each.date.month for each in made.town.postings}):
        members = [line for line in of.rows() if posting(made, line).date.month == month]
        day = max(posting(made, line).date for line in members)
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        total = sum(posting(made, line).amount for line in members)
        at = max(of.lines.index(line) for line in members) + 1
        name = LONG_MONTHS[month - 1].lower()
        of.lines.insert(at, _total(made, text.format(name), key, total, last if dated else None))


@feature(LEDGER, "totals", "primo og ultimo", stage=22, weight=3)
def opening_and_closing(made: Draft, rng: Random) -> None:
    of = page(made)
    key = _text_key(made, rng)
    dated = rng.random() < 0.6
    words = rng.choice(
        (
            ("Saldo primo", "Saldo ultimo"),
            ("Primo", "Ultimo"),
            ("Primosaldo", "Ultimosaldo"),
            ("Overført fra sidste år", "Saldo ultimo"),
        )
    )
    year = made.town.year
    opening = 100 * rng.randrange(100_000, 900_000)
    total = sum(each.amount for each in made.town.postings)
    last = max(each.date for each in made.town.postings)
    of.lines.insert(0, _total(made, words[0], key, opening, dt.date(year, 1, 1) if dated else None))
    of.lines.append(_total(made, words[1], key, opening + total, last if dated else None))


@feature(LEDGER, "totals", "sidetotaler og transport", stage=22, weight=1)
def page_totals(made: Draft, rng: Random) -> None:
    of = page(made)
    key = _text_key(made, rng)
    rows = of.rows()
    half = len(rows) // 2
    if half < 2:
        return
    amount = sum(posting(made, line).amount for line in rows[:half])
    at = of.lines.index(rows[half])
    words = rng.choice(
        (
            ("Transport", "Transport"),
            ("Side 1 i alt", "Overført fra side 1"),
            ("Transport til næste side", "Transport fra forrige side"),
        )
    )
    of.lines[at:at] = [_total(made, words[0], key, amount, None), _total(made, words[1], key, amount, None)]


@feature(LEDGER, "repeat", "overskriften gentaget på hver side", stage=23)
def headers_again(made: Draft, rng: Random) -> None:
    of = page(made)
    again = Line("own", {column.key: column.header for column in of.columns})
    of.lines.insert(len(of.lines) // 2, again)


@feature(LEDGER, "blank", "tomme rækker i posteringerne", stage=24)
def blank_rows(made: Draft, rng: Random) -> None:
    for _ in range(rng.randint(1, 3)):
        page(made).lines.insert(rng.randint(1, len(page(made).lines)), Line("blank"))

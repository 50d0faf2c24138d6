"""When a posting belongs: dates, periods, months, and the service before the booking."""

from __future__ import annotations

import datetime as dt
from random import Random

from ..base import LONG_MONTHS, MONTHS
from ..features import Draft, feature
from ..page import Column, Line
from .columns import LEDGER, page, posting


@feature(LEDGER, "time", "periode i stedet for dato", stage=16, weight=2)
def period(made: Draft, rng: Random) -> None:
    column = page(made).column("date")
    assert column is not None
    column.header = rng.choice(("Periode", "Regnskabsperiode", "Bogføringsperiode"))
    text = rng.choice(("{y}{m:02d}", "{y}-{m:02d}", "{m:02d}-{y}", "{m:02d}.{y}", "number", "name"))
    for line in page(made).rows():
        day = posting(made, line).date
        line.cells["date"] = {
            "number": day.year * 100 + day.month,
            "name": f"{LONG_MONTHS[day.month - 1]} {day.year}",
        }.get(text, text.format(y=day.year, m=day.month))


@feature(LEDGER, "time", "måned og år i hver sin kolonne", stage=16)
def month_and_year(made: Draft, rng: Random) -> None:
    of = page(made)
    column = of.column("date")
    assert column is not None
    column.header = rng.choice(("Måned", "Periode"))
    of.insert_after("date", Column("year", rng.choice(("År", "Regnskabsår"))))
    word = rng.choice(("number", "name", "short"))
    for line in of.rows():
        day = posting(made, line).date
        line.cells["year"] = day.year
        line.cells["date"] = {
            "number": day.month,
            "name": LONG_MONTHS[day.month - 1],
            "short": MONTHS[day.month - 1].lower(),
        }[word]


@feature(LEDGER, "time", "ydelsesperiode før bogføringsdato", stage=16, weight=3)
def service_first(made: Draft, rng: Random) -> None:
    """The service's dates stand first: the days that are paid for count, and not the day they were booked."""
    of = page(made)
    at = next(i for i, each in enumerate(of.columns) if each.key == "date")
    columns = rng.choice(
        (
            [Column("x_from", "Ydelse fra dato"), Column("x_to", "Ydelse til dato")],
            [Column("x_from", "Periode fra"), Column("x_to", "Periode til")],
            [Column("x_to", "Fakturadato")],
            [Column("x_month", "Ydelsesmåned")],
        )
    )
    of.columns[at:at] = columns
    served = {"x_from", "x_to"} <= {column.key for column in columns}
    for line in of.rows():
        day = posting(made, line).date
        first = day.replace(day=1)
        if served:
            line.cells["date"] = (first + dt.timedelta(days=31)).replace(day=12)
        else:
            first = (first - dt.timedelta(days=1)).replace(day=1)
        line.cells["x_from"] = first
        line.cells["x_to"] = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        line.cells["x_month"] = f"{first.month:02d}-{first.year}"


@feature(LEDGER, "time", "ydelsesperiode som tekst i én kolonne", stage=16, weight=2)
def service_in_one(made: Draft, rng: Random) -> None:
    """»01-03-2026 - 31-03-2026«: the month that is paid for, booked in the next."""
    of = page(made)
    text = rng.choice(("{:%d-%m-%Y} - {:%d-%m-%Y}", "{:%d.%m.%Y}-{:%d.%m.%Y}", "{:%d.%m.%y} - {:%d.%m.%y}"))
    column = Column("x_service", rng.choice(("Ydelsesperiode", "Periode", "Ydelse", "Leveringsperiode")))
    of.columns.insert(rng.choice((0, 1)), column)
    for line in of.rows():
        first = posting(made, line).date.replace(day=1)
        following = (first + dt.timedelta(days=31)).replace(day=1)
        line.cells["x_service"] = text.format(first, following - dt.timedelta(days=1))
        line.cells["date"] = following.replace(day=12)


@feature(LEDGER, "time", "dato og periode", stage=16)
def both(made: Draft, rng: Random) -> None:
    of = page(made)
    of.insert_after("date", Column("period", "Periode"))
    for line in of.rows():
        line.cells["period"] = posting(made, line).date.month


@feature(LEDGER, "time", "supplementsperioder", stage=16, weight=2)
def supplement(made: Draft, rng: Random) -> None:
    """Last year's supplement periods, booked in January: they are last year's."""
    of = page(made)
    year = made.town.year
    of.insert_after("date", Column("period", rng.choice(("Periode", "Regnskabsperiode"))))
    for line in of.rows():
        line.cells["period"] = f"{year}{posting(made, line).date.month:02d}"
    first = of.rows()[0]
    words = rng.choice((f"{year - 1}13", f"{year - 1}14", f"{year - 1}16", f"Supp {year - 1}", f"Forsupp {year - 1}"))
    for number in range(rng.randint(1, 2)):
        cells = dict(first.cells) | {
            "date": dt.date(year, 1, 14 + number),
            "period": words,
            "voucher": f"{1_800_000 + number:010d}",
            "text": "Efterpostering",
        }
        of.lines.insert(number, Line("own", cells, trouble=True))
    made.notes["last_year"] = True


@feature(LEDGER, "datetext", "posteringsdatoer som dansk tekst", stage=30)
def danish_dates(made: Draft, rng: Random) -> None:
    _dates(
        made,
        rng.choice(
            (
                "{d:02d}-{m:02d}-{y}",
                "{d:02d}.{m:02d}.{y}",
                "{d:02d}/{m:02d}/{y}",
                "{d}.{m}.{s:02d}",
                "{d:02d}-{m:02d}-{y} 00:00:00",
            )
        ),
    )


@feature(LEDGER, "datetext", "posteringsdatoer som ISO-tekst", stage=30)
def iso_dates(made: Draft, rng: Random) -> None:
    _dates(made, rng.choice(("{y}-{m:02d}-{d:02d}", "{y}{m:02d}{d:02d}", "{y}-{m:02d}-{d:02d}T00:00:00")))


@feature(LEDGER, "datetext", "posteringsdatoer som m/d beviset af kolonnen", stage=30)
def american_dates(made: Draft, rng: Random) -> None:
    days = [posting(made, line).date.day for line in page(made).rows()]
    if any(day > 12 for day in days):
        _dates(made, rng.choice(("{m:02d}/{d:02d}/{y}", "{m}/{d}/{y}")))


def _dates(made: Draft, text: str) -> None:
    for line in page(made).lines:
        for key in ("date", "x_from", "x_to", "x_made"):
            value = line.cells.get(key)
            if isinstance(value, dt.date):
                line.cells[key] = text.format(d=value.day, m=value.month, y=value.year, s=value.year % 100)

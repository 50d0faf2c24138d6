"""What people and systems do to a ledger, on a sheet of the workbook and in an extract."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from .base import LONG_MONTHS, MONTHS, kroner
from .cells import danish_text
from .features import Draft, feature
from .municipality import Posting
from .page import Column, Formula, Line, Page

LEDGER = "ledger extract"
SHEET = "ledger"

SYNONYMS: dict[str, tuple[str, ...]] = {
    "date": ("Dato", "Posteringsdato", "Bogf.dato", "Konteringsdato", "Bogført", "Bilagsdato"),
    "voucher": ("Bilag", "Bilagsnummer", "Bilag nr.", "Dokumentnr."),
    "line": ("Linje", "Linjenummer", "Linienr."),
    "cpr": ("CPR", "Cpr-nr", "Personnummer", "CPR-nummer", "Borger CPR"),
    "measure": ("Indsats", "Ydelse", "Foranstaltningstype", "Kontonavn", "Kontotekst"),
    "supplier": ("Kreditor", "Leverandørnavn", "Kreditornavn", "Modtager"),
    "text": ("Tekst", "Beskrivelse", "Bilagstekst"),
    "amount": ("Beløb kr.", "Beløb i kr.", "Bogført beløb", "Nettobeløb", "Beløb DKK", "Forbrug", "Realiseret beløb"),
}


def page(made: Draft) -> Page:
    """The ledger that is bent: the extract where there is one, else the workbook's sheet."""
    found: Page = made.notes.get("extract") or made.ledger
    return found


def posting(made: Draft, line: Line) -> Posting:
    return made.town.postings[line.index]


# ---------------------------------------------------------------- columns


@feature(LEDGER, "headers", "posteringernes overskrifter med andre ord", stage=10, weight=3)
def other_words(made: Draft, rng: Random) -> None:
    for column in page(made).columns:
        if column.key in SYNONYMS and rng.random() < 0.7:
            column.header = rng.choice(SYNONYMS[column.key])


@feature(LEDGER, "headers", "posteringernes overskrifter med store bogstaver", stage=10, weight=1)
def shouted(made: Draft, rng: Random) -> None:
    for column in page(made).columns:
        column.header = str(column.header).upper()


@feature(LEDGER, "order", "posteringernes kolonner i anden orden", stage=11)
def shuffled(made: Draft, rng: Random) -> None:
    rng.shuffle(page(made).columns)


@feature(LEDGER, "fewer", "uden linjenr. og leverandør", stage=12)
def fewer(made: Draft, rng: Random) -> None:
    page(made).columns = [column for column in page(made).columns if column.key not in ("line", "supplier")]


@feature(LEDGER, "more", "ekstra kolonner i posteringerne", stage=13)
def more(made: Draft, rng: Random) -> None:
    of = page(made)
    adding = [
        ("x_account", "Artskonto", lambda p: 490_000 + len(p.measure)),
        ("x_place", "Omkostningssted", lambda p: 5_282_000 + len(p.supplier)),
        ("x_name", "Borgers navn", lambda p: "Borger " + p.cpr[:2]),
        ("x_user", "Oprettet af", lambda p: rng.choice(("AH", "BL"))),
        ("x_type", "Bilagsart", lambda p: rng.choice(("KR", "SA"))),
        ("x_vat", "Momsbeløb", lambda p: 0),
        ("x_count", "Antal", lambda p: 1),
        ("x_budget", "Budget", lambda p: 0),
        ("x_made", "Oprettelsesdato", lambda p: p.date + dt.timedelta(days=3)),
        ("x_year", "Regnskabsår", lambda p: p.date.year),
    ]
    for key, header, value in rng.sample(adding, rng.randint(1, 4)):
        of.insert_after(rng.choice([column.key for column in of.columns]), Column(key, header))
        for line in of.rows():
            line.cells[key] = value(posting(made, line))


@feature(LEDGER, "twin", "to kolonner »Beløb«, den ene tom", stage=14, weight=1)
def twin(made: Draft, rng: Random) -> None:
    column = page(made).column("amount")
    if column is not None:
        page(made).insert_after("amount", Column("x_twin", column.header))


# ---------------------------------------------------------------- how an amount stands


@feature(LEDGER, "amount", "debet og kredit", stage=15, weight=3)
def debit_credit(made: Draft, rng: Random) -> None:
    _debit_credit(made, rng)


@feature(LEDGER, "amount", "debet, kredit og saldo", stage=15, weight=3)
def with_balance(made: Draft, rng: Random) -> None:
    last = _debit_credit(made, rng)
    _balance(made, rng, last)


@feature(LEDGER, "amount", "beløb og saldo", stage=15, weight=2)
def amount_and_balance(made: Draft, rng: Random) -> None:
    _balance(made, rng, "amount")


def _debit_credit(made: Draft, rng: Random) -> str:
    of = page(made)
    names = rng.choice(
        (("Debet", "Kredit"), ("Debet kr.", "Kredit kr."), ("Debet beløb", "Kredit beløb"), ("Udgift", "Indtægt"))
    )
    of.insert_after("amount", Column("credit", names[1]))
    column = of.column("amount")
    assert column is not None
    column.key, column.header = "debit", names[0]
    for line in of.rows():
        value = line.cells.pop("amount")
        line.cells["debit" if value >= 0 else "credit"] = abs(value)
    return "credit"


def _balance(made: Draft, rng: Random, after: str) -> None:
    of = page(made)
    of.insert_after(after, Column("balance", rng.choice(("Saldo", "Løbende saldo", "Saldo i kr.", "Akk. saldo"))))
    running = 100 * rng.randrange(0, 400_000)
    for line in of.rows():
        running += posting(made, line).amount
        line.cells["balance"] = kroner(running)


SIGNS: dict[str, tuple[tuple[str, ...], tuple[str, str]]] = {
    "+ og -": (("Fortegn", "+/-"), ("+", "-")),
    "S og H": (("S/H", "Soll/Haben", "Debet/kredit"), ("S", "H")),
    "D og K": (("D/K", "Debet/kredit", "DK"), ("D", "K")),
    "Debet og Kredit": (("Debet/kredit", "D/K", "Side"), ("Debet", "Kredit")),
    "Af og Bij": (("Af/Bij", "Af Bij"), ("Af", "Bij")),
}


@feature(LEDGER, "amount", "fortegn i en kolonne for sig", stage=15, weight=4)
def sign_column(made: Draft, rng: Random) -> None:
    headers, words = SIGNS[rng.choice(list(SIGNS))]
    _sign(made, rng.choice(headers), words)


@feature(LEDGER, "amount", "fortegn i ord, som ingen kender", stage=15, weight=1)
def unknown_sign(made: Draft, rng: Random) -> None:
    if any(posting(made, line).amount < 0 for line in page(made).rows()):
        _sign(made, rng.choice(("Fortegn", "D/K")), rng.choice((("X", "Y"), ("1", "2"), ("A", "B"))))
        made.unclear.append("nobody can know which of two words is minus")


def _sign(made: Draft, header: str, words: tuple[str, str]) -> None:
    of = page(made)
    of.insert_after("amount", Column("sign", header))
    for line in of.rows():
        value = line.cells["amount"]
        line.cells["amount"] = abs(value)
        line.cells["sign"] = words[0] if value >= 0 else words[1]
        line.trouble = True


# ---------------------------------------------------------------- when it belongs


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
    """The service's dates stand first; the day it was booked is what counts."""
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
    for line in of.rows():
        day = posting(made, line).date
        before = day.replace(day=1) - dt.timedelta(days=1)
        line.cells["x_from"] = before.replace(day=1)
        line.cells["x_to"] = before
        line.cells["x_month"] = f"{before.month:02d}-{before.year}"


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


# ---------------------------------------------------------------- who and what


def _each_cpr(made: Draft, change: Callable[[str], Any]) -> None:
    for line in page(made).rows():
        if isinstance(line.cells.get("cpr"), str):
            line.cells["cpr"] = change(line.cells["cpr"])


@feature(LEDGER, "cpr", "posteringernes CPR som tal", stage=31)
def cpr_number(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr: int(cpr.replace("-", "")))


@feature(LEDGER, "cpr", "posteringernes CPR uden bindestreg", stage=31)
def cpr_bare(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr: cpr.replace("-", ""))


@feature(LEDGER, "cpr", "posteringernes CPR som teksten 6101054567.0", stage=31, weight=1)
def cpr_float(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr: cpr.replace("-", "") + ".0")


@feature(LEDGER, "cpr", "posteringernes CPR som 6,10E+09", stage=31, weight=1)
def cpr_lost(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr: f"{cpr[0]},{cpr[1:3]}E+09")
    for line in page(made).rows():
        line.trouble = True
    made.unclear.append("the citizens' numbers are lost")


@feature(LEDGER, "cpr", 'posteringernes CPR som ="…"', stage=31)
def cpr_formula(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr: Formula(f'="{cpr}"', cpr))


@feature(LEDGER, "cpr", "posteringernes CPR med navn efter", stage=31)
def cpr_name(made: Draft, rng: Random) -> None:
    names = {row.cpr: row.name for row in made.town.commitments}
    text = rng.choice(("{c} {n}", "{c}, {n}", "{c} - {n}"))
    _each_cpr(made, lambda cpr: text.format(c=cpr, n=names.get(cpr, "Bo")))


@feature(LEDGER, "cpr", "CPR kun i posteringens tekst", stage=31, weight=1)
def cpr_in_text(made: Draft, rng: Random) -> None:
    of = page(made)
    text = rng.choice(("{c} {t}", "{t} {c}", "{t} cpr {c}"))
    for line in of.rows():
        line.cells["text"] = text.format(c=line.cells["cpr"], t=line.cells["text"])
    of.columns = [column for column in of.columns if column.key != "cpr"]
    for line in of.rows():
        line.trouble = True


@feature(LEDGER, "measure", "konto foran foranstaltningens navn", stage=32, weight=3)
def account_text(made: Draft, rng: Random) -> None:
    column = page(made).column("measure")
    assert column is not None
    column.header = rng.choice(("Kontotekst", "Konto", "Kontonavn", "Foranstaltning", "Funktion"))
    text = rng.choice(("52.3.{n} {m}", "5.28.{n:02d} {m}", "52820{n} {m}", "52820{n} - {m}"))
    _measures(made, lambda number, name: text.format(n=number, m=name))


@feature(LEDGER, "measure", "kontonummer og kontonavn i hver sin kolonne", stage=32, weight=2)
def account_and_text(made: Draft, rng: Random) -> None:
    of = page(made)
    column = of.column("measure")
    assert column is not None
    column.header = rng.choice(("Kontonavn", "Kontotekst", "Konto tekst"))
    at = of.columns.index(column)
    of.columns.insert(at, Column("x_number", rng.choice(("Konto", "Kontonummer", "Kontonr."))))
    numbers = _numbers(made)
    for line in of.rows():
        line.cells["x_number"] = 528_201_000 + numbers[line.cells["measure"]]


@feature(LEDGER, "measure", "foranstaltningen med andre store og små bogstaver", stage=32, weight=1)
def other_case(made: Draft, rng: Random) -> None:
    change = rng.choice((str.upper, str.lower, lambda name: f" {name} "))
    _measures(made, lambda number, name: change(name))


def _numbers(made: Draft) -> dict[str, int]:
    names = sorted({row.measure for row in made.town.commitments})
    return {name: number for number, name in enumerate(names, start=1)}


def _measures(made: Draft, change: Callable[[int, str], str]) -> None:
    numbers = _numbers(made)
    for line in page(made).rows():
        name = line.cells["measure"]
        line.cells["measure"] = change(numbers[name], name)


# ---------------------------------------------------------------- rows that are no postings


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


# ---------------------------------------------------------------- figures as text


@feature(LEDGER, "amounttext", "posteringsbeløb som dansk tekst", stage=40, weight=2)
def danish_amounts(made: Draft, rng: Random) -> None:
    text = rng.choice(("{}", "{}", "{} kr.", "kr. {}", "{} DKK"))
    minus = rng.choice(("-{}", "{}-", "({})"))

    def write(value: Any) -> str:
        amount = text.format(danish_text(abs(value)))
        return minus.format(amount) if value < 0 else amount

    _each_amount(made, write)


@feature(LEDGER, "amounttext", "negative posteringer i parentes", stage=40, weight=2)
def brackets(made: Draft, rng: Random) -> None:
    _each_amount(made, lambda value: f"({danish_text(-value)})" if value < 0 else value)


@feature(LEDGER, "amounttext", "minus efter beløbet", stage=40, weight=2)
def minus_after(made: Draft, rng: Random) -> None:
    _each_amount(made, lambda value: f"{danish_text(-value)}-" if value < 0 else value)


@feature(LEDGER, "amounttext", "posteringsbeløb som engelsk tekst med øre", stage=40)
def english_amounts(made: Draft, rng: Random) -> None:
    """31,000.00: the point before two digits shows what the comma is."""
    _each_amount(made, lambda value: f"{value:,.2f}")


@feature(LEDGER, "amounttext", "posteringsbeløb som »31,000«", stage=40, weight=1)
def unclear_amounts(made: Draft, rng: Random) -> None:
    values = [line.cells.get(key) for line in page(made).rows() for key in ("amount", "debit", "credit", "balance")]
    if any(isinstance(value, float) for value in values):
        return
    _each_amount(made, lambda value: f"{value:,}")
    for line in page(made).rows():
        line.trouble = True
    made.unclear.append("»31,000« may be 31.000 or 31,00")


def _each_amount(made: Draft, change: Callable[[Any], Any]) -> None:
    for line in page(made).lines:
        for key in ("amount", "debit", "credit", "balance"):
            value = line.cells.get(key)
            if isinstance(value, int | float):
                line.cells[key] = change(value)


# ---------------------------------------------------------------- the sheet


@feature(LEDGER, "above", "rapporthoved over posteringerne", stage=50)
def report_head(made: Draft, rng: Random) -> None:
    total = sum(each.amount for each in made.town.postings)
    page(made).above[:0] = rng.choice(
        (
            [["Posteringsudtræk"], ["Udskrevet", "03-04-2026"], []],
            [
                ["Fjordby Kommune", None, "Side 1"],
                ["Kontokort", "528201000 - 528209999"],
                ["Periode", "01-01-2026 - 30-06-2026"],
            ],
            [["Rapport: Posteringer 2026"], ["Antal", len(made.town.postings)], ["Beløb i alt", kroner(total)], []],
        )
    )


@feature(SHEET, "band", "flettede overskrifter over posteringerne", stage=50)
def bands(made: Draft, rng: Random) -> None:
    for column in made.ledger.columns:
        if column.key in ("date", "voucher", "line"):
            column.band = "Bilag"
        elif column.key in ("cpr", "measure", "supplier"):
            column.band = "Borger"
        elif column.key in ("amount", "debit", "credit", "balance"):
            column.band = "Beløb"


@feature(SHEET, "sheets", "et ark for hver måned", stage=60, weight=2)
def sheet_each_month(made: Draft, rng: Random) -> None:
    text = rng.choice(("{}", "Posteringer {}", "Post. {}", "{} 2026"))
    _split(made, lambda line: posting(made, line).date.month, lambda month: text.format(LONG_MONTHS[month - 1]))


@feature(SHEET, "sheets", "et ark for hver foranstaltning", stage=60, weight=2)
def sheet_each_measure(made: Draft, rng: Random) -> None:
    _split(made, lambda line: posting(made, line).measure, lambda name: f"Post {name}"[:31])


def _split(made: Draft, key: Callable[[Line], Any], name: Callable[[Any], str]) -> None:
    """One sheet of the ledger for each key, with the same columns; rows that are no postings stay behind."""
    whole = made.ledger
    if any(line.kind == "own" for line in whole.lines):
        return
    keys = sorted({key(line) for line in whole.rows()})
    if len(keys) < 2:
        return
    pages = []
    for each in keys:
        part = replace(whole, name=name(each), lines=[line for line in whole.rows() if key(line) == each])
        pages.append(part)
    made.ledger = pages[0]
    made.extra += pages[1:]


@feature(SHEET, "name", "posteringsarket hedder noget andet", stage=50)
def sheet_name(made: Draft, rng: Random) -> None:
    made.ledger.name = rng.choice(("Forbrug", "Realiseret", "Udtræk", "Opus", "Ark2", "Bogført 2026"))


@feature(SHEET, "hidden", "skjulte kolonner i posteringerne", stage=50, weight=1)
def hide(made: Draft, rng: Random) -> None:
    for column in made.ledger.columns:
        if column.key in ("voucher", "line", "supplier"):
            column.hidden = True


@feature(SHEET, "left", "posteringerne rykket til højre", stage=50, weight=1)
def moved(made: Draft, rng: Random) -> None:
    made.ledger.left = 1

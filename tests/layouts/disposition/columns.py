"""The columns of a disposition: what they are called, how they stand, and which are more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

from msgspec.structs import replace

from ..base import LONG_MONTHS, MONTHS, kroner
from ..features import Draft, feature, of_both
from ..municipality import RATES, SUPPLIERS, Municipality
from ..page import MONTH_KEYS, RESULT, Column

WORKBOOK = "workbook"

SYNONYMS: dict[str, tuple[str, ...]] = {
    "cpr": ("Cpr-nr.", "CPR", "Personnummer", "CPR-nummer", "Borgers CPR", "Cpr. nr."),
    "name": ("Navn", "Borgers navn", "Barnets navn", "Initialer"),
    "measure": ("Indsats", "Foranstaltningstype", "Ydelse", "Tilbudstype", "Indsatstype"),
    "supplier": ("Leverandør", "Opholdssted", "Tilbud", "Udfører", "Leverandørnavn"),
    "rate": ("Takst kr.", "Pris", "Enhedspris", "Takst (kr.)", "Takst i kr.", "Pris pr. enhed"),
    "unit": ("Enhed", "Takst pr.", "Afregningsenhed", "Pr."),
    "quantity": ("Antal", "Mængde", "Antal enheder", "Omfang"),
    "start": ("Start", "Fra dato", "Startdato", "Bevilling fra", "Gyldig fra", "Indskrevet"),
    "stop": ("Slutdato", "Til dato", "Stop", "Bevilling til", "Gyldig til", "Ophør"),
    RESULT: ("I alt", "Forventet forbrug", "Forventet årsforbrug", "Total", "Forventet udgift i alt", "Hele året"),
}


@feature(WORKBOOK, "headers", "overskrifter med andre ord", stage=10)
def other_words(made: Draft, rng: Random) -> None:
    for column in made.disposition.columns:
        if column.key in SYNONYMS:
            column.header = rng.choice(SYNONYMS[column.key])


@feature(WORKBOOK, "headers", "overskrifter med store bogstaver og linjeskift", stage=10, weight=1)
def shouted(made: Draft, rng: Random) -> None:
    for column in made.disposition.columns:
        text = str(column.header)
        column.header = rng.choice((text.upper(), text.replace(" ", "\n"), f" {text} ", text + ":"))


@feature(WORKBOOK, "months", "måneder med hele navne", stage=11)
def long_names(made: Draft, rng: Random) -> None:
    name_months(made, lambda month: LONG_MONTHS[month - 1])


@feature(WORKBOOK, "months", "måneder med »kr.«", stage=11)
def with_kr(made: Draft, rng: Random) -> None:
    text = rng.choice(("{} kr.", "{} (kr.)", "{} i kr.", "Kr. {}"))
    names = rng.choice((MONTHS, LONG_MONTHS))
    name_months(made, lambda month: text.format(names[month - 1]))


@feature(WORKBOOK, "months", "måneder som tal og år", stage=11)
def numbered(made: Draft, rng: Random) -> None:
    text = rng.choice(("{m:02d}-{y}", "{m:02d}.{y}", "{y}-{m:02d}", "{n} {y}", "{n}-{s}", "{n} {s}"))
    year = made.town.year
    name_months(made, lambda month: text.format(m=month, y=year, s=year % 100, n=MONTHS[month - 1]))


@feature(WORKBOOK, "months", "måneder som datoer", stage=11)
def dated(made: Draft, rng: Random) -> None:
    name_months(made, lambda month: dt.date(made.town.year, month, 1))


@feature(WORKBOOK, "months", "måneder med små bogstaver og punktum", stage=11, weight=1)
def small(made: Draft, rng: Random) -> None:
    name_months(made, lambda month: MONTHS[month - 1].lower() + ".")


def name_months(made: Draft, name: Callable[[int], Any]) -> None:
    for month, key in enumerate(MONTH_KEYS, start=1):
        column = made.disposition.column(key)
        if column is not None:
            column.header = name(month)


@feature(WORKBOOK, "order", "kolonner i anden orden", stage=12)
def shuffled(made: Draft, rng: Random) -> None:
    page = made.disposition
    facts = [column for column in page.columns if column.key not in (*MONTH_KEYS, RESULT)]
    rest = [column for column in page.columns if column not in facts]
    head, tail = facts[:2], facts[2:]
    rng.shuffle(tail)
    page.columns = [*head, *tail, *rest]


@feature(WORKBOOK, "order", "forventet regnskab før månederne", stage=12)
def result_first(made: Draft, rng: Random) -> None:
    page = made.disposition
    result = page.column(RESULT)
    assert result is not None
    page.columns.remove(result)
    page.columns.insert(next(i for i, each in enumerate(page.columns) if each.key == "m1"), result)


@feature(WORKBOOK, "order", "foranstaltning som første kolonne", stage=12)
def measure_first(made: Draft, rng: Random) -> None:
    page = made.disposition
    measure = page.column("measure")
    if measure is not None:
        page.columns.remove(measure)
        page.columns.insert(0, measure)


@feature(WORKBOOK, "extra", "ekstra kolonner", stage=13)
def more_columns(made: Draft, rng: Random) -> None:
    page = made.disposition
    adding: list[tuple[str, str, Callable[[Any], Any]]] = [
        ("x_paragraph", "Paragraf", lambda row: rng.choice(("§ 32", "§ 43", "§ 46"))),
        ("x_account", "Kontonummer", lambda row: 528_201_001 + row.index % 3),
        ("x_age", "Alder", lambda row: 4 + row.index),
        ("x_case", "Sagsnr.", lambda row: f"S{2026_000 + row.index}"),
        ("adviser", "Rådgiver", lambda row: made.town.commitments[row.index].adviser),
        ("note", "Bemærkning", lambda row: rng.choice((None, "Forlænges nok", "Aftalt på møde 12.03", "Se aftale"))),
        ("x_school", "Heraf skole", lambda row: 1_500 if row.index % 3 == 0 else None),
        ("x_vat", "Moms betales", lambda row: rng.choice(("ja", "nej"))),
        ("x_old", "Takst 2025", lambda row: kroner(made.town.commitments[row.index].rate // 10_300 * 10_000)),
        ("x_last", "Regnskab 2025", lambda row: 1_000 * (80 + 13 * row.index)),
    ]
    for key, header, value in rng.sample(adding, rng.randint(1, 4)):
        fixed = [column.key for column in page.columns if column.key not in MONTH_KEYS[1:]]
        at = rng.choice([key for key in fixed if key not in (*MONTH_KEYS, "cpr")])
        page.insert_after(at, Column(key, header))
        for line in page.rows():
            line.cells[key] = value(line)


@feature(WORKBOOK, "name", "uden navn", stage=13)
def no_name(made: Draft, rng: Random) -> None:
    made.disposition.columns = [column for column in made.disposition.columns if column.key != "name"]


@feature(WORKBOOK, "twins", "to kolonner med ét navn, den ene tom", stage=14, weight=1)
def twin_empty(made: Draft, rng: Random) -> None:
    page = made.disposition
    key = rng.choice(("rate", "start", "stop", "supplier"))
    column = page.column(key)
    if column is not None:
        page.insert_after(RESULT, Column("x_twin", column.header))


@feature(WORKBOOK, "twins", "to kolonner med ét navn og hver sit tal", stage=14, weight=1)
def twin_filled(made: Draft, rng: Random) -> None:
    page = made.disposition
    column = page.column("rate")
    assert column is not None
    page.insert_after("rate", Column("x_twin", column.header))
    for line in page.rows():
        line.cells["x_twin"] = round(line.cells["rate"] * 1.03) if isinstance(line.cells["rate"], int | float) else 1
        line.trouble = True
    made.unclear.append("two columns are called takst and both hold figures")


@feature(WORKBOOK, "hidden", "skjulte kolonner", stage=15)
def hide(made: Draft, rng: Random) -> None:
    page = made.disposition
    for key in rng.sample(("name", "supplier", "quantity", "m1", "m2", "unit"), 2):
        column = page.column(key)
        if column is not None:
            column.hidden = True


@feature(WORKBOOK, "hidden", "en skjult kolonne med sidste års tal", stage=15)
def hidden_old(made: Draft, rng: Random) -> None:
    page = made.disposition
    page.insert_after(
        RESULT, Column("x_hidden", rng.choice(("Regnskab 2025", "I alt 2025", "Forventet 2025")), hidden=True)
    )
    for line in page.rows():
        line.cells["x_hidden"] = 1_000 * (60 + 7 * line.index)


def _all_in(unit: str) -> Callable[[Municipality, Random], Municipality]:
    def before(town: Municipality, rng: Random) -> Municipality:
        low, high, step = RATES[unit]
        rows = [
            replace(row, unit=unit, rate=100 * rng.randrange(low, high, step), quantity=Fraction(1))
            for row in town.commitments
        ]
        return replace(town, commitments=tuple(rows))

    return before


def _unit_in_header(*headers: str) -> Callable[[Draft, Random], None]:
    def apply(made: Draft, rng: Random) -> None:
        page = made.disposition
        page.columns = [column for column in page.columns if column.key not in ("unit", "quantity")]
        rate = page.column("rate")
        assert rate is not None
        rate.header = rng.choice(headers)

    return apply


of_both(
    WORKBOOK,
    "unit",
    "månedstakst uden enhedskolonne",
    _all_in("måned"),
    _unit_in_header(
        "Månedstakst", "Takst (mdl.)", "Takst pr. md.", "Takst pr. måned", "Pris pr. måned", "Takst pr. mdr."
    ),
    stage=10,
)
of_both(
    WORKBOOK,
    "unit",
    "døgntakst uden enhedskolonne",
    _all_in("døgn"),
    _unit_in_header("Døgntakst", "Takst pr. døgn", "Takst (døgn)", "Pris pr. døgn"),
    stage=10,
)


def _of_one_measure(town: Municipality, rng: Random) -> Municipality:
    """A citizen then has rows one after the other only."""
    measure = rng.choice([row.measure for row in town.commitments])
    first: dict[str, str] = {}
    rows = []
    for row in town.commitments:
        if first.setdefault(row.cpr, row.measure) == row.measure:
            rows.append(replace(row, measure=measure, supplier=rng.choice(SUPPLIERS[measure])))
    return replace(
        town,
        commitments=tuple(rows),
        budget=tuple(line for line in town.budget if line.measure == measure) or town.budget,
    )


def _measure_on_tab(made: Draft, rng: Random) -> None:
    page = made.disposition
    page.columns = [column for column in page.columns if column.key != "measure"]
    page.name = made.town.commitments[0].measure


def _measure_in_title(made: Draft, rng: Random) -> None:
    page = made.disposition
    page.columns = [column for column in page.columns if column.key != "measure"]
    text = rng.choice(("{} 2026", "{}", "Disponering af {}", "Foranstaltning: {}"))
    page.above[:0] = [[text.format(made.town.commitments[0].measure)], []]


of_both(WORKBOOK, "sheetname", "foranstaltningen som arknavn", _of_one_measure, _measure_on_tab, stage=29, weight=1)
of_both(WORKBOOK, "sheetname", "foranstaltningen som titel", _of_one_measure, _measure_in_title, stage=29, weight=1)

"""The columns of a ledger: what they are called, how they stand, and which are more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

from ..features import Draft, feature
from ..municipality import Posting
from ..page import Column, Line, Page

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
    adding: list[tuple[str, str, Callable[[Posting], Any]]] = [
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

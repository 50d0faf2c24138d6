"""The three input sheets, *Disponering*, *Realiseret* and *Budget*: each column's name, look, rule and mask."""

from __future__ import annotations

import datetime as dt
from typing import Final

from styring_xl.standard import look, place
from styring_xl.standard.column import Column
from styring_xl.standard.mask import Mask
from styring_xl.standard.rule import Between, DropDown, Length
from styring_xl.standard.table import InputSheet, InputTable
from styring_xl.standard.words import FRAMES, MONTHS, STATUSES

_DATE: Final = Between(
    "date",
    dt.date(1950, 1, 1),
    dt.date(9999, 12, 31),
    "Skriv en dato, f.eks. 31-12-2026. Åben slutdato: lad cellen stå tom.",
)
_BIG: Final = 10**12
_KRONER: Final = Between("decimal", -_BIG, _BIG, "Skriv beløbet i kroner.")
_SHARE: Final = Between("decimal", 0, 1, "Skriv en procent mellem 0 og 100. Tom betyder 100 %.")
_CPR: Final = Length(10, 11, "Et CPR-nummer skrives DDMMÅÅ-LLLL.")

PULJE: Final = STATUSES[2]

DISPOSITION: Final = InputSheet(
    place.DISPOSITION,
    "wsDisponering",
    InputTable(
        "tblDisponering",
        "Disponering",
        "Én række pr. bevilling. Udfyld de gule felter.",
        (
            Column("id", "Nr.", look.TYPED_WHOLE, 6, mask=Mask.CASE),
            Column("cpr", "CPR-nr.", look.TYPED_CPR, 13, rule=_CPR, mask=Mask.CITIZEN),
            Column(
                "measure",
                "Foranstaltning",
                look.TYPED_TEXT,
                38,
                rule=DropDown(place.NAME_MEASURES, "Foranstaltningen står ikke i Budget.", strict=False),
                mask=Mask.MEASURE,
            ),
            Column("supplier", "Leverandør", look.TYPED_TEXT, 30, mask=Mask.SUPPLIER),
            Column("adviser", "Rådgiver", look.TYPED_TEXT, 19, mask=Mask.ADVISER),
            Column(
                "status",
                "Status",
                look.TYPED_TEXT,
                11,
                rule=DropDown(place.NAME_STATUSES, "Vælg Aktuel, Forventet eller Pulje."),
            ),
            Column(
                "rate",
                "Takst",
                look.TYPED_EXACT,
                13,
                rule=Between("decimal", -_BIG, _BIG, "Skriv taksten som et tal."),
                mask=Mask.MONEY,
            ),
            Column(
                "unit",
                "Takstenhed",
                look.TYPED_TEXT,
                12,
                rule=DropDown(place.NAME_RATE_UNITS, "Vælg en takstenhed på listen."),
            ),
            Column(
                "quantity",
                "Mængde",
                look.TYPED_COUNT,
                11,
                rule=Between("decimal", 0, _BIG, "Skriv mængden som et tal; tom betyder 1."),
                mask=Mask.FIGURE,
            ),
            Column("start", "Startdato", look.TYPED_DATE, 12, rule=_DATE, mask=Mask.FIGURE),
            Column("stop", "Stopdato", look.TYPED_DATE, 12, rule=_DATE, mask=Mask.FIGURE),
            Column(
                "rule",
                "Periodisering",
                look.TYPED_TEXT,
                14,
                rule=DropDown(place.NAME_RULES, "Vælg dage eller hele; tom følger Opsætning."),
            ),
            Column("probability", "Sandsynlighed", look.TYPED_PERCENT, 15, rule=_SHARE, mask=Mask.FIGURE),
            Column("vat", "Momsfaktor", look.TYPED_FACTOR, 13, rule=_SHARE, mask=Mask.FIGURE),
            *(Column(f"month{at}", name, look.KRONER, 11, mask=Mask.MONEY) for at, name in enumerate(MONTHS, 1)),
            Column("result", "Forventet regnskab", look.KRONER, 13, mask=Mask.MONEY),
            Column("note", "Bemærkning", look.TYPED_TEXT, 24, mask=Mask.BLANK),
            Column("approver", "Godkendt af", look.TYPED_TEXT, 20, mask=Mask.ADVISER),
            Column("expected_stop", "Forventet stopdato", look.TYPED_DATE, 12, rule=_DATE, mask=Mask.FIGURE),
            Column("used_stop", "Stop i prognosen", look.TEXT, 11, mask=Mask.BLANK),
        ),
    ),
    known=(
        Column("team", "Team"),
        Column("household", "Husstand"),
        Column("full", "Fuldt beløb", mask=Mask.MONEY),
        Column("section", "Afsnit"),
    ),
    frozen=3,
    pages_wide=2,
    more="Månederne og forventet regnskab beregnes. En ny pris er en ny række. "
    "En pulje har status Pulje og sit beløb i Forventet regnskab.",
)

POSTINGS: Final = InputSheet(
    place.POSTINGS,
    "wsRealiseret",
    InputTable(
        "tblRealiseret",
        "Realiseret",
        "Posteringer fra økonomisystemet, én række pr. postering; gerne også sidste års. Indtægter er minus.",
        (
            Column("date", "Bogføringsdato", look.TYPED_DATE, 15, mask=Mask.FIGURE),
            Column("account", "Kontonummer", look.TYPED_TEXT, 14, mask=Mask.ACCOUNT),
            Column("measure", "Foranstaltning", look.TYPED_TEXT, 40, mask=Mask.MEASURE),
            Column("cpr", "CPR-nr.", look.TYPED_CPR, 14, mask=Mask.CITIZEN),
            Column("supplier", "Leverandør", look.TYPED_TEXT, 32, mask=Mask.SUPPLIER),
            Column("amount", "Beløb", look.TYPED_EXACT, 16, mask=Mask.MONEY),
            Column("document", "Bilagsnr.", look.TYPED_TEXT, 12, mask=Mask.DOCUMENT),
            Column("text", "Posteringstekst", look.TYPED_TEXT, 44, mask=Mask.BLANK),
            Column("period", "Periode", look.TYPED_TEXT, 10, mask=Mask.FIGURE),
            Column("line", "Linjenr.", look.TYPED_TEXT, 9),
        ),
    ),
    known=(
        Column("year", "År", mask=Mask.FIGURE),
        Column("side", "D/K"),
        Column("debit", "Debet", mask=Mask.MONEY),
        Column("credit", "Kredit", mask=Mask.MONEY),
        Column("service_from", "Ydelsesperiode fra", mask=Mask.FIGURE),
        Column("service_to", "Ydelsesperiode til", mask=Mask.FIGURE),
    ),
)

BUDGET: Final = InputSheet(
    place.BUDGET,
    "wsBudget",
    InputTable(
        "tblBudget",
        "Budget",
        "Én række pr. foranstaltning, i kroner. Antal er helårspersoner; uden antal beregnes kun den samlede "
        "afvigelse.",
        (
            Column("group", "Gruppe", look.TYPED_TEXT, 30),
            Column("measure", "Foranstaltning", look.TYPED_TEXT, 46, mask=Mask.MEASURE),
            Column("original", "Oprindeligt budget", look.TYPED_KRONER, 16, rule=_KRONER, mask=Mask.MONEY),
            Column("changes", "Budgetændringer", look.TYPED_KRONER, 16, rule=_KRONER, mask=Mask.MONEY),
            Column("revised", "Korrigeret budget", look.KRONER, 16, formula="{original}+{changes}", mask=Mask.MONEY),
            Column(
                "count",
                "Budgetteret antal",
                look.TYPED_COUNT,
                14,
                rule=Between("decimal", 0, _BIG, "Skriv antallet som et tal."),
                mask=Mask.FIGURE,
            ),
            Column(
                "price",
                "Budgetteret gennemsnitspris",
                look.TYPED_KRONER,
                18,
                rule=Between("decimal", 0, _BIG, "Skriv prisen i kroner."),
                mask=Mask.MONEY,
            ),
            Column("last_year", "Antal samme måned sidste år (cpr.)", look.TYPED_WHOLE, 20, mask=Mask.FIGURE),
            Column(
                "frame",
                "Budgetart",
                look.TYPED_TEXT,
                18,
                rule=DropDown(FRAMES, "Et andet ord bliver en budgetart for sig.", strict=False),
            ),
            Column("applied", "Bevillingsansøgninger", look.TYPED_KRONER, 18, rule=_KRONER, mask=Mask.MONEY),
            Column("carried", "Overførsler fra tidligere år", look.TYPED_KRONER, 18, rule=_KRONER, mask=Mask.MONEY),
        ),
    ),
    frozen=2,
)

INPUTS: Final = (DISPOSITION, POSTINGS, BUDGET)
FIELDS: Final = {column.name: column for sheet in INPUTS for column in (*sheet.table.columns, *sheet.known)}
"""Every field the readers know, by its name."""

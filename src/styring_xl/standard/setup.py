"""The sheet *Opsætning*: its settings and its tables."""

from __future__ import annotations

from typing import Final

from styring_xl.standard import look, place
from styring_xl.standard.column import Column
from styring_xl.standard.mask import Mask
from styring_xl.standard.rule import DropDown
from styring_xl.standard.table import InputTable
from styring_xl.standard.words import NO, YES

# Label in column A, value in column B.
SETTING_YEAR: Final = "Regnskabsår"
SETTING_CLOSED: Final = "Realiseret til og med (måned 0-12)"
SETTING_RULE: Final = "Periodisering"
SETTING_SIGN: Final = "Fortegn for afvigelse"
SETTING_FULL_YEAR: Final = "Helårspersoner"
SETTING_REFUND: Final = "Statsrefusion i forventet regnskab"
SETTING_DIVISION: Final = "Opdel efter"
SETTING_LATE: Final = "Efterposteringer i forventet regnskab"
SETTING_MOVEMENT: Final = "Vis ventet til- og afgang"
SETTING_COPIES: Final = "Kopier, der beholdes"
COPIES: Final = 10
"""How many of the newest copies a new workbook asks for, and ``tidy`` keeps where nothing is said."""
SETTING_COPY_MONTHS: Final = "Kopier beholdes højst (måneder)"
SETTING_DEPARTMENT: Final = "Afdelingens navn"
SETTINGS: Final = (
    SETTING_YEAR,
    SETTING_CLOSED,
    SETTING_RULE,
    SETTING_SIGN,
    SETTING_FULL_YEAR,
    SETTING_REFUND,
    SETTING_DIVISION,
    SETTING_LATE,
    SETTING_MOVEMENT,
    SETTING_COPIES,
    SETTING_COPY_MONTHS,
    SETTING_DEPARTMENT,
)
SETTINGS_ROW: Final = 6
"""The row of the first setting; the others follow in the order of ``SETTINGS``."""

DIMENSIONS: Final = ("Afdeling", "Sektor", "Team")
"""What workbooks are often divided by; any other header will do."""

ROLE_DISPOSITION: Final = "disponering"
ROLE_POSTINGS: Final = "posteringer"
ROLE_BUDGET: Final = "budget"
ROLES: Final = (ROLE_DISPOSITION, ROLE_POSTINGS, ROLE_BUDGET)
ROLE_POSTINGS_EXTRACT: Final = "posteringsudtræk"
ROLE_CASES_EXTRACT: Final = "bevillingsudtræk"
"""What a role's columns are called in an extract, whose headers are others than the workbook's own."""

LIMIT_PERCENT: Final = "Væsentlighed, procent"
LIMIT_KRONER: Final = "Væsentlighed, kroner"
LIMIT_AMOUNT: Final = "Bevillingsgrænse, beløb"
LIMIT_DURATION: Final = "Bevillingsgrænse, varighed"
LIMIT_UNITS: Final = {
    LIMIT_PERCENT: "procent",
    LIMIT_KRONER: "kr.",
    LIMIT_AMOUNT: "kr. pr. år",
    LIMIT_DURATION: "måneder",
}
DEFAULT_LIMITS: Final = {LIMIT_PERCENT: 10, LIMIT_KRONER: 5000}

_YES_NO: Final = DropDown((YES, NO), "Vælg ja eller nej.")

LAYOUT: Final = InputTable(
    "tblLayout",
    "Opsætning af ark",
    "Hvor grundlaget står. Overskriftsrækken findes selv; udfyld den kun, hvis den findes forkert.",
    (
        Column("role", "Rolle", look.TEXT),
        Column("sheet", "Ark", look.TYPED_TEXT),
        Column("row", "Overskriftsrække", look.TYPED_WHOLE),
    ),
)
HEADINGS: Final = InputTable(
    "tblKolonner",
    "Kolonner med andre overskrifter",
    "Udfyldes kun, når en kolonne ikke genkendes: rolle og felt som her i arket, og overskriften, som den står.",
    (
        Column(
            "role",
            "Rolle",
            look.TYPED_TEXT,
            rule=DropDown((*ROLES, ROLE_POSTINGS_EXTRACT, ROLE_CASES_EXTRACT), "Vælg en rolle på listen."),
        ),
        Column("field", "Felt", look.TYPED_TEXT),
        Column("header", "Overskrift", look.TYPED_TEXT),
    ),
)
LIMITS: Final = InputTable(
    "tblGrænser",
    "Grænser for kontrol",
    "En afvigelse er væsentlig, når den er over begge grænser. Tom foranstaltning = alle.",
    (
        Column("check", "Kontrol", look.TYPED_TEXT, rule=DropDown(place.NAME_LIMITS, "Vælg en kontrol på listen.")),
        Column("limit", "Grænse", look.TYPED_KRONER, mask=Mask.MONEY),
        Column("unit", "Enhed", look.TYPED_TEXT),
        Column("measure", "Foranstaltning", look.TYPED_TEXT, rule=DropDown(place.NAME_MEASURES, strict=False)),
    ),
)
"""An empty Foranstaltning means that the limit holds for all."""
SHEETS: Final = InputTable(
    "tblArk",
    "Resultatark",
    "nej = arket tilføjes ikke. Tom = når dets liste har en række; ja = også uden.",
    (Column("sheet", "Resultatark", look.TEXT), Column("with", "Med", look.TYPED_TEXT, rule=_YES_NO)),
)
CHECKS: Final = InputTable(
    "tblKontroller",
    "Kontroller",
    "nej = advarslen vises ikke; Kontrol siger, at den er slået fra. Fejl kan ikke slås fra.",
    (
        Column("code", "Kode", look.TEXT),
        Column("warning", "Advarsel", look.TEXT),
        Column("used", "Brug", look.TYPED_TEXT, rule=_YES_NO),
    ),
)
TABLES: Final = (LAYOUT, HEADINGS, LIMITS, SHEETS, CHECKS)

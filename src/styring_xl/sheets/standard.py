"""The standard workbook's sheets, tables and columns: what `styring-xl new` builds and every reader knows best."""

from __future__ import annotations

from typing import Final

START: Final = "Start"
SETUP: Final = "Opsætning"
DISPOSITION: Final = "Disponering"
POSTINGS: Final = "Realiseret"
BUDGET: Final = "Budget"
SPEND: Final = "Månedsforbrug"
VARIANCE: Final = "Afvigelse"
FINDINGS: Final = "Kontrol"
SHEETS: Final = (START, SETUP, DISPOSITION, POSTINGS, BUDGET, SPEND, VARIANCE, FINDINGS)

MONTHS: Final = ("Jan.", "Feb.", "Mar.", "Apr.", "Maj", "Jun.", "Jul.", "Aug.", "Sep.", "Okt.", "Nov.", "Dec.")

DISPOSITION_COLUMNS: Final = (
    "Nr.",
    "CPR-nr.",
    "Foranstaltning",
    "Leverandør",
    "Rådgiver",
    "Status",
    "Takst",
    "Takstenhed",
    "Mængde",
    "Startdato",
    "Stopdato",
    "Periodisering",
    "Sandsynlighed",
    "Momsfaktor",
    *MONTHS,
    "Forventet regnskab",
    "Bemærkning",
)
POSTING_COLUMNS: Final = (
    "Bogføringsdato",
    "Kontonummer",
    "Foranstaltning",
    "CPR-nr.",
    "Leverandør",
    "Beløb",
    "Bilagsnr.",
    "Posteringstekst",
)
BUDGET_COLUMNS: Final = (
    "Gruppe",
    "Foranstaltning",
    "Oprindeligt budget",
    "Budgetændringer",
    "Korrigeret budget",
    "Budgetteret antal",
    "Budgetteret gennemsnitspris",
    "Antal samme måned sidste år (cpr.)",
)

RATE_UNITS: Final = ("måned", "døgn", "uge", "år", "time", "engang")
RULES: Final = ("dage", "hele")
STATUSES: Final = ("Aktuel", "Forventet", "Pulje")

# Opsætning: label in column A, value in column B.
SETTING_YEAR: Final = "Regnskabsår"
SETTING_CLOSED: Final = "Realiseret til og med (måned 0-12)"
SETTING_RULE: Final = "Periodisering"
SETTING_SIGN: Final = "Fortegn for afvigelse"
SETTING_FULL_YEAR: Final = "Helårspersoner"
SIGNS: Final = ("budget − forventet", "prognose − budget")
FULL_YEAR_RULES: Final = ("dage", "måneder")

"""The tables for BI: each with its columns, their types, units and meaning."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct

VERSION: Final = 1
"""Of the tables' columns. A folder of another version is not added to."""


class ColumnType(StrEnum):
    """The types of the columns, by Arrow's names."""

    TEXT = "string"
    AMOUNT = "int64"
    NUMBER = "int32"
    YEAR = "int16"
    MONTH = "int8"
    DATE = "date32"
    FLAG = "bool"


class BiColumn(Struct, frozen=True):
    """A column. ``unit`` and ``meaning`` are Danish; ``can_be_empty`` says that it holds nulls."""

    name: str
    type: ColumnType
    unit: str
    meaning: str
    can_be_empty: bool = False


class BiTable(Struct, frozen=True):
    """A table: what one of its rows is, and its own columns, which come before ``COMMON``."""

    name: str
    row: str
    columns: tuple[BiColumn, ...]


COMMON: Final = (
    BiColumn("department_name", ColumnType.TEXT, "", "Afdelingens navn, som i mappens navn"),
    BiColumn("accounting_year", ColumnType.YEAR, "årstal", "Regnskabsåret, som i mappens navn"),
    BiColumn("closed_month", ColumnType.MONTH, "måned 0-12", "Realiseret til og med; 0 = ingen måned er lukket"),
    BiColumn("as_of", ColumnType.DATE, "dato", "Sidste dag i den lukkede måned; 31-12 året før, når ingen er lukket"),
)
"""The columns that every table has, last."""

_CITIZEN: Final = BiColumn(
    "citizen", ColumnType.TEXT, "", "Borgerens pseudonym, 64 tegn; tom, når rækken ingen borger har", True
)
_MEASURE: Final = BiColumn("measure", ColumnType.TEXT, "", "Foranstaltning")

COMMITMENT_MONTHS: Final = BiTable(
    "commitment_months",
    "En bevillings måned, og det uden bevilling. Summen er forventet regnskab.",
    (
        BiColumn("line", ColumnType.NUMBER, "nummer", "Bevillingens nummer i projektmappen; tom uden bevilling", True),
        BiColumn(
            "kind",
            ColumnType.TEXT,
            "",
            "commitment, unplaced (udisponeret), no_person (uden borger) eller pool (pulje)",
        ),
        _CITIZEN,
        BiColumn("measure", ColumnType.TEXT, "", "Foranstaltning; tom for en pulje til det hele", True),
        BiColumn("month", ColumnType.MONTH, "måned 1-12", "Måneden; tom for en pulje", True),
        BiColumn("amount_ore", ColumnType.AMOUNT, "øre", "Bogført i lukkede måneder, ellers forventet"),
        BiColumn("is_booked", ColumnType.FLAG, "", "Om måneden er lukket, så beløbet er bogført"),
        BiColumn("active_days", ColumnType.MONTH, "dage", "Dage i måneden, bevillingen er aktiv; 0 uden bevilling"),
        BiColumn("start", ColumnType.DATE, "dato", "Bevillingens startdato", True),
        BiColumn("stop", ColumnType.DATE, "dato", "Bevillingens stopdato; tom = løbende", True),
    ),
)
POSTINGS_BY_MONTH: Final = BiTable(
    "postings_by_month",
    "Posteringerne på en borger og en foranstaltning i en måned, også tidligere år og måneder, der ikke er lukket.",
    (
        _CITIZEN,
        _MEASURE,
        BiColumn("posting_year", ColumnType.YEAR, "årstal", "Året, posteringerne hører til"),
        BiColumn("month", ColumnType.MONTH, "måned 1-12", "Måneden, de hører til"),
        BiColumn("amount_ore", ColumnType.AMOUNT, "øre", "Summen"),
        BiColumn("postings", ColumnType.NUMBER, "antal", "Hvor mange posteringer"),
    ),
)
BUDGET_LINES: Final = BiTable(
    "budget_lines",
    "En linje i budgettet.",
    (
        BiColumn("line", ColumnType.NUMBER, "nummer", "Linjens nummer, fra 1"),
        BiColumn("group", ColumnType.TEXT, "", "Gruppen, linjen står i"),
        _MEASURE,
        BiColumn("original_ore", ColumnType.AMOUNT, "øre", "Oprindeligt budget"),
        BiColumn("changes_ore", ColumnType.AMOUNT, "øre", "Budgetændringer"),
        BiColumn("revised_ore", ColumnType.AMOUNT, "øre", "Korrigeret budget"),
        BiColumn("persons_e4", ColumnType.AMOUNT, "1/10.000 helårsperson", "Budgetteret antal", True),
        BiColumn("price_ore", ColumnType.AMOUNT, "øre", "Budgetteret pris pr. helårsperson", True),
    ),
)
FINDINGS: Final = BiTable(
    "findings",
    "En kontrol, der har fund.",
    (
        BiColumn("severity", ColumnType.TEXT, "", "fejl eller advarsel"),
        BiColumn("code", ColumnType.TEXT, "", "Kontrollens kode"),
        BiColumn("title", ColumnType.TEXT, "", "Hvad den ser efter"),
        BiColumn("count", ColumnType.NUMBER, "antal", "Hvor mange fund"),
    ),
)
CLOSINGS: Final = BiTable(
    "closings",
    "En lukning eller revision i Historik, regnskabsårets alene.",
    (
        BiColumn("entry", ColumnType.NUMBER, "nummer", "Rækkens nummer, fra 1"),
        BiColumn("kind", ColumnType.TEXT, "", "closing (lukning) eller revision"),
        BiColumn("date", ColumnType.DATE, "dato", "Dagen, det skete", True),
        BiColumn("month", ColumnType.MONTH, "måned 0-12", "Realiseret til og med dengang"),
        BiColumn("result_ore", ColumnType.AMOUNT, "øre", "Forventet regnskab dengang"),
        BiColumn("realised_ore", ColumnType.AMOUNT, "øre", "Realiseret dengang"),
        BiColumn(
            "ledger_ore", ColumnType.AMOUNT, "øre", "Økonomisystemets total; tom, når den ikke blev angivet", True
        ),
    ),
)
TABLES: Final = (COMMITMENT_MONTHS, POSTINGS_BY_MONTH, BUDGET_LINES, FINDINGS, CLOSINGS)


def markdown() -> str:
    """The tables as the guide shows them."""
    parts = []
    for table in TABLES:
        lines = [f"#### {table.name}", "", table.row, "", "| Kolonne | Type | Enhed | |", "|---|---|---|---|"]
        lines += [f"| {each.name} | {each.type} | {each.unit} | {each.meaning} |" for each in table.columns]
        parts.append("\n".join(lines))
    lines = ["#### I alle tabeller", "", "| Kolonne | Type | Enhed | |", "|---|---|---|---|"]
    lines += [f"| {each.name} | {each.type} | {each.unit} | {each.meaning} |" for each in COMMON]
    return "\n\n".join([*parts, "\n".join(lines)]) + "\n"

"""Small workbooks for stories: a table in, a table out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "Maj", "Jun.", "Jul.", "Aug.", "Sep.", "Okt.", "Nov.", "Dec.")
HEADER = (
    "CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Mængde", "Startdato", "Stopdato", "Sandsynlighed",
    *MONTHS, "Forventet regnskab 2026",
)  # fmt: skip
LEDGER = ("Bogføringsdato", "CPR-nr.", "Foranstaltning", "Beløb", "Bilagsnr.")
BUDGET = ("Foranstaltning", "Oprindeligt budget", "Budgetændringer", "Budgetteret antal", "Budgetteret gennemsnitspris")


def day(text: str) -> dt.date:
    """31-12-2026 -> a date."""
    number, month, year = text.split("-")
    return dt.date(int(year), int(month), int(number))


def save(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    """A workbook with the sheets' rows from A1; a text that begins with = is a formula."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def values(path: Path, sheet: str) -> list[list[Any]]:
    """The sheet's values as a third party reads them, cached results for formulas."""
    book = openpyxl.load_workbook(path, data_only=True)
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def cell(path: Path, sheet: str, address: str) -> Any:
    """One value as a third party reads it."""
    return openpyxl.load_workbook(path, data_only=True)[sheet][address].value


def findings(path: Path) -> list[tuple[str, str, str]]:
    """(code, sheet, cell) of every line of *Kontrol*."""
    rows = values(path, "Kontrol")
    return [(row[2], row[3], row[4]) for row in rows[10:] if row[2]]

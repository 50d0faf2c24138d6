"""The sheet *Historik*: what a row of it holds. It is written at a closing and read by *Forklaring*."""

from __future__ import annotations

from typing import Final

from styring_xl.standard import look, style
from styring_xl.standard.column import Column
from styring_xl.standard.look import Look

_DATA: Final = Look(style.CHART_TEXT, style.CHART_TEXT, style.CHART_TEXT, style.HEADER)
COLUMNS: Final = (
    Column("name", "Tidspunkt", look.TEXT, 24),
    Column("kind", "Art", look.TEXT, 11),
    Column("year", "Regnskabsår", look.WHOLE, 12),
    Column("date", "Dato", look.TEXT, 13),
    Column("closed", "Realiseret til og med", look.WHOLE, 13),
    Column("result", "Forventet regnskab", look.KRONER, 17),
    Column("realised", "Realiseret", look.KRONER, 17),
    Column("ledger", "Økonomisystemet", look.KRONER, 17),
    Column("difference", "Difference", look.KRONER, 15),
    Column("balance", "Afstemning", look.TEXT, 13),
    Column("note", "Note", look.TEXT, 50),
    Column("before", "Realiseret til og med før", look.WHOLE, 13),
    Column("rows", "Rækker", look.WHOLE, 10),
    Column("settings", "Indstillinger", look.TEXT, 38),
    Column("check", "Kontrolsum", look.TEXT, 13),
    Column("data", "Data, som Forklaring regner på (må ikke rettes)", _DATA, 18),
)
"""A row for each closing and each revision; its data fill as many cells as they need, from the last column on."""
CLOSING: Final = "Lukning"
REVISION: Final = "Revision"
BALANCED: Final = "stemmer"
EXPLAINED: Final = "forklaret"
NOT_BALANCED: Final = "ikke afstemt"
NOW: Final = "Nu"
"""What the workbook as it stands is called among the times of *Historik*."""

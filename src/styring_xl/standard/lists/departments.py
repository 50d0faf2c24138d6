"""The workbooks of the departments that *Samlet overblik* brings together."""

from __future__ import annotations

from typing import Final

from styring_xl.standard.listing import Holds, ListField, ListTable

DEPARTMENTS: Final = ListTable(
    "tblAfdelinger",
    "Afdelinger",
    "En projektmappe, en mappe eller et mønster som skoler\\*.xlsx. Uden sti: samme mappe som dette ark.",
    (
        ListField(
            "place",
            "Projektmappe eller mappe",
            Holds.TEXT,
            60,
            needed=True,
            also=("Projektmappe", "Fil eller mappe", "Fil", "Sti"),
        ),
        ListField("remark", "Bemærkning", Holds.REMARK, 40, also=("Note", "Kommentar")),
    ),
    also=("Afdelinger", "Afdelingernes projektmapper", "Projektmapper"),
)

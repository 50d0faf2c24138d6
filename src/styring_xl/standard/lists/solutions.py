"""What sectors paid for the old solution and pay for the new one."""

from __future__ import annotations

from typing import Final

from styring_xl.standard.listing import Holds, ListField, ListTable

SOLUTIONS: Final = ListTable(
    "tblOmfordeling",
    "Omfordeling",
    "En række pr. sektor. Med CPR-nr. er en tom gammel løsning sidste års forbrug, en tom ny forventet regnskab.",
    (
        ListField("solution", "Omlægning", width=30, needed=True, also=("Indsats", "Program", "Projekt")),
        ListField("sector", "Sektor", width=24, needed=True, also=("Forvaltning", "Budget", "Område")),
        ListField("cpr", "CPR-nr.", Holds.CITIZEN, 14, also=("CPR", "CPR-nummer", "Borger")),
        ListField("old", "Gammel løsning", Holds.KRONER, 16, also=("Hidtidig løsning", "Baseline", "Før")),
        ListField("new", "Ny løsning", Holds.KRONER, 16, also=("Ny udgift", "Efter")),
        ListField("remark", "Bemærkning", Holds.REMARK, 30, also=("Note", "Kommentar")),
    ),
    also=("Omfordeling", "Budgetomfordeling", "Omlægninger"),
    telling=("sector", "old", "new"),
)

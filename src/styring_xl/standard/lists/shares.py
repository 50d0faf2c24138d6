"""How sectors have agreed to share what one commitment costs."""

from __future__ import annotations

from typing import Final

from styring_xl.standard.listing import Holds, ListField, ListTable

SHARES: Final = ListTable(
    "tblFordelingsnoegle",
    "Fordelingsnøgle",
    "En række pr. part. Nr. på bevillingen, eller CPR-nr. og foranstaltning. Andelene giver 100 % tilsammen.",
    (
        ListField("id", "Nr.", width=8, also=("Række", "Løbenr.", "Bevilling", "Sagsnr.")),
        ListField("cpr", "CPR-nr.", Holds.CITIZEN, 14, also=("CPR", "CPR-nummer", "Borger")),
        ListField("measure", "Foranstaltning", Holds.MEASURE, 34, also=("Indsats", "Ydelse")),
        ListField("sector", "Sektor", width=24, also=("Forvaltning", "Betaler", "Part")),
        ListField("account", "Konto", width=16, also=("Kontonummer", "Kontonr.", "Betalers konto")),
        ListField("share", "Andel", Holds.PART, 10, needed=True, also=("Andel i %", "Procent", "Fordeling", "%")),
        ListField("approved", "Godkendt af", width=22, also=("Aftalt med", "Godkender")),
        ListField("date", "Dato", Holds.DATE, 13, also=("Godkendt dato", "Godkendt den", "Aftaledato")),
        ListField("remark", "Bemærkning", Holds.REMARK, 30, also=("Note", "Kommentar")),
    ),
    also=("Fordelingsnøgle", "Fordelingsnøgler", "Finansieringsnøgle"),
    telling=("sector", "share", "approved"),
)

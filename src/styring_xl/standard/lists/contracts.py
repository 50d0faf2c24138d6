"""What has been agreed with suppliers about prices."""

from __future__ import annotations

from typing import Final

from styring_xl.standard import place
from styring_xl.standard.listing import Holds, ListField, ListTable
from styring_xl.standard.rule import DropDown

CONTRACTS: Final = ListTable(
    "tblKontrakter",
    "Kontrakter",
    "Aftalt takst pr. leverandør. Tom foranstaltning = alle; tom Til = indtil videre.",
    (
        ListField("supplier", "Leverandør", Holds.SUPPLIER, 30, needed=True, also=("Tilbud", "Leverandørnavn")),
        ListField("measure", "Foranstaltning", Holds.MEASURE, 34, also=("Indsats", "Ydelse")),
        ListField("rate", "Takst", Holds.KRONER, 14, needed=True, also=("Pris", "Aftalt takst", "Kontraktpris")),
        ListField(
            "unit",
            "Takstenhed",
            Holds.UNIT,
            14,
            also=("Enhed", "Pr."),
            rule=DropDown(place.NAME_RATE_UNITS, strict=False),
        ),
        ListField("start", "Fra", Holds.DATE, 13, also=("Gyldig fra", "Startdato", "Kontraktstart")),
        ListField("stop", "Til", Holds.DATE, 13, also=("Gyldig til", "Slutdato", "Kontraktudløb", "Stopdato", "Udløb")),
        ListField("remark", "Bemærkning", Holds.REMARK, 34, also=("Note", "Kommentar")),
    ),
    also=("Kontrakt", "Kontrakter", "Prisaftaler", "Leverandøraftaler", "Takstaftaler"),
)

"""Who may grant what (*bevillingskompetence*), and whose the suppliers are."""

from __future__ import annotations

from typing import Final

from styring_xl.standard import place
from styring_xl.standard.listing import Holds, ListField, ListTable
from styring_xl.standard.rule import DropDown

OWN: Final = "egen"
EXTERNAL: Final = "ekstern"

AUTHORITY: Final = ListTable(
    "tblKompetence",
    "Bevillingskompetence",
    "Laveste rolle først. Tomt felt = ingen grænse; tom foranstaltning = dem, der ikke er nævnt for sig.",
    (
        ListField("role", "Rolle", width=26, needed=True, also=("Niveau", "Kompetence", "Bevilges af", "Hvem")),
        ListField(
            "measure", "Foranstaltning", Holds.MEASURE, 34, also=("Indsats", "Ydelse"),
            rule=DropDown(place.NAME_MEASURES, strict=False),
        ),
        ListField(
            "amount", "Til og med kr. pr. år", Holds.KRONER, 18,
            also=("Beløbsgrænse", "Beløb", "Max kr. pr. år", "Grænse", "Op til kr. pr. år"),
        ),
        ListField(
            "months", "Til og med måneder", Holds.WHOLE, 12,
            also=("Varighed", "Max måneder", "Måneder", "Varighed i måneder", "Op til måneder"),
        ),
        ListField(
            "kind", "Leverandørtype", width=14, words=(OWN, EXTERNAL),
            also=("Type", "Egen/ekstern", "Egen eller ekstern"),
        ),
    ),
    also=("Kompetenceplan", "Bevillingskompetencer", "Bevillingsregler"),
    telling=("role", "amount", "months"),
)  # fmt: skip
APPROVERS: Final = ListTable(
    "tblGodkendere",
    "Godkendere",
    "Navnet, som det står i Disponering, Godkendt af. En rolle kan også skrives direkte dér.",
    (
        ListField("name", "Navn", width=26, needed=True, also=("Godkender", "Medarbejder", "Initialer")),
        ListField("role", "Rolle", width=26, needed=True, also=("Niveau", "Stilling")),
    ),
    also=("Godkender", "Bevillingsgivere"),
)
OWN_SUPPLIERS: Final = ListTable(
    "tblEgneTilbud",
    "Egne tilbud",
    "Leverandører, som kommunen selv driver; alle andre er eksterne.",
    (ListField("supplier", "Leverandør", Holds.SUPPLIER, 34, needed=True, also=("Tilbud", "Eget tilbud")),),
    also=("Egne leverandører", "Kommunens tilbud"),
)

"""What the sheets of several practices ask of a measure: its sector, and whether it is a placement."""

from __future__ import annotations

from typing import Final

from styring_xl.standard.listing import Holds, ListField, ListTable
from styring_xl.standard.words import NO, YES

MEASURES: Final = ListTable(
    "tblEgenskaber",
    "Foranstaltningers egenskaber",
    "Sektor: hvem der betaler. Paragraf: f.eks. § 11. Tomme felter er ikke angivet.",
    (
        ListField("measure", "Foranstaltning", Holds.MEASURE, 38, needed=True, also=("Indsats", "Ydelse")),
        ListField("sector", "Sektor", width=22, also=("Forvaltning", "Område")),
        ListField("placement", "Anbringelse", width=12, words=(YES, NO)),
        ListField("institution", "Institution", width=12, words=(YES, NO), also=("Døgninstitution",)),
        ListField("law", "Paragraf", width=12, also=("§", "Lovgrundlag")),
        ListField("foster", "Familiepleje", width=12, words=(YES, NO), also=("Plejefamilie",)),
    ),
    also=("Egenskaber", "Foranstaltninger"),
    telling=("measure", "sector", "placement"),
)

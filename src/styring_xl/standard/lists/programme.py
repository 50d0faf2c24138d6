"""The citizens and families of a programme that several sectors pay for."""

from __future__ import annotations

from typing import Final

from styring_xl.standard.listing import Holds, ListField, ListTable

PROGRAMME: Final = ListTable(
    "tblTvaergaaende",
    "Tværgående borgere",
    "Borgere i en tværgående indsats. Baseline: de 12 måneder før Fra; tom = finansens. Tom Til = endnu med.",
    (
        ListField("cpr", "CPR-nr.", Holds.CITIZEN, 14, needed=True, also=("CPR", "CPR-nummer", "Borger")),
        ListField("family", "Familie", width=22, also=("Familienavn", "Familienr.", "Husstand")),
        ListField("start", "Fra", Holds.DATE, 13, also=("Startdato", "Indskrevet", "Med fra")),
        ListField("stop", "Til", Holds.DATE, 13, also=("Slutdato", "Stopdato", "Udskrevet", "Med til")),
        ListField("baseline", "Baseline", Holds.KRONER, 15, also=("Nulpunkt", "Nulpunktsmåling")),
        ListField("remark", "Bemærkning", Holds.REMARK, 30, also=("Note", "Kommentar")),
    ),
    also=("Tværgående", "Tværgående indsats", "Tværgående familier", "Program", "Programmets borgere"),
    telling=("cpr", "family", "baseline"),
)

"""Scores of how citizens are doing, by form, rater and date."""

from __future__ import annotations

from typing import Final

from styring_xl.standard.listing import Holds, ListField, ListTable

HIGH: Final = "højt"
LOW: Final = "lavt"

PROGRESSION: Final = ListTable(
    "tblProgression",
    "Progression",
    "En række pr. score. Tom Parameter er skemaets samlede score. Bedst er: om et højt eller et lavt tal er godt; det "
    "er nok at skrive det én gang pr. skema.",
    (
        ListField("cpr", "CPR-nr.", Holds.CITIZEN, 14, needed=True, also=("CPR", "Borger", "CPR-nummer")),
        ListField("form", "Skema", width=20, needed=True, also=("Test", "Måleredskab", "Redskab")),
        ListField("parameter", "Parameter", width=26, also=("Spørgsmål", "Tema", "Delskala")),
        ListField("score", "Score", Holds.NUMBER, 9, needed=True, also=("Point", "Værdi")),
        ListField("date", "Dato", Holds.DATE, 13, needed=True, also=("Målt den", "Måledato")),
        ListField("rater", "Bedømmer", width=16, also=("Udfyldt af", "Informant")),
        ListField("best", "Bedst er", width=10, words=(HIGH, LOW), also=("Retning",)),
        ListField("measure", "Foranstaltning", Holds.MEASURE, 30, also=("Indsats", "Ydelse")),
    ),
    also=("Progression", "Progressionsmåling", "Progressionsmålinger"),
    telling=("cpr", "form", "score", "date"),
)

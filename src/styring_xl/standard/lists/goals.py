"""Goals that are no kroner, and the monthly measurements of those that cannot be computed."""

from __future__ import annotations

from typing import Final

from styring_xl.standard.listing import Holds, ListField, ListTable

DAYS: Final = "dage i anbringelse"
DAYS_ON_INSTITUTION: Final = "dage på institution"
EARLY: Final = "andel tidlige indsatser"
TYPED: Final = "månedlige målinger"
KINDS: Final = (DAYS, DAYS_ON_INSTITUTION, EARLY, TYPED)
"""How a goal is measured; the first three are computed from the disposition per quarter."""
AT_LEAST: Final = "mindst"
AT_MOST: Final = "højst"

GOALS: Final = ListTable(
    "tblMaal",
    "Mål",
    "Måles ved: regnes af disponeringen pr. kvartal, eller månedlige målinger i listen til højre. En status her går "
    "forud for den beregnede.",
    (
        ListField("goal", "Mål", width=40, needed=True, also=("Målsætning", "Effektmål")),
        ListField("kind", "Måles ved", width=24, words=KINDS, also=("Opgøres ved", "Målemetode")),
        ListField("direction", "Retning", width=11, needed=True, words=(AT_LEAST, AT_MOST)),
        ListField("target", "Målværdi", Holds.NUMBER, 12, needed=True, also=("Måltal", "Mål for perioden")),
        ListField("start", "Fra", Holds.DATE, 13, also=("Gælder fra",)),
        ListField("stop", "Frist", Holds.DATE, 13, also=("Til", "Gælder til", "Deadline")),
        ListField(
            "status",
            "Status",
            width=28,
            words=("målopfyldelse forventes", "målopfyldelse er usikker", "målopfyldelse forventes ikke"),
        ),
        ListField("remark", "Bemærkning", Holds.REMARK, 34, also=("Note", "Kommentar")),
    ),
    also=("Mål", "Målsætninger", "Effektmål", "Politiske mål"),
)
MEASUREMENTS: Final = ListTable(
    "tblMaalinger",
    "Målinger",
    "En række pr. måned (en dato i den). Ingen række eller tom værdi: der måles ikke den måned, f.eks. juli.",
    (
        ListField("goal", "Mål", width=40, needed=True, also=("Målsætning", "Effektmål")),
        ListField("month", "Måned", Holds.DATE, 13, needed=True, also=("Dato", "Periode")),
        ListField("value", "Værdi", Holds.NUMBER, 12, also=("Måling", "Målt", "Resultat")),
        ListField("remark", "Bemærkning", Holds.REMARK, 30, also=("Note", "Kommentar")),
    ),
    also=("Målinger", "Måling"),
)

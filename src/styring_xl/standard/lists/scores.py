"""The municipality's own assessment of its steering, by KLK's 18 indicators."""

from __future__ import annotations

from typing import Final

from styring_xl.standard.listing import Holds, ListField, ListTable

INDICATORS: Final[dict[str, tuple[str, ...]]] = {
    "Politisk-strategisk styring": (
        "Strategisk og systematisk brug af ledelsesinformation",
        "Sammenhæng mellem politikker, strategier og kvalitetsstandarder",
        "Politisk styringsperspektiv",
        "Overensstemmelse mellem serviceniveau og faglig praksis",
        "Tværgående fokus",
        "Bevillingskompetence",
        "Investeringsstrategier",
    ),
    "Økonomisk styring": (
        "Budgetlægning",
        "Budgetopfølgning",
        "Budgetmodel og styring af egne tilbud",
        "Balanceret ledelsesinformation",
        "Kontraktstyring af leverandører",
    ),
    "Socialfaglig styring": (
        "Kvalitetssikring",
        "Samarbejde med leverandører",
        "Faglig udvikling på baggrund af ledelsesinformation",
        "Proaktiv tilgang",
        "Inddragelse af netværk",
        "Overgang mellem børne- og voksenområdet",
    ),
}
"""The centre of steering -> its indicators (KLK)."""
WORDS: Final = {1: "utilstrækkelig", 2: "acceptabel", 3: "fornuftig", 4: "udmærket", 5: "glimrende"}
"""What a score says (KLK)."""

SCORES: Final = ListTable(
    "tblStyringsscore",
    "Styringsscore",
    "KLK's 18 indikatorer, 1-5 i halve: 1 utilstrækkelig, 2 acceptabel, 3 fornuftig, 4 udmærket, 5 glimrende.",
    (
        ListField("indicator", "Indikator", width=58, needed=True, also=("Styringsindikator", "Parameter", "Tema")),
        ListField("year", "År", Holds.WHOLE, 8, needed=True, also=("Årstal",)),
        ListField("score", "Score", Holds.NUMBER, 9, needed=True, also=("Karakter", "Vurdering", "Point")),
        ListField("remark", "Bemærkning", Holds.REMARK, 40, also=("Note", "Begrundelse", "Kommentar")),
    ),
    also=("Styringsscore", "Styringsvurdering"),
    telling=("indicator", "year", "score"),
    across="score",
)

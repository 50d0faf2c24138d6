"""How many live in the municipality, and what comparison municipalities have for the same key figures."""

from __future__ import annotations

from typing import Final

from styring_xl.standard.listing import Holds, ListField, ListTable

PERSONS: Final = "Helårspersoner pr. 1.000 indbyggere"
PLACED: Final = "Anbragte pr. 1.000 indbyggere"
COST: Final = "Udgift pr. 1.000 indbyggere"
PLACED_COST: Final = "Udgift til anbringelser pr. 1.000 indbyggere"
UNIT_COST: Final = "Udgift pr. anbragt"
FOSTER_SHARE: Final = "Familieplejens andel af anbringelser"
KEY_FIGURES: Final = (PERSONS, PLACED, COST, PLACED_COST, UNIT_COST, FOSTER_SHARE)
"""In the order of the sheet. Persons are full-year persons, kroner the year's expected result."""

POPULATION: Final = ListTable(
    "tblFolketal",
    "Folketal",
    "Indbyggere i aldersgruppen, f.eks. 0-17. Regnskabsårets tal bruges, ellers det seneste før.",
    (
        ListField("ages", "Aldersgruppe", width=14, needed=True, also=("Alder", "Aldersinterval")),
        ListField("year", "År", Holds.WHOLE, 8, needed=True, also=("Årstal",)),
        ListField("count", "Folketal", Holds.WHOLE, 12, needed=True, also=("Indbyggere", "Antal indbyggere", "Antal")),
        ListField("source", "Kilde", width=30, also=("Kildeangivelse",)),
    ),
    also=("Folketal", "Befolkning", "Indbyggertal"),
    telling=("ages", "year", "count"),
    across="count",
)
BENCHMARK: Final = ListTable(
    "tblSammenligning",
    "Sammenligningskommuner",
    "Ét tal pr. række, med nøgletallets navn som på arket Nøgletal. En andel skrives i procent.",
    (
        ListField("place", "Kommune", width=22, needed=True, also=("Kommunenavn", "Sammenligningskommune")),
        ListField("figure", "Nøgletal", width=44, needed=True, also=("Indikator", "Nøgletalsnavn"), words=KEY_FIGURES),
        ListField("ages", "Aldersgruppe", width=14, also=("Alder", "Aldersinterval")),
        ListField("year", "År", Holds.WHOLE, 8, needed=True, also=("Årstal",)),
        ListField("value", "Værdi", Holds.NUMBER, 14, needed=True, also=("Tal", "Beløb")),
        ListField("source", "Kilde", width=30, also=("Kildeangivelse",)),
    ),
    also=("Sammenligning", "Sammenligningskommuner", "Benchmark"),
    telling=("place", "figure", "value"),
    across="value",
)

"""The system an extract comes from, known by headers that only it has; it is shown, and kept in *Opsætning* once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from styring_xl.danish.text import label

FIELD: Final = "Profil"
"""What stands in *Opsætning* for a field where a profile is kept."""
_FEWEST: Final = 3
"""So many of a system's own headers show that it is the system."""

PROFILES: Final[dict[str, frozenset[str]]] = {
    "KMD Opus": frozenset(
        (
            "artskonto", "omkostningssted", "psp element", "profitcenter", "ordre", "ydelsesmodtagernr",
            "ydelsesmodtagernr kode", "ydelsesperiode fra", "ydelsesperiode til", "betalingsmodtagernr", "mængdeenhed",
            "referencenøgle",
        )
    ),
    "DUBU": frozenset(
        (
            "ydelse startdato", "ydelse slutdato", "pris pr stk", "beregnet pris pr dag", "beregnet total",
            "sag rækkeid", "sag status", "sagstype", "tvang", "ydelsesvariant", "leverandør beliggenhedskommune",
            "tilbudsbeskrivelse", "ydelsesbeløb", "enheds angivelse", "beregningsfrekvens", "afgørelsesparagraf",
            "foranstaltningsparagraf",
        )
    ),
    "Sensum Bosted": frozenset(
        (
            "indsatsstartdato", "indsatsslutdato", "indsatsstatus", "afslutningsårsag", "leverandørindsats",
            "leverandørnavn", "primæransvarlig", "oprettetdato", "opholdskommune",
        )
    ),
}  # fmt: skip
"""The labels of headers of each system's extracts."""


def profile_of(headers: Iterable[str]) -> str:
    """The system's name, empty where the headers are nobody's in particular."""
    labels = {label(text) for text in headers}
    found = {name: len(labels & known) for name, known in PROFILES.items()}
    best = max(found, key=lambda name: found[name])
    return best if found[best] >= _FEWEST else ""

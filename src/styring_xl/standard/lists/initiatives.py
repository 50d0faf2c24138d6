"""The plan of initiatives by fokuspunkt, and how far each has come in each area and year."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from styring_xl.standard.listing import Holds, ListField, ListTable

CHILDREN: Final = "børn"
ADULTS: Final = "voksne"
BOTH: Final = "begge"


class Progress(StrEnum):
    """How far an initiative has come (Fredensborg)."""

    WAITING = "Afventer"
    STARTED = "Igangsat"
    DONE = "Implementeret"
    IRRELEVANT = "Ikke relevant"


INITIATIVES: Final = ListTable(
    "tblInitiativer",
    "Initiativer",
    "En række pr. initiativ, område og år. Område: børn, voksne eller begge. Fokuspunkt: et nummer eller et navn.",
    (
        ListField("focus", "Fokuspunkt", width=18, needed=True, also=("Fokus", "Fokusområde")),
        ListField("initiative", "Initiativ", width=46, needed=True, also=("Tiltag", "Handling")),
        ListField("theme", "Indsatsområde", width=24, also=("Tema",)),
        ListField("area", "Område", width=11, needed=True, words=(CHILDREN, ADULTS, BOTH), also=("Målgruppe",)),
        ListField("year", "År", Holds.WHOLE, 8, needed=True, also=("Årstal",)),
        ListField("status", "Status", width=16, needed=True, words=tuple(Progress)),
        ListField("remark", "Bemærkning", Holds.REMARK, 40, also=("Note", "Kommentar")),
    ),
    also=("Initiativplan", "Initiativer", "Handleplan"),
    telling=("focus", "initiative", "year", "status"),
    across="status",
)

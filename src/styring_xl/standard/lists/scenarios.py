"""The scenarios: what each *tiltag* changes on a line, from when and how fast, without touching the disposition."""

from __future__ import annotations

from typing import Final

from styring_xl.standard import place
from styring_xl.standard.listing import Holds, ListField, ListTable
from styring_xl.standard.rule import DropDown

EVERY: Final = "alle"
"""The scenario of what belongs to each of them."""
FOLLOWED: Final = "Handleplan"
"""The scenario that has been decided, unless the sheet names another."""

SCENARIOS: Final = ListTable(
    "tblTiltag",
    "Scenarier",
    "En række pr. tiltag. Udfyld præcis ét af antal, pris og kr. pr. måned; minus er en besparelse. Scenarie alle = "
    "med i hvert scenarie. Intet herfra skrives i Disponering eller Budget.",
    (
        ListField("scenario", "Scenarie", width=18, needed=True, also=("Scenario", "Scenariets navn")),
        ListField("name", "Tiltag", width=40, needed=True, also=("Initiativ", "Handling", "Indsats")),
        ListField(
            "target", "Foranstaltning, gruppe eller trin", Holds.MEASURE, 34, needed=True,
            also=("Foranstaltning eller trin", "Foranstaltning", "Linje", "Trin"),
            rule=DropDown(place.NAME_MEASURES, strict=False),
        ),
        ListField(
            "count", "Ændring i antal", Holds.NUMBER, 11, also=("Antal", "Ændring antal", "Personer", "Helårspersoner")
        ),
        ListField("price", "Ændring i pris", Holds.CHANGE, 11, also=("Pris", "Prisændring", "Ændring pris")),
        ListField(
            "amount", "Ændring i kr. pr. måned", Holds.KRONER, 14, also=("Kr. pr. måned", "Beløb pr. måned", "Beløb")
        ),
        ListField(
            "unit_price", "Kr. pr. helårsperson", Holds.KRONER, 15, also=("Pris pr. helårsperson", "Enhedspris")
        ),
        ListField("start", "Fra", Holds.DATE, 12, needed=True, also=("Fra måned", "Startdato", "Begynder")),
        ListField("stop", "Til", Holds.DATE, 12, also=("Til måned", "Stopdato", "Slutter")),
        ListField("ramp", "Indfases over måneder", Holds.WHOLE, 12, also=("Indfasning", "Måneder")),
        ListField("growth", "Vækst pr. år", Holds.CHANGE, 10, also=("Vækst", "Stigning pr. år")),
        ListField(
            "planned", "Besluttet effekt i året", Holds.KRONER, 15,
            also=("Planlagt effekt", "Planlagt effekt i året", "Besluttet effekt", "Forventet effekt"),
        ),
        ListField("remark", "Bemærkning", Holds.REMARK, 34, also=("Note", "Kommentar")),
    ),
    also=("Scenarier", "Scenarie", "Økonomisk handleplan", "Handleplan"),
    telling=("scenario", "target", "start"),
)  # fmt: skip

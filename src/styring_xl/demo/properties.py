"""What *Foranstaltningers egenskaber* says of the fictive municipality's measures."""

from __future__ import annotations

from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.demo.measures import MEASURES, PLACEMENTS
from styring_xl.standard.words import NO, YES

FAMILIES: Final = "Børn og familie"
SCHOOL: Final = "Skole"
WORK: Final = "Beskæftigelse"
HEALTH: Final = "Sundhed og forebyggelse"
_SECTORS: Final = {
    "Kost-/efterskole": SCHOOL,
    "Praktikophold": WORK,
    "Ungevejledere": WORK,
    "Kontaktpersoner": WORK,
    "Børnehuse": HEALTH,
    "Støtteperson til forældre (anbringelse)": HEALTH,
    "Rådgivning og afledte ydelser §11": HEALTH,
}
INSTITUTIONS: Final = ("Døgninstitution", "Døgninstitution special", "Sikrede døgninstitutioner")
_FOSTER: Final = ("Familiepleje", "Netværkspleje")
_EARLY: Final = ("Familiebehandling internt", "Ildsjæle", "Rådgivning og afledte ydelser §11")


def rows() -> tuple[tuple[Value, ...], ...]:
    """Measure, sector, whether it is a placement and an institution, the law, and whether it is foster care."""
    found: list[tuple[Value, ...]] = []
    for measure in MEASURES:
        if measure.weight:
            placement = measure.group == PLACEMENTS
            law = "§ 66" if placement else "§ 11" if measure.name in _EARLY else "§ 52"
            found.append(
                (
                    measure.name,
                    _SECTORS.get(measure.name, FAMILIES),
                    YES if placement else NO,
                    YES if measure.name in INSTITUTIONS else NO,
                    law,
                    YES if measure.name in _FOSTER else NO if placement else None,
                )
            )
    return tuple(found)

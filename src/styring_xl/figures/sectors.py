"""Which sector pays: of each commitment, and of what a citizen costs on a measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.reading import dimension
from styring_xl.reading.dimension import NOBODYS
from styring_xl.reading.dimension_name import DimensionName
from styring_xl.reading.snapshot import Snapshot
from styring_xl.standard.lists.measures import MEASURES

NO_SECTOR: Final = "Uden sektor"
_COLUMN: Final = DimensionName("Sektor")


class Sectors(Struct, frozen=True):
    """The sectors of a workbook.

    ``rows`` (n,) are those of the commitments. ``by_measure`` has those of measures by their label, ``by_citizen``
    those of a citizen's measure by (CPR, label) where all commitments to it have the same. ``names`` maps a sector's
    label to how it is spelled, in the order of *Foranstaltningers egenskaber*.
    """

    rows: tuple[str, ...]
    by_measure: Mapping[str, str]
    by_citizen: Mapping[tuple[str, str], str]
    names: Mapping[str, str]

    def of_measure(self, measure: str) -> str:
        """The sector of a measure."""
        return self.by_measure.get(label(measure), NO_SECTOR)

    def of_citizen(self, cpr: str, measure: str) -> str:
        """The sector of what is booked on a citizen and a measure."""
        return self.by_citizen.get((cpr, label(measure)), self.of_measure(measure))

    def spelled(self, name: str) -> str:
        """A sector as the workbook spells it; a new one as it stands."""
        return self.names.get(label(name), name)

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Some sectors, each once: those of the list in its order, then the others, and last what has none."""
        known = list(self.names.values())
        place = {name: at for at, name in enumerate(known)}
        return sorted(dict.fromkeys(names), key=lambda name: (name == NO_SECTOR, place.get(name, len(known))))


def of(snapshot: Snapshot) -> Sectors:
    """The sectors: what a row of *Disponering* says in a column *Sektor*, else what all budget lines of its measure say
    in theirs, else what the list says of the measure, else none."""
    names: dict[str, str] = {}
    listed: dict[str, str] = {}
    for row in snapshot.lists.of(MEASURES):
        if row.text("sector"):
            sector = names.setdefault(label(row.text("sector")), row.text("sector"))
            listed.setdefault(label(row.text("measure")), sector)
    rows = snapshot.disposition.commitments
    stated = dimension.read(
        _COLUMN, snapshot.layout, snapshot.grids, snapshot.disposition, snapshot.ledger, snapshot.budget
    )
    if stated.is_used:
        for name in stated.segments[1:]:
            names.setdefault(label(name), name)
        segments = [NO_SECTOR, *(names[label(name)] for name in stated.segments[1:])]
        by_measure = listed | {measure: segments[code] for measure, code in stated.measures.items()}
    else:
        segments, by_measure = [NO_SECTOR], listed
    of_rows = tuple(
        segments[code] if code != NOBODYS else by_measure.get(label(measure), NO_SECTOR)
        for code, measure in zip(stated.rows.tolist(), rows.measure, strict=True)
    )
    labels = {measure: label(measure) for measure in {*rows.measure}}
    alone: dict[tuple[str, str], str] = {}
    several: set[tuple[str, str]] = set()
    for key, sector in zip(zip(rows.cpr, map(labels.__getitem__, rows.measure), strict=True), of_rows, strict=True):
        if key[0] and alone.setdefault(key, sector) != sector:
            several.add(key)
    for key in several:
        del alone[key]
    return Sectors(of_rows, by_measure, alone, names)

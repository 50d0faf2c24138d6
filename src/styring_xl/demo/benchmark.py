"""How many live in the fictive municipality, and the key figures of four others that do not exist either."""

from __future__ import annotations

from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.demo.cases import DemoCases
from styring_xl.standard.lists.benchmark import KEY_FIGURES

_PER_CASE: Final = 20
"""Children for each commitment, about as in a municipality of its size."""
_AGES: Final = "0-17"
_OTHERS: Final = {
    "Bakkeby": (16.4, 8.9, 5_910_000, 4_870_000, 547_000, 0.61),
    "Skovborg": (19.8, 10.6, 6_640_000, 5_690_000, 537_000, 0.66),
    "Strandkøbing": (14.1, 7.2, 4_980_000, 4_120_000, 572_000, 0.55),
    "Åkirke": (17.5, 9.4, 6_050_000, 4_960_000, 528_000, 0.7),
}


def population(cases: DemoCases, year: int) -> tuple[tuple[Value, ...], ...]:
    """Ages, year, count and source: a few children fewer each year."""
    return tuple((_AGES, of, len(cases) * _PER_CASE - 17 * (of - year), "Opdigtet folketal") for of in (year - 1, year))


def others(year: int) -> tuple[tuple[Value, ...], ...]:
    """Municipality, key figure, ages, year, value and source, of last year."""
    return tuple(
        (place, figure, _AGES, year - 1, value, "Opdigtet sammenligning")
        for place, values in _OTHERS.items()
        for figure, value in zip(KEY_FIGURES, values, strict=True)
    )

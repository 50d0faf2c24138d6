"""The columns of *Cockpit*: the same in each of its three blocks, but for how the numbers look."""

from __future__ import annotations

from typing import Final

from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.look import Look

YEARS: Final = 5
"""So many earlier years stand on Cockpit, before this year's forecast."""
RESULT_TITLE: Final = "Regnskab, kr."
PERSONS_TITLE: Final = "Helårspersoner"
PRICE_TITLE: Final = "Gennemsnitsudgift pr. helårsperson, kr."

NUMBERS: Final = (*(f"earlier{back}" for back in range(YEARS, 0, -1)), "now")
"""The names of the columns of the years, the oldest first, this one last."""


def columns(title: str, year: int | None, numbers: Look, *, summed: bool = True) -> Columns:
    """The columns of a block in a regnskabsår; without one the years have no number yet."""
    return (
        Column("name", title, look.TEXT, 44),
        *(
            Column(name, f"{year - back}" if year else f"{back} år før", numbers, 14, summed=summed)
            for name, back in zip(NUMBERS, range(YEARS, 0, -1), strict=False)
        ),
        Column("now", f"{year} forventet" if year else "Forventet", numbers, 14, summed=summed),
        Column("change", "Ændring", numbers, 14, f"{{now}}-{{{NUMBERS[-2]}}}"),
        Column("percent", "Ændring, %", look.PERCENT, 11, f"{{now}}/{{{NUMBERS[-2]}}}-1"),
        Column("index", "Indeks", look.COUNT, 12),
        Column("source", "Kilde", look.TEXT, 13),
    )


WIDTH: Final = len(columns(RESULT_TITLE, None, look.KRONER))

"""What came of a copy: what is in it, what is not, and how alone its citizens are."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from styring_xl.anonymise.rarity import Rarity


class Anonymised(Struct, frozen=True):
    """What came of it. ``kept`` are the measures and groups that stand as they were: the reader should look at them."""

    target: Path
    citizens: int
    texts: int
    kept: tuple[str, ...]
    dropped: dict[str, int]
    sheets: tuple[str, ...]
    emptied_formulas: int
    before: dict[str, int]
    after: dict[str, int]
    """Totals in øre before and after, empty when the workbook has no disposition."""
    rarity: Rarity
    """How alone the citizens of the disposition are with what stood of them: measure, rate, quantity and dates."""
    closings: int = 0
    """How many closings and revisions of *Historik* are in it."""
    charts: int = 0
    """How many charts of the user's own are in it."""
    coarse: Rarity | None = None
    """The same in a coarse copy, with days between dates in place of the dates; None for one that is not."""
    alike: tuple[str, ...] = ()
    """The cells of amounts that look like a CPR number and are taken for the amounts their header says."""
    untold: tuple[str, ...] = ()
    """The cells of a scaled copy whose figures are multiplied though nothing says that they are amounts."""

"""Numbers of citizens as exact fractions: a whole numerator each, and one denominator for all."""

from __future__ import annotations

from msgspec import Struct

from styring_xl.model.arrays import Floats, Integers
from styring_xl.model.kroner import round_div


class Count(Struct, frozen=True):
    """Counts ``numerator / denominator`` (n,), such as full-year persons = active days / days in the year."""

    numerator: Integers
    denominator: int

    def __post_init__(self) -> None:
        if self.denominator <= 0:
            raise ValueError("the denominator must be positive")

    def __len__(self) -> int:
        return len(self.numerator)

    def tenths(self) -> Integers:
        """The counts as printed, one decimal, half away from zero: whole tenths, int64 (n,)."""
        return round_div(self.numerator * 10, self.denominator)

    def to_float(self) -> Floats:
        """The counts as floats (n,), for cells and charts; no sum or price is made from these."""
        return self.numerator / float(self.denominator)

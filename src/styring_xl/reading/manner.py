"""How a role's sheets write their figures where *Opsætning* says it; what it does not say the columns show themselves.

One cell often leaves open whether »05-01-2026« is a day in January or in May, »1.000« a thousand or one, and an amount
kroner or 1.000 kr. Where the rest of the column does not settle it, a user can do so in *Opsætning*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct, field

from styring_xl.reading.column_style import DateStyle, Numbers, dates_of, numbers_of

_MARKS: Final = ("-", ".", "/", " ")


class Manner(Struct, frozen=True):
    """``unit`` is kroner to one of the amounts, ``numbers`` and ``order`` how texts write figures and dates; None where
    nobody has said. ``beside`` is the order that the role's other sheets show, for columns that show none themselves.
    """

    unit: int | None = None
    numbers: Numbers | None = None
    order: DateStyle | None = None
    beside: Mapping[str, DateStyle] = field(default_factory=dict)

    def of_numbers(self, texts: Iterable[str], *, amounts: bool = False, quantities: bool = False) -> Numbers:
        """How a column's texts write numbers; see ``numbers_of``."""
        return self.numbers or numbers_of(texts, amounts=amounts, quantities=quantities)

    def of_dates(self, texts: Iterable[str]) -> dict[str, DateStyle]:
        """The order of day and month in a column's texts, by the mark between them; see ``dates_of``."""
        return dict.fromkeys(_MARKS, self.order) if self.order is not None else dates_of(texts, self.beside)

    @property
    def mark(self) -> str | None:
        """The decimal mark that is stated, None when none is."""
        return None if self.numbers is None else "," if self.numbers == Numbers.DANISH else "."


UNSTATED: Final = Manner()

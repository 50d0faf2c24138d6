"""A rectangle that has got more columns: how wide they have to be, and what beside it makes room for them."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import column_letters, column_number
from styring_xl.cells.grid import Ref

_RANGE: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<left>[A-Z]{1,3})(?P<until>\$?\d*:\$?)(?P<right>[A-Z]{1,3})(?![A-Za-z])"
)


class Widening(Struct, frozen=True):
    """A rectangle as it was and as it is with more columns; ``widths`` are the least ones, in characters, of its
    columns and those right of it, 0 for the program's own."""

    old: Ref
    new: Ref
    widths: tuple[float, ...]

    @property
    def least(self) -> dict[int, float]:
        """Column -> the least width it has to have: where one has come in between, others hold something else now."""
        return {column: width for column, width in enumerate(self.widths, self.new.left) if width}

    @property
    def free(self) -> int:
        """The first column that what stands beside it may have: one is left empty between."""
        return self.new.right + 2

    def covers(self, column: int) -> bool:
        """Whether something that begins in a column stands over the new ones, or close up to them."""
        return self.old.right < column < self.free

    def printed(self, text: str) -> str:
        """A print area, such as ``$A:$L,$N:$Y``, whose columns beside the rectangle are without those it has got."""

        def change(found: re.Match[str]) -> str:
            if not self.covers(column_number(found["left"])) or column_number(found["right"]) <= self.free:
                return found[0]
            return f"{column_letters(self.free)}{found['until']}{found['right']}"

        return _RANGE.sub(change, text)


def widening(old: Ref | None, new: Ref, widths: tuple[float, ...]) -> Widening | None:
    """What has come of a rectangle; None where it is new or has no more columns than before."""
    return Widening(old, new, widths) if old is not None and new.right > old.right and widths else None

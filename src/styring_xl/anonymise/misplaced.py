"""CPR numbers among the amounts: which are somebody's and must be corrected, and which only look like one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from styring_xl.anonymise.given import GivenWorkbook
from styring_xl.anonymise.numbers import may_hold
from styring_xl.anonymise.originals import AmountCell, Originals
from styring_xl.cells.formula import range_address
from styring_xl.cells.grid import Ref
from styring_xl.danish import writing
from styring_xl.errors import StyringError

_MOST: Final = 10
"""So many cells are named."""


def refuse_misplaced(given: GivenWorkbook, found: Originals) -> None:
    """Raises StyringError where a citizen's number stands among the amounts that a copy keeps: as an amount it would
    stand in the copy, and with a stand-in the sums would be others."""
    wrong = [cell for cpr, cells in found.amounts.items() if cpr in found.citizens for cell in cells]
    if wrong:
        where = listed(named(given, wrong))
        raise StyringError(
            f"Kopien er ikke lavet: blandt beløbene, i {where}, står et CPR-nummer, som andre steder i projektmappen "
            "er en borgers. Skriv det beløb, der skulle stå der, eller ryd cellen, og prøv igen. Er tallet et beløb, "
            "så del det på to rækker."
        )


def alike(given: GivenWorkbook, found: Originals) -> tuple[str, ...]:
    """The cells with an amount that somebody has typed and that has the form of a CPR number, which nobody has."""
    cells = [cell for cpr, some in found.amounts.items() if cpr not in found.citizens for cell in some]
    return tuple(named(given, [cell for cell in cells if not cell.is_result]))


def named(given: GivenWorkbook, cells: Iterable[AmountCell]) -> list[str]:
    """``Budget!B2`` of each cell; a sheet whose name may hold a number is called by its place among the sheets."""
    numbers = {sheet.name: number for number, sheet in enumerate(given.book.sheets, start=1)}
    in_order = sorted(cells, key=lambda cell: (numbers[cell.sheet], cell.row, cell.column))
    return [
        f"{f'ark nr. {numbers[cell.sheet]}' if may_hold(cell.sheet) else cell.sheet}"
        f"!{range_address(Ref(cell.row, cell.column, cell.row, cell.column))}"
        for cell in in_order
    ]


def listed(places: list[str]) -> str:
    """The first of some places, and how many there are more."""
    more = len(places) - _MOST
    return ", ".join(places[:_MOST]) + (f" og {writing.count(more)} celler til" if more > 0 else "")

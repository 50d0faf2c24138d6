"""The sheet that lists what *Opdater prognose* would change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from styring_xl.cells.book import Change

SHEET: Final = "Vis ændringer"
TITLE: Final = "Ændringer, som Opdater prognose vil lave"
ROWS: Final = 5_000
"""At most so many cells are listed."""


def write(book: Any, changes: Sequence[Change]) -> str:
    """Write the list on its own sheet, last in the workbook, and show it; returns the sheet's name."""
    from styring_xl.books.live import write_cell
    from styring_xl.cells.cell import Formula

    def shown(content: Any) -> Any:
        return write_cell(content.value if isinstance(content, Formula) else content)

    name, sheet = SHEET, None
    taken = {each.name.casefold(): each for each in book.sheets}
    number = 1
    while name.casefold() in taken:
        if taken[name.casefold()].range("A1").value == TITLE:
            sheet = taken[name.casefold()]
            sheet.clear_contents()
            break
        # The user's own sheet of that name stays.
        number += 1
        name = f"{SHEET} ({number})"
    if sheet is None:
        sheet = book.sheets.add(name, after=book.sheets[len(book.sheets) - 1])
    rows: list[list[Any]] = [[TITLE, None, None, None], [None] * 4, ["Ark", "Celle", "Før", "Efter"]]
    rows += [[write_cell(c.sheet), write_cell(c.address), shown(c.before), shown(c.after)] for c in changes[:ROWS]]
    sheet.range((1, 1), (len(rows), 4)).value = rows
    sheet.activate()
    return name

"""What a figure is made of: from a cell of a workbook to the items that sum to it. Reads; writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl.cells.book import ReadableBook
from styring_xl.cells.cell import quote_sheet
from styring_xl.cells.formula import parse_range
from styring_xl.errors import StyringError
from styring_xl.explain.explanations import Explanations
from styring_xl.figures.trace.trace import Trace
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import refresh
from styring_xl.reports import accuracy, forecast, uncertainty
from styring_xl.reports.memo.columns import AREA as MEMO_AREA

__all__ = ["Explanations", "Trace", "explain", "explanations", "place_of"]

SIMULATED: Final = (uncertainty.AREA, forecast.AREA, accuracy.AREA, MEMO_AREA)
"""The results that show what the year is simulated to."""


def explain(book: ReadableBook, snapshot: Snapshot, cells: Sequence[str]) -> list[Trace]:
    """What some cells (``Afvigelse!E12``) are made of. Raises StyringError for a cell that is not there."""
    places = [place_of(each, book) for each in cells]
    found = explanations(book, snapshot, [sheet for sheet, _, _ in places])
    return [found.of(*place) for place in places]


def explanations(book: ReadableBook, snapshot: Snapshot, sheets: Sequence[str]) -> Explanations:
    """Answers for a workbook, computed so that figures of the ``sheets`` can be asked for."""
    drawn = {snapshot.areas[area][0] for area in SIMULATED if area in snapshot.areas}
    # Simulating takes longer than all the rest, so it is done only for sheets that show it.
    return Explanations(book, refresh(snapshot, is_written=not drawn.isdisjoint(sheets), is_explained=True))


def place_of(text: str, book: ReadableBook) -> tuple[str, int, int]:
    """Sheet, row and column of a text such as ``Afvigelse!E12``. Raises StyringError when there is no such cell.

    A name with spaces needs no quotes, which it has in a formula: it is read as it is shown everywhere else.
    """
    sheet, _, cell = text.rpartition("!")
    found = parse_range(text) or parse_range(f"{quote_sheet(sheet)}!{cell}")
    if found is None or found[0] is None or (found[1].top, found[1].left) != (found[1].bottom, found[1].right):
        raise StyringError("Det er ikke en celle. Skriv arket og én celle, f.eks. Afvigelse!E12.")
    names = {name.casefold(): name for name in book.sheet_names}
    if found[0].casefold() not in names:
        raise StyringError(f"Der er intet ark, der hedder »{found[0]}«. Skriv navnet, som det står på fanen.")
    return names[found[0].casefold()], found[1].top, found[1].left

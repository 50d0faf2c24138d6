"""A copy with its result sheets and *Historik* made anew of its own figures, and held against the original's sums."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from styring_xl import workbook
from styring_xl.anonymise.coarse import DateMoves
from styring_xl.anonymise.columns import Masked
from styring_xl.anonymise.given import GivenWorkbook
from styring_xl.anonymise.history import Today, masked
from styring_xl.anonymise.rarity import Rarity, rarity_of
from styring_xl.books.file.filebook import FileBook
from styring_xl.errors import StyringError
from styring_xl.figures import moment
from styring_xl.figures.compute import Figures
from styring_xl.reading.history.history import NO_HISTORY, History
from styring_xl.reading.snapshot import HistoryChange, Snapshot
from styring_xl.reports import read


class Renewal(Struct, frozen=True):
    """The copy's bytes, its totals in øre and the original's, and how many closings of *Historik* are in it.

    ``rarity`` is that of a coarse copy, None for one that is not.
    """

    data: bytes
    before: dict[str, int]
    after: dict[str, int]
    closings: int
    rarity: Rarity | None


def renewal(given: GivenWorkbook, data: bytes, columns: Masked, moves: DateMoves | None) -> Renewal:
    """The copy (``data``) of a workbook, refreshed; as it is where the workbook is none of the field's."""
    if given.snapshot is None:
        return Renewal(data, {}, {}, 0, None)
    from styring_xl.fit import fit
    from styring_xl.outcome import totals

    figures = _figures_of(given.snapshot)
    before = _totals(given.snapshot, figures)
    book = FileBook.from_bytes(data, "Anonymiseret.xlsx", template=workbook.build)
    snapshot = read(book, year=given.snapshot.year, closed=given.snapshot.closed)
    kept = _history(given.snapshot, figures, snapshot, columns, moves)
    if kept.entries:
        snapshot = replace(snapshot, history=kept, record=HistoryChange())
    fitted = fit(book, snapshot)
    after = totals(fitted.refreshed)
    if columns.keeps_amounts and after != before:
        raise StyringError(
            "Kopien er ikke gemt: dens summer er ikke de samme som projektmappens. Opdater projektmappen, og prøv igen."
        )
    alone = rarity_of(snapshot, moved=True) if moves is not None else None
    return Renewal(book.edit(fitted.plan).bytes(), before, after, len(kept.entries), alone)


def _history(was: Snapshot, figures: Figures, now: Snapshot, columns: Masked, moves: DateMoves | None) -> History:
    """The closings and revisions of the original as the copy has them, where they can be read."""
    if not was.history.entries:
        return NO_HISTORY
    today = Today(moment.now(was.disposition, figures), moment.now(now.disposition, _figures_of(now)))
    return masked(was.history, today, columns, moves)


def _figures_of(snapshot: Snapshot) -> Figures:
    from styring_xl.refresh import figures_of

    return figures_of(snapshot)


def _totals(snapshot: Snapshot, figures: Figures) -> dict[str, int]:
    from styring_xl.outcome import sums

    return sums(figures, sum(line.revised for line in snapshot.budget.lines))

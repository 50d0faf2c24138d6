"""*Historik*: what the workbook said at each closing and revision, a row each.

The data of a row (``chain``) say only what differs from the row above. Sums, and a checksum that runs on from row to
row (``entry``), tell whether somebody has typed over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block
from styring_xl.danish.text import clean, is_blank
from styring_xl.reading.history import words
from styring_xl.reading.history.chain import Broken, Chain, apply, moment_of, told_cells
from styring_xl.reading.history.entry import SEAL, WHOLE, HistoryColumn, HistoryEntry, entry_of
from styring_xl.reading.history.moment import Moment
from styring_xl.reading.history.words import KeptWords, LineKey
from styring_xl.reading.problem import Kind, Problem

ROLE: Final = "historik"
DATA: Final = "data"
"""What a problem is about where the data have been typed over and not what people read."""


class History(Struct, frozen=True):
    """The rows of *Historik* in its order. A row can be used when nothing in it or above it was typed over."""

    sheet: str = ""
    entries: tuple[HistoryEntry, ...] = ()
    problems: tuple[Problem, ...] = ()

    def usable(self, year: int) -> tuple[HistoryEntry, ...]:
        """The entries of a year whose data can be trusted."""
        return tuple(entry for entry in self.entries if entry.year == year and entry.fault is None)

    def closing(self, year: int, month: int) -> HistoryEntry | None:
        """The closing of a month, usable or not; None when it has not been closed."""
        found = (e for e in self.entries if e.is_closing and e.year == year and e.closed == month)
        return next(found, None)

    def words(self, sheet: str, before: tuple[int, int]) -> dict[LineKey, KeptWords]:
        """What was last said of each line of a sheet while an earlier (year, month) than ``before`` was the last
        closed; the lines as they are compared. Only closings count, and only those that nobody has typed over."""
        found: dict[LineKey, KeptWords] = {}
        for entry in self.entries:
            if entry.is_closing and entry.fault is None:
                who = words.who_of(entry.cells)
                for key, text, month in words.said_in(entry.cells, sheet):
                    if (entry.year, month) < before:
                        found[key.labels] = KeptWords(text, entry.year, month, entry.date, who, entry.name)
        return found

    def moments(self, *wanted: HistoryEntry) -> dict[str, Moment]:
        """What the workbook said at some usable entries, by their names. Raises Broken when the sums do not add up."""
        return {entry.name: moment_of(entry, chain) for entry, chain in self._chains(wanted)}

    def _chains(self, wanted: Sequence[HistoryEntry]) -> Iterator[tuple[HistoryEntry, Chain]]:
        """What is told up to each of some usable entries, in the order of the sheet. A year's first entry tells all, so
        that nothing is read of the years, and of the entries after the last, that nobody asks for."""
        left = {entry.name for entry in wanted}
        chain, unread = Chain.empty(), list[HistoryEntry]()
        for entry in self.entries:
            if not left:
                return
            if entry.fault is not None:
                continue
            if entry.cells[0] == WHOLE:
                chain, unread = Chain.empty(), []
            unread.append(entry)
            if entry.name in left and entry in wanted:
                for each in unread:
                    apply(chain, each)
                unread.clear()
                left.discard(entry.name)
                yield entry, chain

    def with_moment(self, moment: Moment, entry: HistoryEntry) -> History:
        """The history with one entry more, last: ``entry`` tells how it came about and holds the words that were
        written, ``moment`` is what else is kept."""
        made = _told(*self._end(moment.year), moment, entry)
        return History(self.sheet, (*self.entries, made), self.problems)

    def each(self, year: int) -> Iterator[tuple[HistoryEntry, Moment]]:
        """Each usable entry of a year and what the workbook said then, one at a time. Raises Broken as ``moments``."""
        for entry, chain in self._chains(self.usable(year)):
            yield entry, moment_of(entry, chain)

    @staticmethod
    def of(told: Iterable[tuple[HistoryEntry, Moment]]) -> History:
        """A history of some entries and what the workbook said at each, in their order: as ``with_moment`` one by one,
        each read once."""
        entries: list[HistoryEntry] = []
        chain, base, year = Chain.empty(), "", 0
        for entry, moment in told:
            if moment.year != year:
                chain, base, year = Chain.empty(), "", moment.year
            known = dict(chain.lists)
            made = _told(chain, base, moment, entry)
            # Its cells name the new measures and suppliers themselves.
            chain.lists = known
            apply(chain, made)
            base = made.check
            entries.append(made)
        return History("", tuple(entries))

    def _end(self, year: int) -> tuple[Chain, str]:
        """What the last entry told, and its checksum; nothing when the next entry must tell all itself."""
        last = self.entries[-1] if self.entries else None
        if last is None or last.fault is not None or last.year != year:
            return Chain.empty(), ""
        try:
            [(_, chain)] = self._chains((last,))
            moment_of(last, chain)
        except Broken:
            return Chain.empty(), ""
        return chain, last.check

    def without(self, entry: HistoryEntry) -> History:
        """The history without one entry; those after it tell what they told before."""
        at = self.entries.index(entry)
        kept = History(self.sheet, self.entries[:at], self.problems)
        later = self.entries[at + 1 :]
        try:
            moments = self.moments(*(each for each in later if each.fault is None))
        except Broken:
            moments = {}
        for each in later:
            if each.name in moments:
                kept = kept.with_moment(moments[each.name], each)
            else:
                kept = History(kept.sheet, (*kept.entries, each), kept.problems)
        return kept


NO_HISTORY: Final = History()


def _told(chain: Chain, base: str, moment: Moment, entry: HistoryEntry) -> HistoryEntry:
    """The row that tells a moment after all that the chain does, which ends with the checksum ``base``."""
    made = replace(
        entry,
        year=moment.year,
        closed=moment.side.closed,
        result=moment.result,
        realised=moment.realised,
        rows=len(moment),
        cells=(WHOLE, *told_cells(chain, moment), *words.kept_cells(entry.cells)),
        row=0,
        fault=None,
    )
    return made.sealed(base)


def read(grid: Grid, area: Ref) -> History:
    """Reads the sheet's rows; one that was typed over, and those that build on it, is a problem and not used."""
    entries: list[HistoryEntry] = []
    problems: list[Problem] = []
    good: HistoryEntry | None = None
    sealed = False
    for values, entry in _rows(grid, area):
        row, fault = entry.row, entry.fault
        if fault is None:
            base = entry.base
            fault = entry.fault_of(base, sealed=sealed)
            if fault is None and base and (good is None or good.check != base):
                fault = HistoryColumn.NAME
            sealed |= SEAL.fullmatch(entry.check) is not None
        if fault is not None:
            entry = replace(entry, fault=fault, raw=tuple(values))
            kind = Kind.HISTORY_BASE if fault == HistoryColumn.NAME else Kind.HISTORY
            problems.append(
                Problem(
                    kind,
                    entry.name,
                    ROLE,
                    grid.sheet,
                    row,
                    area.left + fault,
                    clean(values[HistoryColumn.NAME])[:40],
                    detail=DATA if fault == HistoryColumn.DATA else "",
                )
            )
        else:
            good = entry
        entries.append(entry)
    return History(grid.sheet, tuple(entries), tuple(problems))


def _rows(grid: Grid, area: Ref) -> Iterator[tuple[list[Value], HistoryEntry]]:
    """Each row that holds something, with what it tells, whether or not it can be trusted."""
    for row in range(area.top + 1, area.bottom + 1):
        values = [grid.value(row, area.left + at) for at in range(area.right - area.left + 1)]
        if not all(is_blank(value) for value in values):
            yield values, entry_of(values, row)


def sealed_again(before: Grid, after: Grid, area: Ref) -> tuple[Block, ...]:
    """The checksums of the rows that were sound before somebody was taken out of them, as the rows are now.

    A row that could not be trusted before stays as it is.
    """
    sound = {entry.row: entry.check for entry in read(before, area).entries if entry.fault is None}
    now: dict[str, str] = {}
    blocks: list[Block] = []
    for _, entry in _rows(after, area):
        if entry.row not in sound or entry.fault is not None:
            continue
        made = entry.sealed(now.get(entry.base, entry.base))
        now[sound[entry.row]] = made.check
        if entry.fault_of(entry.base, sealed=False) is not None or made.cells != entry.cells:
            for at, text in ((HistoryColumn.CHECK, made.check), (HistoryColumn.DATA, made.cells[0])):
                blocks.append(Block.of(after.sheet, entry.row, area.left + at, ((text,),)))
    return tuple(blocks)

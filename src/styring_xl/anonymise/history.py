"""*Historik* for a copy: each closing and revision told with the copy's people, measures and amounts.

What has not changed since a closing is what the copy itself says; what has is masked by the rules of its column. So a
row that stands still in the workbook stands still in the copy too, and the bridge moves by what really moved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, count
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.anonymise.coarse import DateMoves
from styring_xl.anonymise.columns import Masked
from styring_xl.danish.text import label
from styring_xl.model.arrays import Dates, Flags, Integers
from styring_xl.model.bridge import Side
from styring_xl.model.commitments import expected, weighted
from styring_xl.reading.history.chain import Broken
from styring_xl.reading.history.entry import HistoryEntry
from styring_xl.reading.history.history import History
from styring_xl.reading.history.moment import AWAITED, COME, THROUGH_P10, THROUGH_P50, THROUGH_P90, Moment, match, plain

_BY_MONTH: Final = (COME, AWAITED, THROUGH_P10, THROUGH_P50, THROUGH_P90)
"""What is told by months and not by measures."""
_DAY: Final = re.compile(r"\d\d-\d\d-\d{4}")
_OWN_POOLS: Final = (standard.REFUND_POOL, standard.LATE_POOL)
_OPEN: Final = np.datetime64("9999-01-01")
_MONTHS: Final = np.arange(12)
_TEXTS: Final = ("id", "cpr", "measure", "supplier")
"""The fields of a row's texts, by the names of the disposition's columns."""


class Today(Struct, frozen=True):
    """A workbook as it is now, and its copy: the same rows in the same order."""

    was: Moment
    now: Moment


def masked(history: History, today: Today, columns: Masked, moves: DateMoves | None) -> History:
    """The history of the copy: every usable entry, sealed anew. A year that cannot be read is left out."""
    work = _Masking(today, columns, moves)
    entries: list[HistoryEntry] = []
    for year in dict.fromkeys(entry.year for entry in history.entries):
        # A moment is as large as the disposition: one is held at a time, until its row is written.
        try:
            made = History.of(work.told(entry, moment) for entry, moment in history.each(year))
        except Broken:
            continue
        entries += made.entries
    return History(entries=tuple(entries))


class _Masking:
    """The moments of one workbook on their way to its copy."""

    def __init__(self, today: Today, columns: Masked, moves: DateMoves | None) -> None:
        self.columns = columns
        self.moves = moves
        self.was, self.now = today.was, today.now
        # Rows that do not answer to each other tell nothing about what stands for what.
        self._is_aligned = len(self.was) == len(self.now)
        self._known: dict[str, dict[str, str]] = {}
        for name in _TEXTS:
            known = self._known[name] = dict[str, str]()
            if self._is_aligned:
                for old, new in zip(getattr(self.was, name), getattr(self.now, name), strict=True):
                    known.setdefault(old, new)
        same_pools = len(self.was.pools) == len(self.now.pools)
        self._pools = dict(zip(self.was.pools, self.now.pools, strict=True)) if same_pools else {}
        self._names: set[str] = set()

    def told(self, entry: HistoryEntry, moment: Moment) -> tuple[HistoryEntry, Moment]:
        """An entry and what the workbook said at it, as the copy has them; its note and words are gone."""
        at = self._rows(moment)
        made = replace(
            moment,
            id=self._texts("id", moment.id, at),
            cpr=self._texts("cpr", moment.cpr, at),
            measure=self._texts("measure", moment.measure, at),
            supplier=self._texts("supplier", moment.supplier, at),
            side=self._side(moment, at),
            unplaced=self._sums(moment.unplaced, self.was.unplaced, self.now.unplaced, self._measure),
            nobody=self._sums(moment.nobody, self.was.nobody, self.now.nobody, self._measure),
            pools=self._sums(moment.pools, self.was.pools, self.now.pools, self._pool),
            said={
                name: self._sums(
                    sums,
                    self.was.said.get(name, {}),
                    self.now.said.get(name, {}),
                    str if name in _BY_MONTH else self._measure,
                )
                for name, sums in moment.said.items()
            },
        )
        return self._entry(entry, made), made

    def _rows(self, moment: Moment) -> Integers:
        """The row of today that each row of a moment is, -1 for none, int64 (n,)."""
        at = np.full(len(moment), -1, np.int64)
        if self._is_aligned:
            found = match(moment, self.was)
            here = np.flatnonzero(found >= 0)
            at[found[here]] = here
        return at

    def _texts(self, name: str, texts: Sequence[str], at: Integers) -> tuple[str, ...]:
        """What stands for the texts of a field, of the rows that today are ``at`` (n,)."""
        was, now = getattr(self.was, name), getattr(self.now, name)
        return tuple(
            now[row] if row >= 0 and was[row] == text else self._text(name, text)
            for text, row in zip(texts, at.tolist(), strict=True)
        )

    def _text(self, name: str, text: str) -> str:
        known = self._known[name]
        if text and text not in known:
            known[text] = plain(self.columns.by_field(name).text(text))
        return known.get(text, "")

    def _measure(self, text: str) -> str:
        return self._text("measure", text)

    def _pool(self, text: str) -> str:
        """A pulje stands under its measure, or under what it is called itself; two of them have the product's name."""
        return text if text in _OWN_POOLS else self._pools.get(text) or self._measure(text)

    def _side(self, moment: Moment, at: Integers) -> Side:
        side, was = moment.side, self.was.side
        now = self.now.side.take(at) if self._is_aligned else side
        then = was.take(at) if self._is_aligned else side
        same = at >= 0
        rate = np.where(same & (side.rate == then.rate), now.rate, 0)
        new = np.flatnonzero(~(same & (side.rate == then.rate)))
        rate[new] = self._ore(side.rate[new])
        start, stop = (
            np.where(same & _same_days(old, before), after, self._days(moment, old))
            for old, before, after in (
                (side.start, then.start, now.start),
                (side.stop, then.stop, now.stop),
            )
        )
        made = replace(side, rate=rate, start=start, stop=stop)
        # What a month of another year cost tells nothing of this year's.
        same &= moment.year == self.was.year
        planned = self._planned(moment, made, same & (side.planned == then.planned).all(axis=1), now.planned)
        booked = self._booked(made, planned, same, then.booked, now.booked)
        return replace(made, planned=planned, booked=booked)

    def _ore(self, amounts: Integers) -> Integers:
        """Amounts as the copy has them, øre, each different one asked for once; of any shape."""
        different, which = np.unique(amounts, return_inverse=True)
        changed = np.array([self.columns.ore(each) for each in different.tolist()], np.int64)
        return changed[which].reshape(amounts.shape)

    def _days(self, moment: Moment, days: Dates) -> Dates:
        """Days of rows that today has no more, or has otherwise: in a coarse copy those of a citizen are moved."""
        if self.moves is None:
            return days
        moved = np.array([self.moves.of(who) if who else 0 for who in moment.cpr], "timedelta64[D]")
        still = np.isnat(days) | (days >= _OPEN)
        return np.where(still, days, days + np.where(still, 0, moved))

    def _planned(self, moment: Moment, made: Side, same: Flags, now: Integers) -> Integers:
        """What the rows were expected to cost, øre (n, 12): today's where it is the ``same``, else what their terms
        come to, else what was kept, masked."""
        side = moment.side
        planned = np.where(same[:, None], now, side.planned)
        changed = np.flatnonzero(~same & side.computable)
        if self.columns.keeps_amounts:
            changed = changed[made.rate[changed] != side.rate[changed]]
        if len(changed):
            told = _cost(side.take(changed), moment.year)
            # Today's rules may no longer give what was kept; in a coarse copy the months would tell the days.
            are_told = (told == side.planned[changed]).all(axis=1) | (self.moves is not None)
            terms, rest = changed[are_told], changed[~are_told]
            planned[terms] = _cost(made.take(terms), moment.year)
            planned[rest] = self._ore(side.planned[rest])
        return planned

    def _booked(self, side: Side, planned: Integers, same: Flags, was: Integers, now: Integers) -> Integers:
        """What was booked in the closed months, øre (n, 12): what the copy has where nothing has come since."""
        closed = side.closed > _MONTHS
        if self.moves is not None:
            # When something was booked would tell how far the dates of the one are moved.
            return np.where(closed, np.where(same[:, None], now, planned), 0)
        is_now = same[:, None] & (side.booked == was) & closed
        return np.where(is_now, now, self._ore(side.booked))

    def _sums(
        self, sums: Mapping[str, int], was: Mapping[str, int], now: Mapping[str, int], name: Callable[[str], str]
    ) -> dict[str, int]:
        """Sums in øre by what stands for their names."""
        made: dict[str, int] = {}
        for old, ore in sums.items():
            new = name(old)
            is_now = was.get(old) == ore and new in now and new not in made
            made[new] = made.get(new, 0) + (now[new] if is_now else self.columns.ore(ore))
        return made

    def _entry(self, entry: HistoryEntry, made: Moment) -> HistoryEntry:
        texts = self.columns.texts
        off = None if entry.ledger is None else entry.ledger - entry.realised
        return replace(
            entry,
            name=self._name(entry),
            kind=standard.CLOSING if entry.is_closing else standard.REVISION,
            date=entry.date if _DAY.fullmatch(entry.date) else "",
            ledger=None if off is None else made.realised + self.columns.ore(off),
            note="",
            settings="; ".join(texts.of(each) for each in entry.settings.split("; ")),
            cells=(),
        )

    def _name(self, entry: HistoryEntry) -> str:
        """What a time is called, and no other: its month, and what stands for the label of a revision."""
        name = ", ".join(self.columns.texts.of(part) for part in entry.name.split(", "))
        others = chain([name], (f"{name} ({n})" for n in count(2)))
        named = next(each for each in others if label(each) not in self._names)
        self._names.add(label(named))
        return named


def _cost(terms: Side, year: int) -> Integers:
    """What rows are expected to cost by their terms, as it counts in the forecast; øre (n, 12)."""
    full = expected(terms.rate, terms.quantity, terms.unit, terms.start, terms.stop, year, terms.rule, terms.vat)
    return weighted(full, terms.probability)


def _same_days(one: Dates, other: Dates) -> Flags:
    """Where two columns of dates say the same, two missing ones among it."""
    same: Flags = one.astype("datetime64[D]").astype(np.int64) == other.astype("datetime64[D]").astype(np.int64)
    return same

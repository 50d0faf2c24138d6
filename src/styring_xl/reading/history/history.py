"""*Historik*: what the workbook said at each closing and revision, a row each, as little text as tells it all.

A row's data say only what differs from the row above: ``takst 41:1250000`` is the rate, in øre, of the row that was the
42nd ever seen here; ``disp07`` is what July was expected to cost and ``real03`` what March did cost. Sums, and a
checksum that runs on from row to row, tell whether somebody has typed over them.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from styring_xl import standard
from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block
from styring_xl.danish.text import clean, is_blank
from styring_xl.model.arrays import Dates, Integers
from styring_xl.model.bridge import Side
from styring_xl.reading.history import words
from styring_xl.reading.history.moment import SAID, Moment, match
from styring_xl.reading.history.words import KeptWords, LineKey
from styring_xl.reading.problem import Kind, Problem

ROLE: Final = "historik"
_WIDTH: Final = len(standard.HISTORY_COLUMNS)
(
    _NAME, _KIND, _YEAR, _DATE, _CLOSED, _RESULT, _REALISED, _LEDGER, _DIFFERENCE, _BALANCE, _NOTE, _BEFORE, _ROWS,
    _SETTINGS, _CHECK, _DATA,
) = range(_WIDTH)  # fmt: skip
_LONGEST: Final = 8_000
"""Characters in a cell; Excel takes no longer texts when a program writes many cells at once."""
_WHOLE: Final = "fuld"
_SINCE: Final = "siden "

_FLAGS: Final = ("med", "beregnes")
_NAMED: Final = ("foranstaltning", "leverandør")
_TERMS: Final = ("takst", "enhed", "mængde", "start", "stop", "periodisering", "moms", "sandsynlighed")
_MONTHS: Final = tuple(f"{kind}{month:02d}" for kind in ("disp", "real") for month in range(1, 13))
_FIELDS: Final = (*_FLAGS, *_NAMED, *_TERMS, *_MONTHS)
_AT: Final = {name: at for at, name in enumerate(_FIELDS)}
_FIRST_MONTH: Final = _AT["disp01"]
_TEXTS: Final = ("nr", "cpr")
_LISTS: Final = ("foranstaltninger", "leverandører")
_SUMS: Final = ("udisponeret", "uperson", "puljer")
DATA: Final = "data"
"""What a problem is about where the data have been typed over and not what people read."""
_SEAL: Final = re.compile(r"[0-9a-f]{16}-[0-9a-f]{16}")
# Earlier editions left out of the checksum who it is about.
_UNCHECKED: Final = ("cpr ", "leverandører ")
_NO_FIGURES: Final = str.maketrans("", "", "0123456789: -")


class Broken(ValueError):
    """The data of a row cannot be read."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A closing or a revision as its row tells it. Amounts in øre; months 0..12.

    ``ledger`` is the total the user entered, None when there was none. ``before`` is the month that was closed before.
    ``cells`` are the data. ``fault`` is the column (from 0) of what cannot be understood, None when all can.
    """

    name: str
    kind: str
    year: int
    date: str
    closed: int
    result: int
    realised: int
    ledger: int | None
    note: str
    before: int
    rows: int
    settings: str
    check: str
    cells: tuple[str, ...]
    row: int = 0
    fault: int | None = None
    raw: tuple[Value, ...] = ()
    """The row as it stands, where it has a fault."""

    @property
    def is_closing(self) -> bool:
        """True for a month's closing, False for a revision of the budget."""
        return self.kind == standard.CLOSING

    @property
    def balance(self) -> str:
        """How the workbook stands to the ledger, in a word."""
        if not self.is_closing:
            return ""
        if self.ledger is None:
            return standard.NOT_BALANCED
        return standard.BALANCED if self.ledger == self.realised else standard.EXPLAINED

    @property
    def base(self) -> str:
        """The checksum of the row its data tell the difference from; empty where they tell it all."""
        return "" if self.cells[0] == _WHOLE else self.cells[0].removeprefix(_SINCE)

    def sealed(self, base: str) -> HistoryEntry:
        """The row with its own checksum, as one that tells what differs from the row with the checksum ``base``."""
        made = replace(self, cells=(_SINCE + base if base else _WHOLE, *self.cells[1:]))
        return replace(made, check=made.seal(base))

    def seal(self, base: str) -> str:
        """What ``check`` is on a row whose data tell what differs from the row with the checksum ``base``.

        Its first half is of what people read, all but the note, which is theirs to correct; the other of the data.
        """
        return f"{_short(self._read(base))}-{_short(self.cells)}"

    def fault_of(self, base: str, *, sealed: bool) -> int | None:
        """The column of what has been typed over, None when nothing has; ``sealed`` when a row above has a seal.

        Rows of earlier editions have a checksum of 32 bits, which is taken where no row above has a seal.
        """
        if _SEAL.fullmatch(self.check):
            read, data = self.seal(base).split("-")
            said_read, said_data = self.check.split("-")
            return _DATA if data != said_data else _CHECK if read != said_read else None
        told = (*self._read(base), *(cell for cell in self.cells if not cell.startswith(_UNCHECKED)))
        crc = f"{zlib.crc32('|'.join(map(str, told)).encode()):08X}"
        return _CHECK if sealed or crc != self.check else None

    def _read(self, base: str) -> tuple[object, ...]:
        ledger = "" if self.ledger is None else self.ledger
        return (
            base, self.name, self.kind, self.year, self.date, self.closed, self.result, self.realised, ledger,
            self.before, self.rows, self.settings,
        )  # fmt: skip


def _short(told: Iterable[object]) -> str:
    """64 bits of a fingerprint: nobody meets it by chance or by trying some figures."""
    return hashlib.sha256("|".join(map(str, told)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(slots=True)
class _Chain:
    """Everything said up to a row: a line for each row ever seen, and the names that numbers stand for."""

    values: Integers
    texts: dict[str, list[str]]
    lists: dict[str, list[str]]
    sums: dict[str, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> _Chain:
        return cls(
            np.zeros((0, len(_FIELDS)), np.int64), {name: [] for name in _TEXTS}, {name: [""] for name in _LISTS}
        )


@dataclass(frozen=True, slots=True)
class History:
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

    def states(self, *wanted: HistoryEntry) -> dict[str, Moment]:
        """What the workbook said at some usable entries, by their names. Raises Broken when the sums do not add up."""
        found: dict[str, Moment] = {}
        names = {entry.name for entry in wanted}
        for entry, chain in self._chains():
            if entry.name in names and entry in wanted:
                found[entry.name] = _state(entry, chain)
                names.discard(entry.name)
                if not names:
                    break
        return found

    def _chains(self) -> Iterator[tuple[HistoryEntry, _Chain]]:
        chain = _Chain.empty()
        for entry in self.entries:
            if entry.fault is not None:
                continue
            if entry.cells[0] == _WHOLE:
                chain = _Chain.empty()
            _apply(chain, entry)
            yield entry, chain

    def with_state(self, state: Moment, entry: HistoryEntry) -> History:
        """The history with one entry more, last: ``entry`` tells how it came about and holds the words that were
        written, ``state`` is what else is kept."""
        chain, base = self._end(state.year)
        cells = (_WHOLE, *_told(chain, state), *words.kept_cells(entry.cells))
        made = replace(
            entry,
            year=state.year,
            closed=state.side.closed,
            result=state.result,
            realised=state.realised,
            rows=len(state),
            cells=cells,
            row=0,
            fault=None,
        )
        return History(self.sheet, (*self.entries, made.sealed(base)), self.problems)

    def _end(self, year: int) -> tuple[_Chain, str]:
        """What the last entry told, and its checksum; nothing when the next entry must tell all itself."""
        last = self.entries[-1] if self.entries else None
        if last is None or last.fault is not None or last.year != year:
            return _Chain.empty(), ""
        try:
            told = deque(self._chains(), maxlen=1)
            _state(last, told[0][1])
        except Broken:
            return _Chain.empty(), ""
        return told[0][1], last.check

    def without(self, entry: HistoryEntry) -> History:
        """The history without one entry; those after it tell what they told before."""
        at = self.entries.index(entry)
        kept = History(self.sheet, self.entries[:at], self.problems)
        later = self.entries[at + 1 :]
        try:
            states = self.states(*(each for each in later if each.fault is None))
        except Broken:
            states = {}
        for each in later:
            if each.name in states:
                kept = kept.with_state(states[each.name], each)
            else:
                kept = History(kept.sheet, (*kept.entries, each), kept.problems)
        return kept


NO_HISTORY: Final = History()


# From a state to its data.


def _days(days: Dates) -> Integers:
    """Dates as 20261231, 0 for none."""
    none = np.isnat(days)
    safe = np.where(none, np.datetime64("1970-01-01"), days).astype("datetime64[D]")
    months = safe.astype("datetime64[M]").astype(np.int64)
    day = (safe - safe.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    return np.where(none, 0, (months // 12 + 1970) * 10_000 + (months % 12 + 1) * 100 + day)


def _dates(numbers: Integers) -> Dates:
    years, months, days = numbers // 10_000, numbers // 100 % 100, numbers % 100
    if not ((numbers == 0) | ((months >= 1) & (months <= 12) & (days >= 1) & (days <= 31) & (years < 10_000))).all():
        raise Broken
    first = ((years - 1970) * 12 + months - 1).astype("datetime64[M]").astype("datetime64[D]")
    return np.where(numbers == 0, np.datetime64("NaT", "D"), first + (days - 1).astype("timedelta64[D]"))


def _matrix(state: Moment, names: Mapping[str, list[str]]) -> Integers:
    side = state.side
    columns: list[npt.ArrayLike] = [side.present, side.computable]
    for texts, known in zip((state.measure, state.supplier), names.values(), strict=True):
        codes = {text: at for at, text in enumerate(known)}
        columns.append([codes[text] for text in texts])
    columns += [side.rate, side.unit, side.quantity, _days(side.start), _days(side.stop), side.rule, side.vat]
    columns += [side.probability, *side.planned.T, *side.booked.T]
    return np.array([np.asarray(column, np.int64) for column in columns], np.int64).reshape(len(_FIELDS), -1).T


def _told(chain: _Chain, state: Moment) -> Iterator[str]:
    """What the state says that the chain does not, cell by cell."""
    rows, lines = _state_of(chain)
    found = match(rows, state)
    count = len(chain.values)
    serial = np.where(found >= 0, lines[found] if len(lines) else 0, 0)
    fresh = np.flatnonzero(found < 0)
    serial[fresh] = count + np.arange(len(fresh))

    for name, texts in zip(_LISTS, (state.measure, state.supplier), strict=True):
        have = chain.lists[name]
        new = [text for text in dict.fromkeys(texts) if text not in set(have)]
        yield from _cells(name, [f"{at}={text}" for at, text in enumerate(new, len(have))], "|")
        chain.lists[name] = [*have, *new]

    after = np.zeros((count + len(fresh), len(_FIELDS)), np.int64)
    after[serial] = _matrix(state, chain.lists)
    before = np.zeros_like(after)
    before[:count] = chain.values
    # That a row is gone is told by that alone.
    gone = np.flatnonzero(after[:, 0] == 0)
    after[gone, 1:] = before[gone, 1:]

    for name, texts in zip(_TEXTS, (state.id, state.cpr), strict=True):
        had = [*chain.texts[name], *[""] * len(fresh)]
        pairs = sorted((at, text) for at, text in zip(serial.tolist(), texts, strict=True) if had[at] != text)
        yield from _cells(name, [f"{at}={text}" for at, text in pairs], "|")
    for at, name in enumerate(_FIELDS):
        rows_of = np.flatnonzero(after[:, at] != before[:, at])
        pairs_of = zip(rows_of.tolist(), after[rows_of, at].tolist(), strict=True)
        yield from _cells(name, ["%d:%d" % pair for pair in pairs_of], " ")  # noqa: UP031 - twice as fast
    kept = dict(zip(_SUMS, (state.unplaced, state.nobody, state.pools), strict=True)) | dict(state.said)
    for name, sums in kept.items():
        yield from _cells(name, [f"{text}={ore}" for text, ore in sums.items()], "|")


def _cells(name: str, parts: Sequence[str], between: str) -> Iterator[str]:
    """The parts on as few cells as hold them, each beginning with the name."""
    if not parts:
        return
    text, first = between.join(parts), 0
    while len(text) - first > _LONGEST:
        cut = text.rfind(between, first, first + _LONGEST)
        if cut <= first:
            cut = text.find(between, first + _LONGEST)
            if cut < 0:
                break
        yield f"{name} {text[first:cut]}"
        first = cut + 1
    yield f"{name} {text[first:]}"


# From data to a state.


def _apply(chain: _Chain, entry: HistoryEntry) -> None:
    """Add to the chain what an entry tells. Raises Broken for data that say nothing."""
    numbers: list[tuple[int, Integers]] = []
    texts: dict[str, list[tuple[int, str]]] = {name: [] for name in _TEXTS}
    chain.sums = {name: {} for name in (*_SUMS, *SAID)}
    highest = len(chain.values) - 1
    for cell in entry.cells[1:]:
        if words.is_words(cell):
            continue
        name, _, body = cell.partition(" ")
        if name in _AT:
            pairs = _pairs(body)
            highest = max(highest, int(pairs[:, 0].max()))
            numbers.append((_AT[name], pairs))
            continue
        for part in body.split("|"):
            if name in chain.sums:
                text, _, amount = part.rpartition("=")
                chain.sums[name][text] = _whole(amount)
                continue
            at, _, text = part.partition("=")
            if name in texts:
                texts[name].append((_whole(at), text))
            elif name not in chain.lists or _whole(at) != len(chain.lists[name]):
                raise Broken
            else:
                chain.lists[name].append(text)
    more = highest + 1 - len(chain.values)
    if more > max(entry.rows, 1):
        raise Broken
    chain.values = np.vstack([chain.values, np.zeros((more, len(_FIELDS)), np.int64)])
    for column, pairs in numbers:
        chain.values[pairs[:, 0], column] = pairs[:, 1]
    for name, column_texts in texts.items():
        chain.texts[name] += [""] * more
        for row, text in column_texts:
            if not 0 <= row <= highest:
                raise Broken
            chain.texts[name][row] = text


def _pairs(text: str) -> Integers:
    """``41:1250000 42:5`` as rows of two, (n, 2)."""
    numbers = np.fromstring(text.replace(":", " "), np.int64, sep=" ") if not text.translate(_NO_FIGURES) else None
    if numbers is None or not len(numbers) or len(numbers) != 2 * text.count(":") or numbers[::2].min() < 0:
        raise Broken
    return numbers.reshape(-1, 2)


def _whole(text: str) -> int:
    if text.isdecimal() and len(text) < 18:
        return int(text)
    if not re.fullmatch(r"-?\d{1,18}", text):
        raise Broken
    return int(text)


def _state_of(chain: _Chain, name: str = "", year: int = 0, closed: int = 0) -> tuple[Moment, Integers]:
    """The rows that are there, and the chain's line of each."""
    lines = np.flatnonzero(chain.values[:, 0] == 1)
    values = chain.values[lines]

    def column(of: str) -> Integers:
        return np.ascontiguousarray(values[:, _AT[of]])

    named: list[tuple[str, ...]] = []
    for of, among in zip(_NAMED, _LISTS, strict=True):
        codes, texts = column(of), chain.lists[among]
        if len(codes) and not 0 <= codes.min() <= codes.max() < len(texts):
            raise Broken
        named.append(tuple(texts[code] for code in codes.tolist()))
    side = Side(
        present=np.ones(len(lines), bool),
        computable=column("beregnes") == 1,
        rate=column("takst"),
        quantity=column("mængde"),
        unit=column("enhed"),
        start=_dates(column("start")),
        stop=_dates(column("stop")),
        rule=column("periodisering"),
        vat=column("moms"),
        probability=column("sandsynlighed"),
        planned=values[:, _FIRST_MONTH : _FIRST_MONTH + 12],
        booked=values[:, _FIRST_MONTH + 12 :],
        closed=closed,
    )
    numbers, people = (tuple(chain.texts[of][line] for line in lines.tolist()) for of in _TEXTS)
    unplaced, nobody, pools = (dict(chain.sums.get(of, {})) for of in _SUMS)
    said = {of: dict(sums) for of in SAID if (sums := chain.sums.get(of))}
    moment = Moment(name, year, numbers, people, named[0], named[1], side, unplaced, nobody, pools, said=said)
    return moment, lines


def _state(entry: HistoryEntry, chain: _Chain) -> Moment:
    state, _ = _state_of(chain, entry.name, entry.year, entry.closed)
    if (len(state), state.result, state.realised) != (entry.rows, entry.result, entry.realised):
        raise Broken
    return state


# From the sheet to entries.


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
                fault = _NAME
            sealed |= _SEAL.fullmatch(entry.check) is not None
        if fault is not None:
            entry = replace(entry, fault=fault, raw=tuple(values))
            kind = Kind.HISTORY_BASE if fault == _NAME else Kind.HISTORY
            problems.append(
                Problem(
                    kind,
                    entry.name,
                    ROLE,
                    grid.sheet,
                    row,
                    area.left + fault,
                    clean(values[_NAME])[:40],
                    detail=DATA if fault == _DATA else "",
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
            yield values, _entry(values, row)


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
            for at, text in ((_CHECK, made.check), (_DATA, made.cells[0])):
                blocks.append(Block(after.sheet, entry.row, area.left + at, ((text,),)))
    return tuple(blocks)


def _entry(values: Sequence[Value], row: int) -> HistoryEntry:
    faults: list[int] = []

    def whole(at: int, low: int, high: int) -> int:
        value = values[at]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            faults.append(at)
            return low
        return int(value)

    def ore(at: int) -> int:
        value = values[at]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 10**13:
            faults.append(at)
            return 0
        return round(value * 100)

    values = [*values, *(None,) * (_WIDTH - len(values))]
    cells = tuple(value for value in values[_DATA:] if isinstance(value, str) and value)
    if not cells or not all(value is None or isinstance(value, str) for value in values[_DATA:]):
        faults.append(_DATA)
    return HistoryEntry(
        name=clean(values[_NAME]),
        kind=clean(values[_KIND]),
        year=whole(_YEAR, 2000, 2100),
        date=clean(values[_DATE]),
        closed=whole(_CLOSED, 0, 12),
        result=ore(_RESULT),
        realised=ore(_REALISED),
        ledger=None if is_blank(values[_LEDGER]) else ore(_LEDGER),
        note=clean(values[_NOTE]),
        before=whole(_BEFORE, 0, 12),
        rows=whole(_ROWS, 0, 1_048_576),
        settings=clean(values[_SETTINGS]),
        check=clean(values[_CHECK]),
        cells=cells,
        row=row,
        fault=faults[0] if faults else None,
    )

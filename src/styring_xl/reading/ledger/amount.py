"""Amounts as ledgers write them, a column at a time: digits first, and what the separators mean when all are seen.

A column is read in one way. ``1.234`` alone may be a thousand or a fraction; then the file is refused, not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from styring_xl.cells import column as kinds
from styring_xl.cells.column import CellColumn
from styring_xl.danish.text import Unreadable, read_amount
from styring_xl.errors import StyringError
from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.kroner import from_kroner, round_div

EMPTY: Final = 0
FIGURES: Final = 1
"""Digits with or without separators and a sign, understood as soon as the decimal mark is known."""
NUMBER: Final = 2
"""A number already, as spreadsheets have it."""
OTHER: Final = 3
"""Some other text: read one by one."""
_WIDEST: Final = 24
_SLICE: Final = 1 << 15
"""So many fields are looked at together: what is counted of them then stays close to the processor."""
_TENS: Final = 10 ** np.minimum(np.arange(_WIDEST + 1), 18)
"""Of so many decimals what their digits are parts of; no amount that counts has as many as eighteen."""
_LARGEST: Final = 10**15

COMMA: Final = ","
POINT: Final = "."
_NO_FIGURE: Final[tuple[Any, ...]] = (np.int64(0), np.uint8(0), np.bool_(False))
_COMMA, _POINT, _SPACE = ord(COMMA), ord(POINT), ord(" ")
MARK_NAMES: Final = {COMMA: "decimalkomma", POINT: "decimalpunktum", "": "hele tal"}


class Amounts(Struct, frozen=True, eq=False):
    """A column of amounts before their separators are understood; arrays of length n.

    ``digits`` is all digits as one whole number with its sign, ``after`` the digits behind the last separator,
    ``last`` that separator (0 none, else its character code), ``mixed`` whether both separators stand there,
    ``several`` whether one of a kind stands there more than once, ``long`` whether more than three digits stand before
    the first. ``numbers`` holds NUMBER cells in kroner, ``others``
    the texts of OTHER cells by row.
    """

    state: npt.NDArray[np.uint8]
    digits: Integers
    after: npt.NDArray[np.uint8]
    last: npt.NDArray[np.uint8]
    mixed: Flags
    several: Flags
    long: Flags
    numbers: Floats
    others: dict[int, str]

    def __len__(self) -> int:
        return len(self.state)

    @classmethod
    def joined(cls, parts: Sequence[Amounts]) -> Amounts:
        """Several pieces of a column as one."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return parse_strings([])
        others: dict[int, str] = {}
        before = 0
        for part in parts:
            others.update({row + before: text for row, text in part.others.items()})
            before += len(part)
        return cls(
            np.concatenate([part.state for part in parts]),
            np.concatenate([part.digits for part in parts]),
            np.concatenate([part.after for part in parts]),
            np.concatenate([part.last for part in parts]),
            np.concatenate([part.mixed for part in parts]),
            np.concatenate([part.several for part in parts]),
            np.concatenate([part.long for part in parts]),
            np.concatenate([part.numbers for part in parts]),
            others,
        )

    def mark(self) -> str | None:
        """The decimal mark the column shows: ``,`` or ``.``, nothing when it has only whole numbers.

        None when it cannot be told: figures that speak for both, or only such as ``1.234``.
        """
        figures = (self.state == FIGURES) & (self.last > 0)
        if not figures.any():
            return ""
        said = set()
        for mark, other in ((COMMA, POINT), (POINT, COMMA)):
            # Not three digits behind it, or the other separator before it: a decimal mark. Twice: thousands.
            decimal = figures & (self.last == ord(mark)) & ((self.after != 3) | self.mixed | self.long) & ~self.several
            thousands = figures & (self.last == ord(other)) & self.several
            if decimal.any() or thousands.any():
                said.add(mark)
        return said.pop() if len(said) == 1 else None

    def ore(self, mark: str | None, unit: int = 100) -> tuple[Integers, npt.NDArray[np.int8]]:
        """Øre (n,) and whether each was read (1), was empty (0) or cannot be (-1).

        mark: the decimal mark, None when the column does not tell: then figures are Danish, and ``31,000``, which may
        be thirty-one or thirty-one thousand, cannot be read. unit: øre to one of the figures (100: kroner, 1: øre).
        """
        state = np.zeros(len(self), np.int8)
        ore = np.zeros(len(self), np.int64)
        for first in range(0, len(self), _SLICE):
            part = slice(first, first + _SLICE)
            if (self.state[part] == FIGURES).any():
                self._read_figures(part, ore[part], state[part], mark, unit)
            number, kroner = self.state[part] == NUMBER, self.numbers[part]
            sound = number & np.isfinite(kroner) & (np.abs(kroner) < 1e13)
            ore[part][sound] = from_kroner(kroner[sound] * (unit / 100))
            state[part][sound] = 1
            state[part][number & ~sound] = -1
        known: dict[str, int | None] = {}
        for row, text in self.others.items():
            if text not in known:
                known[text] = _one(text, mark, unit)
            found = known[text]
            state[row] = -1 if found is None else 1
            ore[row] = found or 0
        return ore, state

    def _read_figures(
        self, part: slice, ore: Integers, state: npt.NDArray[np.int8], mark: str | None, unit: int
    ) -> None:
        """The same of those of some cells that are figures, put where they belong."""
        digits, after, last = self.digits[part], self.after[part], self.last[part]
        mixed, several = self.mixed[part], self.several[part]
        doubtful = (last == ord(COMMA)) & (after == 3) & ~mixed if mark is None else None
        figures = self.state[part] == FIGURES
        decimal = figures & (last == ord(mark or COMMA))
        grouped = figures & (last > 0) & ~decimal
        fine = figures & ~((decimal & several) | (grouped & ((after != 3) | mixed | self.long[part])))
        if doubtful is not None:
            fine &= ~doubtful
        state[figures] = -1
        state[fine] = 1
        # Up to two decimals of kroner are whole øre: no amount of most files is divided.
        whole = np.array([0 if unit % ten else unit // ten for ten in _TENS.tolist()])[after]
        whole[~decimal] = unit
        np.multiply(digits, whole, out=ore, where=fine)
        parted = fine & (whole == 0)
        if parted.any():
            ore[parted] = round_div(digits[parted] * unit, _TENS[after[parted]])


def _one(text: str, mark: str | None, unit: int) -> int | None:
    """An amount with words about it, such as ``kr. 1.234,50-``."""
    if mark == POINT:
        text = text.translate(str.maketrans(",.", ".,"))
    try:
        found = read_amount(text)
    except Unreadable:
        return None
    return None if found is None else round_div(found * unit, 100)


def parse_strings(texts: Sequence[str]) -> Amounts:
    """Texts (n,) as amounts."""
    raw = [text.encode() for text in texts]
    length = np.array([len(each) for each in raw], np.int64)
    end = np.cumsum(length)
    return parse_bytes(np.frombuffer(b"".join(raw) or b"\0", np.uint8), end - length, end, encoding="utf-8")


def parse_bytes(chunk: npt.NDArray[np.uint8], start: Integers, end: Integers, *, encoding: str) -> Amounts:
    """Fields (n,) of a file, from ``start`` to ``end``, as amounts."""
    parts = [
        _parse_bytes(chunk, start[at : at + _SLICE], end[at : at + _SLICE], encoding)
        for at in range(0, len(start), _SLICE)
    ]
    return Amounts.joined(parts or [_parse_bytes(chunk, start, end, encoding)])


def _parse_bytes(chunk: npt.NDArray[np.uint8], start: Integers, end: Integers, encoding: str) -> Amounts:
    start, length = _without_blanks(chunk, start, end)
    spelled = _spelled(chunk, start, length)
    commas, points, digits = spelled.commas, spelled.points, spelled.digits
    both = (commas > 0) & (points > 0)
    # 1,234.567,8 has a decimal mark in the middle of thousands.
    last_count = np.where(spelled.last == _COMMA, commas, points)
    odd = spelled.odd | (both & (last_count > 1)) | (spelled.long & (commas + points > 1))
    odd |= (spelled.seen == 0) | (spelled.seen > 15) | (digits > _LARGEST)
    state = np.where(length <= 0, np.uint8(EMPTY), np.where(odd, np.uint8(OTHER), np.uint8(FIGURES)))
    others = {
        row: chunk[int(start[row]) : int(start[row] + length[row])].tobytes().decode(encoding, "replace")
        for row in np.flatnonzero(state == OTHER).tolist()
    }
    return Amounts(
        state,
        np.negative(digits, out=digits, where=spelled.minus),
        np.where(spelled.last > 0, spelled.since, np.uint8(0)),
        spelled.last,
        both,
        last_count > 1,
        spelled.long,
        np.zeros(len(start)),
        others,
    )


def _without_blanks(chunk: npt.NDArray[np.uint8], start: Integers, end: Integers) -> tuple[Integers, Integers]:
    """Starts and lengths (n,) without up to four spaces at each end, of which fixed-width extracts have many."""
    length = end - start
    if not (len(start) and (chunk[start.min() : end.max()] == _SPACE).any()):
        return start, length
    last_byte = len(chunk) - 1
    for _ in range(4):
        blank = (length > 0) & (chunk[np.minimum(start, last_byte)] == _SPACE)
        start, length = start + blank, length - blank
        blank = (length > 0) & (chunk[np.maximum(np.minimum(start + length - 1, last_byte), 0)] == _SPACE)
        length = length - blank
    return start, length


class _Spelled(Struct, eq=False):
    """How fields are spelled, (n,) each: the digits as one number, how many there are (``seen``) and how many since the
    last separator (``since``, all where there is none), that separator's byte or 0, how many commas and points, whether
    a minus stands there, whether more than three digits stand before the first separator (``long``), and whether
    something no amount has (``odd``)."""

    digits: Integers
    seen: npt.NDArray[np.uint8]
    since: npt.NDArray[np.uint8]
    last: npt.NDArray[np.uint8]
    commas: npt.NDArray[np.uint8]
    points: npt.NDArray[np.uint8]
    minus: Flags
    long: Flags
    odd: Flags


def _spelled(chunk: npt.NDArray[np.uint8], start: Integers, length: Integers) -> _Spelled:
    """The bytes of all fields, taken place by place: the first of each, then the second of each.

    No field that counts is longer than ``_WIDEST``, so all counts are bytes, of which a processor takes dozens at once.
    """
    n = len(start)
    digits = np.zeros(n, np.int64)
    seen, since, commas, points, last = (np.zeros(n, np.uint8) for _ in range(5))
    minus, plus, long = (np.zeros(n, bool) for _ in range(3))
    odd = length > _WIDEST
    within = np.where(odd, 0, length).astype(np.uint8)
    for at, place in enumerate(_places(chunk, start, length, int(within.max(initial=0)))):
        live = within > at
        byte = place * live
        figure = byte - np.uint8(48)
        is_digit = figure <= 9
        digits = np.where(is_digit, digits * 10 + figure, digits)
        seen += is_digit
        since += is_digit
        if (is_digit == live).all():
            continue
        known = is_digit
        for mark, count in ((_COMMA, commas), (_POINT, points)):
            here = byte == mark
            if not here.any():
                continue
            # Thousands stand in threes between two separators.
            odd |= here & (last > 0) & (since != 3)
            long |= here & (last == 0) & (seen > 3)
            count += here
            last[here] = mark
            since[here] = 0
            known = known | here
        sign = (byte == 45) | (byte == 43)
        if sign.any():
            odd |= sign & ~((at == 0) | (at == within - 1))
            odd |= sign & (minus | plus)
            # »31.000,-« is Danish for no øre and no minus.
            odd |= sign & (last > 0) & (since == 0)
            minus |= byte == 45
            plus |= byte == 43
            known = known | sign
        odd |= live & ~known
    return _Spelled(digits, seen, since, last, commas, points, minus, long, odd)


def _places(chunk: npt.NDArray[np.uint8], start: Integers, length: Integers, width: int) -> npt.NDArray[np.uint8]:
    """The first ``width`` bytes of fields (n,) as (width, n): what stands after a field's end is nobody's."""
    if not width:
        return np.zeros((0, len(start)), np.uint8)
    if len(chunk) < width:
        chunk = np.concatenate((chunk, np.zeros(width, np.uint8)))
    windows = np.lib.stride_tricks.sliding_window_view(chunk, width)
    found = windows[np.minimum(start, len(windows) - 1)]
    for row in np.flatnonzero((start >= len(windows)) & (length > 0)).tolist():
        rest = chunk[start[row] :]
        found[row, : len(rest)] = rest
    return np.ascontiguousarray(found.T)


def of_cells(cells: CellColumn) -> Amounts:
    """A sheet's cells as amounts: numbers as they are, texts as in a file, anything else unreadable."""
    numbers, texts = cells.kinds == kinds.NUMBER, cells.kinds == kinds.TEXT
    strange = np.isin(cells.kinds, (kinds.DATE, kinds.BOOL, kinds.ERROR))
    state = np.zeros(len(cells), np.uint8)
    state[numbers], state[strange] = NUMBER, OTHER
    kroner = np.where(numbers, cells.numbers, 0.0) if strange.any() else cells.numbers
    others = dict.fromkeys(np.flatnonzero(strange).tolist(), "?")
    if not texts.any():
        # What is told of figures takes no room where there are none.
        none, no_count, no_flag = (np.broadcast_to(nothing, len(cells)) for nothing in _NO_FIGURE)
        return Amounts(state, none, no_count, no_count, no_flag, no_flag, no_flag, kroner, others)
    read = parse_strings(cells.strings)
    at = cells.codes[texts]
    state[texts] = read.state[at]
    odd = np.flatnonzero(texts & (state == OTHER))
    others |= {row: read.others[code] for row, code in zip(odd.tolist(), cells.codes[odd].tolist(), strict=True)}

    def spread(told: npt.NDArray[Any]) -> npt.NDArray[Any]:
        whole = np.zeros(len(cells), told.dtype)
        whole[texts] = told[at]
        return whole

    return Amounts(
        state,
        spread(read.digits),
        spread(read.after),
        spread(read.last),
        spread(read.mixed),
        spread(read.several),
        spread(read.long),
        kroner,
        others,
    )


def of_sheet(columns: Sequence[Amounts]) -> str | None:
    """The decimal mark of the texts among a sheet's amounts: what they prove, else a comma; None when they could be
    read in two ways."""
    marks = {mark for column in columns if (mark := column.mark()) != ""}
    return "," if not marks else marks.pop() if len(marks) == 1 else None


def decide(columns: Sequence[Amounts], stated: str | None) -> str:
    """The decimal mark of a file's amounts. Raises StyringError when it cannot be told and nobody stated it."""
    if stated is not None:
        return stated
    marks = [column.mark() for column in columns]
    said = {mark for mark in marks if mark}
    if len(said) == 1:
        return said.pop()
    if not said and None not in marks:
        return ""
    raise StyringError(
        "Beløbenes decimaltegn kan ikke afgøres: der står enten begge dele eller kun tal som 1.234, der kan være både "
        "tusinder og decimaler. Hent udtrækket igen med to decimaler i alle beløb, eller angiv tegnet på "
        'kommandolinjen: --decimal "," eller --decimal ".".'
    )

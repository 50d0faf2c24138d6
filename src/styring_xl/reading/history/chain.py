"""What the data of *Historik*'s rows tell: a moment written as the difference from the rows above it, and read back.

``takst+ 41:1250000 900 3:7`` are rates, in øre, of the rows that were the 42nd, 43rd and 47th ever seen here: a number
before a colon is how many rows are passed over, and what follows without one is the next row's. ``disp07+`` is what
July was expected to cost, as what it is more than June, and ``real03+`` what March did cost, as what it is more than
was expected: most of these are small or nothing, so that five years of closings are opened at once. Rows of earlier
editions have each figure as it is, after the number of its row: ``takst 41:1250000 42:900``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from styring_xl.cells.cell import MAX_ROW
from styring_xl.model.arrays import Dates, Integers
from styring_xl.model.bridge import Side
from styring_xl.reading.history import words
from styring_xl.reading.history.entry import HistoryEntry
from styring_xl.reading.history.moment import SAID, Moment, match

_LONGEST: Final = 8_000
"""Characters in a cell; Excel takes no longer texts when a program writes many cells at once."""
_FLAGS: Final = ("med", "beregnes")
_NAMED: Final = ("foranstaltning", "leverandør")
_TERMS: Final = ("takst", "enhed", "mængde", "start", "stop", "periodisering", "moms", "sandsynlighed")
_MONTHS: Final = tuple(f"{kind}{month:02d}" for kind in ("disp", "real") for month in range(1, 13))
_FIELDS: Final = (*_FLAGS, *_NAMED, *_TERMS, *_MONTHS)
_AT: Final = {name: at for at, name in enumerate(_FIELDS)}
_FIRST_MONTH: Final = _AT["disp01"]
_FIRST_BOOKED: Final = _AT["real01"]
_STEPS: Final = "+"
"""Ends the name of a field whose rows are told by how many are passed over, and whose months by another month."""
_TEXTS: Final = ("nr", "cpr")
_LISTS: Final = ("foranstaltninger", "leverandører")
_SUMS: Final = ("udisponeret", "uperson", "puljer")
_SHORT: Final = 18
"""A number of fewer digits fits in 64 bits."""
_NO_DIGITS: Final = str.maketrans("", "", "0123456789-")
_NO_FIGURES: Final = str.maketrans("", "", "0123456789: -")


FIGURES: Final = _FIELDS
"""What a data cell that holds nothing but figures begins with."""
SUMS: Final = (*_SUMS, *SAID)
"""What one begins with that holds names and after each a sum in øre."""


class Broken(ValueError):
    """The data of a row cannot be read."""


class Chain(Struct):
    """Everything told up to a row of *Historik*.

    ``values`` (lines, fields): a line for each row of the disposition ever seen, by ``_FIELDS``; in memory by field, as
    they are told. ``texts``: the number and the citizen of each line. ``lists``: the measures and suppliers that
    ``values`` number. ``sums``: øre by measure.
    """

    values: Integers
    texts: dict[str, list[str]]
    lists: dict[str, list[str]]
    sums: dict[str, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> Chain:
        """Before the first row, or a row that tells all."""
        return cls(
            np.zeros((0, len(_FIELDS)), np.int64, "F"), {name: [] for name in _TEXTS}, {name: [""] for name in _LISTS}
        )


def told_cells(chain: Chain, moment: Moment) -> Iterator[str]:
    """The data cells of a moment: what it says that the chain does not, each cell of one field."""
    rows, lines = rows_of(chain)
    found = match(rows, moment)
    count = len(chain.values)
    serial = np.where(found >= 0, lines[found] if len(lines) else 0, 0)
    fresh = np.flatnonzero(found < 0)
    serial[fresh] = count + np.arange(len(fresh))

    for name, texts in zip(_LISTS, (moment.measure, moment.supplier), strict=True):
        have = chain.lists[name]
        new = [text for text in dict.fromkeys(texts) if text not in set(have)]
        yield from _cells(name, [f"{at}={text}" for at, text in enumerate(new, len(have))], "|")
        chain.lists[name] = [*have, *new]

    after = np.zeros((count + len(fresh), len(_FIELDS)), np.int64)
    after[serial] = _matrix(moment, chain.lists)
    before = np.zeros_like(after)
    before[:count] = chain.values
    # Of a row that is gone only that is told, not that its figures are 0 now.
    gone = np.flatnonzero(after[:, 0] == 0)
    after[gone, 1:] = before[gone, 1:]

    for name, texts in zip(_TEXTS, (moment.id, moment.cpr), strict=True):
        had = [*chain.texts[name], *[""] * len(fresh)]
        pairs = sorted((at, text) for at, text in zip(serial.tolist(), texts, strict=True) if had[at] != text)
        yield from _cells(name, [f"{at}={text}" for at, text in pairs], "|")
    for at, name in enumerate(_FIELDS):
        changed = np.flatnonzero(after[:, at] != before[:, at])
        yield from _cells(name + _STEPS, _steps(changed, after[changed, at] - _told_from(after, changed, at)), " ")
    kept = dict(zip(_SUMS, (moment.unplaced, moment.nobody, moment.pools), strict=True)) | dict(moment.said)
    for name, sums in kept.items():
        yield from _cells(name, [f"{text}={ore}" for text, ore in sums.items()], "|")


def _told_from(values: Integers, lines: slice | Integers, at: int) -> Integers | int:
    """What a field's figures are told as the difference from: a booked month from what was expected of it, an expected
    one from the month before; nothing for others. int64, one for each of the lines."""
    if at <= _FIRST_MONTH:
        return 0
    base: Integers = values[lines, at - 12 if at >= _FIRST_BOOKED else at - 1]
    return base


def _steps(lines: Integers, values: Integers) -> list[str]:
    """The values of some lines, with how many lines are passed over before those that do not follow the one before."""
    texts = list(map(str, values.tolist()))
    passed = np.diff(lines, prepend=-1) - 1
    for at in np.flatnonzero(passed).tolist():
        texts[at] = f"{passed[at]}:{texts[at]}"
    return texts


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


def _matrix(moment: Moment, names: Mapping[str, list[str]]) -> Integers:
    side = moment.side
    columns: list[npt.ArrayLike] = [side.present, side.computable]
    for texts, known in zip((moment.measure, moment.supplier), names.values(), strict=True):
        codes = {text: at for at, text in enumerate(known)}
        columns.append([codes[text] for text in texts])
    columns += [side.rate, side.unit, side.quantity, _days(side.start), _days(side.stop), side.rule, side.vat]
    columns += [side.probability, *side.planned.T, *side.booked.T]
    return np.array([np.asarray(column, np.int64) for column in columns], np.int64).reshape(len(_FIELDS), -1).T


def _days(days: Dates) -> Integers:
    """Dates as whole numbers such as 20261231, 0 for a missing one."""
    none = np.isnat(days)
    safe = np.where(none, np.datetime64("1970-01-01"), days).astype("datetime64[D]")
    months = safe.astype("datetime64[M]").astype(np.int64)
    day = (safe - safe.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    return np.where(none, 0, (months // 12 + 1970) * 10_000 + (months % 12 + 1) * 100 + day)


def apply(chain: Chain, entry: HistoryEntry) -> None:
    """Add to the chain what an entry tells. Raises Broken for data that cannot be read."""
    numbers: list[tuple[int, Integers]] = []
    steps: dict[int, list[str]] = {}
    texts: dict[str, list[str]] = {name: [] for name in _TEXTS}
    chain.sums = {name: {} for name in SUMS}
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
        if name.endswith(_STEPS) and name[:-1] in _AT:
            steps.setdefault(_AT[name[:-1]], []).append(body)
            continue
        if name in texts:
            texts[name].append(body)
            continue
        for part in body.split("|"):
            if name in chain.sums:
                text, _, amount = part.rpartition("=")
                chain.sums[name][text] = _whole(amount)
                continue
            at, _, text = part.partition("=")
            if name not in chain.lists or _whole(at) != len(chain.lists[name]):
                raise Broken
            chain.lists[name].append(text)
    stepped = [(column, *_lines(" ".join(bodies))) for column, bodies in sorted(steps.items())]
    highest = max((highest, *(int(lines[-1]) for _, lines, _ in stepped)))
    more = highest + 1 - len(chain.values)
    if more > max(entry.rows, 1):
        raise Broken
    if more:
        had = chain.values
        chain.values = np.zeros((highest + 1, len(_FIELDS)), np.int64, "F")
        chain.values[: len(had)] = had
    for column, pairs in numbers:
        chain.values[pairs[:, 0], column] = pairs[:, 1]
    for column, lines, values in stepped:
        first, last = int(lines[0]), int(lines[-1])
        rows = slice(first, last + 1) if last - first == len(lines) - 1 else lines
        chain.values[rows, column] = values + _told_from(chain.values, rows, column)
    for name, bodies in texts.items():
        chain.texts[name] += [""] * more
        if bodies:
            _write(chain.texts[name], *_numbered("|".join(bodies)))


def _write(column: list[str], lines: Integers, texts: list[str]) -> None:
    """Put the texts in their lines of a column, the last of two in the same line."""
    if not 0 <= lines.min() <= lines.max() < len(column):
        raise Broken
    first = int(lines[0])
    if (lines == np.arange(first, first + len(lines))).all():
        column[first : first + len(lines)] = texts
        return
    for line, text in zip(lines.tolist(), texts, strict=True):
        column[line] = text


def _numbered(body: str) -> tuple[Integers, list[str]]:
    """``41=610180-0001|42=`` as lines (n,) and their texts."""
    signs = np.frombuffer(body.encode("utf-8", "surrogatepass"), np.uint8)
    equals = signs[(signs == ord("=")) | (signs == ord("|"))] == ord("=")
    if len(equals) % 2 and equals[::2].all() and not equals[1::2].any():
        # No text has a sign that stands between others.
        parts = body.replace("|", "=").split("=")
        places, texts = parts[::2], parts[1::2]
    else:
        pairs = [part.partition("=") for part in body.split("|")]
        places, texts = [at for at, _, _ in pairs], [text for _, _, text in pairs]
    told = "".join(places)
    if all(places) and told.isascii() and told.isdecimal() and max(map(len, places)) < _SHORT:
        return np.fromstring(" ".join(places), np.int64, sep=" "), texts
    return np.array([*map(_whole, places)], np.int64), texts


def _pairs(text: str) -> Integers:
    """``41:1250000 42:5`` as rows of two, (n, 2)."""
    numbers = np.fromstring(text.replace(":", " "), np.int64, sep=" ") if not text.translate(_NO_FIGURES) else None
    if numbers is None or not len(numbers) or len(numbers) != 2 * text.count(":") or numbers[::2].min() < 0:
        raise Broken
    return numbers.reshape(-1, 2)


def _lines(text: str) -> tuple[Integers, Integers]:
    """``41:1250000 900`` as the lines, which rise, and their values, each (n,)."""
    between = np.frombuffer(text.translate(_NO_DIGITS).encode("utf-8", "surrogatepass"), np.uint8)
    before_colon = between == ord(":")
    if not (before_colon | (between == ord(" "))).all():
        raise Broken
    numbers = np.fromstring(text.replace(":", " "), np.int64, sep=" ")
    if len(numbers) != len(between) + 1 or (before_colon[1:] & before_colon[:-1]).any():
        raise Broken
    steps = np.flatnonzero(before_colon)
    if not len(steps):
        return np.arange(len(numbers)), numbers
    over = numbers[steps]
    if over.min() < 0 or over.max() > MAX_ROW:
        raise Broken
    values = np.delete(numbers, steps)
    passed = np.zeros(len(values), np.int64)
    passed[steps - np.arange(len(steps))] = over
    return np.cumsum(passed + 1) - 1, values


def _whole(text: str) -> int:
    if text.isdecimal() and len(text) < _SHORT:
        return int(text)
    if not re.fullmatch(r"-?\d{1,18}", text):
        raise Broken
    return int(text)


def moment_of(entry: HistoryEntry, chain: Chain) -> Moment:
    """What the workbook said at an entry. Raises Broken when the rows do not come to the entry's own sums."""
    moment, _ = rows_of(chain, entry.name, entry.year, entry.closed)
    if (len(moment), moment.result, moment.realised) != (entry.rows, entry.result, entry.realised):
        raise Broken
    return moment


def rows_of(chain: Chain, name: str = "", year: int = 0, closed: int = 0) -> tuple[Moment, Integers]:
    """The rows that are there now, and the chain's line of each (n,). Raises Broken."""
    lines = np.flatnonzero(chain.values[:, 0] == 1)
    values = chain.values[lines]

    def column(of: str) -> Integers:
        return np.ascontiguousarray(values[:, _AT[of]])

    named: list[tuple[str, ...]] = []
    for of, among in zip(_NAMED, _LISTS, strict=True):
        codes, texts = column(of), chain.lists[among]
        if len(codes) and not 0 <= codes.min() <= codes.max() < len(texts):
            raise Broken
        named.append(tuple(map(texts.__getitem__, codes.tolist())))
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
    numbers, people = (tuple(map(chain.texts[of].__getitem__, lines.tolist())) for of in _TEXTS)
    unplaced, nobody, pools = (dict(chain.sums.get(of, {})) for of in _SUMS)
    said = {of: dict(sums) for of in SAID if (sums := chain.sums.get(of))}
    moment = Moment(name, year, numbers, people, named[0], named[1], side, unplaced, nobody, pools, said=said)
    return moment, lines


def _dates(numbers: Integers) -> Dates:
    years, months, days = numbers // 10_000, numbers // 100 % 100, numbers % 100
    if not ((numbers == 0) | ((months >= 1) & (months <= 12) & (days >= 1) & (days <= 31) & (years < 10_000))).all():
        raise Broken
    first = ((years - 1970) * 12 + months - 1).astype("datetime64[M]").astype("datetime64[D]")
    return np.where(numbers == 0, np.datetime64("NaT", "D"), first + (days - 1).astype("timedelta64[D]"))

"""The results of a formula filled down into new rows, learnt from the rows above, as no program has computed them yet.

A formula that looks only at cells of its own row (and at fixed ones elsewhere) gives the same where those cells are the
same; one that takes the month of a date shows it in every row. What neither rule knows stays without a result, and is
told.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from styring_xl.cells.book import ReadableBook
from styring_xl.cells.cell import Content, Formula, Value, column_number
from styring_xl.cells.formula import moved
from styring_xl.cells.patch import Block
from styring_xl.danish.text import clean, label

_MOST: Final = 5_000
"""So many rows above are looked at."""
_FEWEST: Final = 2
_ELSEWHERE: Final = re.compile(r"(?:'[^']+'|[\w.]+)!\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\"[^\"]*\"")
_CELL: Final = re.compile(r"(?<![\w$.])\$?([A-Z]{1,3})(\$?)(\d+)(?![\w(])")
_ELSEWHEN: Final = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|INDIRECT|OFFSET|ROW)\(", re.IGNORECASE)
"""What depends on more than the cells a formula names: the day, chance, or where it stands."""
_OWN_ROW: Final = re.compile(r"\[\[#This Row\],\s*\[([^\]]+)\]\]|\[@\[?([^\]]+)\]?\]", re.IGNORECASE)

_OF_DATE: Final[tuple[Callable[[dt.date], Value], ...]] = (
    lambda day: day.month,
    lambda day: day.year,
    lambda day: day.year * 100 + day.month,
    lambda day: f"{day.year}-{day.month:02d}",
    lambda day: f"{day.month:02d}-{day.year}",
    lambda day: f"{day.year}{day.month:02d}",
)
"""What people take from a date."""


def results(
    book: ReadableBook, above: Block, column: int, text: str, filled: Mapping[int, Sequence[Content]], count: int
) -> list[Value]:
    """The results of a formula in ``count`` new rows under ``above`` (the rows that stand there, its cells empty).

    ``text`` is the formula as it stands in the last row of ``above``, ``filled`` the new rows' cells by column; None
    where the result is not known.
    """
    last = above.row + above.height - 1
    inputs = _inputs(book, above, last, text)
    if inputs is None:
        return [None] * count
    first = max(above.row, last - _MOST + 1)
    left, right = min((*inputs, column)), max((*inputs, column))
    there = book.contents(Block.of(above.sheet, first, left, ((None,) * (right - left + 1),) * (last - first + 1)))
    seen = [
        (tuple(_value(there.get((row, at))) for at in inputs), content.value)
        for row in range(first, last + 1)
        if isinstance(content := there.get((row, column)), Formula)
        and content.value is not None
        and content.text == moved(text, row - last, 0)
    ]
    rule = _rule(seen)
    cells = [filled.get(at, (None,) * count) for at in inputs]
    return [rule(tuple(_value(values[number]) for values in cells)) for number in range(count)]


def _inputs(book: ReadableBook, above: Block, row: int, text: str) -> list[int] | None:
    """The columns of its own row a formula looks at, None when it looks at other rows or at more than cells."""
    bare = _ELSEWHERE.sub(" ", text)
    if _ELSEWHEN.search(bare):
        return None
    found: list[int] = []
    for letters, fixed, number in _CELL.findall(bare):
        if int(number) == row and not fixed:
            found.append(column_number(letters))
        elif not fixed:
            return None
    named = [one or other for one, other in _OWN_ROW.findall(bare)]
    if named:
        heads = book.contents(replace(above.part(0, 1), row=above.row - 1))
        at = {label(value): column for (_, column), value in heads.items() if isinstance(value, str)}
        if any(label(name) not in at for name in named):
            return None
        found += [at[label(name)] for name in named]
    return sorted({*found})


def _value(content: Content | None) -> Value:
    value = content.value if isinstance(content, Formula) else content
    return value if not isinstance(value, dt.datetime) else value.date()  # type: ignore[return-value]


def _key(values: Sequence[Value]) -> tuple[tuple[type, str], ...]:
    """What makes inputs the same: a number is no text to a look-up."""
    return tuple((str if isinstance(value, str) else float, clean(value).casefold()) for value in values)


def _rule(seen: Sequence[tuple[tuple[Value, ...], Value]]) -> Callable[[tuple[Value, ...]], Value]:
    """What the rows show the formula to do with its inputs; nothing where they contradict each other."""
    known: dict[tuple[tuple[type, str], ...], Value] = {}
    for values, result in seen:
        if known.setdefault(_key(values), result) != result:
            return lambda values: None
    of_date = next(_dates(seen), None)

    def rule(values: tuple[Value, ...]) -> Value:
        if of_date is not None and isinstance(values[0], dt.date):
            return of_date(values[0])
        return known.get(_key(values))

    return rule


def _dates(seen: Sequence[tuple[tuple[Value, ...], Value]]) -> Iterator[Callable[[dt.date], Value]]:
    """What of a date gives every row's result, where several months are among them."""
    pairs = [(values[0], result) for values, result in seen if len(values) == 1 and isinstance(values[0], dt.date)]
    if len(pairs) < len(seen) or len({(day.year, day.month) for day, _ in pairs}) < _FEWEST:
        return
    for take in _OF_DATE:
        if all(take(day) == result for day, result in pairs):
            yield take

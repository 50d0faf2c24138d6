"""Which columns of a header are the months of the year, and which of several such columns is this year's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Value
from styring_xl.danish.text import clean
from styring_xl.reading import header

_YEAR_LONG: Final = 12
_INITIALS: Final = "jfmamjjasond"
_COUNTED: Final = re.compile(r"(\D*)0?([1-9]\d?)(\D*)")
_NO_HEADINGS: Final[Mapping[int, str]] = {}


def off(found: int | None, year: int | None) -> int:
    """How far a header's year is from the wanted one: 0 for the same or none; with none wanted the latest is best."""
    if found is None:
        return 0
    return abs(found - year) if year is not None else 3000 - found


class Months(Struct, frozen=True):
    """Month 1..12 -> column, the one year the headers name, and the columns of other years with their year.

    ``blocks`` is True when a month has several columns; ``doubles`` are pairs of them nobody can choose between.
    ``unsaid`` is the first of twelve columns that are counted like months in words nobody knows, 0 where none are.
    """

    columns: dict[int, int]
    year: int | None
    others: dict[int, int]
    blocks: bool = False
    doubles: tuple[tuple[int, int], ...] = ()
    unsaid: int = 0


def match_months(
    texts: Mapping[int, Value],
    lower: Mapping[int, Value],
    wanted: int | None = None,
    heads: Mapping[int, str] = _NO_HEADINGS,
) -> Months:
    """The column of each month; twelve plain numbers 1..12 or the months' first letters side by side are months too.

    ``heads`` are the headings over blocks of columns, which a row above the months may hold. Of several columns for a
    month the one of the wanted year (else the latest) is taken, expected before booked, and a budget's or last year's
    last. Where two have the same header, neither is used, as it cannot be known which is this year's. A month of
    another year than the wanted is none.
    """
    found: dict[int, list[tuple[tuple[int, int], int, int | None]]] = {}
    others: dict[int, int] = {}
    for column, text in texts.items():
        month = header.read_month(text) or header.read_month(lower.get(column))
        if month is not None:
            over = f"{heads.get(column, '')} {clean(text)}"
            year = month.year or header.read_year(over)
            if year is None and header.says_of(over) == header.Said.LAST_YEAR and wanted is not None:
                year = wanted - 1
            if wanted is not None and year is not None and year != wanted:
                others[column] = year
                continue
            found.setdefault(month.month, []).append(((off(year, wanted), header.says_of(over)), column, year))
    _with_booked(texts, found, wanted)
    best = {month: min(some) for month, some in found.items()}
    doubles = tuple(
        (best[month][1], column)
        for month, some in sorted(found.items())
        for rank, column, _ in some
        if rank == best[month][0] and column != best[month][1]
    )
    unsure = {column for column, _ in doubles}
    columns = {month: one[1] for month, one in best.items() if one[1] not in unsure}
    years = {one[2] for one in best.values() if one[2] is not None}
    unsaid = 0
    if not found and not others:
        columns = _numbered(texts) or _initials(texts)
        unsaid = 0 if columns else _counted(texts)
    blocks = bool(others) or any(len(some) > 1 for some in found.values())
    return Months(columns, years.pop() if len(years) == 1 else None, others, blocks, doubles, unsaid)


def _with_booked(
    texts: Mapping[int, Value],
    found: dict[int, list[tuple[tuple[int, int], int, int | None]]],
    wanted: int | None,
) -> None:
    """»Jan realiseret« among »Apr forventet« is January: adds such months where together they make a whole year."""
    booked = {
        month.month: (column, month.year)
        for column, text in texts.items()
        if (month := header.read_booked_month(text)) is not None and month.year in (None, wanted)
    }
    if found and len(found) + len(booked) == _YEAR_LONG and len({*found, *booked}) == _YEAR_LONG:
        for number, (column, year) in booked.items():
            found[number] = [((off(year, wanted), 0), column, year)]


def _numbered(texts: Mapping[int, Value]) -> dict[int, int]:
    """Twelve numbers 1..12 side by side, as numbers or as texts (»01«)."""
    numbers = {column: int(clean(text)) for column, text in texts.items() if re.fullmatch(r"0?\d|1[0-2]", clean(text))}
    for first in numbers:
        if all(numbers.get(first + step) == step + 1 for step in range(_YEAR_LONG)):
            return {step + 1: first + step for step in range(_YEAR_LONG)}
    return {}


def _initials(texts: Mapping[int, Value]) -> dict[int, int]:
    """Twelve columns side by side that are headed J F M A M J J A S O N D."""
    letters = {column: clean(text).casefold() for column, text in texts.items()}
    for first in letters:
        if all(letters.get(first + step) == letter for step, letter in enumerate(_INITIALS)):
            return {step + 1: first + step for step in range(_YEAR_LONG)}
    return {}


def _counted(texts: Mapping[int, Value]) -> int:
    """The first of twelve columns side by side that are one word with the numbers 1..12, »B01« to »B12«; else 0.

    Only the user knows what such a word means; if it is a budget's months, they must not be written over.
    """
    said = {column: match.groups() for column, text in texts.items() if (match := _COUNTED.fullmatch(clean(text)))}
    for first, (before, _, after) in said.items():
        if all(said.get(first + step) == (before, str(step + 1), after) for step in range(_YEAR_LONG)):
            return first
    return 0

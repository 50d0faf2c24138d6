"""What Excel hands a custom function, turned into arrays: cells, ranges, blanks, text dates, serials, errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from styring_xl.cells.cell import CellError, Value
from styring_xl.danish.citizen import citizen
from styring_xl.danish.part import read_change
from styring_xl.danish.text import (
    OPEN_END,
    Unreadable,
    clean,
    is_blank,
    is_percent,
    label,
    read_amount,
    read_date,
    read_number,
    read_quantity,
    read_share,
    read_start,
    read_stop,
    read_vat_factor,
)
from styring_xl.danish.units import read_rule, read_unit
from styring_xl.model.kroner import from_kroner
from styring_xl.model.rate_unit import RateUnit
from styring_xl.model.scenario import LONGEST_RAMP
from styring_xl.reading.parameters import read_step
from styring_xl.reading.settings import read_closed
from styring_xl.standard.lists.goals import AT_LEAST, AT_MOST

Ints = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]
Kind = TypeVar("Kind", bound=np.generic)

# Excel's error values as COM passes them.
_ERRORS: Final = {
    -2146826281: "#DIV/0!",
    -2146826246: "#N/A",
    -2146826259: "#NAME?",
    -2146826288: "#NULL!",
    -2146826252: "#NUM!",
    -2146826265: "#REF!",
    -2146826273: "#VALUE!",
}
NO_DATE: Final = int(np.iinfo(np.int64).min)
"""What stands for no day among days."""
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_CELL: Final = (1, 1)
"""The shape of an argument that is one cell."""
_REMEMBERED: Final = 8_192
"""Cells' readings that are remembered: the cells of a column mostly say the same unit, year, month and rule."""


class Refused(ValueError):
    """The whole call has no answer; the text is the Danish sentence the cell shows."""


class Argument(Struct, frozen=True):
    """A read argument: three arrays of the argument's own shape (rows, columns).

    ``values`` are whole numbers in the unit of the reader, ``blank`` says which cells hold nothing, ``errors`` holds a
    Danish text where a cell cannot be read and an empty text elsewhere.
    """

    values: Ints
    blank: Flags
    errors: Objects


def cell(value: Any) -> Value:
    """One value as COM gives it, as a cell value: Decimal and whole floats as numbers, error codes as errors."""
    if isinstance(value, float):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return CellError(_ERRORS[value]) if value in _ERRORS else value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if value is None or isinstance(value, (str, bool, dt.date)):
        return value
    return CellError("#VALUE!")


def grid(argument: Any) -> Objects:
    """An argument as a two-dimensional array of what COM gave: a range, an array constant (a row) or one value."""
    if not isinstance(argument, (tuple, list)):
        rows: Sequence[Sequence[Any]] = ((argument,),)
    elif argument and isinstance(argument[0], (tuple, list)):
        rows = argument
    else:
        rows = (argument,)
    result = np.empty((len(rows), len(rows[0])), dtype=object)
    for at, row in enumerate(rows):
        result[at, :] = row
    return result


def _read(argument: Any, what: str, reader: Callable[[Value], int | None], blank: int) -> Argument:
    if not isinstance(argument, (tuple, list)):
        return _read_cell(argument, what, reader, blank)
    cells = grid(argument)
    flat = cells.ravel().tolist()
    values = np.empty(len(flat), dtype=np.int64)
    empty = np.zeros(len(flat), dtype=bool)
    errors = np.full(len(flat), "", dtype=object)
    known: dict[Any, tuple[int, bool, str]] = {}
    for at, raw in enumerate(flat):
        key = (type(raw), raw)
        found = known.get(key)
        if found is None:
            found = known[key] = _one(cell(raw), what, reader, blank)
        values[at], empty[at], errors[at] = found
    shape = cells.shape
    return Argument(values.reshape(shape), empty.reshape(shape), errors.reshape(shape))


@lru_cache(_REMEMBERED, typed=True)
def _read_cell(argument: Any, what: str, reader: Callable[[Value], int | None], blank: int) -> Argument:
    """One cell's argument, read-only; 1, 1.0 and True are three."""
    number, is_empty, error = _one(cell(argument), what, reader, blank)
    text = np.empty(_CELL, dtype=object)
    text[0, 0] = error
    read = Argument(np.array([[number]], np.int64), np.array([[is_empty]]), text)
    for array in (read.values, read.blank, read.errors):
        array.flags.writeable = False
    return read


def _one(value: Value, what: str, reader: Callable[[Value], int | None], blank: int) -> tuple[int, bool, str]:
    if isinstance(value, CellError):
        return blank, False, f"Fejl: {what} er {value.code}"
    try:
        number = reader(value)
    except Unreadable:
        return blank, False, f"Fejl: {what} kan ikke læses"
    return (blank, True, "") if number is None else (number, False, "")


def _day(value: Value, read: Callable[[Value], dt.date | None] = read_date) -> int | None:
    found = read(value)
    return None if found is None else NO_DATE if found == OPEN_END else found.toordinal() - _EPOCH


_START_DAY: Final = partial(_day, read=read_start)
_STOP_DAY: Final = partial(_day, read=read_stop)


@lru_cache
def _whole(low: int, high: int) -> Callable[[Value], int | None]:
    def read(value: Value) -> int | None:
        number = read_number(value)
        if number is None:
            return None
        if number != int(number) or not low <= number <= high:
            raise Unreadable
        return int(number)

    return read


def _month(value: Value) -> int | None:
    if is_blank(value):
        return None
    if isinstance(value, (dt.date, dt.datetime)):
        return value.month
    month = read_closed(value)
    if month == 0:
        raise Unreadable
    return month


def amounts(argument: Any, what: str) -> Argument:
    """Kroner as øre; a blank is 0."""
    if not isinstance(argument, (tuple, list)):
        return _read_cell(argument, what, read_amount, 0)
    cells = grid(argument)
    flat = cells.ravel().tolist()
    if len(flat) > 1 and all(type(value) is float for value in flat):
        # A column of plain numbers is the common case and needs no cell-by-cell reading.
        floats = np.array(flat)
        if np.all(np.abs(floats) < 1e13):
            nothing = np.zeros(cells.shape, dtype=bool)
            return Argument(from_kroner(floats).reshape(cells.shape), nothing, np.full(cells.shape, "", dtype=object))
    return _read(argument, what, read_amount, 0)


def quantities(argument: Any, what: str, blank: int) -> Argument:
    """Numbers as ten-thousandths; a blank is ``blank``."""
    return _read(argument, what, read_quantity, blank)


def numbers(argument: Any, what: str) -> Argument:
    """Any numbers, parts of a whole too (0,65 or 65 %), as millionths."""
    return _read(argument, what, _millionths, 0)


def _millionths(value: Value) -> int | None:
    share = is_percent(value)
    number = read_number(clean(value).rstrip("% ")) if share else read_number(value)
    return None if number is None else round(number * (10_000 if share else 1_000_000))


def directions(argument: Any) -> Argument:
    """*mindst* as 1 and *højst* as -1; a blank is an error."""
    read = _required(words(argument, "retning", (AT_LEAST, AT_MOST)), "retning")
    return Argument(1 - 2 * read.values, read.blank, read.errors)


def words(argument: Any, what: str, known: Sequence[str], blank: int = 0) -> Argument:
    """Words as their places in ``known``; a blank is ``blank``, any other word an error."""

    return _read(argument, what, _place_in(tuple(known)), blank)


@lru_cache
def _place_in(known: tuple[str, ...]) -> Callable[[Value], int | None]:
    def place(value: Value) -> int | None:
        if is_blank(value):
            return None
        try:
            return known.index(label(value))
        except ValueError:
            raise Unreadable from None

    return place


def no_share_of_hours(quantity: Argument, argument: Any, unit: Argument) -> Argument:
    """The quantities, refused where ``argument`` says them in per cent of an hour's rate: of which hours, nobody knows.

    Raises Refused when the two do not fit together.
    """
    if not isinstance(argument, (tuple, list)) and not is_percent(argument):
        return quantity
    share = np.array([is_percent(raw) for raw in grid(argument).ravel()]).reshape(quantity.values.shape)
    if not share.any():
        return quantity
    shape = overlay(share.shape, unit.values.shape)
    values, blank = np.broadcast_to(quantity.values, shape), np.broadcast_to(quantity.blank, shape)
    errors = np.broadcast_to(quantity.errors, shape)
    wrong = np.broadcast_to(share, shape) & (np.broadcast_to(unit.values, shape) == RateUnit.HOUR) & (errors == "")
    return Argument(values, blank, np.where(wrong, "Fejl: mængde kan ikke læses", errors).astype(object))


def vat_factors(argument: Any, blank: int) -> Argument:
    """Momsfaktorer (0,954 or 95,4 %) as ten-thousandths, as in a row of the sheet; a blank is ``blank``."""
    return _read(argument, "momsfaktor", read_vat_factor, blank)


def shares(argument: Any, what: str, blank: int) -> Argument:
    """Shares (0,8 or 80 %) as ten-thousandths, as in a row of the sheet; a blank is ``blank``."""
    return _read(argument, what, read_share, blank)


def changes(argument: Any, what: str) -> Argument:
    """Changes in per cent (-2 % or -0,02), as in a list of the workbook; a whole is 10**12, a blank 0."""
    return _read(argument, what, _change, 0)


def _change(value: Value) -> int | None:
    change = read_change(value)
    return None if change is None else int(change * 10**12)


def ramps(argument: Any) -> Argument:
    """Months over which something comes in; a blank is 1, all of it at once."""
    return _read(argument, "indfasning", _whole(1, LONGEST_RAMP), 1)


def days(argument: Any, what: str) -> Argument:
    """Dates as days since 1970, a blank and any date in year 9999 as not-a-date."""
    return _read(argument, what, _day, NO_DATE)


def start_days(argument: Any) -> Argument:
    """Start dates as ``days``; *maj 2026* is its first day, as in a row of the sheet."""
    return _read(argument, "startdato", _START_DAY, NO_DATE)


def stop_days(argument: Any) -> Argument:
    """Stop dates as ``days``; a word such as *løbende* is no stop, as in a row of the sheet."""
    return _read(argument, "stopdato", _STOP_DAY, NO_DATE)


def units(argument: Any) -> Argument:
    """Rate units as their codes; a blank is *måned*."""
    return _read(argument, "takstenhed", read_unit, 0)


def units_of(argument: Any, size: int) -> Ints:
    """The rate unit of each of ``size`` rows: one for all or one each, *måned* where none is given."""
    if not given(argument):
        return np.full(size, RateUnit.MONTH, np.int64)
    read = units(argument)
    return flat(read, size, "takstenhed") if read.values.size > 1 else np.repeat(flat(read, 1, "takstenhed"), size)


def rules(argument: Any) -> Argument:
    """Periodisering as its code; a blank is *dage*."""
    return _read(argument, "periodisering", read_rule, 0)


def months(argument: Any) -> Argument:
    """Months 1..12 from numbers, names or dates. A blank is an error: nobody means month 0."""
    return _required(_read(argument, "måned", _month, 1), "måned")


def steps(argument: Any) -> Argument:
    """Steps of the indsatstrappe 0..9; a blank is −1, no step."""
    return _read(argument, "trin", read_step, -1)


def _any(flags: Flags) -> bool:
    """Whether one of the cells is so; NumPy takes long to ask it of a cell alone."""
    return bool(flags[0, 0] if flags.shape == _CELL else flags.any())


def _required(read: Argument, what: str) -> Argument:
    if not _any(read.blank):
        return read
    errors = np.where(read.blank, f"Fejl: {what} mangler", read.errors).astype(object)
    return Argument(read.values, np.zeros_like(read.blank), errors)


def needed(read: Argument, what: str, unless: Argument | None = None) -> Argument:
    """The same argument, where a blank is an error unless the other argument is blank there too.

    Raises Refused when the two do not fit together.
    """
    if unless is None or not _any(read.blank):
        return _required(read, what)
    shape = overlay(read.blank.shape, unless.blank.shape)
    values, errors = _over(read.values, shape), _over(read.errors, shape)
    blank, other = _over(read.blank, shape), _over(unless.blank, shape)
    return Argument(values, blank & other, np.where(blank & ~other, f"Fejl: {what} mangler", errors).astype(object))


def one_whole(argument: Any, what: str, low: int, high: int) -> int:
    """One whole number that holds for the whole call. Raises Refused when it is missing or not one such number."""
    if not isinstance(argument, (tuple, list)):
        return _one_whole_cell(argument, what, low, high)
    return _the_whole(argument, what, low, high)


@lru_cache(_REMEMBERED, typed=True)
def _one_whole_cell(argument: Any, what: str, low: int, high: int) -> int:
    return _the_whole(argument, what, low, high)


def _the_whole(argument: Any, what: str, low: int, high: int) -> int:
    read = _required(_read(argument, what, _whole(low, high), low), what)
    if read.values.size != 1:
        raise Refused(f"Fejl: {what} skal være én celle")
    if read.errors[0, 0]:
        raise Refused(read.errors[0, 0])
    return int(read.values[0, 0])


def year(argument: Any) -> int:
    """The calendar year of the call; a date gives its year. Raises Refused outside 1901..2199."""
    if isinstance(argument, (tuple, list)):
        cells = grid(argument)
        if cells.size == 1:
            argument = cells[0, 0]
    if isinstance(argument, dt.date):
        argument = argument.year
    return one_whole(argument, "år", 1901, 2199)


def full_year_rule(argument: Any) -> int:
    """0 for *dage* (and blank), 1 for *måneder*. Raises Refused for anything else."""
    cells = grid(argument)
    text = label(cell(cells[0, 0])) if cells.size == 1 else "?"
    if text in ("", "dage", "dag", "døgn"):
        return 0
    if text in ("måneder", "måned"):
        return 1
    raise Refused("Fejl: regel skal være dage eller måneder")


def citizens(argument: Any) -> list[str]:
    """Citizens, row by row: ten digits where the cell holds a CPR number, else its text; blank or error is nobody."""
    return [citizen(cell(raw)) for raw in grid(argument).ravel().tolist()]


def labels(argument: Any) -> list[str]:
    """Texts reduced to what decides whether they are the same, row by row."""
    return [
        label(value) if not isinstance(value := cell(raw), CellError) else "" for raw in grid(argument).ravel().tolist()
    ]


def texts(argument: Any) -> list[str]:
    """Texts with odd spaces folded, row by row; an error value gives its code."""
    return [clean(cell(raw)) for raw in grid(argument).ravel().tolist()]


def given(argument: Any) -> bool:
    """Whether an optional argument holds anything at all."""
    return any(not is_blank(cell(raw)) for raw in grid(argument).ravel().tolist())


def codes(names: Sequence[str], *others: Sequence[str]) -> tuple[Ints, ...]:
    """One coding of several lists of names: equal names get equal numbers, an empty name is −1."""
    index: dict[str, int] = {"": -1}
    return tuple(
        np.array([index.setdefault(name, len(index) - 1) for name in each], dtype=np.int64) for each in (names, *others)
    )


def flat(read: Argument, size: int, what: str) -> Ints:
    """The values of an argument that must have one cell for each row of the call.

    Raises Refused with the first cell's error, or when the sizes do not fit.
    """
    if read.values.size != size:
        raise Refused(f"Fejl: {what} har et andet antal celler end resten")
    wrong = read.errors[read.errors != ""]
    if wrong.size:
        raise Refused(str(wrong[0]))
    return read.values.ravel()


def spread(*arguments: Argument) -> tuple[tuple[int, int], list[Ints], Flags, Objects]:
    """Arguments laid over each other as Excel does with ranges: shape, values (n,), all-blank (n,), first error (n,).

    A column against a row gives a rectangle. Raises Refused when the shapes do not fit together.
    """
    if all(each.values.shape == _CELL for each in arguments):
        # A call of one cell, which there are thousands of.
        text = np.empty(1, dtype=object)
        text[0] = next((error for each in arguments if (error := each.errors[0, 0])), "")
        is_blank_row = np.array([all(each.blank[0, 0] for each in arguments)])
        return _CELL, [each.values[0] for each in arguments], is_blank_row, text
    shape = overlay(*(each.values.shape for each in arguments))
    values = [_over(each.values, shape).ravel() for each in arguments]
    blank = np.ones(shape, dtype=bool)
    errors = np.full(shape, "", dtype=object)
    for each in arguments:
        blank &= each.blank
        errors = np.where(errors == "", _over(each.errors, shape), errors)
    return shape, values, blank.ravel(), errors.ravel()


def alone(arguments: Sequence[Argument]) -> tuple[list[int], str] | None:
    """The values of arguments of one cell each, and the first error or an empty text; None where one is a range."""
    if any(each.values.shape != _CELL for each in arguments):
        return None
    error = next((error for each in arguments if (error := each.errors[0, 0])), "")
    return [int(each.values[0, 0]) for each in arguments], error


def _over(array: npt.NDArray[Kind], shape: tuple[int, int]) -> npt.NDArray[Kind]:
    """An array laid over a shape. One of that shape is not looked at twice: a call of one cell has thirty of them."""
    return array if array.shape == shape else np.broadcast_to(array, shape)


def overlay(*shapes: tuple[int, ...]) -> tuple[int, int]:
    """The shape of ranges laid over each other. Raises Refused when they do not fit together."""
    first = shapes[0]
    if len(first) == 2 and shapes.count(first) == len(shapes):
        return first
    try:
        rows, columns = np.broadcast_shapes(*shapes)
    except ValueError as error:
        raise Refused("Fejl: områderne har ikke samme størrelse") from error
    return rows, columns


def column(read: Argument) -> Argument:
    """The same cells in one column."""
    return Argument(read.values.reshape(-1, 1), read.blank.reshape(-1, 1), read.errors.reshape(-1, 1))


def asked(numbers: Ints, shape: tuple[int, ...]) -> Argument:
    """Numbers (n,) that are known already, as an argument of the shape they were asked in."""
    return Argument(numbers.reshape(shape), np.zeros(shape, dtype=bool), np.full(shape, "", dtype=object))


def plain(answers: Sequence[Any], shape: tuple[int, ...]) -> list[list[Any]]:
    """Finished answers, row by row, as rows of cells."""
    width = shape[1]
    return [list(answers[at : at + width]) for at in range(0, len(answers), width)]


def shaped(numbers: npt.NDArray[Any], errors: Objects, shape: tuple[int, int]) -> list[list[Any]]:
    """The answer as rows of cells: the numbers, and a text where there is one."""
    cells = np.where(errors == "", numbers.astype(object), errors).reshape(shape)
    rows: list[list[Any]] = cells.tolist()
    return rows

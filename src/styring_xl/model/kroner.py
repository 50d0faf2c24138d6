"""Money: whole øre in int64, rounded half away from zero, shared out without losing an øre."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, overload

import numpy as np
from numpy.typing import ArrayLike

from styring_xl.model.arrays import Floats, Integers, integers

# Products below this bound are computed in int64. The bound leaves a factor 2, far more than the float test can be off.
SAFE_PRODUCT: Final = float(2**62)

# Spreadsheets calculate with 15 significant digits: what differs further out was not typed by anybody.
_SHEET_DIGITS: Final = 15
_OERE: Final = Decimal(100)


@overload
def round_div(numerator: int, denominator: int) -> int: ...
@overload
def round_div(numerator: Integers, denominator: int | Integers) -> Integers: ...
def round_div(numerator: int | Integers, denominator: int | Integers) -> int | Integers:
    """The quotient rounded to a whole number, halves away from zero (DOMAIN § 3), exact for every input.

    Python ints of any size give an int; int64 arrays (any shapes that broadcast) give an int64 array.
    Raises ValueError when a denominator is not positive.
    """
    if isinstance(numerator, int) and isinstance(denominator, int):
        if denominator <= 0:
            raise ValueError("the denominator must be positive")
        quotient, rest = divmod(abs(numerator), denominator)
        quotient += 2 * rest >= denominator
        return quotient if numerator >= 0 else -quotient
    top = np.asarray(numerator, dtype=np.int64)
    bottom = np.asarray(denominator, dtype=np.int64)
    if bottom.size and bottom.min() <= 0:
        raise ValueError("the denominator must be positive")
    # Floor division needs no absolute value, so the smallest int64 is as exact as the rest. `rest >= bottom - rest`
    # is `2 * rest >= bottom` without the doubling that could overflow; a negative half stays on the floor.
    quotients = np.floor_divide(top, bottom)
    rests = top - quotients * bottom
    opposite = bottom - rests
    quotients += np.where(top < 0, rests > opposite, rests >= opposite)
    return quotients


def from_kroner(amounts: ArrayLike) -> Integers:
    """Kroner as floats, any shape, to the nearest øre, halves away from zero.

    The half is that of the decimal number a person sees (15 significant digits), as in the spreadsheet's own ROUND:
    1,005 kr. is 101 øre although the float lies just below. Raises ValueError for NaN, infinity and amounts beyond
    int64 øre; a caller with doubtful cells tests them with ``np.isfinite`` first.
    """
    kroner = np.asarray(amounts, dtype=np.float64)
    if not np.all(np.isfinite(kroner)):
        raise ValueError("an amount is not a finite number")
    flat = kroner.ravel()
    scaled = np.abs(flat) * 100
    if scaled.size and scaled.max() >= float(2**63):
        raise ValueError("an amount does not fit in 64 bits of øre")
    whole = np.floor(scaled)
    fraction = scaled - whole
    ore = (whole + (fraction >= 0.5)).astype(np.int64)
    # Multiplying by 100 is not exact: near a half (and, in amounts of billions, everywhere) the decimals decide.
    for index in np.flatnonzero(np.abs(fraction - 0.5) <= scaled * 1e-14):
        ore[index] = _ore_of_decimal(abs(float(flat[index])))
    result: Integers = np.where(flat < 0, -ore, ore).reshape(kroner.shape)
    return result


def _ore_of_decimal(kroner: float) -> int:
    # From 10^12 kr. on 15 digits no longer show half an øre, and the float's own shortest decimal is used.
    text = f"{kroner:.{_SHEET_DIGITS}g}" if kroner < 1e12 else repr(kroner)
    return int((Decimal(text) * _OERE).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@overload
def to_kroner(ore: int, unit: int = 1) -> float: ...
@overload
def to_kroner(ore: Integers, unit: int = 1) -> Floats: ...
def to_kroner(ore: int | Integers, unit: int = 1) -> float | Floats:
    """Øre to the float nearest the amount in kroner, or in a ``unit`` of so many kroner: a cell shows no more decimals
    than the amount has.

    ``from_kroner`` gives the same øre back up to 7 × 10^15 øre (70.000 mia. kr.); beyond, floats are
    coarser than an øre.
    """
    if isinstance(ore, int):
        return ore / (100 * unit)
    return np.asarray(ore, dtype=np.int64) / (100.0 * unit)


def apportion(total: int, weights: ArrayLike) -> Integers:
    """Share ``total`` øre in proportion to ``weights`` (n,), by largest remainder, so that the shares sum to it.

    Exact for all sizes. Equal remainders: the lowest index gets the øre. A negative total gives the mirror image of
    the positive one. Weights that are all zero mean equal shares. Raises ValueError when there are no weights or a
    weight is negative.
    """
    parts = [int(weight) for weight in integers(weights)]
    if not parts or min(parts) < 0:
        raise ValueError("weights must be present and not negative")
    whole = sum(parts)
    if whole == 0:
        parts, whole = [1] * len(parts), len(parts)
    amount = abs(int(total))
    shares, rests = map(list, zip(*(divmod(amount * part, whole) for part in parts), strict=True))
    by_rest = sorted(range(len(parts)), key=lambda index: -rests[index])
    for index in by_rest[: amount - sum(shares)]:
        shares[index] += 1
    return np.array(shares if total >= 0 else [-share for share in shares], dtype=np.int64)


def footed(amounts: Sequence[int], step: int, whole: int | None = None, ranks: Sequence[int] = ()) -> list[int]:
    """Amounts (n,) as whole numbers of ``step``, each rounded up or down so that they sum to ``whole``.

    ``whole`` is in steps and the sum of the amounts rounded up or down; without it the sum rounded as ``round_div``
    does. Those of the highest of ``ranks`` (n,) are rounded up first, and of equal ones those of the largest remainder,
    then the first; an amount that is whole already stays as it is.
    Raises ValueError when the step is not positive or no such rounding sums to ``whole``.
    """
    if step <= 0:
        raise ValueError("the step must be positive")
    target = round_div(sum(amounts), step) if whole is None else whole
    parts = [amount // step for amount in amounts]
    rests = [amount % step for amount in amounts]
    missing = target - sum(parts)
    open_ = [at for at, rest in enumerate(rests) if rest]
    if not 0 <= missing <= len(open_):
        raise ValueError("the amounts do not sum to the whole")
    for at in sorted(open_, key=lambda at: (-ranks[at] if ranks else 0, -rests[at]))[:missing]:
        parts[at] += 1
    return parts


def apportion_groups(totals: ArrayLike, weights: ArrayLike, starts: ArrayLike) -> Integers:
    """``apportion`` for many groups at once: shares (n,) of ``totals`` (g,) by ``weights`` (n,).

    Group i is the rows from ``starts[i]`` up to the next start; starts (g,) begin at 0 and rise strictly. Same rules
    and the same errors as ``apportion``, and ValueError when the starts do not cover the rows.
    """
    amounts, parts, firsts = integers(totals), integers(weights), integers(starts)
    rows = len(parts)
    if len(amounts) != len(firsts) or bool(rows) != bool(len(firsts)):
        raise ValueError("totals, weights and starts do not fit together")
    if rows == 0:
        return np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.append(firsts, rows))
    if firsts[0] != 0 or sizes.min() <= 0:
        raise ValueError("the starts must begin at 0 and rise strictly")
    if parts.min() < 0:
        raise ValueError("weights must not be negative")
    group = np.repeat(np.arange(len(firsts)), sizes)
    rough = np.add.reduceat(parts.astype(np.float64), firsts)
    small = np.abs(amounts.astype(np.float64)) * np.maximum(rough, sizes) < SAFE_PRODUCT
    small &= rough < SAFE_PRODUCT

    wholes = np.add.reduceat(np.where(small[group], parts, 0), firsts)
    nothing = wholes == 0
    parts_used = np.where(nothing[group], 1, parts)
    wholes = np.where(nothing, sizes, wholes)
    sizes_of_amounts = np.where(small, np.abs(amounts), 0)
    products = sizes_of_amounts[group] * np.where(small[group], parts_used, 0)
    shares = products // wholes[group]
    rests = products - shares * wholes[group]
    left = sizes_of_amounts - np.add.reduceat(shares, firsts)
    order = np.lexsort((-rests, group))
    rank = np.arange(rows) - firsts[group]
    shares[order] += rank < left[group]
    shares *= np.sign(amounts)[group]
    for index in np.flatnonzero(~small):
        part = slice(int(firsts[index]), int(firsts[index] + sizes[index]))
        shares[part] = apportion(int(amounts[index]), parts[part])
    return shares


def total(amounts: ArrayLike) -> int:
    """The exact sum of int64 amounts of any shape, as a Python int that cannot overflow."""
    array = np.asarray(amounts)
    if array.size == 0:
        return 0
    if max(-int(array.min()), int(array.max())) <= 2**62 // array.size:
        return int(array.sum())
    # Halves of 32 bits each: their sums stay within int64 for any array that fits in memory.
    low = int((array & 0xFFFFFFFF).sum())
    return (int((array >> 32).sum()) << 32) + low


def exact_sum(ore: Integers) -> int:
    """The sum of amounts that may not fit in 64 bits together."""
    high, low = np.divmod(ore, 2**31)
    return int(high.sum()) * 2**31 + int(low.sum())

"""The year's result of a line by each of the methods of *Prognose* (DOMAIN § 7), in whole øre."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from styring_xl.model.arrays import Flags, Integers, integers
from styring_xl.model.kroner import round_div

DISP: Final = "DISP"
TWELFTHS: Final = "12/12"
LAST_TWELVE: Final = "12M"
BUDGET: Final = "BUDG"
ESTIMATE: Final = "SKØN"
UNIT: Final = "DCO"
CLOSED: Final = "UDGÅET"
SIMULATED: Final = "SIM"
AUTO: Final = "AUTO"
METHODS: Final = (DISP, TWELFTHS, LAST_TWELVE, SIMULATED, BUDGET, ESTIMATE, UNIT, CLOSED, AUTO)
TAKES: Final = {
    "spent": (TWELFTHS, CLOSED),
    "disposed": (DISP,),
    "outside": (DISP,),
    "last_twelve": (LAST_TWELVE,),
    "simulated": (SIMULATED,),
    "revised": (BUDGET,),
    "estimate": (ESTIMATE, UNIT),
}
"""The methods that take each of the amounts of ``results``."""


def twelfths(spent: ArrayLike, closed: int) -> Integers:
    """*12/12*: øre booked in the closed months (n,), × 12 ÷ their number. Raises ValueError when none is closed."""
    if not 1 <= closed <= 12:
        raise ValueError("12/12 needs 1..12 closed months")
    return round_div(integers(spent) * 12, closed)


def last_twelve(last_year: Integers, this_year: Integers, closed: int) -> Integers:
    """*Gældende 12 mdr.*: øre (n,) of the last twelve closed months, from two years of øre (n, 12)."""
    if not 0 <= closed <= 12:
        raise ValueError("the closed month must be 0..12")
    booked: Integers = this_year[:, :closed].sum(axis=1) + last_year[:, closed:].sum(axis=1)
    return booked


class Lack(IntEnum):
    """Why a line has no forecast."""

    NOTHING = 0
    """It has one."""
    METHOD = 1
    """The method is none of those that give a result by themselves."""
    MONTHS = 2
    """12/12 without a closed month."""
    LAST_TWELVE = 3
    DISPOSED = 4
    BUDGET = 5
    ESTIMATE = 6
    SIMULATED = 7
    """The figure that the method takes is not known."""


class KnownAmounts(Struct, frozen=True):
    """Øre (n,), and where (n,) there is a number at all."""

    ore: Integers
    known: Flags

    @staticmethod
    def of(*amounts: int | None) -> KnownAmounts:
        """One number for each line, None where there is none."""
        return KnownAmounts(
            np.array([amount or 0 for amount in amounts], np.int64),
            np.array([amount is not None for amount in amounts], bool),
        )


class Results(Struct, frozen=True):
    """The year's results, øre (n,), 0 where there is none, and why there is none: ``Lack`` (n,)."""

    ore: Integers
    lack: Integers


def results(
    method: ArrayLike,
    closed: int,
    *,
    spent: KnownAmounts,
    disposed: KnownAmounts,
    outside: KnownAmounts,
    last_twelve: KnownAmounts,
    revised: KnownAmounts,
    estimate: KnownAmounts,
    simulated: KnownAmounts | None = None,
) -> Results:
    """The year's result of n lines, each by its own method.

    method: places in ``METHODS`` (n,), any other number for a word that is no method; AUTO is to be replaced by what
    it chooses first. The amounts are those of *Prognose*: spent this year, from the disponering, outside it, the last
    twelve closed months, revised budget, what is typed as SKØN or DCO, and P50 of the simulated year. Spend and what is
    outside count as 0 where they are not known. Raises ValueError when ``closed`` is not 0..12.
    """
    if not 0 <= closed <= 12:
        raise ValueError("the closed month must be 0..12")
    so_far, beside = (np.where(each.known, each.ore, 0) for each in (spent, outside))
    everywhere = np.ones(len(so_far), bool)
    drawn = KnownAmounts(np.zeros_like(so_far), ~everywhere) if simulated is None else simulated
    ways = {
        SIMULATED: (drawn.ore, drawn.known, Lack.SIMULATED),
        DISP: (disposed.ore + beside, disposed.known, Lack.DISPOSED),
        TWELFTHS: (twelfths(so_far, closed) if closed else so_far, everywhere & (closed > 0), Lack.MONTHS),
        LAST_TWELVE: (last_twelve.ore, last_twelve.known, Lack.LAST_TWELVE),
        BUDGET: (revised.ore, revised.known, Lack.BUDGET),
        ESTIMATE: (estimate.ore, estimate.known, Lack.ESTIMATE),
        UNIT: (estimate.ore, estimate.known, Lack.ESTIMATE),
        CLOSED: (so_far, everywhere, Lack.NOTHING),
    }
    codes = integers(method)
    ore, lack = np.zeros(len(codes), np.int64), np.full(len(codes), int(Lack.METHOD))
    for name, (amount, known, why) in ways.items():
        mine = codes == METHODS.index(name)
        ore = np.where(mine & known, amount, ore)
        lack = np.where(mine, np.where(known, int(Lack.NOTHING), int(why)), lack)
    return Results(ore, lack)

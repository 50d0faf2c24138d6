"""Why the year differs from the budget: more citizens, higher prices, or money beyond both (DOMAIN § 6).

The sign is always budget − expected (+ = *mindreforbrug*); a sheet with the other sign negates what it prints.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from styring_xl.model.arrays import Flags, Integers, integers
from styring_xl.model.commitments import ONE
from styring_xl.model.count import Count
from styring_xl.model.kroner import round_div


class Effects(Struct, frozen=True):
    """The variance of each line, øre (n,), in parts that sum to ``total`` exactly.

    quantity: *mængdeeffekt*; price: *priseffekt*; budget_rest: *budgetrest*; undivided: the whole variance of a line
    without a number, else 0. ``numbered`` says which lines have a number, ``at_budget`` is a = number × price of
    the budget (øre, 0 for a line without a number).
    """

    quantity: Integers
    price: Integers
    budget_rest: Integers
    undivided: Integers
    total: Integers
    at_budget: Integers
    numbered: Flags


class GroupEffects(Struct, frozen=True):
    """The variance of each group, øre (g,), in parts that sum to ``total`` exactly; groups (g,) sorted codes.

    quantity: mængdeeffekt at the group's average budget price; mix: *mixeffekt*, that citizens sit in dearer or
    cheaper lines than budgeted; the other parts are sums of the lines'.
    """

    groups: Integers
    quantity: Integers
    mix: Integers
    price: Integers
    budget_rest: Integers
    undivided: Integers
    total: Integers


def effects(
    revised_budget: ArrayLike,
    expected: ArrayLike,
    budget_count: ArrayLike,
    budget_price: ArrayLike,
    expected_count: Count,
) -> Effects:
    """Split each line's variance, revised budget − expected result (DOMAIN § 6).

    revised_budget, expected: øre (n,); budget_count: int64 ten-thousandths of a citizen (n,), 0 = not stated;
    budget_price: øre per full-year person (n,), 0 = not stated; expected_count: (n,), 0 where nobody is counted.

    With a = round(Qb × Pb) and b = round(Qf × Pb): mængdeeffekt a − b, priseffekt b − expected, budgetrest
    revised − a. A price that is not stated is the revised budget / Qb, so the budgetrest is 0; with no Qb either,
    the line was not budgeted by number and all of it is mængdeeffekt and budgetrest (Pb = Pf). A line with neither
    Qb nor Qf has only the total.
    Raises ValueError when lengths do not fit, TypeError for anything but whole numbers, and OverflowError when a part
    does not fit in 64 bits of øre.
    """
    budgets = integers(revised_budget)
    lines = len(budgets)
    results, counts, prices = integers(expected, lines), integers(budget_count, lines), integers(budget_price, lines)
    if len(expected_count) != lines:
        raise ValueError("the expected counts do not fit the lines")
    numerators, denominator = expected_count.numerator, expected_count.denominator
    numbered = (counts != 0) | (numerators != 0)
    at_budget = np.zeros(lines, dtype=np.int64)
    at_expected = np.zeros(lines, dtype=np.int64)
    # Lines are few and count × price in whole ten-thousandths passes 64 bits in a large municipality: Python ints.
    for line in np.flatnonzero(numbered):
        planned, price, budget = int(counts[line]), int(prices[line]), int(budgets[line])
        actual = int(numerators[line])
        if price:
            at_budget[line] = round_div(planned * price, ONE)
            at_expected[line] = round_div(actual * price, denominator)
        elif planned:
            at_budget[line] = budget
            at_expected[line] = _ratio(budget * actual * ONE, planned * denominator)
        else:
            at_expected[line] = results[line]
    total = budgets - results
    return Effects(
        quantity=at_budget - at_expected,
        price=np.where(numbered, at_expected - results, 0),
        budget_rest=np.where(numbered, budgets - at_budget, 0),
        undivided=np.where(numbered, 0, total),
        total=total,
        at_budget=at_budget,
        numbered=numbered,
    )


def group_effects(group: ArrayLike, lines: Effects, budget_count: ArrayLike, expected_count: Count) -> GroupEffects:
    """Gather the lines of each group and part its mængdeeffekt into pure number and mix (DOMAIN § 6).

    group: int64 codes (n,); lines: of ``effects``; the counts as given to it. With Qb, Qf the sums over the group's
    numbered lines and A the sum of their a: mængdeeffekt = round(A × (Qb − Qf) / Qb), the group's average budget
    price being A / Qb; mixeffekt = the sum of the lines' mængdeeffekt − that, so the mix carries all rounding
    (about an øre a line). A group without Qb has no average price and no mix.
    Raises ValueError when lengths do not fit and OverflowError when a part does not fit in 64 bits of øre.
    """
    codes = integers(group, len(lines.total))
    counts = integers(budget_count, len(lines.total))
    if len(expected_count) != len(lines.total):
        raise ValueError("the expected counts do not fit the lines")
    groups, at = np.unique(codes, return_inverse=True)

    def gather(amounts: Integers) -> Integers:
        sums = np.zeros(len(groups), dtype=np.int64)
        np.add.at(sums, at, amounts)
        return sums

    line_quantity = gather(lines.quantity)
    quantity = line_quantity.copy()
    planned, actual, budgeted = gather(counts), gather(expected_count.numerator), gather(lines.at_budget)
    denominator = expected_count.denominator
    for index in np.flatnonzero(planned):
        fewer = int(planned[index]) * denominator - int(actual[index]) * ONE
        quantity[index] = _ratio(int(budgeted[index]) * fewer, int(planned[index]) * denominator)
    return GroupEffects(
        groups=groups,
        quantity=quantity,
        mix=line_quantity - quantity,
        price=gather(lines.price),
        budget_rest=gather(lines.budget_rest),
        undivided=gather(lines.undivided),
        total=gather(lines.total),
    )


def average_price(amounts: ArrayLike, counts: Count, unit: int = 1) -> tuple[Integers, Flags]:
    """*Gennemsnitspris* as printed: amount / (count rounded to one decimal), øre (n,), and where there is one.

    The printed count is used so that a reader who divides the two printed figures finds the printed price (Horsens'
    budgetopfølgning 2017). ``unit`` is what the price is rounded to, in øre: 100 for the whole kroner of a printed
    sheet, since a price rounded to øre and then to kroner can be a krone off. Where the printed count is 0,0 there is
    no price: 0 and False. Raises ValueError when lengths do not fit or the unit is not positive.
    """
    results = integers(amounts)
    if len(counts) != len(results):
        raise ValueError("the counts do not fit the amounts")
    if unit <= 0:
        raise ValueError("the unit must be positive")
    tenths = counts.tenths()
    prices = np.zeros(len(results), dtype=np.int64)
    for line in np.flatnonzero(tenths):
        prices[line] = _ratio(int(results[line]) * 10, int(tenths[line]) * unit) * unit
    return prices, tenths != 0


def _ratio(numerator: int, denominator: int) -> int:
    """``round_div`` for a denominator of either sign: a count typed as a correction may be negative."""
    return round_div(numerator, denominator) if denominator > 0 else round_div(-numerator, -denominator)

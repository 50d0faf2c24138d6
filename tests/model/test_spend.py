"""Postings land on the commitments they paid for, and not an øre is lost on the way."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model.spend import Allocation, allocate, split

Row = tuple[int, int, dt.date | None, dt.date | None, int]
Posting = tuple[int, int, int, int]

YEAR = 2025
NO_SUPPLIER = -1
ANNA, BO = 7, 8
NORD, SYD = 1, 2


def d(month: int, number: int = 1) -> dt.date:
    return dt.date(YEAR, month, number)


def place(rows: list[Row], postings: list[Posting], closed: int = 12) -> Allocation:
    """rows: (key, supplier, start, stop, expected øre every month); postings: (key, supplier, month, øre)."""
    of_rows: list[list[Any]] = [[row[i] for row in rows] for i in range(5)]
    key, supplier, start, stop, amount = of_rows
    expected = np.repeat(np.array(amount, dtype=np.int64).reshape(-1, 1), 12, axis=1)
    of_postings = [[posting[i] for posting in postings] for i in range(4)]
    keys, suppliers, months, amounts = of_postings
    return allocate(key, supplier, start, stop, expected, keys, suppliers, months, amounts, closed, YEAR)


def lost(placed: Allocation) -> list[tuple[int, int, int]]:
    columns = (placed.unplaced_keys, placed.unplaced_months, placed.unplaced_amounts)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_one_row_takes_all_its_citizens_postings() -> None:
    placed = place(
        [(ANNA, NORD, d(5), d(6), 100)], [(ANNA, SYD, 1, 70), (ANNA, NO_SUPPLIER, 1, -20), (ANNA, NORD, 2, 5)]
    )
    assert placed.booked[0].tolist() == [50, 5] + [0] * 10
    assert lost(placed) == []


def test_rows_active_together_share_by_what_was_expected_of_them() -> None:
    rows: list[Row] = [(ANNA, NORD, d(1), None, 200), (ANNA, SYD, d(1), d(3, 31), 100), (ANNA, SYD, d(4), None, 900)]
    placed = place(rows, [(ANNA, NO_SUPPLIER, 3, 1000), (ANNA, NO_SUPPLIER, 4, 1100)])
    assert placed.booked[:, 2].tolist() == [667, 333, 0]
    assert placed.booked[:, 3].tolist() == [200, 0, 900]


def test_rows_expected_to_cost_nothing_share_alike() -> None:
    placed = place([(ANNA, NORD, d(1), None, 0), (ANNA, SYD, d(1), None, -5)], [(ANNA, NO_SUPPLIER, 1, -101)])
    assert placed.booked[:, 0].tolist() == [-51, -50]


def test_a_supplier_named_on_the_posting_decides_when_a_row_has_it() -> None:
    rows: list[Row] = [(ANNA, NORD, d(1), None, 100), (ANNA, SYD, d(1), None, 100)]
    placed = place(rows, [(ANNA, SYD, 1, 300), (ANNA, 99, 1, 100)])
    assert placed.booked[:, 0].tolist() == [50, 350]


def test_with_none_active_the_row_that_ended_last_pays_else_the_next_to_start() -> None:
    rows: list[Row] = [(ANNA, NORD, d(2), d(2, 28), 1), (ANNA, NORD, d(3), d(4, 30), 1), (ANNA, NORD, d(9), None, 1)]
    placed = place(rows, [(ANNA, NO_SUPPLIER, month, 10) for month in (1, 5, 8)])
    assert placed.booked[0].nonzero()[0].tolist() == [0]
    assert placed.booked[1].nonzero()[0].tolist() == [4, 7]
    assert placed.booked[2].nonzero()[0].tolist() == []


def test_spend_without_a_row_or_a_person_is_handed_back() -> None:
    postings = [(BO, NORD, 2, 30), (BO, SYD, 2, 12), (-1, NORD, 1, 5), (-3, NORD, 1, 6), (-1, SYD, 1, 7)]
    assert lost(place([(ANNA, NORD, d(1), None, 1)], postings)) == [(-3, 1, 6), (-1, 1, 12), (BO, 2, 42)]
    assert lost(place([], postings)) == [(-3, 1, 6), (-1, 1, 12), (BO, 2, 42)]


def test_postings_after_the_closed_month_do_not_count() -> None:
    placed = place([(ANNA, NORD, d(1), None, 1)], [(ANNA, NORD, month, 10) for month in (0, 3, 4, 13)], closed=3)
    assert placed.total == 10
    assert placed.booked[0].tolist() == [0, 0, 10] + [0] * 9


def test_arguments_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="closed month"):
        place([], [], closed=13)
    with pytest.raises(OverflowError):
        place([], [(1, 1, 1, 2**62), (1, 1, 1, 2**62)])


def shared(amount: int, weights: list[int]) -> list[int]:
    """An amount by weights in whole øre: what is left over goes øre by øre to whoever lacks most of his part."""
    weights = weights if any(weights) else [1] * len(weights)
    sign, whole = (-1 if amount < 0 else 1), sum(weights)
    due = [Fraction(abs(amount) * weight, whole) for weight in weights]
    shares = [floor(part) for part in due]
    while sum(shares) < abs(amount):
        left = [part - share for part, share in zip(due, shares, strict=True)]
        shares[left.index(max(left))] += 1
    return [sign * share for share in shares]


def by_hand(rows: list[Row], postings: list[Posting], closed: int) -> tuple[list[list[int]], int]:
    """DOMAIN § 4 posting by posting; the rows must come in the order ties are settled."""
    pots: dict[tuple[tuple[int, ...], int], int] = defaultdict(int)
    unplaced = 0
    for key, supplier, month, amount in postings:
        if month > closed:
            continue
        mine = [i for i, row in enumerate(rows) if row[0] == key and key >= 0]
        named = [i for i in mine if rows[i][1] == supplier and supplier >= 0]
        if mine:
            pots[tuple(named or mine), month] += amount
        else:
            unplaced += amount
    booked = [[0] * 12 for _ in rows]
    for (candidates, month), amount in pots.items():
        first = d(month)
        last = dt.date(YEAR + month // 12, month % 12 + 1, 1) - dt.timedelta(1)
        far = dt.date.max
        begin = {i: rows[i][2] or far for i in candidates}
        end = {i: rows[i][3] or far for i in candidates}
        takers = [i for i in candidates if begin[i] <= last and end[i] >= first and begin[i] <= end[i]]
        if not takers:
            ended = [i for i in candidates if end[i] < first]
            takers = [max(ended, key=lambda i: end[i])] if ended else [min(candidates, key=lambda i: begin[i])]
        takers.sort(key=lambda i: -max(rows[i][4], 0))
        for i, share in zip(takers, shared(amount, [max(rows[i][4], 0) for i in takers]), strict=True):
            booked[i][month - 1] += share
    return booked, unplaced


dates = st.dates(dt.date(2024, 11, 1), dt.date(2026, 2, 1))
row_lists = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-1, 2), st.none() | dates, st.none() | dates, st.integers(-3, 40)),
    max_size=9,
)
posting_lists = st.lists(
    st.tuples(st.integers(-2, 4), st.integers(-1, 3), st.integers(1, 12), st.integers(-500, 500)), max_size=30
)


@given(row_lists, posting_lists, st.integers(0, 12), st.randoms(use_true_random=False))
def test_every_posting_counts_once_and_order_means_nothing(
    rows: list[Row], postings: list[Posting], closed: int, chance: Random
) -> None:
    far, never = dt.date(9999, 12, 31), dt.date.max
    rows.sort(key=lambda row: (row[0], row[1], row[2] or never, row[3] or far, -row[4]))
    booked, unplaced = by_hand(rows, postings, closed)
    placed = place(rows, postings, closed)
    assert placed.booked.tolist() == booked
    assert sum(placed.unplaced_amounts.tolist()) == unplaced
    assert placed.total == sum(amount for _, _, month, amount in postings if month <= closed)

    order = list(range(len(rows)))
    chance.shuffle(order)
    chance.shuffle(postings)
    shuffled = place([rows[i] for i in order], postings, closed)
    assert lost(shuffled) == lost(placed)
    # Rows alike in everything may change places.
    seen = sorted(
        (rows[i], months)
        for i, months in zip(order, map(tuple, shuffled.booked.tolist()), strict=True)
        if rows[i][2] and rows[i][3]
    )
    before = sorted(
        (row, tuple(months)) for row, months in zip(rows, placed.booked.tolist(), strict=True) if row[2] and row[3]
    )
    assert seen == before


def test_postings_split_one_by_one_sum_to_themselves_and_to_what_is_placed() -> None:
    rows: list[Row] = [(ANNA, NORD, d(1), None, 200), (ANNA, SYD, d(1), d(3, 31), 100), (BO, SYD, d(6), None, 900)]
    start = np.array([row[2] for row in rows], "datetime64[D]")
    stop = np.array([row[3] for row in rows], "datetime64[D]")
    key, supplier = np.array([ANNA, ANNA, BO]), np.array([NORD, SYD, SYD])
    expected = np.repeat(np.array([[200], [100], [900]]), 12, axis=1)
    postings: list[Posting] = [
        (ANNA, NO_SUPPLIER, 3, 1000), (9, NORD, 3, 50), (BO, SYD, 2, -7), (ANNA, SYD, 9, 11), (ANNA, NO_SUPPLIER, 2, -5)
    ]  # fmt: skip
    payer, paid_to, month, amount = (np.array([posting[at] for posting in postings]) for at in range(4))
    found = split(key, supplier, start, stop, expected, payer, paid_to, month, amount, YEAR)
    assert found.posting.tolist() == [0, 0, 2, 3, 4, 4]
    assert found.row.tolist() == [0, 1, 2, 1, 0, 1]
    assert found.amount.tolist() == [667, 333, -7, 11, -3, -2]
    placed = place(rows, postings)
    assert np.bincount(found.row, found.amount).tolist() == placed.booked.sum(axis=1).tolist()

"""Money is whole øre: nothing is rounded twice and no øre is lost."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model.kroner import apportion, apportion_groups, footed, from_kroner, round_div, to_kroner, total

INT64 = st.integers(-(2**63), 2**63 - 1)


def half_away(value: Fraction) -> int:
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


@given(st.lists(st.tuples(INT64, st.integers(1, 2**63 - 1)), min_size=1))
def test_round_div_is_exact_on_all_of_int64(pairs: list[tuple[int, int]]) -> None:
    exact = [half_away(Fraction(top, bottom)) for top, bottom in pairs]
    tops, bottoms = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    assert round_div(tops, bottoms).tolist() == exact
    assert [round_div(top, bottom) for top, bottom in pairs] == exact


def test_halves_go_away_from_zero() -> None:
    assert round_div(np.array([5, -5, 15, -15, 4, -4]), 10).tolist() == [1, -1, 2, -2, 0, 0]
    with pytest.raises(ValueError, match="positive"):
        round_div(np.array([1]), 0)


@pytest.mark.parametrize(
    ("kroner", "oere"),
    [
        (154.31, 15431),
        (1.005, 101),
        (-1.005, -101),
        (0.285, 29),
        (2.675, 268),
        (1.0049999999999997, 101),
        (1.00499, 100),
    ],
)
def test_an_amount_is_rounded_as_the_decimals_a_person_sees(kroner: float, oere: int) -> None:
    assert int(from_kroner(kroner)) == oere


@given(st.integers(-(10**12), 10**12).map(lambda thousandths: Decimal(thousandths) / 1000))
def test_typed_decimals_round_as_decimals(amount: Decimal) -> None:
    oere = int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert from_kroner([[float(amount)]]).tolist() == [[oere]]


@given(st.lists(st.integers(-7 * 10**15, 7 * 10**15)))
def test_oere_survive_the_sheet(oere: list[int]) -> None:
    kroner = to_kroner(np.array(oere, dtype=np.int64))
    assert from_kroner(kroner).tolist() == oere
    assert kroner.tolist() == [to_kroner(one) for one in oere]
    # Beyond 14 digits of kroner and øre together a float may need more digits than the sheet shows.
    assert all(len(f"{k!r}".partition(".")[2]) <= 2 for k in kroner.tolist() if abs(k) < 1e12)


@given(st.lists(st.integers(-(10**12), 10**12)), st.sampled_from([1_000, 1_000_000]))
def test_an_amount_in_thousands_shows_no_more_digits_than_it_has(oere: list[int], unit: int) -> None:
    shown = [to_kroner(one, unit) for one in oere]
    assert [Decimal(repr(one)) for one in shown] == [Decimal(one) / (100 * unit) for one in oere]
    assert to_kroner(np.array(oere, dtype=np.int64), unit).tolist() == shown


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf"), 1e17])
def test_what_is_no_amount_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="amount"):
        from_kroner([1.0, bad])


@given(INT64, st.lists(st.one_of(st.integers(0, 9), st.integers(0, 2**62)), min_size=1, max_size=8))
def test_shares_sum_and_lie_within_an_oere_of_the_exact_share(amount: int, weights: list[int]) -> None:
    amount //= 2
    shares = apportion(amount, weights).tolist()
    assert sum(shares) == amount
    assert apportion(-amount, weights).tolist() == [-share for share in shares]
    weights = weights if any(weights) else [1] * len(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(amount * weight, sum(weights))) < 1


def test_equal_remainders_favour_the_first_and_no_weight_means_equal_shares() -> None:
    assert apportion(100, [1, 1, 1]).tolist() == [34, 33, 33]
    assert apportion(-100, [0, 0, 0]).tolist() == [-34, -33, -33]
    assert apportion(10, [0, 3, 1]).tolist() == [0, 8, 2]
    with pytest.raises(ValueError, match="weight"):
        apportion(1, [2, -1])


@given(
    st.lists(
        st.tuples(
            st.one_of(st.integers(-1000, 1000), INT64.map(lambda number: number // 2)),
            st.lists(st.one_of(st.integers(0, 4), st.integers(0, 2**63 - 1)), min_size=1, max_size=5),
        )
    )
)
def test_many_groups_are_shared_as_each_one_is(groups: list[tuple[int, list[int]]]) -> None:
    weights = [weight for _, parts in groups for weight in parts]
    starts = np.cumsum([0, *(len(parts) for _, parts in groups)])[:-1]
    shares = apportion_groups([amount for amount, _ in groups], weights, starts)
    assert shares.tolist() == [share for amount, parts in groups for share in apportion(amount, parts).tolist()]


def test_groups_that_do_not_cover_the_rows_are_refused() -> None:
    for totals, starts in (([1], [1]), ([1, 2], [0, 0]), ([1], [0, 1]), ([], [])):
        with pytest.raises(ValueError, match="starts"):
            apportion_groups(totals, [1, 2], starts)


@given(st.lists(INT64))
def test_a_total_never_overflows(amounts: list[int]) -> None:
    random.Random(1).shuffle(amounts)
    assert total(np.array(amounts, dtype=np.int64)) == sum(amounts)


@given(st.lists(st.tuples(st.integers(-(10**12), 10**12), st.integers(0, 2)), max_size=20), st.integers(1, 10**7))
def test_rounded_figures_foot_and_each_is_rounded_up_or_down(rows: list[tuple[int, int]], step: int) -> None:
    amounts, ranks = [amount for amount, _ in rows], [rank for _, rank in rows]
    for whole in {None, sum(amounts) // step, -(-sum(amounts) // step)}:
        for given_ranks in ([], ranks):
            parts = footed(amounts, step, whole, given_ranks)
            assert sum(parts) == (round_div(sum(amounts), step) if whole is None else whole)
            assert all(
                part in (amount // step, -(-amount // step)) for part, amount in zip(parts, amounts, strict=True)
            )


def test_the_largest_remainder_is_rounded_up_then_the_first_and_a_higher_rank_before_them() -> None:
    assert footed([14, 13, 17], 10) == [1, 1, 2]
    assert footed([15, 15, 15], 10) == [2, 2, 1]
    assert footed([14, 13, 17], 10, ranks=[0, 1, 0]) == [1, 2, 1]
    for whole in (2, 7):
        with pytest.raises(ValueError, match="do not sum"):
            footed([15, 15, 15], 10, whole)
    with pytest.raises(ValueError, match="positive"):
        footed([15], 0)

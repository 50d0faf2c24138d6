"""Codes of texts in the order people see: that of the rows, however a program stores its texts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.reading.interning import by_appearance, together


@given(st.lists(st.integers(0, 5), max_size=12))
def test_codes_come_in_the_order_of_their_first_row(codes: list[int]) -> None:
    assert by_appearance(np.array(codes, np.int64), 6) == list(dict.fromkeys(codes))


@given(
    st.lists(
        st.tuples(
            st.integers(-(2**63), 2**63 - 1) | st.integers(0, 2),
            st.sampled_from([-(2**63), 5, 2**62]),
            st.integers(0, 3),
        ),
        max_size=12,
    )
)
def test_rows_have_the_same_number_where_all_their_columns_are_the_same(rows: list[tuple[int, int, int]]) -> None:
    codes = together(*np.array(rows, np.int64).reshape(-1, 3).T)
    assert len(codes) == len(rows)
    assert all(0 <= code < 4 * len(rows) for code in codes.tolist())
    for row, code in zip(rows, codes.tolist(), strict=True):
        assert [row == other for other in rows] == [code == other for other in codes.tolist()]

"""Codes of texts in the order people see: that of the rows, however a program stores its texts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.reading.interning import by_appearance


@given(st.lists(st.integers(0, 5), max_size=12))
def test_codes_come_in_the_order_of_their_first_row(codes: list[int]) -> None:
    assert by_appearance(np.array(codes, np.int64), 6) == list(dict.fromkeys(codes))

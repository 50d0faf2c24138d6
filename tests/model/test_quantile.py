"""Quantiles and the middle lie where numpy puts them, of whole numbers and of others, of one line and of several."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from styring_xl.model.quantile import median, quantiles

ORE = st.integers(-(10**15), 10**15)
SHAPES = st.tuples(st.integers(1, 40)) | st.tuples(st.integers(1, 40), st.integers(0, 4))
CHANCES = st.floats(0, 1)


@given(
    arrays.arrays(np.int64, SHAPES, elements=ORE) | arrays.arrays(np.float64, SHAPES, elements=st.floats(-1e15, 1e15)),
    CHANCES | st.lists(CHANCES, min_size=1, max_size=3),
)
def test_they_are_numpys_to_the_last_bit(values: np.ndarray, chances: float | list[float]) -> None:
    found, theirs = quantiles(values, chances), np.quantile(values, chances, axis=0)
    assert found.shape == np.shape(theirs)
    assert found.tolist() == theirs.tolist()


def test_between_two_years_a_line_is_drawn() -> None:
    assert quantiles(np.array([300, 100, 200]), (0.0, 0.25, 0.5, 1.0)).tolist() == [100, 150, 200, 300]
    assert quantiles(np.array([7]), (0.1, 0.9)).tolist() == [7, 7]


@given(
    arrays.arrays(np.int64, SHAPES, elements=ORE) | arrays.arrays(np.float64, SHAPES, elements=st.floats(-1e15, 1e15))
)
def test_the_middle_is_numpys_to_the_last_bit(values: np.ndarray) -> None:
    found, theirs = median(values), np.median(values, axis=0)
    assert found.shape == np.shape(theirs)
    assert found.tolist() == theirs.tolist()

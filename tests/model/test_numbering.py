"""Values are numbered without gaps, whether they lie close or far apart."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model.numbering import distinct, numbered

CLOSE, FAR = st.integers(-5, 20), st.integers(-(10**15), 10**15)


@given(st.lists(st.lists(CLOSE | FAR, max_size=12), min_size=1, max_size=3))
def test_each_value_gets_its_place_among_the_different_ones(values: list[list[int]]) -> None:
    arrays = [np.array(each, np.int64) for each in values]
    found, places = numbered(*arrays)
    assert found.tolist() == distinct(*arrays).tolist() == sorted({value for each in values for value in each})
    assert [found[each].tolist() for each in places] == values


def test_values_that_lie_close_are_numbered_alike_in_several_arrays() -> None:
    found, (one, other) = numbered(np.array([7, 5, 7]), np.array([9, 5]))
    assert (found.tolist(), one.tolist(), other.tolist()) == ([5, 7, 9], [1, 0, 1], [2, 0])


def test_narrow_values_are_numbered_in_wide_ones_whether_they_lie_close_or_far_apart() -> None:
    for values in ([4, 2, 4], [2, 10**9, 2]):
        found, (places,) = numbered(np.array(values, np.int32))
        assert found[places].tolist() == values
        assert {found.dtype, places.dtype} == {np.dtype(np.int64)}

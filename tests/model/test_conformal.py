"""The band that new errors should lie in, from the errors there have been."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model.conformal import band, bounds

NONE = np.nan


def test_nine_errors_leave_one_in_ten_at_either_end() -> None:
    low, high = band(np.array([[-4.0], [-3], [-2], [-1], [0], [1], [2], [3], [4]]))
    assert (low[0], high[0]) == (pytest.approx(-4, rel=0.2), pytest.approx(4, rel=0.2))


@pytest.mark.parametrize("lines", [40, 400])
def test_four_of_five_new_errors_lie_within(lines: int) -> None:
    """Errors of lines that differ a hundred times in size, three earlier years each."""
    rng = np.random.default_rng(3)
    held = []
    for _ in range(40):
        size = 10 ** rng.uniform(-2, 0, lines)
        errors = rng.gamma(2, 1, (4, lines)) * rng.choice([-1, 1], (4, lines), p=[0.3, 0.7]) * size
        low, high = band(errors[:3])
        held.append(((errors[3] >= low) & (errors[3] <= high)).mean())
    assert np.mean(held) == pytest.approx(0.8, abs=0.03)


def test_a_line_that_was_always_near_gets_a_narrower_band_than_one_that_was_far() -> None:
    low, high = band(np.array([[0.01, 0.5, 0.1], [-0.02, -0.6, 0.1], [0.01, 0.4, -0.2]]))
    width = high - low
    assert width[0] < width[2] < width[1]


def test_a_line_without_errors_of_its_own_gets_those_of_all() -> None:
    low, high = band(np.array([[0.1, -0.1, NONE]] * 5))
    assert low[2] < 0 < high[2]


def test_nothing_is_known_without_any_error() -> None:
    assert np.isnan(band(np.full((2, 3), NONE))).all()
    assert np.isnan(band(np.empty((0, 3)))).all()
    assert np.array(band(np.zeros((3, 3)))).tolist() == [[0.0] * 3, [0.0] * 3]


@pytest.mark.parametrize(("share", "least"), [(0.5, 3), (0.8, 9), (0.9, 19)])
def test_fewer_errors_than_put_one_beyond_each_end_tell_nothing(share: float, least: int) -> None:
    assert np.isnan(band(np.ones((least - 1, 1)), share)).all()
    assert not np.isnan(band(np.ones((least, 1)), share)).any()


def test_bounds_are_whole_ore_around_what_was_said() -> None:
    """Ten lines of 1.000 kr. a year, always 1 % to 10 % dearer than said; the last has never had any spend."""
    errors = np.arange(1, 11)[None, :].repeat(3, axis=0) / 100
    average = np.array([1000_00] * 9 + [0])
    found = bounds(np.full(10, 2000_00), average, errors)
    assert found.known.tolist() == [True] * 9 + [False]
    assert {str(found.low.dtype), str(found.high.dtype)} == {"int64"}
    assert (found.low[:9] > 2000_00).all(), "lines that always came out dearer"
    assert (found.low <= found.high).all()
    assert (found.low[9], found.high[9]) == (0, 0)


@given(st.lists(st.floats(-2, 2), min_size=9, max_size=40), st.floats(0.01, 100))
def test_the_band_grows_with_the_errors_and_not_with_their_order(errors: list[float], factor: float) -> None:
    given_ = np.array(errors)[:, None]
    low, high = band(given_)
    assert low <= high
    again = band(given_[::-1] * factor)
    assert again[0] == pytest.approx(low * factor, abs=1e-9)
    assert again[1] == pytest.approx(high * factor, abs=1e-9)


def test_a_share_is_between_none_and_all() -> None:
    with pytest.raises(ValueError, match="share"):
        band(np.zeros((1, 1)), 1.0)

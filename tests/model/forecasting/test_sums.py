"""What units have month by month is added up by measure, and from month to month."""

from __future__ import annotations

import numpy as np
import pytest

from styring_xl.model.forecasting.sums import by_measure, months_by_measure, rising


@pytest.mark.parametrize("own", [[], [0], [2, 2], [0, 0, 1, 3, 3, 3]])
def test_each_measure_gets_its_own_units_and_one_without_any_gets_nothing(own: list[int]) -> None:
    units = np.arange(3.0 * len(own)).reshape(len(own), 3) + 1
    right = [[sum(units[at, month] for at, of in enumerate(own) if of == code) for month in range(3)]
             for code in range(4)]  # fmt: skip
    measure = np.array(own, np.int64)
    assert by_measure(units, measure, 4).tolist() == right
    assert months_by_measure(np.ascontiguousarray(units.T), measure, 4).tolist() == right


def test_what_came_before_a_month_is_the_sum_of_the_months_before_it() -> None:
    assert rising(np.array([[1.0, 4.0], [2.0, 0.0], [3.0, 5.0]])).tolist() == [[0, 0], [1, 4], [3, 4], [6, 9]]

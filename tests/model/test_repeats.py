"""A run of records that stood before is found, and records that are only alike are not."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model.repeats import RepeatedRun, repeated_runs


def runs(*records: tuple[int, int], fewest: int = 3) -> list[RepeatedRun]:
    return repeated_runs(list(np.array(records, np.int64).T.copy()), fewest)


def test_a_run_that_is_pasted_again_is_found_where_it_stands_the_second_time() -> None:
    march = [(3, 100), (3, 250), (3, -40), (3, 90)]
    assert runs((1, 5), *march, (4, 7), *march, (4, 8)) == [RepeatedRun(6, 1, 4)]


def test_the_same_payment_again_and_again_is_no_run() -> None:
    assert runs(*[(3, 100)] * 9) == []
    assert runs(*[(3, 100), (3, 250)] * 5) == []


def test_another_order_or_fewer_are_not_told() -> None:
    assert runs((3, 1), (3, 2), (3, 3), (3, 3), (3, 2), (3, 1)) == []
    assert runs((3, 1), (3, 2), (3, 9), (3, 1), (3, 2)) == []


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10**9)), min_size=5, max_size=30, unique=True),
    st.data(),
)
def test_what_is_copied_below_is_told_and_all_of_it(records: list[tuple[int, int]], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(records) - 4))
    length = data.draw(st.integers(4, len(records) - first))
    again = records[first : first + length]
    assert runs(*records, *again, fewest=4) == [RepeatedRun(len(records), first, length)]
    assert runs(*records, fewest=4) == []

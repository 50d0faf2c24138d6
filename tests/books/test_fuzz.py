"""A short seeded run of the fuzzer; the long one is started by hand."""

from __future__ import annotations

import signal

import pytest

from tests.books.fuzz import run


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs an alarm")
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_spoilt_workbooks_are_edited_right_or_refused(seed: int) -> None:
    outcomes = run(seed, count=250)
    assert outcomes["refused"] > 25
    assert outcomes["edited"] > 25

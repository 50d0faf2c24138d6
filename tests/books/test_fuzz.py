"""A short seeded run of the fuzzer and of the soak; the long ones are started by hand."""

from __future__ import annotations

import signal

import pytest

from tests.books import soak
from tests.books.fuzz import run


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs an alarm")
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_spoilt_workbooks_are_edited_right_or_refused(seed: int) -> None:
    outcomes = run(seed, count=250)
    assert outcomes["refused"] > 25
    assert outcomes["edited"] > 25


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs an alarm")
def test_commands_on_spoilt_workbooks_leave_the_old_file_or_a_new_one() -> None:
    outcomes = soak.run(1, turns=8)
    assert {each.rpartition(" ")[2] for each in outcomes} >= {"done", "refused"}

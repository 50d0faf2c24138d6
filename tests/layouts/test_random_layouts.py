"""Random layouts of a municipality with known figures are read right, and what is not is told of at its place."""

from __future__ import annotations

import pytest

from .layout import KINDS
from .outcome import HARMED, RIGHT, SILENT
from .survey import Survey, counts, survey

SEEDS = range(75)


@pytest.fixture(scope="module", params=KINDS)
def tried(request: pytest.FixtureRequest) -> Survey:
    return survey((request.param,), SEEDS)


def _named(found: Survey, verdict: str) -> list[str]:
    return [
        f"--kind {one.layout.kind} --seed {one.layout.seed}: {one.why[0]}"
        for one in found.outcomes
        if one.verdict == verdict
    ]


def test_nothing_is_misread_in_silence(tried: Survey) -> None:
    assert _named(tried, SILENT) == []


def test_no_cell_of_a_users_own_is_harmed(tried: Survey) -> None:
    assert _named(tried, HARMED) == []


def test_what_a_colleague_could_read_is_read(tried: Survey) -> None:
    """A question is forgiven, but not one for every twenty sheets that are clear to anyone."""
    number = counts(tried.outcomes)
    told = [
        f"--kind {one.layout.kind} --seed {one.layout.seed}: {one.why[0]}"
        for one in tried.bad
        if one.verdict not in (SILENT, HARMED, RIGHT)
    ]
    assert number["readable_right"] >= 0.95 * number["readable"], told

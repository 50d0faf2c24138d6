"""Random layouts of one municipality's disposition, budget, ledger and extract: read right, or told at the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from .layout import Layout, draw
from .outcome import HARMED, RIGHT, SILENT, in_memory, try_out
from .survey import counts

SEEDS = range(75)


@pytest.mark.parametrize("kind", ["workbook", "budget", "ledger", "extract"])
def test_no_layout_is_misread_in_silence_and_nearly_all_are_read(kind: str, tmp_path: Path) -> None:
    attempt = try_out if kind == "extract" else in_memory
    found = [attempt(draw(kind, seed), tmp_path) for seed in SEEDS]
    assert [(one.layout.seed, one.why[:2]) for one in found if one.verdict in (SILENT, HARMED)] == []
    number = counts(found)
    assert number["readable_right"] >= 0.95 * number["readable"]


@pytest.mark.parametrize("seed", [5487, 5503])
def test_ledgers_that_were_once_misread_are_read_right(seed: int, tmp_path: Path) -> None:
    """A table that began at the header's second page, and »Bogført« taken for the amount beside the real one."""
    assert in_memory(draw("ledger", seed), tmp_path).verdict == RIGHT


@pytest.mark.parametrize("layout", [draw("workbook", 3), draw("budget", 5)], ids=["workbook", "budget"])
def test_what_is_said_in_memory_is_what_the_command_line_says(layout: Layout, tmp_path: Path) -> None:
    assert in_memory(layout, tmp_path) == try_out(layout, tmp_path)


def test_a_wrong_figure_that_nobody_tells_of_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = Layout("workbook", 0, ())
    assert in_memory(layout, tmp_path).verdict == RIGHT
    monkeypatch.setattr("tests.layouts.outcome.totals", lambda _: {"budget": 1})
    assert in_memory(layout, tmp_path).verdict == SILENT

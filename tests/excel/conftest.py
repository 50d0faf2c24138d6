"""What the tests of buttons need around them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings

from styring_xl.buttons import undo
from styring_xl.figures.uncertainty import compute


@pytest.fixture(autouse=True, scope="package")
def few_years() -> Iterator[None]:
    """Few simulated years: what a press writes and where hangs on no figure of *Usikkerhed*."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compute, "paths_for", lambda cases, measures: 100)
        yield


@pytest.fixture
def own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A place of the test's own to remember presses in, and no workbook that calls once it has ended."""
    monkeypatch.setattr(undo, "folder", lambda: tmp_path / "fortryd")
    yield
    if hasattr(xlwings.Book, "_mock_caller"):
        del xlwings.Book._mock_caller

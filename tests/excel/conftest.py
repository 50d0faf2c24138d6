"""What the tests of buttons need around them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings

from styring_xl.buttons import undo


@pytest.fixture
def own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A place of the test's own to remember presses in, and no workbook that calls once it has ended."""
    monkeypatch.setattr(undo, "folder", lambda: tmp_path / "fortryd")
    yield
    if hasattr(xlwings.Book, "_mock_caller"):
        del xlwings.Book._mock_caller

"""A short life of one workbook; ``python -m tests.long_use`` gives the long one."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.long_use import LongUse


@pytest.mark.slow
def test_of_a_workbook_only_what_is_put_into_it_grows(tmp_path: Path) -> None:
    _, before, after = LongUse(tmp_path, 20).live(40, 20)
    assert (after.postings, after.entries) == (before.postings + 5, before.entries + 1)
    assert replace(after.shape, bytes=0) == replace(before.shape, bytes=0)
    assert after.shape.orphans == 0
    # Five postings and a row of Historik.
    assert after.shape.bytes - before.shape.bytes < 2_500
    # The ten newest, the newest of the month before them, and the one of a change that was undone.
    assert max(before.copies, after.copies) <= 12
    assert after.folder < before.folder * 1.1

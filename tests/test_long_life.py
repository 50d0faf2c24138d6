"""A short life of a municipality; ``python -m tests.long_life`` lives the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.libreoffice import convert
from tests.long_life import live, said


@pytest.mark.slow
def test_no_oere_is_lost_and_no_file_grows_from_year_to_year(tmp_path: Path) -> None:
    told = live(tmp_path, years=2, presses=2, citizens=8, months=3)
    assert (told.closings, told.presses, told.checked) == (6, 12, 18)
    first, second = told.sizes
    for each in ("texts", "styles", "names"):
        # Other citizens and another year take some letters more or less.
        assert abs(second[each] - first[each]) <= first[each] // 50, each


@pytest.mark.slow
@pytest.mark.office
def test_libreoffice_computes_the_same_of_the_last_workbook(tmp_path: Path) -> None:
    told = live(tmp_path, years=1, presses=1, citizens=8, months=2)
    assert said(convert(told.last, "xlsx", tmp_path / "office")) == said(told.last)

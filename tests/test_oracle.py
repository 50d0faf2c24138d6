"""Every cached formula result is what LibreOffice gets when it recalculates, and the sheets agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from styring_xl import demo
from styring_xl.cli import app
from tests import libreoffice
from tests.command_line import CliRunner
from tests.recommended import CARE, HOME, asked, typed
from tests.refreshed import refreshed as in_memory


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("oracle") / "Styringsark.xlsx"
    package = asked(demo.workbook(cases=150, seed=3, year=2026, macro_enabled=False))
    path.write_bytes(typed(package, HOME, CARE, citizen="610110-1234"))
    result = CliRunner().invoke(app, ["refresh", str(path)])
    assert result.exit_code == 1, "the demo holds mistakes of severity fejl"
    return path


def sheets(path: Path, data_only: bool) -> dict[str, dict[str, Any]]:
    book = openpyxl.load_workbook(path, data_only=data_only)
    return {s.title: {c.coordinate: c.value for row in s.iter_rows() for c in row if c.value is not None} for s in book}


@pytest.mark.office
def test_every_cached_result_is_what_libreoffice_computes(refreshed: Path, tmp_path: Path) -> None:
    recalculated = sheets(libreoffice.convert(refreshed, "xlsx", tmp_path), data_only=True)
    formulas = sheets(refreshed, data_only=False)
    cached = sheets(refreshed, data_only=True)
    checked = 0
    for sheet, cells in formulas.items():
        for cell, text in cells.items():
            if isinstance(text, str) and text.startswith("="):
                ours, theirs = cached[sheet].get(cell), recalculated[sheet].get(cell)
                if isinstance(ours, (int, float)) or isinstance(theirs, (int, float)):
                    assert theirs == pytest.approx(ours, abs=0.004), (sheet, cell, text)
                else:
                    assert (theirs or "") == (ours or ""), (sheet, cell, text)
                checked += 1
    assert checked > 500


def test_the_sheets_agree_and_foot() -> None:
    told = in_memory(demo.workbook(cases=60, seed=3, year=2026, macro_enabled=False))
    spend = told.values("Månedsforbrug")[5:]
    last = next(at for at, row in enumerate(spend) if row[0] == "I alt")
    assert round(sum(row[15] or 0 for row in spend[:last]), 2) == spend[last][15] > 0
    total = next(row for row in told.values("Afvigelse") if row[0] == "I alt")
    assert total[4] == spend[last][15], "forventet regnskab is the same on both sheets"
    assert total[3] == round(sum(row[4] or 0 for row in told.values("Budget")[5:]), 2)

"""Every formula result that we write is what LibreOffice, Gnumeric and ONLYOFFICE compute, and the sheets agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from styring_xl import demo
from styring_xl.cli import app
from tests import engines
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


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shipped") / "Styringsark.xlsm"
    path.write_bytes((Path(__file__).parents[1] / "xl" / path.name).read_bytes())
    return path


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize(
    "engine", [pytest.param(engines.LIBREOFFICE, marks=pytest.mark.newer), engines.GNUMERIC, engines.ONLYOFFICE]
)
@pytest.mark.parametrize(("which", "least"), [("refreshed", 5_000), ("shipped", 30)])
def test_every_result_is_what_each_office_program_computes(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str, which: str, least: int
) -> None:
    path: Path = request.getfixturevalue(which)
    bare = tmp_path / path.name
    assert engines.without_results(path, bare) >= least
    theirs = sheets(engines.saved_by(engine, bare, tmp_path / "out"), data_only=True)
    ours = sheets(path, data_only=True)
    formulas = [
        (sheet, cell, text)
        for sheet, cells in sheets(path, data_only=False).items()
        for cell, text in cells.items()
        if isinstance(text, str) and text.startswith("=")
    ]
    differing = [
        (sheet, cell, text, ours[sheet].get(cell), theirs[sheet].get(cell))
        for sheet, cell, text in formulas
        if not same(ours[sheet].get(cell), theirs[sheet].get(cell))
    ]
    assert differing == []
    assert len(formulas) >= least


def same(one: Any, other: Any) -> bool:
    """Whether two programs have the same result; an empty text may be no cell at all."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= 0.004
    return (one or "") == (other or "")


def test_the_sheets_agree_and_foot() -> None:
    told = in_memory(demo.workbook(cases=60, seed=3, year=2026, macro_enabled=False))
    spend = told.values("Månedsforbrug")[5:]
    last = next(at for at, row in enumerate(spend) if row[0] == "I alt")
    assert round(sum(row[15] or 0 for row in spend[:last]), 2) == spend[last][15] > 0
    total = next(row for row in told.values("Afvigelse") if row[0] == "I alt")
    assert total[4] == spend[last][15], "forventet regnskab is the same on both sheets"
    assert total[3] == round(sum(row[4] or 0 for row in told.values("Budget")[5:]), 2)

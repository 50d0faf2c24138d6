"""A refresh in memory tells what the command line writes in a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from styring_xl import demo
from styring_xl.cli import app
from tests import refreshed as in_memory
from tests import workbooks
from tests.command_line import CliRunner
from tests.workbooks import BUDGET, HEADER, LEDGER, day, saved

OWN = {
    "Sager": [
        HEADER,
        ["610180-0001", "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), day("31-12-2026"), None],
        ["620180-0002", "Familiepleje", 12_000, "måned", 1, "31-02-2026", None, None],
        ["630180-0003", "Opholdssted", 90_000, "måned", 1, day("01-03-2026"), None, 50],
        ["I alt", *[None] * 19, "=SUM(U2:U4)"],
    ],
    "Bogført": [LEDGER, [day("31-01-2026"), "610180-0001", "Familiepleje", 9_500, 1]],
    "Budget": [BUDGET, ["Familiepleje", 240_000, 0, 2, 120_000], ["Opholdssted", 500_000, 0, 1, 500_000]],
}


def plain(cell: Any) -> Any:
    """An empty text is an empty cell, a date has no time of day, and a float is what a file keeps of it."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date()
    return (round(cell, 6) if isinstance(cell, float) else cell) if cell != "" else None


@pytest.mark.parametrize("package", [saved(**OWN), demo.workbook(cases=25)], ids=["a user's own", "standard"])
def test_what_is_told_in_memory_is_what_the_command_line_writes(tmp_path: Path, package: bytes) -> None:
    path = tmp_path / "ark.xlsx"
    path.write_bytes(package)
    told = in_memory.refreshed(package, year=2026, closed=1)
    done = CliRunner().invoke(app, ["refresh", str(path), "--year", "2026", "--closed-month", "1"])
    assert done.exit_code == 1, done.output
    short = tmp_path / "kort" / path.name
    short.parent.mkdir()
    short.write_bytes(package)
    workbooks.update(short, year=2026, closed=1)
    assert short.read_bytes() == path.read_bytes()
    assert sorted(told.findings) == sorted(workbooks.findings(path))
    assert len(told.findings) > 1
    compared = 0
    patch = told.refreshed.patch
    for sheet in {block.sheet for block in (*patch.blocks, *(area.block for area in patch.areas))}:
        theirs = workbooks.as_openpyxl_reads(path, sheet)
        for row, cells in enumerate(workbooks.values(path, sheet)):
            assert cells == theirs[row][: len(cells)], (sheet, row + 1)
            assert not any(theirs[row][len(cells) :])
        assert not any(map(any, theirs[len(workbooks.values(path, sheet)) :]))
        for row, cells in enumerate(told.values(sheet)):
            for column, cell in enumerate(cells):
                if (mine := plain(cell)) is not None:
                    assert mine == plain(theirs[row][column]), (sheet, row + 1, column + 1)
                    compared += 1
    assert compared > 200

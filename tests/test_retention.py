"""How long copies are kept is said in *Opsætning*, and done when the workbook is saved."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from styring_xl import job, retention, standard
from styring_xl.books.file.script import edit_cells
from styring_xl.cli import app
from tests.workbooks import standard_package

ROW = "CPR-nr.|Foranstaltning|Takst|Takstenhed|Startdato\n610180-0001|Familiepleje|100|måned|01-01-2026"


def saved(folder: Path, copies: int | None, months: int | None) -> list[str]:
    """The copies beside a workbook after a refresh: there were five, four, eight … weeks old."""
    path = folder / "Styring.xlsx"
    path.write_bytes(standard_package(ROW))
    for number in range(1, 6):
        edit_cells(path, path, {"Disponering": {"G6": 100 + number}})
        copy = path.with_name(f"Styring.kopi{number}.xlsx")
        copy.write_bytes(copy.read_bytes())
        saved_at = dt.datetime.now() - dt.timedelta(28 * (6 - number))
        os.utime(copy, (saved_at.timestamp(),) * 2)
    at = {name: standard.SETTINGS_ROW + standard.SETTINGS.index(name) for name in standard.SETTINGS}
    cells = {standard.SETTING_COPIES: copies, standard.SETTING_COPY_MONTHS: months}
    edit_cells(path, path, {"Opsætning": {f"B{at[name]}": value for name, value in cells.items()}}, backup=False)
    job.run(path)
    return sorted(each.name.split(".")[1] for each in folder.iterdir() if "kopi" in each.name)


@pytest.mark.parametrize(
    ("copies", "months", "left"),
    [(None, None, "123456"), (None, 3, "3456"), (1, 1, "56"), (6, 100, "123456")],
)
def test_a_refresh_keeps_the_copies_that_the_workbook_says(
    copies: int | None, months: int | None, left: str, tmp_path: Path
) -> None:
    assert saved(tmp_path, copies, months) == [f"kopi{number}" for number in left]


def test_tidy_goes_by_what_is_said_and_a_stated_number_goes_before(tmp_path: Path) -> None:
    saved(tmp_path, None, None)
    path = tmp_path / "Styring.xlsx"
    assert len(retention.tidy(path, dry_run=True).kept) == 6
    at = standard.SETTINGS_ROW + standard.SETTINGS.index(standard.SETTING_COPY_MONTHS)
    edit_cells(path, path, {"Opsætning": {f"B{at}": 1}}, backup=False)
    result = CliRunner().invoke(app, ["tidy", str(path), "--keep", "0"])
    assert result.exit_code == 0
    left = {each.name.split(".")[1] for each in tmp_path.glob("*.kopi*")}
    assert {"kopi6"} <= left <= {"kopi6", "kopi5"}, "none is older than a month, and one of each month stays"

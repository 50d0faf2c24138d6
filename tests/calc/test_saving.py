"""Saving with the guard before it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.calc.office import Office

FORMAT = "Brug Excel 2007–365 (makro aktiveret)-format"


def typed(office: Office, text: str) -> None:
    office.front()
    office.type(text)
    office.keys("Return")


@pytest.mark.parametrize("suffix", [".ods", ".xlsm"])
def test_a_window_that_showed_an_excel_file_saves_the_document_after_it(
    office: Office, opened: str, workbook: Path, tmp_path: Path, suffix: str
) -> None:
    """As when the first is closed and the next chosen in LibreOffice's start centre, or the same is loaded again."""
    path = tmp_path / f"næste{suffix}"
    if suffix == ".ods":
        office.user("copy", opened, str(path))
    else:
        shutil.copy(workbook, path)
    before = path.read_bytes()
    document = office.user("replace", opened, str(path))
    typed(office, "nyt")
    office.keys("ctrl+s")
    if suffix == ".xlsm":
        assert path.name in office.message("Nej")
        office.message(FORMAT)
    office.until(lambda: not office.user("modified", document), "what was typed is not saved")
    assert path.read_bytes() != before
    kept = tmp_path / f"{path.stem}.før-LibreOffice{suffix}"
    assert (kept.read_bytes() == before) if suffix == ".xlsm" else not kept.exists()
    office.close(document)

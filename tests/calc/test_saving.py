"""Saving with the guard before it: in a window that showed another document first, and where it cannot be done."""

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


def test_a_copy_that_cannot_be_saved_is_told_of(office: Office, workbook: Path, tmp_path: Path) -> None:
    folder = tmp_path / "drev"
    folder.mkdir()
    shutil.copy(workbook, folder / "ark.xlsm")
    document = office.user("open", str(folder / "ark.xlsm"))
    typed(office, "nyt")
    # The drive goes away.
    folder.rename(tmp_path / "væk")
    folder.write_text("")
    office.keys("ctrl+s")
    office.message("Ja")
    assert "»ark.ods« kunne ikke gemmes" in office.message()
    assert office.user("modified", document)
    office.close(document)

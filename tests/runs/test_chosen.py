"""Which files a run takes: a little folder in, names out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from styring_xl.runs.chosen import choose

FILES = (
    "Børn.xlsx",
    "Ældre.XLSM",
    "Børn.kopi1.xlsx",
    ".Børn.xlsx.fortryd1",
    ".Børn.xlsx.styring-lock",
    "~$Børn.xlsx",
    "Børn.xlsx.log",
    "noter.txt",
    "skoler/Nord.xlsx",
    "skoler/arkiv/2024.xlsx",
    ".skjult/Gammel.xlsx",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"")
    return tmp_path


def names(folder: Path, *places: str, **options: Any) -> list[str]:
    return [
        f"{each.path.relative_to(folder).as_posix()}{' -' if each.why_not else ''}"
        for each in choose([folder / place for place in places], **options)
    ]


def test_of_a_folder_its_workbooks_and_none_of_what_lies_beside_them(folder: Path) -> None:
    assert names(folder, ".") == ["Børn.xlsx", "Ældre.XLSM"]


def test_the_folders_within_only_when_asked_for(folder: Path) -> None:
    assert names(folder, ".", recursive=True) == [
        "Børn.xlsx",
        "skoler/arkiv/2024.xlsx",
        "skoler/Nord.xlsx",
        "Ældre.XLSM",
    ]


def test_what_is_excluded_by_name_or_by_the_end_of_its_path(folder: Path) -> None:
    assert names(folder, ".", recursive=True, exclude=["arkiv/*", "BØRN*"]) == ["skoler/Nord.xlsx", "Ældre.XLSM"]


def test_a_pattern_that_nobody_else_has_expanded(folder: Path) -> None:
    assert names(folder, "*.xls?") == ["Børn.xlsx"]
    assert names(folder, "**/*.xlsx") == ["Børn.xlsx", "skoler/arkiv/2024.xlsx", "skoler/Nord.xlsx"]


def test_a_file_that_is_met_twice_is_taken_once(folder: Path) -> None:
    assert names(folder, "skoler/Nord.xlsx", "skoler", "skoler/../Børn.xlsx", ".") == [
        "skoler/Nord.xlsx",
        "skoler/../Børn.xlsx",
        "Ældre.XLSM",
    ]


def test_a_copy_is_worked_on_when_it_is_all_that_is_asked_for(folder: Path) -> None:
    assert names(folder, "Børn.kopi1.xlsx") == ["Børn.kopi1.xlsx"]
    assert names(folder, "Børn.xlsx", "Børn.kopi1.xlsx", "~$Børn.xlsx") == [
        "Børn.xlsx",
        "Børn.kopi1.xlsx -",
        "~$Børn.xlsx -",
    ]


def test_a_place_with_nothing_in_it_is_told(folder: Path) -> None:
    (folder / "tom").mkdir()
    assert names(folder, "tom", "*.xlsb") == ["tom -", "*.xlsb -"]


def test_what_the_run_writes_is_no_department(folder: Path) -> None:
    assert names(folder, ".", outputs=[folder / "Ældre.XLSM"]) == ["Børn.xlsx"]

"""Where the program keeps what is this user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from styring_xl import state
from styring_xl.cli import app
from tests.command_line import CliRunner
from tests.runs.departments import folder_of

SETTINGS = {"linux": ("XDG_STATE_HOME", ".local/state"), "win32": ("LOCALAPPDATA", "AppData/Local")}


@pytest.mark.parametrize("system", SETTINGS)
@pytest.mark.parametrize("stated", ["", ".", "tilstand", None])
def test_a_setting_that_names_no_folder_is_none(
    system: str, stated: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting, usual = SETTINGS[system]
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    if stated is None:
        monkeypatch.delenv(setting, raising=False)
    else:
        monkeypatch.setenv(setting, stated)
    assert state.folder() == tmp_path / usual / "Styring-XL" / "fortryd"


def test_a_user_without_a_home_has_the_folder_that_is_stated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(Path, "home", nowhere)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state.known_folder() == tmp_path / "Styring-XL" / "kendt"


def test_nothing_of_it_lies_beside_a_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (file,) = folder_of(1, tmp_path / "mappe")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "hjem")
    monkeypatch.setenv("XDG_STATE_HOME", "")
    monkeypatch.chdir(file.parent)
    assert CliRunner().invoke(app, ["check", file.name]).exit_code < 2
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    assert [*(tmp_path / "hjem").rglob("kendt/*.json")]

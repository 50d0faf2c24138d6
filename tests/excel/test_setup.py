"""Set-up and diagnosis on computers that are not this one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import xlwings
from msgspec import structs

from styring_xl import workbook
from styring_xl.calc.program import environment
from styring_xl.errors import StyringError
from styring_xl.setup import doctor
from styring_xl.setup.computer import Computer
from styring_xl.setup.doctor import Health
from styring_xl.setup.install import install, read_settings, uninstall


def windows(folder: Path, registry: dict[str, int | str] | None = None, **changes: Any) -> Computer:
    """A municipal PC on which everything is right but for the changes."""
    python = folder / "Python" / "Scripts" / "python.exe"
    python.parent.mkdir(parents=True, exist_ok=True)
    (python.parent.parent / f"xlwings64-{xlwings.__version__}.dll").touch()
    values = {"Platform": "x64"} | (registry or {})
    versions = {"xlwings": xlwings.__version__, "pywin32": "311"}
    made = Computer(
        system="win32",
        home=folder / "Søren",
        interpreter=python,
        bits=64,
        environ={},
        encoding="cp1252",
        registry=lambda hive, key, name: values.get(name),
        version=versions.get,
    )
    return structs.replace(made, **changes)


def states(computer: Computer, workbook: Path | None = None) -> dict[str, Health]:
    return {point.name: point.state for point in doctor.examine(workbook, computer)}


def test_a_pc_that_was_set_up_has_no_errors(tmp_path: Path) -> None:
    pc = windows(tmp_path)
    assert states(pc)["Indstillinger"] is Health.ERROR
    install(pc)
    book = tmp_path / "bog.xlsm"
    book.write_bytes(workbook.build())
    assert Health.ERROR not in states(pc, book).values()


def test_a_workbook_that_cannot_be_read_is_an_error_on_every_system(tmp_path: Path) -> None:
    broken = tmp_path / "halv.xlsm"
    broken.write_bytes(workbook.build()[:5000])
    for path in (broken, tmp_path / "mangler.xlsm", tmp_path):
        for system in ("win32", "darwin", "linux"):
            assert states(windows(tmp_path, system=system), path)["Projektmappe"] is Health.ERROR


def test_settings_are_in_the_form_and_code_page_the_macros_read(tmp_path: Path) -> None:
    pc = windows(tmp_path)
    install(pc)
    lines = pc.settings.read_bytes().decode("cp1252").splitlines()
    assert f'"INTERPRETER_WIN","{pc.interpreter}"' in lines
    # VBA's Input # reads exactly two quoted fields a line.
    assert all(line.count('"') == 4 and line.count('","') == 1 for line in lines)
    pc.settings.write_text('"LICENSE_KEY","egen"\n"INTERPRETER_WIN","C:\\gammel"\n', encoding="cp1252")
    install(pc)
    found = read_settings(pc.settings.read_text(encoding="cp1252"))
    assert (found["LICENSE_KEY"], found["INTERPRETER_WIN"]) == ("egen", str(pc.interpreter))
    assert "C:\\gammel" in pc.settings.with_suffix(".conf.bak").read_text(encoding="cp1252")
    before = pc.settings.stat().st_mtime_ns
    assert "i forvejen" in " ".join(install(pc))
    assert pc.settings.stat().st_mtime_ns == before


def test_a_path_the_macros_cannot_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StyringError, match="særlige tegn"):
        install(windows(tmp_path, interpreter=tmp_path / "Ω" / "python.exe"))


def test_where_there_is_no_excel_libreoffice_is_told(tmp_path: Path) -> None:
    pc = windows(tmp_path, system="linux")
    assert "Excel findes ikke på dette system" in " ".join(install(pc))
    assert pc.calc_note.read_text(encoding="utf-8") == str(pc.interpreter)
    assert not pc.settings.exists()


def test_the_extension_looks_where_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("APPDATA", str(tmp_path))
    for system in ("win32", "darwin", "linux"):
        monkeypatch.setattr(sys, "platform", system)
        assert environment.note() == str(Computer(system=system).calc_note)


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_what_was_told_is_taken_back_and_what_others_said_stays(tmp_path: Path, system: str) -> None:
    memory = tmp_path / "Styring-XL" / "fortryd"
    pc = windows(tmp_path, system=system, memory=memory)
    install(pc)
    memory.mkdir(parents=True)
    (memory / "tryk").touch()
    (memory.parent / "arbejde-x").mkdir()
    (memory.parent / "arbejde-x" / "ark.xlsx").touch()
    uninstall(pc)
    assert not pc.settings.exists()
    assert not pc.calc_note.exists()
    assert not memory.exists()
    assert [each for each in (tmp_path / "Søren").rglob("*") if each.is_file()] == []
    assert not pc.calc_note.parent.exists()
    assert not memory.parent.exists()

    pc.settings.parent.mkdir(exist_ok=True)
    theirs = f'"LICENSE_KEY","egen"\n"{pc.interpreter_setting}","C:\\gammel"\n'
    pc.settings.write_text(theirs, encoding="cp1252")
    install(pc)
    uninstall(pc)
    assert pc.settings.read_text(encoding="cp1252") == theirs

    install(pc)
    other = structs.replace(pc, interpreter=tmp_path / "anden" / "python.exe")
    assert "ikke rørt" in " ".join(uninstall(other))
    assert read_settings(pc.settings.read_text(encoding="cp1252"))[pc.interpreter_setting] == str(pc.interpreter)


@pytest.mark.parametrize(
    ("name", "state", "registry", "changes"),
    [
        ("Python", Health.ERROR, {"Platform": "x86"}, {}),
        ("Pakker", Health.ERROR, {}, {"version": {"xlwings": "0.30.0", "pywin32": "311"}.get}),
        ("Pakker", Health.ERROR, {}, {"version": {"xlwings": xlwings.__version__}.get}),
        ("Pakker", Health.ERROR, {}, {"importable": lambda name: False}),
        ("Makroer", Health.ERROR, {"VBAWarnings": 4}, {}),
        ("Makroer", Health.OK, {"VBAWarnings": 2}, {}),
        ("Defender", Health.ERROR, {"d4f940ab-401b-4efc-aadc-ad5f3c50688a": "1"}, {}),
        ("Defender", Health.OK, {"d4f940ab-401b-4efc-aadc-ad5f3c50688a": "2"}, {}),
        ("Indstillinger", Health.ERROR, {}, {"interpreter": Path("/et/andet/sted/python.exe")}),
        ("Forbindelsesfil (DLL)", Health.ERROR, {}, {"bits": 32}),
    ],
)
def test_what_is_wrong_is_found(
    tmp_path: Path, name: str, state: Health, registry: dict[str, int | str], changes: dict[str, Any]
) -> None:
    install(windows(tmp_path))
    points = {point.name: point for point in doctor.examine(None, windows(tmp_path, registry, **changes))}
    assert points[name].state is state
    assert bool(points[name].remedy) == (state is Health.ERROR)


def test_a_downloaded_workbook_and_one_in_onedrive_are_told_of(tmp_path: Path) -> None:
    book = tmp_path / "OneDrive" / "bog.xlsm"
    book.parent.mkdir()
    book.touch()
    Path(f"{book}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n", encoding="utf-8")
    pc = windows(tmp_path, environ={"OneDriveCommercial": str(tmp_path / "OneDrive")})
    found = states(pc, book)
    assert (found["Fil fra internettet"], found["OneDrive"]) == (Health.ERROR, Health.WARNING)


def test_a_mac_gets_buttons_and_is_told_that_functions_need_windows(tmp_path: Path) -> None:
    mac = windows(tmp_path, system="darwin")
    told = " ".join(install(mac))
    assert "virker kun i Excel på Windows" in told
    assert read_settings(mac.settings.read_text())["INTERPRETER_MAC"] == str(mac.interpreter)
    script = tmp_path / "Søren" / "Library" / "Application Scripts" / "com.microsoft.Excel"
    assert (script / f"xlwings-{xlwings.__version__}.applescript").exists()
    found = states(mac)
    assert found["Funktioner i celler"] is Health.WARNING
    assert found["Forbindelsesfil (DLL)"] is Health.NOT_HERE


def test_linux_is_told_honestly_that_there_is_no_excel() -> None:
    found = states(structs.replace(Computer(), system="linux"))
    assert found["Indstillinger"] is Health.NOT_HERE
    assert Health.ERROR not in found.values()

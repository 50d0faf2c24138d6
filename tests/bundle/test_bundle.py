"""What goes into an offline folder: the locked packages of each platform, and the page for IT."""

from __future__ import annotations

import html
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from styring_xl.bundle import folder, it_page, lock, wheels
from styring_xl.bundle.target import PYTHONS, TARGETS, TargetSystem
from styring_xl.errors import StyringError

ROOT = Path(__file__).parents[2]
LOCKED = lock.read(ROOT / "pylock.toml")


def _names(target: TargetSystem, python: str = "3.12") -> set[str]:
    return {wheel.package for wheel in lock.chosen(LOCKED, target, python)}


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    held = {each.name: each.wheels[0].version for each in LOCKED}
    for text in project["dependencies"] + project["optional-dependencies"]["memo"]:
        asked = Requirement(text)
        assert asked.specifier.contains(held[canonicalize_name(asked.name)]), text


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_each_platform_gets_files_that_run_there(target: TargetSystem) -> None:
    for python in PYTHONS:
        usable = set(target.tags(python))
        for wheel in lock.chosen(LOCKED, target, python):
            assert parse_wheel_filename(wheel.file)[3] & usable, wheel.file
    # What xlwings speaks with Excel through is another package on each system.
    assert {"pywin32", "appscript"} & _names(target) == {"win32": {"pywin32"}, "darwin": {"appscript"}}.get(
        target.system, set()
    )


def test_a_package_that_nobody_has_built_for_a_platform_is_named() -> None:
    only = lock.LockedPackage("tal", "", (lock.Wheel("tal-1.0-cp312-cp312-win32.whl", "0" * 64, 1),))
    with pytest.raises(StyringError, match=r"tal findes ikke færdigbygget til Windows"):
        only.best(TARGETS["win_amd64"], "3.12")


def test_a_file_is_held_against_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "tal-1.0-py3-none-any.whl"
    path.write_bytes(b"som den var")
    good = wheels.described(path)
    assert wheels.missing([good], tmp_path) == []
    path.write_bytes(b"som den er!")
    assert wheels.missing([good], tmp_path) == [good]
    assert f"tal==1.0 \\\n    --hash=sha256:{good.sha256}" in wheels.requirements([good, good])


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_the_folder_is_whole_and_its_page_tells_it_every_file(tmp_path: Path, target: TargetSystem) -> None:
    wheel = tmp_path / "tal-1.0-py3-none-any.whl"
    wheel.write_bytes(b"PK")
    held = wheels.described(wheel)
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("<h1>Vejledning</h1>")
    contents = folder.FolderContents("0.9", b"excel", b"calc", b"oxt", site)
    made = tmp_path / "Styring-XL-0.9"
    folder.make(made, target, PYTHONS, [held], tmp_path, contents)
    found = {str(each.relative_to(made)) for each in made.rglob("*") if each.is_file()}
    assert found == {
        target.installer, target.uninstaller, "LAES-MIG.txt", "Til it-afdelingen.html", "Styringsark.xlsm",
        "LibreOffice/Styringsark.xlsm", "LibreOffice/styring-xl.oxt", "Vejledning/index.html",
        "program/installation.py", "program/krav.txt",
        "program/om.json", f"program/wheels/{wheel.name}",
    }  # fmt: skip
    page = html.unescape((made / "Til it-afdelingen.html").read_text(encoding="utf-8"))
    for told in (held.sha256, target.installer, target.uninstaller, "3.11, 3.12, 3.13", "netforbindelse"):
        assert told in page
    assert ("Intune" in page) == (target.system == "win32")
    with pytest.raises(StyringError, match="findes allerede"):
        folder.make(made, target, PYTHONS, [held], tmp_path, contents)
    # Nothing is left of a folder that could not be filled.
    with pytest.raises(FileNotFoundError):
        folder.make(tmp_path / "ny", target, PYTHONS, [held], tmp_path / "tom", contents)
    assert {each.name for each in tmp_path.iterdir()} == {made.name, wheel.name, site.name}


def test_the_page_shows_a_name_as_it_is() -> None:
    odd = lock.Wheel("a_b-1.0-py3-none-any.whl", "f" * 64, 1)
    assert "<script" not in it_page.page(TARGETS["linux_x86_64"], ("3.12",), [odd], "<script>")

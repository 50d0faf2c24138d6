"""An offline folder lived through on this computer: an empty profile, no network, a new edition, and out again."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from styring_xl import demo
from styring_xl.bundle import folder, installation, wheels
from styring_xl.bundle.installation import FolderEdition, Installation, Interpreter, NotInstalled, Profile
from styring_xl.bundle.target import TARGETS, TargetSystem
from styring_xl.calc.build import extension
from styring_xl.calc.workbook import for_calc
from styring_xl.setup.guide import front_page
from tests.bundle.repacked import needed, repack

ROOT = Path(__file__).parents[2]
HERE = "{}.{}".format(*sys.version_info[:2])
LINUX = TARGETS["linux_x86_64"]


def test_what_is_installed_goes_where_excel_can_see_it() -> None:
    at = {"LOCALAPPDATA": "/C/Users/søren/AppData/Local"}
    home = Path("/C/Users/søren")
    plain = Profile("win32", home, at, Path("/C/Python312/python.exe"))
    store = Profile("win32", home, at, home / "AppData/Local/Microsoft/WindowsApps/python3.12.exe")
    assert plain.root == home / "AppData/Local/Styring-XL"
    # Windows keeps a Store program's files in %LOCALAPPDATA% where no other program finds them.
    assert store.root == home / "Styring-XL"
    # xlwings on a Mac starts the interpreter by a path without spaces.
    assert " " not in str(Profile("darwin", Path("/Users/s"), {}, Path("/usr/bin/python3")).root)


def test_the_desktop_is_the_one_the_system_names(tmp_path: Path) -> None:
    profile = Profile("linux", tmp_path, {}, Path("/usr/bin/python3"))
    assert profile.desktop == tmp_path
    (tmp_path / "Skrivebord").mkdir()
    assert profile.desktop == tmp_path / "Skrivebord"
    (tmp_path / "Bord").mkdir()
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/Bord"\n')
    assert profile.desktop == tmp_path / "Bord"


@pytest.mark.parametrize(
    ("interpreter", "why"),
    [
        (Interpreter(Path("p"), "3.12", "win_amd64", True), ""),
        (Interpreter(Path("p"), "3.10", "win_amd64", True), "3.11, 3.12 eller 3.13"),
        (Interpreter(Path("p"), "3.12", "win32", True), "win32"),
        (Interpreter(Path("p"), "3.12", "win_amd64", False), "python3.12-venv"),
    ],
)
def test_a_python_that_does_not_fit_is_told_why(interpreter: Interpreter, why: str) -> None:
    said = interpreter.misfit(FolderEdition("0.3", "win_amd64", ("3.11", "3.12", "3.13")))
    assert bool(said) == bool(why)
    assert why in said


def test_an_installation_that_was_cut_off_gives_way_to_the_one_before_it(tmp_path: Path) -> None:
    place = Installation(tmp_path, "linux")
    place.old.mkdir()
    (place.old / "pyvenv.cfg").write_text("den, der virkede")
    place.environment.mkdir()
    (place.environment / "halv").touch()
    place.put_aside()
    assert (place.old / "pyvenv.cfg").read_text() == "den, der virkede"
    assert not place.environment.exists()
    place.bring_back()
    assert [each.name for each in place.environment.iterdir()] == ["pyvenv.cfg"]


def test_the_rest_of_an_edition_that_was_in_use_never_takes_the_place_of_the_whole_one(tmp_path: Path) -> None:
    place = Installation(tmp_path, "linux")
    place.environment.mkdir()
    (place.environment / "pyvenv.cfg").write_text("den nye")
    place.mark.touch()
    place.old.mkdir()
    (place.old / "i-brug.dll").touch()
    place.put_aside()
    place.bring_back()
    assert (place.environment / "pyvenv.cfg").read_text() == "den nye"
    assert not place.old.exists()


def test_a_workbook_that_there_was_no_room_for_is_not_left_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(source: Path, target: Path) -> None:
        target.write_bytes(b"PK")
        raise OSError(errno.ENOSPC, "No space left on device")

    for name in ("mappe", "hjem"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(shutil, "copyfile", cut_off)
    profile = Profile("linux", tmp_path / "hjem", {}, Path(sys.executable))
    with pytest.raises(OSError, match="No space"):
        installation._place_files(
            tmp_path / "mappe", Installation(tmp_path, "linux"), profile, FolderEdition("0.3", "linux_x86_64", (HERE,)),
            Interpreter.here(),
        )  # fmt: skip
    assert not list((tmp_path / "hjem").iterdir())


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    place = Installation(tmp_path, "linux")
    place.environment.mkdir()
    (place.environment / "budget.xlsx").touch()
    with pytest.raises(NotInstalled, match="ikke rørt"):
        place.put_aside()
    assert (place.environment / "budget.xlsx").exists()


def _folder(path: Path, source: Path, target: TargetSystem = LINUX) -> Path:
    """A real offline folder for the Python of the tests."""
    source.mkdir(exist_ok=True)
    packed = [repack(each, source) for each in needed()] + [wheels.build(ROOT, source)]
    shipped = demo.workbook(macro_enabled=True)
    site = source / "site"
    site.mkdir()
    (site / "index.html").write_text("<h1>Vejledning</h1>")
    contents = folder.FolderContents("0.9", shipped, for_calc(shipped), extension(), site)
    folder.make(path, target, (HERE,), packed, source, contents)
    return path


def _alone() -> list[str]:
    """What a command is begun with to have no network, where the system lets us."""
    for command in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return command
    return []


def _say(command: list[str], environ: Mapping[str, str], answer: str = "") -> tuple[int, str]:
    done = subprocess.run(
        [*_alone(), *command],
        env=environ,
        input=answer,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=900,
    )
    return done.returncode, done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the folder is for Linux")
def test_one_double_click_in_an_empty_profile_without_network(tmp_path: Path) -> None:
    made = _folder(tmp_path / "Styring XL på deling", tmp_path / "wheels")
    home = tmp_path / "hjemme hos Søren"
    desk = home / "Skrivebord"
    desk.mkdir(parents=True)
    root = home / ".local" / "share" / "Styring-XL"
    (root / "python").mkdir(parents=True)
    (root / "python" / "pyvenv.cfg").write_text("en tidligere udgave")
    # Without network even where a namespace of its own is not to be had; pip asked for an index would say so.
    environ = {
        "HOME": str(home), "PATH": "/usr/bin:/bin", "STYRING_PYTHON": sys.executable, "PYTHONPATH": "/findes/ikke",
        "https_proxy": "http://127.0.0.1:9", "PIP_INDEX_URL": "http://127.0.0.1:9",
    }  # fmt: skip
    code, said = _say(["sh", str(made / "installer.sh"), "--stille"], environ)
    assert code == 0, said
    for step in range(1, 7):
        assert f"{step} af 6" in said
    assert sorted(each.name for each in root.iterdir() if each.is_dir()) == ["python"]
    assert front_page(root / "python") is not None
    program = str(root / "python" / "bin" / "styring-xl")
    book = desk / "Styringsark.xlsm"
    code, said = _say([program, "refresh", str(book)], environ)
    # The demonstration holds mistakes on purpose: done, with findings.
    assert code == 1, said
    mine = book.read_bytes()

    # The same folder with a package that somebody has changed: what was there goes on working.
    wheel = next((made / "program" / "wheels").glob("rich-*.whl"))
    held = wheel.read_bytes()
    wheel.write_bytes(held[:-1] + b"\0" if held[-1:] != b"\0" else held[:-1] + b"\1")
    code, said = _say(["sh", str(made / "installer.sh"), "--stille"], environ)
    assert (code, "ikke den, der blev lagt i mappen" in said) == (2, True), said
    assert _say([program, "--version"], environ)[0] == 0
    wheel.write_bytes(held)

    other = root / "mine noter.txt"
    other.write_text("mit eget")
    _, said = _say(["sh", str(root / "afinstaller.sh")], environ, "nej\n")
    assert "Intet er fjernet" in said
    code, said = _say(["sh", str(root / "afinstaller.sh")], environ, "ja\n")
    assert code == 0, said
    assert [each.name for each in root.iterdir()] == ["mine noter.txt"]
    left = {each.name for each in home.rglob("*") if each.is_file() and "Styringsark" not in each.name}
    assert left == {"mine noter.txt"}
    assert book.read_bytes() == mine

"""Puts Styring-XL into the user's own profile from an offline folder, and takes it out again.

This file lies in the folder that ``python -m styring_xl.bundle`` makes and is run there by whichever Python 3.11-3.13
its start script has found, so it uses the standard library alone. No network, no administrator rights. Either the new
edition is whole in place and works, or what was there before is there still.

Exit code: 0 done, 1 done but something on this computer stands in the way of Excel, 2 not done and why.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

WINDOWS: Final = "win32"
MAC: Final = "darwin"

IT_PAGE: Final = "Til it-afdelingen.html"
WORKBOOK: Final = "Styringsark.xlsm"
ENVIRONMENT: Final = "python"
OLD: Final = "python.gammel"
WHOLE: Final = "styring-xl.hel"
RECEIPT: Final = "installeret.json"
REPORT: Final = "installation.log"
SCRIPT: Final = "installation.py"
ABOUT: Final = "om.json"
REQUIREMENTS: Final = "krav.txt"
WHEELS: Final = "wheels"
LIBREOFFICE: Final = "LibreOffice"
GUIDE: Final = "Vejledning"
_GUIDE_INSTALLED: Final = "vejledning"
"""In the environment, so that it comes, is exchanged and goes with the edition it tells of."""
UNINSTALLER: Final = {WINDOWS: "Afinstaller.cmd", MAC: "Afinstaller.command"}
_OUR_FILES: Final = (REPORT, SCRIPT, *UNINSTALLER.values(), "afinstaller.sh", "kommandolinje.cmd", "kommandolinje.sh")
_IN_USE: Final = "Den tidligere udgave er i brug. Luk Excel og LibreOffice helt, og prøv igen."
_SPACE_FOR_EACH_BYTE: Final = 5
"""A package takes three to four times its file on the disk, compiled, and the edition before stands beside it."""


class NotInstalled(Exception):
    """The work was not done; the text is for the user, in Danish."""


@dataclass(frozen=True, slots=True)
class FolderEdition:
    """What the offline folder holds: the edition, the platform, and the Pythons (``3.12``) its packages are for."""

    version: str
    platform: str
    pythons: tuple[str, ...]

    @classmethod
    def read(cls, folder: Path) -> FolderEdition:
        """From the folder's own description. Raises NotInstalled when the folder is not whole."""
        try:
            held = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise NotInstalled(
                f"Mappen er ikke hel: {ABOUT} kan ikke læses. Pak hele mappen ud igen, og prøv derfra."
            ) from error
        return cls(held["version"], held["platform"], tuple(held["pythons"]))


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The Python that runs this: what decides which packages it can use."""

    path: Path
    version: str
    platform: str
    has_venv: bool

    @classmethod
    def here(cls) -> Interpreter:
        """The one that runs now."""
        from importlib.util import find_spec

        whole = find_spec("venv") is not None and find_spec("ensurepip") is not None
        return cls(Path(sys.executable), "{}.{}".format(*sys.version_info[:2]), _machine(), whole)

    def misfit(self, about: FolderEdition) -> str:
        """Why the folder's packages are not for this Python, in Danish; empty when they are."""
        if self.version not in about.pythons:
            return f"Python {self.version} er ikke en af dem, mappen er til ({_listed(about.pythons)})."
        if self.platform != about.platform:
            return f"Mappen er til {about.platform}, men denne Python er til {self.platform}."
        if not self.has_venv:
            return (
                "Denne Python kan ikke lave et miljø (venv og ensurepip mangler). Bed it-afdelingen om pakken "
                f"python{self.version}-venv."
            )
        return ""


def _machine() -> str:
    """The platform in the words of the offline folder's name for it, such as ``win_amd64``."""
    machine = platform.machine().lower()
    if sys.platform == WINDOWS:
        # A Python of 32 bits, or one for ARM, says so here and not in the machine's name.
        return sysconfig.get_platform().replace("-", "_")
    if sys.platform == MAC:
        return f"macos_{machine}"
    return f"linux_{machine}"


def _listed(words: Sequence[str]) -> str:
    return " eller ".join(filter(None, (", ".join(words[:-1]), words[-1])))


@dataclass(frozen=True, slots=True)
class Profile:
    """Where things go for this user."""

    system: str = sys.platform
    home: Path = field(default_factory=Path.home)
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    interpreter: Path = field(default_factory=lambda: Path(sys.executable))

    @property
    def root(self) -> Path:
        """The folder of the installation."""
        if self.system == WINDOWS:
            # Windows shows a Python from its Store another %LOCALAPPDATA% than it shows Excel.
            if {"windowsapps", "packages"} & {part.lower() for part in self.interpreter.parts}:
                return self.home / "Styring-XL"
            return Path(self.environ.get("LOCALAPPDATA") or self.home / "AppData" / "Local") / "Styring-XL"
        if self.system == MAC:
            # Not in Application Support: xlwings on a Mac starts the interpreter by a path without spaces.
            return self.home / "Styring-XL"
        return Path(self.environ.get("XDG_DATA_HOME") or self.home / ".local" / "share") / "Styring-XL"

    @property
    def desktop(self) -> Path:
        """The desktop as the system has it, wherever OneDrive or the language has put it; else the home folder."""
        found = _windows_desktop(self) if self.system == WINDOWS else _xdg_desktop(self)
        for folder in (found, self.home / "Desktop", self.home / "Skrivebord"):
            if folder is not None and folder.is_dir():
                return folder
        return self.home


def _windows_desktop(profile: Profile) -> Path | None:
    if sys.platform != "win32":
        return None
    import winreg

    key = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            value, _ = winreg.QueryValueEx(opened, "Desktop")
    except OSError:
        return None
    return Path(winreg.ExpandEnvironmentStrings(value)) if isinstance(value, str) else None


def _xdg_desktop(profile: Profile) -> Path | None:
    config = Path(profile.environ.get("XDG_CONFIG_HOME") or profile.home / ".config") / "user-dirs.dirs"
    try:
        lines = config.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    for line in lines:
        name, _, value = line.partition("=")
        if name.strip() == "XDG_DESKTOP_DIR":
            return Path(value.strip().strip('"').replace("$HOME", str(profile.home)))
    return None


@dataclass(frozen=True, slots=True)
class Installation:
    """The place of an installation, and what is in it."""

    root: Path
    system: str

    @property
    def environment(self) -> Path:
        """The folder of the virtual environment with the program and its packages."""
        return self.root / ENVIRONMENT

    @property
    def old(self) -> Path:
        """The edition before, while the new one is put in place."""
        return self.root / OLD

    @property
    def python(self) -> Path:
        """The environment's own interpreter."""
        if self.system == WINDOWS:
            return self.environment / "Scripts" / "python.exe"
        return self.environment / "bin" / "python"

    @property
    def mark(self) -> Path:
        """A file in the environment that is made when all packages are in it and the program has answered."""
        return self.environment / WHOLE

    @property
    def receipt(self) -> Path:
        """The file (JSON) that holds the edition, the Python and the shortcuts of what is installed."""
        return self.root / RECEIPT

    def put_aside(self) -> None:
        """The edition that stands there is set aside; one that was left half made is cleared away, and so is the rest
        of an edition before it that was in use when it should have been deleted.

        Raises NotInstalled when it is in use, or when something else stands in its place.
        """
        try:
            if self.old.is_dir() and self.mark.is_file():
                _remove(self.old)
            elif self.old.is_dir():
                # The last attempt was cut off: what worked before it is the one to keep.
                _remove(self.environment)
                self.old.rename(self.environment)
        except OSError as error:
            raise NotInstalled(_IN_USE) from error
        if not self.environment.exists():
            return
        if not (self.environment / "pyvenv.cfg").is_file():
            raise NotInstalled(
                f"{self.environment} er ikke lavet af Styring-XL og er ikke rørt. Angiv en anden mappe: --mappe"
            )
        try:
            self.environment.rename(self.old)
        except OSError as error:
            raise NotInstalled(_IN_USE) from error

    def bring_back(self) -> None:
        """What was set aside stands where it stood."""
        _remove(self.environment)
        if self.old.is_dir():
            self.old.rename(self.environment)


def _remove(folder: Path) -> None:
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.is_dir():
        shutil.rmtree(folder)


def _say(text: str) -> None:
    print(text, flush=True)


def _run(command: Sequence[str | Path], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """What a command says, told nothing of other Pythons' and pip's settings."""
    kept = {name: value for name, value in environ.items() if not name.upper().startswith(("PYTHON", "PIP_"))}
    kept["PIP_CONFIG_FILE"] = os.devnull
    return subprocess.run(
        [str(each) for each in command], env=kept, text=True, encoding="utf-8", errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip


def install(folder: Path, profile: Profile, interpreter: Interpreter, where: Path | None = None) -> int:
    """Do all of it, a sentence each. ``folder`` is where this file lies in the offline folder.

    Raises NotInstalled with what was there before still there.
    """
    about = FolderEdition.read(folder)
    place = Installation(where or profile.root, profile.system)
    _say(
        f"Styring-XL {about.version} sættes op for {profile.home.name}. "
        "Der bruges hverken net eller administratorrettigheder.\n"
    )
    _say(f"1 af 6  Python {interpreter.version}: {interpreter.path}")
    misfit = interpreter.misfit(about)
    if misfit:
        raise NotInstalled(misfit)
    _check_room(folder, place.root)
    _say(f"2 af 6  Laver et miljø i {place.environment}")
    place.root.mkdir(parents=True, exist_ok=True)
    place.put_aside()
    try:
        _make_environment(place, profile, interpreter)
        _say("3 af 6  Lægger pakkerne ind; det tager et minut eller to")
        _put_packages_in(folder, place, profile)
        if (folder.parent / GUIDE).is_dir():
            shutil.copytree(folder.parent / GUIDE, place.environment / _GUIDE_INSTALLED)
        place.mark.touch()
    except BaseException:
        place.bring_back()
        raise
    _say("4 af 6  Fortæller Excel og LibreOffice, hvor Python ligger")
    told = _run([place.python, "-I", "-X", "utf8", "-m", "styring_xl.cli", "install"], profile.environ)
    _say(_indented(told.stdout))
    _say(f"5 af 6  Lægger projektmappe og genvej på {profile.desktop}")
    placed = _place_files(folder, place, profile, about, interpreter)
    try:
        _remove(place.old)
    except OSError:
        _say(f"        Den tidligere udgave er i brug; den slettes næste gang: {place.old}")
    _say("6 af 6  Ser efter, om noget står i vejen (styring-xl doctor)")
    book = profile.desktop / WORKBOOK
    examined = _run([place.python, "-I", "-X", "utf8", "-m", "styring_xl.cli", "doctor", book], profile.environ)
    _say(_indented(examined.stdout))
    for path in placed:
        _say(f"Ligger nu på: {path}")
    if told.returncode or examined.returncode:
        _say(
            "\nStyring-XL er sat op, men punkterne med »fejl« ovenfor står i vejen. Kan du ikke selv rette dem, så "
            f"giv it-afdelingen siden »{IT_PAGE}« og dette vindues tekst."
        )
        return 1
    if profile.system in (WINDOWS, MAC):
        _say(f"\nFærdig. Luk Excel helt, åbn {WORKBOOK}, og vælg Aktivér indhold. Tryk Om/Hjælp på arket Start.")
    else:
        extension = folder.parent / LIBREOFFICE / "styring-xl.oxt"
        _say(f"\nFærdig. Dobbeltklik på {extension}, start LibreOffice igen, og åbn {WORKBOOK}.")
    return 0


def _check_room(folder: Path, root: Path) -> None:
    wheels = list((folder / WHEELS).glob("*.whl"))
    if not wheels or not (folder / REQUIREMENTS).is_file():
        raise NotInstalled("Mappen er ikke hel: pakkerne mangler. Pak hele mappen ud igen, og prøv derfra.")
    # Packages that are compiled are there once for each Python, and one of them is put in.
    once = {wheel.name.partition("-")[0]: wheel.stat().st_size for wheel in wheels}
    there = next(each for each in (root, *root.parents) if each.exists())
    needed = sum(once.values()) * _SPACE_FOR_EACH_BYTE
    if shutil.disk_usage(there).free < needed:
        raise NotInstalled(f"Der er ikke plads på drevet til {there}: der skal bruges {needed // 10**6} MB.")


def _make_environment(place: Installation, profile: Profile, interpreter: Interpreter) -> None:
    made = _run([interpreter.path, "-I", "-m", "venv", place.environment], profile.environ)
    if made.returncode or not place.python.exists():
        _keep(place, made.stdout)
        raise NotInstalled(
            f"Python kunne ikke lave et miljø i {place.environment}. Bed it-afdelingen tillade programmer i den mappe "
            f"(AppLocker eller Defender), se »{IT_PAGE}«. Pythons svar ligger i {place.root / REPORT}."
        )


def _put_packages_in(folder: Path, place: Installation, profile: Profile) -> None:
    pip: list[str | Path] = [place.python, "-I", "-X", "utf8", "-m", "pip", "--no-input", "--disable-pip-version-check"]
    put = _run(
        [
            *pip, "install", "--quiet", "--no-index", "--find-links", folder / WHEELS, "--require-hashes", "--no-deps",
            "--no-warn-script-location", "--requirement", folder / REQUIREMENTS,
        ],
        profile.environ,
    )  # fmt: skip
    if not put.returncode:
        put = _run([place.python, "-I", "-X", "utf8", "-m", "styring_xl.cli", "--version"], profile.environ)
    if put.returncode:
        _keep(place, put.stdout)
        if "DO NOT MATCH THE HASHES" in put.stdout:
            raise NotInstalled(
                "En pakke er ikke den, der blev lagt i mappen. Hent mappen igen fra den, der lavede den."
            )
        raise NotInstalled(
            f"Pakkerne kunne ikke lægges ind. Svaret ligger i {place.root / REPORT}; giv det til it-afdelingen."
        )


def _keep(place: Installation, text: str) -> None:
    place.root.mkdir(parents=True, exist_ok=True)
    (place.root / REPORT).write_text(text, encoding="utf-8")


def _place_files(
    folder: Path, place: Installation, profile: Profile, about: FolderEdition, interpreter: Interpreter
) -> list[Path]:
    """The workbook and a shortcut to the command line on the desktop, and what takes it all out again in the root.

    A workbook that is there already is the user's own and stays as it is.
    """
    book = profile.desktop / WORKBOOK
    source = folder.parent / (WORKBOOK if profile.system in (WINDOWS, MAC) else f"{LIBREOFFICE}/{WORKBOOK}")
    if book.exists():
        _say(f"        {book.name} lå der i forvejen og er ikke rørt. En ældre udgave bringes op til denne med:")
        _say(f'        styring-xl upgrade "{book}"')
    else:
        _copy_whole(source, book)
    shortcut = _shortcut(place, profile)
    shutil.copyfile(folder / SCRIPT, place.root / SCRIPT)
    shutil.copyfile(folder / ABOUT, place.root / ABOUT)
    base = Path(sysconfig.get_config_var("installed_base") or sys.base_prefix)
    _uninstaller(place, _base_python(interpreter, base))
    held = {"version": about.version, "python": interpreter.version, "genveje": [str(shortcut)]}
    place.receipt.write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")
    return [book, shortcut]


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a file, so that the target is there whole or not at all. Raises OSError."""
    part = target.with_name(f".{target.name}.ny")
    try:
        shutil.copyfile(source, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _base_python(interpreter: Interpreter, base: Path) -> Path:
    """The interpreter that will still be there when the environment is gone."""
    for path in (base / "python.exe", base / "bin" / f"python{interpreter.version}"):
        if path.exists():
            return path
    return interpreter.path


def _shortcut(place: Installation, profile: Profile) -> Path:
    """A file to double-click that opens a window in which ``styring-xl`` is a command."""
    if profile.system == WINDOWS:
        path = profile.desktop / "Styring-XL kommandolinje.cmd"
        scripts = place.python.parent
        text = (
            "@echo off\nchcp 65001 >nul\n"
            f'set "PATH={_for_cmd(scripts)};%PATH%"\n'
            'cd /d "%USERPROFILE%"\necho Skriv for eksempel: styring-xl --help\ncmd /k\n'
        )
        path.write_bytes(text.replace("\n", "\r\n").encode("utf-8"))
        return path
    inside = place.root / "kommandolinje.sh"
    inside.write_text(
        f"#!/bin/sh\nPATH={_quoted(place.python.parent)}:$PATH\nexport PATH\ncd\n"
        'echo "Skriv for eksempel: styring-xl --help"\nexec "${SHELL:-/bin/sh}" -i\n',
        encoding="utf-8",
    )
    inside.chmod(0o755)
    if profile.system == MAC:
        path = profile.desktop / "Styring-XL kommandolinje.command"
        path.write_text(f"#!/bin/sh\nexec {_quoted(inside)}\n", encoding="utf-8")
    else:
        path = profile.desktop / "Styring-XL kommandolinje.desktop"
        run = str(inside).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
        path.write_text(
            f'[Desktop Entry]\nType=Application\nName=Styring-XL kommandolinje\nExec="{run}"\nTerminal=true\n',
            encoding="utf-8",
        )
    path.chmod(0o755)
    return path


def _uninstaller(place: Installation, python: Path) -> None:
    script = place.root / SCRIPT
    if place.system == WINDOWS:
        # One line, for the file itself is gone when it has run.
        text = (
            "@echo off\r\nchcp 65001 >nul\r\n"
            f'"{_for_cmd(python)}" -I -X utf8 "{_for_cmd(script)}" --fjern --vent '
            f'--mappe "{_for_cmd(place.root)}" %* & exit\r\n'
        )
        (place.root / UNINSTALLER[WINDOWS]).write_bytes(text.encode("utf-8"))
        return
    path = place.root / UNINSTALLER.get(place.system, "afinstaller.sh")
    path.write_text(
        f'#!/bin/sh\nexec {_quoted(python)} -I -X utf8 {_quoted(script)} --fjern --mappe {_quoted(place.root)} "$@"\n',
        encoding="utf-8",
    )
    path.chmod(0o755)


def _for_cmd(path: Path) -> str:
    return str(path).replace("%", "%%")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "'\\''") + "'"


def _indented(text: str) -> str:
    return "\n".join(f"        {line}" for line in text.splitlines())


def remove(profile: Profile, where: Path | None = None) -> int:
    """Take the installation out: settings, environment, shortcuts and what *Fortryd* remembers; no workbook.

    Raises NotInstalled when there is none, or when it is in use.
    """
    place = Installation(where or profile.root, profile.system)
    if not place.receipt.is_file() and not place.environment.is_dir() and not place.old.is_dir():
        raise NotInstalled(f"Styring-XL er ikke sat op i {place.root}.")
    if place.environment.exists() and not (place.environment / "pyvenv.cfg").is_file():
        raise NotInstalled(f"{place.environment} er ikke lavet af Styring-XL og er ikke rørt.")
    told = ""
    if place.python.exists():
        told = _run([place.python, "-I", "-X", "utf8", "-m", "styring_xl.cli", "uninstall"], profile.environ).stdout
    try:
        # In use? Then a rename says so before anything is gone.
        if place.environment.is_dir():
            _remove(place.old)
            place.environment.rename(place.old)
        _remove(place.old)
    except OSError as error:
        raise NotInstalled("Styring-XL er i brug. Luk Excel og LibreOffice helt, og prøv igen.") from error
    if told:
        _say(told.rstrip())
    for shortcut in _shortcuts(place.receipt):
        shortcut.unlink(missing_ok=True)
    for name in (*_OUR_FILES, ABOUT, RECEIPT):
        (place.root / name).unlink(missing_ok=True)
    left = sorted(each.name for each in place.root.iterdir())
    if left:
        _say(f"I {place.root} ligger stadig noget, der ikke er Styring-XL's: {', '.join(left)}")
    else:
        place.root.rmdir()
    _say("Styring-XL er fjernet. Projektmapperne ligger, hvor de lå.")
    return 0


def _shortcuts(receipt: Path) -> list[Path]:
    try:
        return [Path(each) for each in json.loads(receipt.read_text(encoding="utf-8"))["genveje"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _is_sure() -> bool:
    try:
        answer = input("Skal Styring-XL fjernes fra denne pc? Projektmapper bliver. Skriv ja: ")
    except EOFError:
        return False
    return answer.strip().lower() == "ja"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read what the start script was told, and do it."""
    parser = argparse.ArgumentParser(description="Sætter Styring-XL op i brugerens egen profil, uden net.")
    parser.add_argument("python", nargs="?", help="stien til en Python; startfilen bruger den først")
    parser.add_argument("--mappe", type=Path, help="en anden mappe at sætte op i")
    parser.add_argument("--stille", action="store_true", help="spørg ikke og vent ikke (til Intune)")
    parser.add_argument("--fjern", action="store_true", help="fjern Styring-XL igen")
    parser.add_argument("--vent", action="store_true", help="vent på Enter, før vinduet lukkes")
    parser.add_argument("--passer", action="store_true", help="sig blot, om mappen er til denne Python")
    asked = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        # A console without Danish letters must not stop the work.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    code = _do(asked)
    if asked.vent and not asked.stille:
        with suppress(EOFError):
            input("Tryk Enter for at lukke. ")
    return code


def _do(asked: argparse.Namespace) -> int:
    folder, profile, interpreter = Path(__file__).resolve().parent, Profile(), Interpreter.here()
    where = asked.mappe.expanduser().absolute() if asked.mappe else None
    try:
        if asked.passer:
            return 1 if interpreter.misfit(FolderEdition.read(folder)) else 0
        if not asked.fjern:
            return install(folder, profile, interpreter, where)
        if not asked.stille and not _is_sure():
            raise NotInstalled("Intet er fjernet.")
        return remove(profile, where)
    except NotInstalled as stopped:
        _say(f"\nIkke gjort: {stopped}")
        return 2
    except OSError as error:
        # The system's own words are in its own language; its path and number are what IT needs.
        _say(f"\nIkke gjort: styresystemet sagde nej ({error.filename or 'ukendt sti'}, fejl {error.errno}).")
        _say(f"Giv siden »{IT_PAGE}« og dette vindues tekst til it-afdelingen.")
        return 2


if __name__ == "__main__":
    sys.exit(main())

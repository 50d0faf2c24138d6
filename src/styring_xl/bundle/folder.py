"""The offline folder put together: whole, or not there."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from msgspec import Struct

from styring_xl import errors
from styring_xl.bundle import installation, it_page
from styring_xl.bundle.lock import Wheel
from styring_xl.bundle.target import TargetSystem
from styring_xl.bundle.wheels import requirements

PROGRAM: Final = "program"
READ_ME: Final = "LAES-MIG.txt"


class FolderContents(Struct, frozen=True):
    """What goes into a folder beside its packages."""

    version: str
    workbook: bytes
    """For Excel."""
    calc_workbook: bytes
    """The same for LibreOffice."""
    extension: bytes
    """LibreOffice's extension."""
    guide: Path
    """The folder that holds the guide as a site."""


def make(
    path: Path,
    target: TargetSystem,
    pythons: Sequence[str],
    wheels: Sequence[Wheel],
    source: Path,
    contents: FolderContents,
) -> None:
    """Put a folder together from the files in ``source``. Raises StyringError when something stands at its place."""
    where = path.absolute()
    if where.exists():
        raise errors.already_there(where.name)
    if not where.parent.is_dir():
        raise errors.no_folder(where.name)
    work = Path(tempfile.mkdtemp(prefix=".styring-xl-", dir=where.parent))
    try:
        _fill(work, target, pythons, wheels, source, contents)
        work.chmod(0o755)
        work.rename(where)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _fill(
    folder: Path,
    target: TargetSystem,
    pythons: Sequence[str],
    wheels: Sequence[Wheel],
    source: Path,
    contents: FolderContents,
) -> None:
    program = folder / PROGRAM
    (program / installation.WHEELS).mkdir(parents=True)
    for wheel in wheels:
        shutil.copyfile(source / wheel.file, program / installation.WHEELS / wheel.file)
    (program / installation.REQUIREMENTS).write_text(requirements(wheels), encoding="utf-8")
    about = {"version": contents.version, "platform": target.name, "pythons": list(pythons)}
    (program / installation.ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    shutil.copyfile(installation.__file__, program / installation.SCRIPT)
    for name, words in ((target.installer, ""), (target.uninstaller, "--fjern ")):
        _script(folder / name, target, words)
    (folder / installation.WORKBOOK).write_bytes(contents.workbook)
    calc = folder / installation.LIBREOFFICE
    calc.mkdir()
    (calc / installation.WORKBOOK).write_bytes(contents.calc_workbook)
    (calc / "styring-xl.oxt").write_bytes(contents.extension)
    shutil.copytree(contents.guide, folder / installation.GUIDE)
    (folder / READ_ME).write_bytes(_read_me(target, contents.version).encode("utf-8-sig"))
    page = it_page.page(target, pythons, wheels, contents.version)
    (folder / installation.IT_PAGE).write_text(page, encoding="utf-8")


def _script(path: Path, target: TargetSystem, words: str) -> None:
    """A start script; the one that removes is the same with a word more."""
    template = "start.cmd" if target.system == installation.WINDOWS else "start.sh"
    text = (files(__package__) / "scripts" / template).read_text(encoding="utf-8").replace("@FJERN@ ", words)
    newline = "\r\n" if target.system == installation.WINDOWS else "\n"
    path.write_bytes(text.replace("\n", newline).encode("utf-8"))
    if os.name == "posix":
        path.chmod(0o755)


def _read_me(target: TargetSystem, version: str) -> str:
    first = {
        installation.WINDOWS: "Er mappen kommet som en zip-fil: højreklik på zip-filen > Egenskaber > Fjern blokering, "
        "og pak den ud, før du går videre.",
        installation.MAC: "Siger macOS, at filen er fra en ukendt udvikler: hold Ctrl nede, klik på den, og vælg Åbn.",
    }.get(target.system, "Spørger skrivebordet, om filen skal køres eller vises, så vælg Kør i terminal.")
    text = f"""Styring-XL {version} til {target.title}

1. {first}
2. Dobbeltklik på {target.installer}. Der skal hverken bruges internet eller administratorrettigheder.
3. Vinduet siger hvert trin, og hvad du skal bede it-afdelingen om, hvis noget står i vejen. Siden
   "{installation.IT_PAGE}" er til at printe eller sende til dem.
4. Bagefter ligger Styringsark.xlsm og en genvej til kommandolinjen på skrivebordet.

Ligger der allerede et Styringsark.xlsm på skrivebordet, bliver det, som det er.
Ny udgave: dobbeltklik på {target.installer} i den nye mappe. Indstillinger og projektmapper bliver.
Fjern igen: dobbeltklik på {target.uninstaller}. Projektmapper bliver liggende.
LibreOffice: dobbeltklik bagefter på LibreOffice/styring-xl.oxt, og brug Styringsark.xlsm fra samme mappe.
Vejledningen: dobbeltklik på index.html i mappen {installation.GUIDE}. Den kræver ingen netforbindelse.
Har du Python et andet sted: {target.installer} efterfulgt af stien til python.
"""
    return text.replace("\n", "\r\n") if target.system == installation.WINDOWS else text

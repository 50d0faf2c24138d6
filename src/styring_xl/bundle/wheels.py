"""The files of packages: fetched by pip with their hashes, and the product's own built from the repository."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from styring_xl.bundle.lock import Wheel
from styring_xl.bundle.target import TargetSystem
from styring_xl.errors import StyringError


def requirements(wheels: Iterable[Wheel]) -> str:
    """The wheels as pip's requirements with hashes; a package with several files has them all."""
    hashes: dict[str, set[str]] = defaultdict(set)
    for wheel in wheels:
        hashes[f"{wheel.package}=={wheel.version}"].add(wheel.sha256)
    lines = (
        " \\\n".join([pinned, *(f"    --hash=sha256:{each}" for each in sorted(of))])
        for pinned, of in sorted(hashes.items())
    )
    return "\n".join(lines) + "\n"


def described(path: Path) -> Wheel:
    """The name, hash and size of a file on the disk. Raises OSError."""
    return Wheel(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)


def missing(wheels: Iterable[Wheel], folder: Path) -> list[Wheel]:
    """The wheels that are not in a folder, or are there with another hash or size."""
    return [wheel for wheel in wheels if not (folder / wheel.file).is_file() or described(folder / wheel.file) != wheel]


def fetch(wheels: Sequence[Wheel], folder: Path, target: TargetSystem, python: str) -> None:
    """Download into ``folder`` the files that are not there yet. ``python`` is the version they are for, ``3.12``.

    Raises StyringError when the package index lacks a file, or has another under its name.
    """
    wanted = missing(wheels, folder)
    if not wanted:
        return
    with tempfile.TemporaryDirectory(prefix="styring-xl-") as work:
        listed = Path(work) / "krav.txt"
        listed.write_text(requirements(wanted), encoding="utf-8")
        places = [part for platform in target.platforms for part in ("--platform", platform)]
        _pip(
            "download", "--quiet", "--dest", str(folder), "--no-deps", "--only-binary", ":all:", "--require-hashes",
            "--implementation", "cp", "--python-version", python, *places, "--requirement", str(listed),
            what="Pakkerne kunne ikke hentes fra pakkeindekset",
        )  # fmt: skip
    gone = missing(wanted, folder)
    if gone:
        raise StyringError(f"Pakkeindekset gav en anden fil end {gone[0].file}.")


def build(root: Path, folder: Path) -> Wheel:
    """The product's own file, made from the repository at ``root``. Raises StyringError when it cannot be built."""
    with tempfile.TemporaryDirectory(prefix="styring-xl-") as work:
        _pip(
            "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", work, str(root),
            what="Styring-XL kunne ikke bygges (pip install -e '.[bundle]')",
        )  # fmt: skip
        made = next(Path(work).glob("styring_xl-*.whl"))
        shutil.copyfile(made, folder / made.name)
    return described(folder / made.name)


def _pip(*arguments: str, what: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        last = answer.stderr.strip().splitlines()[-1:] or [""]
        raise StyringError(f"{what}: {last[0]}")

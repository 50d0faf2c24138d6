"""The packages of the environment the tests run in, as wheels again: a real offline folder without a download."""

from __future__ import annotations

import zipfile
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from styring_xl.bundle import wheels
from styring_xl.bundle.lock import Wheel

_NOT_NEEDED = ("tests", "testing", "include", "__pycache__")


def needed(root: str = "styring-xl") -> list[metadata.Distribution]:
    """What an installed package needs to run here, without itself and without extras."""
    found: dict[str, metadata.Distribution] = {}
    open_names = [root]
    while open_names:
        for text in metadata.requires(open_names.pop()) or ():
            requirement = Requirement(text)
            name = canonicalize_name(requirement.name)
            if name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
                found[name] = metadata.distribution(name)
                open_names.append(name)
    return [found[name] for name in sorted(found)]


def repack(distribution: metadata.Distribution, folder: Path) -> Wheel:
    """One package as a file in a folder, with its own name and tag; what only its developers need is left out."""
    about = distribution.read_text("WHEEL") or ""
    tags = [line.partition(":")[2].strip().split("-") for line in about.splitlines() if line.startswith("Tag:")]
    tag = "-".join(".".join(dict.fromkeys(parts)) for parts in zip(*tags, strict=True))
    name = canonicalize_name(distribution.name).replace("-", "_")
    path = folder / f"{name}-{distribution.version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        record = ""
        for file in distribution.files or ():
            if file.parts[0] == ".." or set(file.parts) & set(_NOT_NEEDED):
                continue
            if file.name == "RECORD":
                record = file.as_posix()
                continue
            archive.writestr(file.as_posix(), file.read_binary())
        archive.writestr(record, "".join(f"{each},,\n" for each in [*archive.namelist(), record]))
    return wheels.described(path)

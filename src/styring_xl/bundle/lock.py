"""The lock of packages, ``pylock.toml`` (PEP 751) in the repository: which file of each runs where, with its hash."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from packaging.markers import Marker
from packaging.utils import parse_wheel_filename

from styring_xl.bundle.target import TargetSystem
from styring_xl.errors import StyringError


class Wheel(Struct, frozen=True, order=True):
    """One file of a package: its name, the SHA-256 (hexadecimal) that it must have, and its size in bytes."""

    file: str
    sha256: str
    size: int

    @property
    def package(self) -> str:
        """The package's name as the index writes it, such as ``numpy``. Raises InvalidWheelFilename."""
        return str(parse_wheel_filename(self.file)[0])

    @property
    def version(self) -> str:
        """The package's version, such as ``2.1.0``. Raises InvalidWheelFilename."""
        return str(parse_wheel_filename(self.file)[1])


class LockedPackage(Struct, frozen=True):
    """A package at the one version that was tried, and its files."""

    name: str
    marker: str
    wheels: tuple[Wheel, ...]

    def best(self, target: TargetSystem, python: str) -> Wheel:
        """The file that suits a computer best. Raises StyringError when none does."""
        tagged = {tag: wheel for wheel in self.wheels for tag in parse_wheel_filename(wheel.file)[3]}
        for tag in target.tags(python):
            if tag in tagged:
                return tagged[tag]
        raise StyringError(f"{self.name} findes ikke færdigbygget til {target.title} og Python {python}.")

    def is_for(self, target: TargetSystem, python: str) -> bool:
        """Whether it is needed there at all."""
        return not self.marker or Marker(self.marker).evaluate(target.environment(python))


def read(path: Path) -> tuple[LockedPackage, ...]:
    """The packages of a lock. Raises StyringError when there is none."""
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StyringError(f"{path.name} kan ikke læses; den laves med: python -m styring_xl.bundle --lock") from error
    return tuple(
        LockedPackage(
            each["name"],
            each.get("marker", ""),
            tuple(
                Wheel(wheel.get("name", wheel["url"].rpartition("/")[2]), wheel["hashes"]["sha256"], wheel["size"])
                for wheel in each.get("wheels", ())
            ),
        )
        for each in held["packages"]
    )


def chosen(packages: Iterable[LockedPackage], target: TargetSystem, python: str) -> list[Wheel]:
    """One file of each package that is needed, by name."""
    return sorted(package.best(target, python) for package in packages if package.is_for(target, python))

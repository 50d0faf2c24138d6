"""The computers an offline folder can be made for: which packages run there and which start scripts they know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from packaging import tags

PYTHONS: Final = ("3.11", "3.12", "3.13")


class TargetSystem(Struct, frozen=True):
    """One kind of computer."""

    name: str
    """As it is asked for, and as ``installation.py`` calls the computer it runs on."""
    title: str
    system: str
    """``sys.platform`` there."""
    platforms: tuple[str, ...]
    """The platform tags of packages that run there, the best first; ``any`` goes without saying."""
    installer: str
    uninstaller: str

    def tags(self, python: str) -> Iterator[tags.Tag]:
        """The tags of packages that ``python`` (``3.12``) can use there, the best first."""
        major, minor = (int(each) for each in python.split("."))
        yield from tags.cpython_tags((major, minor), platforms=self.platforms)
        yield from tags.compatible_tags((major, minor), f"cp{major}{minor}", self.platforms)

    def environment(self, python: str) -> dict[str, str]:
        """What a dependency's marker is asked of there."""
        names = {
            "win32": ("nt", "Windows", "AMD64"),
            "darwin": ("posix", "Darwin", ""),
            "linux": ("posix", "Linux", ""),
        }
        os_name, system, machine = names[self.system]
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.0",
            "os_name": os_name,
            "platform_machine": machine or self.name.partition("_")[2],
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": system,
            "platform_version": "",
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": self.system,
        }


def _manylinux(newest: int) -> Sequence[str]:
    return (*(f"manylinux_2_{minor}_x86_64" for minor in range(newest, 16, -1)), "manylinux2014_x86_64", "linux_x86_64")


TARGETS: Final = {
    target.name: target
    for target in (
        TargetSystem("win_amd64", "Windows (64-bit)", "win32", ("win_amd64",), "Installer.cmd", "Afinstaller.cmd"),
        TargetSystem(
            "macos_arm64", "macOS 12 eller nyere (Apple-processor)", "darwin",
            tuple(tags.mac_platforms((12, 0), "arm64")), "Installer.command", "Afinstaller.command",
        ),
        TargetSystem(
            "macos_x86_64", "macOS 12 eller nyere (Intel-processor)", "darwin",
            tuple(tags.mac_platforms((12, 0), "x86_64")), "Installer.command", "Afinstaller.command",
        ),
        TargetSystem(
            "linux_x86_64", "Linux med glibc 2.28 eller nyere", "linux", tuple(_manylinux(28)),
            "installer.sh", "afinstaller.sh",
        ),
    )
}  # fmt: skip

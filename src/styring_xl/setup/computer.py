"""The computer as set-up sees it: system, folders, interpreter, registry; gathered so that a test can be another."""

from __future__ import annotations

import importlib.util
import locale
import os
import struct
import sys
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from styring_xl import state

WINDOWS: Final = "win32"
MAC: Final = "darwin"


def read_registry(hive: str, key: str, name: str) -> int | str | None:
    """A value of the Windows registry (hive HKCU or HKLM), None when it is not set or this is no Windows."""
    if sys.platform != "win32":
        return None
    import winreg

    root = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}[hive]
    try:
        with winreg.OpenKey(root, key) as opened:
            value, _ = winreg.QueryValueEx(opened, name)
    except OSError:
        return None
    return value if isinstance(value, (int, str)) else None


def _installed(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


class Computer(Struct, frozen=True):
    """What the set-up depends on."""

    system: str = sys.platform
    home: Path = field(default_factory=Path.home)
    interpreter: Path = field(default_factory=lambda: Path(sys.executable))
    bits: int = struct.calcsize("P") * 8
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    encoding: str = field(default_factory=locale.getencoding)
    registry: Callable[[str, str, str], int | str | None] = read_registry
    version: Callable[[str], str | None] = _installed
    """The installed version of a package, None when it is not installed."""
    importable: Callable[[str], bool] = lambda name: importlib.util.find_spec(name) is not None
    memory: Path = field(default_factory=state.folder)
    """Where presses are remembered."""

    @property
    def settings(self) -> Path:
        """The file where xlwings' macros look for the user's settings."""
        if self.system == MAC:
            return self.home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
        return self.home / ".xlwings" / "xlwings.conf"

    @property
    def interpreter_setting(self) -> str:
        """What xlwings calls the interpreter's path here."""
        return "INTERPRETER_MAC" if self.system == MAC else "INTERPRETER_WIN"

    @property
    def calc_note(self) -> Path:
        """The file in which LibreOffice's extension is told the interpreter; the extension has the same rule."""
        if self.system == WINDOWS:
            base = Path(self.environ.get("APPDATA") or self.home)
        elif self.system == MAC:
            base = self.home / "Library" / "Application Support"
        else:
            base = Path(self.environ.get("XDG_CONFIG_HOME") or self.home / ".config")
        return base / "Styring-XL" / "python.txt"

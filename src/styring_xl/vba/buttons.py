"""The modules behind the buttons: a macro for each command, and a callback for each of the ribbon's buttons.

A macro is one call of Python. One that asks the user something first stands, whole, in ``macros/knapper/`` under its
own name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from styring_xl.standard.commands import COMMANDS, Command
from styring_xl.vba.ribbon import CALLBACK

MACROS: Final = "StyringKnapper"
CALLBACKS: Final = "StyringBaand"
VERSION_MARK: Final = "@VERSION@"
ASKING: Final = "knapper"
"""The folder of the macros that ask."""


def macros(folder: Path) -> str:
    """The module of the macros; ``folder`` holds those that ask."""
    return _module(
        MACROS,
        "Knapperne. Arbejdet ligger i Python-pakken styring_xl; teksten efter kommandoen er den version, arket er "
        "bygget til.",
        [_macro(command, folder / f"{command.macro}.bas") for command in COMMANDS],
    )


def callbacks() -> str:
    """The module of the ribbon's callbacks."""
    return _module(
        CALLBACKS,
        "Båndets knapper kalder de samme makroer som knapperne på arkene.",
        [_sub(f"{CALLBACK}{each.macro}(control As IRibbonControl)", each.macro) for each in COMMANDS],
    )


def _module(name: str, says: str, subs: list[str]) -> str:
    return "\n".join([f'Attribute VB_Name = "{name}"', "Option Explicit", "", f"' {says}", "", "\n".join(subs)])


def _macro(command: Command, asking: Path) -> str:
    if asking.exists():
        return asking.read_text(encoding="utf-8")
    call = f"RunPython \"import styring_xl.buttons as b; b.press('{command.name}', '{VERSION_MARK}')\""
    return _sub(f"{command.macro}()", call)


def _sub(head: str, body: str) -> str:
    return f"Public Sub {head}\n    {body}\nEnd Sub\n"

"""Esc stops a press that is at work: the workbook is then as before it, for what was written is taken back.

Windows alone says whether a key was pressed while another program works; in Excel elsewhere a press goes on to its
end. Calc has a dialog for it (``calc.program.press``), and stops a press by ending our process before it writes.
"""

from __future__ import annotations

import sys
from typing import Any, Final

from styring_xl.errors import StyringError

_ESCAPE: Final = 0x1B
_CALC: Final = "calc"
STOPPED: Final = "Afbrudt med Esc. Arket er, som det var før trykket, med de samme kroner. Tryk igen, når du vil."


class StopAsked(StyringError):
    """The user has pressed Esc."""


def can_stop(app: Any) -> bool:
    """Whether Esc is noticed here in the program, so that people may be told of it."""
    return sys.platform == "win32" and app.engine.name != _CALC


def rule_out(app: Any) -> None:
    """From here on Calc must not end our process: cells or files are being written."""
    if app.engine.name == _CALC:
        app.interactive = False


def forget(window: int | None) -> None:
    """What was pressed before a press is not meant for it."""
    is_asked(window)


def check(window: int | None) -> None:
    """Raises StopAsked when Esc has been pressed in the program of a window since it was last asked."""
    if is_asked(window):
        raise StopAsked(STOPPED)


def is_asked(window: int | None) -> bool:
    """Whether Esc has been pressed since this was last asked, while the program with the window was in front."""
    if sys.platform != "win32" or window is None:
        return False
    import ctypes

    user = ctypes.windll.user32
    pressed = bool(user.GetAsyncKeyState(_ESCAPE) & 0x8001)

    def process(handle: int) -> int:
        number = ctypes.c_ulong()
        user.GetWindowThreadProcessId(ctypes.c_void_p(handle), ctypes.byref(number))
        return number.value

    return pressed and process(user.GetForegroundWindow()) == process(window)

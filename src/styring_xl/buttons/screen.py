"""The spreadsheet program's screen while a button works: still, and with a word of what is going on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from styring_xl.buttons import stop


class TellProgress(Protocol):
    def __call__(self, text: str, *, writes: bool = False) -> None:
        """Show what is being done; ``writes``: from here on cells or files are written."""
        ...


@contextmanager
def quiet(app: Any) -> Iterator[TellProgress]:
    """Screen, calculation and events stand still meanwhile; the status bar shows what is going on. To tell of progress
    raises StopAsked where the user has asked for an end; with an empty text nothing else happens.

    Everything is set back in the opposite order, each on its own, so that one failure leaves no other behind.
    """
    before: list[tuple[str, Any]] = []

    def set_(name: str, value: Any) -> None:
        before.append((name, getattr(app, name)))
        setattr(app, name, value)

    window = app.hwnd if stop.can_stop(app) else None
    how = " (Esc afbryder)" if stop.can_stop(app) else ""

    def progress(text: str, *, writes: bool = False) -> None:
        stop.check(window)
        if text:
            app.status_bar = f"Styring-XL: {text} …{how}"
        if writes:
            stop.rule_out(app)

    stop.forget(window)
    try:
        set_("status_bar", f"Styring-XL: læser arket …{how}")
        set_("screen_updating", False)
        set_("enable_events", False)
        set_("calculation", "manual")
        yield progress
    finally:
        failed: Exception | None = None
        for name, value in reversed(before):
            # False, and not an empty text, gives the status bar back to the program.
            restored = (value or False) if name == "status_bar" else value
            try:
                setattr(app, name, restored)
            except Exception:
                # A program that was busy for a moment is asked again.
                try:
                    setattr(app, name, restored)
                except Exception as error:
                    failed = failed or error
        if failed is not None and sys.exc_info()[0] is None:
            raise failed

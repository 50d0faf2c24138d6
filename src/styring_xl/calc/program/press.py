"""A press while the product's own Python is at work on it.

What that asks for is done on LibreOffice's main thread. For the first second nothing else is done there, so a quick
press is as a macro. Then a dialog comes up: LibreOffice draws, and takes the user's wish to stop, but lets nobody into
a document. From the first change on there is only the press again, and it is done to its end.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from typing import Any, Iterator, Optional, Tuple

import unohelper
from com.sun.star.awt import XCallback

from .desk import Desk, is_change
from .environment import Worker
from .progress import ProgressDialog

WRITES = "press.writes"
"""What the other side tells before it writes anything, be it cells or files."""
_END = "the end"
_STATUS = "window.set_status"
_WITH_DIALOGS_OF_THEIR_OWN = ("desk.alert", "desk.chosen_files")
_PREFIX = "Styring-XL: "
_STARTING = "starter …"
_PATIENCE, _STRETCH, _PAUSE, _TICK, _AGAIN = 1.0, 0.05, 0.02, 0.25, 0.2
"""Seconds: before the dialog comes; of calls in a row with it open; waited for the next of them; between two looks at
the clock; between two tries to end the process of a press that is stopped."""


class PressStopped(Exception):
    """The user has stopped the press; nothing was written."""


class _Order:
    """Something the other side asks for, and its answer."""

    def __init__(self, name: str, arguments: Tuple[Any, ...]) -> None:
        self.name, self.arguments = name, arguments
        self.over = threading.Event()
        self.answer: Any = None
        self.error: Optional[BaseException] = None


class Press:
    """One press, from its first call to its last."""

    def __init__(self, context: Any, desk: Desk, worker: Worker, *call: Any) -> None:
        self._context, self._desk, self._worker, self._call = context, desk, worker, call
        manager = context.ServiceManager
        self._main = manager.createInstanceWithContext("com.sun.star.awt.AsyncCallback", context)
        self._arrivals: queue.Queue[_Order] = queue.Queue()
        self._lock = threading.Lock()
        self._is_called = False
        """Whether LibreOffice has been asked for a turn that has not come to its end."""
        self._held: Optional[_Order] = None
        self._dialog: Optional[ProgressDialog] = None
        self._told: Optional[str] = _STARTING
        self._began = self._since = time.monotonic()
        self._can_show = True
        self._is_writing = self._is_stopped = self._is_over = False
        self._problem: Optional[BaseException] = None

    def run(self) -> None:
        """Do it on LibreOffice's main thread. Raises PressStopped, and what the worker raises."""
        threading.Thread(target=self._carry, daemon=True).start()
        while not self._is_over:
            try:
                asked = self._next(self._left())
            except queue.Empty:
                if self._is_stopped:
                    # It may only just have been started.
                    self._worker.kill()
                else:
                    self._show()
                continue
            self._do(asked)
        if self._is_stopped:
            raise PressStopped
        if self._problem is not None:
            raise self._problem

    # On a thread of its own, which waits for the other side and touches no document.

    def _carry(self) -> None:
        try:
            self._worker.call(*self._call)
        except Exception as error:
            self._problem = error
        self._arrive(_Order(_END, ()))

    def serve(self, name: str, arguments: Tuple[Any, ...]) -> Any:
        """Have something done on the main thread that the other side asks for."""
        asked = _Order(name, arguments)
        self._arrive(asked)
        asked.over.wait()
        if asked.error is not None:
            raise asked.error
        return asked.answer

    def _arrive(self, asked: _Order) -> None:
        self._arrivals.put(asked)
        self._ask_for_a_turn()

    def _ask_for_a_turn(self, once_more: bool = False) -> None:
        """``once_more``: even where one has been asked for."""
        with self._lock:
            needed = self._dialog is not None and (once_more or not self._is_called)
            self._is_called = self._is_called or needed
        if needed:
            # Not with the lock: LibreOffice may have to wait for its main thread.
            self._main.addCallback(_Turn(self._turn), None)

    # On LibreOffice's main thread.

    def _next(self, seconds: Optional[float]) -> _Order:
        """What is asked for next. Raises Empty when nothing is for so long."""
        if self._held is not None:
            held, self._held = self._held, None
            return held
        return self._arrivals.get(timeout=seconds)

    def _left(self) -> Optional[float]:
        """Seconds until there is something to do besides; None when there is not."""
        if self._is_stopped:
            return _AGAIN
        if self._told is None or self._is_writing or not self._can_show:
            return None
        return max(0.0, self._since + _PATIENCE - time.monotonic())

    def _do(self, asked: _Order) -> None:
        if asked.name == _END:
            self._is_over = True
            return
        try:
            if self._is_stopped:
                raise PressStopped
            self._is_writing = self._is_writing or _begins_to_write(asked)
            if asked.name == _STATUS:
                self._hear(asked.arguments[1])
            if asked.name != WRITES:
                asked.answer = self._desk.serve(asked.name, asked.arguments)
        except Exception as error:
            asked.error = error
        if asked.name in _WITH_DIALOGS_OF_THEIR_OWN:
            # What the user has taken is no time of ours.
            self._since = time.monotonic()
        asked.over.set()

    def _hear(self, text: Optional[str]) -> None:
        if text is not None and text.startswith(_PREFIX):
            text = text[len(_PREFIX) :]
        self._told = text

    def _show(self) -> None:
        """Show the dialog until it is in the way, or the user stops the press."""
        frame = self._desk.front_frame()
        if frame is None or not frame.ContainerWindow.isVisible():
            self._can_show = False
            return
        self._had_turns = self._is_away = self._is_called = False
        self._dialog = dialog = ProgressDialog(self._context, frame)
        try:
            self._tell()
            with self._ticking():
                dialog.run()
        finally:
            self._dialog = None
        if not self._had_turns:
            # An office without a screen shows no dialogs.
            self._can_show = False
        elif not self._is_away:
            self._is_stopped = True
            self._worker.kill()

    @contextlib.contextmanager
    def _ticking(self) -> Iterator[None]:
        """Take a turn now and then, whether or not something is asked for."""
        over = threading.Event()

        def tick() -> None:
            while True:
                self._ask_for_a_turn(once_more=True)
                if over.wait(_TICK):
                    return

        threading.Thread(target=tick, daemon=True).start()
        try:
            yield
        finally:
            over.set()

    def _turn(self) -> None:
        """What LibreOffice calls when it has nothing else to do."""
        dialog = self._dialog
        if dialog is None:
            return
        if not self._had_turns:
            self._had_turns = True
            with contextlib.suppress(Exception):
                dialog.focus()
        try:
            if not self._is_away:
                self._serve_for_a_while(dialog)
            if self._is_away:
                # Every time anew: a dialog that is only just coming up does not hear it.
                dialog.end()
        finally:
            with self._lock:
                self._is_called = False
        if not self._arrivals.empty():
            self._ask_for_a_turn()

    def _serve_for_a_while(self, dialog: ProgressDialog) -> None:
        """Do what is asked for, until there is nothing for a moment or the dialog is in the way of it."""
        end = time.monotonic() + _STRETCH
        while time.monotonic() < end or self._is_writing:
            self._tell()
            try:
                asked = self._next(_TICK if self._is_writing else _PAUSE)
            except queue.Empty:
                if self._is_writing:
                    continue
                return
            if _needs_the_dialog_away(asked):
                self._held, self._is_away = asked, True
                return
            if not self._is_writing and _begins_to_write(asked):
                # How the dialog looks must not keep the press from its end.
                with contextlib.suppress(Exception):
                    dialog.hold()
            self._do(asked)

    def _tell(self) -> None:
        if self._dialog is not None and self._told is not None:
            with contextlib.suppress(Exception):
                self._dialog.tell(self._told, int(time.monotonic() - self._began), at_once=self._is_writing)


def _begins_to_write(asked: _Order) -> bool:
    return asked.name == WRITES or is_change(asked.name)


def _needs_the_dialog_away(asked: _Order) -> bool:
    if asked.name == _END or asked.name in _WITH_DIALOGS_OF_THEIR_OWN:
        return True
    return asked.name == _STATUS and asked.arguments[1] is None


class _Turn(unohelper.Base, XCallback):  # type: ignore[misc]
    def __init__(self, work: Any) -> None:
        self._work = work

    # com.sun.star.awt.XCallback

    def notify(self, data: Any) -> None:
        self._work()

"""The window of a document: its status bar; and messages to its user."""

from __future__ import annotations

from typing import Any, Optional

_STEPS = 100
_BOXES = {"info": "INFOBOX", "critical": "ERRORBOX", "question": "WARNINGBOX"}
# com.sun.star.awt.MessageBoxButtons
_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_PRESSED = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


class Window:
    """The status bar shows a text until it is given none."""

    def __init__(self, context: Any, model: Any) -> None:
        self._context, self._model = context, model
        self._indicator: Any = None
        self._text: Optional[str] = None

    def status(self) -> Optional[str]:
        """The text that was set, None when the status bar is the program's own."""
        return self._text

    def set_status(self, text: Optional[str]) -> None:
        frame = self.frame()
        if text is None:
            if self._indicator is not None:
                self._indicator.end()
            self._indicator = None
        elif frame is not None:
            if self._indicator is None:
                self._indicator = self._quiet_indicator(frame)
                self._indicator.start(text, _STEPS)
            else:
                self._indicator.setText(text)
            self._indicator.setValue(_STEPS // 2)
        self._text = text

    def _quiet_indicator(self, frame: Any) -> Any:
        """An indicator that does not let the user do other things in between, as LibreOffice's own would."""
        import uno

        given = []
        for name, value in (("Frame", frame), ("DisableReschedule", True)):
            made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
            made.Name, made.Value = name, value
            given.append(made)
        factory = self._context.ServiceManager.createInstanceWithArgumentsAndContext(
            "com.sun.star.task.StatusIndicatorFactory", tuple(given), self._context
        )
        return factory.createStatusIndicator()

    def activate(self) -> None:
        frame = self.frame()
        if frame is not None:
            frame.activate()
            frame.ContainerWindow.toFront()

    def frame(self) -> Any:
        """The window's frame, None for a document nobody sees."""
        controller = self._model.CurrentController
        return None if controller is None else controller.Frame


def alert(frame: Any, text: str, title: str, buttons: str = "ok", mode: str = "info") -> str:
    """Show a message over a frame and wait; returns what the user pressed. Without a frame nothing is shown."""
    import uno

    if frame is None:
        return "ok"
    window = frame.ContainerWindow
    kind = uno.Enum("com.sun.star.awt.MessageBoxType", _BOXES.get(mode, "INFOBOX"))
    box = window.Toolkit.createMessageBox(window, kind, _BUTTONS[buttons], title, text)
    try:
        return _PRESSED.get(box.execute(), "ok")
    finally:
        box.dispose()

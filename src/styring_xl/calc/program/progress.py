"""The dialog that shows what a press is doing, and by which it is stopped."""

from __future__ import annotations

from typing import Any

from .form import add

_WIDTH, _MARGIN, _LINE, _BAR, _BUTTON, _HIGH = 200, 8, 12, 10, 50, 14
_TITLE = "Styring-XL"
_HINT = "Esc stopper. Arket er da, som det var før trykket."
_WRITES = "Nu skrives der, og trykket gøres færdigt."
_LEFT = 2 / 3
"""How much is still to come is not known: each thing that is told brings the bar a third of the way to its end."""


class ProgressDialog:
    """A modal dialog over a frame. ``run`` shows it until it is stopped or ended."""

    def __init__(self, context: Any, frame: Any) -> None:
        manager = context.ServiceManager
        model = manager.createInstanceWithContext("com.sun.star.awt.UnoControlDialogModel", context)
        model.Title, model.Width, model.Moveable, model.Closeable = _TITLE, _WIDTH, True, True
        inside, below = _WIDTH - 2 * _MARGIN, _MARGIN + _LINE
        add(model, "FixedText", "doing", _MARGIN, _LINE, Width=inside)
        add(model, "ProgressBar", "bar", below, _BAR, Width=inside, ProgressValueMin=0, ProgressValueMax=100)
        add(model, "FixedText", "hint", below + _BAR + _MARGIN, _LINE, Width=inside, Label=_HINT)
        down = 3 * _MARGIN + 2 * _LINE + _BAR
        # Not where the keyboard is: what somebody goes on typing, with Return or a space in it, is no wish to stop.
        add(
            model, "Button", "stop", down, _HIGH, Label="~Stop", PushButtonType=2, Tabstop=False,
            PositionX=_WIDTH - _MARGIN - _BUTTON, Width=_BUTTON,
        )  # fmt: skip
        model.Height = down + _HIGH + _MARGIN
        self._dialog = manager.createInstanceWithContext("com.sun.star.awt.UnoControlDialog", context)
        self._dialog.setModel(model)
        self._model = model
        self._told, self._shown, self._left = "", "", 1.0
        parent = frame.ContainerWindow
        self._dialog.createPeer(parent.Toolkit, parent)
        around, size = parent.PosSize, self._dialog.getPosSize()
        # In the middle of the window, a little above; 3 is com.sun.star.awt.PosSize.POS.
        self._dialog.setPosSize((around.Width - size.Width) // 2, (around.Height - size.Height) // 3, 0, 0, 3)

    def run(self) -> None:
        """Show it, and let LibreOffice do other things meanwhile."""
        try:
            self._dialog.execute()
        finally:
            self._dialog.dispose()

    def end(self) -> None:
        """Take it away; ``run`` returns when what is under way is over."""
        self._dialog.endExecute()

    def focus(self) -> None:
        """Let keys go here, and with them Esc."""
        self._dialog.setFocus()

    def tell(self, text: str, seconds: int, *, at_once: bool = False) -> None:
        """Show what is being done, and for how long already; ``at_once`` where LibreOffice draws nothing."""
        if text != self._told:
            self._told = text
            self._left *= _LEFT
            self._model.getByName("bar").ProgressValue = round(100 * (1 - self._left))
        shown = f"{text} ({seconds} sek.)"
        if shown != self._shown:
            self._shown = self._model.getByName("doing").Label = shown
            if at_once:
                self._draw()

    def hold(self) -> None:
        """The press can't be stopped any more, and from now on LibreOffice does nothing else."""
        self._model.getByName("hint").Label = _WRITES
        self._model.getByName("stop").Enabled = False
        self._draw()

    def _draw(self) -> None:
        # com.sun.star.awt.InvalidateStyle: CHILDREN and UPDATE
        self._dialog.getPeer().invalidate(1 + 8)

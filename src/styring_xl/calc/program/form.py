"""A dialog of our own with what a command asks, for it must also work where a workbook's macros are switched off."""

from __future__ import annotations

import datetime
import importlib
from typing import Any, Dict, List, Optional, Tuple

try:
    _written: Any = importlib.import_module(".questions", __package__)
except ImportError:
    # Written when the extension is built; outside it nothing is asked.
    ASKED: Dict[str, Tuple[str, List[Tuple[str, str]]]] = {}
else:
    ASKED = _written.ASKED

# In the dialog's own units, about a quarter of a letter's width and an eighth of its height.
_WIDTH, _MARGIN, _LINE, _FIELD, _BUTTON = 240, 8, 10, 14, 50
_LETTERS = 62
"""So many letters of a question are sure to fit on a line."""


def ask(context: Any, frame: Any, command: str) -> Optional[List[str]]:
    """What the user answers to a command's questions, in their order; None when it is given up."""
    label, questions = ASKED[command]
    manager = context.ServiceManager
    model = manager.createInstanceWithContext("com.sun.star.awt.UnoControlDialogModel", context)
    model.Title, model.Width, model.Moveable, model.Closeable = label, _WIDTH, True, True
    down = _MARGIN
    for number, (words, stands) in enumerate(questions):
        lines = -(-len(words) // _LETTERS)
        add(model, "FixedText", f"words{number}", down, lines * _LINE, Label=words, MultiLine=True)
        down += lines * _LINE + 2
        add(model, "Edit", f"field{number}", down, _FIELD, Text=stands or last_month(datetime.date.today()))
        down += _FIELD + _MARGIN
    right = _WIDTH - _MARGIN - _BUTTON
    kinds = {"ok": 1, "cancel": 2}
    for name, text, left in (("ok", "OK", right - _BUTTON - _MARGIN), ("cancel", "Annullér", right)):
        add(model, "Button", name, down, _FIELD, Label=text, PushButtonType=kinds[name], PositionX=left, Width=_BUTTON)
    model.getByName("ok").DefaultButton = True
    model.Height = down + _FIELD + _MARGIN
    dialog = manager.createInstanceWithContext("com.sun.star.awt.UnoControlDialog", context)
    dialog.setModel(model)
    try:
        parent = frame.ContainerWindow
        dialog.createPeer(parent.Toolkit, parent)
        around, size = parent.PosSize, dialog.getPosSize()
        # In the middle of the window, a little above; 3 is com.sun.star.awt.PosSize.POS.
        dialog.setPosSize((around.Width - size.Width) // 2, (around.Height - size.Height) // 3, 0, 0, 3)
        dialog.getControl("field0").setFocus()
        if dialog.execute() != 1:
            return None
        return [str(dialog.getControl(f"field{number}").getText()) for number in range(len(questions))]
    finally:
        dialog.dispose()


def last_month(today: datetime.date) -> str:
    """The number of the month before a day's own: the one that is closed or opened again."""
    return str((today.month - 2) % 12 + 1)


def add(model: Any, kind: str, name: str, down: int, height: int, **more: Any) -> None:
    made = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    made.PositionX, made.PositionY, made.Width, made.Height = _MARGIN, down, _WIDTH - 2 * _MARGIN, height
    for key, value in more.items():
        setattr(made, key, value)
    model.insertByName(name, made)

"""A press in LibreOffice: the document in front, the product's own Python, and everything back in place afterwards."""

from __future__ import annotations

import contextlib
from typing import Any, Dict, Optional, Tuple

from .channel import Failed, Gone
from .desk import Closed, Desk
from .environment import Missing, Worker
from .form import ask
from .press import Press, PressStopped
from .window import alert

_TITLE = "Styring-XL"
_OURS = "import styring_xl"
"""How a line begins that one of our own buttons runs."""
_PRESS = "import styring_xl.buttons as b; b.press({given})"
_RENAMED = "import styring_xl.buttons.undo as u; u.also_known_by({before!r}, {now!r})"
_BUSY = "Styring-XL er allerede i gang. Vent, til den er færdig."
_NO_SHEET = "Åbn et regneark først: Styring-XL arbejder i det regneark, der er forrest."
_READ_ONLY = "Regnearket er skrivebeskyttet, så intet er ændret. Vælg Rediger > Redigeringstilstand, og prøv igen."
_GONE = (
    "Python-delen af Styring-XL stoppede undervejs. Er noget af arket ændret, så luk det uden at gemme, åbn det, og "
    "prøv igen. Sker det igen, så giv teksten her til den, der vedligeholder Styring-XL."
)
_UNKNOWN = (
    "Der skete en fejl, som Styring-XL ikke kender ({}). Er noget af arket ændret, så luk det uden at gemme, åbn det, "
    "og prøv igen. Sker det igen, så giv teksten her til den, der vedligeholder Styring-XL."
)
_STOPPED = "Stoppet. Arket er, som det var før trykket, med de samme kroner. Tryk igen, når du vil."

_desk: Optional[Desk] = None
_pressed: Dict[str, str] = {}
"""What each document that has been pressed in is known by, by its id: its path, or its name before it is saved."""
_workers: Dict[str, Worker] = {}
_press: Optional[Press] = None
"""The press that is at work."""
_busy = False


def trigger(context: Any, event: str) -> None:
    """``run:CODE`` runs a line of Python as a macro's RunPython does; anything else is the command of a button, after
    ``ask:`` one that asks its questions first, for which the workbook's macros are not needed.

    Never raises: LibreOffice would show the user a traceback.
    """
    global _busy, _desk
    if _desk is None:
        _desk = Desk(context)
    desk = _desk
    frame = desk.front_frame()
    if _busy:
        alert(frame, _BUSY, _TITLE)
        return
    _busy = True
    mode = "critical"
    try:
        problem = _asked(context, desk, event)
    except PressStopped:
        problem, mode = _STOPPED, "info"
    except Exception as error:
        problem = _UNKNOWN.format(type(error).__name__)
    finally:
        _busy = False
    if problem:
        alert(desk.front_frame(), problem, _TITLE, "ok", mode)


def _asked(context: Any, desk: Desk, event: str) -> str:
    """Do what an event says, after its questions; what to tell the user when it could not be done."""
    if event.startswith("run:"):
        return _run(context, desk, event[4:])
    command = event[4:] if event.startswith("ask:") else event
    given = [command]
    if command != event:
        document = desk.active()
        if document is None:
            return _NO_SHEET
        if desk.is_read_only(document):
            return _READ_ONLY
        answers = ask(context, desk.front_frame(), command)
        if answers is None:
            return ""
        # As the macros send them: no text that somebody types can become code.
        given += ["", *(each.encode("utf-16-be").hex() for each in answers)]
    return _run(context, desk, _PRESS.format(given=", ".join(map(repr, given))))


def _run(context: Any, desk: Desk, code: str) -> str:
    """Run the code on the document in front; what to tell the user when it could not be. Raises PressStopped."""
    global _press
    document = desk.active()
    if document is None:
        return _NO_SHEET
    if desk.is_read_only(document):
        return _READ_ONLY
    worker = _worker("buttons" if code.startswith(_OURS) else "macros")
    state, is_stopped = desk.state(document), False
    _press = Press(context, desk, worker, "run", document, code)
    try:
        _press.run()
    except PressStopped:
        is_stopped = True
        raise
    except Missing as missing:
        return str(missing)
    except Gone:
        return _GONE
    except Failed as failed:
        return _UNKNOWN.format(failed.kind)
    finally:
        _press = None
        # Of a document that was closed meanwhile nothing is left to put in place.
        with contextlib.suppress(Closed):
            desk.restore(document, state, is_stopped)
            _pressed[document] = desk.known_by(document)
    return ""


def _worker(work: str) -> Worker:
    """The process that does the work: what our buttons need starts in a sixth of the time of what any macro might."""
    if work not in _workers:
        _workers[work] = Worker(work, _serve)
    return _workers[work]


def _serve(name: str, arguments: Tuple[Any, ...]) -> Any:
    """What the product's Python asks for, in a press or beside one."""
    assert _desk is not None
    return _desk.serve(name, arguments) if _press is None else _press.serve(name, arguments)


def saved_as(identity: str) -> None:
    """A document has got another path: the press that can be taken back in it is from now on known by that one too.

    Never raises: the document is saved, and that is what its user asked for.
    """
    if _desk is None or "buttons" not in _workers or _press is not None or identity not in _pressed:
        return
    with contextlib.suppress(Closed, Missing, Gone, Failed):
        now = _desk.known_by(identity)
        _worker("buttons").call("run", identity, _RENAMED.format(before=_pressed[identity], now=now))
        _pressed[identity] = now

"""What the buttons do, over the workbook that is open: each macro calls ``press`` with the name of its command.

A press reads in blocks, computes, writes what differs in blocks, and says in one message what came of it. The user's
selection, scroll position and screen settings are as before when it ends, however it ends.
"""

from __future__ import annotations

import threading
from typing import Any, Final

from styring_xl.buttons.commands import COMMANDS, make_upgraded
from styring_xl.buttons.screen import quiet
from styring_xl.buttons.stop import StopAsked
from styring_xl.collector import held_back, none_at_exit
from styring_xl.errors import StyringError

__all__ = ["COMMANDS", "check_versions", "is_behind", "press", "quiet"]

TITLE: Final = "Styring-XL"
_BUSY: Final = threading.Lock()


def press(command: str, built_for: str = "", *typed: str) -> None:
    """Do a button's work on the workbook whose macro calls, and tell the user how it went; never raises. A command that
    has nothing to tell, as it shows its answer, gives no message.

    command: the name of one of ``standard.commands``; built_for: the versions the workbook was built for,
    ``styring-xl/xlwings``; typed: what the macro asked for, each text as four hex digits a character, so that nothing
    a user types can become code.
    """
    import xlwings as xw

    book = xw.Book.caller()
    if not _BUSY.acquire(blocking=False):
        book.app.alert("Styring-XL er allerede i gang. Vent, til den er færdig.", TITLE, "ok", "info")
        return
    none_at_exit()  # on a Mac, where each press has a process of its own, the user waits until it has ended
    try:
        with held_back():
            text, mode = _worked(book, command, built_for, typed)
    finally:
        _BUSY.release()
    if text:
        book.app.alert(text, TITLE, "ok", mode)


def _worked(book: Any, command: str, built_for: str, typed: tuple[str, ...]) -> tuple[str, str]:
    """The message to show and how serious it is."""
    try:
        if is_behind(built_for):
            return _brought_up(book, built_for), "info"
        check_versions(built_for)
        work = COMMANDS[command]
        with quiet(book.app) as progress:
            text = work(book, progress, *map(_decoded, typed))
        return text, "info"
    except StopAsked as error:
        return str(error), "info"
    except StyringError as error:
        return str(error), "critical"
    except MemoryError:
        return "Der er ikke hukommelse nok. Luk andre programmer, og prøv igen. Arket er som før.", "critical"
    except Exception as error:
        # The place in the code helps to mend the fault; cells may hold personal data and are not named.
        where = _place_of(error)
        return (
            f"Der skete en fejl, som Styring-XL ikke kender ({type(error).__name__} i {where}), og arket er ført "
            "tilbage til før trykket. Gem arket, luk Excel, og prøv igen. Sker det igen, så giv teksten her til "
            "den, der vedligeholder Styring-XL.",
            "critical",
        )


def _brought_up(book: Any, built_for: str) -> str:
    """A copy of the workbook in this edition. Raises StyringError when none can be made."""
    why = f"Projektmappen er bygget til {_named(built_for)}, og her er {_named(_mark())}. "
    try:
        with quiet(book.app) as progress:
            return why + make_upgraded(book, progress)
    except StyringError as error:
        raise StyringError(f"{why}{error} Den lukkede fil kan også bringes op med: styring-xl upgrade.") from error


def _named(versions: str) -> str:
    ours, _, theirs = versions.partition("/")
    return f"Styring-XL {ours} og xlwings {theirs}"


def _decoded(typed: str) -> str:
    """The text whose characters a macro has written as four hex digits each."""
    return bytes.fromhex(typed).decode("utf-16-be", "replace")


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    place = "?"
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith("styring_xl"):
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def check_versions(built_for: str) -> None:
    """Raises StyringError when the workbook was built for another edition of this package or of xlwings.

    The third part of this package's version does not count: it changes nothing a macro knows of.
    """
    if not built_for:
        return
    ours, _, theirs = built_for.partition("/")
    mine = _mark().partition("/")
    if _edition(ours) == _edition(mine[0]) and theirs == mine[2]:
        return
    raise StyringError(
        f"Python-pakken og projektmappen passer ikke sammen: projektmappen er bygget til {_named(built_for)}, men her "
        f"er installeret {_named(_mark())}. Installér den udgave, projektmappen er bygget til."
    )


def is_behind(built_for: str) -> bool:
    """Whether the workbook is of an earlier edition than this package, or of this one with another xlwings."""
    if not built_for:
        return False
    ours, _, theirs = built_for.partition("/")
    mine = _mark().partition("/")
    return _edition(ours) < _edition(mine[0]) or (_edition(ours) == _edition(mine[0]) and theirs != mine[2])


def _mark() -> str:
    """The versions that are installed here, as a workbook's macros state theirs."""
    from styring_xl.vba.build import version_mark

    return version_mark()


def _edition(version: str) -> tuple[int, ...]:
    """The first two numbers, which make an edition; a version nobody could have written is of the first."""
    return tuple(int(each) if each.isdigit() else 0 for each in version.split(".")[:2])

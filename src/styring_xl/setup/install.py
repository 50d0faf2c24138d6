"""Set-up for one user without administrator rights: tells xlwings' macros and LibreOffice which Python to call.

What was told is taken back by ``uninstall``.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from styring_xl.books.file.save import write_whole
from styring_xl.errors import StyringError
from styring_xl.setup.computer import MAC, WINDOWS, Computer
from styring_xl.state import KNOWN, WORK

SHARED: Final = {
    # The macros need no code from the workbook's own folder, and a workbook on OneDrive or SharePoint has none.
    "ADD_WORKBOOK_TO_PYTHONPATH": "False",
}
ON_WINDOWS: Final = {
    # One Python process that stays running: the functions need it anyway, and buttons then start at once.
    "USE UDF SERVER": "True",
    "SHOW CONSOLE": "False",
    "UDF MODULES": "styring_udf",
}
_LINE: Final = re.compile(r'\s*"(?P<name>[^"]*)"\s*,\s*"(?P<value>[^"]*)"\s*')


def read_settings(text: str) -> dict[str, str]:
    """xlwings' settings from the text of its file: a name and a value a line, both in quotes."""
    return {match["name"]: match["value"] for line in text.splitlines() if (match := _LINE.fullmatch(line))}


def install(computer: Computer | None = None) -> list[str]:
    """Write the settings, keep the others that are there, and say in Danish what was done, a sentence each.

    The file as it was is kept beside the new one. Raises StyringError when the interpreter's path holds letters that
    the macros cannot read.
    """
    pc = computer or Computer()
    done = [] if pc.system not in (WINDOWS, MAC) else _tell_excel(pc)
    done.append(_tell_calc(pc))
    if pc.system in (WINDOWS, MAC):
        done.append("Luk Excel helt, og åbn projektmappen igen. Virker noget ikke, så kør: styring-xl doctor.")
    else:
        done.append(
            "Excel findes ikke på dette system; LibreOffice og kommandolinjen (styring-xl refresh) virker uden."
        )
    return done


def _tell_excel(pc: Computer) -> list[str]:
    done = []
    wanted = _wanted(pc)
    path = pc.settings
    had: dict[str, str] = {}
    if path.exists():
        had = read_settings(path.read_text(encoding=_encoding(pc), errors="replace"))
        if {**had, **wanted} != had:
            backup = _backup(path)
            shutil.copy2(path, backup)
            done.append(f"De tidligere indstillinger ligger i {backup}.")
    try:
        data = _as_text({**had, **wanted}).encode(_encoding(pc))
    except UnicodeEncodeError as error:
        raise StyringError(
            f"Excels makroer kan ikke læse stien til Python ({pc.interpreter}). Installér Python i en mappe uden "
            "særlige tegn, og prøv igen."
        ) from error
    if {**had, **wanted} == had:
        done.append(f"Indstillingerne i {path} var rigtige i forvejen.")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path.resolve(), [data])
        done.append(f"Indstillingerne er skrevet i {path}: Excel bruger {pc.interpreter}.")
    if pc.system == MAC:
        done.append(_allow_run(pc))
        done.append("På en Mac virker knapperne; funktionerne (STYRING_…) virker kun i Excel på Windows.")
    return done


def _tell_calc(pc: Computer) -> str:
    path, text = pc.calc_note, str(pc.interpreter)
    if not path.exists() or path.read_text(encoding="utf-8", errors="replace").strip() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path.resolve(), [text.encode("utf-8")])
    return f"LibreOffice bruger {pc.interpreter}, når udvidelsen er lagt ind ({path})."


def uninstall(computer: Computer | None = None) -> list[str]:
    """Take our settings out again, bring back those they took the place of, and forget what *Fortryd* remembers and
    what work that was ended midway has left; folders that are empty then go too.

    Settings that somebody has changed since are somebody's own, and stay. Says in Danish what was done.
    """
    pc = computer or Computer()
    done = []
    if pc.system in (WINDOWS, MAC) and pc.settings.exists():
        done.append(_untell_excel(pc))
    if pc.system == MAC:
        (_scripts(pc) / _script().name).unlink(missing_ok=True)
    if pc.calc_note.exists() and pc.calc_note.read_text(encoding="utf-8", errors="replace").strip() == str(
        pc.interpreter
    ):
        pc.calc_note.unlink()
        done.append("LibreOffice bruger ikke længere denne Python.")
    if pc.memory.is_dir():
        shutil.rmtree(pc.memory)
        done.append("Det, Fortryd huskede, er slettet.")
    shutil.rmtree(pc.memory.with_name(KNOWN), ignore_errors=True)
    for left in pc.memory.parent.glob(f"{WORK}*"):
        shutil.rmtree(left, ignore_errors=True)
    for place in (pc.calc_note.parent, pc.memory.parent, *([pc.settings.parent] if pc.system == WINDOWS else [])):
        # Others may have something there, and on Windows the program itself lies in one of them.
        with contextlib.suppress(OSError):
            place.rmdir()
    return done or ["Der var intet at fjerne."]


def _untell_excel(pc: Computer) -> str:
    path, encoding = pc.settings, _encoding(pc)
    had = read_settings(path.read_text(encoding=encoding, errors="replace"))
    if had.get(pc.interpreter_setting) != str(pc.interpreter):
        return f"Indstillingerne i {path} peger på en anden Python og er ikke rørt."
    backup = _backup(path)
    before = read_settings(backup.read_text(encoding=encoding, errors="replace")) if backup.exists() else {}
    if before.get(pc.interpreter_setting) == str(pc.interpreter):
        before = {}
    ours = _wanted(pc)
    left = {name: value for name, value in had.items() if ours.get(name) != value}
    left |= {name: before[name] for name in ours if name in before}
    if left:
        write_whole(path.resolve(), [_as_text(left).encode(encoding)])
    else:
        path.unlink()
    backup.unlink(missing_ok=True)
    return f"Indstillingerne i {path} er taget ud igen."


def _wanted(pc: Computer) -> dict[str, str]:
    return {pc.interpreter_setting: str(pc.interpreter), **SHARED, **(ON_WINDOWS if pc.system == WINDOWS else {})}


def _encoding(pc: Computer) -> str:
    return "utf-8" if pc.system == MAC else pc.encoding


def _backup(path: Path) -> Path:
    return path.with_suffix(".conf.bak")


def _as_text(settings: Mapping[str, str]) -> str:
    return "".join(f'"{name}","{value}"\n' for name, value in settings.items())


def _scripts(pc: Computer) -> Path:
    """Where Excel on a Mac may run scripts from."""
    return pc.home / "Library" / "Application Scripts" / "com.microsoft.Excel"


def _script() -> Path:
    import xlwings

    return Path(xlwings.__file__).parent / f"xlwings-{xlwings.__version__}.applescript"


def _allow_run(pc: Computer) -> str:
    """Put the script in place through which Excel on a Mac may start Python."""
    script = _script()
    folder = _scripts(pc)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(script, folder)
    return f"Excel må nu starte Python: {script.name} ligger i {folder}."

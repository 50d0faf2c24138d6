"""Set-up for one user without administrator rights: tells xlwings' macros which Python to call, and how."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

from styring_xl.books.file.save import write_whole
from styring_xl.errors import StyringError
from styring_xl.setup.computer import MAC, WINDOWS, Computer

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

    The file as it was is kept beside the new one. Raises StyringError where Excel does not exist, or when the
    interpreter's path holds letters that the macros cannot read.
    """
    pc = computer or Computer()
    if pc.system not in (WINDOWS, MAC):
        raise StyringError(
            "Excel findes ikke på dette system, så der er ingen opsætning at lave. Kommandolinjen (styring-xl refresh) "
            "virker uden."
        )
    done = []
    wanted = {pc.interpreter_setting: str(pc.interpreter), **SHARED, **(ON_WINDOWS if pc.system == WINDOWS else {})}
    path = pc.settings
    encoding = "utf-8" if pc.system == MAC else pc.encoding
    had: dict[str, str] = {}
    if path.exists():
        before = path.read_text(encoding=encoding, errors="replace")
        had = read_settings(before)
        if {**had, **wanted} != had:
            backup = path.with_suffix(".conf.bak")
            shutil.copy2(path, backup)
            done.append(f"De tidligere indstillinger ligger i {backup}.")
    text = "".join(f'"{name}","{value}"\n' for name, value in {**had, **wanted}.items())
    try:
        data = text.encode(encoding)
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
    done.append("Luk Excel helt, og åbn projektmappen igen. Virker noget ikke, så kør: styring-xl doctor.")
    return done


def _allow_run(pc: Computer) -> str:
    """Put the script in place through which Excel on a Mac may start Python."""
    import xlwings

    script = Path(xlwings.__file__).parent / f"xlwings-{xlwings.__version__}.applescript"
    folder = pc.home / "Library" / "Application Scripts" / "com.microsoft.Excel"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(script, folder)
    return f"Excel må nu starte Python: {script.name} ligger i {folder}."

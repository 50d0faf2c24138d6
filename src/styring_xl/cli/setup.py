"""The commands about the computer: tell Excel of this Python or take it back, and say what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from styring_xl.cli.batch import refuse
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.parameter import Argument
from styring_xl.errors import StyringError
from styring_xl.runs.file_outcome import DONE, NOT_DONE, WITH_ERRORS
from styring_xl.runs.trouble import clear_errors


def install() -> None:
    """Tell Excel's macros and LibreOffice which Python to use; needs no administrator rights."""
    from styring_xl.setup.install import install as told

    _say(told)


def uninstall() -> None:
    """Take back what install told, and forget what undo remembers; workbooks and packages stay."""
    from styring_xl.setup.install import uninstall as taken_back

    _say(taken_back)


def _say(work: Callable[[], list[str]]) -> None:
    try:
        with clear_errors():
            for sentence in work():
                echo(sentence)
    except StyringError as error:
        refuse(None, error)
        raise Exit(NOT_DONE) from error


def doctor(
    file: Annotated[Path | None, Argument(help="A workbook to look at too.", metavar="[FILE]")] = None,
) -> None:
    """Say whether buttons and functions can work on this computer, and what to do about what cannot."""
    from styring_xl.setup import doctor as clinic

    points = clinic.examine(file)
    for point in points:
        echo(f"{point.state.value:<16} {point.name}: {point.text}")
        if point.remedy:
            echo(f"{'':<16} → {point.remedy}")
    raise Exit(WITH_ERRORS if any(point.state is clinic.Health.ERROR for point in points) else DONE)

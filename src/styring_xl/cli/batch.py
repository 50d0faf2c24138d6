"""One file after the other, each with a sentence when it cannot be done; the exit code is the worst of theirs."""

from __future__ import annotations

import errno
import gc
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import typer

from styring_xl.errors import StyringError

DONE: Final = 0
WITH_ERRORS: Final = 1
NOT_DONE: Final = 2
_CAUSES: Final = {
    errno.ENOSPC: "drevet er fyldt",
    errno.EDQUOT: "pladsen på drevet er brugt op",
    errno.EROFS: "drevet kan kun læses",
    errno.ENAMETOOLONG: "stien er for lang",
    errno.ENOTDIR: "en del af stien er en fil og ikke en mappe",
}
_SKIPPED: Final = re.compile(r"^~\$|\.kopi\d+\.xls[xm]$", re.IGNORECASE)


def refuse(file: Path | None, error: Exception) -> None:
    """Prints to stderr why a file was not worked on; ``file`` is None for an option that cannot be used."""
    text = str(error)
    typer.echo(f"{file}: {text}" if file is not None else text, err=True)


def each(
    files: list[Path], work: Callable[[Path], int], refused: Callable[[Path, StyringError], None] | None = None
) -> int:
    """Does the work on every file, whatever happens to the others; the exit code is the worst of theirs.

    ``refused`` is told of each that could not be done, beside what is said of it.
    """
    # Plain values hold no cycles, and the search for them takes a third of the time with half a million values.
    gc.disable()
    worst = DONE
    for file in files:
        if len(files) > 1 and _SKIPPED.search(file.name):
            # A pattern like *.xlsx also matches copies and lock files, which nobody wants refreshed.
            typer.echo(f"{file}: sikkerhedskopi eller låsefil, sprunget over", err=True)
            continue
        try:
            with clear_errors():
                code = work(file)
        except StyringError as error:
            refuse(file, error)
            if refused is not None:
                refused(file, error)
            code = NOT_DONE
        worst = max(worst, code)
        if file is not files[-1]:
            gc.collect()
    return worst


@contextmanager
def clear_errors() -> Iterator[None]:
    """What the operating system says, in a sentence a user can act on."""
    try:
        yield
    except BrokenPipeError:
        # Whoever read what is printed has gone, as head does; the file has nothing to do with it.
        raise
    except FileNotFoundError as error:
        raise StyringError("Filen eller mappen findes ikke.") from error
    except IsADirectoryError as error:
        raise StyringError("Stien er en mappe, ikke en projektmappe.") from error
    except PermissionError as error:
        raise StyringError(
            "Der er ikke adgang til filen; den kan være skrivebeskyttet eller åben i et andet program."
        ) from error
    except OSError as error:
        # The system's own words are in its own language.
        cause = _CAUSES.get(error.errno or 0, f"fejl {error.errno or 'uden nummer'} fra styresystemet")
        raise StyringError(f"Filen kan ikke læses eller skrives: {cause}.") from error
    except MemoryError as error:
        raise StyringError("Der er ikke hukommelse nok til projektmappen.") from error


@contextmanager
def waiting(text: str, quiet: bool) -> Iterator[None]:
    """A spinner for whoever waits at a terminal."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield


def report_each(files: list[Path], work: Callable[[Path], tuple[dict[str, Any], int]], as_json: bool) -> int:
    """The same for work that tells, beside its exit code, what it did; printed for all files when JSON is asked for."""
    entries: list[dict[str, Any]] = []

    def one(file: Path) -> int:
        entry, code = work(file)
        entries.append(entry)
        return code

    def refused(file: Path, error: StyringError) -> None:
        # A refused file is in the report too: without it a reader would think that the file was fine.
        entries.append({"file": str(file), "error": str(error)})

    code = each(files, one, refused)
    if as_json:
        import json

        typer.echo(json.dumps({"files": entries}, ensure_ascii=False, indent=2))
    return code

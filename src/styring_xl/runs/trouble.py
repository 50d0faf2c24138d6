"""What the operating system says, in a sentence a user can act on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from styring_xl.errors import StyringError

DIED: Final = "Arbejdet med filen blev slået ned udefra, eller der var ikke hukommelse nok."
"""The sentence for a file whose process, or whose workers of a cluster, ended before the work did."""
_CAUSES: Final = {
    errno.ENOSPC: "drevet er fyldt. Gør plads, og prøv igen.",
    errno.EDQUOT: "pladsen på drevet er brugt op. Gør plads, og prøv igen.",
    errno.EROFS: "drevet kan kun læses. Kopiér filen til et andet, og prøv igen.",
    errno.ENAMETOOLONG: "stien er for lang. Flyt filen til en mappe med et kortere navn.",
    errno.ENOTDIR: "en del af stien er en fil og ikke en mappe. Ret stien.",
}


@contextmanager
def clear_errors() -> Iterator[None]:
    """Raises StyringError for what the system raises inside."""
    try:
        yield
    except BrokenPipeError:
        # The reader of our output has ended, as with ``| head``; that is not the file's fault.
        raise
    except FileNotFoundError as error:
        raise StyringError("Filen eller mappen findes ikke. Se efter, om navn og mappe er skrevet rigtigt.") from error
    except IsADirectoryError as error:
        raise StyringError("Stien er en mappe, ikke en projektmappe. Skriv filens navn efter mappens.") from error
    except PermissionError as error:
        raise StyringError(
            "Der er ikke adgang til filen; den kan være skrivebeskyttet eller åben i et andet program. Luk den dér, "
            "eller bed om adgang, og prøv igen."
        ) from error
    except OSError as error:
        # The system's own words are in its own language.
        cause = _CAUSES.get(
            error.errno or 0,
            f"fejl {error.errno or 'uden nummer'} fra styresystemet. Prøv igen; sker det igen, så giv it-afdelingen "
            "teksten her.",
        )
        raise StyringError(f"Filen kan ikke læses eller skrives: {cause}") from error
    except MemoryError as error:
        raise StyringError(
            "Der er ikke hukommelse nok til projektmappen. Luk andre programmer, eller skriv --workers 1, og prøv igen."
        ) from error


def unforeseen(error: Exception) -> str:
    """A sentence about a mistake of ours: its kind and place in the program, never its text, which may hold a value."""
    place, trace = "", error.__traceback__
    while trace is not None:
        place = f" i {trace.tb_frame.f_globals.get('__name__', 'ukendt')}, linje {trace.tb_lineno}"
        trace = trace.tb_next
    return (
        f"Der skete en fejl, som Styring-XL ikke kender ({type(error).__name__}{place}). Prøv igen; sker det igen, så "
        "giv teksten her til den, der vedligeholder Styring-XL."
    )

"""Errors a person is meant to read."""


class StyringError(Exception):
    """The work was not done and nothing was written; the text is one clear Danish sentence.

    The text never holds a CPR number, a name or an amount: it may end up in a log.
    """


def already_there(name: str) -> StyringError:
    """A file that was to be made is there already, and nothing of the user's is written over."""
    return StyringError(f"{name} findes allerede og er ikke overskrevet; giv det nye et andet navn, eller flyt den.")


def no_folder(name: str) -> StyringError:
    """The folder in which a file was to be made is not there."""
    return StyringError(f"Mappen, {name} skal ligge i, findes ikke. Opret den, eller skriv en anden.")


def unsound(what: str) -> StyringError:
    """A workbook is not inside as Excel writes it; ``what`` says in a Danish clause how."""
    return StyringError(f"{what}, så den bliver ikke læst. Åbn filen i Excel, gem den på ny, og prøv igen.")


def too_large() -> StyringError:
    """A workbook would take more room than a computer may have for it."""
    return StyringError(
        "Filen fylder for meget, når den pakkes ud, så den bliver ikke læst. Slet ark og rækker, der ikke bruges, i "
        "Excel, gem den, og prøv igen."
    )

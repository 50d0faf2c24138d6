"""Errors a person is meant to read."""


class StyringError(Exception):
    """The work was not done and nothing was written; the text is one clear Danish sentence.

    The text never holds a CPR number, a name or an amount: it may end up in a log.
    """


def already_there(name: str) -> StyringError:
    """A file that was to be made is there already, and nothing of the user's is written over."""
    return StyringError(f"{name} findes allerede og er ikke overskrevet; giv det nye et andet navn, eller flyt den.")

"""Errors a person is meant to read."""


class StyringError(Exception):
    """The work was not done and nothing was written; the text is one clear Danish sentence.

    The text never holds a CPR number, a name or an amount: it may end up in a log.
    """

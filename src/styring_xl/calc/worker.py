"""The product's process that LibreOffice starts: ``python -m styring_xl.calc.worker buttons``, ``macros`` (of others)
or ``functions``.

It answers over its standard input and output, and ends when LibreOffice does.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final

from styring_xl.calc.program.channel import Channel


def buttons(channel: Channel) -> Callable[[str, tuple[Any, ...]], Any]:
    """Runs lines of Python with a document as the caller: ``run`` (document, code)."""
    from styring_xl.calc.engine import caller, connect

    app = connect(channel)

    def serve(name: str, arguments: tuple[Any, ...]) -> Any:
        if name == "run":
            document, code = arguments
            caller(app, document)
            # What xlwings does with the line a macro hands to RunPython.
            exec(compile(code, "RunPython", "exec"), {"__name__": "__main__"})
        elif name != "ready":
            raise LookupError(name)

    return serve


def functions(channel: Channel) -> Callable[[str, tuple[Any, ...]], Any]:
    """Calls a custom function by its name, with arguments as LibreOffice gives them."""
    import styring_udf
    from styring_udf.function import FAILED, FUNCTIONS

    known = {
        name: (getattr(styring_udf, name), [each for each, _, _ in FUNCTIONS[name].arguments])
        for name in styring_udf.__all__
    }

    answers: dict[tuple[Any, ...], Any] = {}

    def serve(name: str, arguments: tuple[Any, ...]) -> Any:
        if name == "ready":
            return None
        if any(isinstance(each, tuple) for each in arguments):
            return computed(name, arguments)
        # A cell's call with the same arguments is made again and again: at every recalculation of the whole document.
        # What an answer comes of is its arguments alone; 1 and 1.0 are two of them.
        key = (name, arguments, tuple(map(type, arguments)))
        found = answers.get(key)
        if found is None:
            found = computed(name, arguments)
            if found != ((FAILED,),):
                if len(answers) >= _MOST_ANSWERS:
                    answers.clear()
                answers[key] = found
        return found

    def computed(name: str, arguments: tuple[Any, ...]) -> Any:
        function, called = known[name]
        given = [_given(each, argument) for each, argument in zip(called, arguments, strict=False)]
        unclear = [each for each, value in zip(called, given, strict=True) if value is _UNCLEAR]
        if unclear:
            return ((_TOLD.format(name=_ZERO_OR_EMPTY[unclear[0]]),),)
        return tuple(tuple(map(_shown, row)) for row in function(*given))

    return serve


_MOST_ANSWERS: Final = 100_000
"""Answers to calls about single cells that are remembered: some 40 MB."""

# LibreOffice gives the value of a single cell, and 0 for an empty one; a range comes with its empty cells told apart.
_NEVER_ZERO: Final = frozenset(
    (
        "aar",
        "cpr",
        "cpr_liste",
        "dato",
        "enhed",
        "foranstaltning",
        "fra",
        "graenser",
        "helaarsregel",
        "indfasning",
        "maalgruppe",
        "maaned",
        "metode",
        "regel",
        "skoen",
        "startdato",
        "stopdato",
        "takst",
        "til",
    )
)
"""Arguments for which 0 says nothing: there it is an empty cell."""
_ZERO_OR_EMPTY: Final = {"maengde": "mængde", "moms": "moms", "trin_liste": "trin"}
"""Arguments for which 0 and an empty cell mean different things, and what users call them."""
_UNCLEAR: Final = object()
_TOLD: Final = "Fejl: {name} er 0 eller en tom celle; skriv cellen som et område, f.eks. I6:I6"
_DAY_0: Final = dt.datetime(1899, 12, 30)


def _given(name: str, argument: Any) -> Any:
    """An argument as the functions read it: an empty cell of a range comes as an empty text."""
    if isinstance(argument, tuple):
        return tuple(tuple(None if value == "" else value for value in row) for row in argument)
    if argument == "" or (argument == 0 and name in _NEVER_ZERO):
        return None
    if argument == 0 and name in _ZERO_OR_EMPTY:
        return _UNCLEAR
    if name == "metode" and isinstance(argument, float):
        # The method 12/12, typed into a cell, is a date there.
        return _DAY_0 + dt.timedelta(days=argument)
    return argument


def _shown(value: Any) -> Any:
    """A cell of the answer as LibreOffice takes it, which from a function takes no truth values."""
    if value is None:
        return ""
    if isinstance(value, int):
        return float(value)
    return value


class _Without(MetaPathFinder):
    """Finds nothing, and lets nobody else find some packages."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname in _NOT_NEEDED:
            raise ModuleNotFoundError(fullname, name=fullname)
        return None


@contextmanager
def _lean() -> Iterator[None]:
    """Import xlwings without the packages it would take tables and pictures from: it loads all that are installed, a
    second's work, and ours hands it plain cells. Afterwards they are found again."""
    finder = _Without()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


_NOT_NEEDED: Final = frozenset(("pandas", "polars", "matplotlib", "PIL"))


def main() -> int:
    """Serve until the other side goes away."""
    work = {"buttons": buttons, "macros": buttons, "functions": functions}[sys.argv[1]]
    if sys.argv[1] != "macros":
        with _lean():
            import xlwings  # noqa: F401 - for what follows
    # Whatever prints, prints beside the connection.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    channel = Channel(sys.stdin.buffer, answers, lambda name, arguments: serve(name, arguments))
    serve = work(channel)
    channel.answer_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The product's process that LibreOffice starts: ``python -m styring_xl.calc.worker buttons`` or ``functions``.

It answers over its standard input and output, and ends when LibreOffice does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

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

    known = {name: getattr(styring_udf, name) for name in styring_udf.__all__}

    def serve(name: str, arguments: tuple[Any, ...]) -> Any:
        if name == "ready":
            return None
        return tuple(tuple(map(_shown, row)) for row in known[name](*map(_given, arguments)))

    return serve


def _given(argument: Any) -> Any:
    """An argument as the functions read it: an empty cell of a range comes as an empty text."""
    if isinstance(argument, tuple):
        return tuple(tuple(None if value == "" else value for value in row) for row in argument)
    return None if argument == "" else argument


def _shown(value: Any) -> Any:
    """A cell of the answer as LibreOffice takes it, which from a function takes no truth values."""
    if value is None:
        return ""
    if isinstance(value, int):
        return float(value)
    return value


def main() -> int:
    """Serve until the other side goes away."""
    work = {"buttons": buttons, "functions": functions}[sys.argv[1]]
    # Whatever prints, prints beside the connection.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    channel = Channel(sys.stdin.buffer, answers, lambda name, arguments: serve(name, arguments))
    serve = work(channel)
    channel.answer_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""xlwings' COM server with nothing behind it: calls custom functions as Excel does. Run as a process of its own.

Reads pickled (name, arguments) from stdin, one after another, and answers each with the pickled result on stdout.
"""

from __future__ import annotations

import pickle
import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

RANGE = "{00020846-0000-0000-C000-000000000046}"


class ComRange:
    """A range as pywin32 hands it to Python: values as nested tuples."""

    def __init__(self, values: tuple[tuple[Any, ...], ...]) -> None:
        attributes = SimpleNamespace(GetTypeAttr=lambda: SimpleNamespace(iid=RANGE))
        self._oleobj_ = SimpleNamespace(GetTypeInfo=lambda: attributes)
        # A range of one cell has a plain value.
        self.Value = values if len(values) > 1 or len(values[0]) > 1 else values[0][0]
        self.Worksheet = MagicMock()
        self.Row = self.Column = 1
        self.Rows = SimpleNamespace(Count=len(values))
        self.Columns = SimpleNamespace(Count=len(values[0]))


def main() -> None:
    from styring_xl.vba import stand_in

    stand_in.install()
    import win32com.server.util as util

    def unwrap(value: object) -> object:
        raise TypeError("not a wrapped object")

    util.unwrap = unwrap
    # xlwings prints; the pipe is for answers alone.
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    from xlwings.com_server import XLPython

    server: Any = XLPython()
    caller = ComRange(((None,),))
    while True:
        try:
            name, arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        given = tuple(ComRange(a["range"]) if isinstance(a, dict) else a for a in arguments)
        try:
            answer = server.CallUDF("styring_udf", name, given, None, caller)
        except BaseException as error:
            answer = {"raised": repr(error)}
        pickle.dump(answer, out)
        out.flush()


if __name__ == "__main__":
    main()

"""Serves an office that runs elsewhere on this machine: ``python3 -m program PIPE``, with LibreOffice's own Python.

The office must have been started with ``--accept=pipe,name=PIPE;urp;``.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

_TRIES = 600


def connect(pipe: str) -> Any:
    """The component context of the office behind a named pipe; waits a minute for it to start."""
    import uno

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(_TRIES):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not answer")


def main() -> None:
    from .channel import Channel
    from .desk import Desk

    # Whatever prints, prints beside the connection.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    desk = Desk(connect(sys.argv[1]))
    Channel(sys.stdin.buffer, answers, desk.serve).answer_all()


if __name__ == "__main__":
    main()

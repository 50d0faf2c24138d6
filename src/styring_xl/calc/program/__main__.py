"""Serves an office that runs elsewhere on this machine: ``python3 -m program PIPE``, with LibreOffice's own Python.

The office must have been started with ``--accept=pipe,name=PIPE;urp;``. With a folder after the pipe the office is ours
alone: when the other side goes away, however it ends, the office is ended too and the folder removed.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from typing import Any

_TRIES = 600
_PATIENCE = 100


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


def _remove(folder: str) -> None:
    """Remove the folder of an office that is about to end and may still write there."""
    for _ in range(_PATIENCE):
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.2)
        if not os.path.exists(folder):
            return


def main() -> None:
    from .channel import Channel
    from .desk import Desk

    # Whatever prints, prints beside the connection.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    ours = len(sys.argv) > 2
    desk = Desk(connect(sys.argv[1]), ours)
    Channel(sys.stdin.buffer, answers, desk.serve).answer_all()
    if ours:
        desk.end()
        _remove(sys.argv[2])


if __name__ == "__main__":
    main()

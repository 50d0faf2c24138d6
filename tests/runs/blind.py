"""A worker that sees nothing of the folder ``BLIND_TO`` and may put no file anywhere but in Dask's own folder: loaded
by it before it works. Some of its work goes wrong on the way, each thing once for all the workers:

at ``DIES_AT`` it is killed when it has computed; at ``WAITS_AT`` it says that it has come so far (``ROOM``/waits), and
waits until it may go on (``ROOM``/goes on).
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from styring_xl.books.edit.applied import Applied
from styring_xl.books.file.filebook import FileBook

_HIDDEN = os.environ["BLIND_TO"]
_ROOM = Path(os.environ["ROOM"])
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_apply = FileBook.apply


def _look(event: str, arguments: tuple[Any, ...]) -> None:
    path = str(arguments[0]) if arguments and isinstance(arguments[0], (str, bytes, Path)) else ""
    if _HIDDEN in path:
        raise PermissionError(f"{event} of what is not there")
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING and not _may_be_written(path):
        raise PermissionError(f"{path} is written")


def _may_be_written(path: str) -> bool:
    """Dask's own folder, and what Python keeps of its modules."""
    return path.startswith((str(_ROOM), "/dev/")) or ".pyc" in path


def _hindered(self: FileBook, *arguments: Any, **options: Any) -> Applied:
    done = _apply(self, *arguments, **options)
    if self.path.name == os.environ["DIES_AT"]:
        with contextlib.suppress(FileExistsError):
            (_ROOM / "has died").touch(exist_ok=False)
            os.kill(os.getpid(), signal.SIGKILL)
    if self.path.name == os.environ["WAITS_AT"]:
        (_ROOM / "waits").touch()
        while not (_ROOM / "goes on").exists():
            time.sleep(0.01)
    return done


setattr(FileBook, "apply", _hindered)  # noqa: B010
sys.addaudithook(_look)

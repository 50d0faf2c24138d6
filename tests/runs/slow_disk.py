"""A file server that takes its time: loaded by a worker before it works, so that each flush and rename waits."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

_SECONDS = float(os.environ.get("SLOW_DISK", "0.1"))


def _slow(real: Callable[..., Any]) -> Callable[..., Any]:
    def waiting(*arguments: Any, **options: Any) -> Any:
        time.sleep(_SECONDS)
        return real(*arguments, **options)

    return waiting


for _name in ("fsync", "replace", "link"):
    setattr(os, _name, _slow(getattr(os, _name)))

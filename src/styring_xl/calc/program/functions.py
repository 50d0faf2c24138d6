"""The custom functions as LibreOffice calls them; the work is done by the product's own Python."""

from __future__ import annotations

import importlib
import threading
from typing import Any, Callable, Dict, Optional, Tuple

from .channel import Failed, Gone
from .environment import Missing, Worker

try:
    _written: Any = importlib.import_module(".function_names", __package__)
except ImportError:
    # Written when the extension is built; outside it there are no functions to offer.
    NAMES: Dict[str, str] = {}
else:
    NAMES = _written.NAMES

_MISSING = "Fejl: Styring-XL mangler sin Python-del (se menuen Styring > Om/Hjælp)"
_FAILED = "Fejl: kunne ikke beregnes"

_one_at_a_time = threading.Lock()
_worker: Optional[Worker] = None
_is_missing = False


def answer(name: str, arguments: Tuple[Any, ...]) -> Any:
    """The value of a call: rows of cells, or a Danish text where there is none; nothing is raised into a cell."""
    global _worker, _is_missing
    with _one_at_a_time:
        if _is_missing:
            return ((_MISSING,),)
        if _worker is None:
            _worker = Worker("functions", _nothing)
        try:
            return _worker.call(name, *arguments)
        except Missing:
            # Thousands of cells must not each look for it.
            _is_missing = True
            return ((_MISSING,),)
        except (Failed, Gone):
            return ((_FAILED,),)


def method(name: str) -> Callable[..., Any]:
    """The function as a method of the component LibreOffice calls."""

    def call(self: Any, *arguments: Any) -> Any:
        return answer(name, arguments)

    call.__name__ = name
    return call


def _nothing(name: str, arguments: Tuple[Any, ...]) -> Any:
    raise LookupError(name)

"""Styring-XL: the workbook of a municipality's specialised social area does its own work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from styring_xl.books.file.script import edit_cells
    from styring_xl.cells.cell import CellError, Formula
    from styring_xl.errors import StyringError
    from styring_xl.scripting import forecast

__version__ = "0.3.0"
__all__ = ["CellError", "Formula", "StyringError", "__version__", "edit_cells", "forecast"]

_HOMES = {
    "CellError": "styring_xl.cells.cell",
    "Formula": "styring_xl.cells.cell",
    "StyringError": "styring_xl.errors",
    "edit_cells": "styring_xl.books.file.script",
    "forecast": "styring_xl.scripting",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: importing the package alone costs nothing."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)

"""By the ending of its name, whatever its case: what kind of workbook a file is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

XLSX: Final = ".xlsx"
XLSM: Final = ".xlsm"
ODS: Final = ".ods"
WORKBOOKS: Final = (XLSX, XLSM, ODS)
TOLD: Final = f"{XLSX}, {XLSM} eller {ODS}"


def ending_of(path: Path) -> str:
    """The ending, in small letters."""
    return path.suffix.lower()


def is_ods(path: Path) -> bool:
    """Whether a file is LibreOffice's own kind."""
    return ending_of(path) == ODS

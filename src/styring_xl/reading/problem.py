"""What a reader could not take from a cell: data for the checks, never an exception."""

from __future__ import annotations

from dataclasses import dataclass

from styring_xl.cells.cell import Value


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that could not be read, or only read by leaving something out.

    ``kind`` names what was wrong (``date``, ``amount``, ``unit``, ``missing`` …), ``field`` the column's meaning.
    ``rows`` is how many rows have it, this one the first of them.
    """

    kind: str
    field: str
    role: str
    sheet: str
    row: int
    column: int
    value: Value
    rows: int = 1

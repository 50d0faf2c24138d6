"""A workbook in a file that nobody has open, as a command sees it, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from styring_xl.books.edit.applied import Applied
from styring_xl.books.file.filebook import FilePlan
from styring_xl.books.fingerprint import Fingerprint
from styring_xl.cells.book import Book
from styring_xl.cells.patch import Patch


class ClosedBook(Book[FilePlan], Protocol):
    """``FileBook`` is one, and so is ``calc.odsbook.OdsBook``."""

    path: Path

    @property
    def fingerprint(self) -> Fingerprint | None:
        """Of the file as it was when it was opened; None for a workbook that no file holds as it is."""
        ...

    def preview(self, plan: FilePlan | Patch) -> Applied:
        """What a plan, or a patch as it is, would change. Writes nothing. Raises as ``apply``."""
        ...

    def apply(
        self,
        plan: FilePlan | Patch,
        target: str | Path | None = None,
        *,
        action: str = "opdateret",
        totals: Mapping[str, int | float] | None = None,
    ) -> Applied:
        """Apply a plan, or a patch as it is, and save it over the file itself or to ``target``, all or nothing.

        A numbered copy, a line in the log (``action``, and ``totals`` of the whole workbook) and the record ``undo``
        needs are kept. Raises StyringError with the file untouched.
        """
        ...

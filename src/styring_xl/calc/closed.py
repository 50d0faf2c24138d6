"""A workbook in a file that nobody has open: .xlsx and .xlsm by their parts, .ods through LibreOffice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from styring_xl.books.file.ending import is_ods
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.sent import sent_as

if TYPE_CHECKING:
    from styring_xl.books.file.closedbook import ClosedBook
    from styring_xl.books.file.undo import Undone


def open_book(path: Path, *, drop_signature: bool = False, template: Callable[[], bytes] | None = None) -> ClosedBook:
    """Read a workbook of any kind there is. Raises StyringError, one clear sentence."""
    if (sent := sent_as(path)) is not None:
        sent.check()
    if is_ods(path):
        # Who has no such file needs nothing of what drives LibreOffice.
        from styring_xl.calc.odsbook import OdsBook

        return OdsBook.open(path, drop_signature=drop_signature, template=template)
    return FileBook.open(path, drop_signature=drop_signature, template=template)


def undo(path: Path) -> Undone:
    """Take the last change of a workbook of any kind back; see ``books.file.undo.undo``."""
    from styring_xl.books.file.undo import undo as take_back

    if is_ods(path):
        from styring_xl.calc.odsbook import cell_by_cell

        return take_back(path, cell_by_cell)
    return take_back(path)

"""A ledger sheet for a workbook that has none: the template's own, under a name that is free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from styring_xl import standard, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.book import HEAD_ROWS, ReadableBook
from styring_xl.cells.cell import Content
from styring_xl.cells.column import CellColumns
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block, NewSheet
from styring_xl.reading import header, layout
from styring_xl.reading.role_table import RoleTable


def new_ledger(book: ReadableBook) -> tuple[tuple[RoleTable, ...], tuple[NewSheet, ...], ReadableBook]:
    """The template's ledger sheet under a name that is free."""
    template = FileBook.from_bytes(workbook.build())
    taken = {name.casefold() for name in book.sheet_names}
    names = (standard.POSTINGS, f"{standard.POSTINGS} (Styring)", *(f"{standard.POSTINGS} ({n})" for n in range(2, 99)))
    name = next(each for each in names if each.casefold() not in taken)
    found = layout.recognise(template).of(header.POSTINGS)
    table = next(each for each in found if each.sheet == standard.POSTINGS)
    return (replace(table, sheet=name),), (NewSheet(name, standard.POSTINGS),), _Renamed(template, name)


class _Renamed:
    """The template, its ledger sheet under the name it will have."""

    def __init__(self, book: FileBook, name: str) -> None:
        self.book, self.name = book, name

    @property
    def sheet_names(self) -> Sequence[str]:
        return (self.name,)

    def is_hidden(self, sheet: str) -> bool:
        return False

    def head(self, sheet: str, rows: int = HEAD_ROWS) -> Grid:
        return self.book.head(standard.POSTINGS, rows)

    def grid(self, sheet: str) -> Grid:
        return self.book.grid(standard.POSTINGS)

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> CellColumns:
        return self.book.columns(standard.POSTINGS, first_row, columns)

    def resolve(self, name: str) -> tuple[str, Ref] | None:
        return None

    def contents(self, block: Block) -> Mapping[tuple[int, int], Content]:
        return self.book.contents(replace(block, sheet=standard.POSTINGS))

"""What users have typed beside the lines of an overview, read before a sheet is regenerated and given back by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct, field

from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.grid import Grid, Ref
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.errors import StyringError
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Heading
from styring_xl.reports.table import Table
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.sign import Sign

COMMENT: Final = "comment"
GONE: Final = "Kommentarer til linjer, der ikke er med nu (de kommer tilbage med linjen; ryd dem, der ikke skal)"
_COLUMN_TEXT: Final = "Kommentar"


def column(width: float) -> Column:
    """The yellow column of a sheet."""
    return Column(COMMENT, _COLUMN_TEXT, look.TYPED_WRAPPED, width)


class Comment(Struct, frozen=True):
    """A typed cell and the names of the line it stands beside."""

    names: tuple[str, ...]
    content: Content


class Comments(Struct):
    """The comments of a sheet that no line has taken yet, in their order. ``keys`` are the columns that name a line."""

    keys: tuple[str, ...] = ()
    left: list[Comment] = field(default_factory=list)

    def take(self, *names: str) -> Content:
        """The comment of a line; of two for the same line the first, and the other is left over."""
        wanted = [label(name) for name in names]
        for at, each in enumerate(self.left):
            if [label(name) for name in each.names] == wanted:
                return self.left.pop(at).content
        return None

    def write_left(self, rows: Rows, table: Table) -> None:
        """Below the table, what was typed beside lines that are not there now."""
        if not self.left:
            return
        rows.blank()
        rows.section(GONE)
        for each in self.left:
            values = dict(zip(self.keys, each.names, strict=True))
            styles = dict.fromkeys(self.keys, look.TEXT.line) | {COMMENT: look.TYPED_WRAPPED.line}
            table.loose({**values, COMMENT: each.content}, styles)


def read(grid: Grid | None, ref: Ref | None, keys: tuple[str, ...], columns: Callable[[Heading], Columns]) -> Comments:
    """The comments of a sheet whose lines are named by the columns ``keys``; none where the sheet is new.

    Raises StyringError where the columns are no longer the sheet's own: a refresh would write over them.
    """
    if grid is None or ref is None:
        return Comments(keys)
    own = {label(each.header): each.name for sign in Sign for each in columns(Heading(None, sign))}
    at: dict[str, int] = {}
    for number in range(ref.left, ref.right + 1):
        name = own.get(label(grid.value(ref.top, number)))
        if name is not None and name not in at:
            at[name] = number
        elif any(not is_blank(grid.value(row, number)) for row in range(ref.top, ref.bottom + 1)):
            raise StyringError(
                f"Arket »{grid.sheet}« har en kolonne med tal eller tekst, der ikke er dets egen, midt i tabellen, så "
                "intet er skrevet. Flyt den til højre for tabellen, og prøv igen."
            )
    missing = [name for name in (*keys, COMMENT) if name not in at]
    if missing:
        if all(is_blank(grid.value(row, column)) for row, column in _cells(ref)):
            return Comments(keys)
        headers = {each.name: each.header for each in columns(Heading())}
        raise StyringError(
            f"Arket »{grid.sheet}« mangler overskriften »{headers[missing[0]]}«, så kommentarerne ikke kan findes, og "
            "intet er skrevet. Skriv den igen, og prøv igen."
        )
    return Comments(keys, list(_comments(grid, ref, [at[name] for name in keys], at[COMMENT])))


def _cells(ref: Ref) -> Sequence[tuple[int, int]]:
    return [(row, column) for row in range(ref.top, ref.bottom + 1) for column in range(ref.left, ref.right + 1)]


def _comments(grid: Grid, ref: Ref, keys: Sequence[int], column: int) -> list[Comment]:
    found = []
    for row in range(ref.top + 1, ref.bottom + 1):
        value, formula = grid.value(row, column), grid.formulas.get((row, column))
        if formula is not None or not is_blank(value):
            names = tuple(clean(grid.value(row, key)) for key in keys)
            found.append(Comment(names, value if formula is None else Formula(formula, value)))
    return found

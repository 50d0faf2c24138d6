"""Rows of a result sheet while they are being put together: contents and styles side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from msgspec import Struct, field

from styring_xl.cells.cell import Content, address
from styring_xl.cells.column_contents import ColumnContents, nothing
from styring_xl.cells.patch import NORMAL, Area, Block, Fold, Link, RowLooks
from styring_xl.figures.trace.item import MadeOf
from styring_xl.model.arrays import Integers
from styring_xl.standard import style

Made = Callable[[str], MadeOf | None]
"""What a row's figures are made of, by the name of the column; None for a cell whose formula says it."""


class MadeRow(Struct, frozen=True):
    """What the figures of a row are made of, told when somebody asks: ``columns`` maps a column's name to its place
    from the left edge of the rectangle."""

    columns: Mapping[str, int]
    made: Made

    def at(self, index: int) -> MadeOf | None:
        """What the cell in the rectangle's column ``index`` (from 0) is made of, None where the row does not say it."""
        name = next((name for name, at in self.columns.items() if at == index), None)
        return None if name is None else self.made(name)


class MadeRows(Mapping[int, MadeRow]):
    """Sheet row -> what its figures are made of. Many lines share one that tells it of each by its place among them, so
    that nothing is kept for each of tens of thousands of rows."""

    def __init__(self) -> None:
        self._rows: dict[int, MadeRow] = {}
        self._lines: list[tuple[range, Mapping[str, int], Callable[[int], Made]]] = []

    def __setitem__(self, row: int, made: MadeRow) -> None:
        self._rows[row] = made

    def __getitem__(self, row: int) -> MadeRow:
        if row in self._rows:
            return self._rows[row]
        for rows, columns, made in self._lines:
            if row in rows:
                return MadeRow(columns, made(row - rows.start))
        raise KeyError(row)

    def __iter__(self) -> Iterator[int]:
        return chain(self._rows, *(rows for rows, _, _ in self._lines))

    def __len__(self) -> int:
        return len(self._rows) + sum(len(rows) for rows, _, _ in self._lines)

    def add(self, rows: range, columns: Mapping[str, int], made: Callable[[int], Made]) -> None:
        """The lines on some rows; ``made`` tells of each by its place from 0."""
        self._lines.append((rows, columns, made))

    def update(self, other: MadeRows) -> None:
        """Those of another rectangle's rows too."""
        self._rows |= other._rows
        self._lines += other._lines

    def clear(self) -> None:
        """Lets go of all."""
        self._rows.clear()
        self._lines.clear()


class Rows(Struct):
    """A growing rectangle whose top left cell is (top, left); every row is padded to ``width``."""

    sheet: str
    top: int
    left: int
    width: int
    values: list[tuple[Content, ...]] = field(default_factory=list)
    styles: list[tuple[str | None, ...]] = field(default_factory=list)
    above: list[Block] = field(default_factory=list)
    """Rows that are finished, above those of ``values``: many were added by their columns."""
    links: list[Link] = field(default_factory=list)
    made: MadeRows = field(default_factory=MadeRows)
    folds: list[Fold] | None = None
    """The rows that are folded together; None for a sheet that folds none."""

    @property
    def next_row(self) -> int:
        """The sheet row the next ``add`` writes."""
        return self._first + len(self.values)

    @property
    def _first(self) -> int:
        """The sheet row of the first of ``values``."""
        return self.above[-1].ref.bottom + 1 if self.above else self.top

    def add(self, values: Sequence[Content], styles: Sequence[str | None]) -> int:
        """Adds a row and returns its sheet row. A blank cell without a style is a plain one."""
        row = self.next_row
        contents = (*values, *(None,) * (self.width - len(values)))
        looks = (*styles, *(None,) * (self.width - len(styles)))
        if None in looks:
            # Cells without a style are set to the plain one, as the row that stood here last time may have been a
            # header.
            looks = tuple(
                NORMAL if look is None and content is None else look
                for look, content in zip(looks, contents, strict=True)
            )
        self.values.append(contents)
        self.styles.append(looks)
        return row

    def add_all(self, columns: Sequence[ColumnContents], styles: Sequence[Sequence[str]], kind: Integers) -> None:
        """Adds many rows, given by their columns; each looks as the ``kind`` (n,) of the ``styles`` that is its own, of
        which none lacks a style for a cell.

        They and the rows above them are then finished.
        """
        count = len(columns[0])
        if not count:
            return
        self._finish()
        left = self.width - len(columns)
        looks = RowLooks.of_kinds([(*each, *(NORMAL,) * left) for each in styles], kind)
        contents = (*columns, *(nothing(count),) * left)
        self.above.append(Block(self.sheet, self.next_row, self.left, contents, looks))

    def _finish(self) -> None:
        """Makes a block of ``values``."""
        if self.values:
            self.above.append(Block.of(self.sheet, self._first, self.left, self.values, self.styles))
            self.values, self.styles = [], []

    def put(self, row: int, index: int, content: Content, look: str) -> None:
        """Fills the cell of column ``index`` (from 0) on a sheet row that has been added and is not finished."""
        at = row - self._first
        if at < 0:
            raise IndexError(f"row {row} is finished")
        values, styles = [*self.values[at]], [*self.styles[at]]
        values[index], styles[index] = content, look
        self.values[at], self.styles[at] = tuple(values), tuple(styles)

    def blank(self) -> None:
        """An empty row."""
        self.add((), ())

    def section(self, title: str, width: int = 1) -> None:
        """A heading between tables, its bar over ``width`` columns."""
        self.add((title,), (style.SECTION,) * width)

    def note(self, text: str, look: str = style.NOTE) -> int:
        """A line of explanation. Returns its sheet row."""
        return self.add((text,), (look,))

    def notes(self, text: str, longest: int) -> None:
        """A long explanation in lines of so many characters, for a sheet whose pages are narrower than the text."""
        for line in textwrap.wrap(text, longest, break_on_hyphens=False):
            self.note(line)

    def explained(self, said: Iterable[tuple[str, str]], longest: int = 0) -> None:
        """Words and what they mean, one a row; with ``longest`` a meaning goes on in the rows below."""
        for word, meaning in said:
            first, *rest = textwrap.wrap(meaning, longest, break_on_hyphens=False) if longest else [meaning]
            self.add((word, first), (style.COMPUTED_TEXT, style.NOTE))
            for line in rest:
                self.add((None, line), (None, style.NOTE))

    def cell(self, row: int, index: int) -> str:
        """The address of the cell in the rectangle's column ``index`` (from 0) on a sheet row."""
        return address(row, self.left + index)

    def area(self, name: str) -> Area:
        """The finished rectangle."""
        if self.above:
            self._finish()
            block = Block.joined(self.above)
        else:
            block = Block.of(self.sheet, self.top, self.left, self.values, self.styles)
        folds = None if self.folds is None else tuple(self.folds)
        return Area(name, block, tuple(self.links), folds=folds)

"""Rows of a result sheet while they are being put together: contents and styles side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct, field

from styring_xl.cells.cell import Content, address
from styring_xl.cells.patch import NORMAL, Area, Block, Fold, Link
from styring_xl.figures.trace.item import MadeOf
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


class Rows(Struct):
    """A growing rectangle whose top left cell is (top, left); every row is padded to ``width``."""

    sheet: str
    top: int
    left: int
    width: int
    values: list[tuple[Content, ...]] = field(default_factory=list)
    styles: list[tuple[str | None, ...]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    made: dict[int, MadeRow] = field(default_factory=dict)
    """Sheet row -> what its figures are made of."""
    folds: list[Fold] | None = None
    """The rows that are folded together; None for a sheet that folds none."""

    @property
    def next_row(self) -> int:
        """The sheet row the next ``add`` writes."""
        return self.top + len(self.values)

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

    def add_all(self, columns: Sequence[Sequence[Content]], styles: Sequence[str]) -> None:
        """Adds many rows, given by their columns, that look alike; none of their cells is without a style."""
        left = self.width - len(columns)
        rows = (
            [(*row, *(None,) * left) for row in zip(*columns, strict=True)] if left else [*zip(*columns, strict=True)]
        )
        self.values += rows
        self.styles += [(*styles, *(NORMAL,) * left)] * len(rows)

    def put(self, row: int, index: int, content: Content, look: str) -> None:
        """Fills the cell of column ``index`` (from 0) on a sheet row that has been added."""
        at = row - self.top
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
        block = Block.of(self.sheet, self.top, self.left, self.values, self.styles)
        folds = None if self.folds is None else tuple(self.folds)
        return Area(name, block, tuple(self.links), folds=folds)

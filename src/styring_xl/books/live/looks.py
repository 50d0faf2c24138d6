"""How cells look: the named styles they have, asked for in as few questions as that takes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from styring_xl.books.live.helper import Pieces
from styring_xl.books.live.native import TELLS_STYLES
from styring_xl.books.live.openbook import OpenBook
from styring_xl.books.live.rectangle import by_style, halves, joined
from styring_xl.cells.cell import MAX_COLUMN
from styring_xl.cells.grid import AskedLabels, Ref
from styring_xl.cells.patch import Area, Block

PLAIN: Final = "Normal"
_QUESTIONS: Final = 150
_MONTHS: Final = 12

Looks = tuple[tuple[str | None, ...], ...]
"""The named style of each cell of a rectangle, None where it does not matter."""


class ColumnStyles(AskedLabels):
    """The named styles of a sheet's cells, asked for a column at a time, from the first row somebody asks about.

    A column is first taken to be like the one before it, which one question for each style confirms. A column of many
    different styles takes many questions. After ``_QUESTIONS`` of them the rest counts as unknown, like a cell of style
    Normal: only looks are at stake, and the user waits.
    """

    def __init__(
        self, ask: Callable[[Sequence[Ref]], str | None], told: Callable[[Ref], Pieces | None], sheet: str, height: int
    ) -> None:
        self._ask, self._sheet, self._height, self._left = ask, sheet, height, _QUESTIONS
        self._told: Callable[[Ref], Pieces | None] | None = told
        self._pieces: Pieces | None = None
        self._known: dict[int, list[tuple[Ref, str]]] = {}
        self._from: dict[int, int] = {}
        self._latest = 0

    def __getitem__(self, cell: tuple[int, int]) -> str:
        row, column = cell
        if not TELLS_STYLES:
            raise KeyError(cell)
        here = Ref(row, column, row, column)
        if self._told is not None and (self._pieces is None or not self._pieces.covers(self._sheet, here)):
            # One question for twelve columns: whoever asks for a month's cell asks for the year's other months next.
            right = min(column + _MONTHS - 1, MAX_COLUMN)
            self._pieces = self._told(Ref(row, column, max(row, self._height), right))
            if self._pieces is None:
                self._told = None
        if self._pieces is not None:
            style = self._pieces.style(self._sheet, row, column)
            if style is None or style == PLAIN:
                raise KeyError(cell)
            return style
        first = self._from.get(column, self._height + 1)
        if row < first and row <= self._height:
            pieces = self._like_latest(Ref(row, column, first - 1, column)) or self._halved(
                Ref(row, column, first - 1, column)
            )
            self._from[column] = row
            self._known[column] = sorted([*pieces, *self._known.get(column, [])], key=lambda each: each[0].top)
            self._latest = column
        pieces = self._known.get(column, [])
        at = bisect_right(pieces, row, key=lambda each: each[0].top) - 1
        if at < 0 or row > pieces[at][0].bottom or pieces[at][1] == PLAIN:
            raise KeyError(cell)
        return pieces[at][1]

    def down(self, column: int, top: int, bottom: int) -> list[str]:
        """The styles of a column's cells from one row to another, an empty text for Normal and for what is unknown."""
        first = self.get((top, column), "")
        if self._pieces is None or not self._pieces.covers(self._sheet, Ref(top, column, bottom, column)):
            return [first, *(self.get((row, column), "") for row in range(top + 1, bottom + 1))]
        found = self._pieces.column(self._sheet, column, top, bottom)
        return ["" if style is None or style == PLAIN else style for style in found]

    def _question(self, refs: Sequence[Ref]) -> str | None:
        self._left -= 1
        return self._ask(refs)

    def _like_latest(self, part: Ref) -> list[tuple[Ref, str]]:
        """The pieces of the latest column moved to this one, when they are the same; else nothing."""
        latest = self._known.get(self._latest, [])
        if self._from.get(self._latest) != part.top or part.bottom != self._height or len(latest) < 2:
            return []
        moved = [(replace(ref, left=part.left, right=part.left), style) for ref, style in latest]
        for style in dict.fromkeys(style for _, style in moved):
            for several in joined(ref for ref, each in moved if each == style):
                if self._left <= 0 or self._question(several) != style:
                    return []
        return moved

    def _halved(self, part: Ref) -> list[tuple[Ref, str]]:
        found, waiting = [], [part]
        while waiting and self._left > 0:
            piece = waiting.pop()
            style = self._question([piece])
            if style is not None or piece.top == piece.bottom:
                found.append((piece, style or PLAIN))
            else:
                waiting += halves(piece)
        return found

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for sheet, first, last, column, style in [] if self._pieces is None else self._pieces.cells():
            if sheet == self._sheet and style != PLAIN:
                yield from ((row, column) for row in range(first, last + 1))
        yield from (
            (row, column)
            for column, pieces in self._known.items()
            for ref, style in pieces
            if style != PLAIN
            for row in range(ref.top, ref.bottom + 1)
        )

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Wardrobe:
    """The named styles of an open workbook's cells, as far as its program tells."""

    def __init__(self, open_: OpenBook) -> None:
        self._open = open_

    def before(self, sheet: str, old: Ref, area: Area) -> Looks | None:
        """The named styles of an area's old rectangle, guessed from those of its new one."""
        guess = area.block.styles()
        if guess is None:
            return None
        height, width = old.bottom - old.top + 1, old.right - old.left + 1
        rows = [guess[min(at, max(len(guess) - 2, 0))] for at in range(height)]
        rows[-1] = guess[-1] if height > 1 else guess[0]
        guesses = [[*(style or PLAIN for style in row[:width]), *([PLAIN] * (width - len(row)))] for row in rows]
        return self._stand(sheet, old.top, old.left, guesses)

    def restyled(self, block: Block) -> dict[tuple[int, int], tuple[str, str]]:
        """Cells of a block whose named style is to change: the style they have, and the one they get."""
        if (styles := block.styles()) is None:
            return {}
        looks = self._stand(block.sheet, block.row, block.column, styles)
        if looks is None:
            return {}
        return {
            (block.row + down, block.column + across): (has, wanted)
            for down, (old, new) in enumerate(zip(looks, styles, strict=True))
            for across, (has, wanted) in enumerate(zip(old, new, strict=True))
            if wanted is not None and has is not None and has != wanted
        }

    def _stand(self, sheet: str, top: int, left: int, guess: Sequence[Sequence[str | None]]) -> Looks | None:
        """The named styles of a rectangle, None where the guess is; a right guess costs one question a style.

        None on a Mac, where nobody can ask, and where the cells are so mixed that asking takes too long.
        """
        if not TELLS_STYLES:
            return None
        looks = [list(row) for row in guess]
        whole = Ref(top, left, top + len(guess) - 1, left + len(guess[0]) - 1)
        told = self._open.told([(sheet, whole)])
        if told is not None:
            columns = [told.column(sheet, at, whole.top, whole.bottom) for at in range(left, whole.right + 1)]
            # None where no style was asked for. Where the program's answer names no style, the guess is kept.
            return tuple(
                tuple(None if style is None else has or style for style, has in zip(row, found, strict=True))
                for row, found in zip(guess, zip(*columns, strict=True), strict=True)
            )

        def note(part: Ref, style: str) -> None:
            for row in range(part.top, part.bottom + 1):
                for column in range(part.left, part.right + 1):
                    looks[row - top][column - left] = style

        left_over = _QUESTIONS
        for style, parts in by_style(guess, top, left).items():
            for several in joined(parts):
                found = self._open.style(sheet, several)
                if found == style:
                    continue
                waiting = []
                for part in several:
                    if found is None:
                        waiting.append(part)
                    else:
                        note(part, found)
                while waiting:
                    part = waiting.pop()
                    left_over -= 1
                    if left_over < 0:
                        # The styles are so mixed that asking on would keep the user waiting.
                        return None
                    each = self._open.style(sheet, [part])
                    if each is not None or (part.top == part.bottom and part.left == part.right):
                        note(part, each or PLAIN)
                    else:
                        waiting += halves(part)
        return tuple(tuple(row) for row in looks)


def dressed(looks: Looks | None, wanted: Looks | None) -> bool:
    """Whether cells have the styles they are to have, as far as anybody can tell."""
    if looks is None or wanted is None:
        return True
    return all(
        style is None or has == style
        for old, new in zip(looks, wanted, strict=True)
        for has, style in zip(old, new, strict=True)
    )

"""What a program says of a workbook it holds open: sizes, names, tables, values, styles.

What xlwings has no word for is asked of the native object behind a range or sheet: see ``native``. What would take many
small calls the workbook's own macros answer in one, when it has them: see ``helper``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec.structs import replace

from styring_xl.books.live import native
from styring_xl.books.live.helper import Helper, Overview, Pieces
from styring_xl.books.live.rectangle import halves, size_of
from styring_xl.cells.book import HEAD_ROWS
from styring_xl.cells.formula import parse_range, range_address
from styring_xl.cells.grid import ExcelTable, Ref

_QUESTIONS: Final = 200
"""So many questions are asked about merged cells that nobody knew of, while the user waits."""
WHOLE: Final = 50_000
"""A sheet with no more cells than this is read once; of a larger one only what is asked for."""


class OpenBook:
    """One open workbook and what is known of it; ``forget`` when it was written to."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.helper = Helper(book)
        self.sheets: dict[str, Any] = {sheet.name: sheet for sheet in book.sheets}
        self._facts: Overview | None = None
        self._pieces = Pieces()
        self._sizes: dict[str, tuple[int, int]] = {}
        self._names: dict[str, tuple[str, Ref] | None] = {}
        self._renamed: set[str] = set()
        """Names, in lower case, that have changed since the facts were told."""
        self._merges: dict[str, tuple[Ref, ...]] = {}
        self._merges_below: dict[tuple[str, Ref], tuple[Ref, ...]] = {}
        self._tables: dict[str, tuple[ExcelTable, ...]] = {}
        self._hidden: dict[str, bool] = {}

    def forget(self) -> None:
        """Ask everything anew from here on."""
        self._facts, self._pieces = None, Pieces()
        self._sizes.clear()
        self._names.clear()
        self._renamed.clear()
        self._merges.clear()
        self._merges_below.clear()
        self._tables.clear()
        self._hidden.clear()

    def forget_name(self, name: str) -> None:
        """Ask anew what one name refers to."""
        self._renamed.add(name.casefold())
        self._names.pop(name.casefold(), None)

    def resolve(self, name: str) -> tuple[str, Ref] | None:
        """The sheet and rectangle a name refers to, None when there is no such name or it refers to something else."""
        key = name.casefold()
        if key not in self._names:
            text = self._refers_to(name)
            found = None if text is None else parse_range(text.removeprefix("="))
            sheet = None if found is None or found[0] is None else self._spelled(found[0])
            self._names[key] = None if found is None or sheet is None else (sheet, found[1])
        return self._names[key]

    def _refers_to(self, name: str) -> str | None:
        facts = self.overview()
        if facts is not None and name.casefold() not in self._renamed:
            return facts.names.get(name.casefold())
        return str(self.book.names[name].refers_to) if name in self.book.names else None

    def overview(self) -> Overview | None:
        """Facts about all sheets, asked for once; None when this workbook cannot tell them in one call."""
        if self._facts is None:
            self._facts = self.helper.overview()
        return self._facts

    def _spelled(self, sheet: str) -> str | None:
        return next((name for name in self.sheets if name.casefold() == sheet.casefold()), None)

    def size(self, sheet: str) -> tuple[int, int]:
        """The last row and the last column in use."""
        facts = self.overview()
        if facts is not None and sheet in facts.sheets:
            return facts.sheets[sheet].height, facts.sheets[sheet].width
        if sheet not in self._sizes:
            last = self.sheets[sheet].used_range.last_cell
            self._sizes[sheet] = (last.row, last.column)
        return self._sizes[sheet]

    def range(self, sheet: str, ref: Ref) -> Any:
        """A rectangle as xlwings' own object."""
        return self.sheets[sheet].range((ref.top, ref.left), (ref.bottom, ref.right))

    def values(self, sheet: str, ref: Ref) -> list[list[Any]]:
        """The values of a rectangle, errors as their texts."""
        values: list[list[Any]] = self.range(sheet, ref).options(ndim=2, err_to_str=True).value
        return values

    def formulas(self, sheet: str, ref: Ref) -> dict[tuple[int, int], str]:
        """The formulas in a rectangle, without their equals signs."""
        facts = self.overview()
        known = facts is not None and sheet in facts.sheets
        if known and not facts.sheets[sheet].has_formulas:  # type: ignore[union-attr]
            return {}
        whole = self.range(sheet, ref)
        few = known and size_of(ref) <= WHOLE
        if not few and native.has_no_formula(whole):
            return {}
        return {
            (row, column): text[1:]
            for row, cells in enumerate(_rectangle(native.formulas_of(whole)), ref.top)
            for column, text in enumerate(cells, ref.left)
            if isinstance(text, str) and text.startswith("=") and len(text) > 1
        }

    def protected(self, sheet: str) -> bool:
        """Whether the sheet is protected."""
        facts = self.overview()
        if facts is not None and sheet in facts.sheets:
            return facts.sheets[sheet].protected
        return native.is_protected(self.sheets[sheet])

    def hidden(self, sheet: str) -> bool:
        """Whether a user does not see the sheet. Excel for Windows answers in numbers: -1 is shown, 0 and 2 are not."""
        if sheet not in self._hidden:
            self._hidden[sheet] = self.sheets[sheet].visible not in (True, -1)
        return self._hidden[sheet]

    def filtered(self, sheet: str) -> bool:
        """Whether a filter hides rows of the sheet."""
        facts = self.overview()
        if facts is not None and sheet in facts.sheets:
            return facts.sheets[sheet].filtered
        return native.is_filtered(self.sheets[sheet])

    def tables(self, sheet: str) -> tuple[ExcelTable, ...]:
        """The sheet's tables."""
        facts = self.overview()
        if facts is not None and sheet in facts.sheets:
            return tuple(facts.sheets[sheet].tables)
        if sheet not in self._tables:
            self._tables[sheet] = tuple(self._tables_one_by_one(sheet))
        return self._tables[sheet]

    def _tables_one_by_one(self, sheet: str) -> Iterator[ExcelTable]:
        for table in self.sheets[sheet].tables:
            place = table.range
            height, width = place.shape
            ref = Ref(place.row, place.column, place.row + height - 1, place.column + width - 1)
            yield ExcelTable(table.name, ref, int(bool(table.show_headers)), int(bool(table.show_totals)))

    def known_tables(self, sheet: str) -> tuple[ExcelTable, ...]:
        """The sheet's tables as far as they are known without a question more."""
        facts = self.overview()
        if facts is not None and sheet in facts.sheets:
            return tuple(facts.sheets[sheet].tables)
        return self._tables.get(sheet, ())

    def known_merges(self, sheet: str) -> tuple[Ref, ...]:
        """The merged cells at the top of the sheet as far as they are known without a question more."""
        facts = self.overview()
        if facts is not None and sheet in facts.sheets:
            return facts.sheets[sheet].merged
        return self._merges.get(sheet, ())

    def merged_in(self, sheet: str, ref: Ref) -> tuple[Ref, ...]:
        """The merged cells in a rectangle of a sheet whose top is known; of other sheets nothing is asked."""
        known = self.known_merges(sheet)
        if ref.bottom <= HEAD_ROWS or (sheet not in self._merges and self.overview() is None):
            return known
        below = replace(ref, top=max(ref.top, HEAD_ROWS + 1))
        if (sheet, below) not in self._merges_below:
            self._merges_below[sheet, below] = tuple(self._merged_by_halving(sheet, below, _QUESTIONS))
        return (*known, *self._merges_below[sheet, below])

    def merged(self, sheet: str, ref: Ref) -> tuple[Ref, ...]:
        """The merged cells in a rectangle at the top of the sheet."""
        facts = self.overview()
        if facts is not None and sheet in facts.sheets:
            return facts.sheets[sheet].merged
        if sheet not in self._merges:
            self._merges[sheet] = tuple(self._merged_by_halving(sheet, ref))
        return self._merges[sheet]

    def _merged_by_halving(self, sheet: str, ref: Ref, most: float = math.inf) -> Iterator[Ref]:
        """Merged cells by halving: most rectangles hold none, and one call says so.

        After ``most`` questions the rest counts as not merged.
        """
        found: set[Ref] = set()
        waiting = [ref]
        asked = 0
        while waiting and asked < most:
            asked += 1
            part = waiting.pop()
            if any((part.top, part.left) in r and (part.bottom, part.right) in r for r in found):
                continue
            cells = self.range(sheet, part)
            if cells.merge_cells is False:
                continue
            if part.top == part.bottom and part.left == part.right:
                area = cells.merge_area
                down, across = area.shape
                found.add(Ref(area.row, area.column, area.row + down - 1, area.column + across - 1))
            else:
                waiting += halves(part)
        yield from sorted(found, key=lambda r: (r.top, r.left))

    def keeps_looks(self, sheet: str) -> bool:
        """Whether cells of the sheet keep their looks when they are written: sure where no link is taken away first."""
        facts = self.overview()
        return facts is not None and sheet in facts.sheets and not facts.sheets[sheet].has_links

    def told(self, wanted: Sequence[tuple[str, Ref]]) -> Pieces | None:
        """The styles in some rectangles as the workbook's macros tell them, None when they do not."""
        missing = [each for each in wanted if not self._pieces.covers(*each)]
        if missing:
            found = self.helper.styles(missing)
            if found is None:
                return None
            self._pieces.add(missing, found)
        return self._pieces

    def style(self, sheet: str, refs: Sequence[Ref]) -> str | None:
        """The named style that all these cells have, None when they have not all the same."""
        where = ",".join(range_address(ref) for ref in refs)
        return native.style_of(self.sheets[sheet].range(where))


def _rectangle(value: Any) -> Sequence[Sequence[Any]]:
    if not isinstance(value, (tuple, list)):
        return ((value,),)
    return value if value and isinstance(value[0], (tuple, list)) else (value,)

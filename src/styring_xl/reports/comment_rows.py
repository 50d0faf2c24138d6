"""A sheet with comments as it stands: where its yellow column is, and its rows with what is said in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct, field

from styring_xl.cells.cell import CellError, Formula, Value, address
from styring_xl.cells.grid import Grid, Ref
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.reading.history.words import LineKey
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.division import ALL
from styring_xl.reports.rows import Rows
from styring_xl.reports.typed import Typed
from styring_xl.standard import look
from styring_xl.standard.column import Column

COLUMNS: Final = (
    Column("comment", "Kommentar", look.TYPED_WRAPPED, 44),
    Column("last", "Sidste kommentar", look.EARLIER, 44),
)
FORMER: Final = "Bemærkning"
"""What *Prognose* called the column before."""
GONE_SECTION: Final = "Kommentarer til linjer, der ikke er her længere"


class CommentRow(Struct):
    """A row of a sheet as it stands: its line, its words, last month's, and øre by which a line is known again.

    ``is_line`` is False for a row of sums, and for one outside the sheet's first table.
    """

    row: int
    key: LineKey
    words: Typed = None
    last: str = ""
    figures: tuple[int, ...] = ()
    is_line: bool = True
    is_sum: bool = False
    """True for the row of a group or a total."""
    is_moved: bool = False
    """True when its words have just become last month's."""

    @property
    def speaks(self) -> bool:
        """Whether something is said in it, now or last month."""
        return bool(text_of(self.words) or self.last)

    @property
    def is_loose(self) -> bool:
        """True where nothing but a name tells which line it is of, as beside another table of the sheet."""
        return not (self.is_line or self.is_sum or self.key.group or self.key.segment)


def text_of(content: Typed) -> str:
    """The words of a cell, with line breaks as they were typed."""
    value = content.value if isinstance(content, Formula) else content
    return value.strip() if isinstance(value, str) and not isinstance(value, CellError) else clean(value)


class Heads(Struct, frozen=True):
    """The headers by which a sheet's columns are found; ``figures`` are those of the øre a line is known by."""

    name: str
    figures: tuple[str, ...] = ()


class FoundColumns(Struct):
    """Where the columns of a sheet stand, 0 for one that is not there, and the row of their headers."""

    header: int
    name: int
    words: int
    last: int
    figures: list[int] = field(default_factory=list)


def columns_at(grid: Grid, ref: Ref, heads: Heads, width: int) -> FoundColumns | None:
    """Where the columns stand; None on a sheet without room for comments, such as one of an earlier edition.

    ``width`` is how many columns the sheet has with them: where a user has typed over the header of the yellow columns,
    they are looked for at the table's end.
    """
    words = {label(COLUMNS[0].header), label(FORMER)}
    for row in range(ref.top, min(ref.top + 3, ref.bottom) + 1):
        at = {label(grid.value(row, column)): column for column in range(ref.right, ref.left - 1, -1)}
        if label(heads.name) not in at:
            continue
        name = at[label(heads.name)]
        mine = next((at[each] for each in words if each in at), 0)
        last = at.get(label(COLUMNS[1].header), 0)
        if not mine and ref.right - ref.left + 1 >= width:
            mine = last - 1 if last > name + 1 else ref.left + width - 2
        if not mine:
            return None
        return FoundColumns(row, name, mine, last, [at.get(label(each), 0) for each in heads.figures])
    if ref.right - ref.left + 1 < width:
        return None
    # The table is empty, so all words on the sheet are of lines that are gone.
    at_end = ref.left + width - 2
    return FoundColumns(ref.top - 1, ref.left, at_end, at_end + 1, [0 for _ in heads.figures])


def rows_of(
    grid: Grid, ref: Ref, at: FoundColumns, is_line: Callable[[int], bool], sections: Iterable[str] = ()
) -> list[CommentRow]:
    """The lines of a sheet's first table, and every other row with words.

    ``is_line`` tells a line by its row from sums; ``sections`` are headings below the table that are no segment's.
    """
    found: list[CommentRow] = []
    others = {at.words, at.last}
    foot = {label(each) for each in sections}
    segment = group = part = ""
    for row in range(at.header + 1, min(ref.bottom, len(grid.rows)) + 1):
        name = clean(grid.value(row, at.name))
        words = typed_at(grid, row, at.words)
        last = text_of(grid.value(row, at.last)) if at.last else ""
        alone = all(
            is_blank(grid.value(row, c)) and (row, c) not in grid.formulas
            for c in range(ref.left, ref.right + 1)
            if c not in others and c != at.name
        )
        line = part == "" and bool(name) and is_line(row)
        key, is_sum = LineKey(segment, group, name), False
        if label(name) == label(GONE_SECTION):
            part = "gone"
        elif label(name) in foot:
            part, segment = "foot", ""
        elif part == "gone":
            key = gone_key(grid, row, at)
        elif part == "foot" and alone and name and words is None:
            segment = name
        elif part == "foot":
            key = LineKey(segment, "", name)
        elif part == "below":
            key = LineKey("", "", name)
        elif not line and name:
            is_total = label(name).startswith(label(ALL))
            key = LineKey("" if label(name) == label(ALL) else segment, "" if is_total else name, name * is_total)
            is_sum = not alone
            if label(name) == label(ALL):
                part = "below"
            elif alone and words is None:
                segment, group = name, ""
            elif not is_total:
                group = name
        if line or words is not None or last:
            figures = tuple(ore(grid.value(row, column)) if column else 0 for column in at.figures) if line else ()
            found.append(CommentRow(row, key, words, last, figures, line, is_sum))
    return found


def gone_key(grid: Grid, row: int, at: FoundColumns) -> LineKey:
    """The line that words at the foot of the sheet are of."""
    return LineKey(*(clean(grid.value(row, at.name + off)) for off in (2, 1, 0)))


def typed_at(grid: Grid, row: int, column: int) -> Typed:
    """What stands in a yellow cell; None for nothing."""
    formula, value = grid.formulas.get((row, column)), grid.value(row, column)
    if formula is not None:
        return Formula(formula, value)
    return None if is_blank(value) else value


def ore(value: Value) -> int:
    """Øre of a figure on a sheet; 0 for what is none."""
    return round(value * 100) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0


def in_the_way(snapshot: Snapshot, area: str, width: int) -> str:
    """The first cell of the user's where the two columns would stand, for a sheet of an earlier edition that is to get
    them; empty where nothing is in the way. ``width`` is how many columns the sheet has with them."""
    if area not in snapshot.areas:
        return ""
    ref = snapshot.areas[area][1]
    grid = snapshot.typed[area]
    more = range(ref.right + 1, ref.left + width)
    rows = range(ref.top, len(grid.rows) + 1) if more else range(0)
    taken = [(row, at) for row in rows for at in more if not is_blank(grid.value(row, at))]
    taken += [(row, at) for row, at in grid.formulas if row >= ref.top and at in more]
    return address(*min(taken)) if taken else ""


def told(rows: Rows, cell: str) -> None:
    """Says below the tables why the columns are not there."""
    rows.blank()
    rows.note(
        f"Kommentarer kommer med her, når der er plads: flyt det, der står i {cell} og derfra til højre, og opdater."
    )


def without(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns of a sheet that has no room for comments."""
    mine = {column.name for column in COLUMNS}
    return tuple(column for column in columns if column.name not in mine)

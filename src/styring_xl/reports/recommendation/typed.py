"""What users have typed on *Indstilling*: found by the labels, and read as a row of the disposition is read."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.cells.cell import Content, Formula, Keep, Value
from styring_xl.cells.grid import Grid, Ref
from styring_xl.danish.text import is_blank, label
from styring_xl.reading.disposition import single
from styring_xl.reading.disposition.single import SingleRow
from styring_xl.reading.problem import Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.recommendation.columns import (
    AREA,
    CASE,
    CITIZEN,
    COLUMNS,
    MOVED,
    REASON,
    REASON_LINES,
    TITLES,
    TYPED,
)
from styring_xl.standard.inputs import FIELDS

_SIDE = [column.name for column in COLUMNS].index("side")


class TypedOption(Struct, frozen=True):
    """The cells of one option by the disposition's fields, where each stands, and the row they make."""

    title: str
    cells: Mapping[str, Content]
    at: Mapping[str, tuple[int, int]]
    row: SingleRow

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed but whom it is about."""
        return all(name == "cpr" for name in self.cells)

    def placed(self) -> tuple[Problem, ...]:
        """What is wrong with it, each at its cell."""
        found = []
        for each in self.row.problems:
            row, column = self.at.get(each.field, next(iter(self.at.values()), (0, 0)))
            found.append(replace(each, row=row, column=column))
        return tuple(found)


class TypedPage(Struct, frozen=True):
    """All that is typed on the page; ``moved`` says that one of the options is in the disposition already."""

    case: Content = None
    citizen: Content = None
    moved: Content = None
    moved_at: tuple[int, int] = (0, 0)
    reasons: tuple[Content, ...] = (None,) * REASON_LINES
    options: tuple[TypedOption, ...] = ()
    sheet: str = ""


def of(snapshot: Snapshot) -> TypedPage:
    """The page as it stands; an empty one where the workbook has none."""
    if AREA not in snapshot.typed or AREA not in snapshot.areas:
        return TypedPage(options=tuple(_option(snapshot, "", title, {}, {}) for title in TITLES))
    return _read(snapshot, snapshot.typed[AREA], snapshot.areas[AREA][1])


def _read(snapshot: Snapshot, grid: Grid, ref: Ref) -> TypedPage:
    side = ref.left + _SIDE
    rows = range(ref.top, len(grid.rows) + 1)

    def row_of(text: str, column: int) -> int:
        return next((row for row in rows if label(grid.value(row, column)) == label(text)), 0)

    citizen_row, moved_row = row_of(CITIZEN, side), row_of(MOVED, side)
    citizen = _content(grid, citizen_row, side + 1)
    options = []
    for at, title in enumerate(TITLES):
        cells: dict[str, Content] = {}
        places: dict[str, tuple[int, int]] = {}
        if not _is_empty(citizen):
            cells["cpr"], places["cpr"] = citizen, (citizen_row, side + 1)
        for name in TYPED:
            row, column = row_of(FIELDS[name].header, ref.left), ref.left + 1 + at
            content = _content(grid, row, column)
            places[name] = (row, column)
            if not _is_empty(content):
                cells[name] = content
        options.append(_option(snapshot, grid.sheet, title, cells, places))
    reason = row_of(REASON, ref.left)
    return TypedPage(
        case=_content(grid, row_of(CASE, ref.left), ref.left + 1),
        citizen=citizen,
        moved=_content(grid, moved_row, side + 1),
        moved_at=(moved_row, side + 1),
        reasons=tuple(_content(grid, reason + at, ref.left) if reason else None for at in range(1, REASON_LINES + 1)),
        options=tuple(options),
        sheet=grid.sheet,
    )


def _option(
    snapshot: Snapshot,
    sheet: str,
    title: str,
    cells: Mapping[str, Content],
    places: Mapping[str, tuple[int, int]],
) -> TypedOption:
    # Fields the page has no cell for count as empty, so that what is missing is told as in a row of the disposition.
    whole = {name: cells.get(name) for name in ("cpr", *TYPED)}
    rule, known = snapshot.settings.rule, snapshot.budget.measures()
    return TypedOption(title, cells, places, single.read(whole, sheet, rule, known, snapshot.year))


def _content(grid: Grid, row: int, column: int) -> Content:
    if not row:
        return None
    value, formula = grid.value(row, column), grid.formulas.get((row, column))
    return value if formula is None else Formula(formula, value)


def shown(content: Content) -> Value:
    """What a cell shows: of a formula, its result."""
    if isinstance(content, Keep):
        return None
    return content.value if isinstance(content, Formula) else content


def _is_empty(content: Content) -> bool:
    return not isinstance(content, Formula) and is_blank(shown(content))

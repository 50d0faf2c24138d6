"""One commitment that stands in no table yet, read as a row of the disposition with the same cells would be."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.cells.cell import Content, Formula, Keep, Value
from styring_xl.cells.grid import Grid
from styring_xl.model.rate_unit import Rule
from styring_xl.reading import header
from styring_xl.reading.disposition import rows
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.role_table import RoleTable

_HEADER, _ROW = 1, 2


class SingleRow(Struct, frozen=True):
    """What was read: ``commitments`` holds one row, or none where the cells make none; and what could not be read.

    The row and the column of a problem are 0; its ``field`` tells the cell.
    """

    commitments: Commitments
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> Problem | None:
        """The first problem that the row cannot stand with; a unit that nobody states is a month's."""
        return next((each for each in self.problems if each.kind != Kind.DEFAULT_UNIT), None)

    @property
    def is_sound(self) -> bool:
        """Whether there is a row, and nothing is wrong with it."""
        return bool(len(self.commitments)) and bool(self.commitments.computable[0]) and self.refused is None


def read(
    cells: Mapping[str, Content], sheet: str, default_rule: Rule, known: Mapping[str, str], year: int | None
) -> SingleRow:
    """The row whose fields have these cells, as the disposition's own readers read it.

    ``sheet`` is where the cells stand; ``known`` maps a label to a measure of the budget. Never raises.
    """
    at = {name: column for column, name in enumerate(cells, 1)}
    headers = {column: header.FIELD_NAMES[name] for name, column in at.items()}
    texts = {(_ROW, at[name]): cell.text for name, cell in cells.items() if isinstance(cell, Formula)}
    grid = Grid(sheet, [list(headers.values()), [_value(cell) for cell in cells.values()]], formulas=texts)
    table = RoleTable(header.DISPOSITION, sheet, _HEADER, at, {}, headers, None, year)
    found = rows.read([table], [grid], default_rule, known, year=year)
    problems = tuple(replace(each, row=0, column=0) for each in found.problems if each.row == _ROW)
    return SingleRow(found.commitments, problems)


def _value(cell: Content) -> Value:
    if isinstance(cell, Keep):
        return None
    return cell.value if isinstance(cell, Formula) else cell

"""Making a foreign workbook one of ours: *Opsætning* filled with what was recognised, and the result sheets, empty."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Block, NewSheet, Patch
from styring_xl.danish.text import label
from styring_xl.reading import parameters, settings
from styring_xl.reading.layout import Layout
from styring_xl.refresh import result_sheets
from styring_xl.standard import lists

_VALUE_COLUMN: Final = 2


def adoption(
    sheet_names: Sequence[str],
    areas: Container[str],
    wanted: Container[str],
    layout: Layout,
    template: Grid,
    *,
    year: int | None = None,
    closed: int | None = None,
    with_lists: bool = False,
) -> Patch:
    """What is missing in a workbook: its set-up sheet with the recognised sheets and settings, and result sheets.

    ``with_lists`` adds the sheets of lists too, such as contracts and goals.

    ``areas`` are the result areas it has already, ``wanted`` those it should have; ``template`` is the standard
    workbook's own *Opsætning*. A workbook that has everything gets an empty patch, and nothing but the new sheets is
    ever written.
    """
    missing = result_sheets(sheet_names, areas, wanted).values()
    sheets = [NewSheet(name, sheet.name) for name, sheet in missing]
    if with_lists:
        there = {label(name) for name in sheet_names}
        sheets[:0] = [NewSheet(each.name, each.name) for each in lists.SHEETS if label(each.name) not in there]
    if parameters.sheet_of(sheet_names) is None:
        sheets.insert(0, NewSheet(standard.PARAMETERS, standard.PARAMETERS))
    blocks: list[Block] = []
    if settings.sheet_of(sheet_names) is None:
        sheets.insert(0, NewSheet(standard.SETUP, standard.SETUP))
        blocks = [*_settings({standard.SETTING_YEAR: year, standard.SETTING_CLOSED: closed}), *_pins(layout, template)]
    return Patch(sheets=tuple(sheets), blocks=tuple(blocks))


def _settings(values: Mapping[str, int | None]) -> list[Block]:
    rows = {name: standard.SETTINGS_ROW + at for at, name in enumerate(standard.SETTINGS)}
    return [Block.of(standard.SETUP, rows[name], _VALUE_COLUMN, ((value,),)) for name, value in values.items()]


def _pins(layout: Layout, template: Grid) -> list[Block]:
    """A role's sheet and header row beside its name; several sheets of one role are left to be recognised."""
    table = next(each for each in template.tables if each.name == standard.LAYOUT_TABLE)
    top, columns = table.ref.top, range(table.ref.left, table.ref.right + 1)
    heads = {label(template.value(top, column)): column for column in columns}
    sheet, line = (heads[label(name)] for name in standard.LAYOUT_COLUMNS[1:])
    blocks = []
    for row in range(top + 1, table.ref.bottom + 1):
        found = layout.of(label(template.value(row, table.ref.left)))
        cells: tuple[Content, Content] = (None, None)
        if len(found) == 1:
            cells = (found[0].sheet, found[0].header_bottom)
        blocks += [
            Block.of(standard.SETUP, row, sheet, ((cells[0],),)),
            Block.of(standard.SETUP, row, line, ((cells[1],),)),
        ]
    return blocks

"""The standard workbook, built from nothing: what `styring-xl new` and `styring-xl demo` hand out.

The same package serves as the template from which a refresh takes the result sheets and the named cell styles.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from styring_xl.workbook.content import DataColumns, Given, Limit, WorkbookContent

if TYPE_CHECKING:
    from styring_xl.reports.sheet import ResultSheet, SheetDesign

__all__ = ["DataColumns", "Given", "Limit", "WorkbookContent", "build", "new", "of", "sheet_names"]


def build(content: WorkbookContent | None = None, *, macro_enabled: bool = False) -> bytes:
    """The workbook as a package, .xlsm when ``macro_enabled`` and otherwise .xlsx; the same input gives the same bytes.

    Without content the input tables hold one empty row and no year is set. Nothing is computed: the months and the
    result sheets are filled by a refresh.
    """
    return _empty(macro_enabled) if content is None else _built(content, macro_enabled)


@cache
def _empty(macro_enabled: bool) -> bytes:
    """Kept, 64 kB: a refresh that adds a sheet asks for it twice, a batch of files for each of them."""
    return _built(WorkbookContent(), macro_enabled, every_sheet=True)


def _built(filled: WorkbookContent, macro_enabled: bool, *, every_sheet: bool = False) -> bytes:
    # XlsxWriter takes a tenth of a second to import and is needed only here.
    from styring_xl.reports import SHEETS
    from styring_xl.reports.sheet import Heading
    from styring_xl.standard import HISTORY_AREA
    from styring_xl.standard.inputs import INPUTS
    from styring_xl.standard.sign import Sign
    from styring_xl.workbook import inputs, lists, package, parameters, result, setup, start
    from styring_xl.workbook.canvas import Canvas

    canvas = Canvas()
    wanted = [sheet for sheet in SHEETS if every_sheet or sheet.is_common or _shown(sheet, filled)]
    start.add(canvas, filled, wanted)
    setup.add(canvas, filled)
    for layout in INPUTS:
        inputs.add(canvas, layout)
    parameters.add(canvas, filled)
    lists.add(canvas, filled)
    heading = Heading(filled.settings.year, Sign(filled.settings.sign))
    for sheet in wanted:
        result.add(canvas, sheet, heading, filled.history if sheet.area == HISTORY_AREA else ())
    if macro_enabled:
        from styring_xl import vba
        from styring_xl.workbook import controls

        controls.add(canvas)
        # Before the bulk rows are in: the package is still small.
        raw = vba.add_macros(canvas.close())
    else:
        raw = canvas.close()
    return package.finish(raw, inputs.big(filled), _table_styles(), macro_enabled)


def of(sheets: Sequence[SheetDesign], title: str = "Styringsark") -> bytes:
    """A workbook of some sheets alone, as they stand before anything is written in them, .xlsx."""
    from styring_xl.reports.sheet import Heading
    from styring_xl.workbook import package, result
    from styring_xl.workbook.canvas import Canvas

    canvas = Canvas(title)
    for sheet in sheets:
        result.add(canvas, sheet, Heading())
    return package.finish(canvas.close(), {}, {}, macro_enabled=False)


def _shown(sheet: ResultSheet, content: WorkbookContent) -> bool:
    """Whether there is a row in one of the lists the sheet is about, or *Opsætning* asks for the sheet."""
    return sheet.name in content.asked or any(content.lists.get(each.name) for each in sheet.lists)


def _table_styles() -> dict[str, tuple[str, ...]]:
    """The style of each column of the tables that stand side by side, by table name."""
    from styring_xl.workbook import lists, parameters, setup

    return setup.TABLE_STYLES | parameters.TABLE_STYLES | lists.TABLE_STYLES


def sheet_names() -> tuple[str, ...]:
    """The sheets of a new workbook, in tab order."""
    from styring_xl.reports import SHEETS
    from styring_xl.standard import lists
    from styring_xl.standard.place import TYPED_SHEETS

    typed = (*TYPED_SHEETS, *(sheet.name for sheet in lists.SHEETS))
    return (*typed, *(sheet.name for sheet in SHEETS if sheet.is_common))


def new(year: int, *, macro_enabled: bool = True) -> bytes:
    """An empty workbook for a year."""
    return build(WorkbookContent(settings=Given(year=year)), macro_enabled=macro_enabled)

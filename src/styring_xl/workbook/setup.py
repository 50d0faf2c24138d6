"""The sheet *Opsætning*: the settings, where things stand, the limits of the checks and the lists behind drop-downs."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Value
from styring_xl.checks import RULES
from styring_xl.checks.finding import WARNING
from styring_xl.reports import SHEETS
from styring_xl.standard import setup, style
from styring_xl.standard.rule import Between, DropDown, InputRule
from styring_xl.standard.table import InputTable
from styring_xl.workbook import validation
from styring_xl.workbook.canvas import LAST_ROW, Canvas, Sheet
from styring_xl.workbook.content import Given, WorkbookContent
from styring_xl.workbook.look import TAB_INPUT

_EXPLAIN: Final = {
    standard.SETTING_YEAR: "Kalenderåret, som arket beregner.",
    standard.SETTING_CLOSED: "Sidste lukkede måned, 0 = ingen. Til og med den bruges det bogførte.",
    standard.SETTING_RULE: "dage = efter dage i måneden; hele = en påbegyndt måned er hel. En række kan afvige.",
    standard.SETTING_SIGN: "budget − forventet: plus er mindreforbrug. prognose − budget: plus er merforbrug.",
    standard.SETTING_FULL_YEAR: "dage = aktive dage ÷ dage i året; måneder = aktive måneder ÷ 12.",
    standard.SETTING_REFUND: "ja = refusionslinjen bliver den beregnede statsrefusion; nej = forskellen vises kun.",
    standard.SETTING_DIVISION: "En kolonnes overskrift, f.eks. Afdeling: Afvigelse, Cockpit og Prognose deles.",
    standard.SETTING_LATE: "ja = regninger, der ventes til lukkede måneder, er med; nej = de vises kun.",
    standard.SETTING_MOVEMENT: "ja = Til- og afgang, Flerårsoverblik og Forklaring viser det, Usikkerhed venter.",
    standard.SETTING_COPIES: "Ligger ved siden af projektmappen. De nyeste og den nyeste i hver måned; tom = alle.",
    standard.SETTING_COPY_MONTHS: "Ældre kopier fjernes, når projektmappen opdateres; tom = ingen grænse.",
    standard.SETTING_DEPARTMENT: "Hvad afdelingen hedder i Samlet overblik; tom = filens navn.",
}

_PICK: Final = "Vælg en værdi på listen."
_RULES: Final[dict[str, InputRule]] = {
    standard.SETTING_YEAR: Between("integer", 2000, 2099, "Skriv et årstal, f.eks. 2026."),
    standard.SETTING_CLOSED: DropDown(tuple(str(month) for month in range(13)), _PICK),
    standard.SETTING_RULE: DropDown(standard.RULES, _PICK),
    standard.SETTING_SIGN: DropDown(standard.SIGNS, _PICK),
    standard.SETTING_FULL_YEAR: DropDown(standard.FULL_YEAR_RULES, _PICK),
    standard.SETTING_REFUND: DropDown((standard.YES, standard.NO), _PICK),
    standard.SETTING_DIVISION: DropDown(
        setup.DIMENSIONS, "Vælg på listen, eller skriv overskriften på en anden kolonne.", strict=False
    ),
    standard.SETTING_LATE: DropDown((standard.YES, standard.NO), _PICK),
    standard.SETTING_MOVEMENT: DropDown((standard.YES, standard.NO), _PICK),
    standard.SETTING_COPIES: Between("integer", 1, 10_000, "Skriv et helt tal, mindst 1."),
    standard.SETTING_COPY_MONTHS: Between("integer", 1, 1_200, "Skriv et antal måneder, mindst 1."),
}

_LAYOUT_ROW: Final = standard.SETTINGS_ROW + len(standard.SETTINGS) + 3
"""An empty row, the title and the note stand between the settings and its header."""
_HEADINGS_ROW: Final = _LAYOUT_ROW + 8
_SIDE: Final = 5
"""Column E: limits and lists stand beside the settings, so that every table can grow downwards."""
_LISTS_COLUMN: Final = 10

_SHEETS_COLUMN: Final = _LISTS_COLUMN + 5
_CHECKS_COLUMN: Final = _SHEETS_COLUMN + 3
TABLE_STYLES: Final = {table.name: table.styles for table in setup.TABLES}
"""The style of each column of the sheet's tables."""

_LISTS: Final = (
    (standard.NAME_RATE_UNITS, standard.RATE_UNITS),
    (standard.NAME_RULES, standard.RULES),
    (standard.NAME_STATUSES, standard.STATUSES),
    (standard.NAME_LIMITS, tuple(standard.LIMIT_UNITS)),
)


def add(canvas: Canvas, content: WorkbookContent) -> None:
    """Add the sheet and the defined names of the lists."""
    sheet = canvas.sheet(standard.SETUP, "wsOpsaetning", TAB_INPUT)
    sheet.hide_gridlines(2)
    for column, width in enumerate((34, 22, 74, 3, 25, 12, 12, 30, 3, 14, 17, 13, 26, 3, 24, 9, 3, 24, 58, 9)):
        sheet.set_column(column, column, width)
    canvas.head(sheet, "Opsætning", "Ret kun de gule felter. Vælg på listen, hvor der er en.")
    _settings(canvas, sheet, content.settings)
    _layout(canvas, sheet)
    _limits(canvas, sheet, content)
    _lists(canvas, sheet)
    _sheets(canvas, sheet, content.asked)
    _checks(canvas, sheet)
    canvas.page(sheet)
    canvas.print_columns(
        sheet, standard.SETUP, (1, 3), (_SIDE, _SHEETS_COLUMN + 1), (_CHECKS_COLUMN, _CHECKS_COLUMN + 2)
    )


def _settings(canvas: Canvas, sheet: Sheet, settings: Given) -> None:
    canvas.row(sheet, standard.HEADER_ROW, ("Valg", "Værdi", "Forklaring"), (style.HEADER,) * 3)
    values: dict[str, tuple[Value, str]] = {
        standard.SETTING_YEAR: (settings.year, style.INPUT_WHOLE),
        standard.SETTING_CLOSED: (settings.closed, style.INPUT_WHOLE),
        standard.SETTING_RULE: (settings.rule, style.INPUT_TEXT),
        standard.SETTING_SIGN: (settings.sign, style.INPUT_TEXT),
        standard.SETTING_FULL_YEAR: (settings.full_year, style.INPUT_TEXT),
        standard.SETTING_REFUND: (settings.refund, style.INPUT_TEXT),
        standard.SETTING_DIVISION: (settings.division, style.INPUT_TEXT),
        standard.SETTING_LATE: (settings.late, style.INPUT_TEXT),
        standard.SETTING_MOVEMENT: (settings.movement, style.INPUT_TEXT),
        standard.SETTING_COPIES: (settings.copies, style.INPUT_WHOLE),
        standard.SETTING_COPY_MONTHS: (settings.copy_months, style.INPUT_WHOLE),
        standard.SETTING_DEPARTMENT: (None, style.INPUT_TEXT),
    }
    for row, label in enumerate(standard.SETTINGS, standard.SETTINGS_ROW):
        value, look = values[label]
        canvas.row(sheet, row, (label, value, _EXPLAIN[label]), (style.COMPUTED_TEXT, look, style.COMPUTED_TEXT))
    for row, label in enumerate(standard.SETTINGS, standard.SETTINGS_ROW - 1):
        if label in _RULES:
            sheet.data_validation(row, 1, row, 1, validation.options(_RULES[label], standard.SETUP))


def _layout(canvas: Canvas, sheet: Sheet) -> None:
    pins = tuple(
        (role, name, None)
        for role, name in zip(standard.ROLES, (standard.DISPOSITION, standard.POSTINGS, standard.BUDGET), strict=True)
    )
    _table(canvas, sheet, setup.LAYOUT, _LAYOUT_ROW, 1, pins)
    _table(canvas, sheet, setup.HEADINGS, _HEADINGS_ROW, 1, ((None, None, None),))


def _limits(canvas: Canvas, sheet: Sheet, content: WorkbookContent) -> None:
    rows = tuple((limit.check, limit.value, limit.unit, limit.measure) for limit in content.limits)
    _table(canvas, sheet, setup.LIMITS, standard.HEADER_ROW, _SIDE, rows)


def _lists(canvas: Canvas, sheet: Sheet) -> None:
    _section(canvas, sheet, standard.HEADER_ROW - 2, _LISTS_COLUMN, len(_LISTS), "Lister")
    canvas.write(sheet, standard.HEADER_ROW - 1, _LISTS_COLUMN, "Valgmuligheder på listerne i arket.", style.NOTE)
    for column, (name, values) in enumerate(_LISTS, _LISTS_COLUMN):
        canvas.write(sheet, standard.HEADER_ROW, column, name, style.HEADER)
        for row, value in enumerate(values, standard.FIRST_ROW):
            canvas.write(sheet, row, column, value, style.COMPUTED_TEXT)
        canvas.name(name, standard.SETUP, standard.FIRST_ROW, column, standard.HEADER_ROW + len(values), column)


def _sheets(canvas: Canvas, sheet: Sheet, asked: tuple[str, ...]) -> None:
    rows = tuple((each.name, standard.YES if each.is_common or each.name in asked else None) for each in SHEETS)
    _table(canvas, sheet, setup.SHEETS, standard.HEADER_ROW, _SHEETS_COLUMN, rows, grows=False)


def _checks(canvas: Canvas, sheet: Sheet) -> None:
    rows = tuple((rule.CODE, rule.TITLE, standard.YES) for rule in RULES if rule.SEVERITY == WARNING)
    _table(canvas, sheet, setup.CHECKS, standard.HEADER_ROW, _CHECKS_COLUMN, rows, grows=False)


def _section(canvas: Canvas, sheet: Sheet, row: int, column: int, width: int, text: str) -> None:
    for at in range(column, column + width):
        canvas.write(sheet, row, at, text if at == column else None, style.SECTION)


def _table(
    canvas: Canvas,
    sheet: Sheet,
    table: InputTable,
    row: int,
    column: int,
    rows: tuple[tuple[Value, ...], ...],
    *,
    grows: bool = True,
) -> None:
    """Title, note, header in ``row`` and rows; rules hold to the end of the sheet where the table ``grows``."""
    width = len(table.columns)
    _section(canvas, sheet, row - 2, column, width, table.title)
    canvas.write(sheet, row - 1, column, table.note, style.NOTE)
    header = canvas.formats[style.HEADER]
    sheet.add_table(
        row - 1,
        column - 1,
        row - 1 + len(rows),
        column - 2 + width,
        {
            "name": table.name,
            "style": None,
            "autofilter": False,
            "columns": [{"header": each.header, "header_format": header} for each in table.columns],
        },
    )
    for at, values in enumerate(rows, row + 1):
        canvas.row(sheet, at, values, table.styles, column)
    last = LAST_ROW if grows else row + len(rows) - 1
    for at, each in enumerate(table.columns, column - 1):
        if each.rule is not None:
            sheet.data_validation(row, at, last, at, validation.options(each.rule))

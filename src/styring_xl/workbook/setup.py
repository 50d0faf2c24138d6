"""The sheet *Opsætning*: the settings, where things stand, the limits of the checks and the lists behind drop-downs."""

from __future__ import annotations

from typing import Any, Final

from styring_xl import standard
from styring_xl.cells.cell import Value
from styring_xl.checks import RULES
from styring_xl.checks.finding import WARNING
from styring_xl.standard import style
from styring_xl.workbook.canvas import LAST_ROW, Canvas, Sheet
from styring_xl.workbook.content import Content, Given
from styring_xl.workbook.look import TAB_INPUT

_EXPLAIN: Final = {
    standard.SETTING_YEAR: "Kalenderåret, som arket beregner.",
    standard.SETTING_CLOSED: "Sidste lukkede måned, 0 = ingen. Til og med den bruges det bogførte.",
    standard.SETTING_RULE: "dage = efter dage i måneden; hele = en påbegyndt måned er hel. En række kan afvige.",
    standard.SETTING_SIGN: "budget − forventet: plus er mindreforbrug. prognose − budget: plus er merforbrug.",
    standard.SETTING_FULL_YEAR: "dage = aktive dage ÷ dage i året; måneder = aktive måneder ÷ 12.",
    standard.SETTING_REFUND: "ja = refusionslinjen bliver den beregnede statsrefusion; nej = forskellen vises kun.",
}

_LAYOUT_ROW: Final = 15
_HEADINGS_ROW: Final = 23
_SIDE: Final = 5
"""Column E: limits and lists stand beside the settings, so that every table can grow downwards."""
_LISTS_COLUMN: Final = 10

LIMIT_STYLES: Final = (style.INPUT_TEXT, style.INPUT, style.INPUT_TEXT, style.INPUT_TEXT)
TEXT_STYLES: Final = (style.INPUT_TEXT,) * 3
_SHEETS_COLUMN: Final = _LISTS_COLUMN + 5
_CHECKS_COLUMN: Final = _SHEETS_COLUMN + 3
TABLE_STYLES: Final = {
    standard.LAYOUT_TABLE: (style.COMPUTED_TEXT, style.INPUT_TEXT, style.INPUT_WHOLE),
    standard.HEADINGS_TABLE: TEXT_STYLES,
    standard.LIMITS_TABLE: LIMIT_STYLES,
    standard.SHEETS_TABLE: (style.COMPUTED_TEXT, style.INPUT_TEXT),
    standard.CHECKS_TABLE: (style.COMPUTED_TEXT, style.COMPUTED_TEXT, style.INPUT_TEXT),
}
"""The style of each column of the sheet's tables."""

_LISTS: Final = (
    (standard.NAME_RATE_UNITS, standard.RATE_UNITS),
    (standard.NAME_RULES, standard.RULES),
    (standard.NAME_STATUSES, standard.STATUSES),
    (standard.NAME_LIMITS, tuple(standard.LIMIT_UNITS)),
)


def add(canvas: Canvas, content: Content) -> None:
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
    _sheets(canvas, sheet)
    _checks(canvas, sheet)
    canvas.page(sheet)
    canvas.print_columns(
        sheet, standard.SETUP, (1, 3), (_SIDE, _SHEETS_COLUMN + 1), (_CHECKS_COLUMN, _CHECKS_COLUMN + 2)
    )


def _settings(canvas: Canvas, sheet: Sheet, settings: Given) -> None:
    canvas.row(sheet, standard.HEADER_ROW, ("Indstilling", "Værdi", "Forklaring"), (style.HEADER,) * 3)
    values: dict[str, tuple[Value, str]] = {
        standard.SETTING_YEAR: (settings.year, style.INPUT_WHOLE),
        standard.SETTING_CLOSED: (settings.closed, style.INPUT_WHOLE),
        standard.SETTING_RULE: (settings.rule, style.INPUT_TEXT),
        standard.SETTING_SIGN: (settings.sign, style.INPUT_TEXT),
        standard.SETTING_FULL_YEAR: (settings.full_year, style.INPUT_TEXT),
        standard.SETTING_REFUND: (settings.refund, style.INPUT_TEXT),
    }
    for row, label in enumerate(standard.SETTINGS, standard.SETTINGS_ROW):
        value, look = values[label]
        canvas.row(sheet, row, (label, value, _EXPLAIN[label]), (style.COMPUTED_TEXT, look, style.COMPUTED_TEXT))
    choices: dict[str, Any] = {
        standard.SETTING_CLOSED: [str(month) for month in range(13)],
        standard.SETTING_RULE: list(standard.RULES),
        standard.SETTING_SIGN: list(standard.SIGNS),
        standard.SETTING_FULL_YEAR: list(standard.FULL_YEAR_RULES),
        standard.SETTING_REFUND: [standard.YES, standard.NO],
    }
    for row, label in enumerate(standard.SETTINGS, standard.SETTINGS_ROW - 1):
        if label in choices:
            rule = {"validate": "list", "source": choices[label], "error_message": "Vælg en værdi på listen."}
        else:
            rule = {
                "validate": "integer",
                "criteria": "between",
                "minimum": 2000,
                "maximum": 2099,
                "error_message": "Skriv et årstal, f.eks. 2026.",
            }
        sheet.data_validation(row, 1, row, 1, rule | {"error_title": "Opsætning"})


def _layout(canvas: Canvas, sheet: Sheet) -> None:
    _section(canvas, sheet, _LAYOUT_ROW - 2, 1, 3, "Opsætning af ark")
    canvas.write(
        sheet,
        _LAYOUT_ROW - 1,
        1,
        "Hvor grundlaget står. Overskriftsrækken findes selv; udfyld den kun, hvis den findes forkert.",
        style.NOTE,
    )
    pins = tuple(
        (role, name, None)
        for role, name in zip(standard.ROLES, (standard.DISPOSITION, standard.POSTINGS, standard.BUDGET), strict=True)
    )
    _table(canvas, sheet, standard.LAYOUT_TABLE, _LAYOUT_ROW, 1, standard.LAYOUT_COLUMNS, pins)
    _section(canvas, sheet, _HEADINGS_ROW - 2, 1, 3, "Kolonner med andre overskrifter")
    canvas.write(
        sheet,
        _HEADINGS_ROW - 1,
        1,
        "Udfyldes kun, når en kolonne ikke genkendes: rolle og felt som her i arket, og overskriften, som den står.",
        style.NOTE,
    )
    empty: tuple[tuple[Value, ...], ...] = ((None, None, None),)
    _table(canvas, sheet, standard.HEADINGS_TABLE, _HEADINGS_ROW, 1, standard.HEADINGS_COLUMNS, empty)
    sheet.data_validation(
        _HEADINGS_ROW,
        0,
        LAST_ROW,
        0,
        {
            "validate": "list",
            "source": [*standard.ROLES, standard.ROLE_POSTINGS_EXTRACT, standard.ROLE_CASES_EXTRACT],
            "error_message": "Vælg en rolle på listen.",
        },
    )


def _limits(canvas: Canvas, sheet: Sheet, content: Content) -> None:
    rows = tuple((limit.check, limit.value, limit.unit, limit.measure) for limit in content.limits)
    _section(canvas, sheet, standard.HEADER_ROW - 2, _SIDE, 4, "Grænser for kontrol")
    canvas.write(
        sheet,
        standard.HEADER_ROW - 1,
        _SIDE,
        "En afvigelse er væsentlig, når den er over begge grænser. Tom foranstaltning = alle.",
        style.NOTE,
    )
    _table(canvas, sheet, standard.LIMITS_TABLE, standard.HEADER_ROW, _SIDE, standard.LIMITS_COLUMNS, rows)
    top = standard.HEADER_ROW
    checks = {"validate": "list", "source": f"={standard.NAME_LIMITS}", "error_message": "Vælg en kontrol på listen."}
    measures = {"validate": "list", "source": f"={standard.NAME_MEASURES}", "error_type": "warning"}
    sheet.data_validation(top, _SIDE - 1, LAST_ROW, _SIDE - 1, checks)
    sheet.data_validation(top, _SIDE + 2, LAST_ROW, _SIDE + 2, measures)


def _lists(canvas: Canvas, sheet: Sheet) -> None:
    _section(canvas, sheet, standard.HEADER_ROW - 2, _LISTS_COLUMN, len(_LISTS), "Lister")
    canvas.write(sheet, standard.HEADER_ROW - 1, _LISTS_COLUMN, "Valgmuligheder på listerne i arket.", style.NOTE)
    for column, (name, values) in enumerate(_LISTS, _LISTS_COLUMN):
        canvas.write(sheet, standard.HEADER_ROW, column, name, style.HEADER)
        for row, value in enumerate(values, standard.FIRST_ROW):
            canvas.write(sheet, row, column, value, style.COMPUTED_TEXT)
        canvas.name(name, standard.SETUP, standard.FIRST_ROW, column, standard.HEADER_ROW + len(values), column)


def _sheets(canvas: Canvas, sheet: Sheet) -> None:
    _section(canvas, sheet, standard.HEADER_ROW - 2, _SHEETS_COLUMN, 2, "Resultatark")
    canvas.write(sheet, standard.HEADER_ROW - 1, _SHEETS_COLUMN, "nej = arket tilføjes ikke.", style.NOTE)
    rows = tuple((result.sheet, standard.YES) for result in standard.RESULTS)
    _table(canvas, sheet, standard.SHEETS_TABLE, standard.HEADER_ROW, _SHEETS_COLUMN, standard.SHEETS_COLUMNS, rows)
    choice = {"validate": "list", "source": [standard.YES, standard.NO], "error_message": "Vælg ja eller nej."}
    column = _SHEETS_COLUMN
    sheet.data_validation(standard.HEADER_ROW, column, standard.HEADER_ROW + len(rows) - 1, column, choice)


def _checks(canvas: Canvas, sheet: Sheet) -> None:
    _section(canvas, sheet, standard.HEADER_ROW - 2, _CHECKS_COLUMN, 3, "Kontroller")
    note = "nej = advarslen vises ikke; Kontrol siger, at den er slået fra. Fejl kan ikke slås fra."
    canvas.write(sheet, standard.HEADER_ROW - 1, _CHECKS_COLUMN, note, style.NOTE)
    rows = tuple((rule.CODE, rule.TITLE, standard.YES) for rule in RULES if rule.SEVERITY == WARNING)
    _table(canvas, sheet, standard.CHECKS_TABLE, standard.HEADER_ROW, _CHECKS_COLUMN, standard.CHECKS_COLUMNS, rows)
    choice = {"validate": "list", "source": [standard.YES, standard.NO], "error_message": "Vælg ja eller nej."}
    column = _CHECKS_COLUMN + 1
    sheet.data_validation(standard.HEADER_ROW, column, standard.HEADER_ROW + len(rows) - 1, column, choice)


def _section(canvas: Canvas, sheet: Sheet, row: int, column: int, width: int, text: str) -> None:
    for at in range(column, column + width):
        canvas.write(sheet, row, at, text if at == column else None, style.SECTION)


def _table(
    canvas: Canvas,
    sheet: Sheet,
    name: str,
    row: int,
    column: int,
    headers: tuple[str, ...],
    rows: tuple[tuple[Value, ...], ...],
) -> None:
    header = canvas.formats[style.HEADER]
    sheet.add_table(
        row - 1,
        column - 1,
        row - 1 + len(rows),
        column - 2 + len(headers),
        {
            "name": name,
            "style": None,
            "autofilter": False,
            "columns": [{"header": text, "header_format": header} for text in headers],
        },
    )
    for at, values in enumerate(rows, row + 1):
        canvas.row(sheet, at, values, TABLE_STYLES[name], column)

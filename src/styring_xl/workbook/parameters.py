"""The sheet *Parametre*: dated figures and mappings, one Excel table each, side by side so that each can grow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from styring_xl import satser, standard
from styring_xl.cells.cell import Value, column_letters
from styring_xl.standard import style
from styring_xl.workbook.canvas import LAST_ROW, Canvas
from styring_xl.workbook.content import Content
from styring_xl.workbook.look import TAB_INPUT

_TEXT: Final = style.INPUT_TEXT
_GAP: Final = 1


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    title: str
    note: str
    headers: tuple[str, ...]
    styles: tuple[str, ...]
    widths: tuple[int, ...]
    choices: Mapping[int, Any]
    """Column from 0 -> what its drop-down offers."""


_MEASURES: Final = f"={standard.NAME_MEASURES}"
_TABLES: Final = (
    _Table(
        standard.ACCOUNTS_TABLE,
        "Konti",
        "Konto: hel (528201003), begyndelse (5282*) eller interval (fra-til). Prognoselinje: tom = foranstaltningen.",
        standard.ACCOUNTS_COLUMNS,
        (style.INPUT_CPR, _TEXT, _TEXT),
        (24, 38, 34),
        {1: _MEASURES},
    ),
    _Table(
        standard.REFUND_TABLE,
        "Særligt dyre enkeltsager: grænser pr. år, kr.",
        "Kun år med en kontrolleret kilde. Skriv selv de øvrige år, med kilde.",
        standard.REFUND_COLUMNS,
        (style.INPUT_WHOLE, _TEXT, *(style.INPUT,) * 3, _TEXT),
        (8, 12, 13, 13, 13, 48),
        {1: list(standard.REFUND_GROUPS)},
    ),
    _Table(
        standard.INDEX_TABLE,
        "Pris- og lønindeks",
        "Bruges kun i flerårsoverblikket.",
        standard.INDEX_COLUMNS,
        (style.INPUT_WHOLE, style.INPUT_COUNT, _TEXT),
        (8, 12, 34),
        {},
    ),
    _Table(
        standard.STEPS_TABLE,
        "Indsatstrappe",
        "Trin 0-9, det højeste er mest indgribende. Trinnavn: nok én gang pr. trin.",
        standard.STEPS_COLUMNS,
        (_TEXT, style.INPUT_WHOLE, _TEXT),
        (38, 7, 34),
        {0: _MEASURES},
    ),
    _Table(standard.TEAMS_TABLE, "Teams", "Rådgivernes teams.", standard.TEAMS_COLUMNS, (_TEXT, _TEXT), (24, 24), {}),
    _Table(
        standard.EARLIER_TABLE,
        "Tidligere år",
        "Regnskab i kr. og helårspersoner for år, hvis posteringer ikke står i arket.",
        standard.EARLIER_COLUMNS,
        (style.INPUT_WHOLE, _TEXT, style.INPUT, style.INPUT_COUNT),
        (8, 38, 15, 15),
        {1: _MEASURES},
    ),
    _Table(
        standard.TARGETS_TABLE,
        "Målgruppe og statsrefusion",
        "Målgruppe: tom = efter borgernes alder. Statsrefusion: nej = objektivt finansieret.",
        standard.TARGETS_COLUMNS,
        (_TEXT, _TEXT, _TEXT),
        (38, 12, 34),
        {0: _MEASURES, 1: list(standard.TARGETS), 2: [standard.YES, standard.NO]},
    ),
)
TABLE_STYLES: Final = {table.name: table.styles for table in _TABLES}
"""The style of each column of the sheet's tables."""


def add(canvas: Canvas, content: Content) -> None:
    """Add the sheet; the verified limits of the State's refund stand there from the beginning."""
    sheet = canvas.sheet(standard.PARAMETERS, "wsParametre", TAB_INPUT)
    sheet.hide_gridlines(2)
    canvas.head(sheet, "Parametre", "Grænser, indeks og fordelinger, som arkene regner med. Ret kun de gule felter.")
    sheet.set_row_pixels(standard.HEADER_ROW - 1, 36)
    left = 1
    spans = []
    for table in _TABLES:
        rows = content.parameters.get(table.name) or _shipped(table) or ((None,) * len(table.headers),)
        _add(canvas, sheet, table, rows, left)
        spans.append((left, left + len(table.headers) - 1))
        left += len(table.headers) + _GAP
    sheet.freeze_panes(standard.HEADER_ROW, 0)
    canvas.page(sheet, standard.HEADER_ROW)
    canvas.print_columns(sheet, standard.PARAMETERS, *spans)


def _shipped(table: _Table) -> tuple[tuple[Value, ...], ...]:
    if table.name != standard.REFUND_TABLE:
        return ()
    return tuple(
        (rate.year, rate.group, rate.above_25, rate.above_50, rate.above_75, rate.source)
        for rate in satser.refund_rates()
    )


def _add(canvas: Canvas, sheet: Any, table: _Table, rows: tuple[tuple[Value, ...], ...], left: int) -> None:
    head = standard.HEADER_ROW
    width = len(table.headers)
    for at in range(width):
        sheet.set_column(left - 1 + at, left - 1 + at, table.widths[at])
        canvas.write(sheet, head - 2, left + at, table.title if at == 0 else None, style.SECTION)
    sheet.set_column(left - 1 + width, left - 1 + width, 3)
    canvas.write(sheet, head - 1, left, table.note, style.NOTE)
    heads = tuple(_TEXT if look == style.INPUT_CPR else look for look in table.styles)
    sheet.add_table(
        head - 1,
        left - 1,
        head - 1 + len(rows),
        left - 2 + width,
        {
            "name": table.name,
            "style": None,
            "autofilter": False,
            "columns": [
                {
                    "header": text,
                    "header_format": canvas.formats[style.HEADER if look == _TEXT else style.HEADER_NUMBER],
                }
                for text, look in zip(table.headers, heads, strict=True)
            ],
        },
    )
    for at, values in enumerate(rows, head + 1):
        canvas.row(sheet, at, values, table.styles, left)
    for column, source in table.choices.items():
        sheet.data_validation(
            head,
            left - 1 + column,
            LAST_ROW,
            left - 1 + column,
            {"validate": "list", "source": source, "error_type": "warning", "error_title": standard.PARAMETERS},
        )
    if table.styles[0] == style.INPUT_CPR:
        letters = column_letters(left)
        sheet.ignore_errors({"number_stored_as_text": f"{letters}{head + 1}:{letters}{LAST_ROW + 1}"})

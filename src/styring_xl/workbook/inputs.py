"""The three input sheets, *Disponering*, *Realiseret* and *Budget*: one Excel table each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from styring_xl import standard
from styring_xl.cells.cell import column_letters
from styring_xl.standard import style
from styring_xl.workbook.canvas import LAST_ROW, Canvas
from styring_xl.workbook.content import Columns, Content
from styring_xl.workbook.look import TAB_INPUT
from styring_xl.workbook.package import Big
from styring_xl.workbook.rows import Body

Rule = dict[str, Any]

REVISED: Final = "+".join(
    f"{standard.BUDGET_TABLE}[[#This Row],[{column}]]" for column in ("Oprindeligt budget", "Budgetændringer")
)
"""Korrigeret budget as the file stores it; Excel shows ``[@[Oprindeligt budget]]+[@Budgetændringer]``."""

_DIGITS: Final = ("CPR-nr.", "Kontonummer")
"""Columns where digits kept as text are right: no green corner in half a million cells."""

_PULJE: Final = standard.STATUSES[2]
_STATUS_AT: Final = standard.DISPOSITION_COLUMNS.index("Status")
_RESULT_AT: Final = standard.DISPOSITION_COLUMNS.index("Forventet regnskab")


@dataclass(frozen=True, slots=True, eq=False)
class Input:
    """How one input sheet is laid out; styles and widths are per column."""

    sheet: str
    code_name: str
    table: str
    title: str
    note: str
    headers: tuple[str, ...]
    styles: tuple[str, ...]
    widths: tuple[int, ...]
    frozen: int
    rules: Mapping[str, Rule]
    calculated: Mapping[int, str] = field(default_factory=dict)
    pages_wide: int = 1
    more: str = ""
    """A second note, right of the frozen columns."""


def _choice(source: str, text: str, strict: bool = True) -> Rule:
    rule = {"validate": "list", "source": f"={source}", "error_message": text}
    return rule if strict else rule | {"error_type": "warning"}


def _between(kind: str, low: Any, high: Any, text: str) -> Rule:
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high, "error_message": text}


_DATE: Final = _between(
    "date",
    dt.date(1950, 1, 1),
    dt.date(9999, 12, 31),
    "Skriv en dato, f.eks. 31-12-2026. Åben slutdato: lad cellen stå tom.",
)
_SHARE: Final = "Skriv en procent mellem 0 og 100."
_BIG: Final = 10**12
_CPR: Final[Rule] = {
    "validate": "length",
    "criteria": "between",
    "minimum": 10,
    "maximum": 11,
    "error_type": "warning",
    "error_message": "Et CPR-nummer skrives DDMMÅÅ-LLLL.",
}

DISPOSITION: Final = Input(
    standard.DISPOSITION,
    "wsDisponering",
    standard.DISPOSITION_TABLE,
    "Disponering",
    "Én række pr. bevilling. Udfyld de gule felter.",
    standard.DISPOSITION_COLUMNS,
    (
        style.INPUT_WHOLE,
        style.INPUT_CPR,
        *(style.INPUT_TEXT,) * 4,
        style.INPUT_EXACT,
        style.INPUT_TEXT,
        style.INPUT_COUNT,
        style.INPUT_DATE,
        style.INPUT_DATE,
        style.INPUT_TEXT,
        style.INPUT_PERCENT,
        style.INPUT_FACTOR,
        *(style.COMPUTED,) * 13,
        style.INPUT_TEXT,
    ),
    (6, 13, 38, 30, 19, 11, 13, 12, 11, 12, 12, 14, 15, 13, *(11,) * 12, 13, 24),
    3,
    {
        "CPR-nr.": _CPR,
        "Foranstaltning": _choice(standard.NAME_MEASURES, "Foranstaltningen står ikke i Budget.", strict=False),
        "Status": _choice(standard.NAME_STATUSES, "Vælg Aktuel, Forventet eller Pulje."),
        "Takst": _between("decimal", -_BIG, _BIG, "Skriv taksten som et tal."),
        "Takstenhed": _choice(standard.NAME_RATE_UNITS, "Vælg en takstenhed på listen."),
        "Mængde": _between("decimal", 0, _BIG, "Skriv mængden som et tal; tom betyder 1."),
        "Startdato": _DATE,
        "Stopdato": _DATE,
        "Periodisering": _choice(standard.NAME_RULES, "Vælg dage eller hele; tom følger Opsætning."),
        "Sandsynlighed": _between("decimal", 0, 1, _SHARE + " Tom betyder 100 %."),
        "Momsfaktor": _between("decimal", 0, 1, _SHARE + " Tom betyder 100 %."),
    },
    pages_wide=2,
    more="Månederne og forventet regnskab beregnes. En ny pris er en ny række. "
    "En pulje har status Pulje og sit beløb i Forventet regnskab.",
)

POSTINGS: Final = Input(
    standard.POSTINGS,
    "wsRealiseret",
    standard.POSTINGS_TABLE,
    "Realiseret",
    "Posteringer fra økonomisystemet, én række pr. postering; gerne også sidste års. Indtægter er minus.",
    standard.POSTING_COLUMNS,
    (
        style.INPUT_DATE,
        style.INPUT_TEXT,
        style.INPUT_TEXT,
        style.INPUT_CPR,
        style.INPUT_TEXT,
        style.INPUT_EXACT,
        style.INPUT_TEXT,
        style.INPUT_TEXT,
        style.INPUT_TEXT,
        style.INPUT_TEXT,
    ),
    (15, 14, 40, 14, 32, 16, 12, 44, 10, 9),
    0,
    {},
)

BUDGET: Final = Input(
    standard.BUDGET,
    "wsBudget",
    standard.BUDGET_TABLE,
    "Budget",
    "Én række pr. foranstaltning, i kroner. Antal er helårspersoner; uden antal beregnes kun den samlede afvigelse.",
    standard.BUDGET_COLUMNS,
    (
        style.INPUT_TEXT,
        style.INPUT_TEXT,
        style.INPUT,
        style.INPUT,
        style.COMPUTED,
        style.INPUT_COUNT,
        style.INPUT,
        style.INPUT_WHOLE,
    ),
    (30, 46, 16, 16, 16, 14, 18, 20),
    2,
    {
        "Oprindeligt budget": _between("decimal", -_BIG, _BIG, "Skriv beløbet i kroner."),
        "Budgetændringer": _between("decimal", -_BIG, _BIG, "Skriv beløbet i kroner."),
        "Budgetteret antal": _between("decimal", 0, _BIG, "Skriv antallet som et tal."),
        "Budgetteret gennemsnitspris": _between("decimal", 0, _BIG, "Skriv prisen i kroner."),
    },
    {standard.BUDGET_COLUMNS.index("Korrigeret budget"): REVISED},
)

INPUTS: Final = (DISPOSITION, POSTINGS, BUDGET)
_NUMBERS: Final = frozenset(
    {
        style.INPUT,
        style.INPUT_EXACT,
        style.INPUT_DATE,
        style.INPUT_COUNT,
        style.INPUT_WHOLE,
        style.INPUT_PERCENT,
        style.INPUT_FACTOR,
        style.COMPUTED,
    }
)


def add(canvas: Canvas, layout: Input) -> None:
    """Add the sheet with title, table header and drop-downs; its rows are put in when the package is finished."""
    sheet = canvas.sheet(layout.sheet, layout.code_name, TAB_INPUT)
    canvas.head(sheet, layout.title, layout.note)
    if layout.more:
        canvas.write(sheet, standard.NOTE_ROW, layout.frozen + 1, layout.more, style.NOTE)
    for column, width in enumerate(layout.widths):
        sheet.set_column(column, column, width)
    header = standard.HEADER_ROW - 1
    # Tall enough for two lines above the filter arrow in the corner.
    sheet.set_row_pixels(header, 52)
    columns = [
        {
            "header": text,
            "header_format": canvas.formats[style.HEADER_NUMBER if look in _NUMBERS else style.HEADER],
        }
        for text, look in zip(layout.headers, layout.styles, strict=True)
    ]
    options = {"name": layout.table, "style": None, "columns": columns}
    sheet.add_table(header, 0, header + 1, len(columns) - 1, options)
    for text, rule in layout.rules.items():
        column = layout.headers.index(text)
        # To the end of the sheet: a row added below the table has its drop-downs in every program.
        sheet.data_validation(header + 1, column, LAST_ROW, column, rule | {"error_title": layout.title})
    digits = [column_letters(at) for at, text in enumerate(layout.headers, 1) if text in _DIGITS]
    if digits:
        ranges = " ".join(f"{letters}{header + 2}:{letters}{LAST_ROW + 1}" for letters in digits)
        sheet.ignore_errors({"number_stored_as_text": ranges})
    sheet.freeze_panes(standard.HEADER_ROW, layout.frozen)
    canvas.page(sheet, standard.HEADER_ROW, layout.pages_wide)
    if layout is BUDGET:
        canvas.book.define_name(standard.NAME_MEASURES, f"={layout.table}[Foranstaltning]")
    if layout.pages_wide > 1:
        sheet.repeat_columns(0, layout.frozen - 1)
        sheet.print_across()


def big(content: Content) -> dict[str, Big]:
    """The rows of the three tables, by table name."""
    filled = {DISPOSITION: content.dispositions, POSTINGS: content.postings, BUDGET: content.budget}
    return {
        layout.table: Big(
            standard.SHEETS.index(layout.sheet) + 1,
            standard.HEADER_ROW,
            Body(columns, layout.styles, _lumps(columns) if layout is DISPOSITION else {}, layout.calculated),
        )
        for layout, columns in filled.items()
    }


def _lumps(columns: Columns) -> dict[tuple[int, int], str]:
    """The lump of a reserve is typed, so its cell looks typed."""
    return {(row, _RESULT_AT): style.INPUT for row, status in enumerate(columns[_STATUS_AT]) if status == _PULJE}

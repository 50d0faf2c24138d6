"""Bevillinger from a case system's extract beside those in *Disponering*: what is new and what differs, to accept.

Nothing is written before its line on the preview sheet says ja, and a line holds only as long as the cell is as shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from styring_xl.books.cell import Content, Formula, Value, column_letters
from styring_xl.books.grid import Grid
from styring_xl.books.patch import Area, Block, Growth, NewSheet, Patch
from styring_xl.errors import StyringError
from styring_xl.imports import stored
from styring_xl.imports.amount import decide
from styring_xl.imports.append import Book, append, extent, room
from styring_xl.imports.columns import CASES, Stated, check_given
from styring_xl.imports.extract import Extract, Options
from styring_xl.imports.extract import read as read_extract
from styring_xl.model.kroner import format_kr
from styring_xl.sheets import header, layout, settings, standard, style
from styring_xl.sheets.identity import citizen, has_cpr_form, spelled
from styring_xl.sheets.text import (
    OPEN_END,
    Unreadable,
    clean,
    is_blank,
    is_total,
    label,
    read_amount,
    read_date,
    read_number,
)
from styring_xl.sheets.units import read_unit
from styring_xl.snapshot import lay_out

ACTION: Final = "bevillinger_importeret"
SHEET: Final = "Ændringer fra fagsystem"
AREA: Final = "Styring_Fagsystem"
COLUMNS: Final = (
    "Godkend", "Slags", "Række", "CPR-nr.", "Foranstaltning", "Startdato", "Felt", "Før", "Efter", "Kilde",
)  # fmt: skip
NEW: Final = "ny"
CHANGED: Final = "ændret"
YES: Final = "ja"
NO: Final = "nej"
OPEN: Final = "(åben)"
_COMPARED: Final = ("measure", "supplier", "adviser", "rate", "unit", "quantity", "start", "stop")
_STYLES: Final = (style.INPUT_TEXT, *(style.COMPUTED_TEXT,) * 9)


@dataclass(frozen=True, slots=True)
class Case:
    """One bevilling: its row or line, and its fields as cells hold them (rate in øre); an empty field is left out."""

    line: int
    fields: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str, dt.date | None]:
        """Citizen, measure and start."""
        return self.fields["cpr"], label(self.fields.get("measure")), self.fields.get("start")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One line of the preview: a new bevilling, or one field of one that stands there."""

    kind: str
    row: int | None
    case: Case
    field: str
    before: str
    after: str
    source: str
    value: Content = None

    @property
    def cells(self) -> tuple[Value, ...]:
        """The line as the sheet shows it, without the answer."""
        start = self.case.fields.get("start")
        return (
            self.kind, self.row, spelled(self.case.fields["cpr"]), self.case.fields.get("measure", ""),
            None if start is None else f"{start:%d-%m-%Y}", header.FIELD_NAMES.get(self.field),
            self.before or None, self.after, self.source,
        )  # fmt: skip

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same line as one that was answered: all but where it stands and came from."""
        shown = self.cells
        return tuple(clean(shown[at]) for at in (0, 2, 3, 4, 5, 6, 7))


@dataclass(frozen=True, slots=True)
class Cases:
    """The whole account of an import of bevillinger."""

    file: str
    how: str
    columns: tuple[tuple[str, str], ...]
    rows: int
    refused: tuple[tuple[int, str], ...]
    applied: tuple[Proposal, ...]
    waiting: tuple[Proposal, ...]
    """Those no line says nej to."""
    declined: tuple[Proposal, ...]
    locked: tuple[str, ...]
    """Cells that hold a formula of the user's, which no line may change."""
    not_kept: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Counts and places; nothing about any citizen."""
        return {
            "extract": self.file,
            "read_as": self.how,
            "columns": dict(self.columns),
            "rows": self.rows,
            "refused": [{"line": line, "reason": reason} for line, reason in self.refused],
            "applied": len(self.applied),
            "waiting": {
                NEW: sum(each.kind == NEW for each in self.waiting),
                CHANGED: sum(each.kind == CHANGED for each in self.waiting),
            },
            "declined": len(self.declined),
            "formula_cells": list(self.locked),
            "fields_without_column": list(self.not_kept),
        }


def plan(
    book: Book, file: Path, *, options: Options | None = None, given: Sequence[tuple[str, str]] = (), only: bool = False
) -> tuple[Patch, Cases]:
    """Compares an extract with the disposition: what has been accepted is applied, the rest is shown for an answer.

    ``only``: apply what is accepted and add nothing to the preview. Raises StyringError when there is no disposition,
    or the extract cannot be read in one way only.
    """
    options = options or Options()
    _, found, _ = lay_out(book)
    tables = found.of(header.DISPOSITION)
    if not tables:
        raise StyringError("Projektmappen har intet ark med bevillinger (Disponering) at holde udtrækket op imod.")
    table = tables[-1]
    setup = settings.sheet_of(book.sheet_names)
    grid = None if setup is None else book.grid(setup)
    remembered = () if grid is None else stored.read(grid, standard.ROLE_CASES_EXTRACT, CASES.names)
    extract = read_extract(file, options, Stated(tuple(given), remembered), CASES)
    check_given(given, extract.mapping.headers, CASES.names)
    cases, refused = _of_extract(extract, options)
    sheet = book.grid(table.sheet)
    standing = _of_sheet(sheet, table)
    proposals = _compare(standing, cases, table, file.name, "id" in extract.texts)
    answers = _answers(book)
    accepted = [each for each in proposals if answers.get(each.key) == YES]
    locked = _locked(book, table, accepted)
    accepted = [each for each in accepted if each not in locked]
    if only and not accepted:
        raise StyringError(f"Ingen ændringer er godkendt: skriv ja i kolonnen Godkend på arket »{SHEET}«, og gem.")
    waiting = [each for each in proposals if each not in accepted and (not only or each.key in answers)]
    blocks, growths = _write(book, table, sheet, accepted)
    store: tuple[tuple[Block, ...], tuple[Growth, ...]] = ((), ())
    columns = tuple((CASES.names[name], extract.mapping.header(name)) for name in extract.mapping.columns)
    if grid is not None:
        store = stored.remember(book, grid, standard.ROLE_CASES_EXTRACT, columns)
    sheets, areas = _preview(book, waiting, answers)
    patch = Patch(sheets=sheets, areas=areas, blocks=(*blocks, *store[0]), growths=(*growths, *store[1]))
    lacking = tuple(CASES.names[name] for name in extract.mapping.columns if name not in table.columns)
    places = tuple(f"{table.sheet}!{column_letters(table.columns[each.field])}{each.row}" for each in locked)
    how = extract.how or f"arket »{extract.sheet}«"
    return patch, Cases(
        file=file.name,
        how=how,
        columns=columns,
        rows=len(cases) + len(refused),
        refused=tuple(refused),
        applied=tuple(accepted),
        waiting=tuple(each for each in waiting if answers.get(each.key) != NO),
        declined=tuple(each for each in waiting if answers.get(each.key) == NO),
        locked=places,
        not_kept=lacking,
    )


# Reading.


def _unit(value: Value) -> str | None:
    found = read_unit(value)
    return None if found is None else standard.RATE_UNITS[int(found)]


def _quantity(value: Value) -> int | float | None:
    number = read_number(value)
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def _stop(value: Value) -> dt.date | None:
    found = read_date(value)
    return None if found == OPEN_END else found


_READ: Final[dict[str, Callable[[Value], Any]]] = {
    "cpr": lambda value: citizen(value) or None,
    "start": read_date,
    "stop": _stop,
    "unit": _unit,
    "quantity": _quantity,
}


def _text(value: Value) -> str | None:
    return clean(value) or None


def _read(name: str, value: Value) -> Any:
    return _READ.get(name, _text)(value)


def _of_extract(extract: Extract, options: Options) -> tuple[list[Case], list[tuple[int, str]]]:
    n = len(extract)
    values = {name: column.values() for name, column in extract.texts.items()}
    rates, states = np.zeros(n, np.int64), np.zeros(n, np.int8)
    if "rate" in extract.amounts:
        mark = "," if extract.sheet is not None and options.decimal is None else ""
        mark = mark or decide([extract.amounts["rate"]], options.decimal)
        rates, states = extract.amounts["rate"].ore(mark, 1 if options.ore else 100)
    cases: list[Case] = []
    refused: list[tuple[int, str]] = []
    seen: set[Any] = set()
    for row, line in enumerate(extract.lines.tolist()):
        if all(is_blank(cells[row]) for cells in values.values()) and states[row] == 0:
            continue
        fields: dict[str, Any] = {}
        wrong = "rækken har flere felter end overskriften" if extract.ragged[row] else ""
        for name, cells in values.items():
            try:
                fields[name] = _read(name, cells[row])
            except Unreadable:
                wrong = wrong or f"{CASES.names[name].lower()} kan ikke læses"
        if states[row] == -1:
            wrong = wrong or "taksten kan ikke læses"
        elif states[row] == 1:
            fields["rate"] = int(rates[row])
        fields = {name: value for name, value in fields.items() if value is not None}
        for name, text in (("cpr", "CPR-nr."), ("measure", "foranstaltning"), ("start", "startdato")):
            if not wrong and name not in fields:
                wrong = f"{text} mangler"
        if not wrong and not has_cpr_form(fields["cpr"]):
            wrong = "CPR-nr. har ikke form af et CPR-nr."
        case = Case(line, fields)
        if not wrong and case.key in seen:
            wrong = "samme borger, foranstaltning og startdato står to gange"
        if wrong:
            refused.append((line, wrong))
        else:
            seen.add(case.key)
            cases.append(case)
    return cases, refused


def _of_sheet(grid: Grid, table: layout.Table) -> list[Case]:
    found = []
    for row in range(table.first_row, (table.last_row or len(grid.rows)) + 1):
        fields: dict[str, Any] = {}
        for name, column in table.columns.items():
            value = grid.value(row, column)
            try:
                if name == "rate":
                    ore = read_amount(value)
                    fields[name] = None if ore is None else ore * table.scale(column)
                else:
                    fields[name] = _read(name, value)
            except Unreadable:
                # What cannot be read is shown as it stands, and is other than anything the extract says.
                fields[name] = f"»{clean(value)}«"
        fields = {name: value for name, value in fields.items() if value is not None}
        if has_cpr_form(str(fields.get("cpr", ""))):
            found.append(Case(row, fields))
    return found


# Comparing.


def _shown(name: str, value: Any) -> str:
    if value is None:
        return OPEN if name == "stop" else ""
    if isinstance(value, dt.date):
        return f"{value:%d-%m-%Y}"
    if name == "rate" and isinstance(value, int):
        return format_kr(value)
    return f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)


def _same(name: str, one: Any, other: Any) -> bool:
    if name == "quantity":
        # An empty quantity is one.
        return (1 if one is None else one) == (1 if other is None else other)
    return label(one) == label(other) if isinstance(one, str) and isinstance(other, str) else bool(one == other)


def _compare(
    standing: Sequence[Case], cases: Sequence[Case], table: layout.Table, file: str, has_id: bool
) -> list[Proposal]:
    by_key = {case.key: case for case in reversed(standing)}
    by_id = {(label(case.fields.get("id")), case.fields["cpr"]): case for case in standing if "id" in case.fields}
    measures: dict[tuple[str, str], list[Case]] = {}
    for case in standing:
        measures.setdefault(case.key[:2], []).append(case)
    found: list[Proposal] = []
    for case in cases:
        source = f"{file} linje {case.line}"
        there = by_id.get((label(case.fields["id"]), case.fields["cpr"])) if has_id and "id" in case.fields else None
        there = there or by_key.get(case.key)
        if there is None:
            earlier = [_shown("start", each.fields.get("start")) for each in measures.get(case.key[:2], ())]
            note = f" (har den i forvejen fra {' og '.join(earlier)})" if earlier else ""
            found.append(Proposal(NEW, None, case, "", "", _summary(case) + note, source))
            continue
        for name in _COMPARED:
            after = case.fields.get(name)
            if name not in table.columns or (after is None and (name != "stop" or "stop" not in _known(cases))):
                continue
            before = there.fields.get(name)
            if not _same(name, before, after):
                value = _cell(name, after, table)
                found.append(
                    Proposal(CHANGED, there.line, there, name, _shown(name, before), _shown(name, after), source, value)
                )
    return found


def _known(cases: Sequence[Case]) -> set[str]:
    """The fields some bevilling of the extract has; a stop date in none of them is no column at all."""
    return {name for case in cases for name in case.fields}


def _summary(case: Case) -> str:
    f = case.fields
    parts = [f"{_shown('rate', f['rate'])} kr." if "rate" in f else "uden takst"]
    if "unit" in f:
        parts.append(f"pr. {f['unit']}")
    if "quantity" in f:
        parts.append(f"× {_shown('quantity', f['quantity'])}")
    parts.append(f"til {_shown('stop', f.get('stop'))}")
    return " ".join([*parts, *([f["supplier"]] if "supplier" in f else [])])


def _cell(name: str, value: Any, table: layout.Table) -> Content:
    if name == "rate":
        kroner = value / (100 * table.scale(table.columns["rate"]))
        return int(kroner) if kroner == int(kroner) else float(kroner)
    result: Content = spelled(value) if name == "cpr" else value
    return result


def _answers(book: Book) -> dict[tuple[str, ...], str]:
    """What the preview sheet says of each line."""
    place = book.resolve(AREA)
    if place is None:
        return {}
    grid, ref = book.grid(place[0]), place[1]
    answers = {}
    for row in range(ref.top + 1, ref.bottom + 1):
        cells = [clean(grid.value(row, ref.left + at)) for at in range(len(COLUMNS))]
        answers[tuple(cells[at] for at in (1, 3, 4, 5, 6, 7, 8))] = label(cells[0])
    return answers


# Writing.


def _locked(book: Book, table: layout.Table, accepted: Sequence[Proposal]) -> list[Proposal]:
    """Accepted lines whose cell is a formula of the user's."""
    found = []
    for each in accepted:
        if each.row is not None:
            column = table.columns[each.field]
            there = book.contents(Block(table.sheet, each.row, column, ((None,),)))
            if isinstance(there.get((each.row, column)), Formula):
                found.append(each)
    return found


def _write(
    book: Book, table: layout.Table, grid: Grid, accepted: Sequence[Proposal]
) -> tuple[tuple[Block, ...], tuple[Growth, ...]]:
    changed = tuple(
        Block(table.sheet, each.row, table.columns[each.field], ((each.value,),))
        for each in accepted
        if each.row is not None
    )
    new = [each.case for each in accepted if each.row is None]
    if not new:
        return changed, ()
    head = book.head(table.sheet)
    left, right, excel = extent(table, head)
    used = [
        row
        for row in range(table.first_row, len(grid.rows) + 1)
        if any(not is_blank(grid.value(row, column)) for column in range(left, right + 1))
    ]
    last = used[-1] if used else table.header_bottom
    if excel is None and any(is_total(grid.value(last, column)) for column in range(left, right + 1)):
        raise StyringError(
            f"Under bevillingerne på arket »{table.sheet}« står en sum i række {last}. Flyt den op over overskriften, "
            "eller sæt de nye rækker ind med hånden efter listen."
        )
    if excel is not None:
        # A table of ours may hold nothing but formulas in rows nobody has filled in.
        bottom = excel.ref.bottom - excel.totals_rows
        typed = [each for each in table.columns.values() if (table.first_row, each) not in grid.formulas]
        used = [row for row in used if row > bottom or any(not is_blank(grid.value(row, column)) for column in typed)]
    place = room(table, head, np.array(used, np.int64))
    columns: dict[int, list[Content]] = {
        table.columns[name]: [
            None if case.fields.get(name) is None else _cell(name, case.fields[name], table) for case in new
        ]
        for name in ("id", "cpr", *_COMPARED)
        if name in table.columns and any(name in case.fields for case in new)
    }
    blocks, growths = append(book, place, columns, len(new))
    return (*changed, *blocks), growths


def _preview(
    book: Book, waiting: Sequence[Proposal], answers: Mapping[tuple[str, ...], str]
) -> tuple[tuple[NewSheet, ...], tuple[Area, ...]]:
    place = book.resolve(AREA)
    if place is None and not waiting:
        return (), ()
    rows: list[tuple[Content, ...]] = [COLUMNS]
    rows += [(answers.get(each.key) or None, *each.cells) for each in waiting]
    looks: list[tuple[str, ...]] = [(style.HEADER,) * len(COLUMNS), *((_STYLES,) * len(waiting))]
    name, top, left = (place[0], place[1].top, place[1].left) if place else (SHEET, standard.AREA_ROW, 1)
    if place is None and any(each.casefold() == SHEET.casefold() for each in book.sheet_names):
        raise StyringError(f"Projektmappen har et ark, der hedder »{SHEET}«, uden at være Styring-XL's. Omdøb det.")
    sheets = () if place else (NewSheet(SHEET, SHEET),)
    return sheets, (Area(AREA, Block(name, top, left, tuple(rows), tuple(looks))),)


def template() -> bytes:
    """The preview sheet, empty, and the named styles."""
    from styring_xl.workbook import package
    from styring_xl.workbook.canvas import LAST_ROW, Canvas
    from styring_xl.workbook.look import TAB_INPUT

    canvas = Canvas()
    sheet = canvas.sheet(SHEET, "wsFagsystem", TAB_INPUT)
    sheet.hide_gridlines(2)
    for column, width in enumerate((10, 10, 8, 13, 34, 12, 16, 26, 52, 30)):
        sheet.set_column(column, column, width)
    note = "Skriv ja ud for det, der skal ind i Disponering, gem, og hent udtrækket igen. Intet ændres uden et ja."
    canvas.head(sheet, SHEET, note)
    sheet.freeze_panes(standard.HEADER_ROW, 1)
    sheet.data_validation(
        standard.HEADER_ROW,
        0,
        LAST_ROW,
        0,
        {"validate": "list", "source": [YES, NO], "error_title": "Godkend", "error_message": "Vælg ja eller nej."},
    )
    canvas.row(sheet, standard.HEADER_ROW, COLUMNS, (style.HEADER,) * len(COLUMNS))
    canvas.page(sheet, standard.HEADER_ROW)
    return package.finish(canvas.close(), {}, {}, False)


def lines(cases: Cases, shown: int = 50) -> list[str]:
    """The account in Danish lines, without a word about any citizen."""
    text = [f"{cases.file}: {cases.how}; {cases.rows} bevillinger"]
    text += [f"  {name:<18} ← {where}" for name, where in cases.columns]
    if cases.not_kept:
        text.append(f"Disponering har ingen kolonne til: {', '.join(cases.not_kept)}")
    if cases.refused:
        text.append("Rækker, der ikke kan bruges:")
        text += [f"  linje {line}: {reason}" for line, reason in cases.refused[:shown]]
        if len(cases.refused) > shown:
            text.append(f"  … og {len(cases.refused) - shown} flere; alle står i --json")
    if cases.applied:
        text.append(f"Godkendt og ført ind: {_counted(cases.applied)}")
    text += [f"{place} er en formel og er ikke ændret" for place in cases.locked]
    if cases.declined:
        text.append(f"Afslået med et nej: {_counted(cases.declined)}")
    if cases.waiting:
        text.append(f"Venter på et ja på arket »{SHEET}«: {_counted(cases.waiting)}")
    elif not cases.declined:
        text.append("Intet venter: Disponering svarer til udtrækket")
    return text


def _counted(proposals: Sequence[Proposal]) -> str:
    """So many new rows and changed fields, as one says it."""
    new = sum(each.kind == NEW for each in proposals)
    changed = len(proposals) - new
    rows = "1 ny bevilling" if new == 1 else f"{new} nye bevillinger"
    fields = "1 ændret felt" if changed == 1 else f"{changed} ændrede felter"
    return f"{rows}, {fields}"

"""Small workbooks for stories: a table in, a table out."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from msgspec import Struct
from msgspec.structs import replace

from styring_xl import demo, standard, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import CellError, Value, parse_address
from styring_xl.cells.patch import Block, Patch
from styring_xl.fit import fit
from styring_xl.refresh import Refreshed
from styring_xl.reports import read

MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "Maj", "Jun.", "Jul.", "Aug.", "Sep.", "Okt.", "Nov.", "Dec.")
HEADER = (
    "CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Mængde", "Startdato", "Stopdato", "Sandsynlighed",
    *MONTHS, "Forventet regnskab 2026",
)  # fmt: skip
LEDGER = ("Bogføringsdato", "CPR-nr.", "Foranstaltning", "Beløb", "Bilagsnr.")
BUDGET = ("Foranstaltning", "Oprindeligt budget", "Budgetændringer", "Budgetteret antal", "Budgetteret gennemsnitspris")


def day(text: str) -> dt.date:
    """31-12-2026 -> a date."""
    number, month, year = text.split("-")
    return dt.date(int(year), int(month), int(number))


@lru_cache(maxsize=4)
def new(year: int = 2026, *, macro_enabled: bool = True) -> bytes:
    """The empty standard workbook for a year, made once for all the stories that begin with it."""
    return workbook.new(year, macro_enabled=macro_enabled)


def save(path: Path, **sheets: Sequence[Any]) -> Path:
    """A file with ``saved``."""
    path.write_bytes(saved(**sheets))
    return path


class KeptResult(Struct, frozen=True):
    """A formula with the result it had when a program last worked it out."""

    formula: str
    result: float


def saved(**sheets: Sequence[Any]) -> bytes:
    """A workbook of the user's own with the sheets' rows from A1; a text that begins with = is a formula.

    XlsxWriter takes a third of the time; openpyxl writes what it has no like of: a formula without a result, an error,
    a text of no letters, a number that only 17 figures tell from its neighbour.
    """
    if any(not _is_plain(cell) for rows in sheets.values() for row in rows for cell in row):
        return _saved_by_openpyxl(sheets)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd", "strings_to_urls": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.add_write_handler(
            KeptResult,
            lambda page, row, column, cell, *_: page.write_formula(row, column, cell.formula, None, cell.result),
        )
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def _is_plain(cell: object) -> bool:
    if isinstance(cell, str):
        return cell[:1] not in ("", "=", "#", "{") and cell.isprintable()
    if isinstance(cell, (int, float)):
        return float(f"{cell:.16G}") == cell
    return cell is None or type(cell) in (dt.date, KeptResult)


def _saved_by_openpyxl(sheets: Mapping[str, Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@lru_cache(maxsize=2)
def _opened(package: bytes) -> FileBook:
    """A story asks the same file several times."""
    return FileBook.from_bytes(package)


@lru_cache(maxsize=20)
def _rows(package: bytes, sheet: str) -> list[tuple[Any, ...]]:
    rows = [[_value(content) for content in row] for row in _opened(package).grid(sheet).rows]
    width = max(map(len, rows), default=0)
    return [(*row, *(None,) * (width - len(row))) for row in rows]


def _value(content: Value) -> Any:
    """As openpyxl gives it: a day with a time of day, an error value as its text, and nothing for an empty text."""
    if isinstance(content, CellError):
        return content.code
    if isinstance(content, dt.date) and not isinstance(content, dt.datetime):
        return dt.datetime.combine(content, dt.time())
    return None if content == "" else content


def values(path: Path, sheet: str) -> list[list[Any]]:
    """The sheet's values, cached results for formulas, by a reader that is thirty times as fast as a third party's.

    ``test_refreshed`` holds it together with one.
    """
    return [list(row) for row in _rows(path.read_bytes(), sheet)]


@lru_cache(maxsize=1)
def _opened_by_openpyxl(package: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(package), data_only=True, read_only=True)


def as_openpyxl_reads(path: Path, sheet: str) -> list[list[Any]]:
    """The same by a third party."""
    found: Any = _opened_by_openpyxl(path.read_bytes())[sheet]
    found.reset_dimensions()
    rows = [list(row) for row in found.iter_rows(values_only=True)]
    width = max(map(len, rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


def cell(path: Path, sheet: str, at: str) -> Any:
    """One value; none below and right of what the sheet holds."""
    row, column = parse_address(at)
    rows = _rows(path.read_bytes(), sheet)
    return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None


def charts(book: openpyxl.Workbook, sheet: str) -> list[Any]:
    """A sheet's charts, for which openpyxl has no name of its own."""
    found: Any = book[sheet]
    return list(found._charts)


def findings(path: Path) -> list[tuple[str, str, str]]:
    """(code, sheet, cell) of every finding of *Kontrol*; the line of a kind with several is none."""
    rows = values(path, "Kontrol")
    return [(row[2], row[4], row[5]) for row in rows[10:] if row[2] and row[5]]


def table(text: str) -> list[dict[str, Any]]:
    """Rows of a table written with | between the cells: digits are numbers, the rest is text, nothing is an empty cell.

    Dates are text, as users type them.
    """
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())

    def content(cell: str) -> Any:
        bare = cell.removeprefix("-").replace(".", "", 1)
        return (float(cell) if bare.isdigit() else cell) if cell else None

    return [{name: content(cell) for name, cell in zip(head, row, strict=True)} for row in rows]


def standard_package(
    disposition: str,
    postings: str = "",
    *,
    closed: int = 0,
    year: int = 2026,
    parameters: Mapping[str, tuple[tuple[Any, ...], ...]] | None = None,
    lists: Mapping[str, tuple[tuple[Any, ...], ...]] | None = None,
) -> bytes:
    """The standard workbook with the tables' rows and nothing computed; columns by their headers, in any order."""

    def columns(text: str, names: Sequence[str]) -> tuple[list[Any], ...]:
        rows = table(text) if text else []
        assert not rows or rows[0].keys() <= {*names}, rows[0].keys() - {*names}
        return tuple([row.get(name) for row in rows] for name in names)

    content = workbook.WorkbookContent(
        settings=workbook.Given(year=year, closed=closed),
        dispositions=columns(disposition, standard.DISPOSITION_COLUMNS),
        postings=columns(postings, standard.POSTING_COLUMNS),
        parameters=dict(parameters or {}),
        lists=dict(lists or {}),
    )
    return workbook.build(content)


def municipality(
    cases: int, *lists: str, year: int = 2026, closed_month: int = 6, macro_enabled: bool = False
) -> bytes:
    """The fictive municipality with no lists but those named: a third fewer sheets, for stories about the others."""
    made = demo.make(cases, year=year, closed_month=closed_month)
    kept = {name: rows for name, rows in made.lists.items() if name in lists}
    return workbook.build(replace(made, lists=kept), macro_enabled=macro_enabled)


def standard_book(
    path: Path,
    disposition: str,
    postings: str = "",
    *,
    closed: int = 0,
    year: int = 2026,
    parameters: Mapping[str, tuple[tuple[Any, ...], ...]] | None = None,
) -> Path:
    """A file with ``standard_package``."""
    path.write_bytes(standard_package(disposition, postings, closed=closed, year=year, parameters=parameters))
    return path


def update(path: Path, *, year: int | None = None, closed: int | None = None) -> Refreshed:
    """Brings a workbook up to date as ``styring-xl refresh`` does, but for the log, the copy and the undo beside it.

    ``year`` and ``closed`` (0..12) override what it states. ``test_refreshed`` holds it together with the command line.
    """
    book = FileBook.open(path, template=workbook.build)
    fitted = fit(book, read(book, year=year, closed=closed, hint=path.stem))
    path.write_bytes(book.edit(fitted.plan).bytes())
    return fitted.refreshed


def refreshed(path: Path, *, year: int | None = None, closed: int | None = None) -> Path:
    """The workbook after ``update``, which may find mistakes."""
    update(path, year=year, closed=closed)
    return path


def rows_of(path: Path, sheet: str, width: int, first: int = 5) -> list[list[Any]]:
    """A result sheet's rows from the header on, ``width`` columns of each, without the empty ones."""
    return [row[:width] for row in values(path, sheet)[first - 1 :] if any(cell is not None for cell in row[:width])]


def type_in(path: Path, sheet: str, address: str, value: Any) -> None:
    """What a user types into one cell; the rest of the file stays as it is."""
    row, column = parse_address(address)
    path.write_bytes(FileBook.open(path).edit(Patch(blocks=(Block.of(sheet, row, column, ((value,),)),))).bytes())

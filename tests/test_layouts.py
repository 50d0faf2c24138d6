"""The same three commitments, laid out as different municipalities lay them out, give the same figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from styring_xl import demo
from styring_xl.books.file.filebook import FileBook
from styring_xl.cli import app
from styring_xl.refresh import refresh
from styring_xl.reports import read
from tests.command_line import CliRunner
from tests.workbooks import BUDGET, HEADER, LEDGER, MONTHS, cell, day, findings, save, values

ROWS = [
    ["610180-0001", "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None, None],
    ["620180-0002", "Aflastning", 1_000, "døgn", 2, day("01-03-2026"), day("10-03-2026"), None],
    ["630180-0003", "Familiepleje", 730_000, "år", 1, day("01-07-2026"), day("31-12-2026"), None],
]
RESULTS = [120_000, 20_000, 368_000]


def plain(sheet: Any) -> None:
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append(row)


def mirrored(sheet: Any) -> None:
    """Columns from right to left."""
    sheet.append(list(reversed(HEADER)))
    for row in ROWS:
        sheet.append([*[None] * 13, *reversed(row)])


def under_a_title(sheet: Any) -> None:
    sheet.append(["Fjordby Kommune"])
    sheet.append(["Disponering af anbringelser, budgetår 2026, beløb i kr."])
    sheet.append([])
    plain(sheet)
    sheet.append([])
    sheet.append(["Note: taksterne er fra takstkataloget."])


def other_words(sheet: Any) -> None:
    months = [
        "Januar",
        "Februar",
        "Marts",
        "April",
        "Maj",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "December",
    ]
    sheet.append(
        ["Personnummer", "Indsats", "Pris", "Enhed", "Antal", "Fra dato", "Til dato", "Sands. %", *months, "I alt 2026"]
    )
    for row in ROWS:
        sheet.append(row)


def months_as_dates(sheet: Any) -> None:
    sheet.append([*HEADER[:8], *[dt.date(2026, month, 1) for month in range(1, 13)], "I alt"])
    for row in ROWS:
        sheet.append(row)


def months_with_year(sheet: Any) -> None:
    sheet.append([*HEADER[:8], *[f"{month:02d}-2026" for month in range(1, 13)], "I alt"])
    for row in ROWS:
        sheet.append(row)


def months_apart(sheet: Any) -> None:
    """A column of the user's own between the months."""
    sheet.append([*HEADER[:14], "Halvår", *HEADER[14:]])
    for row in ROWS:
        sheet.append(row)


def header_below_a_heading(sheet: Any) -> None:
    sheet.append(["Borger", None, "Økonomi", None, None, "Periode", None, None, *["Måned"] * 12])
    plain(sheet)
    for ref in ("A1:B1", "C1:E1", "F1:G1", "I1:T1"):
        sheet.merge_cells(ref)


def excel_table(sheet: Any) -> None:
    plain(sheet)
    sheet.append(["I alt", None, None, None, None, None, None, None, *["=SUBTOTAL(109,I2:I4)"] * 12])
    sheet.add_table(Table(displayName="Sager", ref="A1:U5", totalsRowCount=1))


def filtered(sheet: Any) -> None:
    plain(sheet)
    sheet.auto_filter.ref = "A1:U4"
    sheet.auto_filter.add_filter_column(1, ["Familiepleje"])
    sheet.row_dimensions[3].hidden = True


def text_everywhere(sheet: Any) -> None:
    sheet.append(HEADER)
    for row in ROWS:
        texts = [
            f"{v:%d.%m.%Y}" if isinstance(v, dt.date) else f"{v:,}".replace(",", ".") if isinstance(v, int) else v
            for v in row
        ]
        texts[6] = texts[6] or "31-12-9999"
        sheet.append(texts)


def with_sections(sheet: Any) -> None:
    sheet.append(HEADER)
    sheet.append(["Aktuelle"])
    for row in ROWS[:2]:
        sheet.append(row)
    sheet.append(["I alt aktuelle"])
    sheet.append([])
    sheet.append(["Forventede"])
    sheet.append(ROWS[2])
    sheet.append(["I alt forventede"])
    sheet.append(["I alt aktuelle og forventede"])


LAYOUTS: list[Callable[[Any], None]] = [
    plain, mirrored, under_a_title, other_words, months_as_dates, months_with_year, months_apart,
    header_below_a_heading, excel_table, filtered, text_everywhere, with_sections,
]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_every_layout_gives_the_same_figures(tmp_path: Path, layout: Callable[[Any], None]) -> None:
    path = tmp_path / "Bevillinger.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sager"
    layout(sheet)
    book.save(path)

    result = CliRunner().invoke(app, ["refresh", str(path), "--year", "2026", "--closed-month", "0"])

    assert result.exit_code == 0, result.stderr
    grid = values(path, "Sager")
    header = next(i for i, row in enumerate(grid) if {"Startdato", "Fra dato"} & set(row))
    at = next(i for i, text in enumerate(grid[header]) if str(text).startswith(("Forventet regnskab", "I alt")))
    cprs = {"610180-0001", "620180-0002", "630180-0003"}
    assert [row[at] for row in grid if cprs & set(row)] == RESULTS
    spend = values(path, "Månedsforbrug")
    assert [row[15] for row in spend[5:9] if row[0]] == [*sorted(RESULTS[::2]), RESULTS[1], sum(RESULTS)]
    assert findings(path) == []
    again = CliRunner().invoke(app, ["refresh", str(path), "--year", "2026", "--closed-month", "0"])
    assert "Ingen celler ændret" in again.stdout


def test_sums_of_sections_are_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "ark.xlsx"
    book = openpyxl.Workbook()
    with_sections(book.active)
    book.save(path)
    CliRunner().invoke(app, ["refresh", str(path), "--year", "2026"])
    totals = {row[0]: row[20] for row in values(path, "Sheet") if str(row[0]).startswith("I alt")}
    assert totals == {"I alt aktuelle": 140_000, "I alt forventede": 368_000, "I alt aktuelle og forventede": 508_000}


def test_setup_pins_the_sheet_the_header_and_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "ark.xlsx"
    book = openpyxl.Workbook()
    plain(book.active)
    book.worksheets[0].title = "Gammel"
    own = book.create_sheet("Sager")
    own.append(["Hvem", "Hvad", "Koster", "Enhed", "Antal", "Begynder", "Stopdato", None, *MONTHS, "Facit"])
    own.append(ROWS[0])
    setup = book.create_sheet("Opsætning")
    for row in (
        ["Regnskabsår", 2026],
        ["Realiseret til og med (måned 0-12)", "januar"],
        ["Fortegn for afvigelse", "prognose − budget"],
        ["Rolle", "Ark", "Overskriftsrække"],
        ["disponering", "Sager", 1],
        [],
        ["Rolle", "Felt", "Overskrift"],
        ["disponering", "CPR-nr.", "Hvem"],
        ["disponering", "Takst", "Koster"],
        ["disponering", "Startdato", "Begynder"],
        ["disponering", "Forventet regnskab", "Facit"],
    ):
        setup.append(row)
    setup.add_table(Table(displayName="tblLayout", ref="A4:C5"))
    setup.add_table(Table(displayName="tblKolonner", ref="A7:C11"))
    ledger = book.create_sheet("Realiseret")
    ledger.append(LEDGER)
    ledger.append([day("15-01-2026"), "610180-0001", "Sager", 9_000, 1])
    book.save(path)

    result = CliRunner().invoke(app, ["refresh", str(path)])

    assert result.exit_code == 0, result.stderr
    assert cell(path, "Sager", "I2") == 9_000
    assert cell(path, "Sager", "U2") == 119_000
    assert cell(path, "Gammel", "U2") is None
    assert cell(path, "Afvigelse", "F5") == "Forventet afvigelse (b−a)"


def test_a_disposition_that_was_renamed_is_told_of_by_both_names(tmp_path: Path) -> None:
    path = tmp_path / "ark.xlsx"
    path.write_bytes(demo.workbook(cases=10, macro_enabled=False))
    book = openpyxl.load_workbook(path)
    book["Disponering"].title = "Børn 2026"
    book.save(path)
    result = CliRunner().invoke(app, ["refresh", str(path)])
    assert result.exit_code == 2
    assert "Opsætning siger, at disponeringen står i arket »Disponering«, men det ark findes ikke" in result.stderr


def test_a_sheet_of_the_users_own_is_never_taken_for_ours(tmp_path: Path) -> None:
    path = save(tmp_path / "ark.xlsx", Disponering=[HEADER, *ROWS], Afvigelse=[["Mine egne noter"]])
    CliRunner().invoke(app, ["refresh", str(path), "--year", "2026"])
    assert values(path, "Afvigelse") == [["Mine egne noter"]]
    assert cell(path, "Afvigelse (Styring)", "A1").startswith("Afvigelse")


LEDGERS: dict[str, tuple[list[Any], list[list[Any]]]] = {
    "dates": (list(LEDGER), [[day("31-01-2026"), "610180-0001", "Familiepleje", 9_500.5, 1]]),
    "periods": (
        ["Periode", "Borger CPR", "Indsats", "Bogført beløb", "Tekst"],
        [[202601, 6101800001, "familiepleje ", 9_500.5, "x"]],
    ),
    "month names, øre": (
        ["Måned", "CPR", "Foranstaltning", "Beløb (øre)", "Bilag"],
        [["Januar", "6101800001", "Familiepleje", 950_050, 1]],
    ),
    "no measure": (["Dato", "CPR", "Beløb", "Bilag"], [["31.01.2026", "610180-0001", "9.500,50", 1]]),
}


@pytest.mark.parametrize(("header", "rows"), LEDGERS.values(), ids=LEDGERS.keys())
def test_every_ledger_lands_on_the_same_month(tmp_path: Path, header: list[Any], rows: list[list[Any]]) -> None:
    path = save(tmp_path / "ark.xlsx", Disponering=[HEADER, *ROWS], Posteringer=[header, *rows], Budget=[BUDGET])
    figures = refresh(read(FileBook.open(path), year=2026, closed=1)).figures
    assert figures.months[0].tolist()[:2] == [950_050, 1_000_000]
    assert figures.realised == 950_050
    assert [line.kind for line in figures.lines] == ["citizen"] * 3


def test_figures_in_thousands_are_read_and_written_as_their_headers_say(tmp_path: Path) -> None:
    header = ["Cpr", "Foranstaltning", "Månedstakst (1.000 kr.)", "Startdato", "Stopdato", *MONTHS, "I alt (1.000 kr.)"]
    path = save(
        tmp_path / "ark.xlsx",
        Disponering=[header, ["610180-0001", "Familiepleje", 12.5, day("01-01-2026"), day("31-12-2026")]],
        Budget=[["Budget 2026, beløb i 1.000 kr."], BUDGET, ["Familiepleje", 160, -5, 1, 155]],
    )
    CliRunner().invoke(app, ["refresh", str(path), "--year", "2026", "--closed-month", "0"])
    assert values(path, "Disponering")[1][5:18] == [12.5] * 12 + [150]
    assert [row[3:6] for row in values(path, "Afvigelse")[5:7]] == [[155_000, 150_000, 5_000]] * 2
    assert {(code, sheet) for code, sheet, _ in findings(path)} == {
        ("tusind-kroner", "Disponering"),
        ("tusind-kroner", "Budget"),
    }


def test_a_ledgers_own_sum_is_no_posting(tmp_path: Path) -> None:
    rows = [
        [day("31-01-2026"), "610180-0001", "Familiepleje", 9_500, 1],
        ["I alt", None, None, 9_500],
        [None, "Sum", None, 1],
    ]
    path = save(tmp_path / "ark.xlsx", Disponering=[HEADER, *ROWS], Realiseret=[LEDGER, *rows])
    snapshot = read(FileBook.open(path), year=2026, closed=1)
    assert (refresh(snapshot).figures.realised, snapshot.problems) == (950_000, ())

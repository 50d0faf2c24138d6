"""*Flerårsoverblik*: later years by hand, yellow cells that are never lost, and totals that are *Afvigelse*'s."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from styring_xl import demo
from styring_xl.cells.cell import Formula
from styring_xl.cli import app
from styring_xl.reports.outlook.columns import LEFT, SWITCH
from tests import libreoffice
from tests.command_line import CliRunner
from tests.examples import examples
from tests.refreshed import refreshed as in_memory
from tests.workbooks import HEADER, LEDGER, day, findings, save, saved, type_in, update, values

# Born 10-03-2010: turns 18 on 10-03-2028. Born 10-03-2005: 21 in 2026, turns 23 on 10-03-2028.
CHILD, YOUNG, ADULT = "701003-1001", "700305-4001", "610180-0001"
CHILD = "700310-4001"
SHEET = "Flerårsoverblik"
HEAD = [
    "CPR-nr.",
    "Foranstaltning",
    "Takst",
    "Takstenhed",
    "Startdato",
    "Stopdato",
    "Sandsynlighed",
    "Forventet regnskab",
]
BUDGET = ["Gruppe", "Foranstaltning", "Oprindeligt budget"]
Row = Sequence[Any]


def book(tmp_path: Path, rows: Sequence[Row], budget: Sequence[Row] = (), index: Sequence[Row] = ()) -> Path:
    """A workbook of 2026 with *Parametre*, refreshed once."""
    sheets: dict[str, Sequence[Row]] = {"Disponering": [HEAD, *rows]}
    if budget:
        sheets["Budget"] = [BUDGET, *budget]
    rows_of_index = [("År", "PL-indeks", "Kilde"), *(index or [(None, None, None)])]
    path = save(tmp_path / "Sager 2026.xlsx", **sheets, Parametre=rows_of_index)
    opened = openpyxl.load_workbook(path)
    opened["Parametre"].add_table(Table(displayName="tblIndeks", ref=f"A1:C{len(rows_of_index)}"))
    opened.save(path)
    return refreshed(path)


def refreshed(path: Path) -> Path:
    assert not update(path).has_errors
    return path


def line(path: Path, name: str, sheet: str = SHEET) -> list[Any]:
    """The first row with the name in one of its first two cells."""
    return next(row for row in values(path, sheet)[5:] if name in (str(row[0] or ""), str(row[1] or "")))


def edit(path: Path, change: Callable[[Worksheet], None], sheet: str = SHEET) -> Path:
    opened = openpyxl.load_workbook(path)
    change(opened[sheet])
    opened.save(path)
    return refreshed(path)


def type_at(path: Path, name: str, column: str, value: Any, of: int = 1) -> Path:
    """Types in the line whose name stands in the column ``of`` (0 is the first); a text that begins with = is a
    formula."""
    row = next(at for at, row in enumerate(values(path, SHEET), 1) if at > 5 and row[of] == name)
    formula = isinstance(value, str) and value.startswith("=")
    type_in(path, SHEET, f"{column}{row}", Formula(value[1:], None) if formula else value)
    return refreshed(path)


def test_open_rows_go_on_stop_dates_stop_probability_counts_and_age_ends(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        [
            [ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, None],
            [ADULT, "Støtte", 1_000, "måned", day("01-07-2026"), day("30-06-2028"), 0.5],
            [CHILD, "Familiepleje", 31_000, "måned", day("01-01-2020"), None, None],
            [YOUNG, "Familiepleje", 31_000, "måned", day("01-04-2023"), None, None],
        ],
    )
    assert line(path, "Botilbud")[2:7] == [120_000] * 5
    assert line(path, "Støtte")[2:7] == [3_000, 6_000, 3_000, 0, 0]
    # Both stop on 9 March 2028: the child at 18, the one who began at 18 at 23. Nine of March's 31 days each.
    assert line(path, "Familiepleje")[2:7] == [744_000, 744_000, 2 * (62_000 + 9_000), 0, 0]
    assert line(path, "Åbne bevillinger, som aldersreglen slutter i året")[2:7] == [0, 0, 2, 0, 0]
    type_at(path, SWITCH, "C", "nej", of=0)
    assert line(path, "Familiepleje")[2:7] == [744_000] * 5
    assert line(path, SWITCH)[2] == "nej"
    type_at(path, SWITCH, "C", "måske", of=0)
    assert line(path, "Familiepleje")[4] == 142_000
    assert line(path, SWITCH)[2] == "måske"
    assert [code for code, sheet, _ in findings(path) if sheet == SHEET] == ["flerårsoverblik"]


def test_rates_of_later_years_follow_the_index_and_a_missing_one_is_told(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        [
            [ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, None],
            [ADULT, "Nyt tilbud", 10_000, "måned", day("01-01-2027"), None, None],
            [None, "Pulje til nye sager", None, None, None, None, None, 50_000],
        ],
        index=[(2026, 100, None), (2027, 103, None), (2028, 106.09, None)],
    )
    assert line(path, "Botilbud")[2:7] == [120_000, 123_600, 127_308, 120_000, 120_000]
    # A row that begins in 2027 has the price of 2027 already.
    assert line(path, "Nyt tilbud")[2:7] == [0, 120_000, 123_600, 120_000, 120_000]
    assert line(path, "Pulje til nye sager")[2:7] == [50_000] * 5
    told = [row[7] for row in values(path, "Kontrol") if row[2] == "flerårsoverblik" and row[5]]
    assert [text[:23] for text in told] == ["PL-indekset for 2029 el", "PL-indekset for 2030 el"]


@pytest.mark.slow
def test_typed_budgets_stay_with_their_line_and_year_whatever_moves(tmp_path: Path) -> None:
    rows = [
        [ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, None],
        [ADULT, "Støtte", 1_000, "måned", day("01-01-2020"), None, None],
    ]
    budget = [["Voksne", "Botilbud", 130_000], ["Voksne", "Støtte", 10_000]]
    path = book(tmp_path, rows, budget)
    assert line(path, "I alt")[7:12] == [140_000, None, None, None, None]
    type_at(path, "Botilbud", "I", 125_000)
    assert line(path, "Botilbud")[7:9] == [130_000, 125_000]
    assert line(path, "Botilbud")[12:14] == [10_000, 5_000]
    # The group waits until every line with a budget has one.
    assert line(path, "Voksne")[8] is None
    type_at(path, "Støtte", "I", "=B1000+11000")
    assert line(path, "Voksne")[7:9] == [140_000, None], "LibreOffice has not been asked what the formula gives"
    type_at(path, "Støtte", "I", 11_000)
    assert line(path, "Voksne")[7:9] == [140_000, 136_000]
    assert line(path, "I alt")[8] == 136_000
    assert line(path, "I alt")[13] == 136_000 - 132_000
    type_at(path, "Støtte", "J", "=H8*2")
    # A new group above moves the lines; the formula goes with its line and still says twice the budget beside it.
    edit(path, lambda sheet: _insert(sheet, ["Børn", "Aflastning", 5_000]), "Budget")
    assert line(path, "Botilbud")[8] == 125_000
    formulas = openpyxl.load_workbook(path)[SHEET]
    row = next(r for r in range(6, 20) if formulas.cell(r, 2).value == "Støtte")
    assert formulas.cell(row, 10).value == f"=H{row}*2"
    # The line disappears: what was typed is kept below the table, and comes back with the line.
    edit(path, lambda sheet: _rename(sheet, "Botilbud", "Bofællesskab"), "Budget")
    edit(path, lambda sheet: _rename(sheet, "Botilbud", "Bofællesskab"), "Disponering")
    grid = values(path, SHEET)
    at = next(n for n, row in enumerate(grid) if row[0] == LEFT)
    assert grid[at + 2][:4] == ["Voksne", "Botilbud", 2027, 125_000]
    edit(path, lambda sheet: _rename(sheet, "Bofællesskab", "Botilbud"), "Budget")
    edit(path, lambda sheet: _rename(sheet, "Bofællesskab", "Botilbud"), "Disponering")
    assert line(path, "Botilbud")[8] == 125_000
    assert all(row[0] != LEFT for row in values(path, SHEET))
    # Next year's first budget is the budget's own; this year's typed one is kept below.
    assert not update(path, year=2027).has_errors
    grid = values(path, SHEET)
    assert grid[4][2] == "Forventet 2027"
    at = next(n for n, row in enumerate(grid) if row[0] == LEFT)
    assert ["Voksne", "Botilbud", 2027, 125_000] in [row[:4] for row in grid[at:]]


def _insert(sheet: Worksheet, row: list[Any]) -> None:
    sheet.insert_rows(2)
    for column, value in enumerate(row, 1):
        sheet.cell(2, column).value = value


def _rename(sheet: Worksheet, old: str, new: str) -> None:
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.value == old:
                cell.value = new


def test_text_in_a_yellow_cell_stays_and_counts_nothing(tmp_path: Path) -> None:
    rows = [[ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, None]]
    path = book(tmp_path, rows, [["Voksne", "Botilbud", 130_000]])
    type_at(path, "Botilbud", "I", "efter aftale")
    assert line(path, "Botilbud")[8] == "efter aftale"
    assert line(path, "I alt")[8] is None
    assert [(code, cell) for code, sheet, cell in findings(path) if sheet == SHEET] == [("flerårsoverblik", "I7")]


@pytest.mark.office
def test_the_formulas_count_text_in_a_yellow_cell_as_nothing_too(tmp_path: Path) -> None:
    rows = [[ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, None]]
    path = book(tmp_path, rows, [["Voksne", "Botilbud", 130_000]])
    type_at(path, "Botilbud", "I", "efter aftale")
    again = libreoffice.convert(path, "xlsx", tmp_path / "lo")
    assert [row[:17] for row in values(again, SHEET)[4:9]] == [row[:17] for row in values(path, SHEET)[4:9]]


def test_a_number_over_a_groups_formula_is_kept_below(tmp_path: Path) -> None:
    rows = [[ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, None]]
    path = book(tmp_path, rows, [["Voksne", "Botilbud", 130_000]])
    for _ in range(2):
        type_in(path, SHEET, "I6", 777)
        refreshed(path)
        grid = values(path, SHEET)
        at = next(n for n, row in enumerate(grid) if row[0] == LEFT)
        assert grid[at + 2][:4] == ["Voksne", "(gruppens sum)", 2027, 777]


@pytest.mark.office
def test_the_demo_agrees_with_afvigelse_and_with_libreoffice_when_all_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "Styringsark.xlsx"
    path.write_bytes(demo.workbook(cases=80, seed=4, macro_enabled=False))
    run = CliRunner().invoke
    run(app, ["refresh", str(path)])
    opened = openpyxl.load_workbook(path)
    sheet = opened[SHEET]
    for row in range(6, sheet.max_row + 1):
        if sheet.cell(row, 1).value == "I alt":
            break
        if sheet.cell(row, 2).value:
            sheet.cell(row, 9).value = 1_000 * row
    opened.save(path)
    run(app, ["refresh", str(path)])
    before = path.read_bytes()
    run(app, ["refresh", str(path)])
    assert path.read_bytes() == before, "a second refresh changes nothing"
    ours, variance = values(path, SHEET)[5:], values(path, "Afvigelse")[5:]
    for shown in (row for row in ours if row[2] is not None and row[7] is not None):
        name = shown[0] or shown[1]
        assert (shown[2], shown[7], shown[12]) in [(r[4], r[3], r[5]) for r in variance if r[0] == name]
    theirs = values(libreoffice.convert(path, "xlsx", tmp_path / "lo"), SHEET)[5:]
    total = next(n for n, row in enumerate(ours) if row[0] == "I alt")
    assert ours[total][8] is not None
    for mine, other in zip(ours[: total + 1], theirs, strict=False):
        assert [x if isinstance(x, str) else round(x or 0, 2) for x in mine[:17]] == [
            x if isinstance(x, str) else round(x or 0, 2) for x in other[:17]
        ]


@st.composite
def commitment(draw: st.DrawFn) -> list[Any]:
    start = draw(st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31)))
    return [
        draw(st.sampled_from([CHILD, YOUNG, ADULT, None])),
        draw(st.sampled_from(["Botilbud", "Støtte"])),
        draw(st.integers(-5_000_000, 50_000_000)) / 100,
        draw(st.sampled_from(["måned", "døgn", "år", "engang"])),
        1,
        start,
        draw(st.one_of(st.none(), st.dates(start, dt.date(2031, 12, 31)))),
        draw(st.sampled_from([None, 0.5])),
    ]


@pytest.mark.slow
@settings(max_examples=examples(12), deadline=None)
@given(rows=st.lists(commitment(), min_size=1, max_size=8), closed=st.integers(0, 12), pool=st.integers(0, 10**8))
def test_every_year_is_the_year_a_refresh_of_its_own_would_expect(
    rows: list[list[Any]], closed: int, pool: int
) -> None:
    """Without index and age rule a later year is what its own refresh with nothing closed expects."""
    rows = [[None, *each[1:]] for each in rows]
    lump = ["Pulje til nye sager", *[None] * 19, pool / 100]
    posting = [dt.date(2026, 1, 1), None, rows[0][1], 123.45, 1]
    header = [*HEADER[:-1], "Forventet regnskab"]  # a column of 2026 is no figure of the years after
    package = saved(Disponering=[header, *rows, lump], Realiseret=[LEDGER, posting])

    def totals(year: int, month: int) -> tuple[int, list[Any]]:
        told = in_memory(package, year=year, closed=month)
        return told.refreshed.figures.result, next((each for each in told.values(SHEET) if each[0] == "I alt"), [])

    first, shown = totals(2026, closed)
    if not shown:
        return
    assert round(shown[2] * 100) == first
    for later in range(1, 5):
        assert round(shown[2 + later] * 100) == totals(2026 + later, 0)[0]

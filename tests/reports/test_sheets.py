"""Every result sheet as it declares itself, and what follows from that: the template, the page that describes it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from styring_xl import demo, workbook
from styring_xl.cells.cell import Formula
from styring_xl.cells.patch import Patch
from styring_xl.reports import SHEETS
from styring_xl.reports.__main__ import framed
from styring_xl.reports.sheet import Heading, ResultSheet
from tests.refreshed import refreshed as in_memory
from tests.workbooks import charts, refreshed

PAGE = Path(__file__).parents[2] / "docs" / "ark.md"


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(workbook.build()))


def test_no_two_sheets_share_a_name() -> None:
    for names in (
        [sheet.name for sheet in SHEETS],
        [sheet.code_name for sheet in SHEETS if sheet.code_name],
        [name for sheet in SHEETS for name in sheet.names],
    ):
        assert [name for name, count in Counter(names).items() if count > 1] == []


def test_every_rectangle_is_found_by_the_product_s_own_prefix() -> None:
    assert [name for sheet in SHEETS for name in sheet.names if not name.startswith("Styring_")] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_columns_of_a_table_have_names_of_their_own(sheet: ResultSheet) -> None:
    names = [column.name for column in sheet.head(Heading(2026))]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_template_has_what_the_sheet_says(book: openpyxl.Workbook, sheet: ResultSheet) -> None:
    made = book[sheet.name]
    assert (made["A1"].value, made["A2"].value, made["A3"].value) == (sheet.title, sheet.note, sheet.status)
    assert [made.cell(5 + at, 1).value for at in range(len(sheet.above))] == [each.label for each in sheet.above]
    assert {name for name in book.defined_names if name in sheet.names} == {*sheet.names}
    assert len(charts(book, sheet.name)) == len(sheet.charts)


def test_a_refresh_draws_headers_that_look_as_the_template_s(book: openpyxl.Workbook, tmp_path: Path) -> None:
    path = tmp_path / "Ark.xlsx"
    path.write_bytes(demo.workbook(cases=12, closed_month=0, macro_enabled=False))
    drawn = openpyxl.load_workbook(refreshed(path))

    def looks(of: openpyxl.Workbook, sheet: ResultSheet) -> list[str]:
        wide = range(1, len(sheet.head(Heading(2026))) + 1)
        # A sheet with a column for each year in its list has fewer of them than the template.
        there = [at for at in wide if drawn[sheet.name].cell(sheet.header_row, at).value or sheet.is_common]
        return [of[sheet.name].cell(sheet.header_row, at).style for at in there]

    bare = [
        sheet.name
        for sheet in SHEETS
        if sheet.columns and sheet.is_common and drawn[sheet.name].cell(sheet.header_row, 1).value is None
    ]
    assert bare == ["Træfsikkerhed"], "no month has been closed, so there is nothing to head"
    for sheet in SHEETS:
        if sheet.name in drawn.sheetnames and sheet.name not in bare:
            assert looks(drawn, sheet) == looks(book, sheet), sheet.name


@pytest.fixture(scope="module")
def drawn() -> Patch:
    """What a press writes in the workbook of the fictive municipality, whose lists are all filled."""
    return in_memory(demo.workbook(cases=12, closed_month=2, macro_enabled=False, closings=True)).refreshed.patch


PRESSED = [sheet for sheet in SHEETS if sheet.name not in ("Historik", "Sagsgennemgang", "Indstilling")]
"""What a press draws of itself: a closing writes *Historik*, and the two others come when they are asked for."""


@pytest.mark.parametrize("sheet", PRESSED, ids=lambda sheet: sheet.name)
def test_the_demonstration_has_something_to_show_on_every_sheet(drawn: Patch, sheet: ResultSheet) -> None:
    # So whatever is tried on that workbook, by file, in Excel and in Calc, is tried on each sheet there is.
    areas = {area.name: area.block.rows() for area in drawn.areas}
    assert {*sheet.names} <= areas.keys()
    figures = [cell for row in areas[sheet.area] for cell in row if not isinstance(cell, (str, type(None), bool))]
    assert len(figures) > 5


def test_what_a_sheet_draws_is_plain_so_that_undo_can_keep_it(drawn: Patch) -> None:
    contents = {
        (area.name, type(cell.value if isinstance(cell, Formula) else cell))
        for area in drawn.areas
        for row in area.block.rows()
        for cell in row
        if cell is not None
    }
    assert {kind for _, kind in contents} <= {str, int, float, bool, dt.date, dt.datetime}, contents


def test_the_set_up_sheet_lists_every_sheet(book: openpyxl.Workbook) -> None:
    listed = [(row[14].value, row[15].value) for row in book["Opsætning"].iter_rows(min_row=6) if row[14].value]
    assert listed == [(sheet.name, "ja" if sheet.is_common else None) for sheet in SHEETS]


def test_the_page_says_what_the_sheets_say() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert framed(text) == text, "python -m styring_xl.reports docs/ark.md"


def test_the_page_gets_a_heading_for_a_new_sheet_and_keeps_what_people_wrote() -> None:
    page = "# Resultatarkene\n\nIndledning.\n\n## Kontrol\n\n> Gammelt.\n\nEgne ord.\n\n## Andet\n\nOgså egne.\n"
    made = framed(page)
    assert made.startswith("# Resultatarkene\n\nIndledning.\n\n## Månedsforbrug\n\n> Gråblå måneder")
    assert "Gammelt" not in made
    assert made.endswith("\n\nEgne ord.\n\n## Andet\n\nOgså egne.\n")
    assert framed(made) == made

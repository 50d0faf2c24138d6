"""The small columns of an .ods: as many as their rows, and drawn from their own sheet, as in an .xlsx."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
import xlwings

from styring_xl import job
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.live.sparklines import follow_sparklines
from styring_xl.calc import session as sessions
from styring_xl.calc.book import CalcBook
from styring_xl.calc.closed import open_book
from styring_xl.calc.odsbook import converted
from styring_xl.calc.sparklines import followed
from styring_xl.cells.grid import Ref
from styring_xl.cells.patch import Block, Patch
from tests.libreoffice import required
from tests.reports.test_cockpit import sparklines
from tests.workbooks import BUDGET, HEADER, LEDGER, municipality, save

AREA = "Styring_Minidiagrammer"


def spark(sheet: str, cell: str, source: str, row: int) -> str:
    left, right = source.split(":")
    return (
        f'<calcext:sparkline calcext:cell-address="{sheet}.{cell}{row}" '
        f'calcext:data-range="{sheet}.{left}{row}:{sheet}.{right}{row}"/>'
    )


def group(*each: str) -> str:
    return (
        f"<calcext:sparkline-group><calcext:sparklines>{''.join(each)}</calcext:sparklines></calcext:sparkline-group>"
    )


def package(*groups: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        names = (
            f'<table:named-range table:name="{AREA}" table:cell-range-address="$Cockpit.$AI$6:.$AO$9"/>'
            '<table:named-range table:name="Styring_Maal_Mini" '
            "table:cell-range-address=\"$'Mål &amp; »tal«''s'.$AI$6:.$AO$7\"/>"
        )
        parts.writestr("content.xml", f"<x>{names}{''.join(groups)}</x>")
        parts.writestr("styles.xml", "<x/>")
    return made.getvalue()


@pytest.mark.parametrize("rows", [1, 2, 4, 7])
def test_a_group_is_as_many_as_the_rows_of_its_name_and_drawn_from_its_own_sheet(rows: int) -> None:
    strayed = [
        spark("Cockpit", "L", "AI:AO", row).replace('range="Cockpit.', 'range="Andet.') for row in range(6, 6 + rows)
    ]
    quoted = "'Mål &amp; »tal«''s'"
    others = (
        group(*(spark("Cockpit", "M", "AI:AN", row) for row in range(6, 8))),
        group(*(spark("Cockpit", "M", "AI:AO", row) for row in range(7, 9))),
        group(spark("Cockpit", "L", "AI:AO", 6), spark("Cockpit", "M", "AI:AO", 7)),
    )
    gone = re.sub('range="[^"]*"', 'range=""', spark(quoted, "L", "AI:AO", 6))
    before = package(group(*strayed), group(gone), *others)
    after = package(
        group(*(spark("Cockpit", "L", "AI:AO", row) for row in range(6, 10))),
        group(*(spark(quoted, "L", "AI:AO", row) for row in range(6, 8))),
        *others,
    )
    parts = [zipfile.ZipFile(BytesIO(data)) for data in (followed(before), after)]
    assert parts[0].namelist() == parts[1].namelist() == ["mimetype", "content.xml", "styles.xml"]
    assert parts[0].read("content.xml").decode() == parts[1].read("content.xml").decode()
    assert followed(after) == after


@pytest.fixture
def calc() -> Iterator[None]:
    """A LibreOffice for one story, and nothing of it afterwards."""
    required()
    active = xlwings.engines.active
    yield
    sessions.end()
    xlwings.engines.active = active


def in_ods(path: Path) -> list[tuple[str, str]]:
    """(source, place) of every small column, as an .xlsx has them."""
    with zipfile.ZipFile(path) as parts:
        text = parts.read("content.xml").decode()
    found = re.findall(r'cell-address="([^"]*)[.]([A-Z]+\d+)" calcext:data-range="([^"]*)[.](\w+):[^"]*[.](\w+)"', text)
    assert {(place, source) for place, _, source, _, _ in found} <= {("Cockpit", "Cockpit")}
    return [(f"'{unescape(source)}'!{left}:{right}", place) for _, place, source, left, right in found]


@pytest.mark.newer
@pytest.mark.office
@pytest.mark.slow
def test_an_open_workbook_fills_its_small_columns_down_and_writes_over_nothing(calc: None, tmp_path: Path) -> None:
    """A row that is new gets one drawn from itself, of the same group; a user's word, look and note stay."""
    path, out = tmp_path / "ark.xlsx", tmp_path / "ark.ods"
    path.write_bytes(municipality(20))
    office = sessions.session()
    document = office.app.channel.call("desk.open", str(path), True)
    office.app.serve(document)
    sheet = xlwings.Book(impl=CalcBook(office.app, document)).sheets["Cockpit"]
    first = Ref(6, 35, 5 + len(sparklines(path)), 41)
    assert sheet["L5"].value == sheet["AI5"].value == "Udvikling"
    sheet["L160"].value = "mit"
    sheet["L170"].number_format = "0.00"

    def drawn(bottom: int, old: Ref = first) -> list[tuple[str, str]]:
        follow_sparklines(sheet, old, Ref(6, 35, bottom, 41))
        office.app.channel.call("desk.save_as_ods", document, str(out))
        return in_ods(out)

    def rows(last: int, *more: int) -> list[tuple[str, str]]:
        return [(f"'Cockpit'!AI{row}:AO{row}", f"L{row}") for row in (*range(6, last + 1), *more)]

    assert sorted(drawn(first.bottom - 9)) == sorted(rows(first.bottom))
    assert sorted(drawn(150)) == sorted(rows(150))
    assert sorted(drawn(150)) == sorted(rows(150)), "again"
    assert sorted(drawn(200, Ref(6, 35, 150, 41))) == sorted(rows(159))
    assert [sheet["L160"].value, sheet["L161"].value] == ["mit", None]
    sheet["L160"].value = None
    assert sorted(drawn(200, Ref(6, 35, 159, 41))) == sorted(rows(169))
    assert sheet["L170"].number_format == "0.00"
    with zipfile.ZipFile(out) as parts:
        assert parts.read("content.xml").count(b"<calcext:sparklines>") == 1
    office.app.channel.call("doc.close", document)


@pytest.mark.office
@pytest.mark.slow
def test_a_cockpit_that_comes_into_an_ods_has_the_small_columns_of_the_xlsx(calc: None, tmp_path: Path) -> None:
    """And has them still when a hundred measures more need rows than the sheet came with."""
    xlsx, ods = tmp_path / "ark.xlsx", tmp_path / "ark.ods"
    cases = [["610180-0001", "Familiepleje", 1000, "måned", 1, dt.date(2026, 1, 1), None, None]]
    ledger = [[dt.date(2025, month, 5), None, "Advokat", 10, month] for month in range(1, 13)]
    more = [["Navn", "Note"], *([None, None] for _ in range(3))]
    save(
        xlsx, Disponering=[HEADER, *cases], Realiseret=[LEDGER, *ledger], Budget=[BUDGET, ["Advokat", 300]], Noter=more
    )
    ods.write_bytes(converted(xlsx.read_bytes(), ".xlsx"))
    for path in (xlsx, ods):
        job.run(path)
    assert in_ods(ods) == sparklines(xlsx)
    added = [(dt.date(2025, month, 6), None, f"Tilbud {at}", 100 + at, 100 * at + month)
             for at in range(100) for month in (1, 12)]  # fmt: skip
    block = Block.of("Realiseret", 2 + len(ledger), 1, tuple(added))
    for path in (xlsx, ods):
        book = FileBook.open(path) if path == xlsx else open_book(path)
        book.apply(Patch(blocks=(block,)))
        job.run(path)
    found = in_ods(ods)
    assert found == sparklines(xlsx)
    place = FileBook.open(xlsx).resolve(AREA)
    assert place == ("Cockpit", Ref(6, 35, 5 + len(found), 41))
    assert len(found) > 120, "more than the sheet comes with"

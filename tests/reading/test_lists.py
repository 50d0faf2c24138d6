"""The lists beside the disposition: the workbook's own tables, and those of people who laid them out themselves."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from styring_xl import demo
from styring_xl.books.file.filebook import FileBook
from styring_xl.reading import lists
from styring_xl.reading.lists import Lists
from styring_xl.reading.problem import Kind
from styring_xl.standard import lists as standard_lists
from styring_xl.standard.listing import Holds, ListTable
from styring_xl.standard.lists.contracts import CONTRACTS
from styring_xl.standard.lists.initiatives import INITIATIVES
from styring_xl.standard.lists.scores import SCORES
from tests.workbooks import saved


def read(sheet: str, *rows: Sequence[Any]) -> Lists:
    return lists.read(FileBook.from_bytes(saved(**{sheet: rows})), ())


def told(found: Lists) -> list[tuple[Kind, str, int, int]]:
    return [(each.kind, each.field, each.row, each.column) for each in found.problems]


def test_a_sheet_called_what_the_list_is_about_is_read_in_any_order_and_among_other_columns() -> None:
    found = read(
        "Prisaftaler 2026",
        ["Fjordby Kommune"],
        [],
        ["Udløb", "Journal", "Pris", "Leverandør", "Enhed"],
        ["31-12-2026", "26/1", "3.125,50", "Havgården", "Døgn"],
        ["løbende", "26/2", 41000, "Egely", "md."],
        [],
        ["", "", 44125.5, "I alt", ""],
    )
    first, second = found.of(CONTRACTS)
    assert (first.text("supplier"), first.whole("rate"), first.date("stop")) == (
        "Havgården",
        312550,
        dt.date(2026, 12, 31),
    )
    assert (second.text("supplier"), second.whole("rate"), second.row) == ("Egely", 4100000, 5)
    assert first.whole("unit") != second.whole("unit")


def test_years_may_stand_side_by_side() -> None:
    found = read(
        "Styringsscore", ["Indikator", 2024, "Score 2025", "Bemærkning"],
        ["Budgetlægning", 3, "3,5", "på vej"], ["Budgetopfølgning", None, 4, None], ["Proaktiv tilgang", "?", 2, None],
    )  # fmt: skip
    assert [(row.text("indicator"), row.whole("year"), row.number("score")) for row in found.of(SCORES)] == [
        ("Budgetlægning", 2024, 3), ("Budgetlægning", 2025, Fraction(7, 2)), ("Budgetopfølgning", 2025, 4),
        ("Proaktiv tilgang", 2025, 2),
    ]  # fmt: skip
    assert told(found) == [(Kind.LIST_VALUE, "Score", 4, 2)]
    found = read(
        "Handleplan", ["Fokuspunkt", "Initiativ", "Børn 2024", "Voksne 2024", "2025 voksne"],
        [1, "Færre akutte", "Igangsat", "Afventer", None], [2, "Ny tilgang", None, None, "implementeret"],
    )  # fmt: skip
    shown = [[row.text(name) for name in ("initiative", "area", "status")] for row in found.of(INITIATIVES)]
    assert shown == [
        ["Færre akutte", "børn", "Igangsat"], ["Færre akutte", "voksne", "Afventer"],
        ["Ny tilgang", "voksne", "Implementeret"],
    ]  # fmt: skip
    assert [row.whole("year") for row in found.of(INITIATIVES)] == [2024, 2024, 2025]


def test_years_side_by_side_alone_do_not_tell_what_a_table_is() -> None:
    assert read("Ark1", ["Indikator", 2024, 2025], ["Budgetlægning", 3, 4]).rows == {}
    # An area is needed, and no header says it.
    assert read("Handleplan", ["Fokuspunkt", "Initiativ", 2024], [1, "Færre akutte", "Igangsat"]).rows == {}


def test_columns_nothing_else_has_tell_what_a_table_is() -> None:
    found = read("Ark1", ["År", "Karakter", "Styringsindikator"], [2025, "3,5", "Budgetlægning"])
    assert [(row.text("indicator"), row.whole("year"), row.number("score")) for row in found.of(SCORES)] == [
        ("Budgetlægning", 2025, Fraction(7, 2))
    ]
    assert read("Ark1", ["Leverandør", "Takst"], ["Havgården", 100]).rows == {}, "such a table may be anything"


@pytest.mark.parametrize(
    ("row", "kind", "column"),
    [
        (["Egely", None, "døgn"], Kind.LIST_MISSING, 2),
        (["Egely", "ca. 3.000", "døgn"], Kind.LIST_VALUE, 2),
        (["Egely", 3000, "nat"], Kind.LIST_VALUE, 3),
        (["Egely", True, "døgn"], Kind.LIST_VALUE, 2),
    ],
)
def test_a_spoiled_cell_is_told_where_it_stands_and_the_other_rows_are_read(
    row: list[Any], kind: Kind, column: int
) -> None:
    found = read("Kontrakter", ["Leverandør", "Takst", "Enhed"], ["Havgården", 1, "døgn"], row, ["Fonden", 2, "døgn"])
    assert [each.text("supplier") for each in found.of(CONTRACTS)] == ["Havgården", "Fonden"]
    assert [(each.kind, each.row, each.column) for each in found.problems] == [(kind, 3, column)]


def test_rows_typed_under_an_excel_table_belong_to_it() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["Indikator", "År", "Score"], ["Budgetlægning", 2025, 3], ["Budgetopfølgning", 2025, 4]):
        sheet.append(line)
    sheet.add_table(Table(displayName="tblStyringsscore", ref="A1:C2"))
    out = io.BytesIO()
    book.save(out)
    found = lists.read(FileBook.from_bytes(out.getvalue()), ())
    assert [row.text("indicator") for row in found.of(SCORES)] == ["Budgetlægning", "Budgetopfølgning"]


def test_a_name_that_begins_like_a_sum_is_no_sum() -> None:
    found = read("Kontrakter", ["Leverandør", "Takst", "Enhed"], ["Total Omsorg ApS", 1, "døgn"], ["I alt", 1, None])
    assert [each.text("supplier") for each in found.of(CONTRACTS)] == ["Total Omsorg ApS"]
    assert found.problems == ()


def test_a_formula_without_a_stored_result_is_not_an_empty_cell() -> None:
    found = read("Kontrakter", ["Leverandør", "Takst", "Udløb"], ["Egely", 1, "=DATE(2026,6,30)"], ["Fonden", 2, None])
    assert [each.text("supplier") for each in found.of(CONTRACTS)] == ["Fonden"]
    assert [(each.kind, each.row, each.column) for each in found.problems] == [(Kind.LIST_VALUE, 2, 3)]


def test_a_table_that_shares_no_more_than_a_name_with_a_list_is_left_alone() -> None:
    assert read("Foranstaltninger", ["Foranstaltning", "Beløb"], ["Pleje", 100], ["Pleje", 200]).rows == {}
    assert read("Foranstaltninger", ["Foranstaltning", "Sektor"], ["Pleje", "Børn"]).rows != {}


LISTS = {listing.name: listing for listing in standard_lists.TABLES}


@pytest.fixture(scope="module")
def shipped() -> dict[str, list[list[Any]]]:
    """What the fictive municipality has typed in each list, its headers first."""
    book = openpyxl.load_workbook(io.BytesIO(demo.workbook(cases=60, macro_enabled=False)))
    return {
        table.name: [[cell.value for cell in row] for row in sheet[table.ref]]
        for sheet in book
        for table in sheet.tables.values()
        if table.name in LISTS
    }


def as_read(found: Lists, listing: ListTable) -> list[dict[str, Any]]:
    return [dict(row.cells) for row in found.of(listing)]


@pytest.mark.parametrize("listing", LISTS.values(), ids=LISTS)
def test_each_list_is_read_alike_from_a_sheet_nobody_laid_out(
    shipped: dict[str, list[list[Any]]], listing: ListTable
) -> None:
    _, *rows = shipped[listing.name]
    assert [each.header for each in listing.fields] == shipped[listing.name][0]
    own = read_as(listing, shipped[listing.name])
    # Other names where people have them, the columns from the right, one of their own among them, and a title above.
    names = [(each.also or (each.header,))[-1] for each in listing.fields]
    laid = [[*reversed(each[1:]), "egen", each[0]] for each in (names, *rows)]
    laid[0][-2] = "Journalnr."
    found = read((listing.also or (listing.title,))[0], ["Fjordby Kommune"], [], *laid)
    assert as_read(found, listing) == as_read(own, listing) != []
    assert found.problems == own.problems == ()


@pytest.mark.parametrize("listing", LISTS.values(), ids=LISTS)
def test_a_spoiled_cell_of_any_column_is_told_and_its_row_alone_is_left_out(
    shipped: dict[str, list[list[Any]]], listing: ListTable
) -> None:
    rows = shipped[listing.name]
    whole = as_read(read_as(listing, rows), listing)
    for at, column in enumerate(listing.fields):
        if column.holds in FREE and not column.words:
            continue
        spoiled = [list(row) for row in rows]
        spoiled[1][at] = "12,,3 ?"
        found = read_as(listing, spoiled)
        assert [(each.row, each.column, each.value) for each in found.problems] == [(2, at + 1, "12,,3 ?")], column
        assert as_read(found, listing) == whole[1:]


FREE = {Holds.TEXT, Holds.REMARK, Holds.MEASURE, Holds.SUPPLIER, Holds.CITIZEN}
"""What any text may be: a citizen may have a name or a case number instead of a CPR number, as in the disposition."""


def read_as(listing: ListTable, rows: list[list[Any]]) -> Lists:
    """The list as the standard workbook has it: an Excel table by its name."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    sheet.add_table(Table(displayName=listing.name, ref=sheet.dimensions))
    out = io.BytesIO()
    book.save(out)
    return lists.read(FileBook.from_bytes(out.getvalue()), ())

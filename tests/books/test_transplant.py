"""Sheets brought into a foreign workbook: whole, once, and nothing else touched."""

from __future__ import annotations

import io
import re
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from styring_xl import StyringError, standard, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.patch import Area, Block, NewSheet, Patch
from styring_xl.reports.variance.cells import AREA
from tests.books.packages import parts_of, simple
from tests.workbooks import charts

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
OURS = (standard.SETUP, standard.VARIANCE, standard.FINDINGS)
FILES = [
    path
    for path in sorted(CORPUS.glob("*.xls*"))
    if not path.name.startswith(("170", "178"))  # refused, as proven elsewhere
]


@lru_cache
def template() -> bytes:
    return workbook.new(2026, macro_enabled=False)


def opened(data: bytes) -> FileBook:
    return FileBook.from_bytes(data, template=template)


def adopted(book: FileBook, sheets: tuple[str, ...] = OURS) -> bytes:
    return book.edit(Patch(sheets=tuple(NewSheet(name, name) for name in sheets))).bytes()


def well_formed(data: bytes) -> dict[str, Any]:
    parts = parts_of(data)
    return {name: etree.fromstring(parts[name]) for name in parts if name.endswith((".xml", ".rels"))}


def dangling(book: FileBook) -> set[str]:
    """The parts relationships of sheets lead to that are not there."""
    targets = {each.part for sheet in book._book.sheets if sheet.part for each in book._book.relations(sheet.part)}
    return {part for part in targets if part is not None and part not in book._book.package}


def test_a_plan_makes_no_template() -> None:
    """To see that nothing is in the way takes no tenth of a second for a template that only a write needs."""

    def template() -> bytes:
        raise AssertionError

    patch = Patch(
        sheets=(NewSheet(standard.SETUP, standard.SETUP),),
        areas=(Area("Styring_Nyt", Block.of(standard.SETUP, 30, 1, (("Ny",),))),),
        blocks=(Block.of(standard.SETUP, 40, 1, (("Ny",),)),),
    )
    plan = FileBook.from_bytes(simple("<sheetData/>"), template=template).plan(patch)
    assert (plan.patch, plan.obstacles) == (patch, ())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_any_workbook_takes_our_sheets(path: Path) -> None:
    book = FileBook.open(path, template=template)
    before, data = parts_of(path.read_bytes()), adopted(book)
    after = parts_of(data)
    for name, content in before.items():
        lower = name.lower()
        meant = ("calcchain.xml", "styles.xml", "workbook.xml.rels", "workbook.xml", "[content_types].xml")
        if not lower.endswith(meant):
            assert after[name] == content, name
    well_formed(data)
    result = FileBook.from_bytes(data)
    assert result.sheet_names == [*book.sheet_names, *OURS]
    ours = FileBook.from_bytes(template())
    for sheet in OURS:
        mine, theirs = ours.grid(sheet), result.grid(sheet)
        if not book.date1904:
            assert [list(row) for row in theirs.rows] == [list(row) for row in mine.rows]
        assert dict(theirs.styles) == dict(mine.styles)
        assert theirs.merged == mine.merged
        assert len(theirs.tables) == len(mine.tables)
    for name in ours.names:
        where = ours.resolve(name)
        if where is not None and where[0] in OURS:
            assert result.resolve(name) == where
    assert dangling(result) == dangling(book)


@pytest.mark.parametrize("path", FILES[::5], ids=lambda path: path.name)
def test_a_third_party_finds_them(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            known = openpyxl.load_workbook(path).sheetnames
        except Exception:
            pytest.skip("openpyxl cannot read the file as it was")
        if len(known) < len(FileBook.open(path, template=template).sheet_names):
            pytest.skip("openpyxl does not see the sheets of this file as it was")
        result = openpyxl.load_workbook(io.BytesIO(adopted(FileBook.open(path, template=template))))
        ours = openpyxl.load_workbook(io.BytesIO(template()))[standard.VARIANCE]
    sheet = result[standard.VARIANCE]
    assert len(charts(result, standard.VARIANCE)) == 1
    for row in ours.iter_rows():
        for cell in row:
            twin = sheet[cell.coordinate]
            assert twin.value == cell.value
            # A cell without a style of its own looks as the workbook's do.
            for look in ("number_format", "font", "fill", "border", "alignment") if cell.style_id else ():
                # ClosedXML writes the general number format as an empty one.
                got = getattr(twin, look) or "General"
                assert repr(got) == repr(getattr(cell, look)), (cell.coordinate, look)


def test_ids_and_names_are_unique() -> None:
    sheets = tuple(NewSheet(f"{name} 2", name) for name in (*OURS, standard.BUDGET))
    data = opened(template()).edit(Patch(sheets=sheets)).bytes()
    parts = well_formed(data)
    tables = [root for name, root in parts.items() if name.startswith("xl/tables/")]
    for key in ("id", "displayName", "name"):
        values = [root.get(key).lower() for root in tables]
        assert len(values) == len(set(values)), key
    ids = [int(sheet.get("sheetId")) for sheet in parts["xl/workbook.xml"].findall("{*}sheets/{*}sheet")]
    assert ids == sorted(set(ids))
    worksheets = [root for name, root in parts.items() if "worksheets/sheet" in name and not name.endswith(".rels")]
    codes = [node.get("codeName") for root in worksheets for node in root.findall("{*}sheetPr") if node.get("codeName")]
    assert len(codes) == len(set(codes))
    selected = [view for root in worksheets for view in root.iter("{*}sheetView") if view.get("tabSelected") == "1"]
    assert len(selected) == 1


def test_references_follow_to_a_new_name() -> None:
    book = opened(simple("<sheetData/>"))
    data = book.edit(Patch(sheets=(NewSheet("Afvigelse i år", standard.VARIANCE),))).bytes()
    (chart,) = [content.decode() for name, content in parts_of(data).items() if re.match(r"xl/charts/chart\d", name)]
    references = re.findall(r"<c:f>([^<]*)</c:f>", chart)
    assert references
    assert all(reference.startswith("'Afvigelse i år'!") for reference in references)
    result = FileBook.from_bytes(data)
    where = result.resolve(AREA)
    assert where is not None
    assert where[0] == "Afvigelse i år"


def test_styles_are_merged_not_multiplied() -> None:
    first = opened(adopted(opened(simple("<sheetData/>")), workbook.sheet_names()))
    before = len(parts_of(first.edit(Patch()).bytes())["xl/styles.xml"])
    sheets = tuple(NewSheet(f"{name} 2", name) for name in workbook.sheet_names())
    again = first.edit(Patch(sheets=sheets)).bytes()
    assert len(parts_of(again)["xl/styles.xml"]) == before
    names = FileBook.from_bytes(again).style_names
    assert len(names) == len(set(names))


def test_a_strict_workbook_gets_strict_parts() -> None:
    data = adopted(opened(simple("<sheetData/>", strict=True)))
    for name, content in parts_of(data).items():
        if name.startswith("xl/") and name.endswith((".xml", ".rels")):
            assert b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"' not in content, name
            assert b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships' not in content, name
            assert b'"http://schemas.openxmlformats.org/drawingml/2006' not in content, name


def test_what_does_not_fit_is_said() -> None:
    book = opened(template())
    with pytest.raises(StyringError, match="har allerede et ark, der hedder »Budget«"):
        adopted(book, ("Budget",))
    with pytest.raises(StyringError, match="»Findes ej« findes ikke"):
        book.edit(Patch(sheets=(NewSheet("Nyt", "Findes ej"),)))
    with pytest.raises(StyringError, match="skabelon"):
        FileBook.from_bytes(template()).edit(Patch(sheets=(NewSheet("Nyt", "Budget"),)))
    assert not book.plan(Patch(sheets=(NewSheet("budget", "Budget"),))).patch.sheets

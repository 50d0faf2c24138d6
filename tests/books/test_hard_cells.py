"""Cells that are more than a value: each edited with everything around it intact, or refused by name."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from styring_xl import CellError, Formula, StyringError, edit_cells
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.record import fingerprint
from styring_xl.errors import unsound
from tests.books.harm import losses
from tests.books.packages import MAIN, PACKAGE, RELATIONS, parts_of, simple

SHEET = "xl/worksheets/sheet1.xml"


def edited(tmp_path: Path, before: bytes, cells: dict[str, object], sheet: str = "Ark1") -> bytes:
    source, target = tmp_path / "før.xlsx", tmp_path / "efter.xlsx"
    source.write_bytes(before)
    edit_cells(source, target, {sheet: cells}, backup=False)
    after = target.read_bytes()
    formulas = b"<f" in parts_of(before).get(SHEET, b"") or any(isinstance(each, Formula) for each in cells.values())
    assert losses(before, after, {SHEET: cells}, calc_chain=formulas) == []
    return after


def sheet_of(data: bytes) -> str:
    return parts_of(data)[SHEET].decode()


def refusal(tmp_path: Path, before: bytes, cells: dict[str, object]) -> str:
    source, target = tmp_path / "afvist.xlsx", tmp_path / "intet.xlsx"
    source.write_bytes(before)
    with pytest.raises(StyringError) as caught:
        edit_cells(source, target, {"Ark1": cells})
    assert not target.exists()
    assert source.read_bytes() == before
    return str(caught.value)


# Shared formulas.

SHARED = (
    '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B4" si="0">A1*2+$C$1&amp;"A1"</f>'
    '<v>2</v></c></row><row r="2"><c r="B2"><f t="shared" si="0"/><v>4</v></c></row>'
    '<row r="3"><c r="B3" s="3"><f t="shared" si="0"/><v>6</v></c></row>'
    '<row r="4"><c r="B4" t="str"><f t="shared" si="0"/><v>x</v></c></row></sheetData>'
)


def test_the_members_of_a_shared_formula_outlive_its_master(tmp_path: Path) -> None:
    text = sheet_of(edited(tmp_path, simple(SHARED), {"B1": 9}))
    assert '<c r="B1"><v>9</v></c>' in text
    assert '<c r="B2"><f>A2*2+$C$1&amp;"A1"</f><v>4</v></c>' in text
    assert '<c r="B3" s="3"><f>A3*2+$C$1&amp;"A1"</f><v>6</v></c>' in text
    assert '<c r="B4" t="str"><f>A4*2+$C$1&amp;"A1"</f><v>x</v></c>' in text
    assert "shared" not in text


def test_a_member_of_a_shared_formula_goes_alone(tmp_path: Path) -> None:
    text = sheet_of(edited(tmp_path, simple(SHARED), {"B3": "tekst"}))
    assert text.count('t="shared"') == 3
    assert '<c r="B3" s="3" t="inlineStr"><is><t>tekst</t></is></c>' in text


def test_master_and_members_overwritten_together(tmp_path: Path) -> None:
    text = sheet_of(edited(tmp_path, simple(SHARED), {"B1": 1, "B2": 2, "B3": Formula("A3", 3), "B4": None}))
    assert "shared" not in text
    assert '<c r="B4"/>' in text


def test_a_group_number_used_again_keeps_its_second_master(tmp_path: Path) -> None:
    second = (
        '<row r="9"><c r="D9"><f t="shared" ref="D9:D10" si="0">E9</f><v>1</v></c></row>'
        '<row r="10"><c r="D10"><f t="shared" si="0"/><v>1</v></c></row></sheetData>'
    )
    text = sheet_of(edited(tmp_path, simple(SHARED.replace("</sheetData>", second)), {"B1": 0}))
    assert '<c r="D10"><f t="shared" si="0"/><v>1</v></c>' in text
    assert '<f>A2*2+$C$1&amp;"A1"</f>' in text


# What is one thing over several cells.

ARRAY = (
    '<sheetData><row r="1"><c r="A1"><f t="array" ref="A1:B2">ROW(1:2)</f><v>1</v></c><c r="B1"><v>1</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>2</v></c><c r="C2" cm="1"><f t="array" ref="C2">SUM(A1:B2)</f>'
    '<v>6</v></c></row><row r="3"><c r="C3" cm="1"><f t="array" ref="C3:C5">SEQUENCE(3)</f><v>1</v></c></row>'
    '<row r="4"><c r="C4"><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c></row>'
    '<row r="7"><c r="A7"><f t="dataTable" ref="A7:B8" dt2D="1" dtr="1" r1="D1" r2="D2"/><v>1</v></c></row></sheetData>'
)


@pytest.mark.parametrize("place", ["A1", "B1", "A2", "B2", "C3", "C4", "C5"])
def test_part_of_an_array_is_refused(tmp_path: Path, place: str) -> None:
    text = refusal(tmp_path, simple(ARRAY), {"F9": 1, place: 5})
    assert text == f"Cellen {place} på arket »Ark1« er en del af en matrixformel og kan ikke ændres alene."


@pytest.mark.parametrize("place", ["A7", "B8"])
def test_part_of_a_data_table_is_refused(tmp_path: Path, place: str) -> None:
    assert f"Cellen {place} på arket »Ark1« er en del af en datatabel" in refusal(tmp_path, simple(ARRAY), {place: 5})


def test_a_dynamic_formula_in_one_cell_is_replaced_with_its_mark(tmp_path: Path) -> None:
    text = sheet_of(edited(tmp_path, simple(ARRAY), {"C2": 7}))
    assert '<c r="C2"><v>7</v></c>' in text
    assert 'cm="1"><f t="array" ref="C3:C5">' in text


def test_the_same_value_in_a_hard_cell_is_no_change(tmp_path: Path) -> None:
    before = simple(ARRAY)
    (tmp_path / "a.xlsx").write_bytes(before)
    applied = edit_cells(tmp_path / "a.xlsx", tmp_path / "a.xlsx", {"Ark1": {"B1": 1, "C5": 3.0}})
    assert applied.is_empty
    assert (tmp_path / "a.xlsx").read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


def test_what_an_office_program_saved_in_its_own_spelling_is_no_change(tmp_path: Path) -> None:
    # LibreOffice saves fifteen digits, and like Excel it takes away quotes that a sheet's name does not need.
    saved = (
        '<sheetData><row r="1"><c r="A1"><v>0.333333333333333</v></c>'
        '<c r="B1"><f>Ark1!A1</f><v>86.7454545454546</v></c>'
        '<c r="C1" t="str"><f>T("\'Ark1\'!A1")</f><v>x</v></c><c r="D1"><f>SUM(A2:A9)</f><v>-1.20999999972992</v></c>'
        "</row></sheetData>"
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(simple(saved))
    wanted = {"A1": 1 / 3, "B1": Formula("'Ark1'!A1", 86.74545454545455), "D1": Formula("SUM(A2:A9)", -1.21)}
    assert edit_cells(path, path, {"Ark1": wanted}).is_empty
    assert fingerprint(1 / 3) == fingerprint(0.333333333333333) != fingerprint(0.33333333333334)
    assert (
        fingerprint(Formula("'Ark1'!A1", 2)) == fingerprint(Formula("Ark1!A1", 1)) != fingerprint(Formula("Ark2!A1", 1))
    )
    others = {"A1": 0.33333333333334, "C1": Formula('T("Ark1!A1")', "x"), "D1": Formula("SUM(A2:A9)", -1.2101)}
    for place, content in others.items():
        assert not edit_cells(path, path, {"Ark1": {place: content}}).is_empty, place


MERGED = (
    '<sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData>'
    '<mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells>'
)


def test_merged_cells(tmp_path: Path) -> None:
    assert FileBook.from_bytes(edited(tmp_path, simple(MERGED), {"B2": 5})).grid("Ark1").value(2, 2) == 5
    for place in ("C2", "B3", "C3"):
        words = f"Cellen {place} på arket »Ark1« er skjult i en flettet celle"
        assert words in refusal(tmp_path, simple(MERGED), {place: 1})


def with_table() -> bytes:
    cells = (
        '<sheetData><row r="2"><c r="B2" t="inlineStr"><is><t>Navn</t></is></c>'
        '<c r="C2" t="inlineStr"><is><t>Beløb</t></is></c></row>'
        '<row r="3"><c r="C3"><v>1</v></c></row><row r="4"><c r="C4"><v>2</v></c></row>'
        '<row r="5"><c r="B5" t="inlineStr"><is><t>I alt</t></is></c>'
        '<c r="C5"><f>SUBTOTAL(109,T[Beløb])</f><v>3</v></c></row></sheetData>'
        '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
    )
    table = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="B2:C5" totalsRowCount="1">'
        '<autoFilter ref="B2:C4"/><tableColumns count="2"><tableColumn id="1" name="Navn" totalsRowLabel="I alt"/>'
        '<tableColumn id="2" name="Beløb" totalsRowFunction="sum"/></tableColumns></table>'
    )
    links = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/table" '
        'Target="../tables/table1.xml"/></Relationships>'
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
    return simple(
        cells,
        more={"xl/tables/table1.xml": table, "xl/worksheets/_rels/sheet1.xml.rels": links},
        types=f'<Override PartName="/xl/tables/table1.xml" ContentType="{kind}"/>',
    )


def test_table_headers_and_totals(tmp_path: Path) -> None:
    before = with_table()
    edited(tmp_path, before, {"C3": 9, "B4": "ny"})
    assert "Cellen B2 på arket »Ark1« er en kolonneoverskrift i en tabel" in refusal(tmp_path, before, {"B2": "x"})
    assert "Cellen C5 på arket »Ark1« er i en tabels totalrække" in refusal(tmp_path, before, {"C5": 1})
    (table,) = FileBook.from_bytes(before).grid("Ark1").tables
    assert (table.name, table.ref.bottom, table.totals_rows) == ("T", 5, 1)


# What a cell carries.


def test_rich_text_gives_way_and_its_neighbours_keep_theirs(tmp_path: Path) -> None:
    strings = (
        '<si><r><rPr><b/></rPr><t xml:space="preserve">fed </t></r><r><t>og &lt;ikke&gt;</t></r>'
        '<rPh sb="0" eb="1"><t>læst</t></rPh></si><si><t>ren</t></si>'
    )
    rich = (
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is>'
        "<r><t>i </t></r><r><t>cellen</t></r></is></c></row></sheetData>"
    )
    before = simple(rich, strings=strings)
    assert list(FileBook.from_bytes(before).grid("Ark1").rows[0]) == ["fed og <ikke>", "fed og <ikke>", "i cellen"]
    after = edited(tmp_path, before, {"A1": "ny"})
    assert parts_of(after)["xl/sharedStrings.xml"] == parts_of(before)["xl/sharedStrings.xml"]
    assert list(FileBook.from_bytes(after).grid("Ark1").rows[0]) == ["ny", "fed og <ikke>", "i cellen"]


def test_cell_and_value_metadata_go_with_the_value(tmp_path: Path) -> None:
    picture = '<c r="%s" t="e" vm="%d"><v>#VALUE!</v></c>'
    before = simple(f'<sheetData><row r="1">{picture % ("A1", 1)}{picture % ("B1", 2)}</row></sheetData>')
    text = sheet_of(edited(tmp_path, before, {"A1": 3}))
    assert f'<c r="A1"><v>3</v></c>{picture % ("B1", 2)}' in text


def test_what_a_later_excel_hangs_on_a_cell_stays(tmp_path: Path) -> None:
    extension = '<extLst><ext uri="{1}"><x15:noget xmlns:x15="urn:x"/></ext></extLst>'
    before = simple(f'<sheetData><row r="1"><c r="A1" ph="1"><v>1</v>{extension}</c></row></sheetData>')
    assert f'<c r="A1" ph="1"><v>2</v>{extension}</c>' in sheet_of(edited(tmp_path, before, {"A1": 2}))


@pytest.mark.parametrize("date1904", [False, True])
def test_dates(tmp_path: Path, date1904: bool) -> None:
    before = simple(
        '<sheetData><row r="1"><c r="A1" s="1"><v>40000</v></c><c r="B1" s="3"><v>1</v></c></row></sheetData>',
        properties='<workbookPr date1904="1"/>' if date1904 else "",
    )
    moments = {
        "A1": dt.date(2024, 2, 29),
        "B1": dt.date(2024, 2, 29),
        "C1": dt.datetime(2024, 2, 29, 13, 45, 30),
        "D1": dt.time(6, 0),
        "E1": Formula("TODAY()", dt.date(1999, 12, 31)),
    }
    after = edited(tmp_path, before, dict(moments))
    row = FileBook.from_bytes(after).grid("Ark1").rows[0]
    assert list(row) == [*list(moments.values())[:4], dt.date(1999, 12, 31)]
    serial = 45351 - 1462 * date1904
    text = sheet_of(after)
    assert f'<c r="A1" s="1"><v>{serial}</v></c>' in text
    assert re.search(rf'<c r="B1" s="[4-9]"><v>{serial}</v></c>', text)  # bold still, and a date now
    path = tmp_path / "tredje.xlsx"
    path.write_bytes(after)
    sheet = openpyxl.load_workbook(path, data_only=True)["Ark1"]
    assert sheet["B1"].value == dt.datetime(2024, 2, 29)
    assert sheet["B1"].font.b
    assert sheet["C1"].value == dt.datetime(2024, 2, 29, 13, 45, 30)


def test_a_date_the_format_cannot_hold_is_refused(tmp_path: Path) -> None:
    assert "ligger før den første" in refusal(tmp_path, simple("<sheetData/>"), {"A1": dt.date(1899, 1, 1)})


def test_new_cells_take_the_look_of_their_row_or_column(tmp_path: Path) -> None:
    before = simple(
        '<cols><col min="2" max="3" width="9" style="2"/></cols><sheetData><row r="5" s="3" customFormat="1">'
        '<c r="A5" s="1"/></row><row r="6" s="3"/></sheetData>'
    )
    text = sheet_of(edited(tmp_path, before, {"B5": 1, "B6": 1, "B7": 1, "D7": 1, "C9": None}))
    assert '<row r="5" s="3" customFormat="1"><c r="A5" s="1"/><c r="B5" s="3"><v>1</v></c></row>' in text
    assert '<row r="6" s="3"><c r="B6" s="2"><v>1</v></c></row>' in text
    assert '<row r="7"><c r="B7" s="2"><v>1</v></c><c r="D7"><v>1</v></c></row></sheetData>' in text
    assert "C9" not in text


AWKWARD = [
    "=SUM(A1)", " mellemrum ", "to\nlinjer", "vogn\r\nretur", "\ttab", "_x0041_", "nul\x01tegn", "<&>\"'",
    "😀 øæå", "+45 12", "x" * 32767, "]]>", "\ufffe",
]  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    after = edited(tmp_path, simple("<sheetData/>"), {"A1": text, "B1": Formula("A1", text)})
    assert list(FileBook.from_bytes(after).grid("Ark1").rows[0]) == [text, text]
    path = tmp_path / "tredje.xlsx"
    path.write_bytes(after)
    cell = openpyxl.load_workbook(path)["Ark1"]["A1"]
    assert cell.data_type in ("s", "inlineStr")
    if text != "\ufffe":
        assert unescape(cell.value) == text


def test_every_other_kind_of_value(tmp_path: Path) -> None:
    cells = {
        "A1": 12, "B1": 12.0, "C1": -0.1, "D1": 1e300, "E1": 123456789012345678, "F1": True, "G1": CellError("#N/A"),
        "H1": Formula("=1/0", CellError("#DIV/0!")), "I1": Formula("A1>5", True), "J1": Formula("A1", None), "K1": "",
    }  # fmt: skip
    after = edited(tmp_path, simple("<sheetData/>"), dict(cells))
    assert list(FileBook.from_bytes(after).grid("Ark1").rows[0]) == [
        12, 12, -0.1, 1e300, float(123456789012345678), True, CellError("#N/A"), CellError("#DIV/0!"), True, None, "",
    ]  # fmt: skip
    assert '<v>12</v></c><c r="B1"><v>12</v>' in sheet_of(after)
    assert "<f>1/0</f>" in sheet_of(after)
    path = tmp_path / "igen.xlsx"
    path.write_bytes(after)
    assert edit_cells(path, path, {"Ark1": cells}).is_empty


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"Ark1": {"A1": float("nan")}}, "uendeligt eller udefineret"),
        ({"Ark1": {"A1": 10**400}}, "uendeligt eller udefineret"),
        ({"Ark1": {"A1": "x" * 32768}}, "32767"),
        ({"Ark1": {"A1": b"bytes"}}, "typen bytes"),
        ({"Ark1": {"A1": [1]}}, "typen list"),
        ({"Ark1": {"A1": Formula("", 1)}}, "formel er tom"),
        ({"Ark2": {"A1": 1}}, "»Ark2« findes ikke"),
        ({"Ark1": {"A0": 1}}, "»A0« er ikke en celle"),
        ({"Ark1": {"A1:B2": 1}}, "»A1:B2« er ikke en celle"),
        ({"Ark1": {"XFE1": 1}}, "»XFE1« er ikke en celle"),
        ({"Ark1": {"A1048577": 1}}, "»A1048577« er ikke en celle"),
        ({"Ark1": {7: 1}}, "»7« er ikke en celle"),
        ({"Ark1": {"a1": 1, "$A$1": 2}}, "nævnt to gange"),
    ],
)
def test_what_cannot_be_written_is_said_and_nothing_is(tmp_path: Path, cells: dict[str, object], words: str) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    before = simple("<sheetData/>")
    source.write_bytes(before)
    for where in (target, source):
        with pytest.raises(StyringError, match=re.escape(words)):
            edit_cells(source, where, {"ark1": {"C3": 1}, **cells})  # type: ignore[dict-item]
    assert source.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


# Rows and cells where none may be.


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v><row r="5"><c r="A5"><v>2</v></c></row></c></row>',
        '<row r="1"><row r="5"><c r="A5"><v>2</v></c></row></row>',
        '<row r="1"><c r="A1"><c r="A5"><v>2</v></c></c></row>',
        '<row r="1"><row r="5"/><c r="A5"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><c r="B1"/></c></row>',
        '<row r="1"/><c r="B1"><v>2</v></c>',
        '<row r="1"><c r="A1"/></row><c r="A5"><v>2</v></c><row r="7"/>',
    ],
)
def test_rows_and_cells_where_none_may_be_are_refused(tmp_path: Path, rows: str) -> None:
    told = refusal(tmp_path, simple(f"<sheetData>{rows}</sheetData>"), {"A1": 7, "XFD5": 8})
    assert told == str(unsound("Filens indre opbygning er ikke gyldig"))


@pytest.mark.parametrize("value", ["9", "x"])
def test_neighbours_are_written_though_some_of_them_have_no_address(tmp_path: Path, value: str) -> None:
    before = simple(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c><v>2</v></c><c t="str"><v>tre</v></c><c><v>4</v></c>'
        "<c><v>5</v></c></row></sheetData>"
    )
    text = sheet_of(edited(tmp_path, before, {"A1": 7.5, "B1": float(value) if value == "9" else value, "D1": None}))
    there = '<c r="B1"><v>9</v></c>' if value == "9" else '<c r="B1" t="inlineStr"><is><t>x</t></is></c>'
    assert f'<c r="A1"><v>7.5</v></c>{there}<c r="C1" t="str"><v>tre</v></c><c r="D1"/><c r="E1"><v>5</v></c>' in text

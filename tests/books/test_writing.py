"""The same sheet in every way programs write it: each edited alike, each left as it is elsewhere."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from styring_xl import Formula, edit_cells
from styring_xl.books.file.filebook import FileBook
from tests.books.packages import RELATIONS, parts_of, simple, workbook, zipped
from tests.books.test_hard_cells import SHARED, edited, sheet_of

PLAIN = (
    '<dimension ref="A1:B2"/><sheetData><row r="1" spans="1:2"><c r="A1"><v>1</v></c><c r="B1" s="2"><v>2</v></c></row>'
    '<row r="2" spans="1:2" ht="20" customHeight="1"><c r="A2" t="b"><v>1</v></c></row></sheetData>'
)
EDITS: dict[str, object] = {"A1": 7, "B2": "ny", "D1": 3, "C9": Formula("A1", 7)}


def read_back(data: bytes, sheet: str = "Ark1") -> list[object]:
    grid = FileBook.from_bytes(data).grid(sheet)
    return [grid.value(1, 1), grid.value(2, 2), grid.value(1, 4), grid.value(9, 3), grid.value(1, 2)]


WAYS = {
    "plain": simple(PLAIN),
    "prefixed": simple(PLAIN, prefix="x"),
    "long prefix": simple(PLAIN, prefix="regneark"),
    "strict": simple(PLAIN, strict=True),
    "strict prefixed": simple(PLAIN, strict=True, prefix="s"),
    "shared strings": simple(PLAIN, strings="<si><t>a</t></si>"),
    "absolute targets": simple(PLAIN, absolute=True),
    "single quotes": simple(PLAIN.replace('"', "'")),
    "indented": simple(PLAIN.replace("><", ">\n  <")),
    "spaced": simple(PLAIN.replace("/>", " />").replace("</c>", "</c >")),
    "attribute order": simple(re.sub(r'<c r="(\w+)" s="2">', r'<c s="2" r="\1" >', PLAIN)),
    "comments": simple(PLAIN.replace("<sheetData>", "<!-- <sheetData><row r='1'> --><sheetData><!-- </c> -->")),
    "a comment in a row": simple(PLAIN.replace('<c r="B1"', '<!-- <c r="B1"/> --><c r="B1"')),
    "CDATA": simple(PLAIN.replace("<v>2</v>", "<v><![CDATA[2]]></v>")),
    "an instruction": simple(PLAIN.replace("<sheetData>", "<?noget <row?><sheetData>")),
    "a raw >": simple(PLAIN.replace('ht="20"', 'ht="20" fremmed="a>b"')),
    "no addresses": simple(re.sub(r' r="\w+"', "", PLAIN)),
    "no cell addresses": simple(re.sub(r'<c r="\w+"', "<c", PLAIN)),
    "no row numbers": simple(re.sub(r'<row r="\w+"', "<row", PLAIN)),
    "pairs": simple(PLAIN.replace('ref="A1:B2"/>', 'ref="A1:B2"></dimension>')),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_writing_the_same_sheet(tmp_path: Path, way: str) -> None:
    before = WAYS[way]
    after = edited(tmp_path, before, dict(EDITS))
    assert read_back(after) == [7, "ny", 3, 7, 2]
    dimension = re.search(r"<\w*:?dimension ref=[\"']([^\"']*)", sheet_of(after))
    assert dimension is not None
    assert dimension[1] == "A1:D9"
    if "strict" not in way:
        sheet = openpyxl.load_workbook(io.BytesIO(after))["Ark1"]
        assert [sheet["A1"].value, sheet["B2"].value, sheet["D1"].value, sheet["C9"].value] == [7, "ny", 3, "=A1"]


@pytest.mark.parametrize("empty", ["<sheetData/>", "<sheetData></sheetData>", "<sheetData >\n</sheetData>"])
def test_an_empty_sheet(tmp_path: Path, empty: str) -> None:
    after = edited(tmp_path, simple(empty + '<pageMargins left="1"/>'), {"B2": 1, "A1": 2})
    assert '<row r="1"><c r="A1"><v>2</v></c></row><row r="2"><c r="B2"><v>1</v></c></row>' in sheet_of(after)


def test_elements_whose_names_only_begin_like_those_of_the_rows_stay_where_they_are(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1" t="str"><v>a>b</v></c><rowX></rowX><cX r="A1"/></row>'
    before = simple(f'<sheetData>{row}<rox r="2"></rox></sheetData><sheetDataX></sheetDataX>')
    after = edited(tmp_path, before, {"A1": 1, "A3": 3})
    assert (
        '<row r="1"><c r="A1"><v>1</v></c><rowX></rowX><cX r="A1"/></row><rox r="2"></rox>'
        '<row r="3"><c r="A3"><v>3</v></c></row></sheetData><sheetDataX></sheetDataX>'
    ) in sheet_of(after)


class Stream(io.RawIOBase):
    """Cannot be rewound, so that zipfile writes the sizes after the data, as programs that stream do."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self.data += piece
        return len(piece)


def test_data_descriptors_and_stale_zip64_fields_are_cleaned_away(tmp_path: Path) -> None:
    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(simple(PLAIN)).items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(content)
    before = bytes(stream.data)
    assert any(info.flag_bits & 8 for info in zipfile.ZipFile(io.BytesIO(before)).infolist())
    after = edited(tmp_path, before, dict(EDITS))
    assert read_back(after) == [7, "ny", 3, 7, 2]
    for info in zipfile.ZipFile(io.BytesIO(after)).infolist():
        assert not info.flag_bits & 8
        assert info.extra[:2] != b"\x01\x00"
        local = after[info.header_offset : info.header_offset + 30]
        assert struct.unpack_from("<3L", local, 14) == (info.CRC, info.compress_size, info.file_size)


def test_untouched_entries_keep_their_packed_bytes(tmp_path: Path) -> None:
    parts = workbook({"Ark1": PLAIN, "Ark2": PLAIN}, more={"xl/media/billede.png": bytes(range(256)) * 40})
    before = zipped(parts, method=zipfile.ZIP_STORED)
    source = tmp_path / "a.xlsx"
    source.write_bytes(before)
    edit_cells(source, source, {"Ark1": {"A1": 5}})
    old, new = (zipfile.ZipFile(io.BytesIO(data)) for data in (before, source.read_bytes()))
    assert old.namelist() == new.namelist()
    for one, other in zip(old.infolist(), new.infolist(), strict=True):
        touched = one.filename in ("xl/worksheets/sheet1.xml", "xl/workbook.xml")
        assert (other.compress_type == zipfile.ZIP_STORED) is not touched
        assert one.date_time == other.date_time
        if not touched:
            assert old.read(one) == new.read(other)


def test_tab_order_is_not_the_order_of_the_files(tmp_path: Path) -> None:
    one = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    parts = workbook({"Første": one, "Anden": "<sheetData/>"})
    book = str(parts["xl/workbook.xml"])
    first, second = re.findall(r"<sheet [^>]*/>", book)
    parts["xl/workbook.xml"] = book.replace(first + second, second + first)
    source = tmp_path / "a.xlsx"
    source.write_bytes(zipped(parts))
    edit_cells(source, tmp_path / "b.xlsx", {"anden": {"A1": 5}})
    result = FileBook.open(tmp_path / "b.xlsx")
    assert result.sheet_names == ["Anden", "Første"]
    assert result.grid("Anden").value(1, 1) == 5
    assert result.grid("Første").value(1, 1) == 1


def test_no_entry_of_the_calculation_chain_is_left_without_its_formula(tmp_path: Path) -> None:
    before = simple(
        SHARED,
        more={"xl/calcChain.xml": '<calcChain xmlns="x"><c r="B1" i="1"/><c r="B2" i="1"/></calcChain>'},
        types='<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.calcChain+xml"/>',
        relations=f'<Relationship Id="rId99" Type="{RELATIONS}/calcChain" Target="calcChain.xml"/>',
        workbook_more='<calcPr calcId="191029"/>',
    )
    with_chain = parts_of(edited(tmp_path, before, {"A1": 5}))
    assert "xl/calcChain.xml" in with_chain  # no formula came or went
    without = parts_of(edited(tmp_path, before, {"B2": 5}))
    assert "xl/calcChain.xml" not in without
    assert b"calcChain" not in without["[Content_Types].xml"] + without["xl/_rels/workbook.xml.rels"]
    assert b'<calcPr calcId="191029" fullCalcOnLoad="1"/>' in without["xl/workbook.xml"]
    assert "xl/calcChain.xml" not in parts_of(edited(tmp_path, before, {"H9": Formula("1", 1)}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '<calcPr fullCalcOnLoad="1"/>'),
        ('<calcPr calcMode="manual" fullCalcOnLoad="0"/>', '<calcPr calcMode="manual" fullCalcOnLoad="1"/>'),
        ("<calcPr/>", '<calcPr fullCalcOnLoad="1"/>'),
        ('<definedNames/><oleSize ref="A1"/>', '<definedNames/><calcPr fullCalcOnLoad="1"/><oleSize ref="A1"/>'),
        ("<extLst/>", '<calcPr fullCalcOnLoad="1"/><extLst/>'),
    ],
)
def test_calculation_is_asked_for_where_the_schema_wants_it(tmp_path: Path, before: str, after: str) -> None:
    parts = parts_of(edited(tmp_path, simple("<sheetData/>", workbook_more=before), {"A1": 1}))
    assert f"</sheets>{after}</workbook>" in parts["xl/workbook.xml"].decode()


def test_a_workbook_without_styles_gets_them_when_it_needs_them(tmp_path: Path) -> None:
    parts = workbook({"Ark1": "<sheetData/>"})
    del parts["xl/styles.xml"]
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = re.sub(r"<(Override|Relationship) [^>]*styles[^>]*/>", "", str(parts[name]))
    source = tmp_path / "a.xlsx"
    source.write_bytes(zipped(parts))
    edit_cells(source, source, {"Ark1": {"A1": dt.date(2024, 5, 1), "A2": 2}})
    assert openpyxl.load_workbook(source)["Ark1"]["A1"].value == dt.datetime(2024, 5, 1)
    assert FileBook.open(source).grid("Ark1").value(1, 1) == dt.date(2024, 5, 1)

"""Files that are not what they say, or mean harm: one clear sentence, nothing written."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from styring_xl import StyringError, edit_cells
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.ooxml import workbookxml
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.relations import parse_relations
from styring_xl.books.ooxml.scan.decoder import Decoder
from styring_xl.books.ooxml.scan.grid import read_grid
from styring_xl.books.ooxml.scan.source import SheetSource
from styring_xl.books.ooxml.styles import Styles
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.cells.patch import Block, Patch
from styring_xl.reading import user_tables
from styring_xl.reading.layout import recognise
from tests.books.packages import HEAD, MAIN, PACKAGE, RELATIONS, parts_of, simple, workbook, zipped

GOOD = simple('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>', strings="<si><t>a</t></si>")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
SHEET = "xl/worksheets/sheet1.xml"


def changed(name: str, old: str, new: str) -> bytes:
    parts = parts_of(GOOD)
    assert old.encode() in parts[name]
    return zipped({**parts, name: parts[name].replace(old.encode(), new.encode())})


def added(name: str, content: bytes = b"x") -> bytes:
    return zipped({**parts_of(GOOD), name: content})


def twice(name: str) -> bytes:
    buffer = io.BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, b"<worksheet/>")
    return buffer.getvalue()


def flagged(bit: int) -> bytes:
    data = bytearray(GOOD)
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        (flags,) = struct.unpack_from("<H", data, at + 8)
        struct.pack_into("<H", data, at + 8, flags | bit)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def lying_about_size(size: int) -> bytes:
    """A part that says it is another size than it is."""
    data = bytearray(GOOD)
    at = data.index(b"PK\x01\x02")
    while b"sheet1.xml" not in bytes(data[at + 46 : at + 46 + 40]):
        at = data.index(b"PK\x01\x02", at + 4)
    struct.pack_into("<L", data, at + 24, size)
    return bytes(data)


def overlapping() -> bytes:
    """Two names for the same bytes, as the densest bombs are made."""
    data = bytearray(GOOD)
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def bomb() -> bytes:
    return zipped({**parts_of(GOOD), SHEET: b"<worksheet>" + b" " * 60_000_000})


def many_entries() -> bytes:
    return zipped({**parts_of(GOOD), **{f"x/{n}": "" for n in range(10_001)}})


BILLION = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY hemmelig SYSTEM "file:///etc/passwd">]>'
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

CASES: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "adgangskode"),
    "xls": (OLE + "Workbook".encode("utf-16-le"), ".xls"),
    "empty": (b"", "ikke en Excel-projektmappe"),
    "text": (b"Kontonummer;Bel\xf8b\r\n", "ikke en Excel-projektmappe"),
    "html": (b"<html><table></table></html>", "ikke en Excel-projektmappe"),
    "pk and no more": (b"PK\x03\x04", "beskadiget"),
    "cut in half": (GOOD[: len(GOOD) // 2], "beskadiget"),
    "last byte gone": (GOOD[:-1], "beskadiget"),
    "another zip": (zipped({"brev.txt": "hej"}), "ikke en Excel-projektmappe"),
    "word": (changed("[Content_Types].xml", "spreadsheetml.sheet.main", "wordprocessingml.document.main"), "ikke en E"),
    "ods": (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), ".ods"),
    "xlsb": (
        changed("[Content_Types].xml", MAIN_TYPE, "application/vnd.ms-excel.sheet.binary.macroEnabled.main"), ".xlsb",
    ),
    "no workbook part": (zipped({k: v for k, v in parts_of(GOOD).items() if k != "xl/workbook.xml"}), "ikke en Excel"),
    "another root": (zipped({**parts_of(GOOD), "xl/workbook.xml": "<arbejdsbog><sheets/></arbejdsbog>"}), "ikke en E"),
    "no sheets": (changed("xl/workbook.xml", "<sheet ", "<ark "), "beskadiget"),
    "zip password": (flagged(1), "adgangskode"),
    "path upwards": (added("xl/../../etc/passwd"), "ugyldigt navn"),
    "path backwards": (added("..\\..\\windows\\x.xml"), "ugyldigt navn"),
    "absolute path": (added("/etc/passwd"), "ugyldigt navn"),
    "drive": (added("C:/x.xml"), "ugyldigt navn"),
    "duplicate": (twice(SHEET), "samme navn"),
    "duplicate in other case": (added("XL/Worksheets/SHEET1.xml"), "samme navn"),
    "too many entries": (many_entries, "fylder for meget"),
    "bomb": (bomb, "fylder for meget"),
    "lies small": (lying_about_size(10), "beskadiget"),
    "lies big": (lying_about_size(10_000), "beskadiget"),
    "lies enormous": (lying_about_size(0xFFFFFFF0), "fylder for meget"),
    "overlapping": (overlapping(), "beskadiget"),
    "billion laughs": (changed("xl/sharedStrings.xml", "?>\n", "?>\n" + BILLION), "DOCTYPE"),
    "laughs in the sheet": (changed(SHEET, "?>\n", "?>\n" + BILLION), "DOCTYPE"),
    "outside entity": (changed("xl/workbook.xml", "?>\n", "?>\n" + OUTSIDE), "DOCTYPE"),
    "entity in relations": (changed("_rels/.rels", "?>\n", "?>\n" + OUTSIDE), "DOCTYPE"),
    "hidden behind a comment": (changed(SHEET, "?>\n", "?>\n<!-- <x> -->" + OUTSIDE), "DOCTYPE"),
    "utf-16": (
        zipped({**parts_of(GOOD), SHEET: "<?xml version='1.0'?><worksheet/>".encode("utf-16")}), "UTF-8",
    ),
    "latin-1": (changed(SHEET, 'encoding="UTF-8"', 'encoding="ISO-8859-1"'), "UTF-8"),
    "xml cut": (changed(SHEET, "</sheetData></worksheet>", ""), "ikke gyldig"),
    "xml crossed": (changed(SHEET, "</v></c>", "</c></v>"), "ikke gyldig"),
    "unknown prefix": (changed(SHEET, "<sheetData>", '<sheetFormatPr x14ac:a="1"/><sheetData>'), "ikke gyldig"),
    "unknown entity": (changed(SHEET, "<v>1</v>", "<v>&ukendt;</v>"), "ikke gyldig"),
    "string that is not there": (changed(SHEET, '<c r="A1">', '<c r="A1" t="s">'), "beskadiget"),
    "string beyond all numbers": (changed(SHEET, '<c r="A1"><v>1</v>', '<c r="A1" t="s"><v>1e999</v>'), "beskadiget"),
    "one id for two parts": (
        changed("xl/_rels/workbook.xml.rels", 'Id="rIdStrings"', 'Id="rIdStyles"'), "ikke gyldig",
    ),
    "a formula inside a value": (changed(SHEET, "<v>1</v>", "<v>1<f>2</f></v>"), "ikke gyldig"),
    "a value inside a formula": (changed(SHEET, "<v>1</v>", "<f>1<x/></f><v>1</v>"), "ikke gyldig"),
    "an element inside a value, in an odd row": (changed(SHEET, '<c r="A1"><v>1', "<c><v>1<x/>"), "ikke gyldig"),
    "one cell twice": (changed(SHEET, "</row>", '</row><row r="2"><c r="B2"/><c r="B2"/></row>'), "ikke gyldig"),
    "one cell twice, apart": (
        changed(SHEET, "</row>", '</row><row r="2"><c r="B2"/><c r="A2"/><c r="B2"/></row>'), "ikke gyldig",
    ),
    "unknown kind of cell": (changed(SHEET, '<c r="A1">', '<c r="A1" t="q">'), "ikke gyldig"),
}  # fmt: skip


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", CASES)
def test_refused_with_one_clear_sentence(name: str, tmp_path: Path) -> None:
    made, words = CASES[name]
    data = made() if callable(made) else made
    source = tmp_path / "fil.xlsx"
    source.write_bytes(data)
    start = time.process_time()
    for target in (source, tmp_path / "ny.xlsx"):
        with pytest.raises(StyringError, match=words) as caught:
            edit_cells(source, target, {"Ark1": {"B2": 1}})
        text = str(caught.value)
        assert text.endswith(".")
        assert "\n" not in text
        assert len(text) < 200
    assert time.process_time() - start < 5
    assert source.read_bytes() == data
    assert [each.name for each in tmp_path.iterdir()] == ["fil.xlsx"]


@pytest.mark.parametrize("name", ["findes ikke.xlsx", "mappe"])
def test_no_file_at_all(name: str, tmp_path: Path) -> None:
    (tmp_path / "mappe").mkdir()
    with pytest.raises(StyringError, match=r"findes ikke|er en mappe"):
        FileBook.open(tmp_path / name)


def test_a_missing_folder_to_save_in(tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(GOOD)
    with pytest.raises(StyringError, match="findes ikke"):
        edit_cells(source, tmp_path / "nej" / "b.xlsx", {"Ark1": {"A1": 2}})


def test_a_sheet_whose_part_is_missing_harms_no_other(tmp_path: Path) -> None:
    parts = workbook({"Ark1": "<sheetData/>", "Ark2": "<sheetData/>"})
    del parts["xl/worksheets/sheet2.xml"]
    source = tmp_path / "a.xlsx"
    source.write_bytes(zipped(parts))
    edit_cells(source, source, {"Ark1": {"A1": 2}})
    assert FileBook.open(source).sheet_names == ["Ark1"]
    with pytest.raises(StyringError, match="»Ark2« findes ikke"):
        edit_cells(source, source, {"Ark2": {"A1": 2}})
    with pytest.raises(StyringError, match="»Ark2« er ikke et regneark"):
        FileBook.open(source).grid("Ark2")


def test_no_message_tells_what_is_in_a_cell(tmp_path: Path) -> None:
    array = '<sheetData><row r="1"><c r="A1"><f t="array" ref="A1:A2">1</f><v>1</v></c></row></sheetData>'
    source = tmp_path / "a.xlsx"
    source.write_bytes(simple(array))
    with pytest.raises(StyringError) as caught:
        edit_cells(source, source, {"Ark1": {"A2": "6101801234 Ulla Prøve"}})
    assert "6101801234" not in str(caught.value)
    assert "Ulla" not in str(caught.value)


TABLE = (
    f'<table xmlns="{MAIN}" id="§" name="t" displayName="t" ref="A1:B3" '
    'headerRowCount="§" totalsRowCount="§">'
    '<tableColumns count="§"><tableColumn id="1" name="a"/></tableColumns></table>'
)
ROW = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'


def parts_with(inner: str = ROW, **more: object) -> dict[str, str | bytes]:
    return workbook({"Ark1": inner}, strings="<si><t>a</t></si>", **more)  # type: ignore[arg-type]


def with_table() -> dict[str, str | bytes]:
    relation = f'<Relationship Id="rId1" Type="{RELATIONS}/table" Target="../tables/t.xml"/>'
    links = f'<Relationships xmlns="{PACKAGE}">{relation}</Relationships>'
    tables = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
    return parts_with(ROW + tables, more={"xl/tables/t.xml": TABLE, "xl/worksheets/_rels/sheet1.xml.rels": links})


def in_styles(old: str, new: str) -> dict[str, str | bytes]:
    parts = parts_with(ROW.replace('"A1"', '"A1" s="1"'))
    styles = str(parts["xl/styles.xml"])
    assert old in styles
    return {**parts, "xl/styles.xml": styles.replace(old, new)}


PLAIN = {name: str(content) for name, content in parts_with().items()}
SHARED = f'{HEAD}<sst xmlns="{MAIN}"><si><t>&#§;</t></si></sst>'
NUMBERED: dict[str, dict[str, str | bytes]] = {
    "row": parts_with(ROW.replace('row r="1"', 'row r="§"')),
    "row in odd spelling": parts_with(ROW.replace('row r="1"', "row r = '§'")),
    "cell": parts_with(ROW.replace('"A1"', '"A§"')),
    "style": parts_with(ROW.replace('"A1"', '"A1" s="§"')),
    "style in odd spelling": parts_with(ROW.replace('"A1"', "'A1' s='§'")),
    "row's style": parts_with('<sheetData><row r="2" s="§" customFormat="1" spans="1:§"/></sheetData>'),
    "column": parts_with(f'<cols><col min="1" max="§" style="§"/></cols>{ROW}'),
    "shared string": parts_with(ROW.replace('"A1"><v>1', '"A1" t="s"><v>§')),
    "character": parts_with(ROW.replace('"A1"><v>1</v>', '"A1" t="inlineStr"><is><t>&#§;</t></is>')),
    "shared character": {**PLAIN, "xl/sharedStrings.xml": SHARED},
    "sheet id": {**PLAIN, "xl/workbook.xml": PLAIN["xl/workbook.xml"].replace('sheetId="1"', 'sheetId="§"')},
    "local name": parts_with(
        workbook_more='<definedNames><definedName name="x" localSheetId="§">Ark1!$A$§</definedName></definedNames>'
    ),
    "number format": in_styles('numFmtId="14"', 'numFmtId="§"'),
    "font": in_styles('numFmtId="14" fontId="0"', 'numFmtId="14" fontId="§"'),
    "named style": in_styles('name="Min stil" xfId="1"', 'name="Min stil" xfId="§"'),
    "table": with_table(),
}  # fmt: skip
TEXTS = ["²", "٣", "9" * 5_000, "0" * 5_000 + "1", str(1 << 32), str(1 << 64), "-1", "1.5", "", " 1 ", "xFFFFFFFFF"]


@pytest.mark.parametrize("place", NUMBERED)
def test_a_whole_number_is_read_or_refused_whatever_it_says(place: str) -> None:
    for text in TEXTS:
        data = zipped(
            {
                name: content.replace("§", text) if isinstance(content, str) else content
                for name, content in NUMBERED[place].items()
            }
        )
        refusal = ""
        try:
            book = FileBook.from_bytes(data)
            book.columns("Ark1", 1, [1])
            book.edit(Patch(blocks=(Block.of("Ark1", 4, 2, ((7,),), (("Min stil",),)),))).bytes()
        except StyringError as error:
            refusal = str(error)
        assert refusal == "" or refusal.endswith("."), text[:20]


@pytest.mark.slow
def test_what_no_workbook_of_people_is_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbookxml, "MAX_NAMES", 1_000)
    named = "".join(f'<definedName name="x{n}">Ark1!$A$1</definedName>' for n in range(1_001))
    endless = "".join(f'<c r="A1"><v>{n * 7919 % 999_983}</v></c>' for n in range(100_000))

    def look(parts: dict[str, str | bytes]) -> None:
        book = FileBook.from_bytes(zipped(parts))
        book.resolve("x")
        book.head("Ark1")

    start = time.process_time()
    with pytest.raises(StyringError, match="flere end 2000"):
        look(workbook({f"Ark{n}": "<sheetData/>" for n in range(2_001)}))
    with pytest.raises(StyringError, match=r"flere end 100\.000 navne"):
        look(parts_with(workbook_more=f"<definedNames>{named}</definedNames>"))
    with pytest.raises(StyringError, match="ikke gyldig"):
        look(parts_with(f'<sheetData><row r="1">{endless}</row></sheetData>'))
    many = "".join(f'<Relationship Id="x{n}" Type="a/hyperlink" Target="b"/>' for n in range(100_001))
    with pytest.raises(StyringError, match=r"flere end 100\.000 henvisninger"):
        parse_relations("xl/a.xml", f"<Relationships>{many}</Relationships>".encode(), {})
    formats = "<xf/>" * 65_491
    with pytest.raises(StyringError, match="flere formater, end Excel selv kan åbne"):
        Styles(f'<styleSheet xmlns="{MAIN}"><cellXfs>{formats}</cellXfs></styleSheet>'.encode())
    wide = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 81))
    assert recognise(FileBook.from_bytes(simple(f"<sheetData>{wide}</sheetData>"))).tables == ()
    assert user_tables.read(FileBook.from_bytes(simple(f"<sheetData>{wide}</sheetData>")), ()) == ()
    assert time.process_time() - start < 5


def test_one_row_without_end_is_looked_through_but_few_times() -> None:
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * 8_000_000}</t></is></c></row>'
    package = Package.parse(zipped(parts_with(f"<sheetData>{row}</sheetData>")))
    start = time.process_time()
    grid = read_grid(
        SheetSource(package, SHEET, chunk=1 << 12), "Ark1", Decoder([], Workbook(package).styles, False), ()
    )
    assert len(str(grid.value(1, 1))) == 8_000_000
    assert time.process_time() - start < 4

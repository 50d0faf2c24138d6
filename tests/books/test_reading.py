"""A sheet read: the fast way and the certain way agree, nothing is lost, and size is no danger."""

from __future__ import annotations

import datetime as dt
import resource
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from styring_xl import CellError, StyringError
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.ooxml.scan.chunk import Cells
from styring_xl.books.ooxml.scan.exact import read_exactly
from styring_xl.books.ooxml.scan.scanner import Scanner
from styring_xl.books.ooxml.scan.tokens import Irregular
from styring_xl.books.ooxml.sparse import COLUMNS, LabelMap
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.cells import column as kinds
from styring_xl.cells.cell import Value
from styring_xl.cells.dates import from_serial, shows_date, to_serial
from styring_xl.cells.grid import Ref
from tests.books.packages import MAIN, parts_of, simple, workbook, zipped
from tests.examples import examples

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

MIXED = (
    '<sheetData><row r="2"><c r="B2"><v>1.5</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="b"><v>1</v></c>'
    '<c r="E2" t="e"><v>#REF!</v></c><c r="F2" t="str"><f>A1&amp;"x"</f><v>a&amp;b</v></c>'
    '<c r="G2" t="inlineStr"><is><t>linje_x000D_\nto</t></is></c><c r="H2" s="1"><v>45351</v></c>'
    '<c r="I2" s="1"><v>45351.5</v></c><c r="J2" t="d"><v>2024-02-29</v></c><c r="K2" s="2"/></row>'
    '<row r="5" hidden="1"><c r="B5"><v>-0</v></c><c r="C5"><v>1E-05</v></c>'
    '<c r="D5" t="n"><v>12345678901234567</v></c>'
    '<c r="E5" s="1"><v>0.25</v></c><c r="F5"><f>1+1</f></c><c r="G5" t="str"><f>""</f><v></v></c>'
    '<c r="H5"><v/></c><c r="XFD5"><v>7</v></c></row><row r="9"/></sheetData>'
)
STRINGS = '<si><t>en</t></si><si><t xml:space="preserve"> to &lt; tre</t></si>'


def test_every_kind_of_cell() -> None:
    grid = FileBook.from_bytes(simple(MIXED, strings=STRINGS)).grid("Ark1")
    assert list(grid.rows[0]) == []
    assert list(grid.rows[1]) == [
        None, 1.5, " to < tre", True, CellError("#REF!"), "a&b", "linje\r\nto", dt.date(2024, 2, 29),
        dt.datetime(2024, 2, 29, 12), dt.date(2024, 2, 29),
    ]  # fmt: skip
    fifth = [grid.value(5, column) for column in range(2, 9)]
    assert fifth == [0, 1e-05, 12345678901234568.0, dt.time(6), None, "", None]
    assert grid.value(5, 16384) == 7
    assert len(grid.rows) == 5
    assert grid.width == 16384
    assert dict(grid.formulas) == {(2, 6): 'A1&"x"', (5, 6): "1+1", (5, 7): '""'}
    assert dict(grid.styles) == {(2, 11): "Min stil"}


def test_columns_say_the_same_as_the_grid() -> None:
    book = FileBook.from_bytes(simple(MIXED, strings=STRINGS))
    grid = book.grid("Ark1")
    found = book.columns("Ark1", 1, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16384])
    assert found.rows.tolist() == [2, 5]
    for number, column in found.items():
        assert column.values() == [grid.value(2, number), grid.value(5, number)]
    assert found[10].dates().tolist() == [dt.date(2024, 2, 29), None]
    assert found[9].kinds.tolist() == [kinds.DATE, kinds.EMPTY]
    assert book.columns("Ark1", 3, [2]).rows.tolist() == [5]
    assert len(book.columns("Ark1", 6, [2])[2]) == 0


def test_factorised_columns_share_their_texts() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n % 2}</v></c></row>' for n in range(1, 101))
    column = FileBook.from_bytes(simple(f"<sheetData>{rows}</sheetData>", strings=STRINGS)).columns("Ark1", 1, [1])[1]
    assert sorted(column.strings) == [" to < tre", "en"]
    assert np.bincount(column.codes).tolist() == [50, 50]


def test_head_is_the_beginning() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 40001))
    book = FileBook.from_bytes(simple(f"<sheetData>{rows}</sheetData>"))
    assert [list(row) for row in book.head("Ark1", 3).rows] == [[1], [2], [3]]
    assert len(book.grid("Ark1").rows) == 40000


def test_the_head_of_a_long_sheet_is_read_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 40001))
    book = FileBook.from_bytes(simple(f"<sheetData>{rows}</sheetData>"))
    first, longer = book.head("Ark1", 3), book.head("Ark1", 5)
    with monkeypatch.context() as closed:
        closed.setattr(Workbook, "head", None)
        assert book.head("ark1", 3) is first
        assert book.head("Ark1", 5) is longer
    assert len(longer.rows) == 5


# The two ways.


def scanned(chunk: bytes, prefix: bytes = b"") -> Cells:
    return Scanner(prefix).scan(chunk)


def exact(chunk: bytes) -> Cells:
    (cells,) = read_exactly(
        iter((f'<worksheet xmlns="{MAIN}"><sheetData>'.encode(), chunk, b"</sheetData></worksheet>"))
    )
    return cells


def plain(cells: Cells) -> list[tuple[object, ...]]:
    texts = [
        cells.texts[code] if kind in (3, 5, 6) else code for kind, code in zip(cells.kind, cells.code, strict=True)
    ]
    arrays = (cells.row, cells.column, cells.style, cells.kind, cells.number)
    return list(zip(*(array.tolist() for array in arrays), texts, strict=True))


numbers = st.one_of(
    st.integers(-(10**17), 10**17).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12).map(str),
    st.sampled_from(
        ["0", "-0", "007", "+5", ".5", "5.", "1E3", "1e-400", "00000000001", " 12 ", "1.7976931348623157E308"]
    ),
)
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
)
bodies = st.one_of(
    numbers.map(lambda text: ("", f"<v>{text}</v>")),
    st.integers(0, 99).map(lambda index: (' t="s"', f"<v>{index}</v>")),
    texts.map(lambda text: (' t="str"', f"<f>A1</f><v>{text}</v>")),
    texts.map(lambda text: (' t="inlineStr"', f"<is><t>{text}</t></is>")),
    texts.map(lambda text: (' t="inlineStr"', f"<is><r><t>{text}</t></r><r><rPr><b/></rPr><t>x</t></r></is>")),
    numbers.map(lambda text: (' t="n"', f'<f t="shared" si="0"/><v>{text}</v>')),
    st.sampled_from(
        [
            ("", None), ("", ""), ("", "<v></v>"), ("", "<v/>"), (' t="b"', "<v>0</v>"), (' t="e"', "<v>#N/A</v>"),
            (' t="str"', "<f>1</f>"), (' cm="1"', '<f t="array" ref="A1">X</f><v>1</v>'),
            (' t="d"', "<v>2024-01-01</v>"), ("", "<v>tekst</v>"), ("", '<v xml:space="preserve"> 3</v>'),
            ("", "<f/><v>1</v>"),
        ]
    ),
)  # fmt: skip
LETTERS = ["A", "B", "Z", "AA", "AZ", "ABC", "XFD"]


@st.composite
def sheets(draw: st.DrawFn) -> bytes:
    rows = []
    for number in sorted(draw(st.sets(st.integers(1, 1048576), max_size=6))):
        cells = ""
        for at in sorted(draw(st.sets(st.integers(0, len(LETTERS) - 1), max_size=5))):
            style = draw(st.sampled_from(["", ' s="1"', ' s="12345"']))
            kind, body = draw(bodies)
            attributes = draw(st.sampled_from([style + kind, kind + style]))
            start = f'<c r="{LETTERS[at]}{number}"{attributes}'
            cells += f"{start}/>" if body is None else f"{start}>{body}</c>"
        tags = [f'<row r="{number}"', f'<row r="{number}" spans="1:9"', f'<row spans="1:9" r="{number}"']
        tag = draw(st.sampled_from(tags))
        rows.append(f"{tag}>{cells}</row>" if cells else f"{tag}/>")
    return "".join(rows).encode()


@settings(max_examples=examples(300), deadline=None)
@given(sheets())
def test_the_fast_way_agrees_with_the_certain_one(chunk: bytes) -> None:
    fast, certain = scanned(chunk), exact(chunk)
    assert plain(fast) == plain(certain)
    assert fast.rows.tolist() == certain.rows.tolist()
    assert [(at, cell.text, dict(cell.attributes)) for at, cell in fast.formulas] == [
        (at, cell.text, dict(cell.attributes)) for at, cell in certain.formulas
    ]


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(numbers, min_size=1, max_size=50))
def test_numbers_are_rounded_as_python_rounds_them(texts: list[str]) -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>{text}</v></c></row>' for n, text in enumerate(texts, 1))
    assert scanned(cells.encode()).number.tolist() == [float(text) for text in texts]


@pytest.mark.parametrize(
    "chunk",
    [
        '<row r="1"><c r="A1"><v>1</v></c><!-- <c r="B1"><v>2</v></c> --></row>',
        '<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row>',
        '<row r="1"><?p?><c r="A1"><v>1</v></c></row>',
        '<row><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c><v>1</v></c></row>',
        '<row r="1"><c s="1" r="A1"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row>",
        '<row r="1"><c r="a1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><other/></row>',
        '<row r="1"><c r="A1" t="str"><v>a>b</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A12"><v>1</v></c></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><rox r="2"></rox>',
        '<rox r="1"/>',
        '<row r="1"></rox>',
        '<row:x r="1"/>',
        '<rows r="1"><c r="A1"><v>1</v></c></rows>',
        '<row r="1"></rows>',
        '<row r="1"><cols r="A1"/></row>',
        '<row r="1"><c r="A1"/></row><cols/>',
        '<row r="1"><c r="A1"/><v/></row>',
        '<row r="1"><c r="A1" t="inlineStr"><isx><t>a</t></isx></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></isx></c></row>',
        '<row r="1"><c r="A1"><x/><c r="B1"/><c r="C1"/></c></row><x/><x/><x/>',
        '<row r="1"><c r="A1"><x></row><row r="2"></c></row><x/><x/>',
    ],
)
def test_what_the_fast_way_cannot_account_for_it_leaves_to_the_other(chunk: str) -> None:
    with pytest.raises(Irregular):
        scanned(chunk.encode())


@pytest.mark.parametrize(
    ("cell", "value", "formula"),
    [
        ('<c r="A1"><vX>7</vX></c>', None, None),
        ('<c r="A1"><vX>7</vX><v>1</v></c>', 1, None),
        ('<c r="A1"><fX>7</fX><v>1</v></c>', 1, None),
        ('<c r="A1"><f>B1</f><fX>7</fX><v>1</v></c>', 1, "B1"),
        ('<c r="A1" t="inlineStr"><is><tX>7</tX><t>en</t></is></c>', "en", None),
        ('<c r="A1" t="inlineStr"><is><t>en</t><rPhX/></is></c>', "en", None),
        ('<cX r="A1"><v>7</v></cX>', None, None),
        ('<rowX r="1"/><c r="A1"><v>1</v></c>', 1, None),
        ('<sheetDataX></sheetDataX><c r="A1"><v>1</v></c>', 1, None),
    ],
)
@pytest.mark.parametrize("prefix", ["", "x"])
def test_an_element_is_known_by_its_whole_name(cell: str, value: Value, formula: str | None, prefix: str) -> None:
    inner = f'<sheetData><row r="1">{cell}</row><rox r="1"></rox><row r="2"><c r="A2"><v>2</v></c></row></sheetData>'
    book = FileBook.from_bytes(simple(f"{inner}<sheetDataX></sheetDataX>", prefix=prefix))
    grid = book.grid("Ark1")
    assert [grid.value(1, 1), grid.value(2, 1), len(grid.rows)] == [value, 2, 2]
    assert grid.formulas.get((1, 1)) == formula
    assert book.columns("Ark1", 1, [1])[1].values() == ([2] if value is None else [value, 2])


def test_an_odd_stretch_of_a_sheet_is_read_as_certainly_as_the_rest() -> None:
    rows = [f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="str"><v>a</v></c></row>' for n in range(1, 30001)]
    rows[20000] = "<row r='20001'><c><v>20001</v></c><c t='str'><v>a&gt;b > c</v></c></row>"
    rows[20001] = "<row><c><v>20002</v></c></row>"
    book = FileBook.from_bytes(simple(f"<sheetData>{''.join(rows)}</sheetData>"))
    grid = book.grid("Ark1")
    assert [row[0] for row in grid.rows] == list(range(1, 30001))
    assert grid.value(20001, 2) == "a>b > c"
    commented = FileBook.from_bytes(simple(f"<sheetData>{''.join(rows)}<!-- </sheetData> --></sheetData>"))
    assert [list(row) for row in commented.grid("Ark1").rows] == [list(row) for row in grid.rows]
    assert book.columns("Ark1", 1, [1])[1].numbers.tolist() == list(range(1, 30001))


@pytest.mark.parametrize(
    "between", [0, 1, 60_000], ids=["side by side", "one between", "in another piece of the sheet"]
)
def test_a_row_that_is_given_twice_is_one_row(between: int) -> None:
    others = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 2 + between))
    once = '<row r="1"><c r="A1"><v>7</v></c><c r="B1"><v>8</v></c></row>'
    book = FileBook.from_bytes(simple(f'<sheetData>{once}{others}<row r="1"><c r="B1"><v>9</v></c></row></sheetData>'))
    grid, columns = book.grid("Ark1"), book.columns("Ark1", 1, [1, 2])
    assert columns.rows.tolist() == list(range(1, 2 + between))
    for column in (1, 2):
        assert columns[column].values() == [grid.value(row, column) for row in range(1, 2 + between)]
    assert (grid.value(1, 1), grid.value(1, 2)) == (7, 9)


_GONE, _UNSOUND = "beskadiget", "ikke gyldig"


@pytest.mark.parametrize(
    ("type_", "value", "said"),
    [
        ("n", " \n ", None),
        ("s", "  ", None),
        ("b", "&#10;", None),
        ("n", "true", "true"),
        ("b", " true ", True),
        ("b", "false", False),
        ("b", "ja", _UNSOUND),
        ("s", "true", _UNSOUND),
        ("s", "-1", _GONE),
        ("s", "1E400", _GONE),
        ("s", "-1E400", _GONE),
        ("s", "18446744073709551616", _GONE),
        ("s", "9007199254740993", _GONE),
        ("s", "1.0E0", " to < tre"),
    ],
)
@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="{}"><v>{}</v></c>',
        '<c r="A1" t="{}"><v>{}</v><extLst/></c>',
        "<c r='A1' t='{}'><v>{}</v></c>",
        '<c r="A1" t="{}"><!-- --><v>{}</v></c>',
    ],
)
def test_a_value_says_the_same_however_its_cell_is_written(
    cell: str, type_: str, value: str, said: bool | str | None
) -> None:
    rows = f'<sheetData><row r="1">{cell.format(type_, value)}<c r="B1"><v>7</v></c></row></sheetData>'
    data = simple(rows, strings=STRINGS)
    if said in (_GONE, _UNSOUND):
        with pytest.raises(StyringError, match=str(said)):
            FileBook.from_bytes(data).grid("Ark1")
        with pytest.raises(StyringError, match=str(said)):
            FileBook.from_bytes(data).columns("Ark1", 1, [1])
        return
    assert [*FileBook.from_bytes(data).grid("Ark1").rows[0]] == [said, 7]
    assert FileBook.from_bytes(data).columns("Ark1", 1, [1, 2])[1].values() == [said]


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.xls*")), ids=lambda path: path.name)
def test_real_sheets_read_the_same_both_ways(path: Path) -> None:
    try:
        book = FileBook.open(path)
    except StyringError:
        pytest.skip("refused, and proven to be elsewhere")
    for sheet in book.sheet_names[:3]:
        data = parts_of(path.read_bytes())[book._book.sheet(sheet).part]
        certain: dict[tuple[int, int], Value] = {}
        for cells in read_exactly(iter((data,))):
            values = book._book.decoder.values(cells).tolist()
            for row, column, value in zip(cells.row.tolist(), cells.column.tolist(), values, strict=True):
                if value is not None:
                    certain[row, column] = value
        fast = {
            (row, column): value
            for row, values in enumerate(book.grid(sheet).rows, 1)
            for column, value in enumerate(values, 1)
            if value is not None
        }
        assert fast == certain
        width = max((column for _, column in certain), default=1)
        columns = book.columns(sheet, 1, range(1, min(width, 300) + 1))
        rows = columns.rows.tolist()
        for number, column_ in columns.items():
            assert column_.values() == [certain.get((row, number)) for row in rows]


# Formulas, names, dates.


def test_formulas_of_a_shared_group_are_translated() -> None:
    inner = (
        '<sheetData><row r="1"><c r="C1"><f t="shared" ref="C1:D3" si="4">'
        'SUM($A1:B$1)+Ark!A1+LOG10(A1)+"A1"+T[A1]+A:A+1:1</f><v/></c><c r="D1"><f t="shared" si="4"/><v>1</v></c></row>'
        '<row r="3"><c r="C3"><f t="shared" si="4"/><v>1</v></c></row></sheetData>'
    )
    formulas = FileBook.from_bytes(simple(inner)).grid("Ark1").formulas
    assert formulas[1, 4] == 'SUM($A1:C$1)+Ark!B1+LOG10(B1)+"A1"+T[A1]+B:B+1:1'
    assert formulas[3, 3] == 'SUM($A3:B$1)+Ark!A3+LOG10(A3)+"A1"+T[A1]+A:A+3:3'


def test_names_and_hidden_sheets() -> None:
    names = (
        "<definedNames><definedName name=\"Et\">'Ark 1'!$B$2:$C$9</definedName>"
        "<definedName name=\"To\">'O''Hara'!$A$1</definedName><definedName name=\"Tre\">SUM(1)</definedName>"
        '<definedName name="Fire" localSheetId="0">1</definedName></definedNames>'
    )
    parts = workbook({"Ark 1": "<sheetData/>", "O'Hara": "<sheetData/>"}, workbook_more=names)
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace('sheetId="2"', 'sheetId="2" state="veryHidden"')
    book = FileBook.from_bytes(zipped(parts))
    assert book.resolve("et") == ("Ark 1", Ref(2, 2, 9, 3))
    assert book.resolve("To") == ("O'Hara", Ref(1, 1, 1, 1))
    assert book.resolve("Tre") is None
    assert book.resolve("Fire") is None
    assert set(book.names) == {"Et", "To", "Tre"}
    assert [name for name in book.sheet_names if book.is_hidden(name)] == ["O'Hara"]


@pytest.mark.parametrize(
    "code",
    ["dd-mm-yyyy", "d. mmmm yyyy", "[$-406]d. mmmm yyyy;@", "hh:mm", "yyyy-mm-dd hh:mm:ss.000", "mmm", "[Red]dd/mm"],
)
def test_formats_that_show_a_date(code: str) -> None:
    assert shows_date(200, code)


@pytest.mark.parametrize(
    "code",
    [
        "[h]:mm", "[mm]:ss", "0.00", '#,##0 "dage"', "General", "Standard", '#,##0\\ "kr."', "0.0E+00", "@", "0\\d",
        "_-* #,##0_-", "",
    ],
)  # fmt: skip
def test_formats_that_do_not(code: str) -> None:
    assert not shows_date(200, code)


@given(st.datetimes(dt.datetime(1904, 1, 2), dt.datetime(9999, 12, 31)), st.booleans())
def test_a_moment_comes_back_to_the_millisecond(moment: dt.datetime, date1904: bool) -> None:
    serial = to_serial(moment, date1904)
    assert serial is not None
    back = from_serial(serial, date1904)
    assert isinstance(back, dt.date)
    if not isinstance(back, dt.datetime):
        back = dt.datetime.combine(back, dt.time())
    assert abs(back - moment) < dt.timedelta(milliseconds=1)


def test_the_day_that_never_was() -> None:
    assert from_serial(1, False) == dt.date(1900, 1, 1)
    assert from_serial(59, False) == dt.date(1900, 2, 28)
    assert from_serial(61, False) == dt.date(1900, 3, 1)
    assert to_serial(dt.date(1900, 2, 28), False) == 59
    assert to_serial(dt.date(1900, 3, 1), False) == 61
    assert from_serial(0, True) == dt.date(1904, 1, 1)
    assert from_serial(-1, False) == -1
    assert from_serial(45351.9999999999, False) == dt.date(2024, 3, 1)


# Size.


def measured(data: bytes) -> tuple[float, FileBook]:
    start = time.process_time()
    book = FileBook.from_bytes(data)
    book.grid("Ark1")
    return time.process_time() - start, book


@pytest.mark.slow
def test_a_million_empty_formatted_rows_cost_little() -> None:
    rows = "".join(
        f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="2"/><c r="B{n}" s="1"/></row>' for n in range(1, 1048577)
    )
    data = simple(f"<sheetData>{rows}</sheetData>")
    del rows
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, book = measured(data)
    assert seconds < 15
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) < 300_000
    assert not book.grid("Ark1").rows
    assert len(book.columns("Ark1", 1, [1, 2]).rows) == 0


def test_a_sheet_with_all_columns_costs_what_it_holds() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFD{n}"><v>{n}</v></c></row>' for n in range(1, 20001))
    seconds, book = measured(simple(f"<sheetData>{rows}</sheetData>"))
    assert seconds < 10
    grid = book.grid("Ark1")
    assert grid.width == 16384
    assert grid.value(20000, 16384) == 20000
    assert grid.value(20000, 9000) is None
    assert list(grid.rows[5])[-2:] == [None, 6]


@pytest.mark.parametrize("row", [1, 2, 262_143, 262_144, 1_048_576])
def test_a_look_is_told_of_its_cell_however_far_down(row: int) -> None:
    looks = LabelMap(np.array([row * COLUMNS, row * COLUMNS + 16_383]), np.array([0, 1], np.int32), ["Input", "Sum"])
    assert dict(looks) == {(row, 1): "Input", (row, 16_384): "Sum"}
    rows, columns, codes = looks.codes_within(Ref(row, 2, row, 16_384))
    assert (rows.tolist(), columns.tolist(), codes.tolist()) == ([row], [16_384], [1])

"""Sheets that are made anew each time: they grow and shrink, what belongs to them follows, the user's cells stay."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, Font, NamedStyle, PatternFill, Side

from styring_xl import Formula, StyringError
from styring_xl.books.edit.applied import Obstructed
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.ooxml.links import read_links
from styring_xl.cells.cell import KEEP, Content
from styring_xl.cells.grid import Ref
from styring_xl.cells.patch import Area, Block, Link, Name, Patch
from tests.books.harm import losses
from tests.books.packages import MAIN, PACKAGE, RELATIONS, parts_of, workbook, zipped

pytestmark = pytest.mark.filterwarnings("ignore:Unknown extension:UserWarning")

SHEET = "xl/worksheets/sheet1.xml"
TABLE = "xl/tables/table1.xml"
CHART = "xl/charts/chart1.xml"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def book(rows: int = 3, *, below: str = "", tail: str = "", template: Callable[[], bytes] | None = None) -> FileBook:
    """A result sheet: header in row 4, data from row 5; the name Omraade has the header, Data has not."""
    last = 4 + rows
    cells = f'<row r="4">{text_cell("A4", "Navn")}{text_cell("B4", "Beløb")}</row>'
    for row in range(5, last + 1):
        cells += f'<row r="{row}">{text_cell(f"A{row}", f"r{row}")}<c r="B{row}" s="2"><v>{row}</v></c></row>'
    sheet = (
        f'<dimension ref="A4:B{last}"/><sheetData>{cells}{below}</sheetData><autoFilter ref="A4:B{last}"/>{tail}'
        f'<conditionalFormatting sqref="B5:B{last} D1"><cfRule type="cellIs" priority="1" operator="lessThan">'
        f"<formula>0</formula></cfRule></conditionalFormatting>"
        f'<conditionalFormatting sqref="B5:B{last + 1}"/>'
        f'<dataValidations count="1"><dataValidation type="whole" sqref="B5:B{last}"/></dataValidations>'
        f'<hyperlinks><hyperlink ref="A5" location="Andet!A1"/><hyperlink ref="Z1" location="Andet!A2"/></hyperlinks>'
        f'<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
        f'<extLst><ext uri="x" xmlns:x14="urn:x14" xmlns:xm="urn:xm"><x14:conditionalFormattings>'
        f"<x14:conditionalFormatting><xm:sqref>B5:B{last}</xm:sqref></x14:conditionalFormatting>"
        f"</x14:conditionalFormattings><x14:sparkline><xm:f>Resultat!B5:B{last}</xm:f><xm:sqref>D2</xm:sqref>"
        f"</x14:sparkline></ext></extLst>"
    )
    table = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A4:B{last}"><autoFilter ref="A4:B{last}"/>'
        f'<sortState ref="A5:B{last}"><sortCondition ref="B5:B{last}"/></sortState><tableColumns count="2">'
        f'<tableColumn id="1" name="Navn"/><tableColumn id="2" name="Beløb"/></tableColumns></table>'
    )
    chart = (
        f'<c:chartSpace xmlns:c="urn:c"><c:ser><c:cat><c:strRef><c:f>Resultat!$A$5:$A${last}</c:f><c:strCache>'
        f"<c:ptCount val=\"3\"/></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>'Resultat'!$B$5:$B${last}</c:f>"
        f'<c:numCache><c:ptCount val="3"/></c:numCache></c:numRef></c:val></c:ser><c:ser><c:tx><c:strRef>'
        f'<c:f>Resultat!$B$4</c:f><c:strCache><c:ptCount val="1"/></c:strCache></c:strRef></c:tx><c:val><c:numRef>'
        f"<c:f>Andet!$B$5:$B${last}</c:f><c:numCache/></c:numRef></c:val></c:ser></c:chartSpace>"
    )
    names = (
        f'<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">Resultat!$A$1:$B${last}</definedName>'
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">Resultat!$A$4:$B${last}</definedName>'
        f'<definedName name="Andre">Resultat!$A$5:$A${last}</definedName>'
        f'<definedName name="Data">Resultat!$A$5:$B${last}</definedName>'
        f"<definedName name=\"Omraade\">'Resultat'!$A$4:$B${last}</definedName></definedNames>"
    )
    parts = workbook(
        {"Resultat": sheet, "Andet": '<sheetData><row r="5"><c r="A5"><v>1</v></c></row></sheetData>'},
        workbook_more=names,
        more={
            TABLE: table,
            CHART: chart,
            "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/table" Target="../tables/table1.xml"/></Relationships>',
        },
        types=f'<Override PartName="/{TABLE}" ContentType="{_KIND}.table+xml"/><Override PartName="/{CHART}" '
        'ContentType="application/vnd.openxmlformats-officedocument.drawingml.chart+xml"/>',
    )
    return FileBook.from_bytes(zipped(parts), template=template)


def area(rows: int, links: tuple[Link, ...] = ()) -> Area:
    header: tuple[Content, ...] = ("Navn", "Beløb")
    values = (header, *((f"n{row}", float(row)) for row in range(rows)))
    styles = ((None, None), *((None, "Min stil"),) * rows)
    return Area("Omraade", Block.of("Resultat", 4, 1, values, styles), links)


def patch(rows: int, links: tuple[Link, ...] = ()) -> Patch:
    return Patch(areas=(area(rows, links),), names=(Name("Data", "Resultat", Ref(5, 1, 4 + rows, 2)),))


def after(before: FileBook, change: Patch) -> tuple[FileBook, dict[str, str]]:
    data = before.edit(change).bytes()
    texts = {name: content.decode() for name, content in parts_of(data).items() if name.endswith(".xml")}
    return FileBook.from_bytes(data), texts


def plain(found: FileBook, sheet: str) -> tuple[object, ...]:
    grid = found.grid(sheet)
    return [list(row) for row in grid.rows], dict(grid.styles), dict(grid.formulas)


@pytest.mark.parametrize("rows", [1, 2, 5, 40])
def test_everything_follows(rows: int) -> None:
    before = book()
    result, parts = after(before, patch(rows))
    last = 4 + rows
    data = f"B5:B{last}" if rows > 1 else "B5"
    sheet, table, chart, main = parts[SHEET], parts[TABLE], parts[CHART], parts["xl/workbook.xml"]
    assert f'<autoFilter ref="A4:B{last}"/>' in sheet
    assert f'<conditionalFormatting sqref="{data} D1">' in sheet
    assert '<conditionalFormatting sqref="B5:B8"/>' in sheet  # spans other rows: the user's own affair
    assert f'sqref="{data}"/></dataValidations>' in sheet
    assert f"<xm:sqref>{data}</xm:sqref>" in sheet
    assert "<xm:sqref>D2</xm:sqref>" in sheet
    assert f"<xm:f>Resultat!B5:B{last}</xm:f>" in sheet
    assert f'ref="A4:B{last}"><autoFilter ref="A4:B{last}"/><sortState ref="A5:B{last}">' in table
    assert f"<c:f>Resultat!$A$5:$A${last}</c:f>" in chart
    assert f"<c:f>'Resultat'!$B$5:$B${last}</c:f>" in chart
    # A series that moved has lost the points of before.
    assert (f"$B${last}</c:f></c:numRef>" in chart) is (rows != 3)
    assert '<c:f>Resultat!$B$4</c:f><c:strCache><c:ptCount val="1"/></c:strCache>' in chart
    assert "<c:f>Andet!$B$5:$B$7</c:f><c:numCache/>" in chart
    assert f">Resultat!$A$1:$B${last}</definedName>" in main
    assert f'hidden="1">Resultat!$A$4:$B${last}</definedName>' in main
    assert f'name="Andre">Resultat!$A$5:$A${last}</definedName>' in main
    assert result.resolve("Data") == ("Resultat", Ref(5, 1, last, 2))
    assert result.resolve("Omraade") == ("Resultat", Ref(4, 1, last, 2))
    grid = result.grid("Resultat")
    assert [list(row) for row in grid.rows[3:]] == [["Navn", "Beløb"], *([f"n{row}", row] for row in range(rows))]
    assert dict(grid.styles) == {(row, 2): "Min stil" for row in range(5, last + 1)}
    assert result.plan(patch(rows)).is_empty
    openpyxl.load_workbook(io.BytesIO(before.edit(patch(rows)).bytes()))


def test_what_stands_beside_on_the_same_rows_stays_and_is_not_taken_back() -> None:
    """Two rectangles side by side on the rows 4 to 7: one shrinks, and grows again when it is undone."""
    beside = Area("Nabo", Block.of("Resultat", 4, 4, tuple((f"n{row}", float(row)) for row in range(4))))
    before, _ = after(book(), Patch(areas=(beside,)))
    change = Patch(areas=(area(1), beside))
    outcome = before.edit(before.plan(change))
    result = FileBook.from_bytes(outcome.bytes())
    assert result.resolve("Nabo") == ("Resultat", Ref(4, 4, 7, 5))
    assert result.resolve("Omraade") == ("Resultat", Ref(4, 1, 5, 2))
    assert result.plan(change).is_empty
    back = FileBook.from_bytes(result.edit(outcome.applied.inverse()).bytes())
    assert [back.resolve(name) for name in ("Nabo", "Omraade")] == [
        before.resolve(name) for name in ("Nabo", "Omraade")
    ]


def test_the_same_rows_again_change_nothing_but_the_cells() -> None:
    before = book()
    outcome = before.edit(patch(3))
    cells = [change.address for change in outcome.applied.changes]
    assert cells == ["A5", "B5", "A6", "B6", "A7", "B7"]
    found = losses(before.edit(Patch()).bytes(), outcome.bytes(), {SHEET: cells}, calc_chain=False)
    assert found == [f"{SHEET}: hyperlinks changed"]  # the link in the rectangle belonged to it


def test_growing_and_shrinking_again_leaves_nothing_behind() -> None:
    before = book()
    grown, _ = after(before, patch(60))
    back, parts = after(grown, patch(3))
    again, direct = after(before, patch(3))
    for sheet in ("Resultat", "Andet"):
        assert plain(back, sheet) == plain(again, sheet)
    assert parts[TABLE] == direct[TABLE]
    assert '<row r="8"><c' not in parts[SHEET]


def sparks(*pairs: tuple[str, str]) -> str:
    each = "".join(f"<x14:sparkline><xm:f>{f}</xm:f><xm:sqref>{at}</xm:sqref></x14:sparkline>" for f, at in pairs)
    return f'<x14:sparklineGroup type="column"><x14:sparklines>{each}</x14:sparklines></x14:sparklineGroup>'


@pytest.mark.parametrize("rows", [1, 2, 3, 5])
def test_sparklines_drawn_from_each_row_are_as_many_as_the_rows(rows: int) -> None:
    """A group drawn row by row from the area follows it; one in two columns and one of a whole column do not."""
    others = sparks(("Resultat!A6:B6", "E6"), ("Resultat!A7:B7", "F7")) + sparks(("Resultat!B1:B9", "G1"))
    mine = [(f"Resultat!A{row}:B{row}", f"D{row}") for row in range(4, 8)]
    before = book()
    parts = parts_of(before.edit(Patch()).bytes())
    end = b"</x14:conditionalFormattings>"
    parts[SHEET] = parts[SHEET].replace(end, end + (sparks(*mine) + others).encode())
    start = FileBook.from_bytes(zipped(parts))
    grown, written = after(start, patch(rows))
    want = [(f"'Resultat'!A{row}:B{row}", f"D{row}") for row in range(4, 5 + rows)]
    assert sparks(*(mine if rows == 3 else want)) + others in written[SHEET]
    _, further = after(grown, patch(6))
    assert sparks(*((f"'Resultat'!A{row}:B{row}", f"D{row}") for row in range(4, 11))) + others in further[SHEET]


@pytest.mark.parametrize("sheet", ["'Andet ark'!", "''!", "#REF!"])
def test_sparklines_that_another_program_has_led_astray_are_drawn_from_their_sheet_again(sheet: str) -> None:
    """Only where no group is drawn from the area, and one alone can be it."""
    mine = [(f"Resultat!A{row}:B{row}", f"D{row}") for row in range(4, 8)]
    astray = [(f"{sheet}A{row}:B{row}", at) for row, (_, at) in enumerate(mine, 4)]
    other = [(f"Andet!A{row}:B{row}", f"F{row}") for row in range(4, 8)]
    want = [(f"'Resultat'!A{row}:B{row}", f"D{row}") for row in range(4, 8)]
    for held, found in (
        (sparks(*astray), sparks(*want)),
        (sparks(*mine) + sparks(*astray), sparks(*mine) + sparks(*astray)),
        (sparks(*astray) + sparks(*other), sparks(*astray) + sparks(*other)),
    ):
        before = book()
        parts = parts_of(before.edit(Patch()).bytes())
        end = b"</x14:conditionalFormattings>"
        parts[SHEET] = parts[SHEET].replace(end, end + held.encode())
        _, written = after(FileBook.from_bytes(zipped(parts)), patch(3))
        assert found in written[SHEET]


USERS = f'<row r="9">{text_cell("B9", "min note")}</row>'


def test_the_users_rows_below_are_never_overwritten() -> None:
    before = book(below=USERS)
    change = patch(10)
    (obstacle,) = before.plan(change).obstacles
    assert (obstacle.sheet, obstacle.area, obstacle.cells) == ("Resultat", "Omraade", ((9, 2),))
    assert obstacle.text == "Arket »Resultat« er ikke opdateret: der står noget i B9, hvor der er brug for pladsen."
    outcome = before.edit(Patch(areas=change.areas, blocks=(Block.of("Andet", 1, 1, ((5,),)),)))
    assert outcome.applied.obstacles == (obstacle,)
    result = FileBook.from_bytes(outcome.bytes())
    assert plain(result, "Resultat") == plain(before, "Resultat")
    assert result.resolve("Omraade") == before.resolve("Omraade")
    assert result.grid("Andet").value(1, 1) == 5


@pytest.mark.parametrize(("rows", "blocked"), [(4, False), (5, True), (1, False)])
def test_only_what_stands_in_the_way_is_in_the_way(rows: int, blocked: bool) -> None:
    before = book(below=USERS)
    assert bool(before.plan(patch(rows)).obstacles) is blocked
    result, _ = after(before, patch(rows))
    assert result.grid("Resultat").value(9, 2) == "min note"


def test_a_formula_without_a_value_is_in_the_way_too() -> None:
    before = book(below='<row r="9"><c r="A9"><f>SUM(B5:B7)</f></c></row>')
    assert [obstacle.cells for obstacle in before.plan(patch(10)).obstacles] == [((9, 1),)]


def test_many_cells_in_the_way_are_not_all_listed() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(9, 30))
    (obstacle,) = book(below=rows).plan(patch(40)).obstacles
    assert obstacle.cells == ((9, 1), (10, 1), (11, 1), (12, 1), (13, 1))
    assert "A13 m.fl." in obstacle.text


def test_an_area_nobody_marked_yet() -> None:
    before = book()
    new = Area("Nyt", Block.of("Andet", 3, 1, ((1, 2), (3, 4))))
    result, parts = after(before, Patch(areas=(new,)))
    assert result.resolve("Nyt") == ("Andet", Ref(3, 1, 4, 2))
    assert "<definedName name=\"Nyt\">'Andet'!$A$3:$B$4</definedName>" in parts["xl/workbook.xml"]
    taken = Area("Nyt", Block.of("Andet", 4, 1, ((1, 2), (3, 4))))
    assert [obstacle.cells for obstacle in before.plan(Patch(areas=(taken,))).obstacles] == [((5, 1),)]
    equal = Area("Nyt", Block.of("Andet", 4, 1, ((1, 2), (1, 4))))
    assert not before.plan(Patch(areas=(equal,))).obstacles


def test_an_area_over_something_that_cannot_be_split_is_left_alone() -> None:
    before = book(tail='<mergeCells count="1"><mergeCell ref="A9:B9"/></mergeCells>')
    (obstacle,) = before.plan(patch(10)).obstacles
    assert obstacle.area == "Omraade"
    assert "flettet" in obstacle.text
    assert FileBook.from_bytes(before.edit(Patch(areas=(area(10),))).bytes()).resolve("Omraade") == before.resolve(
        "Omraade"
    )


def test_a_hard_cell_of_a_plain_block_stops_everything() -> None:
    before = book()
    other = Patch(blocks=(Block.of("Resultat", 4, 1, (("Andet navn",),)),))
    with pytest.raises(Obstructed) as caught:
        before.edit(other)
    assert [obstacle.cells for obstacle in caught.value.obstacles] == [((4, 1),)]
    assert before.plan(other).obstacles == caught.value.obstacles
    assert not before.plan(Patch(blocks=(Block.of("Resultat", 4, 1, (("Navn",),)),))).obstacles


def test_links_are_replaced_inside_and_kept_outside() -> None:
    links = (Link(5, 1, "'Andet'!A5", "Gå til & se"), Link(6, 1, "Andet!A1"))
    result, parts = after(book(), patch(2, links))
    assert re.findall(r"<hyperlink [^>]*/>", parts[SHEET]) == [
        '<hyperlink ref="Z1" location="Andet!A2"/>',
        '<hyperlink ref="A5" location="\'Andet\'!A5" tooltip="Gå til &amp; se"/>',
        '<hyperlink ref="A6" location="Andet!A1"/>',
    ]
    assert result.plan(patch(2, links)).is_empty
    assert result.plan(patch(2)).patch.areas
    without, parts = after(result, patch(2))
    assert re.findall(r"<hyperlink [^>]*/>", parts[SHEET]) == ['<hyperlink ref="Z1" location="Andet!A2"/>']
    assert without.plan(patch(2)).is_empty


@pytest.mark.parametrize(
    "other",
    [
        b"<hyperlink location='Ark!A1' ref='B7' tooltip='Se'/>",
        b'<hyperlink ref="B7:B8" location="Ark!A1" tooltip="Se"></hyperlink>',
        b'<!-- et --><hyperlink ref="B7" location="&#65;rk!A1" display="x" tooltip="Se"/>',
    ],
)
def test_a_link_is_read_alike_however_it_is_written(other: bytes) -> None:
    ours = b'<hyperlink ref="A2" location="Ark!A2"/><hyperlink ref="B7" location="Ark!A1" tooltip="Se"/>'
    mixed = b'<hyperlink ref="A2" location="Ark!A2"/>' + other

    read = [read_links(b"<hyperlinks>" + links + b"</hyperlinks></worksheet>") for links in (ours, mixed)]

    assert read == [{(2, 1): ("Ark!A2", ""), (7, 2): ("Ark!A1", "Se")}] * 2


def test_keep_leaves_a_cell_alone() -> None:
    outcome = book().edit(Patch(blocks=(Block.of("Resultat", 5, 1, ((KEEP, 1.0), ("x", KEEP))),)))
    assert [(change.address, change.before, change.after) for change in outcome.applied.changes] == [
        ("B5", 5, 1.0),
        ("A6", "r6", "x"),
    ]


def template() -> bytes:
    made: Any = openpyxl.Workbook()
    style = NamedStyle("Ny stil")
    style.font = Font(italic=True, color="FF112233")
    style.number_format = '0.00" kr."'
    style.fill = PatternFill("solid", fgColor="FFEEEEEE")
    style.border = Border(top=Side("thin"))
    made.add_named_style(style)
    made["Sheet"]["A1"].style = "Ny stil"
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_named_styles_come_from_the_workbook_or_else_the_template_once() -> None:
    styles = (("Min stil", "Ny stil"), ("Ny stil", None))
    change = Patch(blocks=(Block.of("Andet", 1, 1, ((1, 2), (3, 4)), styles),))
    data = book(template=template).edit(change).bytes()
    result = FileBook.from_bytes(data, template=template)
    assert dict(result.grid("Andet").styles) == {(1, 1): "Min stil", (1, 2): "Ny stil", (2, 1): "Ny stil"}
    assert result.plan(change).is_empty
    size = len(parts_of(data)["xl/styles.xml"])
    for number in range(10):
        looks = ("Ny stil", "Min stil") if number % 2 else ("Min stil", "Ny stil")
        data = result.edit(Patch(blocks=(Block.of("Andet", 1, 1, ((number, 2),), (looks,)),))).bytes()
        result = FileBook.from_bytes(data, template=template)
        assert len(parts_of(data)["xl/styles.xml"]) == size
    cell = openpyxl.load_workbook(io.BytesIO(data))["Andet"]["A1"]
    assert cell.style == "Ny stil"
    assert cell.font.i
    assert cell.number_format == '0.00" kr."'


def test_an_unknown_style_is_an_error() -> None:
    with pytest.raises(StyringError, match="»Findes ej« findes ikke"):
        book(template=template).edit(Patch(blocks=(Block.of("Andet", 1, 1, ((1,),), (("Findes ej",),)),)))


def test_the_inverse_takes_it_all_back() -> None:
    before = book()
    outcome = before.edit(Patch(areas=(area(12),), blocks=(Block.of("Andet", 5, 1, ((Formula("1+1", 2),),)),)))
    result = FileBook.from_bytes(outcome.bytes())
    back = FileBook.from_bytes(result.edit(outcome.applied.inverse()).bytes())
    for sheet in ("Resultat", "Andet"):
        assert plain(back, sheet) == plain(before, sheet)
    assert back.resolve("Omraade") == before.resolve("Omraade")


def test_names_are_set_and_made() -> None:
    change = Patch(names=(Name("data", "Resultat", Ref(5, 1, 6, 2)), Name("Helt_ny", "Andet", Ref(1, 1, 1, 1))))
    result, parts = after(book(), change)
    assert result.resolve("DATA") == ("Resultat", Ref(5, 1, 6, 2))
    assert "<definedName name=\"Helt_ny\">'Andet'!$A$1</definedName>" in parts["xl/workbook.xml"]
    assert parts["xl/workbook.xml"].count('name="Data"') == 1
    assert result.plan(change).is_empty


def test_every_cell_that_cannot_be_changed_alone_is_told_at_once() -> None:
    merged = "".join(f'<mergeCell ref="A{row}:J{row}"/>' for row in range(20, 26))
    before = book(tail=f'<mergeCells count="6">{merged}</mergeCells>')
    found = before.plan(Patch(blocks=(Block.of("Resultat", 20, 1, ((1.0,) * 10,) * 6),))).obstacles
    assert [each.cells for each in found] == [((row, column),) for row in range(20, 26) for column in range(2, 11)]

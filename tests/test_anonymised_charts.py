"""A user's own charts in a copy for others: how they look and which cells they show, and nobody's words or amounts."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import openxml_audit
import pytest
import xlsxwriter

from styring_xl import demo, standard, workbook
from styring_xl.anonymise import copy_of
from styring_xl.anonymise.charts import CHART, DRAWING, Rules, cleaned
from styring_xl.anonymise.drawings import PlacedChart, with_charts
from styring_xl.anonymise.numbers import in_bodies
from styring_xl.anonymise.proof import leaks
from styring_xl.anonymise.references import cells
from styring_xl.anonymise.terms import ATTRIBUTES, ELEMENTS
from styring_xl.books.file.filebook import FileBook
from styring_xl.fit import fit
from styring_xl.reports import read
from tests.test_anonymise import NAMES, PEOPLE, everything, parts
from tests.validator import complaints

SHEET = "Navnesens tal"
ROWS = [["Måned", "Budget", NAMES[1]], ["Januar", 111_111, 7], ["Februar", 222_222, 8], [NAMES[2], 333_333, 9]]
CATEGORIES = f"='{SHEET}'!$A$2:$A$4"
VALUES = f"='{SHEET}'!$B$2:$B$4"


def drawn(fill: Callable[[Any, Any], None]) -> bytes:
    """A workbook with a sheet of a user's own, to which charts are added."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    for at, row in enumerate(ROWS):
        sheet.write_row(at, 0, row)
    fill(book, sheet)
    book.close()
    return out.getvalue()


def with_column(book: Any, sheet: Any) -> None:
    """A chart with a word of somebody's in every place that takes one."""
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    chart.add_series(
        {
            "name": f"{NAMES[0]} i alt", "categories": CATEGORIES, "values": VALUES,
            "fill": {"color": "#FF9900"}, "trendline": {"type": "linear", "name": NAMES[0]},
            "data_labels": {"value": True, "num_format": f'0 "{NAMES[0]}"', "custom": [{"value": PEOPLE[0]}]},
            "y_error_bars": {"type": "fixed", "value": 44_444},
        }
    )  # fmt: skip
    chart.add_series({"name": f"='{SHEET}'!$C$1", "values": f"='{SHEET}'!$C$2:$C$4", "y2_axis": True})
    chart.set_title({"name": f"Om {NAMES[0]} {PEOPLE[0]}", "name_font": {"name": "Navnesens skrift", "size": 14}})
    chart.set_x_axis({"name": NAMES[2]})
    chart.set_y_axis({"name": "Budget", "max": 1_234_567, "major_unit": 55_555, "num_format": f'0 "{NAMES[1]}"'})
    sheet.insert_chart("F2", chart, {"description": NAMES[0], "object_position": 3})


def charts_on(book: openpyxl.Workbook, name: str) -> list[Any]:
    """The charts of a sheet, which openpyxl gives no other way to."""
    sheet: Any = book[name]
    return list(sheet._charts)


def words_of(data: bytes) -> list[str]:
    """The words of somebody's that stand in any part."""
    text = everything(data)
    words = ("Navnesen", "Opdigtet", "Fiktivgård", "Ringkærhus", "Ukendtsen", PEOPLE[0], PEOPLE[0].replace("-", ""))
    return [word for word in words if word in text]


def test_a_chart_keeps_its_looks_and_its_cells_and_nobodys_words() -> None:
    data = drawn(with_column)
    assert len(words_of(data)) > 4
    made, told = copy_of(data)
    assert (words_of(made), told.charts, told.dropped) == ([], 1, {"dokumentegenskaber": 2})
    [name] = openpyxl.load_workbook(io.BytesIO(made)).sheetnames
    chart = parts(made)["xl/charts/chart1.xml"].decode()
    assert re.findall("<c:f>(.*?)</c:f>", chart) == [
        f"'{name}'!$A$2:$A$4", f"'{name}'!$B$2:$B$4", f"'{name}'!$C$1", f"'{name}'!$C$2:$C$4",
    ]  # fmt: skip
    assert 'val="FF9900"' in chart
    assert '<c:grouping val="stacked"/>' in chart
    assert '<c:max val="1234567"/>' in chart
    assert "<a:t>Budget</a:t>" in chart
    # A series that is named by a cell shows what the copy's cell says.
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert re.findall("<c:strCache>.*?<c:v>(.*?)</c:v>", chart) == [book[name]["C1"].value]
    assert "numCache" not in chart
    [anchor] = charts_on(book, name)
    assert (anchor.anchor._from.col, anchor.anchor._from.row) == (5, 1)


def alone(book: Any, sheet: Any) -> None:
    """Two charts that have a sheet each."""
    for name in (f"Om {NAMES[0]}", "Budget"):
        chart = book.add_chart({"type": "line"})
        chart.add_series({"categories": CATEGORIES, "values": VALUES})
        chart.set_title({"name": NAMES[0]})
        book.add_chartsheet(name).set_chart(chart)


def of_every_kind(book: Any, sheet: Any) -> None:
    """A chart of each kind that Excel draws from plain columns."""
    for at, kind in enumerate(("area", "bar", "column", "doughnut", "line", "pie", "radar", "scatter", "stock")):
        chart = book.add_chart({"type": kind})
        for values in (VALUES, f"='{SHEET}'!$C$2:$C$4", VALUES)[: 3 if kind == "stock" else 1]:
            labels = {"value": True, "leader_lines": kind in ("pie", "doughnut")}
            chart.add_series({"categories": CATEGORIES, "values": values, "data_labels": labels})
        chart.set_title({"name": f"='{SHEET}'!$B$1"})
        chart.set_legend({"position": "bottom", "delete_series": [0]})
        sheet.insert_chart(at * 15, 5, chart)


@pytest.mark.office
@pytest.mark.parametrize("fill", [with_column, alone, of_every_kind])
@pytest.mark.parametrize("scale", [1, 2])
def test_excel_opens_a_copy_with_charts_as_it_is(tmp_path: Path, fill: Callable[[Any, Any], None], scale: int) -> None:
    made, told = copy_of(drawn(fill), scale=Decimal(scale))
    path = tmp_path / "Kopi.xlsx"
    path.write_bytes(made)
    assert told.charts > 0
    assert complaints(path) == []


def test_what_is_typed_of_amounts_into_a_chart_is_scaled_as_the_cells_are() -> None:
    def typed(book: Any, sheet: Any) -> None:
        with_column(book, sheet)
        for title in ("987.654 kr.", "2026"):
            chart = book.add_chart({"type": "line"})
            chart.add_series({"values": VALUES})
            chart.set_title({"name": title})
            sheet.insert_chart("F40", chart)

    made, _ = copy_of(drawn(typed), scale=Decimal(2))
    titles = [re.findall("<a:t>(.*?)</a:t>", parts(made)[f"xl/charts/chart{n}.xml"].decode()) for n in (2, 3)]
    assert (titles[1], re.fullmatch(r"Tekst \d+", titles[0][0]) is not None) == (["2026"], True)
    chart = parts(made)["xl/charts/chart1.xml"].decode()
    assert re.findall('<c:(max|majorUnit|val) val="(.*?)"', chart) == [
        ("val", "88888"), ("max", "2469134"), ("majorUnit", "111110"),
    ]  # fmt: skip
    for amount in ("1234567", "55555", "987.654", "222222"):
        assert not re.search(rf"\b{amount}\b", everything(made).replace(">222222<", ""))


def test_a_chart_on_a_sheet_of_its_own_is_on_one_in_the_copy_too() -> None:
    made, told = copy_of(drawn(alone))
    assert (words_of(made), told.charts, told.dropped) == ([], 2, {"dokumentegenskaber": 2})
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert [each.title for each in book.chartsheets] == ["Diagramark 1", "Budget"]


def test_a_chart_of_what_is_not_in_the_copy_is_left_out_and_told() -> None:
    def elsewhere(book: Any, sheet: Any) -> None:
        for sources in (["='[Navnesen.xlsx]Ark1'!$A$1:$A$3"], [VALUES, "=[1]Ark1!$A$1:$A$3"]):
            chart = book.add_chart({"type": "bar"})
            for source in sources:
                chart.add_series({"values": source})
            sheet.insert_chart("F2", chart)

    made, told = copy_of(drawn(elsewhere))
    assert (words_of(made), told.charts) == ([], 1)
    assert told.dropped == {
        "dokumentegenskaber": 2, "diagrammer": 1, "dataserier, hvis celler ikke er i kopien": 2,
    }  # fmt: skip
    assert parts(made)["xl/charts/chart1.xml"].count(b"<c:ser>") == 1


@pytest.mark.slow
def test_a_users_chart_on_a_result_sheet_follows_it_and_the_sheets_own_are_made_anew() -> None:
    book = FileBook.from_bytes(demo.workbook(cases=30, postings=200, seed=3, year=2026), template=workbook.build)
    snapshot = read(book)
    data = book.edit(fit(book, snapshot).plan).bytes()
    own = drawn(lambda made, sheet: sheet.insert_chart("B2", _of_variance(made)))
    place = (
        "<xdr:from><xdr:col>20</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>60</xdr:row><xdr:rowOff>0</xdr:rowOff>"
        '</xdr:from><xdr:ext cx="3000000" cy="2000000"/>'
    )
    chart = PlacedChart("oneCellAnchor", place, "", ""), parts(own)["xl/charts/chart1.xml"]
    data = with_charts(data, {standard.VARIANCE: [chart], standard.POSTINGS: [chart]}, {})
    made, told = copy_of(data)
    assert (told.charts, told.dropped.get("diagrammer"), words_of(made)) == (2, None, [])
    copied = openpyxl.load_workbook(io.BytesIO(made))
    assert len(charts_on(copied, standard.VARIANCE)) == len(
        charts_on(openpyxl.load_workbook(io.BytesIO(data)), standard.VARIANCE)
    )
    assert len(charts_on(copied, standard.POSTINGS)) == 1


def _of_variance(book: Any) -> Any:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{standard.VARIANCE}'!$C$6:$C$9", "name": NAMES[0]})
    return chart


RULES = Rules(
    lambda text: None, lambda text: "T", lambda n: 5.0 if n > 1000 else None, lambda text: None, lambda number: number
)
HOSTILE = f"""<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}" xmlns:r="urn:r" xmlns:x="urn:x">
<c:lang val="Navnesen"/><c:unheard val="Navnesen">Navnesen</c:unheard><x:more a="Navnesen">Navnesen</x:more>
<c:Navnesen/><a:Navnesen val="1"><c:style val="2"/></a:Navnesen><c:style Navnesen="1" val="2" c:Navnesen="1"/>
<c:v>Navnesen</c:v><a:t>Navnesen</a:t><c:roundedCorners val="0">Navnesen<c:pt idx="0">Navnesen</c:pt></c:roundedCorners>
<c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr algn="Navnesen"/><a:r><a:rPr lang="Navnesen">
<a:hlinkClick r:id="rId1" tooltip="Navnesen"/><a:latin typeface="Navnesen"/></a:rPr><a:t>Nav</a:t></a:r>
<a:r><a:t>nesen</a:t></a:r><a:fld type="Navnesen" id="x"><a:t>Navnesen</a:t></a:fld></a:p></c:rich></c:tx></c:title>
<c:plotArea><c:pieChart><c:ser><c:idx val="0"/><c:order val="6101800001"/><c:tx><c:v>Navnesen</c:v></c:tx>
<c:spPr><a:solidFill><a:prstClr val="Navnesen"/></a:solidFill>
<a:blipFill><a:blip r:embed="Navnesen"/></a:blipFill></c:spPr>
<c:dLbls><c:separator> Navnesen </c:separator></c:dLbls>
<c:cat><c:strLit><c:ptCount val="2"/>
<c:pt idx="0"><c:v>Navnesen</c:v></c:pt><c:pt idx="1"><c:v>610180-0001</c:v></c:pt></c:strLit></c:cat>
<c:val><c:numLit><c:formatCode>0 "Navnesen"</c:formatCode><c:ptCount val="2"/>
<c:pt idx="0" formatCode="Navnesen"><c:v>6101800001</c:v></c:pt><c:pt idx="1"><c:v>Navnesen</c:v></c:pt>
<c:pt idx="2"><c:v>2.5</c:v></c:pt></c:numLit></c:val></c:ser></c:pieChart></c:plotArea></c:chart>
<c:externalData r:id="rId7"><c:autoUpdate val="0"/></c:externalData><c:userShapes r:id="rId8"/>
<c:extLst><c:ext uri="Navnesen"><x:y>Navnesen</x:y></c:ext></c:extLst></c:chartSpace>"""


def test_whatever_a_chart_holds_only_what_the_format_says_itself_is_kept() -> None:
    made = cleaned(HOSTILE.encode(), RULES)
    assert made.data is not None
    text = made.data.decode()
    assert "Nav" not in text
    assert "nesen" not in text
    assert "610180" not in text
    assert "rId" not in text
    assert re.findall("<c:v>(.*?)</c:v>", text) == ["T", "T", "T", "5", "2.5"]
    assert '<c:style val="2"/>' in text


SCHEMAS = Path(openxml_audit.__file__).parent / "data" / "openxml" / "schemas"
_LEFT_OUT = """
    c:clrMapOvr c:extLst c:externalData c:lang c:multiLvlStrCache c:numCache c:pictureOptions c:pivotFmts
    c:pivotSource c:printSettings c:protection c:strCache c:userShapes a:blipFill a:br a:buBlip a:buChar
    a:buFont a:custGeom a:effectDag a:extLst a:fld a:gd a:hlinkClick a:hlinkMouseOver a:sym
"""
LEFT_OUT = frozenset(_LEFT_OUT.split())
"""What the format of charts has, and a copy has not: words, pictures, links, and what is stored of the cells."""


def schema() -> dict[str, set[str]]:
    """The elements that a chart may be made of without those left out, and the attributes of each."""
    types: dict[str, dict[str, Any]] = {}
    for name in ("chart", "main"):
        read_schema = json.loads((SCHEMAS / f"schemas_openxmlformats_org_drawingml_2006_{name}.json").read_bytes())
        types |= {each["Name"]: each for each in read_schema["Types"]}
    bases = {each["ClassName"]: each for each in types.values()}
    found: dict[str, set[str]] = {}
    seen: set[str] = set()
    waiting = ["c:CT_ChartSpace/c:chartSpace"]
    while waiting:
        name = waiting.pop()
        element = name.partition("/")[2]
        if name in seen or element[:2] not in ("c:", "a:"):
            continue
        seen.add(name)
        own = found.setdefault(element, set())
        each: dict[str, Any] | None = None if element in LEFT_OUT else types[name]
        while each is not None:
            own |= {attribute["QName"].removeprefix(":") for attribute in each.get("Attributes", ())}
            waiting += [child["Name"] for child in each.get("Children", ())]
            each = bases.get(each.get("BaseClass", ""))
    return found


def test_a_chart_is_written_of_what_the_format_itself_calls_its_parts() -> None:
    """As Microsoft's own description of the format has it: an element is kept, or left out on purpose."""
    found = schema()
    assert set(found) == ELEMENTS | LEFT_OUT
    assert set().union(*found.values()) >= ATTRIBUTES
    assert ATTRIBUTES.isdisjoint(("name", "descr", "title", "tooltip", "char", "fmla", "lang", "bmk"))


CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the collected workbooks are not on this machine")
def test_the_charts_of_other_programs_come_along_with_all_of_their_looks() -> None:
    """Every name of an element that real charts are written with is known, or left out on purpose."""
    used: set[str] = set()
    for path in sorted(CORPUS.glob("*.xls?")):
        with zipfile.ZipFile(path) as archive:
            charts = [name for name in archive.namelist() if re.search(r"/charts/chart\d*\.xml$", name)]
            for name in charts:
                for element in ET.fromstring(archive.read(name)).iter():
                    space, _, local = element.tag.rpartition("}")
                    prefix = {CHART: "c", DRAWING: "a"}.get(space.removeprefix("{"))
                    used |= set() if prefix is None else {f"{prefix}:{local}"}
    assert len(used) > 150
    inside_what_is_left_out = {
        "c:chartObject", "c:data", "c:fmtId", "c:formatting", "c:headerFooter", "c:lvl", "c:pageMargins",
        "c:pageSetup", "c:pivotFmt", "c:selection", "c:userInterface", "c:ext", "a:blip", "a:srcRect",
        "a:tile",
    }  # fmt: skip
    assert used - ELEMENTS - LEFT_OUT == inside_what_is_left_out


def titled(*lines: list[str]) -> bytes:
    """A workbook with a chart whose title is these lines, each of these runs."""
    title = "".join(f"<a:p>{''.join(f'<a:r><a:t>{run}</a:t></a:r>' for run in line)}</a:p>" for line in lines)

    def change(part: bytes) -> bytes:
        old = re.compile(rb"(<c:title><c:tx><c:rich>.*?)<a:p>.*?</a:p>(</c:rich>)", re.DOTALL)
        return old.sub(rb"\g<1>" + title.encode() + rb"\g<2>", part, count=1)

    return with_part(drawn(with_column), change)


@pytest.mark.parametrize(
    "lines",
    [
        [["710190-", "0007"]],
        [["710190-"], ["0007"]],
        [["7101"], ["90"], ["-0007"]],
        [["Cpr. 7101", "90"], ["", "-000"], ["7"]],
        [["710190 "], [" 0007 i alt"]],
    ],
)
def test_a_number_that_goes_on_in_the_next_run_or_line_of_a_title_is_one(lines: list[list[str]]) -> None:
    data = titled(*lines)
    assert leaks(data, {"7101900007"}) == ["xl/charts/chart1.xml"]
    assert "7101900007" in in_bodies(parts(data)["xl/charts/chart1.xml"].decode())
    made, told = copy_of(data)
    shown = re.findall("<a:t>(.*?)</a:t>", parts(made)["xl/charts/chart1.xml"].decode())
    assert (told.charts, leaks(made, {"7101900007"})) == (1, [])
    assert not {"710190", "7101", "0007", "-000"} & {piece for each in shown for piece in each.split()}


def test_an_amount_that_goes_on_in_the_next_line_of_a_title_is_one() -> None:
    made, _ = copy_of(titled(["Budget"], ["98"], ["76"], ["kr."]), scale=Decimal(2))
    shown = re.findall("<a:t>(.*?)</a:t>", parts(made)["xl/charts/chart1.xml"].decode())
    assert shown[0] == "Budget"
    assert re.fullmatch(r"Tekst \d+", shown[1])
    assert (shown[2], shown[3]) == ("", "kr.")
    made, _ = copy_of(titled(["Budget"], ["2026"]), scale=Decimal(2))
    assert re.findall("<a:t>(.*?)</a:t>", parts(made)["xl/charts/chart1.xml"].decode())[:2] == ["Budget", "2026"]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("'Mit ark'!$A$1:$B$2", "'Ark 1'!$A$1:$B$2"),
        ("'mit ARK'!$A:$A", "'Ark 1'!$A:$A"),
        ("('Mit ark'!$A$1,'Mit ark'!$A$3:$A$5)", "('Ark 1'!$A$1,'Ark 1'!$A$3:$A$5)"),
        ("('Mit ark'!$A$1,Andet!$A$3)", None),
        ("[0]!Mine", "'Ark 1'!$C$1:$C$9"),
        ("Bog1.xlsx!mine", "'Ark 1'!$C$1:$C$9"),
        ("Bog1.xlsx!deres", None),
        ("[1]Ark1!$A$1", None),
        ("Andet!$A$1", None),
        ("OFFSET('Mit ark'!$A$1,0,0,COUNTA(\"Navnesen\"))", None),
        ("'Mit ark'!Navnesen", None),
    ],
)
def test_a_reference_leads_to_the_copys_cells_or_nowhere(source: str, wanted: str | None) -> None:
    names = {"mine": "'Mit ark'!$C$1:$C$9", "deres": "OFFSET('Mit ark'!$A$1,0,0,\"Navnesen\")"}
    assert cells(source, {"Mit ark": "Ark 1"}, names) == wanted


def test_a_chart_of_a_newer_kind_is_left_out_and_told() -> None:
    data = drawn(with_column)
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/charts/chartEx1.xml", f"<cx:chartSpace xmlns:cx='urn:x'>{NAMES[0]}</cx:chartSpace>")
    made, told = copy_of(out.getvalue())
    assert (words_of(made), told.charts, told.dropped["diagrammer"]) == ([], 1, 1)


def test_an_amount_that_a_chart_has_stored_of_a_cell_is_nobodys_number() -> None:
    """110.091.000 kr. has the form of a CPR number, and stands in *Budget* and in what the chart keeps of it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    budget, rows = book.add_worksheet("Budget"), book.add_worksheet("Disponering")
    budget.write_column(0, 0, ["Foranstaltning", "Familiepleje"])
    budget.write_column(0, 1, ["Oprindeligt budget", 110_091_000])
    rows.write_row(0, 0, ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato"])
    rows.write_row(1, 0, [PEOPLE[0], "Familiepleje", 10_000, "måned", "01-01-2026"])
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Budget!$B$2:$B$2"})
    budget.insert_chart("F2", chart)
    book.close()
    assert b"<c:v>110091000</c:v>" in parts(out.getvalue())["xl/charts/chart1.xml"]
    made, told = copy_of(out.getvalue())
    assert told.charts == 1
    assert openpyxl.load_workbook(io.BytesIO(made))["Budget"]["B2"].value == 110_091_000
    assert PEOPLE[0] not in everything(made)


def with_part(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with its first chart's part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts(data).items():
            archive.writestr(name, change(content) if name == "xl/charts/chart1.xml" else content)
    return out.getvalue()


def test_a_font_that_is_called_almost_as_one_of_the_themes_is_not_kept() -> None:
    data = drawn(with_column)
    made, _ = copy_of(with_part(data, lambda part: part.replace(b"Navnesens skrift", b"+mn-Navnesen")))
    assert words_of(made) == []
    made, _ = copy_of(with_part(data, lambda part: part.replace(b"Navnesens skrift", b"+mn-lt")))
    assert 'typeface="+mn-lt"' in everything(made)


def test_a_chart_that_is_nested_deeper_than_any_program_writes_is_left_out() -> None:
    deep = b"<c:spPr>" + b"<a:ln>" * 3000 + b"</a:ln>" * 3000 + b"</c:spPr></c:ser>"
    made, told = copy_of(with_part(drawn(with_column), lambda part: part.replace(b"</c:ser>", deep, 1)))
    assert (told.charts, words_of(made), told.dropped["diagrammer"]) == (0, [], 1)

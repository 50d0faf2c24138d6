"""*Notat* on its sheet and as a document: both are the same memo, and nobody is named in either."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from styring_xl import demo, memo_document, office, standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Formula
from styring_xl.cells.patch import Block
from styring_xl.cli import app
from styring_xl.figures.memo.memo import Memo
from styring_xl.memo_document import charts, template
from styring_xl.memo_document.charts import description
from styring_xl.memo_document.document import written
from styring_xl.refresh import material_of, refresh
from styring_xl.reports import read
from styring_xl.reports.memo.columns import HEADERS
from styring_xl.reports.memo.gather import memo_of
from styring_xl.standard import VARIANCE
from tests import libreoffice
from tests.command_line import CliRunner
from tests.refreshed import Told, refreshed
from tests.reports.memos import TOWNS, Town
from tests.reports.test_comments import Municipality

NOON = dt.datetime(2026, 7, 8, 12)
OFFERED = TOWNS["ansøgning og overførsel"]


@pytest.fixture(scope="module", autouse=True)
def drawn_once() -> Iterator[None]:
    """Most stories are of the same memo, whose pictures take most of the time it takes to write it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "picture", cache(charts.picture))
        yield


@pytest.fixture(scope="module")
def fjordby() -> bytes:
    return demo.workbook(150)


@pytest.fixture(scope="module")
def told(fjordby: bytes) -> Told:
    return refreshed(fjordby)


def cells(town: Town) -> list[list[Any]]:
    """The rows of its sheet from the header down."""
    return refreshed(town.package, year=2026, closed=town.closed).values("Notat")[4:]


def document(memo: Memo, made: Document | None = None) -> Document:
    """The memo as it is read again."""
    return docx.Document(io.BytesIO(written(memo, made or template.made(), NOON)))


def paragraphs(found: Document) -> list[tuple[str, str]]:
    return [(each.style.name or "" if each.style else "", each.text) for each in found.paragraphs]


def test_the_table_is_the_committee_s_with_formulas_that_give_what_stands_there() -> None:
    rows = cells(OFFERED)
    assert rows[0][:9] == ["Mio. kr.", *HEADERS]
    assert [row[:9] for row in rows[1:6]] == [
        ["Anbringelser", 20.6, 21.1, 0.8, 21.9, 21.6, 0.3, 0.2, 0.5],
        ["Serviceramme i alt", 20.6, 21.1, 0.8, 21.9, 21.6, 0.3, 0.2, 0.5],
        ["Indtægter", -1.0, -1.0, 0.0, -1.0, -1.0, 0.0, 0.0, 0.0],
        ["Refusionsordning i alt", -1.0, -1.0, 0.0, -1.0, -1.0, 0.0, 0.0, 0.0],
        ["I alt", 19.6, 20.1, 0.8, 20.9, 20.6, 0.3, 0.2, 0.5],
    ]
    contents = refreshed(OFFERED.package, year=2026, closed=6).contents("Notat")
    line, total = contents[5], contents[9]
    assert [each.text for each in line[1:9] if isinstance(each, Formula)] == ["C6+D6", "E6-F6", "G6+H6"]
    assert [each.text for each in total[1:9] if isinstance(each, Formula)] == [
        "SUM(B7,B9)", "SUM(C7,C9)", "SUM(D7,D9)", "C10+D10", "SUM(F7,F9)", "E10-F10", "SUM(H7,H9)", "G10+H10",
    ]  # fmt: skip


@pytest.mark.slow
def test_the_sheet_and_the_document_say_the_same_words(fjordby: bytes, told: Told) -> None:
    snapshot = read(FileBook.from_bytes(fjordby))
    memo = memo_of(material_of(snapshot, simulates=True))
    sheet = " ".join(str(row[0]).removeprefix("•").strip() for row in told.values("Notat") if row and row[0])
    paper = [text for _, text in paragraphs(document(memo))]
    for section in memo.sections:
        for text in (section.title, " ".join(section.sentences), *section.lines, " ".join(section.after)):
            assert text in sheet
            assert not text or text in paper
    [table] = document(memo).tables
    shown = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert memo.table is not None
    of_sheet = [row[:9] for row in told.values("Notat")[5 : 5 + len(shown)]]
    as_text = [[name, *(f"{figure:.1f}".replace("-0.0", "0.0") for figure in row)] for name, *row in of_sheet]
    assert [[each.replace("−", "-").replace(",", ".") for each in row] for row in shown] == as_text


def test_the_result_is_that_of_afvigelse(told: Told) -> None:
    rows = told.values(VARIANCE)
    total = next(row for row in rows if row[0] == "I alt")
    notat = next(row for row in told.values("Notat") if row and row[0] == "I alt")
    original, _, revised, expected = total[1:5]
    assert [round(each / 1e6, 1) for each in (original, revised)] == [notat[1], notat[2]]
    assert abs(expected / 1e6 - notat[5]) < 0.1


def test_nobody_is_named(fjordby: bytes, told: Told) -> None:
    from styring_xl.demo.measures import ADVISERS

    memo = memo_of(material_of(read(FileBook.from_bytes(fjordby)), simulates=True))
    file = written(memo, template.made(), NOON)
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        parts = " ".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    sheet = " ".join(str(cell) for row in told.values("Notat") for cell in row if cell is not None)
    disposition = told.values("Disponering")[5:]
    named = {str(row[at]) for row in disposition for at in (1, 3, 4) if row[at]} | set(ADVISERS)
    assert len(named) > 50
    for text in (sheet, parts):
        assert not [name for name in named if name in text]
        assert not re.search(r"\b\d{6}-\d{4}\b", text)


def test_its_properties_hold_no_name_even_where_the_template_s_do(tmp_path: Path) -> None:
    mine = template.made()
    mine.core_properties.author = mine.core_properties.last_modified_by = "Signe Strandby"
    mine.save(str(tmp_path / "skabelon.docx"))
    file = written(OFFERED.memo, template.load(tmp_path / "skabelon.docx"), NOON)
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        said = [name for name in package.namelist() if name.startswith("docProps/") and name.endswith(".xml")]
        text = " ".join(package.read(name).decode() for name in said)
    assert "Strandby" not in text
    assert "python-docx" not in text
    assert "2026-07-08T12:00:00Z" in text


def test_headings_are_headings_and_the_table_s_header_stands_again_on_the_next_page() -> None:
    found = document(OFFERED.memo)
    told = paragraphs(found)
    assert told[0] == (template.TITLE, "Budgetopfølgning pr. udgangen af juni 2026")
    headings = [text for style, text in told if style == template.HEADING]
    assert headings == ["Resultat", "Hvorfor", "Siden sidst", "Risici og usikkerhed", "Diagrammer"]
    [table] = found.tables
    assert table.style is not None
    assert table.style.name == template.TABLE
    assert table.rows[0]._tr.trPr is not None
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[-1].cells] == [
        "I alt", "19,6", "20,1", "0,8", "20,9", "20,6", "0,3", "0,2", "0,5",
    ]  # fmt: skip


def test_word_opens_it_and_the_template_cleanly(tmp_path: Path) -> None:
    paths = (tmp_path / "notat.docx", tmp_path / "skabelon.docx")
    paths[0].write_bytes(written(OFFERED.memo, template.made(), NOON))
    memo_document.make_template(paths[1])
    for path in paths:
        found = OpenXmlValidator(max_errors=0).validate(path)
        assert [(error.part_uri, error.description) for error in found.errors] == []


def test_each_chart_is_a_picture_with_a_text_in_its_place() -> None:
    memo = OFFERED.memo
    found = document(memo)
    texts = [shape._inline.docPr.get("descr") for shape in found.inline_shapes]
    assert texts == [description(chart, memo) for chart in memo.charts]
    assert texts[0] == (
        "Søjlediagram. Korrigeret budget inkl. ansøgninger og forventet forbrug: Anbringelser 21,9 og 21,6; "
        "Indtægter −1 og −1 mio. kr."
    )
    assert texts[2] == (
        "Kurvediagram over forbruget i årets løb. Bogført til og med juni 10,3, forventet for hele året 20,5 og "
        "budget 20,9."
    )


def test_a_template_keeps_what_it_holds_and_its_own_looks(tmp_path: Path) -> None:
    from docx.shared import Pt

    mine = docx.Document()
    mine.add_paragraph("Fjordby Kommune")
    mine.add_paragraph("")
    mine.styles["Heading 1"].font.size = Pt(31)
    mine.save(str(tmp_path / "kommune.docx"))
    found = document(OFFERED.memo, template.load(tmp_path / "kommune.docx"))
    assert [text for _, text in paragraphs(found)][:2] == [
        "Fjordby Kommune", "Budgetopfølgning pr. udgangen af juni 2026"
    ]  # fmt: skip
    assert found.styles["Heading 1"].font.size == Pt(31)
    assert set(template.STYLES) <= {style.name for style in found.styles}


def test_the_other_sign_turns_what_is_left_and_the_table_foots_still() -> None:
    from msgspec.structs import replace

    from styring_xl.standard.sign import Sign

    snapshot = OFFERED.snapshot
    turned = replace(snapshot, settings=replace(snapshot.settings, sign=Sign.FORECAST_MINUS))
    area = next(area for area in refresh(turned).patch.areas if area.name == "Styring_Notat")
    line = area.block.rows()[1]
    assert [each.text for each in line if isinstance(each, Formula)] == ["C6+D6", "F6-E6", "G6-H6"]
    assert [each.value for each in line if isinstance(each, Formula)] == [21.9, -0.3, -0.5]
    [table] = document(memo_of(material_of(turned))).tables
    assert [cell.text for cell in table.rows[1].cells][-3:] == ["−0,3", "0,2", "−0,5"]


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    assert "Traceback" not in result.output
    return result.exit_code, " ".join(result.output.split())


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "Bevillinger 2026.xlsx"
    path.write_bytes(TOWNS["en linje"].package)
    return path


def test_the_command_writes_word_and_refuses_what_it_cannot(workbook: Path, tmp_path: Path) -> None:
    target = tmp_path / "notat.docx"
    assert run("memo", workbook, "-o", target, "--closed-month", 3) == (
        0, "Budgetopfølgning pr. udgangen af marts 2026 → notat.docx"
    )  # fmt: skip
    assert docx.Document(str(target)).paragraphs[0].text == "Budgetopfølgning pr. udgangen af marts 2026"
    code, said = run("memo", workbook, "-o", target)
    assert (code, "findes allerede" in said) == (2, True)
    code, said = run("memo", workbook, "-o", tmp_path / "notat.txt")
    assert (code, "skrives som .docx eller .pdf" in said) == (2, True)
    (tmp_path / "skabelon.docx").write_bytes(b"intet")
    code, said = run("memo", workbook, "-o", tmp_path / "ny.docx", "--template", tmp_path / "skabelon.docx")
    assert (code, "kan ikke læses som et Word-dokument" in said) == (2, True)
    assert not (tmp_path / "ny.docx").exists()


def test_the_template_can_be_had_and_given_back(workbook: Path, tmp_path: Path) -> None:
    mine = tmp_path / "skabelon.docx"
    assert run("memo-template", "-o", mine) == (0, "Skabelon → skabelon.docx")
    assert set(template.STYLES) <= {style.name for style in docx.Document(str(mine)).styles}
    assert run("memo", workbook, "-o", tmp_path / "notat.docx", "--template", mine)[0] == 0


def test_without_the_packages_or_libreoffice_it_is_one_sentence(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find", lambda: None)
    code, said = run("memo", workbook, "-o", tmp_path / "notat.pdf")
    assert (code, "PDF kræver LibreOffice" in said) == (2, True)
    monkeypatch.setattr(memo_document, "_PACKAGES", ("docx", "a_package_nobody_has"))
    code, said = run("memo", workbook, "-o", tmp_path / "notat.docx")
    assert (code, "pip install 'styring-xl[memo]'" in said) == (2, True)


@pytest.mark.office
def test_libreoffice_prints_it_on_two_pages_at_most(tmp_path: Path) -> None:
    libreoffice.required()
    path = tmp_path / "Fjordby.xlsm"
    path.write_bytes(demo.workbook(150, closings=True))
    code, _ = run("memo", path, "-o", tmp_path / "notat.pdf")
    assert code == 0
    pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "notat.pdf").read_bytes())
    assert len(pages) == 2


def test_comments_are_repeated_once_each_without_anybody_in_them() -> None:
    town = Municipality()
    adviser = standard.DISPOSITION_COLUMNS.index("Rådgiver") + 1
    town.put(Block.of(standard.DISPOSITION, standard.FIRST_ROW, adviser, (("Signe Strandby",),)))
    town.write(VARIANCE, "Familiepleje", "Aftalt med signe strandby\nom 610105-4567 og 6101054567.")
    town.write(standard.FORECAST, "Familiepleje", "Aftalt med signe strandby\nom 610105-4567 og 6101054567.")
    town.write(VARIANCE, "Anbringelser", "ord " * 200)
    town.refresh()
    shown = [row[0] for row in town.sheet("Notat") if row and isinstance(row[0], str)]
    lines = shown[shown.index("Kommentarer") + 1 :]
    told = " ".join(line.strip() for line in lines)
    assert told.count("• Familiepleje: Aftalt med (navn udeladt) om (CPR-nr. udeladt) og (CPR-nr. udeladt).") == 1
    assert "• Anbringelser: ord ord" in told
    assert told.count(" ord") == 100
    town.close()
    assert "Kommentarer" not in [row[0] for row in town.sheet("Notat") if row]

"""The standard workbook as third parties see it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook

from styring_xl import standard
from styring_xl.reports.sheet import NOT_REFRESHED
from styring_xl.standard import style
from styring_xl.workbook import build, new, sheet_names
from styring_xl.workbook.look import LOOK
from tests import libreoffice
from tests.workbooks import refreshed

pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")


@pytest.fixture(scope="module")
def package() -> bytes:
    return new(2026)


@pytest.fixture(scope="module")
def book(package: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(package))


def part(package: bytes, name: str) -> str:
    return zipfile.ZipFile(BytesIO(package)).read(name).decode()


@pytest.mark.slow
def test_the_same_bytes_whatever_the_hash_seed_and_time_zone() -> None:
    code = (
        "import hashlib; from styring_xl import demo; from styring_xl.workbook import new;"
        "print(hashlib.sha256(new(2026) + demo.workbook(40)).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland"))
    }
    assert len(seen) == 1
    assert len(seen.pop().strip()) == hashlib.sha256().digest_size * 2


def test_sheets_stand_in_order_and_the_first_is_open(book: Workbook) -> None:
    assert book.sheetnames == [
        "Start", "Opsætning", "Disponering", "Realiseret", "Budget", "Parametre", "Aftaler",
        "Mål og planer", "Afdelinger",
        "Månedsforbrug", "Afvigelse", "Forklaring", "Prognose", "Usikkerhed", "Træfsikkerhed",
        "Cockpit", "Rådgivere", "Til- og afgang", "Indsatstrappe", "Statsrefusion", "Flerårsoverblik", "Dyreste sager",
        "Notat", "Historik", "Kontrol",
    ]  # fmt: skip
    assert book.active is not None
    assert book.active.title == standard.START


def test_every_style_exists_though_no_cell_uses_it_yet(book: Workbook) -> None:
    assert set(style.ALL) == set(LOOK)
    assert set(style.ALL) <= set(book.named_styles)


def test_every_cell_has_a_named_style_and_nothing_painted_over_it(package: bytes, book: Workbook) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None or cell.has_style:
                    assert cell.style in style.ALL, f"{sheet.title}!{cell.coordinate}"
    styles = part(package, "xl/styles.xml")
    formats = re.findall(r"<xf [^>]*>", re.search(r"<cellXfs.*?</cellXfs>", styles, re.S)[0])  # type: ignore[index]
    # Format n follows style n: without an apply flag, an edit of the style in Excel reaches the cell.
    assert [re.search(r'xfId="(\d+)"', xf)[1] for xf in formats] == [str(n) for n in range(len(style.ALL) + 1)]  # type: ignore[index]
    assert not any("apply" in xf for xf in formats)


@pytest.mark.office
def test_libreoffice_sees_the_named_styles(package: bytes, tmp_path: Path) -> None:
    source = tmp_path / "ny.xlsm"
    source.write_bytes(package)
    fods = libreoffice.convert(source, "fods", tmp_path / "out").read_text(encoding="utf-8")
    # LibreOffice drops styles that no cell uses.
    for name in (style.INPUT, style.INPUT_DATE, style.HEADER, style.TOTAL, style.BOOKED, style.ERROR, style.LINK):
        assert f'style:display-name="{name}"' in fods
    assert "#REF!" not in fods
    assert "#NAME?" not in fods


@pytest.mark.parametrize(
    ("sheet", "table", "columns", "ref"),
    [
        (standard.DISPOSITION, standard.DISPOSITION_TABLE, standard.DISPOSITION_COLUMNS, "A5:AE6"),
        (standard.POSTINGS, standard.POSTINGS_TABLE, standard.POSTING_COLUMNS, "A5:J6"),
        (standard.BUDGET, standard.BUDGET_TABLE, standard.BUDGET_COLUMNS, "A5:K6"),
        (standard.SETUP, standard.LAYOUT_TABLE, standard.LAYOUT_COLUMNS, "A21:C24"),
        (standard.SETUP, standard.HEADINGS_TABLE, standard.HEADINGS_COLUMNS, "A29:C30"),
        (standard.SETUP, standard.LIMITS_TABLE, standard.LIMITS_COLUMNS, "E5:H7"),
    ],
)
def test_tables(book: Workbook, sheet: str, table: str, columns: tuple[str, ...], ref: str) -> None:
    found = book[sheet].tables[table]
    assert found.ref == ref
    assert tuple(column.name for column in found.tableColumns) == columns
    header = book[sheet][ref][0]
    assert tuple(cell.value for cell in header) == columns
    # A row that Excel adds takes the styles of the columns.
    below = book[sheet][ref][1]
    assert [column.dataCellStyle for column in found.tableColumns] == [cell.style for cell in below]


def test_drop_downs_offer_the_lists_of_the_code(book: Workbook) -> None:
    rules = {
        str(rule.sqref): rule.formula1
        for rule in book[standard.DISPOSITION].data_validations.dataValidation
        if rule.type == "list"
    }
    letters = {name: get_column_letter(at) for at, name in enumerate(standard.DISPOSITION_COLUMNS, 1)}
    for column, name in (
        ("Foranstaltning", "Foranstaltninger"),
        ("Takstenhed", "Takstenheder"),
        ("Periodisering", "Periodiseringer"),
        ("Status", "Statusser"),
    ):
        assert rules[f"{letters[column]}6:{letters[column]}1048576"] == name
    lists = {
        "Takstenheder": ("måned", "døgn", "uge", "år", "time", "engang", "kvartal"),
        "Periodiseringer": ("dage", "hele"),
        "Statusser": ("Aktuel", "Forventet", "Pulje"),
        # A comma would split the entry, so such a list is a range.
        "Kontrolgrænser": (
            "Væsentlighed, procent",
            "Væsentlighed, kroner",
            "Bevillingsgrænse, beløb",
            "Bevillingsgrænse, varighed",
        ),
    }
    typed = [
        value
        for rule in book[standard.SETUP].data_validations.dataValidation
        if rule.type == "list" and rule.formula1.startswith('"')
        for value in rule.formula1.strip('"').split(",")
    ]
    months = {str(month) for month in range(13)}
    known = {
        *months,
        "dage",
        "hele",
        "måneder",
        "budget − forventet",
        "prognose − budget",
        "ja",
        "nej",
        "disponering",
        "posteringer",
        "budget",
        "posteringsudtræk",
        "bevillingsudtræk",
        "Afdeling",
        "Sektor",
        "Team",
    }
    assert set(typed) == known
    for name, words in lists.items():
        [(sheet, area)] = book.defined_names[name].destinations
        assert tuple(cell.value for (cell,) in book[sheet][area]) == words
    assert book.defined_names["Foranstaltninger"].attr_text == "tblBudget[Foranstaltning]"


def test_settings_stand_where_readers_look(book: Workbook) -> None:
    sheet = book[standard.SETUP]
    stated = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(6, 11)}
    assert stated == {
        standard.SETTING_YEAR: 2026,
        standard.SETTING_CLOSED: 0,
        standard.SETTING_RULE: "dage",
        standard.SETTING_SIGN: "budget − forventet",
        standard.SETTING_FULL_YEAR: "dage",
    }


@pytest.mark.parametrize(
    ("sheet", "row", "first", "last", "name", "area"),
    [
        ("Månedsforbrug", 5, "CPR-nr.", "Sidste år", "Styring_Maanedsforbrug", "$A$5:$Q$6"),
        ("Afvigelse", 5, "Foranstaltning", "Sidste kommentar", "Styring_Afvigelse", "$A$5:$N$6"),
        ("Prognose", 5, "Prognoselinje", "Kilde", "Styring_Prognose", "$A$5:$AE$6"),
        ("Usikkerhed", 5, "Foranstaltning", "Grundlag", "Styring_Usikkerhed", "$A$5:$S$6"),
        ("Træfsikkerhed", 6, "Sagt ved lukningen", "I P10-P90", "Styring_Traefsikkerhed", "$A$5:$K$7"),
        ("Cockpit", 5, "Regnskab, kr.", "Kilde", "Styring_Cockpit", "$A$5:$K$6"),
        ("Rådgivere", 5, "Team og rådgiver", "Største sag", "Styring_Raadgivere", "$A$5:$I$6"),
        ("Til- og afgang", 8, "Foranstaltning", "I alt", "Styring_Til_og_afgang", "$A$5:$O$9"),
        ("Indsatstrappe", 9, "Trin", "Pr. helårsperson", "Styring_Indsatstrappe", "$A$5:$N$10"),
        ("Statsrefusion", 5, "Årets statsrefusion", "Grundlag", "Styring_Statsrefusion", "$A$5:$AC$6"),
        ("Flerårsoverblik", 5, "Gruppe", "Budget − forventet 2030", "Styring_Fleraar", "$A$5:$Q$6"),
        ("Kontrol", 10, "Antal", "Kendetegn", "Styring_Kontrol", "$A$5:$K$11"),
    ],
)
def test_results_have_headers_and_a_marked_area(
    book: Workbook, sheet: str, row: int, first: str, last: str, name: str, area: str
) -> None:
    right = range_boundaries(area)[2]
    headers = [cell.value for cell in book[sheet][row][:right] if cell.value is not None]
    assert (headers[0], headers[-1]) == (first, last)
    assert book[sheet]["A3"].value == NOT_REFRESHED
    assert list(book.defined_names[name].destinations) == [(sheet, area)]
    assert book[sheet].freeze_panes is not None
    assert (book[sheet].page_setup.orientation, book[sheet].page_setup.paperSize) == ("landscape", 9)
    assert getattr(book[sheet].sheet_properties.pageSetUpPr, "fitToPage", False)


def test_no_sheet_of_a_refreshed_workbook_waits_for_a_refresh(tmp_path: Path) -> None:
    path = tmp_path / "ny.xlsx"
    path.write_bytes(new(2026, macro_enabled=False))
    opened = openpyxl.load_workbook(refreshed(path))
    assert not [sheet.title for sheet in opened if sheet["A3"].value == NOT_REFRESHED]


def test_the_chart_is_drawn_from_exactly_the_rows_of_its_name(package: bytes, book: Workbook) -> None:
    assert list(book.defined_names["Styring_Diagram"].destinations) == [(standard.VARIANCE, "$Z$6:$AB$6")]
    drawn = set(re.findall(r"<c:f>([^<]*)</c:f>", part(package, "xl/charts/chart1.xml")))
    assert drawn == {f"'Afvigelse'!{cells}" for cells in ("$AA$5", "$AB$5", "$Z$6:$Z$6", "$AA$6:$AA$6", "$AB$6:$AB$6")}


def test_a_vba_project_can_be_added_later(package: bytes) -> None:
    types = part(package, "[Content_Types].xml")
    assert "application/vnd.ms-excel.sheet.macroEnabled.main+xml" in types
    assert "spreadsheetml.sheet.main+xml" not in types
    assert 'codeName="ThisWorkbook"' in part(package, "xl/workbook.xml")
    code_names = [
        re.search(r'codeName="(\w+)"', part(package, f"xl/worksheets/sheet{n}.xml"))
        for n in range(1, len(sheet_names()) + 1)
    ]
    assert [found[1] for found in code_names if found] == [
        "wsStart", "wsOpsaetning", "wsDisponering", "wsRealiseret", "wsBudget", "wsParametre",
        "wsAftaler", "wsMaal", "wsAfdelinger",
        "wsMaanedsforbrug", "wsAfvigelse", "wsForklaring", "wsPrognose", "wsUsikkerhed",
        "wsTraefsikkerhed", "wsCockpit", "wsRaadgivere", "wsTilOgAfgang", "wsIndsatstrappe", "wsStatsrefusion",
        "wsFleraar", "wsDyresteSager", "wsNotat", "wsHistorik", "wsKontrol",
    ]  # fmt: skip
    plain = part(build(), "[Content_Types].xml")
    assert "macroEnabled" not in plain


def test_every_line_of_a_chart_says_that_it_is_straight(package: bytes) -> None:
    """A chart that is brought into a workbook of a later Excel is else drawn with curves by LibreOffice."""
    names = [name for name in zipfile.ZipFile(BytesIO(package)).namelist() if name.startswith("xl/charts/chart")]
    lined = [found for name in names for found in re.findall("<c:lineChart>.*?</c:lineChart>", part(package, name))]
    assert len(lined) == 5
    for each in lined:
        assert each.count("<c:ser>") == each.count('</c:val><c:smooth val="0"/></c:ser>') > 0

"""Workbooks of 0.1 and 0.2 as they were shipped, brought to this edition: everything of a user's is still there."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from oletools.olevba import VBA_Parser
from openxml_audit import OpenXmlValidator

from styring_xl import buttons, job, standard, vba, workbook
from styring_xl.books.edit.edit import Template
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.undo import undo
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.calc.workbook import for_calc
from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block, Growth, NewSheet, Patch
from styring_xl.cli import app
from styring_xl.errors import StyringError
from styring_xl.reading import settings
from styring_xl.standard import setup
from styring_xl.standard.column import Column
from styring_xl.standard.inputs import BUDGET, DISPOSITION, INPUTS, POSTINGS
from styring_xl.upgrade import as_now, columns, upgrade
from styring_xl.upgrade.project import UnreadableProject, modules
from styring_xl.vba import build
from tests.books.packages import parts_of
from tests.command_line import CliRunner
from tests.excel.invariants import faults

SHIPPED = Path(__file__).parent / "shipped"
EDITIONS = sorted(path.stem for path in SHIPPED.glob("*.xlsm"))
TYPED = (*(each.name for each in INPUTS),)


def shipped(edition: str, folder: Path) -> Path:
    path = folder / "Mit ark.xlsm"
    shutil.copy(SHIPPED / f"{edition}.xlsm", path)
    return path


def contents(grid: Grid, without: frozenset[str] = frozenset()) -> dict[tuple[int, int], Content]:
    """What stands in the cells that nobody computes: values, and formulas as they are written."""
    heads = {column: grid.value(5, column) for column in range(1, grid.width + 1)}
    return {
        (row, column): Formula(grid.formulas[row, column], None) if (row, column) in grid.formulas else value
        for row, values in enumerate(grid.rows, 1)
        for column, value in enumerate(values, 1)
        if (value is not None or (row, column) in grid.formulas) and heads.get(column) not in without
    }


COMPUTED = frozenset((*standard.MONTHS, "Forventet regnskab"))
STRUCTURED = "tblBudget[[#This Row],[Oprindeligt budget]]+tblBudget[[#This Row],[Budgetændringer]]"
"""What every edition until 0.2 wrote in *Korrigeret budget*, which Gnumeric cannot compute."""


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_edition_is_of_this_one_at_once(edition: str) -> None:
    package, told = as_now(Workbook(Package.parse((SHIPPED / f"{edition}.xlsm").read_bytes())))
    assert "Makroer og bånd er skiftet." in told
    assert not any(" ikke " in each for each in told)
    data = b"".join(package.pieces())
    assert faults(data) == []
    again = Package.parse(data)
    assert as_now(Workbook(again)) == (again, [])
    small = re.findall(rb"<x14:sparklineGroup\s[^>]*>", b"".join(parts_of(data).values()))
    assert bool(small) == (edition != "0.1"), "the Cockpit of 0.1 had none"
    assert all(b'manualMax="1.25"' in tag and b'maxAxisType="custom"' in tag for tag in small)
    copies = settings.read(Workbook(again).grid(standard.SETUP)).copies
    assert copies is None, "no copy that was kept before is removed because of an upgrade"


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["0.1-first", "0.2"])
def test_what_was_shipped_is_of_this_edition_afterwards_and_back_again(tmp_path: Path, edition: str) -> None:
    path = shipped(edition, tmp_path)
    before, data = FileBook.open(path), path.read_bytes()
    other = tmp_path / "opdateret.xlsm"
    refreshed = job.run(path, other).refreshed
    made = upgrade(path)
    after = FileBook.open(path)
    assert made.report.refreshed.figures.result == refreshed.figures.result
    assert made.report.refreshed.budget == refreshed.budget
    assert faults(path.read_bytes()) == []
    assert OpenXmlValidator().validate(path).is_valid
    assert set(workbook.sheet_names()) <= set(after.sheet_names)
    assert set(after.sheet_names) >= set(before.sheet_names)
    assert {style.lower() for style in after.style_names} >= {
        s.lower() for s in FileBook.from_bytes(workbook.build()).style_names
    }
    for layout in INPUTS:
        old, new = (contents(each.grid(layout.name), COMPUTED) for each in (before, after))
        old = {
            (row, column): Formula(f"C{row}+D{row}", None) if content == Formula(STRUCTURED, None) else content
            for (row, column), content in old.items()
        }
        assert {cell: new.get(cell) for cell in old} == old
        table = next(each for each in after.grid(layout.name).tables if each.name == layout.table.name)
        heads = [after.grid(layout.name).value(table.ref.top, at) for at in range(1, table.ref.right + 1)]
        assert heads == list(layout.table.headers)
    template = FileBook.from_bytes(workbook.build(macro_enabled=True))
    for name in (standard.START, standard.SETUP):
        words = {value for value in contents(template.grid(name)).values() if isinstance(value, str)}
        assert words - {value for value in contents(after.grid(name)).values() if isinstance(value, str)} <= {
            sheet for sheet in template.sheet_names if sheet not in after.sheet_names
        } | _questions(template)
    again = path.read_bytes()
    assert not upgrade(path).report.saved
    assert path.read_bytes() == again
    assert undo(path).exact
    assert path.read_bytes() == data


def test_a_budget_computes_in_every_office_and_a_users_own_formula_stays(tmp_path: Path) -> None:
    path = shipped("0.2", tmp_path)
    own = Formula("tblBudget[[#This Row],[Oprindeligt budget]]*1.02", 5.0)
    FileBook.open(path).apply(Patch(blocks=(Block.of(BUDGET.name, 8, 5, ((own,),)),)), backup=False, record=False)
    before = FileBook.open(path).grid(BUDGET.name)
    package, told = as_now(Workbook(Package.parse(path.read_bytes())))
    assert "Formlerne på »Budget« er skrevet, så også Gnumeric regner dem." in told
    after = Workbook(package).grid(BUDGET.name)
    bottom = before.tables[0].ref.bottom
    for row in range(6, bottom + 1):
        assert after.formulas[row, 5] == (own.text if row == 8 else f"C{row}+D{row}")
        assert after.value(row, 5) == before.value(row, 5)
    parts = [package.read(name).decode() for name in package.names if name.startswith("xl/tables/")]
    assert sum("<calculatedColumnFormula>C6+D6</calculatedColumnFormula>" in part for part in parts) == 1


def _questions(template: FileBook) -> set[str]:
    """What the list of sheets on *Start* says of sheets that a workbook may be without."""
    place = template.resolve("Styring_Indhold")
    assert place is not None
    grid = template.grid(standard.START)
    return {str(grid.value(row, column)) for row in range(place[1].top, place[1].bottom + 1) for column in (1, 2, 3)}


def their_sheet() -> bytes:
    theirs = openpyxl.Workbook()
    page = theirs.active
    assert page is not None
    page.title = "Vores tal"
    page["A1"], page["B2"] = "=Opsætning!B6", "en note"
    out = io.BytesIO()
    theirs.save(out)
    return out.getvalue()


def own(path: Path) -> None:
    """A user's year of work in an edition of old: a column, a sheet, a look, settings, limits, a word on Start."""
    patch = Patch(sheets=(NewSheet("Vores tal", "Vores tal"),))
    FileBook.open(path, template=their_sheet).apply(patch, backup=False, record=False)
    book = Workbook(Package.parse(path.read_bytes()))
    make = Template(workbook.build)
    sheet = book.sheet(standard.DISPOSITION)
    grid = book.grid(standard.DISPOSITION)
    package = columns._added(book, sheet.name, sheet.part, grid, grid.tables[0], [Column("own", "Mit felt")], make)
    parts = {name: package.read(name) for name in package.names}
    assert b"<font><b/>" in parts["xl/styles.xml"]
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b"<font><b/>", b"<font><b/><i/>", 1)
    # Excel gives a user's sheet a code name, and a module of that name.
    page = book.sheet("Vores tal").part
    assert b"<sheetPr>" in parts[page]
    parts[page] = parts[page].replace(b"<sheetPr>", b'<sheetPr codeName="Ark1">', 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    mine = FileBook.open(path, template=workbook.build)
    limits = next(each.ref for each in mine.grid(standard.SETUP).tables if each.name == setup.LIMITS.name)
    rows = tuple(("Bevillingsgrænse, beløb", 1000.0 * at, "kr. pr. år", f"Egen {at}") for at in range(1, 4))
    old = Ref(limits.top + 1, limits.left, limits.bottom, limits.right)
    blocks = [
        Block.of(
            standard.DISPOSITION, 6, mine.grid(standard.DISPOSITION).tables[0].ref.right, (("min note",), ("to",))
        ),
        Block.of(standard.SETUP, limits.bottom + 1, limits.left, rows),
        Block.of(standard.SETUP, 8, 2, (("hele",),)),
        Block.of(standard.START, 2, 1, (("Børn og unge, vores eget ark",),)),
    ]
    growth = Growth(standard.SETUP, old, Ref(old.top, old.left, old.bottom + len(rows), old.right))
    mine.apply(Patch(blocks=tuple(blocks), growths=(growth,)), backup=False, record=False)


def choose_no(path: Path, table: str, name: str) -> None:
    book = FileBook.open(path)
    ref = next(each.ref for each in book.grid(standard.SETUP).tables if each.name == table)
    row = next(row for row in range(ref.top, ref.bottom + 1) if book.grid(standard.SETUP).value(row, ref.left) == name)
    patch = Patch(blocks=(Block.of(standard.SETUP, row, ref.right, (("nej",),)),))
    book.apply(patch, backup=False, record=False)


@pytest.mark.slow
def test_what_a_user_has_made_of_it_is_there_still(tmp_path: Path) -> None:
    path = shipped("0.2", tmp_path)
    own(path)
    choose_no(path, setup.SHEETS.name, "Cockpit")
    choose_no(path, setup.CHECKS.name, "overlap")
    before = FileBook.open(path)
    made = upgrade(path)
    after = FileBook.open(path)
    assert faults(path.read_bytes()) == []
    assert OpenXmlValidator().validate(path).is_valid
    grid = after.grid(standard.DISPOSITION)
    heads = [grid.value(5, at) for at in range(1, grid.tables[0].ref.right + 1)]
    assert heads[-4:] == ["Mit felt", *DISPOSITION.table.headers[-3:]]
    assert (grid.value(6, 29), grid.value(7, 29)) == ("min note", "to")
    assert after.grid(standard.START).value(2, 1) == "Børn og unge, vores eget ark"
    page = after.grid(standard.SETUP)
    assert page.value(8, 2) == "hele"
    limits = next(each.ref for each in page.tables if each.name == setup.LIMITS.name)
    assert [page.value(row, limits.right) for row in range(limits.bottom - 2, limits.bottom + 1)] == [
        "Egen 1", "Egen 2", "Egen 3",
    ]  # fmt: skip
    said = {
        page.value(row, table.ref.left): page.value(row, table.ref.right)
        for table in page.tables
        if table.name in (setup.SHEETS.name, setup.CHECKS.name)
        for row in range(table.ref.top + 1, table.ref.bottom + 1)
    }
    assert (said["Cockpit"], said["overlap"], said["Afvigelse"]) == ("nej", "nej", "ja")
    style = next(number for number, name in before.styles.style_names.items() if name == "Styring titel")
    assert before.styles.items("cellStyleXfs")[style] == after.styles.items("cellStyleXfs")[style]
    assert before.styles.items("fonts") == after.styles.items("fonts")[: len(before.styles.items("fonts"))]
    assert before.sheet_part("Vores tal").replace(b' codeName="Ark1"', b"") == after.sheet_part("Vores tal")
    assert after.grid("Vores tal").formulas == {(1, 1): "Opsætning!B6"}
    assert made.report.saved
    assert not upgrade(path).report.saved


def test_what_has_no_place_in_the_new_edition_is_left_and_told(tmp_path: Path) -> None:
    path = shipped("0.1-first", tmp_path)
    book = FileBook.open(path)
    # On the settings' page, beside one of the tables, and above another.
    blocks = (
        Block.of(standard.SETUP, 40, 2, (("husk at spørge Anne",),)),
        Block.of(standard.DISPOSITION, 9, 30, (("egen",),)),
        Block.of(BUDGET.name, 2, 9, ((Formula("SUM(C6:C35)", 1.0),),)),
    )
    book.apply(Patch(blocks=blocks), backup=False, record=False)
    made = upgrade(path, dry_run=True)
    told = " ".join(made.told)
    assert "Arket »Opsætning« er ikke skiftet: B40 har ingen plads" in told
    assert "Tabellen på »Disponering« har ikke fået" in told
    assert f"Tabellen på »{POSTINGS.name}« har fået »Periode« og »Linjenr.«" in told
    # What stands above the table is in nobody's way.
    assert "Tabellen på »Budget« har fået »Budgetart«" in told
    assert FileBook.open(path).grid(standard.SETUP).value(40, 2) == "husk at spørge Anne"


def add_macro(path: Path, name: str, text: str) -> None:
    from pyopenvba import ExcelFile

    with ExcelFile(path) as file:
        file.vba_project().add_module(name, text)
        file.save(path)


def test_a_users_own_macros_are_never_replaced(tmp_path: Path) -> None:
    path = shipped("0.2", tmp_path)
    add_macro(path, "Modul1", "Sub MinMakro()\r\nEnd Sub\r\n")
    package, told = as_now(Workbook(Package.parse(path.read_bytes())))
    assert any("I har selv makroer i projektmappen (modul1)" in each for each in told)
    assert "MinMakro" in modules(package.read("xl/vbaProject.bin"))["Modul1"]


def test_a_workbook_of_libreoffice_has_no_macros_but_ours_and_gets_those_of_this_edition(tmp_path: Path) -> None:
    now = for_calc(workbook.new(2026))
    package, told = as_now(Workbook(Package.parse(now)))
    assert (package.read("xl/vbaProject.bin"), told) == (vba.project(for_calc=True), [])
    before = build.build(*_without_the_caller(tmp_path), for_calc=True)
    earlier = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(now)) as source, zipfile.ZipFile(earlier, "w") as target:
        for name in source.namelist():
            target.writestr(name, before if name == "xl/vbaProject.bin" else source.read(name))
    package, told = as_now(Workbook(Package.parse(earlier.getvalue())))
    assert package.read("xl/vbaProject.bin") == vba.project(for_calc=True) != before
    assert told == ["Makroer og bånd er skiftet."]


def _without_the_caller(folder: Path) -> tuple[Path, bytes]:
    """The sources of an edition whose workbooks had no RunPython of their own in LibreOffice."""
    macros = shutil.copytree(Path(__file__).parents[2] / "macros", folder / "macros")
    (macros / build.CALLER).write_text("", "utf-8")
    return macros, workbook.build(workbook.WorkbookContent())


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("Attribute ")]


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_project_is_read_as_oletools_reads_it(edition: str) -> None:
    path = SHIPPED / f"{edition}.xlsm"
    found = modules(zipfile.ZipFile(path).read("xl/vbaProject.bin"))
    theirs = {name.rpartition(".")[0]: text for _, _, name, text in VBA_Parser(str(path)).extract_macros()}
    assert {name: _lines(text) for name, text in found.items()} == {n: _lines(text) for n, text in theirs.items()}


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_press_in_a_workbook_as_it_was_shipped_is_one_of_an_earlier_edition(edition: str) -> None:
    """Then it makes a copy in this one, see tests/excel/test_made_files.py."""
    macros = modules(zipfile.ZipFile(SHIPPED / f"{edition}.xlsm").read("xl/vbaProject.bin"))
    [built_for] = set(re.findall(r"b\.press\('\w+', '([\d./]+)'", macros["StyringKnapper"]))
    assert built_for.startswith(edition.partition("-")[0])
    assert buttons.is_behind(built_for)


@pytest.mark.parametrize("data", [b"", b"\0" * 600, vba.project()[:700], vba.project()[:-9000], b"x" + vba.project()])
def test_a_project_that_is_broken_is_said_to_be(data: bytes) -> None:
    with pytest.raises(UnreadableProject):
        modules(data)


def test_a_workbook_of_somebody_elses_is_refused(tmp_path: Path) -> None:
    from openpyxl import Workbook as Theirs

    path = tmp_path / "andet.xlsx"
    Theirs().save(path)
    data = path.read_bytes()
    with pytest.raises(StyringError, match="styring-xl adopt"):
        upgrade(path)
    done = CliRunner().invoke(app, ["upgrade", str(path)])
    assert (done.exit_code, "adopt" in done.output) == (2, True)
    assert path.read_bytes() == data


@pytest.mark.slow
def test_the_command_says_what_it_would_do_and_what_it_did(tmp_path: Path) -> None:
    path = shipped("0.2", tmp_path)
    data = path.read_bytes()
    done = CliRunner().invoke(app, ["upgrade", str(path), "--dry-run"])
    assert done.exit_code == 1, done.output
    assert "intet er skrevet" in done.output
    assert path.read_bytes() == data
    done = CliRunner().invoke(app, ["upgrade", str(path)])
    assert "Makroer og bånd er skiftet." in done.output
    assert "Den tidligere udgave ligger i Mit ark.kopi1.xlsm" in done.output

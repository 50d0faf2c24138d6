"""A foreign workbook gets our sheets and keeps every byte of its own."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries

from styring_xl.cli import app
from tests import libreoffice
from tests.command_line import CliRunner
from tests.workbooks import HEADER, cell, charts, day, save, values

ROW = ["610180-0001", "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), day("31-12-2026"), None]


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def run(*arguments: str) -> int:
    return CliRunner().invoke(app, list(arguments)).exit_code


@pytest.mark.slow
def test_adopt_adds_sheets_and_touches_nothing_else(tmp_path: Path) -> None:
    path = save(tmp_path / "Bevillinger 2026.xlsx", Sager=[[], HEADER, ROW], Noter=[["Husk mødet"]])
    before = parts(path)
    assert run("adopt", str(path)) == 0
    after = parts(path)
    shared = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    assert {name for name in before if after.get(name) != before[name]} <= shared
    book = openpyxl.load_workbook(path)
    added = [
        "Opsætning",
        "Parametre",
        "Månedsforbrug",
        "Afvigelse",
        "Til- og afgang",
        "Dyreste sager",
        "Notat",
        "Kontrol",
    ]
    assert book.sheetnames == ["Sager", "Noter", *added]
    stated = {row[0]: row[1] for row in values(path, "Opsætning") if row[0]}
    assert (stated["Regnskabsår"], stated["disponering"]) == (2026, "Sager")
    assert len(charts(book, "Afvigelse")) == 1


def test_a_foreign_workbook_gets_the_lists_when_asked_and_a_sheet_with_the_first_row(tmp_path: Path) -> None:
    path = save(tmp_path / "Bevillinger 2026.xlsx", Sager=[HEADER, ROW])
    assert run("adopt", "--lists", str(path)) == 0
    book = openpyxl.load_workbook(path)
    assert {"Aftaler", "Mål og planer"} <= set(book.sheetnames)
    assert "Styringsscore" not in book.sheetnames
    table = book["Mål og planer"].tables["tblStyringsscore"]
    first: Any = range_boundaries(table.ref)
    row: tuple[Any, ...] = ("Budgetlægning", 2026, 3.5)
    for at, value in enumerate(row):
        book["Mål og planer"].cell(first[1] + 1, first[0] + at, value)
    book.save(path)
    assert run("refresh", str(path)) == 0
    assert "fornuftig til udmærket" in [line[1] for line in values(path, "Styringsscore")]


@pytest.mark.office
def test_an_adopted_workbook_refreshes_and_opens_elsewhere(tmp_path: Path) -> None:
    path = save(tmp_path / "Bevillinger 2026.xlsx", Sager=[HEADER, ROW])
    assert [run("adopt", str(path)), run("refresh", str(path)), run("adopt", str(path))] == [0, 0, 0]
    assert cell(path, "Sager", "U2") == 120_000
    again = libreoffice.convert(path, "xlsx", tmp_path / "lo")
    assert values(again, "Månedsforbrug")[5][15] == 120_000


def test_nothing_recognised_is_refused_unless_asked_for(tmp_path: Path) -> None:
    path = save(tmp_path / "ark.xlsx", Noter=[["Husk mødet"]])
    before = path.read_bytes()
    assert run("adopt", str(path)) == 2
    assert path.read_bytes() == before
    assert run("adopt", "--empty", str(path)) == 0
    assert "Opsætning" in openpyxl.load_workbook(path).sheetnames


def test_where_nothing_is_recognised_the_next_step_is_told(tmp_path: Path) -> None:
    path = save(tmp_path / "tom.xlsx", Sager=[["hej"]])
    said = CliRunner().invoke(app, ["adopt", str(path)]).stderr
    assert said.count("--empty") == 1
    assert run("adopt", "--empty", str(path)) == 0
    said = CliRunner().invoke(app, ["refresh", str(path)]).stderr
    # Opsætning is there by now, and nobody keeps his cases on our own sheets.
    assert said.endswith("af »Sager«. Skriv i arket Opsætning, hvor de står.\n")


@pytest.mark.slow
def test_ten_refreshes_do_not_grow_the_file(tmp_path: Path) -> None:
    path = save(tmp_path / "ark.xlsx", Sager=[HEADER, ROW])
    sizes = []
    for month in range(10):
        run("refresh", str(path), "--year", str(2025 + month % 2))
        sizes.append(path.stat().st_size)
    assert max(sizes[2:]) <= max(sizes[:2]) + 64


def test_a_file_that_stands_in_the_way_of_the_result_is_kept(tmp_path: Path) -> None:
    path = save(tmp_path / "ark.xlsx", Sager=[HEADER, ROW])
    other = save(tmp_path / "andet.xlsx", Vigtigt=[["kun her"]])
    before = other.read_bytes()
    assert run("refresh", str(path), "--year", "2026", "-o", str(other)) == 0
    assert (tmp_path / "andet.kopi1.xlsx").read_bytes() == before
    assert cell(other, "Sager", "U2") == 120_000


def test_undo_brings_back_the_very_bytes(tmp_path: Path) -> None:
    path = save(tmp_path / "ark.xlsx", Sager=[HEADER, ROW])
    before = path.read_bytes()
    assert run("refresh", str(path), "--year", "2026") == 0
    assert path.read_bytes() != before
    log = (tmp_path / "ark.xlsx.log").read_text(encoding="utf-8")
    assert "610180" not in log
    assert "forventet_regnskab_øre=12000000" in log
    assert run("undo", str(path)) == 0
    assert path.read_bytes() == before
    assert run("undo", str(path)) == 2


def test_a_signed_workbook_is_checked_as_it_is_and_adopted_only_without_its_signature(tmp_path: Path) -> None:
    path = save(tmp_path / "ark.xlsx", Sager=[HEADER, ROW])
    types = parts(path)["[Content_Types].xml"].decode()
    origin = (
        '<Relationship Id="rIdSign" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
        'digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    )
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content["_rels/.rels"] = content["_rels/.rels"].replace(b"</Relationships>", origin.encode())
    content["[Content_Types].xml"] = types.replace(
        "</Types>",
        '<Default Extension="sigs" '
        'ContentType="application/vnd.openxmlformats-package.digital-signature-origin"/></Types>',
    ).encode()
    content["_xmlsignatures/origin.sigs"] = b""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    signed = path.read_bytes()
    assert run("check", str(path)) != 2
    assert run("adopt", str(path)) == 2
    assert path.read_bytes() == signed
    assert run("adopt", str(path), "--drop-signature") == 0
    assert not [name for name in parts(path) if "signatures" in name]
    assert run("refresh", str(path), "--year", "2026") == 0

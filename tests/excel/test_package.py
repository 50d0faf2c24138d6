"""xl/Styringsark.xlsm is built from text, reads back as that text, and is a file Excel opens."""

# ruff: noqa: E501
from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from oletools.olevba import VBA_Parser
from openxml_audit import OpenXmlValidator
from pyopenvba.cfb import CFB

from styring_xl import demo, vba, workbook
from styring_xl.standard import commands
from styring_xl.upgrade.project import modules
from styring_xl.vba import build
from styring_xl.vba.ribbon import ribbon
from tests import libreoffice
from tests.excel.invariants import faults

ROOT = Path(__file__).parents[2]
MACROS = ROOT / "macros"
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def package() -> bytes:
    return workbook.new(2026)


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    return build.sources(MACROS)


@pytest.mark.slow
def test_the_macros_handed_out_are_those_the_text_gives() -> None:
    made = build.build(MACROS, workbook.build(workbook.WorkbookContent()))
    assert made == build.build(MACROS, workbook.build(workbook.WorkbookContent()))
    assert vba.project() == made, "run python -m styring_xl.vba"
    of_calc = build.build(MACROS, workbook.build(workbook.WorkbookContent()), for_calc=True)
    assert vba.project(for_calc=True) == of_calc, "run python -m styring_xl.vba"


def test_the_buttons_of_libreoffice_say_what_is_missing_where_the_extension_is() -> None:
    """Without it nobody answers to RunPython, and LibreOffice would open its editor on an error in the code."""
    ours, of_calc = (modules(vba.project(for_calc=calc)) for calc in (False, True))
    assert {name for name in ours if name not in of_calc} == build.EXCEL_ALONE
    assert of_calc[build.HELPER].startswith(ours[build.HELPER].rstrip())
    helper = of_calc[build.HELPER]
    assert "Public Sub RunPython(ByVal kode As String)" in helper
    assert "styring-xl.oxt" in helper
    assert "RunPython" in of_calc["StyringKnapper"]


def test_the_committed_workbook_is_the_one_the_sources_build() -> None:
    assert (ROOT / "xl" / "Styringsark.xlsm").read_bytes() == demo.workbook(), (
        "run python -m styring_xl.workbook xl/Styringsark.xlsm"
    )


@pytest.mark.slow
def test_the_source_reads_back_as_it_was_written(package: bytes, sources: dict[str, str]) -> None:
    parser = VBA_Parser("book.xlsm", data=package)
    read = {name.rpartition(".")[0]: code for _, _, name, code in parser.extract_macros()}
    for name, text in sources.items():
        wanted = text.replace("\r\n", "\n")
        got = read[name].replace("\r\n", "\n")
        if name == "Dictionary":
            # A class exported to a file has a preamble that a project does not.
            wanted, got = (each[each.index("''\n") :] for each in (wanted, got))
        assert wanted.strip() in got, name
    assert "æ" in read["StyringFunktioner"]


def test_a_character_vba_lacks_stops_the_build(tmp_path: Path) -> None:
    macros = shutil.copytree(MACROS, tmp_path / "macros")
    with (macros / "knapper" / "LukMaaned.bas").open("a", encoding="utf-8") as out:
        out.write("' −\n")
    with pytest.raises(ValueError, match="StyringKnapper"):
        build.sources(macros)


@pytest.mark.slow
def test_nothing_is_wrong_with_the_workbook(package: bytes, tmp_path: Path) -> None:
    assert faults(package) == []
    assert audited(package, tmp_path)


def test_every_button_of_the_plan_is_on_its_sheet(package: bytes) -> None:
    with zipfile.ZipFile(BytesIO(package)) as book:
        bound = [
            macro
            for name in sorted(book.namelist())
            if name.endswith(".vml")
            for macro in re.findall(r"<x:FmlaMacro>\[0\]!(\w+)</x:FmlaMacro>", book.read(name).decode())
        ]
    assert sorted(bound) == sorted(
        command.macro for rows in commands.BUTTONS.values() for _, row in rows for command in row
    )


def test_each_command_has_an_access_key_of_its_own_in_its_own_words() -> None:
    keys = {command.name: command.key for command in commands.COMMANDS}
    assert len(set(keys.values())) == len(commands.COMMANDS)
    assert all(len(key) == 1 and key.isascii() and key.isupper() for key in keys.values())
    entries = [command.entry_marked("~") for command in commands.MENU]
    assert [entry.partition("~")[2][0].upper() for entry in entries] == [command.key for command in commands.MENU]
    ribbon_xml = ribbon().decode()
    tips = re.findall(r'keytip="(\w+)"', ribbon_xml)
    assert tips == [commands.TAB_TIP, *(each.key for group in commands.RIBBON for each in group.commands)]
    assert commands.marked(commands.TAB, commands.TAB_KEY, "~") == "Styrin~g"


def test_every_command_is_offered_once_in_the_menu_and_once_in_the_ribbon() -> None:
    in_ribbon = [command for group in commands.RIBBON for command in group.commands]
    for offered in (commands.MENU, in_ribbon):
        assert sorted(command.name for command in offered) == sorted(command.name for command in commands.COMMANDS)


def audited(package: bytes, tmp_path: Path) -> bool:
    path = tmp_path / "audited.xlsm"
    path.write_bytes(package)
    return bool(OpenXmlValidator().validate(path).is_valid)


def _replaced(name: str, old: bytes, new: bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change


def _dropped(name: str) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        del parts[name]

    return change


def _stream(storage: str, name: str, old: bytes, new: bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        cfb = CFB.from_bytes(parts["xl/vbaProject.bin"])
        data = cfb.get_stream_in_storage(storage, name) if storage else cfb.get_stream(name)
        assert old in data
        data = data.replace(old, new)
        if storage:
            cfb.write_stream_in_storage(storage, name, data)
        else:
            cfb.write_stream(name, data)
        parts["xl/vbaProject.bin"] = cfb.to_bytes()

    return change


def _macro(old: str, new: str) -> Callable[[Parts], None]:
    """Another project, built from a macro that is spelled otherwise."""

    def change(parts: Parts) -> None:
        from unittest.mock import patch

        real = build.sources

        def spoiled(macros: Path) -> dict[str, str]:
            texts = real(macros)
            assert any(old in text for text in texts.values())
            return {name: text.replace(old, new) for name, text in texts.items()}

        with patch.object(build, "sources", spoiled):
            parts["xl/vbaProject.bin"] = build.build(MACROS, workbook.build(workbook.WorkbookContent()))

    return change


def _red(parts: Parts) -> None:
    data = bytearray(parts["xl/vbaProject.bin"])
    at = data.find("dir".encode("utf-16-le") + b"\0\0")
    assert at > 0
    data[at + 67] = 0
    parts["xl/vbaProject.bin"] = bytes(data)


# fmt: off
CONTENT, RIBBON, SHEET = "[Content_Types].xml", "customUI/customUI14.xml", "xl/worksheets/sheet1.xml"
FAULTS = {
    "not a macro workbook": _replaced(CONTENT, b"vnd.ms-excel.sheet.macroEnabled.main", b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main"),
    "no type for bin": _replaced(CONTENT, b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>', b""),
    "wrong type for bin": _replaced(CONTENT, b"application/vnd.ms-office.vbaProject", b"application/octet-stream"),
    "a type for a part that is not there": _replaced(CONTENT, b"</Types>", b'<Override PartName="/xl/no.xml" ContentType="text/xml"/></Types>'),
    "no ribbon relation": _replaced("_rels/.rels", b"2007/relationships/ui/extensibility", b"2006/relationships/ui/extensibility"),
    "a ribbon that is not there": _dropped(RIBBON),
    "no project": _dropped("xl/vbaProject.bin"),
    "no relation to the project": _replaced("xl/_rels/workbook.xml.rels", b"relationships/vbaProject", b"relationships/vbaproject2"),
    "two relationships of one id": _replaced("xl/_rels/workbook.xml.rels", b"rIdStyringVba", b"rId1"),
    "a sheet without code name": _replaced(SHEET, b' codeName="wsStart"', b""),
    "another code name": _replaced(SHEET, b"wsStart", b"Ark1"),
    "a workbook of another code name": _replaced("xl/workbook.xml", b"ThisWorkbook", b"DenneProjektmappe"),
    "a button without a macro": _replaced("xl/drawings/vmlDrawing1.vml", b"[0]!OpdaterPrognose", b"[0]!Opdater"),
    "a button of another book": _replaced("xl/drawings/vmlDrawing1.vml", b"[0]!Fortryd", b"Bog.xlsm!Fortryd"),
    "a ribbon callback without a macro": _replaced(RIBBON, b'"BaandFortryd"', b'"BaandFortrydes"'),
    "a ribbon that calls the macro itself": _replaced(RIBBON, b'"BaandFortryd"', b'"Fortryd"'),
    "a ribbon of the old kind": _replaced(RIBBON, b"2009/07/customui", b"2006/01/customui"),
    "two controls of one name": _replaced(RIBBON, b'id="styringVis"', b'id="styringFortryd"'),
    "a ribbon that is not well formed": _replaced(RIBBON, b"</ribbon>", b""),
    "a module declared twice": _stream("", "PROJECT", b"Module=StyringBaand\r\n", b"Module=StyringBaand\r\nModule=StyringBaand\r\n"),
    "a module that is not declared": _stream("", "PROJECT", b"Module=StyringBaand\r\n", b""),
    "a document declared as a module": _stream("", "PROJECT", b"Document=wsStart/&H00000000", b"Module=wsStart"),
    "a performance cache": _stream("VBA", "_VBA_PROJECT", b"\xcc\x61\xff\xff\x00\x01\x00", b"\xcc\x61\xb2\x00\x00\x01\x00\x00\x00"),
    "a red directory": _red,
    "a macro called as its module": _macro("Sub Fortryd()", "Sub StyringKnapper()"),
    "a macro that does not end": _macro("End Sub\r\n\r\nPublic Sub VisAendringer()", "\r\n\r\nPublic Sub VisAendringer()"),
    "a macro for a command there is not": _macro("b.press('undo'", "b.press('regret'"),
    "a private macro behind a button": _macro("Public Sub VisAendringer()", "Private Sub VisAendringer()"),
    "a wrapper of other arguments": _macro("Function STYRING_ALDER(cpr, dato)", "Function STYRING_ALDER(cpr)"),
    "xlwings of another version": _macro('XLWINGS_VERSION As String = "0.', 'XLWINGS_VERSION As String = "1.'),
}
# fmt: on


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(package: bytes, fault: str) -> None:
    with zipfile.ZipFile(BytesIO(package)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    FAULTS[fault](parts)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    assert faults(out.getvalue()) != []


@pytest.mark.office
def test_libreoffice_knows_the_modules_and_what_the_buttons_call(package: bytes, tmp_path: Path) -> None:
    libreoffice.required()
    path = tmp_path / "book.xlsm"
    path.write_bytes(package)
    done = subprocess.run(
        [libreoffice.OFFICE_PYTHON, str(Path(__file__).with_name("office.py")), str(path), str(tmp_path / "profile")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    modules = {line.split()[1] for line in lines if line.startswith("module ")}
    assert {
        "StyringKnapper",
        "StyringBaand",
        "StyringFunktioner",
        "xlwings_udfs",
        "xlwings",
        "ThisWorkbook",
        "wsStart",
    } <= modules
    buttons = {tuple(line.split("\t")[1:4]) for line in lines if line.startswith("button\t")}
    assert {(sheet, caption) for sheet, caption, _ in buttons} == {
        (sheet, command.label) for sheet, rows in commands.BUTTONS.items() for _, row in rows for command in row
    }
    macros = {command.label: command.macro for command in commands.COMMANDS}
    assert all(re.search(rf"\b{macros[caption]}\b", script) for _, caption, script in buttons), buttons

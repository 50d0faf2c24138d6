"""An .ods on the command line: the cells of the .xlsx, nothing lost on the way, and never half a file."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlwings
from lxml import etree

from styring_xl import demo, job, office, standard, state
from styring_xl.calc import session as sessions
from styring_xl.calc.book import CalcBook
from styring_xl.calc.closed import open_book, undo
from styring_xl.calc.odsbook import OdsBook, converted
from styring_xl.calc.session import Session
from styring_xl.cells.patch import Block, Patch
from styring_xl.cli import app
from styring_xl.errors import StyringError
from tests.calc.test_engine import Cells, content
from tests.command_line import CliRunner
from tests.layouts.layout import draw, render, save
from tests.libreoffice import required
from tests.workbooks import save as save_rows

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
NUMBERED = ("style-name", "visited-style-name", "notify-on-update-of-ranges", "href")
"""What LibreOffice counts anew each time it saves: the names of looks without a name, and of embedded objects."""


@pytest.fixture(scope="module")
def calc() -> Iterator[Session]:
    """The LibreOffice all of these share, and nothing of it afterwards."""
    required()
    active = xlwings.engines.active
    found = sessions.session()
    yield found
    sessions.end()
    assert not found.folder.exists()
    xlwings.engines.active = active


def seen(calc: Session, path: Path) -> Cells:
    """Every cell of a file as LibreOffice shows it, with styles; a formula by its value, as an .ods spells its own."""
    document = calc.app.channel.call("desk.open", str(path), True)
    calc.app.serve(document)
    found = content(xlwings.Book(impl=CalcBook(calc.app, document)))
    calc.app.channel.call("doc.close", document)
    return {at: held[1] if isinstance(held, tuple) else held for at, held in found.items()}


def differences(one: Cells, other: Cells) -> Cells:
    return {at: (one.get(at), other.get(at)) for at in one.keys() | other.keys() if one.get(at) != other.get(at)}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def told(entry: dict[str, Any]) -> dict[str, Any]:
    """What a run says of a file, without the file's name and how changes are counted."""
    return {key: held for key, held in entry.items() if key not in ("file", "target", "backup", "cells_changed")}


def elements(node: Any) -> list[tuple[Any, ...]]:
    """An element and all in it, without what LibreOffice counts anew."""
    return [
        (
            each.tag,
            sorted((key, held) for key, held in each.attrib.items() if not key.endswith(NUMBERED)),
            (each.text or "").strip(),
        )
        for each in node.iter()
    ]


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.newer
def test_a_month_of_an_ods_is_the_month_of_the_xlsx_and_nothing_else_is_touched(calc: Session, tmp_path: Path) -> None:
    xlsx, ods = tmp_path / "ark.xlsx", tmp_path / "ark.ods"
    xlsx.write_bytes(demo.workbook(20, macro_enabled=False))
    ods.write_bytes(converted(xlsx.read_bytes(), ".xlsx"))
    first = ods.read_bytes()

    for each in (ods, xlsx):
        ran = CliRunner().invoke(app, ["close", str(each), "--month", "7", "--note", "Der er ikke mere at vente"])
        assert (ran.exit_code < 2, "Forventet regnskab" in ran.output) == (True, True), ran.output
    found = differences(seen(calc, ods), seen(calc, xlsx))
    # A name over a column of a table is in an .ods the cells themselves.
    assert [at for at, (_, held) in found.items() if "[" not in str(held)] == []

    # What has nothing to do with it is element by element what it was.
    assert (tmp_path / "ark.kopi1.ods").read_bytes() == first
    old, new = parts(tmp_path / "ark.kopi1.ods"), parts(ods)
    assert old.keys() <= new.keys()
    was, now = (etree.fromstring(each["content.xml"]) for each in (old, new))
    for sheet in (standard.BUDGET, standard.PARAMETERS):
        table = f".//{TABLE}table[@{TABLE}name='{sheet}']"
        assert elements(was.find(table)) == elements(now.find(table))
    for kind in ("content-validation", "database-range", "named-range", "named-expression"):
        names = [{each.get(f"{TABLE}name") for each in book.iter(f"{TABLE}{kind}")} for book in (was, now)]
        assert names[0] <= names[1] | {"Foranstaltninger"}
    styles = [
        {each.get(f"{STYLE}name") for each in etree.fromstring(book["styles.xml"]).iter(f"{STYLE}style")}
        for book in (old, new)
    ]
    assert styles[0] <= styles[1]

    held = ods.read_bytes()
    assert not job.run(ods).saved
    assert ods.read_bytes() == held
    assert undo(ods).exact
    assert ods.read_bytes() == first


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 11))
def test_workbooks_of_others_get_the_cells_and_the_sheets_of_the_xlsx(calc: Session, tmp_path: Path, seed: int) -> None:
    xlsx = save(render(draw("workbook", seed)), tmp_path)
    ods = xlsx.with_suffix(".ods")
    ods.write_bytes(converted(xlsx.read_bytes(), ".xlsx"))
    assert told(job.run(ods).to_json()) == told(job.run(xlsx).to_json())
    assert differences(seen(calc, ods), seen(calc, xlsx)) == {}


@pytest.mark.office
@pytest.mark.slow
def test_an_adopted_ods_is_taken_back_cell_by_cell_around_what_its_user_did_since(
    calc: Session, tmp_path: Path
) -> None:
    rows: list[list[Any]] = [
        ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato", "Jan.", "Feb."]
    ]
    rows += [["610180-0001", "Pleje", 1000, "måned", "01-01-2026", None, None, None]]
    source = save_rows(tmp_path / "eget.xlsx", Disponering=rows, Noter=[["Husk", "=1+1"]])
    ods = tmp_path / "eget.ods"
    ods.write_bytes(converted(source.read_bytes(), ".xlsx"))
    done = CliRunner().invoke(app, ["adopt", str(ods)])
    assert (done.exit_code, "Tilføjet: Opsætning" in done.output) == (0, True)
    book = open_book(ods)
    assert {standard.SETUP, standard.VARIANCE} <= {*book.sheet_names}
    assert {table.name for table in book.grid(standard.SETUP).tables} >= {standard.LAYOUT_TABLE, standard.SHEETS_TABLE}
    assert CliRunner().invoke(app, ["refresh", str(ods)]).exit_code in (0, 1)
    assert open_book(ods).grid("Disponering").value(2, 7) == 1000
    # Somebody corrects a month and writes a note, and takes the refresh back.
    book = open_book(ods)
    book.apply(Patch(blocks=(Block.of("Disponering", 2, 7, ((1100,),)), Block.of("Noter", 2, 1, (("Ring",),)))))
    for record in tmp_path.glob(".eget.ods.fortryd3"):
        record.unlink()
    said = CliRunner().invoke(app, ["undo", str(ods)])
    assert (said.exit_code, "arket er ændret siden" in said.output) == (0, True)
    after = open_book(ods)
    assert [after.grid("Disponering").value(2, column) for column in (7, 8)] == [1100, None]
    assert (after.grid("Noter").value(2, 1), after.grid("Noter").value(1, 2)) == ("Ring", 2)


@pytest.mark.office
@pytest.mark.slow
def test_several_side_by_side_and_a_new_one_and_no_program_left(
    calc: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "ny.ods"
    assert CliRunner().invoke(app, ["new", "-o", str(made), "--year", "2026"]).exit_code == 0
    assert {*open_book(made).sheet_names} > {standard.START, standard.DISPOSITION, standard.VARIANCE}
    other = tmp_path / "to.ods"
    other.write_bytes(made.read_bytes())
    # The processes that work side by side have a LibreOffice each, and their own place for it.
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "profil"))
    place = state.folder().parent
    ran = CliRunner().invoke(app, ["check", str(tmp_path), "--workers", "2"])
    assert (ran.output.count("ny.ods"), ran.output.count("to.ods")) == (1, 1)
    assert ran.exit_code < 2
    # One that was ended by force leaves it to LibreOffice's side, which takes a moment.
    end = time.monotonic() + 60
    assert place.is_dir()
    while left := list(place.glob("arbejde-*")):
        assert time.monotonic() < end, left
        time.sleep(0.2)


@pytest.mark.office
@pytest.mark.newer
def test_a_program_that_hangs_is_ended_and_the_file_is_as_it_was(
    calc: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ods = tmp_path / "ark.ods"
    ods.write_bytes(converted(save_rows(tmp_path / "a.xlsx", Ark=[["Husk", 1]]).read_bytes(), ".xlsx"))
    held, book = ods.read_bytes(), open_book(ods)
    monkeypatch.setattr(calc, "_seconds", 0.0)
    with pytest.raises(StyringError, match="LibreOffice svarede ikke"):
        book.apply(Patch(blocks=(Block.of("Ark", 1, 1, (("Andet",),)),)))
    assert not calc.is_alive
    assert not calc.folder.exists()
    assert [path.name for path in tmp_path.iterdir() if path.name != "a.xlsx"] == ["ark.ods"]
    assert ods.read_bytes() == held
    # The next workbook gets a new one.
    assert open_book(ods).grid("Ark").value(1, 1) == "Husk"


def _package(**given: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in given.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


KIND = b"application/vnd.oasis.opendocument.spreadsheet"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"nothing of the kind", "ikke et helt OpenDocument-regneark"),
        (_package(mimetype=b"application/vnd.oasis.opendocument.text"), "ikke et helt OpenDocument-regneark"),
        (_package(mimetype=KIND)[:-30], "ikke et helt OpenDocument-regneark"),
        (_package(mimetype=KIND, **{"META-INF__manifest_xml": b"<manifest:encryption-data>"}), "adgangskode"),
        (_package(mimetype=KIND, **{"META-INF__documentsignatures_xml": b""}), "--drop-signature"),
    ],
)
def test_what_is_no_whole_and_open_ods_is_refused_in_a_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "ark.ods"
    path.write_bytes(data)
    for command in ("refresh", "undo") if "signature" not in said else ("refresh",):
        ran = CliRunner().invoke(app, [command, str(path)])
        assert ran.exit_code == 2
        assert said in ran.output or command == "undo"
    assert path.read_bytes() == data


@pytest.mark.office
@pytest.mark.usefixtures("calc")
def test_no_copy_is_left_of_a_workbook_that_libreoffice_cannot_open() -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", "<borger")
    folder = sessions.session().folder
    # Among the user's own files, for a temp folder is shared.
    assert folder.parent == state.folder().parent
    assert folder.stat().st_mode & 0o077 == 0
    before = set(folder.iterdir())
    with pytest.raises(StyringError, match="LibreOffice kan ikke åbne"):
        OdsBook.from_bytes(held.getvalue(), "børn.ods")
    assert set(folder.iterdir()) == before


def test_without_libreoffice_an_ods_is_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find", lambda: None)
    monkeypatch.setattr(sessions, "_current", [])
    path = tmp_path / "ark.ods"
    path.write_bytes(_package(mimetype=KIND))
    started = time.monotonic()
    for words in (["refresh", str(path)], ["new", "-o", str(tmp_path / "ny.ods")]):
        ran = CliRunner().invoke(app, words)
        assert (ran.exit_code, "LibreOffice er ikke installeret" in ran.output) == (2, True)
    assert time.monotonic() - started < 30
    assert [each.name for each in tmp_path.iterdir()] == ["ark.ods"]

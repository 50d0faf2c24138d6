"""The guide: its site is whole and needs no network, and its commands are the ones there are."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from styring_xl import demo
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.cells.cell import parse_address
from styring_xl.cells.patch import Block, Patch
from styring_xl.cli import app
from tests import guide_figures, pictured, workbooks
from tests.command_line import CliRunner

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def _blocks(page: Path) -> list[list[str]]:
    """The words after ``styring-xl`` of each line to type: in a fence, or four spaces in."""
    text = page.read_text(encoding="utf-8")
    fenced = "".join(re.findall(r"^ *```\w*\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE))
    lines = re.findall(r"^ *styring-xl (.+)$", fenced, re.MULTILINE)
    return [shlex.split(line) for line in lines + re.findall(r"^ {4}styring-xl (.+)$", text, re.MULTILINE)]


def _named(page: Path) -> list[list[str]]:
    """The same of each command that a sentence names."""
    named = re.findall(r"`styring-xl ([a-z][^`]+)`", page.read_text(encoding="utf-8"))
    # What follows is the shell's own, and a backslash is a part of a path on Windows.
    return [shlex.split(words.split(" || ")[0].replace("\\", "\\\\")) for words in named]


PAGES = sorted(page for page in DOCS.rglob("*.md") if "styring-xl " in page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_command_of_the_guide_is_there_with_its_options(page: Path) -> None:
    for name, *words in _blocks(page) + _named(page):
        parser = app.commands[name].parser()
        for each in parser._actions:
            # A sentence may name an option alone.
            each.required = False
        # Ends the program for an option that the command lacks, or that lacks its value.
        parser.parse_intermixed_args(words)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the guide's commands name: a workbook with closed months, a folder of departments, extracts, a batch."""
    folder = tmp_path_factory.mktemp("bord")
    book = folder / "Styringsark.xlsm"
    book.write_bytes(demo.workbook(20, closed_month=3, closings=True))
    (folder / "afdelinger").mkdir()
    shutil.copyfile(book, folder / "afdelinger" / "Børn.xlsm")
    for month in ("marts", "april"):
        rows = "Bogføringsdato;CPR-nr.;Foranstaltning;Beløb;Bilagsnr.\n05-03-2026;610180-0001;Familiepleje;1.234,50;7\n"
        (folder / f"{month}.csv").write_text(rows, encoding="utf-8")
    page = (DOCS / "mange_projektmapper.md").read_text(encoding="utf-8")
    batch = re.findall(r"^```toml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)[0]
    (folder / "afdelinger.toml").write_text(batch, encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("page", ["anonymisering", "databeskyttelse", "maanedsrutine", "mange_projektmapper", "samlet"])
def test_the_commands_of_a_page_do_what_they_are_there_for(
    page: str, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STYRING_XL_BI_KEY", "0123456789" * 4)
    for number, words in enumerate(_blocks(DOCS / f"{page}.md")):
        # A ledger's total and the address of a cluster are somebody's own.
        if {"--ledger-total", "--cluster"} & set(words):
            continue
        folder = tmp_path / str(number)
        shutil.copytree(desk, folder)
        monkeypatch.chdir(folder)
        done = CliRunner().invoke(app, words, input="610180-0001\n")
        assert done.exit_code in (0, 1), f"{words}: {done.output}"


@pytest.mark.slow
def test_the_first_day_goes_as_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    row = ["610180-0001", "Familiepleje", 10_000, "måned", 1, workbooks.day("01-01-2026"), workbooks.day("31-12-2026")]
    workbooks.save(tmp_path / "Sager 2026.xlsx", Sager=[workbooks.HEADER, row])
    told = _blocks(DOCS / "foerste_dag.md")
    assert {words[0] for words in told} == {"demo", "refresh", "undo", "check", "adopt"}
    for words in told:
        done = CliRunner().invoke(app, words)
        # The fictive workbook has mistakes on purpose.
        assert done.exit_code in (0, 1), f"{words}: {done.output}"


def test_the_site_is_whole_and_fetches_nothing(tmp_path: Path) -> None:
    """Each link leads somewhere, and a page opened from the disk asks no other machine for anything."""
    build(load_config(str(ROOT / "mkdocs.yml"), strict=True, site_dir=str(tmp_path)))
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) >= len(list(DOCS.rglob("*.md")))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r"<(?:script|img|iframe|source)[^>]* src=\"?(?:https?:)?//[^>]*", text), page.name
        assert not re.findall(r"<link[^>]* href=\"?(?:https?:)?//[^>]*", text), page.name
    for sheet in tmp_path.rglob("*.css"):
        assert not re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", sheet.read_text(encoding="utf-8")), (
            sheet.name
        )
    # Found without a server: the index is a script of its own, in Danish.
    index = (tmp_path / "search" / "search_index.js").read_text(encoding="utf-8")
    found = json.loads(index.removeprefix("var __index = "))
    assert found["config"]["lang"] == ["da", "en"]
    assert any("Mængdeeffekt" in part["text"] for part in found["docs"])


def test_each_picture_is_made_by_the_script_and_shown_on_a_page() -> None:
    shown = {
        name
        for page in DOCS.rglob("*.md")
        for name in re.findall(r"\]\(billeder/(.+?\.png)\)", page.read_text("utf-8"))
    }
    assert shown == {path.name for path in pictured.PICTURES.glob("*.png")} == set(pictured.kept())


def test_a_picture_is_told_to_be_old_when_the_sheet_looks_different() -> None:
    book = demo.workbook(20, closed_month=0, macro_enabled=False)

    def with_cell(address: str, value: Any) -> str:
        row, column = parse_address(address)
        edition = FileBook.from_bytes(book).edit(Patch(blocks=(Block.of("Budget", row, column, ((value,),)),)))
        return pictured.ShownBook(edition.bytes()).digest("Budget")

    shown = pictured.ShownBook(book).digest("Budget")
    standing = FileBook.from_bytes(book).grid("Budget").value(6, 3)
    assert with_cell("C6", standing) == shown
    assert with_cell("C6", 12) != shown
    wider = re.sub(rb'(<col min="3"[^>]*width=")[0-9.]+', rb"\g<1>99", FileBook.from_bytes(book).sheet_part("Budget"))
    package = Package.parse(book).changed_by({Workbook(Package.parse(book)).sheet("Budget").part: wider})
    assert pictured.ShownBook(b"".join(package.pieces())).digest("Budget") != shown


@pytest.fixture(scope="module")
def material() -> pictured.Material:
    return pictured.Material()


@pytest.mark.slow
def test_the_pictures_show_the_sheets_as_they_are_today(material: pictured.Material) -> None:
    now, kept = pictured.digests(material), pictured.kept()
    assert [name for name in now if now[name] != kept[name]] == [], "run nox -s pictures, and look at them"


@pytest.mark.slow
def test_the_tour_tells_the_figures_of_its_pictures(material: pictured.Material) -> None:
    book, page = FileBook.from_bytes(material.municipality), guide_figures.prose("rundvisning")
    told = [each.phrase.format(each.value(book)) for each in guide_figures.TOUR]
    assert [phrase for phrase in told if phrase not in page] == []


@pytest.mark.parametrize("page", guide_figures.pages())
def test_each_figure_of_a_page_is_the_codes_or_told_where_it_is_from(page: str) -> None:
    assert guide_figures.amiss(page) == []

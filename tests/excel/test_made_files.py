"""The buttons that make files beside the workbook: the memo, next year's workbook, the overview of departments."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest

from styring_xl import buttons, demo, memo_document, new_year, office
from styring_xl.books.file.filebook import FileBook
from styring_xl.cli import app
from styring_xl.reports import read
from tests.command_line import CliRunner
from tests.departments.story import adults, children, other_year
from tests.excel.engine import Book, open_book
from tests.workbooks import saved

pytestmark = [
    pytest.mark.filterwarnings("ignore:Print area cannot be set"),
    pytest.mark.usefixtures("own_memory"),
]


@pytest.fixture(scope="module")
def package() -> bytes:
    return demo.workbook(cases=30, closed_month=6, macro_enabled=False)


def opened(path: Path, package: bytes) -> Book:
    """A workbook saved in a folder and open in the program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(package)
    _, book = open_book(package, path.name)
    book.folder = str(path.parent)
    return book


def press(book: Book, command: str, *typed: str) -> str:
    """What the press says, where it has not written a cell or touched the workbook's file."""
    before = [sheet.copy() for sheet in book.data]
    buttons.press(command, "", *(text.encode("utf-16-be").hex() for text in typed))
    assert book.data == before
    return str(book.app.alerts[-1])


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.slow
def test_the_memo_is_written_beside_the_workbook_and_never_over_another(package: bytes, tmp_path: Path) -> None:
    book = opened(tmp_path / "Børn.xlsx", package)
    said = press(book, "write_memo", "Word")
    assert said == f"Notatet er gemt som »Notat Børn 2026-06.docx« i mappen {tmp_path}."
    mine = docx.Document(str(tmp_path / "Notat Børn 2026-06.docx"))
    filed = CliRunner().invoke(app, ["memo", str(tmp_path / "Børn.xlsx"), "-o", str(tmp_path / "fil.docx")])
    assert filed.exit_code == 0, filed.output
    words = [[each.text for each in one.paragraphs] for one in (mine, docx.Document(str(tmp_path / "fil.docx")))]
    assert words[0] == words[1]
    assert "juni 2026" in words[0][0]
    memo_document.make_template(tmp_path / "Notat-skabelon.docx")
    assert "»Notat Børn 2026-06 (2).docx« med udseendet fra Notat-skabelon.docx" in press(book, "write_memo", " word ")
    assert len(names(tmp_path)) == 5


def test_the_memo_tells_what_is_missing(package: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = opened(tmp_path / "Børn.xlsx", package)
    assert press(book, "write_memo", "Excel") == "Skriv Word eller PDF."
    monkeypatch.setattr(office, "find", lambda: None)
    assert "PDF kræver LibreOffice, som ikke er installeret her" in press(book, "write_memo", "PDF")
    monkeypatch.setattr(memo_document, "_PACKAGES", ("docx", "a_package_nobody_has"))
    assert "Notatet kan ikke skrives som fil, før to pakker er lagt ind (python-docx og matplotlib)" in press(
        book, "write_memo", "Word"
    )
    for place in ("", "https://kommune.sharepoint.com/sites/oekonomi"):
        book.folder = place
        assert "Gem først arket i en mappe på computeren" in press(book, "write_memo", "Word")
    assert names(tmp_path) == ["Børn.xlsx"]


@pytest.mark.slow
def test_next_year_is_made_of_the_saved_file_under_its_name_with_the_new_year(package: bytes, tmp_path: Path) -> None:
    path = tmp_path / "Børn 2026.xlsx"
    book = opened(path, package)
    book.is_saved = False
    assert press(book, "make_next_year", "PL-indeks").startswith("Gem arket, og tryk igen: næste års ark laves af")
    book.is_saved = True
    assert press(book, "make_next_year", "meget") == "Stigningen skal være en procent, f.eks. 2,9 eller 0."
    assert names(tmp_path) == ["Børn 2026.xlsx"]
    said = press(book, "make_next_year", "2,9")
    assert said.startswith(
        f"Næste års ark ligger i mappen {tmp_path}. Det er lavet af Børn 2026.xlsx, som den blev gemt "
    )
    assert "\n\nBørn 2027.xlsx: regnskabsår 2027" in said
    assert path.read_bytes() == package
    new_year.make(path, tmp_path / "fil.xlsx", rise=290, date=dt.date.today())
    made, filed = (FileBook.open(tmp_path / name) for name in ("Børn 2027.xlsx", "fil.xlsx"))
    assert read(made).year == 2027
    assert [made.grid(sheet).rows for sheet in made.sheet_names] == [filed.grid(s).rows for s in filed.sheet_names]
    assert press(book, "make_next_year", "2,9").startswith("Børn 2027.xlsx findes allerede og er ikke overskrevet; ")


def test_without_a_year_in_its_name_the_new_workbook_gets_one(package: bytes, tmp_path: Path) -> None:
    shutil.copytree(tmp_path, tmp_path / "ark")
    book = opened(tmp_path / "ark" / "Børn.xlsx", package)
    press(book, "make_next_year", "PL-indeks")
    assert names(tmp_path / "ark") == ["Børn 2027.xlsx", "Børn.xlsx"]


def listing(*places: str) -> bytes:
    """A workbook of the user's own with nothing but the list."""
    rows = [(place, None) for place in places]
    return saved(Afdelinger=[("Projektmappe eller mappe", "Bemærkning"), *rows])


@pytest.mark.usefixtures("one_process")
def test_the_workbooks_of_the_list_become_the_overview_of_the_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "overblik"
    (folder / "skoler").mkdir(parents=True)
    (folder / "Børn.xlsx").write_bytes(children())
    (folder / "skoler" / "Voksne.xlsx").write_bytes(adults())
    (tmp_path / "Gammel.xlsx").write_bytes(other_year())
    book = opened(folder / "Liste.xlsx", listing("Børn.xlsx", "skoler", str(tmp_path / "Gammel.xlsx"), "Væk.xlsx"))
    said = press(book, "write_overview")
    assert said.startswith(f"»Samlet overblik.xlsx« er lavet i mappen {folder}: 2 afdelinger, regnskabsår 2026")
    assert "Gammel.xlsx: " in said
    assert "Væk.xlsx: Ikke læst: Filen Væk.xlsx findes ikke." in said
    files = [folder / "Børn.xlsx", folder / "skoler", tmp_path / "Gammel.xlsx"]
    CliRunner().invoke(app, ["overview", *map(str, files), "-o", str(tmp_path / "fil.xlsx")])
    sheets = ("Samlet overblik", "Afdelinger", "Foranstaltninger", "Fund")
    for name in sheets:
        mine, filed = (
            [row[:8] for row in openpyxl.load_workbook(path)[name].iter_rows(min_row=5, values_only=True)]
            for path in (folder / "Samlet overblik.xlsx", tmp_path / "fil.xlsx")
        )
        assert mine == filed, name
    assert "er som sidst" in press(book, "write_overview")


def test_an_overview_needs_a_list_and_a_workbook_that_can_be_read(tmp_path: Path) -> None:
    book = opened(tmp_path / "Liste.xlsx", listing())
    assert press(book, "write_overview").startswith("Der står ingen projektmapper på listen.")
    book = opened(tmp_path / "Liste.xlsx", listing("Væk.xlsx"))
    assert "Ingen af filerne kunne læses som en afdelings projektmappe" in press(book, "write_overview")
    assert names(tmp_path) == ["Liste.xlsx"]


def test_a_workbook_of_an_earlier_edition_gets_a_copy_in_this_one(package: bytes, tmp_path: Path) -> None:
    book = opened(tmp_path / "Børn.xlsx", package)
    mine, before = (tmp_path / "Børn.xlsx").read_bytes(), [sheet.copy() for sheet in book.data]
    buttons.press("update_forecast", "0.1.0/0.30.1")
    said = book.app.alerts[-1]
    assert said.startswith("Projektmappen er bygget til Styring-XL 0.1.0 og xlwings 0.30.1, og her er Styring-XL ")
    assert "»Børn (ny udgave).xlsx«" in said
    assert (book.data, (tmp_path / "Børn.xlsx").read_bytes()) == (before, mine)
    assert names(tmp_path) == ["Børn (ny udgave).xlsx", "Børn.xlsx"]
    new = (tmp_path / "Børn (ny udgave).xlsx").read_bytes()
    buttons.press("update_forecast", "0.1.0/0.30.1")
    assert "ligger ved siden af i forvejen" in book.app.alerts[-1]
    assert (tmp_path / "Børn (ny udgave).xlsx").read_bytes() == new

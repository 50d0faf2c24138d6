"""Real files nobody here made: edited, and nothing lost."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import warnings
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from styring_xl import Formula, StyringError, edit_cells
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import address
from tests import libreoffice
from tests.books.harm import losses
from tests.books.packages import parts_of

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FILES = sorted(CORPUS.glob("*.xls*"))
if not FILES:
    pytest.skip("the corpus is not here", allow_module_level=True)

REFUSED = {
    "170_poi_duplicate-filename-case-insensitive.xlsx": "to dele med samme navn",
    "178_poi_hello-world-signed.xlsx": "signeret",
}
READABLE = [path for path in FILES if path.name not in REFUSED]
WRITTEN = (12.5, "tekst & <tegn>", dt.date(2024, 2, 29), Formula("1+1", 2), True, None)


def places(book: FileBook, sheet: str) -> list[str]:
    """One cell for each thing to write: where something stands already, and where nothing does."""
    grid = book.grid(sheet)
    taken = [
        (row, column)
        for row, values in enumerate(grid.rows[:200], 1)
        for column, value in enumerate(values[:60], 1)
        if value is not None
    ]
    free = [(len(grid.rows) + 3, 2), (len(grid.rows) + 3, 30), (2, grid.width + 2), (len(grid.rows) + 9, 1)]
    wanted = [*taken[:: max(1, len(taken) // 6)], *free]
    found = []
    for row, column in wanted:
        in_the_way = [ref for ref in grid.merged if (row, column) in ref and (row, column) != (ref.top, ref.left)]
        heads = [table for table in grid.tables if (row, column) in table.ref]
        if not in_the_way and not heads:
            found.append(address(row, column))
    return found[-10:]


def refused(path: Path, target: Path, sheet: str, place: str, content: object) -> str | None:
    try:
        edit_cells(path, target, {sheet: {place: content}}, backup=False)
    except StyringError as error:
        return str(error)
    return None


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_nothing_is_lost(path: Path, tmp_path: Path) -> None:
    book = FileBook.open(path)
    sheet = book.sheet_names[0]
    part = book._book.sheet(sheet).part
    target = tmp_path / path.name
    cells = {}
    for number, place in enumerate(places(book, sheet)):
        content = WRITTEN[number % len(WRITTEN)]
        refusal = refused(path, target, sheet, place, content)
        if refusal is None:
            cells[place] = content
        else:
            assert place in refusal
            assert "matrixformel" in refusal or "datatabel" in refusal
    assert cells, "no cell of the sheet could be written"
    before = path.read_bytes()
    applied = edit_cells(path, target, {sheet: cells}, backup=False)
    after = target.read_bytes()
    assert path.read_bytes() == before

    formulas = any(
        isinstance(change.before, Formula) or isinstance(change.after, Formula) for change in applied.changes
    )
    assert losses(before, after, {part: cells}, calc_chain=formulas) == []
    again = FileBook.from_bytes(after)
    grid = again.grid(sheet)
    for place, content in cells.items():
        row, column = coordinate_to_tuple(place)
        value = content.value if isinstance(content, Formula) else content
        got = grid.value(row, column)
        if isinstance(value, (int, float)) and isinstance(got, (dt.date, dt.time)):
            continue  # the cell shows its number as a date, and still does
        assert got == value
    if formulas:
        assert not [name for name in parts_of(after) if name.lower().endswith("calcchain.xml")]


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_openpyxl_opens_what_it_could_open(path: Path, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if path.stat().st_size > 300_000 or "poc-shared" in path.name:
            pytest.skip("openpyxl alone takes too long on this one")
        try:
            openpyxl.load_workbook(path)
        except Exception:
            pytest.skip("openpyxl cannot read the file as it was")
        sheet = FileBook.open(path).sheet_names[0]
        target = tmp_path / path.name
        edit_cells(path, target, {sheet: {"XFD1048576": 12.5, "XFC1048576": "tekst"}})
        result = openpyxl.load_workbook(io.BytesIO(target.read_bytes()), keep_vba=path.suffix == ".xlsm")
        if sheet in result.sheetnames:
            assert result[sheet]["XFD1048576"].value == 12.5
            assert result[sheet]["XFC1048576"].value == "tekst"


@pytest.mark.parametrize("name", REFUSED)
def test_unreadable_files_are_refused_cleanly(name: str, tmp_path: Path) -> None:
    before = (CORPUS / name).read_bytes()
    with pytest.raises(StyringError, match=REFUSED[name]):
        edit_cells(CORPUS / name, tmp_path / name, {"Sheet1": {"A1": 1}})
    assert not list(tmp_path.iterdir())
    assert (CORPUS / name).read_bytes() == before


def test_signed_files_can_be_edited_once_the_signature_is_given_up(tmp_path: Path) -> None:
    target = tmp_path / "uden.xlsx"
    source = CORPUS / "178_poi_hello-world-signed.xlsx"
    sheet = FileBook.open(source, drop_signature=True).sheet_names[0]
    edit_cells(source, target, {sheet: {"B7": 1}}, drop_signature=True)
    assert not [name for name in parts_of(target.read_bytes()) if "signature" in name.lower()]
    assert b"signature" not in b"".join(
        content for name, content in parts_of(target.read_bytes()).items() if name.endswith((".rels", "Types].xml"))
    )
    assert FileBook.open(target).grid(sheet).value(7, 2) == 1


@pytest.mark.office
def test_libreoffice_opens_all_of_them(tmp_path: Path) -> None:
    libreoffice.required()
    # One file's only text is a million letters long and stands in twelve thousand cells: as CSV it fills the disk.
    readable = [path for path in READABLE if "poc-shared-strings" not in path.name]
    edited = tmp_path / "edited"
    edited.mkdir()
    for path in readable:
        sheet = FileBook.open(path).sheet_names[0]
        edit_cells(path, edited / path.name, {sheet: {"AZ900": 4711.25, "BA901": Formula("AZ900*2", 9422.5)}})
    out = tmp_path / "csv"
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--norestore",
            "--convert-to", "csv", "--outdir", str(out), *map(str, sorted(edited.iterdir())),
        ],
        check=True, capture_output=True, timeout=550,
    )  # fmt: skip
    missing = [path.name for path in readable if not (out / f"{path.stem}.csv").exists()]
    assert missing == []
    without = []
    for path in readable:
        book = FileBook.open(path)
        if book._book.sheets[0].name == book.sheet_names[0] and not any(map(book.is_hidden, book.sheet_names)):
            text = (out / f"{path.stem}.csv").read_text("utf-8", "replace")
            if "4711" not in text and "4,711" not in text and "4.711" not in text:
                without.append(path.name)
    assert without == []

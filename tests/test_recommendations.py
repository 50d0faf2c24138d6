"""*Indstilling*: what a proposed measure costs, worked out by hand, and that it becomes just that row, once."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from styring_xl import recommendations
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.overlay import Overlay
from styring_xl.cells.patch import Block, Patch
from styring_xl.cli import app
from styring_xl.errors import StyringError
from styring_xl.figures import refund
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import material_of, refresh
from styring_xl.reports import read
from styring_xl.standard.lists.authority import APPROVERS, AUTHORITY
from tests.command_line import CliRunner
from tests.recommended import CARE, HOME, MOVED, SHEET, asked, edited, typed
from tests.refreshed import Told, refreshed
from tests.workbooks import municipality, values


@pytest.fixture(scope="module")
def empty() -> bytes:
    return asked(municipality(20, AUTHORITY.name, APPROVERS.name))


def page(told: Told) -> dict[str, list[Any]]:
    """Label -> what stands under the three options; the first of two alike."""
    return {str(row[0]): row[1:4] for row in reversed(told.values(SHEET)) if row[0]}


def test_this_year_a_whole_year_and_four_more_and_what_the_line_has_left(empty: bytes) -> None:
    told = refreshed(typed(empty, HOME, CARE))
    shown = page(told)
    # 61 days at 4.000,50; two months at 20.000, and ten of the next year's 3 % dearer ones.
    assert shown["I 2026 fra juli"] == [244_030.50, 40_000, None]
    assert shown["I 2027"][1] == 206_000
    assert shown["I alt 2026-2030"][1] == 246_000
    assert shown["I et helt år"] == [365 * 4_000.5, 240_000, None]
    line = {each.measure: each for each in told.refreshed.figures.whole.lines}["Netværkspleje"]
    assert shown["Tilbage efter"][1] == (line.revised - line.expected) / 100 - 40_000
    assert [row[2] for row in told.values(SHEET) if row[0] == "I 2026"] == [40_000 - 244_030.50]
    assert shown["Kan bevilges af"] == ["Visitationsudvalg", "Teamleder", None]
    assert [each for each in told.findings if each[1] == SHEET] == []


def test_what_is_typed_stays_and_nothing_of_it_is_in_the_forecast(empty: bytes) -> None:
    before, told = refreshed(empty), refreshed(typed(empty, HOME, citizen="610110-1234"))
    assert told.refreshed.figures.result == before.refreshed.figures.result
    again = page(told)
    assert {name: again[name][0] for name in HOME} == HOME
    assert told.cell(SHEET, "G5") == "610110-1234"


def test_an_open_childrens_measure_ends_by_age_where_the_cpr_number_is_typed(empty: bytes) -> None:
    care = {**CARE, "Foranstaltning": "Familiepleje", "Stopdato": None}
    shown = page(refreshed(typed(empty, care, citizen="610612-4234")))
    assert [shown[f"I {year}"][0] for year in (2029, 2030)] == [12 * 21_860, 5 * 22_520], "18 years old on 1 June 2030"


def moved(package: bytes, choice: str = SHEET) -> tuple[FileBook, recommendations.MovedRecommendation]:
    book = FileBook.from_bytes(package)
    return book, recommendations.move(book, choice)


@pytest.mark.parametrize("choice", ["Indstilling", pytest.param("alternativ 1", marks=pytest.mark.slow)])
def test_the_moved_row_costs_what_the_page_says_and_holds_what_was_typed(empty: bytes, choice: str) -> None:
    package = typed(empty, HOME, CARE, citizen="610110-1234")
    said = page(refreshed(package))["I 2026 fra juli"][0 if choice == SHEET else 1]
    book, done = moved(package, choice)
    [row] = done.blocks
    header = next(list(line) for line in book.grid("Disponering").rows if "Takst" in line)
    cells = {name: value for name, value in zip(header, row.rows()[0], strict=False) if value is not None}
    option = HOME if choice == SHEET else CARE
    assert cells == {**option, "CPR-nr.": "610110-1234"}
    assert all(block.sheet == "Disponering" and block.row > 20 for block in done.blocks)
    before, after = refresh(read(book)).figures.result, refresh(done.snapshot)
    assert (after.figures.result - before) / 100 == said
    rows = done.snapshot.disposition.commitments
    assert after.figures.months[rows.places.index(done.place)].sum() / 100 == said


def test_it_moves_once(empty: bytes) -> None:
    package = typed(empty, HOME, CARE, citizen="610110-1234")
    book, done = moved(package)
    patch = done.with_row(refresh(done.snapshot).patch)
    written = book.edit(patch).bytes()
    told = refreshed(written)
    assert told.cell(SHEET, "G6") == f"Indstilling: Disponering, række {done.place.row}"
    with pytest.raises(StyringError, match="er flyttet"):
        moved(written, "Alternativ 1")
    cleared = edited(written, (SHEET, *MOVED, None))
    with pytest.raises(StyringError, match=rf"står allerede i Disponering, række {done.place.row}"):
        moved(cleared)
    assert page(refreshed(cleared))["Tilbage efter"] == page(refreshed(package))["Tilbage efter"], "counted once"
    assert moved(cleared, "Alternativ 1")[1].place.row == done.place.row + 1


@pytest.mark.slow
def test_by_file_it_is_written_told_and_taken_back(empty: bytes, tmp_path: Path) -> None:
    path = tmp_path / "Ark 2026.xlsx"
    path.write_bytes(typed(empty, HOME, CARE))
    before = values(path, "Disponering")
    run = CliRunner().invoke
    dry = run(app, ["move-recommendation", str(path), "--dry-run"])
    assert "Intet er skrevet. Indstilling ville stå i Disponering" in dry.output
    assert values(path, "Disponering") == before
    done = run(app, ["move-recommendation", str(path), "--choice", "Alternativ 1"])
    assert "Alternativ 1 står nu i Disponering, række" in done.output
    after = values(path, "Disponering")
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1
    assert run(app, ["move-recommendation", str(path)]).exit_code == 2
    assert run(app, ["undo", str(path)]).exit_code == 0
    assert values(path, "Disponering") == before
    assert not [row for row in values(path, SHEET) if "række" in str(row[6:7])], "the mark is gone too"


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "tom": ({}, "ikke udfyldt"),
    "startdato": ({**HOME, "Startdato": "31-02-2026"}, r"Startdato \(B13\)"),
    "takst": ({**HOME, "Takst": "ca. 3.000"}, r"Takst \(B10\)"),
    "baglæns": ({**HOME, "Stopdato": "01-10-2026"}, r"Stopdato \(B14\)"),
    "foranstaltning": ({**HOME, "Foranstaltning": None}, r"Foranstaltning \(B8\)"),
    "enhed": ({**HOME, "Takstenhed": "nat"}, r"Takstenhed \(B11\)"),
    "moms": ({**HOME, "Momsfaktor": "25 %"}, r"Momsfaktor \(B16\)"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_not_moved_and_is_told_at_its_cell(empty: bytes, case: str) -> None:
    option, says = REFUSED[case]
    package = typed(empty, {name: value for name, value in option.items() if value is not None})
    with pytest.raises(StyringError, match=says):
        moved(package)
    told = refreshed(package)
    cell = says.partition(r"\(")[2].removesuffix(r"\)")
    assert [each[2] for each in told.findings if each[1] == SHEET] == ([cell] if cell else [])


def test_an_option_nobody_knows_and_a_workbook_without_the_sheet_are_sentences(empty: bytes) -> None:
    with pytest.raises(StyringError, match="»Alternativ 3« er ingen af mulighederne"):
        moved(typed(empty, HOME), "Alternativ 3")
    with pytest.raises(StyringError, match="Arket Indstilling er ikke i projektmappen"):
        moved(municipality(10))


def test_a_field_the_disposition_has_no_column_for_is_said(empty: bytes) -> None:
    book = FileBook.from_bytes(typed(empty, {**HOME, "Momsfaktor": "95,4 %"}))
    grid = book.grid("Disponering")
    row, column = next((at, line.index("Momsfaktor")) for at, line in enumerate(grid.rows, 1) if "Momsfaktor" in line)
    renamed = Overlay(book, (Block.of("Disponering", row, column + 1, (("Journal",),)),))
    with pytest.raises(StyringError, match="ingen kolonne til Momsfaktor"):
        recommendations.move(renamed)


def of(package: bytes) -> tuple[Snapshot, int]:
    """The workbook and its refund, øre."""
    snapshot = read(FileBook.from_bytes(package))
    drawn = material_of(snapshot)
    found = refund.compute(snapshot.disposition, snapshot.budget.lines, snapshot.parameters, drawn.figures)
    assert found.total is not None
    return snapshot, found.total


@pytest.mark.slow
def test_the_refund_is_the_laws_for_somebody_new_and_what_it_grows_by_for_a_citizen_with_more() -> None:
    """150.000 kr. a month from 1 July 2022 gives 132.500 kr. (BEK 1485)."""
    package = asked(municipality(30, closed_month=0, year=2022))
    option = {"Foranstaltning": "Døgninstitution", "Takst": 150_000, "Takstenhed": "måned", "Startdato": "01-07-2022"}
    shown = page(refreshed(typed(package, option)))
    assert shown["Refusion i 2022"][0] == 132_500
    assert shown["Netto i 2022"][0] == 900_000 - 132_500
    assert shown["Refusion i et helt år"][0] == 265_000
    snapshot, before = of(package)
    months = material_of(snapshot).figures.months.sum(axis=1)
    rows = snapshot.disposition.commitments
    dearest = next(rows.cpr[at] for at in months.argsort()[::-1].tolist() if rows.cpr[at].isdigit())
    known = typed(package, option, citizen=f"{dearest[:6]}-{dearest[6:]}")
    said = page(refreshed(known))["Refusion i 2022"][0]
    book, done = moved(known)
    after = book.edit(done.with_row(Patch())).bytes()
    assert round(100 * said) == of(after)[1] - before != 13_250_000


def test_the_printed_page_names_nobody(empty: bytes) -> None:
    package = typed(empty, HOME, CARE, citizen="610110-1234")
    book = zipfile.ZipFile(io.BytesIO(package)).read("xl/workbook.xml").decode()
    assert f">'{SHEET}'!$A:$D<" in "".join(re.findall(r'_xlnm.Print_Area"[^>]*>[^<]*<', book))
    told = refreshed(package)
    printed = [str(cell) for row in told.values(SHEET) for cell in row[:4]]
    assert not any("610110" in cell or "1234" in cell for cell in printed)


def test_a_typed_day_is_written_as_it_was_typed(empty: bytes) -> None:
    _, done = moved(typed(empty, HOME, CARE), "Alternativ 1")
    assert dt.date(2026, 11, 1) in done.blocks[0].rows()[0]
    assert "oktober 2027" in done.blocks[0].rows()[0]

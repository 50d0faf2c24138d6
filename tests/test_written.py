"""What a refresh has just written is read and checked again, and its sheets are not drawn a second time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from styring_xl import job, known, state
from styring_xl.books.file.filebook import FileBook
from styring_xl.cli import app
from styring_xl.fit import fit
from styring_xl.reading.imprint import imprint
from styring_xl.refresh_outcome import RefreshOutcome
from styring_xl.reports import findings as sheet
from styring_xl.reports import read
from tests.command_line import CliRunner, Invoked
from tests.examples import examples
from tests.layouts.layout import draw, render
from tests.layouts.layout import save as save_layout
from tests.runs.departments import folder_of
from tests.workbooks import BUDGET, HEADER, LEDGER, day, save


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_own", lambda: tmp_path / "bruger")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The workbooks whose sheets have been drawn."""
    found: list[Path] = []
    whole = fit

    def counting(book: Any, *arguments: Any, **named: Any) -> Any:
        found.append(book.path)
        return whole(book, *arguments, **named)

    monkeypatch.setattr(job, "fit", counting)
    return found


def run(*words: str | Path) -> Invoked:
    done = CliRunner().invoke(app, [*map(str, words)])
    assert done.exception is None, done.exception
    return done


def told_again(file: Path, *options: str) -> tuple[Invoked, Invoked]:
    """The second refresh of a workbook, and the same where nothing is known of the first."""
    run("refresh", file, *options)
    written = file.read_bytes()
    second = run("refresh", file, *options)
    assert file.read_bytes() == written
    known.clear()
    whole = run("refresh", file, *options)
    assert file.read_bytes() == written
    return second, whole


def test_it_tells_what_the_whole_refresh_tells_and_draws_nothing(tmp_path: Path, drawn: list[Path]) -> None:
    file = folder_of(7, tmp_path / "mappe")[6]
    second, whole = told_again(file)
    assert second == whole
    assert len(drawn) == 2, "once to write it, and once when nothing is known"
    assert "Ingen celler ændret" in second.output
    # What it has found then is known outright.
    run("refresh", file)
    assert len(drawn) == 2


@settings(max_examples=examples(10), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["workbook", "ledger", "budget"]), seed=st.integers(0, 100_000))
def test_of_any_layout_it_tells_what_the_whole_refresh_tells(
    kind: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = save_layout(render(draw(kind, seed)), tmp_path_factory.mktemp("layout"))
    second, whole = told_again(file, "--json")
    assert second == whole


def _cell(sheet: str, address: str, value: Any) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        book = openpyxl.load_workbook(file)
        book[sheet][address] = value
        book.save(file)

    return change


def _comment_on_a_result(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    book["Kontrol"]["Z90"] = "set af Anna"
    book.save(file)


ROWS = [
    HEADER,
    ("610180-0001", "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), day("31-12-2026"), None),
    ("620180-0002", "Botilbud", 900, "døgn", 1, day("01-02-2026"), None, None),
]
POSTINGS = [LEDGER, (day("15-01-2026"), "610180-0001", "Familiepleje", 9_500, 1)]
LINES = [BUDGET, ("Familiepleje", 100_000, 20_000, 1, 10_000), ("Botilbud", 300_000, 0, 1, 900)]


def workbook_of(folder: Path) -> Path:
    return save(folder / "ark.xlsx", Disponering=ROWS, Posteringer=POSTINGS, Budget=LINES)


CHANGES = {
    "a rate": _cell("Disponering", "C2", 10_001),
    "a name": _cell("Disponering", "B3", "Opholdssted"),
    "a day": _cell("Disponering", "G3", day("30-11-2026")),
    "an amount booked": _cell("Posteringer", "D2", 9_501),
    "whose it is": _cell("Posteringer", "B2", "620180-0002"),
    "a budget": _cell("Budget", "B3", 300_001),
    "a sheet of the user's own": _cell("Budget", "H3", 7),
    "a month that was filled": _cell("Disponering", "I2", 1),
    "a word on a result sheet": _comment_on_a_result,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_workbook_that_somebody_has_changed_is_drawn(
    change: Callable[[Path], None], tmp_path: Path, drawn: list[Path]
) -> None:
    file = workbook_of(tmp_path)
    run("refresh", file)
    change(file)
    run("refresh", file)
    assert len(drawn) == 2


@pytest.mark.parametrize("seed", [98, 168])
def test_a_sum_that_comes_to_show_when_the_months_are_filled_is_told_of(
    seed: int, tmp_path: Path, drawn: list[Path]
) -> None:
    """Nobody can tell a typed sum from any other number while its rows are empty."""
    file = save_layout(render(draw("workbook", seed)), tmp_path)
    first = findings(run("refresh", file, "--json"))
    assert findings(run("refresh", file, "--json")) != first
    assert len(drawn) == 2


def findings(done: Invoked) -> Any:
    [entry] = json.loads(done.stdout)["files"]
    return entry["findings"]


def _with_notes(folder: Path) -> Path:
    """A workbook with notes on all findings of a kind and beside the kind, and beside another kind alone."""
    rows = [HEADER, *((f"6{n}0180-000{n}", f"Ukendt {n}", -n, "måned", 1, day("01-01-2026")) for n in range(1, 4))]
    file = save(folder / "ark.xlsx", Disponering=rows, Budget=LINES)
    run("refresh", file)
    book = openpyxl.load_workbook(file)
    kontrol = book["Kontrol"]
    heads = [row for row in range(11, kontrol.max_row + 1) if kontrol.cell(row, 11).value == "alle af slagsen"]
    first, second = heads[:2]
    for row in range(first, second):
        kontrol.cell(row, 10).value = f"set {row}"
    kontrol.cell(second, 10).value = "aftalt"
    book.save(file)
    return file


def test_notes_stand_where_they_are_written_the_first_time(tmp_path: Path) -> None:
    second, whole = told_again(_with_notes(tmp_path))
    assert second == whole


def test_notes_that_would_be_written_otherwise_are(
    tmp_path: Path, drawn: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _with_notes(tmp_path)
    monkeypatch.setattr(sheet, "notes", lambda snapshot, notes=sheet.notes: notes(snapshot)[::-1])
    run("refresh", file)
    before = len(drawn)
    written = file.read_bytes()
    run("refresh", file)
    assert len(drawn) == before + 1
    assert file.read_bytes() != written


@pytest.mark.parametrize("stated", ["Efterposteringer i forventet regnskab", "Vis ventet til- og afgang"])
def test_a_result_that_depends_on_the_simulated_year_is_drawn(stated: str, tmp_path: Path, drawn: list[Path]) -> None:
    setup = [("Regnskabsår", 2026), (stated, "ja")]
    file = save(tmp_path / "ark.xlsx", Disponering=ROWS, Posteringer=POSTINGS, Budget=LINES, Opsætning=setup)
    second, whole = told_again(file)
    assert second == whole
    assert len(drawn) == 3


@pytest.mark.parametrize(
    ("other", "is_as"),
    [
        ({"totals": {"forventet": 2}}, False),
        ({"findings": {"antaget": [{"cell": "A1"}]}}, False),
        ({"rows": 3}, False),
        # Kontrol says the lines, so it is to be written anew.
        ({"lines": ("Disponering: 1 række — 1 sum",)}, False),
        ({"reading": [{"role": "disponering", "numbers": 7}]}, True),
    ],
    ids=["total", "finding", "rows", "line", "reading"],
)
def test_only_what_the_months_held_before_may_be_told_otherwise(other: dict[str, Any], is_as: bool) -> None:
    came_to = RefreshOutcome(2026, 1, {"forventet": 1}, 2, 0, 0, (), ("Disponering: 1 række — 1 bevilling",), {}, 0, 0)
    assert came_to.is_as(replace(came_to, **other)) is is_as


# What it is told by.


def imprint_of(file: Path) -> str:
    return imprint(read(FileBook.open(file), hint=file.stem))


@pytest.mark.parametrize("change", [*CHANGES.values()][:6], ids=[*CHANGES][:6])
def test_an_imprint_tells_what_is_read_and_not_what_is_filled_in(
    change: Callable[[Path], None], tmp_path: Path
) -> None:
    file = workbook_of(tmp_path)
    before = imprint_of(file)
    run("refresh", file)
    assert before == imprint_of(file) != ""
    _cell("Disponering", "I2", 1)(file)
    assert imprint_of(file) == before
    change(file)
    assert imprint_of(file) != before


def test_every_kind_of_workbook_has_one(tmp_path: Path) -> None:
    shutil.copyfile("xl/Styringsark.xlsm", tmp_path / "Styringsark.xlsm")
    assert len(imprint_of(tmp_path / "Styringsark.xlsm")) == 64
    assert len({imprint_of(file) for file in folder_of(5, tmp_path / "mappe")}) == 5

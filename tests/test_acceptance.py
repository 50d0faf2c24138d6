"""Findings a user has looked at: accepted with a note, switched off, back again; and the list of all checks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from styring_xl import job, standard
from styring_xl.books.file import undo
from styring_xl.cells.cell import address
from styring_xl.checks import RULES
from styring_xl.checks.__main__ import document
from styring_xl.checks.finding import ERROR, Stake
from styring_xl.reports.findings import HEADER_ROW
from tests import workbooks
from tests.workbooks import HEADER, LEDGER, day, findings, save, values

CODE, ORE, SHEET, CELL, VALUE, WHAT, REMEDY, NOTE, MARK = range(2, 11)


def rows() -> list[list[Any]]:
    return [
        ["610180-0001", "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None, None],
        ["620180-0002", "Familiepleje", -500, "måned", 1, day("01-01-2026"), None, None],
        ["630180-0003", "Aflastning", -700, "måned", 1, day("01-01-2026"), None, None],
    ]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    ledger = [LEDGER, *([day("15-01-2026"), r[0], r[1], r[2], n] for n, r in enumerate(rows()))]
    path = save(tmp_path_factory.mktemp("accept") / "ark.xlsx", Disponering=[HEADER, *rows()], Realiseret=ledger)
    job.run(path, year=2026, closed=1)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, package: bytes) -> Path:
    (tmp_path / "ark.xlsx").write_bytes(package)
    return tmp_path / "ark.xlsx"


def change(path: Path, sheet: str, edit: Callable[[Worksheet], Any]) -> None:
    book = openpyxl.load_workbook(path)
    edit(book[sheet])
    book.save(path)
    job.run(path, year=2026, closed=1)


def lines(path: Path) -> tuple[list[list[Any]], list[list[Any]]]:
    """The open findings and the accepted ones, as *Kontrol* shows them."""
    shown = values(path, "Kontrol")[HEADER_ROW:]
    at = next((n for n, row in enumerate(shown) if row[0] == standard.ACCEPTED_SECTION), len(shown))
    return [row for row in shown[:at] if row[CELL]], [row for row in shown[at + 1 :] if any(row)]


def accept(path: Path, cell: str, note: str = "Aftalt med leverandøren") -> None:
    row = next(n for n, line in enumerate(values(path, "Kontrol"), 1) if n > HEADER_ROW and line[CELL] == cell)
    workbooks.type_in(path, "Kontrol", address(row, NOTE + 1), note)
    job.run(path, year=2026, closed=1)


def test_an_accepted_finding_is_silent_and_stands_with_its_note_below(path: Path) -> None:
    assert [line[CELL] for line in lines(path)[0]].count("C3") == 1
    accept(path, "C3")
    opened, accepted = lines(path)
    assert "C3" not in [line[CELL] for line in opened]
    assert [(line[CODE], line[CELL], line[NOTE]) for line in accepted] == [
        ("negativ-takst", "C3", "Aftalt med leverandøren")
    ]
    kontrol = values(path, "Kontrol")
    assert kontrol[5][3] == len(opened), "the summary counts what is open"
    assert kontrol[8][0] == "1 fund er accepteret og står nederst, foldet sammen."
    before = path.read_bytes()
    assert job.run(path, year=2026, closed=1).applied.is_empty
    assert path.read_bytes() == before


def test_it_stays_accepted_when_rows_come_and_go_above_it(path: Path) -> None:
    accept(path, "C3")

    def insert(sheet: Worksheet) -> None:
        sheet.insert_rows(2)
        added: list[Any] = ["640180-0004", "Familiepleje", -1, "måned", 1, day("01-01-2026")]
        for column, value in enumerate(added, start=1):
            sheet.cell(2, column, value)

    change(path, "Disponering", insert)
    opened, accepted = lines(path)
    assert [line[CELL] for line in opened if line[CODE] == "negativ-takst"] == ["C5", "C2"], "the dearest first"
    assert [(line[CELL], line[NOTE]) for line in accepted] == [("C4", "Aftalt med leverandøren")]


def test_it_comes_back_when_its_cell_changes_and_the_note_is_not_lost(path: Path) -> None:
    accept(path, "C3")
    change(path, "Disponering", lambda sheet: sheet.cell(3, 3, -501))
    opened, accepted = lines(path)
    assert "C3" in [line[CELL] for line in opened]
    assert [(line[CODE], line[CELL], line[NOTE]) for line in accepted] == [
        ("negativ-takst", None, "Aftalt med leverandøren")
    ]
    assert "er der ikke mere" in accepted[0][REMEDY]
    change(path, "Disponering", lambda sheet: sheet.cell(3, 3, -500))
    opened, accepted = lines(path)
    assert "C3" not in [line[CELL] for line in opened]
    assert accepted[0][CELL] == "C3"


def test_another_cell_of_the_row_may_change(path: Path) -> None:
    accept(path, "C3")
    change(path, "Disponering", lambda sheet: sheet.cell(3, 7, day("31-12-2026")))
    assert [line[NOTE] for line in lines(path)[1]] == ["Aftalt med leverandøren"]


def test_it_comes_back_when_the_note_is_cleared(path: Path) -> None:
    accept(path, "C3")
    at = next(n for n, row in enumerate(values(path, "Kontrol"), start=1) if row[NOTE] == "Aftalt med leverandøren")
    change(path, "Kontrol", lambda sheet: sheet.cell(at, NOTE + 1).__setattr__("value", None))
    opened, accepted = lines(path)
    assert "C3" in [line[CELL] for line in opened]
    assert accepted == []


def test_a_note_where_no_finding_stands_is_kept(path: Path) -> None:
    change(path, "Kontrol", lambda sheet: sheet.cell(len(values(path, "Kontrol")), NOTE + 1, "Husk revisor"))
    job.run(path, year=2026, closed=1)
    assert "Husk revisor" in [row[NOTE] for row in values(path, "Kontrol")]


def test_two_alike_need_two_notes(path: Path) -> None:
    change(path, "Disponering", lambda sheet: [sheet.cell(5, c, v) for c, v in enumerate(rows()[1], start=1)])
    accept(path, "C3")
    codes = [line[CELL] for line in lines(path)[0] if line[CODE] == "negativ-takst"]
    assert len(codes) == 2
    assert "C4" in codes


def test_a_warning_is_switched_off_but_never_silently_and_a_fejl_cannot_be(tmp_path: Path) -> None:
    path = tmp_path / "ark.xlsx"
    path.write_bytes(workbooks.new(macro_enabled=False))
    book = openpyxl.load_workbook(path)
    setup = book[standard.SETUP]
    ref = setup.tables[standard.CHECKS_TABLE].ref
    offered = {row[0].value: row[2] for row in setup[ref][1:]}
    assert set(offered) == {rule.CODE for rule in RULES if rule.SEVERITY != ERROR}
    offered["negativ-takst"].value = "nej"
    next(iter(offered.values())).offset(0, -2).value = "dato"
    next(iter(offered.values())).value = "Nej"
    sheet = book[standard.DISPOSITION]
    columns = {str(cell.value): cell.column or 0 for cell in sheet[standard.HEADER_ROW]}
    for row, start in ((6, day("01-01-2026")), (7, "31-02-2026")):
        cells: dict[str, Any] = {"CPR-nr.": f"61018{row}-0001", "Takst": -5, "Takstenhed": "måned", "Startdato": start}
        for name, value in cells.items():
            sheet.cell(row, columns[name], value)
    sheet.tables[standard.DISPOSITION_TABLE].ref = "A5:AB7"
    book.save(path)
    job.run(path)
    codes = {code for code, _, _ in findings(path)}
    assert "negativ-takst" not in codes
    assert "dato" in codes
    assert values(path, "Kontrol")[8][0].endswith("Slået fra i Opsætning: negativ-takst.")


def test_the_list_of_checks_is_the_checks_own() -> None:
    page = Path(__file__).parent.parent / "docs" / "kontroller.md"
    assert page.read_text(encoding="utf-8") == document(), "python -m styring_xl.checks > docs/kontroller.md"
    for rule in RULES:
        assert f"### {rule.CODE}\n" in document()
        assert set(rule.ABOUT.limits) <= set(standard.LIMIT_UNITS)


def test_a_note_beside_a_kind_accepts_each_of_its_findings_but_those_with_words_of_their_own(path: Path) -> None:
    top = next(n for n, row in enumerate(values(path, "Kontrol"), 1) if row[CODE] == "negativ-takst")
    [head, *some] = values(path, "Kontrol")[top - 1 : top + 2]
    assert (head[0], head[CELL]) == (2, None)
    assert head[ORE] == sum(line[ORE] for line in some), "a kind's kroner are those of its findings"
    assert [line[ORE] for line in some] == sorted((line[ORE] for line in some), reverse=True)
    workbooks.type_in(path, "Kontrol", address(top, NOTE + 1), "Aftalt for alle")
    workbooks.type_in(path, "Kontrol", address(top + 2, NOTE + 1), "Kun denne")
    job.run(path, year=2026, closed=1)
    opened, accepted = lines(path)
    assert "negativ-takst" not in [line[CODE] for line in opened]
    assert {(line[CELL], line[NOTE]) for line in accepted} == {
        (some[0][CELL], "Aftalt for alle"),
        (some[1][CELL], "Kun denne"),
    }
    before = path.read_bytes()
    assert job.run(path, year=2026, closed=1).applied.is_empty
    assert path.read_bytes() == before


def folded(path: Path) -> tuple[set[int], set[int]]:
    """The rows of *Kontrol* that are grouped, and those of them that are hidden."""
    rows = openpyxl.load_workbook(path)["Kontrol"].row_dimensions
    grouped = {at for at, each in rows.items() if each.outlineLevel}
    return grouped, {at for at in grouped if rows[at].hidden}


def test_a_kind_and_what_is_accepted_are_folded_unless_something_of_the_users_stands_beside(path: Path) -> None:
    def under() -> set[int]:
        shown = list(enumerate(values(path, "Kontrol"), 1))
        several = {row[CODE] for _, row in shown if row[MARK] == "alle af slagsen"}
        return {n for n, row in shown if row[CELL] and row[CODE] in several and not row[NOTE]}

    assert under()
    assert folded(path) == (under(), under())
    accept(path, "C3")
    at = {n for n, row in enumerate(values(path, "Kontrol"), 1) if row[NOTE] == "Aftalt med leverandøren"}
    assert folded(path) == (under() | at, under() | at)
    [beside] = at
    change(path, "Kontrol", lambda sheet: sheet.cell(beside, MARK + 3, "Min egen huskeseddel"))
    change(path, "Disponering", lambda sheet: sheet.cell(4, 3, -701))
    grouped, hidden = folded(path)
    assert beside in grouped - hidden, "what is the user's own is never hidden"
    undo.undo(path)
    assert openpyxl.load_workbook(path)["Kontrol"].cell(beside, MARK + 3).value == "Min egen huskeseddel"


def test_each_check_says_what_its_kroner_are_and_a_kind_without_any_has_none(path: Path) -> None:
    refreshed = job.run(path, year=2026, closed=1).refreshed
    stakes = {rule.CODE: rule.STAKE for rule in RULES}
    priced = {finding.code for finding in refreshed.findings if finding.ore is not None}
    assert "negativ-takst" in priced
    assert not [code for code in priced if stakes[code] == Stake.NONE]
    assert all(finding.ore >= 0 for finding in refreshed.findings if finding.ore is not None)


def test_a_sum_that_is_written_is_told_as_it_stands_and_accepted_at_once(tmp_path: Path) -> None:
    unsure = ["660180-0004", "Familiepleje", 5_000, "måned", 1, "31-02-2026", None, None]
    total = ["I alt", *[None] * 7, *[1.5] * 12, 18.0]
    path = save(tmp_path / "ark.xlsx", Disponering=[HEADER, *rows()[:1], unsure, total])
    job.run(path, year=2026, closed=0)
    told = [line for line in lines(path)[0] if line[CODE] == "uklar-sum"]
    assert [(line[CELL], line[VALUE]) for line in told] == [("U4", "120000")]
    assert values(path, "Disponering")[3][20] == 120_000
    assert job.run(path, year=2026, closed=0).applied.is_empty
    row = next(n for n, line in enumerate(values(path, "Kontrol"), 1) if n > HEADER_ROW and line[CELL] == "U4")
    workbooks.type_in(path, "Kontrol", address(row, NOTE + 1), "Rækken er på vej ud")
    job.run(path, year=2026, closed=0)
    opened, accepted = lines(path)
    assert "U4" not in [line[CELL] for line in opened]
    assert [(line[CELL], line[NOTE]) for line in accepted] == [("U4", "Rækken er på vej ud")]

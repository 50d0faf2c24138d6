"""*Parametre*: what its tables say, what cannot be used, and result sheets that were declined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from styring_xl import standard, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cli import app
from styring_xl.reading import parameters
from styring_xl.reading.parameters import Parameters
from tests.command_line import CliRunner
from tests.workbooks import save


def read(**tables: tuple[tuple[Any, ...], ...]) -> Parameters:
    content = workbook.WorkbookContent(parameters={f"tbl{name}": rows for name, rows in tables.items()})
    return parameters.read(FileBook.from_bytes(workbook.build(content)).grid(standard.PARAMETERS))


def test_a_new_workbook_knows_the_verified_limits_and_nothing_else() -> None:
    found = read()
    assert [(limit.year, limit.group, limit.above_25, limit.above_75) for limit in found.refund] == [
        (2020, "voksne", 109_000_000, None),
        (2020, "børn", 83_000_000, None),
        (2021, "alle", 85_000_000, 209_000_000),
        (2022, "alle", 86_000_000, 212_000_000),
    ]
    assert (found.accounts, found.index, found.steps, found.teams, found.earlier, found.problems) == ((),) * 6


@pytest.mark.parametrize(
    ("cell", "matching", "other"),
    [
        ("528201003", "528201003", "528201004"),
        (528201003, "528201003", "5282010031"),
        ("5282*", "528299999", "528399999"),
        ("5.28.20*", "528201003", "528301003"),
        ("528201000-528201999", "528201500", "528202000"),
    ],
)
def test_an_account_is_whole_a_beginning_or_a_range(cell: object, matching: str, other: str) -> None:
    [account] = read(Konto=((cell, "Familiepleje", None),)).accounts
    assert account.matches(matching)
    assert not account.matches(other)


def test_the_narrower_account_goes_first() -> None:
    wide, narrow, span, whole = read(
        Konto=(("52*", "A", None), ("5282*", "B", None), ("528200-528249", "C", None), ("528201", "D", None))
    ).accounts
    assert whole.breadth < span.breadth < narrow.breadth < wide.breadth


def test_a_row_that_cannot_be_used_says_which_cell_and_the_others_count() -> None:
    found = read(
        Indeks=((2027, 103.5, None), ("snart", 104, None), (2029, None, None)),
        Statsrefusion=((2030, "alle", 900_000, 800_000, None, "?"), (2031, "alle", 1, 2, 3, "?")),
        Team=(("Signe Strandby", "Team Nord"), (None, "Team Syd")),
    )
    assert found.index == ((2027, 1_035_000),)
    assert [limit.year for limit in found.refund] == [2031]
    assert found.teams == (("signe strandby", "Team Nord"),)
    assert [(p.kind, p.field, p.row) for p in found.problems] == [
        ("parameter", "50 % over", 6),
        ("parameter", "År", 7),
        ("parameter_missing", "PL-indeks", 8),
        ("parameter_missing", "Rådgiver", 7),
    ]


def test_of_two_rows_for_the_same_the_upper_one_holds_and_the_other_is_told() -> None:
    """Two indexes of a year, and a measure that is both the children's and the adults'."""
    found = read(
        Indeks=((2026, 100, None), (2027, 103, None), (2027, 130, None)),
        Målgruppe=(("Pleje", "børn", None), (" pleje", "voksne", "nej")),
    )
    assert found.index == ((2026, 1_000_000), (2027, 1_030_000))
    assert [(name, target.group, target.refunded) for name, target in found.targets] == [("pleje", "børn", True)]
    assert [(each.kind, each.field, each.value) for each in found.problems] == [
        ("parameter_twice", "År", 2027),
        ("parameter_twice", "Foranstaltning", " pleje"),
    ]


@pytest.mark.slow
def test_a_declined_sheet_is_not_added(tmp_path: Path) -> None:
    head = ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato"]
    path = save(tmp_path / "Sager 2026.xlsx", Sager=[head, ["610180-0001", "Pleje", 100, "måned", "01-01-2026", None]])
    run = CliRunner().invoke
    assert run(app, ["adopt", str(path)]).exit_code == 0
    book = openpyxl.load_workbook(path)
    sheet = book["Opsætning"]
    [row] = [row for row in sheet.iter_rows() for cell in row if cell.value == "Afvigelse"]
    next(cell for cell in row if cell.value == "ja").value = "nej"
    del book["Afvigelse"], book.defined_names["Styring_Afvigelse"], book.defined_names["Styring_Diagram"]
    book.save(path)
    assert run(app, ["refresh", str(path)]).exit_code == 0
    assert "Afvigelse" not in openpyxl.load_workbook(path).sheetnames

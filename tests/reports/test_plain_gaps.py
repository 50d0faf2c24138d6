"""What stood in a row last time is not seen through what stands there now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from styring_xl import standard, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.patch import Block, Patch
from styring_xl.reports import SHEETS
from tests.workbooks import day, refreshed

pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")

MEASURES = ("Familiepleje", "Døgninstitution", "Aflastning", "Kontaktperson")


def rows(measures: int) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """A citizen and a budget line for each of the first measures, the tables' other rows empty."""
    cases, lines = [], []
    for at, measure in enumerate(MEASURES):
        row = {
            "CPR-nr.": f"61011{at}-4001",
            "Foranstaltning": measure,
            "Takst": 100000.0,
            "Startdato": day("01-01-2026"),
        }
        line = {"Gruppe": "Anbringelser", "Foranstaltning": measure, "Oprindeligt budget": 1000000.0}
        there = at < measures
        cases.append(tuple(row.get(name) if there else None for name in standard.DISPOSITION_COLUMNS))
        lines.append(tuple(line.get(name) if there else None for name in standard.BUDGET_COLUMNS))
    return cases, lines


def book(path: Path, measures: int) -> Path:
    cases, lines = rows(measures)
    content = workbook.WorkbookContent(
        settings=workbook.Given(year=2026, closed=0),
        dispositions=tuple(map(list, zip(*cases, strict=True))),
        budget=tuple(map(list, zip(*lines, strict=True))),
    )
    path.write_bytes(workbook.build(content))
    return refreshed(path)


def looks(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """The named styles on every result sheet from the first header on."""
    opened = FileBook.open(path)
    found = {}
    for result in (sheet for sheet in SHEETS if sheet.name in opened.sheet_names):
        styles = opened.grid(result.name).styles
        found[result.name] = {at: name for at, name in styles.items() if at[0] >= 5 and name != "Normal"}
    return found


def test_a_longer_table_leaves_no_bar_of_the_shorter_one_behind(tmp_path: Path) -> None:
    grown, fresh = book(tmp_path / "vokset.xlsx", 3), book(tmp_path / "ny.xlsx", 4)
    cases, lines = rows(4)
    blocks = (Block.of(standard.DISPOSITION, 9, 1, (cases[3],)), Block.of(standard.BUDGET, 9, 1, (lines[3],)))
    FileBook.open(grown).apply(Patch(blocks=blocks), backup=False)
    found = looks(refreshed(grown))
    for sheet, wanted in looks(fresh).items():
        assert found[sheet] == wanted, sheet
    before = grown.read_bytes()
    assert refreshed(grown).read_bytes() == before


def test_the_sentence_of_a_ladder_without_steps_is_not_cut_off_by_a_bar(tmp_path: Path) -> None:
    cells = looks(book(tmp_path / "ny.xlsx", 1))[standard.LADDER]
    assert not [at for at in cells if at[0] == 9 and 2 <= at[1] <= 14]

"""Errors in the user's own tables are found at their cell, and what adds up is left in peace."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import address
from styring_xl.cells.grid import Grid
from styring_xl.cli import app
from styring_xl.figures.user_sums import in_kroner, off_sums, rows_with
from styring_xl.reading.user_tables import tables_of
from styring_xl.refresh import refresh
from styring_xl.reports import read
from tests.command_line import CliRunner
from tests.workbooks import HEADER, day, save

GOLDEN = Path(__file__).parent / "golden"

# Middelfart's layout: 1.000 kr., two groups with sums, a total, and the year's months left out.
HEAD = ["Konto", "Regnskab 2024", "Regnskab 2025", "Korrigeret budget", "Forbrug ÅTD", "Metode", "Prognose"]
GROUPS: dict[str, list[tuple[Any, ...]]] = {
    "Anbringelser": [
        ("Familiepleje", 55_120, 57_004, 58_300, 29_150, "DISP", 59_400),
        ("Opholdssteder", 26_310, 27_450, 26_900, 14_020, "DISP", 27_750),
        ("Døgninstitutioner", 31_480, 30_015, 32_100, 15_500, "DISP", 31_900),
        ("Sikrede institutioner", 2_105, 1_990, 2_400, 1_020, "12/12", 2_040),
    ],
    "Forebyggelse": [
        ("Aflastning", 27_900, 28_420, 29_200, 13_800, "DISP", 28_100),
        ("Kontaktpersoner", 4_950, 4_610, 5_100, 2_205, "12/12", 4_410),
        ("Familiebehandling", 13_300, 14_120, 14_000, 7_350, "BUDG", 14_000),
    ],
}
FIGURES = (1, 2, 3, 4, 6)


def middelfart(*, unit: str = "1.000 kr.") -> list[list[Any]]:
    """Rows from A1: title, unit, header in row 4, groups of lines with their sums, a total."""
    rows: list[list[Any]] = [["Prognose børn og unge"], [f"Beløb i {unit}"], [], HEAD]
    sums: list[list[Any]] = []
    for group, lines in GROUPS.items():
        rows.append([group])
        rows += [list(line) for line in lines]
        sums.append(
            [f"{group} i alt", *(sum(line[at] for line in lines) if at in FIGURES else None for at in range(1, 7))]
        )
        rows.append(sums[-1])
    rows += [[], ["I alt", *(sum(s[at] for s in sums) if at in FIGURES else None for at in range(1, 7))]]
    return rows


def told(rows: list[list[Any]]) -> list[str]:
    """The cells flagged in a sheet, u for the unit and s for a sum before each."""
    found = []
    for table in tables_of(Grid("Prognose", rows)):
        kroner = in_kroner(table)
        found += [f"u{address(row, columns[0])}" for row, columns in rows_with(table, kroner)]
        found += [f"s{address(off.row, off.column)}" for off in off_sums(table, kroner)]
    return found


def test_a_right_table_raises_nothing() -> None:
    assert told(middelfart()) == []
    assert told(middelfart(unit="kr.")) == []


def test_check_looks_through_a_workbook_that_has_no_disposition(tmp_path: Path) -> None:
    rows = middelfart()
    for at in FIGURES:
        rows[12][at] = rows[12][at] * 1000 + 387
    rows[9][3] += 400
    path = save(tmp_path / "overblik.xlsx", Prognose=rows)

    done = CliRunner().invoke(app, ["check", str(path), "--json"])

    said = json.loads(done.stdout)["files"][0]
    assert done.exit_code == 0
    assert said["not_found"][0].startswith("Der er ingen disponering, så kun egne tabeller er set efter (»Prognose«)")
    assert {(code, each["cell"]) for code, some in said["findings"].items() for each in some} == {
        ("kr-blandt-1000-kr", "B13"),
        ("sum-stemmer-ikke", "D10"),
    }


@pytest.mark.parametrize("window", [None, "80"])
def test_codes_and_addresses_of_findings_are_never_cut(
    window: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a narrow window they go on in the next line, and in a file each stands in one."""
    monkeypatch.delenv("COLUMNS", raising=False)
    if window is not None:
        monkeypatch.setenv("COLUMNS", window)
    rows = [HEADER, ["610180-0001", "Familiepleje", 100, "måned", 1, day("01-05-2026"), day("01-02-2026"), None]]
    path = save(tmp_path / "sager.xlsx", **{"Bevillinger og disponering": rows})
    said = CliRunner().invoke(app, ["check", str(path)]).stdout
    assert "…" not in said
    columns = [[cell.strip() for cell in line.split("│")[1:-1]] for line in said.splitlines() if line.startswith("│")]
    codes, places = ("".join(row[at] for row in columns).replace(" ", "") for at in (1, 4))
    assert "stop-før-start" in codes
    assert "Bevillingerogdisponering!G2" in places
    assert (window is None) == ("│ Bevillinger og disponering!G2 " in said)


def test_check_refuses_a_workbook_of_which_it_can_say_nothing(tmp_path: Path) -> None:
    path = save(tmp_path / "noter.xlsx", Noter=[["Huskeliste"], ["Ring til banken", 1]])
    done = CliRunner().invoke(app, ["check", str(path)])
    assert done.exit_code == 2
    assert "Der blev ikke fundet en disponering" in done.stderr


@pytest.mark.parametrize("sums", ["typed in 1.000 kr.", "summed with the error"])
def test_a_line_in_kr_among_lines_in_thousands(sums: str) -> None:
    rows = middelfart()
    line = next(row for row in rows if row[:1] == ["Kontaktpersoner"])
    before = list(line)
    for at in FIGURES:
        line[at] = line[at] * 1000 + 387
        if sums == "summed with the error":
            for total in (row for row in rows if row and row[0] in ("Forebyggelse i alt", "I alt")):
                total[at] += line[at] - before[at]
    assert told(rows) == ["uB13"]


def test_one_figure_in_kr_in_a_line_in_thousands() -> None:
    rows = middelfart()
    rows[7][4] = 15_500_213
    assert told(rows) == ["uE8"]


def test_a_sum_in_kr_over_lines_in_thousands() -> None:
    rows = middelfart()
    rows[9][4] = rows[9][4] * 1000 + 12
    assert told(rows)[0] == "uE10"


@pytest.mark.parametrize("column", FIGURES)
@pytest.mark.parametrize("row", [10, 15, 17])
@pytest.mark.parametrize("off", [300, -250])
def test_a_sum_off_by_a_few_hundred(row: int, column: int, off: int) -> None:
    rows = middelfart()
    rows[row - 1][column] += off
    assert told(rows) == [f"s{address(row, column + 1)}"]


def test_both_errors_in_one_table_are_told_apart() -> None:
    rows = middelfart()
    for at in FIGURES:
        rows[12][at] = rows[12][at] * 1000 + 387
    rows[9][3] += 400
    assert told(rows) == ["uB13", "sD10"]


MONTHS = ["Foranstaltning", *(f"{m}." for m in ("Jan", "Feb", "Mar", "Apr")), "I alt"]


def months() -> list[list[Any]]:
    lines: list[list[Any]] = [[f"Linje {n}", *(1000 * n + 37 * m + n * m for m in range(1, 5))] for n in range(1, 7)]
    for line in lines:
        line.append(sum(line[1:]))
    return [MONTHS, *lines, ["I alt", *(sum(line[at] for line in lines) for at in range(1, 6))]]


@pytest.mark.parametrize(
    ("row", "column", "cell"),
    [(3, 2, "sC4"), (3, 5, "sF4"), (7, 2, "sC8"), (7, 5, "sF8")],
    ids=["a figure", "its row's sum", "its column's sum", "the grand total"],
)
def test_where_sums_cross_the_one_wrong_cell_is_named(row: int, column: int, cell: str) -> None:
    rows = months()
    assert told(rows) == []
    rows[row][column] += 300
    assert told(rows) == [cell]


def test_averages_shares_and_people_need_not_add_up() -> None:
    rows: list[list[Any]] = [
        ["Foranstaltning", "Budget", "Forventet", "Andel", "Gennemsnitspris", "Antal borgere", "Forbrug i %"],
        *[[f"Linje {n}", 1000 * n, 900 * n, n / 15, 450 + n, 2 * n, 0.9] for n in range(1, 6)],
        ["I alt", 15_000, 13_500, 1, 452.5, 28, 0.9],
    ]
    assert told(rows) == []


def test_rounded_published_figures_are_no_error() -> None:
    rows: list[list[Any]] = [
        ["Foranstaltning", "Regnskab", "Budget", "Prognose"],
        ["A", 1_204, 3_551, 2_500],
        ["B", 2_333, 1_119, 8_001],
        ["C", 8_120, 2_009, 1_777],
        ["I alt", 11_658, 6_679, 12_277],  # a thousand more, a thousand less
    ]
    assert told(rows) == []


@given(st.lists(st.lists(st.integers(-(10**6), 10**8), min_size=4, max_size=4), min_size=3, max_size=12), st.booleans())
@settings(deadline=None)
def test_no_table_that_adds_up_raises_anything_about_sums(lines: list[list[int]], across: bool) -> None:
    rows: list[list[Any]] = [[str(n), *line] for n, line in enumerate(lines)]
    rows.append(["I alt", *(sum(column) for column in zip(*lines, strict=True))])
    head = ["Konto", "A", "B", "C", "D"]
    if across:
        head.append("I alt")
        rows = [[*row, sum(row[1:])] for row in rows]
    assert [cell for cell in told([head, *rows]) if cell[0] == "s"] == []


@pytest.mark.parametrize("name", ["horsens_2017.csv", "horsens_2017_priser.csv", "vive_2017.csv"])
def test_published_tables_raise_nothing(name: str) -> None:
    def value(text: str) -> Any:
        plain = text.replace(".", "").replace(",", ".")
        try:
            return float(plain)
        except ValueError:
            return text or None

    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        rows = [[value(text) for text in row] for row in csv.reader(file, delimiter=";")]
    assert told([["Beløb i 1.000 kr."], [], *rows]) == []
    assert told(rows) == []


def test_the_findings_stand_in_kontrol_for_a_sheet_of_no_known_role(tmp_path: Path) -> None:
    disposition = [HEADER, ["610180-0001", "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None, None]]
    rows = middelfart()
    for at in FIGURES:
        rows[12][at] = rows[12][at] * 1000 + 387
    rows[9][3] += 400
    path = save(tmp_path / "ark.xlsx", Disponering=disposition, Mit=rows)
    result = refresh(read(FileBook.open(path), year=2026, closed=0))
    found = [(f.code, f.sheet, f.cell) for f in result.findings if f.sheet == "Mit"]
    assert found == [("kr-blandt-1000-kr", "Mit", "B13"), ("sum-stemmer-ikke", "Mit", "D10")]

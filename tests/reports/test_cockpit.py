"""*Cockpit*: kroner, number and price over the years, and nothing that nobody stated."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.patch import Block, Patch
from styring_xl.reports.cockpit.columns import PERSONS_TITLE, PRICE_TITLE, RESULT_TITLE
from tests.workbooks import BUDGET, HEADER, LEDGER, cell, charts, refreshed, save, type_in, values

EARLIER = (
    ("År", "Foranstaltning", "Regnskab", "Helårspersoner"),
    (2023, "Familiepleje", 8_000, 1),
    (2024, "Familiepleje", 20_000, 2.5),
    (2025, "Familiepleje", 99_999, 2),
    (2024, "Nedlagt tilbud", 500, None),
)


def workbook(path: Path, months: int = 12, earlier: tuple[tuple[Any, ...], ...] = EARLIER, own: bool = False) -> Path:
    """Familiepleje at 1.000 a month for one citizen, Advokat with 10 a month booked; 2025 whole or in part."""
    cases = [["610180-0001", "Familiepleje", 1000, "måned", 1, dt.date(2026, 1, 1), None, None]]
    ledger: list[list[Any]] = [[dt.date(2026, 1, 5), None, "Advokat", 10, 1]]
    for month in range(1, months + 1):
        day = dt.date(2025, month, 5)
        ledger += [[day, None, "Advokat", 10, month], [day, "610180-0001", "Familiepleje", 900, month]]
    budget = [["Familiepleje", 11_000, 0, 1, 11_000], ["Advokat", 300, 50, None, None]]
    users: dict[str, Any] = {"Cockpit": [["Mit eget"]]} if own else {}
    save(path, Disponering=[HEADER, *cases], Realiseret=[LEDGER, *ledger], Budget=[BUDGET, *budget], **users)
    if earlier:
        book = openpyxl.load_workbook(path)
        sheet = book.create_sheet("Parametre")
        for row in earlier:
            sheet.append(row)
        sheet.add_table(Table(displayName="tblTidligereÅr", ref=f"A1:D{90 if own else len(earlier)}"))
        book.save(path)
    return refreshed(path, year=2026, closed=1)


def blocks(path: Path) -> dict[str, dict[str, list[Any]]]:
    """Block title -> row name -> 2021..2025, expected, change, percent, index."""
    found: dict[str, dict[str, list[Any]]] = {}
    for row in values(path, "Cockpit")[4:]:
        if row[1] == "2021":
            block = found.setdefault(row[0], {})
        elif row[0] == "Hvor tallene er fra":
            break
        elif row[0]:
            block[row[0]] = list(row[1:10])
    return found


def test_kroner_from_the_postings_of_whole_years_and_else_as_stated(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    kroner = blocks(path)[RESULT_TITLE]
    # Booked 0 in January, expected 11 months.
    assert kroner["Familiepleje"] == [
        None,
        None,
        8_000,
        20_000,
        10_800,
        11_000,
        200,
        pytest.approx(200 / 10_800),
        137.5,
    ]
    assert kroner["Advokat"][:7] == [None, None, None, None, 120, 10, -110]
    assert kroner["Nedlagt tilbud"][:7] == [None, None, None, 500, None, None, None]
    assert kroner["I alt"][:7] == [None, None, 8_000, 20_500, 10_920, 11_010, 90]
    total = next(row for row in values(path, "Afvigelse") if row[0] == "I alt")
    assert kroner["I alt"][5] == total[4]


def test_persons_are_stated_or_unknown_and_never_made_up(tmp_path: Path) -> None:
    found = blocks(workbook(tmp_path / "a.xlsx"))
    persons, prices = found[PERSONS_TITLE], found[PRICE_TITLE]
    assert persons["Familiepleje"] == [None, None, 1, 2.5, 2, 1, -1, -0.5, 100]
    assert "Advokat" not in persons
    assert persons["I alt"][:6] == [None, None, 1, 2.5, 2, 1]
    assert prices["Familiepleje"][:7] == [None, None, 8_000, 8_000, 5_400, 11_000, 5_600]
    assert prices["I alt"][:6] == [None, None, 8_000, 8_000, 5_400, 11_000]


def test_a_measure_of_earlier_years_that_cost_nothing_keeps_its_persons(tmp_path: Path) -> None:
    """Its income was as large as its cost; the citizens were there all the same."""
    path = workbook(tmp_path / "a.xlsx", earlier=(*EARLIER, (2023, "Selvbetalt", 0, 1.5)))
    assert blocks(path)[RESULT_TITLE]["Selvbetalt"][2] == 0
    persons = blocks(path)[PERSONS_TITLE]
    assert (persons["Selvbetalt"][2], persons["I alt"][2]) == (1.5, 2.5)


def test_a_sum_is_held_only_against_a_year_with_numbers_of_all_its_lines(tmp_path: Path) -> None:
    """Hybel has persons this year and no number in 2025, so all together 2025 has fewer lines than 2026."""
    path = workbook(tmp_path / "a.xlsx", months=0)
    row = ("620180-0002", "Hybel", 1000, "måned", 1, dt.date(2026, 1, 1))
    for at, content in zip("ABCDEF", row, strict=True):
        type_in(path, "Disponering", f"{at}3", content)
    shown = blocks(refreshed(path, year=2026, closed=1))
    persons, prices = shown[PERSONS_TITLE], shown[PRICE_TITLE]
    assert persons["Familiepleje"][4:] == [2, 1, -1, -0.5, 100]
    assert persons["Øvrige"][4:] == persons["Familiepleje"][4:], "the group has no line without a number"
    assert persons["I alt"][4:] == [2, 2, None, None, None]
    assert prices["I alt"][6:] == [None] * 3


def test_the_sheet_says_which_years_the_indexes_in_all_are_based_on(tmp_path: Path) -> None:
    """2023 and 2024 have kroner of Familiepleje alone; Advokat has no persons in any year."""
    path = workbook(tmp_path / "a.xlsx")
    assert blocks(path)[RESULT_TITLE]["I alt"][8] == pytest.approx(100 * 11_010 / 10_920)
    (said,) = (row[1] for row in values(path, "Cockpit") if row[0] == "Indeks")
    assert said.endswith("I alt er det 2025 for kroner, 2023 for helårspersoner og 2023 for gennemsnit.")


def test_part_of_a_year_is_no_result(tmp_path: Path) -> None:
    kroner = blocks(workbook(tmp_path / "a.xlsx", months=11))[RESULT_TITLE]
    assert kroner["Familiepleje"][4] == 99_999
    assert kroner["Advokat"][4] is None


def test_the_charts_follow_the_known_years(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    names = openpyxl.load_workbook(path).defined_names
    assert [names[f"Styring_Diagram_{name}"].attr_text for name in ("Kroner", "Antal", "Pris")] == [
        "'Cockpit'!$Z$6:$AA$9", "'Cockpit'!$AC$6:$AD$9", "'Cockpit'!$AF$6:$AG$9",
    ]  # fmt: skip
    assert [cell(path, "Cockpit", at) for at in ("Z6", "AA6", "Z9", "AA9")] == [
        "2023", 8_000, "2026 forventet", 11_010,
    ]  # fmt: skip


def sparklines(path: Path) -> list[tuple[str, str]]:
    """(source, place) of every sparkline of the workbook."""
    found = []
    with zipfile.ZipFile(path) as package:
        for part in package.namelist():
            if part.startswith("xl/worksheets/sheet"):
                text = package.read(part).decode()
                found += re.findall(r"<x14:sparkline><xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", text)
    return found


def test_a_chart_keeps_its_years_when_its_neighbour_loses_one(tmp_path: Path) -> None:
    """The three charts' figures stand side by side on the same rows; each has the years its own line knows."""
    path = workbook(tmp_path / "a.xlsx", months=0, earlier=(EARLIER[0], (2025, "Familiepleje", 99_999, 2)))

    def drawn() -> list[str]:
        return [chart.series[0].val.numRef.f for chart in charts(openpyxl.load_workbook(path), "Cockpit")]

    assert drawn() == [f"'Cockpit'!${column}$6:${column}$7" for column in ("AA", "AD", "AG")]
    # Nobody is left this year: there is a number, nought, but no price.
    type_in(path, "Disponering", "F2", "01-01-2027")
    for _ in range(2):
        refreshed(path, year=2026, closed=1)
        assert drawn() == ["'Cockpit'!$AA$6:$AA$7", "'Cockpit'!$AD$6:$AD$7", "'Cockpit'!$AG$6:$AG$6"]
        names = openpyxl.load_workbook(path).defined_names
        assert names["Styring_Diagram_Antal"].attr_text == "'Cockpit'!$AC$6:$AD$7"
    before = path.read_bytes()
    assert refreshed(path, year=2026, closed=1).read_bytes() == before


@pytest.mark.parametrize("more", [0, 1, 40])
def test_every_line_has_a_sparkline_of_its_years_and_no_other_row_has(tmp_path: Path, more: int) -> None:
    """Adopted beside a Cockpit of the user's, and refreshed again with more measures, which move the rows below."""
    path = workbook(tmp_path / "a.xlsx", own=True)
    sheet = "Cockpit (Styring)"
    if more:
        added = ((year, f"Tilbud {at}", 7 + at, 0.5) for at in range(more) for year in (2023, 2024))
        book = FileBook.open(path)
        book.apply(Patch(blocks=(Block.of("Parametre", 2, 1, (*EARLIER[1:], *added)),)), backup=False)
        refreshed(path, year=2026, closed=1)
    rows = values(path, sheet)
    seen: dict[tuple[str, int], list[Any]] = {}
    drawn = sparklines(path)
    for source, place in drawn:
        row = int(place[1:])
        assert (source, place) == (f"'{sheet}'!AI{row}:AO{row}", f"L{row}")
        numbers = [each for each in rows[row - 1][34:41] if each is not None]
        if numbers:
            seen[rows[row - 1][0], row] = numbers
    assert [int(place[1:]) for _, place in drawn] == list(
        range(6, 1 + max(at for at, row in enumerate(rows, 1) if row[0]))
    )
    lines = {}
    for number, cells in enumerate(rows[5:], 6):
        known = [each for each in cells[1:7] if isinstance(each, (int, float))]
        if cells[0] and len(known) > 1:
            lines[cells[0], number] = [0, *(each / max(map(abs, known)) for each in known)]
    assert seen.keys() == lines.keys()
    for at, parts in seen.items():
        assert parts == pytest.approx(lines[at]), at
    assert len(lines) >= 8 + 2 * more


def test_a_second_refresh_changes_nothing_and_no_past_is_no_cockpit(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    before = path.read_bytes()
    refreshed(path, year=2026, closed=1)
    assert path.read_bytes() == before
    bare = workbook(tmp_path / "b.xlsx", months=3, earlier=())
    assert "Cockpit" not in openpyxl.load_workbook(bare).sheetnames

"""What a reader could take for something else is read as the controller meant it, or it is named and left alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from styring_xl.books.file.filebook import FileBook
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import Refreshed, refresh
from styring_xl.reports import read
from tests.workbooks import HEADER, MONTHS, day, save

ROW = ["610180-0001", "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None, None]


def computed(folder: Path, closed: int | None = 0, **sheets: Sequence[Any]) -> tuple[Snapshot, Refreshed]:
    snapshot = read(FileBook.open(save(folder / "ark.xlsx", **sheets)), year=2026, closed=closed)
    return snapshot, refresh(snapshot)


def written(result: Refreshed, sheet: str) -> dict[tuple[int, int], Any]:
    return {
        (block.row + r, block.column + c): value
        for block in result.patch.blocks
        if block.sheet == sheet
        for r, row in enumerate(block.rows())
        for c, value in enumerate(row)
        if isinstance(value, float)
    }


def codes(result: Refreshed) -> set[str]:
    return {finding.code for finding in result.findings}


def test_months_typed_as_booked_stay_where_there_is_no_ledger(tmp_path: Path) -> None:
    _, result = computed(tmp_path, closed=2, Disponering=[HEADER, [*ROW, 11_250.5, 9_000]])
    assert result.figures.months[0].tolist() == [1_125_050, 900_000, *[1_000_000] * 10]
    assert (result.figures.realised, "ingen-bogføring" in codes(result)) == (2_025_050, True)


@pytest.mark.parametrize(
    "heads",
    [
        [*[f"{m} 2025" for m in MONTHS], *[f"{m} 2026" for m in MONTHS]],
        [*[f"Forbrug {m}" for m in MONTHS], *[f"Skøn {m}" for m in MONTHS]],
    ],
    ids=["two years", "booked and expected"],
)
def test_of_two_blocks_of_months_the_right_one_is_written(tmp_path: Path, heads: list[str]) -> None:
    _, result = computed(tmp_path, Disponering=[[*HEADER[:8], *heads], [*ROW, *[1] * 12]])
    assert {column for row, column in written(result, "Disponering") if row == 2} == set(range(21, 33))


def test_of_two_rates_the_one_of_the_year_counts(tmp_path: Path) -> None:
    head = ["CPR", "Takst pr. måned 2025", "Takst pr. måned 2026", "Startdato", "Stopdato", *MONTHS, "I alt"]
    _, result = computed(tmp_path, Sager=[head, ["610180-0001", 1, 10_000, day("01-01-2026")]])
    assert result.figures.result == 120_000_00


def test_a_month_without_year_is_of_the_year_the_posting_is_dated_in(tmp_path: Path) -> None:
    head = ["Dato", "Periode", "CPR", "Foranstaltning", "Beløb", "D/K"]
    rows = [
        [day("31-03-2025"), 3, "610180-0001", "Familiepleje", 7, None],
        [day("31-03-2026"), 3, "610180-0001", "Familiepleje", 10_000, "D"],
        [day("31-03-2026"), "003.2026", "610180-0001", "Familiepleje", 500, "K"],
    ]
    _, result = computed(tmp_path, closed=3, Disponering=[HEADER, ROW], Posteringer=[head, *rows])
    assert (result.figures.realised, result.figures.last_year) == (9_500_00, 7_00)


def test_names_that_begin_like_a_sum_are_no_sums(tmp_path: Path) -> None:
    row = ["620180-0002", "Samlet familieindsats", 1_000, "måned", 1, None, None, None]
    snapshot, result = computed(
        tmp_path, Disponering=[HEADER, ROW, row, [None, "Samlet budget", *[None] * 18, 500_000], ["Heraf nye", 5]]
    )
    assert snapshot.disposition.totals == ()
    assert {"mangler", "ikke-med"} <= codes(result)
    assert not [place for place in written(result, "Disponering") if place[0] > 2]


def test_sums_above_after_a_remark_and_without_puljer(tmp_path: Path) -> None:
    pool = ["Pulje", *[None] * 19, 500_000]
    rows = [["I alt"], ROW, ["Bemærk: ny takst"], ["I alt"], pool, ["I alt ekskl. pulje"], ["I alt inkl. pulje"]]
    _, result = computed(tmp_path, Disponering=[HEADER, *rows])
    sums = [written(result, "Disponering")[row, 21] for row in (2, 5, 7, 8)]
    assert sums == [620_000, 120_000, 120_000, 620_000]


def test_a_pulje_typed_in_the_months_counts(tmp_path: Path) -> None:
    _, result = computed(tmp_path, Disponering=[HEADER[:20], ROW, ["Pulje", *[None] * 7, *[100_000] * 12]])
    assert result.figures.pool == 1_200_000_00


def test_a_sum_of_rates_is_not_made_an_average(tmp_path: Path) -> None:
    _, result = computed(tmp_path, Disponering=[HEADER, ROW, ROW, ["I alt", None, 20_000]])
    assert (4, 3) not in written(result, "Disponering")


@pytest.mark.parametrize("factor", ["25 %", 1.25, 0.25])
def test_a_vat_rate_is_no_factor(tmp_path: Path, factor: Any) -> None:
    _, result = computed(tmp_path, Disponering=[[*HEADER, "Momsfaktor"], [*ROW, *[None] * 13, factor]])
    assert (result.not_computed, "andel" in codes(result)) == (1, True)


def test_hours_a_week_do_not_multiply_a_price_a_month(tmp_path: Path) -> None:
    head = ["CPR", "Takst pr. måned", "Timer pr. uge", "Startdato", "Stopdato", *MONTHS]
    _, result = computed(tmp_path, Sager=[head, ["610180-0001", 10_000, 8, day("01-01-2026")]])
    assert result.figures.result == 120_000_00


def test_sub_totals_of_a_budget_are_no_lines(tmp_path: Path) -> None:
    lines = [
        ["Familiepleje", 900_000],
        ["Aflastning", 400_000],
        ["Anbringelser i alt", 1_300_000],
        ["Samlet", 1_300_000],
    ]
    snapshot, _ = computed(tmp_path, Disponering=[HEADER, ROW], Budget=[["Foranstaltning", "Budget 2026"], *lines])
    assert sum(line.revised for line in snapshot.budget.lines) == 1_300_000_00


def test_a_sheet_that_cannot_be_read_in_its_role_is_an_error(tmp_path: Path) -> None:
    head = ["Dato", "Saldo", "CPR"]
    _, result = computed(tmp_path, Disponering=[HEADER, ROW], Posteringer=[head, [day("01-01-2026"), 5, "x"]])
    assert [f.sheet for f in result.findings if f.code == "flere-ark" and f.severity == "fejl"] == ["Posteringer"]


def test_headings_of_known_measures_stand_for_the_column(tmp_path: Path) -> None:
    head = ["CPR", "Takst pr. måned", "Startdato", "Stopdato", *MONTHS, "I alt"]
    rows = [
        ["Familiepleje"],
        ["610180-0001", 10_000, day("01-01-2026")],
        ["Aflastning"],
        ["620180-0002", 1_000, day("01-01-2026")],
    ]
    snapshot, _ = computed(
        tmp_path, Sager=[head, *rows], Budget=[["Foranstaltning", "Budget"], ["Familiepleje", 1], ["Aflastning", 1]]
    )
    assert snapshot.disposition.commitments.measure == ("Familiepleje", "Aflastning")


def test_the_year_in_the_title_is_the_year(tmp_path: Path) -> None:
    path = save(tmp_path / "ark.xlsx", Sager=[["Disponering 2024"], HEADER[:20], ROW])
    assert read(FileBook.open(path)).year == 2024


def test_a_sum_that_names_a_measure_sums_the_measure(tmp_path: Path) -> None:
    other = ["620180-0002", "Aflastning", 1_000, *ROW[3:]]
    rows = [ROW, other, [*ROW], ["I alt Aflastning"], ["I alt"]]
    _, result = computed(tmp_path, Disponering=[HEADER, *rows])
    assert [written(result, "Disponering")[row, 21] for row in (5, 6)] == [12_000, 252_000]


def test_half_a_years_sum_is_not_the_years_result(tmp_path: Path) -> None:
    head = [*HEADER[:14], "I alt", *HEADER[14:20], "I alt"]
    _, result = computed(tmp_path, Disponering=[head, ROW])
    cells = written(result, "Disponering")
    assert ((2, 15) in cells, cells[2, 22]) == (False, 120_000)


def test_rows_under_an_excel_table_are_named(tmp_path: Path) -> None:
    path = save(tmp_path / "ark.xlsx", Disponering=[HEADER, ROW, ROW])
    book = openpyxl.load_workbook(path)
    book["Disponering"].add_table(Table(displayName="Sager", ref="A1:U2"))
    book.save(path)
    result = refresh(read(FileBook.open(path), closed=0))
    assert [f.cell for f in result.findings if f.code == "ikke-med"] == ["F3"]


def test_spend_without_a_commitment_is_told_where_the_ledger_has_debit_and_credit(tmp_path: Path) -> None:
    head = ["Dato", "CPR-nr.", "Foranstaltning", "Bilagsnr.", "Debet", "Kredit"]
    rows = [[day("31-01-2026"), "610180-0001", "Aflastning", "1", 500, None]]
    _, result = computed(tmp_path, closed=1, Disponering=[HEADER, ROW], Posteringer=[head, *rows])
    [found] = [finding for finding in result.findings if finding.code == "udisponeret"]
    assert (found.cell, result.figures.realised) == ("B2", 500_00)


@pytest.mark.parametrize(("heading", "realised", "told"), [("Art", 10_000, ["G1"]), ("D/K", 9_300, [])])
def test_letters_that_may_be_debit_and_credit_are_told_in_a_ledger_sheet(
    tmp_path: Path, heading: str, realised: int, told: list[str]
) -> None:
    """Under another heading K may be a kreditor: what both readings agree on counts, the rest is told once."""
    head = ["Dato", "CPR-nr.", "Foranstaltning", "Bilagsnr.", "Tekst", "Beløb", heading]
    sides = (("D", 9_000), ("D", 1_000), ("K", 700))
    rows = [[day("31-01-2026"), "610180-0001", "Familiepleje", str(n), "Vederlag", amount, side]
            for n, (side, amount) in enumerate(sides)]  # fmt: skip
    _, result = computed(tmp_path, closed=1, Disponering=[HEADER, ROW], Posteringer=[head, *rows])
    assert result.figures.realised == 100 * realised
    assert [finding.cell for finding in result.findings if finding.code == "debet-kredit"] == told


def test_a_ledger_with_debit_and_credit_in_thousands_is_told(tmp_path: Path) -> None:
    head = ["Dato", "CPR-nr.", "Foranstaltning", "Bilagsnr.", "Debet", "Kredit"]
    rows = [[day("31-01-2026"), "610180-0001", "Familiepleje", "1", 10, None]]
    _, result = computed(
        tmp_path, closed=1, Disponering=[HEADER, ROW], Posteringer=[["Beløb i 1.000 kr."], head, *rows]
    )
    assert (result.figures.realised, "tusind-kroner" in codes(result)) == (10_000_00, True)

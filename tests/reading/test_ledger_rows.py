"""A ledger's rows as refresh and import see them: postings, sums, balances, and what cannot be told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.table import Table

from styring_xl.books.file.filebook import FileBook
from styring_xl.imports import ledger_sheet
from styring_xl.imports.posting import Pools
from styring_xl.reading import header
from styring_xl.reports import lay_out, read
from tests.examples import examples
from tests.workbooks import day, save

CASES = [
    ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato"],
    ["610180-0001", "Pleje", 1000, "måned", day("01-01-2026")],
]


def seen(path: Path) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, int]], list[tuple[str, int]]]:
    """(row, month, øre) of each posting as refresh and as import see it, and the kind and row of each problem."""
    book = FileBook.open(path)
    snapshot = read(book, year=2026, closed=12)
    ledger = snapshot.ledger
    refresh = sorted(zip(ledger.row.tolist(), ledger.month.tolist(), ledger.amount.tolist(), strict=True))
    [table] = lay_out(book, 2026)[1].of(header.POSTINGS)
    found = ledger_sheet.read(book, table, Pools(), 2026).postings
    imported = sorted(zip(found.line.tolist(), (found.month % 12 + 1).tolist(), found.amount.tolist(), strict=True))
    return refresh, imported, [(str(each.kind), each.row) for each in ledger.problems]


def sheet(tmp_path: Path, *rows: list[Any]) -> Path:
    return save(tmp_path / "ark.xlsx", Disponering=CASES, Posteringer=[list(row) for row in rows])


def both(tmp_path: Path, *rows: list[Any]) -> tuple[list[tuple[int, int, int]], list[tuple[str, int]]]:
    """What refresh and import agree on, and what is told."""
    refresh, imported, told = seen(sheet(tmp_path, *rows))
    assert refresh == imported
    return refresh, told


def test_debit_and_credit_stand_in_columns_of_their_own_and_a_balance_is_no_amount(tmp_path: Path) -> None:
    found, told = both(
        tmp_path,
        ["Dato", "CPR-nr.", "Debet", "Kredit", "Saldo"],
        [day("05-01-2026"), "610180-0001", 31_000, None, 331_000],
        [day("05-02-2026"), "610180-0001", None, 1_800, 329_200],
    )
    assert (found, told) == ([(2, 1, 3_100_000), (3, 2, -180_000)], [])


@pytest.mark.parametrize(
    ("head", "debit", "credit"),
    [
        ("D/K", "D", "KRE"),
        ("Fortegn", "+", "-"),
        ("S/H", "Soll", "Haben"),
        ("Af/Bij", "Af", "Bij"),
        ("DK", "debet", "k"),
        ("U/I", "U", "I"),
        ("Faktor", "1", "-1"),
    ],
)
def test_a_side_is_told_in_any_of_the_words_for_it(tmp_path: Path, head: str, debit: str, credit: str) -> None:
    found, told = both(
        tmp_path,
        ["Dato", "CPR-nr.", "Beløb", head],
        [day("05-01-2026"), "610180-0001", 100, debit],
        [day("06-01-2026"), "610180-0001", 40, credit],
    )
    assert (found, told) == ([(2, 1, 10_000), (3, 1, -4_000)], [])


def test_a_word_for_a_side_that_nobody_knows_is_no_debit(tmp_path: Path) -> None:
    found, told = both(
        tmp_path,
        ["Dato", "CPR-nr.", "Beløb", "D/K"],
        [day("05-01-2026"), "610180-0001", 100, "D"],
        [day("06-01-2026"), "610180-0001", 40, "x"],
    )
    assert (found, told) == ([(2, 1, 10_000)], [("side", 3)])


def test_credits_that_carry_their_minus_keep_it_and_those_that_may_are_told(tmp_path: Path) -> None:
    head = ["Dato", "CPR-nr.", "Beløb", "D/K"]
    first = [day("05-01-2026"), "610180-0001", 100, "D"]
    found, _ = both(tmp_path, head, first, [day("06-01-2026"), "610180-0001", -40, "K"])
    assert found == [(2, 1, 10_000), (3, 1, -4_000)]
    found, told = both(
        tmp_path, head, first, [day("06-01-2026"), "610180-0001", -40, "K"], [day("07-01-2026"), "610180-0001", 70, "K"]
    )
    assert (found, told) == ([], [("side", 2), ("side", 3), ("side", 4)])


def test_sums_and_balances_are_no_postings_whether_they_have_a_date_or_not(tmp_path: Path) -> None:
    found, told = both(
        tmp_path,
        ["Dato", "Bilagsnr.", "CPR-nr.", "Beløb", "Posteringstekst"],
        [day("01-01-2026"), None, None, 449_710.18, "Saldo primo"],
        [day("05-01-2026"), "C1", "610180-0001", 31_000, "Vederlag"],
        [day("15-01-2026"), "C2", "610180-0001", 27_000, "I alt 3 døgn"],
        [day("31-01-2026"), None, None, 58_000, "I alt januar"],
        [day("05-02-2026"), "C3", "610180-0001", 500, "Vederlag"],
        [day("28-02-2026"), None, None, 500, "I alt februar"],
        [None, None, None, 58_500, "Total"],
        [day("28-02-2026"), None, None, 508_210.18, "Saldo ultimo"],
    )
    assert (found, told) == ([(3, 1, 3_100_000), (4, 1, 2_700_000), (6, 2, 50_000)], [])


@pytest.mark.parametrize("text", ["Primosaldo", "Ingående balance", "Udgående saldo", "Åbningsbalance 2026"])
def test_a_balance_is_no_posting_and_one_with_a_voucher_is_counted_and_told(tmp_path: Path, text: str) -> None:
    head = ["Dato", "Bilagsnr.", "CPR-nr.", "Beløb", "Posteringstekst"]
    vederlag = [day("05-01-2026"), "C1", "610180-0001", 31_000, "Vederlag"]
    found, told = both(tmp_path, head, [day("01-01-2026"), None, None, 500_000, text], vederlag)
    assert (found, told) == ([(3, 1, 3_100_000)], [])
    found, told = both(tmp_path, head, [day("01-01-2026"), "P1", None, 500_000, text], vederlag)
    assert (found, told) == ([(2, 1, 50_000_000), (3, 1, 3_100_000)], [("void", 2)])


def test_what_is_booked_after_new_year_in_last_years_accounts_is_last_years(tmp_path: Path) -> None:
    """The ledger's year speaks where no period does; one far from the date is another year than the accounts'."""
    rows: list[list[Any]] = [
        ["Dato", "Regnskabsår", "CPR-nr.", "Beløb"],
        [day("20-01-2027"), 2026, "610180-0001", 100],
        [day("20-01-2026"), 2026, "610180-0001", 200],
        [day("30-12-2025"), 2026, "610180-0001", 300],
        [day("20-06-2026"), 2012, "610180-0001", 400],
        [day("20-07-2026"), None, "610180-0001", 500],
    ]
    found, _ = both(tmp_path, *rows)
    assert found == [(2, 12, 10_000), (3, 1, 20_000), (4, 1, 30_000), (5, 6, 40_000), (6, 7, 50_000)]


def test_a_row_of_a_day_and_the_amount_of_all_above_it_is_a_sum_though_nobody_calls_it_one(tmp_path: Path) -> None:
    head = ["Dato", "Bilagsnr.", "CPR-nr.", "Beløb"]
    first = [day("05-01-2026"), "C1", "610180-0001", 31_000]
    second = [day("06-01-2026"), "C2", "610180-0001", -500]
    found, told = both(tmp_path, head, first, second, [day("31-01-2026"), None, None, 30_500])
    assert (found, told) == ([(2, 1, 3_100_000), (3, 1, -50_000)], [])
    found, told = both(tmp_path, head, first, second, [day("31-01-2026"), None, None, 30_400])
    assert (found[-1], told) == ((4, 1, 3_040_000), [])


def test_what_is_brought_forward_is_no_bill(tmp_path: Path) -> None:
    head = ["Dato", "Bilagsnr.", "Beløb", "Posteringstekst"]
    found, told = both(
        tmp_path, head, [day("01-01-2026"), None, 449, "Overført"], [day("05-01-2026"), "C1", 31, "Overført"]
    )
    assert (found, told) == ([(3, 1, 3_100)], [("ledger_sum", 2)])


def test_a_dash_for_no_ore_is_no_minus(tmp_path: Path) -> None:
    head = ["Dato", "CPR-nr.", "Beløb"]
    rows = [[day("05-01-2026"), "610180-0001", text] for text in ("31.000,-", "-31.000,-", "31.000,00-", "500,5")]
    found, told = both(tmp_path, head, *rows)
    assert ([ore for _, _, ore in found], told) == ([3_100_000, -3_100_000, -3_100_000, 50_050], [])


def test_a_dated_row_that_is_called_a_sum_and_is_none_is_told(tmp_path: Path) -> None:
    found, told = both(
        tmp_path,
        ["Dato", "Bilagsnr.", "Beløb", "Posteringstekst"],
        [day("05-01-2026"), "C1", 31_000, "Vederlag"],
        [day("31-01-2026"), None, 57_000, "I alt januar"],
    )
    assert (found, told) == ([(2, 1, 3_100_000)], [("ledger_sum", 3)])


def test_a_header_that_every_page_repeats_and_words_at_the_end_are_passed_over(tmp_path: Path) -> None:
    head = ["Dato", "Bilagsnr.", "CPR-nr.", "Beløb"]
    found, told = both(
        tmp_path,
        head,
        [day("05-01-2026"), "C1", "610180-0001", 10],
        head,
        [day("06-01-2026"), "C2", "610180-0001", 20],
        ["Udskrevet den 7. januar"],
    )
    assert (found, told) == ([(2, 1, 1000), (4, 1, 2000)], [])


@pytest.mark.parametrize("period", ["202513", "16-2025", "Supp 2025", "Forsupp. 2025", "2025-12"])
def test_the_periods_that_close_a_year_are_its_last_month(tmp_path: Path, period: str) -> None:
    found, told = both(tmp_path, ["Periode", "CPR-nr.", "Beløb"], [period, "610180-0001", 10])
    assert ([(row, month) for row, month, _ in found], told) == ([(2, 12)], [])


def test_the_days_a_bill_is_for_go_before_the_day_it_was_booked(tmp_path: Path) -> None:
    """59 days of January and February at 100 kr., booked in March."""
    found, told = both(
        tmp_path,
        ["Bogføringsdato", "CPR-nr.", "Beløb", "Ydelsesperiode fra", "Ydelsesperiode til"],
        [day("10-03-2026"), "610180-0001", 5_900, day("01-01-2026"), day("28-02-2026")],
        [day("10-03-2026"), "610180-0001", 50, None, None],
    )
    assert (found, told) == ([(2, 1, 310_000), (2, 2, 280_000), (3, 3, 5_000)], [])


def test_dates_are_month_first_where_the_column_proves_it_and_none_where_it_contradicts_itself(tmp_path: Path) -> None:
    head = ["Dato", "CPR-nr.", "Beløb"]
    found, told = both(tmp_path, head, ["03/25/2026", "610180-0001", 1], ["04/03/2026", "610180-0001", 2])
    assert (found, told) == ([(2, 3, 100), (3, 4, 200)], [])
    found, told = both(
        tmp_path, head, ["03/25/2026", "610180-0001", 1], ["25/03/2026", "610180-0001", 2], ["04/03/2026", "x", 4]
    )
    assert (found, told) == ([(2, 3, 100), (3, 3, 200)], [("date", 4)])


def test_rows_right_under_the_excel_table_are_told_and_counted_by_neither(tmp_path: Path) -> None:
    head = ["Dato", "CPR-nr.", "Beløb"]
    path = sheet(tmp_path, head, [day("05-01-2026"), "610180-0001", 100], [day("06-01-2026"), "610180-0001", 777])
    book = openpyxl.load_workbook(path)
    book["Posteringer"].add_table(Table(displayName="tPost", ref="A1:C2"))
    book.save(path)
    refresh, imported, told = seen(path)
    assert refresh == imported == [(2, 1, 10_000)]
    assert told == [("below", 3)]


@pytest.mark.parametrize(("amount", "ore"), [(12.5, 13), (-12.5, -13)])
def test_half_an_ore_goes_away_from_zero_in_both(tmp_path: Path, amount: float, ore: int) -> None:
    found, _ = both(tmp_path, ["Dato", "CPR-nr.", "Beløb (øre)"], [day("05-01-2026"), "610180-0001", amount])
    assert found == [(2, 1, ore)]


_CELLS = {
    "Dato": st.sampled_from([day("05-01-2026"), "06-02-2026", "31-02-2026", "I alt", None, 46_000]),
    "Bilagsnr.": st.sampled_from(["C1", 17, None, None]),
    "CPR-nr.": st.sampled_from(["610180-0001", None, "Hovedtotal"]),
    "Beløb": st.sampled_from([100, -40.5, "1.234,56", "(500)", "31,000", "vrøvl", None, 0]),
    "D/K": st.sampled_from(["D", "K", "Haben", "x", None]),
    "Posteringstekst": st.sampled_from(["Vederlag", "I alt januar", "Saldo ultimo", "Transport", None]),
}


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries(_CELLS), max_size=8), st.permutations(list(_CELLS)))
def test_refresh_and_import_see_the_same_rows_whatever_stands_there(
    tmp_path: Path, rows: list[dict[str, Any]], order: list[str]
) -> None:
    refresh, imported, _ = seen(sheet(tmp_path, order, *([row[name] for name in order] for row in rows)))
    assert refresh == imported


def test_a_heading_over_some_rows_and_a_pivots_sum_of_a_citizen_are_no_postings(tmp_path: Path) -> None:
    found, told = both(
        tmp_path,
        ["CPR-nr.", "Dato", "Beløb", "Tekst"],
        ["Konto: 528201 Familiepleje"],
        ["610180-0001", day("05-01-2026"), 100, "Vederlag"],
        ["610180-0001 Total", None, 100, None],
        ["610180-0002"],
    )
    assert (found, told) == ([(3, 1, 10_000)], [("missing", 5)])


def test_a_citizen_named_in_the_first_of_several_rows_is_told_and_a_row_of_nobody_is_not(tmp_path: Path) -> None:
    head = ["CPR-nr.", "Dato", "Beløb"]
    ada, bo, nobody = (["610180-0001", day("05-01-2026"), 1], ["610180-0002", day("05-01-2026"), 2],
                       [None, day("05-02-2026"), 3])  # fmt: skip
    assert both(tmp_path, head, ada, nobody, bo, nobody)[1] == [("citizen", 3)]
    assert both(tmp_path, head, ada, bo, ada, nobody, nobody)[1] == []
    assert both(tmp_path, head, nobody, ada, bo, nobody)[1] == []

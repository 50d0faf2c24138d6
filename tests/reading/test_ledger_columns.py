"""Which column of a ledger is what, by its cells: on a sheet of the workbook and in an extract alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from styring_xl.books.file.filebook import FileBook
from styring_xl.errors import StyringError
from styring_xl.imports import job
from styring_xl.imports.account import ImportAccount
from styring_xl.reports import read
from tests import workbooks
from tests.refreshed import refreshed
from tests.workbooks import day, saved

CASES = [
    ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato"],
    ["610180-0001", "Pleje", 1000, "måned", day("01-01-2026")],
]
Found = list[tuple[str, str, int]]


def on_sheet(head: Sequence[Any], *rows: Sequence[Any]) -> Found:
    """(citizen, measure, øre) of each posting of a ledger sheet."""
    book = FileBook.from_bytes(saved(Disponering=CASES, Posteringer=[head, *rows]))
    ledger = read(book, year=2026, closed=12).ledger
    return [
        (ledger.citizens[cpr], ledger.measures[measure], amount)
        for cpr, measure, amount in zip(
            ledger.cpr.tolist(), ledger.measure.tolist(), ledger.amount.tolist(), strict=True
        )
    ]


def imported(tmp_path: Path, head: Sequence[str], *rows: Sequence[Any]) -> tuple[Found, ImportAccount]:
    """The same of an extract, from the sheet it was brought into."""
    lines = [";".join("" if cell is None else str(cell).replace(".", ",") for cell in row) for row in rows]
    path = tmp_path / "udtræk.csv"
    path.write_text("\n".join([";".join(head), *lines]) + "\n", encoding="utf-8")
    into = tmp_path / "Styring.xlsx"
    into.write_bytes(workbooks.new(macro_enabled=False))
    account = job.import_postings([path], into).account
    ledger = read(FileBook.open(into), year=2026, closed=12).ledger
    found = [
        (ledger.citizens[cpr], ledger.measures[measure], amount)
        for cpr, measure, amount in zip(
            ledger.cpr.tolist(), ledger.measure.tolist(), ledger.amount.tolist(), strict=True
        )
    ]
    return found, account


PLEJE = ("6101800001", "Pleje", 100_000)
BACK = ("6101800001", "Pleje", -20_000)


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (
            ("Dato", "CPR-nr.", "Foranstaltning", "Beløb", "Type"),
            [
                ("05-01-2026", "610180-0001", "Pleje", 1000, "Debet"),
                ("06-01-2026", "610180-0001", "Pleje", 200, "Kredit"),
            ],
        ),
        (
            ("Dato", "CPR-nr.", "Foranstaltning", "Beløb", "+/-"),
            [("05-01-2026", "610180-0001", "Pleje", 1000, "+"), ("06-01-2026", "610180-0001", "Pleje", 200, "-")],
        ),
        (
            ("Dato", "CPR-nr.", "Foranstaltning", "Udgift", "Indtægt"),
            [("05-01-2026", "610180-0001", "Pleje", 1000, None), ("06-01-2026", "610180-0001", "Pleje", None, 200)],
        ),
        (
            ("Dato", "CPR-nr.", "Foranstaltning", "Debet", "Kredit", "Beløb"),
            [
                ("05-01-2026", "610180-0001", "Pleje", 1000, None, None),
                ("06-01-2026", "610180-0001", "Pleje", None, 200, None),
            ],
        ),
        (
            ("Bogført", "CPR-nr.", "Foranstaltning", "Forbrug"),
            [("05-01-2026", "610180-0001", "Pleje", 1000), ("06-01-2026", "610180-0001", "Pleje", -200)],
        ),
        (
            ("Dato", "Beløb", "Beløb", "CPR-nr.", "Foranstaltning"),
            [("05-01-2026", None, 1000, "610180-0001", "Pleje"), ("06-01-2026", None, -200, "610180-0001", "Pleje")],
        ),
        (
            ("Dato", "Konto", "Kontotekst", "CPR-nr.", "Beløb"),
            [
                ("05-01-2026", 528201001, "Pleje", "610180-0001", 1000),
                ("06-01-2026", 528201001, "Pleje", "610180-0001", -200),
            ],
        ),
        (
            ("Dato", "Foranstaltning", "Tekst", "Beløb"),
            [("05-01-2026", "Pleje", "Løn 610180-0001", 1000), ("06-01-2026", "Pleje", "Retur 610180-0001", -200)],
        ),
        (
            ("Dato", "CPR-nr.", "Foranstaltning", "Beløb t.kr."),
            [("05-01-2026", "610180-0001", "Pleje", 1), ("06-01-2026", "610180-0001", "Pleje", -0.2)],
        ),
    ],
    ids=[
        "words for debit under any header",
        "plus and minus",
        "cost and income",
        "an empty amount beside debit and credit",
        "booked is when",
        "twin columns, one empty",
        "account text",
        "the citizen in the text",
        "thousands of kroner",
    ],
)
def test_a_column_is_what_its_cells_say_on_a_sheet_and_in_an_extract(
    head: Sequence[str], rows: list[Sequence[Any]], tmp_path: Path
) -> None:
    assert on_sheet(head, *rows) == [PLEJE, BACK]
    assert imported(tmp_path, head, *rows)[0] == [PLEJE, BACK]


def test_names_in_the_account_column_are_the_measures() -> None:
    head = ("Dato", "Konto", "CPR-nr.", "Beløb")
    assert on_sheet(head, ("05-01-2026", "52.3.1 Pleje", "610180-0001", 1000)) == [PLEJE]


def test_income_beside_cost_is_the_credit_whatever_unit_the_headers_name() -> None:
    head = ("Dato", "CPR-nr.", "Foranstaltning", "Udgift i 1.000 kr.", "Indtægt i 1.000 kr.")
    rows = [("05-01-2026", "610180-0001", "Pleje", 1, None), ("06-01-2026", "610180-0001", "Pleje", None, 0.2)]
    assert on_sheet(head, *rows) == [PLEJE, BACK]


def test_letters_alone_are_no_sign_where_no_header_speaks_of_sides() -> None:
    """K and D may be kreditor and debitor."""
    head = ("Dato", "CPR-nr.", "Foranstaltning", "Beløb", "Kontoart")
    rows = [("05-01-2026", "610180-0001", "Pleje", 1000, "K"), ("06-01-2026", "610180-0001", "Pleje", -200, "D")]
    assert on_sheet(head, *rows) == [PLEJE, BACK]


def test_two_filled_columns_of_one_name_are_asked_about(tmp_path: Path) -> None:
    head = ("Dato", "CPR-nr.", "Beløb", "Beløb")
    with pytest.raises(StyringError, match="To kolonner med tal hedder »Beløb«"):
        imported(tmp_path, head, ("05-01-2026", "610180-0001", 1000, 1250))


def test_a_key_column_that_is_empty_in_all_rows_is_told(tmp_path: Path) -> None:
    _, account = imported(tmp_path, ("Dato", "CPR-nr.", "Foranstaltning", "Beløb"), ("05-01-2026", None, "Pleje", 1000))
    assert any("CPR-nr. er tom i alle rækker" in note for note in account.files[0].notes)
    with pytest.raises(StyringError, match="er tom i alle rækker, så ingen"):
        imported(tmp_path, ("Dato", "CPR-nr.", "Type", "Beløb"), ("05-01-2026", None, None, 1000))


def test_a_key_column_that_one_correction_alone_fills_is_told(tmp_path: Path) -> None:
    rows = [(f"{day:02d}-01-2026", None, "Pleje", 1000 + day) for day in range(1, 10)]
    head = ("Dato", "CPR-nr.", "Foranstaltning", "Beløb")
    _, account = imported(tmp_path, head, *rows, ("20-01-2026", "610180-0001", "Pleje", -500))
    assert any("CPR-nr. er tom i 9 af 10 rækker" in note for note in account.files[0].notes)


def test_letters_that_may_be_the_sign_are_asked_about_where_no_amount_has_one(tmp_path: Path) -> None:
    head = ("Dato", "CPR-nr.", "Foranstaltning", "Beløb", "Art")
    rows = [("05-01-2026", "610180-0001", "Pleje", 1000, "D"), ("06-01-2026", "610180-0001", "Pleje", 200, "K")]
    with pytest.raises(StyringError, match='--column "D/K=Art"'):
        imported(tmp_path, head, *rows)


def test_a_title_in_thousands_speaks_for_an_extract(tmp_path: Path) -> None:
    path = tmp_path / "udtræk.csv"
    path.write_text("Forbrug i 1.000 kr.\n\nDato;CPR-nr.;Beløb\n05-01-2026;610180-0001;31,5\n", encoding="utf-8")
    into = tmp_path / "Styring.xlsx"
    into.write_bytes(workbooks.new(macro_enabled=False))
    account = job.import_postings([path], into).account
    assert account.control.placed.ore == 3_150_000
    assert account.files[0].how.endswith("beløb i 1.000 kr.")


def test_a_shortened_cpr_number_is_nobodys(tmp_path: Path) -> None:
    head = ("Dato", "CPR-nr.", "Foranstaltning", "Beløb")
    rows = [("05-01-2026", "6,10E+09", "Pleje", 1000), ("06-01-2026", "610180-0001", "Pleje", -200)]
    told = refreshed(saved(Disponering=CASES, Posteringer=[head, *rows]), year=2026, closed=1)
    assert ("hvis-række", "Posteringer", "B2") in told.findings
    found, account = imported(tmp_path, head, *rows)
    assert found == [BACK]
    assert [(each.line, account.control.refused.ore) for each in account.refused] == [(2, 100_000)]


MONTHS = {"Januar": ("05-01-2026", "B1", 1000), "Februar": ("05-02-2026", "B2", 1100)}


def months(*more: Sequence[Any]) -> bytes:
    head = ("Dato", "Bilag", "CPR-nr.", "Foranstaltning", "Beløb")
    sheets: dict[str, list[Sequence[Any]]] = {
        name: [head, (date, voucher, "610180-0001", "Pleje", amount)]
        for name, (date, voucher, amount) in MONTHS.items()
    }
    sheets["Februar"] += more
    return saved(Disponering=CASES, **sheets)


def test_sheets_of_the_months_are_one_ledger() -> None:
    found = read(FileBook.from_bytes(months()), year=2026, closed=2).ledger
    assert found.amount.tolist() == [100_000, 110_000]
    assert not any(code == "flere-ark" for code, *_ in refreshed(months(), year=2026, closed=2).findings)


def test_sheets_that_share_a_posting_are_told_and_not_added() -> None:
    package = months(("05-01-2026", "B1", "610180-0001", "Pleje", 1000))
    assert len(read(FileBook.from_bytes(package), year=2026, closed=2).ledger) == 1
    assert any(code == "flere-ark" for code, *_ in refreshed(package, year=2026, closed=2).findings)


def test_a_formula_that_nobody_has_worked_out_is_told_once_for_its_column() -> None:
    head = ("Dato", "CPR-nr.", "Foranstaltning", "Beløb")
    rows = [(f"0{n}-01-2026", "610180-0001", f'=IF(D{n + 1}>0,"Pleje","")', 1000) for n in (1, 2, 3)]
    told = refreshed(saved(Disponering=CASES, Posteringer=[head, *rows]), year=2026, closed=1)
    assert [place for code, *place in told.findings if code == "formel-uden-resultat"] == [["Posteringer", "C2"]]


def test_booked_is_the_day_and_another_column_the_amount() -> None:
    head = ["Personnummer", "Bogført", "Kontonavn", "Realiseret beløb", "Realiseret beløb"]
    assert on_sheet(
        head,
        ["610180-0001", day("25-01-2026"), "Pleje", 1000, None],
        ["610180-0001", day("25-02-2026"), "Pleje", -200, None],
    ) == [PLEJE, BACK]


def test_an_empty_twin_is_none_though_each_page_has_its_header() -> None:
    head = ["CPR-nr.", "Dato", "Foranstaltning", "Beløb", "Beløb"]
    rows = [head, ["610180-0001", day("25-01-2026"), "Pleje", 1000, None]] * 2
    told = refreshed(saved(Disponering=CASES, Posteringer=rows), year=2026, closed=1)
    assert "dobbelt-overskrift" not in {code for code, _, _ in told.findings}

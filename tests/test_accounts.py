"""A ledger that knows accounts and no measures: *Parametre* tells what each account is for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.table import Table

from styring_xl.cli import app
from tests.command_line import CliRunner
from tests.workbooks import BUDGET, HEADER, findings, save, values

DAY = dt.date(2026, 1, 15)
LEDGER = ("Bogføringsdato", "Kontonummer", "CPR-nr.", "Beløb", "Bilagsnr.")
CITIZEN = "610180-0001"


def workbook(folder: Path, accounts: list[tuple[Any, ...]], postings: list[tuple[Any, ...]]) -> Path:
    """One citizen with Familiepleje and Aflastning at 10.000 kr. a month each, and postings of January."""
    cases = [
        [CITIZEN, name, 10_000, "måned", 1, dt.date(2026, 1, 1), None, None] for name in ("Familiepleje", "Aflastning")
    ]
    ledger = [(DAY, account, cpr, amount, at) for at, (account, cpr, amount) in enumerate(postings)]
    path = save(folder / "Ark 2026.xlsx", Disponering=[HEADER, *cases], Realiseret=[LEDGER, *ledger], Parametre=[])
    book = openpyxl.load_workbook(path)
    sheet = book["Parametre"]
    for row in [("Konto", "Foranstaltning", "Prognoselinje"), *accounts]:
        sheet.append(row)
    table = Table(displayName="tblKonto", ref=f"A1:C{len(accounts) + 1}")
    sheet.add_table(table)
    book.save(path)
    done = CliRunner().invoke(app, ["refresh", str(path), "--closed-month", "1"])
    assert done.exit_code in (0, 1), done.output
    return path


def january(path: Path) -> dict[tuple[Any, Any], Any]:
    return {(row[1], row[2]): row[3] for row in values(path, "Månedsforbrug")[5:] if row[0] != "I alt"}


def test_the_narrowest_row_says_what_an_account_is_for(tmp_path: Path) -> None:
    accounts = [("5282*", "Aflastning", None), ("528221000-528221999", "Familiepleje", None)]
    path = workbook(tmp_path, accounts, [("5.28.22.1.001", CITIZEN, 9_000), (528211005, CITIZEN, 11_000)])
    assert january(path) == {("Familiepleje", None): 9_000, ("Aflastning", None): 11_000}
    assert "ukendt-konto" not in [code for code, _, _ in findings(path)]


def test_an_account_nobody_mapped_is_found_once_and_placed_by_citizen(tmp_path: Path) -> None:
    postings = [("528221001", CITIZEN, 9_000), ("6450", CITIZEN, 500), ("6450", CITIZEN, 500), ("6450", None, 70)]
    path = workbook(tmp_path, [("528221001", "Familiepleje", None)], postings)
    found = january(path)
    assert found["Familiepleje", None] == 9_500
    assert found["Aflastning", None] == 500
    assert found["Uden foranstaltning", "Ikke personhenførbart"] == 70
    assert [f for f in findings(path) if f[0] == "ukendt-konto"] == [("ukendt-konto", "Realiseret", "B3")]


def test_without_a_table_of_accounts_nothing_is_said(tmp_path: Path) -> None:
    path = workbook(tmp_path, [(None, None, None)], [("6450", CITIZEN, 1_000)])
    assert sum(january(path).values()) == 1_000
    assert "ukendt-konto" not in [code for code, _, _ in findings(path)]


def test_rows_that_disagree_place_nothing_and_are_found(tmp_path: Path) -> None:
    accounts = [("528221001", "Familiepleje", None), ("528221001", "Aflastning", None)]
    path = workbook(tmp_path, accounts, [("528221001", None, 9_000)])
    assert january(path)["Uden foranstaltning", "Ikke personhenførbart"] == 9_000
    assert [f for f in findings(path) if f[0].endswith("konto")] == [("tvetydig-konto", "Realiseret", "B2")]


def test_earlier_years_that_tell_no_measure_are_unknown_and_not_nought(tmp_path: Path) -> None:
    """This year's postings are placed by citizen; what he had in 2025 nobody says, and 0 kr. would be a guess."""
    cases = [[CITIZEN, "Familiepleje", 10_000, "måned", 1, dt.date(2025, 1, 1), None, None]]
    months = [dt.date(year, month, 5) for year in (2024, 2025) for month in range(1, 13)] + [DAY]
    ledger = [(day, "6450", CITIZEN, 9_000, at) for at, day in enumerate(months)]
    earlier = [("År", "Foranstaltning", "Regnskab", "Helårspersoner"), (2025, "Familiepleje", 108_000, 1)]
    budget = [BUDGET, ["Familiepleje", 100_000, 0, 1, 100_000]]
    path = tmp_path / "Ark 2026.xlsx"
    save(path, Disponering=[HEADER, *cases], Realiseret=[LEDGER, *ledger], Budget=budget, Parametre=earlier)
    book = openpyxl.load_workbook(path)
    book["Parametre"].add_table(Table(displayName="tblTidligereÅr", ref="A1:D2"))
    book.save(path)
    assert CliRunner().invoke(app, ["refresh", str(path), "--closed-month", "1"]).exit_code in (0, 1)
    line = next(row for row in values(path, "Prognose") if row[0] == "Familiepleje")
    # 2023-2025; year to date, 12/12, the last twelve months; AUTO's choice.
    assert line[1:4] == [None, None, 108_000]
    assert (line[6:9], line[14]) == ([9_000, 108_000, "mangler måneder"], "BUDG")
    cockpit = values(path, "Cockpit")
    assert next(row[1:7] for row in cockpit if row[0] == "Familiepleje") == [*[None] * 4, 108_000, 119_000]
    said = next(row[1] for row in cockpit if row[0] == "2024")
    assert said.endswith("Årets posteringer siger ikke, hvilken foranstaltning de hører til.")

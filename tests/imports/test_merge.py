"""What makes two rows one posting: zeros that a spreadsheet drops, and line numbers that number nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from styring_xl.imports import job
from styring_xl.imports.account import ImportAccount
from tests import workbooks

HEAD = ("Bogføringsdato", "Bilagsnr.", "Linjenr.", "CPR-nr.", "Foranstaltning", "Beløb")


@pytest.fixture
def ark(tmp_path: Path) -> Path:
    path = tmp_path / "Styring.xlsx"
    path.write_bytes(workbooks.new(macro_enabled=False))
    return path


def csv(folder: Path, rows: Sequence[str], name: str = "udtræk.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([";".join(HEAD), *rows]) + "\n", encoding="utf-8")
    return path


def xlsx(folder: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in [HEAD, *rows]:
        book.worksheets[0].append(list(row))
    path = folder / "gemt.xlsx"
    book.save(path)
    return path


def brought(path: Path, into: Path) -> ImportAccount:
    return job.import_postings([path], into).account


def rows(account: ImportAccount) -> tuple[int, int, int]:
    """How many rows were placed, known and changed."""
    control = account.control
    return control.placed.rows, control.known.rows, control.changed.rows


def test_a_voucher_whose_zeros_excel_has_dropped_is_the_same_voucher(tmp_path: Path, ark: Path) -> None:
    first = csv(
        tmp_path,
        [
            "01-04-2026;0001900012;001;610105-4567;Familiepleje;31.000,00",
            "15-04-2026;0001900013;001;651299-3344;Aflastning;27.000,00",
        ],
    )
    assert rows(brought(first, ark)) == (2, 0, 0)
    saved = xlsx(
        tmp_path,
        [
            ("01-04-2026", 1900012, 1, "610105-4567", "Familiepleje", 31000),
            ("15-04-2026", 1900013, 1, "651299-3344", "Aflastning", 27500),
        ],
    )
    account = brought(saved, ark)
    assert rows(account) == (0, 1, 1)
    assert [each.fields for each in account.differences] == [("amount",)]


def test_zeros_by_which_the_extract_itself_tells_vouchers_apart_are_kept(tmp_path: Path, ark: Path) -> None:
    found = [f"01-04-2026;{voucher};1;610105-4567;Familiepleje;100,00" for voucher in ("0012", "12")]
    assert rows(brought(csv(tmp_path, found), ark)) == (2, 0, 0)


def test_a_line_number_that_is_1_on_every_line_of_a_voucher_numbers_nothing(tmp_path: Path, ark: Path) -> None:
    """Three equal days of relief on one voucher are three postings, also when the extract comes once more."""
    relief = ["15-04-2026;1900012;1;651299-3344;Aflastning;1.800,00"] * 3
    path = csv(tmp_path, [*relief, "15-04-2026;1900013;1;610105-4567;Familiepleje;31.000,00"])
    account = brought(path, ark)
    assert rows(account) == (4, 0, 0)
    assert any("ikke et linjenummer" in note for note in account.files[0].notes)
    assert rows(brought(path, ark)) == (0, 4, 0)


def test_a_line_that_comes_twice_among_numbered_lines_is_one_posting_and_said(tmp_path: Path, ark: Path) -> None:
    account = brought(
        csv(
            tmp_path,
            [
                "15-04-2026;1900012;1;651299-3344;Aflastning;1.800,00",
                "15-04-2026;1900012;2;651299-3344;Aflastning;1.800,00",
                "15-04-2026;1900012;2;651299-3344;Aflastning;1.800,00",
            ],
        ),
        ark,
    )
    assert rows(account) == (2, 1, 0)
    assert any("talt én gang" in note for note in account.files[0].notes)


def test_an_extract_that_holds_every_row_twice_is_taken_once_and_said(tmp_path: Path, ark: Path) -> None:
    once = [f"{day:02d}-04-2026;{1_900_000 + day};1;610105-4567;Familiepleje;{day}00,00" for day in range(1, 13)]
    account = brought(csv(tmp_path, once + once), ark)
    assert rows(account) == (12, 12, 0)
    assert any("talt én gang" in note for note in account.files[0].notes)


SERVED = ("Bogføringsdato", "Bilagsnr.", "Linjenr.", "CPR-nr.", "Ydelsesperiode fra", "Ydelsesperiode til", "Beløb")
QUARTER = "15-04-2026;1900012;1;651299-3344;01-01-2026;31-03-2026;9.000,00"
APRIL = "15-04-2026;1900012;2;651299-3344;01-04-2026;30-04-2026;500,00"


def served(folder: Path, *rows: str) -> Path:
    path = folder / "regninger.csv"
    path.write_text("\n".join([";".join(SERVED), *rows]) + "\n", encoding="utf-8")
    return path


def test_a_bill_for_several_months_comes_in_once(tmp_path: Path, ark: Path) -> None:
    path = served(tmp_path, QUARTER, APRIL, QUARTER)
    account = brought(path, ark)
    assert rows(account) == (4, 3, 0)
    assert any("talt én gang" in note for note in account.files[0].notes)
    assert rows(brought(path, ark)) == (0, 7, 0)


@pytest.mark.parametrize(
    "other",
    [
        QUARTER.replace("9.000", "9.900"),
        QUARTER.replace("31-03", "30-04"),
        QUARTER.replace("31-03", "31-01"),
        QUARTER.replace("01-01-2026;31-03-2026", ";"),
    ],
)
def test_a_bill_for_several_months_that_stands_otherwise_is_changed_and_not_a_new_one(
    other: str, tmp_path: Path, ark: Path
) -> None:
    """Another amount, more days, fewer days, no days at all."""
    brought(served(tmp_path, QUARTER, APRIL), ark)
    account = brought(served(tmp_path, other, APRIL), ark)
    assert account.control.placed.rows == 0
    assert account.control.changed.ore == (990_000 if "9.900" in other else 900_000)
    assert account.control.known.rows == 1


def test_a_bill_for_several_months_is_put_right_month_by_month(tmp_path: Path, ark: Path) -> None:
    brought(served(tmp_path, QUARTER), ark)
    account = job.import_postings(
        [served(tmp_path, QUARTER.replace("9.000", "9.900"))], ark, update_changed=True
    ).account
    assert account.control.updated.rows == 3
    assert rows(brought(served(tmp_path, QUARTER.replace("9.000", "9.900")), ark)) == (0, 3, 0)


def test_a_voucher_used_again_each_month_is_no_bill_of_several_months(tmp_path: Path, ark: Path) -> None:
    months = [f"15-0{month}-2026;4711;1;651299-3344;01-0{month}-2026;28-0{month}-2026;3.000,00" for month in (1, 2, 3)]
    assert rows(brought(served(tmp_path, *months[:2]), ark)) == (2, 0, 0)
    assert rows(brought(served(tmp_path, *months), ark)) == (1, 2, 0)

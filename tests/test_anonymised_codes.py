"""A scaled copy multiplies amounts, and no figures that are something else; what nobody can tell is told."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from styring_xl.anonymise import copy_of
from styring_xl.anonymise.nature import Nature, named, said, shown_as
from styring_xl.anonymise.outcome import Anonymised
from styring_xl.anonymise.towns import is_town
from styring_xl.cli import app
from tests.command_line import CliRunner
from tests.workbooks import HEADER, day

WHO = "610180-0001"


def workbook(**sheets: list[list[Any]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    rows: Any = book.active
    rows.title = "Disponering"
    rows.append(HEADER[:7])
    rows.append([WHO, "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None])
    for name, each in sheets.items():
        sheet = book.create_sheet(name)
        for row in each:
            sheet.append(row)
    return book


def scaled(book: openpyxl.Workbook, at: int = 1) -> tuple[Any, Anonymised]:
    """A sheet of the copy in which amounts are doubled, and what is told of the copy."""
    out = io.BytesIO()
    book.save(out)
    made, told = copy_of(out.getvalue(), scale=Decimal(2))
    return openpyxl.load_workbook(io.BytesIO(made)).worksheets[at], told


def column(sheet: Any, letter: str, first: int = 2) -> list[Any]:
    return [row[0].value for row in sheet[f"{letter}{first}:{letter}{sheet.max_row}"]]


@pytest.mark.parametrize(
    ("head", "nature"),
    [
        ("Postnr.", Nature.CODE),
        ("Post nr", Nature.CODE),
        ("Kontonummer", Nature.CODE),
        ("Regnskabskonto", Nature.CODE),
        ("Institutionsnr.", Nature.CODE),
        ("P-nummer", Nature.CODE),
        ("P-nr.", Nature.CODE),
        ("CVR", Nature.CODE),
        ("EAN-nr.", Nature.CODE),
        ("Regnskabsår", Nature.CODE),
        ("År", Nature.CODE),
        ("Fakturanr.", Nature.CODE),
        ("Kommunekode", Nature.CODE),
        ("Team-ID", Nature.CODE),
        ("Antal børn", Nature.CODE),
        ("Alder", Nature.CODE),
        ("Beløb", Nature.AMOUNT),
        ("Kontobeløb", Nature.AMOUNT),
        ("Udgift pr. borger pr. år", Nature.AMOUNT),
        ("Takst pr. døgn", Nature.AMOUNT),
        ("Døgnpris", Nature.AMOUNT),
        ("Gennemsnitstakst", Nature.AMOUNT),
        ("I alt", Nature.AMOUNT),
        ("2025", Nature.AMOUNT),
        ("Jan 2026", Nature.AMOUNT),
        ("Merudgifter i 1.000 kr.", Nature.AMOUNT),
        ("Forbrug konto 5", Nature.UNTOLD),
        ("Aftalt", Nature.UNTOLD),
    ],
)
def test_the_last_part_of_a_word_says_what_its_figures_are(head: str, nature: Nature) -> None:
    assert said(head) is nature


@pytest.mark.parametrize(
    ("number", "code", "nature"),
    [
        (0, None, Nature.UNTOLD),
        (3, None, Nature.AMOUNT),
        (4, None, Nature.AMOUNT),
        (10, None, Nature.CODE),
        (49, None, Nature.CODE),
        (164, '#,##0.00\\ "kr."', Nature.AMOUNT),
        (164, '0 "kr."', Nature.AMOUNT),
        (164, "0000", Nature.CODE),
        (164, "00 00 00 00", Nature.CODE),
        (164, "00\\ 00\\ 00\\ 00", Nature.CODE),
        (164, "0.0%", Nature.CODE),
        (164, "0", Nature.UNTOLD),
    ],
)
def test_a_number_format_says_it_too(number: int, code: str | None, nature: Nature) -> None:
    assert shown_as(number, code) is nature


def test_a_word_to_the_left_says_it_by_a_word_for_it_alone() -> None:
    assert (named("Postnr.:"), named("Rammebeløb"), named("Botilbud")) == (Nature.CODE, Nature.AMOUNT, Nature.UNTOLD)


@pytest.mark.parametrize(
    ("text", "town"), [("Aarhus C", True), ("Nykøbing F.", True), ("Store Heddinge", True), ("Store", False),
                       ("Familiepleje", False), ("Aarhus 1", False), ("", False)],
)  # fmt: skip
def test_towns(text: str, town: bool) -> None:
    assert is_town(text) is town


def test_postcodes_accounts_and_numbers_of_things_stay_under_their_headers() -> None:
    heads = ["Sted", "Postnr.", "Kontonr.", "Institutionsnr.", "P-nummer", "Budgetår", "CVR-nr.", "Antal", "Beløb"]
    first = ["x", 8000, 5_538_380_011, 751_123, 1_023_398_765, 2026, 26_748_123, 14, 7_000]
    second = ["y", "8210", "553838", "012345", 1_023_398_766, "2027", "267481", 15, "8.000"]
    sheet, told = scaled(workbook(Mit=[heads, first, second]))
    assert [cell.value for cell in sheet[2]][1:] == [*first[1:8], 14_000]
    assert [cell.value for cell in sheet[3]][1:] == [*second[1:8], "16000,00"]
    assert told.untold == ()


def test_the_same_columns_of_the_users_own_stay_in_the_disposition() -> None:
    book = workbook()
    rows: Any = book.active
    for at, (head, value) in enumerate([("Postnr", 8000), ("Stedkode", 123_456), ("Egenbetaling", 900)], start=8):
        rows.cell(1, at, head)
        rows.cell(2, at, value)
    sheet, told = scaled(book, 0)
    assert [cell.value for cell in sheet[2]][7:10] == [8000, 123_456, 1_800]
    assert told.untold == ()


def test_without_a_header_the_town_the_word_beside_it_and_the_nought_in_front_tell() -> None:
    rows: list[list[Any]] = [
        ["Bostedet", None, None],
        ["Postnr.", 8000, None],
        ["Ramme", 50_000, None],
        ["Vej 1", 8210, "Aarhus V"],
        ["Vej 2", "0800", "Høje Taastrup"],
    ]
    sheet, told = scaled(workbook(Mit=rows))
    assert column(sheet, "B", 1) == [None, 8000, 100_000, 8210, "0800"]
    assert told.untold == ()


def test_what_the_columns_other_cells_tell() -> None:
    """Øre, a minus, a thousand's point and the format of kroner are of amounts; CVR and GLN numbers, the numbers of
    rows and texts of nothing but digits are not."""
    heads = ["Navn", *"ABCDEFGH"]
    rows = [
        [1_200, 1_200, "1.200", 1_200, 26_134_439, 5_798_000_000_017, 11, "1200"],
        [8_000.5, -8_000, "8000", 8_000, 29_189_846, 5_798_000_000_024, 12, "8000"],
        [9_000, 9_000, "9000", 9_000, 29_189_781, 5_798_000_000_031, 13, "9000"],
    ]
    book = workbook(Mit=[heads, *(["x", *row] for row in rows)])
    for row in (2, 3, 4):
        book["Mit"][f"E{row}"].number_format = "#,##0"
    sheet, told = scaled(book)
    for letter, at in zip("FGHI", range(4, 8), strict=True):
        assert column(sheet, letter) == [row[at] for row in rows], letter
    assert column(sheet, "B") == [2_400, 16_001, 18_000]
    assert column(sheet, "C") == [2_400, -16_000, 18_000]
    assert column(sheet, "D") == ["2400,00", "16000,00", "18000,00"]
    assert column(sheet, "E") == [2_400, 16_000, 18_000]
    assert told.untold == ()


def test_what_nobody_can_tell_is_multiplied_and_told_where_it_stands(tmp_path: Path) -> None:
    """An amount is not to stand as it stood, so it is taken for one."""
    book = workbook(Mit=[["Navn", "Aftalt", "Hold"], ["x", 7_000, 4_711], ["y", 8_000, 4_712]])
    sheet, told = scaled(book)
    assert (column(sheet, "B"), column(sheet, "C")) == ([14_000, 16_000], [9_422, 9_424])
    assert told.untold == ("'Ark 2'!B2:B3", "'Ark 2'!C2:C3")
    book.save(tmp_path / "Ind.xlsx")
    arguments = ["anonymise", str(tmp_path / "Ind.xlsx"), str(tmp_path / "Ud.xlsx"), "--scale", "1.07"]
    result = CliRunner().invoke(app, arguments)
    assert "skønt intet siger, hvad tallene er, se efter: 'Ark 2'!B2:B3" in result.stdout


def test_a_copy_that_is_not_scaled_asks_nobody() -> None:
    out = io.BytesIO()
    workbook(Mit=[["Navn", "Aftalt"], ["x", 7_000]]).save(out)
    assert copy_of(out.getvalue())[1].untold == ()


def test_each_table_of_a_sheet_has_its_own_header() -> None:
    """A table further down is not read by the header of the first, neither its codes nor what is to be empty."""
    rows: list[list[Any]] = [
        ["Navn", "Beløb", "Ydet"], ["x", 7_000, 8_000], ["y", 8_000, 9_000], [None, None, None],
        ["Bosteder", None, None], ["Sted", "Postnr.", "Fødselsdato"], ["z", 8210, day("01-02-1980")],
        ["w", 8220, day("01-02-1981")], [None, None, None], ["Navn", "Beløb", "Betalt den"],
        ["x", 1_000, day("01-02-2026")], ["Født", day("01-02-1982"), None],
    ]  # fmt: skip
    sheet, _ = scaled(workbook(Mit=rows))
    assert [sheet[f"B{row}"].value for row in (2, 3, 7, 8, 11)] == [14_000, 16_000, 8210, 8220, 2_000]
    assert [sheet[f"C{row}"].value for row in (7, 8)] == [None, None]
    assert sheet["C11"].value.date() == day("01-02-2026")


def test_a_word_to_the_left_of_a_cell_says_that_it_is_to_be_empty() -> None:
    rows: list[list[Any]] = [["Født", day("01-02-1980")], ["Tlf.", 22_334_455], ["CPR", 610180], ["Takst", 1_000]]
    sheet, _ = scaled(workbook(Mit=rows))
    assert column(sheet, "B", 1) == [None, 10_000_001, 900_001, 2_000]

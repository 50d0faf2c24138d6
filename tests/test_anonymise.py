"""A copy for others holds nothing about anybody: whatever the original has planted, wherever it is."""

from __future__ import annotations

import html
import io
import random
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from styring_xl import demo, standard, workbook
from styring_xl.anonymise import anonymise, copy_of
from styring_xl.anonymise.coarse import DateMoves
from styring_xl.anonymise.formulas import may_stay
from styring_xl.anonymise.looks import clean_styles, number_format
from styring_xl.anonymise.numbers import Replacements, in_markup, in_number, in_text, in_words, may_hold
from styring_xl.anonymise.proof import leaks
from styring_xl.anonymise.rarity import Rarity, rarity
from styring_xl.anonymise.texts import Texts
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.patch import Block, Patch
from styring_xl.cli import app
from styring_xl.danish.text import label
from styring_xl.errors import StyringError
from styring_xl.reading import header, parameters
from styring_xl.reading import settings as settings_of
from styring_xl.refresh import refresh
from styring_xl.reports import read
from styring_xl.standard import lists as standard_lists
from styring_xl.standard.listing import Holds
from styring_xl.standard.lists.measures import MEASURES
from tests.command_line import CliRunner
from tests.examples import examples
from tests.workbooks import HEADER, LEDGER, day, save, values

PEOPLE = ("610180-0001", "620180-0002", "630180-0003")
# A replacement number cannot lose a leading zero, for its day is over 60. One born in 1858, 110 years before numbers
# were given, is nobody's.
LOST_ZERO = "090158-5001"
ELSEWHERE = [f"6{n}0590-11{n}{n}" for n in range(4, 10)] + [f"7{n}0690-12{n}{n}" for n in range(10)]
NAMES = ("Fru Opdigtet Navnesen", "Ringkærhus Fiktivgård", "Sagsbehandler Ukendtsen")


def spellings(cpr: str) -> list[str]:
    digits = cpr.replace("-", "")
    return [digits, cpr, f"{digits[:6]} {digits[6:]}", digits.lstrip("0")]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def everything(data: bytes) -> str:
    """All text of all parts, as one."""
    return "\n".join(f"{name}\n{content.decode('utf-8', 'replace')}" for name, content in parts(data).items())


def story(folder: Path) -> Path:
    """A workbook with a CPR number and a name in every place a cell, a sheet or a part has."""
    rows = [
        [PEOPLE[0], "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None, None],
        [PEOPLE[1].replace("-", ""), "Aflastning", 500, "døgn", 1, day("01-03-2026"), day("30-06-2026"), None],
        [int(PEOPLE[2].replace("-", "")), "Familiepleje", 8_000, "måned", 1, day("01-01-2026"), None, None],
        [int(LOST_ZERO.replace("-", "")), "Familiepleje", 8_100, "måned", 1, day("01-01-2026"), None, None],
    ]
    ledger = [LEDGER, [day("15-01-2026"), PEOPLE[0], "Familiepleje", 9_950.5, f"Bilag {ELSEWHERE[0]}"]]
    own = [
        ["Sag", "Leverandør", "Bemærkning", "Beløb", "Regnskab"],
        [f"Borger {PEOPLE[1]} og {ELSEWHERE[1]}", NAMES[1], f"Ring til {NAMES[0]}", 1200, 7_000],
        [f"({ELSEWHERE[2].replace('-', '')})", NAMES[1], None, int(ELSEWHERE[3].replace("-", "")), 11_000],
        [f'="{ELSEWHERE[4]}"', None, None, "=SUM(E2:E3)", None],
        ["I alt", NAMES[2], None, "=E2+E3", 18_000],
    ]
    path = save(
        folder / "fortroligt.xlsx",
        Disponering=[[*HEADER, "Leverandør", "Rådgiver"], *[[*r, *[None] * 13, NAMES[1], NAMES[2]] for r in rows]],
        Realiseret=ledger,
        Budget=[["Gruppe", "Foranstaltning", "Oprindeligt budget"], ["Børn", "Familiepleje", 300_000]],
        **{f"Sag {ELSEWHERE[5]}": own},
    )
    book = openpyxl.load_workbook(path)
    sheet: Any = book.worksheets[3]
    sheet["A2"].comment = Comment(f"{NAMES[0]} {ELSEWHERE[6]}", NAMES[0])
    sheet.oddHeader.center.text = f"{NAMES[0]} {ELSEWHERE[7]}"
    sheet["B2"].hyperlink = f"mailto:{ELSEWHERE[8]}@eksempel.dk"
    sheet["D2"].number_format = f'0 "{NAMES[0]} {ELSEWHERE[9]}"'
    chosen = DataValidation(
        "list", formula1=f'"{NAMES[0]},{ELSEWHERE[10]}"', promptTitle=NAMES[0], prompt=ELSEWHERE[10]
    )
    chosen.add("C2")
    sheet.add_data_validation(chosen)
    equal = Rule("cellIs", operator="equal", formula=[f'"{ELSEWHERE[11]}"'])
    sheet.conditional_formatting.add("A1:A9", equal)
    sheet.add_table(Table(displayName="Navnesens_tabel", ref="A1:E5"))
    book.defined_names["Navnesen"] = DefinedName("Navnesen", attr_text=f'"{ELSEWHERE[12]}"')
    book.properties.creator = NAMES[0]
    book.properties.description = ELSEWHERE[13]
    book.save(path)

    hidden = f"<a><b>{NAMES[0]} {ELSEWHERE[14]}</b></a>".encode()
    with zipfile.ZipFile(path, "a") as archive:
        for name in (
            "customXml/item1.xml", "xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml",
            "xl/drawings/drawing9.xml", "xl/pivotCache/pivotCacheRecords1.xml", "xl/connections.xml",
            "xl/externalLinks/externalLink1.xml", "xl/queryTables/queryTable1.xml", "xl/charts/chart9.xml",
            "docProps/custom.xml", "xl/ctrlProps/ctrlProp1.xml", "xl/unheardOf.xml",
        ):  # fmt: skip
            archive.writestr(name, hidden)
        for name in ("xl/vbaProject.bin", "xl/printerSettings/printerSettings1.bin", "xl/embeddings/oleObject1.bin"):
            archive.writestr(name, f"{NAMES[0]} {ELSEWHERE[15]}".encode("utf-16-le"))
    return path


def test_nothing_about_anybody_is_left_in_any_part(tmp_path: Path) -> None:
    path = story(tmp_path)
    result = CliRunner().invoke(app, ["anonymise", str(path), str(tmp_path / "kopi.xlsx")])
    assert result.exit_code == 0, result.stderr
    made = (tmp_path / "kopi.xlsx").read_bytes()

    text = everything(made)
    bare = re.sub(r"[-\s\u00a0]", "", text)
    for cpr in (*PEOPLE, LOST_ZERO, *ELSEWHERE):
        assert not any(spelling in text for spelling in spellings(cpr)), cpr
        assert cpr.replace("-", "") not in bare, cpr
    for word in ("Navnesen", "Opdigtet", "Fiktivgård", "Ringkærhus", "Ukendtsen", "mailto", "eksempel.dk"):
        assert word not in text
    assert not [n for n in parts(made) if re.search(r"comment|custom|vba|drawing9|docProps|printer|media|pivot", n)]
    for kept in ("makroer", "kommentarer", "dokumentegenskaber", "indlejrede filer", "xl/unheardOf.xml"):
        assert kept in result.stdout


def test_the_same_citizen_is_the_same_everywhere_and_the_totals_are_the_same(tmp_path: Path) -> None:
    path = story(tmp_path)
    target = tmp_path / "kopi.xlsx"
    anonymise(path, target)
    book = openpyxl.load_workbook(target)
    disposition: list[Any] = [row[0] for row in book["Disponering"].iter_rows(min_row=2, values_only=True)]
    digits = [str(value).replace("-", "") for value in disposition]
    assert len(set(digits)) == 4
    assert all(re.fullmatch(r"[6-8]\d{9}", each) for each in digits)
    assert "-" in disposition[0], "the spelling stays"
    assert isinstance(disposition[2], int), "a number stays a number"
    assert book["Realiseret"]["B2"].value == disposition[0]
    suppliers = {book["Disponering"].cell(row, 22).value for row in range(2, 6)}
    assert suppliers == {"Leverandør 1"}
    assert book["Ark 4"]["B2"].value == "Leverandør 1"

    before, after = (refresh(read(FileBook.open(p), year=2026, closed=1)).figures for p in (path, target))
    assert (before.realised, before.result) == (after.realised, after.result)


def test_scaled_amounts_give_a_scaled_result(tmp_path: Path) -> None:
    path = story(tmp_path)
    made, told = copy_of(path.read_bytes(), scale=Decimal("2"))
    assert told.after["result"] == 2 * told.before["result"]
    assert told.after["budget"] == 2 * told.before["budget"]
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Ark 4"]
    assert [sheet["E2"].value, sheet["E3"].value, sheet["E5"].value] == [14_000, 22_000, 36_000]


AMOUNTS = [912_345 + 11_111 * n for n in range(15)]
"""Each typed in a place of its own."""


def typed(path: Path) -> None:
    """A workbook with an amount in every place that takes one."""
    amounts = iter(AMOUNTS)
    book = openpyxl.Workbook()
    rows: Any = book.active
    rows.title = "Disponering"
    rows.append(["Rammen", next(amounts)])
    rows.append([None, *HEADER[:7]])
    rows.append([None, PEOPLE[0], "Familiepleje", next(amounts), "måned", 1, day("01-01-2026"), None])
    rows["Z3"] = next(amounts)
    own: Any = book.create_sheet("Aftaler")
    own.append(["Sag", "Beløb", "Døgnpris", "Gennemsnitstakst", "Aftalt beløb", "Takst pr. døgn"])
    own.append(["x", *(next(amounts) for _ in range(5))])
    own["G2"], own["H2"] = next(amounts), f"{next(amounts):,}".replace(",", ".")
    own["I2"], own["J2"], own["K2"], own["L2"] = f" {next(amounts)}/2 ", "31-12-2026", "§ 107", "7:00-15:30"
    bounded = DataValidation("decimal", operator="between", formula1="0", formula2=str(next(amounts)))
    bounded.add("B2")
    own.add_data_validation(bounded)
    own["B2"].number_format = f'[>{next(amounts)}]0.0,"t";[<=1000000]0;0'
    own["C2"].number_format = f"0 {next(amounts)}"
    own["D2"].number_format = "# ?/16"
    book.create_sheet(str(next(amounts)))
    book.save(path)


def test_no_amount_stands_as_it_stood_in_a_scaled_copy(tmp_path: Path) -> None:
    typed(tmp_path / "Ind.xlsx")
    bare = re.sub(r"[.,\s]", "", everything((tmp_path / "Ind.xlsx").read_bytes()))
    assert [amount for amount in AMOUNTS if str(amount) not in bare] == []
    made, _ = copy_of((tmp_path / "Ind.xlsx").read_bytes(), scale=Decimal("1.07"))
    bare = re.sub(r"[.,\s]", "", everything(made))
    assert [amount for amount in AMOUNTS if str(amount) in bare] == []
    sheet: Any = openpyxl.load_workbook(io.BytesIO(made)).worksheets[1]
    assert sheet["C2"].value == round(AMOUNTS[4] * 1.07, 2)
    assert [sheet[f"{letter}2"].value for letter in "JKL"] == ["31-12-2026", "§ 107", "7:00-15:30"]
    assert sheet["B2"].number_format == f'[>{AMOUNTS[12] * 1.07:.2f}]0.0,"t";[<=1000000]0;0'
    assert (sheet["C2"].number_format, sheet["D2"].number_format) == ("General", "# ?/16")
    [rule] = sheet.data_validations.dataValidation
    assert (rule.formula1, float(rule.formula2)) == ("0", round(AMOUNTS[11] * 1.07, 2))


def test_a_copy_that_is_not_scaled_has_every_bound_as_it_stood(tmp_path: Path) -> None:
    typed(tmp_path / "Ind.xlsx")
    made, _ = copy_of((tmp_path / "Ind.xlsx").read_bytes())
    sheet: Any = openpyxl.load_workbook(io.BytesIO(made)).worksheets[1]
    assert sheet["B2"].number_format == f'[>{AMOUNTS[12]}]0.0,"t";[<=1000000]0;0'
    assert [rule.formula2 for rule in sheet.data_validations.dataValidation] == [str(AMOUNTS[11])]


@pytest.mark.parametrize("number", [1e26, -1e300, 1.7e308])
def test_a_figure_that_is_too_large_for_an_amount_is_no_trouble(number: float) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = number
    out = io.BytesIO()
    book.save(out)
    for scale in (Decimal("1.07"), Decimal(100)):
        made, _ = copy_of(out.getvalue(), scale=scale)
        value = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]["A1"].value
        assert value == (pytest.approx(number * float(scale)) if abs(number) < 1e305 else number)


def with_cells(data: bytes, sheet: str, cells: dict[tuple[int, int], Any]) -> bytes:
    """A workbook with some cells typed anew."""
    blocks = tuple(Block.of(sheet, row, column, ((value,),)) for (row, column), value in cells.items())
    return FileBook.from_bytes(data, template=workbook.build).edit(Patch(blocks=blocks)).bytes()


def test_amounts_in_the_set_up_are_scaled_and_what_steers_the_figures_stays() -> None:
    """An earlier year's accounts and a limit in kroner are amounts; the State's limits, an index, a month are not."""
    data = demo.workbook(20)
    setup, given = standard.SETUP, FileBook.from_bytes(data).grid(standard.SETUP)
    limits = next(table.ref for table in given.tables if table.name == standard.LIMITS_TABLE)
    own = {
        (limits.bottom + 1, limits.left): standard.LIMIT_AMOUNT,
        (limits.bottom + 1, limits.left + 1): 987_654,
        (60, 1): "Rammen er",
        (60, 2): 45_678_901,
        (61, 2): "45.678.902",
        (62, 2): 2026,
    }
    data = with_cells(data, setup, own)
    made, _ = copy_of(data, scale=Decimal("1.07"))
    before, after = (FileBook.from_bytes(each, template=workbook.build) for each in (data, made))
    copied = after.grid(setup)
    was = settings_of.read(before.grid(setup))
    now = settings_of.read(copied)
    changed = {key: now.limits[key] for key in was.limits if now.limits[key] != was.limits[key]}
    assert changed == {key: value * 1.07 for key, value in was.limits.items() if key[0] == label(standard.LIMIT_AMOUNT)}
    assert (now.year, now.closed, now.copies) == (was.year, was.closed, was.copies)
    assert copied.value(limits.bottom + 1, limits.left + 1) == pytest.approx(987_654 * 1.07)
    assert [copied.value(row, 2) for row in (60, 61, 62)] == [48_876_424.07, "48876425,14", 2026]
    one, other = (parameters.read(each.grid(standard.PARAMETERS)) for each in (before, after))
    assert [row.result for row in other.earlier] == [round(row.result * 1.07) for row in one.earlier]
    assert len(one.earlier) > 10
    assert [(row.year, row.persons) for row in other.earlier] == [(row.year, row.persons) for row in one.earlier]
    assert (other.index, other.steps_at) == (one.index, one.steps_at)
    limits_of = [[(row.year, row.above_25, row.above_50, row.above_75) for row in each.refund] for each in (one, other)]
    assert limits_of[0] == limits_of[1]
    assert [(rule.first, rule.last) for rule in other.accounts] == [(rule.first, rule.last) for rule in one.accounts]


@pytest.mark.parametrize(
    ("formula", "stays"),
    [
        ("SUM(A1:A9)-B2", True),
        ("MAX($A$1,B2)", True),
        ("COUNT(A1:A9)", False),
        ("PRODUCT(A1,B1)", False),
        ("YEAR(A1)", False),
        ("A1*B1", False),
        ("A1+1000", False),
        ("ROUND(A1,B1)", False),
    ],
)
def test_a_formula_stays_in_a_scaled_copy_where_scaled_cells_give_it_a_scaled_result(formula: str, stays: bool) -> None:
    assert may_stay(formula, (), linear=True) is stays
    assert may_stay(formula, (), linear=False)


@pytest.mark.parametrize(
    ("formula", "stays"),
    [
        ("SUM(A:A)+VLOOKUP(A1,$B:$D,2,FALSE)", True),
        ("_xlfn.XLOOKUP(A1,B1:B9,C1:C9)", True),
        ("NAVNESEN(A1)", False),
        ("Ida*2", False),
        ("SUM(Bo:Ida,Ole)", False),
        ("IF(A1>0,B1,IDA)", False),
    ],
)
def test_a_formula_that_may_hold_a_name_is_replaced_by_its_result(formula: str, stays: bool) -> None:
    """A function or a name of the user's own may be called after anybody, and is not in the copy."""
    assert may_stay(formula, (), linear=False) is stays


ODD = [
    "Bo {0}{1}{2}-{3}", "Bo {0}{1}{2} - {3}", "Bo {0}.{1}.{2}-{3}", "Bo {0} {1} {2} {3}", "Bo {0}-{1}-{2}-{3}",
    "Bo {0}{1}{2}\n{3}", "Bo {0}{1}{2}\r\n - {3}", "Bo {0}{1}{2}\u00a0{3}", "Bo {0}{1}{2}\u2009\u2014\u2009{3}",
    "Bo {0}{1}{2}\uff0d{3}", "Bo {0}{1}{2}_{3}", "Bo {0}/{1}-{2}/{3}", "Bo {0}{1}\u00ad{2}\u200b{3}",
    "Bo {0}{1}{2}\t\t{3}", "Bo ({0}{1}{2}) {3}", "Bo {0}{1}{2}: {3}!", "Bo {0}{1}.{2}{3}",
]  # fmt: skip
"""How people write a CPR number, and how it comes out of other programs."""


@pytest.mark.parametrize("spelling", [*ODD, "Bo 6 1 0 1 8 0 0 0 0 1", "Bo \uff16\uff11{1}{2}-{3}"])
def test_a_measure_with_a_cpr_number_in_an_odd_spelling_does_not_stand_in_the_copy(spelling: str) -> None:
    measure = spelling.format("61", "01", "80", "0001")
    book = openpyxl.Workbook()
    rows: Any = book.active
    rows.title = "Disponering"
    rows.append(HEADER[:7])
    rows.append([PEOPLE[1], measure, 10_000, "måned", 1, day("01-01-2026"), None])
    budget = book.create_sheet("Budget")
    for row in (["Foranstaltning", "Oprindeligt budget"], [measure, 120_000], ["Aflastning", 70_000]):
        budget.append(row)
    out = io.BytesIO()
    book.save(out)
    made, told = copy_of(out.getvalue())
    assert told.kept == ("Øvrige", "Aflastning")
    assert told.after == told.before
    shown = re.sub(r"[\W_]+", "", re.sub(r"<[^<>]*>", "|", everything(made)))
    assert "6101800001" not in shown.translate(str.maketrans("\uff16\uff11", "61"))
    copied = openpyxl.load_workbook(io.BytesIO(made))
    assert copied["Disponering"]["B2"].value == copied["Budget"]["A2"].value == "Foranstaltning 1"


@pytest.mark.parametrize("spelling", ODD)
def test_a_cpr_number_in_an_odd_spelling_is_the_same_citizens(spelling: str) -> None:
    assert in_words(spelling.format("61", "01", "80", "0001")) == ["6101800001"]
    assert may_hold(spelling.format("61", "01", "80", "0001"))


@pytest.mark.parametrize(
    "text",
    [
        "110.091.000", "1.101.901.234,00 kr.", "31-12-2026 10:30:00", "2026-12-31 10:30", "5.38.38.001-1",
        "05.28.20.0011", "01-01-2026 - 31-12-2026", "Budget 2025 2026",
    ],
)  # fmt: skip
def test_days_accounts_and_amounts_are_no_cpr_numbers(text: str) -> None:
    assert in_words(text) == []


@pytest.mark.parametrize(
    "measure", ["Botilbud §107 (5.38.50.1) 2026", "Familiepleje 2026", "Ophold over 1.500.000 kr."]
)
def test_a_measure_of_other_figures_is_kept(measure: str) -> None:
    assert not may_hold(measure)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Takst (kr.)", "Takst (kr.)"),
        ("Beløb (1.000 kr.)", "Beløb (1.000 kr.)"),
        ("Budget (2026)", "Budget (2026)"),
        ("Takst (aftalt med Navnesen)", "Takst (Tekst 1)"),
        ("CPR-nr. (Navnesen) (kr.)", "CPR-nr. (Tekst 1) (kr.)"),
        ("Beløb (se (Navnesen))", "Beløb (Tekst 1))"),
        ("Budget (987654)", "Budget (Tekst 1)"),
        ("6101-80-0001", "Tekst 1"),
        ("0101.85.1234", "Tekst 1"),
        ("31.12.2026", "31.12.2026"),
        ("2026-12-31 10:30", "2026-12-31 10:30"),
    ],
)
def test_what_a_header_holds_in_brackets_is_a_text_as_any_other(text: str, written: str) -> None:
    """A header is known without its brackets, so the column stays what it is; and a day is written as days are."""
    assert Texts((), Replacements(())).of(text) == written


def test_a_sheet_whose_name_holds_somebody_in_brackets_is_called_otherwise(tmp_path: Path) -> None:
    rows: list[Any] = [["CPR-nr. (Navnesen)", *HEADER[1:5], "Startdato (Navnesen)"]]
    rows.append([PEOPLE[0], "Familiepleje", 10_000, "måned", 1, day("01-01-2026")])
    path = save(tmp_path / "Ind.xlsx", **{"Disponering (Navnesen)": rows, "Budget (Navnesen)": [["x", "y"]]})
    made, told = copy_of(path.read_bytes())
    assert "Navnesen" not in everything(made)
    assert told.after["expected"] == told.before["expected"] > 0
    assert told.sheets[0] == "Disponering"


@pytest.mark.slow
def test_a_copy_of_the_demonstration_is_as_good_as_the_original(tmp_path: Path) -> None:
    data = demo.workbook(cases=60, postings=400, seed=3, year=2026, macro_enabled=True)
    made, told = copy_of(data)
    assert told.after == told.before
    originals = set(re.findall(r"\b\d{6}-\d{4}\b", everything(data)))
    assert len(originals) > 20
    assert originals & set(re.findall(r"\b\d{6}-\d{4}\b", everything(made))) == set()
    assert copy_of(made)[1].after == told.before
    names = {
        value
        for row in FileBook.from_bytes(data).grid("Disponering").rows[5:]
        for value in row[3:5]
        if isinstance(value, str)
    }
    text = everything(made)
    assert [name for name in names if name in text] == []
    books = [openpyxl.load_workbook(io.BytesIO(each)) for each in (data, made)]
    rules = [book["Disponering"].data_validations.dataValidation for book in books]
    rules = [{(each.type, each.formula1, str(each.sqref)) for each in some} for some in rules]
    assert rules[0] == rules[1]
    assert books[1].defined_names["Foranstaltninger"].attr_text == "tblBudget[Foranstaltning]"
    assert {kind for kind, _, _ in rules[1]} == {"list", "decimal", "date", "textLength"}
    before, after = (read(FileBook.from_bytes(each)).lists for each in (data, made))
    assert [each for each in after.problems if each not in before.problems] == []
    assert [row.text("law") for row in after.of(MEASURES)] == [row.text("law") for row in before.of(MEASURES)]
    plain = (Holds.DATE, Holds.KRONER, Holds.PART, Holds.NUMBER, Holds.WHOLE, Holds.UNIT)
    for listing in standard_lists.TABLES:
        fields = [each.name for each in listing.fields if each.holds in plain or each.words]
        alike = [[[row.cells.get(name) for name in fields] for row in each.of(listing)] for each in (before, after)]
        assert alike[0] == alike[1], listing.title


def test_a_list_to_choose_from_is_the_copys_own_cells_and_words(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    own: Any = book.active
    own.title = "Sager"
    for row in (["Sag", "Team", "Svar", "Kilde"], ["x", NAMES[0], "Ja", NAMES[1]], ["y", NAMES[2], "Nej", None]):
        own.append(row)
    other = book.create_sheet("Teams")
    for name in NAMES:
        other.append([name])
    sources = {
        "B2": "=Teams!$A$1:$A$3", "C2": '"Ja,Nej"', "D2": f'"{NAMES[1]},{NAMES[2]}"', "B3": "D2:D3",
        "C3": f'INDIRECT("{NAMES[0]}")', "D3": "=[1]Navnesen!$A$1",
    }  # fmt: skip
    for cell, source in sources.items():
        rule = DataValidation("list", formula1=source, errorStyle="warning", error=NAMES[0])
        rule.add(cell)
        own.add_data_validation(rule)
    book.save(tmp_path / "Ind.xlsx")
    made, _ = copy_of((tmp_path / "Ind.xlsx").read_bytes())
    copied = openpyxl.load_workbook(io.BytesIO(made))
    sheet = copied.worksheets[0]
    kept = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    stand_in = dict(zip(NAMES, (cell.value for cell in copied.worksheets[1]["A"]), strict=True))
    assert kept == {
        "B2": f"'{copied.worksheets[1].title}'!$A$1:$A$3", "C2": '"Ja,Nej"',
        "D2": f'"{stand_in[NAMES[1]]},{stand_in[NAMES[2]]}"', "B3": "D2:D3",
    }  # fmt: skip
    assert {each.errorStyle for each in sheet.data_validations.dataValidation} == {"warning"}
    assert sheet["D2"].value == stand_in[NAMES[1]]
    assert "Navnesen" not in everything(made)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("spelling", [*spellings(LOST_ZERO), "<v>901585001</v>", "90158-5001"])
def test_the_proof_finds_a_number_in_any_spelling(part: str, spelling: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, f"<x>{spelling}</x>")
    assert leaks(out.getvalue(), {"0901585001"}) == [part]


_PIECES = [
    "1", "06", "2", " ", "-", ".", "/", "\u2010", "\u202f", "a", '="', '"', "&amp;", "&#49;", "å",
    "610180-0001", "0101011234", "12345.6789",
]  # fmt: skip


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=120), st.sampled_from([60, 1 << 20]))
def test_the_proof_passes_over_no_place_where_a_number_stands(pieces: list[str], slices: int) -> None:
    text = "".join(pieces)
    numbers = in_markup(html.unescape(text))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/a.xml", text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("styring_xl.anonymise.proof._SLICE", slices)
        assert [number for number in numbers if leaks(out.getvalue(), {number}) != ["xl/a.xml"]] == []


def test_a_budget_in_the_form_of_a_cpr_number_stays_though_a_result_sheet_shows_it() -> None:
    book = FileBook.from_bytes(demo.workbook(20), template=workbook.build)
    [budget] = read(book).layout.of(header.BUDGET)
    cell = Block.of(budget.sheet, budget.first_row, budget.columns["original"], ((110_091_000,),))
    book = FileBook.from_bytes(book.edit(Patch(blocks=(cell,))).bytes(), template=workbook.build)
    _, told = copy_of(book.edit(refresh(read(book)).patch).bytes())
    assert told.after["budget"] == told.before["budget"] > 11_009_100_000


_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_AGAIN = {
    "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords {_MAIN}><r><n v="110091000"/></r></pivotCacheRecords>',
    "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition {_MAIN}><cacheFields><cacheField name="Budget">'
    '<sharedItems minValue="1" maxValue="110091000"/></cacheField></cacheFields></pivotCacheDefinition>',
    "xl/externalLinks/externalLink1.xml": f'<externalLink {_MAIN}><cell r="B1"><v>110091000</v></cell></externalLink>',
    "xl/worksheets/Ark9.xml": f"<worksheet {_MAIN}><c><v>110091000</v></c></worksheet>",
    "xl/comments1.xml": f"<comments {_MAIN}><text><r><t>Rammen er 110091000 for 6201800002</t></r></text></comments>",
}


def of_millions(budget: Any) -> bytes:
    """A workbook with a large budget, and one citizen."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Budget"
    for row in (["Foranstaltning", "Oprindeligt budget"], ["Familiepleje", budget], ["Aflastning", "=110091000-1"]):
        sheet.append(row)
    bounded = DataValidation("decimal", operator="lessThan", formula1="110091000")
    bounded.add("B2")
    sheet.add_data_validation(bounded)
    sheet.conditional_formatting.add("B2:B3", Rule("cellIs", operator="greaterThan", formula=["110091000"]))
    sheet["B3"].number_format = "[>110091000]0;0"
    rows = book.create_sheet("Disponering")
    rows.append(HEADER[:7])
    rows.append([PEOPLE[0], "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None])
    book.defined_names["Ramme"] = DefinedName("Ramme", attr_text="110091000")
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out, "a") as archive:
        for name, text in _AGAIN.items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "budget", [110_091_000, "110091000", "110.091.000", "110.091.000 kr.", "12.345.678", "1.234.567,89", "987654321"]
)
def test_an_amount_is_nobody_however_it_is_written_and_wherever_it_stands_once_more(budget: Any) -> None:
    """As a number of nine digits, as a text, and in what programs keep of it: pivot caches, links, bounds, formats."""
    made, told = copy_of(of_millions(budget))
    copied = openpyxl.load_workbook(io.BytesIO(made))
    assert copied["Budget"]["B2"].value == budget
    assert told.after == told.before
    assert told.after["budget"] > 10_000_000
    text = everything(made)
    assert not [cpr for cpr in (*spellings(PEOPLE[0]), "6201800002") if cpr in text]


@pytest.mark.parametrize("wrong", [6_101_800_001, "6101800001"])
def test_no_copy_is_made_where_a_citizens_number_stands_among_the_amounts_of_the_budget(wrong: Any) -> None:
    """It would stand there, or the sums would no longer be the original's: the cell is named, and not the number."""
    for scale in (Decimal(1), Decimal("1.07")):
        with pytest.raises(StyringError, match=r"CPR-nummer, .*er en borgers.*Skriv det beløb") as refused:
            copy_of(of_millions(wrong), scale=scale)
        assert "i Budget!B2, står" in str(refused.value)
        assert list(in_text(str(refused.value))) == []


def test_a_citizens_number_in_a_sheets_name_is_not_told_where_it_stands_among_amounts_of_that_sheet() -> None:
    book = openpyxl.Workbook()
    rows: Any = book.active
    rows.title = "Disponering 61.01.80 - 0001"
    rows.append(HEADER[:7])
    rows.append([PEOPLE[0], "Familiepleje", 6_101_800_001, "måned", 1, day("01-01-2026"), None])
    rows.append([PEOPLE[1], "Familiepleje", "=C2", "måned", 1, day("01-01-2026"), None])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(StyringError) as refused:
        copy_of(out.getvalue())
    assert "i ark nr. 1!C2, står" in str(refused.value)
    assert not may_hold(str(refused.value))


def test_an_amount_that_only_looks_like_a_cpr_number_stays_and_is_told_where_it_stands() -> None:
    _, told = copy_of(of_millions(110_091_000))
    assert told.alike == ("Budget!B2",)
    _, told = copy_of(of_millions("12.345.678"))
    assert told.alike == ()


def test_an_earlier_years_large_account_is_no_citizen() -> None:
    data = demo.workbook(20)
    grid = FileBook.from_bytes(data).grid(standard.PARAMETERS)
    ref = next(table.ref for table in grid.tables if table.name == standard.EARLIER_TABLE)
    made, _ = copy_of(with_cells(data, standard.PARAMETERS, {(ref.top + 1, ref.left + 2): 110_091_000}))
    assert FileBook.from_bytes(made).grid(standard.PARAMETERS).value(ref.top + 1, ref.left + 2) == 110_091_000


def test_the_proof_does_not_take_fractions_and_colours_for_people() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/a.xml", '<col width="8.0901585001"/><c><v>90158500.1</v></c><c><v>901585001.5</v></c>')
    assert leaks(out.getvalue(), {"0901585001"}) == []


def test_when_the_proof_fails_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = story(tmp_path)
    monkeypatch.setattr("styring_xl.anonymise.numbers.Replacements.of", lambda self, cpr: cpr)
    with pytest.raises(StyringError, match="ikke gemt"):
        anonymise(path, tmp_path / "kopi.xlsx")
    assert not (tmp_path / "kopi.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fortroligt.xlsx", "kopi.xlsm"], "uden makroer"),
        (["fortroligt.xlsx", "fortroligt.xlsx"], "fortroligt.xlsx findes allerede"),
        (["fortroligt.xlsx", "kopi.xlsx", "--scale", "meget"], "skal være et tal"),
        (["fortroligt.xlsx", "kopi.xlsx", "--scale", "0"], "mellem 0,01 og 100"),
        (["fortroligt.xlsx", "kopi.xlsx", "--scale", "nan"], "mellem 0,01 og 100"),
    ],
)
def test_bad_wishes_are_refused_in_a_sentence(tmp_path: Path, arguments: list[Any], sentence: str) -> None:
    path = story(tmp_path)
    before = path.read_bytes()
    paths = [str(tmp_path / each) if each.startswith(("fort", "kopi")) else each for each in arguments]
    result = CliRunner().invoke(app, ["anonymise", *paths])
    assert (result.exit_code, path.read_bytes()) == (2, before)
    assert sentence in result.stderr


def test_what_has_the_form_of_a_cpr_number() -> None:
    assert list(in_text("sag 610180-0001, 6101800002 og 610180 0003; 5282010031 er en konto")) == [
        "6101800001", "6101800002", "6101800003",
    ]  # fmt: skip
    assert "6101800001" in set(in_text("1234610180000199"))
    assert (in_number(901585001.0), in_number(901585001.5), in_number(12.0)) == ("0901585001", None, None)


def test_it_is_said_how_alone_the_citizens_are_with_what_stays_of_them() -> None:
    one, other = ("Familiepleje", 100, "2026-01-01"), ("Familiepleje", 200, "2026-01-01")
    assert rarity(["a", "b", "", "c"], [one, one, other, one]) == Rarity(3, 3, 0)
    assert rarity(["a", "b", "c"], [one, one, other]) == Rarity(3, 1, 1)
    # Two rows together may tell one from another that each alone does not, in whatever order they stand.
    assert rarity(["a", "a", "b", "b", "c"], [one, other, other, one, one]) == Rarity(3, 1, 1)
    assert rarity([], []) == Rarity(0, 0, 0)


def test_a_coarse_copy_has_amounts_of_two_figures_and_dates_that_are_moved_alike_for_each_citizen(
    tmp_path: Path,
) -> None:
    head = [*HEADER[:2], "Takst", "Takstenhed", "Mængde", "Startdato", "Stopdato"]
    rows = [
        [PEOPLE[0], "Familiepleje", 98_765.43, "måned", 1, day("10-01-2026"), day("20-03-2026")],
        [PEOPLE[0], "Aflastning", 412.5, "døgn", 1, "21-03-2026", "31-12-9999"],
        [PEOPLE[1], "Familiepleje", 97_999, "måned", 1, day("05-02-2026"), day("15-04-2026")],
    ]
    ledger = [LEDGER, [day("15-01-2026"), PEOPLE[0], "Familiepleje", -98_123.45, "1"]]
    own = [["Sag", "Beløb", "Den"], [PEOPLE[0], 123_456, day("15-01-2026")], ["Andre", "98.765", day("17-05-2026")]]
    path = save(tmp_path / "Ind.xlsx", Disponering=[head, *rows], Posteringer=ledger, Mit=own)
    result = CliRunner().invoke(app, ["anonymise", str(path), str(tmp_path / "Ud.xlsx"), "--coarse"])
    assert result.exit_code == 0, result.output + result.stderr
    made = tmp_path / "Ud.xlsx"
    first, second, third = values(made, "Disponering")[1:4]
    assert [row[2] for row in (first, second, third)] == [99_000, 410, 98_000]
    moved = first[5] - datetime(2026, 1, 10)
    assert 14 <= abs(moved.days) <= 60
    assert first[6] - datetime(2026, 3, 20) == moved
    assert (datetime.strptime(second[5], "%d-%m-%Y") - datetime(2026, 3, 21), second[6]) == (moved, "31-12-9999")
    assert (third[6] - third[5]).days == 69
    posted = values(made, "Posteringer")[1]
    assert (posted[0] - datetime(2026, 1, 15), posted[3]) == (moved, -98_000)
    own_sheet = next(name for name in FileBook.open(made).sheet_names if name.startswith(("Mit", "Ark")))
    mine, others = (row[1:3] for row in values(made, own_sheet)[1:3])
    assert (mine[0], mine[1] - datetime(2026, 1, 15), others[1]) == (120_000, moved, datetime(2026, 5, 1))
    assert str(others[0]) == "99000"
    assert "k = 1: 2 af 2" in result.output
    assert "Grov kopi: k = 1: 2 af 2" in result.output


def test_citizens_alike_in_all_but_the_day_they_came_are_alike_in_a_coarse_copy(tmp_path: Path) -> None:
    rows = [
        [who, "Familiepleje", rate, "måned", 1, start, None]
        for who, rate, start in zip(
            PEOPLE, (98_100, 98_200, 98_300), (day("01-01-2026"), day("02-01-2026"), day("03-02-2026")), strict=True
        )
    ]
    path = save(tmp_path / "Ind.xlsx", Disponering=[[*HEADER[:7]], *rows])
    _, told = copy_of(path.read_bytes(), moves=DateMoves(random.Random(1)))
    assert (told.rarity, told.coarse) == (Rarity(3, 1, 3), Rarity(3, 3, 0))


def test_a_sheet_without_a_single_cell_is_copied_too() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Tomt")
    out = io.BytesIO()
    book.save(out)
    made, told = copy_of(out.getvalue())
    assert len(openpyxl.load_workbook(io.BytesIO(made)).sheetnames) == len(told.sheets) == 2
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert b"<sheetData></sheetData>" in archive.read("xl/worksheets/sheet1.xml")


_HOSTILE_LOOKS = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts Navnesen="1" count="1"><numFmt numFmtId="Navnesen" formatCode="[&gt;987654]0;[$-da-DK,Bo1]0"/></numFmts>
<fonts count="2"><font><Navnesen/><b val="Navnesen"/><i Navnesen="1" val="1"/><name val="Navnesen"/></font>
<font>Navnesen<color rgb="FF00AA11"/><u val="singleAccounting"/></font></fonts>
<fills><fill><patternFill patternType="Navnesen"><fgColor rgb="FFNAVNE1"/></patternFill></fill></fills>
<borders><border><left style="slantDashDot"><color theme="1" tint="-0.25"/></left></border></borders>
<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf fontId="1"><alignment horizontal="Navnesen"/></xf></cellXfs>
<cellStyles><cellStyle name="Styring Navnesen" xfId="0"/><cellStyle name="Navnesen" xfId="0" builtinId="27"/>
<cellStyle name="Styring titel" xfId="0"/><cellStyle name="Navnesen" xfId="0" builtinId="0" customBuiltin="false"/>
<cellStyle name="God" xfId="0" builtinId="26"/>
<cellStyle name="God" xfId="0" builtinId="26"/></cellStyles>
<dxfs><dxf><font><name val="Navnesen"/></font></dxf></dxfs></styleSheet>"""


def test_whatever_a_workbooks_looks_hold_only_what_the_format_says_itself_is_kept() -> None:
    text = clean_styles(_HOSTILE_LOOKS.encode(), lambda number: 7.0).decode()
    assert not re.search("navne|Bo1|987654", text, re.IGNORECASE)
    assert (text.count("<font>"), text.count('name="God"')) == (2, 1)
    for kept in (
        '<color rgb="FF00AA11"/>', '<u val="singleAccounting"/>', '<left style="slantDashDot">', 'tint="-0.25"',
        '<i val="1"/>', '<name val="Calibri"/>', 'name="Styring titel"', 'name="Normal"', 'name="Typografi 3"',
    ):  # fmt: skip
        assert kept in text
    assert number_format("[>987654]0;[$-da-DK,1]0", lambda number: 7.0) == "[>7]0;[$-da-DK,1]0"


def test_whatever_a_sheet_holds_beside_its_cells_only_places_and_widths_are_kept() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["x", "=610180-0001", "=A1/2"])
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 31
    out = io.BytesIO()
    book.save(out)
    data = parts(out.getvalue())
    name = "xl/worksheets/sheet1.xml"
    text = (
        data[name]
        .decode()
        .replace('topLeftCell="B2"', 'topLeftCell="Navnesen"', 1)
        .replace('activePane="', 'x="Navnesen" y="')
    )
    text = text.replace("<cols><col ", '<cols><col style="Navnesen" collapsed="Navnesen" ')
    text = text.replace(
        "</row>", '<c r="E1" t="d"><v>620180-0002</v></c><c r="F1" t="d"><v>2026-01-31T10:00:00</v></c></row>'
    )
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for part, content in (data | {name: text.encode()}).items():
            archive.writestr(part, content)
    assert "Navnesen" in everything(changed.getvalue())
    made, told = copy_of(changed.getvalue())
    written = parts(made)[name].decode()
    assert not re.search("Navnesen|610180|620180", written)
    assert 'width="31"' in written
    assert 'state="frozen"' in written
    assert "<v>2026-01-31T10:00:00</v>" in written
    assert ("<f>A1/2</f>" in written, told.emptied_formulas) == (True, 1)


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("0 987654", "General"),
        ("[>6101800001]0", "[>5]0"),
        ("B987654", "General"),
        ("# ?/98765", "General"),
        ("Navnesen", "General"),
        ('"Navnesen', "General"),
        ("[Navnesen]0", "General"),
        ("0 Navnesen", "General"),
        ("[$-406Navnesen]0", "General"),
        ("Mads", "General"),
        ('0 "Navnesen"', "0 "),
    ],
)
def test_a_number_format_loses_letters_that_are_not_its_own(code: str, kept: str) -> None:
    assert number_format(code, lambda number: 5.0 if number > 1e6 else number) == kept


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "@",
        "0.00E+00",
        "[Red]-#,##0;[>=1000]0.0",
        '#,##0.00\\ "kr.";[Color 10]\\-#,##0_);_(* "-"??_);_(@_)',
        "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
        "[$-da-DK]d. mmmm yyyy;@",
        "[$-x-sysdate]dddd",
        "# ?/16",
        "B2yyyy",
        "[h]:mm:ss AM/PM",
        "0 kr",
        "[$kr.-406] #,##0",
    ],
)
def test_a_number_format_keeps_its_own_letters(code: str) -> None:
    assert number_format(code, lambda number: number) == code


def of_rows(folder: Path, heads: list[str], *rows: list[Any], **others: list[list[Any]]) -> bytes:
    """A workbook whose disposition has some columns more than it must."""
    fixed = ["Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None]
    first = [[*HEADER[:7], *heads], *([row[0], *fixed, *row[1:]] for row in rows)]
    return save(folder / "Ind.xlsx", Disponering=first, **others).read_bytes()


def cells(data: bytes, sheet: str | int, column: str, rows: int) -> list[Any]:
    """The values of a column under its header."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    one: Any = book.worksheets[sheet] if isinstance(sheet, int) else book[sheet]
    return [one[f"{column}{row}"].value for row in range(2, rows + 2)]


def test_whatever_stands_where_a_citizen_should_is_replaced(tmp_path: Path) -> None:
    """A number read as a decimal figure, one that is mistyped, a birthday as a number, a text and a day."""
    who: list[Any] = [PEOPLE[0], 610180.0001, 620180.123, 9_913_800_001, "9913800001", 610180, "610180", 10180, 17]
    rows: list[list[Any]] = [[each] for each in (*who, day("01-01-1980"))]
    own = [["CPR-nr.", "Beløb"], *([each, 7_000] for each in who)]
    made, told = copy_of(of_rows(tmp_path, [], *rows, Mit=own))
    assert told.after == told.before
    stand_in = cells(made, "Disponering", "A", len(rows))
    assert len({str(each) for each in stand_in}) == 8
    assert str(stand_in[1]) == stand_in[0].replace("-", "")
    assert (str(stand_in[3]), str(stand_in[5]), stand_in[8]) == (stand_in[4], stand_in[6], 17)
    assert cells(made, 1, "A", len(who)) == stand_in[:-1]
    text = everything(made)
    assert not re.search(r"6[12]0180|99138|\b10180\b", text)
    assert stand_in[-1].year > 4000


def test_a_birthday_is_empty_however_it_is_written(tmp_path: Path) -> None:
    born: list[Any] = [day("01-02-1980"), "01-02-1980", 19800201, "=A2", True, "1. februar 1980"]
    heads = ["Fødselsdato", "Født", "F.dato", "Barnets fødselsdag", "Fødselsår", "Dato for fødsel"]
    rows = [[PEOPLE[0], *[each] * len(heads)] for each in born]
    made, _ = copy_of(of_rows(tmp_path, heads, *rows))
    for column in "HIJKLM":
        assert cells(made, "Disponering", column, len(born)) == [None] * len(born)


def test_a_remark_is_empty_though_it_is_a_number_or_a_day(tmp_path: Path) -> None:
    remarks: list[Any] = [22_334_455, day("01-02-1980"), "=A2", "Ring til Navnesen", 0.5]
    made, told = copy_of(of_rows(tmp_path, ["Bemærkning"], *([PEOPLE[0], each] for each in remarks)))
    assert cells(made, "Disponering", "H", len(remarks)) == [None] * len(remarks)
    assert told.after == told.before


def test_a_number_in_a_register_is_replaced_as_a_name_is(tmp_path: Path) -> None:
    """The number of a supplier, of who advises, of a case, of a telephone."""
    heads = ["Leverandør", "Rådgiver", "Nr.", "Tlf.", "Mobilnr."]
    rows: list[list[Any]] = [
        [PEOPLE[0], 26_748_123, 48_213, 20_251_234, 22_334_455, 4_522_334_455],
        [PEOPLE[1], 26_748_123, 48_214, "20251234", 22_334_456, 22_334_455],
        [PEOPLE[2], "267481", "48213", 17, 1_200, None],
    ]
    made, _ = copy_of(of_rows(tmp_path, heads, *rows))
    assert not re.search(r"2674|4821|2025123|2233445", everything(made))
    first, second, third = zip(*(cells(made, "Disponering", column, 3) for column in "HIJKL"), strict=True)
    assert first[0] == second[0] != third[0]
    assert (str(first[2]), third[2], third[4]) == (second[2], 17, None)
    assert (first[3] != second[3], third[3]) == (True, 1_200)


def test_a_citizens_number_as_a_decimal_figure_is_the_citizens_in_any_column_and_in_the_proof(tmp_path: Path) -> None:
    made, _ = copy_of(of_rows(tmp_path, ["Sag"], [PEOPLE[0], 610180.0001], [PEOPLE[1], 610180.0002]))
    one, other = cells(made, "Disponering", "H", 2)
    assert f"{one:.4f}".replace(".", "") == cells(made, "Disponering", "A", 1)[0].replace("-", "")
    # Nobody has this number.
    assert other == 610180.0002
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/a.xml", "<c><v>610180.123</v></c>")
    assert leaks(out.getvalue(), {"6101801230"}) == ["xl/a.xml"]


def test_jan_and_maj_are_people_where_people_stand(tmp_path: Path) -> None:
    """And months elsewhere; a word of the product's is somebody's initials there."""
    own: list[list[Any]] = [
        ["Navn", "Måned", "Beløb"],
        ["Jan", "Jan", 7_000],
        ["August", "August", 8_000],
        ["I alt", None, 15_000],
    ]
    rows = [["Maj", "Jan", "DCO"], ["Juni", "April 26", "Kr"]]
    made, told = copy_of(of_rows(tmp_path, ["Leverandør", "Rådgiver"], *rows, Mit=own))
    assert [cells(made, "Disponering", column, 2) for column in "AHI"] == [
        ["Borger 1", "Borger 2"], ["Leverandør 1", "Leverandør 2"], ["Rådgiver 1", "Rådgiver 2"],
    ]  # fmt: skip
    assert cells(made, 1, "A", 3) == ["Leverandør 1", "Navn 1", "I alt"]
    assert cells(made, 1, "B", 3) == ["Jan", "August", None]
    assert told.after == told.before


@pytest.mark.parametrize(
    "signs",
    [
        " \u24c3\u24d0\u24e5\u24dd",
        " \u281d\u2801\u2827",
        "\U000e004e\U000e0061",
        " \U0001f1f3\U0001f1e6",
        " \u0363\u0364",
    ],
)
def test_a_header_is_known_without_signs_that_may_spell_a_name(tmp_path: Path, signs: str) -> None:
    """Letters in circles, braille, letters that do not show, flags, letters above letters."""
    book = openpyxl.Workbook()
    rows: Any = book.active
    rows.title = f"Disponering{signs}"
    rows.append([f"{head}{signs}" for head in HEADER[:7]])
    rows.append([PEOPLE[0], "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None])
    out = io.BytesIO()
    book.save(out)
    made, told = copy_of(out.getvalue())
    copied: Any = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    assert [cell.value for cell in copied[1]] == [*HEADER[:7]]
    assert copied.title == "Disponering"
    assert told.after == told.before != {}


def with_raw(cell: str) -> bytes:
    """A workbook with a citizen, and a cell of a user's own sheet as its part has it."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Sag", "Ydet"])
    sheet.append([PEOPLE[0], 1])
    out = io.BytesIO()
    book.save(out)
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for part, content in parts(out.getvalue()).items():
            archive.writestr(part, content.replace(b"</sheetData>", f'<row r="9">{cell}</row></sheetData>'.encode()))
    return changed.getvalue()


@pytest.mark.parametrize("place", ["A9", "B9", "D9"])
@pytest.mark.parametrize("scale", [Decimal(1), Decimal(2)])
@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("<v>-6101800001</v>", "-STAND"),
        ("<v>6.101800001E9</v>", "STAND"),
        ("<v>6101800001.0</v>", "STAND"),
        ("<v>610180000199</v>", "STAND99"),
        ("<v>996101800001</v>", "99STAND"),
        ("<f>-6101800001</f><v>-6101800001</v>", "-STAND"),
    ],
)
def test_a_citizens_number_is_known_with_a_minus_and_in_a_longer_one(
    cell: str, written: str, scale: Decimal, place: str
) -> None:
    made, _ = copy_of(with_raw(f'<c r="{place}">{cell}</c>'), scale=scale)
    sheet: Any = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    stand_in = sheet["A2"].value.replace("-", "")
    assert str(sheet[place].value) == written.replace("STAND", stand_in)
    assert "6101800001" not in everything(made)


def test_a_truth_that_is_a_number_is_a_truth(tmp_path: Path) -> None:
    made, _ = copy_of(with_raw('<c r="B9" t="b"><v>6101800001</v></c>'))
    assert openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]["B9"].value is True


@pytest.mark.parametrize("value", ["-6101800001", "610180000199", "996101800001", "-610180000101"])
def test_the_proof_finds_a_number_that_is_negative_or_longer(value: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/a.xml", f"<c><v>{value}</v></c>")
    assert leaks(out.getvalue(), {"6101800001"}) == ["xl/a.xml"]


def test_a_column_of_the_users_own_is_masked_as_the_field_its_header_names(tmp_path: Path) -> None:
    """A ledger alone, which nobody takes for a workbook of the field's, and a list beside the disposition."""
    heads = ["Bilagsnr.", "CPR-nr.", "Leverandør", "Posteringstekst", "Beløb"]
    rows: list[list[Any]] = [
        [1_900_012, 610180, 26_748_123, 22_334_455, 7_000],
        [1_900_013, "610180", "Navnesen", "Ring", 8_000],
    ]
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (heads, *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    for data, at in ((out.getvalue(), 0), (of_rows(tmp_path, [], [PEOPLE[0]], Mit=[heads, *rows]), 1)):
        made, _ = copy_of(data)
        assert [cells(made, at, column, 2) for column in "ABCDE"] == [
            [1, 2], [900_001, "900001"], [1, "Leverandør 2"], [None, None], [7_000, 8_000],
        ]  # fmt: skip


def test_a_day_that_a_formula_reckons_and_no_program_has_stored_is_reckoned_in_a_scaled_copy_too() -> None:
    """Without the formula the row would have no end, and cost a whole year."""
    book = openpyxl.Workbook()
    rows: Any = book.active
    rows.title = "Disponering"
    rows.append(HEADER[:7])
    rows.append([PEOPLE[0], "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), "=DATE(2026,3,31)"])
    rows.append([PEOPLE[1], "Familiepleje", 20_000, "måned", 1, day("01-01-2026"), day("31-03-2026")])
    out = io.BytesIO()
    book.save(out)
    for scale in (Decimal(1), Decimal(2)):
        made, told = copy_of(out.getvalue(), scale=scale)
        assert told.after["result"] == scale * told.before["result"]
        assert openpyxl.load_workbook(io.BytesIO(made))["Disponering"]["G2"].value == "=DATE(2026,3,31)"

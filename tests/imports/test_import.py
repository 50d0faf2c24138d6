"""Importing as its user meets it: what is refused, changed, placed and said, in our workbook and in others'."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from styring_xl import reports
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.undo import undo
from styring_xl.cli import app
from styring_xl.errors import StyringError
from styring_xl.imports import job, report
from styring_xl.imports.control import Tally
from styring_xl.imports.extract import Options
from tests import workbooks
from tests.command_line import CliRunner
from tests.imports.extracts import keys, lines, standing, written
from tests.libreoffice import convert
from tests.workbooks import HEADER, day, save, type_in, values

HEAD = "Bogføringsdato;Konto;CPR-nr.;Beløb;Bilag;Linjenr.;Tekst\n"


def new(folder: Path, year: int = 2026) -> Path:
    path = folder / f"Styring{year}.xlsx"
    path.write_bytes(workbooks.new(year))
    return path


def csv(folder: Path, text: str, name: str = "udtræk.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def ledger(path: Path, sheet: str = "Realiseret") -> list[list[Any]]:
    return [row for row in values(path, sheet)[5:] if any(cell is not None for cell in row)]


# What cannot be used.


def test_refused_rows_are_listed_and_stay_in_the_control_total(tmp_path: Path) -> None:
    text = HEAD + (
        "05-03-2026;528201003;610101-9876;1.000,00;1;1;god\n"
        "31-02-2026;528201003;610101-9876;20,00;2;1;dato\n"
        ";528201003;610101-9876;3,00;3;1;uden dato\n"
        "05-03-2026;528201003;610101-9876;12x;4;1;beløb\n"
        "05-03-2026;528201003;610101-9876;;5;1;uden beløb\n"
        "05-03-2026;528201003;610101-9876;0,40;6;1;for;mange\n"
        ";;;;;;\n"
        "\n"
        ";I alt;;1.023,40;;;\n"
    )
    done = job.import_postings([csv(tmp_path, text)], new(tmp_path))
    assert [(each.line, each.reason) for each in done.account.refused] == [
        (3, "datoen eller perioden kan ikke læses"),
        (4, "dato eller periode mangler"),
        (5, "beløbet kan ikke læses"),
        (6, "beløbet mangler"),
        (7, "rækken har flere felter end overskriften"),
    ]
    control = done.account.control
    assert control.came_in == Tally(6, 102_300)
    assert (control.placed, control.refused, control.unreadable) == (Tally(1, 100_000), Tally(5, 2_300), 3)
    assert "egen sum i linje 10" in done.account.files[0].notes[-1]


@pytest.mark.parametrize(
    ("text", "encoding", "says"),
    [
        ("Dato;Konto;Beløb\n05-03-2026;1;1.234\n", "utf-8", "--decimal"),
        ("Dato;Konto;Beløb\n05-03-2026;1;1,50\n05-03-2026;1;1.50\n", "utf-8", "--decimal"),
        ("Dato;Konto;Kr;Tekst\n05-03-2026;1;1,50;Łódź\n", "cp1250", "--encoding"),
        ("Dato;Konto;Beløb;Tekst\n05-03-2026;1;1,50;blåbær\n", "cp850", "--encoding"),
        ("Dato;Konto;Beløb\nDato,Konto,Beløb\n", "utf-8", "--delimiter"),
        ("A;B;C\n05-03-2026;1;1,50\n", "utf-8", "overskriftsrække"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_with_the_option_to_state_it(
    text: str, encoding: str, says: str, tmp_path: Path
) -> None:
    into = new(tmp_path)
    before = into.read_bytes()
    with pytest.raises(StyringError, match=says):
        job.import_postings([csv(tmp_path, text, encoding=encoding)], into)
    assert into.read_bytes() == before


def test_what_is_stated_decides(tmp_path: Path) -> None:
    text = "Dato;Konto;Beløb;Tekst\n05-03-2026;1;1.234;blåbær\n"
    options = Options(encoding="cp850", decimal=".", delimiter=";")
    into = new(tmp_path)
    job.import_postings([csv(tmp_path, text, encoding="cp850")], into, options=options)
    assert [(row[5], row[7]) for row in ledger(into)] == [(1.23, "blåbær")]


def test_one_posting_is_told_of_in_the_singular(tmp_path: Path) -> None:
    extract = csv(tmp_path, "Dato;Konto;Beløb\n05-03-2026;528201003;17,50\n")
    account = job.import_postings([extract], new(tmp_path)).account
    assert report.message(account).startswith("1 postering på 17,50 kr. er hentet")


def test_a_row_of_headers_that_does_not_suffice_is_shown_with_what_it_lacks(tmp_path: Path) -> None:
    extract = csv(tmp_path, "Kontonr.;Oprettet;CPR;Beløb\n528201003;05-03-2026;610110-4001;17,50\n")
    with pytest.raises(StyringError, match=r"Kontonr\. \| Oprettet .* Den mangler en dato eller periode\."):
        job.import_postings([extract], new(tmp_path))
    with pytest.raises(StyringError, match='--column "Takst=Pris"'):
        job.import_cases(extract, new(tmp_path))


def test_a_stated_header_that_no_extract_has_is_refused(tmp_path: Path) -> None:
    first = csv(tmp_path, "Dato;Konto;Beløb\n05-03-2026;528201003;17,50\n")
    other = csv(tmp_path, "Dato;Konto;Beløb;Netto\n05-03-2026;528201003;17,50;16,00\n", "netto.csv")
    into = new(tmp_path)
    before = into.read_bytes()
    for given in ([("amount", "Neto")], [("amount", "Netto"), ("text", "Neto")]):
        with pytest.raises(StyringError, match=r"»Neto«.*står ikke i udtrækket"):
            job.import_postings([first, other], into, given=given)
    assert into.read_bytes() == before
    job.import_postings([first, other], into, given=[("amount", "Netto")])
    assert [row[5] for row in ledger(into)] == [17.5, 16]


@pytest.mark.parametrize("kind", ["truncated", "no workbook", "folder", "missing"])
def test_what_is_wrong_with_an_extract_is_said_of_the_extract(kind: str, tmp_path: Path) -> None:
    into = new(tmp_path)
    extract = tmp_path / "marts.xlsx"
    if kind == "truncated":
        extract.write_bytes(into.read_bytes()[:20000])
    elif kind == "no workbook":
        extract.write_bytes(b"ikke en projektmappe")
    elif kind == "folder":
        extract.mkdir()
    with pytest.raises(StyringError, match=r"marts\.xlsx"):
        job.import_postings([extract], into)
    with pytest.raises(StyringError, match=r"marts\.xlsx"):
        job.import_cases(extract, into)


def test_columns_are_stated_once_and_remembered(tmp_path: Path) -> None:
    extract = csv(tmp_path, "Hvornår;Hvad;Hvor meget\n05-03-2026;528201003;17,50\n")
    into = new(tmp_path)
    with pytest.raises(StyringError, match="overskriftsrække"):
        job.import_postings([extract], into)
    given = [("date", "Hvornår"), ("account", "Hvad"), ("amount", "Hvor meget")]
    job.import_postings([extract], into, given=given)
    more = csv(tmp_path, "Hvornår;Hvad;Hvor meget\n06-03-2026;528201003;18,50\n", "mere.csv")
    job.import_postings([more], into)
    assert [row[5] for row in ledger(into)] == [17.5, 18.5]
    stored = [tuple(row[:3]) for row in values(into, "Opsætning") if row[0] == "posteringsudtræk"]
    assert stored == [
        ("posteringsudtræk", "Bogføringsdato", "Hvornår"),
        ("posteringsudtræk", "Kontonummer", "Hvad"),
        ("posteringsudtræk", "Beløb", "Hvor meget"),
    ]
    made, grown = (
        openpyxl.load_workbook(each)["Opsætning"].tables["tblKolonner"].ref for each in (new(tmp_path, 2025), into)
    )
    assert int(grown[grown.index(":C") + 2 :]) == int(made[made.index(":C") + 2 :]) + 2


# What stands there already.


def test_a_changed_posting_is_shown_and_put_right_only_when_asked(tmp_path: Path) -> None:
    into = new(tmp_path)
    row = "05-03-2026;528201003;610101-9876;{};1;1;løn\n"
    job.import_postings([csv(tmp_path, HEAD + row.format("100,00"))], into)
    changed = csv(tmp_path, HEAD + row.format("110,00"), "ny.csv")
    done = job.import_postings([changed], into)
    assert not done.saved
    assert [(each.row, each.fields) for each in done.account.differences] == [(6, ("amount",))]
    assert done.account.control.changed == Tally(1, 11_000)
    done = job.import_postings([changed], into, update_changed=True)
    assert done.account.control.updated == Tally(1, 11_000)
    assert [row[5] for row in ledger(into)] == [110]
    assert not job.import_postings([changed], into).saved


def test_a_citizen_filled_in_by_hand_makes_no_new_posting(tmp_path: Path) -> None:
    into = new(tmp_path)
    extract = csv(tmp_path, "Dato;Konto;CPR-nr.;Beløb;Tekst\n05-03-2026;528201003;;100,00;løn\n")
    job.import_postings([extract], into)
    type_in(into, "Realiseret", "D6", "610101-9876")
    assert job.import_postings([extract], into).account.control.known == Tally(1, 10_000)


def test_the_period_decides_and_is_kept(tmp_path: Path) -> None:
    text = "Dato;Periode;Konto;Beløb\n05-01-2027;202612;528201003;1,00\n05-03-2026;202603;528201003;2,00\n"
    into = new(tmp_path)
    extract = csv(tmp_path, text)
    job.import_postings([extract], into)
    assert [(row[0].date(), row[8]) for row in ledger(into)] == [
        (dt.date(2027, 1, 5), "2026-12"),
        (dt.date(2026, 3, 5), None),
    ]
    assert not job.import_postings([extract], into).saved


def test_new_postings_in_a_closed_month_are_said(tmp_path: Path) -> None:
    into = new(tmp_path)
    type_in(into, "Opsætning", "B7", 3)
    text = HEAD + "05-03-2026;528201003;;100,00;1;1;lukket\n05-04-2026;528201003;;7,00;2;1;åben\n"
    done = job.import_postings([csv(tmp_path, text)], into)
    assert (done.account.closed, done.account.reopened) == (3, Tally(1, 10_000))


# Accounts.


def test_accounts_are_placed_by_the_narrowest_row(tmp_path: Path) -> None:
    into = new(tmp_path)
    rows = [
        ("5282*", "Anbringelser"),
        ("528201000-528201999", "Plejefamilier"),
        ("528201003", "Kommunal plejefamilie"),
        ("539009001", "Rådgivning"),
        ("539009001", "Advokat"),
    ]
    fill(into, "Parametre", "tblKonto", rows)
    text = "Dato;Konto;Beløb\n" + "".join(
        f"05-03-2026;{account};{number},00\n"
        for number, account in enumerate(("528201003", "528201004", "528 221 001", "539009001", "600000000"), start=1)
    )
    done = job.import_postings([csv(tmp_path, text)], into)
    assert [row[2] for row in ledger(into)] == [
        "Kommunal plejefamilie", "Plejefamilier", "Anbringelser", None, None,
    ]  # fmt: skip
    assert [each.account for each in done.account.contradictions] == ["539009001"]
    assert dict(done.account.unplaced) == {"539009001": Tally(1, 400), "600000000": Tally(1, 500)}


def fill(path: Path, sheet: str, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Rows in a table of a workbook, the table made as long as they are."""
    book = openpyxl.load_workbook(path)
    where = book[sheet].tables[table]
    first, last = where.ref.split(":")
    start = book[sheet][first]
    for down, row in enumerate(rows, start=1):
        for right, value in enumerate(row):
            book[sheet].cell(start.row + down, start.column + right, value)
    where.ref = f"{first}:{book[sheet][last].column_letter}{start.row + len(rows)}"
    if where.autoFilter is not None:
        where.autoFilter.ref = where.ref
    book.save(path)


# The user's own workbook.


def own_workbook(path: Path, *, as_table: bool, total: bool = False) -> Path:
    book = openpyxl.Workbook()
    plan = book.worksheets[0]
    plan.title = "Sager"
    plan.append(["CPR-nr.", "Foranstaltning", "Takst", "Startdato", "Stopdato"])
    plan.append(["610101-9876", "Familiepleje", 10_000, dt.date(2026, 1, 1), None])
    sheet = book.create_sheet("Fra økonomi")
    sheet["A1"] = "Posteringer, hentet hver måned"
    sheet.append([])
    sheet.append(["Tekst", "Konto", "Beløb (1.000 kr.)", "Dato", "CPR", "Måned", "Bilag"])
    for number in (1, 2):
        sheet.append(["løn", 528201003, 1.5 * number, dt.date(2026, 1, number), "6101019876", f"=MONTH(D{3 + number})"])
    for row in (4, 5):
        sheet.cell(row, 3).number_format = '#,##0.00 "tkr"'
        sheet.cell(row, 3).font = Font(color="FF0000")
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor="FFFF00")
    rule = DataValidation(type="decimal", operator="between", formula1="-1000", formula2="1000")
    rule.add("C4:C5")
    sheet.add_data_validation(rule)
    if as_table:
        sheet.add_table(Table(displayName="Posteringer", ref="A3:G5"))
    else:
        sheet.auto_filter.ref = "A3:G5"
    if total:
        sheet.append(["I alt", None, "=SUM(C4:C5)"])
    sheet["J4"] = "min egen note"
    book.save(path)
    return path


@pytest.mark.parametrize("as_table", [True, False])
def test_a_workbook_of_their_own_is_filled_in_its_own_columns_units_and_looks(as_table: bool, tmp_path: Path) -> None:
    into = own_workbook(tmp_path / "Egen.xlsx", as_table=as_table)
    text = "Konto;Dato;Beløb;CPR;Bilagstekst\n528201004;07-02-2026;12.345,67;610101-9876;husleje\n"
    done = job.import_postings([csv(tmp_path, text)], into)
    assert done.account.sheet == "Fra økonomi"
    sheet = openpyxl.load_workbook(into)["Fra økonomi"]
    assert [cell.value for cell in sheet[6]][:7] == [
        "husleje", 528201004, 12.34567, dt.datetime(2026, 2, 7), "610101-9876", "=MONTH(D6)", None,
    ]  # fmt: skip
    assert sheet["C6"].number_format == '#,##0.00 "tkr"'
    assert (sheet["C6"].font.color.rgb, sheet["A6"].fill.fgColor.rgb) == ("00FF0000", "00FFFF00")
    assert sheet["J4"].value == "min egen note"
    ref = sheet.tables["Posteringer"].ref if as_table else sheet.auto_filter.ref
    assert ref == "A3:G6"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "C4:C6"
    assert not job.import_postings([tmp_path / "udtræk.csv"], into).saved


def test_a_sum_under_the_postings_stops_the_import_with_a_remedy(tmp_path: Path) -> None:
    into = own_workbook(tmp_path / "Egen.xlsx", as_table=False, total=True)
    before = into.read_bytes()
    with pytest.raises(StyringError, match="sum i række 6"):
        job.import_postings([csv(tmp_path, "Dato;Konto;Beløb\n07-02-2026;528201004;1,00\n")], into)
    assert into.read_bytes() == before


def test_a_workbook_without_a_ledger_sheet_gets_one(tmp_path: Path) -> None:
    into = tmp_path / "Egen.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["CPR-nr.", "Foranstaltning", "Takst", "Startdato", "Stopdato"])
    book.worksheets[0].append(["610101-9876", "Familiepleje", 10_000, dt.date(2026, 1, 1), None])
    book.save(into)
    found = lines(20)
    extract, _ = written(tmp_path, "plain", found)
    done = job.import_postings([extract], into)
    assert done.applied.sheets == ("Realiseret",)
    assert standing(FileBook.open(into)) == keys(found)
    assert openpyxl.load_workbook(into)["Realiseret"].tables["tblRealiseret"].ref == "A5:J25"
    assert not job.import_postings([extract], into).saved


@pytest.mark.office
def test_libreoffice_opens_what_was_written(tmp_path: Path) -> None:
    into = own_workbook(tmp_path / "Egen.xlsx", as_table=True)
    job.import_postings([csv(tmp_path, "Dato;Konto;Beløb\n07-02-2026;528201004;1.000,00\n")], into)
    sheet = openpyxl.load_workbook(convert(into, "xlsx", tmp_path / "ud"), data_only=True)["Fra økonomi"]
    assert [cell.value for cell in sheet[6]][1:6] == [528201004, 1, dt.datetime(2026, 2, 7), None, 2]


# More than a sheet holds.


def test_over_capacity_postings_are_summed_and_their_detail_kept_beside(tmp_path: Path) -> None:
    found = lines(80)
    into = new(tmp_path)
    extract, _ = written(tmp_path, "plain", found)
    done = job.import_postings([extract], into, capacity=40)
    months = {(each.cpr, each.day.month) for each in found}
    assert done.account.aggregated == len(months) == len(ledger(into))
    assert sum(round(row[5] * 100) for row in ledger(into)) == sum(each.ore for each in found)
    assert reports.read(FileBook.open(into)).ledger.amount.sum() == sum(each.ore for each in found)  # nobody's too
    assert (tmp_path / done.account.detail).exists()
    assert done.account.control.placed == Tally(80, sum(each.ore for each in found))
    assert not job.import_postings([extract], into, capacity=40).saved
    extract, _ = written(tmp_path, "plain", lines(125))
    again = job.import_postings([extract], into, capacity=40)
    assert (again.account.control.known.rows, again.account.control.placed.rows) == (80, 45)
    undo(into)
    undo(into)
    assert job.import_postings([extract], into, capacity=40).account.control.placed.rows == 125


def test_a_missing_detail_file_stops_the_import(tmp_path: Path) -> None:
    into = new(tmp_path)
    extract, _ = written(tmp_path, "plain", lines(30))
    done = job.import_postings([extract], into, capacity=25)
    detail = tmp_path / done.account.detail
    whole = detail.read_bytes()
    detail.write_bytes(whole.replace(b"PAR1", b"PAR2"))
    with pytest.raises(StyringError, match="er ikke den, som arket henviser til"):
        job.import_postings([extract], into, capacity=25)
    detail.unlink()
    with pytest.raises(StyringError, match="mangler ved siden af"):
        job.import_postings([extract], into, capacity=25)


# The command.


def test_the_command_shows_how_it_read_and_the_control_total(tmp_path: Path) -> None:
    into = new(tmp_path)
    extract, _ = written(tmp_path, "ansi, periods, minus after", lines(12))
    before = into.read_bytes()
    shown = CliRunner().invoke(app, ["import", str(extract), "--into", str(into), "--dry-run"])
    assert shown.exit_code == 0
    assert "tegnsæt Windows-1252, skilletegn semikolon, decimalkomma, beløb i kr." in shown.output
    assert "Ikke brugt: Momskode" in shown.output
    assert "Difference                             0 rækker                 0,00 kr." in shown.output
    assert into.read_bytes() == before
    assert CliRunner().invoke(app, ["import", str(extract), "--into", str(into)]).exit_code == 0
    assert undo(into).exact
    assert into.read_bytes() == before


def test_no_citizen_and_no_amount_of_one_is_in_the_log(tmp_path: Path) -> None:
    into = new(tmp_path)
    extract, _ = written(tmp_path, "plain", lines(12))
    job.import_postings([extract], into)
    log = (tmp_path / "Styring2026.xlsx.log").read_text()
    assert "handling=posteringer_importeret" in log
    assert "9876" not in log


def test_a_ledger_with_debit_and_credit_gets_each_amount_on_its_side(tmp_path: Path) -> None:
    """The import writes as the sheet does: a credit in its own column, with a minus where the others have one."""
    head = ["Dato", "CPR-nr.", "Foranstaltning", "Bilagsnr.", "Debet", "Kredit"]
    extract = csv(
        tmp_path,
        "Dato;CPR-nr.;Foranstaltning;Bilagsnr.;Beløb\n"
        "28-02-2026;610180-0001;Familiepleje;3;600,50\n28-02-2026;610180-0001;Familiepleje;4;-60,00\n",
    )
    for minus in (1, -1):
        before = [[day("31-01-2026"), "610180-0001", "Familiepleje", "1", 500, None],
                  [day("31-01-2026"), "610180-0001", "Familiepleje", "2", None, minus * 7]]  # fmt: skip
        book = save(tmp_path / "ark.xlsx", Disponering=[HEADER], Posteringer=[head, *before])
        job.import_postings([extract], book, year=2026)
        assert [row[4:] for row in values(book, "Posteringer")[3:]] == [[600.5, None], [None, minus * 60]]

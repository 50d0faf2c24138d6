"""Each rule beside a few rows: the one it tells of, and the ones it must not."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from styring_xl import standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.checks import RULES
from styring_xl.checks.finding import Finding
from styring_xl.model import cpr as model_cpr
from styring_xl.refresh import refresh
from styring_xl.reports import read
from tests.workbooks import BUDGET, LEDGER, day, refreshed, save, standard_book, table, values

CASES = ("CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato", "Forventet regnskab")


KEPT = Path(__file__).parents[1] / "golden" / "fund.txt"
KEEPING: list[bool] = []
HEARD: dict[str, list[str]] = {}
"""By story what was found in it so far."""


def rows(head: tuple[str, ...], text: str) -> list[list[Any]]:
    """A sheet's header and rows from a table; columns that the table leaves out are empty."""
    return [list(head), *([row.get(name) for name in head] for row in table(text))]


def found(path: Path, code: str, closed: int, sheets: Mapping[str, Sequence[Any]]) -> list[Finding]:
    """The findings of a rule on a workbook with these sheets, in the order of *Kontrol*.

    Their words are held to those in ``golden/fund.txt``: each story asserts its point, and no figure or word beside it
    moves unseen. ``python -m tests.checks.test_rules`` keeps the words of today; read what git says has changed.
    """
    book = FileBook.open(save(path / "ark.xlsx", **sheets))
    mine = [each for each in refresh(read(book, year=2026, closed=closed)).findings if each.code == code]
    story = os.environ["PYTEST_CURRENT_TEST"].partition("::")[2].partition(" ")[0]
    now = HEARD.setdefault(story, [])
    lines = [f"{each.severity} {each.code} {each.sheet} {each.cell}: {each.what} | {each.remedy}" for each in mine]
    if not KEEPING:
        kept = KEPT.read_text(encoding="utf-8").partition(f"[{story}]\n")[2].partition("\n[")[0].splitlines()
        assert lines == kept[len(now) : len(now) + len(lines)]
    now += lines
    return mine


def told(path: Path, code: str, closed: int = 0, **sheets: Sequence[Any]) -> list[tuple[str, str]]:
    """The (cell, value) of each finding of a rule."""
    mine = found(path, code, closed, sheets)
    return [(f"{each.sheet}!{each.cell}" if each.cell else each.sheet, each.value) for each in mine]


def said(path: Path, code: str, **sheets: Sequence[Any]) -> list[str]:
    """What each finding of a rule says."""
    return [each.what for each in found(path, code, 0, sheets)]


def test_every_rule_is_named_by_a_test() -> None:
    tests = Path(__file__).parent.parent
    words = "\n".join(path.read_text(encoding="utf-8") for path in tests.rglob("test_*.py"))
    assert [rule.CODE for rule in RULES if rule.CODE not in words] == []


def test_tusind_kroner_tells_of_a_title_in_ore_and_reads_a_ledger_so(tmp_path: Path) -> None:
    cases = rows(
        CASES, "CPR-nr. | Foranstaltning | Takst | Takstenhed | Startdato\n610180-0001 | A | 10 | måned | 01-01-2026"
    )
    head = ["CPR-nr.", "Bogføringsdato", "Foranstaltning", "Beløb"]
    bill = ["610180-0001", day("15-01-2026"), "A", 1_250]
    for title, realised in (("Alle beløb i øre", 12_50), ("Kroner og øre", 1_250_00)):
        path = save(tmp_path / "ark.xlsx", Sager=cases, Posteringer=[[title], head, bill])
        found = refresh(read(FileBook.open(path), year=2026, closed=1))
        assert found.figures.realised == realised
        assert ("tusind-kroner" in {each.code for each in found.findings}) == (title == "Alle beløb i øre")
    budget = [["Beløb i øre"], ["Foranstaltning", "Budget"], ["A", 12_000]]
    assert told(tmp_path, "tusind-kroner", Sager=cases, Budget=budget) == [("Budget!B2", "Budget")]
    for unit, times in (("1.000 kr.", "1.000"), ("mio. kr.", "1.000.000")):
        budget = [["Foranstaltning", f"Budget i {unit}"], ["A", 12]]
        assert said(tmp_path, "tusind-kroner", Sager=cases, Budget=budget) == [
            f"Tallene i de kolonner, der siger {unit}, er ganget med {times}, når de læses."
        ]


def test_periodesum_tells_of_quarters_that_stand_still(tmp_path: Path) -> None:
    head = ("CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Jan", "Feb", "Mar", "1. kvartal", "Apr",
            "Maj", "Jun", "K2 2026", "1. halvår", *standard.MONTH_NAMES[6:])  # fmt: skip
    cases = rows(
        head,
        """CPR-nr.     | Foranstaltning | Takst | Takstenhed | Startdato  | 1. kvartal | K2 2026 | 1. halvår
        610180-0001 | Pleje          | 10000 | måned      | 01-01-2026 | 30000      | 30000   | 60000
        620180-0002 | Pleje          | 10000 | måned      | 01-02-2026 | 30000      | 30000   | =I3+M3
        630180-0003 | Pleje          | 333.3 | måned      | 01-01-2026 | 1000       |         | 2000""",
    )
    assert told(tmp_path, "periodesum", Sager=cases) == [("Sager!I1", "1. kvartal")]
    rest = "et tastet tal, som ikke er summen af periodens måneder i arket."
    assert said(tmp_path, "periodesum", Sager=cases) == [f"1 række viser {rest}"]
    assert said(tmp_path, "periodesum", Sager=[*cases, cases[2]]) == [f"2 rækker viser {rest}"]


@pytest.mark.parametrize(("quarter", "off"), [(30, 0), (29.5, 1), (30.2, 1), (31.2, 1)])
def test_a_quarter_in_thousands_is_as_near_as_its_decimals(tmp_path: Path, quarter: float, off: int) -> None:
    months = ("Jan", "Feb", "Mar", "1. kvartal (1.000 kr.)", *standard.MONTH_NAMES[3:])
    head = ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", *months]
    case = ["610180-0001", "Pleje", 10_000, "måned", day("01-01-2026"), None, None, None]
    rounded = [["610180-0001", "Pleje", 9_900, "måned", day("01-01-2026"), None, None, None, 30]]
    assert len(said(tmp_path, "periodesum", Sager=[head, [*case, quarter]])) == off
    assert said(tmp_path, "periodesum", Sager=[head, *rounded]) == []


def test_negativ_takst_says_whether_it_is_negative_or_nothing(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst | Takstenhed | Startdato
        610180-0001 | Pleje          | -1    | måned      | 01-01-2026
        620180-0002 | Pleje          | 0     | måned      | 01-01-2026
        630180-0003 | Pleje          | 1     | måned      | 01-01-2026""",
    )
    assert said(tmp_path, "negativ-takst", Sager=cases) == [
        "Taksten er negativ; rækken trækker fra i summerne.",
        "Taksten er nul.",
    ]


def test_bevillingskompetence_asks_for_a_year_above_the_limit_and_a_long_period(tmp_path: Path) -> None:
    limits = [
        ["Kontrol", "Grænse", "Enhed", "Foranstaltning"],
        [standard.LIMIT_AMOUNT, 1_500_000, "kr. pr. år", None],
        [standard.LIMIT_DURATION, 24, "måneder", None],
    ]
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst  | Takstenhed | Startdato  | Stopdato
        610180-0001 | Opholdssted    | 125000 | måned      | 01-01-2026 |
        620180-0002 | Opholdssted    | 125001 | måned      | 01-01-2026 |
        630180-0003 | Pleje          | 10000  | måned      | 01-01-2026 | 31-12-2027
        640180-0004 | Pleje          | 10000  | måned      | 01-01-2026 | 31-01-2028""",
    )
    path = save(tmp_path / "ark.xlsx", Sager=cases, Opsætning=limits)
    book = openpyxl.load_workbook(path)
    book["Opsætning"].add_table(Table(displayName=standard.LIMITS_TABLE, ref="A1:D3"))
    book.save(path)
    found = refresh(read(FileBook.open(path), year=2026, closed=0)).findings
    assert [each.cell for each in found if each.code == "bevillingskompetence"] == ["C3", "F5"]


def test_langt_fra_takst_needs_both_ten_percent_and_five_thousand_kroner(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst  | Takstenhed | Startdato
        610180-0001 | Pleje          | 100000 | måned      | 01-01-2026
        620180-0002 | Pleje          | 100000 | måned      | 01-01-2026
        630180-0003 | Pleje          | 20000  | måned      | 01-01-2026""",
    )
    ledger = rows(
        LEDGER,
        """Bogføringsdato | CPR-nr.     | Foranstaltning | Beløb
        31-01-2026     | 610180-0001 | Pleje          | 110000
        31-01-2026     | 620180-0002 | Pleje          | 110001
        31-01-2026     | 630180-0003 | Pleje          | 25000""",
    )
    assert told(tmp_path, "langt-fra-takst", 1, Sager=cases, Bogført=ledger) == [("Sager!C3", "110.001,00")]


def test_a_rate_per_quarter_has_its_bill_by_the_quarters_end(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst  | Takstenhed | Startdato
        610180-0001 | Pleje          | 90000  | kvartal    | 01-01-2026
        620180-0002 | Pleje          | 90000  | kvartal    | 01-01-2026
        630180-0003 | Hybel          | 100000 | kvartal    | 01-01-2026""",
    )
    ledger = rows(
        LEDGER,
        """Bogføringsdato | CPR-nr.     | Foranstaltning | Beløb
        31-03-2026     | 610180-0001 | Pleje          | 90000
        15-01-2026     | 630180-0003 | Hybel          | 80000""",
    )
    assert told(tmp_path, "ingen-postering", 2, Sager=cases, Bogført=ledger) == []
    assert told(tmp_path, "langt-fra-takst", 2, Sager=cases, Bogført=ledger) == []
    # April's bill is not due before June has ended.
    for closed in (3, 4):
        assert told(tmp_path, "ingen-postering", closed, Sager=cases, Bogført=ledger) == [("Sager!A3", "Pleje")]
        assert told(tmp_path, "langt-fra-takst", closed, Sager=cases, Bogført=ledger) == [("Sager!C4", "80.000,00")]


def test_mangler_enhed_says_the_unit_that_was_used(tmp_path: Path) -> None:
    found = []
    for header in ("Takst", "Takst pr. døgn"):
        head = ["CPR-nr.", "Foranstaltning", header, "Takstenhed", "Startdato"]
        row = ["610180-0001", "Pleje", 1000, None, "01-01-2026"]
        book = FileBook.open(save(tmp_path / "ark.xlsx", Sager=[head, row]))
        result = refresh(read(book, year=2026, closed=0))
        [text] = [each.what for each in result.findings if each.code == "mangler-enhed"]
        found.append((text, result.figures.result))
    assert found == [
        ("Takstenhed mangler; taksten er regnet pr. måned.", 12 * 1000_00),
        ("Takstenhed mangler; taksten er regnet pr. døgn.", 365 * 1000_00),
    ]


def test_fylder_18_23_asks_of_rows_without_a_stop_alone(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst | Takstenhed | Startdato  | Stopdato
        610508-5001 | Pleje          | 1000  | måned      | 01-01-2026 |
        620508-5002 | Pleje          | 1000  | måned      | 01-01-2026 | 30-06-2026
        630503-5003 | Efterværn      | 1000  | måned      | 01-01-2026 |
        640512-5004 | Pleje          | 1000  | måned      | 01-01-2026 |""",
    )
    assert [cell for cell, _ in told(tmp_path, "fylder-18-23", Sager=cases)] == ["Sager!F2", "Sager!F4"]


def test_ingen_postering_and_udisponeret_are_the_two_sides_of_a_bill_on_the_wrong_citizen(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst | Takstenhed | Startdato
        610180-0001 | Pleje          | 1000  | måned      | 01-01-2026
        620180-0002 | Pleje          | 1000  | måned      | 01-02-2026""",
    )
    ledger = rows(
        LEDGER,
        """Bogføringsdato | CPR-nr.     | Foranstaltning | Beløb
        31-01-2026     | 610180-0001 | Pleje          | 1000
        28-02-2026     | 690180-0009 | Pleje          | 1000
        28-02-2026     | 620180-0002 | Pleje          | 1000""",
    )
    sheets = {"Sager": cases, "Bogført": ledger}
    assert told(tmp_path, "ingen-postering", 2, **sheets) == [("Sager!A2", "Pleje")]
    assert told(tmp_path, "udisponeret", 2, **sheets) == [("Bogført!B3", "690180-0009")]


def test_ingen_postering_is_said_once_of_a_ledger_without_citizens(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst | Takstenhed | Startdato
        610180-0001 | Pleje          | 1000  | måned      | 01-01-2026
        620180-0002 | Pleje          | 1000  | måned      | 01-01-2026""",
    )
    ledger = rows(
        LEDGER,
        """Bogføringsdato | Foranstaltning | Beløb
        31-01-2026     | Pleje          | 1700""",
    )
    assert told(tmp_path, "ingen-postering", 1, Sager=cases, Bogført=ledger) == [("Bogført", "")]


def test_uden_for_perioden_sums_each_month_that_does_not_count(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst | Takstenhed | Startdato
        610180-0001 | Pleje          | 1000  | måned      | 01-01-2024""",
    )
    ledger = rows(
        LEDGER,
        """Bogføringsdato | CPR-nr.     | Foranstaltning | Beløb
        31-01-2026     | 610180-0001 | Pleje          | 1000
        28-02-2026     | 610180-0001 | Pleje          | 500
        27-02-2026     | 610180-0001 | Pleje          | 250
        31-05-2024     | 610180-0001 | Pleje          | 75""",
    )
    assert told(tmp_path, "uden-for-perioden", 1, Sager=cases, Bogført=ledger) == [
        ("Bogført!A3", "750,00 kr."),
        ("Bogført!A5", "75,00 kr."),
    ]


def test_cpr_form_asks_once_of_a_number_that_is_none_and_never_of_a_row_without(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst | Takstenhed | Startdato
        611380-0001 | Pleje          | 100   | måned      | 01-01-2026
        611380-0001 | Aflastning     | 100   | måned      | 01-01-2026
        610180-0001 | Pleje          | 100   | måned      | 01-01-2026
                    | Pulje til mere | 100   | måned      | 01-01-2026""",
    )
    assert told(tmp_path, "cpr", Sager=cases) == [("Sager!A2", "6113800001")]


def test_overlap_tells_a_row_that_stands_twice_from_two_that_run_at_once(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst | Takstenhed | Startdato  | Stopdato
        610180-0001 | Pleje          | 100   | måned      | 01-01-2026 | 30-06-2026
        610180-0001 | Pleje          | 100   | måned      | 01-01-2026 | 30-06-2026
        620180-0002 | Pleje          | 100   | måned      | 01-01-2026 | 30-06-2026
        620180-0002 | Pleje          | 200   | måned      | 01-01-2026 | 30-06-2026
        630180-0003 | Pleje          | 100   | måned      | 01-01-2026 | 30-06-2026
        630180-0003 | Pleje          | 100   | måned      | 30-06-2026 |
        640180-0004 | Pleje          | 100   | måned      | 01-01-2026 | 29-06-2026
        640180-0004 | Pleje          | 100   | måned      | 30-06-2026 |
        650180-0005 | Pleje          | 100   | engang     | 01-01-2026 | 30-06-2026
        650180-0005 | Pleje          | 100   | engang     | 15-01-2026 | 30-06-2026
        660180-0006 | Pleje          | 100   | måned      | 01-01-2026 |
        660180-0006 | Pleje          | 100   | måned      | 01-02-2026 | 28-02-2026
        660180-0006 | Pleje          | 100   | måned      | 01-04-2026 | 30-04-2026""",
    )
    found = told(tmp_path, "overlap", Sager=cases)
    assert [cell for cell, _ in found] == ["Sager!E3", "Sager!E5", "Sager!E7", "Sager!E13", "Sager!E14"]
    assert ["den samme" in what for what in said(tmp_path, "overlap", Sager=cases)] == [True, *[False] * 4]


def test_kolonne_ikke_læst_tells_of_what_may_change_a_price_where_a_cell_says_so(tmp_path: Path) -> None:
    more = ("Faktor", "Andel", "Valuta", "Børn", "Bemærkning")
    head = [*CASES[:5], *more]
    start = ["610180-0001", "Pleje", 100, "måned", day("01-01-2026")]
    other = ["620180-0002", "Pleje", 100, "måned", day("01-01-2026")]
    quiet = [head, [*start, 1, 1, "kr.", 1, 7], other]
    assert told(tmp_path, "kolonne-ikke-læst", Sager=quiet) == []
    loud = [head, [*start, 2, "50 %", "EUR", 3, 7], other]
    found = told(tmp_path, "kolonne-ikke-læst", Sager=loud)
    assert [cell for cell, _ in found] == ["Sager!F1", "Sager!G1", "Sager!H1", "Sager!I1"]


def test_fjern_startdato_is_the_sixth_year_from_now_and_later(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst | Takstenhed | Startdato
        610180-0001 | Pleje          | 100   | måned      | 31-12-2031
        620180-0002 | Pleje          | 100   | måned      | 01-01-2032""",
    )
    assert told(tmp_path, "fjern-startdato", Sager=cases) == [("Sager!E3", "01-01-2032")]


def test_cpr_modulus_11_is_never_asked_of_replacement_numbers(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst | Takstenhed | Startdato
        610180-0001 | Pleje          | 1000  | måned      | 01-01-2026
        620180-0002 | Pleje          | 1000  | måned      | 01-01-2026""",
    )
    assert told(tmp_path, "cpr-modulus-11", Sager=cases) == []


def test_cpr_modulus_11_asks_once_of_a_citizen_with_a_digit_wrong(tmp_path: Path) -> None:
    """Numbers of nobody alive: a seventh digit of 6 with the year 80 is the year 1880."""
    good = next(n for n in range(999) if model_cpr.passes_mod11(f"0202806{n:03d}"))
    numbers = [f"0202806{good:03d}", f"0202806{good + 1:03d}", f"0202806{good + 1:03d}"]
    cases = [list(CASES), *([number, "Pleje", 1000, "måned", day("01-01-2026"), None, None] for number in numbers)]
    assert [cell for cell, _ in told(tmp_path, "cpr-modulus-11", Sager=cases)] == ["Sager!A3"]


def test_egne_celler_i_vejen_leaves_the_whole_sheet_and_says_where(tmp_path: Path) -> None:
    head = "CPR-nr. | Foranstaltning | Takst | Takstenhed | Startdato\n"
    one = "610180-0001 | Pleje | 1000 | måned | 01-01-2026"
    path = refreshed(standard_book(tmp_path / "ark.xlsx", head + one))
    book = openpyxl.load_workbook(path)
    own = book["Månedsforbrug"].max_row + 1
    book["Månedsforbrug"].cell(own, 1, "Min note")
    sheet, more = book["Disponering"], 20
    first = sheet.tables[standard.DISPOSITION_TABLE].ref.split(":")[0]
    top = sheet[first].row + 1
    names = {cell.value: cell.column for cell in sheet[top - 1]}
    for at in range(1, more):
        for name in ("Foranstaltning", "Takst", "Takstenhed", "Startdato"):
            sheet.cell(top + at, names[name], sheet.cell(top, names[name]).value)
        sheet.cell(top + at, names["CPR-nr."], f"6101800{at:03d}")
    sheet.tables[standard.DISPOSITION_TABLE].ref = f"{first}:{sheet.cell(top + more - 1, sheet.max_column).coordinate}"
    book.save(path)
    refreshed(path)
    kontrol = [[row[2], *row[4:6]] for row in values(path, "Kontrol") if row[2] == "egne-celler-i-vejen"]
    assert kontrol == [["egne-celler-i-vejen", "Månedsforbrug", f"A{own}"]]
    assert values(path, "Månedsforbrug")[own - 1][0] == "Min note"


def test_debet_kredit_and_sum_i_bogføring_say_what_cannot_be_a_posting(tmp_path: Path) -> None:
    cases = rows(
        CASES, "CPR-nr. | Foranstaltning | Takst | Takstenhed | Startdato\n610180-0001|Pleje|1|måned|01-01-2026"
    )
    ledger = rows(
        ("Dato", "Bilagsnr.", "Beløb", "D/K", "Tekst"),
        """Dato       | Bilagsnr. | Beløb | D/K        | Tekst
        05-01-2026 | C1        | 100   | D          | Vederlag
        06-01-2026 | C2        | 40    | Umbuchung  | Vederlag
        31-01-2026 |           | 57    | D          | I alt januar""",
    )
    assert told(tmp_path, "debet-kredit", 1, Sager=cases, Bogført=ledger) == [("Bogført!D3", "Umbuchung")]
    assert told(tmp_path, "sum-i-bogføring", 1, Sager=cases, Bogført=ledger) == [("Bogført!C4", "57")]


def test_formel_uden_resultat_is_no_empty_stop_date(tmp_path: Path) -> None:
    cases = rows(
        CASES, "CPR-nr. | Foranstaltning | Takst | Takstenhed | Startdato\n610180-0001|Pleje|1|måned|01-01-2026"
    )
    cases[1][5] = "=EDATE(E2,6)"
    assert [cell for cell, _ in told(tmp_path, "formel-uden-resultat", Sager=cases)] == ["Sager!F2"]


def test_andet_år_is_told_where_the_months_are_all_last_years(tmp_path: Path) -> None:
    months = [
        f"{name} 2025" for name in ("Jan", "Feb", "Mar", "Apr", "Maj", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dec")
    ]
    cases = [[*CASES[:6], *months], ["610180-0001", "Pleje", 1000, "måned", day("01-01-2026"), None, *[7] * 12]]
    assert told(tmp_path, "andet-år", Sager=cases) == [("Sager!G1", "Jan 2025")]


def test_uklar_sum_under_the_second_of_two_parts_may_be_of_one_or_both(tmp_path: Path) -> None:
    one = ["610180-0001", "Pleje", 1000, "måned", day("01-01-2026"), None, 12000]
    other = ["620180-0002", "Hybel", 2000, "måned", day("01-01-2026"), None, 24000]
    total = [None, "I alt", None, None, None, None, 1]
    cases = [list(CASES), one, total, other, total]
    assert [cell for cell, _ in told(tmp_path, "uklar-sum", Sager=cases)] == ["Sager!G5"]


def test_hvis_række_asks_whose_a_row_with_a_lost_number_is(tmp_path: Path) -> None:
    cases = rows(
        CASES, "CPR-nr. | Foranstaltning | Takst | Takstenhed | Startdato\n610180-0001|Pleje|1|måned|01-01-2026"
    )
    cases.append(["6,10E+09", "Pleje", 1, "måned", day("01-01-2026"), None, None])
    assert [cell for cell, _ in told(tmp_path, "hvis-række", Sager=cases)] == ["Sager!A3"]
    assert said(tmp_path, "hvis-række", Sager=cases) == [
        "CPR-nummeret er tabt: regnearket har gjort det til et tal og kortet det af."
    ]


def test_tom_pulje_is_a_pulje_without_an_amount(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning   | Takst | Takstenhed | Startdato  | Forventet regnskab
        610180-0001 | Pleje            | 1000  | måned      | 01-01-2026 |
                    | Pulje til nye    |       |            |            | 5000
                    | Pulje til andre  |       |            |            |""",
    )
    assert [cell for cell, _ in told(tmp_path, "tom-pulje", Sager=cases)] == ["Sager!G4"]


def test_korrigeret_budget_that_is_not_the_sum_of_the_two_is_told(tmp_path: Path) -> None:
    cases = rows(
        CASES, "CPR-nr. | Foranstaltning | Takst | Takstenhed | Startdato\n610180-0001|Pleje|1|måned|01-01-2026"
    )
    budget = rows(
        (*BUDGET[:3], "Korrigeret budget"),
        """Foranstaltning | Oprindeligt budget | Budgetændringer | Korrigeret budget
        Pleje          | 100000             | 10000           | 110000
        Aflastning     | 100000             | 10000           | 120000""",
    )
    assert told(tmp_path, "korrigeret-budget", Sager=cases, Budget=budget) == [("Budget!D3", "120000")]


def test_antaget_says_what_nobody_stated(tmp_path: Path) -> None:
    cases = rows(
        CASES, "CPR-nr. | Foranstaltning | Takst | Takstenhed | Startdato\n610180-0001|Pleje|1|måned|01-01-2026"
    )
    book = FileBook.open(save(tmp_path / "ark.xlsx", Sager=cases))
    assert [each.value for each in refresh(read(book)).findings if each.code == "antaget"] == ["2026", "0"]
    assert [each for each in refresh(read(book, year=2026, closed=0)).findings if each.code == "antaget"] == []


def test_opsætning_that_cannot_be_read_is_told_and_not_used(tmp_path: Path) -> None:
    cases = rows(
        CASES, "CPR-nr. | Foranstaltning | Takst | Takstenhed | Startdato\n610180-0001|Pleje|1|måned|01-01-2026"
    )
    setup = [[standard.SETTING_RULE, "ugentlig"], [standard.SETTING_FULL_YEAR, "dage"]]
    assert told(tmp_path, "opsætning", Sager=cases, Opsætning=setup) == [("Opsætning!B1", "ugentlig")]


def test_budget_linje_eller_sum_names_a_row_that_may_be_either(tmp_path: Path) -> None:
    cases = rows(CASES, "CPR-nr. | Foranstaltning | Takst\n610180-0001 | Pleje | 1")
    lines = [("Advokat", 700), ("Tolk", 500), ("Kørsel", 200), ("Pleje", 90), ("Samlet ramme", 5)]
    budget = [["Foranstaltning", "Budget"], *map(list, lines)]
    found = told(tmp_path, "budget-linje-eller-sum", Sager=cases, Budget=budget)
    assert found == [("Budget!A2", "Advokat"), ("Budget!A6", "Samlet ramme")]


def test_andres_posteringer_names_the_row_that_holds_what_an_uncomputed_one_has_booked(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst     | Takstenhed | Startdato
        610180-0001 | Pleje          | se aftale | måned      | 01-01-2026
        610180-0001 | Pleje          | 1000      | måned      | 01-07-2026
        620180-0002 | Pleje          | 1000      | måned      | 01-01-2026""",
    )
    booked = [list(LEDGER), [day("31-01-2026"), "610180-0001", "Pleje", 900, 1]]
    assert told(tmp_path, "andres-posteringer", 1, Sager=cases, Realiseret=booked) == [("Sager!B3", "Pleje")]


def test_uklar_sum_says_how_many_rows_a_sum_lacks(tmp_path: Path) -> None:
    cases = rows(
        CASES,
        """CPR-nr.     | Foranstaltning | Takst | Takstenhed | Startdato
        610180-0001 | Pleje          | 100   | måned      | 31-02-2026
        620180-0002 | Pleje          | 100   | måned      | 01-01-2026
        I alt | | | |""",
    )
    assert told(tmp_path, "uklar-sum", Sager=cases) == [("Sager!G4", "1200")]


def test_status_tells_of_rows_that_are_counted_though_they_were_cancelled(tmp_path: Path) -> None:
    cases = rows(
        (*CASES, "Status"),
        """
        CPR-nr.     | Foranstaltning | Takst | Takstenhed | Startdato  | Stopdato   | Status
        610180-0001 | A              | 1000  | måned      | 01-01-2026 |            | Bevilget
        610180-0002 | A              | 1000  | måned      | 01-01-2026 |            | Afslag
        610180-0003 | A              | 1000  | måned      | 01-01-2025 | 31-12-2025 | Annulleret
        """,
    )
    head = ["CPR-nr.", "Bogføringsdato", "Beløb", "Type", "Foranstaltning"]
    ledger = [head, *(["610180-0001", day("15-01-2026"), 900, kind, "A"] for kind in ("Forbrug", "Budget", "Budget"))]
    found = told(tmp_path, "status", closed=1, Sager=cases, Posteringer=ledger)
    assert sorted(found) == [("Posteringer!D3", "Budget"), ("Sager!H3", "Afslag")]
    undone = [head, *(["610180-0001", day("15-01-2026"), kroner, "Annulleret", "A"] for kroner in (900, -900))]
    assert told(tmp_path, "status", closed=1, Sager=cases[:2], Posteringer=undone) == []


if __name__ == "__main__":
    # The module that pytest knows is another than the one that is run.
    from tests.checks import test_rules as stories

    stories.KEEPING.append(True)
    assert pytest.main(["-n", "0", __file__]) == 0
    text = "".join(f"[{story}]\n" + "".join(f"{line}\n" for line in lines) for story, lines in stories.HEARD.items())
    KEPT.write_text(text, encoding="utf-8")

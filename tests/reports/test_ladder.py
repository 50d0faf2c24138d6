"""*Indsatstrappe*: steps, movements and kroner worked out by hand, and totals that are *Afvigelse*'s."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Formula
from styring_xl.cli import app
from styring_xl.reading.parameters import Parameters, Step
from styring_xl.refresh import refresh
from styring_xl.reports import ladder, read
from styring_xl.reports.ladder.movement_tables import BALANCE_SECTION, WAYS_SECTION
from styring_xl.reports.ladder.steps import MEASURES_SECTION
from styring_xl.standard.column import headers
from tests import libreoffice
from tests.command_line import CliRunner
from tests.examples import examples
from tests.test_conservation import CASES
from tests.workbooks import (
    HEADER,
    LEDGER,
    cell,
    charts,
    findings,
    refreshed,
    rows_of,
    save,
    standard_book,
    type_in,
    values,
)

# 0001 goes up while the first measure runs on; 0002 goes down; 0003 leaves; 0004 is new; 0005 has a measure without a
# step and 0006 one with a step beside it; 0007 gets a new price; 0008 is a one-off; 0009 is a guest between the days.
ROWS = """
CPR-nr.     | Foranstaltning | Status | Takst  | Takstenhed | Startdato  | Stopdato   | Forventet regnskab
610180-0001 | Aflastning     |        | 10000  | måned      | 01-01-2025 |            |
610180-0001 | Pleje          |        | 20000  | måned      | 01-03-2026 |            |
620180-0002 | Pleje          |        | 30000  | måned      | 01-01-2025 | 30-04-2026 |
620180-0002 | Aflastning     |        | 5000   | måned      | 01-05-2026 |            |
630180-0003 | Institution    |        | 100000 | måned      | 01-01-2025 | 31-05-2026 |
640180-0004 | Institution    |        | 90000  | måned      | 15-02-2026 |            |
650180-0005 | Hybel          |        | 8000   | måned      | 01-01-2025 |            |
660180-0006 | Hybel          |        | 7000   | måned      | 01-01-2025 |            |
660180-0006 | Institution    |        | 100000 | måned      | 01-06-2026 |            |
670180-0007 | Pleje          |        | 10000  | måned      | 01-01-2025 | 31-03-2026 |
670180-0007 | Pleje          |        | 12000  | måned      | 01-04-2026 |            |
680180-0008 | Institution    |        | 50000  | engang     | 01-02-2026 | 01-02-2026 |
690180-0009 | Aflastning     |        | 9000   | måned      | 01-02-2026 | 31-03-2026 |
            | Pleje          | Pulje  |        |            |            |            | 200000
            | Pulje til nye  |        |        |            |            |            | 700000
"""
# The second has no commitment, the third no citizen, and nobody is committed to the fourth's measure.
POSTINGS = """
Bogføringsdato | Foranstaltning | CPR-nr.     | Beløb
15-01-2026     | Pleje          | 620180-0002 | 28000
20-01-2026     | Pleje          | 700180-0010 | 1234.56
20-01-2026     | Institution    |             | 500
20-01-2026     | Kørsel         | 610180-0001 | 99.99
"""
STEPS = (("Institution", "6,0", "Institution"), ("aflastning", "Trin 2", "Støtte"), ("Pleje", 4, None))


def standard_ladder(path: Path, steps: tuple[tuple[Any, ...], ...] = STEPS, closed: int = 6) -> Path:
    return standard_book(path, ROWS, POSTINGS, closed=closed, parameters={standard.STEPS_TABLE: steps})


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return refreshed(standard_ladder(tmp_path_factory.mktemp("ladder") / "ark.xlsx"))


def block(path: Path, title: str, width: int) -> dict[str, list[Any]]:
    """The lines under the heading that begins so, by their first cell, without the header row."""
    rows = values(path, "Indsatstrappe")
    first = next(at for at, row in enumerate(rows) if str(row[0]).startswith(title)) + 2
    last = next(at for at in range(first, len(rows)) if rows[at][0] is None)
    return {str(row[0]): row[1:width] for row in rows[first:last]}


def test_citizens_days_and_kroner_stand_on_the_steps_and_everybody_once_in_all(book: Path) -> None:
    shown = block(book, "Trappen i 2026", 7)
    assert list(shown) == ["Trin 2: Støtte", "Trin 4", "Trin 6: Institution", "Uden trin", "I alt"]
    whole = 90_000 + 421_234.56 + 1_140_500 + 790_099.99
    # 669, 791, 686, 730 and 2.356 days; in June the guest, the one-off and he who left are gone.
    assert shown["Trin 2: Støtte"] == [3, 2, 1.8, 90_000, pytest.approx(90_000 / whole), 50_000]
    assert shown["Trin 4"][:4] == [3, 2, 2.2, pytest.approx(421_234.56)]
    assert shown["Trin 6: Institution"][:4] == [4, 2, 1.9, 1_140_500]
    assert shown["Uden trin"][:4] == [2, 2, 2.0, pytest.approx(790_099.99)]
    assert shown["I alt"][:4] == [9, 6, 6.5, pytest.approx(whole, abs=0.001)]


def test_every_line_is_afvigelses_and_nothing_without_a_step_is_dropped(book: Path) -> None:
    lines = block(book, MEASURES_SECTION, 7)
    names = list(lines)
    assert names[:5] == ["Trin 2: Støtte", "Aflastning", "Trin 4", "Pleje", "Pulje: Pleje"]
    assert names[5:] == ["Trin 6: Institution", "Institution", "Uden trin", "Hybel", "Kørsel", "Pulje til nye", "I alt"]
    assert lines["Pleje"] == [3, 2, 2.2, pytest.approx(221_234.56), pytest.approx(0.0906, abs=1e-4), 100_561]
    assert lines["Kørsel"][:4] == [None, None, None, 99.99]
    assert lines["Pulje til nye"][3] == 700_000
    # From the last block to the first, whose figures stay.
    variance = {row[0]: row[4] for row in reversed(rows_of(book, "Afvigelse", 5))}
    for name in ("Aflastning", "Pleje", "Pulje: Pleje", "Institution", "Hybel", "Kørsel", "Pulje til nye", "I alt"):
        assert lines[name][3] == pytest.approx(variance[name], abs=0.001)
    sheet = openpyxl.load_workbook(book)["Indsatstrappe"]
    formulas = {row[0].value: str(row[4].value) for row in sheet.iter_rows(max_col=5)}
    assert re.fullmatch(r"='?Afvigelse'?!E\d+", formulas["Pleje"])


def test_the_matrix_shows_who_went_where_and_foots_to_both_days(book: Path) -> None:
    matrix = block(book, "Bevægelser mellem trinnene fra 01-01-2026 til 30-06-2026", 7)
    x = None
    assert list(matrix.values()) == [
        # 2, 4, 6, uden trin, ophørt, i alt
        [x, 1, x, x, x, 1],
        [1, 1, x, x, x, 2],
        [x, x, x, x, 1, 1],
        [x, x, 1, 1, x, 2],
        [x, x, 1, x, x, 1],
        [1, 2, 2, 1, 1, 7],
    ]
    balance = block(book, BALANCE_SECTION, 8)
    assert balance["Trin 4"] == [2, 0, 1, 1, 0, 2, 0]
    assert balance["Trin 6: Institution"] == [1, 1, 1, 0, 1, 2, 1]
    assert balance["I alt"] == [6, 1, 3, 3, 1, 6, 0]
    ways = [row[0] for row in block(book, WAYS_SECTION, 2).values()]
    assert ways == [1, 1, 2, 1, 1, 1, 7], "up, down, same, to or from uden trin, new, left, all"


def test_a_number_leads_to_the_rows_behind_it_and_names_nobody(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["Indsatstrappe"]
    left = ladder.LIST.column
    listed = [[c.value for c in row] for row in sheet.iter_rows(5, 10, left, left + 3)]
    assert listed == [
        list(headers(ladder.LIST.columns)),
        ["Trin 2", "Trin 4", "Pleje", "Disponering, række 7"],
        ["Trin 4", "Trin 2", "Aflastning", "Disponering, række 9"],
        ["Trin 6", "Ophørt", "Institution", "Disponering, række 10"],
        ["Uden trin", "Trin 6", "Institution", "Disponering, række 14"],
        ["Ny", "Trin 6", "Institution", "Disponering, række 11"],
    ]
    links = {
        c.coordinate: str(c.hyperlink.location) for row in sheet.iter_rows(max_col=left + 3) for c in row if c.hyperlink
    }
    assert links.pop(sheet.cell(6, left + 3).coordinate) == "'Disponering'!B7"
    moved = {place for place in links.values() if place.startswith("'Indsatstrappe'!AE")}
    assert moved == {f"'Indsatstrappe'!AE{row}" for row in range(6, 11)}
    everything = " ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)
    assert not re.search(r"\d{6}-\d{4}", everything)


def test_a_measure_spelled_in_another_way_has_the_sheets_own_name_in_the_list(tmp_path: Path) -> None:
    rows = ROWS.replace("620180-0002 | Aflastning     |", "620180-0002 |  AFLASTNING.  |")
    path = refreshed(standard_book(tmp_path / "ark.xlsx", rows, closed=6, parameters={standard.STEPS_TABLE: STEPS}))
    left = ladder.LIST.column
    listed = [row[left - 1 : left + 2] for row in values(path, "Indsatstrappe")[5:10]]
    assert ["Trin 4", "Trin 2", "Aflastning"] in listed


def test_a_computed_refund_has_no_step_and_the_sheet_says_so(tmp_path: Path) -> None:
    limits = ((2026, "alle", 600_000, 900_000, None, "vedtaget"),)
    tables = {standard.STEPS_TABLE: STEPS, standard.REFUND_TABLE: limits}
    path = standard_book(tmp_path / "ark.xlsx", ROWS, POSTINGS, closed=6, parameters=tables)
    at = standard.SETTINGS_ROW + standard.SETTINGS.index(standard.SETTING_REFUND)
    before = block(refreshed(path), "Trappen i 2026", 5)
    type_in(path, "Opsætning", f"B{at}", "ja")
    after = block(refreshed(path), "Trappen i 2026", 5)
    assert after["Trin 6: Institution"] == before["Trin 6: Institution"]
    refund = after["Uden trin"][3] - before["Uden trin"][3]
    assert refund < 0
    assert block(path, MEASURES_SECTION, 5)[standard.REFUND_POOL][3] == pytest.approx(refund)
    assert any("før refusion" in str(row[0]) for row in values(path, "Indsatstrappe"))


def test_the_chart_follows_the_steps(book: Path) -> None:
    file = openpyxl.load_workbook(book)
    assert file.defined_names[ladder.CHART.name].attr_text == "'Indsatstrappe'!$Z$6:$AC$8"
    [chart] = charts(file, "Indsatstrappe")
    assert chart.series[0].val.numRef.f == "'Indsatstrappe'!$AA$6:$AA$8"
    assert [row[25:29] for row in values(book, "Indsatstrappe")[5:8]] == [
        ["Trin 2", 1, 1, 90_000],
        ["Trin 4", 2, 2, pytest.approx(421_234.56)],
        ["Trin 6", 1, 2, 1_140_500],
    ]


@pytest.mark.office
def test_every_formula_is_what_libreoffice_computes_and_a_second_refresh_changes_nothing(
    book: Path, tmp_path: Path
) -> None:
    before = book.read_bytes()
    assert refreshed(book).read_bytes() == before
    formulas = openpyxl.load_workbook(book)["Indsatstrappe"]
    ours = openpyxl.load_workbook(book, data_only=True)["Indsatstrappe"]
    theirs = openpyxl.load_workbook(libreoffice.convert(book, "xlsx", tmp_path), data_only=True)["Indsatstrappe"]
    checked = 0
    for row in formulas.iter_rows():
        for each in row:
            if isinstance(each.value, str) and each.value.startswith("="):
                assert theirs[each.coordinate].value == pytest.approx(ours[each.coordinate].value, abs=1e-6), each
                checked += 1
    assert checked > 100


@pytest.mark.slow
def test_the_period_is_typed_kept_and_refused_where_it_cannot_be_read(tmp_path: Path) -> None:
    path = refreshed(standard_ladder(tmp_path / "ark.xlsx"))

    def period(first: Any, last: Any) -> str:
        type_in(path, "Indsatstrappe", "B5", first)
        type_in(path, "Indsatstrappe", "B6", last)
        refreshed(path)
        assert (cell(path, "Indsatstrappe", "B5"), cell(path, "Indsatstrappe", "B6")) == (first, last)
        title = next(str(row[0]) for row in values(path, "Indsatstrappe") if str(row[0]).startswith("Bevægelser"))
        return title.removeprefix("Bevægelser mellem trinnene fra ").replace("-2026", "")

    assert period("01-03-2026", None) == "01-03 til 30-06"
    assert period("01-09-2026", None) == "01-09 til 31-12"
    assert period(None, "15.02.2026") == "01-01 til 15-02"
    assert block(path, BALANCE_SECTION, 8)["I alt"] == [6, 2, 0, 0, 0, 8, 2], "the guest and the new one"
    assert not [code for code, *_ in findings(path) if code == "indtastet"]
    assert period("snart", "31-12-9999") == "01-01 til 30-06"
    assert {("indtastet", "Indsatstrappe", "B5"), ("indtastet", "Indsatstrappe", "B6")} <= {*findings(path)}
    assert period(True, None) == "01-01 til 30-06"
    assert [row[6] for row in values(path, "Kontrol") if row[4:6] == ["Indsatstrappe", "B5"]] == ["SAND"]
    assert period("01-05-2026", "01-04-2026") == "01-05 til 30-06"
    assert ("indtastet", "Indsatstrappe", "B6") in findings(path)


def test_before_any_month_is_closed_the_period_is_the_year(tmp_path: Path) -> None:
    path = refreshed(standard_ladder(tmp_path / "ark.xlsx", closed=0))
    assert block(path, "Bevægelser mellem trinnene fra 01-01-2026 til 31-12-2026", 2)


def test_what_is_wrong_in_the_table_is_told_by_cell_and_the_upper_row_holds(tmp_path: Path) -> None:
    wrong = (
        ("Pleje", 4, "Pleje"),
        ("Pleje", 5, "Pleje"),
        ("Aflastning", "højt", "Støtte"),
        ("Famileplejje", 4, "Plejefamilie"),
        ("Hybel", 4.5, None),
        ("Institution", None, None),
        ("Kørsel", 1, None),
        ("kørsel", 1, None),
        ("Pleje", "abc", None),
    )
    path = refreshed(standard_ladder(tmp_path / "ark.xlsx", wrong))
    table = openpyxl.load_workbook(path)["Parametre"].tables[standard.STEPS_TABLE].ref
    measure, step, title = (chr(ord(table[0]) + at) for at in range(3))
    found = {(code, at) for code, sheet, at in findings(path) if sheet == "Parametre" and code != "statsrefusion"}
    assert found == {
        ("trappe-to-trin", f"{measure}7"),
        ("trappe-trin", f"{step}8"),
        ("trappe-foranstaltning", f"{measure}9"),
        ("trappe-to-trin", f"{title}9"),
        ("trappe-trin", f"{step}10"),
        ("parameter", f"{step}11"),
        ("parameter", f"{measure}13"),
        ("trappe-trin", f"{step}14"),
    }
    # Pleje stands on the step of its upper row.
    assert not [row for row in values(path, "Kontrol") if row[2] == "trappe-trin" and "Uden trin" in row[7]]
    assert list(block(path, "Trappen i 2026", 2)) == ["Trin 1", "Trin 4: Pleje", "Uden trin", "I alt"]
    total = block(path, "Trappen i 2026", 5)["I alt"][3]
    assert total == pytest.approx(next(row[4] for row in values(path, "Afvigelse") if row[0] == "I alt"), abs=0.001)


def test_without_steps_the_sheet_says_where_to_type_them(tmp_path: Path) -> None:
    path = refreshed(standard_ladder(tmp_path / "ark.xlsx", ()))
    shown = [row[0] for row in rows_of(path, "Indsatstrappe", 14)]
    assert any(str(text).startswith("Ingen foranstaltninger er sat på et trin") for text in shown)
    assert len(shown) == 5, "two yellow cells, two sentences, and the way to the table"
    sheet = openpyxl.load_workbook(path)["Indsatstrappe"]
    [link] = [c.hyperlink.location for row in sheet.iter_rows() for c in row if c.hyperlink]
    parameters = openpyxl.load_workbook(path)["Parametre"]
    assert link == f"'Parametre'!{parameters.tables[standard.STEPS_TABLE].ref.split(':')[0]}"


def test_ten_steps_have_room_and_one_step_is_a_ladder_too(tmp_path: Path) -> None:
    names = [*"abcdefghi", "Pleje"]
    many = tuple((name, at, f"Navn på trin {at}") for at, name in enumerate(names))
    path = refreshed(standard_ladder(tmp_path / "mange.xlsx", many))
    header = next(row for row in values(path, "Indsatstrappe") if str(row[0]).startswith("Fra ("))
    assert header[1:14] == [*(f"Trin {n}" for n in range(10)), "Uden trin", "Ophørt", "I alt"]
    one = refreshed(standard_ladder(tmp_path / "et.xlsx", (("Pleje", 1, None),)))
    assert [row[0] for row in block(one, WAYS_SECTION, 2).values()] == [0, 0, 3, 2, 1, 1, 7]


@pytest.mark.slow
def test_a_workbook_of_ones_own_gets_the_sheet_when_a_step_is_typed(tmp_path: Path) -> None:
    head = ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato"]
    path = save(tmp_path / "Sager 2026.xlsx", Sager=[head, ["610180-0001", "Pleje", 100, "måned", "01-01-2026"]])
    assert CliRunner().invoke(app, ["adopt", str(path)]).exit_code == 0
    assert "Indsatstrappe" not in openpyxl.load_workbook(path).sheetnames
    ref = openpyxl.load_workbook(path)["Parametre"].tables[standard.STEPS_TABLE].ref
    first = int(re.sub(r"\D", "", ref.split(":")[0])) + 1
    type_in(path, "Parametre", f"{ref[0]}{first}", "Pleje")
    type_in(path, "Parametre", f"{chr(ord(ref[0]) + 1)}{first}", 4)
    refreshed(path)
    assert block(path, "Trappen i 2026", 5) == {
        "Trin 4": [1, 1, 1, 1200],
        "Uden trin": [0, 0, 0, 0],
        "I alt": [1, 1, 1, 1200],
    }
    assert len(charts(openpyxl.load_workbook(path), "Indsatstrappe")) == 1


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=CASES)
def test_nothing_is_dropped_whatever_the_workbook_holds(tmp_path: Path, case: tuple[Any, ...]) -> None:
    commitments, postings, closed, pool = case
    pulje = ["Pulje til nye sager", *[None] * 19, pool / 100]
    path = save(tmp_path / "ark.xlsx", Disponering=[HEADER, *commitments, pulje], Realiseret=[LEDGER, *postings])
    steps = (Step(1, 1, "Familiepleje", 4, "Pleje"), Step(2, 1, "Aflastning", 2, ""))
    snapshot = read(FileBook.open(path), year=2026, closed=closed)
    done = refresh(replace(snapshot, parameters=Parameters(steps=steps)))
    area = next(area for area in done.patch.areas if area.name == ladder.SHEET.area)
    rows: list[list[Any]] = [[c.value if isinstance(c, Formula) else c for c in row] for row in area.block.rows()]
    totals = [row for row in rows if row[0] == "I alt"]
    assert [round(row[4] * 100) for row in (totals[0], totals[4])] == [done.figures.result] * 2
    at = next(at for at, row in enumerate(rows) if row[0] == "Foranstaltning") + 1
    lines = [
        row for row in rows[at:] if row[4] is not None and not str(row[0]).startswith(("Trin ", "Uden trin", "I alt"))
    ]
    assert sum(round(row[4] * 100) for row in lines) == done.figures.result
    # Everybody seen, by way and in the matrix; those of the last day, in the matrix and from the first day on.
    matrix, balance = totals[2], totals[3]
    assert totals[1][1] == matrix[5]
    assert balance[6] == sum(matrix[1:4])

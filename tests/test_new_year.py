"""Next year's workbook: what runs on, at its price, the proposed budget, and nothing of the user's lost."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table
from openxml_audit import OpenXmlValidator

from styring_xl import demo, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import address
from styring_xl.cells.patch import Block, Patch
from styring_xl.cli import app
from styring_xl.errors import StyringError
from styring_xl.new_year import Begun, begin, sentences
from styring_xl.new_year.rows import january
from styring_xl.reports import read
from tests import libreoffice
from tests.command_line import CliRunner
from tests.examples import examples
from tests.excel.invariants import faults
from tests.refreshed import refreshed as in_memory
from tests.workbooks import day, refreshed, saved, type_in, values

ADULT, OTHER, CHILD = "610180-0001", "610181-0001", "700310-4001"
HEAD = ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato", "Sandsynlighed",
        "Forventet regnskab"]  # fmt: skip
BUDGET = ["Gruppe", "Foranstaltning", "Oprindeligt budget", "Budgetændringer", "Korrigeret budget", "Antal", "Pris"]
SETUP = [["Regnskabsår", 2026], ["Realiseret til og med", 12]]
TODAY = dt.date(2026, 12, 15)
Row = Sequence[Any]


def package(rows: Sequence[Row], budget: Sequence[Row] = (), head: Sequence[Any] = HEAD, **sheets: Any) -> bytes:
    more: dict[str, Any] = {"Budget": [BUDGET, *budget]} if budget else {}
    return saved(**{"Opsætning": SETUP, "Disponering": [head, *rows], **more, **sheets})


def begun(data: bytes, rise: int | None = None, **more: Any) -> Begun:
    return begin(FileBook.from_bytes(data, template=workbook.build), rise=rise, date=TODAY, **more)


def cells(made: Begun, sheet: str) -> list[list[Any]]:
    return [list(row) for row in made.book.grid(sheet).rows]


def test_what_runs_on_is_carried_at_its_price_and_what_has_ended_is_not() -> None:
    made = begun(
        package(
            [
                [ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, None, None],
                [OTHER, "Botilbud", 20_000, "måned", day("01-01-2020"), day("15-01-2027"), None, None],
                [CHILD, "Støtte", 1_000, "måned", day("01-01-2026"), day("31-12-2026"), None, None],
                [CHILD, "Støtte", 1_100, "måned", day("01-01-2027"), None, None, None],
                [None, "Pulje til nye sager", None, None, None, None, None, 50_000],
            ],
            [["Voksne", "Botilbud", 300_000, 5_000, "=C2+D2", 2, 150_000]],
        ),
        rise=300,
    )
    rows = cells(made, "Disponering")
    # 3 % on both rates; the row that begins in 2027 has that year's price already.
    assert [row[2] if row else None for row in rows[1:]] == [10_300, 20_600, None, 1_100, None]
    assert rows[3] == []
    assert (made.year, made.carried, made.rows.ended, made.rows.raised) == (2027, 3, 1, 2)
    # 10.300, 15 of 31 days of 20.600, and 1.100.
    assert made.january == 1_030_000 + 996_774 + 110_000
    assert [row[1] for row in cells(made, "Opsætning")] == [2027, 0]
    line = next(each for each in made.proposal.lines if each.line.measure == "Botilbud")
    assert cells(made, "Budget")[1] == [
        "Voksne", "Botilbud", line.amount / 100, 0, line.amount / 100, 1, line.proposed_price,
    ]  # fmt: skip
    assert made.book.grid("Budget").formulas[2, 5] == "C2+D2"
    # What the budget had no line for is put under it, so that it is the proposal.
    assert [row[4] for row in cells(made, "Budget")[2:]] == [13_200, 50_000]
    assert made.book.grid("Budget").formulas[4, 5] == "C4+D4"
    assert [row[1:3] for row in cells(made, "Budget")[2:]] == [["Støtte", 13_200], ["Pulje til nye sager", 50_000]]
    assert sum(each.revised for each in made.after.budget.lines) == made.proposal.amount


def test_sums_that_stand_as_figures_are_of_the_rows_that_run_on() -> None:
    """Known by last year's figures, they would fit nothing in the new year and stand as they were."""
    head = ["Afdeling", *HEAD]
    rows: list[Row] = [
        ["Nord", ADULT, "Familiepleje", 1_000, "måned", day("01-01-2026"), None, None, 12_000],
        ["Nord", OTHER, "Familiepleje", 2_000, "måned", day("01-01-2026"), day("31-08-2026"), None, 16_000],
        ["Nord i alt", *[None] * 7, 28_000],
        ["Syd", CHILD, "Aflastning", 500, "måned", day("01-01-2026"), None, None, 6_000],
        ["Syd i alt", *[None] * 7, 6_000],
        ["Hele kommunen i alt", *[None] * 7, 34_000],
    ]  # fmt: skip
    # No month is closed, so what is expected is what stands.
    setup = [["Regnskabsår", 2026], ["Realiseret til og med", 0]]
    made = begun(package(rows, head=head, Opsætning=setup), rise=1000)
    shown = in_memory(made.book.edit(Patch()).bytes()).values("Disponering")
    assert [shown[row][8] for row in (3, 5, 6)] == [13_200, 6_600, 19_800]


def test_a_measure_with_a_budget_line_for_each_department_is_told() -> None:
    lines = [["Nord", "Familiepleje", 12_000, 0, None, 1, None], ["Syd", "Familiepleje", 12_000, 0, None, 1, None],
             ["Syd", "Aflastning", 1_000, 0, None, None, None]]  # fmt: skip
    rows = [[ADULT, "Familiepleje", 1_000, "måned", day("01-01-2026"), None, None, None]]
    made = begun(package(rows, lines))
    told = " ".join(sentences(made, Path("Ny.xlsx")))
    assert "Budget: Familiepleje har flere linjer. Forslaget står på den første" in told


def test_a_sum_under_the_budget_is_told_with_the_lines_it_is_in_the_way_of() -> None:
    lines = [["", "Aflastning", 1_000, 0, None, None, None], ["", "I alt", 1_000, 0, None, None, None]]
    rows = [[ADULT, "Familiepleje", 1_000, "måned", day("01-01-2026"), None, None, None]]
    with pytest.raises(StyringError, match=r"Under linjerne på arket »Budget« står en sum i række 3.*Familiepleje \("):
        begun(package(rows, lines))


def test_rates_that_are_typed_to_stand_still_stand_and_others_follow_the_index() -> None:
    data = package(
        [[ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, None, None],
         [OTHER, "Støtte", 1_000, "måned", day("01-01-2020"), None, None, None]],
        [["Voksne", "Botilbud", 1, 0, 1, 1, 1], ["Voksne", "Støtte", 1, 0, 1, 1, 1]],
        Parametre=[("År", "PL-indeks", "Kilde"), (2026, 100, None), (2027, 102, None)],
    )  # fmt: skip
    made = openpyxl.load_workbook(io.BytesIO(data))
    made["Parametre"].add_table(Table(displayName="tblIndeks", ref="A1:C3"))
    made["Opsætning"].append([])
    made["Opsætning"].append(["Resultatark", "Med"])
    made["Opsætning"].append(["Budgetforslag", "ja"])
    made["Opsætning"].add_table(Table(displayName="tblArk", ref="A4:B5"))
    out = io.BytesIO()
    made.save(out)
    told = in_memory(out.getvalue())
    shown = FileBook.from_bytes(
        FileBook.from_bytes(out.getvalue(), template=workbook.build).edit(told.refreshed.patch).bytes(),
        template=workbook.build,
    )
    heads = [str(each) for each in shown.grid("Budgetforslag").rows[4]]
    row = next(n for n in range(6, 20) if shown.grid("Budgetforslag").value(n, 2) == "Støtte")
    typed = Patch(blocks=(Block.of("Budgetforslag", row, heads.index("PL, pct.") + 1, ((0,),)),))
    found = begun(shown.edit(typed).bytes())
    assert [each[2] for each in cells(found, "Disponering")[1:]] == [10_200, 1_000]
    assert found.book.grid("Budgetforslag").value(row, heads.index("PL, pct.") + 1) is None
    assert found.cleared == 1


def test_rows_that_others_are_read_by_stay() -> None:
    head = ["CPR-nr.", "Navn", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato"]
    rows: list[Row] = [
        [ADULT, "Ask", "Botilbud", 10_000, "måned", day("01-01-2020"), day("30-06-2026")],
        [None, None, "Botilbud", 11_000, "måned", day("01-07-2026"), None],
        [OTHER, "Bo", "Botilbud", 10_000, "måned", day("01-01-2020"), day("30-06-2026")],
        [None, None, "Støtte", 1_000, "måned", day("01-07-2026"), None],
    ]
    made = begun(package(rows, head=head), rise=0)
    assert (made.rows.kept, made.rows.ended) == (2, 0)
    assert [cpr[:4] for cpr in made.after.disposition.commitments.cpr] == ["6101"] * 4
    assert cells(made, "Disponering")[1][:3] == [ADULT, "Ask", "Botilbud"]


def test_rates_that_are_more_than_a_number_are_told_and_headers_say_the_new_year() -> None:
    head = ["CPR-nr.", "Foranstaltning", "Takst 2026", "Takstenhed", "Startdato", "Stopdato", "Jan 2026", "Feb 2026"]
    rows = [
        [ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, None, None],
        [OTHER, "Støtte", "1.000 kr.", "måned", day("01-01-2020"), None, None, None],
    ]
    made = begun(package(rows, head=head), rise=1_000)
    shown = cells(made, "Disponering")
    assert [shown[0][at] for at in (2, 6, 7)] == ["Takst 2027", "Jan 2027", "Feb 2027"]
    assert [row[2] for row in shown[1:]] == [11_000, "1.000 kr."]
    assert made.rows.standing == ["Disponering!C3"]
    assert made.january == 1_100_000 + 100_000


def test_a_grant_that_is_only_expected_to_stop_is_still_a_grant() -> None:
    head = [*HEAD[:6], "Forventet stopdato"]
    rows = [[ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, day("30-11-2026")],
            [OTHER, "Botilbud", 10_000, "måned", day("01-01-2020"), day("30-11-2026"), None]]  # fmt: skip
    made = begun(package(rows, head=head), rise=0)
    assert (made.carried, made.rows.ended, made.january) == (1, 1, 0)


def test_postings_are_left_out_or_kept_and_the_year_becomes_an_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "Sager 2026.xlsx"
    path.write_bytes(demo.workbook(cases=30, closed_month=12, macro_enabled=False, closings=False))
    data = path.read_bytes()
    made = begun(data)
    assert len(made.after.ledger) == 0
    assert made.emptied > 100
    before = in_memory(data).refreshed.figures
    year = {each.measure: each.result for each in made.after.parameters.earlier if each.year == 2026}
    expected = {line.measure: line.expected for group in before.groups for line in group.lines if line.kept_for is None}
    assert year == {name: ore for name, ore in expected.items() if name in year}
    assert sum(year.values()) == sum(expected.values())
    kept = begun(data, keeps_postings=True)
    assert len(kept.after.ledger) == made.emptied
    assert kept.earlier == 0


@st.composite
def commitment(draw: st.DrawFn) -> list[Any]:
    start = draw(st.dates(dt.date(2024, 1, 1), dt.date(2027, 6, 30)))
    return [
        draw(st.sampled_from([ADULT, OTHER, CHILD])),
        draw(st.sampled_from(["Botilbud", "Støtte"])),
        draw(st.integers(-5_000_000, 50_000_000)) / 100,
        draw(st.sampled_from(["måned", "døgn", "år", "engang", "uge"])),
        start,
        draw(st.one_of(st.none(), st.dates(start, dt.date(2028, 12, 31)))),
        draw(st.sampled_from([None, 0.5])),
        None,
    ]


@settings(max_examples=examples(8), deadline=None)
@given(rows=st.lists(commitment(), min_size=1, max_size=8), rise=st.integers(-300, 900))
def test_january_is_the_old_rows_own_and_the_budget_is_the_proposal(rows: list[list[Any]], rise: int) -> None:
    data = package(rows, [["Voksne", "Botilbud", 1, 0, 1, 1, None]])
    old = read(FileBook.from_bytes(data)).disposition.commitments
    still = begun(data, rise=0)
    new = still.after.disposition.commitments
    assert january(new, new.rate, 2027) == january(old, old.rate, 2027) == still.january
    assert sum(each.revised for each in still.after.budget.lines) == still.proposal.amount
    raised = begun(data, rise=rise)
    by_hand = [
        row[2] if row[4].year == 2027 else float(round_half_up(round(row[2] * 100) * (10_000 + rise), 10_000)) / 100
        for row in rows
    ]
    again = read(FileBook.from_bytes(package([[*r[:2], p, *r[3:]] for r, p in zip(rows, by_hand, strict=True)])))
    assert raised.january == january(again.disposition.commitments, again.disposition.commitments.rate, 2027)


def round_half_up(top: int, bottom: int) -> int:
    """Halves away from zero."""
    whole = (2 * abs(top) + bottom) // (2 * bottom)
    return whole if top >= 0 else -whole


def run(*arguments: str) -> tuple[int, str]:
    told = CliRunner().invoke(app, list(arguments))
    return told.exit_code, told.output


@pytest.mark.slow
def test_the_copy_keeps_the_user_s_own_and_a_refresh_has_nothing_to_add(tmp_path: Path) -> None:
    path, target = tmp_path / "2026.xlsx", tmp_path / "2027.xlsx"
    path.write_bytes(demo.workbook(cases=20, macro_enabled=False, closings=False))
    refreshed(path)
    made = openpyxl.load_workbook(path)
    own = made.create_sheet("Egne noter")
    own["B2"], own["B3"] = "husk", "=Disponering!G6*2"
    own["B2"].comment = Comment("fra mødet", "mig")
    made.save(path)
    before = path.read_bytes()
    code, said = run("new-year", str(path), "-o", str(target), "--date", "2026-12-15")
    assert code == 1, "the demonstration's own mistakes are still in it"
    assert "2027.xlsx: regnskabsår 2027, ingen måneder lukket" in said
    assert path.read_bytes() == before
    new = openpyxl.load_workbook(target)
    assert new["Egne noter"]["B2"].comment.text == "fra mødet"
    assert new["Egne noter"]["B3"].value == "=Disponering!G6*2"
    assert set(made.sheetnames) <= set(new.sheetnames)
    assert [row[0] for row in values(target, "Historik")[5:] if row[0]] == ["Start 2027"]
    assert values(target, "Afvigelse")[2][0] == "Regnskabsår 2027, ingen måneder er lukket."
    assert "Ingen celler ændret" in run("refresh", str(target))[1]
    # What is told of the new year is of its rows and lists; nothing is told of what the copy has left out.
    codes = {row[2] for row in values(target, "Kontrol")[5:] if row[2]}
    assert codes & {"ingen-posteringer", "egne-celler-i-vejen", "budgetsum", "ulæst-kolonne", "historik"} == set()
    code, said = run("new-year", str(path), "-o", str(target))
    assert (code, "findes allerede og er ikke overskrevet" in said) == (2, True)


def test_what_cannot_be_made_is_said_in_a_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "Sager.xlsx"
    path.write_bytes(saved(Disponering=[HEAD, [ADULT, "A", 1, "måned", day("01-01-2020"), None, None, None]]))
    for arguments, sentence in (
        ([str(tmp_path / "2027.xlsm")], "samme filtype"),
        ([str(tmp_path / "2027.xlsx")], "Arket Opsætning med Regnskabsår"),
        ([str(tmp_path / "2027.xlsx"), "--pl", "meget"], "--pl: Stigningen skal være en procent"),
        ([str(tmp_path / "2027.xlsx"), "--pl", "290"], "under 50"),
    ):
        code, said = run("new-year", str(path), "-o", *arguments)
        assert (code, sentence in said.replace("\n", " ")) == (2, True), said
    assert [each.name for each in tmp_path.iterdir()] == ["Sager.xlsx"]


def test_a_budget_that_the_new_year_would_not_be_read_from_is_refused() -> None:
    rows = [[ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, None, None]]
    budget: list[Row] = [["Foranstaltning", "Budget 2025", "Budget 2026"], ["Botilbud", 110_000, 130_000]]
    data = saved(Opsætning=SETUP, Disponering=[HEAD, *rows], Budget=budget)
    opened = openpyxl.load_workbook(io.BytesIO(data))
    opened["Budget"].add_table(Table(displayName="tblTal", ref="A1:C2"))
    out = io.BytesIO()
    opened.save(out)
    with pytest.raises(StyringError, match="læses ikke som det gamle"):
        begun(out.getvalue(), rise=0)


@pytest.mark.slow
def test_the_macro_workbook_is_still_one_that_excel_opens(tmp_path: Path) -> None:
    path, target = tmp_path / "2026.xlsm", tmp_path / "2027.xlsm"
    path.write_bytes(demo.workbook(cases=20, closings=False))
    assert run("new-year", str(path), "-o", str(target), "--pl", "2,9")[0] == 1
    assert faults(target.read_bytes()) == []
    assert OpenXmlValidator().validate(target).is_valid


@pytest.mark.office
def test_libreoffice_opens_it_with_the_same_figures(tmp_path: Path) -> None:
    path, target = tmp_path / "2026.xlsm", tmp_path / "2027.xlsm"
    path.write_bytes(demo.workbook(cases=60, closings=False))
    refreshed(path)
    run("new-year", str(path), "-o", str(target), "--pl", "2,9")
    theirs = libreoffice.convert(target, "xlsx", tmp_path / "lo")
    for sheet in ("Budget", "Afvigelse", "Månedsforbrug"):
        ours = [[x if isinstance(x, str) else round(x or 0, 2) for x in row[:12] if not isinstance(x, dt.date)]
                for row in values(target, sheet)[5:40]]  # fmt: skip
        other = [[x if isinstance(x, str) else round(x or 0, 2) for x in row[:12] if not isinstance(x, dt.date)]
                 for row in values(theirs, sheet)[5:40]]  # fmt: skip
        assert ours == other, sheet


@pytest.mark.slow
def test_amounts_typed_on_prognose_were_for_the_year_and_its_methods_stand(tmp_path: Path) -> None:
    path = tmp_path / "Sager.xlsx"
    path.write_bytes(demo.workbook(cases=20, macro_enabled=False, closings=False))
    shown = values(refreshed(path), "Prognose")
    head = next(n for n, row in enumerate(shown, 1) if "Metode" in row)
    row = next(n for n, each in enumerate(shown, 1) if n > head and "Advokatbistand" in each)
    method, estimate = (shown[head - 1].index(name) + 1 for name in ("Metode", "Skøn / DCO"))
    type_in(path, "Prognose", address(row, method), "SKØN")
    type_in(path, "Prognose", address(row, estimate), 130_000)
    made = begun(refreshed(path).read_bytes(), rise=0)
    assert made.estimates == 1
    assert [made.book.grid("Prognose").value(row, at) for at in (method, estimate)] == ["SKØN", None]

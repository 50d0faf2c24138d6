"""*Budgetforslag*: next year by hand, number × price = kroner on each line, and typed changes that stay with theirs."""

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
from msgspec.structs import replace
from openpyxl.worksheet.table import Table

from styring_xl import demo, standard, workbook
from styring_xl.cells.cell import Formula, column_letters
from styring_xl.figures import outlook
from styring_xl.reports import budget_proposal, read
from styring_xl.reports.budget_proposal.columns import LEFT, MOVES, columns
from styring_xl.reports.budget_proposal.typed import TypedProposal
from styring_xl.reports.sheet import Heading
from styring_xl.reports.typed import TypedCell
from tests import libreoffice
from tests.examples import examples
from tests.refreshed import Told
from tests.refreshed import refreshed as in_memory
from tests.workbooks import day, findings, refreshed, saved, type_in, values

SHEET = "Budgetforslag"
NAMES = [column.name for column in columns(Heading(2026))]
# Born 10-03-2010 and 10-03-2009: 18 in 2028 and in March 2027.
CHILD, TEEN, ADULT, OTHER = "700310-4001", "700309-4001", "610180-0001", "610181-0001"
HEAD = ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato", "Sandsynlighed",
        "Forventet regnskab"]  # fmt: skip
BUDGET = ["Gruppe", "Foranstaltning", "Oprindeligt budget", "Budgetteret antal"]
Row = Sequence[Any]


def package(rows: Sequence[Row], budget: Sequence[Row] = (), index: Sequence[Row] = (), **sheets: Any) -> bytes:
    """A workbook of 2026 whose *Opsætning* asks for the sheet."""
    more: dict[str, Any] = {"Budget": [BUDGET, *budget]} if budget else {}
    if index:
        more["Parametre"] = [("År", "PL-indeks", "Kilde"), *index]
    made = openpyxl.load_workbook(
        io.BytesIO(
            saved(Disponering=[HEAD, *rows], **more, **sheets, Opsætning=[["Resultatark", "Med"], [SHEET, "ja"]])
        )
    )
    made["Opsætning"].add_table(Table(displayName=standard.SHEETS_TABLE, ref="A1:B2"))
    if index:
        made["Parametre"].add_table(Table(displayName="tblIndeks", ref=f"A1:C{len(index) + 1}"))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def told(*args: Any, closed: int = 0, **more: Any) -> Told:
    return in_memory(package(*args, **more), year=2026, closed=closed)


def line(shown: Sequence[Row], name: str) -> dict[str, Any]:
    """The first row with the name in one of its first two cells, by the columns' names; empty cells left out."""
    row = next(row for row in shown[5:] if name in (str(row[0] or ""), str(row[1] or "")))
    return {column: value for column, value in zip(NAMES, row, strict=False) if value not in (None, "")}


def parts(found: dict[str, Any], *names: str) -> list[Any]:
    return [found.get(name) for name in names]


def test_what_runs_on_stops_turns_eighteen_and_rises_by_hand() -> None:
    shown = told(
        [
            [ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, None],
            [OTHER, "Botilbud", 20_000, "måned", day("01-01-2020"), day("30-06-2027"), None],
            [CHILD, "Pleje", 12_000, "måned", day("01-01-2020"), None, 0.5],
            [TEEN, "Pleje", 31_000, "måned", day("01-01-2020"), None, None],
            [ADULT, "Støtte", 1_000, "måned", day("01-01-2027"), None, None],
            [ADULT, "Slut", 1_000, "måned", day("01-01-2026"), day("31-12-2026"), None],
        ],
        budget=[["Voksne", "Botilbud", 300_000, 2], ["Voksne", "Tolk", 5_000, None]],
        index=[(2026, 100, None), (2027, 103, None)],
    ).values(SHEET)
    home = line(shown, "Botilbud")
    assert parts(home, "budget_persons", "budget_price", "budget") == [2, 150_000, 300_000]
    assert parts(home, "expected_persons", "expected_price", "expected") == [2, 180_000, 360_000]
    # 12 × 10.000 and 12 × 20.000; the second stops half way (181 of 365 days are 0,5 of a year); 3 % of what is left.
    assert parts(home, "running_persons", "running", "stops_persons", "stops") == [2, 360_000, -0.5, -120_000]
    assert parts(home, "index", "price") == [7_200, 164_800]
    # 247.200 ÷ 1,5 = 164.800: nothing to round.
    assert parts(home, "persons", "proposed_price", "proposed") == [1.5, 164_800, 247_200]
    assert parts(home, "to_budget", "share", "to_expected") == [-52_800, -0.176, -112_800]
    care = line(shown, "Pleje")
    # Half of 144.000, and 372.000 of which the months after 9 March go: 62.000 + 9.000 are left (0,2 of a year).
    assert parts(care, "running_persons", "running", "by_age_persons", "by_age") == [1.5, 444_000, -0.8, -301_000]
    assert care["index"] == 4_290
    # A row that begins in 2027 has that year's price already; one that stops this year is gone; a line repeats.
    assert parts(line(shown, "Støtte"), "running_persons", "running", "proposed") == [1, 12_000, 12_000]
    assert "index" not in line(shown, "Støtte")
    assert parts(line(shown, "Slut"), "running_persons", "proposed", "to_expected") == [0, 0, -12_000]
    assert parts(line(shown, "Tolk"), "running", "proposed", "to_budget") == [0, 0, -5_000]


def test_a_stop_that_another_row_follows_ends_a_price_and_no_stay() -> None:
    shown = told(
        [
            [ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), day("30-06-2027"), None],
            [ADULT, "Botilbud", 11_000, "måned", day("01-07-2027"), None, None],
            [OTHER, "Udstyr", 5_000, "engang", day("01-03-2027"), None, None],
        ]
    ).values(SHEET)
    home = line(shown, "Botilbud")
    assert parts(home, "running_persons", "running", "stops", "proposed") == [1, 126_000, None, 126_000]
    assert parts(line(shown, "Udstyr"), "running", "stops") == [5_000, None]


def test_number_times_price_is_kroner_and_what_that_adds_stands_as_rounding() -> None:
    rows = [[ADULT, "Botilbud", 10_000.01, "måned", day("01-01-2020"), day("30-04-2027"), None],
            [OTHER, "Botilbud", 7_777.77, "måned", day("01-01-2020"), None, None]]  # fmt: skip
    home = line(told(rows).values(SHEET), "Botilbud")
    assert (home["persons"], home["parts"]) == (1.3, 133_333.28)
    assert home["proposed_price"] == 102_564  # 133.333,28 ÷ 1,3 = 102.564,06
    assert home["proposed"] == 133_333.2 == round(home["persons"] * home["proposed_price"], 2)
    assert home["rounding"] == -0.08


@pytest.fixture
def book(tmp_path: Path) -> Path:
    rows: list[Row] = [[ADULT, "Botilbud", 10_000, "måned", day("01-01-2020"), None, None],
            [OTHER, "Støtte", 1_000, "måned", day("01-01-2020"), None, None],
            [None, "Pulje til nye sager", None, None, None, None, None, 50_000]]  # fmt: skip
    budget: list[Row] = [
        ["Voksne", "Botilbud", 130_000, 1],
        ["Voksne", "Støtte", 10_000, 1],
        ["Voksne", "Tolk", 7_000, None],
    ]
    path = tmp_path / "Sager 2026.xlsx"
    path.write_bytes(package(rows, budget, index=[(2026, 100, None), (2027, 102, None)]))
    return refreshed(path)


def type_at(path: Path, name: str, column: str, value: Any) -> None:
    """Types in a line's yellow cell; a text that begins with = is a formula."""
    row = next(at for at, row in enumerate(values(path, SHEET), 1) if at > 5 and name in (row[0], row[1]))
    letters = column_letters(NAMES.index(column) + 1)
    formula = isinstance(value, str) and value.startswith("=")
    type_in(path, SHEET, f"{letters}{row}", Formula(value[1:], None) if formula else value)


def test_typed_changes_count_at_the_line_s_price_and_the_total_foots(book: Path) -> None:
    type_at(book, "Botilbud", "own_persons", 2)
    type_at(book, "Botilbud", "own", -4_800)
    type_at(book, "Botilbud", "reason", "To nye pladser, rabat aftalt")
    type_at(book, "Støtte", "moved_persons", -0.5)
    type_at(book, "Støtte", "rise", 0)
    type_at(book, "Tolk", "own", "1.500,50")
    shown = values(refreshed(book), SHEET)
    home, support, whole = line(shown, "Botilbud"), line(shown, "Støtte"), line(shown, "I alt")
    # 122.400 runs on; two more at 122.400 less 4.800.
    assert parts(home, "price", "changes", "parts", "persons") == [122_400, 240_000, 362_400, 3]
    assert parts(home, "proposed_price", "proposed", "reason") == [120_800, 362_400, "To nye pladser, rabat aftalt"]
    assert parts(support, "rise", "index", "moved", "persons", "proposed") == [0, None, -6_000, 0.5, 6_000]
    assert parts(line(shown, "Tolk"), "own", "proposed") == [1_500.5, 1_500.5]
    assert whole["proposed"] == 362_400 + 6_000 + 1_500.5 + 50_000
    assert whole["proposed"] == whole["running"] + whole["index"] + whole["moved"] + whole["changes"]
    assert [each for each in findings(book) if each[0] == "budgetforslag"] == []


def test_what_is_typed_moves_with_its_line_and_is_kept_when_the_line_is_gone(book: Path) -> None:
    type_at(book, "Støtte", "own", "=1000*2")
    type_at(book, "Støtte", "reason", "aftale med X")
    type_at(book, "Voksne", "own_persons", 9)
    type_in(book, "Budget", "B3", "Aflastning")
    type_in(book, "Disponering", "B3", "Aflastning")
    shown = values(refreshed(book), SHEET)
    at = next(n for n, row in enumerate(shown) if row[0] == LEFT)
    left = {row[1]: row for row in shown[at + 1 :] if row[1]}
    assert left["Støtte"][NAMES.index("reason")] == "aftale med X"
    assert left["(gruppens sum)"][NAMES.index("own_persons")] == 9
    assert [code for code, sheet, _ in findings(book) if sheet == SHEET] == ["budgetforslag"] * 2
    type_in(book, "Budget", "B3", "Støtte")
    type_in(book, "Disponering", "B3", "Støtte")
    shown = values(refreshed(book), SHEET)
    assert line(shown, "Støtte")["reason"] == "aftale med X"
    formulas = openpyxl.load_workbook(book)[SHEET]
    row = next(r for r in range(6, 30) if formulas.cell(r, 2).value == "Støtte")
    assert formulas.cell(row, NAMES.index("own") + 1).value == "=1000*2"


def test_spoiled_cells_stay_as_typed_are_told_and_count_nothing(book: Path) -> None:
    before = line(values(book, SHEET), "I alt")["proposed"]
    type_at(book, "Botilbud", "own_persons", "cirka 2")
    type_at(book, "Botilbud", "rise", 2.9)
    type_at(book, "Tolk", "own_persons", 1)
    type_in(book, SHEET, f"C{next(n for n, row in enumerate(values(book, SHEET), 1) if row[0] == MOVES)}", "måske")
    shown = values(refreshed(book), SHEET)
    assert line(shown, "Botilbud")["own_persons"] == "cirka 2"
    assert line(shown, "Botilbud")["rise"] == 2.9
    assert line(shown, "I alt")["proposed"] == before
    assert [cell for code, _, cell in findings(book) if code == "budgetforslag"] == ["V7", "AF7", "AF9", "C14"]


def ledger(years: Sequence[int], measure: str = "Støtte") -> list[Row]:
    """Three citizens a year, each paid for twelve months at 1.000 from January on; the years overlap by one citizen."""
    rows: list[Row] = [["Dato", "CPR-nr.", "Foranstaltning", "Beløb"]]
    for year in years:
        for who in range(6):
            cpr = f"61{who + 1:02d}{year % 100:02d}-0001"
            rows += [[dt.date(year, month, 5), cpr, measure, 1_000] for month in range(1 + who, 13)]
    return rows


def test_inflow_that_is_expected_replaces_a_pulje_until_somebody_keeps_it() -> None:
    rows = [[f"61{who + 1:02d}26-0001", "Støtte", 1_000, "måned", dt.date(2026, 1 + who, 1), None, None]
            for who in range(6)]  # fmt: skip
    lump = [None, "Pulje til nye sager", None, None, None, None, None, 50_000]
    made = package([*rows, lump], Posteringer=ledger((2023, 2024, 2025, 2026)))
    found = in_memory(made, year=2026, closed=12)
    support, pool = line(found.values(SHEET), "Støtte"), line(found.values(SHEET), "Pulje til nye sager")
    assert support["came"] == round(support["came_persons"] * support["price"], 2) > 0
    assert support["left"] < 0
    assert parts(pool, "running", "came", "proposed") == [50_000, -50_000, 0]
    assert any("8 af 10 simulerede år" in str(row[0]) for row in found.values(SHEET))
    # A nej in the yellow cell takes them out, and the pulje stands.
    snapshot = read(found.book, year=2026, closed=12)
    answer = TypedProposal(answer=TypedCell("nej", "nej", SHEET, 20, 3))
    declined = budget_proposal.proposed(snapshot, found.refreshed.figures, answer)
    assert [(each.left.amount, each.came.amount) for each in declined.lines] == [(0, 0)] * 2
    assert declined.amount == support["running"] * 100 + 5_000_000
    # Without postings nothing is simulated, the sheet says so, and the pulje stands.
    bare = told([*rows, lump]).values(SHEET)
    assert line(bare, "Pulje til nye sager")["proposed"] == 50_000
    assert any("der er ingen posteringer" in str(row[0]) for row in bare)


def test_of_a_few_citizens_as_many_are_expected_as_this_year() -> None:
    rows = [[f"61{who + 1:02d}26-0001", "Støtte", 1_000, "måned", dt.date(2026, 1 + who, 1), None, None]
            for who in range(6)]  # fmt: skip
    few = [ADULT, "Døgnophold", 90_000, "måned", dt.date(2026, 1, 1), dt.date(2026, 6, 30), None]
    paid = [[dt.date(2026, month, 5), ADULT, "Døgnophold", 91_000] for month in range(1, 7)]
    made = package([*rows, few], Posteringer=[*ledger((2023, 2024, 2025, 2026)), *paid])
    stay = line(in_memory(made, year=2026, closed=12).values(SHEET), "Døgnophold")
    # 546.000 for half a year is 1.092.000 for a whole one; nobody runs on.
    assert parts(stay, "expected_persons", "expected_price") == [0.5, 1_092_000]
    assert parts(stay, "running_persons", "left_persons", "came_persons", "persons") == [0, None, 0.5, 0.5]
    assert stay["proposed"] == stay["came"] == 546_000


@st.composite
def commitment(draw: st.DrawFn) -> list[Any]:
    start = draw(st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)))
    return [
        draw(st.sampled_from([CHILD, TEEN, ADULT, None])),
        draw(st.sampled_from(["Botilbud", "Støtte", "Pleje"])),
        draw(st.integers(-5_000_000, 50_000_000)) / 100,
        draw(st.sampled_from(["måned", "døgn", "år", "engang", "uge"])),
        start,
        draw(st.one_of(st.none(), st.dates(start, dt.date(2029, 12, 31)))),
        draw(st.sampled_from([None, 0.5])),
        None,
    ]


@settings(max_examples=examples(12), deadline=None)
@given(
    rows=st.lists(commitment(), min_size=1, max_size=8), index=st.integers(9_500, 10_800), pool=st.integers(0, 10**7)
)
def test_the_parts_are_the_proposal_and_flerårsoverblik_s_next_year(
    rows: list[list[Any]], index: int, pool: int
) -> None:
    lump = [None, "Pulje til nye sager", None, None, None, None, None, pool / 100]
    found = told([*rows, lump], index=[(2026, 100, None), (2027, index / 100, None)])
    figures, snapshot = found.refreshed.figures, read(found.book, year=2026, closed=0)
    made = budget_proposal.proposed(snapshot, figures, TypedProposal())
    commitments = snapshot.disposition.commitments
    years = outlook.compute(commitments, snapshot.parameters, figures, by_age=True).amounts
    assert [each.granted.amount for each in made.lines] == years[:, 1].tolist()
    for each in made.lines:
        whole = each.granted.amount + each.movement + each.changes + each.rounding
        assert each.amount == whole
        if each.proposed_price is not None:
            assert each.amount == (each.persons or 0) * each.proposed_price * 10
    shown = found.values(SHEET)
    total = line(shown, "I alt")
    assert round(total["proposed"] * 100) == made.amount
    added = sum(total.get(name, 0) for name in ("running", "stops", "by_age", "index", "moved", "changes", "rounding"))
    assert round(added * 100) == made.amount


@pytest.mark.office
def test_libreoffice_counts_typed_changes_as_the_refresh_does(tmp_path: Path) -> None:
    path = tmp_path / "Styringsark.xlsx"
    path.write_bytes(demo.workbook(cases=80, seed=4, macro_enabled=False))
    refreshed(path)
    typed = openpyxl.load_workbook(path)
    sheet = typed[SHEET]
    rows = [row for row in range(6, sheet.max_row) if sheet.cell(row, 2).value and sheet.cell(row, 1).value is None]
    for at, row in enumerate(rows):
        for name, value in (("own_persons", at / 7 - 1), ("own", 1_000.55 * at), ("moved_persons", at / 3 - 2)):
            if at % 4:
                sheet.cell(row, NAMES.index(name) + 1).value = value if at % 5 else "ukendt"
    typed.save(path)
    ours = values(refreshed(path), SHEET)
    theirs = values(libreoffice.convert(path, "xlsx", tmp_path / "lo"), SHEET)
    total = next(n for n, row in enumerate(ours) if row[0] == "I alt")
    for mine, other in zip(ours[: total + 1], theirs, strict=False):
        assert [x if isinstance(x, str) else round(x or 0, 2) for x in mine[: len(NAMES)]] == [
            (x or "") if isinstance(m, str) else round(x or 0, 2)
            for m, x in zip(mine, other[: len(NAMES)], strict=False)
        ]


def test_the_lines_of_a_divided_workbook_lead_to_their_measure_in_one_of_its_parts() -> None:
    content = demo.make(cases=20, seed=5)
    told = in_memory(workbook.build(replace(content, settings=replace(content.settings, division="Rådgiver"))))
    (area,) = (each for each in told.refreshed.patch.areas if each.name == "Styring_Budgetforslag")
    measures = {link.row: told.values("Budgetforslag")[link.row - 1][1] for link in area.links if link.column == 2}
    assert measures
    for link in area.links:
        if link.row in measures and link.column == 2:
            sheet, _, cell = link.target.partition("!")
            assert told.cell(sheet.strip("'"), cell) == measures[link.row]

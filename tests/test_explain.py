"""Vis grundlag: every figure is followed back to what it is made of, and that sums to it to the øre."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from styring_xl import demo, standard, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Formula, Value, address, parse_address
from styring_xl.cells.patch import Block, Patch
from styring_xl.cli import app
from styring_xl.closing import revise
from styring_xl.danish.citizen import CPR_WITHIN
from styring_xl.explain import Explanations, Trace
from styring_xl.explain.explanations import FORMULA, UNTOLD
from styring_xl.figures.trace.item import TraceUnit
from styring_xl.refresh import refresh
from styring_xl.reports import simulated
from styring_xl.reports.explanation.columns import WIDTH
from tests.command_line import CliRunner
from tests.examples import examples
from tests.refreshed import Told, refreshed
from tests.test_division import divided
from tests.workbooks import HEADER, LEDGER, saved, standard_package

DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2027, 3, 31))
CITIZENS = st.sampled_from(["610180-0001", "620180-0002", None])
MEASURES = st.sampled_from(["Familiepleje", "Aflastning"])
SUPPLIERS = st.sampled_from([None, "Solhjem", "Skovly"])
UNITS = st.sampled_from(standard.RATE_UNITS)
ORE = st.integers(-5_000_000, 50_000_000)
BUDGET = (
    ("Gruppe", "Foranstaltning", "Oprindeligt budget", "Budgetændringer", "Budgetteret antal", "Gennemsnitspris"),
    ("Børn", "Familiepleje", 900_000, -50_000.5, 2, 400_000),
    ("Børn", "Advokatbistand", 70_000, None, None, None),
)  # fmt: skip
SUMS = {"Disponering", "Månedsforbrug", "Afvigelse"}
"""The sheets whose every amount is a sum, but for the prices."""
FOLLOWED = {
    *SUMS, "Rådgivere", "Cockpit", "Til- og afgang", "Indsatstrappe", "Statsrefusion", "Prognose", "Usikkerhed",
    "Dyreste sager", "Flerårsoverblik", "Forklaring", "Leverandører", "Scenarier",
}  # fmt: skip
"""The sheets that say of every figure what it is made of, or in words why it is no sum."""
KRONER = {"Dyreste sager", "Flerårsoverblik", "Forklaring"}
"""Those of them whose every amount is a sum or what a formula says, but for what is simulated."""


@st.composite
def commitment(draw: st.DrawFn) -> list[Any]:
    start = draw(DAYS)
    stop = draw(st.one_of(st.none(), st.dates(start, dt.date(2027, 12, 31))))
    terms = [draw(ORE) / 100, draw(UNITS), draw(st.sampled_from([1, 0.5, 3.75])), start, stop]
    chance = draw(st.sampled_from([None, 0.5, 0.25]))
    return [draw(CITIZENS), draw(MEASURES), *terms, chance, *[None] * 13, draw(SUPPLIERS)]


@st.composite
def posting(draw: st.DrawFn) -> list[Any]:
    return [draw(DAYS), draw(CITIZENS), draw(MEASURES), draw(ORE) / 100, draw(st.integers(1, 999)), draw(SUPPLIERS)]


CASES = st.tuples(
    st.lists(commitment(), max_size=10),
    st.lists(posting(), max_size=20),
    st.integers(0, 12),
    st.integers(0, 10**8),
    st.booleans(),
)


def made_up(case: tuple[Any, ...]) -> Told:
    """The case refreshed; without its measures the ledger says no more than who a posting is about."""
    commitments, postings, closed, pool, tells_measures = case
    pulje = ["Pulje til nye sager", *[None] * 19, pool / 100]
    ledger = [[*LEDGER, "Leverandør"], *postings]
    if not tells_measures:
        ledger = [[cell for at, cell in enumerate(row) if at != 2] for row in ledger]
    package = saved(Disponering=[[*HEADER, "Leverandør"], *commitments, pulje], Realiseret=ledger, Budget=BUDGET)
    return refreshed(package, year=2026, closed=closed)


def traces(told: Told) -> list[Trace]:
    """What every figure that a refresh writes is made of."""
    found = Explanations(told.book, told.refreshed)
    patch = told.refreshed.patch
    return [
        found.of(block.sheet, block.row + down, block.column + across)
        for block in (*(area.block for area in patch.areas), *patch.blocks)
        for down, line in enumerate(block.rows())
        for across, content in enumerate(line)
        if isinstance(content.value if isinstance(content, Formula) else content, float)
    ]


def of(told: Told, cell: str) -> list[tuple[str, str, str, float]]:
    """Kind, sheet, cell and amount of what a cell is made of, in kroner where they are."""
    sheet, _, address = cell.partition("!")
    trace = Explanations(told.book, told.refreshed).of(sheet, *parse_address(address))
    return [
        (i.kind.value, i.sheet, i.cell, i.amount / 100 if i.unit == TraceUnit.ORE else i.amount) for i in trace.items
    ]


def check_told(trace: Trace) -> None:
    """The sheets that follow their figures leave none of them with the general sentence."""
    if trace.sheet in FOLLOWED:
        assert UNTOLD not in trace.notes, trace
    if trace.sheet in KRONER and trace.unit == TraceUnit.ORE and not trace.adds:
        assert FORMULA.partition("{")[0] in trace.notes[-1] or trace.notes[-1] == simulated.MEAN, trace


@settings(max_examples=examples(25), deadline=None)
@given(case=CASES)
def test_every_figure_is_made_of_items_that_sum_to_it(case: tuple[Any, ...]) -> None:
    told = made_up(case)
    seen = set()
    for trace in traces(told):
        whole = sum(item.amount for item in trace.items)
        if trace.adds:
            assert trace.value == (whole if trace.unit == TraceUnit.ORE else pytest.approx(whole, abs=1e-6)), trace
        if trace.sheet in SUMS and trace.unit == TraceUnit.ORE:
            assert trace.adds or "ROUND(" in trace.notes[-1], trace
            assert trace.items or not trace.value, trace
            seen.add(trace.sheet)
        check_told(trace)
    assert seen == SUMS - (set() if case[0] else {"Disponering"})


@pytest.mark.slow
def test_every_figure_of_the_demo_is_followed() -> None:
    told = refreshed(workbook.build(demo.make(cases=40, seed=3)))
    seen = set()
    for trace in traces(told):
        whole = sum(item.amount for item in trace.items)
        if trace.adds:
            assert trace.value == (whole if trace.unit == TraceUnit.ORE else pytest.approx(whole, abs=1e-6)), trace
        check_told(trace)
        seen.add(trace.sheet)
    assert seen >= FOLLOWED - {"Forklaring"}


MOVING = (
    """
    Nr. | CPR-nr.     | Foranstaltning | Leverandør | Takst | Takstenhed | Startdato  | Stopdato   | Sandsynlighed
    1   | 610180-0001 | Familiepleje   | Solhjem    | 1000  | måned      | 01-01-2026 | 30-06-2026 |
    2   | 610180-0001 | Familiepleje   | Skovly     | 3000  | måned      | 01-01-2026 |            |
    3   | 620180-0002 | Aflastning     | Skovly     | 2000  | måned      | 01-02-2026 |            | 0,5
    4   | 630180-0003 | Aflastning     | Solhjem    | 500   | måned      | 01-01-2026 |            |
    """,
    """
    Bogføringsdato | CPR-nr.     | Foranstaltning | Beløb
    15-01-2026     | 610180-0001 | Familiepleje   | 4200
    16-01-2026     | 640180-0004 | Familiepleje   | 70
    """,
)


def test_what_has_moved_is_what_there_is_now_less_what_historik_has_kept() -> None:
    before = refreshed(standard_package(*MOVING, closed=1))
    kept = before.book.edit(refresh(revise(before.book, "Forår", dt.date(2026, 3, 1))).patch)
    changes: dict[tuple[str, str], Value] = {
        ("610180-0001", "Takst"): 1100.5,
        ("610180-0001", "Stopdato"): dt.date(2026, 8, 31),
        ("620180-0002", "Sandsynlighed"): 0.75,
        ("630180-0003", "Foranstaltning"): "Familiepleje",
    }
    cells = [(*parse_address(at(before, "Disponering", *where).partition("!")[2]), to) for where, to in changes.items()]
    blocks = [Block.of("Disponering", row, column, ((to,),)) for row, column, to in cells]
    loose = parse_address(at(before, "Realiseret", "640180-0004", "Beløb").partition("!")[2])
    blocks.append(Block.of("Realiseret", *loose, ((95.25,),)))
    told = refreshed(FileBook.from_bytes(kept.bytes()).edit(Patch(blocks=tuple(blocks))).bytes())
    # Right of the tables stand the heights of the chart's columns.
    shown = [trace for trace in traces(told) if trace.sheet == "Forklaring" and trace.column <= WIDTH]
    followed = [trace for trace in shown if trace.value]
    for trace in followed:
        assert trace.adds, trace
        assert trace.value == sum(item.amount for item in trace.items), trace
    kinds = {item.kind.value for trace in followed for item in trace.items}
    assert kinds == {"Celle", "Bevilling", "Historik", "Postering"}


SHARED = (
    """
    CPR-nr.     | Foranstaltning | Leverandør | Takst | Takstenhed | Startdato  | Stopdato
    610180-0001 | Familiepleje   | Solhjem    | 1000  | måned      | 01-01-2026 | 30-06-2026
    610180-0001 | Familiepleje   | Skovly     | 3000  | måned      | 01-01-2026 |
    """,
    """
    Bogføringsdato | CPR-nr.     | Foranstaltning | Beløb | Leverandør
    15-01-2026     | 610180-0001 | Familiepleje   | 4200  |
    20-01-2026     | 610180-0001 | Familiepleje   | 50    | Skovly
    31-01-2026     | 620180-0002 | Familiepleje   | 700   |
    15-12-2025     | 610180-0001 | Familiepleje   | 999   |
    """,
)


@pytest.fixture(scope="module")
def shared() -> Told:
    return refreshed(standard_package(*SHARED, closed=1))


def at(told: Told, sheet: str, row: str, column: str) -> str:
    """The address of the cell under a header, on the first row that begins with some words."""
    rows = told.values(sheet)
    head = next(number for number, cells in enumerate(rows) if column in cells)
    # Far right stand the figures of the charts, by the same names.
    found = next(number for number, cells in enumerate(rows[head:], head) if row in cells[:24])
    return f"{sheet}!{address(found + 1, rows[head].index(column) + 1)}"


def test_a_booked_month_is_the_postings_less_what_another_commitment_has_of_them(shared: Told) -> None:
    month = at(shared, "Disponering", "Skovly", "Jan.")
    postings = [("Postering", "Realiseret", "F6", 4200), ("Postering", "Realiseret", "F7", 50)]
    other = ("Andel", "Disponering", at(shared, "Disponering", "Solhjem", "Jan.").partition("!")[2], -1050)
    assert of(shared, month) == [postings[0], other, postings[1]]


def test_a_citizens_month_is_all_the_postings(shared: Told) -> None:
    january = at(shared, "Månedsforbrug", "610180-0001", "Jan.")
    assert [each[2:] for each in of(shared, january)] == [("F6", 4200), ("F7", 50)]
    assert [each[2:] for each in of(shared, at(shared, "Månedsforbrug", "610180-0001", "Sidste år"))] == [("F9", 999)]


def test_a_line_of_the_variance_is_its_commitments_and_what_met_none(shared: Told) -> None:
    cell = at(shared, "Afvigelse", "Familiepleje", "Forventet regnskab (b)")
    kinds = [(kind, amount) for kind, _, _, amount in of(shared, cell)]
    assert kinds == [("Bevilling", 1050 + 5 * 1000), ("Bevilling", 3200 + 11 * 3000), ("Postering", 700)]


def test_a_sum_is_followed_step_by_step_to_a_posting(shared: Told) -> None:
    cell, way = at(shared, "Afvigelse", "I alt", "Forventet regnskab (b)"), []
    for _ in range(9):
        kind, sheet, address, _ = of(shared, cell)[0]
        way.append((kind, sheet))
        if kind == "Postering":
            break
        cell = f"{sheet}!{address}"
    assert way == [
        ("Celle", "Afvigelse"),
        ("Celle", "Afvigelse"),
        ("Bevilling", "Disponering"),
        ("Celle", "Disponering"),
        ("Postering", "Realiseret"),
    ]


def test_an_expected_month_says_the_terms(shared: Told) -> None:
    sheet, _, address = at(shared, "Disponering", "Skovly", "Feb.").partition("!")
    (item,) = Explanations(shared.book, shared.refreshed).of(sheet, *parse_address(address)).items
    assert (item.amount, item.when, item.text) == (
        300_000,
        "2026-02",
        "Familiepleje, Skovly: takst 3.000,00 kr. pr. måned",
    )


def test_a_part_of_a_divided_sheet_says_what_postings_have_moved_into_it() -> None:
    rows = [("610180-0001", "Familiepleje", 1000, dt.date(2026, 1, 1), None, "Nord")]
    told = divided(rows, [(dt.date(2026, 1, 9), "610180-0001", "Familiepleje", 400, 1, "Syd")], closed=1)
    lines = [
        (trace.value, [(item.kind.value, item.amount) for item in trace.items])
        for trace in traces(told)
        if trace.sheet == "Afvigelse" and trace.column == 5 and trace.items and trace.items[0].kind.value != "Celle"
    ]
    assert lines[:2] == [
        (1_100_000, [("Bevilling", 1_140_000), ("Andel", -40_000)]),
        (40_000, [("Andel", 40_000)]),
    ]


def test_no_text_has_a_cpr_number(shared: Told) -> None:
    assert not any(CPR_WITHIN.search(item.text) for trace in traces(shared) for item in trace.items)


def test_what_is_typed_and_a_users_own_formula_say_so() -> None:
    package = saved(Disponering=[HEADER], Noter=[["Husleje", 1200], ["El", 300], ["I alt", None]])
    sum_of_both = Patch(blocks=(Block.of("Noter", 3, 2, ((Formula("B1+B2", 1500.0),),)),))
    told = refreshed(FileBook.from_bytes(package).edit(sum_of_both).bytes())
    found = Explanations(told.book, told.refreshed)
    assert found.of("Noter", 1, 2).notes == ("Tallet er skrevet i cellen.",)
    own = found.of("Noter", 3, 2)
    assert [item.amount for item in own.items] == [1200, 300]
    assert own.notes == ("Formlen er arkets egen og ikke en, som Styring-XL har skrevet.",)
    assert found.of("Noter", 1, 1).notes == ("Der står en tekst i cellen og intet tal.",)
    assert found.of("Noter", 9, 9).notes == ("Cellen er tom.",)


def test_the_command_line_tells_it_and_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "Styring.xlsm"
    file.write_bytes(standard_package(*SHARED, closed=1))
    before = file.read_bytes()
    told = CliRunner().invoke(app, ["explain", str(file), "Afvigelse!E7", "månedsforbrug!d6", "--json"])
    first, second = json.loads(told.stdout)["files"][0]["cells"]
    assert (first["sheet"], first["cell"], first["unit"], first["adds"]) == ("Afvigelse", "E7", "øre", True)
    assert first["amount"] == sum(item["amount"] for item in first["items"]) == 4_295_000
    assert second["items"][0] == {
        "kind": "Postering",
        "sheet": "Realiseret",
        "cell": "F6",
        "when": "2026-01-15",
        "text": "Familiepleje",
        "amount": 420_000,
    }
    shown = CliRunner().invoke(app, ["explain", str(file), "Månedsforbrug!D6"]).stdout.splitlines()
    assert shown[0] == "Månedsforbrug!D6: 4.250,00 kr."
    assert "          4.200,00 kr.  Postering  Realiseret!F6  2026-01-15  Familiepleje" in shown
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize("cell", ["Vores sager 2026!H2", "'Vores sager 2026'!H2", "vores sager 2026!$H$2"])
def test_a_sheet_with_a_space_in_its_name_is_named_as_it_is_shown(tmp_path: Path, cell: str) -> None:
    file = tmp_path / "Styring.xlsx"
    file.write_bytes(saved(**{"Vores sager 2026": [HEADER]}))
    told = CliRunner().invoke(app, ["explain", str(file), cell, "--json"])
    (found,) = json.loads(told.stdout)["files"][0]["cells"]
    assert (found["sheet"], found["cell"]) == ("Vores sager 2026", "H2")


@pytest.mark.parametrize("cell", ["Afvigelse", "E12", "Findes ikke!A1", "Afvigelse!A1:B2"])
def test_a_cell_that_is_not_there_is_a_sentence(tmp_path: Path, cell: str) -> None:
    file = tmp_path / "Styring.xlsx"
    file.write_bytes(saved(Disponering=[HEADER]))
    told = CliRunner().invoke(app, ["explain", str(file), cell])
    assert told.exit_code == 2
    assert told.stderr.startswith(f"{file}: ")
    assert told.stderr.count("\n") == 1

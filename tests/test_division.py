"""*Opdel efter*: the three sheets parted by a column beside the measure, and every krone in exactly one part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from styring_xl import workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.patch import Block, Patch
from styring_xl.reading.dimension_name import DimensionName
from styring_xl.reading.settings import read as read_settings
from tests import workbooks
from tests.examples import examples
from tests.refreshed import Told, refreshed
from tests.workbooks import MONTHS, saved

HEADER = ("CPR-nr.", "Foranstaltning", "Takst", "Startdato", "Stopdato", "Afdeling", *MONTHS, "Forventet regnskab")
LEDGER = ("Bogføringsdato", "CPR-nr.", "Foranstaltning", "Beløb", "Bilagsnr.", "Afdeling")
BUDGET = ("Afdeling", "Foranstaltning", "Oprindeligt budget", "Budgetændringer")
ANE, BO, CILLE = "610180-0001", "620180-0002", "630180-0003"


def divided(
    rows: list[tuple[Any, ...]],
    postings: Sequence[tuple[Any, ...]] = (),
    budget: Sequence[tuple[Any, ...]] = (),
    *,
    by: str | None = "Afdeling",
    closed: int = 0,
    header: tuple[str, ...] = HEADER,
    **sheets: Sequence[Sequence[Any]],
) -> Told:
    setup: list[list[Any]] = [["Regnskabsår", 2026], ["Realiseret til og med", closed], ["Opdel efter", by]]
    there: dict[str, Sequence[Sequence[Any]]] = {
        "Opsætning": setup,
        "Disponering": [header, *rows],
        "Budget": [BUDGET, *budget],
        **sheets,
    }
    if postings:
        there.setdefault("Realiseret", [LEDGER, *postings])
    return refreshed(saved(**there))


def lines(told: Told, sheet: str, *columns: int) -> list[tuple[Any, ...]]:
    """The rows of a sheet's first table under its header: the first column and those asked for."""
    rows = [row for row in told.values(sheet)[5:] if row and any(cell is not None for cell in row)]
    last = next(at for at, row in enumerate(rows) if row[0] == "I alt")
    return [(row[0], *(row[column] for column in columns)) for row in rows[: last + 1]]


def written_out(told: Told) -> bytes:
    """The workbook as a refresh leaves it."""
    book = FileBook.from_bytes(told.book.edit(Patch()).bytes(), template=workbook.build)
    return book.edit(told.refreshed.patch).bytes()


def on(year: int, month: int) -> dt.date:
    return dt.date(year, month, 10)


YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
TWO = [
    (ANE, "Familiepleje", 10_000, *YEAR, "Nord"),
    (BO, "Familiepleje", 20_000, *YEAR, "Syd"),
    (CILLE, "Aflastning", 5_000, *YEAR, "Syd"),
]
FOR_TWO = [
    ("Nord", "Familiepleje", 130_000, 0),
    ("Syd", "Familiepleje", 200_000, 10_000),
    ("Syd", "Aflastning", 50_000, 0),
]


def test_afvigelse_has_a_heading_and_a_sum_for_each_department_and_the_total_as_before() -> None:
    told = divided(TWO, budget=FOR_TWO)
    assert lines(told, "Afvigelse", 3, 4) == [
        ("Nord", None, None),
        ("Øvrige", 130_000, 120_000),
        ("Familiepleje", 130_000, 120_000),
        ("I alt Nord", 130_000, 120_000),
        ("Syd", None, None),
        ("Øvrige", 260_000, 300_000),
        ("Familiepleje", 210_000, 240_000),
        ("Aflastning", 50_000, 60_000),
        ("I alt Syd", 260_000, 300_000),
        ("I alt", 390_000, 420_000),
    ]
    assert lines(divided(TWO, budget=FOR_TWO, by=None), "Afvigelse", 3, 4)[-1] == ("I alt", 390_000, 420_000)
    assert not [each for each in told.findings if each[0] == "opdeling"]


def test_prognose_and_cockpit_are_divided_alike() -> None:
    postings = [(on(2025, month), ANE, "Familiepleje", 9_000, month, "Nord") for month in range(1, 13)]
    told = divided(TWO, postings, FOR_TWO)
    names = ["Nord", "Øvrige", "Familiepleje", "I alt Nord", "Syd", "Øvrige", "Familiepleje", "Aflastning"]
    assert [line[0] for line in lines(told, "Prognose")] == [*names, "I alt Syd", "I alt"]
    # Last year's bookings are Nord's, so Syd is known to have cost nothing.
    assert lines(told, "Cockpit", 5, 6)[:4] == [
        ("Nord", None, None),
        ("Øvrige", 108_000, 120_000),
        ("Familiepleje", 108_000, 120_000),
        ("I alt Nord", 108_000, 120_000),
    ]
    assert lines(told, "Cockpit", 5, 6)[-1] == ("I alt", 108_000, 420_000)


def test_a_posting_without_a_department_follows_the_commitment_it_is_placed_on_also_when_the_citizen_moves() -> None:
    moved = [
        (ANE, "Familiepleje", 10_000, dt.date(2026, 1, 1), dt.date(2026, 2, 28), "Nord"),
        (ANE, "Familiepleje", 10_000, dt.date(2026, 3, 1), None, "Syd"),
    ]
    postings = [(on(2026, month), ANE, "Familiepleje", 10_100, month, None) for month in (1, 2, 3)]
    told = divided(moved, postings, closed=3)
    assert lines(told, "Afvigelse", 4) == [
        ("Nord", None), ("Uden budget", 20_200), ("Familiepleje", 20_200), ("I alt Nord", 20_200),
        ("Syd", None), ("Uden budget", 100_100), ("Familiepleje", 100_100), ("I alt Syd", 100_100),
        ("I alt", 120_300),
    ]  # fmt: skip


def test_a_posting_stands_where_its_own_row_says_whatever_its_commitment_says() -> None:
    postings = [(on(2026, 1), ANE, "Familiepleje", 9_000, 1, "SYD "), (on(2026, 1), None, "Aflastning", 70, 2, None)]
    told = divided(TWO, postings, closed=1)
    assert lines(told, "Afvigelse", 4)[3] == ("I alt Nord", 110_000)
    # The nought for January of the two whom nothing is booked on.
    assert ("I alt Syd", 9_000 + 220_000 + 55_000) in lines(told, "Afvigelse", 4)
    assert ("I alt Uden afdeling", 70) in lines(told, "Afvigelse", 4)


def test_a_measure_that_is_budgeted_in_one_department_alone_tells_those_that_nobody_has_labelled() -> None:
    posted = [(on(2026, 1), None, "Hybel", 5, 1, None)]
    pulje = ("Pulje", "Hybel", *(None,) * 16, 300)
    told = divided([(ANE, "Hybel", 1_000, *YEAR, None), pulje], posted, [("Nord", "Hybel", 9, 0)], closed=1)
    assert lines(told, "Afvigelse", 3, 4)[-2:] == [("I alt Nord", 9, 11_305), ("I alt", 9, 11_305)]


def test_a_budget_that_is_not_divided_stands_for_itself_and_is_told_once() -> None:
    plain: list[Sequence[Any]] = [BUDGET[1:], ("Familiepleje", 300_000, 0), ("Aflastning", 50_000, 0)]
    told = divided(TWO, Budget=plain)
    assert lines(told, "Afvigelse", 3, 4)[-6:] == [
        ("Uden afdeling", None, None),
        ("Øvrige", 350_000, 0),
        ("Familiepleje", 300_000, 0),
        ("Aflastning", 50_000, 0),
        ("I alt Uden afdeling", 350_000, 0),
        ("I alt", 350_000, 420_000),
    ]
    # In a department the measure stands in its group of the budget, and not under »Uden budget«.
    assert lines(told, "Afvigelse", 3, 4)[1] == ("Øvrige", 0, 120_000)
    assert [each for each in told.findings if each[0] == "opdeling"] == [("opdeling", "Budget", "A2")]


def test_what_keeps_the_sheets_from_being_divided_is_one_clear_finding() -> None:
    many = [(ANE, f"Ydelse {at}", 1, *YEAR, None) for at in range(61)]
    for by, says in {"Distrikt": "findes hverken", "Note": "er tom", "Foranstaltning": "over 60"}.items():
        told = divided([*TWO, *many], budget=FOR_TWO, by=by, header=(*HEADER, "Note"))
        mine = [each for each in told.refreshed.findings if each.code == "opdeling"]
        assert [each.cell for each in mine] == ["B3"]
        assert says in mine[0].what
        assert lines(told, "Afvigelse", 3)[0] == ("Øvrige", 390_000)


def test_a_budget_for_each_department_that_nobody_has_asked_to_divide_is_told_once() -> None:
    """What a measure costs stands on its first line: Nord would be 170.000 over its budget, and Syd 210.000 below."""
    told = divided(TWO, budget=[*FOR_TWO, ("Nord", "Aflastning", 1_000, 0)], by=None)
    assert lines(told, "Afvigelse", 3, 4)[1:] == [
        ("Familiepleje", 130_000, 360_000), ("Familiepleje", 210_000, 0), ("Aflastning", 50_000, 60_000),
        ("Aflastning", 1_000, 0), ("I alt", 391_000, 420_000),
    ]  # fmt: skip
    (mine,) = (each for each in told.refreshed.findings if each.code == "opdeling")
    assert (mine.sheet, mine.cell, mine.ore) == ("Budget", "B3", 211_000_00)
    assert "flere budgetlinjer (1 anden har det også)" in mine.what
    assert "Opdel efter" in mine.remedy
    assert not [each for each in divided(TWO, budget=FOR_TWO).findings if each[0] == "opdeling"]
    # A line that holds nothing is no second one.
    assert not [each for each in divided(TWO, budget=[*FOR_TWO[1:], ("Nord", "Aflastning", 0, 0)], by=None).findings
                if each[0] == "opdeling"]  # fmt: skip


def test_the_standard_workbook_is_divided_only_when_asked_and_by_what_is_asked() -> None:
    """Its list of checks has a line »opdeling« with »ja« beside it, which is no answer to *Opdel efter*."""
    package = workbooks.new(macro_enabled=False)
    assert read_settings(FileBook.from_bytes(package).grid("Opsætning")).division is None
    book = FileBook.from_bytes(package)
    grid = book.grid("Opsætning")
    row = next(at for at, cells in enumerate(grid.rows, 1) if cells and cells[0] == "Opdel efter")
    asked = book.edit(Patch(blocks=(Block.of("Opsætning", row, 2, (("Afdeling",),)),))).bytes()
    division = read_settings(FileBook.from_bytes(asked).grid("Opsætning")).division
    assert division is not None
    assert division.name == "Afdeling"


def test_a_label_that_only_one_sheet_knows_and_a_row_without_any_are_told() -> None:
    stray = [(on(2026, 1), BO, "Hybel", 1, 1, "Nrod")]
    told = divided([*TWO, (ANE, "Familiepleje", 1, *YEAR, None)], stray, FOR_TWO)
    assert [each[1:] for each in told.findings if each[0] == "opdeling"] == [
        ("Disponering", "F5"),
        ("Realiseret", "F2"),
    ]


def test_the_column_has_the_name_or_one_that_means_the_same_or_what_opsaetning_says_of_the_sheet() -> None:
    team = DimensionName("Team", headers={"posteringer": "Omk.sted"})
    assert team.header(["CPR-nr.", "Rådgiverteam", "Team"]) == "Team"
    assert team.header(["CPR-nr.", "Rådgiverteam"]) == "Rådgiverteam"
    assert team.header(["Beløb", "OMK. STED", "Team"], "posteringer") == "OMK. STED"
    assert team.header(["CPR-nr.", "Afdeling"]) is None


def test_what_is_typed_on_prognose_follows_its_department_and_is_given_to_no_other_line() -> None:
    first = divided(TWO, budget=FOR_TWO)
    written = written_out(first)
    rows = first.values("Prognose")
    header = rows[4]
    at = [number for number, row in enumerate(rows, 1) if row and row[0] == "Familiepleje"]
    nord, syd = at
    risk, note = header.index("RISIKO [R]") + 1, header.index("Kommentar") + 1

    def typed(package: bytes, *cells: tuple[str, int, int, Any]) -> bytes:
        blocks = tuple(Block.of(sheet, row, column, ((value,),)) for sheet, row, column, value in cells)
        return FileBook.from_bytes(package).edit(Patch(blocks=blocks)).bytes()

    written = typed(written, ("Prognose", nord, risk, 1_000), ("Prognose", syd, note, "husk"))
    # Øst comes in, above Syd and after Nord, so that the lines stand on other rows.
    more = typed(written, ("Disponering", 4, 6, "Øst"), ("Budget", 3, 1, "Øst"), ("Budget", 3, 2, "Hybel"))

    def kept(told: Told) -> list[tuple[Any, ...]]:
        cells = lines(told, "Prognose", risk - 1, note - 1)
        return [each for each in cells if each[0] == "Familiepleje" and each[1:] != (None, None)]

    assert kept(refreshed(written)) == [("Familiepleje", 1_000, None), ("Familiepleje", None, "husk")]
    assert kept(refreshed(more)) == [("Familiepleje", 1_000, None), ("Familiepleje", None, "husk")]
    # Not divided any more: two departments' words are nobody's, are kept below, and come back with the departments.
    whole = refreshed(typed(written, ("Opsætning", 3, 2, None)))
    assert kept(whole) == []
    left = [row[0] for row in whole.values("Prognose") if row and row[0]]
    below = left.index("Indtastninger på linjer, der ikke findes mere (regnes ikke med; flyt eller ryd dem)")
    assert left[below + 1 : below + 3] == ["Nord", "Familiepleje"]
    below = left.index("Kommentarer til linjer, der ikke er her længere")
    assert left[below + 2] == "Familiepleje"
    again = written_out(whole)
    assert kept(refreshed(typed(again, ("Opsætning", 3, 2, "Afdeling")))) == kept(refreshed(written))


LABELS = st.sampled_from([None, "Nord", "Syd", "nord", "Øst"])
PEOPLE = st.sampled_from([ANE, BO, CILLE, None])
MEASURES = st.sampled_from(["Familiepleje", "Aflastning", "Hybel"])
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 31))
MONEY = st.integers(-900_000, 9_000_000).map(lambda ore: ore / 100)
ROWS = st.lists(st.tuples(PEOPLE, MEASURES, MONEY, DAYS, st.none(), LABELS), min_size=1, max_size=8)
POSTINGS = st.lists(st.tuples(DAYS, PEOPLE, MEASURES, MONEY, st.integers(1, 99), LABELS), min_size=1, max_size=14)
LINES = st.lists(st.tuples(LABELS, MEASURES, MONEY, MONEY), max_size=6)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, postings=POSTINGS, budget=LINES, closed=st.integers(0, 12), told_measures=st.booleans())
def test_the_segments_sum_to_the_whole_to_the_ore(
    rows: list[Any], postings: list[Any], budget: list[Any], closed: int, told_measures: bool
) -> None:
    sheets: dict[str, Any] = {}
    if not told_measures:
        sheets["Realiseret"] = [(*LEDGER[:2], *LEDGER[3:]), *((*each[:2], *each[3:]) for each in postings)]
    by_department, plain = (
        divided(rows, postings, budget, by=by, closed=closed, **sheets) for by in ("Afdeling", None)
    )
    figures, before = by_department.refreshed.figures, plain.refreshed.figures
    assert np.array_equal(sum(each.by_measure for each in figures.segments), before.by_measure)
    assert np.array_equal(sum(each.history.booked for each in figures.segments), before.history.booked)
    assert sum(line.expected for each in figures.segments for line in each.lines) == before.result
    assert sum(line.revised for each in figures.segments for line in each.lines) == plain.refreshed.budget
    assert np.array_equal(figures.months, before.months)
    for sheet, columns in (("Afvigelse", range(1, 6)), ("Prognose", (1, 2, 3, 4, 5, 6, 12))):
        if sheet in {area.block.sheet for area in plain.refreshed.patch.areas}:
            assert lines(by_department, sheet, *columns)[-1] == lines(plain, sheet, *columns)[-1]
    # Where every posting says its department, what is booked is the ledger's, department by department.
    if all(each[5] for each in postings):
        for each in figures.segments:
            own = [p for p in postings if p[5].casefold() == each.name.casefold()]
            mine = [round(p[3] * 100) for p in own if p[0].year == 2026 and p[0].month <= closed]
            assert int(each.by_measure[:, :closed].sum()) == sum(mine)

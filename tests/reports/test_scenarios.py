"""*Scenarier*: what *tiltag* are worth, worked out by hand, and that they add up to the difference they make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from styring_udf import STYRING_SCENARIE
from styring_xl import closing, demo, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Content, Formula
from styring_xl.danish.part import read_change
from styring_xl.danish.text import Unreadable
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.lists import Lists
from styring_xl.refresh import material_of, refresh
from styring_xl.reports import read
from styring_xl.reports.scenarios import SHEET, draw, planned
from styring_xl.standard.lists.scenarios import SCENARIOS
from tests.examples import examples
from tests.refreshed import Told, refreshed
from tests.workbooks import saved

HEAD = [
    "Scenarie", "Tiltag", "Foranstaltning", "Antal", "Pris", "Kr. pr. måned", "Fra", "Til", "Indfasning", "Vækst",
    "Besluttet effekt", "Enhedspris",
]  # fmt: skip
APRIL, JULY = dt.date(2026, 4, 1), dt.date(2026, 7, 1)


def book(*tiltag: list[Any], ledger: list[list[Any]] | None = None, closed: int = 0) -> Told:
    """Two in Familiepleje at 10.000 kr. a month and one in Hybel at 5.000, each with a line of the budget."""
    rows = [("610110-1234", "Familiepleje", 10_000), ("610110-1235", "Familiepleje", 10_000)]
    people = [[*each, dt.date(2026, 1, 1)] for each in (*rows, ("610110-1236", "Hybel", 5_000))]
    sheets: dict[str, Any] = {
        "Disponering": [["CPR-nr.", "Foranstaltning", "Takst", "Startdato"], *people],
        "Budget": [
            ["Gruppe", "Foranstaltning", "Oprindeligt budget"], ["Hjem", "Familiepleje", 200_000],
            ["Hjem", "Hybel", 60_000],
        ],
        "Handleplan": [HEAD, *([*each, *[None] * (len(HEAD) - len(each))] for each in tiltag)],
    }  # fmt: skip
    if ledger:
        sheets["Realiseret"] = [["CPR-nr.", "Foranstaltning", "Dato", "Beløb"], *ledger]
    return refreshed(saved(**sheets), year=2026, closed=closed)


def rows(told: Told, first: str) -> list[list[Any]]:
    return [row[1:] for row in told.values("Scenarier") if row[0] == first]


def tiltag(told: Told, name: str) -> list[list[Any]]:
    """The rows of a *tiltag*: its years, and then its months."""
    found = [list(row) for row in rows(told, name)]
    for row in found:
        while row[-1] is None:
            row.pop()
    return found


def test_number_price_and_kroner_are_worth_what_they_are_by_hand() -> None:
    told = book(
        # 120.000 a person: 10.000 a month, half of it in April.
        ["Færre", "Hjem igen", "Familiepleje", -1, None, None, APRIL, None, 2],
        ["Færre", "Ny aftale", "Familiepleje", None, "-2 %", None, JULY],
        # 1.000 a month for a year, then 10 % more until it ends.
        ["Støtte", "Konsulent", "Hybel", None, None, 1_000, "marts 2026", "april 2027", None, 0.1],
    )
    assert {sheet for _, sheet, _ in told.findings} == {"Disponering"}, "its rates have no unit"
    assert tiltag(told, "Hjem igen") == [
        ["Familiepleje", -85_000, 0, -85_000, *[-120_000] * 4, "−1 person fra 04-2026"],
        ["Familiepleje", 0, 0, 0, -5_000, *[-10_000] * 8, -85_000],
    ]
    assert tiltag(told, "Ny aftale")[0][1:] == [-2_400, 0, -2_400, *[-4_800] * 4, "−2 % i pris fra 07-2026"]
    assert tiltag(told, "Konsulent")[0][1:] == [
        10_000, 0, 10_000, 2 * 1_000 + 2 * 1_100, 0, 0, 0, "+1.000 kr. pr. måned fra 03-2026",
    ]  # fmt: skip
    without, effect, with_it = (rows(told, name) for name in ("Uden tiltag", "Færre", "Færre"))
    assert without[0][1:8] == [300_000] * 5 + [260_000, -40_000]
    assert effect[0][1:6] == [-87_400, *[-124_800] * 4]
    assert with_it[1][1:8] == [212_600, *[175_200] * 4, 260_000, 47_400]


def test_only_the_months_that_are_not_closed_change_what_is_expected() -> None:
    ledger = [["610110-1234", "Familiepleje", dt.date(2026, month, 15), 20_000] for month in range(1, 6)]
    told = book(["A", "Færre", "Familiepleje", -1, None, None, APRIL], ledger=ledger, closed=5)
    # The price is what the line costs now: 5 × 20.000 booked and 7 × 20.000 expected for two.
    assert tiltag(told, "Færre")[0][1:4] == [-90_000, -20_000, -70_000]
    [followed] = [row for row in rows(told, "Familiepleje") if row[8] == "Apr.–Maj"]
    assert followed == ["Færre", 40_000, -20_000, 20_000, 40_000, 20_000, 0, "nej", "Apr.–Maj", "Disponering"] + [
        None
    ] * (len(followed) - 10)


@pytest.mark.parametrize(("booked", "word"), [(10_000, "ja"), (20_000, "delvist"), (20_000.01, "nej")])
def test_what_has_been_decided_for_the_year_is_what_is_followed_up_on(booked: float, word: str) -> None:
    ledger = [["610110-1234", "Familiepleje", dt.date(2026, 2, 15), booked]]
    tiltag = ["A", "Aftale", "Familiepleje", None, None, -5_000, dt.date(2026, 1, 1), None, None, None, -120_000]
    told = book(tiltag, ledger=[["610110-1234", "Familiepleje", dt.date(2026, 1, 5), 10_000], *ledger], closed=2)
    [followed] = [row for row in rows(told, "Familiepleje") if row[8] == "Jan.–Feb."]
    assert followed[1:5] == [40_000, -20_000, 20_000, 10_000 + booked]
    assert followed[7] == word


def test_follow_up_is_against_what_was_expected_before_it_began() -> None:
    """The case that has been taken out of *Disponering* since was still there when the month before was closed."""
    content = demo.make(12, closed_month=0)
    year, name = content.settings.year or 0, "Familiepleje"
    listed: Mapping[str, Any] = {
        SCENARIOS.name: (("A", "Færre", name, -1, None, None, 100_000, dt.date(year, 2, 1), *[None] * 5),)
    }
    first = material_of(read(FileBook.from_bytes(workbook.build(content))))
    [code] = [at for at, each in enumerate(first.figures.whole.lines) if each.measure == name]
    expected = int(planned(first).planned[code, 1])
    snapshot = closing.close(FileBook.from_bytes(workbook.build(content)), 1, dt.date(year, 2, 8))
    history = next(a for a in refresh(snapshot).patch.areas if a.name == "Styring_Historik").block.rows()[1:]
    kept = [at for at, measure in enumerate(content.dispositions[2]) if measure != name]
    later = structs.replace(
        content, dispositions=tuple([column[at] for at in kept] for column in content.dispositions), history=history,
        lists=listed, settings=structs.replace(content.settings, closed=2),
    )  # fmt: skip
    [followed] = [row for row in rows(refreshed(workbook.build(later)), name) if row[8] == "Feb."]
    assert round(100 * followed[1]) == expected > 0
    assert followed[9] == snapshot.record.taken.name if snapshot.record and snapshot.record.taken else False


def test_a_group_or_a_step_is_split_on_its_lines_and_every_scenario_has_what_is_for_all() -> None:
    told = book(
        ["A", "Fælles rabat", "hjem", None, None, -1_000, dt.date(2026, 12, 1), dt.date(2026, 12, 31)],
        ["B", "Hybler", "Hybel", None, -0.5, None, dt.date(2026, 12, 1)],
        ["alle", "Leder", "Hybel", None, None, 250, dt.date(2026, 12, 1), dt.date(2026, 12, 31)],
    )
    split = [(row[0], row[3], row[8]) for row in tiltag(told, "Fælles rabat")[:2]]
    said = "−1.000 kr. pr. måned fra 12-2026 (delt)"
    assert split == [("Familiepleje", -800, said), ("Hybel", -200, said)]
    assert [rows(told, name)[0][1] for name in ("A", "B")] == [-750, -2_250]
    assert rows(told, "alle") == []


def test_what_cannot_be_used_is_told_at_its_cell_and_changes_nothing() -> None:
    told = book(
        ["A", "Ukendt", "Kollegie", -1, None, None, APRIL],
        ["A", "Intet", "Hybel", None, None, None, APRIL],
        ["A", "To ting", "Hybel", -1, None, -500, APRIL],
        ["A", "Baglæns", "Hybel", -1, None, None, APRIL, dt.date(2026, 3, 31)],
        ["A", "For sent", "Hybel", -1, None, None, dt.date(2031, 1, 1)],
        ["A", "Langsomt", "Hybel", -1, None, None, APRIL, None, 61],
        ["A", "Pris uden antal", "Hybel", None, None, -500, APRIL, None, None, None, None, 60_000],
        ["A", "Bart tal", "Hybel", None, -2, None, APRIL],
        ["A", "God nok", "Hybel", -1, None, None, dt.date(2026, 12, 1)],
    )
    assert sorted((sheet, cell) for code, sheet, cell in told.findings if code == "liste") == sorted(
        ("Handleplan", cell) for cell in ("E9", "C2", "D3", "F4", "H5", "G6", "I7", "L8")
    )
    assert rows(told, "A")[0][1] == -5_000


def test_the_yellow_cell_says_which_scenario_is_followed_up_on() -> None:
    content = structs.replace(
        demo.make(12, closed_month=0), lists={SCENARIOS.name: demo.make(12).lists[SCENARIOS.name]}
    )
    sheet = "Scenarier"
    told = refreshed(workbook.build(content))
    assert told.cell(sheet, "C5") == "Vist er Handleplan."
    assert any(row[0] == "Kom det som planlagt? Handleplan" for row in told.values(sheet))


def material() -> Any:
    return material_of(read(FileBook.from_bytes(demo.workbook(cases=30, macro_enabled=False))))


MATERIAL = material()
TARGETS = [line.measure for line in MATERIAL.figures.whole.lines if line.expected_count] + ["Anbringelser", "Trin 3"]
TILTAG = st.fixed_dictionaries(
    {
        "scenario": st.sampled_from(["A", "B", "alle"]),
        "target": st.sampled_from(TARGETS),
        "change": st.tuples(
            st.sampled_from(["count", "price", "amount"]), st.integers(-50, 50), st.sampled_from([1, 3, 7])
        ),
        "start": st.dates(dt.date(2025, 6, 1), dt.date(2030, 12, 31)),
        "ramp": st.integers(1, 60),
        "growth": st.integers(-20, 20).map(lambda each: Fraction(each, 100)),
        "planned": st.none() | st.integers(-(10**8), 10**8),
    }
)


@settings(max_examples=examples(20), deadline=None)
@given(st.lists(TILTAG, min_size=1, max_size=6))
def test_with_less_without_is_the_sum_of_the_effects_to_the_ore_per_line_and_in_all(tiltag: list[Any]) -> None:
    listed = tuple(_row(at, each) for at, each in enumerate(tiltag, 6))
    snapshot = structs.replace(MATERIAL.snapshot, lists=Lists({SCENARIOS.name: listed}))
    drawn = structs.replace(MATERIAL, snapshot=snapshot)
    plan = planned(drawn)
    area = draw(drawn, SHEET.site("Scenarier")).areas[0]
    shown = [[_ore(cell) for cell in row] for row in area.block.rows()]
    expected = np.array([line.expected for line in MATERIAL.figures.whole.lines])
    assert plan.without[:, 0].tolist() == expected.tolist()
    by_line, by_year, by_month = (
        _table(shown, *which)
        for which in (("Scenarie og linje", 0), ("Scenarie og tiltag", 0), ("Scenarie og tiltag", 1))
    )
    for scenario in plan.scenarios:
        head, *lines = by_line[scenario.name]
        own, *effects = by_year[scenario.name]
        assert head[2:7] == plan.without.sum(axis=0).tolist()
        for later in range(5):
            without, effect, with_it = (head[2 + 5 * block + later] for block in range(3))
            assert with_it - without == effect == own[4 + later] == sum(each[4 + later] for each in effects)
            for line in lines:
                assert (line[12 + later] or 0) - (line[2 + later] or 0) == (line[7 + later] or 0)
                mine = [each for each in effects if each[1] == line[0]]
                assert (line[7 + later] or 0) == sum(each[4 + later] for each in mine)
            assert sum(line[2 + later] for line in lines) == without
        for each, month in zip((own, *effects), by_month[scenario.name], strict=True):
            assert each[2] == month[14] == sum(month[2:14])
            assert each[4] == sum(month[2 + MATERIAL.figures.closed : 14])


def _row(number: int, told: dict[str, Any]) -> ListRow:
    kind, size, part = told["change"]
    value = size * 10_000 if kind == "amount" else Fraction(size, part) / (100 if kind == "price" else 1)
    cells = {key: told[key] for key in ("scenario", "target", "start", "ramp", "growth")}
    decided = {} if told["planned"] is None else {"planned": told["planned"]}
    return ListRow("Mål og planer", number, {}, {**cells, **decided, "name": f"Tiltag {number}", kind: value})


def _ore(cell: Content) -> Any:
    value = cell.value if isinstance(cell, Formula) else cell
    return round(100 * value) if isinstance(value, float) else value


def _table(shown: list[list[Any]], head: str, which: int) -> dict[str, list[list[Any]]]:
    """The rows of a table by the scenario they stand under, that one's own first."""
    found: dict[str, list[list[Any]]] = {}
    first = [at for at, row in enumerate(shown) if row[0] == head][which : which + 1]
    for row in shown[first[0] + 1 :] if first else ():
        if row[0] is None:
            break
        name = row[0] if row[0] in ("A", "B", "alle") else list(found)[-1]
        found.setdefault(name, []).append(row)
    return found


@pytest.mark.parametrize(
    ("typed", "change"),
    [
        ("-2 %", Fraction(-1, 50)),
        (-0.02, Fraction(-1, 50)),
        ("3,5%", Fraction(7, 200)),
        (" ", None),
        ("150 %", Fraction(3, 2)),
    ],
)
def test_a_change_is_read_in_per_cent(typed: Any, change: Fraction | None) -> None:
    assert read_change(typed) == change


@pytest.mark.parametrize("typed", [-2, 2, 1, "-101 %", "to procent", True])
def test_a_change_that_may_be_two_things_is_refused(typed: Any) -> None:
    with pytest.raises(Unreadable):
        read_change(typed)


def test_the_function_gives_the_months_of_the_sheet() -> None:
    told = book(["A", "Hjem igen", "Familiepleje", -1, None, None, APRIL, dt.date(2026, 11, 30), 2])
    months = tiltag(told, "Hjem igen")[1][1:13]
    assert STYRING_SCENARIE(-10_000, APRIL, 2026, 2, dt.date(2026, 11, 30)) == [months]

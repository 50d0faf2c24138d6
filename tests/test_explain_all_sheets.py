"""Every figure of every result sheet says what it is made of: the registry decides which sheets there are."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from styring_xl import standard
from styring_xl.danish.citizen import CPR_WITHIN
from styring_xl.danish.text import read_amount
from styring_xl.explain import SIMULATED, Explanations, Trace, explanations
from styring_xl.explain.explanations import FORMULA, NO_NUMBERS, UNTOLD
from styring_xl.figures.trace.item import ItemKind, TraceUnit
from styring_xl.reports import SHEETS
from styring_xl.reports.memo.made import ROUNDED
from tests.examples import examples
from tests.refreshed import Told, refreshed
from tests.shown_whole import figures, municipalities, package

_MAY_BE_SIMULATED = {"Prognose", "Usikkerhed", "Træfsikkerhed", "Budgetforslag", "Flerårsoverblik", "Notat"}
"""The sheets with figures of a simulation or of an earlier closing, which have no parts and say so."""
_MAY_SAY_SO = {*_MAY_BE_SIMULATED, "Til- og afgang", "Cockpit", "Leverandører", "Dyreste sager", "Kontrol", "Historik",
               "Mål"}  # fmt: skip
"""Those, and the ones with a number in a row, or a share of what stands elsewhere."""


@pytest.fixture(scope="module")
def whole() -> Told:
    return refreshed(package())


@pytest.fixture(scope="module")
def traces(whole: Told) -> list[Trace]:
    return figures(whole)


def check(trace: Trace) -> None:
    """The items sum to the figure exactly, or a sentence says why it is no sum."""
    if trace.adds:
        total = sum(item.amount for item in trace.items)
        assert trace.value == (total if trace.unit == TraceUnit.ORE else pytest.approx(total, abs=1e-6)), trace
        return
    assert trace.notes, trace
    assert UNTOLD not in trace.notes, trace
    is_formula = any(FORMULA.partition("{")[0] in note for note in trace.notes)
    assert trace.items or not is_formula, trace
    nothing = NO_NUMBERS.partition("{")[0] in trace.notes[-1]
    assert trace.items or not trace.value or nothing or trace.sheet.removesuffix(" (Styring)") in _MAY_SAY_SO, trace


@pytest.mark.slow
def test_no_figure_of_any_sheet_is_left_unexplained(traces: list[Trace]) -> None:
    for trace in traces:
        check(trace)
    # What users type alone has no figures of its own.
    assert {trace.sheet for trace in traces} >= {sheet.name for sheet in SHEETS}


@pytest.mark.slow
def test_an_item_stands_where_it_says_and_names_nobody(whole: Told, traces: list[Trace]) -> None:
    ledger = whole.book.grid(standard.POSTINGS)
    sheets = {*whole.book.sheet_names}
    for trace in traces:
        for item in trace.items:
            assert not CPR_WITHIN.search(item.text), trace
            if item.row:
                assert item.sheet in sheets, item
            if item.kind == ItemKind.POSTING and item.sheet == standard.POSTINGS:
                # One of them is a text, as some system has written it.
                stands = read_amount(ledger.value(item.row, item.column))
                assert abs(item.amount) == abs(stands or 0), item


@pytest.mark.slow
def test_a_second_step_goes_further_down_from_every_sheet(whole: Told, traces: list[Trace]) -> None:
    found = Explanations(whole.book, whole.refreshed)
    ended: dict[str, set[ItemKind]] = {}
    for trace in traces:
        item = next((each for each in trace.items if each.row), None)
        for _ in range(12):
            if item is None or item.kind in (ItemKind.POSTING, ItemKind.TYPED, ItemKind.BUDGET):
                break
            below = found.of(item.sheet, item.row, item.column)
            assert below.items or below.notes, (trace, item)
            further = next((each for each in below.items if each.row), None)
            item = further if further != item else None
        if item is not None:
            ended.setdefault(trace.sheet, set()).add(item.kind)
    for name in ("Tværgående", "Fordelingsnøgle", "Omfordeling", "Notat", "Afvigelse", "Månedsforbrug"):
        assert ItemKind.POSTING in ended[name], name
    for name in ("Budgetforslag", "Notat", "Afvigelse"):
        assert ItemKind.BUDGET in ended[name], name
    for name in ("Mål", "Styringsscore", "Progression", "Nøgletal"):
        assert ItemKind.TYPED in ended[name], name


@pytest.mark.slow
@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(made=municipalities())
def test_every_figure_of_a_random_municipality_is_made_of_items_that_sum_to_it(made: bytes) -> None:
    told = refreshed(made)
    for trace in figures(told):
        check(trace)


@pytest.mark.slow
def test_what_shows_no_simulation_is_the_same_without_one(whole: Told, traces: list[Trace]) -> None:
    snapshot = whole.refreshed.snapshot
    found = explanations(whole.book, snapshot, [])
    simulated = {snapshot.areas[area][0] for area in SIMULATED}
    for trace in traces:
        if trace.sheet not in simulated:
            again = found.of(trace.sheet, trace.row, trace.column)
            assert (again.value, again.items, again.notes) == (trace.value, trace.items, trace.notes)


@pytest.mark.slow
def test_thousands_are_told_to_the_oere_and_days_are_no_kroner(whole: Told) -> None:
    found = Explanations(whole.book, whole.refreshed)
    memo, goals = whole.values("Notat"), whole.values("Mål")
    row = next(at for at, line in enumerate(memo, 1) if line[0] == "Anbringelser")
    shown = found.of("Notat", row, 6)
    assert (shown.unit, shown.value) == (TraceUnit.ORE, round(memo[row - 1][5] * 100_000))
    assert shown.items[-1].text == ROUNDED
    assert abs(shown.items[-1].amount) < 100_000
    row = next(at for at, line in enumerate(goals, 1) if line[0] == "Heraf på institution")
    days = found.of("Mål", row, 3)
    assert (days.unit, days.value) == (TraceUnit.NUMBER, goals[row - 1][2])

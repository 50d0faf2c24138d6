"""What of a budget is a line, and what repeats kroner of other rows: by words, by formulas, by figures that fit."""

from __future__ import annotations

from typing import Any

import pytest

from styring_xl.cells.grid import Grid
from styring_xl.reading import budget, header
from styring_xl.reading.header_row import candidate
from styring_xl.reading.problem import Kind

HEAD = ("Foranstaltning", "Budget")
COUNTED = ("Foranstaltning", "Budget", "Antal")
USED = ("familiepleje", "døgninstitution", "aflastning")


def read(head: tuple[str, ...], *rows: tuple[Any, ...], formulas: dict[tuple[int, int], str] | None = None) -> Any:
    """The budget of a sheet with this header in row 1, where commitments name the three measures of USED."""
    grid = Grid("Budget", [head, *rows], formulas=formulas or {})
    table = candidate(header.BUDGET, grid, 1, 1, 2026)
    assert table is not None
    return budget.read([table], [grid], USED, 2026)


def lines(found: budget.Budget) -> list[tuple[str, str, int]]:
    """(group, measure, kroner) of each line."""
    return [(line.group, line.measure, line.revised // 100) for line in found.lines]


def names(found: budget.Budget) -> list[str]:
    return [line.measure for line in found.lines]


def doubts(found: budget.Budget) -> list[int]:
    return [problem.row for problem in found.problems if problem.kind == Kind.BUDGET_SUM]


def test_pivot_totals_over_one_line_and_over_all_are_sums() -> None:
    found = read(
        HEAD,
        ("Familiepleje", 900),
        ("Døgninstitution", 100),
        ("Anbringelser Total", 1000),
        ("Aflastning", 50),
        ("Forebyggelse Total", 50),
        ("Hovedtotal", 1050),
    )
    assert names(found) == ["Familiepleje", "Døgninstitution", "Aflastning"]


def test_groups_over_their_lines_are_sums_when_no_line_is_left_over() -> None:
    found = read(
        HEAD, ("Anbringelser", 1000), ("Familiepleje", 900), ("Døgninstitution", 100), ("Forebyggelse", 50),
        ("Aflastning", 50),
    )  # fmt: skip
    assert lines(found) == [
        ("Anbringelser", "Familiepleje", 900),
        ("Anbringelser", "Døgninstitution", 100),
        ("Forebyggelse", "Aflastning", 50),
    ]
    assert doubts(found) == []


@pytest.mark.parametrize("name", ["Familiepleje", "familiepleje "])
def test_a_measure_in_use_is_a_line_though_its_figures_are_its_neighbours(name: str) -> None:
    found = read(HEAD, (name, 700), ("Døgninstitution", 500), ("Aflastning", 200))
    assert len(found.lines) == 3
    assert doubts(found) == []


def test_a_name_nobody_uses_over_figures_that_fit_by_chance_stays_a_line_and_is_told() -> None:
    found = read(
        HEAD, ("Advokatbistand", 700), ("Tolkning", 500), ("Kørsel", 200), ("Familiepleje", 90), ("Aflastning", 20)
    )  # fmt: skip
    assert (len(found.lines), doubts(found)) == (5, [2])


def test_a_sum_must_fit_in_the_number_of_persons_too() -> None:
    rows = (("Familiepleje", 100, 1), ("Døgninstitution", 200, 2))
    assert names(read(COUNTED, ("Anbringelser", 300, 3), *rows)) == ["Familiepleje", "Døgninstitution"]
    assert len(read(COUNTED, ("Særlige sager", 300, 9), *rows).lines) == 3


def test_a_formula_that_adds_up_other_rows_makes_a_sum() -> None:
    rows = (("Familiepleje", 100), ("Aflastning", 200), ("Området", None))
    assert names(read(HEAD, *rows, formulas={(4, 2): "SUM(B2:B3)"})) == ["Familiepleje", "Aflastning"]


def test_a_part_is_counted_in_its_line_once() -> None:
    found = read(HEAD, ("Familiepleje", 900), ("- heraf netværk", 300), ("heraf slægt", 600), ("Aflastning", 1))
    assert names(found) == ["Familiepleje", "Aflastning"]


def test_parts_that_are_all_there_is_are_lines() -> None:
    assert len(read(HEAD, ("Familiepleje", None), ("heraf netværk", 300), ("heraf slægt", 600)).lines) == 2
    assert len(read(HEAD, ("Familiepleje", 900), ("heraf netværk", 901)).lines) == 2


def test_gross_refund_and_net_count_as_lines_and_refund() -> None:
    found = read(HEAD, ("Familiepleje", 900), ("Aflastning", 100), ("Brutto", 1000), ("Refusion", -180), ("Netto", 820))
    assert sum(line.revised for line in found.lines) == 820_00


def test_a_total_that_does_not_fit_is_no_line_and_is_told() -> None:
    found = read(HEAD, ("Familiepleje", 900), ("Aflastning", 100), ("Samlet ramme", 1500))
    assert (len(found.lines), doubts(found)) == (2, [4])


def test_a_measure_that_begins_like_a_sum_is_a_line() -> None:
    assert len(read(HEAD, ("Familiepleje", 900), ("Samlet indsats", 400)).lines) == 2


def test_spend_and_another_years_budget_under_the_lines_are_none() -> None:
    found = read(
        HEAD, ("Familiepleje", 900), (), ("Forbrug pr. 31. marts", 300), ("Budget 2025", 800), ("Afvigelse", 9)
    )
    assert names(found) == ["Familiepleje"]


def test_an_account_before_every_name_is_no_part_of_it() -> None:
    assert names(read(HEAD, ("52.3.1 Familiepleje", 900), ("52.3.2 Aflastning", 100))) == ["Familiepleje", "Aflastning"]


@pytest.mark.parametrize(("title", "typed"), [("Budget (mio. kr.)", 1.234567), ("Budget i 1.000 kr.", 1234.567)])
def test_units_are_read_to_the_krone(title: str, typed: float) -> None:
    assert lines(read(("Foranstaltning", title), ("Familiepleje", typed)))[0][2] == 1_234_567


def test_a_budget_that_is_a_formula_without_a_result_is_told() -> None:
    found = read(HEAD, ("Familiepleje", None), ("Aflastning", 5), formulas={(2, 2): "Ark2!B7"})
    assert [(problem.kind, problem.row) for problem in found.problems] == [(Kind.NO_RESULT, 2)]

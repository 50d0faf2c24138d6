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


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Budget (mio. kr.)", 1.234567),
        ("Budget i 1.000 kr.", 1234.567),
        ("Budget (1.000 DKK)", 1234.567),
        ("Budget i tusinde kr.", 1234.567),
    ],
)
def test_units_are_read_to_the_krone(title: str, typed: float) -> None:
    assert lines(read(("Foranstaltning", title), ("Familiepleje", typed)))[0][2] == 1_234_567


def test_a_budget_that_is_a_formula_without_a_result_is_told() -> None:
    found = read(HEAD, ("Familiepleje", None), ("Aflastning", 5), formulas={(2, 2): "Ark2!B7"})
    assert [(problem.kind, problem.row) for problem in found.problems] == [(Kind.NO_RESULT, 2)]


def test_round_kroner_of_two_lines_fit_by_chance_and_many_digits_do_not() -> None:
    others = ("Kontaktperson", 30_000)
    by_chance = read(HEAD, ("Opholdssteder", 180_000), ("Familiepleje", 120_000), ("Aflastning", 60_000), others)
    assert (len(by_chance.lines), doubts(by_chance)) == (4, [2])
    with_persons = (
        ("Foranstaltning", "Budget", "Antal helårspersoner"), ("Botilbud", 1_607_000, 4),
        ("Familiebehandling", 227_000, 1), ("Kontaktperson", 1_380_000, 3), ("Advokatbistand", 85_000, 0),
    )  # fmt: skip
    by_chance = read(*with_persons)
    assert (len(by_chance.lines), doubts(by_chance)) == (4, [2])
    proven = read(HEAD, ("Anbringelser", 185_417), ("Familiepleje", 122_308), ("Aflastning", 63_109), others)
    assert (names(proven), doubts(proven)) == (["Familiepleje", "Aflastning", "Kontaktperson"], [])


def test_two_lines_of_one_amount_are_no_question() -> None:
    found = read(HEAD, ("Advokatbistand", 85), ("Tolkebistand", 85), ("Familiepleje", 900))
    assert (len(found.lines), doubts(found)) == (3, [])


@pytest.mark.parametrize("head", [("Fordelt på grupper",), ("Gruppe", "Budget")], ids=["heading", "header"])
def test_figures_that_divide_the_total_once_more_are_no_lines(head: tuple[str, ...]) -> None:
    found = read(
        HEAD, ("Familiepleje", 900), ("Aflastning", 100), ("I alt", 1000), (), head, ("Anbragt", 900), ("Hjemme", 100)
    )
    assert names(found) == ["Familiepleje", "Aflastning"]


def test_a_header_that_comes_again_names_no_group() -> None:
    found = read(HEAD, ("Familiepleje", 900), HEAD, ("Aflastning", 150))
    assert lines(found) == [("Øvrige", "Familiepleje", 900), ("Øvrige", "Aflastning", 150)]


def test_a_line_is_in_the_smallest_group_that_sums_it() -> None:
    found = read(
        HEAD, ("Familiepleje", 900), ("Døgninstitution", 70), ("Anbragt", 970), ("Aflastning", 50),
        ("Kontaktperson", 5), ("Hjemme", 55), ("Området", 1025),
    )  # fmt: skip
    assert [group for group, _, _ in lines(found)] == ["Anbragt", "Anbragt", "Hjemme", "Hjemme"]


@pytest.mark.parametrize("name", ["I alt", "Servicerammen", "Budget"])
def test_a_typed_sum_is_held_against_the_lines(name: str) -> None:
    rows = (("Familiepleje", 900), ("Refusion", -80), ("Aflastning", 100))
    assert doubts(read(HEAD, *rows, (name, 920))) == []
    assert doubts(read(HEAD, *rows, (name, 940))) == [5]
    assert doubts(read(HEAD, *rows, ("I alt ekskl. refusion", 1000), (name, 920))) == []


def test_a_remark_under_the_lines_says_the_unit() -> None:
    found = read(HEAD, ("Familiepleje", 900), ("Aflastning", 100), (), ("* Alle beløb er i 1.000 kr.",))
    assert lines(found)[0][2] == 900_000
    assert lines(read(HEAD, ("Familiepleje", 900), ("Heraf 200 bundet i 1.000 kr.",)))[0][2] == 900


def test_the_tables_total_proves_which_rows_are_sums() -> None:
    group, parts = ("Særlige sager", 180), (("Familiepleje", 120), ("Aflastning", 60), ("Kontaktperson", 30))
    assert (names(found := read(HEAD, group, *parts, ("I alt", 210))), doubts(found)) == (
        ["Familiepleje", "Aflastning", "Kontaktperson"],
        [],
    )
    assert (len((found := read(HEAD, group, *parts, ("I alt", 390))).lines), doubts(found)) == (4, [])
    assert doubts(read(HEAD, *parts, ("I alt", 150))) == [5]
    assert doubts(read(HEAD, *parts, ("I alt ekskl. aflastning", 150))) == []


def test_a_line_under_the_total_of_all_is_told() -> None:
    rows = (("Familiepleje", 900), ("Døgninstitution", 100), ("I alt", 1000))
    assert (len((found := read(HEAD, *rows, ("Stigning", 80))).lines), doubts(found)) == (3, [5])
    assert doubts(read(HEAD, *rows, ("Aflastning", 80))) == []
    assert doubts(read(HEAD, *rows, ("Advokatbistand", 80), ("Hovedtotal", 1080))) == []
    assert doubts(read(HEAD, *rows[:2], ("Anbringelser i alt", 1000), ("Advokatbistand", 80))) == []


@pytest.mark.parametrize("name", ["Familie-pleje", "Familiepl."])
def test_a_measure_in_use_is_one_in_another_spelling_too(name: str) -> None:
    assert len(read(COUNTED, (name, 700, 2), ("Døgninstitution", 500, 1), ("Aflastning", 200, 1)).lines) == 3


@pytest.mark.parametrize("head", [("Udgifter", "Indtægter", "Netto"), (2024, 2025, 2026), ("Børn", "Unge", "I alt")])
def test_on_the_budgets_sheet_one_column_is_the_whole(head: tuple[Any, ...]) -> None:
    sheet = Grid("Budget", [("Foranstaltning", *head), ("Familiepleje", 700, -50, 650), ("Aflastning", 200, 0, 200)])
    assert candidate(header.BUDGET, sheet, 1, 1, 2026) is None
    table = candidate(header.BUDGET, sheet, 1, 1, 2026, nameless=True)
    assert table is not None
    assert [line.revised for line in budget.read([table], [sheet], USED, 2026).lines] == [65_000, 20_000]


def test_a_group_called_serviceramme_is_a_group() -> None:
    found = read(("Gruppe", *HEAD), ("Serviceramme", "Familiepleje", 900), (None, "Aflastning", 100))
    assert [group for group, _, _ in lines(found)] == ["Serviceramme", "Serviceramme"]


@pytest.mark.parametrize("head", [None, "1.000 kr.", "Konto"])
def test_on_the_budgets_sheet_the_names_need_no_header_of_their_own(head: Any) -> None:
    sheet = Grid("Budget 2026", [(head, "Budget"), ("Familiepleje", 900), ("I alt", 900)])
    assert candidate(header.BUDGET, sheet, 1, 1) is None
    table = candidate(header.BUDGET, sheet, 1, 1, nameless=True)
    assert table is not None
    assert names(budget.read([table], [sheet], USED, 2026)) == ["Familiepleje"]


def test_kinds_of_budget_are_read_by_their_word_and_their_amounts_are_in_no_other() -> None:
    found = read(
        (*HEAD, "Budgetart", "Bevillingsansøgninger", "Overførsler fra sidste år"),
        ("Familiepleje", 900, "servicerammen", 25, None),
        ("Døgninstitution", 100, "Refusion", None, -7.5),
        ("Aflastning", 50, "Anlæg", None, "ukendt"),
    )
    assert [(line.frame, line.revised, line.applied, line.carried) for line in found.lines] == [
        ("Serviceramme", 90_000, 2_500, 0),
        ("Refusionsordning", 10_000, 0, -750),
        ("Anlæg", 5_000, 0, 0),
    ]
    assert [(problem.field, problem.row) for problem in found.problems] == [("carried", 4)]


def test_a_budget_without_kinds_is_all_korrigeret() -> None:
    found = read(HEAD, ("Familiepleje", 900), ("Døgninstitution", 100))
    assert [(line.frame, line.revised, line.applied, line.carried) for line in found.lines] == [
        ("", 90_000, 0, 0),
        ("", 10_000, 0, 0),
    ]

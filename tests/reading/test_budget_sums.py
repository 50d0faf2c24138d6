"""Rows of a budget that repeat kroner of the lines above them are no lines of their own."""

from __future__ import annotations

from styring_xl.reading.budget_sums import Figures, repeated


def _rows(*rows: tuple[str, int]) -> list[Figures]:
    return [Figures(name, kroner * 100, 0, None) for name, kroner in rows]


def test_a_part_is_counted_in_its_line_once() -> None:
    assert repeated(_rows(("Familiepleje", 900), ("heraf netværk", 300), ("heraf slægt", 600))) == {1, 2}


def test_a_part_larger_than_its_line_stays_a_line() -> None:
    assert repeated(_rows(("Familiepleje", 900), ("heraf netværk", 901))) == frozenset()


def test_pivot_totals_over_one_line_and_over_all_are_sums() -> None:
    rows = _rows(("Familiepleje", 900), ("Opholdssted", 100), ("Anbringelser Total", 1000))
    more = _rows(("Aflastning", 50), ("Forebyggelse Total", 50), ("Samlet budget", 1050))
    assert repeated(rows + more) == {2, 4, 5}


def test_a_sums_words_with_other_figures_stay_a_line() -> None:
    assert repeated(_rows(("Familiepleje", 900), ("Opholdssted", 100), ("Samlet indsats", 400))) == frozenset()


def test_a_line_that_happens_to_equal_its_neighbours_stays_a_line() -> None:
    assert repeated(_rows(("Familiepleje", 900), ("Opholdssted", 100), ("Døgninstitution", 1000))) == frozenset()


def test_a_sum_must_fit_in_changes_and_count_too() -> None:
    lines = [Figures("Familiepleje", 100, 0, 10_000), Figures("Opholdssted", 200, 0, 20_000)]
    assert repeated([*lines, Figures("Anbringelser Total", 300, 90_000, 30_000)]) == frozenset()
    assert repeated([*lines, Figures("Anbringelser Total", 300, 0, 90_000)]) == frozenset()
    assert repeated([*lines, Figures("Anbringelser Total", 300, 0, 30_000)]) == {2}

"""What a sum of a disposition is of where words and place are all there is: written, or told and left as it is."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from styring_xl.reports import read
from tests.refreshed import Told, refreshed
from tests.workbooks import HEADER, KeptResult, day, saved

GOLDEN = Path(__file__).parent.parent / "golden"
RESULT = 20
FAMILY = ["610180-0001", "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None, None, *[9_000] * 12]
HOME = ["620180-0002", "Døgninstitution", 50_000, "måned", 1, day("01-01-2026"), None, None, *[40_000] * 12]
RELIEF = ["630180-0003", "Aflastning", 5_000, "måned", 1, day("01-01-2026"), None, None, *[5_000] * 12]


def disposition(*rows: list[Any]) -> Told:
    return refreshed(saved(Disponering=[[*HEADER[:20], "Forventet regnskab"], *rows]), year=2026, closed=0)


def results(told: Told, *rows: int) -> list[Any]:
    values = told.values("Disponering")
    return [values[row - 1][RESULT] for row in rows]


def doubts(told: Told) -> list[tuple[str, str]]:
    return [(code, cell) for code, sheet, cell in told.findings if sheet == "Disponering"]


def test_two_bare_sums_without_headings_may_be_of_their_rows_or_of_all() -> None:
    told = disposition(FAMILY, HOME, ["I alt"], RELIEF, ["I alt"])
    assert (results(told, 4, 6), doubts(told)) == ([720_000, None], [("uklar-sum", "U6")])


def test_bare_sums_under_headings_are_of_their_parts() -> None:
    told = disposition(["Aktuelle"], FAMILY, HOME, ["I alt"], ["Forventede"], RELIEF, ["I alt"])
    assert (results(told, 5, 8), doubts(told)) == ([720_000, 60_000], [])


def test_a_name_of_two_things_that_no_sum_before_has_may_be_of_all_rows() -> None:
    told = disposition(FAMILY, HOME, ["Sum hus 1"], RELIEF, ["I alt aktuelle og forventede"])
    assert (results(told, 4, 6), doubts(told)) == ([720_000, None], [("uklar-sum", "U6")])
    told = disposition(FAMILY, HOME, ["I alt aktuelle"], RELIEF, ["I alt aktuelle og forventede"])
    assert (results(told, 4, 6), doubts(told)) == ([720_000, 780_000], [])


@pytest.mark.parametrize("name", ["Samlet", "I alt", "Total"])
def test_one_sum_without_a_name_under_all_parts_is_of_all(name: str) -> None:
    told = disposition(["Aktuelle"], FAMILY, HOME, ["Forventede"], RELIEF, [name])
    assert (results(told, 7), doubts(told)) == ([780_000], [])


def test_sums_that_differ_by_a_number_alone_are_each_of_its_own_rows() -> None:
    told = disposition(["Aktuelle"], FAMILY, HOME, ["Sum inst. 1"], ["Forventede"], RELIEF, ["Sum inst. 2"])
    assert (results(told, 5, 8), doubts(told)) == ([720_000, 60_000], [])


def test_a_name_nobody_knows_before_a_sum_of_several_things_may_be_of_all_so_far() -> None:
    told = disposition(
        ["Familiepleje"], FAMILY, ["I alt 5.28.21 (B1)"], ["Døgninstitution"], HOME, ["I alt 5.28.22 (B2)"],
        ["Aflastning"], RELIEF, ["I alt familiepleje og døgninstitution og aflastning"],
    )  # fmt: skip
    assert (results(told, 4, 7, 10), doubts(told)) == ([120_000, None, 780_000], [("uklar-sum", "U7")])


def test_parts_whose_names_begin_alike_are_told_apart_by_the_whole_word() -> None:
    told = disposition(
        ["Familiepleje"], FAMILY, ["I alt familiepleje"],
        ["Familiebehandling"], [*HOME[:1], "Familiebehandling", *HOME[2:]], ["I alt familiepleje og familiebehandling"],
        ["Aflastning"], RELIEF, ["I alt familiepleje, familiebehandling og aflastning"],
    )  # fmt: skip
    assert (results(told, 4, 7, 10), doubts(told)) == ([120_000, 720_000, 780_000], [])


def test_a_sum_right_under_puljer_is_of_everything_and_one_of_puljer_is_theirs() -> None:
    lumps = [["Pulje til nye sager", *[None] * 19, 1_000_000], ["Pulje til takster", *[None] * 19, 500_000]]
    told = disposition(FAMILY, HOME, ["I alt disponeret"], *lumps, ["I alt puljer"], ["I alt"])
    assert (results(told, 4, 7, 8), doubts(told)) == ([720_000, 1_500_000, 2_220_000], [])


@pytest.mark.parametrize("filled", [True, False], ids=["printed figures", "no figures yet"])
def test_the_guides_table_as_printed_gives_its_printed_sums(filled: bool) -> None:
    """The part's name stands in the first column of its first row, and the second sum is of both parts."""
    head, *lines = csv.reader((GOLDEN / "vive_2017.csv").read_text("utf-8-sig").splitlines(), delimiter=";")
    rows: list[list[Any]] = []
    for name, cpr, rate, start, stop, *amounts in lines:
        first = all(row[0] != name for row in rows)
        figures = [int(text) if text else None for text in amounts] if filled or "pulje" in name else []
        rows.append([name if first else None, cpr or None, int(rate) if rate else None, start, stop, *figures])
    told = refreshed(saved(Anbringelser=[head, *rows]), year=2017, closed=0)
    values = {row[0]: (row[2], row[17]) for row in told.values("Anbringelser")}
    assert values["I alt aktuelle"] == (81_250, 2_450_000)
    assert values["I alt aktuelle og forventede"] == (None, 3_900_000)
    assert (values["Skøn (pulje)"][1], told.refreshed.figures.result) == (1_000_000, 4_900_000_00)


@pytest.mark.parametrize(("month", "result", "found"), [(49_000, 720_000, []), (48_000, None, [("ikke-med", "I4")])])
def test_figures_without_a_word_are_a_sum_when_they_fit_and_told_when_not(
    month: int, result: int | None, found: list[tuple[str, str]]
) -> None:
    told = disposition(FAMILY, HOME, [*[None] * 8, *[month] * 12])
    assert (results(told, 4), doubts(told)) == ([result], found)


def of_months(row: int) -> list[KeptResult]:
    return [KeptResult(f"=SUM(I{row}:T{row})", 1)]


def of_halves(row: int) -> list[KeptResult]:
    halves = [KeptResult(f"=SUM(I{row}:N{row})", 2), KeptResult(f"=O{row}+SUM(P{row}:T{row})", 3)]
    return [KeptResult(f"=V{row}+W{row}", 1), *halves]


@pytest.mark.parametrize("result", [of_months, of_halves])
def test_a_sum_is_known_by_its_rows_months_and_not_by_results_from_before_they_were_written(
    result: Callable[[int], list[KeptResult]],
) -> None:
    """No program has worked the rows' own formulas out since; what the user has typed as their sum is up to date."""
    typed = [*[None] * 8, *[49_000] * 12, 588_000]
    told = disposition([*FAMILY, *result(2)], [*HOME, *result(3)], typed)
    assert (results(told, 4), doubts(told)) == ([720_000], [])


@pytest.mark.parametrize("group", ["Afdeling", "Leverandør", "Sagsbehandler"])
def test_a_sum_named_where_its_rows_are_grouped_is_a_sum(group: str) -> None:
    """Excel's own *Subtotal* writes »Nord I alt« in the column it was asked to sum by, and nothing beside it."""
    head = [group, *HEADER[:20], "Forventet regnskab"]
    rows = [
        head,
        ["Nord", *FAMILY, 108_000], ["Nord", *HOME, 480_000], ["Nord I alt", *[None] * 20, 588_000],
        ["Syd", *RELIEF, 60_000], ["Syd I alt", *[None] * 20, 60_000],
        ["Hele kommunen i alt", *[None] * 20, 648_000],
    ]  # fmt: skip
    told = refreshed(saved(Disponering=rows), year=2026, closed=0)
    values = told.values("Disponering")
    assert [values[row - 1][21] for row in (4, 6, 7)] == [720_000, 60_000, 780_000]
    assert doubts(told) == []


def test_a_lump_at_a_supplier_is_no_sum_and_told() -> None:
    head = ["Leverandør", *HEADER[:20], "Forventet regnskab"]
    rows = [head, ["Fonden", *FAMILY], ["Fonden Summen", *[None] * 20, 5_000]]
    told = refreshed(saved(Disponering=rows), year=2026, closed=0)
    assert (told.values("Disponering")[2][21], doubts(told)) == (5_000, [("ikke-med", "V3")])


def test_a_constant_in_a_formula_that_nobody_has_worked_out_is_what_it_says() -> None:
    told = disposition(
        ['="610180-0001"', *FAMILY[1:]],
        ["620180-0002", *HOME[1:5], "=DATE(2026,4,15)"],
        ["630180-0003", *RELIEF[1:5], "=H9"],
    )
    rows = read(told.book, year=2026, closed=0).disposition.commitments
    assert rows.cpr == ("6101800001", "6201800002", "6301800003")
    assert (str(rows.start[1]), rows.computable.tolist()) == ("2026-04-15", [True, True, False])
    assert doubts(told) == [("formel-uden-resultat", "F4")]

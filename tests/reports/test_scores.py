"""*Styringsscore*: scores worked out by hand."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from styring_xl import demo, workbook
from styring_xl.figures.scores import word
from styring_xl.standard.lists.scores import INDICATORS
from tests.refreshed import Told, refreshed

ECONOMIC = INDICATORS["Økonomisk styring"]


def book(*rows: tuple[Any, ...]) -> Told:
    """A small municipality with these scores: indicator, year, score."""
    content = structs.replace(
        demo.make(12, closed_month=0), lists={"tblStyringsscore": tuple((*row, None) for row in rows)}
    )
    return refreshed(workbook.build(content))


def shown(told: Told) -> dict[str, list[Any]]:
    return {str(row[0]): row[1:] for row in told.values("Styringsscore")[4:] if row[0]}


def test_a_centre_has_the_average_of_its_indicators_with_two_decimals_and_years_beside_each_other() -> None:
    told = book(
        *((name, 2024, score) for name, score in zip(ECONOMIC, (3, 2.5, 2, 3.5, 1.5), strict=True)),
        *((name, 2025, score) for name, score in zip(ECONOMIC, (4, 3, 2, 3.5, 2), strict=True)),
        ("Tværgående fokus", 2025, 5),
    )
    lines = shown(told)
    assert lines["Indikator"][1:4] == ["Ændring", "2024", "2025"]
    assert lines["Økonomisk styring"][1:4] == [0.4, 2.5, 2.9]
    assert lines["Budgetlægning"][:4] == ["udmærket", 1, 3, 4]
    assert lines["Tværgående fokus"][:4] == ["glimrende", None, None, 5]
    assert lines["Politisk-strategisk styring"][1:4] == [None, None, 5]
    assert lines["Gennemsnit"][2:4] == [2.5, 19.5 / 6]
    assert told.findings == [] or all(code != "liste" for code, _, _ in told.findings)


def test_a_half_lies_between_two_words() -> None:
    assert [word(score) for score in (1, 2.5)] == ["utilstrækkelig", "acceptabel til fornuftig"]  # type: ignore[arg-type]


def test_what_is_no_score_is_told_at_its_cell_and_counts_nowhere() -> None:
    told = book(
        ("Budgetlægning", 2025, 3.3), ("Budgetlægning", 2025, 4), ("budgetlægning", 2025, 5), ("Humør", 2025, 1)
    )
    assert [(sheet, cell) for code, sheet, cell in told.findings if code == "liste"] == [
        ("Mål og planer", "C6"), ("Mål og planer", "A8"), ("Mål og planer", "A9"),
    ]  # fmt: skip
    assert shown(told)["Gennemsnit"][2] == 4


def test_the_sheet_comes_with_its_first_row_or_when_asked_for() -> None:
    assert "Styringsscore" not in {area.block.sheet for area in book().refreshed.patch.areas}
    assert "Styringsscore" in {area.block.sheet for area in book(("Budgetlægning", 2025, 3)).refreshed.patch.areas}

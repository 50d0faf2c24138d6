"""*Start* lists the result sheets that are there, by the question each answers."""

from __future__ import annotations

from msgspec import structs

from styring_xl import demo, workbook
from styring_xl.reports import SHEETS
from styring_xl.standard.question import Question
from tests.refreshed import Told, refreshed


def listed(told: Told) -> dict[str, list[str]]:
    """Question -> the sheets under it, as they stand on *Start*."""
    rows = [row[:3] for row in told.values("Start")]
    first = next(at for at, row in enumerate(rows) if row[0] == "Find svaret") + 1
    found: dict[str, list[str]] = {}
    for _, text, name in rows[first:]:
        if name is None:
            found[text] = []
        else:
            found[list(found)[-1]].append(name)
    return found


def test_a_sheet_that_a_refresh_adds_comes_under_its_question() -> None:
    content = structs.replace(demo.make(12, closed_month=0), lists={})
    before = refreshed(workbook.build(content))
    assert "Når vi målene?" not in listed(before)
    assert "Afvigelse" in listed(before)["Hvad koster året?"]
    asked = structs.replace(content, lists={"tblStyringsscore": (("Budgetlægning", 2026, 3, None),)})
    assert listed(refreshed(workbook.build(asked)))["Når vi målene?"] == ["Styringsscore"]
    area = next(area for area in before.refreshed.patch.areas if area.name == "Styring_Indhold")
    assert {link.target for link in area.links} == {
        f"'{name}'!A1" for names in listed(before).values() for name in names
    }


def test_the_workbook_with_every_sheet_lists_each_once_under_what_it_answers() -> None:
    names = {question: [sheet.name for sheet in SHEETS if sheet.question == question] for question in Question}
    assert all(names.values())
    assert listed(refreshed(workbook.build(), year=2026)) == {str(question): each for question, each in names.items()}

"""*Initiativplan*: statuses side by side, and the counts of each fokuspunkt."""

from __future__ import annotations

import datetime as dt
from typing import Any

from styring_xl.standard import style
from tests.refreshed import Told, refreshed
from tests.workbooks import saved


def book(*initiatives: list[Any]) -> Told:
    head = ["Fokuspunkt", "Tiltag", "Indsatsområde", "Område", "År", "Status", "Bemærkning"]
    commitment = ["610110-1234", "Familiepleje", 1000, dt.date(2026, 1, 1)]
    return refreshed(
        saved(
            Disponering=[["CPR", "Foranstaltning", "Takst", "Startdato"], commitment], Handleplan=[head, *initiatives]
        ),
        year=2026,
    )


def lines(told: Told, first: str) -> list[list[Any]]:
    return [row[1:] for row in told.values("Initiativplan") if row[0] == first]


def test_an_initiative_has_a_status_for_each_area_and_year_and_a_fokuspunkt_its_counts() -> None:
    told = book(
        [2, "Fælles visitation", "Visitation", "begge", 2025, "igangsat", "Fra marts"],
        [2, "Fælles visitation", None, "børn", 2026, "Implementeret", "Evalueret"],
        [2, "Fælles visitation", None, "voksne", 2026, "Ikke relevant", None],
        [10, "Flere plejefamilier", "Familiepleje", "børn", 2026, "Afventer", None],
        ["1", "Prognose hver måned", "Økonomi", "voksne", 2026, "Implementeret", None],
    )
    assert lines(told, "Initiativ")[0][2:6] == ["Børn 2025", "Voksne 2025", "Børn 2026", "Voksne 2026"]
    assert lines(told, "Fælles visitation")[0][:6] == [
        "Visitation", "Evalueret", "Igangsat", "Igangsat", "Implementeret", "Ikke relevant",
    ]  # fmt: skip
    firsts = [row[0] for row in told.values("Initiativplan") if str(row[0]).startswith("Fokuspunkt ")]
    assert firsts[:3] == ["Fokuspunkt 1", "Fokuspunkt 2", "Fokuspunkt 10"]
    counts = {(row[0], row[1]): row[2:8] for row in told.values("Initiativplan") if row[1] in ("2025", "2026")}
    assert counts["Fokuspunkt 2", "2025"] == [0, 0, 2, 0, 0, 2]
    assert counts["Fokuspunkt 2", "2026"] == [1, 1, 0, 0, 1, 2]
    assert counts["I alt", "2026"] == [2 / 3, 2, 0, 1, 1, 4]
    area = next(area for area in told.refreshed.patch.areas if area.name == "Styring_Initiativplan")
    looks: dict[Any, str | None] = {}
    for row, styles in zip(area.block.rows(), area.block.styles() or (), strict=True):
        for cell, look in zip(row, styles, strict=True):
            looks.setdefault(cell, look)
    assert [looks[word] for word in ("Afventer", "Igangsat", "Implementeret", "Ikke relevant")] == [
        style.SIGNAL_RED, style.SIGNAL_YELLOW, style.SIGNAL_GREEN, style.SIGNAL_GREY,
    ]  # fmt: skip


def test_a_status_twice_and_one_that_is_none_are_told() -> None:
    told = book(
        [1, "A", None, "begge", 2026, "Igangsat", None],
        [1, "a", None, "børn", 2026, "Afventer", None],
        [1, "B", None, "børn", 2026, "Næsten færdig", None],
        [1, "C", None, "børn", 26, "Afventer", None],
    )
    assert sorted(cell for code, _, cell in told.findings if code == "liste") == ["B3", "E5", "F4"]

"""A one-off without a stop is there in its start month, and not for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from styring_xl import standard
from tests.workbooks import BUDGET, HEADER, LEDGER, day, findings, refreshed, rows_of, save, standard_book, values

CITIZEN, OTHER = "610180-0001", "610190-0002"


def workbook(path: Path) -> Path:
    """Two one-offs of one citizen and one of another, which has a stop; a foster family that ended in March."""
    cases = [
        [CITIZEN, "Hjælpemidler", 9_000, "engang", 1, day("10-02-2026"), None, None],
        [CITIZEN, "Hjælpemidler", 5_000, "engang", 1, day("20-05-2026"), None, None],
        [OTHER, "Hjælpemidler", 8_000, "engang", 1, day("01-03-2026"), day("30-06-2026"), None],
        [CITIZEN, "Familiepleje", 1_000, "måned", 1, day("01-01-2026"), day("31-03-2026"), None],
    ]
    ledger = [[day("15-04-2026"), CITIZEN, "Hjælpemidler", 700, 1]]
    budget = [["Hjælpemidler", 20_000, 0, 1, 20_000], ["Familiepleje", 3_000, 0, 1, 3_000]]
    return save(path, Disponering=[HEADER, *cases], Realiseret=[LEDGER, *ledger], Budget=[BUDGET, *budget])


def line(path: Path, name: str) -> dict[str, Any]:
    rows = values(path, "Afvigelse")
    return dict(zip(rows[4], next(row for row in rows if row[0] == name), strict=False))


def test_it_counts_from_its_start_to_the_end_of_that_month_or_to_its_stop(tmp_path: Path) -> None:
    counted = {}
    for closed in (2, 3, 4, 6):
        path = refreshed(workbook(tmp_path / f"{closed}.xlsx"), year=2026, closed=closed)
        counted[closed] = line(path, "Hjælpemidler")["Antal denne måned (cpr.)"]
    assert counted == {2: 1, 3: 1, 4: 1, 6: 1}
    # 19 days of February and 12 of May; March to June is 122 days.
    assert line(path, "Hjælpemidler")["Forventet antal (d)"] == round((19 + 12 + 122) / 365, 1)
    assert not [code for code, _, _ in findings(path) if code.startswith("overlap")]


def test_next_year_it_is_gone(tmp_path: Path) -> None:
    path = refreshed(workbook(tmp_path / "a.xlsx"), year=2027, closed=1)
    found = line(path, "Hjælpemidler")
    assert (found["Antal denne måned (cpr.)"], found["Forventet antal (d)"]) == (0, 0)


def test_a_posting_after_its_month_is_the_last_ones_that_ended(tmp_path: Path) -> None:
    """The 700 kr. of April are shared by nobody who is active, so the citizen's latest one-off before it takes them."""
    path = refreshed(workbook(tmp_path / "a.xlsx"), year=2026, closed=4)
    months = [row[8:20] for row in values(path, "Disponering")[1:4]]
    assert [row[3] for row in months] == [700, None, None]


def test_the_indsatstrappe_and_the_advisers_count_it_as_afvigelse_does(tmp_path: Path) -> None:
    text = """
CPR-nr.     | Foranstaltning | Rådgiver | Takst | Takstenhed | Startdato  | Stopdato
610180-0001 | Hjælpemidler   | Anna     | 9000  | engang     | 10-02-2026 |
610180-0001 | Hjælpemidler   | Anna     | 5000  | engang     | 20-05-2026 |
610190-0002 | Hjælpemidler   | Anna     | 8000  | engang     | 01-03-2026 | 30-06-2026
"""
    steps = {standard.STEPS_TABLE: (("Hjælpemidler", 1, None),)}
    path = refreshed(standard_book(tmp_path / "ark.xlsx", text, closed=6, parameters=steps))
    found = line(path, "Hjælpemidler")
    counted = [2, found["Antal denne måned (cpr.)"], found["Forventet antal (d)"]]
    assert counted == [2, 1, 0.4]
    assert next(row for row in rows_of(path, "Indsatstrappe", 4) if row[0] == "Hjælpemidler")[1:] == counted
    adviser = next(row for row in rows_of(path, "Rådgivere", 5) if row[0] == "Anna")
    assert [adviser[1], adviser[2], adviser[4]] == counted


def test_two_purchases_in_a_month_are_two_and_the_same_day_is_asked_about(tmp_path: Path) -> None:
    cases = [
        [CITIZEN, "Hjælpemidler", 9_000, "engang", 1, day("10-02-2026"), None, None],
        [CITIZEN, "Hjælpemidler", 5_000, "engang", 1, day("20-02-2026"), None, None],
        [OTHER, "Hjælpemidler", 8_000, "engang", 1, day("01-03-2026"), None, None],
        [OTHER, "Hjælpemidler", 8_000, "engang", 1, day("01-03-2026"), None, None],
    ]
    budget = [["Hjælpemidler", 20_000, 0, 1, 20_000]]
    path = save(tmp_path / "a.xlsx", Disponering=[HEADER, *cases], Budget=[BUDGET, *budget])
    path = refreshed(path, year=2026, closed=0)
    assert [found for found in findings(path) if found[0] == "overlap"] == [("overlap", "Disponering", "F5")]

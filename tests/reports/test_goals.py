"""*Mål*: days, shares and means worked out by hand, and what is to be expected of a goal."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.books.file.filebook import FileBook
from styring_xl.figures import placements
from styring_xl.model.goal import Prospect, prospect, rolling
from styring_xl.reading import lists
from tests.refreshed import Told, refreshed
from tests.workbooks import saved

HEAD = ["CPR", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato"]
MEASURES = [
    ["Foranstaltning", "Sektor", "Anbringelse", "Institution", "Paragraf"],
    ["Familiepleje", "Børn", "ja", "nej", "§ 52"],
    ["Døgninstitution", "Børn", "ja", "ja", "SEL § 52, stk. 3"],
    ["Konsulent", "Børn", "nej", "nej", "§ 11"],
]
GOALS = ["Mål", "Måles ved", "Retning", "Målværdi", "Frist", "Status"]


def day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d-%m-%Y").date()


def book(goals: list[list[Any]], measured: list[list[Any]] | None = None, closed: int = 6) -> Told:
    """Anna is on an institution all of 2026 and in a foster family for the same first ten days; Bo in a family in
    April; Cai has a consultant from July."""
    sheets: dict[str, Any] = {
        "Disponering": [
            HEAD,
            ["610110-1234", "Døgninstitution", 3000, "døgn", day("01-01-2026"), None],
            ["610110-1234", "Familiepleje", 1000, "døgn", day("01-01-2026"), day("10-01-2026")],
            ["620211-1234", "Familiepleje", 1000, "døgn", day("01-04-2026"), day("30-04-2026")],
            ["630312-1234", "Konsulent", 500, "døgn", day("01-07-2026"), None],
        ],
        "Egenskaber": MEASURES,
        "Målsætninger": [GOALS, *goals],
    }
    if measured:
        sheets["Målinger"] = [["Mål", "Måned", "Værdi"], *measured]
    return refreshed(saved(**sheets), year=2026, closed=closed)


def line(told: Told, name: str, nth: int = 0) -> list[Any]:
    return [row for row in told.values("Mål") if row and row[0] == name][nth][1:]


def test_a_day_in_placement_counts_once_for_a_citizen_and_the_quarters_follow_from_the_rows() -> None:
    told = book([["Færre dage", "dage i anbringelse", "højst", 125, None, None],
                 ["Færre på institution", "dage på institution", "højst", 85, None, None]])  # fmt: skip
    assert line(told, "Familiepleje")[:6] == [None, 10, 30, 0, 0, 40]
    assert line(told, "Samme dag på flere foranstaltninger")[1:6] == [-10, 0, 0, 0, -10]
    assert line(told, "I alt")[1:6] == [90, 121, 92, 92, 395]
    assert line(told, "Heraf på institution")[1:6] == [90, 91, 92, 92, 365]
    # June is closed, so the second quarter is the latest: 121 of at most 125, but rising from 90.
    assert line(told, "Færre dage")[2:9] == [125, 121, 90, 31, -4, "2. kvt. 2026", "målopfyldelse er usikker"]
    assert line(told, "Færre på institution")[2:9] == [
        85, 91, 90, 1, 6, "2. kvt. 2026", "målopfyldelse forventes ikke",
    ]  # fmt: skip
    assert [row[1] for row in told.values("Mål") if row and str(row[0]).endswith("kvt. 2026")][:4] == [
        "beregnet", "beregnet", "forventet", "forventet",
    ]  # fmt: skip


def test_the_share_of_early_measures_is_of_citizens_by_either_section_and_may_be_typed_in_per_cent() -> None:
    told = book([["Tidligere", "andel tidlige indsatser", "mindst", "30 %", None, None]], closed=9)
    assert line(told, "Andel tidlige indsatser")[1:5] == [0, 0, 0.5, 0.5]
    assert line(told, "Tidligere")[2:9] == [0.3, 0.5, 0, 0.5, 0.2, "3. kvt. 2026", "målopfyldelse forventes"]


@pytest.mark.parametrize(
    ("law", "counts"),
    [
        ("§ 11", 11), ("11", 11), ("SEL § 52, stk. 3, nr. 7", 52), ("barnets lov § 30", 11), ("BL § 32", 52),
        ("§ 46 i Barnets lov", 52), ("BL § 11", 0), ("§ 30", 30), ("", 0), ("efter lov", 0),
    ],
)  # fmt: skip
def test_the_sections_of_barnets_lov_stand_for_those_they_took_over_from(law: str, counts: int) -> None:
    listed = ["Foranstaltning", "Sektor", "Anbringelse", "Paragraf"], ["Konsulent", "Børn", "nej", law]
    found = lists.read(FileBook.from_bytes(saved(Egenskaber=listed)), ())
    assert placements.section(placements.facts(found), "Konsulent") == counts


def test_july_is_not_measured_and_the_mean_is_of_the_eleven_other_months() -> None:
    months = [(2025, month, month) for month in range(1, 13) if month != 7] + [(2026, 1, 12)]
    measured = [["Handleplaner til tiden", dt.date(year, month, 1), value] for year, month, value in months]
    told = book([["Handleplaner til tiden", None, "mindst", 7, None, None]], measured)
    assert line(told, "Jul. 2025")[:3] == ["måles ikke", None, None]
    assert line(told, "Dec. 2025")[2] == pytest.approx((78 - 7) / 11)
    # In January 2026 the twelve months behind are February 2025 to January 2026.
    assert line(told, "Handleplaner til tiden")[3:5] == [pytest.approx(82 / 11), pytest.approx(71 / 11)]
    assert line(told, "Handleplaner til tiden")[8] == "målopfyldelse forventes"


def test_a_typed_status_goes_before_the_rule_and_what_is_past_the_deadline_does_not_count() -> None:
    measured = [["A", dt.date(2026, month, 1), month] for month in (1, 2, 3)]
    told = book([["A", None, "mindst", 3, day("28-02-2026"), None]], measured)
    assert line(told, "A")[3] == 2
    assert line(told, "A")[8] == "målopfyldelse er usikker"
    told = book([["A", None, "mindst", 3, None, "Målopfyldelse forventes ikke"]], measured)
    assert line(told, "A")[8] == "målopfyldelse forventes ikke"


def test_what_cannot_be_used_is_told_at_its_cell() -> None:
    told = book(
        [["A", None, "mindst", 3, None, None], ["A", None, "mindst", 4, None, None],
         ["B", "dage i anbringelse", "opad", 3, None, None], ["C", None, "mindst", "mange", None, None]],
        [["A", dt.date(2026, 1, 1), 2], ["A", dt.date(2026, 1, 31), 3], ["D", dt.date(2026, 1, 1), 2]],
    )  # fmt: skip
    assert sorted((sheet, cell) for code, sheet, cell in told.findings if code == "liste") == [
        ("Målinger", "A4"), ("Målinger", "B3"), ("Målsætninger", "A3"), ("Målsætninger", "C4"), ("Målsætninger", "D5"),
    ]  # fmt: skip


def test_a_measure_that_the_list_has_twice_is_what_its_first_row_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "MEASURES", [*MEASURES, ["familiepleje", "Børn", "nej", "nej", None]])
    told = book([["Færre dage", "dage i anbringelse", "højst", 125, None, None]])
    assert line(told, "Familiepleje")[1] == 10
    assert [(sheet, cell) for code, sheet, cell in told.findings if code == "liste"] == [("Egenskaber", "A5")]


@pytest.mark.parametrize(
    ("latest", "before", "at_least", "said"),
    [
        (10, 9, True, Prospect.EXPECTED),
        (10, None, True, Prospect.EXPECTED),
        (10, 11, True, Prospect.UNSURE),
        (9, 8, True, Prospect.UNSURE),
        (9, 9, True, Prospect.NOT_EXPECTED),
        (9, 8, False, Prospect.UNSURE),
        (11, 12, False, Prospect.UNSURE),
        (11, 10, False, Prospect.NOT_EXPECTED),
    ],
)
def test_the_rule_for_a_target_of_ten(latest: int, before: int | None, at_least: bool, said: Prospect) -> None:
    earlier = None if before is None else Fraction(before)
    assert prospect(Fraction(latest), earlier, Fraction(10), at_least=at_least) == said


@given(st.lists(st.one_of(st.none(), st.integers(0, 9).map(Fraction)), max_size=30))
def test_a_rolling_mean_is_of_eleven_measured_months_within_a_year(values: list[Fraction | None]) -> None:
    for at, mean in enumerate(rolling(values)):
        year = [value for value in values[max(at - 11, 0) : at + 1] if value is not None]
        if values[at] is None or len(year) < 11:
            assert mean is None
        else:
            assert mean == sum(year[-11:]) / Fraction(11)

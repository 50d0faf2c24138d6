"""*Tværgående*: a family of two and a citizen alone, worked out by hand; and figures that are *Månedsforbrug*'s."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from styring_xl.cells.cell import Formula
from styring_xl.checks import list_row
from tests.examples import examples
from tests.refreshed import Told, refreshed
from tests.workbooks import saved

ADA, BO, CAI, DAN = "610180-0001", "620180-0002", "630180-0003", "640180-0004"
ROWS = (
    ("CPR-nr.", "Foranstaltning", "Sektor", "Takst", "Startdato", "Stopdato"),
    (ADA, "Pleje", None, 10_000, "01-01-2026", None),
    (ADA, "Mentor", None, 1_000, "01-01-2026", None),
    (BO, "Pleje", "Sundhed", 2_000, "01-07-2026", None),
    (DAN, "Pleje", None, 50_000, "01-01-2026", None),
)
POSTINGS = (
    ("Bogføringsdato", "CPR-nr.", "Foranstaltning", "Beløb"),
    *((f"15-{month:02d}-2025", ADA, "Pleje", 8_000) for month in range(1, 13)),
    ("15-12-2025", CAI, "Mentor", 300),
    ("15-01-2026", ADA, "Pleje", 9_000),
    ("15-02-2026", ADA, "Pleje", 11_000),
    ("20-02-2026", CAI, "Mentor", 250.50),
    ("20-02-2026", CAI, "Støtte", 100),
    ("20-02-2026", DAN, "Pleje", 50_000),
)
KINDS = (("Foranstaltning", "Sektor"), ("Pleje", "Børn og unge"), ("Mentor", "Beskæftigelse"))
LISTED = (
    ("CPR-nr.", "Familie", "Fra", "Til", "Baseline"),
    (ADA, "Familie A", "10-01-2026", None, None),
    (BO, "Familie A", "01-02-2026", None, 1_200),
    (CAI, None, "01-01-2026", "31-01-2026", None),
)


def book(listed: Any = LISTED, postings: Any = POSTINGS, rows: Any = ROWS, closed: int = 2) -> Told:
    sheets = {"Disponering": rows, "Egenskaber": KINDS, "Tværgående borgere": listed}
    return refreshed(saved(**sheets, Posteringer=postings), year=2026, closed=closed)


def table(told: Told, header: str, width: int = 9) -> list[list[Any]]:
    """The rows below a header whose last cell is ``header``, down to the next empty row."""
    lines = told.values("Tværgående")
    at = next(at for at, line in enumerate(lines) if header in line[:width])
    found = []
    for line in lines[at + 1 :]:
        if not any(cell not in (None, "") for cell in line[:width]):
            break
        found.append(line[:width])
    return found


def test_each_citizen_has_a_line_in_each_sector_and_families_and_sectors_sum() -> None:
    told = book()
    assert [line[:8] for line in table(told, "Andel")] == [
        ["Familie A", None, None, 20_000, 122_000, 142_000, 96_000, 46_000],
        [None, ADA, "Børn og unge", 20_000, 100_000, 120_000, 96_000, 24_000],
        [None, ADA, "Beskæftigelse", 0, 10_000, 10_000, 0, 10_000],
        [None, BO, "Sundhed", 0, 12_000, 12_000, 0, 12_000],
        ["Uden familie", None, None, 350.5, 0, 350.5, 300, 50.5],
        [None, CAI, "Beskæftigelse", 250.5, 0, 250.5, 300, -49.5],
        [None, CAI, "Uden sektor", 100, 0, 100, 0, 100],
        ["I alt", None, None, 20_350.5, 122_000, 142_350.5, 96_300, 46_050.5],
    ]
    assert [line[:6] for line in table(told, "Borgere")] == [
        ["Børn og unge", None, 1, 20_000, 100_000, 120_000],
        ["Beskæftigelse", None, 2, 250.5, 10_000, 10_250.5],
        ["Sundhed", None, 1, 0, 12_000, 12_000],
        ["Uden sektor", None, 1, 100, 0, 100],
        ["I alt", None, 3, 20_350.5, 122_000, 142_350.5],
    ]
    sums = [cell for line in told.contents("Tværgående") for cell in line if isinstance(cell, Formula)]
    assert any(cell.text.startswith("SUMIF(C") for cell in sums)


def test_the_sector_of_a_row_goes_before_its_budget_line_s_and_that_before_the_measure_s() -> None:
    budget = (("Foranstaltning", "Oprindeligt budget", "Sektor"), ("Pleje", 100_000, "Familieafdelingen"))
    sheets = {"Disponering": ROWS, "Egenskaber": KINDS, "Tværgående borgere": LISTED[:3], "Budget": budget}
    told = refreshed(saved(**sheets, Posteringer=POSTINGS), year=2026, closed=2)
    assert [(line[1], line[2]) for line in table(told, "Andel") if line[1]] == [
        (ADA, "Beskæftigelse"),
        (ADA, "Familieafdelingen"),
        (BO, "Sundhed"),
    ]


def test_what_came_since_is_held_against_the_twelve_months_before() -> None:
    ada, bo, cai, whole = table(book(), "Forskel")
    assert ada[2:3] + ada[4:] == ["fra finans", 2, 96_000, 16_000, 20_000, 4_000]
    assert bo[2:3] + bo[4:] == ["indtastet", 1, 1_200, 100, 0, -100]
    assert cai[2:3] + cai[4:] == ["fra finans", 1, 300, 25, 0, -25], "he left before the spend of February"
    assert whole[5:] == [97_500, 16_125, 20_000, 3_875]


def test_a_month_that_the_ledger_has_nothing_of_makes_no_baseline() -> None:
    [ada, bo, cai, whole] = table(book(postings=(POSTINGS[0], *POSTINGS[3:])), "Forskel")
    assert ada[2:] == ["ikke kendt: finans mangler", ada[3], 2, None, None, None, None]
    assert cai[2].startswith("ikke kendt")
    assert whole[5:] == bo[5:] == [1_200, 100, 0, -100]


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (("650180-0005", "Familie B", None, None, None), "A3"),
        ((ADA, "Familie B", None, None, None), "A3"),
        ((BO, "Familie B", "01-05-2026", "01-04-2026", None), "D3"),
        ((BO, "Familie B", "snart", None, None), "C3"),
        ((BO, "Familie B", None, None, "ca. 5"), "E3"),
    ],
)
def test_a_citizen_nobody_knows_one_twice_and_a_spoiled_cell_are_told(row: tuple[Any, ...], cell: str) -> None:
    told = book((LISTED[0], LISTED[1], row))
    assert [each for each in told.findings if each[0] == list_row.CODE] == [(list_row.CODE, "Tværgående borgere", cell)]
    assert [line[1] for line in table(told, "Andel") if line[1]] == [ADA, ADA]


def test_a_list_somebody_laid_out_himself_is_read_in_any_order() -> None:
    mine = (("Note", "Nulpunkt", "Husstand", "Journal", "Borger"), ("ny", "1.200,00", "F1", "26/7", 6101800001))
    ada = table(book(mine), "Forskel")[0]
    assert ada[:3] == ["F1", ADA, "ikke kendt: Fra mangler"]


@settings(deadline=None, max_examples=examples(12), suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.sampled_from([ADA, BO, CAI, DAN]), st.sampled_from(["Pleje", "Mentor", "Andet", None]),
                       st.integers(-10**7, 10**7), st.sampled_from(["03-2025", "01-2026", "05-2026"])), max_size=8),
    st.integers(0, 12),
)  # fmt: skip
def test_with_everybody_in_it_the_sums_are_those_of_the_citizens_on_maanedsforbrug(
    booked: list[tuple[str, str | None, int, str]], closed: int
) -> None:
    postings = (POSTINGS[0], *((f"15-{month}", cpr, kind, ore / 100) for cpr, kind, ore, month in booked))
    told = book((LISTED[0], *((cpr, None, None, None, None) for cpr in (ADA, BO, CAI, DAN))), postings, closed=closed)
    figures = told.refreshed.figures
    whole = table(told, "Andel")[-1]
    assert whole[3] == figures.realised / 100
    assert whole[4] == figures.expected_rest / 100
    assert whole[6] == figures.last_year / 100

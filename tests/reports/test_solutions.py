"""*Omfordeling*: one family's old and new solution, worked out by hand; and transfers that move no krone in all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from styring_xl.checks import list_row
from tests.examples import examples
from tests.refreshed import Told, refreshed
from tests.workbooks import saved

ADA, BO = "610180-0001", "620180-0002"
SHEETS = {
    "Disponering": (
        ("CPR-nr.", "Foranstaltning", "Takst", "Startdato", "Stopdato"),
        (ADA, "Mentor", 10_000, "01-01-2026", None),
    ),
    "Posteringer": (
        ("Bogføringsdato", "CPR-nr.", "Foranstaltning", "Beløb"),
        ("15-06-2025", ADA, "Mentor", 90_000),
        ("15-01-2026", ADA, "Mentor", 8_000.25),
        ("15-01-2026", ADA, "Taxa", 500),
    ),
    "Egenskaber": (("Foranstaltning", "Sektor"), ("Mentor", "Job"), ("Taxa", "Skole")),
}
HEAD = ("Omlægning", "Sektor", "CPR-nr.", "Gammel løsning", "Ny løsning")


def book(*listed: Any) -> Told:
    return refreshed(saved(**SHEETS, Omlægninger=(HEAD, *listed)), year=2026, closed=1)


def table(told: Told, header: str) -> list[list[Any]]:
    """The rows below a header that has the text, down to the next empty row."""
    lines = [line[:6] for line in told.values("Omfordeling")]
    at = next(at for at, line in enumerate(lines) if header in line)
    rest = lines[at + 1 :]
    return rest[: next((at for at, line in enumerate(rest) if not any(cell is not None for cell in line)), len(rest))]


def test_each_budget_moves_by_new_less_old_and_the_programme_s_own_the_other_way() -> None:
    told = book(
        ("Familieindsats", "Børn", None, 400_000, 250_000),
        ("Familieindsats", "job", ADA, None, None),
        ("Familieindsats", "Skole", ADA, 20_000, None),
        ("Ungeindsats", "Børn", None, "10.000,50", 0),
    )
    assert table(told, "Gammel og ny er") == [
        ["Familieindsats", None, 510_000, 368_500.25, -141_499.75, None],
        ["Børn", None, 400_000, 250_000, -150_000, "indtastet"],
        ["Job", ADA, 90_000, 118_000.25, 28_000.25, "fra Månedsforbrug"],
        ["Skole", ADA, 20_000, 500, -19_500, "indtastet og fra Månedsforbrug"],
        ["Ungeindsats", None, 10_000.5, 0, -10_000.5, None],
        ["Børn", None, 10_000.5, 0, -10_000.5, "indtastet"],
        ["I alt", None, 520_000.5, 368_500.25, -151_500.25, None],
    ]
    assert table(told, "Flyttes") == [
        ["Job", None, 90_000, 118_000.25, 28_000.25, None],
        ["Skole", None, 20_000, 500, -19_500, None],
        ["Børn", None, 410_000.5, 250_000, -160_000.5, None],
        ["Eget budget: Familieindsats", None, None, None, 141_499.75, None],
        ["Eget budget: Ungeindsats", None, None, None, 10_000.5, None],
        ["I alt", None, 520_000.5, 368_500.25, 0, None],
    ]


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (("X", "Børn", None, 1, None), "E3"),
        (("X", "Børn", BO, 1, 2), "C3"),
        (("X", "Job", ADA, None, 5), "C3"),
        (("X", "Børn", None, "ca. 5", 2), "D3"),
        (("X", None, None, 1, 2), "B3"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_and_moves_nothing(row: tuple[Any, ...], cell: str) -> None:
    told = book(("A", "Job", ADA, None, None), row)
    assert [each for each in told.findings if each[0] == list_row.CODE] == [(list_row.CODE, "Omlægninger", cell)]
    assert table(told, "Flyttes")[0][2:5] == [90_000, 118_000.25, 28_000.25]
    assert len(table(told, "Flyttes")) == 3


@settings(deadline=None, max_examples=examples(10), suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.sampled_from(["A", "B"]), st.sampled_from(["Børn", "Job", "Skole"]),
                       st.integers(-10**9, 10**9), st.integers(-10**9, 10**9)), min_size=1, max_size=6)
)  # fmt: skip
def test_the_transfers_sum_to_nothing_to_the_oere(lines: list[tuple[str, str, int, int]]) -> None:
    told = book(*((name, sector, None, old / 100, new / 100) for name, sector, old, new in lines))
    *moves, whole = table(told, "Flyttes")
    assert sum(round(line[4] * 100) for line in moves) == whole[4] == 0

"""A title that says 1.000 kr. may be said of the months alone: their size beside the rate tells."""

from __future__ import annotations

import pytest

from tests.refreshed import refreshed
from tests.workbooks import HEADER, day, saved


@pytest.mark.parametrize(
    ("rate", "month", "kroner"),
    [(31_000, 31, 372_000), (31, 31, 372_000), (31, None, 372_000)],
    ids=["rate in kroner", "rate in thousands", "nothing but the title"],
)
def test_the_months_say_what_the_rate_is_in(rate: float, month: float | None, kroner: int) -> None:
    row = ["610180-0001", "Familiepleje", rate, "måned", 1, day("01-01-2025"), None, None, month]
    told = refreshed(saved(Disponering=[["Beløb i 1.000 kr."], HEADER, row]), year=2026, closed=0)
    assert told.refreshed.figures.result == 100 * kroner
    said = [f.code for f in told.refreshed.findings if f.code == "tusind-kroner"]
    assert len(said) == (2 if month is None else 1)


def test_a_rate_that_says_kroner_is_kroner_beside_empty_months_in_thousands() -> None:
    head = [f"{name} (1.000 kr.)" if at > 7 else "Takst (kr.)" if at == 2 else name for at, name in enumerate(HEADER)]
    row = ["610180-0001", "Familiepleje", 31_000, "måned", 1, day("01-01-2025")]
    told = refreshed(saved(Disponering=[head, row]), year=2026, closed=0)
    assert told.refreshed.figures.result == 372_000_00


def test_a_rate_in_kroner_is_one_where_no_month_is_read() -> None:
    """»Realiseret« and »Budget« for each month: they are the user's own, and the result says 1.000 kr. alone."""
    pairs = [f"{name} {word}" for name in ("Jan", "Feb", "Mar") for word in ("Realiseret (t.kr.)", "Budget (t.kr.)")]
    head = ["CPR-nr.", "Foranstaltning", "Takst (kr.)", "Takstenhed", "Startdato", *pairs, "I alt (t.kr.)"]
    row = ["610180-0001", "Familiepleje", 31_000, "måned", day("01-01-2025"), *[31] * 6, 372]
    told = refreshed(saved(Disponering=[head, row]), year=2026, closed=0)
    assert told.refreshed.figures.result == 372_000_00


@pytest.mark.parametrize(
    ("heads", "rate", "month", "result", "written"),
    [
        ({2: "Takst", 20: "Forventet regnskab (1.000 kr.)"}, 31_000, 30_000, 360, (31_000, 372)),
        ({2: "Takst (1.000 kr.)", 20: "Forventet regnskab"}, 31, 30_000, 360_000, (31_000, 372_000)),
        ({2: "Takst (t.kr.)", 20: "I alt (t.kr.)"}, 31, 30, 360, (31, 372)),
        ({2: "Takst", 20: "I alt (t.kr.)"}, 31, 30, 360, (31, 372)),
    ],
    ids=["the result alone", "the rate alone", "both", "the result for all"],
)
def test_one_header_in_thousands_speaks_for_the_months_only_as_their_figures_say(
    heads: dict[int, str], rate: float, month: float, result: float, written: tuple[float, float]
) -> None:
    """The months stay in the unit that they stand in."""
    head = [heads.get(at, name) for at, name in enumerate(HEADER)]
    row = ["610180-0001", "Familiepleje", rate, "måned", 1, day("01-01-2025"), None, None, *[month] * 12, result]
    told = refreshed(saved(Disponering=[head, row, row]), year=2026, closed=0)
    assert told.refreshed.figures.result == 2 * 372_000_00
    assert (told.cell("Disponering", "I2"), told.cell("Disponering", "U2")) == written

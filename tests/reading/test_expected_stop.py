"""*Forventet stopdato* beside the granted one: the year is computed with it, and the sheet says so."""

from __future__ import annotations

from typing import Any

from styring_xl import standard
from styring_xl.figures.authority import Authority, granted
from styring_xl.reports import read
from tests.refreshed import Told, refreshed
from tests.workbooks import day, saved

HEAD = ("CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato", "Forventet regnskab")
MORE = ("Forventet stopdato", "Stop i prognosen")


def told(*rows: tuple[Any, ...], head: tuple[str, ...] = (*HEAD, *MORE)) -> Told:
    """Rows of (start, granted stop, expected stop), each 12.000 kr. a month."""
    made = [
        ("610180-0001", "Familiepleje", 12_000, "måned", *map(dated, (start, stop)), None, dated(expected))
        for start, stop, expected in rows
    ]
    return refreshed(saved(Disponering=[head, *made]), year=2026, closed=0)


def dated(text: Any) -> Any:
    """A day from 31-12-2026; any other text as it is."""
    return day(text) if text and text[:1].isdigit() else text


def test_the_year_is_computed_with_the_expected_stop_and_the_sheet_says_so() -> None:
    found = told(
        ("01-01-2026", "31-12-2026", "30-06-2026"),
        ("01-01-2026", "30-06-2026", None),
        ("01-01-2026", None, "30-09-2026"),
    )
    rows = found.values("Disponering")[1:]
    assert [row[6] for row in rows] == [72_000, 72_000, 108_000]
    assert [row[8] if len(row) > 8 else None for row in rows] == ["forventet", None, "forventet"]
    assert [code for code, _, _ in found.findings if code == "forventet-stop"] == []


def test_what_is_expected_beyond_the_grant_is_used_and_told_and_what_cannot_be_is_told_and_not_used() -> None:
    found = told(
        ("01-01-2026", "30-06-2026", "31-12-2026"),
        ("01-01-2026", "30-06-2026", "løbende"),
        ("01-03-2026", "30-06-2026", "31-01-2026"),
        ("01-01-2026", "30-06-2026", "til sommer"),
    )
    rows = found.values("Disponering")[1:]
    assert [row[6] for row in rows] == [144_000, 144_000, 48_000, 72_000]
    assert [row[8] for row in rows] == ["forventet", "forventet", "bevilget", "bevilget"]
    assert [cell for code, _, cell in found.findings if code == "forventet-stop"] == ["H2", "H3", "H4", "H5"]
    assert [each.code for each in found.refreshed.findings if each.severity == "fejl"] == []


def test_a_sheet_without_the_columns_is_as_before_and_gets_none() -> None:
    found = told(("01-01-2026", "30-06-2026", None), head=HEAD)
    rows = found.values("Disponering")
    assert [each for each in rows[0] if each] == list(HEAD)
    assert rows[1][6] == 72_000


def test_how_long_a_grant_lasts_is_judged_by_the_granted_stop() -> None:
    book = told(("01-01-2026", "31-12-2031", "30-06-2026")).book
    rows = read(book, year=2026, closed=0).disposition.commitments
    grants = granted(Authority((), (), {}, frozenset(), ()), rows, 2026)
    assert grants.months.tolist() == [72]


def test_the_standard_workbook_has_both_columns_last() -> None:
    assert standard.DISPOSITION_COLUMNS[-2:] == MORE

"""*Træfsikkerhed*: what was said at each closing beside what the year came to; the sums foot, and nothing moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace

from styring_xl import closing
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Formula
from styring_xl.cells.grid import Ref
from styring_xl.reading.history import history
from styring_xl.reading.history.history import History
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import Refreshed, refresh
from styring_xl.reports import read
from tests.workbooks import BUDGET, HEADER, saved

SHEET = "Træfsikkerhed"
AREA = "Styring_Traefsikkerhed"
LEDGER = ("Bogføringsdato", "Ydelsesperiode fra", "Ydelsesperiode til", "CPR-nr.", "Foranstaltning", "Beløb", "Bilag")
MEASURES = ("Aflastning", "Plejefamilie", "Botilbud")


def _number(at: int) -> str:
    """A replacement number (day of birth + 60)."""
    return f"{61 + at % 28}{1 + at % 12:02d}{10 + at % 7:02d}{4000 + at}"


def office(year: int, closed: int, since: int = 2024, pool: int = 0) -> bytes:
    """What an office knew when a month was closed: the cases begun by then, and what had come of the invoices.

    A case costs 10.000 a month from its start until it stops; every fifth invoice is forty days late. ``pool`` kroner
    are kept for Aflastning.
    """
    known = dt.date(year + closed // 12, closed % 12 + 1, 1)
    cases: list[list[Any]] = []
    ledger: list[list[Any]] = []
    for at in range(60):
        measure = MEASURES[at % 3]
        first, length = (at * 7) % 44 - 8, 6 + (at * 5) % 25
        start = dt.date(2024 + first // 12, first % 12 + 1, 1)
        stop = first + length - 1
        if start < known and stop >= 12 * (year - 2024):
            end = dt.date(2024 + stop // 12, stop % 12 + 1, 28)
            cases.append([_number(at), measure, 10_000, "måned", 1, start, end if at % 3 == 0 or end < known else None])
        for month in range(max(first, 12 * (since - 2024)), first + length):
            day = dt.date(2024 + month // 12, month % 12 + 1, 5)
            late = day + dt.timedelta(days=40 * ((at + month) % 5 == 0))
            if late < known:
                ledger.append([late, day, day, _number(at), measure, 10_000, len(ledger)])
    budget = [[name, 2_400_000, 0, None, None] for name in MEASURES]
    setting = [["Regnskabsår", year], ["Realiseret til og med (måned 0-12)", max(closed - 1, 0)]]
    header = HEADER[: len(cases[0])]
    if pool:
        header = HEADER
        cases = [[*row, *[None] * (len(HEADER) - len(row))] for row in cases]
        cases.append(["Pulje", "Aflastning", *[None] * (len(HEADER) - 3), pool])
    sheets: dict[str, Any] = {"Opsætning": setting, "Disponering": [header, *cases], "Realiseret": [LEDGER, *ledger]}
    return saved(**sheets, Budget=[BUDGET, *budget])


def close(package: bytes, year: int, closed: int, past: History) -> tuple[FileBook, Snapshot, Refreshed, History]:
    """A month closed in a workbook that holds the closings before it; returns the history with the new one too."""
    book = FileBook.from_bytes(package)
    taken = replace(closing.close(book, closed, dt.date(year, 12, 31)), history=past)
    made = refresh(taken)
    area = next(area for area in made.patch.areas if area.name == "Styring_Historik")
    written = {area.block.sheet: [list(row) for row in area.block.rows()]}
    cells = [[getattr(cell, "value", cell) for cell in row] for row in written[area.block.sheet]]
    sheet = FileBook.from_bytes(saved(Historik=[[None]] * (area.block.row - 1) + cells)).grid("Historik")
    width = max(map(len, cells))

    ref = Ref(area.block.row, 1, area.block.row + len(cells) - 1, width)
    kept = history.read(sheet, ref)
    assert not kept.problems
    return book, taken, made, kept


@cache
def two_years(last: tuple[int, ...] = (3, 6, 9, 12), this: tuple[int, ...] = (2, 4, 6)) -> tuple[Snapshot, Refreshed]:
    """The workbook as the last of the months is closed, with all the closings before it in *Historik*."""
    past = History()
    for year, months in ((2025, last), (2026, this)):
        for month in months:
            _, taken, made, past = close(office(year, month), year, month, past)
    return taken, made


def shown(made: Refreshed) -> list[list[Any]]:
    """The sheet's cells, formulas by their results."""
    area = next(area for area in made.patch.areas if area.name == AREA)
    return [[cell.value if isinstance(cell, Formula) else cell for cell in row] for row in area.block.rows()]


def table(rows: Sequence[Sequence[Any]], title: str) -> dict[str, dict[str, Any]]:
    """The table below the section that begins with a title: name -> header -> value."""
    top = next(at for at, row in enumerate(rows) if str(row[0]).startswith(title))
    headers = rows[top + 1]
    found: dict[str, dict[str, Any]] = {}
    for row in rows[top + 2 :]:
        if row[0] is None:
            break
        found[row[0]] = dict(zip(headers, row, strict=True))
    return found


def test_last_years_closings_are_held_against_the_result_in_the_ledger() -> None:
    _, made = two_years()
    result = made.figures.history.booked[0].sum() / 100
    rows = table(shown(made), "2025: sagt ved hver lukning, holdt mod årets resultat i posteringerne")
    closings = [row for name, row in rows.items() if "2025" in name]
    assert [row["Resultat"] for row in closings] == [result] * 4
    for row in closings:
        assert row["Fejl, P50"] == pytest.approx(result - row["P50"])
        assert row["I P10-P90"] == ("ja" if row["P10"] <= result <= row["P90"] else "nej")
        # Nobody has typed anything on Prognose, so it says what the disponering says.
        assert row["Prognose"] == row["Forventet"]
    bias = rows["Skævhed: gennemsnit af fejlene"]
    assert bias["Fejl, forventet"] == pytest.approx(sum(row["Fejl, forventet"] for row in closings) / 4)
    # The disponering is a floor; the simulated year was nearer each time.
    size = rows["Gennemsnitlig fejl uden fortegn, % af resultatet"]
    assert size["Fejl, P50"] < size["Fejl, forventet"]
    assert size["I P10-P90"] == sum(row["I P10-P90"] == "ja" for row in closings) / 4


def test_this_year_is_held_against_the_months_closed_since_and_what_is_expected_now() -> None:
    _, made = two_years()
    found = made.uncertainty
    assert found is not None
    rows = table(shown(made), "2026: sagt ved hver lukning, holdt mod det, året nu ventes at koste")
    assert rows["Juni 2026"]["Resultat"] == pytest.approx(found.draws.sum(axis=1).mean() / 100, abs=0.01)
    since = table(shown(made), "2026: de måneder, der er lukket siden")
    assert list(since) == ["Sagt ved Februar 2026", "Sagt ved April 2026", "Skævhed og andel ramt"]
    come = made.figures.by_measure[:, :6].sum() / 100
    for row in list(since.values())[:2]:
        assert row["Bogført"] == come
        assert row["I alt"] == pytest.approx(come + found.late.sum() / 100)
        assert row["Fejl, P50"] == pytest.approx(row["I alt"] - row["P50"])


def test_the_lines_sum_to_the_closing_and_to_the_result() -> None:
    _, made = two_years()
    whole = table(shown(made), "2025: sagt")["Juni 2025"]
    lines = table(shown(made), "Linje for linje: Juni 2025")
    total = lines.pop("I alt")
    for column in ("Forventet", "Prognose", "Resultat", "Fejl, forventet", "Fejl, prognose"):
        assert total[column] == pytest.approx(sum(row[column] for row in lines.values()))
        assert total[column] == pytest.approx(whole[column])
    for column in ("P10", "P50", "P90", "Fejl, P50"):
        assert total[column] == whole[column]
    every = table(shown(made), "2025: alle lukninger")
    assert every["I alt"]["Lukninger"] == 4
    assert every["I alt"]["Skævhed, forv."] == pytest.approx(
        table(shown(made), "2025: sagt")["Skævhed: gennemsnit af fejlene"]["Fejl, forventet"], abs=0.05
    )


def test_nothing_moves_when_nothing_has_and_an_old_closing_without_the_new_figures_is_read() -> None:
    taken, made = two_years()
    assert shown(refresh(taken)) == shown(made)
    # A closing of an earlier edition says nothing of Prognose and of the months.
    old = tuple(
        replace(entry, cells=tuple(cell for cell in entry.cells if not cell.startswith(("prognose ", "tilog"))))
        for entry in taken.history.entries
    )
    rows = shown(refresh(replace(taken, history=History(entries=old))))
    assert table(rows, "2025: sagt")["Juni 2025"]["Prognose"] is None
    assert table(rows, "2025: sagt")["Juni 2025"]["P50"] == table(shown(made), "2025: sagt")["Juni 2025"]["P50"]
    assert table(rows, "2026: de måneder")["Sagt ved Februar 2026"]["P50"] is None


def test_without_last_years_ledger_december_tells_the_result_and_a_fresh_workbook_has_no_sheet() -> None:
    past = two_years()[0].history
    _, _, made, _ = close(office(2026, 8, since=2026), 2026, 8, past)
    december = table(
        shown(made), "2025: sagt ved hver lukning, holdt mod det, der var bogført, da december blev lukket"
    )
    assert december["December 2025"]["Resultat"] == december["December 2025"]["Forventet"]
    fresh = refresh(read(FileBook.from_bytes(office(2026, 3))))
    assert all(area.name != AREA for area in fresh.patch.areas)


def test_a_pulje_for_a_measure_stands_on_the_measures_line_in_all_that_was_said() -> None:
    _, _, made, kept = close(office(2026, 3, pool=250_000), 2026, 3, History())
    _, _, without, _ = close(office(2026, 3), 2026, 3, History())
    [entry] = kept.entries
    said = kept.moments(entry)[entry.name].said["prognose"]
    lines = table(shown(made), "Linje for linje")
    bare = table(shown(without), "Linje for linje")

    assert set(said) == {"", *MEASURES}
    for column in ("Forventet", "Prognose"):
        assert lines["Aflastning"][column] - bare["Aflastning"][column] == pytest.approx(250_000)
        assert sum(lines[name][column] for name in MEASURES) == pytest.approx(lines["I alt"][column])

"""*Dyreste sager*: who costs the most and how much of the year that is, with nobody named."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.table import Table

from styring_xl import standard
from tests.examples import examples
from tests.refreshed import Told, refreshed
from tests.workbooks import saved

HEAD = ["CPR", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato"]
JANUARY, JUNE = dt.date(2026, 1, 1), dt.date(2026, 6, 30)
ANNA, BO, CAI = "610110-1234", "620211-1234", "630312-1234"


def book(rows: list[list[Any]], *postings: list[Any], closed: int = 0, **sheets: Any) -> Told:
    ledger = {"Posteringer": [["Dato", "CPR-nr.", "Foranstaltning", "Beløb"], *postings]} if postings else {}
    return refreshed(saved(Disponering=[HEAD, *rows], **ledger, **sheets), year=2026, closed=closed)


def shown(told: Told) -> list[list[Any]]:
    rows = [row[:9] for row in told.values("Dyreste sager")[5:]]
    return [row for row in rows if not isinstance(row[0], str) and row[4] is not None]


def test_a_citizen_s_measures_and_spend_without_a_commitment_are_one_case() -> None:
    told = book(
        [[BO, "Støtte", 1_000, "måned", JANUARY, None], [ANNA, "Pleje", 10_000, "måned", JANUARY, None],
         [ANNA, "Aflastning", 2_000, "måned", JANUARY, JUNE], [CAI, "Støtte", 0, "måned", JANUARY, None]],
        [dt.date(2026, 1, 15), ANNA, "Pleje", 9_000], [dt.date(2026, 1, 15), BO, "Tolk", 500],
        [dt.date(2025, 1, 15), BO, "Støtte", 700], [dt.date(2026, 1, 15), None, "Porto", 1_000],
        closed=1,
    )  # fmt: skip
    first, second, dear, rest, whole = shown(told)
    # Anna: 9.000 booked on her care and 11 months of it, and five months of relief after a January without any.
    assert first[2:5] + first[7:] == ["Pleje · Aflastning", 2, 129_000, 0, 129_000]
    assert first[5:7] == [129_000 / 141_500] * 2
    sheet, _, row = first[1].partition("!")
    assert told.values(sheet)[int(row) - 1][:2] == [ANNA, "Pleje"]
    assert second[2:5] + second[7:] == ["Støtte · Tolk", 2, 11_500, 700, 10_800]
    assert dear[2:5] + dear[7:8] == ["De 2 dyreste i alt", None, 140_500, 700]
    assert (rest[4], rest[7], whole[4], whole[7]) == (1_000, 0, 141_500, 700)
    assert not [cell for row in told.contents("Dyreste sager") for cell in row if "610110" in str(cell)]


@settings(max_examples=examples(15), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3_000_000)), min_size=1, max_size=40))
def test_the_dearest_and_the_rest_are_the_year(rows: list[tuple[int, int]]) -> None:
    told = book([[f"6101{who:02d}-1234", f"F{who % 3}", ore / 100, "engang", JANUARY, None] for who, ore in rows])
    values = shown(told)
    total = next(row for row in values if row[2] == "Månedsforbrug i alt")
    cases = [row for row in values if row[0] is not None]
    assert round(total[4] * 100) == told.refreshed.figures.result
    rest = next(row for row in values if row[2] == "Alt andet i Månedsforbrug")
    assert round(sum(row[4] for row in cases) * 100) + round(rest[4] * 100) == told.refreshed.figures.result
    assert [row[4] for row in cases] == sorted((row[4] for row in cases), reverse=True)
    assert len(cases) <= 20


def test_of_two_that_cost_the_same_the_first_on_maanedsforbrug_is_the_dearer() -> None:
    told = book([[who, "Støtte", 1_000, "måned", JANUARY, None] for who in (BO, ANNA, CAI)])
    sheets = [row[1].partition("!")[::2] for row in shown(told)[:3]]
    assert [told.values(sheet)[int(row) - 1][0] for sheet, row in sheets] == [BO, ANNA, CAI]


def test_a_citizen_s_measure_with_several_suppliers_says_how_many() -> None:
    head = [*HEAD, "Leverandør"]
    suppliers = {ANNA: ("Bo og Vaks", None, "Bo og Vaks"), BO: ("Bo og Vaks", "Hjælpen", "Bo og Vaks"), CAI: (None,)}
    rows = [[who, "Støtte", 1_000, "måned", JANUARY, None, each] for who, mine in suppliers.items() for each in mine]
    told = refreshed(saved(Disponering=[head, *rows]), year=2026, closed=0)
    lines = {row[0]: row[2] for row in told.values("Månedsforbrug") if row[0] in suppliers}
    assert lines == {ANNA: "Bo og Vaks", BO: "2 leverandører", CAI: None}


def test_without_maanedsforbrug_the_figures_stand_alone() -> None:
    package = saved(
        Disponering=[HEAD, [ANNA, "Pleje", 10_000, "måned", JANUARY, None]],
        Opsætning=[["Resultatark", "Med"], ["Månedsforbrug", "nej"]],
    )
    made = openpyxl.load_workbook(io.BytesIO(package))
    made["Opsætning"].add_table(Table(displayName=standard.SHEETS_TABLE, ref="A1:B2"))
    out = io.BytesIO()
    made.save(out)
    contents = refreshed(out.getvalue(), year=2026, closed=0).contents("Dyreste sager")
    assert (contents[5][1], contents[5][4]) == (None, 120_000)
    # The year's total is no sum of rows here, so it would be nothing as a formula.
    whole = next(row for row in contents if row[2] == "Månedsforbrug i alt")
    assert (whole[4], whole[7]) == (120_000, 0)

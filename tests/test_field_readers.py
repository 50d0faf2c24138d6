"""What a cell says is read alike wherever it stands: in a row of the sheet and as a custom function's argument."""

from __future__ import annotations

from typing import Any

import pytest

from styring_udf.commitment import STYRING_FORVENTEDE
from tests.refreshed import refreshed
from tests.workbooks import day, saved

FIELDS = ("Takst", "Mængde", "Takstenhed", "Startdato", "Stopdato", "Periodisering", "Momsfaktor")
PLAIN: dict[str, Any] = {
    "Takst": 10_000, "Mængde": 1, "Takstenhed": "måned", "Startdato": day("15-01-2026"), "Stopdato": None,
    "Periodisering": None, "Momsfaktor": None,
}  # fmt: skip
SAID: dict[str, list[Any]] = {
    "Takst": [
        1850.5,
        "1.850,50",
        "kr. 1.850",
        "12.5",
        "1,234.56",
        "(500)",
        "500-",
        "0,750",
        "50 %",
        "efter regning",
        True,
    ],
    "Mængde": [0.5, "0,5", "3 3/4", "to", "0.750", "0,750", "50 %", "2,5 %", "% 50", "1,750", 2],
    "Takstenhed": ["døgn", "pr. døgn", "Uge", "kvartal", "år", "time", "engang", "måneder", "fortnight", 7],
    "Startdato": [day("01-03-2026"), "1/3 2026", "01-03-26", "2026-03-01", "31-02-2026", 46_082, "maj 2026", "snart"],
    "Stopdato": [
        "31-12-9999",
        "30-06-2026",
        "01-01-2026",
        day("01-01-2025"),
        "løbende",
        "Åben",
        "indtil videre",
        "-",
        "–",
        "maj 2026",
        9999,
        "9999",
        "ukendt",
    ],
    "Periodisering": ["dage", "hele måneder", "halve"],
    "Momsfaktor": ["80 %", 0.954, "25 %", "1,25", 1.25, 80, 100, "95,4"],
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_functions_argument_is_read_as_the_sheets_cell(field: str) -> None:
    """Where the sheet leaves a row out the function answers with a text; else both have the same twelve amounts."""
    rows = [{**PLAIN, field: value} for value in SAID[field]]
    header = ["CPR-nr.", "Foranstaltning", *FIELDS, "Forventet regnskab"]
    lines = [[f"6101{80 + n}-0001", "Hybel", *row.values(), None] for n, row in enumerate(rows)]
    told = refreshed(saved(Disponering=[header, *lines]), year=2026, closed=0)
    by_person = {line.cpr: line for line in told.refreshed.figures.lines}
    for n, row in enumerate(rows):
        unit, rule, vat = row["Takstenhed"], row["Periodisering"], row["Momsfaktor"]
        [answer] = STYRING_FORVENTEDE(
            row["Takst"], row["Mængde"], unit, row["Startdato"], row["Stopdato"], 2026, rule, vat
        )  # fmt: skip
        line = by_person.get(f"6101{80 + n}0001")
        if isinstance(answer[0], str):
            assert line is None or line.amount == 0, (row[field], answer)
        else:
            assert line is not None, row[field]
            assert line.months.tolist() == [round(100 * kr) for kr in answer], row[field]


def test_half_a_post_is_no_number_of_hours() -> None:
    """»50 %« of a monthly rate is half of it; of an hour's rate nobody knows of which hours it is the half."""
    units = ("måned", "time")
    header = ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Mængde", "Startdato", "Forventet regnskab"]
    rows = [[f"61018{n}-0001", "Hybel", 10_000, unit, "50 %", PLAIN["Startdato"]] for n, unit in enumerate(units)]
    told = refreshed(saved(Disponering=[header, *rows]), year=2027, closed=0)
    assert [line.amount for line in told.refreshed.figures.lines] == [60_000_00]
    assert [finding.cell for finding in told.refreshed.findings if finding.code == "beløb"] == ["E3"]
    answers = STYRING_FORVENTEDE(10_000, "50 %", [[unit] for unit in units], PLAIN["Startdato"], None, 2027)
    assert [answer[0] for answer in answers] == [5_000, "Fejl: mængde kan ikke læses"]

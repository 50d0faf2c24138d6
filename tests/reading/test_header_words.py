"""Headers as other people and other systems write them, and headers that may belong to two columns."""

from __future__ import annotations

from typing import Any

import pytest

from styring_xl.cells.grid import Grid
from styring_xl.danish.citizen import citizen, looks_like_cpr
from styring_xl.reading import header
from styring_xl.reading.header_row import candidate
from styring_xl.reading.role_table import Twin

HEAD = ("CPR-nr.", "Takst", "Startdato", "Stopdato")
ROW = ("610180-0001", 1000, "01-01-2026", None)


@pytest.mark.parametrize(
    ("text", "month", "year"),
    [("03/26", 3, 2026), ("3. måned", 3, None), ("March", 3, None), ("Maj (kr.)", 5, None), ("12-30", 12, 2030)],
)
def test_a_month_is_known_in_other_spellings(text: str, month: int, year: int | None) -> None:
    assert header.read_month(text) == header.Month(month, year)


@pytest.mark.parametrize("text", ["03/31", "13/26", "3. kvartal", "0,5 md", "24 mdr"])
def test_a_day_and_a_length_are_no_month(text: str) -> None:
    assert header.read_month(text) is None


@pytest.mark.parametrize(("text", "field"), [("Beloeb", "amount"), ("BOGFOERINGSDATO", "date"), ("Maaned", "period")])
def test_danish_letters_may_be_written_as_two(text: str, field: str) -> None:
    found = header.match_field(header.POSTINGS, text)
    assert found is not None
    assert found[0] == field


def twins(*rows: tuple[Any, ...]) -> list[tuple[str, int]]:
    table = candidate(header.DISPOSITION, Grid("Ark", rows), 1, 1, 2026)
    assert table is not None
    return [(str(double.why), double.column) for double in table.duplicates]


def test_a_table_beside_the_one_that_is_read_is_told() -> None:
    assert twins((*HEAD, None, *HEAD), (*ROW, None, *ROW)) == [(Twin.TABLE, 7)]
    assert twins((*HEAD, None, *HEAD), (*ROW, None, None, None, None, None)) == []
    assert twins((*HEAD, None, "Foranstaltning", "Takst"), (*ROW, None, "Pleje", 1000)) == []


def test_a_second_column_of_stop_dates_is_told_where_it_has_one_and_the_first_has_none() -> None:
    head = (*HEAD[:3], "Udskrevet", "Ophør")
    both = (*ROW[:3], "30-09-2026", "31-08-2026")
    assert twins(head, both, (*ROW[:3], "30-09-2026", None)) == [(Twin.GAPS, 4)]
    assert twins(head, both, (*ROW[:3], None, None)) == []


def test_a_remark_with_a_date_or_a_rate_under_the_rows_is_nobody() -> None:
    assert not looks_like_cpr("* takst 2026 reguleret med 2,1 %")
    assert not looks_like_cpr("Udarbejdet 12-03-2026 af LM")
    assert looks_like_cpr("610180-0001 Ada Andersen Berg")
    assert citizen("610180\u20110001") == "6101800001"


def test_an_expected_stop_is_the_stop_where_there_is_no_other() -> None:
    def columns(*head: str) -> dict[str, int]:
        table = candidate(header.DISPOSITION, Grid("Ark", ((*HEAD[:3], *head), ROW)), 1, 1, 2026)
        assert table is not None
        return {name: at for name, at in table.columns.items() if "stop" in name}

    assert columns("Forventet slutdato") == {"stop": 4}
    assert columns("Forventet slutdato", "Stopdato") == {"expected_stop": 4, "stop": 5}

"""The fictive municipality: nobody real, the same every time, with the mistakes *Kontrol* is to find."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import openpyxl
import pytest

from styring_xl import demo, standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Formula
from styring_xl.refresh import refresh
from styring_xl.reports import read
from styring_xl.standard import style
from styring_xl.workbook import WorkbookContent

pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")


@pytest.fixture(scope="module")
def content() -> WorkbookContent:
    return demo.make()


def column(content: WorkbookContent, name: str) -> list[object]:
    return list(content.dispositions[standard.DISPOSITION_COLUMNS.index(name)])


def posted(content: WorkbookContent, name: str) -> list[object]:
    return list(content.postings[standard.POSTING_COLUMNS.index(name)])


def test_a_seed_makes_one_municipality_and_another_seed_another() -> None:
    assert demo.workbook(60, seed=7) == demo.workbook(60, seed=7)
    assert demo.workbook(60, seed=7) != demo.workbook(60, seed=8)


@pytest.mark.parametrize(("cases", "postings"), [(10, 0), (150, 500), (300, 6000)])
def test_it_has_the_size_that_was_asked_for(cases: int, postings: int) -> None:
    made = demo.make(cases, postings, seed=3)
    assert {len(each) for each in made.dispositions} == {cases}
    assert {len(each) for each in made.postings} == {postings}


@pytest.mark.parametrize("closed", [0, 1, 12])
def test_any_month_can_be_the_last_closed_one(closed: int) -> None:
    made = demo.make(60, seed=2, year=2024, closed_month=closed)
    days = [day for day in posted(made, "Bogføringsdato") if isinstance(day, dt.date)]
    inside = [day for day in days if day.year == 2024]
    assert len({day.month for day in inside if day.month <= closed}) == closed
    assert any(day.year == 2023 for day in days)


def test_no_cpr_number_can_be_a_person(content: WorkbookContent) -> None:
    """Every run of ten digits, anywhere, is a replacement number: day of birth + 60."""
    texts = [
        str(value)
        for table in (content.dispositions, content.postings)
        for values in table
        for value in values
        if isinstance(value, (str, int))
    ]
    numbers = [found for text in texts for found in re.findall(r"(?<!\d)(\d{6})-?\d{4}(?!\d)", text)]
    assert len(numbers) > 500
    assert all(61 <= int(number[:2]) <= 91 for number in numbers)
    # Also where a number is spoiled, what is left of it begins with such a day.
    cprs = [str(value) for value in column(content, "CPR-nr.") if value is not None]
    assert all(61 <= int(cpr[:2]) <= 91 for cpr in cprs)


def test_children_are_children(content: WorkbookContent) -> None:
    ages = []
    for cpr, start in zip(column(content, "CPR-nr."), column(content, "Startdato"), strict=True):
        if isinstance(cpr, str) and isinstance(start, dt.date) and re.fullmatch(r"\d{6}-\d{4}", cpr):
            assert cpr[7] in "49"
            born = dt.date(2000 + int(cpr[4:6]), int(cpr[2:4]), int(cpr[:2]) - 60)
            ages.append((start - born).days / 365.25)
    assert len(ages) > 100
    assert min(ages) >= 0
    assert max(ages) < 19.5


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_last_year_also_had_those_who_have_left(seed: int) -> None:
    """What last year cost is near what this year will: who came took the place of who left, and nobody else's."""
    made = demo.make(seed=seed)
    days, amounts, citizens = (posted(made, name) for name in ("Bogføringsdato", "Beløb", "CPR-nr."))
    last = [at for at, day in enumerate(days) if isinstance(day, dt.date) and day.year == 2025]
    spent = sum(amount for at in last if isinstance(amount := amounts[at], (int, float)))
    path = FileBook.from_bytes(demo.workbook(seed=seed, macro_enabled=False))
    assert 0.8 < spent * 100 / refresh(read(path)).figures.result < 1.2
    here = {re.sub(r"\D", "", str(cpr)) for cpr in column(made, "CPR-nr.")}
    gone = {re.sub(r"\D", "", str(citizens[at])) for at in last if citizens[at]} - here
    assert len(gone) > 25


def test_the_mistakes_are_there(content: WorkbookContent) -> None:
    starts, stops, rates = (column(content, name) for name in ("Startdato", "Stopdato", "Takst"))
    committed = [cpr is not None for cpr in column(content, "CPR-nr.")]
    assert "31-02-2026" in stops
    assert "31.12.2026" in stops
    assert dt.date(9999, 12, 31) in stops
    assert any(isinstance(a, dt.date) and isinstance(b, dt.date) and b < a for a, b in zip(starts, stops, strict=True))
    assert sum(rate is None and known for rate, known in zip(rates, committed, strict=True)) == 1
    assert sum(start is None and known for start, known in zip(starts, committed, strict=True)) == 1
    assert sum(isinstance(rate, str) and re.fullmatch(r"[\d.]+,\d\d", rate) is not None for rate in rates) == 1
    cprs = column(content, "CPR-nr.")
    assert sum(isinstance(cpr, int) for cpr in cprs) == 1
    assert sum(isinstance(cpr, str) and len(cpr) == 9 for cpr in cprs) == 1
    measures = set(content.budget[1])
    assert [name for name in column(content, "Foranstaltning") if name not in measures] == ["Plejevederlag"]
    assert sum(isinstance(day, str) for day in posted(content, "Bogføringsdato")) == 1
    assert sum(isinstance(amount, str) for amount in posted(content, "Beløb")) == 1
    assert None in posted(content, "CPR-nr.")


def test_reserves_have_a_lump_and_nobody(content: WorkbookContent) -> None:
    rows = list(zip(*content.dispositions, strict=True))
    at = standard.DISPOSITION_COLUMNS.index
    reserves = [row for row in rows if row[at("Status")] == "Pulje"]
    assert reserves
    for row in reserves:
        assert row[at("CPR-nr.")] is None
        assert isinstance(row[at("Forventet regnskab")], int)
    assert all(row[at("Forventet regnskab")] is None for row in rows if row[at("Status")] != "Pulje")


def test_the_workbook_holds_what_was_made(content: WorkbookContent) -> None:
    book = openpyxl.load_workbook(BytesIO(demo.workbook()), data_only=True)
    for sheet, table, made, headers in (
        (standard.DISPOSITION, standard.DISPOSITION_TABLE, content.dispositions, standard.DISPOSITION_COLUMNS),
        (standard.POSTINGS, standard.POSTINGS_TABLE, content.postings, standard.POSTING_COLUMNS),
        (standard.BUDGET, standard.BUDGET_TABLE, content.budget, standard.BUDGET_COLUMNS),
    ):
        ref = book[sheet].tables[table].ref
        assert book[sheet].dimensions.endswith(ref.split(":")[1])
        rows = book[sheet][ref]
        assert tuple(cell.value for cell in rows[0]) == headers
        expected = [
            [value.value if isinstance(value, Formula) else value for value in row] for row in zip(*made, strict=True)
        ]
        read = [
            [cell.value.date() if isinstance(cell.value, dt.datetime) else cell.value for cell in row]
            for row in rows[1:]
        ]
        assert read == expected
        assert all(cell.style in style.ALL for row in rows for cell in row)
    lumps = [
        row[26].style
        for row in book[standard.DISPOSITION][f"A6:AB{5 + len(content.dispositions[0])}"]
        if row[5].value == "Pulje"
    ]
    assert set(lumps) == {style.INPUT}


@pytest.mark.slow
def test_the_months_are_closed_in_turn_and_the_workbook_has_moved_since() -> None:
    package = demo.workbook(60, closed_month=3, macro_enabled=False, closings=True)
    snapshot = read(FileBook.from_bytes(package))
    told = snapshot.history

    assert not told.problems
    assert [entry.name for entry in told.usable(2026)] == ["Januar 2026", "Februar 2026", "Marts 2026"]
    assert [entry.balance for entry in told.entries] == ["stemmer", "forklaret", "stemmer"]
    # Rows have come since, and what is booked of January is what it was or more: nothing is booked and taken back.
    assert told.entries[0].rows < told.entries[-1].rows < len(snapshot.disposition.commitments)
    states = told.moments(*told.entries)
    first, last = states["Januar 2026"], states["Marts 2026"]
    assert first.realised < last.realised <= refresh(snapshot).figures.realised
    # Each said what it expected of the year, so there is something to hold it against.
    assert all(state.said for state in states.values())


def test_those_who_have_left_did_so_all_the_year_round(content: WorkbookContent) -> None:
    days, citizens = posted(content, "Bogføringsdato"), posted(content, "CPR-nr.")
    here = {re.sub(r"\D", "", str(cpr)) for cpr in column(content, "CPR-nr.")}
    last: dict[str, dt.date] = {}
    for day, cpr in zip(days, citizens, strict=True):
        number = re.sub(r"\D", "", str(cpr))
        if cpr and isinstance(day, dt.date) and number not in here:
            last[number] = max(day, last.get(number, day))

    months = [day.month for day in last.values() if day.year == 2025]
    assert len(set(months)) > 8
    assert max(months.count(month) for month in range(1, 13)) < len(months) / 3

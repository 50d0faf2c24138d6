"""The account of reading: every row and krone of a table is of one kind, and the kinds sum to what stands there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from styring_xl.books.file.filebook import FileBook
from styring_xl.reading.account import ColumnAccount, RowFate, TableAccount
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import read
from tests.examples import examples
from tests.refreshed import refreshed
from tests.workbooks import saved

HEAD = ["CPR-nr.", "Foranstaltning", "Takst", "Startdato", "Stopdato", "Forventet regnskab 2026"]
JANUARY, DECEMBER = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
ROWS: list[list[Any]] = [
    ["Anbringelser 2026", None, None, None, None, 1_500_000],
    HEAD,
    ["610180-0001", "Familiepleje", 10_000, JANUARY, DECEMBER],
    ["620180-0002", "Familiepleje", "2.000,50", JANUARY, DECEMBER],
    ["630180-0003", "Familiepleje", "efter aftale", JANUARY, DECEMBER, 70_000],
    ["Pulje til nye sager", None, None, None, None, 300_000],
    ["I alt", None, None, None, None, None],
    ["Regnskab 2025", None, None, None, None, 900_000],
    ["Ekstra tilskud", None, None, None, None, 40_000],
    [None, None, None, None, None, 8_000.25],
]
BUDGET = [
    ["Foranstaltning", "Oprindeligt budget 2026"],
    ["Familiepleje", 400_000],
    ["heraf netværkspleje", 100_000],
    ["I alt", 400_000],
]
LEDGER = [
    ["Dato", "CPR-nr.", "Foranstaltning", "Beløb", "Bilag"],
    [dt.date(2026, 1, 31), "610180-0001", "Familiepleje", 10_000.75, 1],
    [dt.date(2025, 12, 31), "610180-0001", "Familiepleje", 9_000, 2],
    ["31-13-2026", "610180-0001", "Familiepleje", 55, 3],
    [None, None, "I alt", 19_055.75, None],
]


def snapshot(package: bytes) -> Snapshot:
    return read(FileBook.from_bytes(package), year=2026, closed=1)


def rows(account: TableAccount) -> dict[str, tuple[int, int]]:
    """Kind -> its rows and its kroner."""
    return {each.kind.value: (each.rows, each.ore // 100) for each in account.kinds}


def test_each_row_of_a_disposition_is_of_one_kind() -> None:
    told = snapshot(saved(Ark=ROWS)).disposition.accounts[0]

    assert rows(told) == {
        "above": (2, 1_500_000),
        "commitment": (2, 12_000),
        "not_computed": (1, 70_000),
        "pool": (1, 300_000),
        "sum": (1, 0),
        "own": (1, 900_000),
        "left_out": (2, 48_000),
    }
    rate, result = told.columns
    assert (rate.cells, rate.texts, rate.unreadable) == (10_000_00, 2_000_50, 2)
    assert (result.cells, result.difference) == (2_818_000_25, 0)


def test_a_budget_and_a_ledger_sheet_are_accounted_for_too() -> None:
    told = snapshot(saved(Ark=ROWS, Budget=BUDGET, Posteringer=LEDGER))

    assert rows(told.budget.accounts[0]) == {
        "above": (1, 0), "line": (1, 400_000), "part": (1, 100_000), "sum": (1, 400_000),
    }  # fmt: skip
    assert rows(told.ledger.accounts[0]) == {"posting": (2, 19_000), "sum": (1, 19_055), "refused": (1, 55)}


def test_the_word_of_a_sum_elsewhere_makes_no_budget_line_of_that_name() -> None:
    summed = [*ROWS, [None, "I alt", None, None, None, None]]
    told = snapshot(saved(Ark=summed, Budget=BUDGET, Posteringer=LEDGER))
    assert sum(line.revised for line in told.budget.lines) == 400_000_00


def test_kontrol_says_it_at_the_top_and_the_same_at_every_refresh() -> None:
    told = refreshed(saved(Ark=ROWS, Budget=BUDGET, Posteringer=LEDGER), year=2026, closed=1)
    top = [row[5] for row in told.values("Kontrol")[4:7]]

    assert top == [
        "Disponering: 8 rækker — 2 bevillinger 142.006,25 kr. · 1 pulje 300.000 kr. · 1 sum · 1 egne tal ikke "
        "medregnet · 1 ikke beregnet 70.000 kr. · 2 ikke regnet med 48.000,25 kr.",
        "Posteringer: 4 rækker — 2 posteringer 19.000,75 kr. · 1 sum · 1 afvist 55 kr., heraf realiseret i 2026 til og "
        "med januar 10.000,75 kr.",
        "Budget: 3 rækker — 1 budgetlinje 400.000 kr. · 1 sum · 1 heraf-række",
    ]


NUMBERS = st.one_of(
    st.integers(-10_000_000, 10_000_000),
    st.decimals(-100_000, 100_000, places=2, allow_nan=False).map(float),
    st.none(),
)
NAMES = st.sampled_from(
    [None, "I alt", "Pulje", "Familiepleje", "Regnskab 2025", "heraf aflastning", "Diverse", "Note", "Forskel"]
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[Any]]:
    """A disposition with rows of every sort, numbers standing anywhere under its amounts."""
    head = [*HEAD[:5], "Jan", "Feb", "Forventet regnskab"]
    found: list[list[Any]] = [head, ["610180-0001", "Familiepleje", 10_000, JANUARY, None]]
    for _ in range(draw(st.integers(0, 12))):
        figures = draw(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS))
        start = draw(st.sampled_from([None, JANUARY]))
        cpr = draw(st.sampled_from([None, "620180-0002"]))
        name = draw(NAMES)
        found.append([cpr or name, name if cpr else None, figures[0], start, None, *figures[1:]])
    return [*[[None, None, draw(NUMBERS)] for _ in range(draw(st.integers(0, 2)))], *found]


def whole(values: list[Any]) -> int:
    return sum(round(value * 100) for value in values if isinstance(value, (int, float)))


@settings(max_examples=examples(60), deadline=None)
@given(rows=tables())
def test_a_number_planted_anywhere_in_a_column_of_amounts_is_in_the_account(rows: list[list[Any]]) -> None:
    told = snapshot(saved(Ark=rows)).disposition
    (account,) = told.accounts

    assert {column.header for column in account.columns} == {"Takst", "Jan", "Feb", "Forventet regnskab"}
    for column in account.columns:
        stands = whole([row[column.column - 1] for row in rows if len(row) >= column.column])
        assert (column.cells, column.texts) == (stands, 0)
        assert sum(column.kinds.values()) == stands
    last = max(at for at, row in enumerate(rows, 1) if any(cell is not None for cell in row))
    assert sum(each.rows for each in account.kinds) == last, "empty rows below it are in no file"
    rates = next(column for column in account.columns if column.header == "Takst")
    assert rates.kinds.get(RowFate.COMMITMENT, 0) == told.commitments.rate[told.commitments.computable].sum()


@settings(max_examples=examples(40), deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([None, JANUARY, "31-13-2026"]),
            st.sampled_from([None, "Familiepleje", "I alt", "Primo saldo"]),
            NUMBERS,
            st.sampled_from([None, 7]),
        ),
        max_size=12,
    )
)
def test_so_is_every_number_of_a_ledger_sheet(rows: list[tuple[Any, ...]]) -> None:
    ledger: list[list[Any]] = [["Dato", "Foranstaltning", "Beløb", "Bilag"], [JANUARY, "Familiepleje", 1_000, 1]]
    ledger += [list(row) for row in rows]
    told = snapshot(saved(Ark=ROWS, Posteringer=ledger)).ledger
    (account,) = told.accounts
    column: ColumnAccount = account.columns[0]

    assert column.cells == whole([row[2] for row in ledger]) == sum(column.kinds.values())
    assert column.kinds.get(RowFate.POSTING, 0) == told.amount.sum()
    assert column.kinds.get(RowFate.REFUSED, 0) == told.refused_amount


@pytest.mark.parametrize(("cells", "texts"), [(500, 0), (0, 500)])
def test_an_amount_that_is_in_no_kind_would_show(cells: int, texts: int) -> None:
    assert ColumnAccount(1, "", cells, texts, 0, {}).difference == 500

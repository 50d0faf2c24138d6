"""What a column leaves open, *Opsætning* settles: units, decimal marks, and the order of day and month."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from styring_xl.books.file.filebook import FileBook
from styring_xl.reading.decisions import decisions
from styring_xl.reports import read
from tests.refreshed import refreshed
from tests.workbooks import saved

HEAD = ["CPR-nr.", "Foranstaltning", "Takst", "Mængde", "Startdato", "Stopdato", "Forventet regnskab 2026"]
LEDGER = ["Dato", "CPR-nr.", "Foranstaltning", "Beløb"]


def workbook(row: list[Any], said: list[list[Any]], postings: list[list[Any]] | None = None) -> bytes:
    setup = [["Opsætning"], ["Regnskabsår", 2026], ["Realiseret til og med", 12 if postings else 0], *said]
    sheets: dict[str, Any] = {"Disponering": [HEAD, ["610180-0001", "Familiepleje", *row]], "Opsætning": setup}
    if postings:
        sheets["Posteringer"] = [LEDGER, *([date, "610180-0001", "Familiepleje", ore] for date, ore in postings)]
    return saved(**sheets)


JANUARY = dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("row", "said", "kroner"),
    [
        ([10, 1, JANUARY, None], [], 120),
        ([10, 1, JANUARY, None], [["Beløb i disponeringen", "1.000 kr."]], 120_000),
        ([10, 1, JANUARY, None], [["Beløb i disponeringen", "mio. kr."]], 120_000_000),
        ([100, 1, "01-03-2026", None], [], 1_000),
        ([100, 1, "01-03-2026", None], [["Datoer skrevet som tekst", "måned-dag"]], 1_193.55),
        (["1.250", 1, JANUARY, None], [], 15_000),
        (["1.250", 1, JANUARY, None], [["Tal skrevet som tekst", "punktum"]], 15),
        ([100, "2.000", JANUARY, None], [["Tal skrevet som tekst", "komma"]], 2_400_000),
        ([100, "2.000", JANUARY, None], [["Tal skrevet som tekst", "punktum"]], 2_400),
    ],
)
def test_the_setting_decides_what_a_row_costs(row: list[Any], said: list[list[Any]], kroner: float) -> None:
    assert refreshed(workbook(row, said)).refreshed.figures.result == round(kroner * 100)


def test_it_decides_what_a_ledger_sheet_says_too() -> None:
    postings = [["02-01-2026", "1.250"], ["03-01-2026", "2.500"]]
    said = [["Datoer skrevet som tekst", "måned-dag"], ["Tal skrevet som tekst", "punktum"]]

    told = read(FileBook.from_bytes(workbook([0, 1, JANUARY, None], said, postings))).ledger

    assert told.month.tolist() == [2, 3]
    assert told.amount.tolist() == [125, 250]


def test_a_header_that_says_1_000_kr_is_overruled_by_the_setting() -> None:
    head = [*HEAD[:2], "Takst (1.000 kr.)", *HEAD[3:]]
    row = ["610180-0001", "Familiepleje", 10, 1, JANUARY, None]
    setup = [["Opsætning"], ["Regnskabsår", 2026], ["Beløb i disponeringen", "kr."]]
    assert refreshed(saved(Ark=[head, row]), year=2026).refreshed.figures.result == 120_000_00
    assert refreshed(saved(Ark=[head, row], Opsætning=setup)).refreshed.figures.result == 120_00


def test_an_answer_nobody_understands_is_told_at_its_cell() -> None:
    told = refreshed(workbook([10, 1, JANUARY, None], [["Datoer skrevet som tekst", "amerikansk"]]))
    assert ("opsætning", "Opsætning", "B4") in told.findings


def test_each_decision_says_its_evidence_and_how_to_have_it_otherwise() -> None:
    said = [["Datoer skrevet som tekst", "måned-dag"]]
    snapshot = read(FileBook.from_bytes(workbook(["1.250,00", 1, "01-03-2026", None], said)))

    assert [(each.what, each.read_as, each.evidence) for each in decisions(snapshot)] == [
        ("Beløbene er", "kr.", "ingen overskrift eller titel siger andet"),
        ("Tal skrevet som tekst har", "decimalkomma", "teksterne i kolonnen er skrevet sådan"),
        ("Datoer skrevet som tekst med »-« er", "måned-dag", "Opsætning siger det"),
    ]
    assert {each.pin for each in decisions(snapshot)} == {
        "Beløb i disponeringen: kr., 1.000 kr. eller mio. kr.",
        "Tal skrevet som tekst: komma eller punktum",
        "Datoer skrevet som tekst: dag-måned eller måned-dag",
    }

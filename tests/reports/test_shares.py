"""*Fordelingsnøgle*: three sectors share one boy's placement, worked out by hand; and nothing is lost by a key."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from styring_xl import demo, workbook
from styring_xl.checks import list_row
from styring_xl.cli import app
from styring_xl.standard.lists.shares import SHARES
from tests.command_line import CliRunner
from tests.examples import examples
from tests.refreshed import Told, refreshed
from tests.workbooks import saved

ADA, BO = "610180-0001", "620180-0002"
ROWS = (
    ("Nr.", "CPR-nr.", "Foranstaltning", "Takst", "Startdato", "Stopdato"),
    (7, ADA, "Opholdssted", 100_000.01, "01-01-2026", None),
    (8, BO, "Pleje", 20_000, "01-01-2026", None),
)
POSTINGS = (
    ("Bogføringsdato", "CPR-nr.", "Foranstaltning", "Beløb"),
    ("15-01-2026", ADA, "Opholdssted", 100_000.01),
    ("15-02-2026", ADA, "Opholdssted", 90_000),
    ("15-02-2026", BO, "Pleje", 20_000),
    ("15-02-2026", BO, "Briller", 1_000),
)
KINDS = (("Foranstaltning", "Sektor"), ("Opholdssted", "Børn"), ("Pleje", "Børn"), ("Skoletilbud", "Skole"))
HEAD = ("Nr.", "CPR-nr.", "Foranstaltning", "Sektor", "Konto", "Andel", "Godkendt af")
NO_WORDS = (None, None, None)
THIRDS = (
    (7, None, None, "Børn", None, "1/3", "Direktionen"),
    (7, None, None, "Skole", None, "1/3", None),
    (7, None, None, "Voksne", None, "1/3", "Direktionen"),
)


def book(*listed: Any, postings: Any = POSTINGS, closed: int = 2, accounts: Any = ()) -> Told:
    sheets = {"Disponering": ROWS, "Posteringer": postings, "Egenskaber": KINDS, "Fordelingsnøgle": (HEAD, *listed)}
    return refreshed(saved(**sheets), year=2026, closed=closed)


def table(told: Told, header: str) -> list[list[Any]]:
    """The rows below a header that has the text, down to the next empty row."""
    lines = [line[:11] for line in told.values("Fordelingsnøgle (Styring)")]
    at = next(at for at, line in enumerate(lines) if header in line)
    rest = lines[at + 1 :]
    return rest[: next((at for at, line in enumerate(rest) if not any(cell is not None for cell in line)), len(rest))]


def test_each_month_is_a_third_each_to_the_oere() -> None:
    head, children, school, adults, whole = table(book(*THIRDS), "Bevilling og sektor")
    assert head[:9] == ["Nr. 7 · Opholdssted", ADA, None, 1, 190_000.01, 190_000.01, 0, 1_000_000.1, 1_000_000.1]
    assert children[4:9] == [190_000.01, 63_333.34, -126_666.67, 1_000_000.1, 333_333.4]
    assert school[4:10] == [0, 63_333.34, 63_333.34, 0, 333_333.4, "ikke godkendt"]
    assert adults[4:10] == [0, 63_333.33, 63_333.33, 0, 333_333.3, "Direktionen"]
    assert whole[4:9] == head[4:9]


def test_the_sectors_have_the_whole_municipality_before_and_after() -> None:
    told = book(*THIRDS)
    lines = {line[0]: line[4:9] for line in table(told, "Andel efter")}
    assert lines["Børn"] == [210_000.01, 83_333.34, -126_666.67, 1_200_000.1, 533_333.4]
    assert lines["Uden sektor"] == [1_000, 1_000, 0, 0, 0]
    assert lines["I alt"] == [211_000.01, 211_000.01, 0, 1_200_000.1, 1_200_000.1]


def test_the_repostings_sum_to_nothing_in_each_month() -> None:
    lines = table(book(*THIRDS), "Måned")
    assert [(line[0], line[3], line[4]) for line in lines] == [
        ("Børn", "januar", -66_666.67), ("Skole", "januar", 33_333.34), ("Voksne", "januar", 33_333.33),
        ("Børn", "februar", -60_000), ("Skole", "februar", 30_000), ("Voksne", "februar", 30_000),
        ("I alt", None, 0),
    ]  # fmt: skip


def test_a_citizen_s_measure_is_shared_with_what_nobody_has_committed_and_by_accounts() -> None:
    told = book(
        (None, BO, "briller", "Sundhed", "528.99", "60 %", None), (None, BO, "Briller", None, "530100001", 0.4, None)
    )
    assert [line[:6] for line in table(told, "Bevilling og sektor")[1:4]] == [
        ["Uden sektor", None, None, None, 1_000, 0],
        ["Sundhed", None, "528.99", 0.6, 0, 600],
        ["Uden sektor", None, "530100001", 0.4, 0, 400],
    ]


@pytest.mark.parametrize(
    ("rows", "cell", "words"),
    [
        ([(7, None, None, each, None, 33.33, None) for each in "ABC"], "F2", "99,99 %"),
        ([(7, None, None, "A", None, 0.4, None), (7, None, None, "B", None, 60, None)], "F2", "60,4 %"),
        ([(7, None, None, "A", None, "40 %", None), (7, None, None, "B", None, "resten", None)], "F2", "40 %"),
        ([(9, None, None, "A", None, 1, None)], "A2", "Nr."),
        ([(7, BO, None, "A", None, 1, None)], "A2", "anden"),
        ([(None, BO, None, "A", None, 1, None)], "C2", "mangler"),
        ([(None, BO, "Hest", "A", None, 1, None)], "B2", "ingen bevilling"),
        ([(7, None, None, None, None, 1, None)], "D2", "Hverken"),
        ([(7, None, None, "A", None, 1, None), (None, ADA, "Opholdssted", "B", None, 1, None)], "B3", "længere oppe"),
    ],
)
def test_a_key_that_cannot_be_used_is_told_and_splits_nothing(
    rows: list[tuple[Any, ...]], cell: str, words: str
) -> None:
    told = book(*rows)
    mine = [each for each in told.refreshed.findings if each.code == list_row.CODE and each.cell == cell]
    assert len(mine) == 1
    assert words in mine[0].what
    assert all(line[6] == 0 for line in table(told, "Andel efter") if line[0] not in ("A", "Børn"))
    assert len(table(told, "Bevilling og sektor")) == (4 if cell == "B3" else 1), "the earlier key alone is used"


@settings(deadline=None, max_examples=examples(12), suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 60)), min_size=1, max_size=4),
    st.lists(st.tuples(st.sampled_from([ADA, BO]), st.sampled_from(["Opholdssted", "Pleje", "Hest"]),
                       st.integers(-10**8, 10**8), st.integers(1, 12)), max_size=6),
    st.integers(0, 12),
)  # fmt: skip
def test_whatever_the_shares_all_sectors_together_are_maanedsforbrug_and_the_repostings_nothing(
    weights: list[tuple[str, int]], booked: list[tuple[str, str, int, int]], closed: int
) -> None:
    whole = sum(each for _, each in weights)
    listed = [(7, None, None, name, None, f"{each}/{whole}", None) for name, each in weights]
    postings = (POSTINGS[0], *((f"15-{month:02d}-2026", cpr, kind, ore / 100) for cpr, kind, ore, month in booked))
    told = book(*listed, postings=postings, closed=closed)
    figures = told.refreshed.figures
    total = table(told, "Andel efter")[-1]
    for column, ore in zip(
        total[4:9], (figures.realised, figures.realised, 0, *[figures.expected_rest] * 2), strict=True
    ):
        assert column == ore / 100
    lines = table(told, "Måned")[:-1]
    assert sum(round(line[4] * 100) for line in lines) == 0
    sectors = table(told, "Andel efter")[:-1]
    assert sum(round(line[5] * 100) for line in sectors) == figures.realised


def test_what_is_booked_is_typed_on_the_sheet_and_the_rest_goes_to_the_ledger_as_a_file(tmp_path: Path) -> None:
    lists = {SHARES.name: (("1", None, None, "A", None, 0.5, *NO_WORDS), ("1", None, None, "B", 528, 0.5, *NO_WORDS))}
    content = structs.replace(demo.make(12, closed_month=3), lists=lists)
    path = tmp_path / "ark.xlsx"
    file = openpyxl.load_workbook(io.BytesIO(workbook.build(content)))
    file["Fordelingsnøgle"]["B5"] = "Februar"
    file.save(path)
    target = tmp_path / "ompostering.csv"
    done = CliRunner().invoke(app, ["repostings", str(path), "-o", str(target)])
    assert done.exit_code in (0, 1), done.output
    head, *lines = target.read_bytes().decode("utf-8-sig").split("\r\n")[:-1]
    assert head == "Regnskabsår;Måned;Konto;Sektor;CPR-nr.;Foranstaltning;Beløb;Tekst"
    rows = [line.split(";") for line in lines]
    assert {row[1] for row in rows} == {"3"}
    assert {row[3] for row in rows} == {"Uden sektor", "A", "B"}
    assert sum(round(float(row[6].replace(",", ".")) * 100) for row in rows) == 0
    again = CliRunner().invoke(app, ["repostings", str(path), "-o", str(target)])
    assert (again.exit_code, "findes allerede" in again.output) == (2, True)

"""Published figures come out of a real workbook: VIVE's disposition and Horsens' budget follow-up."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from styring_xl.cli import app
from tests.command_line import CliRunner
from tests.refreshed import refreshed
from tests.workbooks import LEDGER, day, save, saved, values

GOLDEN = Path(__file__).parent / "golden"


def table(name: str) -> list[list[str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def refresh(path: Path, *options: str) -> None:
    result = CliRunner().invoke(app, ["refresh", str(path), *options])
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("totals_typed", [True, False], ids=["old totals stand there", "totals empty"])
def test_vive_2017_gives_every_printed_number(tmp_path: Path, totals_typed: bool) -> None:
    header, *printed = table("vive_2017.csv")
    rows: list[list[Any]] = [["Eksempel på disponeringsark"], [], header[1:]]
    expected: dict[int, list[float | None]] = {}
    part = ""
    for section, cpr, rate, start, stop, *months in printed:
        figures = [float(text) if text else None for text in months]
        if cpr:
            if section != part:
                part = section
                rows.append([section])
            rows.append([cpr, int(rate), start, stop])
        elif "pulje" in section:
            rows.append([section, None, None, None, *[None] * 12, figures[-1]])
        else:
            old = [1.0] * 13 if totals_typed else [None] * 13
            rows.append([section, int(rate) if rate and totals_typed else None, None, None, *old])
        expected[len(rows)] = [float(rate) if rate else None, *figures]
    path = save(tmp_path / "vive.xlsx", Anbringelser=rows)

    refresh(path, "--year", "2017")

    found = values(path, "Anbringelser")
    for row, figures in expected.items():
        assert [found[row - 1][1], *found[row - 1][4:17]] == figures, f"row {row}"


@pytest.mark.parametrize("named", ["first row", "every row", "merged"])
@pytest.mark.parametrize("stands", ["nothing", "the printed figures", "old figures"])
@pytest.mark.parametrize("titled", [False, True], ids=["from A1", "under a title"])
def test_vive_2017_laid_out_as_printed(named: str, stands: str, titled: bool) -> None:
    """The section's name in the first column of its first row, its sum below it, the pulje last."""
    header, *printed = table("vive_2017.csv")
    rows: list[list[Any]] = [["Eksempel på disponeringsark"], []] if titled else []
    rows.append(header)
    expected: dict[int, list[float | None]] = {}
    merged: list[list[int]] = []
    part = ""
    for section, cpr, rate, start, stop, *months in printed:
        figures = [float(text) if text else None for text in months]
        first = section != part
        part = section
        label = section if first or named == "every row" else None
        if cpr and not first:
            merged[-1][1] = len(rows) + 1
        elif cpr:
            merged.append([len(rows) + 1, len(rows) + 1])
        old = [None if each is None else each * (1 if stands == "the printed figures" else 0.9) for each in figures]
        if cpr or "pulje" in section:
            typed: list[float | None] = (
                old if stands != "nothing" and cpr else [*[None] * 12, None if cpr else figures[-1]]
            )
        else:
            typed = [None] * 13 if stands == "nothing" else old
        rows.append([label, cpr or None, int(rate) if rate else None, start or None, stop or None, *typed])
        expected[len(rows)] = figures
    package = saved(Anbringelser=rows)
    if named == "merged":
        package = with_merged(package, [f"A{first}:A{last}" for first, last in merged if last > first])

    told = refreshed(package, year=2017, closed=0)

    assert told.refreshed.figures.result == 4_900_000_00
    found = told.values("Anbringelser")
    for row, figures in expected.items():
        assert found[row - 1][5:18] == figures, f"row {row}"
    # »Cpr. 1« is no CPR number, and the limits of the refund are not shipped for 2017.
    assert {code for code, *_ in told.findings} == {"cpr", "statsrefusion"}


def with_merged(package: bytes, areas: list[str]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(package))
    for area in areas:
        book["Anbringelser"].merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


PRICE_NAMES = {
    "Socialpædagogisk ophold": "Socialpædagogisk opholdssted",
    "Sikrede døgninstitutioner": "Sikrede døgninstitutioner (egne anbringelser)",
    "Familiebehandling int.": "Familiebehandling internt",
    "Familiebehandling ext.": "Familiebehandling eksternt",
}
GROUPS = ("Anbringelser", "Forebyggende foranstaltninger")
# Printed as 3.167.595, though the two figures beside it give a krone less.
PUBLISHED_SLIP = {"Øvrige rammebelagte områder": 3_167_594.0}


def number(text: str) -> float | None:
    return float(text.replace(".", "").replace(",", ".")) if text.strip() else None


def stays(count: float, active: int) -> list[tuple[dt.date, dt.date]]:
    """Stays that make up a number of full-year persons, of which so many are there in December."""
    last, november = day("31-12-2017"), day("30-11-2017")
    days = round(count * 365)
    found = []
    for left in range(active, 0, -1):
        length = max(1, min(365, days // left))
        found.append((last - dt.timedelta(length - 1), last))
        days -= length
    while days > 0:
        length = min(334, days)
        found.append((november - dt.timedelta(length - 1), november))
        days -= length
    return found


def test_horsens_2017_comes_out_to_the_krone_and_the_decimal(tmp_path: Path) -> None:
    _, *printed = table("horsens_2017.csv")
    _, *prices = table("horsens_2017_priser.csv")
    price_of = {PRICE_NAMES.get(row[0], row[0]): row for row in prices}
    ledger: list[list[Any]] = [list(LEDGER)]
    people: list[list[Any]] = [
        ["CPR-nr.", "Foranstaltning", "Takst", "Startdato", "Stopdato", "Forventet regnskab 2017"]
    ]
    budget: list[list[Any]] = [
        [
            "Foranstaltning", "Oprindeligt budget 2017", "Budgetændringer", "Korrigeret budget 2017",
            "Budgetteret antal børn/unge", "Budgetteret gennemsnitspris 2017", "Antal denne måned sidste år (cpr.)",
        ]
    ]  # fmt: skip
    for name, original, changes, revised, expected, _, planned, counted, _, active, last_year in printed:
        price = number(price_of[name][1]) if name in price_of else None
        budget.append(
            [name, number(original), number(changes), number(revised), number(planned), price, number(last_year)]
        )
        if name in GROUPS:
            continue
        ledger.append([day("31-12-2017"), None, name, number(expected), len(ledger)])
        for start, stop in stays(number(counted) or 0, int(number(active) or 0)):
            serial = len(people)
            cpr = f"{61 + serial % 28}{1 + serial // 28 % 12:02d}80-{serial:04d}"
            people.append([cpr, name, 1, start, stop])
    path = save(tmp_path / "horsens.xlsx", Disponering=people, Posteringer=ledger, Budget=budget)

    refresh(path, "--year", "2017", "--closed-month", "12")

    sheet = values(path, "Afvigelse")
    lines: dict[str, list[list[Any]]] = {}
    for row in sheet[5:]:
        if row[0]:
            lines.setdefault(row[0], []).append(row)
    for name, *figures, planned, counted, difference, active, last_year in printed:
        row = lines[name][0]
        amounts = [number(text) or 0 for text in figures]
        amounts[4] = PUBLISHED_SLIP.get(name, amounts[4])
        assert row[1:6] == pytest.approx(amounts, abs=0.001), name
        if number(planned):
            assert [round(x, 1) for x in row[6:9]] == [number(planned), number(counted), number(difference)], name
        if number(active) is not None and number(counted):
            assert row[9:11] == [number(active), number(last_year)], name

    # Printed in the price table without a count, or with a count but no price printed.
    without = {"Døgninstitution special", "Familiebehandling eksternt", "Døgnophold for familien"}
    for name, (_, budgeted, forecast, difference) in price_of.items():
        if name in GROUPS or name in without:
            continue
        row = lines[name][1]
        assert row[1:4] == [number(budgeted), number(forecast), number(difference)], name

    for name in [row[0] for row in printed] + ["I alt"]:
        split = lines[name][-1]
        assert sum(split[2:7]) == pytest.approx(split[1], abs=0.001), name
        assert split[1] == pytest.approx(lines[name][0][5], abs=0.001), name

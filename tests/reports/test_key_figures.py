"""*Nøgletal*: three children and an adult by hand, beside two municipalities; and figures from a CSV file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msgspec import structs

from styring_xl import demo, workbook
from styring_xl.checks import list_row
from styring_xl.cli import app
from styring_xl.figures.key_figures import Ages, read_ages
from styring_xl.standard.lists.benchmark import BENCHMARK, KEY_FIGURES, PLACED, POPULATION
from tests.command_line import CliRunner
from tests.refreshed import Told, refreshed
from tests.workbooks import saved

# Born in 2010 and, the last, in 1980; the third placement begins at half-year and one child has two measures at once.
ROWS = (
    ("CPR-nr.", "Foranstaltning", "Takst", "Startdato", "Stopdato"),
    ("610110-4001", "Plejefamilie", 40_000, "01-01-2025", None),
    ("620110-4002", "Døgninstitution", 100_000, "01-01-2025", None),
    ("620110-4002", "Kontaktperson", 10_000, "01-01-2025", None),
    ("630110-4003", "Hjem", 60_000, "01-07-2025", None),
    ("640180-0004", "Botilbud", 70_000, "01-01-2025", None),
)
KINDS = (
    ("Foranstaltning", "Anbringelse", "Institution", "Familiepleje"),
    ("Plejefamilie", "ja", None, None),
    ("Døgninstitution", None, "ja", None),
    ("Hjem", "ja", None, "ja"),
)
PEOPLE = (
    ("Aldersgruppe", "År", "Folketal", "Kilde"),
    ("0-17", 2024, 1_000, "DST"),
    ("0-17 år", 2023, 900, None),
    ("18+", 2025, 4_000, None),
)
OTHERS = (
    ("Kommune", "Nøgletal", "Aldersgruppe", "År", "Værdi"),
    ("Bakkeby", PLACED, "0-17", 2024, 2),
    ("Skovborg", "anbragte pr. 1.000 indbyggere", "0-17", 2024, "4,0"),
    ("Skovborg", KEY_FIGURES[5], None, 2024, "60 %"),
    ("Skovborg", PLACED, "0-17", 2023, 99),
)


def book(people: Any = PEOPLE, others: Any = OTHERS) -> Told:
    sheets = {"Disponering": ROWS, "Egenskaber": KINDS, "Folketal": people, "Benchmark": others}
    return refreshed(saved(**sheets), year=2025, closed=0)


def shown(told: Told) -> list[list[Any]]:
    return [line[:9] for line in told.values("Nøgletal")[4:]]


def test_persons_and_kroner_per_inhabitant_stand_beside_the_others_with_an_index() -> None:
    lines = shown(book())
    assert lines[0][:6] == ["Nøgletal", "Egen kommune", "Gennemsnit", "Indeks", "Bakkeby", "Skovborg"]
    children, adults = lines[1:8], lines[8:15]
    assert [line[0] for line in (children[0], adults[0])] == ["0-17 år", "18+ år"]
    # 1 + 1 + 184/365 full-year persons; the child with two measures is one.
    assert [line[1] for line in children[1:]] == pytest.approx([2.5, 2.5, 2_160_000, 2_040_000, 816_000, 0.6])
    assert children[2][2:6] == pytest.approx([3, 2.5 / 3 * 100, 2, 4])
    assert children[6][2:6] == [0.6, pytest.approx(100), None, 0.6]
    assert adults[1][1] == 0.25
    assert adults[3][1] == 840_000 / 4_000 * 1_000
    assert adults[5][1] is None, "no adult is placed"
    base = lines[lines.index(next(line for line in lines if line[0] == "Aldersgruppe")) + 1]
    assert base == ["0-17 år", 1_000, "2024", 2.5, 2.5, 1.5, 2_160_000, 2_040_000, "DST"]


def test_all_ages_have_all_that_is_on_afvigelse() -> None:
    told = book((PEOPLE[0], ("0-110", 2025, 5_000, None)))
    lines = shown(told)
    base = lines[lines.index(next(line for line in lines if line[0] == "Aldersgruppe")) + 1]
    assert base[6] == told.refreshed.figures.result / 100


@pytest.mark.parametrize(
    ("people", "others", "sheet", "cell"),
    [
        ((("børn", 2025, 10, None),), OTHERS, "Folketal", "A2"),
        ((("0-17", 2025, 0, None),), OTHERS, "Folketal", "C2"),
        ((("0-17", 2025, 9, None), ("0 til 17", 2025, 8, None)), OTHERS, "Folketal", "A3"),
        (PEOPLE[1:], (*OTHERS, ("Bakkeby", "Lykke", None, 2024, 3)), "Benchmark", "B6"),
        (PEOPLE[1:], (*OTHERS, ("Bakkeby", PLACED, "0-17", 2024, 3)), "Benchmark", "B6"),
        (PEOPLE[1:], (*OTHERS, ("Bakkeby", KEY_FIGURES[5], "0-17", 2024, 60)), "Benchmark", "E6"),
    ],
)
def test_a_row_that_cannot_be_used_is_told(people: Any, others: Any, sheet: str, cell: str) -> None:
    told = book((PEOPLE[0], *people), others)
    assert [each for each in told.findings if each[0] == list_row.CODE] == [(list_row.CODE, sheet, cell)]


def test_ages_are_two_numbers_or_one_and_a_plus() -> None:
    assert [read_ages(text) for text in ("0-17", "18 til 66 år", "67+", "17-0", "unge")] == [
        Ages(0, 17), Ages(18, 66), Ages(67, None), None, None,
    ]  # fmt: skip


@pytest.mark.slow
def test_a_csv_brings_each_figure_once_and_changes_none_that_stands(tmp_path: Path) -> None:
    lists = {
        POPULATION.name: (("0-17", 2026, 500, None),),
        BENCHMARK.name: (("Bakkeby", PLACED, "0-17", 2025, 2.0, None),),
    }
    path, extract = tmp_path / "ark.xlsx", tmp_path / "tal.csv"
    path.write_bytes(workbook.build(structs.replace(demo.make(12, closed_month=0), lists=lists)))
    extract.write_text(
        "År;Kommunenavn;Nøgletal;Alder;Tal\r\n"
        f"2025;bakkeby;{PLACED};0-17;3,5\r\n2025;Åkirke;{PLACED};0-17;1.234,5\r\n2025;Åkirke;{PLACED};0-17;mange\r\n",
        encoding="cp1252",
    )
    done = CliRunner().invoke(app, ["import-benchmark", str(extract), "-o", str(path)])
    assert done.exit_code == 1, done.output
    assert "1 tal er kommet til, 0 stod der i forvejen, 1 står der med en anden værdi" in done.output
    assert "linje 4" in done.output
    sheet = openpyxl.load_workbook(path)["Mål og planer"]
    [ref] = [table.ref for table in sheet.tables.values() if table.name == BENCHMARK.name]
    assert [[cell.value for cell in row][:5] for row in sheet[ref][1:]] == [
        ["Bakkeby", PLACED, "0-17", 2025, 2], ["Åkirke", PLACED, "0-17", 2025, 1234.5],
    ]  # fmt: skip
    assert "Åkirke" in [cell.value for cell in openpyxl.load_workbook(path)["Nøgletal"][5]]
    again = CliRunner().invoke(app, ["import-benchmark", str(extract), "-o", str(path)])
    assert "0 tal er kommet til, 1 stod der i forvejen" in again.output
    for wrong, words in ((tmp_path / "intet.csv", "findes ikke"), (path, "er en projektmappe")):
        refused = CliRunner().invoke(app, ["import-benchmark", str(wrong), "-o", str(path)])
        assert (refused.exit_code, words in refused.output) == (2, True)


def test_a_list_with_a_column_a_year_gets_no_rows_from_a_csv(tmp_path: Path) -> None:
    path, extract = tmp_path / "ark.xlsx", tmp_path / "tal.csv"
    rows = [["CPR", "Foranstaltning", "Takst", "Startdato"], ["610101-4567", "Pleje", 100, dt.date(2025, 1, 1)]]
    own = [["Kommune", "Nøgletal", 2024, 2025], ["Bakkeby", PLACED, 2, 3]]
    path.write_bytes(saved(Disponering=rows, Sammenligning=own))
    extract.write_text(f"Kommune;Nøgletal;År;Værdi\nÅkirke;{PLACED};2025;3\n", encoding="utf-8")
    before = path.read_bytes()
    refused = CliRunner().invoke(app, ["import-benchmark", str(extract), "-o", str(path)])
    assert refused.exit_code == 2
    assert "en kolonne for hvert år" in refused.output
    assert path.read_bytes() == before

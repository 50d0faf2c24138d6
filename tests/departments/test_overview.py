"""Several departments beside each other: the sums are theirs to the øre, whatever they write their figures in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from styring_xl.cli import app
from styring_xl.departments import department
from styring_xl.departments.book import write
from styring_xl.departments.overview import Band, JointOverview, LeftOut, bring_together
from styring_xl.errors import StyringError
from styring_xl.standard.sign import Sign
from tests import libreoffice
from tests.command_line import CliRunner
from tests.departments import story
from tests.examples import examples
from tests.refreshed import refreshed
from tests.workbooks import charts, rows_of, saved, type_in, values


@pytest.fixture(scope="module")
def told() -> JointOverview:
    return bring_together(
        [
            story.of(story.children(), "boern"),
            story.of(story.adults(), "Voksne"),
            story.of(story.other_year(), "Skole"),
        ],
        [LeftOut("Ældre", "Ældre.xlsx", "Ikke læst: Filen er ikke en projektmappe.")],
    )


def test_departments_in_kroner_and_in_thousands_are_added_in_oere(told: JointOverview) -> None:
    assert [(each.name, each.budget, each.expected) for each in told.departments] == [
        ("Børn og unge", 125_000_00, 132_000_00),
        ("Voksne", 340_000_00, 270_000_00),
    ]
    assert (told.budget, told.expected) == (465_000_00, 402_000_00)


def test_a_measure_is_one_however_a_department_writes_it(told: JointOverview) -> None:
    lines = [(each.measure, each.budget, each.expected, each.persons) for each in told.measures]
    assert lines == [
        ("Advokat", 5_000_00, 0, None),
        ("Aflastning", 60_000_00, 42_000_00, 20),
        ("Botilbud", 300_000_00, 240_000_00, 5),
        ("Familiepleje", 100_000_00, 120_000_00, 10),
    ]


def test_a_citizen_in_two_departments_counts_once(told: JointOverview) -> None:
    citizens = told.citizens
    assert (citizens.each, citizens.elsewhere, citizens.everybody, citizens.several) == ((2, 2), (1, 1), 3, 1)


def test_another_year_and_a_file_nobody_can_read_are_told_and_not_added(told: JointOverview) -> None:
    assert [(out.name, out.why) for out in told.left_out] == [
        ("Ældre", "Ikke læst: Filen er ikke en projektmappe."),
        ("Skole", "Ikke lagt til: regnskabsår 2025, mens overblikket er for 2026."),
    ]


def test_what_is_brought_to_one_is_told(told: JointOverview) -> None:
    children, adults = told.departments
    assert children.remarks == ()
    assert adults.remarks == (
        "Beløb i 1.000 kr. eller mio. kr. (disponering, budget) er regnet om til kroner.",
        "Arket viser prognose − budget; her er fortegnet vendt.",
    )


def test_the_sign_is_the_one_most_departments_use() -> None:
    adults = story.of(story.adults(), "Voksne")
    assert bring_together([adults]).sign == Sign.FORECAST_MINUS
    assert bring_together([adults, story.of(story.children(), "Børn")]).sign == Sign.BUDGET_MINUS


def test_another_closed_month_is_told_and_not_added() -> None:
    early, *others = (story.of(story.children(), name) for name in ("A", "B", "C"))
    told = bring_together([replace(early, name="Tidlig", closed=3), *others])
    assert (told.closed, len(told.departments)) == (0, 2)
    assert [out.why for out in told.left_out] == [
        "Ikke lagt til: realiseret til og med marts, mens overblikket er uden lukkede måneder."
    ]


def test_the_band_of_all_is_of_simulated_years_beside_each_other() -> None:
    sure, unsure, unknown = (story.of(story.children(), name) for name in ("A", "B", "C"))
    sure = replace(sure, draws=np.full(10, 1_000))
    unsure = replace(unsure, draws=np.array([0] * 5 + [100] * 5))
    told = bring_together([sure, unsure])
    assert (told.bands, told.band) == ((Band(1_000, 1_000), Band(0, 100)), Band(1_000, 1_100))
    # Two that are as likely to be 0 as 100 are 100 or 200 together three times of four, and seldom both at one end.
    twice = bring_together([replace(sure, draws=np.arange(1_000)), replace(unsure, draws=np.arange(1_000))]).band
    assert twice is not None
    assert 400 < twice.low < 500, "the sum of the two P10 would be 200"
    assert bring_together([sure, unknown]).band is None, "nobody knows where one of them will end"


def test_departments_called_the_same_keep_apart() -> None:
    twice = [story.of(story.children(), name) for name in ("Nord", "Syd")]
    assert [each.name for each in bring_together(twice).departments] == ["Børn og unge (Nord)", "Børn og unge (Syd)"]


def test_without_a_department_there_is_no_overview() -> None:
    with pytest.raises(StyringError, match="Ingen af filerne"):
        bring_together([], [])


CASE = st.tuples(
    st.sampled_from([story.ANNA, story.BO, story.CLARA, None]),
    st.sampled_from(["Familiepleje", "familiepleje ", "Botilbud"]),
    st.integers(1, 9_000_000).map(lambda ore: ore / 100),
    st.integers(1, 12),
)


@settings(max_examples=examples(8), deadline=None)
@given(st.lists(st.lists(CASE, min_size=1, max_size=5), min_size=1, max_size=3))
def test_the_overview_is_the_sum_of_its_departments_to_the_oere(departments: list[list[Any]]) -> None:
    found = [
        refreshed(
            saved(
                Opsætning=story.setup(),
                Disponering=[
                    story.ROWS,
                    *(
                        (cpr, measure, rate, "måned", f"01-{month:02d}-2026", None)
                        for cpr, measure, rate, month in rows
                    ),
                ],
                Budget=[story.BUDGET, ("Familiepleje", 123_456.78, 1)],
            )
        ).refreshed
        for rows in departments
    ]
    whole = bring_together([department.of(each, Path(f"{at}.xlsx")) for at, each in enumerate(found)])
    assert whole.expected == sum(each.figures.result for each in found)
    assert whole.budget == sum(each.budget for each in found)
    assert sum(measure.expected for measure in whole.measures) == whole.expected
    assert sum(measure.budget for measure in whole.measures) == whole.budget
    assert whole.citizens.everybody == len({cpr for rows in departments for cpr, *_ in rows if cpr}) + sum(
        cpr is None for rows in departments for cpr, *_ in rows
    )


# The workbook.


def run(*arguments: object, workers: int = 1) -> Any:
    """The command in this process alone, which is quicker for small workbooks; more ``workers`` are processes."""
    return CliRunner().invoke(app, ["overview", *map(str, arguments), "--workers", str(workers)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    packages = {"Børn": story.children(), "Voksne": story.adults(), "Skole": story.other_year(), "Ældre": b"no"}
    for name, package in packages.items():
        (tmp_path / f"{name}.xlsx").write_bytes(package)
    return tmp_path


@pytest.mark.slow
def test_a_folder_becomes_an_overview_and_is_regenerated_in_place(folder: Path) -> None:
    target = folder / "Samlet.xlsx"
    done = run(folder, "-o", target, workers=2)
    assert done.exit_code == 2, "one file cannot be read"
    assert "3 borgere, hver talt én gang; 1 af dem er i flere afdelinger" in done.stdout
    assert rows_of(target, "Samlet overblik", 4)[1:4] == [
        ["Børn og unge", 125_000, 132_000, -7_000],
        ["Voksne", 340_000, 270_000, 70_000],
        ["I alt", 465_000, 402_000, 63_000],
    ]
    assert rows_of(target, "Grundlag", 4)[1:] == [
        ["Børn og unge", "Børn.xlsx", "ja", 2026],
        ["Voksne", "Voksne.xlsx", "ja", 2026],
        ["Ældre", "Ældre.xlsx", "nej", None],
        ["Skole", "Skole.xlsx", "nej", 2025],
    ]

    book = openpyxl.load_workbook(target)
    book.create_sheet("Mine noter")["A1"] = "Husk mødet"
    book.save(target)
    type_in(target, "Afdelinger", "M8", "Ny kontrakt fra marts")
    type_in(target, "Samlet overblik", "P6", "Drøftes i juni")
    # The adults' workbook comes first the next time, so every line of the other moves down.
    (folder / "Voksne.xlsx").rename(folder / "Akut.xlsx")
    assert target.name not in run(folder, "-o", target).stderr, "the overview of last time is no department"
    lines = {tuple(row[:2]): row[12] for row in values(target, "Afdelinger")[5:] if row[12]}
    assert lines == {("Børn og unge", "Aflastning"): "Ny kontrakt fra marts"}
    assert {row[0]: row[15] for row in values(target, "Samlet overblik")[5:] if row[15]} == {
        "Børn og unge": "Drøftes i juni"
    }
    assert values(target, "Mine noter") == [["Husk mødet"]]

    before = values(target, "Afdelinger")
    assert CliRunner().invoke(app, ["undo", str(target)]).exit_code == 0
    assert values(target, "Afdelinger")[6][0] == "Børn og unge" != before[6][0]


def test_an_overview_among_the_files_is_passed_over(folder: Path) -> None:
    run(folder / "Børn.xlsx", "-o", folder / "Sidste år.xlsx")
    done = run(folder / "Børn.xlsx", folder / "Sidste år.xlsx", "-o", folder / "Samlet.xlsx")
    assert done.exit_code == 0
    assert "Sidste år.xlsx: er selv et samlet overblik, sprunget over" in done.stderr


def test_a_comment_waits_for_its_line(folder: Path) -> None:
    target = folder / "Samlet.xlsx"
    children, adults = folder / "Børn.xlsx", folder / "Voksne.xlsx"
    run(children, adults, "-o", target)
    type_in(target, "Afdelinger", "M7", "Venter på afgørelse")
    run(adults, "-o", target)
    last = [row for row in values(target, "Afdelinger") if row[12] not in (None, "Kommentar")]
    assert [(row[0], row[1], row[12]) for row in last] == [("Børn og unge", "Familiepleje", "Venter på afgørelse")]
    assert any(
        str(row[0]).startswith("Kommentarer til linjer, der ikke er med") for row in values(target, "Afdelinger")
    )
    run(children, adults, "-o", target)
    assert [*values(target, "Afdelinger")[6][:2], values(target, "Afdelinger")[6][12]] == [
        "Børn og unge", "Familiepleje", "Venter på afgørelse",
    ]  # fmt: skip


def test_a_column_put_inside_the_table_is_not_written_over(folder: Path) -> None:
    target = folder / "Samlet.xlsx"
    run(folder / "Børn.xlsx", "-o", target)
    type_in(target, "Afdelinger", "D5", "Min egen kolonne")
    before = target.read_bytes()
    done = run(folder / "Børn.xlsx", "-o", target)
    assert (done.exit_code, target.read_bytes()) == (2, before)
    assert "der ikke er dets egen" in done.stderr


def test_a_sheet_that_was_deleted_comes_back_and_a_chart_follows_its_departments(folder: Path) -> None:
    target = folder / "Samlet.xlsx"
    run(folder / "Børn.xlsx", "-o", target)
    book = openpyxl.load_workbook(target)
    del book["Fund"]
    book.save(target)
    run(folder / "Børn.xlsx", folder / "Voksne.xlsx", "-o", target)
    book = openpyxl.load_workbook(target)
    assert book.sheetnames[-1] == "Fund"
    (chart,) = charts(book, "Samlet overblik")
    assert [each.val.numRef.f.replace("$", "").partition("!")[2] for each in chart.series] == ["AE6:AE7", "AF6:AF7"]


def test_a_note_in_the_way_of_more_lines_stops_the_writing(folder: Path) -> None:
    target = folder / "Samlet.xlsx"
    run(folder / "Børn.xlsx", "-o", target)
    type_in(target, "Grundlag", "A8", "Min note")
    before = target.read_bytes()
    done = run(folder / "Børn.xlsx", folder / "Voksne.xlsx", folder / "Skole.xlsx", "-o", target)
    assert (done.exit_code, target.read_bytes()) == (2, before)
    assert "Arket »Grundlag« er ikke opdateret: der står noget i A8" in done.stderr


def test_a_workbook_that_is_no_overview_is_left_alone(folder: Path) -> None:
    before = (folder / "Voksne.xlsx").read_bytes()
    done = run(folder / "Børn.xlsx", "-o", folder / "Voksne.xlsx")
    assert (done.exit_code, (folder / "Voksne.xlsx").read_bytes()) == (2, before)
    assert "er ikke et samlet overblik" in done.stderr


def test_no_citizen_is_in_the_workbook_or_the_json(folder: Path) -> None:
    target = folder / "Samlet.xlsx"
    done = run(folder / "Børn.xlsx", folder / "Voksne.xlsx", "-o", target, "--json")
    assert done.exit_code == 0
    entry = json.loads(done.stdout)
    assert (entry["totals"]["expected"], entry["citizens"]) == (402_000_00, {"all": 3, "in_several": 1})
    texts = [
        str(cell)
        for sheet in openpyxl.load_workbook(target).sheetnames
        for row in values(target, sheet)
        for cell in row
    ]
    for cpr in (story.ANNA, story.BO, story.CLARA):
        for spelt in (cpr, cpr.replace("-", "")):
            assert not any(spelt in text for text in [*texts, done.stdout])


@pytest.mark.office
def test_libreoffice_computes_every_cell_alike(folder: Path, tmp_path: Path) -> None:
    target = folder / "Samlet.xlsx"
    run(folder / "Børn.xlsx", folder / "Voksne.xlsx", "-o", target)
    again = openpyxl.load_workbook(libreoffice.convert(target, "xlsx", tmp_path / "lo"), data_only=True)
    ours, formulas = openpyxl.load_workbook(target, data_only=True), openpyxl.load_workbook(target)
    checked = 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            mine, theirs = (book[sheet.title][cell.coordinate].value for book in (ours, again))
            assert (theirs or 0 if isinstance(mine, (int, float)) else theirs or "") == (
                pytest.approx(mine, abs=0.004) if isinstance(mine, (int, float)) else mine or ""
            ), (sheet.title, cell.coordinate)
            checked += 1
    assert checked > 100


def test_what_moved_since_the_last_closing_is_told_with_its_cause(tmp_path: Path) -> None:
    path = tmp_path / "Børn.xlsx"
    path.write_bytes(story.children())
    runner = CliRunner()
    runner.invoke(app, ["snapshot", str(path), "--label", "BO1"])
    type_in(path, "Disponering", "C2", 12_000)
    told = bring_together([story.of(path.read_bytes(), "Børn")])
    (department, movement), *rest = told.movements
    assert (department.since, movement.measure, movement.before, movement.now) == (
        "BO1 2026", "Familiepleje", 120_000_00, 144_000_00,
    )  # fmt: skip
    assert (movement.cause, movement.by_cause, rest) == ("Takst- og mængdeændringer", 24_000_00, [])
    target = tmp_path / "Samlet.xlsx"
    write(told, target)
    assert rows_of(target, "Bevægelser", 6)[1] == [
        "Børn og unge", "Familiepleje", "BO1 2026", 120_000, 144_000, 24_000,
    ]  # fmt: skip

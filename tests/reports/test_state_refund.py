"""*Statsrefusion*: small workbooks refreshed in memory, and by file where LibreOffice recalculates them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from styring_xl import demo, standard, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Formula
from styring_xl.cli import app
from styring_xl.refresh import Refreshed, refresh
from styring_xl.reports import read
from styring_xl.reports.refund import AREA
from styring_xl.workbook import Given, WorkbookContent
from tests import libreoffice
from tests.command_line import CliRunner
from tests.examples import examples
from tests.refreshed import Told
from tests.refreshed import refreshed as in_memory
from tests.workbooks import HEADER, LEDGER, day, new, save, saved, update, values

CHILD, SIBLING, YOUNG, ADULT, SENIOR = "610110-4001", "610112-4002", "610102-4003", "610180-0001", "610150-0001"
# CPR-nr., Foranstaltning, Takst, Takstenhed, Startdato, Stopdato, Husstand
HEAD = ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato", "Husstand", "Forventet regnskab"]
BUDGET = ["Foranstaltning", "Oprindeligt budget"]
SHEET = "Statsrefusion"
Row = Sequence[Any]


def book(rows: Sequence[Any], budget: Sequence[Any] = (), year: int = 2022, asked: str = "", **more: Any) -> bytes:
    """``asked`` answers whether the computed refund is part of forventet regnskab; ``more`` are other sheets."""
    sheets: dict[str, Sequence[Row]] = {"Disponering": [HEAD, *rows]}
    if budget:
        sheets["Budget"] = [BUDGET, *budget]
    answer = [[standard.SETTING_REFUND, asked]] if asked else []
    sheets["Opsætning"] = [[standard.SETTING_YEAR, year], *answer]
    return saved(**sheets, **more)


def refreshed(package: bytes, closed: int | None = None) -> Told:
    told = in_memory(package, closed=closed)
    assert not told.refreshed.has_errors
    return told


def row(told: Told, label: str) -> list[Any]:
    """The first row of *Statsrefusion* whose first cell begins so."""
    return next(cells for cells in told.values(SHEET) if str(cells[0] or "").startswith(label))


def test_the_golden_case() -> None:
    told = refreshed(book([[CHILD, "Opholdssted", 150_000, "måned", day("01-07-2022"), None]]))
    case = row(told, CHILD)
    assert case[1:4] == ["børn", 132_500, 900_000]
    assert case[4:16] == [None] * 6 + [150_000] * 6
    assert case[17:29] == [None] * 6 + [22083.33, 22083.34, 22083.33] * 2
    assert row(told, "Børn og efterværn (serviceloven § 176)")[1:4] == [1, 132_500, 900_000]
    assert row(told, "Hele året 2022")[1:5] == ["alle", 860_000, 1_680_000, 2_120_000]
    assert row(told, "Arket har ingen Parametre")
    formulas = [cells[2].text for cells in told.contents(SHEET) if isinstance(cells[2], Formula)]
    formula = next(text for text in formulas if text.startswith("ROUND("))
    assert formula.count("SUMPRODUCT") == 3


@pytest.mark.parametrize(
    ("year", "citizen", "cost", "kroner"),
    [
        (2020, CHILD, 830_000, None),
        (2020, CHILD, 1_630_012, 200_006),
        (2020, ADULT, 1_090_000, None),
        (2020, ADULT, 2_050_012, 240_006),
        (2021, CHILD, 850_000, 0),
        (2021, ADULT, 2_090_004, 417_503),
        (2022, CHILD, 1_680_000, 205_000),
        (2022, ADULT, 2_120_004, 425_003),
    ],
)
def test_a_one_off_is_spread_and_meets_the_limits_of_its_year_and_age(
    year: int, citizen: str, cost: int, kroner: int | None
) -> None:
    rows = [[citizen, "Særlig indsats", cost, "engang", dt.date(year, 3, 1), None]]
    told = refreshed(book(rows, [["Statsrefusion", -1000]], year=year))
    found = row(told, citizen)
    assert found[3] == cost
    assert found[2] == pytest.approx(kroner or 0, abs=0.1)
    assert max(found[4:16]) - min(found[4:16]) < 0.011


def household() -> bytes:
    """Two siblings, what their parents pay, and a grown-up of the same household."""
    rows = [
        [CHILD, "Opholdssted", 60_000, "måned", day("01-01-2022"), None, "Skovvej 1"],
        [SIBLING, "Opholdssted", 70_000, "måned", day("01-01-2022"), None, "Skovvej 1"],
        [CHILD, "Egenbetaling", -10_000, "måned", day("01-01-2022"), None, "Skovvej 1"],
        [ADULT, "Botilbud", 60_000, "måned", day("01-01-2022"), None, "Skovvej 1"],
    ]
    return book(rows, [["Statsrefusion", -100_000]])


def test_siblings_are_one_case_and_income_is_deducted() -> None:
    told = refreshed(household())
    # 120.000 kr. a month: 25 % of 1.440.000 − 860.000 kr. The grown-up is no sibling, and below the limit.
    assert row(told, "Husstand Skovvej 1")[1:5] == ["børn", 145_000, 1_440_000, 120_000]
    assert row(told, CHILD)[1:5] == ["søskende i husstanden", None, 600_000, 50_000]
    assert row(told, "I alt")[2:4] == [145_000, 2_160_000]
    assert row(told, "Forventet regnskab i alt")[3] == 2_160_000


@pytest.mark.office
def test_the_formulas_of_a_household_are_what_libreoffice_computes(tmp_path: Path) -> None:
    path = tmp_path / "Sager 2022.xlsx"
    path.write_bytes(household())
    update(path)
    recalculated = libreoffice.convert(path, "xlsx", tmp_path / "lo")
    for ours, theirs in zip(values(path, SHEET), values(recalculated, SHEET), strict=True):
        for mine, other in zip(ours, theirs, strict=False):
            assert mine == (pytest.approx(other, abs=0.004) if isinstance(other, (int, float)) else other)


def test_four_children_of_a_household_before_2021_are_named_and_have_no_figure() -> None:
    """The fourth comes in July: until then each child is a case of its own, 25 % above 830.000 kr."""
    children = [CHILD, SIBLING, "610114-4004", "610115-4005"]
    starts = [*["01-01-2020"] * 3, "01-07-2020"]
    rows = [
        [citizen, "Opholdssted", 100_000, "måned", day(start), None, "Skovvej 1"]
        for citizen, start in zip(children, starts, strict=True)
    ]
    told = refreshed(book(rows, [["Statsrefusion", -100_000]], year=2020))
    half = (1_200_000 - 830_000) * 0.25 / 2
    assert [row(told, child)[2] for child in children] == [half, half, half, 0]
    assert ("statsrefusion", "Disponering", "G2") in told.findings
    three = refreshed(book(rows[:3], [["Statsrefusion", -100_000]], year=2020))
    assert row(three, CHILD)[2] == 2 * half
    assert ("statsrefusion", "Disponering", "G2") not in three.findings


def test_what_the_law_leaves_out_is_left_out_and_reconciled() -> None:
    measures = ("Opholdssted", "Sikret afdeling", "Statsrefusion")
    content = WorkbookContent(
        settings=Given(year=2022, closed=1),
        dispositions=tuple(
            list(column)
            for column in zip(
                *(
                    _disposition(CHILD, "Opholdssted", 100_000, "måned"),
                    _disposition(CHILD, "Sikret afdeling", 200_000, "måned"),
                    _disposition(None, "Opholdssted", 90_000, "måned"),
                ),
                strict=True,
            )
        ),
        postings=tuple(
            list(column)
            for column in zip(
                (dt.date(2022, 1, 5), None, "Opholdssted", CHILD, None, 120_000, 1, None),
                (dt.date(2022, 1, 6), None, "Statsrefusion", CHILD, None, -30_000, 2, None),
                (dt.date(2022, 1, 7), None, "Opholdssted", None, None, 5_000, 3, None),
                (dt.date(2022, 1, 8), None, "Ukendt ydelse", CHILD, None, 1_000, 4, None),
                strict=True,
            )
        ),
        budget=tuple(
            list(column) for column in zip(*(("G", each, 0, 0, *[None] * 7) for each in measures), strict=True)
        ),
        parameters={standard.TARGETS_TABLE: (("Sikret afdeling", "børn", "nej"),)},
    )
    told = refreshed(workbook.build(content))
    case = row(told, CHILD)
    # January as booked with what nobody had disponeret, later months as expected; the refund itself is no income.
    assert case[4:7] == [121_000, 100_000, 100_000]
    left = [(cells[0], cells[3]) for cells in told.values(SHEET)]
    at = next(n for n, (text, _) in enumerate(left) if text == "Afstemning til forventet regnskab")
    assert left[at + 1 : at + 8] == [
        ("Grundlag i alt", 1_221_000),
        ("Objektivt finansieret eller uden for loven (Parametre)", 2_200_000),
        ("Bogført på borgere på linjen for statsrefusion", -30_000),
        ("Bevillinger uden CPR-nr.", 990_000),
        ("Posteringer uden CPR-nr.", 5_000),
        ("Puljer", 0),
        ("Regulering til beregnet statsrefusion", 0),
    ]
    assert left[at + 8][1] == total(told)


def _disposition(cpr: str | None, measure: str, rate: float, unit: str) -> tuple[Any, ...]:
    named = {
        "CPR-nr.": cpr,
        "Foranstaltning": measure,
        "Takst": rate,
        "Takstenhed": unit,
        "Startdato": dt.date(2022, 1, 1),
    }
    return tuple(named.get(name) for name in standard.DISPOSITION_COLUMNS)


def total(told: Told) -> float:
    """Forventet regnskab in *Afvigelse*."""
    found: float = next(cells[4] for cells in told.values("Afvigelse")[5:] if cells[0] == "I alt")
    return found


def test_a_year_without_limits_has_no_number_and_a_finding_that_says_where_to_look() -> None:
    told = refreshed(book([[CHILD, "Opholdssted", 150_000, "måned", day("01-01-2026"), None]], year=2026))
    case = row(told, CHILD)
    assert (case[2], case[3], case[17:29]) == (None, 1_800_000, [None] * 12)
    assert row(told, "Ingen beløbsgrænser for 2026")
    assert row(told, "Børn og unge til 23 år (barnets lov § 198)")[1:4] == [None, None, 1_800_000]
    [finding] = [cells for cells in told.values("Kontrol") if cells[2] == "statsrefusion"]
    assert "sm.dk" in finding[8]


@pytest.mark.parametrize("asked", ["ja", "nej", ""])
def test_the_line_holds_what_is_computed_only_when_asked_for(asked: str) -> None:
    rows = [
        [CHILD, "Opholdssted", 150_000, "måned", day("01-01-2022"), None],
        [None, "Statsrefusion", -5_000, "måned", day("01-01-2022"), None],
    ]
    told = refreshed(book(rows, [["Opholdssted", 1_800_000], ["Statsrefusion", -100_000]], asked=asked))
    lines = {cells[0]: cells[4] for cells in reversed(told.values("Afvigelse")[5:12])}
    # The row in Disponering has a number, so what it lacks stands on a line of its own right below it.
    assert lines["Statsrefusion"] == -60_000
    # 12 × 150.000 kr.: 205.000 + half of 120.000 kr.
    assert row(told, "Beregnet statsrefusion")[2] == -265_000
    assert lines.get("Beregnet statsrefusion") == (-205_000 if asked == "ja" else None)
    assert row(told, "Beregnet − forventet regnskab")[2] == (0 if asked == "ja" else -205_000)
    assert ("statsrefusion" in {code for code, _, _ in told.findings}) == (asked != "ja")
    assert row(told, "Forventet regnskab i alt")[3] == total(told) == 1_800_000 - (265_000 if asked == "ja" else 60_000)
    spend = told.values("Månedsforbrug")
    assert next(cells[15] for cells in spend if cells[0] == "I alt") == total(told)


def test_a_new_workbook_does_not_ask_for_it() -> None:
    rows = FileBook.from_bytes(new(2022)).grid(standard.SETUP).rows
    assert [row[1] for row in rows if row[0] == standard.SETTING_REFUND] == ["nej"]


@pytest.mark.parametrize("citizen", [CHILD, None])
def test_a_refund_booked_without_a_budget_line_is_not_counted_twice(citizen: str | None) -> None:
    """January's refund is in the ledger, on the citizen or on nobody: it is neither his income nor a second refund."""
    rows = [[CHILD, "Opholdssted", 150_000, "måned", day("01-01-2022"), None]]
    ledger = [LEDGER, [day("15-01-2022"), citizen, "Statsrefusion", -22_000, 1]]
    told = refreshed(book(rows, [["Opholdssted", 1]], Realiseret=ledger), closed=1)
    # 11 × 150.000 kr. are expected, and nothing but the refund is booked in January.
    # Eleven twelfths of 265.000 kr.
    assert row(told, "Beregnet statsrefusion")[2] == -242_916.67
    assert row(told, "Forventet regnskab: Statsrefusion")[2] == -22_000
    assert row(told, "Beregnet − forventet regnskab")[2] == -220_916.67
    told = refreshed(book(rows, [["Opholdssted", 1]], asked="ja", Realiseret=ledger), closed=1)
    assert total(told) == 1_650_000 - 242_916.67


def test_a_pulje_kept_for_the_refund_counts_with_its_line() -> None:
    """The line has a number, from its row in Disponering, so the pulje stands on a line of its own below it."""
    rows = [
        [*HEAD, "Status"],
        [CHILD, "Opholdssted", 150_000, "måned", day("01-01-2022")],
        [None, "Statsrefusion", -5_000, "måned", day("01-01-2022")],
        [None, "Statsrefusion", None, None, None, None, None, -200_000, "Pulje"],
    ]
    budget = [BUDGET, ["Opholdssted", 1_800_000], ["Statsrefusion", -100_000]]
    year = [standard.SETTING_YEAR, 2022]
    told = refreshed(saved(Disponering=rows, Budget=budget, Opsætning=[year]))
    assert row(told, "Forventet regnskab: Pulje: Statsrefusion")[2] == -200_000
    assert row(told, "Beregnet − forventet regnskab")[2] == -5_000
    asked = [year, [standard.SETTING_REFUND, "ja"]]
    told = refreshed(saved(Disponering=rows, Budget=budget, Opsætning=asked))
    assert total(told) == 1_800_000 - 265_000


@pytest.mark.slow
def test_two_sets_of_limits_are_none_and_a_citizen_of_two_households_is_told(tmp_path: Path) -> None:
    rows = [[CHILD, "Opholdssted", 150_000, "måned", day("01-01-2022"), None, home] for home in ("A", "B")]
    path = tmp_path / "Sager 2022.xlsx"
    path.write_bytes(book(rows))
    assert CliRunner().invoke(app, ["adopt", str(path)]).exit_code == 0
    opened = openpyxl.load_workbook(path)
    parameters = opened["Parametre"]
    table = parameters.tables["tblStatsrefusion"]
    bottom = parameters[table.ref.split(":")[1]]
    limits: tuple[Any, ...] = (2022, "alle", 900_000, 1_700_000, 2_200_000, "?")
    for column, value in enumerate(limits, bottom.column - 5):
        parameters.cell(bottom.row + 1, column).value = value
    table.ref = f"{table.ref.split(':')[0]}:{parameters.cell(bottom.row + 1, bottom.column).coordinate}"
    opened.save(path)
    told = refreshed(path.read_bytes())
    assert row(told, CHILD)[2] is None
    texts = [cells[7] for cells in told.values("Kontrol") if cells[2] == "statsrefusion"]
    assert any("to forskellige" in text for text in texts)
    assert any("anden husstand" in text for text in texts)


def test_sixty_seven_is_left_out_with_a_finding() -> None:
    told = refreshed(book([[SENIOR, "Botilbud", 150_000, "måned", day("01-01-2022"), None]]))
    assert row(told, SENIOR)[1:4] == ["voksne", 0, 1_800_000]
    assert any("67 år" in str(cells[7]) for cells in told.values("Kontrol"))


def test_the_sheet_comes_where_it_has_something_to_tell() -> None:
    cheap = [[CHILD, "Aflastning", 5_000, "måned", day("01-01-2022"), None]]
    assert "Statsrefusion" not in [area.block.sheet for area in refreshed(book(cheap)).refreshed.patch.areas]


@pytest.mark.slow
def test_a_second_refresh_changes_nothing_and_rows_may_come_and_go(tmp_path: Path) -> None:
    path = tmp_path / "Styringsark.xlsx"
    path.write_bytes(demo.workbook(cases=60, seed=5, year=2022, macro_enabled=False))
    run = CliRunner().invoke
    run(app, ["refresh", str(path)])
    first = path.read_bytes()
    run(app, ["refresh", str(path)])
    assert path.read_bytes() == first
    many = values(path, SHEET)
    opened = openpyxl.load_workbook(path)
    for cells in opened["Disponering"].iter_rows(min_row=6, min_col=7, max_col=7):
        cells[0].value = 1 if isinstance(cells[0].value, (int, float)) else cells[0].value
    opened["Opsætning"]["B7"].value = 0
    opened.save(path)
    run(app, ["refresh", str(path)])
    few = values(path, SHEET)
    assert sum(bool(cells[0]) for cells in few) < sum(bool(cells[0]) for cells in many)
    assert any(str(cells[0]).startswith("Ingen sager") for cells in few)


@st.composite
def commitment(draw: st.DrawFn) -> list[Any]:
    start = draw(st.dates(dt.date(2021, 6, 1), dt.date(2022, 12, 31)))
    return [
        draw(st.sampled_from([CHILD, SIBLING, YOUNG, ADULT, SENIOR, None])),
        draw(st.sampled_from(["Opholdssted", "Statsrefusion", "Hybel"])),
        draw(st.integers(-5_000_000, 50_000_000)) / 100,
        draw(st.sampled_from(["måned", "døgn", "engang"])),
        1,
        start,
        draw(st.one_of(st.none(), st.dates(start, dt.date(2023, 12, 31)))),
        draw(st.sampled_from([None, 0.5])),
    ]


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(commitment(), min_size=1, max_size=10), closed=st.integers(0, 12), ja=st.booleans(), data=st.data()
)
def test_nothing_is_lost_on_the_way_to_the_result(
    tmp_path: Path, rows: list[list[Any]], closed: int, ja: bool, data: st.DataObject
) -> None:
    postings = [
        [
            dt.date(2022, data.draw(st.integers(1, 12)), 1),
            each[0],
            each[1],
            data.draw(st.integers(-(10**6), 10**8)) / 100,
            1,
        ]
        for each in rows
    ]
    path = save(
        tmp_path / "ark.xlsx",
        Disponering=[HEADER, *rows],
        Realiseret=[LEDGER, *postings],
        Budget=[BUDGET, ["Opholdssted", 1], ["Statsrefusion", -1]],
        Opsætning=[[standard.SETTING_REFUND, "ja" if ja else "nej"]],
    )
    result: Refreshed = refresh(read(FileBook.open(path), year=2022, closed=closed))
    figures = result.figures
    booked = sum(round(p[3] * 100) for p in postings if p[0].month <= closed)
    assert figures.result == booked + figures.expected_rest + figures.pool
    assert ja or figures.pool == 0
    assert sum(line.amount for line in figures.lines) == figures.result
    assert sum(line.expected for group in figures.groups for line in group.lines) == figures.result
    [area] = [area for area in result.patch.areas if area.name == AREA]
    cells: list[list[Any]] = [[getattr(value, "value", value) for value in each] for each in area.block.rows()]
    [shown] = [each for each in cells if str(each[0]).startswith("Forventet regnskab i alt")]
    assert round(shown[3] * 100) == figures.result
    refunded = next(each[2] for each in cells if each[0] == "I alt")
    own = ("Statsrefusion", standard.REFUND_POOL)
    line = sum(x.expected for group in figures.groups for x in group.lines if x.measure in own)
    assert not ja or line == -round(refunded * 100)

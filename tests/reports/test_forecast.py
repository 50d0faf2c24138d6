"""*Prognose*: every method, what is typed and kept, and what is left out and said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.table import Table

from styring_udf.forecast import STYRING_PROGNOSE
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Content, Formula, address
from styring_xl.cells.patch import Block, Patch
from styring_xl.model.forecast import METHODS, KnownAmounts, results, twelfths
from styring_xl.model.kroner import from_kroner
from styring_xl.refresh import refresh
from styring_xl.reports import forecast, read
from styring_xl.reports.forecast import SHEET
from styring_xl.reports.forecast.columns import columns as forecast_columns
from styring_xl.reports.sheet import Heading
from styring_xl.standard.column import headers
from tests import libreoffice
from tests.examples import examples
from tests.workbooks import BUDGET, HEADER, LEDGER, findings, refreshed, save, values

COLUMNS = headers(forecast_columns(Heading(2026)))
FORECAST, RESULT, ALL, ALL_RESULT = (
    "Forbrugsprognose", "Resultatprognose (budget − prognose)", "Forbrug i alt", "Resultat i alt (budget − forbrug)",
)  # fmt: skip
OUTSIDE = "Udgifter uden for disponering"
CITIZEN = "610180-0001"


def at(month: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, 15)


def postings(measure: str, year: int, amounts: Sequence[float]) -> list[list[Any]]:
    return [[at(m, year), None, measure, amount, m] for m, amount in enumerate(amounts, 1)]


def municipality(path: Path) -> Path:
    """Familiepleje is disponeret at 1.000 a month; Advokat and Kurser are only booked, with two earlier years."""
    cases = [[CITIZEN, "Familiepleje", 1000, "måned", 1, dt.date(2026, 1, 1), None, None]]
    ledger = [
        [at(1), CITIZEN, "Familiepleje", 1100, 1],
        [at(2), CITIZEN, "Familiepleje", 1000, 2],
        [at(3), CITIZEN, "Familiepleje", 900, 3],
    ]
    for year in (2024, 2025):
        ledger += postings("Advokat", year, [10] * 11 + [130]) + postings("Kurser", year, [20] * 12)
    ledger += postings("Advokat", 2026, [10, 10, 40]) + postings("Kurser", 2026, [50, 50, 50])
    budget = [["Anbringelser"], ["Familiepleje", 11_000, 0, 1, 11_000], ["Øvrigt"]]
    budget += [["Advokat", 300, 50, None, None], ["Kurser", 400, 0, None, None]]
    return save(path, Disponering=[HEADER, *cases], Realiseret=[LEDGER, *ledger], Budget=[BUDGET, *budget])


def update(path: Path, closed: int = 3) -> Path:
    return refreshed(path, year=2026, closed=closed)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return update(municipality(tmp_path_factory.mktemp("untouched") / "Ark 2026.xlsx")).read_bytes()


@pytest.fixture
def path(tmp_path: Path, untouched: bytes) -> Path:
    (tmp_path / "Ark 2026.xlsx").write_bytes(untouched)
    return tmp_path / "Ark 2026.xlsx"


def table(path: Path) -> dict[str, dict[str, Any]]:
    """Row name -> header -> value, down to the explanations."""
    found: dict[str, dict[str, Any]] = {}
    for row in values(path, "Prognose")[5:]:
        if row[0] == "Sådan læses prognosen":
            break
        if row[0]:
            found[row[0]] = dict(zip(COLUMNS, row, strict=False))
    return found


def row_of(path: Path, name: str) -> int:
    return next(at for at, row in enumerate(values(path, "Prognose"), 1) if row[0] == name)


def write(path: Path, name: str, **cells: Content) -> None:
    """Type in the line's cells; the names of the columns without what is no letter."""
    keys = {"".join(c for c in column if c.isalpha()): number for number, column in enumerate(COLUMNS, 1)}
    row = row_of(path, name)
    put(path, *(Block.of("Prognose", row, keys[key], ((value,),)) for key, value in cells.items()))


def put(path: Path, *blocks: Block) -> None:
    path.write_bytes(FileBook.open(path).edit(Patch(blocks=blocks)).bytes())


def test_an_untouched_sheet_takes_disp_where_something_is_disponeret_and_else_twelve_twelfths(path: Path) -> None:
    found = table(path)
    pleje, advokat = found["Familiepleje"], found["Advokat"]
    assert (pleje["Metode"], pleje["Anvendt metode"], pleje[FORECAST]) == (None, "DISP", 12_000)
    assert (advokat["Anvendt metode"], advokat[FORECAST], advokat[RESULT]) == ("12/12", 240, 110)
    assert [advokat[f"Regnskab {year}"] for year in (2023, 2024, 2025)] == [None, 240, 240]
    assert (advokat["Forbrug år til dato"], advokat["Gældende 12 mdr."]) == (60, 270)
    assert advokat["DIFF (12 mdr. − 12/12)"] == 30
    assert (advokat["Oprindeligt budget"], advokat["Korrigeret budget"]) == (300, 350)
    assert (pleje["Mindre-/merforbrug"], advokat["Mindre-/merforbrug"]) == ("merforbrug", "mindreforbrug")
    assert found["I alt"][FORECAST] == 12_000 + 240 + 600
    assert found["Øvrigt"][FORECAST] == 840


def signed(path: Path, sign: str) -> Path:
    """The workbook with a set-up sheet that says which way a variance is counted."""
    book = openpyxl.load_workbook(path)
    book.create_sheet("Opsætning").append(["Fortegn for afvigelse", sign])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("sign", "header", "result", "sum_of_all"),
    [
        ("budget − forventet", "Resultatprognose (budget − prognose)", 110, 11_750 - 12_840),
        ("prognose − budget", "Resultatprognose (prognose − budget)", -110, 12_840 - 11_750),
    ],
)
def test_the_result_is_counted_the_way_the_setting_says(
    tmp_path: Path, sign: str, header: str, result: float, sum_of_all: float
) -> None:
    path = update(signed(municipality(tmp_path / "Ark 2026.xlsx"), sign))
    head = values(path, "Prognose")[4]
    column = head.index(header)
    rows = {row[0]: row for row in values(path, "Prognose")[5:]}
    assert (rows["Advokat"][column], rows["I alt"][column]) == (result, sum_of_all)
    words = [rows[name][head.index("Mindre-/merforbrug")] for name in ("Advokat", "Familiepleje", "I alt")]
    assert words == ["mindreforbrug", "merforbrug", "merforbrug"], "the words are the same whatever the sign"
    said = next(row[1] for row in rows.values() if row[0] == "Fortegn")
    assert said.startswith(f"Resultat er {header.removeprefix('Resultatprognose (').rstrip(')')}: plus er")


def test_another_sign_loses_nothing_that_is_typed(tmp_path: Path) -> None:
    path = update(signed(municipality(tmp_path / "Ark 2026.xlsx"), "prognose − budget"))
    write(path, "Advokat", Metode="SKØN", SkønDCO=333, Kommentar="Ny aftale")
    put(path, Block.of("Opsætning", 1, 2, (("budget − forventet",),)))
    update(path)
    line = table(path)["Advokat"]
    assert [line[name] for name in ("Metode", "Skøn / DCO", "Kommentar", RESULT)] == ["SKØN", 333, "Ny aftale", 17]
    assert [code for code, *_ in findings(path) if code.startswith("prognose")] == []


def test_a_note_of_an_earlier_version_gives_way_and_one_of_the_users_own_stays(path: Path) -> None:
    for note, shown in ((SHEET.former_notes[0], SHEET.note), ("Vores egen vejledning", "Vores egen vejledning")):
        put(path, Block.of("Prognose", 2, 1, ((note,),)))
        update(path)
        assert values(path, "Prognose")[1][0] == shown


@pytest.mark.parametrize(
    ("method", "estimate", "amount"),
    [
        ("DISP", None, 60 + 5),
        ("12/12", None, 240),
        ("12M", None, 270),
        ("BUDG", None, 350),
        ("SKØN", 333, 333),
        ("DCO", "1.234,50", 1234.5),
        ("UDGÅET", None, 60),
        ("AUTO", None, 270),
        ("  auto", None, 270),
        (dt.date(2026, 12, 12), None, 240),
    ],
)
def test_every_method(path: Path, method: Content, estimate: Content, amount: float) -> None:
    cells = {"Metode": method, "SkønDCO": estimate, "Udgifterudenfordisponering": 5, "RISIKOR": 7, "UKENDTTILGANGT": -2}
    write(path, "Advokat", **cells)
    update(path)
    line, whole = table(path)["Advokat"], table(path)["I alt"]
    assert line[FORECAST] == amount
    assert (line[RESULT], line[ALL], line[ALL_RESULT]) == (350 - amount, amount + 5, 350 - amount - 5)
    assert whole[ALL_RESULT] == round(11_750 - 12_000 - 600 - amount - 5, 2)
    assert (whole["RISIKO [R]"], whole["UKENDT TILGANG [T]"]) == (7, -2)
    assert line["Metode"] in ("DISP", "12/12", "12M", "BUDG", "SKØN", "DCO", "UDGÅET", "AUTO")
    again = path.read_bytes()
    update(path)
    assert path.read_bytes() == again, "a second refresh changes nothing"


@pytest.mark.parametrize(
    ("method", "closed", "code", "shown"),
    [
        ("Efter fornemmelsen", 3, "prognosemetode", "ukendt metode"),
        ("12/12", 0, "prognosemetode", "ingen lukket måned"),
        ("SKØN", 3, "prognosemetode", "mangler skøn"),
    ],
)
def test_a_line_without_a_forecast_says_why_and_is_visibly_left_out(
    path: Path, method: str, closed: int, code: str, shown: str
) -> None:
    write(path, "Kurser", Metode=method, RISIKOR=99)
    update(path, closed)
    found = table(path)
    line, whole = found["Kurser"], found["I alt"]
    assert (line["Metode"], line[FORECAST], line["Mindre-/merforbrug"]) == (method, shown, "ikke regnet med")
    left_out = next(row for name, row in found.items() if name.startswith("Linjer uden prognose"))
    assert left_out["Prognoselinje"].endswith(": 1")
    assert left_out["Korrigeret budget"] == 400
    assert whole[RESULT] == whole["Korrigeret budget"] - 400 - whole[FORECAST]
    assert whole["RISIKO [R]"] == 0
    assert (code, "Prognose", f"K{row_of(path, 'Kurser')}") in findings(path)
    assert findings(path).count(("prognosemetode", "Prognose", f"K{row_of(path, 'Kurser')}")) == 1


def test_the_last_twelve_months_need_last_year(tmp_path: Path) -> None:
    cases = [[CITIZEN, "Familiepleje", 1000, "måned", 1, dt.date(2026, 1, 1), None, None]]
    ledger = [[at(1), CITIZEN, "Familiepleje", 5, 1]]
    budget = [["Familiepleje", 11_000, 0, 1, 11_000]]
    path = save(
        tmp_path / "Ark 2026.xlsx", Disponering=[HEADER, *cases], Realiseret=[LEDGER, *ledger], Budget=[BUDGET, *budget]
    )
    update(path, 1)
    assert table(path)["Familiepleje"]["Gældende 12 mdr."] == "mangler måneder"
    write(path, "Familiepleje", Metode="12M")
    update(path, 1)
    assert ("prognosemetode", "Prognose", "K7") in findings(path)
    write(path, "Familiepleje", Metode="AUTO")
    update(path, 1)
    assert table(path)["Familiepleje"][FORECAST] == 11_000, "too little of a past: the budget"
    assert ("prognose-auto", "Prognose", "K7") in findings(path)


def test_no_month_closed_is_no_error_where_nobody_chose(path: Path) -> None:
    update(path, 0)
    found = table(path)
    assert [found[name]["Anvendt metode"] for name in ("Familiepleje", "Advokat")] == ["DISP", "BUDG"]
    assert not [code for code, _, _ in findings(path) if code.startswith("prognose")]


def test_what_is_typed_follows_its_line_and_outlives_it(path: Path) -> None:
    write(path, "Kurser", Metode="SKØN", SkønDCO=777, RISIKOR=5, Kommentar="spørg Lone")
    write(path, "Advokat", Kommentar="'og nu", SkønDCO=Formula(f"F{row_of(path, 'Advokat')}*2", 700), Metode="SKØN")
    update(path)
    # Kurser leaves the budget and the ledger, and a line comes in above.
    budget = values(path, "Budget")
    ledger = [row[2] for row in values(path, "Realiseret")]
    fewer = [*budget[:1], ["Aflastning", 10, 0, None, None], *budget[1:-1]]
    put(path, Block.of("Budget", 1, 1, tuple(map(tuple, fewer))))
    put(path, Block.of("Realiseret", 1, 3, tuple(("Advokat" if name == "Kurser" else name,) for name in ledger)))
    before = row_of(path, "Advokat")
    update(path)
    found = table(path)
    gone, advokat = found["Kurser"], found["Advokat"]
    assert (gone["Skøn / DCO"], gone["RISIKO [R]"], gone["Kommentar"]) == (777, 5, "spørg Lone")
    assert (gone["Kilde"], found["I alt"]["RISIKO [R]"]) == ("linjen findes ikke", 0)
    assert "prognose-linje-væk" in [code for code, _, _ in findings(path)]
    now = row_of(path, "Advokat")
    assert now != before
    assert openpyxl.load_workbook(path)["Prognose"][address(now, 12)].value == f"=F{now}*2"
    assert (advokat["Kommentar"], advokat[FORECAST]) == ("'og nu", 700)
    # And back again.
    put(path, Block.of("Budget", 1, 1, tuple(map(tuple, budget))))
    put(path, Block.of("Realiseret", 1, 3, tuple((name,) for name in ledger)))
    update(path)
    found = table(path)
    assert (found["Kurser"]["Metode"], found["Kurser"][FORECAST]) == ("SKØN", 777)
    assert "prognose-linje-væk" not in [code for code, _, _ in findings(path)]


def test_a_figure_nobody_can_read_stays_and_is_found(path: Path) -> None:
    write(path, "Kurser", RISIKOR="en halv million")
    update(path)
    assert table(path)["Kurser"]["RISIKO [R]"] == "en halv million"
    assert table(path)["Kurser"][ALL] == 600
    assert ("prognosetal", "Prognose", f"T{row_of(path, 'Kurser')}") in findings(path)


def test_a_column_of_the_users_is_never_lost(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Prognose"]
    sheet["J5"], sheet["J7"] = "Mine noter", "husk mødet"
    book.save(path)
    before = values(path, "Prognose")
    update(path)
    assert values(path, "Prognose") == before
    assert ("prognose-kolonne", "Prognose", "J5") in findings(path)


def test_measures_share_a_prognoselinje(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Parametre")
    for row in (
        ("Konto", "Foranstaltning", "Prognoselinje"),
        (None, "Advokat", "Andre udgifter"),
        (None, "Kurser", "Andre udgifter"),
        (None, "Kurser", "Uddannelse"),
    ):
        sheet.append(row)
    sheet.add_table(Table(displayName="tblKonto", ref="A1:C4"))
    book.save(path)
    update(path)
    found = table(path)
    assert "Advokat" not in found
    assert "Kurser" not in found
    line = found["Andre udgifter"]
    assert (line["Korrigeret budget"], line["Forbrug år til dato"], line[FORECAST]) == (750, 210, 840)
    assert ("prognoselinje", "Parametre", "A4") in findings(path)


def test_earlier_years_that_the_ledger_does_not_hold_are_taken_from_parametre(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Parametre")
    for row in (
        ("År", "Foranstaltning", "Regnskab", "Helårspersoner"),
        (2023, "Advokat", 999, None),
        (2025, "Advokat", 1, None),
        (2023, "Nedlagt tilbud", 55, None),
    ):
        sheet.append(row)
    sheet.add_table(Table(displayName="tblTidligereÅr", ref="A1:D4"))
    book.save(path)
    update(path)
    found = table(path)
    assert [found["Advokat"][f"Regnskab {year}"] for year in (2023, 2025)] == [999, 240]
    assert (found["Nedlagt tilbud"]["Regnskab 2023"], found["Nedlagt tilbud"]["Anvendt metode"]) == (55, "UDGÅET")
    assert found["I alt"]["Regnskab 2023"] == 999 + 55


@pytest.mark.office
def test_the_formulas_answer_at_once_in_a_spreadsheet_program(path: Path, tmp_path: Path) -> None:
    """Typed without a refresh: LibreOffice computes what the next refresh will write."""
    row = row_of(path, "Advokat")
    for method in ("12M", "DCO", "auto", "?"):
        write(path, "Advokat", Metode=method, SkønDCO=333.335, RISIKOR=7)
        shown = libreoffice.convert(path, "xlsx", tmp_path / "lo")
        recalculated = values(shown, "Prognose")
        update(path)
        ours = values(path, "Prognose")
        for line, theirs in zip(ours[5:], recalculated[5:], strict=False):
            for mine, other in zip(line, theirs, strict=False):
                if isinstance(mine, (int, float)):
                    assert other == pytest.approx(mine, abs=0.001), (method, row)
        assert recalculated[row - 1][17] == ours[row - 1][17]


TYPED = (
    st.none() | st.integers(-(10**9), 10**9).map(lambda ore: ore / 100) | st.sampled_from([0.005, -2.345, "1.234,565"])
)
METHOD_CELL = st.sampled_from(["", *METHODS, "efter fornemmelsen"])


EIGHT = [f"Indsats {at}" for at in range(1, 9)]


@pytest.fixture(scope="module")
def eight_lines(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[int]]:
    """A refreshed workbook of eight lines of ragged amounts with two earlier years, one disponeret; and their rows."""
    cases = [[CITIZEN, EIGHT[0], 1234.56, "måned", 1, dt.date(2026, 1, 1), None, None]]
    ledger: list[list[Any]] = []
    for at, name in enumerate(EIGHT, 1):
        for year in (2024, 2025, 2026):
            ledger += postings(name, year, [(100037 * at + 1701 * month * year) % 91357 / 100 for month in range(12)])
    budget: list[list[Any]] = [["Anbringelser"]]
    budget += [[name, 10_000.55 * at, 0.45, None, None] for at, name in enumerate(EIGHT, 1)]
    path = tmp_path_factory.mktemp("eight") / "Ark.xlsx"
    update(save(path, Disponering=[HEADER, *cases], Realiseret=[LEDGER, *ledger], Budget=[BUDGET, *budget]))
    return path.read_bytes(), [row_of(path, name) for name in EIGHT]


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.tuples(METHOD_CELL, TYPED, TYPED, TYPED), min_size=8, max_size=8),
    closed=st.integers(0, 12),
)
def test_the_sheet_and_the_custom_function_give_the_models_ore(
    eight_lines: tuple[bytes, list[int]], tmp_path: Path, lines: list[tuple[Any, ...]], closed: int
) -> None:
    """Eight lines with any methods and typed figures: what stands in the cells is the model's result to the øre, and
    STYRING_PROGNOSE gives the same of the sheet's own columns."""
    book, rows = eight_lines
    path = tmp_path / "a.xlsx"
    path.write_bytes(book)
    columns = [COLUMNS.index(name) + 1 for name in ("Metode", "Skøn / DCO", OUTSIDE, "RISIKO [R]")]
    put(
        path,
        *(
            Block.of("Prognose", row, column, ((content or None,),))
            for row, typed in zip(rows, lines, strict=True)
            for column, content in zip(columns, typed, strict=True)
        ),
    )
    area = next(
        area
        for area in refresh(read(FileBook.open(path), year=2026, closed=closed)).patch.areas
        if area.name == forecast.AREA
    )
    shown: list[dict[str, Any]] = [
        {name: cell.value if isinstance(cell, Formula) else cell for name, cell in zip(COLUMNS, row, strict=True)}
        for row in area.block.rows()
        if str(row[0]).startswith("Indsats")
    ]
    assert [line["Prognoselinje"] for line in shown] == EIGHT
    for line in shown:
        used = line["Anvendt metode"]
        code = METHODS.index(used) if used in METHODS else -1
        found = results(
            [code],
            closed,
            spent=ore(line["Forbrug år til dato"]),
            disposed=ore(line["Prognose fra disponering"]),
            outside=ore(line[OUTSIDE]),
            last_twelve=ore(line["Gældende 12 mdr."]),
            revised=ore(line["Korrigeret budget"]),
            estimate=ore(line["Skøn / DCO"]),
        )
        by_function = STYRING_PROGNOSE(
            used,
            line["Forbrug år til dato"],
            float(closed),
            line["Prognose fra disponering"],
            line["Gældende 12 mdr."],
            line["Korrigeret budget"],
            line["Skøn / DCO"],
            line[OUTSIDE],
        )[0][0]
        if found.lack[0]:
            assert isinstance(line[FORECAST], str)
            assert str(by_function).startswith("Fejl:")
            continue
        assert line[FORECAST] == by_function == found.ore[0] / 100
        risk = ore(line["RISIKO [R]"]).ore[0]
        assert line[ALL] == (found.ore[0] + risk) / 100
        assert abs(line[ALL_RESULT]) == abs(found.ore[0] + risk - round(line["Korrigeret budget"] * 100)) / 100


@pytest.mark.office
def test_a_spreadsheet_program_rounds_twelve_twelfths_as_the_model(
    eight_lines: tuple[bytes, list[int]], tmp_path: Path
) -> None:
    """With eight closed months every odd number of øre ends on half an øre."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(eight_lines[0])
    update(path, 8)
    recalculated = table(libreoffice.convert(path, "xlsx", tmp_path / "lo"))
    spent = [int(ore(recalculated[name]["Forbrug år til dato"]).ore[0]) for name in EIGHT]
    assert any(amount % 2 for amount in spent)
    assert [recalculated[name]["12/12"] for name in EIGHT] == pytest.approx(
        [year / 100 for year in twelfths(spent, 8).tolist()], abs=1e-6
    )


def ore(kroner: Any) -> KnownAmounts:
    """A cell's amount for the model; texts and blanks are no number."""
    return KnownAmounts.of(int(from_kroner(kroner)) if isinstance(kroner, (int, float)) else None)


MEASURES = st.sampled_from(["Familiepleje", "Aflastning", "Hybel"])
ORE = st.integers(-5_000_000, 50_000_000)


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(MEASURES, ORE, st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 1))), max_size=6),
    booked=st.lists(st.tuples(st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)), MEASURES, ORE), max_size=20),
    budget=st.dictionaries(MEASURES, ORE, min_size=1),
    closed=st.integers(0, 12),
)
def test_with_disp_everywhere_the_bottom_line_is_that_of_afvigelse(
    tmp_path: Path, rows: list[Any], booked: list[Any], budget: dict[str, int], closed: int
) -> None:
    cases = [[CITIZEN, m, rate / 100, "måned", 1, start, None, None] for m, rate, start in rows]
    ledger = [[day, CITIZEN, m, amount / 100, at] for at, (day, m, amount) in enumerate(booked)]
    lines = [[m, amount / 100, 0, None, None] for m, amount in budget.items()]
    path = save(
        tmp_path / "a.xlsx", Disponering=[HEADER, *cases], Realiseret=[LEDGER, *ledger], Budget=[BUDGET, *lines]
    )
    result = refresh(read(FileBook.open(path), year=2026, closed=closed))
    area = next(area for area in result.patch.areas if area.name == forecast.AREA)
    at = {name: column for column, name in enumerate(COLUMNS)}

    def number(row: tuple[Content, ...], name: str) -> float:
        value = row[at[name]]
        shown = value.value if isinstance(value, Formula) else value
        return shown if isinstance(shown, float) else 0.0

    whole = next(row for row in area.block.rows() if row[0] == "I alt")
    assert round(number(whole, "Prognose fra disponering") * 100) == result.figures.result
    assert round(number(whole, "Forbrug år til dato") * 100) == result.figures.realised
    single = [row for row in area.block.rows() if row[at["Kilde"]] and row[0] != COLUMNS[0]]
    for name in ("Oprindeligt budget", "Forbrug år til dato", "Prognose fra disponering", FORECAST, ALL_RESULT):
        assert sum(round(number(row, name) * 100) for row in single) == round(number(whole, name) * 100)
    if all(row[at["Anvendt metode"]].value == "DISP" for row in single):  # type: ignore[union-attr]
        assert round(number(whole, FORECAST) * 100) == result.figures.result

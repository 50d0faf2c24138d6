"""What looks like something else than it is read as is never passed over without a word: each story once went so."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from styring_xl import standard
from tests.refreshed import Told, refreshed
from tests.workbooks import HEADER, MONTHS, day, saved

ROW = ["610180-0001", "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None, None]
YEAR = [*[10_000] * 12, 120_000]
LEDGER = ["Dato", "CPR-nr.", "Foranstaltning", "Beløb"]
POSTING = [day("15-01-2026"), "610180-0001", "Familiepleje", 10_000]


def told(closed: int = 0, **sheets: Sequence[Any]) -> Told:
    return refreshed(saved(**sheets), year=2026, closed=closed)


def found(result: Told, code: str) -> list[str]:
    return [f"{sheet}!{cell}" for each, sheet, cell in result.findings if each == code]


@pytest.mark.parametrize("heads", [[*"JFMAMJJASOND"], [f"Beløb {m}" for m in MONTHS], [f"Udgift {m}" for m in MONTHS]])
def test_months_in_fewer_or_more_words_are_months(heads: list[str]) -> None:
    result = told(Disponering=[[*HEADER[:8], *heads, "I alt"], [*ROW, *[9_000] * 13]])
    assert result.values("Disponering")[1][8:21] == YEAR


@pytest.mark.parametrize(
    "heads", [[f"B{n:02}" for n in range(1, 13)], [f"Bevilget {m}" for m in MONTHS], [""] * 12], ids=["B", "word", "no"]
)
def test_twelve_columns_of_figures_that_nobody_calls_months_are_told(heads: list[str]) -> None:
    result = told(Disponering=[[*HEADER[:8], *heads, "I alt"], [*ROW, *[9_000] * 13]])
    assert found(result, "dobbelt-overskrift") == ["Disponering!I1"]
    assert result.values("Disponering")[1][8:20] == [9_000] * 12


@pytest.mark.parametrize(
    ("label", "counted"),
    [("Regulering tidligere år", True), ("Efterbetaling vedr. 2025", True), ("Sidste år", False), ("Indeks", False)],
)
def test_a_row_that_somebody_may_have_meant_to_count_is_told(label: str, counted: bool) -> None:
    result = told(Disponering=[HEADER, ROW, [label, *[None] * 19, 5_000]])
    assert found(result, "ikke-med") == (["Disponering!U3"] if counted else [])


@pytest.mark.parametrize(
    ("label", "unclear", "sums"),
    [("I alt / gennemsnit", 0, 240_000), ("I alt pr. 1. marts", 1, 216_000), ("Budget i alt", 0, 216_000)],
)
def test_a_sum_that_would_stand_still_is_written_or_told(label: str, unclear: int, sums: int) -> None:
    old = [*ROW, *[9_000] * 12, 108_000]
    result = told(Disponering=[HEADER, old, old, [label, *[None] * 7, *[18_000] * 12, 216_000]])
    assert (len(found(result, "uklar-sum")), result.cell("Disponering", "U4")) == (unclear, sums)


@pytest.mark.parametrize(("changed", "unclear"), [(2, 1), (9, 0)], ids=["two months", "most months"])
def test_a_sum_that_stands_still_is_told_of_again_when_some_of_its_months_have_changed(
    changed: int, unclear: int
) -> None:
    """The first refresh told of it and filled the rows' months; the sum still shows what they came to before."""
    now = [*ROW, *[10_000] * changed, *[9_000] * (12 - changed), 108_000 + 1_000 * changed]
    result = told(Disponering=[HEADER, now, now, ["I alt pr. 1. marts", *[None] * 7, *[18_000] * 12, 216_000]])
    assert (len(found(result, "uklar-sum")), result.cell("Disponering", "U4")) == (unclear, 216_000)


def test_a_budget_of_nothing_but_credits_is_told() -> None:
    lines = [["Familiepleje", -900_000], ["Aflastning", -200_000]]
    assert found(told(Disponering=[HEADER, ROW], Budget=[["Foranstaltning", "Budget"], *lines]), "budget-fortegn") == [
        "Budget!B2"
    ]
    mixed = [["Foranstaltning", "Budget"], ["Familiepleje", 900_000], *lines[1:]]
    assert found(told(Disponering=[HEADER, ROW], Budget=mixed), "budget-fortegn") == []


def test_a_hidden_line_of_the_budget_that_nobody_has_is_told() -> None:
    book = openpyxl.Workbook()
    sheets: dict[str, list[Any]] = {
        "Disponering": [HEADER, ROW],
        "Budget": [["Foranstaltning", "Budget"], ["Familiepleje", 900_000], ["Familiepleje gl.", 800_000]],
    }
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    hidden = book["Budget"].row_dimensions
    hidden[2].hidden = hidden[3].hidden = True
    out = io.BytesIO()
    book.save(out)
    result = refreshed(out.getvalue(), year=2026, closed=0)
    assert found(result, "skjult-budgetlinje") == ["Budget!A3"]


@pytest.mark.parametrize(
    ("heads", "gross"),
    [
        (("Bruttobudget", "Nettobudget"), "B1"),
        (("Budget", "Nettobudget"), "C1"),
        (("Budget", "Indtægter"), None),
    ],
)
def test_gross_beside_net_is_told_where_they_differ(heads: tuple[str, str], gross: str | None) -> None:
    for net in (650_000, 900_000):
        budget = [["Foranstaltning", *heads], ["Familiepleje", 900_000, net]]
        wanted = [f"Budget!{gross}"] if gross and net != 900_000 else []
        assert found(told(Disponering=[HEADER, ROW], Budget=budget), "dobbelt-overskrift") == wanted


@pytest.mark.parametrize(("head", "refused"), [("Beløb", 1), ("Beløb (DKK)", 0)])
def test_euro_are_no_kroner_unless_the_header_says_so(head: str, refused: int) -> None:
    rows = [[*POSTING, "DKK"], [*POSTING, "EUR"]]
    result = told(1, Disponering=[HEADER, ROW], Posteringer=[[*LEDGER[:3], head, "Valuta"], *rows])
    assert found(result, "fremmed-valuta") == ["Posteringer!E3"] * refused
    assert result.refreshed.figures.realised == (20_000 - 10_000 * refused) * 100


@pytest.mark.parametrize(("head", "code", "refused"), [("Kode", "12", 1), ("Afdeling", "12", 0), ("Kode", "13", 0)])
def test_codes_1_and_2_may_be_debit_and_credit(head: str, code: str, refused: int) -> None:
    rows = [[*POSTING, int(each)] for each in code]
    result = told(1, Disponering=[HEADER, ROW], Posteringer=[[*LEDGER, head], *rows])
    assert found(result, "debet-kredit") == ["Posteringer!E1"] * refused


def test_a_start_in_the_wrong_century_is_told() -> None:
    rows = [[*ROW[:5], day(start), *ROW[6:]] for start in ("01-01-2062", "01-01-2027")]
    assert found(told(Disponering=[HEADER, *rows]), "fjern-startdato") == ["Disponering!F2"]


def test_a_sheet_for_each_part_is_one_disposition_and_a_copy_is_none() -> None:
    other = ["620180-0002", *ROW[1:]]
    result = told(Aktuelle=[HEADER, ROW], Forventede=[HEADER, other], Kopi=[HEADER, ["630180-0003", *ROW[1:]]])
    assert result.refreshed.figures.result == 240_000_00
    assert [result.cell(sheet, "U2") for sheet in ("Aktuelle", "Forventede", "Kopi")] == [120_000, 120_000, None]
    assert found(result, "flere-ark") == ["Kopi!A1"]


@pytest.mark.parametrize("names", [("Disponering", "Børn"), ("Børn", "Venteliste")])
def test_a_sheet_beside_the_whole_disposition_is_no_part_of_it(names: tuple[str, str]) -> None:
    sheets: dict[str, list[Any]] = {names[0]: [HEADER, ROW], names[1]: [HEADER, ["620180-0002", *ROW[1:]]]}
    result = refreshed(saved(**sheets), year=2026, closed=0)
    assert (found(result, "flere-ark"), result.refreshed.figures.result) == ([f"{names[1]}!A1"], 120_000_00)


def test_two_sheets_with_one_bevilling_are_no_parts() -> None:
    result = told(Januar=[HEADER, ROW], Februar=[HEADER, ROW, ["620180-0002", *ROW[1:]]])
    assert (found(result, "flere-ark"), result.refreshed.figures.result) == (["Februar!A1"], 120_000_00)


def test_months_for_dates_and_periods_are_read() -> None:
    row = [*ROW[:5], "maj 2026", "juli 2026"]
    periods = ["Periode", *LEDGER[1:]]
    result = told(6, Disponering=[HEADER, row], Posteringer=[periods, ["P05 2026", *POSTING[1:]]])
    assert (result.refreshed.figures.realised, result.refreshed.figures.result) == (10_000_00, 20_000_00)


@pytest.mark.parametrize(
    ("unit", "said"), [(1, 0), (1_000, 1), (0.01, 1), (1.4, 0)], ids=["kr", "1000 kr", "øre", "few"]
)
def test_a_budget_in_another_unit_is_told(unit: float, said: int) -> None:
    budget = [["Foranstaltning", "Budget"], ["Familiepleje", 120_000 / unit]]
    assert found(told(Disponering=[HEADER, ROW], Budget=budget), "budget-enhed") == ["Budget!B1"] * said


@pytest.mark.parametrize(
    ("head", "value", "said"),
    [
        ("Kommunens andel", "50 %", 1),
        ("Kommunens andel", "100 %", 0),
        ("Døgn pr. måned", 4, 1),
        ("Valuta", "EUR", 1),
        ("Valuta", "DKK", 0),
        ("Pct.", 50, 1),
        ("Stk.", 2, 1),
        ("Antal børn", 2, 1),
        ("Antal børn", 1, 0),
        ("Børn", "Ane og Bo", 0),
        ("Antal dage", 365, 0),
        ("Bemærkning", "50 %", 0),
        ("Minutter pr. uge", 120, 1),
        ("Timer i alt", 100, 1),
        ("Tillæg", 1_500, 1),
        ("Kost og logi pr. md.", 3_000, 1),
        ("Tillæg", 0, 0),
        ("Rabat", "10 %", 1),
        ("Egenbetaling", None, 0),
        ("Pause fra", day("01-03-2026"), 1),
        ("Fast beløb", 5_000, 1),
        ("Heraf tillæg", 1_500, 0),
        ("Antal weekender", 26, 1),
        ("Belægning", 0.5, 1),
        ("Antal måneder", 4, 1),
        ("Antal måneder", 12, 0),
        ("Varighed", 52, 0),
        ("Varighed (uger)", 26, 1),
        ("Døgn", 100, 1),
        ("Dage i 2026", 365, 0),
    ],
)
def test_a_column_that_may_change_the_price_is_told(head: str, value: object, said: int) -> None:
    result = told(Disponering=[[*HEADER[:8], head], [*ROW, value]])
    assert found(result, "kolonne-ikke-læst") == ["Disponering!I1"] * said


@pytest.mark.parametrize(
    ("months", "cells"), [((12, 6, 12), []), ((24, 5.5, 12), []), ((6, 6, 12), ["I1"]), ((12, 6, 5), ["I1"])]
)
def test_how_long_a_bevilling_lasts_is_told_where_its_dates_say_otherwise(
    months: tuple[float, ...], cells: list[str]
) -> None:
    """Its days in the year and its days in all are both what it may say; a month that is begun is one."""
    spans = (("01-01-2025", "31-12-2026"), ("01-01-2026", "15-06-2026"), ("01-01-2025", None))
    rows = [
        [*ROW[:5], day(start), stop and day(stop), None, said]
        for (start, stop), said in zip(spans, months, strict=True)
    ]
    result = told(Disponering=[[*HEADER[:8], "Antal måneder"], *rows])
    assert found(result, "kolonne-ikke-læst") == [f"Disponering!{cell}" for cell in cells]


def test_a_bare_count_beside_rates_of_one_unit_is_told_until_it_is_stated() -> None:
    rows = [["CPR", "Foranstaltning", "Takst pr. måned", "Antal", "Startdato"], [*ROW[:3], 2, ROW[5]]]
    result = told(Disponering=rows)
    assert (found(result, "kolonne-ikke-læst"), result.refreshed.figures.result) == (["Disponering!D1"], 120_000_00)
    result = stating(["disponering", "Mængde", "Antal"], Disponering=rows)
    assert (found(result, "kolonne-ikke-læst"), result.refreshed.figures.result) == ([], 240_000_00)


@pytest.mark.parametrize(
    ("column", "name", "beside", "value", "said"),
    [
        (2, "Takst", "Ny takst", 11_000, 1),
        (2, "Takst", "Ny takst", 10_000, 0),
        (2, "Takst", "Takst 2026", "11.000,00", 1),
        (2, "Takst", "Takst 2025", "9.000,00", 0),
        (2, "Takst", "Ny takst", None, 0),
        (2, "Takst", "Takst fra maj", 11_000, 1),
        (2, "Takst", "Pris pr. 1-5-2026", 11_000, 1),
        (2, "Månedstakst", "Døgntakst", 328.77, 0),
        (2, "Månedstakst", "Døgntakst", 400, 1),
        (2, "Månedstakst", "Timetakst", 400, 0),
        (2, "Takst", "Døgnpris", 328.77, 0),
        (2, "Takst", "Årspris", 120_000, 0),
        (2, "Takst", "Månedspris", 11_000, 1),
        (5, "Bevilget fra", "Faktisk start", day("01-03-2026"), 1),
        (5, "Startdato", "Oprindelig startdato", "1/1-2024", 0),
        (6, "Stopdato", "Bemærkning", "31-10-2026", 0),
        (3, "Takstenhed", "Ny enhed", "døgn", 0),
        (2, "Takst", "Takst 2", 2_000, 1),
        (5, "Startdato", "Startdato 2", day("01-03-2026"), 1),
        (1, "Foranstaltning", "Foranstaltning 2", "Aflastning", 0),
    ],
)
def test_two_columns_that_say_different_things_of_a_price_or_a_date_are_told(
    column: int, name: str, beside: str, value: object, said: int
) -> None:
    heads = [*HEADER[:8], beside]
    heads[column] = name
    result = told(Disponering=[heads, [*ROW, value]])
    assert found(result, "to-slags") == ["Disponering!I1"] * said
    assert result.refreshed.figures.result == 120_000_00


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ([*[10_000] * 6, 0, *[10_000] * 5], ["Disponering!O2"]),
        ([*[10_000] * 6, 12_500, 9_000, *[10_000] * 4], ["Disponering!O2"]),
        ([0, 0, 5_000, *[10_000] * 9], []),
        ([*[10_000] * 9, 0, 0, 0], []),
        ([*[10_000] * 6, None, *[10_000] * 5], []),
        ([*[10_000] * 6, 10_000.4, *[10_000] * 5], []),
        ([10_000, *[9_000] * 10, 10_000], []),
    ],
    ids=["a holiday", "two corrected", "a later start", "an earlier stop", "empty", "rounded", "another rate"],
)
def test_a_month_corrected_by_hand_is_told_of_when_it_is_written_over(months: list[Any], said: list[str]) -> None:
    """Months before the first and after the last that follow the rule may be left from other dates."""
    result = told(Disponering=[HEADER, [*ROW, *months, 0]])
    assert (found(result, "rettet-måned"), result.cell("Disponering", "U2")) == (said, 120_000)


@pytest.mark.parametrize(
    ("head", "word", "said"),
    [
        ("Version", "Budget", ["Posteringer!E3"]),
        ("Datatype", "Korrigeret budget", ["Posteringer!E3"]),
        ("Afdeling", "Budget og økonomi", []),
    ],
)
def test_budget_among_the_postings_is_told_whatever_its_column_is_called(head: str, word: str, said: list[str]) -> None:
    rows = [[*LEDGER, head], [*POSTING, "Regnskab"], [*POSTING[:3], 120_000, word]]
    assert found(told(1, Disponering=[HEADER, ROW], Posteringer=rows), "status") == said


def test_rows_without_any_measure_beside_postings_with_one_are_told_once() -> None:
    bare = [[*HEADER[:1], *HEADER[2:8]], [ROW[0], *ROW[2:]], ["620180-0002", *ROW[2:]]]
    result = told(1, Disponering=bare, Posteringer=[LEDGER, POSTING])
    assert found(result, "mangler-foranstaltning") == ["Disponering!A1"]
    without = [LEDGER[:2] + LEDGER[3:], POSTING[:2] + POSTING[3:]]
    assert found(told(1, Disponering=bare, Posteringer=without), "mangler-foranstaltning") == []


def test_postings_without_any_measure_are_told_where_they_are_shared_between_a_citizen_s_measures() -> None:
    without = [LEDGER[:2] + LEDGER[3:], POSTING[:2] + POSTING[3:]]
    one = [HEADER[:8], ROW, ["620180-0002", "Aflastning", *ROW[2:]]]
    assert found(told(1, Disponering=one, Posteringer=without), "mangler-foranstaltning") == []
    both = [HEADER[:8], ROW, [ROW[0], "Aflastning", *ROW[2:]]]
    assert len(found(told(1, Disponering=both, Posteringer=without), "mangler-foranstaltning")) == 1
    assert found(told(1, Disponering=both, Posteringer=[LEDGER, POSTING]), "mangler-foranstaltning") == []


def test_the_sheets_of_one_ledger_show_together_whether_the_month_comes_first() -> None:
    rows = [[*ROW], ["620180-0002", "Aflastning", *ROW[2:]]]
    first = [LEDGER, ["1/25/2026", *POSTING[1:]], ["2/25/2026", *POSTING[1:]], ["2/26/2026", *POSTING[1:]]]
    second = [
        LEDGER,
        ["1/12/2026", "620180-0002", "Aflastning", 5_000],
        ["2/12/2026", "620180-0002", "Aflastning", 7_000],
    ]
    result = told(2, Disponering=[HEADER, *rows], **{"Post Familiepleje": first, "Post Aflastning": second})
    assert result.refreshed.figures.months[1, :2].tolist() == [5_000_00, 7_000_00]


@pytest.mark.parametrize(
    ("heads", "figures", "said"),
    [
        (["Opr. budget", "Tillægsbevilling", "Omplacering"], [400_000, 50_000, 50_000], ["Budget!D1"]),
        (["Opr. budget", "Tillægsbevilling", "Omplacering"], [400_000, 50_000, 0], []),
        (["Opr. budget", "Tillægsbevilling", "Omplacering", "Korr. budget"], [400_000, 50_000, 0, 450_000], []),
        (["Vedtaget budget", "Oprindeligt budget"], [400_000, 390_000], ["Budget!B1"]),
        (["Oprindeligt budget", "Oprindeligt budget 2025"], [400_000, 390_000], []),
    ],
)
def test_an_amount_of_the_budget_beside_another_of_its_kind_is_told(
    heads: list[str], figures: list[int], said: list[str]
) -> None:
    result = told(Disponering=[HEADER, ROW], Budget=[["Foranstaltning", *heads], ["Familiepleje", *figures]])
    assert found(result, "to-slags") == said


def test_bevillinger_below_in_columns_of_their_own_are_told() -> None:
    head = ["Foranstaltning", "CPR-nr.", "Startdato", "Takst", "Takstenhed"]
    other = ["Aflastning", "620180-0002", day("01-02-2026"), 5_000, "måned"]
    result = told(Disponering=[HEADER, ROW, [], [], head, other, other])
    assert (found(result, "ikke-med"), result.refreshed.figures.result) == (["Disponering!A5"], 120_000_00)
    recap = [["Foranstaltning", "Takst", "I alt"], ["Familiepleje", 10_000, 120_000]]
    assert found(told(Disponering=[HEADER, ROW, [], [], *recap]), "ikke-med") == []


def stating(heading: list[str], **sheets: Sequence[Any]) -> Told:
    """As ``told``, where *Opsætning* states a role's field and the header its column has."""
    book = openpyxl.load_workbook(io.BytesIO(saved(Opsætning=[["Rolle", "Felt", "Overskrift"], heading], **sheets)))
    book["Opsætning"].add_table(Table(displayName=standard.HEADINGS_TABLE, ref="A1:C2"))
    out = io.BytesIO()
    book.save(out)
    return refreshed(out.getvalue(), year=2026, closed=0)


@pytest.mark.parametrize(("head", "cells"), [("Takst 2025", ["Disponering!C1"]), ("Takst 2026", []), ("Takst", [])])
def test_a_rate_of_last_year_is_told_where_it_is_read_as_this_years(head: str, cells: list[str]) -> None:
    result = told(Disponering=[[*HEADER[:2], head, *HEADER[3:8]], ROW])
    assert (found(result, "to-slags"), result.refreshed.figures.result) == (cells, 120_000_00)


@pytest.mark.parametrize(
    ("head", "units", "said"),
    [
        ("Døgntakst", ("måned", "døgn"), 1),
        ("Takst (kr./døgn)", ("døgn", "døgn"), 0),
        ("Månedstakst", ("døgn", "døgn"), 1),
        ("Takst (året 2026)", ("måned", "døgn"), 0),
        ("Årstakst", ("måned", "år"), 1),
        ("Takst", ("måned", "døgn"), 0),
    ],
)
def test_a_rate_whose_header_and_row_name_two_units_is_told(head: str, units: tuple[str, str], said: int) -> None:
    rows = [[*ROW[:3], unit, *ROW[4:]] for unit in units]
    result = told(Disponering=[[*HEADER[:2], head, *HEADER[3:8]], *rows])
    assert found(result, "to-slags") == ["Disponering!C1"] * said


def test_quarters_that_are_typed_beside_the_years_result_are_told() -> None:
    heads = [*HEADER[:8], *(f"{n}. kvt." for n in range(1, 5)), "I alt"]
    result = told(Disponering=[heads, [*ROW, 30_000, 30_000, 30_000, 27_000, 117_000]])
    assert (found(result, "periodesum"), result.cell("Disponering", "M2")) == (["Disponering!L1"], 120_000)


def test_the_column_that_is_pinned_needs_no_word() -> None:
    result = stating(["disponering", "Takst", "Ny takst"], Disponering=[[*HEADER[:8], "Ny takst"], [*ROW, 11_000]])
    assert (found(result, "to-slags"), result.refreshed.figures.result) == ([], 132_000_00)


@pytest.mark.parametrize(
    ("other", "cell"), [(50, ["Disponering!H3"]), (0.5, []), ("50 %", []), ("50", ["Disponering!H3"])]
)
@pytest.mark.parametrize("one", [1, "1", "1,0"])
def test_one_among_percents_may_be_all_or_a_hundredth(other: object, cell: list[str], one: object) -> None:
    rows = [[*ROW[:7], other], ["620180-0002", *ROW[1:7], one]]
    assert found(told(Disponering=[HEADER, *rows]), "andel") == cell


@pytest.mark.parametrize(("again", "cell"), [(12, ["Posteringer!D26"]), (9, [])], ids=["a month", "a few"])
def test_an_extract_that_is_pasted_below_one_with_the_same_month_is_told(again: int, cell: list[str]) -> None:
    march = [[day(f"{1 + n:02d}-03-2026"), *POSTING[1:3], 9_000 + n] for n in range(12)]
    january = [[day(f"{1 + n:02d}-01-2026"), *POSTING[1:3], 9_000 + n] for n in range(12)]
    april = [[day("15-04-2026"), *POSTING[1:3], 10_000]]
    result = told(4, Disponering=[HEADER, ROW], Posteringer=[LEDGER, *january, *march, *march[:again], *april])
    assert found(result, "posteringer-to-gange") == cell


def test_twelve_bills_of_a_day_that_are_paid_every_month_are_no_extract_twice() -> None:
    months = [[day(f"15-{month:02d}-2026"), *POSTING[1:3], 9_000 + n] for month in (1, 2, 3) for n in range(12)]
    assert found(told(3, Disponering=[HEADER, ROW], Posteringer=[LEDGER, *months]), "posteringer-to-gange") == []

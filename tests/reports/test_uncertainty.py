"""*Usikkerhed*: the simulated year in the workbook: it foots to the øre, is steady, and says what cannot be known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from styring_udf.uncertainty import STYRING_INTERVAL, STYRING_SANDSYNLIGHED
from styring_xl import closing, forecast, standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Formula
from styring_xl.cells.grid import Grid, Ref
from styring_xl.danish.text import label
from styring_xl.figures import moment
from styring_xl.figures.kept_forecasts import kept_forecasts
from styring_xl.figures.uncertainty import arrived
from styring_xl.figures.uncertainty import compute as computed
from styring_xl.figures.uncertainty import workbook as of_workbook
from styring_xl.figures.uncertainty.columns import Way
from styring_xl.figures.uncertainty.compute import Uncertainty
from styring_xl.figures.uncertainty.movement import movement
from styring_xl.model import choice
from styring_xl.model.forecasting import kept
from styring_xl.model.forecasting.inputs import SimulationInput
from styring_xl.model.forecasting.parts import PARTS
from styring_xl.model.forecasting.run import Outcome
from styring_xl.model.forecasting.simulation import simulate
from styring_xl.model.forecasting.units import LAGS
from styring_xl.reading.history.history import History
from styring_xl.reading.history.moment import AWAITED, P50
from styring_xl.refresh import refresh
from styring_xl.reports import read
from styring_xl.standard import MONTHS
from tests.certain import certain, planned
from tests.examples import examples
from tests.refreshed import Told, refreshed
from tests.workbooks import BUDGET, HEADER, saved
from tests.worlds.like import like
from tests.worlds.municipality import Municipality

LEDGER = ("Bogføringsdato", "Ydelsesperiode fra", "Ydelsesperiode til", "CPR-nr.", "Foranstaltning", "Beløb", "Bilag")


def _number(at: int) -> str:
    """A replacement number (day of birth + 60)."""
    return f"{61 + at % 28}{1 + at % 12:02d}{10 + at % 7:02d}{4000 + at}"


def small(*, citizens: int = 14, months: int = 18, closed: int = 6, named: bool = True, seed: int = 0) -> Told:
    """2025 and half of 2026 in two measures: cases that come and go at 10.000 a month, and an agreement of 3.000."""
    cases: list[list[Any]] = []
    ledger: list[list[Any]] = []
    for at in range(citizens):
        measure = ("Aflastning", "Plejefamilie")[at % 2]
        first, length = (at * 5 + seed) % 15 - 6, 9 + (at * 7 + seed) % 25
        start = dt.date(2025 + first // 12, first % 12 + 1, 1)
        if first + length > 12:
            stop = first + length - 1
            end = dt.date(2025 + stop // 12, stop % 12 + 1, 28) if at % 3 == 0 else None
            cases.append([_number(at), measure, 10_000, "måned", 1, start, end, None])
        for month in range(max(first, 18 - months), min(first + length, 12 + closed)):
            day = dt.date(2025 + month // 12, month % 12 + 1, 5)
            late = day + dt.timedelta(days=40 * ((at + month) % 5 == 0))
            if late <= dt.date(2026, closed, 28):
                ledger.append([late, day, day, _number(at) if named else None, measure, 10_000, 1])
    for month in range(18 - months, 12 + closed):
        day = dt.date(2025 + month // 12, month % 12 + 1, 5)
        ledger.append([day, day, day, None, "Aftale", 3_000, 2])
    budget = [["Aflastning", 700_000, 0, None, None], ["Plejefamilie", 800_000, 0, None, None], ["Aftale", 36_000, 0]]
    sheets = {"Disponering": [HEADER, *cases], "Realiseret": [LEDGER, *ledger], "Budget": [BUDGET, *budget]}
    return refreshed(saved(**sheets), year=2026, closed=closed)


def of_world(world: Municipality, closed: int) -> Told:
    """A workbook with what an office saw of a world at a closing."""
    rows, ledger = world.rows(closed), world.ledger(closed)
    cases = []
    for row in rows.to_dict("records"):
        stop = None if row["stop"] != row["stop"] else row["stop"].date()
        start = row["start"].date()
        cases.append([row["cpr"], row["measure"], row["rate"] / 100, row["unit"], 1, start, stop, None])
    booked = []
    for row in ledger.to_dict("records"):
        first, last = row["month"].start_time.date(), row["month"].end_time.date()
        booked.append([row["booked"].date(), first, last, row["cpr"] or None, row["measure"], row["amount"] / 100])
    sheets = {"Disponering": [HEADER, *cases], "Realiseret": [LEDGER, *booked]}
    return refreshed(saved(**sheets), year=world.year, closed=closed)


def table(told: Told) -> dict[str, dict[str, Any]]:
    """The upper table: name -> header -> value."""
    rows = told.values("Usikkerhed")
    headers = rows[4]
    found: dict[str, dict[str, Any]] = {}
    for row in rows[5:]:
        found[row[0]] = dict(zip(headers, row, strict=True))
        if row[0] == "I alt":
            return found
    raise AssertionError


def simulated(told: Told) -> Uncertainty:
    found = told.refreshed.uncertainty
    assert found is not None
    return found


@pytest.fixture(scope="module")
def told() -> Told:
    return small()


def test_what_is_known_and_what_is_expected_sum_to_the_mean(told: Told) -> None:
    shown = table(told)
    parts = ["Ophør og forlængelser", "I gang uden bevilling", "Tilgang", "Priser", "Efterposteringer", "Uden borger"]
    for row in shown.values():
        known = row["Kendt: bogført"] + row["Kendt: disponeret"]
        assert row["Middel"] == pytest.approx(known + sum(row[part] for part in parts), abs=0.001)
        assert row["P10"] <= row["P50"] <= row["P90"]
        assert row["Foreslået pulje (P50 − kendt − puljer)"] == pytest.approx(row["P50"] - known, abs=0.001)
    lines = [row for name, row in shown.items() if name not in ("Øvrige", "I alt")]
    for column in ("Kendt: bogført", "Kendt: disponeret", *parts, "Middel", "Korrigeret budget"):
        assert shown["I alt"][column] == pytest.approx(sum(row[column] for row in lines), abs=0.001)
    total = shown["I alt"]
    assert total["Kendt: bogført"] + total["Kendt: disponeret"] == told.refreshed.figures.result / 100
    assert total["Korrigeret budget"] == 1_536_000


def test_the_chance_is_the_share_of_years_within_the_budget(told: Told) -> None:
    draws = simulated(told).draws.sum(axis=1)
    assert table(told)["I alt"]["Chance for at budgettet holder"] == (draws <= 153_600_000).mean()


@pytest.mark.slow
def test_the_sheet_says_what_the_door_for_scripts_says() -> None:
    world = like(8)
    rows, ledger = world.rows(5), world.ledger(5)
    told = of_world(world, 5)
    found = simulated(told)
    same = forecast(
        rows.drop(columns="registered"), ledger, year=world.year, closed=5, paths=found.paths, seed=computed.SEED
    )
    names = [label(name) for name in told.refreshed.figures.measures]
    at = [names.index(label(str(name))) for name in same.measures]
    assert (found.draws[:, at] == same.draws).all()
    # The fan ends where the year does, but for the rounding of its months.
    assert np.quantile(found.running[:, 11], 0.9) == pytest.approx(np.quantile(same.total, 0.9), rel=1e-5)


@given(citizens=st.integers(10, 20), closed=st.integers(1, 12), seed=st.integers(0, 30))
@settings(max_examples=examples(8), deadline=None)
def test_with_nothing_uncertain_the_year_is_forventet_regnskab_to_the_ore(
    citizens: int, closed: int, seed: int
) -> None:
    def outcome(asked: SimulationInput) -> Outcome:
        made = certain(planned(asked))
        found = simulate(made, asked.paths, asked.seed)
        return Outcome(made.known.sum(axis=1), made.known, found.draws, found.parts, found.months, found.late)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "outcome_once", outcome)
        told = small(citizens=citizens, closed=closed, seed=seed)
    assert (simulated(told).draws.sum(axis=1) == told.refreshed.figures.result).all()
    assert (simulated(told).parts == 0).all()


def test_nothing_moves_between_two_refreshes_nor_with_the_order_of_rows(told: Told) -> None:
    book = told.book
    again = refreshed(saved(**{name: [list(row) for row in book.grid(name).rows] for name in book.sheet_names}),
                      year=2026, closed=6)  # fmt: skip
    assert again.values("Usikkerhed") == told.values("Usikkerhed")
    sheets = {name: [list(row) for row in book.grid(name).rows] for name in book.sheet_names}
    for name in ("Disponering", "Realiseret"):
        sheets[name] = [sheets[name][0], *sheets[name][:0:-1]]
    turned = refreshed(saved(**sheets), year=2026, closed=6)
    assert table(turned) == table(told)


def asked(told: Told, fixed: dict[str, int] | None = None) -> Uncertainty:
    """What the standard workbook would show, also where nobody would be given the sheet of its own accord."""
    snapshot = read(told.book, year=2026, closed=told.refreshed.figures.closed)
    return computed.compute(snapshot.disposition.commitments, snapshot.ledger, told.refreshed.figures, fixed or {})


def test_what_cannot_be_known_is_said_and_not_made_up() -> None:
    cases = [[_number(at), "Aflastning", 10_000, "måned", 1, dt.date(2026, 1, 1), None, None] for at in range(12)]
    bare = refreshed(saved(Disponering=[HEADER, *cases]), year=2026, closed=0)
    for told, why in (
        (bare, computed.NO_POSTINGS),
        (small(months=7, closed=1), computed.FEW_MONTHS),
        (small(named=False), computed.NO_CITIZENS),
    ):
        assert told.refreshed.uncertainty is None, "the sheet is not added"
        found = asked(told)
        assert (found.why, found.paths) == (why, 0)
        assert found.known.sum() == told.refreshed.figures.result


def test_a_measure_whose_citizens_the_ledger_does_not_name_is_forecast_as_a_line() -> None:
    """Ten citizens at 1.000 a month, booked in one sum: the year costs 120.000 as the years before, not twice that."""
    cases = [[_number(at), "Samlet", 1_000, "måned", 1, dt.date(2022, 1, 1), None, None] for at in range(10)]
    ledger = [
        [dt.date(year, month, 5), None, None, None, "Samlet", 10_000 + 100 * (year - 2024) * (month % 3 - 1), 1]
        for year in (2023, 2024, 2025, 2026)
        for month in range(1, 13)
        if (year, month) <= (2026, 4)
    ]
    told = refreshed(saved(Disponering=[HEADER, *cases], Realiseret=[LEDGER, *ledger]), year=2026, closed=4)
    found = asked(told)
    assert found.is_known
    at = told.refreshed.figures.measures.index("Samlet")
    assert found.way[at] == Way.LINE
    low, middle, high = np.quantile(found.draws[:, at], (0.1, 0.5, 0.9)) / 100
    assert middle == pytest.approx(120_000, rel=0.02)
    assert 90_000 < low < middle < high < 150_000
    assert (found.draws[:, at] - found.known[at] == np.rint(found.parts[:, :, at].sum(axis=0))).all()


def test_what_nobody_s_row_already_expects_is_not_expected_of_the_ledger_too(told: Told) -> None:
    """The agreement of 3.000 a month has a row of its own without a CPR number: what it costs is then known."""
    sheets = {name: [list(row) for row in told.book.grid(name).rows] for name in told.book.sheet_names}
    sheets["Disponering"].append([None, "Aftale", 3_000, "måned", 1, dt.date(2025, 1, 1), None, None])
    shown = table(refreshed(saved(**sheets), year=2026, closed=6))["Aftale"]
    assert (shown["Kendt: bogført"], shown["Kendt: disponeret"]) == (18_000, 18_000)
    assert shown["P50"] == pytest.approx(table(told)["Aftale"]["P50"], rel=0.03)
    assert shown["P50"] == pytest.approx(36_000, rel=0.06)


def test_wages_stray_as_far_as_lines_have_strayed_before(told: Told) -> None:
    """Six agreements whose level changes each new year: within a year they never move, so months alone say no risk."""
    sheets: dict[str, list[list[Any]]] = {
        name: [list(row) for row in told.book.grid(name).rows] for name in told.book.sheet_names
    }
    for at in range(6):
        for month in range(54):
            year, day = 2022 + month // 12, dt.date(2022 + month // 12, month % 12 + 1, 5)
            level = 10_000 * (1 + (at * 7 + year * 5) % 11 / 20) + 100 * (month % 3)
            sheets["Realiseret"].append([day, day, day, None, f"Løn {at}", level, 2])
    shown = refreshed(saved(**sheets), year=2026, closed=6)
    found, figures = simulated(shown), shown.refreshed.figures
    history = figures.history
    this_year = np.where(np.arange(12) < 6, figures.by_measure, 0)
    chosen = choice.choose(history.booked, history.known, this_year, 6).method
    said = choice.applied(chosen, history.booked, this_year, 6)
    band = choice.bounds(history.booked, history.known, this_year, 6)
    at = figures.measures.index("Løn 2")
    assert band.known[at]
    low, middle, high = np.quantile(found.draws[:, at], (0.1, 0.5, 0.9))
    assert middle - low == pytest.approx(max(said[at] - band.low[at], 0), abs=2)
    assert high - middle == pytest.approx(max(band.high[at] - said[at], 0), abs=2)
    assert (found.draws[:, at] - found.known[at]).mean() == pytest.approx(found.parts[:, :, at].sum(axis=0).mean())


def test_the_refund_that_is_computed_is_no_forecast(told: Told) -> None:
    found = asked(told, {label("Aftale"): -5_000_00})
    at = told.refreshed.figures.measures.index("Aftale")
    assert found.way[at] == Way.FIXED
    assert (found.draws[:, at] == 6 * 3_000_00 - 5_000_00).all()
    assert (found.parts[:, :, at] == 0).all()


def test_the_charts_show_the_fan_and_what_it_is_made_of(told: Told) -> None:
    areas: dict[str, Any] = {area.name: area.block.rows() for area in told.refreshed.patch.areas}
    fan = areas["Styring_Diagram_Vifte"]
    assert [row[0] for row in fan] == list(MONTHS)
    assert [row[2] for row in fan[:6]] == [0.0] * 6, "what is booked has no band"
    assert all(row[2] > 0 and row[3] is None for row in fan[6:])
    assert all(isinstance(row[5], Formula) and row[5].value == 1_536_000 for row in fan)
    shares = [row[1].value for row in areas["Styring_Diagram_Usikkerhed"]]
    assert len(shares) == len(PARTS)
    assert sum(shares) == pytest.approx(1, abs=1e-5)


def with_setting(told: Told, **stated: str) -> bytes:
    """The same workbook with an *Opsætning* that says something."""
    sheets: dict[str, list[list[Any]]] = {
        name: [list(row) for row in told.book.grid(name).rows] for name in told.book.sheet_names
    }
    sheets["Opsætning"] = [["Regnskabsår", 2026], ["Realiseret til og med", 6], *map(list, stated.items())]
    return saved(**sheets)


def test_late_invoices_are_in_forventet_regnskab_only_when_opsaetning_says_so(told: Told) -> None:
    apart = simulated(told).late.sum()
    assert apart > 0
    inside = refreshed(with_setting(told, **{standard.SETTING_LATE: "ja"}))
    assert inside.refreshed.figures.result == told.refreshed.figures.result + apart
    assert (simulated(inside).draws == simulated(told).draws).all(), "the year itself is no dearer for it"
    pulje = next(row for row in inside.values("Afvigelse") if row[0] == standard.LATE_POOL)
    assert pulje[4] == pytest.approx(apart / 100)
    shown = table(inside)
    assert shown["I alt"]["Puljer i forventet regnskab"] == pytest.approx(apart / 100)
    measure = told.refreshed.figures.measures.index("Aflastning")
    assert shown["Aflastning"]["Puljer i forventet regnskab"] == simulated(told).late[measure].sum() / 100
    assert standard.LATE_POOL not in shown, "each measure has its own part"
    lines = inside.values("Prognose")
    late = lines[4].index("Forventede efterposteringer")
    total = next(row for row in lines[5:] if row[0] == "I alt")
    assert total[late] == pytest.approx(apart / 100)
    refused = refreshed(with_setting(told, **{standard.SETTING_LATE: "måske"}))
    assert "opsætning" in {code for code, _, _ in refused.findings}


def test_prognose_takes_p50_by_sim_and_says_where_there_is_none(told: Told) -> None:
    sheets = {name: [list(row) for row in told.book.grid(name).rows] for name in told.book.sheet_names}
    book = FileBook.from_bytes(saved(**sheets))
    snapshot = read(book, year=2026, closed=6)
    drawn = next(area for area in told.refreshed.patch.areas if area.name == "Styring_Prognose").block
    header = [str(text) for text in drawn.rows()[0]]
    at = {name: header.index(name) for name in ("Metode", "P10", "P50 (SIM)", "P90", "Forbrugsprognose")}
    assert (drawn.row, drawn.column) == (5, 1)
    found = simulated(told)
    for chosen, expected in ((found, None), (replace(found, why="ingen"), "ikke simuleret")):
        typed = [list(row) for row in drawn.rows()]
        values: list[list[Any]] = [[getattr(cell, "value", cell) for cell in row] for row in typed]
        for row in values[1:]:
            if row[0] == "Plejefamilie":
                row[at["Metode"]] = "SIM"
        above: list[list[Any]] = [[], [], [], []]
        grid = Grid("Prognose", [*above, *values])
        areas = {"Styring_Prognose": ("Prognose", Ref(5, 1, 4 + len(values), len(header)))}
        asked_ = replace(snapshot, typed={"Styring_Prognose": grid}, areas=areas)
        made = refresh(asked_, simulated=chosen)
        if expected is None:
            # Whether SIM has a forecast is a finding, so the year is simulated for the findings alone too.
            assert refresh(asked_, is_written=False).findings == made.findings
        area = next(area for area in made.patch.areas if area.name == "Styring_Prognose")
        line: list[Any] = next(
            [getattr(cell, "value", cell) for cell in row] for row in area.block.rows() if row[0] == "Plejefamilie"
        )
        if expected is None:
            measure = told.refreshed.figures.measures.index("Plejefamilie")
            low, middle, high = np.quantile(found.draws[:, measure], (0.1, 0.5, 0.9))
            assert line[at["Forbrugsprognose"]] == line[at["P50 (SIM)"]] == round(middle) / 100
            assert (line[at["P10"]], line[at["P90"]]) == (round(low) / 100, round(high) / 100)
        else:
            assert line[at["Forbrugsprognose"]] == expected
            assert "prognosemetode" in {finding.code for finding in made.findings}


def test_who_asks_for_the_findings_alone_waits_for_no_simulation(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot, late = (
        read(book, year=2026, closed=6)
        for book in (told.book, FileBook.from_bytes(with_setting(told, **{standard.SETTING_LATE: "ja"})))
    )
    with_late = refresh(late)
    assert refresh(late, is_written=False).figures.result == with_late.figures.result != told.refreshed.figures.result
    monkeypatch.setattr(of_workbook, "compute", None)
    asked = refresh(snapshot, is_written=False)
    assert asked.findings == told.refreshed.findings
    left = {area.name for area in told.refreshed.patch.areas} - {area.name for area in asked.patch.areas}
    assert left == {"Styring_Usikkerhed", "Styring_Diagram_Vifte", "Styring_Diagram_Usikkerhed"}


def test_a_measure_is_simulated_where_it_is_whole_and_not_where_departments_share_it(told: Told) -> None:
    """Aflastning is all Nord's, Plejefamilie is parted: SIM and efterposteringer stand on the first alone."""
    sheets: dict[str, list[list[Any]]] = {
        name: [list(row) for row in told.book.grid(name).rows] for name in told.book.sheet_names
    }
    cases = sheets["Disponering"]
    cases[0].append("Distrikt")
    for at, row in enumerate(cases[1:]):
        row += [None] * (len(cases[0]) - 1 - len(row))
        row.append("Nord" if row[1] == "Aflastning" or at % 4 < 2 else "Syd")
    sheets["Opsætning"] = [["Regnskabsår", 2026], ["Realiseret til og med", 6], ["Opdel efter", "Distrikt"]]
    divided = refreshed(saved(**sheets))
    assert len(divided.refreshed.figures.segments) > 1
    rows = divided.values("Prognose")
    shown = [rows[4].index(name) for name in ("P50 (SIM)", "Forventede efterposteringer")]
    found: dict[str, list[tuple[Any, Any]]] = {}
    for row in rows[5:]:
        found.setdefault(row[0], []).append((row[shown[0]], row[shown[1]]))
    measure = divided.refreshed.figures.measures.index("Aflastning")
    middle = round(float(np.quantile(simulated(divided).draws[:, measure], 0.5))) / 100
    assert [each[0] for each in found["Aflastning"] if each[0] is not None] == [middle]
    assert all(each == (None, None) for each in found["Plejefamilie"])


def test_a_closing_keeps_what_was_said_and_the_sheet_holds_it_against_what_came() -> None:
    """June is closed in July; in August invoices for June have come, and the sheet says how many were awaited."""
    early, later = small(citizens=16), small(citizens=16, closed=7)
    taken = closing.close(FileBook.from_bytes(with_setting(early)), 6, dt.date(2026, 7, 5))
    made = refresh(taken)
    said, record = made.uncertainty, taken.record
    assert said is not None
    assert record is not None
    assert record.taken is not None
    past = History().with_moment(moment.now(taken.disposition, made.figures, said), record.taken)
    state = past.moments(past.entries[0])[past.entries[0].name]
    assert state.said[AWAITED]["6"] == said.late[:, 5].sum()
    assert state.said[P50][""] == round(float(np.median(said.draws.sum(axis=1))))
    # Next year AUTO holds what each method said against what the year came to.
    kept = kept_forecasts(past, 2027, 6, 5)
    measure = made.figures.measures.index("Aflastning")
    middle = round(float(np.median(said.draws[:, measure])))
    expected = int(made.figures.by_measure[measure].sum())
    for method, ore in (("SIM", middle), ("DISP", expected), ("BUDG", 700_000_00)):
        assert kept[1].of(method, ["Aflastning"]) == ore
    now = read(later.book, year=2026, closed=7)
    shown = refresh(replace(now, history=past), simulated=simulated(later))
    area = next(area for area in shown.patch.areas if area.name == "Styring_Usikkerhed")
    rows: list[list[Any]] = [[getattr(cell, "value", cell) for cell in row] for row in area.block.rows()]
    juni = next(row for row in rows if row[0] == "Juni")
    came = later.refreshed.figures.by_measure[:, 5].sum() - made.figures.by_measure[:, 5].sum()
    assert juni[4] == pytest.approx(said.late[:, 5].sum() / 100)
    assert juni[5] == pytest.approx(came / 100)
    assert juni[6] == pytest.approx(juni[5] - juni[4])
    booked = made.figures.by_measure[:, 5].sum()
    share = 100 * booked // (booked + said.late[:, 5].sum())
    assert closing.complete(made).startswith(f"Juni er kommet med {share} %: der ventes endnu ")


@given(citizens=st.integers(10, 18), closed=st.integers(1, 12), seed=st.integers(0, 30))
@settings(max_examples=6, deadline=None)
def test_the_custom_functions_say_what_the_sheet_says(citizens: int, closed: int, seed: int) -> None:
    told = small(citizens=citizens, closed=closed, seed=seed)
    shown = table(told)
    ledger, cases = (
        [[[cell] for cell in column] for column in zip(*told.book.grid(name).rows[1:], strict=False)]
        for name in ("Realiseret", "Disponering")
    )
    booked, service, _, payer, kind, amount = ledger[:6]
    person, measure, rate, unit, quantity, start = cases[:6]
    # A row of the sheet ends with its last filled cell: most have no stop.
    stop = [[row[6] if len(row) > 6 else None] for row in told.book.grid("Disponering").rows[1:]]
    names = [["Aflastning"], ["Plejefamilie"], ["Aftale"]]
    asked = (
        2026, closed, payer, kind, amount, booked, names, person, measure, rate, quantity, unit, start, stop,
        None, None, None, service,
    )  # fmt: skip
    whole = (*asked[:6], None, *asked[7:])
    lines = [shown[name] for (name,) in names]
    assert STYRING_INTERVAL(*asked) == [[line["P10"], line["P50"], line["P90"]] for line in lines]
    assert STYRING_INTERVAL(*whole) == [[shown["I alt"][name] for name in ("P10", "P50", "P90")]]
    budgets = [[line["Korrigeret budget"]] for line in lines]
    chances = [[line["Chance for at budgettet holder"]] for line in lines]
    assert STYRING_SANDSYNLIGHED(budgets, *asked) == chances
    assert STYRING_SANDSYNLIGHED(1_536_000, *whole) == [[shown["I alt"]["Chance for at budgettet holder"]]]


def test_expected_stops_and_inflow_stand_beside_the_known_ones_only_when_opsaetning_says_so(told: Told) -> None:
    asked_for = refreshed(with_setting(told, **{standard.SETTING_MOVEMENT: "ja"}))
    total = table(asked_for)["I alt"]
    stops, inflow = total["Ophør og forlængelser"], total["Tilgang"]
    assert inflow > 0
    flow = asked_for.values("Til- og afgang")
    head = next(at for at, row in enumerate(flow) if row[1:4] == ["Ventede stop", "Ventet tilgang", "Netto"])
    lines = []
    for row in flow[head + 1 :]:
        if row[0] == "I alt":
            assert row[1:4] == [pytest.approx(stops), pytest.approx(inflow), pytest.approx(stops + inflow)]
            break
        lines.append(row[1:4])
    assert [sum(column) for column in zip(*lines, strict=True)] == [
        pytest.approx(stops), pytest.approx(inflow), pytest.approx(stops + inflow),
    ]  # fmt: skip
    years = asked_for.values("Flerårsoverblik")
    assert years[4][17] == "Ventet til- og afgang 2026"
    of_line = {row[1]: row[17] for row in years[5:] if row[1]}
    assert sum(of_line[name] for name in ("Aflastning", "Plejefamilie")) == pytest.approx(stops + inflow)
    assert next(row[17] for row in years if row[0] == "I alt") == pytest.approx(stops + inflow)

    # Nothing of it is in the figures, and without the setting nothing of it is shown.
    silent = refreshed(with_setting(told, **{standard.SETTING_MOVEMENT: "nej"}))
    assert asked_for.refreshed.figures.result == silent.refreshed.figures.result
    assert [row[:17] for row in years[:12]] == [row[:17] for row in silent.values("Flerårsoverblik")[:12]]
    assert "Ventet tilgang" not in {cell for row in silent.values("Til- og afgang") for cell in row}


def test_forklaring_holds_what_was_expected_of_stops_and_inflow_at_a_closing_against_now() -> None:
    asked_for = with_setting(small(citizens=16), **{standard.SETTING_MOVEMENT: "ja"})
    taken = closing.close(FileBook.from_bytes(asked_for), 6, dt.date(2026, 7, 5))
    made = refresh(taken)
    assert made.uncertainty is not None
    drawn = next(area for area in made.patch.areas if area.name == "Styring_Forklaring").block.rows()
    rows: list[list[Any]] = [[getattr(cell, "value", cell) for cell in row] for row in drawn]
    head = next(at for at, row in enumerate(rows) if row[0] == "Ventet ud over det kendte")
    stops, inflow, both = (row[1:4] for row in rows[head + 1 : head + 4])
    found = movement(made.uncertainty, made.figures.measures)
    for shown, ore in ((stops, found.stops), (inflow, found.inflow), (both, found.net)):
        assert shown == [pytest.approx(int(ore.sum()) / 100)] * 2 + [pytest.approx(0)], "nothing has moved since"
    assert inflow[0] > 0


def test_without_booking_dates_the_closings_tell_how_late_invoices_come(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, figures = read(told.book, year=2026, closed=6), told.refreshed.figures
    undated = replace(snapshot.ledger, booked=np.full(len(snapshot.ledger), np.datetime64("NaT", "D")))
    late = {}
    for come in (0.6, 1.0):
        monkeypatch.setattr(arrived, "arrived", lambda history, figures, share=come: np.full(LAGS + 1, share))
        found = computed.compute(snapshot.disposition.commitments, undated, figures, history=snapshot.history)
        assert found.by_closings
        late[come] = found.late.sum()
    assert late[0.6] > 2 * abs(late[1.0])
    dated = computed.compute(snapshot.disposition.commitments, snapshot.ledger, figures, history=snapshot.history)
    assert not dated.by_closings, "booking dates say it better"

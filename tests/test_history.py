"""*Historik*: what is kept comes back as it was, whatever happens to the rows, and what was typed over is told."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.grid import Grid, Ref
from styring_xl.model.bridge import Side
from styring_xl.reading.history import history
from styring_xl.reading.history.chain import Broken, Chain, apply
from styring_xl.reading.history.entry import HistoryEntry
from styring_xl.reading.history.history import NO_HISTORY, History
from styring_xl.reading.history.moment import Moment, match
from styring_xl.reports import history as report
from styring_xl.reports.report import Corner, Material, Site
from tests.examples import examples

CITIZENS = ("6101800001", "6201800002", "6301800003", "")
MEASURES = ("Familiepleje", "Aflastning = weekend", "Hybel|ung")
ORE = st.integers(-(10**11), 10**11)
DAYS = st.integers(0, 900).map(lambda n: np.datetime64("2025-06-01") + np.timedelta64(n, "D"))


def state(rows: list[dict[str, Any]], closed: int, lumps: dict[str, int]) -> Moment:
    n = len(rows)

    def ints(name: str) -> Any:
        return np.array([row.get(name, 0) for row in rows], np.int64).reshape(n)

    def days(name: str) -> Any:
        return np.array([row[name] for row in rows], "datetime64[D]").reshape(n)

    months = np.array([row["months"] for row in rows], np.int64).reshape(n, 12)
    side = Side(
        present=np.ones(n, bool), computable=ints("sound") == 1, rate=ints("rate"), quantity=ints("quantity"),
        unit=ints("unit"), start=days("start"), stop=days("stop"), rule=ints("rule"), vat=ints("vat"),
        probability=ints("chance"), planned=months, booked=np.where(np.arange(12) < closed, months[:, ::-1], 0),
        closed=closed,
    )  # fmt: skip

    def texts(name: str) -> tuple[str, ...]:
        return tuple(row[name].replace("|", "¦") for row in rows)

    return Moment(
        "Nu", 2026, texts("id"), texts("cpr"), texts("measure"), texts("supplier"), side, lumps, {}, {"Pulje": 7}
    )


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "id": draw(st.sampled_from(["", "1", "2", "3", "4=x"])), "cpr": draw(st.sampled_from(CITIZENS)),
        "measure": draw(st.sampled_from(MEASURES)), "supplier": draw(st.sampled_from(["", "Hansen & Co", "=1+1"])),
        "sound": draw(st.integers(0, 1)), "rate": draw(ORE), "quantity": draw(st.integers(0, 90_000)),
        "unit": draw(st.integers(0, 5)), "rule": draw(st.integers(0, 1)), "vat": 10_000,
        "chance": draw(st.integers(0, 10_000)), "start": draw(DAYS),
        "stop": draw(st.one_of(DAYS, st.just(np.datetime64("NaT", "D")))),
        "months": draw(st.lists(ORE, min_size=12, max_size=12)),
    }  # fmt: skip


def entry(name: str, kind: str = standard.CLOSING) -> HistoryEntry:
    return HistoryEntry(
        name=name, kind=kind, year=2026, date="10-04-2026", closed=0, result=0, realised=0, ledger=None, note="",
        before=0, rows=0, settings="dage", check="", cells=(),
    )  # fmt: skip


def written(past: History) -> Grid:
    """The sheet as a refresh writes it and a program reads it."""
    snapshot = type("Snapshot", (), {"record": True})()
    material = Material(snapshot, None, {}, past)  # type: ignore[arg-type]
    [area] = report.draw(material, Site(standard.HISTORY, Corner(5, 1), {})).areas
    cells: list[list[Any]] = [[getattr(value, "value", value) for value in row] for row in area.block.rows()]
    return Grid(standard.HISTORY, [[], [], [], [], *cells])


def reread(past: History) -> History:
    grid = written(past)
    return history.read(grid, Ref(5, 1, len(grid.rows), max(map(len, grid.rows))))


def same(one: Moment, other: Moment) -> bool:
    """The same rows with the same figures, whatever their order."""

    def told(of: Moment) -> list[Any]:
        side = of.side
        terms = zip(
            of.id, of.cpr, of.measure, of.supplier, side.computable.tolist(), side.rate.tolist(),
            side.quantity.tolist(), side.unit.tolist(), side.start.astype(str).tolist(), side.stop.astype(str).tolist(),
            side.rule.tolist(), side.vat.tolist(), side.probability.tolist(), side.planned.tolist(),
            side.booked.tolist(), strict=True,
        )  # fmt: skip
        return sorted(terms)

    sums = [(of.unplaced, of.nobody, of.pools, of.result, of.realised) for of in (one, other)]
    return told(one) == told(other) and sums[0] == sums[1]


LUMPS = st.dictionaries(st.sampled_from([m.replace("|", "¦") for m in MEASURES]), ORE, max_size=2)
TIMES = st.lists(st.tuples(st.lists(rows(), max_size=7), st.integers(0, 12), LUMPS), min_size=1, max_size=5)


@settings(max_examples=examples(40), deadline=None)
@given(times=TIMES, at=st.integers(0, 4))
def test_what_is_kept_comes_back_and_taking_one_out_changes_no_other(times: Any, at: int) -> None:
    states = {f"T{n}": state(*time) for n, time in enumerate(times)}
    past = NO_HISTORY
    for name, each in states.items():
        past = past.with_moment(each, entry(name))
    found = reread(past)
    assert found.problems == ()
    for name, each in found.moments(*found.entries).items():
        assert same(each, states[name])
    gone = found.entries[at % len(states)]
    rest = reread(found.without(gone))
    assert rest.problems == ()
    assert [e.name for e in rest.entries] == [name for name in states if name != gone.name]
    for name, each in rest.moments(*rest.entries).items():
        assert same(each, states[name])
    if gone is found.entries[-1]:
        assert written(found.without(gone).with_moment(states[gone.name], gone)).rows == written(past).rows


@settings(max_examples=examples(40), deadline=None)
@given(times=TIMES, data=st.data())
def test_a_row_typed_over_anywhere_is_told_and_never_used(times: Any, data: st.DataObject) -> None:
    past = NO_HISTORY
    for n, time in enumerate(times):
        past = past.with_moment(state(*time), entry(f"T{n}"))
    grid = written(past)
    row = data.draw(st.integers(6, len(grid.rows)))
    free = {standard.HISTORY_COLUMNS.index(name) for name in ("Difference", "Afstemning", "Note")}
    cells = list(grid.rows[row - 1])
    used = [c for c, v in enumerate(cells) if v is not None and c not in free]
    column = data.draw(st.sampled_from(used))
    cells[column] = data.draw(st.sampled_from([None, "rettet", 12345.5, -1, True, "takst+ 0:1", "takst 999999:1"]))
    changed = Grid(grid.sheet, [*grid.rows[: row - 1], cells, *grid.rows[row:]])
    found = history.read(changed, Ref(5, 1, len(grid.rows), max(map(len, grid.rows))))
    broken = {problem.row for problem in found.problems}
    assert broken == set(range(row, len(grid.rows) + 1)), "the row, and those that build on it"
    assert [e.row for e in found.usable(2026)] == list(range(6, row))
    # Life goes on: the next closing tells everything itself.
    after = reread(found.with_moment(state(*times[-1]), entry("Ny")))
    assert after.entries[-1].fault is None
    assert same(after.moments(after.entries[-1])["Ny"], state(*times[-1]))
    assert list(written(after).rows[row - 1])[: len(cells)] == cells, "what was typed stands as it was typed"


def two_times() -> History:
    """Two closings, the second told as what differs from the first."""
    past = NO_HISTORY.with_moment(state([row("1", A, "2026-01-01")], 1, {}), entry("T"))
    return past.with_moment(state([row("1", A, "2026-01-01") | {"rate": 7}], 1, {}), entry("U"))


def typed(grid: Grid, line: int, column: int, value: Any) -> list[tuple[int, str]]:
    """The rows told of, and what of them, when a cell is typed over."""
    cells = [list(each) for each in grid.rows]
    cells[line - 1][column] = value
    found = history.read(Grid(grid.sheet, cells), Ref(5, 1, len(cells), max(map(len, cells))))
    return [(problem.row, problem.detail) for problem in found.problems]


def test_who_corrects_a_note_is_told_apart_from_who_changes_a_figure_or_the_data() -> None:
    grid = written(two_times())
    note, result = (standard.HISTORY_COLUMNS.index(name) for name in ("Note", "Forventet regnskab"))
    data = len(standard.HISTORY_COLUMNS)
    assert typed(grid, 7, note, "rettet i juni") == []
    assert typed(grid, 7, result, 1.0) == [(7, "")]
    assert typed(grid, 7, data, "takst+ 0:8") == [(7, history.DATA)]
    people = next(at for at, value in enumerate(grid.rows[5]) if str(value).startswith("cpr "))
    assert typed(grid, 6, people, f"cpr 0={B}") == [(6, history.DATA), (7, "")], "who it is about is data too"


def test_rows_of_earlier_editions_are_read_until_a_row_has_a_seal() -> None:
    def crc(told: HistoryEntry, base: str) -> HistoryEntry:
        cells = ("siden " + base if base else "fuld", *told.cells[1:])
        kept = (cell for cell in cells if not cell.startswith(("cpr ", "leverandører ")))
        parts = (
            base, told.name, told.kind, told.year, told.date, told.closed, told.result, told.realised, "",
            told.before, told.rows, told.settings, *kept,
        )  # fmt: skip
        return replace(told, cells=cells, check=f"{zlib.crc32('|'.join(map(str, parts)).encode()):08X}")

    first, second = two_times().entries
    old = crc(first, "")
    past = reread(History(standard.HISTORY, (old, crc(second, old.check))))
    assert past.problems == ()
    more = reread(past.with_moment(state([row("1", A, "2026-01-01") | {"rate": 9}], 1, {}), entry("V")))
    assert (more.problems, len(more.entries[-1].check)) == ((), 33)
    assert more.entries[-1].cells[0] == f"siden {past.entries[-1].check}"
    late = reread(History(standard.HISTORY, (*more.entries, crc(first, ""))))
    assert [problem.row for problem in late.problems] == [9], "nobody writes such a row any more"


def test_figures_of_earlier_editions_are_read_and_built_on() -> None:
    old = state([row("1", A, "2026-01-01"), row("2", B, "2026-01-01")], 1, {})
    old.side.planned[:] = [[700, 800, *[800] * 10], [9, *[0] * 11]]
    old.side.booked[:, 0] = [650, 0]
    cells = (
        "fuld", "foranstaltninger 1=Familiepleje", "nr 0=1|1=2", f"cpr 0={A}|1={B}", "med 0:1 1:1", "beregnes 0:1 1:1",
        "foranstaltning 0:1 1:1", "takst 0:100 1:100", "start 0:20260101 1:20260101",
        "disp01 0:700 1:9",
        *(f"disp{month:02d} 0:800" for month in range(2, 13)), "real01 0:650", "puljer Pulje=7",
    )  # fmt: skip
    told = replace(entry("T"), closed=1, rows=2, result=old.result, realised=old.realised, cells=cells).sealed("")
    past = reread(History(standard.HISTORY, (told,)))
    assert same(past.moments(*past.entries)["T"], old)
    new = state([row("1", A, "2026-01-01"), row("2", B, "2026-01-01")], 2, {})
    new.side.planned[:], new.side.booked[:] = old.side.planned, old.side.booked
    new.side.planned[1, 5:7] = 400
    new.side.booked[0, 1] = 815
    more = reread(past.with_moment(new, entry("U")))
    assert more.entries[-1].cells[1:] == ("disp06+ 1:400", "disp07+ 1:0", "real02+ 15", "puljer Pulje=7")
    assert same(more.moments(*more.entries)["U"], new)


def test_five_years_are_small_and_only_what_is_asked_for_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    dice, past = np.random.default_rng(1), NO_HISTORY
    many = [row(str(n), A, "2026-01-01") for n in range(500)]
    for year in range(2026, 2031):
        for closed in (1, 2, 3):
            now = state(many, closed, {})
            now.side.planned[:] = np.arange(500)[:, np.newaxis] + 2_000_000
            now.side.booked[:, :closed] = now.side.planned[:, :closed] + dice.integers(-50_000, 50_000, (500, closed))
            past = past.with_moment(replace(now, year=year), replace(entry(f"T{closed} {year}"), date="1"))
    found = reread(past)
    cells = [cell for each in found.entries for cell in each.cells if cell.startswith(("disp", "real"))]
    # Eleven months like January, and three with a difference from what was expected, the closed ones again.
    assert sum(map(len, cells)) / (5 * 500) < 70, "characters a row and year"
    read: list[str] = []

    def counted(chain: Chain, each: HistoryEntry) -> None:
        read.append(each.name)
        apply(chain, each)

    monkeypatch.setattr(history, "apply", counted)
    found.moments(found.entries[-1])
    assert read == ["T1 2030", "T2 2030", "T3 2030"]
    read.clear()
    found.moments(found.entries[0], found.entries[4])
    assert read == ["T1 2026", "T1 2027", "T2 2027"]


def test_data_that_no_program_of_ours_writes_are_broken_and_nothing_else() -> None:
    for data in ("takst+ :1", "takst+ 1:", "takst+ 1:2:3", "takst+ -1:2", "takst+ 9999999:1", "takst+ 5:1"):
        made = replace(entry("T"), rows=1, cells=("fuld", "med+ 0:1", data)).sealed("")
        past = reread(History(standard.HISTORY, (made,)))
        with pytest.raises(Broken):
            past.moments(*past.entries)


def row(number: str, cpr: str, start: str, measure: str = "Familiepleje", supplier: str = "") -> dict[str, Any]:
    return {
        "id": number, "cpr": cpr, "measure": measure, "supplier": supplier, "sound": 1, "rate": 100, "start": start,
        "stop": "NaT", "months": [0] * 12,
    }  # fmt: skip


A, B = CITIZENS[:2]


def matched(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[int]:
    found: list[int] = match(state(old, 0, {}), state(new, 0, {})).tolist()
    return found


def test_a_row_is_known_by_its_number_then_by_citizen_and_start() -> None:
    first, second = row("1", A, "2026-01-01"), row("2", B, "2026-02-01")
    assert matched([first, second], [second, first]) == [1, 0], "sorted"
    assert matched([first, second], [row("3", A, "2026-05-01"), first, second]) == [-1, 0, 1], "one put in"
    renumbered = [second | {"id": "1"}, first | {"id": "2"}]
    assert matched([first, second], renumbered) == [1, 0], "numbered anew after sorting"
    assert matched([first], [first | {"start": "2026-03-01", "supplier": "Ny"}]) == [0]
    assert matched([first], [first | {"measure": "Hybel"}]) == [0]
    assert matched([first | {"cpr": ""}], [first]) == [0], "the placement has got its citizen"
    assert matched([first], [row("9", A, "2026-06-01")]) == [-1], "another number is another row"


def test_without_numbers_rows_are_told_apart_by_their_order_by_start() -> None:
    first, second = row("", A, "2026-01-01"), row("", A, "2026-07-01")
    assert matched([first, second], [second, first]) == [1, 0]
    assert matched([first, second], [row("", A, "2026-03-01"), second, first]) == [-1, 1, 0], "one put in between"
    assert matched([first, second], [second | {"start": "2026-08-01"}, first | {"start": "2026-01-15"}]) == [1, 0]
    assert matched([first], [first | {"supplier": "Hansen"}]) == [0], "the supplier was filled in"
    assert matched([row("7", A, "2026-01-01"), row("7", B, "2026-01-01")], [row("7", B, "2026-01-01")]) == [1]


def test_long_data_take_several_cells_of_a_length_every_program_writes() -> None:
    many = [row(str(n), A, "2026-01-01") | {"months": [n * 100_007] * 12} for n in range(4_000)]
    past = reread(NO_HISTORY.with_moment(state(many, 3, {}), entry("T")))
    assert max(map(len, past.entries[0].cells)) < 8_200
    assert same(past.moments(*past.entries)["T"], state(many, 3, {}))
    once = past.with_moment(state([*many[:-1], many[-1] | {"rate": 5}], 3, {}), replace(entry("U"), note="to"))
    assert [c for c in once.entries[-1].cells if c.startswith("takst")] == ["takst+ 3999:5"], "only what differs"
    assert sum(map(len, once.entries[-1].cells)) < 200

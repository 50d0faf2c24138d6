"""A large table written by the column is the same as one written cell by cell."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from styring_xl import Formula, StyringError
from styring_xl.books.edit.applied import Applied
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.record import record_of
from styring_xl.buttons.undo import to_json
from styring_xl.cells.cell import KEEP, Content
from styring_xl.cells.patch import Area, Block, Patch
from tests.books.packages import parts_of, workbook, zipped

ROWS = 12
CELLS: st.SearchStrategy[Content] = st.one_of(
    st.none(),
    st.sampled_from((0.0, -0.0, 1, 12.5, 1e15, 10**15, 2**60, -0.005, True, False)),
    st.sampled_from(("", "æøå", " a", "a\n", "<&>", "_x000D_", "\x01", "x" * 40)),
    st.sampled_from((Formula("SUM(A1:A2)", 3.0), Formula(' "<"&A1', "<x"), Formula("A1", None), Formula("A2", True))),
    st.sampled_from((dt.date(2026, 1, 1), dt.date(2024, 2, 29), None)),
)
OTHERS: st.SearchStrategy[Content] = st.one_of(
    CELLS, st.sampled_from((dt.date(1899, 1, 1), dt.datetime(2026, 1, 1, 12), float("nan"), KEEP, Formula("=A2", 1.0)))
)
"""What a band cannot hold, or nothing can, among them."""
DAYS = st.sampled_from((dt.date(2026, 1, 1), dt.date(1904, 1, 1), dt.date(1950, 1, 1)))
LOOKS = st.sampled_from((None, None, "Normal", "Min stil", "min STIL"))

LIKE = st.sampled_from((None, None, 1, 2, 9))
"""A row whose looks new cells take."""


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """Rows of columns that mostly hold one kind of thing each, in a few looks."""
    width, height = draw(st.integers(1, 4)), draw(st.integers(1, ROWS))
    columns = [
        [draw(kind) for _ in range(height)]
        for kind in (draw(st.sampled_from((CELLS, CELLS, DAYS, st.floats(-1e9, 1e9), OTHERS))) for _ in range(width))
    ]
    kinds = [tuple(draw(LOOKS) for _ in range(width)) for _ in range(2)]
    styles = tuple(draw(st.sampled_from(kinds)) for _ in range(height)) if draw(st.booleans()) else None
    return Block.of("Ark1", draw(st.integers(1, 9)), draw(st.integers(1, 4)), tuple(zip(*columns, strict=True)), styles)


def written(patch: Patch, dated: bool, fewest: int, monkeypatch: pytest.MonkeyPatch) -> object:
    """All that comes of the patch in a sheet with a head, an empty row that stands below it, and a column's own look:
    its parts, what is told of it and what takes it back, or the sentence that refuses it. ``dated``: Min stil shows
    days."""
    monkeypatch.setattr("styring_xl.books.edit.edit.FEWEST", fewest)
    sheet = (
        '<dimension ref="A1:B2"/><cols><col min="2" max="2" style="1"/></cols><sheetData><row r="1"><c r="A1"><v>7</v>'
        '</c><c r="B1" s="1"/></row><row r="2"><c r="B2"><v>1</v></c></row><row r="6" ht="30" customHeight="1"/>'
        '<row r="9"><c r="C9" s="1"/></row></sheetData>'
    )
    parts = workbook({"Ark1": sheet})
    if dated:
        parts["xl/styles.xml"] = str(parts["xl/styles.xml"]).replace(
            'numFmtId="4" fontId="1"', 'numFmtId="14" fontId="1"'
        )
    book = FileBook.from_bytes(zipped(parts))
    try:
        edition = book.edit(patch)
    except StyringError as error:
        return str(error)
    applied: Applied = edition.applied
    record = record_of(applied, book.path, "", "").sheets
    cells = [
        sorted(zip(*(array.tolist() for array in (s.rows, s.columns, s.after, s.restyled)), strict=True))
        for s in record
    ]
    told = [(each.address, each.before, each.after) for each in applied.changes]
    return parts_of(edition.bytes()), told, len(applied.changes), to_json(applied.inverse()), applied.obstacles, cells


@settings(deadline=None)
@given(st.lists(blocks(), min_size=1, max_size=3), st.tuples(*[LIKE] * 3), st.booleans(), st.booleans())
def test_by_the_column_as_by_the_cell(
    found: list[Block], likes: tuple[int | None, ...], as_areas: bool, dated: bool
) -> None:
    if as_areas:
        patch = Patch(areas=tuple(Area(f"Omr{at}", block) for at, block in enumerate(found)))
    else:
        patch = Patch(blocks=tuple(replace(block, like=like) for block, like in zip(found, likes, strict=False)))
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert written(patch, dated, 1, monkeypatch) == written(patch, dated, 10_000, monkeypatch)

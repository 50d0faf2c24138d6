"""A dimension: a label beside the measure, such as *Afdeling* or *Sektor*, that parts the workbook into segments.

Commitments, postings, budget lines, puljer and the earlier years of *Parametre* each have a segment, read once from the
column of the dimension's name. Where a sheet says none, only evidence counts: a measure whose budget lines all have one
label is that segment's. What is left stands in a segment of its own, so that every krone is in exactly one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl import standard
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import cell_text, in_order, label
from styring_xl.model.arrays import Integers
from styring_xl.reading import header
from styring_xl.reading.budget import Budget
from styring_xl.reading.dimension_name import DimensionName
from styring_xl.reading.disposition.disposition import Disposition, Place
from styring_xl.reading.interning import Codes
from styring_xl.reading.layout import Layout
from styring_xl.reading.ledger.rows import Ledger, LedgerLabels
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.tables import table_rows

ROLE: Final = "opdeling"
NOBODYS: Final = 0
"""The number of the segment that holds what has no label."""
MOST: Final = 60
"""A column with more different texts than this holds something else, such as names, and is not divided by."""


class Dimension(Struct, frozen=True):
    """The segments by number, ``NOBODYS`` first; then the budget's in its order, then the others by name.

    ``rows`` (n,) and ``postings`` (p,) are the segments of commitments and postings, a posting's only where its own row
    says it. ``places`` has those of budget lines and puljer by (sheet, row), ``measures`` of measures by their label,
    ``earlier`` of the rows of *Tidligere år*. A sheet and a row that are missing here have ``NOBODYS``.
    """

    segments: tuple[str, ...]
    rows: Integers
    postings: Integers
    places: Mapping[tuple[str, int], int]
    measures: Mapping[str, int]
    earlier: Mapping[int, int]
    problems: tuple[Problem, ...] = ()

    @property
    def is_used(self) -> bool:
        """Whether there is anything to part by."""
        return len(self.segments) > 1

    def at(self, place: Place) -> int:
        """The segment of a budget line or a pulje."""
        return self.places.get((place.sheet, place.row), NOBODYS)


def read(
    name: DimensionName,
    layout: Layout,
    grids: Mapping[str, Grid],
    disposition: Disposition,
    ledger: Ledger,
    budget: Budget,
    parameters: Grid | None = None,
) -> Dimension:
    """Reads the labels. ``grids`` has the sheets of disposition and budget, ``parameters`` is *Parametre*.

    Two spellings that differ in case, punctuation or spaces are one label. A dimension that cannot be used has no
    segments, and a problem that says why: no sheet has the column, no cell of it is filled, or its texts are too many.
    """
    said = _Labels(name, layout, grids)
    lines = [said.of(line.place) for line in budget.lines]
    rows = [said.of(place) for place in disposition.commitments.places]
    pools = [said.of(pool.place) for pool in disposition.pools]
    earlier = _earlier(name, parameters)
    own = ledger.labels.get(name.name)
    booked = own.names if own is not None else ("",)
    codes = Codes()
    codes.of("")
    codes.all(lines)
    for texts in ({*rows, *pools}, {*booked}, {*earlier.values()}):
        codes.all(sorted(texts, key=in_order))
    lack = _lack(said, own is not None, len(codes.names) - 1)
    if lack:
        problem = Problem(Kind.DIVISION_UNUSED, "", ROLE, name.sheet, name.row, name.at, name.name, detail=lack)
        return _nothing(len(rows), len(ledger), problem)
    line_segments = codes.all(lines).tolist()
    measures = _of_measures(budget, line_segments)
    mine = codes.all(rows)
    by_measure = np.array([measures.get(label(text), NOBODYS) for text in disposition.commitments.measure], np.int64)
    resolved = np.where(mine == NOBODYS, by_measure, mine) if len(mine) else mine
    kept_for = (measures.get(label(pool.measure), NOBODYS) for pool in disposition.pools)
    places = [
        *zip((line.place for line in budget.lines), line_segments, strict=True),
        *(
            (pool.place, its_own or otherwise)
            for pool, its_own, otherwise in zip(disposition.pools, codes.all(pools).tolist(), kept_for, strict=True)
        ),
    ]
    return Dimension(
        segments=(name.without, *codes.names[1:]),
        rows=resolved,
        postings=np.zeros(len(ledger), np.int64) if own is None else codes.all(booked)[own.codes],
        places={(place.sheet, place.row): segment for place, segment in places},
        measures=measures,
        earlier={row: codes.of(text) for row, text in earlier.items()},
        problems=(
            *_unlabelled(said, [line.place for line in budget.lines], np.array(line_segments), header.BUDGET),
            *_unlabelled(said, disposition.commitments.places, resolved, header.DISPOSITION),
            *_strangers(said, budget, disposition, ledger, own, codes),
        ),
    )


def _nothing(rows: int, postings: int, problem: Problem) -> Dimension:
    none = np.zeros(rows, np.int64), np.zeros(postings, np.int64)
    return Dimension((), *none, {}, {}, {}, (problem,))


def _lack(said: _Labels, booked: bool, segments: int) -> str:
    if not said.tables and not booked:
        return "column"
    return "" if 0 < segments <= MOST else "many" if segments else "empty"


class _Labels:
    """What the dimension's column says on the sheets of disposition and budget."""

    def __init__(self, name: DimensionName, layout: Layout, grids: Mapping[str, Grid]) -> None:
        self.layout = layout
        self.tables: dict[str, list[tuple[RoleTable, int]]] = {}
        self._texts: dict[str, Callable[[int], str]] = {}
        for table in layout.tables:
            column = name.column(table)
            if column is not None and table.role != header.POSTINGS:
                self.tables.setdefault(table.sheet, []).append((table, column))
                self._texts[table.sheet] = _reader(grids[table.sheet], self.tables[table.sheet])

    def of(self, place: Place) -> str:
        """The label of a row; empty where its sheet has no such column."""
        text = self._texts.get(place.sheet)
        return "" if text is None else text(place.row)

    def column(self, sheet: str) -> int | None:
        """The column on a sheet."""
        return self.tables[sheet][0][1] if sheet in self.tables else None


def _reader(grid: Grid, tables: Sequence[tuple[RoleTable, int]]) -> Callable[[int], str]:
    """The label of each row of a sheet; a merged cell's holds for every row it covers.

    Where a budget stands below a disposition on one sheet, a row belongs to the last table whose header is above it.
    """
    merged = {
        (row, ref.left): ref.top
        for ref in grid.merged
        if ref.left == ref.right and any(ref.left == column for _, column in tables)
        for row in range(ref.top, ref.bottom + 1)
    }
    starts = sorted((table.header_bottom, column) for table, column in tables)

    def text(row: int) -> str:
        column = next((column for top, column in reversed(starts) if top < row), starts[0][1])
        return cell_text(grid.value(merged.get((row, column), row), column))

    return text


def _earlier(name: DimensionName, parameters: Grid | None) -> dict[int, str]:
    """Row of *Tidligere år* -> its label, where the user has added the column to that table."""
    found: dict[int, str] = {}
    for row, cells in table_rows(parameters, standard.EARLIER_TABLE) if parameters is not None else ():
        head = name.header(cells)
        if head is not None:
            found[row] = cell_text(cells[head][1])
    return found


def _of_measures(budget: Budget, segments: Sequence[int]) -> dict[str, int]:
    """The measures whose budget lines all have one label."""
    found: dict[str, set[int]] = {}
    for line, segment in zip(budget.lines, segments, strict=True):
        found.setdefault(label(line.measure), set()).add(segment)
    return {name: min(each) for name, each in found.items() if len(each) == 1 and NOBODYS not in each}


def _unlabelled(said: _Labels, places: Sequence[Place], segments: Integers, role: str) -> list[Problem]:
    """One problem for the rows without a segment, at the first of them."""
    without = np.flatnonzero(segments == NOBODYS).tolist()
    if not without:
        return []
    first = places[without[0]]
    column = said.column(first.sheet)
    kind = Kind.DIVISION_MISSING
    detail = "all" if column is None else ""
    return [Problem(kind, "", role, first.sheet, first.row, column or 1, None, len(without), detail)]


def _strangers(
    said: _Labels,
    budget: Budget,
    disposition: Disposition,
    ledger: Ledger,
    own: LedgerLabels | None,
    codes: Codes,
) -> Iterable[Problem]:
    """One problem for each label that stands on another sheet and not on the one that names the segments.

    That is the budget, or the disposition where the budget has none: a label it lacks may be another's misspelling.
    """
    lines = {label(text) for line in budget.lines if (text := said.of(line.place))}
    rows: dict[str, Place] = {}
    for place in disposition.commitments.places:
        rows.setdefault(label(said.of(place)), place)
    known = (lines or {*rows}) | {""}
    if known == {""}:
        return
    told = {*known}
    for text, place in rows.items():
        if text not in told:
            told.add(text)
            column = said.column(place.sheet) or 1
            name = codes.names[codes.of(text)]
            yield Problem(Kind.DIVISION_UNKNOWN, "", header.DISPOSITION, place.sheet, place.row, column, name)
    if own is None:
        return
    _, first = np.unique(own.codes, return_index=True)
    for at in first.tolist():
        name = own.names[own.codes[at]]
        if label(name) not in told:
            told.add(label(name))
            sheet, row = ledger.sheets[ledger.sheet[at]], int(ledger.row[at])
            yield Problem(Kind.DIVISION_UNKNOWN, "", header.POSTINGS, sheet, row, own.column, name)

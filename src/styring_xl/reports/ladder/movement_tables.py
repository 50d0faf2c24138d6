"""The movements between the steps as *Indsatstrappe* shows them: the matrix, each step's balance, up and down, and the
list behind the matrix."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np

from styring_xl.cells.cell import Content, Formula, quote_sheet
from styring_xl.cells.column_contents import ColumnContents
from styring_xl.cells.patch import Link
from styring_xl.figures.trace.item import MadeOf
from styring_xl.reports import commitment_links
from styring_xl.reports.ladder import made
from styring_xl.reports.ladder.columns import ALL, BALANCE, LEFT, MOVES, NEW, WAYS
from styring_xl.reports.ladder.movements import Movements
from styring_xl.reports.ladder.period import LadderPeriod, spelled
from styring_xl.reports.ladder.rungs import Rungs
from styring_xl.reports.report import Material
from styring_xl.reports.rows import MadeRow, Rows
from styring_xl.reports.table import Table, Values
from styring_xl.standard import style

WAY_LINES: Final = 6
"""Lines of *op og ned ad trappen* above its total."""
BALANCE_SECTION: Final = "Trin for trin"
WAYS_SECTION: Final = "Op og ned ad trappen"
UP: Final = "Op: til et mere indgribende trin"
DOWN: Final = "Ned: til et mindre indgribende trin"
SAME: Final = "Samme trin"
ACROSS: Final = "Til eller fra »uden trin«"
NEWCOMERS: Final = "Nye: ingen foranstaltning den første dag"
LEAVERS: Final = "Ophørte: ingen foranstaltning den sidste dag"


class MovementTables:
    """Writes the blocks into ``rows`` and the list into ``moves``; ``first`` is the sheet row of the matrix's first."""

    def __init__(self, material: Material, period: LadderPeriod, rungs: Rungs, rows: Rows, moves: Rows) -> None:
        self.material = material
        self.period = period
        self.rungs = rungs.rungs
        self.rows, self.moves = rows, moves
        self.movements = Movements.of(material, rungs, period)
        self.matrix = self.movements.matrix

    def matrix_table(self, first: int) -> None:
        """The matrix, whose first step stands in the sheet row ``first``."""
        rows, count = self.rows, len(self.rungs)
        title = f"Bevægelser mellem trinnene fra {spelled(self.period.first)} til {spelled(self.period.last)}"
        rows.section(title)
        names = [*(rung.short for rung in self.rungs), LEFT, ALL]
        rows.add(["Fra (rækker) til (kolonner)", *names], [style.HEADER, *[style.HEADER_NUMBER] * len(names)])
        assert rows.next_row == first
        listed = self._listed()
        for i, counts in enumerate(self.matrix):
            row = rows.next_row
            name = self.rungs[i].name if i < count else NEW
            cells: list[Content] = [float(each) if each else None for each in counts]
            span = f"{rows.cell(row, 1)}:{rows.cell(row, count + 1)}"
            looks = [style.COMPUTED_TEXT, *[style.COMPUTED_WHOLE] * (count + 2)]
            if i < count:
                # Those who stay, told from the others also in print.
                looks[1 + i] = style.GROUP_WHOLE
            rows.made[row] = MadeRow({str(j): 1 + j for j in range(count + 1)}, partial(self._made, i))
            rows.add([name, *cells, Formula(f"SUM({span})", float(sum(counts)))], looks)
            for j, target in ((j, listed.get((i, j))) for j in range(count + 1)):
                if target is not None:
                    tip = "Se bevillingerne bag tallet"
                    place = f"{quote_sheet(self.moves.sheet)}!{self.moves.cell(target, 0)}"
                    rows.links.append(Link(row, rows.left + 1 + j, place, tip))
        last = rows.next_row - 1
        sums = self.movements.last_day
        totals: list[Content] = [
            Formula(f"SUM({rows.cell(first, 1 + j)}:{rows.cell(last, 1 + j)})", float(value))
            for j, value in enumerate([*sums, sum(sums)])
        ]
        rows.add([ALL, *totals], [style.TOTAL_TEXT, *[style.TOTAL_WHOLE] * len(totals)])
        rows.blank()

    def _made(self, row: int, column: str) -> MadeOf | None:
        """What a cell of the matrix is made of, by its row and column from 0."""
        return made.moved(self.material.tracer, self.movements.commitments.get((row, int(column)), []))

    def _listed(self) -> dict[tuple[int, int], int]:
        """The list behind the matrix; returns where each of its cells begins, by row and column from 0."""
        # As the sheet names them: on the row itself a measure may be spelled in another way.
        names, measure = self.material.figures.measures, self.material.figures.measure
        places = self.material.snapshot.disposition.commitments.places
        shorts = [rung.short for rung in self.rungs]
        come, gone = [*shorts, NEW], [*shorts, LEFT]
        table, movers = Table(self.moves, MOVES), self.movements.movers
        first: dict[tuple[int, int], int] = {}
        for row, mover in enumerate(movers, table.next_row):
            first.setdefault((mover.before, mover.after), row)
        rows = [mover.commitment for mover in movers]
        at = (table.next_row, table.column("commitment"))
        self.moves.links += commitment_links.down(self.material.snapshot, rows, at)
        table.lines(
            {
                "from": ColumnContents.of_texts([come[mover.before] for mover in movers]),
                "to": ColumnContents.of_texts([gone[mover.after] for mover in movers]),
                "measure": ColumnContents.of_codes(measure[np.array(rows, np.int64)], names),
                "commitment": ColumnContents.of_texts(
                    [f"{place.sheet}, række {place.row}" for place in (places[row] for row in rows)]
                ),
            }
        )
        return first

    def balance(self, first: int) -> None:
        """Each step's citizens from the first day to the last; every figure is the matrix's."""
        rows, count = self.rows, len(self.rungs)
        span = f"primo {spelled(self.period.first)}, ultimo {spelled(self.period.last)}"
        rows.section(f"{BALANCE_SECTION}: {span}")
        table = Table(rows, BALANCE)
        table.header()
        top = table.next_row
        whole = np.zeros(5, np.int64)
        for i, rung in enumerate(self.rungs):
            mine, down = self.matrix[i], [counts[i] for counts in self.matrix]
            stays, new, left = mine[i], down[count], mine[count]
            here = rows.cell(first + i, 1 + i)
            column = f"{rows.cell(first, 1 + i)}:{rows.cell(first + count - 1, 1 + i)}"
            row = f"{rows.cell(first + i, 1)}:{rows.cell(first + i, count)}"
            figures = [sum(mine), new, sum(down) - stays - new, sum(mine) - stays - left, left]
            whole += figures
            texts = [
                rows.cell(first + i, 2 + count),
                rows.cell(first + count, 1 + i),
                f"SUM({column})-{here}",
                f"SUM({row})-{here}",
                rows.cell(first + i, 1 + count),
            ]
            cells = [Formula(text, float(value)) for text, value in zip(texts, figures, strict=True)]
            table.line(_balanced(rung.name, figures, cells))
        total = whole.tolist()
        table.total(_balanced(ALL, total, [float(value) for value in total]), range(top, top + count))
        rows.blank()

    def ways(self, first: int) -> None:
        """How many went up, down and neither, of all who stand on the sheet either day."""
        rows, steps = self.rows, len(self.rungs) - 1
        rows.section(WAYS_SECTION)

        def span(row: int, column: int, to_row: int, to_column: int) -> str:
            return f"SUM({rows.cell(first + row, 1 + column)}:{rows.cell(first + to_row, 1 + to_column)})"

        cells = self.matrix
        inner = range(steps)
        ways = (
            (
                UP,
                [span(i, i + 1, i, steps - 1) for i in inner[:-1]],
                sum(cells[i][j] for i in inner for j in inner if j > i),
            ),
            (
                DOWN,
                [span(i, 0, i, i - 1) for i in inner[1:]],
                sum(cells[i][j] for i in inner for j in inner if j < i),
            ),
            (
                SAME,
                [rows.cell(first + i, 1 + i) for i in range(steps + 1)],
                sum(cells[i][i] for i in range(steps + 1)),
            ),
            (
                ACROSS,
                [span(steps, 0, steps, steps - 1), span(0, steps, steps - 1, steps)],
                sum(cells[steps][i] + cells[i][steps] for i in inner),
            ),
            (NEWCOMERS, [rows.cell(first + steps + 1, steps + 3)], sum(cells[steps + 1])),
            (LEAVERS, [rows.cell(first + steps + 2, steps + 2)], sum(row[-1] for row in cells)),
        )
        assert len(ways) == WAY_LINES
        table = Table(rows, WAYS, total_row=rows.next_row + 1 + len(ways))
        table.header()
        top = table.next_row
        everybody = sum(map(sum, cells))

        def values(name: str, number: Content, value: int) -> Values:
            return {"name": name, "citizens": number, "share": value / everybody if everybody else 0.0}

        for name, parts, value in ways:
            table.line(values(name, Formula("+".join(parts), float(value)) if parts else 0.0, value))
        table.total(values(ALL, float(everybody), everybody), range(top, table.next_row))
        rows.blank()


def _balanced(name: str, figures: Sequence[int], cells: Sequence[Content]) -> Values:
    """The citizens on the first day and what came and went, as ``cells`` hold them, and what is left of it."""
    start, new, come, gone, left = figures
    end = start + new + come - gone - left
    shown: dict[str, Content] = dict(zip(("before", "new", "come", "gone", "left"), cells, strict=True))
    return {"name": name, **shown, "after": float(end), "change": float(end - start)}

"""The movements between the steps as *Indsatstrappe* shows them: the matrix, each step's balance, up and down, and the
list behind the matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula, address, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.reading import header
from styring_xl.reports.movements import Movements
from styring_xl.reports.period import Period, spelled
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Rows
from styring_xl.reports.rungs import Rungs
from styring_xl.standard import style

WAYS: Final = 6
"""Lines of *op og ned ad trappen* above its total."""

_TEXT: Final = {"line": style.COMPUTED_TEXT, "total": style.TOTAL_TEXT}
_WHOLE: Final = {"line": style.COMPUTED_WHOLE, "total": style.TOTAL_WHOLE}
_SHARE: Final = {"line": style.COMPUTED_PERCENT, "total": style.TOTAL_PERCENT}


class MovementTables:
    """Writes the blocks into ``rows`` and the list into ``moves``; ``first`` is the sheet row of the matrix's first."""

    def __init__(self, material: Material, period: Period, rungs: Rungs, rows: Rows, moves: Rows) -> None:
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
        rows.add([title], [style.SECTION])
        names = [*(rung.short for rung in self.rungs), standard.LADDER_LEFT, standard.LADDER_ALL]
        rows.add(["Fra (rækker) til (kolonner)", *names], [style.HEADER, *[style.HEADER_NUMBER] * len(names)])
        assert rows.next_row == first
        listed = self._listed()
        for i, counts in enumerate(self.matrix):
            row = rows.next_row
            name = self.rungs[i].name if i < count else standard.LADDER_NEW
            cells: list[Content] = [float(each) if each else None for each in counts]
            span = f"{rows.cell(row, 1)}:{rows.cell(row, count + 1)}"
            looks = [style.COMPUTED_TEXT, *[style.COMPUTED_WHOLE] * (count + 2)]
            if i < count:
                # Those who stay, told from the others also in print.
                looks[1 + i] = style.GROUP_WHOLE
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
        rows.add([standard.LADDER_ALL, *totals], [style.TOTAL_TEXT, *[style.TOTAL_WHOLE] * len(totals)])
        rows.add([], [])

    def _listed(self) -> dict[tuple[int, int], int]:
        """The list behind the matrix; returns where each of its cells begins, by row and column from 0."""
        commitments = self.material.snapshot.disposition.commitments
        # As the sheet names them: on the row itself a measure may be spelled in another way.
        names, measure = self.material.figures.measures, self.material.figures.measure
        tables = self.material.snapshot.layout.of(header.DISPOSITION)
        column = {t.sheet: t.columns.get("cpr", t.columns.get("start", 1)) for t in tables}
        shorts = [rung.short for rung in self.rungs]
        come, gone = [*shorts, standard.LADDER_NEW], [*shorts, standard.LADDER_LEFT]
        first: dict[tuple[int, int], int] = {}
        looks = [*[style.COMPUTED_TEXT] * 3, style.LINK]
        for mover in self.movements.movers:
            i, j, at = mover.before, mover.after, mover.commitment
            where = commitments.places[at]
            row = self.moves.add(
                [come[i], gone[j], names[int(measure[at])] or None, f"{where.sheet}, række {where.row}"], looks
            )
            first.setdefault((i, j), row)
            target = f"{quote_sheet(where.sheet)}!{address(where.row, column[where.sheet])}"
            self.moves.links.append(Link(row, self.moves.left + 3, target, "Gå til bevillingen"))
        return first

    def balance(self, first: int) -> None:
        """Each step's citizens from the first day to the last; every figure is the matrix's."""
        rows, count = self.rows, len(self.rungs)
        span = f"primo {spelled(self.period.first)}, ultimo {spelled(self.period.last)}"
        rows.add([f"{standard.LADDER_BALANCE}: {span}"], [style.SECTION])
        names = standard.LADDER_BALANCE_COLUMNS
        rows.add(names, [style.HEADER, *[style.HEADER_NUMBER] * (len(names) - 1)])
        top = rows.next_row
        table = []
        for i, rung in enumerate(self.rungs):
            mine, down = self.matrix[i], [counts[i] for counts in self.matrix]
            stays, new, left = mine[i], down[count], mine[count]
            come, go = sum(down) - stays - new, sum(mine) - stays - left
            values = [sum(mine), new, come, go, left]
            row, here = rows.next_row, rows.cell(first + i, 1 + i)
            texts = [
                rows.cell(first + i, 2 + count),
                rows.cell(first + count, 1 + i),
                f"SUM({rows.cell(first, 1 + i)}:{rows.cell(first + count - 1, 1 + i)})-{here}",
                f"SUM({rows.cell(first + i, 1)}:{rows.cell(first + i, count)})-{here}",
                rows.cell(first + i, 1 + count),
            ]
            table.append(self._balance_row(rung.name, texts, values, row, "line"))
        texts = [f"SUM({rows.cell(top, at)}:{rows.cell(top + count - 1, at)})" for at in range(1, 6)]
        self._balance_row(
            standard.LADDER_ALL, texts, [sum(column) for column in zip(*table, strict=True)], rows.next_row, "total"
        )
        rows.add([], [])

    def _balance_row(self, name: str, texts: Sequence[str], values: list[int], row: int, kind: str) -> list[int]:
        at = [self.rows.cell(row, column) for column in range(len(standard.LADDER_BALANCE_COLUMNS))]
        start, new, come, go, left = values
        end = start + new + come - go - left
        cells: list[Content] = [Formula(text, float(value)) for text, value in zip(texts, values, strict=True)]
        cells.append(Formula(f"{at[1]}+{at[2]}+{at[3]}-{at[4]}-{at[5]}", float(end)))
        cells.append(Formula(f"{at[6]}-{at[1]}", float(end - start)))
        self.rows.add([name, *cells], [_TEXT[kind], *[_WHOLE[kind]] * len(cells)])
        return values

    def ways(self, first: int) -> None:
        """How many went up, down and neither, of all who stand on the sheet either day."""
        rows, steps = self.rows, len(self.rungs) - 1
        rows.add([standard.LADDER_WAYS], [style.SECTION])
        heads = standard.LADDER_WAYS_COLUMNS
        rows.add(heads, [style.HEADER, *[style.HEADER_NUMBER] * (len(heads) - 1)])

        def span(row: int, column: int, to_row: int, to_column: int) -> str:
            return f"SUM({rows.cell(first + row, 1 + column)}:{rows.cell(first + to_row, 1 + to_column)})"

        cells = self.matrix
        inner = range(steps)
        ways = (
            (
                standard.LADDER_UP,
                [span(i, i + 1, i, steps - 1) for i in inner[:-1]],
                sum(cells[i][j] for i in inner for j in inner if j > i),
            ),
            (
                standard.LADDER_DOWN,
                [span(i, 0, i, i - 1) for i in inner[1:]],
                sum(cells[i][j] for i in inner for j in inner if j < i),
            ),
            (
                standard.LADDER_SAME,
                [rows.cell(first + i, 1 + i) for i in range(steps + 1)],
                sum(cells[i][i] for i in range(steps + 1)),
            ),
            (
                standard.LADDER_ACROSS,
                [span(steps, 0, steps, steps - 1), span(0, steps, steps - 1, steps)],
                sum(cells[steps][i] + cells[i][steps] for i in inner),
            ),
            (standard.LADDER_NEWCOMERS, [rows.cell(first + steps + 1, steps + 3)], sum(cells[steps + 1])),
            (standard.LADDER_LEAVERS, [rows.cell(first + steps + 2, steps + 2)], sum(row[-1] for row in cells)),
        )
        bottom = rows.next_row + len(ways)
        everybody = sum(map(sum, cells))

        def add(name: str, number: Content, value: int, kind: str) -> None:
            own, whole = rows.cell(rows.next_row, 1), rows.cell(bottom, 1)
            share = Formula(f"IF({whole}=0,0,{own}/{whole})", value / everybody if everybody else 0.0)
            rows.add([name, number, share], [_TEXT[kind], _WHOLE[kind], _SHARE[kind]])

        top = rows.next_row
        for name, parts, value in ways:
            add(name, Formula("+".join(parts), float(value)) if parts else 0.0, value, "line")
        text = f"SUM({rows.cell(top, 1)}:{rows.cell(bottom - 1, 1)})"
        add(standard.LADDER_ALL, Formula(text, float(everybody)), everybody, "total")
        rows.add([], [])

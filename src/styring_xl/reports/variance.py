"""*Afvigelse*: budget against forventet regnskab per group and line, prices, and the variance split into its causes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.patch import Area
from styring_xl.figures.variance_lines import VarianceGroup, VarianceLine
from styring_xl.model.kroner import round_div
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.report import Corner, Drawn, Material, Site
from styring_xl.reports.rows import Rows, kroner
from styring_xl.standard import style

AREA: Final = standard.VARIANCE_AREA
_WIDTH: Final = len(standard.VARIANCE_COLUMNS)
# Columns of block 1, from 0.
ORIGINAL, _CHANGES, REVISED, EXPECTED, _VARIANCE, _BUDGETED, FORECAST, _DIFFERENCE, _ACTIVE, _LAST, _WORD = range(1, 12)

_TEXTS: Final = {
    "line": (style.COMPUTED_TEXT, style.COMPUTED, style.COMPUTED_COUNT, style.COMPUTED_WHOLE),
    "group": (style.GROUP_TEXT, style.GROUP, style.GROUP_COUNT, style.GROUP_WHOLE),
    "total": (style.TOTAL_TEXT, style.TOTAL, style.TOTAL_COUNT, style.TOTAL_WHOLE),
}


def _looks(kind: str) -> list[str | None]:
    text, amount, count, whole = _TEXTS[kind]
    return [text, *[amount] * 5, *[count] * 3, whole, whole, text]


@dataclass(frozen=True, slots=True)
class _Sums:
    """What a group or the whole adds up to: øre, and counts in ten-thousandths."""

    original: int
    changes: int
    expected: int
    budgeted: int
    forecast: int
    active: int
    last: int

    @property
    def variance(self) -> int:
        return self.original + self.changes - self.expected


def _sums(lines: list[VarianceLine]) -> _Sums:
    return _Sums(
        sum(line.original for line in lines),
        sum(line.changes for line in lines),
        sum(line.expected for line in lines),
        sum(line.budget_count or 0 for line in lines),
        sum((line.expected_count or 0) * 1000 for line in lines),
        sum(line.active or 0 for line in lines),
        sum(line.active_last_year or 0 for line in lines),
    )


def line_rows(groups: Sequence[VarianceGroup], top: int) -> dict[int, int]:
    """The sheet row of each line and group (by id) in a table whose header stands in row ``top``; 0 is the total's."""
    places: dict[int, int] = {}
    row = top
    for group in groups:
        for each in (group, *group.lines):
            row += 1
            places[id(each)] = row
    places[0] = row + 1
    return places


def applies(snapshot: Snapshot) -> bool:
    """Always."""
    return True


def draw(material: Material, site: Site) -> Drawn:
    """The tables from their header row down, and the rectangle the chart is drawn from.

    The setting decides the sign: budget − forventet (+ = mindreforbrug) or the opposite (+ = merforbrug).
    """
    groups = material.figures.groups
    budget_minus = material.snapshot.settings.variance_is_budget_minus
    rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
    sign = standard.SIGNS[0] if budget_minus else standard.SIGNS[1]
    rows.add(standard.variance_columns(sign), [style.HEADER, *[style.HEADER_NUMBER] * 10, style.HEADER])
    writer = _VarianceSheet(rows, 1 if budget_minus else -1)
    places = writer.amounts(groups)
    writer.prices(groups, places)
    writer.split(groups, places)
    chart = _chart(groups, places, rows, site.charts[standard.CHART_NAME])
    return Drawn((rows.area(AREA), chart))


class _VarianceSheet:
    """Writes the three blocks; formulas refer to the rows of the first."""

    def __init__(self, rows: Rows, sign: int) -> None:
        self.rows = rows
        self.sign = sign

    def amounts(self, groups: tuple[VarianceGroup, ...]) -> dict[int, int]:
        """Block 1. Returns the sheet row of each line, group (by id) and, under 0, of the total."""
        places = line_rows(groups, self.rows.next_row - 1)
        for group in groups:
            row = self.rows.next_row
            first, last = row + 1, row + len(group.lines)
            down = [f"SUM({self._at(first, c)}:{self._at(last, c)})" for c in range(_WIDTH)]
            self._sum_row(group.name, "group", _sums(list(group.lines)), down)
            for line in group.lines:
                self._line(line)
        everything = [line for group in groups for line in group.lines]
        heads = [places[id(group)] for group in groups]
        across = ["SUM(" + ",".join(self._at(r, c) for r in heads) + ")" if heads else "0" for c in range(_WIDTH)]
        self._sum_row("I alt", "total", _sums(everything), across)
        return places

    def _at(self, row: int, column: int) -> str:
        return self.rows.cell(row, column)

    def _minus(self, row: int, first: int, second: int, value: float) -> Formula:
        a, b = self._at(row, first), self._at(row, second)
        return Formula(f"{a}-{b}" if self.sign == 1 else f"{b}-{a}", self.sign * value or 0.0)

    def _word(self, row: int, variance: int) -> Formula:
        less, more = standard.LESS_SPEND, standard.MORE_SPEND
        plus, minus = (less, more) if self.sign == 1 else (more, less)
        cell = f"ROUND({self._at(row, _VARIANCE)},2)"
        text = less if variance > 0 else more if variance < 0 else ""
        return Formula(f'IF({cell}>0,"{plus}",IF({cell}<0,"{minus}",""))', text)

    def _sum_row(self, name: str, kind: str, sums: _Sums, total: Sequence[str]) -> None:
        row = self.rows.next_row
        self.rows.add(
            [
                name,
                Formula(total[ORIGINAL], kroner(sums.original)),
                Formula(total[_CHANGES], kroner(sums.changes)),
                Formula(total[REVISED], kroner(sums.original + sums.changes)),
                Formula(total[EXPECTED], kroner(sums.expected)),
                self._minus(row, REVISED, EXPECTED, kroner(sums.variance)),
                Formula(total[_BUDGETED], sums.budgeted / 10_000),
                Formula(total[FORECAST], sums.forecast / 10_000),
                self._minus(row, _BUDGETED, FORECAST, (sums.budgeted - sums.forecast) / 10_000),
                Formula(total[_ACTIVE], float(sums.active)),
                Formula(total[_LAST], float(sums.last)),
                self._word(row, sums.variance),
            ],
            _looks(kind),
        )

    def _line(self, line: VarianceLine) -> int:
        row = self.rows.next_row
        revised = line.revised
        difference: Content = None
        if line.budget_count is not None and line.expected_count is not None:
            difference = self._minus(
                row, _BUDGETED, FORECAST, (line.budget_count - line.expected_count * 1000) / 10_000
            )
        return self.rows.add(
            [
                line.measure,
                kroner(line.original),
                kroner(line.changes),
                Formula(f"{self._at(row, ORIGINAL)}+{self._at(row, _CHANGES)}", kroner(revised)),
                kroner(line.expected),
                self._minus(row, REVISED, EXPECTED, kroner(revised - line.expected)),
                None if line.budget_count is None else line.budget_count / 10_000,
                None if line.expected_count is None else line.expected_count / 10,
                difference,
                None if line.active is None else float(line.active),
                None if line.active_last_year is None else float(line.active_last_year),
                self._word(row, revised - line.expected),
            ],
            _looks("line"),
        )

    def prices(self, groups: tuple[VarianceGroup, ...], places: dict[int, int]) -> None:
        """Block 2: average prices of the lines that have one; a negative difference is dyrere."""
        shown = [
            (g, [line for line in g.lines if line.budget_price or line.budget_count or line.expected_count])
            for g in groups
        ]
        if not any(lines for _, lines in shown):
            return
        self.rows.add([], [])
        self.rows.add([standard.PRICE_SECTION], [style.SECTION])
        self.rows.add(standard.PRICE_COLUMNS, [style.HEADER, *[style.HEADER_NUMBER] * 3])
        for group, lines in shown:
            if not lines:
                continue
            self.rows.add([group.name], [style.GROUP_TEXT, *[style.GROUP] * 3])
            for line in lines:
                row = self.rows.next_row
                source = places[id(line)]
                budgeted, expected = self._budget_price(line, source), self._expected_price(line, source)
                cells: list[Content] = [line.measure, budgeted[0], expected[0], None]
                if budgeted[1] is not None and expected[1] is not None:
                    cells[3] = Formula(f"{self._at(row, 1)}-{self._at(row, 2)}", kroner(budgeted[1] - expected[1]))
                self.rows.add(cells, [style.COMPUTED_TEXT, *[style.COMPUTED] * 3])

    def _budget_price(self, line: VarianceLine, source: int) -> tuple[Content, int | None]:
        if line.budget_price:
            return kroner(line.budget_price), line.budget_price
        if not line.budget_count:
            return None, None
        if line.budget_count < 0:
            return None, None
        price = round_div((line.revised) * 100, line.budget_count) * 100
        text = f"ROUND({self._at(source, REVISED)}/{self._at(source, _BUDGETED)},0)"
        return Formula(text, kroner(price)), price

    def _expected_price(self, line: VarianceLine, source: int) -> tuple[Content, int | None]:
        if not line.expected_count:
            return None, None
        # Whole kroner in one rounding: øre first and kroner in the number format would round 44.695,496 to 44.696.
        price = round_div(line.expected, line.expected_count * 10) * 100
        text = f"ROUND({self._at(source, EXPECTED)}/{self._at(source, FORECAST)},0)"
        return Formula(text, kroner(price)), price

    def split(self, groups: tuple[VarianceGroup, ...], places: dict[int, int]) -> None:
        """Block 3: the variance as mængde-, pris- and mixeffekt, budgetrest, and what has no number to split by."""
        self.rows.add([], [])
        self.rows.add([standard.SPLIT_SECTION], [style.SECTION])
        columns = standard.SPLIT_COLUMNS
        self.rows.add(columns, [style.HEADER, *[style.HEADER_NUMBER] * (len(columns) - 1)])
        heads: list[int] = []
        grand = [0] * 6
        for group in groups:
            row = self.rows.next_row
            heads.append(row)
            first, last = row + 1, row + len(group.lines)
            quantity = sum(line.quantity for line in group.lines)
            parts = [
                sum(line.revised - line.expected for line in group.lines),
                group.quantity,
                sum(line.price for line in group.lines),
                quantity - group.quantity,
                sum(line.rest for line in group.lines),
                sum(line.undivided for line in group.lines),
            ]
            grand = [a + b for a, b in zip(grand, parts, strict=True)]

            def down(column: int, a: int = first, b: int = last) -> str:
                return f"SUM({self._at(a, column)}:{self._at(b, column)})"

            self._parts(
                group.name,
                "group",
                parts,
                [
                    self._at(places[id(group)], _VARIANCE),
                    None,
                    down(3),
                    f"{down(2)}-{self._at(row, 2)}",
                    down(5),
                    down(6),
                ],
            )
            for line in group.lines:
                variance = line.revised - line.expected
                self._parts(
                    line.measure,
                    "line",
                    [variance, line.quantity, line.price, 0, line.rest, line.undivided],
                    [self._at(places[id(line)], _VARIANCE), None, None, None, None, None],
                )
        totals = ["SUM(" + ",".join(self._at(r, c) for r in heads) + ")" if heads else "0" for c in range(1, 7)]
        self._parts("I alt", "total", grand, list(totals))

    def _parts(self, name: str, kind: str, parts: list[int], formulas: list[str | None]) -> None:
        amounts = [kroner(self.sign * part) or 0.0 for part in parts]
        cells: list[Content] = [
            amount if text is None else Formula(text, amount) for amount, text in zip(amounts, formulas, strict=True)
        ]
        text, look = _TEXTS[kind][:2]
        self.rows.add([name, *cells], [text, *[look] * 6])


def _charted(groups: tuple[VarianceGroup, ...]) -> Iterator[VarianceLine]:
    """Lines large enough to be seen: at least a hundredth of everything budgeted or expected."""
    lines = [line for group in groups for line in group.lines]
    whole = sum(max(line.revised, line.expected, 0) for line in lines)
    for line in lines:
        if 100 * max(line.revised, line.expected) >= whole > 0:
            yield line


def _chart(groups: tuple[VarianceGroup, ...], places: dict[int, int], tables: Rows, corner: Corner) -> Area:
    rows = Rows(tables.sheet, corner.top, corner.left, 3)
    looks = [style.CHART_TEXT, style.CHART, style.CHART]
    for line in _charted(groups):
        row = places[id(line)]
        rows.add(
            [
                Formula(tables.cell(row, 0), line.measure),
                Formula(tables.cell(row, REVISED), kroner(line.revised)),
                Formula(tables.cell(row, EXPECTED), kroner(line.expected)),
            ],
            looks,
        )
    if not rows.values:
        rows.add([None, None, None], looks)
    return rows.area(standard.CHART_NAME)

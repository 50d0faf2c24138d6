"""The three tables of *Afvigelse*: amounts and numbers, average prices, and the variance split into its causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from styring_xl.cells.cell import Content, Formula
from styring_xl.figures.segment import Segment
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.figures.variance_lines import VarianceGroup, VarianceLine
from styring_xl.model.kroner import round_div, to_kroner
from styring_xl.reading.history.words import LineKey
from styring_xl.reports.comments import Commentary
from styring_xl.reports.division import ALL, begin, total_of
from styring_xl.reports.table import Table, Values
from styring_xl.reports.variance import made
from styring_xl.reports.variance.cells import VarianceRow, line_rows
from styring_xl.reports.variance.columns import PRICES, SPLIT
from styring_xl.standard.sign import Sign

PRICE_SECTION: Final = "Gennemsnitspris pr. helårsperson (negativ difference = dyrere)"
SPLIT_SECTION: Final = "Afvigelsen delt i mængde og pris"

LineRows = Mapping[VarianceRow, int]
"""The sheet row of each line, group and segment's total in the table of amounts."""


def amounts(
    table: Table, segments: Sequence[Segment], sign: Sign, tracer: Tracer, commentary: Commentary | None
) -> LineRows:
    """Block 1: every group with its lines, the total of each segment, and the total, with what is said of them."""

    def said(segment: str, group: str, name: str = "") -> Values:
        return {} if commentary is None else commentary.cells(LineKey(segment, group, name), table.next_row)

    table.header()
    places = line_rows(segments, table.next_row - 1)
    summed: list[int] = []
    for at, segment in enumerate(segments):
        begin(table, segment.name, first=not at)
        for group in segment.groups:
            sums = _sums(group.name, group.lines, sign)
            table.group({**sums, **said(segment.name, group.name)}, len(group.lines))
            for line in group.lines:
                cells = {**_line(line, sign), **said(segment.name, group.name, line.measure)}
                table.line(cells, made=partial(made.line, tracer, line, segment))
        heads = [places[group] for group in segment.groups]
        if segment.name:
            name = total_of(segment.name)
            heads = [table.total({**_sums(name, segment.lines, sign), **said(segment.name, "", name)}, heads)]
        summed += heads
    everything = [line for segment in segments for line in segment.lines]
    table.total({**_sums(ALL, everything, sign), **said("", "", ALL)}, summed)
    return places


def _line(line: VarianceLine, sign: Sign) -> Values:
    variance = _shown(sign, line.revised - line.expected)
    both = line.budget_count is not None and line.expected_count is not None
    return {
        "measure": line.measure,
        "original": to_kroner(line.original),
        "changes": to_kroner(line.changes),
        "revised": to_kroner(line.revised),
        "expected": to_kroner(line.expected),
        "variance": variance,
        "budgeted": None if line.budget_count is None else line.budget_count / 10_000,
        "forecast": None if line.expected_count is None else line.expected_count / 10,
        "difference": _fewer(sign, [line]) if both else None,
        "active": None if line.active is None else float(line.active),
        "last_year": None if line.active_last_year is None else float(line.active_last_year),
        "word": sign.word(variance),
    }


def _sums(name: str, lines: Sequence[VarianceLine], sign: Sign) -> Values:
    """What a group or the whole adds up to."""
    variance = _shown(sign, sum(line.revised - line.expected for line in lines))
    return {
        "measure": name,
        "original": to_kroner(sum(line.original for line in lines)),
        "changes": to_kroner(sum(line.changes for line in lines)),
        "revised": to_kroner(sum(line.revised for line in lines)),
        "expected": to_kroner(sum(line.expected for line in lines)),
        "variance": variance,
        "budgeted": sum(line.budget_count or 0 for line in lines) / 10_000,
        "forecast": sum((line.expected_count or 0) * 1000 for line in lines) / 10_000,
        "difference": _fewer(sign, lines),
        "active": float(sum(line.active or 0 for line in lines)),
        "last_year": float(sum(line.active_last_year or 0 for line in lines)),
        "word": sign.word(variance),
    }


def _fewer(sign: Sign, lines: Sequence[VarianceLine]) -> float:
    """Budgeted less expected number, with its sign."""
    fewer = sum((line.budget_count or 0) - (line.expected_count or 0) * 1000 for line in lines)
    return sign.factor * (fewer / 10_000) or 0.0


def _shown(sign: Sign, ore: int) -> float:
    """A part of the variance in kroner, with its sign; 0 has none."""
    return to_kroner(sign.factor * ore) or 0.0


def prices(above: Table, segments: Sequence[Segment], places: LineRows, tracer: Tracer) -> None:
    """Block 2: average prices of the lines that have one; a negative difference is dyrere."""
    shown = [(segment, groups) for segment in segments if (groups := _priced(segment))]
    if not shown:
        return
    above.rows.blank()
    above.rows.section(PRICE_SECTION)
    table = Table(above.rows, PRICES)
    table.header()
    for at, (segment, groups) in enumerate(shown):
        begin(table, segment.name, first=not at)
        for name, lines in groups:
            table.group({"measure": name}, len(lines))
            for line in lines:
                table.line(_price(line, above, places[line]), made=partial(made.price, tracer, line))


def _priced(segment: Segment) -> list[tuple[str, list[VarianceLine]]]:
    """The lines that have a price, in their groups."""
    groups = (
        (group.name, [line for line in group.lines if line.budget_price or line.budget_count or line.expected_count])
        for group in segment.groups
    )
    return [(name, lines) for name, lines in groups if lines]


def _price(line: VarianceLine, above: Table, row: int) -> Values:
    budgeted, budget_price = _budget_price(line, above, row)
    expected, expected_price = _expected_price(line, above, row)
    known = budget_price is not None and expected_price is not None
    return {
        "measure": line.measure,
        "budgeted": budgeted,
        "expected": expected,
        "difference": to_kroner((budget_price or 0) - (expected_price or 0)) if known else None,
    }


def _budget_price(line: VarianceLine, above: Table, row: int) -> tuple[Content, int | None]:
    """The cell and what it holds in øre: the price the budget states, else revised budget over number."""
    if line.budget_price:
        return to_kroner(line.budget_price), line.budget_price
    if not line.budget_count or line.budget_count < 0:
        return None, None
    price = round_div(line.revised * 100, line.budget_count) * 100
    return Formula(f"ROUND({above.ref('revised', row)}/{above.ref('budgeted', row)},0)", to_kroner(price)), price


def _expected_price(line: VarianceLine, above: Table, row: int) -> tuple[Content, int | None]:
    if not line.expected_count:
        return None, None
    # Whole kroner in one rounding: øre first and kroner in the number format would round 44.695,496 to 44.696.
    price = round_div(line.expected, line.expected_count * 10) * 100
    return Formula(f"ROUND({above.ref('expected', row)}/{above.ref('forecast', row)},0)", to_kroner(price)), price


def split(above: Table, segments: Sequence[Segment], places: LineRows, sign: Sign) -> None:
    """Block 3: the variance as mængde-, pris- and mixeffekt, budgetrest, and what has no number to split by."""
    above.rows.blank()
    above.rows.section(SPLIT_SECTION)
    table = Table(above.rows, SPLIT)
    table.header()
    summed: list[int] = []
    for at, segment in enumerate(segments):
        begin(table, segment.name, first=not at)
        heads = [_split_group(table, group, above, places, sign) for group in segment.groups]
        if segment.name:
            heads = [_split_total(table, total_of(segment.name), segment.groups, heads, sign)]
        summed += heads
    _split_total(table, ALL, [group for segment in segments for group in segment.groups], summed, sign)


def _effects(group: VarianceGroup) -> dict[str, int]:
    """The parts of a group's variance by column, øre; the group's own quantity is at its average price."""
    return {
        "variance": sum(line.revised - line.expected for line in group.lines),
        "quantity": group.quantity,
        "price": sum(line.price for line in group.lines),
        "mix": sum(line.quantity for line in group.lines) - group.quantity,
        "rest": sum(line.rest for line in group.lines),
        "undivided": sum(line.undivided for line in group.lines),
    }


def _split_group(table: Table, group: VarianceGroup, above: Table, places: LineRows, sign: Sign) -> int:
    """A group and its lines; returns the sheet row of the group."""
    shown = {name: _shown(sign, ore) for name, ore in _effects(group).items()}
    row = table.next_row
    # What the lines' quantities hold beyond the group's is the mix.
    lines = table.span("quantity", "quantity", row + 1, row + len(group.lines))
    mix = f"SUM({lines})-{table.ref('quantity', row)}"
    table.group(
        {
            **shown,
            "measure": group.name,
            "variance": Formula(above.ref("variance", places[group]), shown["variance"]),
            "mix": Formula(mix, shown["mix"]),
        },
        len(group.lines),
        made=partial(made.group, group, sign),
    )
    for line in group.lines:
        figures = {"quantity": line.quantity, "price": line.price, "mix": 0, "rest": line.rest}
        table.line(
            {
                "measure": line.measure,
                "variance": Formula(above.ref("variance", places[line]), _shown(sign, line.revised - line.expected)),
                **{name: _shown(sign, ore) for name, ore in {**figures, "undivided": line.undivided}.items()},
            },
            made=partial(made.split, line, sign),
        )
    return row


def _split_total(table: Table, name: str, groups: Sequence[VarianceGroup], over: Sequence[int], sign: Sign) -> int:
    """The total of some groups, as the sum of the rows ``over``; returns its sheet row."""
    whole = dict.fromkeys((column.name for column in SPLIT[1:]), 0)
    for group in groups:
        whole = {name: whole[name] + ore for name, ore in _effects(group).items()}
    shown: dict[str, Content] = {column: _shown(sign, ore) for column, ore in whole.items()}
    shown["quantity"] = table.sum("quantity", over, shown["quantity"])
    return table.total({"measure": name, **shown}, over)

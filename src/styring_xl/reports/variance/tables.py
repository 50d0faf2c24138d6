"""The three tables of *Afvigelse*: amounts and numbers, average prices, and the variance split into its causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from styring_xl.cells.cell import Content, Formula
from styring_xl.figures.variance_lines import VarianceGroup, VarianceLine
from styring_xl.model.kroner import round_div
from styring_xl.reports.rows import kroner
from styring_xl.reports.table import Table, Values
from styring_xl.reports.variance.cells import line_rows
from styring_xl.reports.variance.columns import PRICES, SPLIT
from styring_xl.standard.sign import Sign

PRICE_SECTION: Final = "Gennemsnitspris pr. helårsperson (negativ difference = dyrere)"
SPLIT_SECTION: Final = "Afvigelsen delt i mængde og pris"
_ALL: Final = "I alt"

Places = Mapping[VarianceLine | VarianceGroup, int]
"""The sheet row of each line and group in the table of amounts."""


def amounts(table: Table, groups: Sequence[VarianceGroup], sign: Sign) -> Places:
    """Block 1: every group with its lines, and the total."""
    table.header()
    places = line_rows(groups, table.next_row - 1)
    for group in groups:
        table.group(_sums(group.name, group.lines, sign), len(group.lines))
        for line in group.lines:
            table.line(_line(line, sign))
    everything = [line for group in groups for line in group.lines]
    table.total(_sums(_ALL, everything, sign), [places[group] for group in groups])
    return places


def _line(line: VarianceLine, sign: Sign) -> Values:
    variance = _shown(sign, line.revised - line.expected)
    both = line.budget_count is not None and line.expected_count is not None
    return {
        "measure": line.measure,
        "original": kroner(line.original),
        "changes": kroner(line.changes),
        "revised": kroner(line.revised),
        "expected": kroner(line.expected),
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
        "original": kroner(sum(line.original for line in lines)),
        "changes": kroner(sum(line.changes for line in lines)),
        "revised": kroner(sum(line.revised for line in lines)),
        "expected": kroner(sum(line.expected for line in lines)),
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
    return kroner(sign.factor * ore) or 0.0


def prices(above: Table, groups: Sequence[VarianceGroup], places: Places) -> None:
    """Block 2: average prices of the lines that have one; a negative difference is dyrere."""
    shown = [
        (g, [line for line in g.lines if line.budget_price or line.budget_count or line.expected_count]) for g in groups
    ]
    if not any(lines for _, lines in shown):
        return
    above.rows.blank()
    above.rows.section(PRICE_SECTION)
    table = Table(above.rows, PRICES)
    table.header()
    for group, lines in shown:
        if not lines:
            continue
        table.group({"measure": group.name}, len(lines))
        for line in lines:
            budgeted, budget_price = _budget_price(line, above, places[line])
            expected, expected_price = _expected_price(line, above, places[line])
            known = budget_price is not None and expected_price is not None
            table.line(
                {
                    "measure": line.measure,
                    "budgeted": budgeted,
                    "expected": expected,
                    "difference": kroner((budget_price or 0) - (expected_price or 0)) if known else None,
                }
            )


def _budget_price(line: VarianceLine, above: Table, row: int) -> tuple[Content, int | None]:
    """The cell and what it holds in øre: the price the budget states, else revised budget over number."""
    if line.budget_price:
        return kroner(line.budget_price), line.budget_price
    if not line.budget_count or line.budget_count < 0:
        return None, None
    price = round_div(line.revised * 100, line.budget_count) * 100
    return Formula(f"ROUND({above.ref('revised', row)}/{above.ref('budgeted', row)},0)", kroner(price)), price


def _expected_price(line: VarianceLine, above: Table, row: int) -> tuple[Content, int | None]:
    if not line.expected_count:
        return None, None
    # Whole kroner in one rounding: øre first and kroner in the number format would round 44.695,496 to 44.696.
    price = round_div(line.expected, line.expected_count * 10) * 100
    return Formula(f"ROUND({above.ref('expected', row)}/{above.ref('forecast', row)},0)", kroner(price)), price


def split(above: Table, groups: Sequence[VarianceGroup], places: Places, sign: Sign) -> None:
    """Block 3: the variance as mængde-, pris- and mixeffekt, budgetrest, and what has no number to split by."""
    above.rows.blank()
    above.rows.section(SPLIT_SECTION)
    table = Table(above.rows, SPLIT)
    table.header()
    heads: list[int] = []
    whole = dict.fromkeys(("variance", "quantity", "price", "mix", "rest", "undivided"), 0)

    def variance(line: VarianceLine | VarianceGroup, ore: int) -> Formula:
        return Formula(above.ref("variance", places[line]), _shown(sign, ore))

    for group in groups:
        quantity = sum(line.quantity for line in group.lines)
        parts = {
            "variance": sum(line.revised - line.expected for line in group.lines),
            "quantity": group.quantity,
            "price": sum(line.price for line in group.lines),
            "mix": quantity - group.quantity,
            "rest": sum(line.rest for line in group.lines),
            "undivided": sum(line.undivided for line in group.lines),
        }
        whole = {name: whole[name] + ore for name, ore in parts.items()}
        row = table.next_row
        first, last = row + 1, row + len(group.lines)
        # The group's own quantity is at its average price; what its lines' quantities hold beyond it is the mix.
        mix = f"SUM({table.span('quantity', 'quantity', first, last)})-{table.ref('quantity', row)}"
        heads.append(row)
        table.group(
            {
                "measure": group.name,
                "variance": variance(group, parts["variance"]),
                "mix": Formula(mix, _shown(sign, parts["mix"])),
                **{name: _shown(sign, parts[name]) for name in ("quantity", "price", "rest", "undivided")},
            },
            len(group.lines),
        )
        for line in group.lines:
            figures = {"quantity": line.quantity, "price": line.price, "mix": 0, "rest": line.rest}
            table.line(
                {
                    "measure": line.measure,
                    "variance": variance(line, line.revised - line.expected),
                    **{name: _shown(sign, ore) for name, ore in {**figures, "undivided": line.undivided}.items()},
                }
            )
    shown: dict[str, Content] = {name: _shown(sign, ore) for name, ore in whole.items()}
    shown["quantity"] = table.sum("quantity", heads, _shown(sign, whole["quantity"]))
    table.total({"measure": _ALL, **shown}, heads)

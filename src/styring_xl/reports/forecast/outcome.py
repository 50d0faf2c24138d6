"""What comes of a line of *Prognose*: the forecast by its method, the result against the budget, and its word.

They are formulas, so that they answer as soon as another method is chosen.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from styring_xl.cells.cell import Content, Formula, Value
from styring_xl.model import forecast
from styring_xl.model.forecast import Lack
from styring_xl.model.kroner import to_kroner
from styring_xl.reports.table import Table
from styring_xl.standard import style
from styring_xl.standard.sign import Sign

NO_MONTHS: Final = "ingen lukket måned"
NO_YEAR: Final = "mangler måneder"
NO_ESTIMATE: Final = "mangler skøn"
NO_SIMULATION: Final = "ikke simuleret"
NO_METHOD: Final = "ukendt metode"
LEFT_OUT: Final = "ikke regnet med"

_WHY: Final = {
    Lack.MONTHS: NO_MONTHS,
    Lack.LAST_TWELVE: NO_YEAR,
    Lack.ESTIMATE: NO_ESTIMATE,
    Lack.SIMULATED: NO_SIMULATION,
}

LineAmounts = dict[str, int | None]
"""Column name -> øre."""


class ForecastRow(Struct):
    """A line while it is put together: cells, the looks that differ from their columns', and what they count as."""

    at: int
    """The sheet row it will stand in."""
    cells: dict[str, Content] = field(default_factory=dict)
    looks: dict[str, str] = field(default_factory=dict)
    numbers: LineAmounts = field(default_factory=dict)

    def put(self, column: str, content: Content, number: int | None) -> None:
        """Fills a cell: what it holds, and the øre that a formula in it comes to (None for no amount)."""
        self.cells[column], self.numbers[column] = content, number


def put_outcome(
    table: Table, row: ForecastRow, used: str | None, standard: str, word: Value, closed: int, sign: Sign
) -> None:
    """From the method ``used`` (None for a word that is no method, shown as it is) to the result.

    ``standard`` is the method of a line on which nobody has chosen one.
    """
    numbers = row.numbers

    def at(column: str) -> str:
        return table.ref(column, row.at)

    method = at("method")
    row.cells["used"] = Formula(
        f'IF({method}="","{standard}",IF({method}="{forecast.AUTO}",{at("auto")},{method}))', used or word
    )
    amount, lack = _amount(numbers, used, closed)
    shown = _WHY.get(lack, NO_METHOD) if amount is None else to_kroner(amount)
    row.put("forecast", Formula(_by_method(table, row.at), shown), amount)
    if amount is None:
        row.looks["forecast"] = style.ERROR
    revised = numbers["revised"] or 0
    result = total = after = None
    if amount is not None:
        result = sign.factor * (revised - amount)
        total = amount + (numbers["risk"] or 0) + (numbers["unknown"] or 0)
        after = sign.factor * (revised - total)
    known = f"ISNUMBER({at('forecast')})"
    extras = f"{typed_ore(at('risk'))}+{typed_ore(at('unknown'))}"
    for column, formula, number in (
        ("result", f'IF({known},{sign.difference(at("revised"), at("forecast"))},"")', result),
        ("all", f'IF({known},{at("forecast")}+{extras},"")', total),
        ("all_result", f'IF({known},{sign.difference(at("revised"), at("all"))},"")', after),
    ):
        row.put(column, Formula(formula, "" if number is None else to_kroner(number)), number)
    row.cells["word"] = said(table, row.at, after, sign)


def _amount(numbers: LineAmounts, used: str | None, closed: int) -> tuple[int | None, Lack]:
    """The forecast in øre, None with why where there is none."""
    code = -1 if used is None else forecast.METHODS.index(used)
    columns = ("spent", "disposed", "outside", "last_twelve", "revised", "estimate", "simulated")
    found = forecast.results([code], closed, **{name: forecast.KnownAmounts.of(numbers[name]) for name in columns})
    lack = Lack(int(found.lack[0]))
    return (int(found.ore[0]) if lack is Lack.NOTHING else None), lack


def typed_ore(cell: str) -> str:
    """The formula of a typed cell's kroner to the øre, as they are counted; 0 where it holds no number."""
    return f"ROUND(SUM({cell}),2)"


def _by_method(table: Table, row: int) -> str:
    """The formula of the forecast by the method in use."""

    def at(column: str) -> str:
        return table.ref(column, row)

    chosen = at("used")
    estimate = f'IF(ISNUMBER({at("estimate")}),{typed_ore(at("estimate"))},"{NO_ESTIMATE}")'
    text = f'IF(OR({chosen}="{forecast.ESTIMATE}",{chosen}="{forecast.UNIT}"),{estimate},"{NO_METHOD}")'
    simulated = f'IF(ISNUMBER({at("simulated")}),{at("simulated")},"{NO_SIMULATION}")'
    for name, source in (
        (forecast.SIMULATED, simulated),
        (forecast.CLOSED, at("spent")),
        (forecast.BUDGET, at("revised")),
        (forecast.LAST_TWELVE, at("last_twelve")),
        (forecast.TWELFTHS, at("twelfths")),
        (forecast.DISP, f"{at('disposed')}+{typed_ore(at('outside'))}"),
    ):
        text = f'IF({chosen}="{name}",{source},{text})'
    return text


def said(table: Table, row: int, result: int | None, sign: Sign) -> Formula:
    """Mindre- or merforbrug of a row's result in all, or that the row is left out."""
    cell = table.ref("all_result", row)
    word = LEFT_OUT if result is None else sign.word(result)
    return Formula(f'IF(ISNUMBER({cell}),{sign.word_formula(cell)},"{LEFT_OUT}")', word)

"""What comes of a line of *Prognose*: the forecast by its method, the result against the budget, and its word.

They are formulas, so that they answer as soon as another method is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from styring_xl.cells.cell import Content, Formula, Value
from styring_xl.model import forecast
from styring_xl.reports.table import Table
from styring_xl.standard import style
from styring_xl.standard.sign import Sign

NO_MONTHS: Final = "ingen lukket måned"
NO_YEAR: Final = "mangler måneder"
NO_ESTIMATE: Final = "mangler skøn"
NO_METHOD: Final = "ukendt metode"
LEFT_OUT: Final = "ikke regnet med"

Numbers = dict[str, float | None]
"""Column name -> kroner."""


def exact(amount: float) -> float:
    """Kroner without the dust of adding floats; user's formulas may hold parts of an øre."""
    return round(amount, 6) + 0.0


@dataclass(slots=True)
class ForecastRow:
    """A line while it is put together: cells, the looks that differ from their columns', and what they count as."""

    at: int
    """The sheet row it will stand in."""
    cells: dict[str, Content] = field(default_factory=dict)
    looks: dict[str, str] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=dict)

    def put(self, column: str, content: Content, number: float | None) -> None:
        self.cells[column], self.numbers[column] = content, number


def put_outcome(table: Table, row: ForecastRow, used: str | None, standard: str, word: Value, sign: Sign) -> None:
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
    amount = {
        forecast.DISP: exact((numbers["disposed"] or 0.0) + (numbers["outside"] or 0.0)),
        forecast.TWELFTHS: numbers["twelfths"],
        forecast.LAST_TWELVE: numbers["last_twelve"],
        forecast.BUDGET: numbers["revised"],
        forecast.CLOSED: numbers["spent"],
        forecast.ESTIMATE: numbers["estimate"],
        forecast.UNIT: numbers["estimate"],
    }.get(used or "")
    reasons = {forecast.TWELFTHS: NO_MONTHS, forecast.LAST_TWELVE: NO_YEAR}
    why = NO_METHOD if used is None else reasons.get(used, NO_ESTIMATE)
    row.put("forecast", Formula(_by_method(table, row.at), why if amount is None else amount), amount)
    if amount is None:
        row.looks["forecast"] = style.ERROR
    revised = numbers["revised"] or 0.0
    result = total = after = None
    if amount is not None:
        result = exact(sign.factor * (revised - amount))
        total = exact(amount + (numbers["risk"] or 0.0) + (numbers["unknown"] or 0.0))
        after = exact(sign.factor * (revised - total))
    known = f"ISNUMBER({at('forecast')})"
    extras = f"{at('forecast')},{table.span('risk', 'unknown', row.at)}"
    for column, formula, number in (
        ("result", f'IF({known},{sign.difference(at("revised"), at("forecast"))},"")', result),
        ("all", f'IF({known},SUM({extras}),"")', total),
        ("all_result", f'IF({known},{sign.difference(at("revised"), at("all"))},"")', after),
    ):
        row.put(column, Formula(formula, "" if number is None else number), number)
    row.cells["word"] = said(table, row.at, after, sign)


def _by_method(table: Table, row: int) -> str:
    """The formula of the forecast by the method in use."""

    def at(column: str) -> str:
        return table.ref(column, row)

    chosen = at("used")
    estimate = f'IF(ISNUMBER({at("estimate")}),{at("estimate")},"{NO_ESTIMATE}")'
    text = f'IF(OR({chosen}="{forecast.ESTIMATE}",{chosen}="{forecast.UNIT}"),{estimate},"{NO_METHOD}")'
    for name, source in (
        (forecast.CLOSED, at("spent")),
        (forecast.BUDGET, at("revised")),
        (forecast.LAST_TWELVE, at("last_twelve")),
        (forecast.TWELFTHS, at("twelfths")),
        (forecast.DISP, f"SUM({table.span('disposed', 'outside', row)})"),
    ):
        text = f'IF({chosen}="{name}",{source},{text})'
    return text


def said(table: Table, row: int, result: float | None, sign: Sign) -> Formula:
    """Mindre- or merforbrug of a row's result in all, or that the row is left out."""
    cell = table.ref("all_result", row)
    word = LEFT_OUT if result is None else sign.word(round(result, 2))
    return Formula(f'IF(ISNUMBER({cell}),{sign.word_formula(cell)},"{LEFT_OUT}")', word)

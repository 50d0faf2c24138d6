"""Figures of a ledger as texts."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from ..cells import danish_text
from ..features import Draft, feature
from .columns import LEDGER, SHEET, page


@feature(LEDGER, "amounttext", "posteringsbeløb som dansk tekst", stage=40, weight=2)
def danish_amounts(made: Draft, rng: Random) -> None:
    text = rng.choice(("{}", "{}", "{} kr.", "kr. {}", "{} DKK"))
    minus = rng.choice(("-{}", "{}-", "({})"))

    def write(value: Any) -> str:
        amount = text.format(danish_text(abs(value)))
        return minus.format(amount) if value < 0 else amount

    _each_amount(made, write)


@feature(LEDGER, "amounttext", "negative posteringer i parentes", stage=40, weight=2)
def brackets(made: Draft, rng: Random) -> None:
    _each_amount(made, lambda value: f"({danish_text(-value)})" if value < 0 else value)


@feature(LEDGER, "amounttext", "minus efter beløbet", stage=40, weight=2)
def minus_after(made: Draft, rng: Random) -> None:
    _each_amount(made, lambda value: f"{danish_text(-value)}-" if value < 0 else value)


@feature(LEDGER, "amounttext", "posteringsbeløb som engelsk tekst med øre", stage=40)
def english_amounts(made: Draft, rng: Random) -> None:
    """31,000.00: the point before two digits shows what the comma is."""
    _each_amount(made, lambda value: f"{value:,.2f}")


@feature(LEDGER, "amounttext", "posteringsbeløb som »31,000«", stage=40, weight=1)
def unclear_amounts(made: Draft, rng: Random) -> None:
    values = [line.cells.get(key) for line in page(made).rows() for key in ("amount", "debit", "credit", "balance")]
    if any(isinstance(value, float) for value in values):
        return
    _each_amount(made, lambda value: f"{value:,}")
    for line in page(made).rows():
        line.trouble = True
    made.unclear.append("»31,000« may be 31.000 or 31,00")


def _each_amount(made: Draft, change: Callable[[Any], Any]) -> None:
    for line in page(made).lines:
        for key in ("amount", "debit", "credit", "balance"):
            value = line.cells.get(key)
            if isinstance(value, int | float):
                line.cells[key] = change(value)


@feature(SHEET, "amounttext", "posteringer i 1.000 kr. ifølge titlen", stage=40)
def thousands_by_title(made: Draft, rng: Random) -> None:
    _each_amount(made, lambda value: round(value / 1_000, 5))
    made.ledger.above.insert(0, [rng.choice(("Posteringer 2026, beløb i 1.000 kr.", "Alle beløb i t.kr."))])


@feature(SHEET, "amounttext", "posteringer i 1.000 kr. ifølge overskriften", stage=40)
def thousands_by_header(made: Draft, rng: Random) -> None:
    _each_amount(made, lambda value: round(value / 1_000, 5))
    text = rng.choice(("{} (1.000 kr.)", "{} i 1.000 kr.", "{} (t.kr.)"))
    for column in made.ledger.columns:
        if column.key in ("amount", "debit", "credit", "balance", "x_twin"):
            column.header = text.format(column.header)

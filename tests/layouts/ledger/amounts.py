"""How an amount stands in a ledger: in one column, in two, with a sign beside it, with a balance."""

from __future__ import annotations

from random import Random

from ..base import kroner
from ..features import Draft, feature
from ..page import Column
from .columns import LEDGER, page, posting


@feature(LEDGER, "amount", "debet og kredit", stage=15, weight=3)
def debit_credit(made: Draft, rng: Random) -> None:
    _debit_credit(made, rng)


@feature(LEDGER, "amount", "debet, kredit og saldo", stage=15, weight=3)
def with_balance(made: Draft, rng: Random) -> None:
    last = _debit_credit(made, rng)
    _balance(made, rng, last)


@feature(LEDGER, "amount", "beløb og saldo", stage=15, weight=2)
def amount_and_balance(made: Draft, rng: Random) -> None:
    _balance(made, rng, "amount")


def _debit_credit(made: Draft, rng: Random) -> str:
    of = page(made)
    names = rng.choice(
        (("Debet", "Kredit"), ("Debet kr.", "Kredit kr."), ("Debet beløb", "Kredit beløb"), ("Udgift", "Indtægt"))
    )
    of.insert_after("amount", Column("credit", names[1]))
    column = of.column("amount")
    assert column is not None
    column.key, column.header = "debit", names[0]
    for line in of.rows():
        value = line.cells.pop("amount")
        line.cells["debit" if value >= 0 else "credit"] = abs(value)
    return "credit"


def _balance(made: Draft, rng: Random, after: str) -> None:
    of = page(made)
    of.insert_after(after, Column("balance", rng.choice(("Saldo", "Løbende saldo", "Saldo i kr.", "Akk. saldo"))))
    running = 100 * rng.randrange(0, 400_000)
    for line in of.rows():
        running += posting(made, line).amount
        line.cells["balance"] = kroner(running)


SIGNS: dict[str, tuple[tuple[str, ...], tuple[str, str]]] = {
    "+ og -": (("Fortegn", "+/-"), ("+", "-")),
    "S og H": (("S/H", "Soll/Haben", "Debet/kredit"), ("S", "H")),
    "D og K": (("D/K", "Debet/kredit", "DK"), ("D", "K")),
    "Debet og Kredit": (("Debet/kredit", "D/K", "Side"), ("Debet", "Kredit")),
    "Af og Bij": (("Af/Bij", "Af Bij"), ("Af", "Bij")),
}


@feature(LEDGER, "amount", "fortegn i en kolonne for sig", stage=15, weight=4)
def sign_column(made: Draft, rng: Random) -> None:
    headers, words = SIGNS[rng.choice(list(SIGNS))]
    _sign(made, rng.choice(headers), words)


@feature(LEDGER, "amount", "fortegn i ord, som ingen kender", stage=15, weight=1)
def unknown_sign(made: Draft, rng: Random) -> None:
    if any(posting(made, line).amount < 0 for line in page(made).rows()):
        _sign(made, rng.choice(("Fortegn", "D/K")), rng.choice((("X", "Y"), ("1", "2"), ("A", "B"))))
        made.unclear.append("nobody can know which of two words is minus")


def _sign(made: Draft, header: str, words: tuple[str, str]) -> None:
    of = page(made)
    of.insert_after("amount", Column("sign", header))
    for line in of.rows():
        value = line.cells["amount"]
        line.cells["amount"] = abs(value)
        line.cells["sign"] = words[0] if value >= 0 else words[1]
        line.trouble = True


@feature(LEDGER, "amount", "fortegn med enkelte ord, som ingen kender", stage=15, weight=1)
def some_unknown_signs(made: Draft, rng: Random) -> None:
    """D and K, and here and there a letter that may be either: those postings nobody can read."""
    _sign(made, rng.choice(("D/K", "Debet/kredit", "Fortegn")), ("D", "K"))
    for line in page(made).rows()[:: max(2, len(page(made).rows()) // 2)]:
        line.cells["sign"] = rng.choice(("X", "B", "DK", "?"))
    made.unclear.append("nobody can know which side some letters are")

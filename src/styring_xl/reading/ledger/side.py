"""The column that says whether an amount is a cost or its opposite, in whatever words a ledger has for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from styring_xl.cells.cell import Value
from styring_xl.cells.column import CellColumn
from styring_xl.danish.text import Unreadable, clean, is_blank, label
from styring_xl.model.arrays import Flags, Integers, States
from styring_xl.pattern import seldom
from styring_xl.reading.interning import each

_CREDIT: Final = frozenset(
    (
        "k",
        "kredit",
        "kred",
        "kre",
        "c",
        "cr",
        "credit",
        "h",
        "haben",
        "bij",
        "minus",
        "indtægt",
        "indbetaling",
        "tilgode",
        "i",
        "kreditnota",
        "50",
    )
)
_DEBIT: Final = frozenset(
    ("d", "debet", "debit", "deb", "dr", "s", "soll", "af", "plus", "udgift", "udbetaling", "u", "faktura", "40")
)


def _word(value: Value) -> int | None:
    """1 for a credit, 0 for a debit, None for an empty cell. Raises Unreadable for a word nobody knows."""
    if is_blank(value):
        return None
    text = clean(value)
    if text in ("-", "−", "–", "-1"):
        return 1
    if text in ("+", "1", "+1"):
        return 0
    name = label(text)
    if name in _CREDIT:
        return 1
    if name in _DEBIT:
        return 0
    raise Unreadable


_IN_FULL: Final = frozenset(("debet", "debit", "kredit", "credit", "soll", "haben", "af", "bij", "udgift", "indtægt"))
_HEADS: Final = seldom(r"\b(?:d k|dk|s h|u i|debet|kredit|fortegn|af bij|faktor|soll|haben|side|kode|mærke)\b")


def has_both(values: Sequence[Value]) -> bool:
    """Whether a column's cells may all be words for debit and credit, and both are there.

    A credit note among kinds of bills counts as a credit too, also where its amount has no minus.
    """
    try:
        return {word for value in values if (word := _word(value)) is not None} == {0, 1}
    except Unreadable:
        return any(label(value) == "kreditnota" for value in values if isinstance(value, str))


def is_sign(values: Sequence[Value], head: str) -> bool:
    """Whether a column's cells are words for debit and credit, both of them.

    Letters alone may be a kind of account or of bill (K of kreditor), so a header has to speak of sides as well.
    """
    if not has_both(values):
        return False
    words = {label(value) or clean(value) for value in values}
    return words <= _IN_FULL | {"+", "-", "−", "–"} or _HEADS.search(label(head)) is not None


_CODE: Final = {"1": 0, "2": 1}
_CODE_HEADS: Final = seldom(r"(?:\w*kode|\w*tegn|indikator|bevægelsestype|retning)(?: \d)?")


def may_be_code(values: Sequence[Value], head: str) -> bool:
    """Whether a column of codes may say debit and credit as 1 and 2: it holds both and nothing else."""
    return _CODE_HEADS.fullmatch(label(head)) is not None and {clean(value) for value in values} == {*_CODE}


def read_doubtful(column: CellColumn) -> tuple[Integers, States]:
    """As ``read``, with 2 for a credit beside 1."""

    def word(value: Value) -> int | None:
        code = None if is_blank(value) else _CODE.get(clean(value))
        return _word(value) if code is None else code

    return each(column, word)


def read(column: CellColumn) -> tuple[Integers, States]:
    """Per row 1 for a credit and 0 for a debit, and whether it was read (1), empty (0) or unreadable (-1)."""
    return each(column, _word)


def signed(amount: Integers, credit: Flags, debit: Flags) -> Integers | None:
    """Amounts (n,) øre as cost +: those of credits turned, unless the column's amounts carry their sign already.

    They do when no credit is above nothing and no debit below it. Where credits stand with both signs and debits with
    one, a credit's minus may be a correction or the sign itself: None, for the two readings differ.
    """
    credits, debits = amount[credit], amount[debit]
    if (credits <= 0).all() and (debits >= 0).all():
        return amount
    if (credits < 0).any() and not (debits < 0).any():
        return None
    return np.where(credit, -amount, amount)

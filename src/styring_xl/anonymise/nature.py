"""What a column's figures are by its header and by the looks of its cells: amounts, or the numbers of something."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

from styring_xl.danish.text import clean, is_total, label
from styring_xl.reading import header, user_tables


class Nature(Enum):
    """What figures are to whoever multiplies the amounts."""

    AMOUNT = auto()
    CODE = auto()
    """Postcodes, accounts, institutions, telephones, years, counts and shares: they stay."""
    UNTOLD = auto()
    """Nothing says it."""


_CODES: Final = (
    "nr", "nummer", "numre", "kode", "koder", "id", "konto", "konti", "kontering", "tlf", "telefon", "mobil", "fax",
    "cvr", "ean", "gln", "år", "årgang", "uge", "kvartal", "dato", "alder", "antal", "procent", "pct", "andel",
    "indeks", "index", "personer", "borgere", "børn", "unge", "brugere", "pladser", "årsværk", "timer", "dage", "døgn",
    "matrikel", "postdistrikt", "omkostningssted", "profitcenter", "psp", "element", "gruppering", "funktion",
)  # fmt: skip
"""How words for a number of something end, by themselves and as the last of a word: *nr.*, *Institutionsnr.*"""
_AMOUNTS: Final = (
    "beløb", "beløbet", "udgift", "udgifter", "indtægt", "indtægter", "forbrug", "forbruget", "budget", "budgettet",
    "regnskab", "regnskabet", "kr", "kroner", "dkk", "tkr", "mio", "saldo", "betaling", "betalinger", "betalt", "løn",
    "lønninger", "tilskud", "refusion", "prognose", "resultat", "omkostning", "omkostninger", "afvigelse", "ramme",
    "bevilling", "moms", "husleje", "besparelse", "besparelser", "disponeret", "realiseret", "netto", "brutto",
    "pulje", "gæld", "pris", "priser", "prisen", "takst", "takster", "taksten", "sats", "satser", "skøn", "difference",
    "ydelse", "restbudget", "merforbrug", "mindreforbrug", "overførsel", "overførsler", "afdrag", "honorar", "vederlag",
)  # fmt: skip
_OF: Final = frozenset(("pr", "per", "for", "af", "til", "fra", "på", "i", "ved"))
"""After them a header says what its figures are told of: *Udgift pr. år* are amounts."""
_PRICE: Final = re.compile(r"gennemsnit|\bgns|\bsnit", re.IGNORECASE)
_COUNT: Final = re.compile(r"antal|%|\bpct|procent|andel|indeks|index|alder|faktor|ratio|\bnr\b|\bid\b", re.IGNORECASE)
_PERIOD: Final = re.compile(r"(?:19|20)\d\d|(?:0?[1-9]|1[0-2])[-./](?:19|20)\d\d")
"""A year or a month, as the header of what it cost."""
_DIGITS: Final = re.compile(r"[\d%]+")
_CODE_END: Final = re.compile(rf"(?:{'|'.join(sorted(_CODES, key=len, reverse=True))})$")
_AMOUNT_END: Final = re.compile(rf"(?:{'|'.join(sorted(_AMOUNTS, key=len, reverse=True))})$")
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.')
_MONEY: Final = re.compile(r"#,#|0,0|kr|€|\$|0\.0")
_CODED: Final = re.compile(r"^0{3,}$|^0{2,4}(?:[- ]0{2,})+$")
_MONEY_FORMATS: Final = frozenset((2, 3, 4, 5, 6, 7, 8, *range(37, 45)))
_SHARES: Final = frozenset((9, 10))
_TEXT: Final = 49
"""Excel's own number formats by their ids."""


def said(head: str) -> Nature:
    """What a header says of its figures."""
    found = _words(head)
    if found:
        return found.pop() if len(found) == 1 else Nature.UNTOLD
    if user_tables.is_money(head):
        return Nature.UNTOLD
    return Nature.AMOUNT if _PRICE.search(head) and not _COUNT.search(head) else Nature.CODE


def named(text: str) -> Nature:
    """What the text to the left of a cell says that the cell is: only by a word for it."""
    found = _words(text)
    return found.pop() if len(found) == 1 else Nature.UNTOLD


def _words(head: str) -> set[Nature]:
    words = label(head).split()
    cut = next((at for at, word in enumerate(words) if at and word in _OF), len(words))
    found = {nature for word in words[:cut] if (nature := _of_word(_DIGITS.sub("", word))) is not None}
    if (
        header.without_unit(head) != clean(head)
        or is_total(head)
        or header.read_month(head)
        or _PERIOD.fullmatch(clean(head))
    ):
        found.add(Nature.AMOUNT)
    return found


def _of_word(word: str) -> Nature | None:
    """By the last part of a word: a *budgetkonto* is an account, a *kontobeløb* an amount."""
    if _AMOUNT_END.search(word):
        return Nature.AMOUNT
    return Nature.CODE if _CODE_END.search(word) else None


def shown_as(number: int, code: str | None) -> Nature:
    """What a number format says of the figures it shows: by its id, and by its code where the workbook has one."""
    if code is None:
        if number in _MONEY_FORMATS:
            return Nature.AMOUNT
        return Nature.CODE if number in _SHARES or number == _TEXT else Nature.UNTOLD
    bare = _QUOTED.sub(" ", code).casefold().split(";")[0].strip()
    if "%" in bare or bare == "@" or _CODED.fullmatch(re.sub(r"\\(.)|\"([^\"]*)\"", r"\1\2", code).split(";")[0]):
        return Nature.CODE
    return Nature.AMOUNT if _MONEY.search(bare) or re.search(r"\bkr\b", code, re.IGNORECASE) else Nature.UNTOLD

"""Which texts may stay: the product's own words, headers, measures. Every other text gets a stand-in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from styring_xl import standard, workbook
from styring_xl.anonymise.numbers import Replacements, in_words
from styring_xl.books.file.filebook import FileBook
from styring_xl.danish.text import clean, is_total, label
from styring_xl.reading import header
from styring_xl.standard import lists
from styring_xl.standard.lists import scores

_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_PLAIN: Final = re.compile(r"[§\d\s.,:/%+\-\u2212\u2013()]*(?:kr\.?|dkk|,-|%)?", re.IGNORECASE)
_DATE: Final = re.compile(
    r"(?:\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})|\d{4}[-./]\d{1,2}[-./]\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?"
)
_TIME: Final = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?: ?[-\u2013] ?\d{1,2}:\d\d)?")
_ACCOUNT: Final = re.compile(r"[\d.*\- ]{3,30}")
_WORDS: Final = (
    "regnskab", "budget", "forbrug", "prognose", "metode", "difference", "diff", "konto", "kontering", "beløb",
    "beløb i kr", "beløb i 1 000 kr", "1 000 kr", "kr", "resultat", "risiko", "afvigelse", "rest", "restbudget",
    "forventet", "realiseret", "forbrug åtd", "åtd", "år til dato", "forbrugsprocent", "forbrug i %", "andel",
    "udgifter", "indtægter", "netto", "brutto", "pulje", "skøn", "aktuelle", "forventede", "cpr", "alder", "måned",
    "kvartal", "ja", "nej", "bo1", "bo2", "bo3", "bo4", "disp", "aøl", "budg", "dco", "udgået", "12 12", "12m", "auto",
)  # fmt: skip
_MARKS: Final = re.compile(
    r"\b(?:i ?alt|sum|subtotal|hovedtotal|total|mellemsum|samlet|tilsammen|pulje\w*|skøn)\b", re.I
)

_BRACKETS: Final = re.compile(r"\(([^)]*)\)")
_MOST_DIGITS: Final = 7
"""Of a text that is a figure and stays; a CPR number has more."""
_IN_BRACKETS: Final = 4
"""Digits that a header may have in brackets: those of a year, or of thousands of kroner."""
FIGURE: Final = 3
"""A text of fewer digits and nothing else is a number of something and no amount."""

SUPPLIER: Final = "Leverandør"
ADVISER: Final = "Rådgiver"
CITIZEN: Final = "Borger"
MEASURE: Final = "Foranstaltning"
PERSON: Final = "Navn"
CASE: Final = "Sag"
DOCUMENT: Final = "Bilag"
ACCOUNT: Final = "Konto"
TEXT: Final = "Tekst"
CPR: Final = "Cpr."
_NAMES: Final = (SUPPLIER, ADVISER, PERSON)
"""A figure among them is somebody's number in a register, and a word of the product's somebody's initials."""
_PEOPLE: Final = (*_NAMES, CITIZEN, CPR)
"""Jan, Maj and August are people there, and no months."""
_SIGNS: Final = frozenset(("So", "Sk", "Cf", "Co", "Cn", "Mn", "Me"))
"""The kinds of signs that are no letters to whoever compares labels, and that a name may be written in all the same:
letters in circles, braille, flags, letters that do not show."""
BLANK: Final = ""
"""The kind of a free text: it is left out."""


class Texts:
    """Stand-ins for texts; the same text has the same one on every sheet (case and punctuation do not count)."""

    def __init__(self, kept: Iterable[str], replacements: Replacements) -> None:
        self._replacements = replacements
        self._own = vocabulary()
        self._words = {word for text in self._own for word in text.split()}
        self._kept = {label(text) for text in kept}
        self._numbers: dict[str, dict[str, int]] = {}
        self._kind_of: dict[str, str] = {}
        self._known: dict[tuple[str, str], str] = {}
        self.sheets: dict[str, str] = {}
        """Old name of a sheet -> new."""

    def reserve(self, text: str, kind: str) -> None:
        """A text that a column says is a supplier, an adviser …: it has that stand-in wherever else it stands."""
        key = label(text)
        if key and key not in self._own and key not in self._kept:
            self._kind_of.setdefault(key, kind)

    def is_known(self, text: str) -> bool:
        """Whether a text is one of the product's own, a header, a month, a kept measure, with or without a year, and
        holds nothing of anybody's in brackets."""
        return self._is_recognised(text) and (label(text) in self._kept or not any(self._remarks(text)))

    def _remarks(self, text: str) -> Iterator[str]:
        """What a text holds in brackets that is no word of the product's: a header is known without its brackets."""
        for each in _BRACKETS.findall(text):
            words = label(each).split()
            digits = sum(map(str.isdigit, each))
            if digits > _IN_BRACKETS or not all(word.isdecimal() or word in self._words for word in words):
                yield each

    def _is_recognised(self, text: str) -> bool:
        key = label(text)
        bare = label(_YEAR.sub(" ", clean(text)))
        if key in self._own or key in self._kept or bare in self._own or bare in self._kept:
            return True
        return header.read_month(text) is not None or any(
            header.match_field(role, text) is not None for role in header.ROLES
        )

    def of(self, text: str, kind: str = TEXT) -> str:
        """What is written in place of a cell's text."""
        known = self._known.get((text, kind))
        if known is None:
            known = self._known[text, kind] = self._make(text, kind)
        return known

    def figureless(self, text: str) -> str:
        """The same where amounts are not to stand as they stood: a text that is a figure gets a stand-in too, unless it
        is a year, a day, a time or a paragraph of law."""
        plain = clean(text)
        written = self.of(text)
        is_figure = clean(written) == plain and not self.is_known(plain) and sum(map(str.isdigit, plain)) >= FIGURE
        is_other = any(each.fullmatch(plain) for each in (_YEAR, _DATE, _TIME)) or "§" in plain
        return self._stand_in(plain, TEXT) if is_figure and not is_other else written

    def _make(self, text: str, kind: str) -> str:
        plain = clean(text)
        if not plain:
            return text if not text or text.isspace() else ""
        spelled = self._replacements.spelled(plain)
        if spelled is not None:
            return spelled
        if kind == BLANK:
            return ""
        if not in_words(plain):
            if plain in self.sheets:
                return self.sheets[plain]
            may_be_name = kind in _PEOPLE and (kind in _NAMES or header.read_month(plain) is not None)
            if self.is_known(plain) and (not may_be_name or is_total(plain)):
                return without_signs(text)
            if self._is_recognised(plain) and not may_be_name:
                # It is a header still, or its column would be another in the copy.
                remarks = {each: self._stand_in(each, TEXT) for each in self._remarks(plain)}
                kept = _BRACKETS.sub(lambda found: f"({remarks.get(found[1], found[1])})", plain)
                return without_signs(kept)
            if kind == ACCOUNT and _ACCOUNT.fullmatch(plain):
                return text
            digits = sum(map(str.isdigit, plain))
            names = self._kind_of.get(label(plain), kind) in _NAMES and (
                digits >= FIGURE or any(map(str.isalpha, plain))
            )
            if _DATE.fullmatch(plain) or (digits <= _MOST_DIGITS and _PLAIN.fullmatch(plain) and not names):
                return text
        mark = _MARKS.search(plain) if kind == TEXT else None
        stand_in = self._stand_in(plain, kind)
        # A sum stays a sum and a pulje a pulje, or the rows would be read as something else.
        return stand_in if mark is None else f"{mark[0]} {stand_in}" if is_total(mark[0]) else f"Pulje {stand_in}"

    def _stand_in(self, text: str, kind: str) -> str:
        kind, number = self._numbered(text, kind)
        return f"{kind} {number}"

    def number(self, text: str, kind: str) -> int:
        """The number of a text's stand-in: what is written in place of a number that is a name."""
        return self._numbered(text, kind)[1]

    def _numbered(self, text: str, kind: str) -> tuple[str, int]:
        key = label(text)
        kind = self._kind_of.setdefault(key, kind)
        numbers = self._numbers.setdefault(kind, {})
        return kind, numbers.setdefault(key, len(numbers) + 1)

    @property
    def replaced(self) -> int:
        """How many different texts got a stand-in."""
        return sum(map(len, self._numbers.values()))


def without_signs(text: str) -> str:
    """A text that is known by its letters, without the signs that are not asked for when it is."""
    if text.isascii():
        return text
    return "".join(each for each in text if each == "°" or unicodedata.category(each) not in _SIGNS).rstrip()


def is_plain(text: str) -> bool:
    """Whether a text is a figure and nothing else, with or without the sign of kroner or of a share."""
    return _PLAIN.fullmatch(clean(text)) is not None


def vocabulary() -> frozenset[str]:
    """The labels of every text the product itself writes in a workbook, and of the field's plain words."""
    book = FileBook.from_bytes(workbook.build())
    own = {
        label(value)
        for name in book.sheet_names
        for row in book.grid(name).rows
        for value in row
        if isinstance(value, str)
    }
    own.update(map(label, book.sheet_names))
    own.update(map(label, _WORDS))
    own.update(map(label, header.FIELD_NAMES.values()))
    own.update(map(label, header.ROLES))
    own.update(map(label, (*standard.RATE_UNITS, *standard.RULES, *standard.STATUSES, *standard.MONTH_NAMES)))
    own.update(map(label, (*standard.SIGNS, *standard.FULL_YEAR_RULES, *standard.LIMIT_UNITS.values())))
    own.update(map(label, standard.LIMIT_UNITS))
    own.update(label(word) for table in lists.TABLES for each in table.fields for word in each.words)
    own.update(label(name) for names in scores.INDICATORS.values() for name in names)
    own.discard("")
    return frozenset(own)
